"""UPDATE: sequence, mobility, multi-homing, address verification, credit (RFC 7401 6.11, 6.12; RFC 8046)."""

import pytest
from tests.reference.engine.network import Host, Network, Sent, Translator, at, connected, pair

from hipway.addresses import address_of
from hipway.engine.association import Association, LocatorStatus
from hipway.engine.config import Config
from hipway.engine.events import Closed, Dropped, Failed, LocatorChanged, Payload
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Packet, parse
from hipway.wire.parameters import Ack, EchoRequestSigned, EchoResponseSigned, EspInfo, Locator, LocatorSet, Seq

Keys = list[PrivateIdentity]
UPDATE, CLOSE = PacketType.UPDATE, PacketType.CLOSE
ESP = 0


def read(sent: Sent) -> Packet:
    """Return the HIP packet in a datagram."""
    return parse(sent.data[4:]).packet


def known(host: Host, peer: Host) -> Association:
    """Return the association of a host with a peer."""
    association = host.engine.with_peer(peer.hit)
    assert association is not None
    return association


def statuses(host: Host, peer: Host) -> dict[str, str]:
    """Return the addresses of a peer with their status."""
    return {_text(endpoint.address): locator.status.value for endpoint, locator in known(host, peer).locators.items()}


def _text(address: bytes) -> str:
    return ".".join(map(str, address[12:])) if address[:12] == bytes(10) + b"\xff\xff" else address.hex(":", 2)


def replayed(network: Network, sent: Sent, receiver: Host) -> list[Sent]:
    """Let a datagram arrive once more, and return what is sent in answer."""
    network.run(network.now + 1.0)
    before = len(network.log)
    receiver.engine.receive(sent.data, sent.source, sent.destination, network.now)
    network.collect()
    return network.log[before:]


# ------------------------------------------------------------------ mobility


def test_a_move_takes_three_packets(keys: Keys) -> None:
    """RFC 8046 3.2.1: list, challenge, answer; here the acknowledgment of the list is a packet of its own."""
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
    assert challenge.get(Seq) == Seq(0)
    assert answer.get(Ack) == Ack((0,))
    nonce, echoed = challenge.get(EchoRequestSigned), answer.get(EchoResponseSigned)
    assert nonce is not None
    assert echoed == EchoResponseSigned(nonce.data)
    assert len(others) == 3
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


def forge(host: Host, peer: Host, *parameters: object) -> None:
    """Let a host send an UPDATE with any parameters."""
    from hipway.engine import updates  # noqa: PLC0415  # what no owner of an engine may call

    association = known(host, peer)
    updates.send(host.engine, association, parameters, host.network.now)  # type: ignore[arg-type] # parameters
    host.engine.schedule(association)
    host.network.collect()


# ------------------------------------------------------------------ verification and credit


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
    assert known(second, first).credit == pytest.approx(fresh * (7 / 8) ** 4 + empty)


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


# ------------------------------------------------------------------ sequence


def test_lost_updates_are_sent_again_and_processed_once(keys: Keys) -> None:
    for seed in range(10):
        network, first, second = connected(keys, seed, Config(groups=(7,), update_retries=20))
        network.pass_on = lambda _, network=network: int(network.random.random() < 0.6)
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
    """RFC 7401 6.12.1 step 2: acknowledged, not processed; the answer is kept, and its rate is limited."""
    network, first, second = connected(keys, config=Config(groups=(7,), r1_rate=1.0, r1_burst=5))
    first.move("10.1.0.1")
    network.run(network.now + 10.0)
    told = next(sent for sent in network.sent(UPDATE) if read(sent).get(LocatorSet))
    changes, work = len(second.all(LocatorChanged)), second.engine.work.signatures
    for _ in range(3):
        answers = replayed(network, told, second)
        assert [read(sent).get(Ack) for sent in answers] == [Ack((0,))]
    assert (len(second.all(LocatorChanged)), second.engine.work.signatures) == (changes, work)
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
