"""Each kind of refusal names its clause and the byte where it is seen."""

import pytest
from tests.reference.wire.examples import I1, INITIATOR, RESPONDER, V4, packet_of

from hipway.wire.packet import Packet, build, parse, parse_parameters
from hipway.wire.parameters import (
    Ack,
    DhGroupList,
    EchoRequestSigned,
    EchoRequestUnsigned,
    HipCipher,
    HipMac,
    HitSuiteList,
    HostId,
    Locator,
    LocatorSet,
    Parameter,
    Puzzle,
    RegRequest,
    Seq,
    Solution,
    Unknown,
)
from hipway.wire.refusal import Malformed, UnknownCritical

SEQ = "0181 0004 00000001"


def changed(place: int, value: int) -> bytes:
    return I1[:place] + bytes((value,)) + I1[place + 1 :]


HEADERS = (
    ("no header", I1[:39], "RFC 7401 5.1", 39),
    ("nothing", b"", "RFC 7401 5.1", 0),
    ("Header Length under 4", changed(1, 3), "RFC 7401 5.1", 1),
    ("Header Length over the end", changed(1, 6), "RFC 7401 5.1", 1),
    ("version 1", changed(3, 0x11), "RFC 7401 5.4.1", 3),
    ("unknown packet type", changed(2, 20), "RFC 7401 5.1", 2),
)

# Each line: what is wrong, the parameters of the packet, the clause, the byte counted from the first parameter.
WRONG = (
    ("runs over the end", "01ff 0005 03040800", "RFC 7401 5.2.1", 2),
    ("the greatest length", "01ff ffff 03040800", "RFC 7401 5.2.1", 2),
    ("out of order", f"{SEQ} 0041 000c 00000060 00000000 00000001", "RFC 7401 5.2.1", 8),
    ("unknown and out of order", f"{SEQ} 0080 0004 00000000", "RFC 7401 5.2.1", 8),
    (
        "equal types are not adjacent",
        "f8ad 0000 00000000 ffda 0010" + "00" * 20 + "f8ad 0000 00000000",
        "RFC 7401 5.2.1",
        32,
    ),
    ("a second SEQ", SEQ + SEQ, "RFC 7401 5.2.16", 8),
    ("a second ECHO_REQUEST_SIGNED", "0381 0000 00000000 0381 0000 00000000", "RFC 7401 5.2.20", 8),
    ("a second LOCATOR_SET", "00c1 0000 00000000 00c1 0000 00000000", "RFC 8046 4", 8),
    ("unknown critical", f"{SEQ} 03ff 0004 00000000", "RFC 7401 5.2.1", 8),
    ("unknown critical, the last type", "ffff 0000 00000000", "RFC 7401 5.2.1", 0),
    ("ESP_INFO of 11", "0041 000b 00000060 00000000 00000001", "RFC 7402 5.1.1", 2),
    ("PUZZLE of version 1", "0101 000c 0a25 abcd 0000000000000000", "RFC 7401 5.2.4", 2),
    ("SOLUTION of version 1", "0141 0014 0a25 abcd" + "00" * 16, "RFC 7401 5.2.5", 2),
    ("ACK without an Update ID", "01c1 0000 00000000", "RFC 7401 5.2.17", 2),
    ("ACK of 6", "01c1 0006 00000001 0000 000000000000", "RFC 7401 5.2.17", 2),
    ("no cipher", "0243 0000 00000000", "RFC 7401 5.2.8", 2),
    ("half a cipher", "0243 0003 000400 00", "RFC 7401 5.2.8", 2),
    ("DIFFIE_HELLMAN without a length", "0201 0002 0700 0000", "RFC 7401 5.2.7", 2),
    ("Public Value Length too long", "0201 0004 07 0002 aa", "RFC 7401 5.2.7", 5),
    ("Public Value Length too short", "0201 0005 07 0001 aabb 00000000000000", "RFC 7401 5.2.7", 5),
    ("HI Length too long", "02c1 0008 0003 0000 0005 aabb 00000000", "RFC 7401 5.2.9", 4),
    ("DI Length too short", "02c1 0008 0001 1000 0005 aabb 00000000", "RFC 7401 5.2.9", 4),
    ("DI Length without a type", "02c1 0008 0001 0001 0005 aabb 00000000", "RFC 7401 5.2.9", 6),
    ("lower bits of a HIT Suite", "02cb 0003 10 20 31 00", "RFC 7401 5.2.10", 6),
    ("CERT ID zero", "0300 0004 01 01 00 01", "RFC 8002 2", 6),
    ("CERT ID beyond the count", "0300 0004 01 01 02 01", "RFC 8002 2", 6),
    ("MAC of 16", "f041 0010" + "00" * 20, "RFC 7401 5.2.12", 2),
    ("signature of nothing", "f101 0002 0005 0000", "RFC 7401 5.2.14", 2),
    ("FROM of 4", "ffda 0004 c0000201", "RFC 8004 4.2.2", 2),
    ("REG_INFO of 1", "03a2 0001 01000000", "RFC 8003 4.2", 2),
    ("half a locator", "00c1 0004 00010500", "RFC 8046 4", 4),
    ("a locator over the end", "00c1 0008 00000400 00000001 00000000", "RFC 8046 4", 6),
    ("a locator of a wrong length", "00c1 000c 00000100 00000001 c0000201", "RFC 8046 4.2", 6),
    ("a lifetime of zero", "00c1 0018 00000400 00000000" + "00" * 20, "RFC 8046 4", 8),
)


