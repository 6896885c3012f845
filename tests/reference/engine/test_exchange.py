"""The base exchange (RFC 7401 4.1, 6.6 to 6.10)."""

import itertools
from typing import TYPE_CHECKING

import pytest
from tests.reference.engine.network import Network, Sent, at, both_talk, connected, losing, pair

from hipway.engine.config import Config
from hipway.engine.events import Closed, Dropped, Established, Failed, Notified
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import Cipher, EspSuite, Group, PacketType
from hipway.wire.packet import Packet, build, parse
from hipway.wire.parameters import DhGroupList, Encrypted, HitSuiteList, HostId, R1Counter
from hipway.wire.udp import MARKER

if TYPE_CHECKING:
    from collections.abc import Callable

Keys = list[PrivateIdentity]
I1, R1, I2, R2, UPDATE, NOTIFY = (PacketType(number) for number in (1, 2, 3, 4, 16, 17))


@pytest.mark.parametrize("group", [3, 4, 7, 8, 9, 11])
def test_every_group(keys: Keys, group: int) -> None:
    network, first, second = connected(keys, config=Config(groups=(group,)))
    both_talk(network, first, second)


@pytest.mark.parametrize(
    ("initiator", "responder"), list(itertools.permutations(["rsa-2048", "p-256", "p-384", "ed25519"], 2))
)
def test_every_kind_of_identity_with_each_other(
    identities: dict[str, PrivateIdentity], initiator: str, responder: str
) -> None:
    if "ed25519" in {initiator, responder} and "ed25519" not in identities:
        pytest.skip("this library has no cSHAKE")
    network, first, second = connected([identities[initiator], identities[responder]])
    both_talk(network, first, second)


@pytest.mark.parametrize("suite", [7, 8, 9, 12, 13])
@pytest.mark.parametrize("cipher", [Cipher.AES_128_CBC, Cipher.AES_256_CBC])
def test_every_suite(keys: Keys, suite: int, cipher: int) -> None:
    network, first, second = connected(keys, config=Config(groups=(7,), esp_suites=(suite,), ciphers=(cipher,)))
    both_talk(network, first, second)


def test_each_end_has_its_own_preferences(keys: Keys) -> None:
    """The Responder's first group that the Initiator knows; the first cipher and suite of the R1 that it knows."""
    network = Network()
    first = network.host("a", keys[0], "10.0.0.1", config=Config(groups=(8, 7), esp_suites=(8, 13)))
    second = network.host("b", keys[1], "10.0.0.2", config=Config(groups=(9, 7, 8), esp_suites=(13, 8)))
    first.connect(second)
    network.run(1.0)
    association = first.engine.with_peer(second.hit)
    assert association is not None
    assert (association.group, association.esp_suite) == (Group.P_256, EspSuite.AES_GCM_16)


@pytest.mark.parametrize("hidden", [True, False])
def test_the_initiator_can_hide_its_identity(keys: Keys, *, hidden: bool) -> None:
    network, _, _ = connected(keys, config=Config(groups=(7,), encrypt_host_id=hidden))
    packet = parse(network.sent(I2)[0].data[4:]).packet
    assert (packet.get(Encrypted) is not None, packet.get(HostId) is not None) == (hidden, not hidden)


@pytest.mark.parametrize("smaller_first", [True, False])
@pytest.mark.parametrize("lag", [0.0, 0.005, 0.012])
def test_both_at_once(keys: Keys, *, smaller_first: bool, lag: float) -> None:
    """The host with the greater HIT becomes the Responder (RFC 7401 6.7 step 3)."""
    network, small, great = pair(keys)
    earlier, later = (small, great) if smaller_first else (great, small)
    earlier.connect(later)
    network.run(lag)
    later.connect(earlier)
    network.run(3.0)
    assert {small.state(great), great.state(small)} <= {"R2-SENT", "ESTABLISHED"}
    mine, other = small.engine.with_peer(great.hit), great.engine.with_peer(small.hit)
    assert mine is not None
    assert other is not None
    assert mine.initiator != other.initiator
    if lag == 0.0:
        assert mine.initiator
    both_talk(network, small, great)
    assert len(small.all(Established)) == len(great.all(Established)) == 1


@pytest.mark.parametrize("lost", [I1, R1, I2, R2])
@pytest.mark.parametrize("times", [1, 3])
def test_a_lost_packet_is_sent_again(keys: Keys, lost: int, times: int) -> None:
    network, first, second = pair(keys)
    network.pass_on = lambda sent: int(sent.kind != lost or len(network.sent(lost)) > times)
    first.connect(second)
    first.send(second, b"waits")
    network.run(10.0)
    assert second.payloads == [b"waits"]
    both_talk(network, first, second)


