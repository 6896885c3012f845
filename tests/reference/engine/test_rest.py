"""What an association gives up after a silence, and that nobody notices."""

import pytest
from tests.reference.engine.network import both_talk, connected, known

from hipway.engine.config import Config
from hipway.engine.events import Dropped, Rekeyed
from hipway.identity import PrivateIdentity

REST = Config(groups=(7,), rest_after=5.0)


@pytest.mark.parametrize("fresh", [False, True])
def test_whoever_rests_goes_on_as_before(keys: list[PrivateIdentity], *, fresh: bool) -> None:
    """Keys, sequence numbers and the private value are there: data, rekeying and the end are as ever."""
    network, first, second = connected(keys, config=REST)
    both_talk(network, first, second)
    network.run(network.now + 10.0)
    assert known(first, second).resting
    assert known(second, first).resting
    both_talk(network, first, second)
    network.run(network.now + 10.0)
    first.engine.rekey(second.hit, network.now, fresh=fresh)
    network.run(network.now + 1.0)
    assert first.all(Rekeyed)
    assert second.all(Rekeyed)
    both_talk(network, first, second)
    first.engine.close(second.hit, network.now)
    network.run(network.now + 1.0)
    assert first.state(second) == "UNASSOCIATED"


def test_what_is_used_does_not_rest(keys: list[PrivateIdentity]) -> None:
    """Only silence counts, and each silence."""
    network, first, second = connected(keys, config=REST)
    for _ in range(4):
        network.run(network.now + 3.0)
        both_talk(network, first, second)
        assert not known(first, second).resting
    for _ in range(2):
        network.run(network.now + 10.0)
        assert known(first, second).resting
        both_talk(network, first, second)
        assert not known(first, second).resting


def test_a_datagram_from_before_the_silence_comes_too_late(keys: list[PrivateIdentity]) -> None:
    """What was received isn't known any more, so that nothing of that time may be taken."""
    network, first, second = connected(keys, config=REST)
    first.send(second, b"once")
    network.run(network.now + 10.0)
    (sent,) = [each for each in network.sent(0, None) if each.destination.address[-1] == 2][-1:]
    second.engine.receive(sent.data, sent.source, sent.destination, network.now)
    network.collect()
    assert second.payloads == [b"once"]
    assert second.all(Dropped)[-1].clause == "RFC 4303 3.4"
