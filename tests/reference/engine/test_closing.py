"""CLOSE, CLOSE_ACK and NOTIFY (RFC 7401 6.13 to 6.15)."""

import pytest
from tests.reference.engine.network import Network, at, connected

from hipway.engine.association import Association
from hipway.engine.config import Config
from hipway.engine.events import Closed, Dropped, Established, Notified
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Packet, append, build
from hipway.wire.parameters import HipSignature, Notification
from hipway.wire.protection import covered
from hipway.wire.udp import MARKER

Keys = list[PrivateIdentity]
CLOSE, CLOSE_ACK = PacketType.CLOSE, PacketType.CLOSE_ACK


def test_one_end_closes(keys: Keys) -> None:
    network, first, second = connected(keys)
    first.engine.close(second.hit, network.now)
    network.run(network.now + 1.0)
    assert first.engine.associations == {}
    assert second.state(first) == "CLOSED"
    assert (first.all(Closed), second.all(Closed)) == (
        [Closed(second.hit, by_peer=False)],
        [Closed(first.hit, by_peer=True)],
    )
    assert first.engine.spis == second.engine.spis == {}
    network.run(network.now + 3000.0)  # UAL + 2 MSL
    assert second.engine.associations == {}


def test_both_close_at_once(keys: Keys) -> None:
    network, first, second = connected(keys)
    first.engine.close(second.hit, network.now)
    second.engine.close(first.hit, network.now)
    network.run(network.now + 1.0)
    assert first.engine.associations == second.engine.associations == {}
    assert len(first.all(Closed)) == len(second.all(Closed)) == 1


@pytest.mark.parametrize("lost", [CLOSE, CLOSE_ACK])
def test_a_lost_packet_is_sent_again(keys: Keys, lost: int) -> None:
    network, first, second = connected(keys)
    network.pass_on = lambda sent: int(sent.kind != lost or len(network.sent(lost)) > 2)
    first.engine.close(second.hit, network.now)
    network.run(network.now + 5.0)
    assert first.engine.associations == {}
    assert len({sent.data for sent in network.sent(CLOSE_ACK)}) == 1  # repeated, not signed anew


def test_connected_again_after_closing(keys: Keys) -> None:
    network, first, second = connected(keys)
    for one, other in ((first, second), (second, first)):
        one.engine.close(other.hit, network.now)
        network.run(network.now + 0.1)
        one.connect(other)
        one.send(other, b"again")
        network.run(network.now + 1.0)
        assert other.payloads[-1] == b"again"


def test_nothing_secret_is_left(keys: Keys) -> None:
    network, first, second = connected(keys)
    association = first.engine.with_peer(second.hit)
    assert association is not None
    first.engine.close(second.hit, network.now)
    network.run(network.now + 1.0)
    held = Association("", "", association.state, 0.0)  # type: ignore[arg-type] # to compare with
    for name in ("keys", "keymat", "exponent", "inbound", "outbound", "former", "rekeying", "exchange"):
        assert getattr(association, name) == getattr(held, name) is None


def test_unused_for_long(keys: Keys) -> None:
    """UAL: the end of a silence at both ends is a CLOSE (Table 6)."""
    network, first, second = connected(keys, config=Config(groups=(7,), unused_lifetime=50.0))
    network.run(network.now + 30.0)
    first.send(second, b"used")
    network.run(network.now + 49.0)
    assert first.state(second) == "ESTABLISHED"
    network.run(network.now + 3.0)
    assert "ESTABLISHED" not in {first.state(second), second.state(first)}


def _notify(network: Network, kind: int, signer: PrivateIdentity) -> bytes:
    first, second = network.hosts
    packet = build(Packet(PacketType.NOTIFY, second.hit, first.hit, (Notification(kind, b"x"),)))
    signature = HipSignature(signer.public.algorithm, signer.sign(covered(packet, len(packet))))
    return MARKER + append(packet, signature)


def test_a_notify_is_told_and_changes_nothing(keys: Keys) -> None:
    network, first, second = connected(keys)
    before = str(first.engine.associations)
    for kind in (1, 24, 44, 16384, 65535):
        first.engine.receive(_notify(network, kind, keys[1]), at("10.0.0.2"), at("10.0.0.1"), network.now)
    network.collect()
    assert [(event.kind, event.data) for event in first.all(Notified)] == [(n, b"x") for n in (1, 24, 44, 16384, 65535)]
    assert str(first.engine.associations) == before
    assert second.all(Established) == []


def test_a_notify_that_the_peer_has_not_signed_is_dropped(keys: Keys) -> None:
    network, first, _ = connected(keys, config=Config(groups=(7,), r1_rate=1.0, r1_burst=5))
    forged = _notify(network, 24, keys[2])
    work = first.engine.work.verifications
    for _ in range(100):
        first.engine.receive(forged, at("10.0.0.2"), at("10.0.0.1"), network.now)
    network.collect()
    assert first.all(Notified) == []
    assert first.all(Dropped)[-1].clause == "RFC 7401 6.13"
    assert first.engine.work.verifications - work <= 5