def test_a_repeated_i2_gets_the_same_r2_and_no_second_association(keys: Keys) -> None:
    network, first, second = pair(keys)
    network.pass_on = lambda sent: 3 if sent.kind == I2 else 1
    first.connect(second)
    network.run(1.0)
    answers = network.sent(R2)
    assert len(answers) == 3
    assert len({sent.data for sent in answers}) == 1
    assert len(second.all(Established)) == 1
    assert second.engine.work.diffie_hellman == 2  # one for the R1, one for the first I2
    both_talk(network, first, second)


def test_everything_twice_and_in_any_order(keys: Keys) -> None:
    for seed in range(5):
        network, first, second = pair(keys, seed)
        network.jitter = 0.3
        network.pass_on = lambda _: 2
        first.connect(second)
        second.connect(first)
        network.run(10.0)
        both_talk(network, first, second)


def test_half_of_everything_is_lost(keys: Keys) -> None:
    reached = 0
    for seed in range(10):
        network, first, second = pair(keys, seed, Config(groups=(7,), i1_retries=20, i2_retries=20))
        network.pass_on = losing(network, 0.5)
        first.connect(second)
        network.run(60.0)
        network.pass_on = lambda _: 1
        network.run(120.0)
        reached += first.state(second) == "ESTABLISHED"
        both_talk(network, first, second)
    assert reached == 10


def test_a_peer_that_has_lost_its_state_comes_back(keys: Keys) -> None:
    network, first, second = connected(keys)
    network.hosts.remove(first)
    reborn = network.host("a", keys[0], "10.0.0.1", config=Config(groups=(7,)), generation=9)
    reborn.connect(second)
    network.run(network.now + 2.0)
    assert second.all(Established)[-1] == Established(reborn.hit, again=True)
    both_talk(network, reborn, second)
    assert len(second.engine.spis) == 1


@pytest.mark.parametrize(("silent", "why"), [(I1, "no answer to I1"), (I2, "no answer to I2")])
def test_nobody_answers(keys: Keys, silent: int, why: str) -> None:
    """I1_RETRIES_MAX and I2_RETRIES_MAX repetitions, then E-FAILED, then UNASSOCIATED (Tables 3, 4 and 9)."""
    config = Config(groups=(7,), i1_retries=4, i2_retries=2, failed_lifetime=10.0)
    network, first, second = pair(keys, config=config)
    network.pass_on = lambda sent: int(sent.kind != silent)
    first.connect(second)
    first.send(second, b"in vain")
    network.run(30.0)
    assert len(network.sent(silent)) == (5 if silent == I1 else 3)
    assert first.all(Failed) == [Failed(second.hit, why)]
    assert first.engine.half_open == 0
    assert first.engine.counters.payloads_lost == 1
    network.run(60.0)
    assert first.engine.associations == {}
    assert first.engine.spis == {}


def test_several_addresses_are_tried_in_turn(keys: Keys) -> None:
    network, first, second = pair(keys)
    first.engine.connect(second.hit, [at("10.9.9.9"), at("2001:db8::9"), at("10.0.0.2")], 0.0)
    network.run(2.0)
    assert first.state(second) == "ESTABLISHED"
    assert [sent.destination for sent in network.sent(I1)] == [at("10.9.9.9"), at("10.0.0.2")]  # there is no IPv6


def test_an_address_that_is_learnt_later_is_tried_next(keys: Keys) -> None:
    network, first, second = pair(keys)
    first.engine.connect(second.hit, [at("10.9.9.8"), at("10.9.9.9")], 0.0)
    network.run(0.1)
    first.connect(second)
    network.run(1.0)
    assert [sent.destination for sent in network.sent(I1)] == [at("10.9.9.8"), at("10.0.0.2")]


def test_an_r1_of_an_older_generation_is_dropped(keys: Keys) -> None:
    """RFC 7401 6.8 steps 5, 8 and 11: whoever answers has been heard of with a greater generation."""
    network, first, second = pair(keys)
    first.connect(second)
    network.run(0.1)
    old = network.sent(R1)[0]
    network.run(200.0)  # two generations later
    first.engine.close(second.hit, network.now)
    network.run(201.0)
    first.connect(second)
    network.run(202.0)
    counter = parse(network.sent(R1)[-1].data[4:]).packet.get(R1Counter)
    assert counter is not None
    assert counter.counter > 1
    network.pass_on = lambda sent: int(sent.kind not in {I1, I2})
    first.engine.close(second.hit, network.now)  # its CLOSE is not answered: the state stays
    association = first.engine.with_peer(second.hit)
    assert association is not None
    assert association.generation == counter.counter
    first.connect(second)
    first.engine.receive(old.data, old.source, old.destination, network.now)
    network.collect()
    assert first.all(Dropped)[-1].clause == "RFC 7401 6.8 steps 5 and 8"
    assert first.state(second) == "I1-SENT"


