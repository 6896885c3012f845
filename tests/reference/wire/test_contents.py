"""What each packet type must contain, and the sizes of whole packets."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from tests.reference.wire.examples import INITIATOR, RESPONDER, V6

from hipway.wire.contents import check_contents
from hipway.wire.packet import Packet, build, parse
from hipway.wire.parameters import (
    Ack,
    DhGroupList,
    DiffieHellman,
    EchoRequestSigned,
    EchoRequestUnsigned,
    EchoResponseSigned,
    Encrypted,
    EspInfo,
    EspTransform,
    HipCipher,
    HipMac,
    HipMac2,
    HipSignature,
    HipSignature2,
    HitSuiteList,
    HostId,
    Locator,
    LocatorSet,
    Notification,
    Parameter,
    Puzzle,
    R1Counter,
    Seq,
    Solution,
    TransportFormatList,
)
from hipway.wire.refusal import Malformed


class Sizes(NamedTuple):
    """What a suite of algorithms makes long or short, in bytes."""

    host_identity: int
    signature: int
    rhash: int
    public_value: int


P256 = Sizes(2 + 64, 64, 48, 64)


def tail(sizes: Sizes) -> tuple[Parameter, ...]:
    return HipMac(bytes(sizes.rhash)), HipSignature(7, bytes(sizes.signature))


def i1(_: Sizes) -> tuple[Parameter, ...]:
    return (DhGroupList((7, 8, 3)),)


def r1(sizes: Sizes) -> tuple[Parameter, ...]:
    return (
        R1Counter(1),
        Puzzle(10, 37, b"op", bytes(sizes.rhash)),
        DhGroupList((7, 8, 3)),
        DiffieHellman(7, bytes(sizes.public_value)),
        HipCipher((2, 4)),
        HostId(7, bytes(sizes.host_identity)),
        HitSuiteList((1, 2, 3)),
        TransportFormatList((4095,)),
        EspTransform((8, 13)),
        HipSignature2(7, bytes(sizes.signature)),
    )


def i2(sizes: Sizes) -> tuple[Parameter, ...]:
    return (
        EspInfo(96, 0, 1),
        R1Counter(1),
        Solution(10, b"op", bytes(sizes.rhash), bytes(sizes.rhash)),
        DiffieHellman(7, bytes(sizes.public_value)),
        HipCipher((2,)),
        HostId(7, bytes(sizes.host_identity)),
        TransportFormatList((4095,)),
        EspTransform((8,)),
        *tail(sizes),
    )


def r2(sizes: Sizes) -> tuple[Parameter, ...]:
    return EspInfo(96, 0, 1), HipMac2(bytes(sizes.rhash)), HipSignature(7, bytes(sizes.signature))


def update1(sizes: Sizes) -> tuple[Parameter, ...]:
    return EspInfo(0, 1, 1), LocatorSet((Locator(V6, 60, preferred=True, spi=1),)), Seq(0), *tail(sizes)


def update2(sizes: Sizes) -> tuple[Parameter, ...]:
    return EspInfo(0, 1, 1), Seq(0), Ack((0,)), EchoRequestSigned(bytes(8)), *tail(sizes)


def update3(sizes: Sizes) -> tuple[Parameter, ...]:
    return Ack((0,)), EchoResponseSigned(bytes(8)), *tail(sizes)


def close(sizes: Sizes) -> tuple[Parameter, ...]:
    return EchoRequestSigned(bytes(8)), *tail(sizes)


def close_ack(sizes: Sizes) -> tuple[Parameter, ...]:
    return EchoResponseSigned(bytes(8)), *tail(sizes)


def notify(sizes: Sizes) -> tuple[Parameter, ...]:
    return Notification(44), HipSignature(7, bytes(sizes.signature))


Make = Callable[[Sizes], tuple[Parameter, ...]]
PACKETS: tuple[tuple[int, Make], ...] = (
    (1, i1),
    (2, r1),
    (3, i2),
    (4, r2),
    (16, update1),
    (16, update2),
    (16, update3),
    (18, close),
    (19, close_ack),
    (17, notify),
)

# Computed from the RFCs' layouts, apart from this implementation: I1, R1, I2, R2, UPDATE 1 to 3, CLOSE.
WHOLE = {
    "RSA-2048, group 3": (Sizes(260, 256, 32, 192), (48, 880, 944, 360, 400, 392, 368, 360)),
    "RSA-2048, group 7": (Sizes(260, 256, 32, 64), (48, 752, 816, 360, 400, 392, 368, 360)),
    "RSA-3072, group 4": (Sizes(388, 384, 32, 384), (48, 1328, 1392, 488, 528, 520, 496, 488)),
    "ECDSA P-256, group 7": (P256, (48, 384, 480, 184, 224, 216, 192, 184)),
    "ECDSA P-384, group 8": (Sizes(98, 96, 48, 96), (48, 480, 576, 216, 256, 248, 224, 216)),
    "ECDSA_LOW, group 10": (Sizes(42, 42, 20, 40), (48, 288, 320, 128, 168, 160, 136, 128)),
    "Ed25519, group 7": (Sizes(36, 64, 32, 64), (48, 336, 400, 168, 208, 200, 176, 168)),
}


def packet(kind: int, parameters: tuple[Parameter, ...], receiver: bytes = RESPONDER) -> Packet:
    return Packet(kind, INITIATOR, receiver, parameters)


@pytest.mark.parametrize("name", WHOLE)
def test_whole_packets_have_their_sizes(name: str) -> None:
    sizes, expected = WHOLE[name]
    assert tuple(len(build(packet(kind, make(sizes)))) for kind, make in PACKETS[:8]) == expected


def test_an_encrypted_host_id_makes_the_i2_longer() -> None:
    """P-384: a HOST_ID of 112 bytes, a block of padding, the initialization vector."""
    sizes = Sizes(98, 96, 48, 96)
    parameters = [parameter for parameter in i2(sizes) if not isinstance(parameter, HostId)]
    parameters.insert(5, Encrypted(bytes(16 + 112 + 16)))
    assert len(build(packet(3, tuple(parameters)))) == 616


def test_complete_packets_pass() -> None:
    for kind, make in PACKETS:
        check_contents(parse(build(packet(kind, make(P256)))))


# What may be missing is optional by the RFC; everything else is missed, with the clause of its packet.
OPTIONAL: dict[Make, set[type[Parameter]]] = {
    r1: {R1Counter},
    i2: {R1Counter},
    update1: {EspInfo, LocatorSet},
    update2: {EspInfo, Seq, Ack, EchoRequestSigned},
    update3: {EchoResponseSigned},
}
CLAUSES = {1: "1", 2: "2", 3: "3", 4: "4", 16: "5", 17: "6", 18: "7", 19: "8"}


@pytest.mark.parametrize(("kind", "make"), PACKETS, ids=[make.__name__ for _, make in PACKETS])
def test_a_packet_that_lacks_a_parameter_is_malformed(kind: int, make: Make) -> None:
    parameters = make(P256)
    for left_out in parameters:
        rest = tuple(parameter for parameter in parameters if parameter is not left_out)
        received = parse(build(packet(kind, rest)))
        if type(left_out) in OPTIONAL.get(make, set()):
            check_contents(received)
        else:
            with pytest.raises(Malformed, match="without") as refusal:
                check_contents(received)
            esp = type(left_out) in {EspInfo, EspTransform}
            assert refusal.value.clause.startswith("RFC 7402 5.2.1." if esp else f"RFC 7401 5.3.{CLAUSES[kind]}")
            assert refusal.value.offset == len(received.raw)


def test_an_update_has_a_seq_or_an_ack() -> None:
    """RFC 7401 5.3.5: an UPDATE packet without either is invalid."""
    received = parse(build(packet(16, tail(P256))))
    with pytest.raises(Malformed, match="Seq or Ack"):
        check_contents(received)


@pytest.mark.parametrize(
    ("chosen", "clause"),
    [
        (HipCipher((2, 4)), "RFC 7401 5.2.8"),
        (TransportFormatList((4095, 4094)), "RFC 7401 5.3.3"),
        (EspTransform((8, 13)), "RFC 7402 5.1.2"),
    ],
)
def test_an_i2_chooses_one_of_each_list(chosen: Parameter, clause: str) -> None:
    parameters = tuple(chosen if type(each) is type(chosen) else each for each in i2(P256))
    received = parse(build(packet(3, parameters)))
    with pytest.raises(Malformed, match="2 entries") as refusal:
        check_contents(received)
    assert (refusal.value.clause, refusal.value.offset) == (clause, received.offset(type(chosen)))


def test_a_receiver_may_be_unknown_in_i1_and_notify_only() -> None:
    """RFC 7401 5.3.1 and 5.3.6."""
    for kind, make in PACKETS:
        received = parse(build(packet(kind, make(P256), receiver=bytes(16))))
        if kind in {1, 17}:
            check_contents(received)
        else:
            with pytest.raises(Malformed, match="HIT is zero"):
                check_contents(received)


def test_hip_signature_2_stands_in_r1_only() -> None:
    """RFC 7401 5.2.15."""
    parameters = [*r2(P256)]
    parameters.insert(2, HipSignature2(7, bytes(64)))
    received = parse(build(packet(4, tuple(parameters))))
    with pytest.raises(Malformed, match="HipSignature2") as refusal:
        check_contents(received)
    assert (refusal.value.clause, refusal.value.offset) == ("RFC 7401 5.2.15", received.offset(HipSignature2))


def test_a_notify_without_parameters_keeps_a_binding_alive() -> None:
    """RFC 5770 5.3."""
    check_contents(parse(build(packet(17, ()))))
    with pytest.raises(Malformed):
        check_contents(parse(build(packet(17, (EchoRequestUnsigned(b""),)))))
