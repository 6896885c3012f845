"""Mobility and multi-homing (RFC 8046 3.2, 5.1 to 5.3)."""

import pytest
from tests.reference.engine.network import (
    Network,
    Sent,
    Translator,
    at,
    both_talk,
    connected,
    forge,
    known,
    pair,
    read,
    replayed,
    statuses,
)

from hipway.addresses import address_of
from hipway.engine import channel, updates
from hipway.engine.association import Rekeying
from hipway.engine.config import Config
from hipway.engine.events import Dropped, LocatorChanged, Notified, Payload, Rekeyed
from hipway.identity import PrivateIdentity
from hipway.wire.locators import UnknownLocator
from hipway.wire.numbers import NotifyType, PacketType
from hipway.wire.parameters import Ack, EchoRequestSigned, EchoResponseSigned, EspInfo, Locator, LocatorSet, Seq

Keys = list[PrivateIdentity]
UPDATE, CLOSE = PacketType.UPDATE, PacketType.CLOSE
ESP = 0


def test_a_move_takes_three_packets(keys: Keys) -> None:
    """RFC 8046 3.2.1: list, challenge, answer."""
    network, first, second = connected(keys)
    before = len(network.log)
    first.move("10.1.0.1")
    network.run(network.now + 1.0)
    told, *others = [read(sent) for sent in network.log[before:]]
    association = known(first, second)
    assert told.parameters[:3] == (
        EspInfo(association.keymat_index, association.spi, association.spi),
        LocatorSet((Locator(address_of("10.1.0.1"), 3600, preferred=True, spi=association.spi),)),
        Seq(0),
    )
    challenge = next(packet for packet in others if packet.get(EchoRequestSigned))
    answer = next(packet for packet in others if packet.get(EchoResponseSigned))
    assert (challenge.get(Seq), challenge.get(Ack)) == (Seq(0), Ack((0,)))
    assert answer.get(Ack) == Ack((0,))
    nonce, echoed = challenge.get(EchoRequestSigned), answer.get(EchoResponseSigned)
    assert nonce is not None
    assert echoed == EchoResponseSigned(nonce.data)
    assert len(others) == 2
    assert statuses(second, first) == {"10.0.0.1": "DEPRECATED", "10.1.0.1": "ACTIVE"}
    second.send(first, b"there")
    first.send(second, b"back")
    network.run(network.now + 1.0)
    assert (first.payloads, second.payloads) == ([b"there"], [b"back"])
    assert network.sent(ESP, at("10.1.0.1"))


def test_both_move_one_after_the_other_and_back(keys: Keys) -> None:
    network, first, second = connected(keys)
    for number, (host, address) in enumerate(
        [(first, "10.1.0.1"), (second, "10.1.0.2"), (first, "10.0.0.1"), (second, "10.0.0.2"), (first, "10.2.0.1")]
    ):
        host.move(address)
        network.run(network.now + 1.0)
        first.send(second, bytes([number]))
        second.send(first, bytes([number]))
        network.run(network.now + 1.0)
        assert first.payloads[-1] == second.payloads[-1] == bytes([number])


def test_from_ipv4_to_ipv6_and_back(keys: Keys) -> None:
    network, first, second = pair(keys)
    second.move("10.0.0.2", "2001:db8::2")
    first.connect(second)
    network.run(2.0)
    for address in ("2001:db8::1", "10.0.0.1"):
        first.move(address)
        network.run(network.now + 2.0)
        first.send(second, address.encode())
        second.send(first, address.encode())
        network.run(network.now + 1.0)
        assert first.payloads[-1] == second.payloads[-1] == address.encode()


def test_the_second_address_is_used_when_the_first_one_goes(keys: Keys) -> None:
    """Multi-homing: all addresses are announced and verified; data changes over without a gap."""
    network, first, second = connected(keys)
    first.move("10.0.0.1", "10.1.0.1")
    network.run(network.now + 1.0)
    assert statuses(second, first) == {"10.0.0.1": "ACTIVE", "10.1.0.1": "ACTIVE"}
    assert known(second, first).endpoint == at("10.0.0.1")
    first.move("10.1.0.1")
    network.run(network.now + 0.015)  # the list is there, no round trip has passed
    second.send(first, b"at once")
    network.run(network.now + 0.02)
    assert first.payloads == [b"at once"]


def test_an_address_that_comes_back_is_verified_anew(keys: Keys) -> None:
    """RFC 8046 5.1: DEPRECATED goes to UNVERIFIED, never to ACTIVE."""
    network, first, second = connected(keys)
    first.move("10.1.0.1")
    network.run(network.now + 1.0)
    second.events.clear()
    first.move("10.0.0.1")
    network.run(network.now + 1.0)
    changes = [event.status for event in second.all(LocatorChanged) if event.endpoint == at("10.0.0.1")]
    assert changes == ["UNVERIFIED", "ACTIVE"]


