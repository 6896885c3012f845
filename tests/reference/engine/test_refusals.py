"""What a hostile peer says with its valid keys: each rule refuses its packet, and the state stays as it was."""

from collections.abc import Callable

import pytest
from tests.reference.engine.network import Host, Network, Sent, at, connected, forge, known, pair

from hipway.crypto.ciphers import encrypt
from hipway.engine.association import Association
from hipway.engine.config import Config
from hipway.engine.events import Dropped, Established, Failed
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import Cipher, PacketType
from hipway.wire.packet import Packet, append, build, build_parameters, parse
from hipway.wire.parameters import (
    DhGroupList,
    DiffieHellman,
    EchoRequestSigned,
    EchoRequestUnsigned,
    Encrypted,
    EspInfo,
    EspTransform,
    HipCipher,
    HipMac,
    HipMac2,
    HipSignature,
    HipSignature2,
    HitSuiteList,
    Parameter,
    Puzzle,
    R1Counter,
    Solution,
    TransportFormatList,
)
from hipway.wire.protection import covered, covered_mac2, covered_signature2
from hipway.wire.udp import MARKER

Keys = list[PrivateIdentity]
I2, R1, R2 = PacketType.I2, PacketType.R1, PacketType.R2
Change = Callable[[Parameter], Parameter | None]
MAC, SIGNATURE = (HipMac, HipMac2), (HipSignature, HipSignature2)


def changed(data: bytes, signer: PrivateIdentity, association: Association | None, to: Parameter) -> bytes:
    """Return a packet with another parameter of some type, and right MACs and signatures."""
    packet, kind = parse(data[4:]).packet, type(to)
    kept = tuple(each for each in packet.parameters if not isinstance(each, (*MAC, *SIGNATURE)))
    body = sorted(
        [to if isinstance(each, kind) else each for each in kept] + ([] if packet.get(kind) else [to]),
        key=lambda parameter: parameter.type,
    )
    raw = build(Packet(packet.kind, packet.sender, packet.receiver, tuple(each for each in body if each.type < 60000)))
    if packet.kind == R1:
        raw = append(raw, HipSignature2(signer.public.algorithm, signer.sign(covered_signature2(raw, len(raw)))))
    else:
        raw = _sealed(raw, packet.kind, signer, association)
    for each in body:
        if each.type > 60000:
            raw = append(raw, each)
    return MARKER + raw


def _sealed(raw: bytes, kind: int, signer: PrivateIdentity, association: Association | None) -> bytes:
    assert association is not None
    assert association.keys is not None
    assert association.rhash is not None
    key = association.keys.mac_out
    if kind == R2:
        own = build_parameters((signer.public.host_id(),))
        raw = append(raw, HipMac2(association.rhash.hmac(key, covered_mac2(raw, len(raw), own))))
    else:
        raw = append(raw, HipMac(association.rhash.hmac(key, covered(raw, len(raw)))))
    return append(raw, HipSignature(signer.public.algorithm, signer.sign(covered(raw, len(raw)))))


def held(keys: Keys, kind: int, config: Config | None = None) -> tuple[Network, Host, Host, Sent]:
    """Return two hosts of which the first one initiates, with a packet of an exchange that is held back."""
    network, first, second = pair(keys, config=config)
    network.pass_on = lambda sent: int(sent.kind != kind)
    first.connect(second)
    network.run(0.1)
    return network, first, second, network.sent(kind)[0]


def arrives(network: Network, receiver: Host, sent: Sent, data: bytes) -> str:
    """Let a datagram arrive, and return why it was dropped."""
    receiver.events.clear()
    receiver.engine.receive(data, sent.source, sent.destination, network.now)
    network.collect()
    dropped = receiver.all(Dropped)
    return dropped[-1].clause if dropped else ""


P_256 = bytes.fromhex(  # the base point of P-256 [FIPS 186-4 D.1.2.3], and one that is not on the curve
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)
OFF = P_256[:-1] + b"\xf6"


@pytest.mark.parametrize(
    ("parameter", "clause"),
    [
        (R1Counter(99), "RFC 7401 6.9 step 7"),
        (Solution(1, bytes(2), bytes(48), bytes(48)), "RFC 7401 6.9 step 8"),
        (DiffieHellman(8, bytes(96)), "RFC 7401 6.9 step 10"),
        (DiffieHellman(7, OFF), "RFC 7401 6.9 step 10"),
        (HipCipher((1,)), "RFC 7401 6.9 step 9"),
        (TransportFormatList((4096,)), "RFC 7401 6.9 step 13"),
        (EspTransform((7,)), "RFC 7402 6.5"),
        (EspInfo(128, 0, 0), "RFC 7402 6.5"),
        (EspInfo(128, 5, 77), "RFC 7402 6.5"),
        (EspInfo(0, 0, 7777), "RFC 7402 6.5"),
        (Encrypted(bytes(48)), "RFC 7401 6.9 step 11"),
    ],
    ids=str,
)
def test_an_i2(keys: Keys, parameter: Parameter, clause: str) -> None:
    network, first, second, i2 = held(keys, I2)
    data = changed(i2.data, keys[0], known(first, second), parameter)
    assert arrives(network, second, i2, data) == clause
    assert second.engine.associations == {}
    assert second.engine.spis == {}
    assert arrives(network, second, i2, i2.data) == ""  # the right one is taken all the same
    assert second.all(Established)


