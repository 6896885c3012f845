"""Address verification, credit and translators (RFC 8046 5.4 to 5.6, RFC 5770 5.1)."""

from tests.reference.engine.network import (
    Network,
    Translator,
    at,
    connected,
    forge,
    known,
    read,
    replayed,
    statuses,
)

from hipway.engine.association import LocatorStatus
from hipway.engine.config import Config
from hipway.engine.events import LocatorChanged
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import PacketType
from hipway.wire.parameters import EchoResponseSigned, Locator, LocatorSet

Keys = list[PrivateIdentity]
UPDATE, CLOSE = PacketType.UPDATE, PacketType.CLOSE
ESP = 0


def test_nothing_but_credit_goes_to_an_address_that_is_not_verified(keys: Keys) -> None:
    """RFC 8046 5.4 and 5.6: bytes are counted, at a victim that the peer names and is not at."""
    network, first, second = connected(keys, config=Config(groups=(7,), reflexive=False))
    victim = at("10.66.6.6")
    first.send(second, *[bytes(500)] * 10)
    network.run(network.now + 0.1)
    earned = known(second, first).credit
    listed = LocatorSet((Locator(victim.address, 3600, preferred=True, spi=known(first, second).spi),))
    network.pass_on = lambda sent: int(sent.source != at("10.0.0.1") or sent.kind == UPDATE)
    forge(first, second, listed)
    network.run(network.now + 0.05)
    for _ in range(100):
        second.send(first, bytes(500))
    network.run(network.now + 30.0)
    data = sum(len(sent.data) for sent in network.sent(ESP, victim))
    assert 0.8 * earned < data <= earned
    challenges = network.sent(UPDATE, victim)
    assert len(challenges) == 1 + second.engine.config.update_retries
    assert len({sent.data for sent in challenges}) == 1
    assert not any(event.status == "ACTIVE" and event.endpoint == victim for event in second.all(LocatorChanged))


def test_challenges_to_one_address_are_limited(keys: Keys) -> None:
    """A hostile peer names a victim in every other list: each time it would be challenged anew."""
    network, first, second = connected(keys, config=Config(groups=(7,), r1_rate=1.0, r1_burst=5, update_retries=0))
    victim, spi = at("10.66.6.6"), known(first, second).spi
    listed = LocatorSet((Locator(victim.address, 3600, preferred=True, spi=spi),))
    own = LocatorSet((Locator(first.engine.addresses[0], 3600, preferred=True, spi=spi),))
    began = network.now
    for number in range(100):
        forge(first, second, listed if number % 2 else own)
        network.run(network.now + 0.05)
    assert 3 <= len(network.sent(UPDATE, victim)) <= 5 + network.now - began


def test_without_credit_nothing_goes_there(keys: Keys) -> None:
    network, first, second = connected(keys, config=Config(groups=(7,), credit=False))
    first.send(second, bytes(5000))
    network.run(network.now + 0.1)
    network.pass_on = lambda sent: int(read(sent).get(EchoResponseSigned) is None if sent.kind == UPDATE else 1)
    first.move("10.1.0.1")
    network.run(network.now + 0.1)
    second.send(first, b"waits")
    network.run(network.now + 0.1)
    assert network.sent(ESP, at("10.1.0.1")) == []
    network.pass_on = lambda _: 1
    network.run(network.now + 5.0)
    assert first.payloads == [b"waits"]


def test_credit_grows_old(keys: Keys) -> None:
    """RFC 8046 5.6.2: 7/8 for each 5 seconds."""
    network, first, second = connected(keys)
    first.send(second, bytes(4000))
    network.run(network.now + 0.1)
    fresh = known(second, first).credit
    network.run(network.now + 20.0)
    first.send(second, b"")
    network.run(network.now + 0.1)
    empty = len(network.sent(ESP)[-1].data)
    for _ in range(4):
        fresh = fresh * 7 // 8
    assert known(second, first).credit == fresh + empty


def test_an_answer_to_an_old_challenge_verifies_nothing(keys: Keys) -> None:
    network, first, second = connected(keys)
    first.move("10.1.0.1")
    network.run(network.now + 1.0)
    answer = next(sent for sent in network.sent(UPDATE) if read(sent).get(EchoResponseSigned))
    first.move("10.0.0.1")
    network.run(network.now + 1.0)
    network.pass_on = lambda sent: int(sent.kind != UPDATE or read(sent).get(EchoResponseSigned) is None)
    first.move("10.1.0.1")
    network.run(network.now + 0.1)
    assert replayed(network, answer, second) == []
    assert statuses(second, first)["10.1.0.1"] == "UNVERIFIED"


def test_a_translator_that_rebinds(keys: Keys) -> None:
    """The new port is verified by a challenge before data goes there, and the old one is left."""
    network = Network()
    first = network.host("a", keys[0], "192.168.0.5")
    second = network.host("b", keys[1], "10.0.0.2")
    first.behind = Translator("10.0.0.99")
    network.translators.append(first.behind)
    first.connect(second)
    network.run(1.0)
    for number in range(3):
        first.send(second, b"out")
        second.send(first, b"in")
        network.run(network.now + 1.0)
        assert first.payloads == [b"in"] * (number + 1)
        first.behind.rebind()
        first.send(second, b"from a new port")
        network.run(network.now + 1.0)
    found = known(second, first).locators.items()
    active = [endpoint for endpoint, locator in found if locator.status is LocatorStatus.ACTIVE]
    assert active == [at("10.0.0.99", 40004)]


def test_a_host_moves_behind_a_translator(keys: Keys) -> None:
    network, first, second = connected(keys)
    first.behind = Translator("10.0.0.99")
    network.translators.append(first.behind)
    first.move("192.168.0.5")
    network.run(network.now + 2.0)
    second.send(first, b"through")
    network.run(network.now + 1.0)
    assert first.payloads == [b"through"]
    network.run(network.now + 60.0)  # its private address never answers, and is given up
    second.send(first, b"still")
    network.run(network.now + 1.0)
    assert first.payloads == [b"through", b"still"]
    assert statuses(second, first)["192.168.0.5"] == "DEPRECATED"