def test_lifetimes_end(keys: Keys) -> None:
    network, first, second = connected(keys, config=Config(groups=(7,), locator_lifetime=100))
    first.move("10.1.0.1")
    network.run(network.now + 99.0)
    assert statuses(second, first)["10.1.0.1"] == "ACTIVE"
    network.run(network.now + 2.0)
    assert statuses(second, first)["10.1.0.1"] == "DEPRECATED"


def test_a_list_that_arrives_late_changes_nothing(keys: Keys) -> None:
    network, first, second = connected(keys)
    held: list[Sent] = []

    def hold(sent: Sent) -> int:
        if sent.kind == UPDATE and not held and read(sent).get(LocatorSet):
            held.append(sent)
            return 0
        return 1

    network.pass_on = hold
    first.move("10.1.0.1")
    first.move("10.2.0.1")
    network.run(network.now + 1.0)
    before = statuses(second, first)
    assert before == {"10.0.0.1": "DEPRECATED", "10.2.0.1": "ACTIVE"}
    answers = replayed(network, held[0], second)
    assert statuses(second, first) == before
    assert [read(sent).get(Ack) for sent in answers] == [Ack((0,))]


@pytest.mark.parametrize("lost", [True, False])
def test_a_newer_list_replaces_the_older_one_that_is_not_acknowledged(keys: Keys, *, lost: bool) -> None:
    network, first, second = connected(keys)
    network.pass_on = lambda sent: int(sent.kind != UPDATE)
    for number in range(100):
        first.move(f"10.1.0.{number}")
        if lost:
            network.collect()
    assert len(known(first, second).outstanding) == 1
    network.pass_on = lambda _: 1
    network.run(network.now + 3.0)
    assert statuses(second, first)["10.1.0.99"] == "ACTIVE"


def test_an_empty_list_deprecates_everything(keys: Keys) -> None:
    network, first, second = connected(keys)
    first.move("127.0.0.1")  # which is not announced
    network.run(network.now + 0.1)
    assert set(statuses(second, first).values()) == {"DEPRECATED"}
    second.send(first, b"waits")
    assert known(second, first).queued > 0


@pytest.mark.parametrize("address", ["224.0.0.1", "255.255.255.255", "ff02::1", "0.0.0.0", "::"])  # noqa: S104
def test_what_is_no_unicast_address_is_not_taken(keys: Keys, address: str) -> None:
    """RFC 8046 5.3. A hostile peer announces it."""
    network, first, second = connected(keys)
    association = known(first, second)
    listed = LocatorSet((Locator(address_of(address), 60, preferred=True, spi=association.spi),))
    forge(first, second, listed)
    network.run(network.now + 1.0)
    assert address_of(address) not in {endpoint.address for endpoint in known(second, first).locators}


@pytest.mark.parametrize("after", [0.005, 0.015, 0.025, 0.035])
def test_a_move_during_the_exchange(keys: Keys, after: float) -> None:
    """The puzzle was given to the former address (RFC 7401 appendix A): it begins anew where it has to."""
    network, first, second = pair(keys)
    first.connect(second)
    first.send(second, b"waits")
    network.run(after)
    first.move("10.1.0.1")
    network.run(3.0)
    second.send(first, b"there")
    network.run(4.0)
    assert (second.payloads, first.payloads) == ([b"waits"], [b"there"])


def test_a_preferred_locator_of_an_unknown_type_is_named_in_a_notify(keys: Keys) -> None:
    """RFC 8046 5.3."""
    network, first, second = connected(keys)
    strange = UnknownLocator(9, bytes(8), 60, preferred=True)
    forge(first, second, LocatorSet((strange, UnknownLocator(8, bytes(4), 60, preferred=False))))
    network.run(network.now + 1.0)
    assert first.all(Notified) == [Notified(second.hit, NotifyType.LOCATOR_TYPE_UNSUPPORTED, strange.encoded())]