@pytest.mark.parametrize(
    ("data", "clause", "offset"), [case[1:] for case in HEADERS], ids=[case[0] for case in HEADERS]
)
def test_a_wrong_header_is_refused(data: bytes, clause: str, offset: int) -> None:
    with pytest.raises(Malformed) as refusal:
        parse(data)
    assert (refusal.value.clause, refusal.value.offset) == (clause, offset)


@pytest.mark.parametrize(("drawn", "clause", "offset"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_parameter_is_refused(drawn: str, clause: str, offset: int) -> None:
    with pytest.raises(Malformed) as refusal:
        parse(packet_of(16, bytes.fromhex(drawn)))
    assert (refusal.value.clause, refusal.value.offset) == (clause, 40 + offset)
    assert clause in str(refusal.value)


def test_an_unknown_critical_parameter_names_its_type() -> None:
    with pytest.raises(UnknownCritical) as refusal:
        parse(packet_of(16, bytes.fromhex("03ff 0004 00000000")))
    assert refusal.value.parameter_type == 0x3FF


def test_parameters_that_were_encrypted_end_where_the_bytes_end() -> None:
    with pytest.raises(Malformed) as refusal:
        parse_parameters(bytes.fromhex(SEQ) + b"\0\0\0\0")
    assert (refusal.value.clause, refusal.value.offset) == ("RFC 7401 5.2.18", 12)


def test_what_may_come_twice_is_read_twice() -> None:
    for drawn in (
        "f8ad 0000 00000000",
        "ffda 0010" + "00" * 20,
        "0340 0004 00000001",
        "03a4 0002 ff010000",
        "0041 000c" + "00" * 12,
    ):
        assert len(parse(packet_of(16, bytes.fromhex(drawn * 2))).packet.parameters) == 2


def update(*parameters: Parameter) -> Packet:
    return Packet(16, INITIATOR, RESPONDER, parameters)


NOT_SENT = (
    (update(Seq(1), Seq(2)), "a second SEQ"),
    (update(RegRequest(1, (1,)), RegRequest(2, (1,))), "a second REG_REQUEST"),
    (update(HipMac(bytes(32)), Seq(1)), "behind"),
    (update(Unknown(0x3FF, b"")), "may not be sent"),
    (update(Unknown(385, bytes(4))), "may not be sent"),
    (update(Seq(1 << 32)), "Seq"),
    (update(Seq(-1)), "Seq"),
    (update(Ack(())), "ACK has a length of 0"),
    (update(DhGroupList((256,))), "256"),
    (update(HipCipher((1 << 16,))), "HipCipher"),
    (update(HitSuiteList((16,))), "256"),
    (update(Puzzle(1, 1, b"x", bytes(32))), "Opaque"),
    (update(Puzzle(1, 1, b"xy", bytes(8))), "PUZZLE has a length of 12"),
    (update(Solution(1, b"xy", bytes(32), bytes(20))), "#J"),
    (update(HostId(5, b"", 0, b"name")), "without a type"),
    (update(HostId(5, b"", 16, b"name")), "four bits"),
    (update(HostId(5, b"", 1, bytes(4096))), "4096"),
    (update(LocatorSet((Locator(V4, 0, preferred=True),))), "lifetime"),
    (update(LocatorSet((Locator(b"1234", 1, preferred=True),))), "4 bytes instead of 16"),
    (update(LocatorSet((Locator(V4, 1, preferred=True, port=1),))), "SPI"),
    (update(LocatorSet((Locator(V4, 1, preferred=True, priority=1),))), "port"),
    (update(EchoRequestSigned(bytes(2005))), "2056 bytes"),
    (update(EchoRequestUnsigned(bytes(0x10000))), "EchoRequestUnsigned"),
    (Packet(20, INITIATOR, RESPONDER), "packet type 20"),
    (Packet(1, INITIATOR[1:], RESPONDER), "16 bytes"),
)


@pytest.mark.parametrize(("packet", "what"), NOT_SENT, ids=[what for _, what in NOT_SENT])
def test_what_may_not_be_sent_is_not_built(packet: Packet, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        build(packet)


def test_a_packet_has_2048_bytes_at_most() -> None:
    """RFC 7401 5.1: 2008 bytes of parameters."""
    raw = build(update(EchoRequestSigned(bytes(2004))))
    assert len(raw) == 2048
    assert parse(raw).packet == update(EchoRequestSigned(bytes(2004)))
