"""The checksums of RFC 7401 appendix C, and what MACs and signatures cover (6.4)."""

import pytest
from tests.reference.wire.examples import I1, INITIATOR, RESPONDER, packet_of

from hipway.addresses import Endpoint, address_of, is_ipv4, text_of
from hipway.node.pcap import udp_packet
from hipway.wire.checksum import checksum, complement, is_right, pseudo_header, with_checksum
from hipway.wire.packet import append, parse
from hipway.wire.parameters import EspInfo, HipMac, HipMac2, HipSignature, HipSignature2, Puzzle, Seq
from hipway.wire.protection import covered, covered_mac2, covered_signature2
from hipway.wire.refusal import Malformed
from hipway.wire.udp import Payload, classify


def test_c1_the_checksum_over_ipv6() -> None:
    between = address_of("2001:db8::1"), address_of("2001:db8::2")
    assert checksum(I1, *between) == 0x1A5E
    assert is_right(with_checksum(I1, *between), *between)
    assert not is_right(I1, *between)


def test_c2_the_checksum_over_ipv4() -> None:
    between = address_of("192.0.2.1"), address_of("192.0.2.2")
    assert checksum(I1, *between) == 0xF1CE
    assert with_checksum(I1, *between)[4:6].hex() == "f1ce"


def test_c3_the_checksum_of_tcp_with_hits_in_its_pseudo_header() -> None:
    segment = bytes.fromhex("ffdc001600000001000000005002ffff00000000")
    assert complement(pseudo_header(INITIATOR, RESPONDER, 6, len(segment)) + segment) == 0x6FAA


def test_no_checksum_between_ipv4_and_ipv6() -> None:
    with pytest.raises(ValueError, match="IPv4"):
        checksum(I1, address_of("192.0.2.1"), address_of("2001:db8::2"))


def test_a_udp_checksum_of_zero_is_sent_as_ones() -> None:
    """RFC 768: zero would say that there is none."""
    ends = Endpoint(address_of("192.0.2.1"), 1), Endpoint(address_of("192.0.2.2"), 2)
    filled = udp_packet(*ends, udp_packet(*ends, b"\0\0")[26:28])
    assert filled[26:28] == b"\xff\xff"


def test_addresses() -> None:
    assert address_of("192.0.2.1").hex() == "00000000000000000000ffffc0000201"
    assert address_of("2001:db8::1").hex() == "20010db8000000000000000000000001"
    assert [text_of(address_of(text)) for text in ("192.0.2.1", "2001:db8::1")] == ["192.0.2.1", "2001:db8::1"]
    assert [is_ipv4(address_of(text)) for text in ("192.0.2.1", "2001:db8::1")] == [True, False]


def test_a_mac_and_a_signature_cover_what_is_before_them() -> None:
    """RFC 7401 6.4.1, 6.4.2: the checksum is zero and the Header Length ends where the parameter begins."""
    bare = packet_of(16, bytes.fromhex("0181000400000001"))
    with_mac = append(bare, HipMac(bytes(32)))
    signed = append(with_mac, HipSignature(5, b"\1" * 64))
    sent = with_checksum(signed, INITIATOR, RESPONDER)
    received = parse(sent)
    assert (received.offset(HipMac), received.offset(HipSignature)) == (48, 88)
    assert covered(received.raw, 48) == bare
    assert covered(received.raw, 88) == with_mac


def test_hip_mac_2_covers_the_host_id_of_the_responder_too() -> None:
    """RFC 7401 6.4.1: the HOST_ID stands behind the packet, and the Header Length counts it."""
    bare = packet_of(4, bytes.fromhex("0041000c 00000060 00000000 00000001"))
    host_id = bytes.fromhex("02c1 000a 0004 0000 0005 01020304 0000")
    cover = covered_mac2(append(bare, HipMac2(bytes(32))), 56, host_id)
    assert cover == bare[:1] + bytes((8,)) + bare[2:] + host_id
    with pytest.raises(Malformed, match=r"6\.4\.1"):
        covered_mac2(bare, 2040, host_id)


def test_hip_signature_2_does_not_cover_what_changes_from_r1_to_r1() -> None:
    """RFC 7401 6.4.2: the Receiver's HIT, and Opaque and #I of the PUZZLE, are zero. #K and the lifetime stay."""
    counter = "0081000c 00000000 0000000000000001"
    raw = packet_of(2, bytes.fromhex(counter + "0101 0024 0a25 abcd" + "11" * 32))
    expected = packet_of(2, bytes.fromhex(counter + "0101 0024 0a25 0000" + "00" * 32))
    cover = covered_signature2(append(raw, HipSignature2(5, b"\1" * 64)), len(raw))
    assert cover == expected[:24] + bytes(16) + expected[40:]


def test_received_finds_the_bytes_of_a_parameter() -> None:
    received = parse(packet_of(2, bytes.fromhex("0101 0018 0a25 abcd" + "11" * 20 + "deadbeef")))
    assert received.tlv(Puzzle) == bytes.fromhex("0101 0018 0a25 abcd" + "11" * 20 + "deadbeef")
    assert received.tlv(EspInfo) is None


def test_append_keeps_the_order() -> None:
    raw = append(packet_of(16, b""), HipMac(bytes(32)))
    for wrong in (Seq(1), HipMac(bytes(32))):
        with pytest.raises(ValueError, match=r"behind|second"):
            append(raw, wrong)


@pytest.mark.parametrize(
    ("datagram", "payload"),
    [
        (bytes(4) + I1, Payload.HIP),
        (bytes.fromhex("00000001 00000001 aabb"), Payload.ESP),
        (b"\xff", Payload.KEEPALIVE),
        (bytes.fromhex("00010000 2112a442") + bytes(12), Payload.STUN),
        (bytes.fromhex("00010001 2112a442") + bytes(12), Payload.ESP),
        (bytes.fromhex("c0010000 2112a442") + bytes(12), Payload.ESP),
        (b"", Payload.NOTHING),
        (b"\0\0\0", Payload.NOTHING),
    ],
)
def test_what_a_datagram_holds(datagram: bytes, payload: Payload) -> None:
    """RFC 5770 5.1, RFC 3948 2, RFC 5389 6."""
    assert classify(datagram) is payload