@pytest.mark.parametrize(
    ("beside", "rest", "clause"),
    [
        ((), b"", ""),
        ((EchoRequestSigned(b""),), b"", "RFC 7401 6.4.2"),
        ((), bytes(7), "RFC 7401 6.9 step 11"),
    ],
    ids=["alone", "with another parameter", "with what is no parameter"],
)
def test_an_i2_hides_one_host_id(keys: Keys, beside: tuple[Parameter, ...], rest: bytes, clause: str) -> None:
    """RFC 7401 5.3.3: what is encrypted is HOST_ID."""
    network, first, second, i2 = held(keys, I2)
    association = known(first, second)
    assert association.keys is not None
    plain = build_parameters((keys[0].public.host_id(), *beside)) + rest
    hidden = Encrypted(encrypt(Cipher.AES_128_CBC, association.keys.encrypt_out, bytes(16), plain))
    assert arrives(network, second, i2, changed(i2.data, keys[0], association, hidden)) == clause


def test_an_i2_of_somebody_else(keys: Keys) -> None:
    """RFC 7401 6.9 step 12: another HIT in the header than that of the HOST_ID; the puzzle is bound to it as well."""
    network, first, second, i2 = held(keys, I2)
    stranger = i2.data[:12] + keys[2].public.hit + i2.data[28:]
    assert arrives(network, second, i2, stranger) == "RFC 7401 6.9 step 8"
    data = changed(i2.data, keys[2], known(first, second), R1Counter(1))
    assert arrives(network, second, i2, data) == "RFC 7401 6.9 step 15"
    assert second.engine.associations == {}


def test_an_i2_from_another_address(keys: Keys) -> None:
    """The puzzle is bound to the address that it was given to (RFC 7401 appendix A)."""
    network, _, second, i2 = held(keys, I2)
    assert arrives(network, second, i2._replace(source=at("10.0.0.9")), i2.data) == "RFC 7401 6.9 step 8"
    assert second.engine.associations == {}


@pytest.mark.parametrize(
    ("parameter", "clause"),
    [
        (HitSuiteList((1,)), "RFC 7401 6.8 step 6"),
        (DhGroupList((8, 7)), ""),  # the Initiator has not offered 8
        (DhGroupList((8,)), "RFC 7401 6.8 step 7"),
        (DiffieHellman(7, OFF), "RFC 7401 6.8 step 13"),
        (HipCipher((1,)), "RFC 7401 6.8 step 14"),
        (TransportFormatList((4096,)), "RFC 7401 6.8 step 15"),
        (EspTransform((7,)), "RFC 7402 6.4"),
        (Puzzle(0, 37, bytes(2), bytes(32)), "RFC 7401 5.2.4"),
        (Puzzle(25, 37, bytes(2), bytes(48)), "RFC 7401 6.8 step 12"),
        (EchoRequestSigned(bytes(1600)), "RFC 7401 5.1"),
        (EchoRequestUnsigned(bytes(1600)), "RFC 7401 5.1"),
        (EchoRequestUnsigned(b"x"), ""),
    ],
    ids=lambda value: str(value)[:60],
)
def test_an_r1(keys: Keys, parameter: Parameter, clause: str) -> None:
    """What an R1 wants that can't be is dropped, and another R1 may come."""
    network, first, second, r1 = held(keys, R1)
    data = changed(r1.data, keys[1], None, parameter)
    assert arrives(network, first, r1, data) == clause
    assert first.state(second) == ("I1-SENT" if clause else "I2-SENT")
    network.pass_on = lambda _: 1
    network.run(30.0)
    assert first.state(second) == "ESTABLISHED"
    assert not first.all(Failed)


def test_an_r1_of_a_peer_that_supports_another_suite(keys: Keys, identities: dict[str, PrivateIdentity]) -> None:
    """RFC 7401 6.8 step 6 and Table 3: select a supported local HIT, and send an I1."""
    network = Network()
    first = network.host("a", [keys[0], identities["rsa-2048"]], "10.0.0.1")
    second = network.host("b", keys[1], "10.0.0.2")
    network.pass_on = lambda sent: int(sent.kind != R1)
    first.connect(second)
    first.send(second, b"waits")
    network.run(0.1)
    r1 = network.sent(R1)[0]
    network.pass_on = lambda _: 1
    assert arrives(network, first, r1, changed(r1.data, keys[1], None, HitSuiteList((1,)))) == ""
    network.run(1.0)
    assert list(first.engine.associations) == [(identities["rsa-2048"].public.hit, second.hit)]
    assert second.payloads == [b"waits"]


