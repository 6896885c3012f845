"""Hostile input: nothing raises, nothing grows, and nobody makes a Responder work who has solved no puzzle.

`python -m benchmarks.hostile` does the same with a million packets.
"""

from pathlib import Path

import pytest
from benchmarks.hostile import PEER, VICTIM, Hostile, run
from benchmarks.lines import Lines
from hypothesis import given, settings
from hypothesis import strategies as st

from hipway.identity import PrivateIdentity
from hipway.wire.numbers import PacketType
from hipway.wire.packet import parse
from hipway.wire.parameters import From, RelayFrom, RvsHmac
from hipway.wire.udp import MARKER

Keys = list[PrivateIdentity]
CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.bin"))


@pytest.mark.parametrize("seed", [1, 2])
def test_generated_packets(seed: int) -> None:
    """Mutated, sealed with valid keys, and made up; the checks are in `Hostile`."""
    hostile = run(10_000, seed)
    assert len(hostile.victim.counters.dropped) > 40  # they go deep: so many rules refuse some
    assert hostile.victim.work.verifications > 100


def test_every_packet_is_a_seed(keys: Keys) -> None:
    """Each type, ESP, and an I1 that was relayed."""
    seeds = Hostile(keys[:2], 1).forger.seeds
    read = [parse(data[4:]).packet for data in seeds if data.startswith(MARKER)]
    assert {packet.kind for packet in read} == set(PacketType)
    assert len(read) < len(seeds)
    relayed = [packet for packet in read if packet.get(From)]
    assert all(packet.get(RvsHmac) and packet.get(RelayFrom) for packet in relayed)
    assert relayed


def test_packets_that_reach_something_new_are_mutated_further() -> None:
    lines = Lines()
    hostile = run(1000, 3, lines=lines)
    assert 50 < len(hostile.forger.found) < 500
    assert len(lines.seen) > 1000


def test_the_corpus(keys: Keys) -> None:
    """One packet for each reason to drop one: as it is, and sealed by a peer that has an association."""
    assert len(CORPUS) > 40
    hostile = Hostile(keys[:2], 1)
    for _ in range(5):
        hostile.scene()
        for file in CORPUS:
            data = file.read_bytes()
            hostile.throw(data)
            if data.startswith(MARKER) and len(data) >= 44:
                raw = data[4:12] + hostile.peer.default + hostile.victim.default + data[44:]
                hostile.throw(MARKER + hostile.forger.sealed(raw))
        hostile.check()


@pytest.fixture(scope="module")
def hostile(keys: Keys) -> Hostile:
    """A victim, and a peer that it has an association with."""
    return Hostile(keys[:2], 3)


@settings(max_examples=500, deadline=None)
@given(data=st.binary(max_size=2100), head=st.sampled_from([b"", MARKER, MARKER + b"\x3b\x04\x01\x21" + bytes(4)]))
def test_any_bytes(hostile: Hostile, data: bytes, head: bytes) -> None:
    hostile.throw(head + data)


@settings(max_examples=500, deadline=None)
@given(data=st.data())
def test_any_change_of_any_packet(hostile: Hostile, data: st.DataObject) -> None:
    """Hypothesis chooses what is changed, so that it can make what it finds small."""
    packet = bytearray(data.draw(st.sampled_from(hostile.forger.seeds + hostile.forger.recent)))
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(packet) - 1))
        packet[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
        if not packet:
            return
    hostile.throw(bytes(packet))
    if packet[:4] == MARKER:
        hostile.throw(MARKER + hostile.forger.sealed(bytes(packet[4:])))
    hostile.victim.receive(bytes(packet), VICTIM, PEER, hostile.now)  # from our own address, to somebody else's
    hostile.check()
