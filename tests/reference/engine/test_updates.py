"""UPDATE: numbers, windows, repetition (RFC 7401 6.11 and 6.12)."""

import pytest
from tests.reference.engine.network import (
    connected,
    forge,
    known,
    losing,
    read,
    replayed,
    statuses,
)

from hipway.addresses import address_of
from hipway.engine.config import Config
from hipway.engine.events import Closed, Dropped, Failed, LocatorChanged
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import PacketType
from hipway.wire.parameters import Ack, EchoRequestSigned, LocatorSet, Seq

Keys = list[PrivateIdentity]
UPDATE, CLOSE = PacketType.UPDATE, PacketType.CLOSE
ESP = 0


def test_lost_updates_are_sent_again_and_processed_once(keys: Keys) -> None:
    for seed in range(10):
        network, first, second = connected(keys, seed, Config(groups=(7,), update_retries=20))
        network.pass_on = losing(network, 0.4)
        network.jitter = 0.2
        first.move("10.1.0.1", "10.2.0.1")
        second.move("10.0.0.2", "10.1.0.2")
        network.run(network.now + 15.0)
        network.pass_on = lambda _: 1
        network.run(network.now + 15.0)
        assert statuses(second, first)["10.1.0.1"] == "ACTIVE"
        first.send(second, b"x")
        second.send(first, b"y")
        network.run(network.now + 1.0)
        assert (second.payloads, first.payloads) == ([b"x"], [b"y"])


def test_a_repeated_update_is_acknowledged_again_without_work(keys: Keys) -> None:
    """RFC 7401 6.12.1 step 2: acknowledged, not processed; the answer is kept once made, and its rate is limited."""
    network, first, second = connected(keys, config=Config(groups=(7,), r1_rate=1.0, r1_burst=5))
    first.move("10.1.0.1")
    network.run(network.now + 10.0)
    told = next(sent for sent in network.sent(UPDATE) if read(sent).get(LocatorSet))
    changes, work = len(second.all(LocatorChanged)), second.engine.work.signatures
    for _ in range(3):
        answers = replayed(network, told, second)
        assert [read(sent).get(Ack) for sent in answers] == [Ack((0,))]
        assert [read(sent).get(Seq) for sent in answers] == [None]
    assert (len(second.all(LocatorChanged)), second.engine.work.signatures) == (changes, work + 1)
    for _ in range(20):
        second.engine.receive(told.data, told.source, told.destination, network.now)
    network.collect()
    assert second.all(Dropped)[-1].clause == "RFC 7401 6.12.1 step 2"


@pytest.mark.parametrize("start", [-1, 0, 5, 2**31 - 2, 2**31, 2**32 - 3, 2**32 - 1])
def test_the_window_on_the_circle(keys: Keys, start: int) -> None:
    """Update IDs are circular; one that is too far ahead or behind is dropped, all others are taken once."""
    network, first, second = connected(keys, config=Config(groups=(7,), update_window=4, updates_under_way=4))
    there, here = known(first, second), known(second, first)
    here.newest_update = start
    here.processed = int(start >= 0)
    accepted = []
    for ahead in (1, 4, 3, 2, 9, 8, -1, 5, 4, 3, 2**31):
        number = (start + ahead) % 2**32
        there.update_id, there.acknowledged = number, (number - 1) % 2**32
        there.outstanding.clear()
        dropped = len(second.all(Dropped))
        forge(first, second, EchoRequestSigned(bytes([ahead & 0xFF])))
        there.outstanding.clear()
        network.run(network.now + 0.1)
        if len(second.all(Dropped)) == dropped:
            accepted.append(ahead)
    assert accepted == [1, 4, 3, 2, 8, 5]
    assert here.newest_update == (start + 8) % 2**32
    assert here.processed.bit_length() <= 4


def test_no_more_updates_than_the_window_are_under_way(keys: Keys) -> None:
    network, first, second = connected(keys, config=Config(groups=(7,), updates_under_way=4))
    network.pass_on = lambda sent: int(sent.kind != UPDATE)
    for _ in range(20):
        forge(first, second, EchoRequestSigned(b"x"))
    assert sorted(known(first, second).outstanding) == [0, 1, 2, 3]
    first.move("10.1.0.1")
    network.pass_on = lambda _: 1
    network.run(network.now + 3.0)
    assert statuses(second, first)["10.1.0.1"] == "ACTIVE"  # told as soon as there was room


def test_an_update_that_nobody_acknowledges_ends_the_association(keys: Keys) -> None:
    """RFC 7401 6.11 step 4: UPDATE_RETRY_MAX, then CLOSING."""
    network, first, second = connected(keys, config=Config(groups=(7,), update_retries=3))
    network.hosts.remove(second)
    first.move("10.1.0.1")
    network.run(network.now + 30.0)
    assert len(network.sent(UPDATE)) == 4
    assert first.all(Failed) == [Failed(second.hit, "the peer acknowledges no UPDATE any more")]
    assert first.state(second) == "CLOSING"
    network.run(network.now + 2000.0)
    assert first.engine.associations == {}
    assert first.all(Closed) == [Closed(second.hit, by_peer=False)]


def test_an_ack_that_acknowledges_nothing_is_dropped_without_work(keys: Keys) -> None:
    """RFC 7401 6.12.2 step 1."""
    network, first, second = connected(keys)
    first.move("10.1.0.1")
    network.run(network.now + 1.0)
    ack = next(sent for sent in network.sent(UPDATE) if read(sent).get(Seq) is None)
    receiver = first if ack.destination.address == address_of("10.1.0.1") else second
    macs = receiver.engine.work.macs
    assert replayed(network, ack, receiver) == []
    assert receiver.all(Dropped)[-1].clause == "RFC 7401 6.12.2 step 1"
    assert receiver.engine.work.macs == macs
