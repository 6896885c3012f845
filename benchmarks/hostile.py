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
from collections.abc import Iterator, Sequence
from pathlib import Path

from hipway.addresses import Endpoint, address_of
from hipway.crypto.suites import RHASH
from hipway.engine.association import Association
from hipway.engine.config import Config
from hipway.engine.engine import Engine
from hipway.engine.packets import digest
from hipway.esp.datagrams import wrap
from hipway.identity import PrivateIdentity, generate
from hipway.wire.locators import UnknownLocator
from hipway.wire.numbers import PacketType
from hipway.wire.packet import HEADER_SIZE, Packet, build, build_parameters, padded, parse
from hipway.wire.parameters import (
    Ack,
    DiffieHellman,
    EchoRequestSigned,
    EchoRequestUnsigned,
    EspInfo,
    HipMac,
    HipMac2,
    HipSignature,
    HipSignature2,
    Locator,
    LocatorSet,
    Parameter,
    RegRequest,
    RegResponse,
    Seq,
    Solution,
)
from hipway.wire.protection import covered, covered_mac2, covered_signature2
from hipway.wire.udp import MARKER

__all__ = ["Hostile", "main"]

VICTIM = Endpoint(address_of("10.0.0.1"), 10500)
PEER = Endpoint(address_of("10.0.0.2"), 10500)
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
CRAFTED, HALF, MOST = 0.2, 0.5, 0.9
SCENE = 50  # packets, after which both are in another state
FIELD = 8  # bytes that are put in place of others at once
TYPES = (65, 129, 193, 257, 321, 385, 449, 511, 513, 579, 641, 705, 715, 832, 897, 930, 932, 934, 936, 961, 2049, 4095)
INTERESTING = (0, 1, 2, 3, 4, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


class Hostile:
    """A victim, a peer of it that is hostile, and what both have said.

    Args:
        identities: of the victim and of the peer.
        seed: of everything random.
    """

    def __init__(self, identities: Sequence[PrivateIdentity], seed: int) -> None:
        """Let both talk, and keep every packet."""
        self.random = random.Random(seed)  # noqa: S311  # a simulation
        self.identities = identities
        self.now = 0.0
        self.victim, self.peer = (self._engine(identity) for identity in identities)
        self.seeds: list[bytes] = []
        self.recent: list[bytes] = []
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
            one.close(other.default, self.now)
            self.exchange()
        self.seeds, self.recent = self.recent, []
        self.scene()

    def scene(self) -> None:
        """Put victim and peer into another state; what was said on the way is what is mutated most."""
        self.recent = []
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
                self.recent.append(data)
                if data[:4] != MARKER or data[6] != self._hold:
                    receiver.receive(data, there, here, self.now)
            if not sent:
                return

    # ------------------------------------------------------------------ packets

    def packets(self) -> Iterator[bytes]:
        """Make hostile datagrams without end."""
        while True:
            if self.random.random() < CRAFTED:
                yield MARKER + self.sealed(self.crafted())
                continue
            data = bytearray(
                self.random.choice(self.recent or self.seeds if self.random.random() < MOST else self.seeds)
            )
            if data[:4] == MARKER and self.random.random() < HALF:
                data[:] = self.parameters(bytes(data))
            for _ in range(self.random.choice((0, 0, 1, 1, 2, 5, 20))):
                self.mutate(data)
            if data[:4] == MARKER and self.random.random() < MOST:
                yield MARKER + self.sealed(self.appended(bytes(data[4:])))
            elif self.random.random() < HALF:
                yield self.encrypted(bytes(data))
            else:
                yield bytes(data)

    def crafted(self) -> bytes:
        """Return an UPDATE, R1 or CLOSE whose parameters are well-formed, and say anything."""
        association = self.peer.with_peer(self.victim.default)
        spi, number = 0, 0
        if association is not None:
            spi, number = association.spi, association.update_id
            association.update_id = (number + 1) % 2**32
        random = self.random
        size = random.choice((0, 16, 200, 1500, 1800))
        choices: tuple[tuple[Parameter, ...], ...] = (
            (EspInfo(random.choice(INTERESTING) & 0xFFFF, spi, random.getrandbits(32)),),
            (EspInfo(0, spi, random.getrandbits(32)), DiffieHellman(7, random.randbytes(random.choice((0, 64, 65))))),
            (EspInfo(0, spi, 0),),
            (self._locators(spi),),
            (self._locators(spi),),
            (EchoRequestSigned(random.randbytes(size)),),
            (RegRequest(random.randrange(256), tuple(random.randbytes(random.choice((1, 3, 255))))),),
            (RegResponse(random.randrange(256), tuple(random.randbytes(random.choice((1, 3, 255))))),),
            (Ack(tuple(random.choice((0, 1, 2, 3, 2**32 - 1)) for _ in range(4))),),
        )
        found: list[Parameter] = [
            Seq(number),
            *(each for part in random.sample(choices, random.choice((0, 1, 2))) for each in part),
        ]
        found = list({type(each): each for each in found}.values())
        kind = random.choice((PacketType.UPDATE, PacketType.UPDATE, PacketType.UPDATE, PacketType.CLOSE))
        found.sort(key=lambda parameter: parameter.type)
        try:
            packet = build(Packet(kind, self.peer.default, self.victim.default, tuple(found)))
        except ValueError:
            return b""
        hash_size = association.rhash.size if association and association.rhash else 48
        return packet + _tlv(HipMac.type, bytes(hash_size)) + _tlv(HipSignature.type, bytes(98))

    def _locators(self, spi: int) -> LocatorSet:
        random = self.random
        first = random.choice((b"\x0a", b"\xe0", b"\x00", b"\xff"))
        found: list[Locator | UnknownLocator] = [
            Locator(
                VICTIM.address[:12] + first + random.randbytes(3),
                random.choice((1, 2, 0xFFFFFFFF)),
                preferred=random.random() < HALF,
                spi=spi,
                port=random.choice((None, 0, 1, 10500)),
            )
            for _ in range(random.choice((0, 1, 2, 17, 40)))
        ]
        return LocatorSet(tuple(found))

    def encrypted(self, data: bytes) -> bytes:
        """Return data as the peer can send it, with any bytes in its ESP."""
        association = self.peer.with_peer(self.victim.default)
        if association is None or association.outbound is None:
            return data
        header = self.random.choice((6, 17, 17, 17, 59))
        inner = wrap(association.ours, association.peer, data[:1400], 1, 2)
        return association.outbound.seal(header, self.random.choice((data[:1400], inner, inner[:-1])))

    def mutate(self, data: bytearray) -> None:
        """Change some bytes, cut or lengthen."""
        if not data:
            return
        at = self.random.randrange(len(data))
        match self.random.randrange(7):
            case 0:
                data[at] ^= 1 << self.random.randrange(8)
            case 1:
                data[at] = self.random.randrange(256)
            case 2:
                size = self.random.choice((1, 2, 4))
                value = self.random.choice(INTERESTING) & ((1 << 8 * size) - 1)
                data[at : at + size] = value.to_bytes(size, "big")
            case 3:
                del data[at:]
            case 4:
                data += self.random.randbytes(self.random.randrange(64))
            case 5:
                data[at : at + FIELD] = self.random.choice(self.seeds)[at : at + FIELD]
            case 6:
                del data[at : at + FIELD]

    def parameters(self, data: bytes) -> bytes:
        """Leave parameters out, repeat them, take some of another packet, exchange their order or type."""
        head, found = data[: 4 + HEADER_SIZE], _split(data[4:])
        other = _split(self.random.choice(self.seeds)[4:])
        for _ in range(self.random.choice((0, 1, 2))):
            match self.random.randrange(4):
                case 0 if found:
                    found.pop(self.random.randrange(len(found)))
                case 1 if found:
                    found.append(self.random.choice(found))
                case 2 if other:
                    found.append(self.random.choice(other))
                case 3:
                    size = self.random.choice((0, 1, 4, 12, 16, 36, 200, 1500))
                    kind = self.random.choice(TYPES).to_bytes(2, "big")
                    body = self.random.randbytes(size)
                    found.append(kind + size.to_bytes(2, "big") + body + bytes(padded(size) - 4 - size))
        if self.random.random() < MOST:
            found.sort(key=lambda tlv: tlv[:2])
        raw = bytearray(head + b"".join(found))
        raw[5] = ((len(raw) - 4) // 8 - 1) & 0xFF
        return bytes(raw)

    def appended(self, raw: bytes) -> bytes:
        """Perhaps add a request that nothing protects, and that its answer must repeat."""
        if self.random.random() < 1 - MOST:
            return raw + _tlv(EchoRequestUnsigned.type, bytes(self.random.choice((0, 300, 1000))))
        return raw

    def sealed(self, raw: bytes) -> bytes:
        """Put right MACs and signatures of the peer into a packet, as far as it has any."""
        association = self.peer.with_peer(self.victim.default)
        place = HEADER_SIZE
        out = raw[:HEADER_SIZE]
        for tlv in _split(raw):
            out += self._protection(tlv, out, place, association) if place <= LAST else tlv
            place = len(out)
        return out[:1] + bytes(((len(out) // 8 - 1) & 0xFF,)) + out[2:]

    def _protection(self, tlv: bytes, before: bytes, place: int, association: Association | None) -> bytes:
        """Return a parameter; if it protects what stands before it, then rightly."""
        kind = int.from_bytes(tlv[:2], "big")
        identity = self.identities[1]
        try:
            if kind in {HipMac.type, HipMac2.type} and association and association.keys and association.rhash:
                own = build_parameters((identity.public.host_id(),)) if kind == HipMac2.type else b""
                text = covered_mac2(before, place, own) if own else covered(before, place)
                return _tlv(kind, association.rhash.hmac(association.keys.mac_out, text))
            if kind in {HipSignature.type, HipSignature2.type}:
                text = (covered if kind == HipSignature.type else covered_signature2)(before, place)
                return _tlv(kind, identity.public.algorithm.to_bytes(2, "big") + identity.sign(text))
        except ValueError:  # nothing can be protected that has such parameters
            return tlv
        return tlv

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
        """Check that no table has grown beyond its bound."""
        victim = self.victim
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
            for name, (size, most) in sizes.items():
                if size > most:
                    raise AssertionError(f"{name}: {size}")


def _split(raw: bytes) -> list[bytes]:
    """Return the parameters of a packet, as far as it has any."""
    found, at = [], HEADER_SIZE
    while at + 4 <= len(raw):
        size = padded(raw[at + 2] << 8 | raw[at + 3])
        found.append(raw[at : at + size])
        at += size
    return found


def _tlv(kind: int, contents: bytes) -> bytes:
    size = len(contents)
    return kind.to_bytes(2, "big") + size.to_bytes(2, "big") + contents + bytes(padded(size) - 4 - size)


def run(packets: int, seed: int, keep: Path | None = None) -> Hostile:
    """Throw so many packets; whatever is raised is raised.

    A folder gets the packet that broke something, and one packet for each reason to drop it: a corpus.
    """
    kind = ("p-256", "p-256")
    hostile = Hostile([generate(each) for each in kind], seed)
    made = hostile.packets()
    for number in range(packets):
        data = next(made)
        try:
            reasons = len(hostile.victim.counters.dropped)
            hostile.throw(data)
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
    asked = parser.parse_args()
    began, memory = time.monotonic(), 0
    step = max(asked.packets // 10, 1)
    for number in range(0, asked.packets, step):
        hostile = run(min(step, asked.packets - number), asked.seed + number, asked.keep)
        now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        memory = memory or now
        counts = hostile.victim.counters
        sys.stdout.write(
            f"{number + step} packets, {time.monotonic() - began:.0f} s, memory {now - memory:+d} KiB, "
            f"{sum(counts.packets_received.values())} well-formed, {len(counts.dropped)} reasons to drop, {hostile.victim.work.verifications} signatures checked\n"
        )
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