def test_a_stream_to_and_from_moving_hosts(keys: Keys) -> None:
    """Numbered datagrams: none is lost but those on their way while the receiver moved; none comes twice."""
    network, first, second = connected(keys)
    second.move("10.0.0.2", "2001:db8::2")
    network.run(network.now + 1.0)
    places = [["10.1.0.1"], ["10.1.0.1", "10.2.0.1"], ["10.2.0.1"], ["2001:db8::1"], ["10.3.0.1", "2001:db8::3"]]
    outages: list[float] = []
    sent_at: dict[bytes, float] = {}
    begin = network.now
    for number in range(2000):
        if number % 200 == 100:
            first.move(*places[number // 200 % len(places)])
            outages.append(network.now)
        name = number.to_bytes(4, "big")
        sent_at[name] = network.now
        first.send(second, b"<" + name)
        second.send(first, b">" + name)
        network.run(begin + (number + 1) * 0.01)
    network.run(network.now + 5.0)
    there = [event.data[1:] for event in second.all(Payload)]
    back = [event.data[1:] for event in first.all(Payload)]
    assert sorted(there) == sorted(sent_at)  # the moving host sends from where it is
    assert len(back) == len(set(back))
    lost = sent_at.keys() - set(back)
    assert lost
    for name in lost:  # sent before the list could have arrived: on its way to where nobody is any more
        assert any(-0.011 <= sent_at[name] - outage <= 0.011 for outage in outages), sent_at[name]


def test_a_host_without_any_address(keys: Keys) -> None:
    """What it sends meanwhile waits for its next address, as far as there is room; the peer does not give it up."""
    network, first, second = connected(keys, config=Config(groups=(7,), queue=20 * (4 + 64), update_retries=2))
    first.move()
    for number in range(40):
        first.send(second, number.to_bytes(4, "big"))
    sent = len(network.log)
    network.run(network.now + 300.0)
    assert len(network.log) == sent
    assert first.engine.counters.payloads_lost == 20
    first.move("10.7.0.1")
    network.run(network.now + 2.0)
    assert second.payloads == [number.to_bytes(4, "big") for number in range(20)]
    both_talk(network, first, second)


@pytest.mark.parametrize("meanwhile", [(), ("2001:db8::1",)])
def test_a_host_loses_its_address_with_an_update_under_way(keys: Keys, meanwhile: tuple[str, ...]) -> None:
    """RFC 7401 6.11 step 4: no answer is missing while nothing can be sent."""
    network, first, second = connected(keys, config=Config(groups=(7,), update_retries=2))
    network.pass_on = lambda _: 0
    first.move("10.7.0.1")
    network.run(network.now + 0.1)
    first.move(*meanwhile)
    network.pass_on = lambda _: 1
    network.run(network.now + 300.0)
    first.move("10.7.0.2")
    network.run(network.now + 2.0)
    assert first.state(second) == "ESTABLISHED"
    both_talk(network, first, second)


def test_a_new_sa_is_made_like_a_rekeying(keys: Keys) -> None:
    """OLD SPI is zero: the host "MUST create a new SA and respond with an UPDATE ACK" (RFC 8046 5.3 case 3)."""
    network, first, second = connected(keys)
    spi = channel.new_spi(first.engine, known(first, second))
    index = known(first, second).keymat_index
    number = updates.send(first.engine, known(first, second), (EspInfo(index, 0, spi),), network.now)
    assert number is not None
    known(first, second).rekeying = Rekeying(number, spi, index, None, network.now + 60.0)
    network.run(network.now + 1.0)
    assert second.all(Rekeyed)
    assert known(second, first).outbound.spi == spi  # type: ignore[union-attr]  # an open association has one
    both_talk(network, first, second)


def test_a_host_that_only_listens_behind_a_translator_that_rebinds(keys: Keys) -> None:
    """Its keepalives are authentic, so that its peer follows them; an empty NOTIFY would not be."""
    network = Network()
    translator = Translator("10.0.0.99")
    network.translators.append(translator)
    first = network.host("a", keys[0], "192.168.0.1", config=Config(groups=(7,), keepalive=2.0))
    first.behind = translator
    second = network.host("b", keys[1], "10.0.0.2")
    first.connect(second)
    network.run(1.0)
    translator.rebind()
    second.send(first, b"lost")
    network.run(4.0)
    second.send(first, b"found")
    network.run(5.0)
    assert first.payloads == [b"found"]


@pytest.mark.parametrize(
    ("clause", "parameters"),
    [
        ("RFC 8046 6.2.2", [f"10.9.0.{number}" for number in range(17)]),
        ("RFC 8046 5.3", ["10.9.0.1", "224.0.0.1"]),
    ],
)
def test_a_list_that_breaks_a_rule_has_no_effect(keys: Keys, clause: str, parameters: list[str]) -> None:
    """The whole UPDATE is refused, and isn't acknowledged."""
    network, first, second = connected(keys)
    before = statuses(second, first)
    spi = known(first, second).spi
    forge(first, second, LocatorSet(tuple(Locator(address_of(each), 60, False, spi=spi) for each in parameters)))  # noqa: FBT003  # as the wire has it
    network.run(network.now + 0.1)
    assert {dropped.clause for dropped in second.all(Dropped)} == {clause}
    assert statuses(second, first) == before
    assert known(first, second).outstanding


def test_a_list_without_esp_info_has_no_effect(keys: Keys) -> None:
    """RFC 8046 5.3 covers a list only with the ESP_INFO that says which association it is about."""
    network, first, second = connected(keys)
    association = known(first, second)
    listed = LocatorSet((Locator(address_of("10.9.0.1"), 60, preferred=False, spi=association.spi),))
    updates.send(first.engine, association, (listed,), network.now)
    network.collect()
    network.run(network.now + 0.1)
    assert {dropped.clause for dropped in second.all(Dropped)} == {"RFC 8046 5.3"}
    assert "10.9.0.1" not in statuses(second, first)
