"""`python -m benchmarks.hostile --packets N`: hostile packets against an engine that has every kind of association.

Seeds are all packets of a simulated run. They are mutated, cut, lengthened, their parameters exchanged; a hostile peer
also seals what comes out with its own valid keys: right MACs and right signatures around anything. Nothing may be
raised, no table may grow without bound, and no public-key operation may be done for whoever has solved no puzzle.
What does any of this is written to a file, to be put into the corpus.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.consistency import check_consistent
from benchmarks.forging import HALF, Forger
from benchmarks.lines import Lines
from hipway.addresses import Endpoint, address_of
from hipway.crypto.suites import RHASH
from hipway.engine import closing
from hipway.engine.config import Config
from hipway.engine.engine import Engine
from hipway.engine.packets import digest
from hipway.identity import PrivateIdentity, generate
from hipway.wire.numbers import NotifyType, PacketType
from hipway.wire.packet import Packet, build, parse
from hipway.wire.parameters import DhGroupList, Solution
from hipway.wire.udp import MARKER

__all__ = ["Hostile", "main", "run"]

VICTIM = Endpoint(address_of("10.0.0.1"), 10500)
PEER = Endpoint(address_of("10.0.0.2"), 10500)
STRANGER = Endpoint(address_of("10.0.0.3"), 10501)
CONFIG = Config(
    groups=(7,),
    associations=64,
    registrars=(1,),
    registrations=8,
    r1_rate=1e9,
    r1_burst=1_000_000,
    queue=4096,
    puzzle_difficulty=6,
)
LAST = 2040  # where the last parameter of a packet may begin
SCENE = 50  # packets, after which both are in another state


class Hostile:
    """A victim, a peer of it that is hostile, and what both have said.

    Args:
        identities: of the victim and of the peer.
        seed: of everything random.
    """

    def __init__(self, identities: Sequence[PrivateIdentity], seed: int) -> None:
        """Let both talk, and keep every packet."""
        self.random = random.Random(seed)  # noqa: S311  # a simulation
        self.now = 0.0
        self.victim, self.peer = (self._engine(identity) for identity in identities)
        self.forger = Forger(self.random, self.peer, self.victim.default)
        self._hold = 0
        self._play()

    def _engine(self, identity: PrivateIdentity) -> Engine:
        return Engine([identity], CONFIG, entropy=self.random.randbytes, now=0.0)

    def _play(self) -> None:
        """An exchange in both roles, data, moves, rekeying, registration, the end, and an exchange once more."""
        victim, peer = self.victim, self.peer
        for engine, at in ((victim, VICTIM), (peer, PEER)):
            engine.set_addresses([at.address], self.now)
        for one, other, at in ((peer, victim, VICTIM), (victim, peer, PEER)):
            one.connect(other.default, [at], self.now, services=(1,))
            one.send(other.default, [b"x"], self.now)
            self.exchange()
            for fresh in (False, True):
                one.rekey(other.default, self.now, fresh=fresh)
                self.exchange()
            for engine, here in ((victim, VICTIM), (peer, PEER)):
                engine.set_addresses([here.address, here.address[:15] + b"\x77"], self.now)
                self.exchange()
                engine.set_addresses([here.address], self.now)
                self.exchange()
            self._tell()
            one.close(other.default, self.now)
            self.exchange()
        self.forger.seeds, self.forger.recent = self.forger.recent, []
        self.scene()

    def _tell(self) -> None:
        """Each says something in a NOTIFY, and relays the I1 of a stranger to the other if that is registered."""
        for one, other, here in ((self.peer, self.victim, PEER), (self.victim, self.peer, VICTIM)):
            association = one.with_peer(other.default)
            if association is not None:
                closing.notify(one, association, NotifyType.INVALID_SYNTAX, b"", self.now)
            i1 = build(Packet(PacketType.I1, bytes(15) + b"\x01", other.default, (DhGroupList((7,)),)))
            one.receive(MARKER + i1, STRANGER, here, self.now)
            self.exchange()

    def scene(self) -> None:
        """Put victim and peer into another state; what was said on the way is what is mutated most."""
        self.forger.recent = []
        for engine, other in ((self.peer, self.victim), (self.victim, self.peer)):
            engine.close(other.default, self.now)
        self.exchange()
        one, other, place = self.random.choice(
            ((self.peer, self.victim, VICTIM), (self.victim, self.peer, PEER), (self.peer, self.victim, VICTIM))
        )
        self._hold = self.random.choice((0, 0, PacketType.R1, PacketType.I2, PacketType.R2))
        one.connect(other.default, [place], self.now, services=self.random.choice(((), (1,))))
        one.send(other.default, [b"x"], self.now)
        self.exchange()
        if self.random.random() < HALF:
            self.peer.rekey(self.victim.default, self.now, fresh=self.random.random() < HALF)
            self.peer.set_addresses([PEER.address, PEER.address[:15] + self.random.randbytes(1)], self.now)
            self._hold = self.random.choice((0, PacketType.UPDATE))
            self.exchange()
        self._hold = 0

    def exchange(self) -> None:
        """Deliver until nobody has anything to say."""
        for _ in range(20):
            self.now += 0.01
            for engine in (self.victim, self.peer):
                if engine.deadline() <= self.now:
                    engine.timeout(self.now)
                engine.events()
            sent = [(self.peer, PEER, VICTIM, each) for each in self.victim.datagrams()]
            sent += [(self.victim, VICTIM, PEER, each) for each in self.peer.datagrams()]
            for receiver, here, there, (data, _, _) in sent:
                self.forger.recent.append(data)
                if data[:4] != MARKER or data[6] != self._hold:
                    receiver.receive(data, there, here, self.now)
            if not sent:
                return

    # ------------------------------------------------------------------ what may not happen

    def throw(self, data: bytes) -> None:
        """Let the victim receive a datagram, and check what it did."""
        victim = self.victim
        self.now += 0.001 if self.random.random() < 0.9995 else self.random.choice((1.0, 30.0, 1000.0))  # noqa: PLR2004
        before = victim.work.diffie_hellman, victim.work.signatures, victim.work.verifications
        hit = data[12:28]
        unknown = victim.with_peer(hit) is None
        victim.receive(data, PEER, VICTIM, self.now)
        after = victim.work.diffie_hellman, victim.work.signatures, victim.work.verifications
        if after != before and data[:4] == MARKER:
            if data[6] & 0x7F == PacketType.I2:
                self._check_solution(data)
            elif unknown:
                raise AssertionError("public-key work for a stranger")
        victim.datagrams()
        victim.events()
        if victim.deadline() <= self.now:
            victim.timeout(self.now)

    def _check_solution(self, data: bytes) -> None:
        """Whoever makes a Responder work has solved a puzzle of it (RFC 7401 6.9 step 8)."""
        packet = parse(data[4:]).packet
        solution = packet.get(Solution)
        if solution is None:
            raise AssertionError("public-key work without a solution")
        ours = self.victim.default
        text = solution.i + packet.sender + ours + solution.j
        rhash = RHASH[self.victim.identities[ours].public.suite]
        if int.from_bytes(rhash.digest(text), "big") % (1 << CONFIG.puzzle_difficulty):
            raise AssertionError("public-key work for a wrong solution")

    def check(self) -> None:
        """Check that no table has grown beyond its bound, and that all tables say the same."""
        victim = self.victim
        check_consistent(victim)
        sizes = {
            "associations": (len(victim.associations), CONFIG.associations),
            "spis": (len(victim.spis), 3 * CONFIG.associations),
            "registrations": (len(victim.registrations), CONFIG.registrations),
            "registered": (len(victim.registered), 256),
            "timetable": (len(victim.timetable), 4 * CONFIG.associations + 2048),
            "half_open": (victim.half_open, CONFIG.half_open),
        }
        for association in victim.associations.values():
            sizes["locators"] = (len(association.locators), CONFIG.locators_of_a_peer + 2)
            sizes["outstanding"] = (len(association.outstanding), CONFIG.updates_under_way + 1)
            sizes["queued"] = (association.queued, CONFIG.queue)
            exchange = association.exchange
            sizes["early"] = (sum(len(data) for data, _ in exchange.early) if exchange else 0, CONFIG.queue)
            for name, (size, most) in sizes.items():
                if size > most:
                    raise AssertionError(f"{name}: {size}")


def run(
    packets: int, seed: int, keep: Path | None = None, lines: Lines | None = None, *, found: Sequence[bytes] = ()
) -> Hostile:
    """Throw so many packets; whatever is raised is raised.

    A folder gets the packet that broke something, and one packet for each reason to drop it: a corpus. With `lines`,
    packets that reach something new in the code are mutated further, after those `found` by an earlier run.
    """
    kind = ("p-256", "p-256")
    hostile = Hostile([generate(each) for each in kind], seed)
    hostile.forger.found += found
    made = hostile.forger.packets()
    for number in range(packets):
        data = next(made)
        try:
            reasons = len(hostile.victim.counters.dropped)
            if lines is None:
                hostile.throw(data)
            elif lines.new(partial(hostile.throw, data)):
                hostile.forger.found.append(data)
            if keep is not None and len(hostile.victim.counters.dropped) > reasons:
                clause = list(hostile.victim.counters.dropped)[-1]
                (keep / f"{clause.lower().replace(' ', '-')}.bin").write_bytes(data)
            if number % SCENE == 0:
                hostile.check()
                hostile.scene()
        except Exception:
            if keep is not None:
                (keep / f"{digest(data).hex()[:12]}.bin").write_bytes(data)
            raise
    hostile.check()
    return hostile


def main() -> int:
    """Run, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--packets", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for packets that break something, and for a corpus")
    parser.add_argument("--guided", action="store_true", help="by the code that is reached, which is slower")
    asked = parser.parse_args()
    lines = Lines() if asked.guided else None
    began, memory = time.monotonic(), 0
    found: list[bytes] = []
    step = max(asked.packets // 10, 1)
    for number in range(0, asked.packets, step):
        hostile = run(min(step, asked.packets - number), asked.seed + number, asked.keep, lines, found=found)
        found = hostile.forger.found
        now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        memory = memory or now
        counts = hostile.victim.counters
        sys.stdout.write(
            f"{number + step} packets, {time.monotonic() - began:.0f} s, memory {now - memory:+d} KiB; last {step}: "
            f"{sum(counts.packets_received.values())} well-formed, {len(counts.dropped)} reasons to drop, "
            f"{hostile.victim.work.verifications} signatures checked"
            f"{f', {len(lines.seen)} steps in the code' if lines else ''}\n"
        )
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
