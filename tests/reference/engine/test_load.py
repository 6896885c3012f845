"""Puzzles, floods and load (RFC 7401 4.1.1, 4.1.2, 6.7, 6.9 step 8)."""

from dataclasses import replace

import pytest
from tests.reference.engine.network import Host, Network, at, both_talk, pair, read

from hipway.addresses import Endpoint, address_of
from hipway.engine.config import Config
from hipway.engine.events import Dropped, Failed
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Packet, build, parse
from hipway.wire.parameters import DhGroupList, DiffieHellman, Puzzle
from hipway.wire.udp import MARKER

Keys = list[PrivateIdentity]
I1, R1, I2, R2, UPDATE, NOTIFY = (PacketType(number) for number in (1, 2, 3, 4, 16, 17))


@pytest.mark.parametrize("difficulty", [1, 10, 14])
def test_puzzles_are_solved(keys: Keys, difficulty: int) -> None:
    network, first, second = pair(keys, config=Config(groups=(7,), puzzle_difficulty=difficulty))
    first.connect(second)
    network.run(1.0)
    puzzle = parse(network.sent(R1)[0].data[4:]).packet.get(Puzzle)
    assert puzzle is not None
    assert puzzle.k == difficulty
    assert first.state(second) == "ESTABLISHED"


def test_a_search_that_takes_too_long_ends_in_a_new_i1(keys: Keys) -> None:
    """RFC 7401 6.8 step 12: within the retry bounds. The puzzle lives for a second."""
    network = Network()
    first = network.host("a", keys[0], "10.0.0.1", config=Config(groups=(7,), puzzle_difficulty_accepted=30))
    hard = Config(groups=(7,), puzzle_difficulty=28, puzzle_difficulty_most=28, puzzle_exponent=32)
    second = network.host("b", keys[1], "10.0.0.2", config=hard)
    first.connect(second)
    for step in range(400):
        network.now = step * 0.1
        network.collect()
        for host in network.hosts:
            if host.engine.deadline() <= network.now:
                host.engine.timeout(network.now)
        for sent in network.log[:]:
            receiver = first if sent.destination == at("10.0.0.1") else second
            receiver.engine.receive(sent.data, sent.source, sent.destination, network.now)
        network.log.clear()
        if first.all(Failed):
            break
    assert [event.why for event in first.all(Failed)] == ["no answer to I1"]
    assert second.engine.work.diffie_hellman < 40  # of the R1s alone
    assert second.engine.counters.packets_received[I2] == 0


def test_a_puzzle_that_is_too_hard_is_refused(keys: Keys) -> None:
    network = Network()
    first = network.host("a", keys[0], "10.0.0.1", config=Config(groups=(7,), puzzle_difficulty_accepted=8))
    second = network.host("b", keys[1], "10.0.0.2", config=Config(groups=(7,), puzzle_difficulty=9))
    first.connect(second)
    network.run(60.0)
    assert first.all(Dropped)[0].clause == "RFC 7401 6.8 step 12"
    assert first.all(Failed) == [Failed(second.hit, "no answer to I1")]


def test_r1s_to_one_address_are_limited(keys: Keys) -> None:
    """RFC 7401 6.7: a MUST. Other addresses get theirs."""
    network, first, second = pair(keys, config=Config(groups=(7,), r1_rate=5.0, r1_burst=10))
    first.connect(second)
    first.engine.datagrams()
    i1 = MARKER + _i1(first, second)
    for number in range(200):
        second.engine.receive(i1, at("10.0.0.66"), at("10.0.0.2"), number / 100)
    second.engine.receive(i1, at("10.0.0.67"), at("10.0.0.2"), 2.0)
    answers = second.engine.datagrams()
    assert len([each for each in answers if each.destination == at("10.0.0.66")]) in {19, 20}
    assert len([each for each in answers if each.destination == at("10.0.0.67")]) == 1
    assert network.now == 0.0


def _i1(first: Host, second: Host) -> bytes:
    association = first.engine.with_peer(second.hit)
    assert association is not None
    assert association.exchange is not None
    return association.exchange.i1