def test_in_i2_sent_a_newer_r1_begins_anew(keys: Keys) -> None:
    """RFC 7401 6.8 step 8."""
    network, first, second = pair(keys)
    network.pass_on = lambda sent: int(sent.kind != I2)
    first.connect(second)
    network.run(0.1)
    assert first.state(second) == "I2-SENT"
    network.run(8.0)
    network.hosts.remove(second)
    newer = network.host("b", keys[1], "10.0.0.2", config=Config(groups=(7,)), generation=7)
    stranger = parse(network.sent(I1)[0].data[4:]).packet
    r1 = newer.engine.pools[newer.hit].answer(stranger, at("10.0.0.1"), at("10.0.0.2"))
    network.pass_on = lambda _: 1
    first.engine.receive(MARKER + r1, at("10.0.0.2"), at("10.0.0.1"), network.now)
    network.run(9.0)
    assert len(first.engine.spis) == 1
    both_talk(network, first, newer)


def test_an_i2_for_a_generation_of_long_ago_is_dropped(keys: Keys) -> None:
    network, first, second = pair(keys)
    held: list[Sent] = []

    def hold(sent: Sent) -> int:
        if sent.kind == I2:
            held.append(sent)
        return int(sent.kind != I2)

    network.pass_on = hold
    first.connect(second)
    network.run(200.0)
    i2 = held[0]
    before = second.engine.work.diffie_hellman
    second.engine.receive(i2.data, i2.source, i2.destination, network.now)
    network.collect()
    assert second.all(Dropped)[-1].clause == "RFC 7401 6.9 step 7"
    assert second.engine.work.diffie_hellman == before


def test_opportunistic_mode(keys: Keys) -> None:
    """RFC 7401 4.1.8: the HIT of whoever answers is taken."""
    network, first, second = pair(keys)
    first.engine.connect(bytes(16), [at("10.0.0.2")], 0.0)
    network.run(1.0)
    assert first.all(Established) == [Established(second.hit)]
    assert list(first.engine.associations) == [(first.hit, second.hit)]
    both_talk(network, first, second)
    first.engine.connect(bytes(16), [at("10.0.0.2")], network.now)  # it is known already
    network.run(network.now + 1.0)
    assert list(first.engine.associations) == [(first.hit, second.hit)]
    both_talk(network, first, second)


def test_an_opportunistic_i1_is_answered_with_an_identity_of_its_suite(identities: dict[str, PrivateIdentity]) -> None:
    """RFC 7401 6.7 step 5."""
    network = Network()
    first = network.host("a", identities["p-256"], "10.0.0.1")
    second = network.host("b", [identities["rsa-2048"], identities["p-384"]], "10.0.0.2")
    first.engine.connect(bytes(16), [at("10.0.0.2")], 0.0)
    network.run(1.0)
    assert first.all(Established) == [Established(identities["p-384"].public.hit)]
    assert len(second.engine.associations) == 1


def test_what_waits_is_sent_and_what_finds_no_room_is_counted(keys: Keys) -> None:
    network, first, second = pair(keys, config=Config(groups=(7,), queue=1000))
    first.connect(second)
    first.send(second, *(bytes([number]) * 100 for number in range(10)))
    network.run(1.0)
    assert second.payloads == [bytes([number]) * 100 for number in range(6)]  # 64 bytes for its place each
    assert first.engine.counters.payloads_lost == 4


def test_an_i1_without_any_group_of_ours_is_answered_all_the_same(keys: Keys) -> None:
    """RFC 7401 6.7 step 4: with any suitable one; the Initiator then gives up (6.8 step 7)."""
    network = Network()
    first = network.host("a", keys[0], "10.0.0.1", config=Config(groups=(8,)))
    second = network.host("b", keys[1], "10.0.0.2", config=Config(groups=(7,)))
    first.connect(second)
    network.run(0.1)
    groups = parse(network.sent(R1)[0].data[4:]).packet.get(DhGroupList)
    assert groups == DhGroupList((7,))
    assert first.all(Dropped)[0].clause == "RFC 7401 6.8 step 7"


