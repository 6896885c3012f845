"""What a peer is told when its packet is refused, and what becomes of that (RFC 7401 5.2.19, 6.9.1, 6.13)."""

import pytest
from tests.reference.engine.network import Host, Network, connected, forge, known, pair
from tests.reference.engine.test_refusals import OFF, arrives, changed, held

from hipway.engine.config import Config
from hipway.engine.events import Notified
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import NotifyType, PacketType
from hipway.wire.packet import parse
from hipway.wire.parameters import (
    DiffieHellman,
    Encrypted,
    EspInfo,
    EspTransform,
    HipCipher,
    Notification,
    Parameter,
    R1Counter,
    Solution,
)

Keys = list[PrivateIdentity]
I2, NOTIFY = PacketType.I2, PacketType.NOTIFY


def told(network: Network, receiver: Host) -> list[int]:
    """Return what has been said in NOTIFYs to a host."""
    sent = [parse(each.data[4:]).packet for each in network.sent(NOTIFY)]
    return [found.kind for packet in sent if packet.receiver == receiver.hit for found in packet.all(Notification)]


@pytest.mark.parametrize(
    ("parameter", "kind"),
    [
        (HipCipher((1,)), NotifyType.INVALID_HIP_CIPHER_CHOSEN),
        (EspTransform((7,)), NotifyType.INVALID_ESP_TRANSFORM_CHOSEN),
        (Encrypted(bytes(48)), NotifyType.ENCRYPTION_FAILED),
        (EspInfo(0, 0, 7777), NotifyType.INVALID_SYNTAX),
        # "the I2 packet is silently dropped" (6.9 step 10), and no puzzle has been solved (5.2.19)
        (DiffieHellman(8, bytes(96)), None),
        (R1Counter(99), None),
        (Solution(0, bytes(2), bytes(48), bytes(48)), None),
        # INVALID_SYNTAX "may only be returned for packets whose HIP_MAC (if present) and SIGNATURE have been verified"
        (DiffieHellman(7, OFF), None),
    ],
    ids=str,
)
def test_an_initiator_is_told_if_it_has_solved_its_puzzle(keys: Keys, parameter: Parameter, kind: int | None) -> None:
    """The rule of RFC 7401 6.9.1.

    "If the puzzle solution in the message has already been checked, the implementation SHOULD report the error by
    responding with a NOTIFY packet."
    """
    network, first, second, i2 = held(keys, I2)
    arrives(network, second, i2, changed(i2.data, keys[0], known(first, second), parameter))
    assert told(network, first) == ([] if kind is None else [kind])
    network.run(network.now + 0.1)
    assert [event.kind for event in first.all(Notified)] == ([] if kind is None else [kind])
    assert first.state(second) == "I2-SENT"  # 6.13: informational only


def test_whoever_changes_a_ciphertext_learns_nothing(keys: Keys) -> None:
    """The HIP_MAC is checked before anything is decrypted: every change has the same answer."""
    network, first, second, i2 = held(keys, I2)
    begin = i2.data.index(Encrypted.type.to_bytes(2, "big"), 44)
    for at_byte in (begin + 8, begin + 30, begin + 60):
        broken = bytearray(i2.data)
        broken[at_byte] ^= 1
        assert arrives(network, second, i2, bytes(broken)) == "RFC 7401 6.9 step 14"
    assert told(network, first) == [NotifyType.HIP_MAC_FAILED] * 3


def test_a_forged_signature_and_a_full_host(keys: Keys) -> None:
    network, first, second, i2 = held(keys, I2)
    arrives(network, second, i2, changed(i2.data, keys[2], known(first, second), R1Counter(1)))
    assert told(network, first) == [NotifyType.AUTHENTICATION_FAILED]
    network, first, second, i2 = held(keys, I2, Config(groups=(7,), associations=1))
    third = network.host("c", keys[2], "10.0.0.3")
    third.connect(second)
    network.pass_on = lambda _: 1
    network.run(network.now + 0.2)
    arrives(network, second, i2, i2.data)
    assert told(network, first) == [NotifyType.RESPONDER_BUSY_PLEASE_RETRY]


def test_a_suite_that_is_not_supported_costs_nothing(keys: Keys) -> None:
    """The Responder "SHOULD silently drop I2 packets with unsupported Initiator HITs" (RFC 7401 6.9 step 3)."""
    network, first, second, i2 = held(keys, I2)
    data = bytearray(i2.data)
    data[4 + 8 + 3] = 0x2F
    hashes = second.engine.work.hashes
    assert arrives(network, second, i2, bytes(data)) == "RFC 7401 6.9 step 3"
    assert second.engine.work.hashes == hashes
    assert told(network, first) == []


def test_a_wrong_update_is_told(keys: Keys) -> None:
    """INVALID_SYNTAX "MUST be sent in response to any error not covered" otherwise (RFC 7401 5.2.19)."""
    network, first, second = connected(keys)
    forge(first, second, EspInfo(0, 1, 2))
    network.run(network.now + 0.1)
    assert told(network, first) == [NotifyType.INVALID_SYNTAX]
    assert [event.kind for event in first.all(Notified)] == [NotifyType.INVALID_SYNTAX]
    assert first.state(second) == "ESTABLISHED"


def test_a_malformed_i1_has_no_answer(keys: Keys) -> None:
    """A host "SHOULD NOT respond with a NOTIFY message" to it (RFC 7401 6.7.2)."""
    network, first, second = pair(keys)
    first.connect(second)
    (i1,) = first.engine.datagrams()
    second.engine.receive(i1.data[:-8], i1.destination, i1.destination, 0.0)
    assert second.engine.datagrams() == []
    assert network.log == []