def test_a_flood_of_i1s_takes_no_memory_and_no_public_key_work(keys: Keys) -> None:
    """10,000 forged I1s in one second, while an honest peer connects. `python -m benchmarks flood` uses sockets."""
    network, first, second = pair(keys)
    pool = second.engine.pools[second.hit]
    i1 = MARKER + build(Packet(I1, first.hit, second.hit, (DhGroupList((7,)),)))
    work = second.engine.work
    before = replace(work)
    for number in range(10_000):
        source = Endpoint(address_of("172.16.0.0")[:14] + number.to_bytes(2, "big"), 10500)
        hit = first.hit[:4] + number.to_bytes(12, "big")
        second.engine.receive(i1[:12] + hit + i1[28:], source, at("10.0.0.2"), network.now)
        if number == 5000:
            assert (second.engine.associations, len(second.engine.timetable)) == ({}, 0)
            first.connect(second)
        network.run(number / 10_000)
        network.log.clear()
    assert first.state(second) == "ESTABLISHED"
    spent = [getattr(work, name) - getattr(before, name) for name in ("diffie_hellman", "signatures", "verifications")]
    assert spent == [1, 1, 1]  # for the I2 of the honest peer
    assert work.hashes - before.hashes == 10_001 + 2  # one for each I1, two for the I2
    assert list(second.engine.associations) == [(second.hit, first.hit)]
    assert len(second.engine.timetable) <= 2
    assert [len(secret.used) for secret in pool._secrets] == [1]  # noqa: SLF001  # there is no other way to see it
    both_talk(network, first, second)


def test_one_solution_pays_for_few_attempts(keys: Keys) -> None:
    """Whoever has solved one puzzle can't make the Responder verify signatures without end."""
    network, first, second = pair(keys)
    network.pass_on = lambda sent: int(sent.kind != I2)
    first.connect(second)
    network.run(0.1)
    i2 = network.sent(I2)[0]
    before = second.engine.work.diffie_hellman
    for number in range(50):
        bad = bytearray(i2.data)
        bad[-20] ^= number + 1  # within the signature
        second.engine.receive(bytes(bad), i2.source, i2.destination, 0.2)
    assert second.engine.work.diffie_hellman - before <= 4
    assert second.engine.associations == {}


def test_under_load_puzzles_become_harder_and_easy_again(keys: Keys) -> None:
    config = Config(groups=(7, 8), exchanges_per_second=10.0, puzzle_difficulty_most=12)
    network, first, second = pair(keys, config=config)
    pool = second.engine.pools[second.hit]
    signed = second.engine.work.signatures
    for tenth in range(300):
        for _ in range(9):
            second.engine.load.count()
        network.run(tenth / 10)
    newest = pool._generations[-1]  # noqa: SLF001  # there is no other way to see it
    assert newest.difficulty == 12  # 90 a second are more than 8 times 10: 8 + 1 + 3
    assert second.engine.work.signatures - signed <= 2 * (30 / 5 + 1)  # every 5 seconds at most, one for each group
    first.connect(second)
    network.run(31.0)
    assert first.state(second) == "ESTABLISHED"
    network.run(60.0)
    assert pool._generations[-1].difficulty == 0  # noqa: SLF001


def test_a_new_generation_is_made_piece_by_piece(keys: Keys) -> None:
    """Each step makes one R1, so that nothing stalls; until all are there, the old ones are offered."""
    network, _, second = pair(keys, config=Config(groups=(7, 8, 9)))
    network.run(59.0)
    signed = second.engine.work.signatures
    made: list[int] = []
    while len(made) < 4:
        network.now = max(network.now, second.engine.deadline())
        second.engine.timeout(network.now)
        if second.engine.work.signatures != signed or network.now >= 60.0:
            made.append(second.engine.work.signatures - signed)
    assert made == [0, 1, 2, 3] or made[:3] == [1, 2, 3]


def test_an_r1_that_was_answered_is_replaced_soon(keys: Keys) -> None:
    """RFC 7401 6.7.1: it "SHOULD be deprecated and not used once a valid response I2 packet has been received"."""
    network, first, second = pair(keys)
    network.run(20.0)
    signed = second.engine.work.signatures
    network.run(30.0)
    assert second.engine.work.signatures == signed  # Delta T is a minute
    first.connect(second)
    network.run(31.0)
    third = network.host("c", keys[2], "10.0.0.3")
    third.connect(second)
    network.run(32.0)
    public = [read(sent).get(DiffieHellman) for sent in network.sent(R1)]
    assert len(public) == 2
    assert public[0] != public[1]