def test_a_keepalive_is_a_dummy_and_changes_nothing(keys: Keys) -> None:
    """RFC 9028 5.3. An association that is kept alive for translators only ends like any unused one."""
    network, first, second = connected(keys, config=Config(groups=(7,), keepalive=15.0, unused_lifetime=100.0))
    before = len(network.sent(0, at("10.0.0.2")))
    network.run(60.0)
    assert len(network.sent(0, at("10.0.0.2"))) - before in {3, 4}
    assert {sent.kind for sent in network.log if sent.time > 1.0} == {0}
    assert not second.all(Dropped)
    assert not second.all(Notified)
    network.run(300.0)
    assert {type(event) for event in first.events + second.events} == {Closed}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"port": 0}, "`port` is 0; it may be 1 to 65535"),
        ({"groups": (7, 99)}, "`groups` names 99, which is not known here"),
        ({"groups": ()}, "`groups` is empty"),
        ({"esp_suites": (13, 13)}, "`esp_suites` is (13, 13); it may have 6 entries, each once"),
        ({"retry_first": float("nan")}, "`retry_first` is nan; it may be 0.01 to 60"),
        ({"retry_first": 9.0}, "`retry_longest` is 8.0, less than `retry_first`, which is 9.0"),
        ({"credit_aging_factor": 1.5}, "`credit_aging_factor` is 1.5; it may be 0 to 1"),
    ],
)
def test_bad_configuration_is_named(wrong: dict[str, float], message: str) -> None:
    make: Callable[..., Config] = Config
    with pytest.raises(ValueError, match="^" + message.replace("(", r"\(").replace(")", r"\)") + "$"):
        make(**wrong)


def test_only_suites_that_can_be_verified_are_offered(keys: Keys) -> None:
    """HIT_SUITE_LIST has those "supported by the Responder" (RFC 7401 5.2.10); ECDSA_LOW is not. 6.6 step 1 as well."""
    network, first, second = pair(keys)
    first.connect(second)
    network.run(1.0)
    offered = parse(network.sent(R1)[0].data[4:]).packet.get(HitSuiteList)
    assert offered == HitSuiteList((2, 1, 5))
    with pytest.raises(ValueError, match="its HIT is of HIT Suite 3"):
        first.engine.connect(bytes.fromhex("20010023") + bytes(12), [at("10.0.0.2")], network.now)


def test_whoever_asks_for_no_hit_gets_one_of_its_suite_or_the_required_one(
    identities: dict[str, PrivateIdentity],
) -> None:
    """RFC 7401 6.7 step 5: "If this HIT Suite is not supported ... it SHOULD select a REQUIRED HIT Suite"."""
    network = Network()
    many = [identities[kind] for kind in ("ed25519", "p-384", "rsa-2048")]
    host = network.host("b", many, "10.0.0.2")
    for suite, expected in ((2, many[1]), (5, many[0]), (1, many[2]), (3, many[2])):
        sender = bytes((0x20, 0x01, 0x00, 0x20 | suite)) + bytes(12)
        i1 = MARKER + build(Packet(PacketType.I1, sender, bytes(16), (DhGroupList((7,)),)))
        host.engine.receive(i1, at("10.0.0.3"), at("10.0.0.2"), network.now)
        (answer,) = host.engine.datagrams()
        assert parse(answer.data[4:]).packet.sender == expected.public.hit


def test_data_that_overtakes_the_r2_is_not_lost(keys: Keys) -> None:
    """The incoming SA is there once the I2 is sent (RFC 7402 6.4); how much may wait is bounded."""
    network, first, second = pair(keys, config=Config(groups=(7,), queue=10_000))
    network.pass_on = lambda sent: int(sent.kind != R2)
    first.connect(second)
    network.run(0.1)
    for number in range(100):
        second.send(first, number.to_bytes(2, "big"))
    network.collect()
    forged = network.log[-1].data[:4] + bytes(60)
    first.engine.receive(forged, at("10.0.0.2"), at("10.0.0.1"), network.now)
    network.run(0.2)
    assert first.payloads == []
    assert first.state(second) == "I2-SENT"
    network.pass_on = lambda _: 1
    network.run(2.0)
    assert first.payloads == [number.to_bytes(2, "big") for number in range(len(first.payloads))]
    assert len(first.payloads) == 63
    assert sum(first.engine.counters.dropped.values()) == 37 + 1
    both_talk(network, first, second)