def test_an_r1_that_the_peer_has_not_signed(keys: Keys) -> None:
    """RFC 7401 6.8 steps 4 and 10."""
    network, first, second, r1 = held(keys, R1)
    data = changed(r1.data, keys[2], None, R1Counter(5))
    assert arrives(network, first, r1, data) == "RFC 7401 6.8 step 4"
    another = changed(r1.data, keys[2], None, keys[2].public.host_id())
    assert arrives(network, first, r1, another) == "RFC 7401 6.8 step 10"
    assert first.state(second) == "I1-SENT"


@pytest.mark.parametrize("parameter", [EspInfo(128, 0, 0), EspInfo(128, 1, 77)], ids=str)
def test_an_r2(keys: Keys, parameter: Parameter) -> None:
    network, first, second, r2 = held(keys, R2)
    data = changed(r2.data, keys[1], known(second, first), parameter)
    assert arrives(network, first, r2, data) == "RFC 7402 6.6"
    assert arrives(network, first, r2, r2.data[:-60] + bytes(60)) in {"RFC 7401 6.10 step 4", "RFC 7401 5.3.4"}
    broken = bytearray(r2.data)
    broken[70] ^= 1  # of the HIP_MAC_2
    assert arrives(network, first, r2, bytes(broken)) == "RFC 7401 6.10 step 3"
    assert first.state(second) == "I2-SENT"
    assert arrives(network, first, r2, r2.data) == ""


@pytest.mark.parametrize(
    ("parameters", "clause"),
    [
        ((EspInfo(0, 1, 2),), "RFC 8046 5.3"),
        ((EspInfo(0, 0, 999),), "RFC 7402 6.9.1 step 2"),  # an old one is put in place of the first 0
        ((EspInfo(60000, 0, 999),), "RFC 7402 6.9.1 step 2"),
        ((EspInfo(128, 0, 999), DiffieHellman(7, P_256)), "RFC 7402 6.9 step 1"),
        ((EspInfo(0, 0, 999), DiffieHellman(8, bytes(96))), "RFC 7402 6.9 step 1"),
        ((DiffieHellman(7, P_256),), "RFC 7402 6.9 step 1"),
        ((EspInfo(0, 0, 999), DiffieHellman(7, OFF)), "RFC 7402 6.10 step 1"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_an_update(keys: Keys, parameters: tuple[Parameter, ...], clause: str) -> None:
    network, first, second = connected(keys)
    spi = known(first, second).spi
    placed = [
        EspInfo(each.keymat_index, each.old_spi or spi, each.new_spi) if isinstance(each, EspInfo) else each
        for each in parameters
    ]
    forge(first, second, *placed)
    network.run(network.now + 0.1)
    assert [event.clause for event in second.all(Dropped)] == [clause]
    assert known(second, first).rekeying is None
    known(first, second).outstanding.clear()
    first.send(second, b"still")
    network.run(network.now + 0.1)
    assert second.payloads == [b"still"]
    assert list(second.engine.spis) == [known(second, first).spi]


def test_a_mac_is_checked_before_a_signature(keys: Keys) -> None:
    network, first, second = connected(keys)
    first.engine.close(second.hit, network.now)
    network.collect()
    close = network.sent(PacketType.CLOSE)[0]
    network.pass_on = lambda _: 0
    broken = bytearray(close.data)
    broken[80] ^= 1  # of the MAC
    verified = second.engine.work.verifications
    assert arrives(network, second, close, bytes(broken)) == "RFC 7401 6.14"
    assert second.engine.work.verifications == verified
    assert second.state(first) == "ESTABLISHED"


def test_there_is_an_end_of_associations(keys: Keys) -> None:
    """More than configured are refused before any work; those that there are can be renewed."""
    network = Network()
    second = network.host("b", keys[1], "10.0.0.2", config=Config(groups=(7,), associations=1))
    first, third = network.host("a", keys[0], "10.0.0.1"), network.host("c", keys[2], "10.0.0.3")
    first.connect(second)
    network.run(1.0)
    work = second.engine.work.diffie_hellman
    third.connect(second)
    network.run(2.0)
    assert second.all(Dropped)[-1].clause == "RFC 7401 8"
    assert second.engine.work.diffie_hellman == work
    with pytest.raises(ValueError, match="too many associations"):
        second.connect(third)
