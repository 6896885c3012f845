"""Each parameter has the bytes that the RFC's figure draws, in both directions."""

import pytest
from tests.reference.wire.examples import EXAMPLES, I1, INITIATOR, RESPONDER, packet_of

from hipway.wire.numbers import ParameterType
from hipway.wire.packet import Packet, build, build_parameters, padded, parse, parse_parameters
from hipway.wire.parameters import EspTransform, HipCipher, NatTraversalMode, Parameter, Unknown
from hipway.wire.table import PARAMETERS

NAMES = [f"{parameter.type}-{number}" for number, (parameter, _) in enumerate(EXAMPLES)]


@pytest.mark.parametrize(("parameter", "drawn"), EXAMPLES, ids=NAMES)
def test_a_parameter_has_the_bytes_of_the_figure(parameter: Parameter, drawn: str) -> None:
    assert build_parameters((parameter,)).hex() == drawn.replace(" ", "")
    assert parse_parameters(bytes.fromhex(drawn)) == (parameter,)


def test_every_type_of_the_table_has_an_example() -> None:
    assert {type(parameter) for parameter, _ in EXAMPLES} - {Unknown} == {row.parameter for row in PARAMETERS.values()}


def test_the_table_agrees_with_itself() -> None:
    for number, row in PARAMETERS.items():
        assert row.critical == bool(number & 1), row.name
        assert ParameterType(number).name == row.name
        assert row.parameter.__dict__["type"] == number
    assert set(PARAMETERS) == set(ParameterType)
    assert list(PARAMETERS) == sorted(PARAMETERS)


def test_the_total_length_is_that_of_the_formula() -> None:
    for length in range(2009):
        assert padded(length) == 11 + length - (length + 3) % 8


def test_the_header_has_the_bytes_of_the_figure() -> None:
    received = parse(I1)
    assert build(received.packet) == I1
    assert (received.packet.kind, received.packet.controls, received.offsets) == (1, 0, (40,))
    assert (received.packet.sender, received.packet.receiver) == (INITIATOR, RESPONDER)


def test_what_must_be_ignored_is_ignored() -> None:
    """Fixed and reserved bits, reserved controls, padding, Next Header, and what stands behind the packet."""
    odd = bytearray(I1)
    odd[0] = 17
    odd[2] |= 0x80
    odd[3] = 0x2E
    odd[6:8] = b"\xff\xff"
    odd[-1] = 0xEE
    assert parse(bytes(odd) + b"behind").packet == parse(I1).packet
    assert parse(bytes(odd) + b"behind").raw == bytes(odd)


def test_reserved_fields_of_parameters_are_ignored() -> None:
    for drawn, field, size in (
        ("0041 000c  0000 0060  01020304  a0b0c0d0", 4, 2),
        ("0141 002c  0a 00 abcd" + "11" * 40, 5, 1),
        ("0281 0008  00000000 88888888 00000000", 4, 4),
        ("0340 0004  0000 4000", 4, 2),
        ("03b6 0014  2904 11 00" + "11" * 16, 7, 1),
        ("0fff 0004  0000 0008", 4, 2),
        ("1266 0004 00000000", 4, 4),
    ):
        plain = bytes.fromhex(drawn)
        plain += bytes(-len(plain) % 8)
        odd = plain[:field] + b"\xee" * size + plain[field + size :]
        assert parse_parameters(odd) == parse_parameters(plain)
    plain = bytes.fromhex("00c1 0018 00 00 04 00 00000001" + "22" * 16 + "00000000")
    odd = plain[:7] + b"\xfe" + plain[8:]
    assert parse_parameters(odd) == parse_parameters(plain)


def test_entries_behind_the_sixth_are_dropped_and_never_sent() -> None:
    """RFC 7401 5.2.8, 7402 5.1.2, 5770 5.4."""
    seven = "0001 0002 0003 0004 0005 0006 0007"
    for kind, reserved in ((HipCipher, ""), (EspTransform, "0000"), (NatTraversalMode, "0000")):
        contents = bytes.fromhex(reserved + seven)
        tlv = kind.type.to_bytes(2, "big") + len(contents).to_bytes(2, "big") + contents
        (read,) = parse_parameters(tlv + bytes(padded(len(contents)) - len(tlv)))
        assert read == kind((1, 2, 3, 4, 5, 6))
        with pytest.raises(ValueError, match="7 entries"):
            build_parameters((kind((1, 2, 3, 4, 5, 6, 7)),))


def test_the_anonymous_bit_counts_in_r1_and_i2_only() -> None:
    for kind in (1, 2, 3, 4, 16, 17, 18, 19):
        packet = parse(packet_of(kind, b"", controls=1)).packet
        assert packet.controls == (kind in {2, 3})
        with pytest.raises(ValueError, match="controls"):
            build(Packet(packet.kind, packet.sender, packet.receiver, packet.parameters, controls=2))


def test_an_unknown_parameter_that_is_not_critical_is_kept() -> None:
    raw = packet_of(1, bytes.fromhex("0080 0001 aa000000 01ff0001 07000000 fffe 0000 00000000 fffe 0001 bb000000"))
    packet = parse(raw).packet
    assert packet.all(Unknown) == (Unknown(128, b"\xaa"), Unknown(0xFFFE, b""), Unknown(0xFFFE, b"\xbb"))
    assert build(packet) == raw
