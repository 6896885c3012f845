"""The UDP header inside ESP: its checksum covers the HITs, held against RFC 1071's sum, RFC 7401 C.3 and tshark."""

from __future__ import annotations

import typing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipway.addresses import address_of
from hipway.esp import UDP, EspRefused, Reason, unwrap, wrap
from hipway.node.pcap import PcapWriter, ip_packet

if typing.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.reference.conftest import Tshark

OURS, PEER = address_of("2001:20::1"), address_of("2001:20::2")


def internet_checksum(data: bytes) -> int:
    """RFC 1071, 4.1: words are added, carries are folded, the complement is taken."""
    data += bytes(len(data) % 2)
    total = sum(int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def pseudo_header(source: bytes, destination: bytes, length: int, protocol: int) -> bytes:
    """RFC 8200, 8.1."""
    return source + destination + length.to_bytes(4, "big") + bytes((0, 0, 0, protocol))


def test_the_sum_of_this_file_is_that_of_rfc_7401_c_3() -> None:
    segment = bytes.fromhex("ffdc001600000001000000005002ffff00000000")
    assert internet_checksum(pseudo_header(OURS, PEER, len(segment), 6) + segment) == 0x6FAA


@settings(max_examples=300)
@given(
    payload=st.one_of(
        st.binary(max_size=200), st.integers(0, 65_527).map(lambda size: b"\xfe\xdc\xba"[: 1 + size % 3] * (size // 3))
    )
)
def test_the_checksum_is_that_of_rfc_1071(payload: bytes) -> None:
    wrapped = wrap(OURS, PEER, payload, 40001, 40002)
    length = len(payload) + 8
    expected = internet_checksum(pseudo_header(OURS, PEER, length, 17) + wrapped[:6] + bytes(2) + payload)
    assert (
        wrapped == b"\x9c\x41\x9c\x42" + length.to_bytes(2, "big") + (expected or 0xFFFF).to_bytes(2, "big") + payload
    )
    assert unwrap(OURS, PEER, wrapped) == (40001, 40002, payload)


def test_a_checksum_that_comes_out_as_zero_is_sent_as_all_ones() -> None:
    rest = int.from_bytes(wrap(OURS, PEER, bytes(2), 1, 2)[6:8], "big")
    wrapped = wrap(OURS, PEER, rest.to_bytes(2, "big"), 1, 2)
    assert wrapped[6:8] == b"\xff\xff"
    assert unwrap(OURS, PEER, wrapped) == (1, 2, rest.to_bytes(2, "big"))
    with pytest.raises(EspRefused):  # zero says that there is none, which IPv6 doesn't allow
        unwrap(OURS, PEER, wrapped[:6] + bytes(2) + wrapped[8:])


def test_tshark_finds_the_checksum_right_between_the_hits(tshark: Tshark, tmp_path: Path) -> None:
    wrapped = [wrap(OURS, PEER, bytes(range(size)), 40001, 40002) for size in (0, 1, 2, 255)]
    capture = tmp_path / "inner.pcap"
    with capture.open("wb") as file:
        writer = PcapWriter(file)
        for each in (*wrapped, wrapped[-1][:-1] + b"\0"):
            writer.write_ip(0, ip_packet(OURS, PEER, UDP, each))
    shown = [packet["udp"] for packet in tshark(capture, "-oudp.check_checksum:TRUE")]
    assert [(each["udp.length"], each["udp.checksum.status"]) for each in shown] == [
        ("8", "1"),
        ("9", "1"),
        ("10", "1"),
        ("263", "1"),
        ("263", "0"),
    ]


@pytest.mark.parametrize(("ours", "peer"), [(OURS, OURS), (PEER, PEER), (OURS, address_of("2001:20::3"))])
def test_what_was_wrapped_for_others_is_refused(ours: bytes, peer: bytes) -> None:
    with pytest.raises(EspRefused) as refused:
        unwrap(ours, peer, wrap(OURS, PEER, b"payload", 1, 2))
    assert refused.value.reason is Reason.UDP_CHECKSUM


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda whole: whole[:7], Reason.UDP_LENGTH),
        (lambda whole: whole[:-1], Reason.UDP_LENGTH),
        (lambda whole: whole + b"\0", Reason.UDP_LENGTH),
        (lambda whole: whole[:6] + b"\0\0" + whole[8:], Reason.UDP_CHECKSUM),
        (lambda whole: whole[:-1] + b"?", Reason.UDP_CHECKSUM),
    ],
)
def test_a_wrong_length_or_checksum_is_refused(change: Callable[[bytes], bytes], reason: Reason) -> None:
    with pytest.raises(EspRefused) as refused:
        unwrap(OURS, PEER, change(wrap(OURS, PEER, b"payload", 1, 2)))
    assert refused.value.reason is reason


def test_what_fits_into_no_udp_datagram_is_our_fault() -> None:
    assert len(wrap(OURS, PEER, bytes(65_527), 1, 2)) == 65_535
    with pytest.raises(ValueError, match="65528 bytes don't fit"):
        wrap(OURS, PEER, bytes(65_528), 1, 2)


@settings(max_examples=300)
@given(st.binary(max_size=40))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with pytest.raises(EspRefused):
        unwrap(OURS, PEER, data)
