"""What a Responder has ready: signed R1s for every group, and the secrets that its puzzles are made of.

An I1 costs one hash and a copy. Nothing is kept about it: #I is a hash of a secret, the HITs and the addresses
(RFC 7401 appendix A), so that the I2 can be checked against what the R1 must have said. The two latest secrets are
good, and the generations of R1s that were offered lately; the I2 tells which by the opaque data of the puzzle and by
R1_COUNTER.
"""

import hashlib
import math
from dataclasses import dataclass
from typing import NamedTuple

from hipway.addresses import Endpoint
from hipway.crypto.groups import GROUPS, Exponent
from hipway.crypto.puzzle import solves, stateless_i
from hipway.crypto.suites import RHASH, Rhash, equal
from hipway.engine.config import Config
from hipway.engine.lifetimes import encoded
from hipway.engine.packets import first_of
from hipway.engine.refusal import Refused
from hipway.engine.work import Work
from hipway.entropy import Entropy
from hipway.identity import HIT_SUITES, PrivateIdentity
from hipway.wire.numbers import PacketType, ParameterType
from hipway.wire.packet import Packet, append, build, build_parameters, parse
from hipway.wire.parameters import (
    DhGroupList,
    DiffieHellman,
    EspTransform,
    HipCipher,
    HipSignature2,
    HitSuiteList,
    Parameter,
    Puzzle,
    R1Counter,
    RegInfo,
    Solution,
    TransportFormatList,
)
from hipway.wire.protection import covered_signature2

__all__ = ["Claim", "Offer", "Pool"]

RECEIVER = slice(24, 40)  # the receiver's HIT in the header (RFC 7401 5.1)
TLV_HEADER = 4
SECRET = 32  # bytes
REMEMBERED = 16  # bytes of a hash
USED = 65_536  # solutions that are remembered for one secret; after so many there is a new secret
ATTEMPTS = 4  # I2s that one solution pays for: more than one, since whoever sees a solution can send it in a bad I2
RENEWAL_LEAST = 5.0  # seconds between two generations, however fast the load changes or I2s come


@dataclass(frozen=True, slots=True)
class Offer:
    """A signed R1 of one generation for one group.

    Attributes:
        packet: the R1, with the receiver's HIT, the opaque data and #I zero: just what its signature covers.
        group: the Diffie-Hellman group.
        exponent: behind its public value.
        difficulty: #K.
        puzzle: where the contents of PUZZLE begin.
    """

    packet: bytes
    group: int
    exponent: Exponent
    difficulty: int
    puzzle: int


@dataclass(slots=True)
class _Generation:
    """The R1s of one generation, by group; not offered before there is one for each group.

    Attributes:
        number: what R1_COUNTER says.
        begun: when the first of them was made.
        difficulty: #K of all of them.
        offers: by group.
        retired: when a newer generation took its place.
        used: whether an I2 was good that answers one of them: they are replaced soon (RFC 7401 6.7.1).
    """

    number: int
    begun: float
    difficulty: int
    offers: dict[int, Offer]
    retired: float = math.inf
    used: bool = False


@dataclass(slots=True)
class _Secret:
    number: int
    value: bytes
    made: float
    used: dict[bytes, int]

    def of(self, generation: _Generation) -> bytes:
        """Return what puzzles of a generation are made of: an I2 can't claim another one, where #K may be less."""
        return self.value + generation.number.to_bytes(8, "big")


class Claim(NamedTuple):
    """An I2 whose solution is right.

    Attributes:
        offer: the R1 that it answers.
        generation: of that R1.
        secret: that the puzzle was made of.
        name: what the solution is remembered by.
    """

    offer: Offer
    generation: _Generation
    secret: _Secret
    name: bytes


class Pool:
    """The R1s of one identity.

    Args:
        identity: that they speak for.
        config: what is offered.
        entropy: gives random bytes.
        first: the number of the first generation; it must not be lower than any that this identity used before.
        now: the time.
        work: where the work is counted.

    Attributes:
        host_id: the HOST_ID of the identity, as it stands in every packet.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # what it depends on
        self,
        identity: PrivateIdentity,
        config: Config,
        entropy: Entropy,
        first: int,
        now: float,
        work: Work,
    ) -> None:
        """Make the first generation."""
        self.identity = identity
        self.config = config
        self.entropy = entropy
        self.work = work
        self.rhash: Rhash = RHASH[identity.public.suite]
        self.host_id = build_parameters((identity.public.host_id(),))
        self.difficulty = config.puzzle_difficulty
        self._secrets: list[_Secret] = []
        self._new_secret(now)
        self._generations = [_Generation(first, now, self.difficulty, {})]
        self._coming: _Generation | None = None
        for group in config.groups:
            self._generations[0].offers[group] = self._offer(self._generations[0], group)

    # ------------------------------------------------------------------ time

    @property
    def due(self) -> float:
        """When there is something to make."""
        newest = self._generations[-1]
        if self._coming is not None:
            return self._coming.begun
        soon = newest.used or newest.difficulty != self.difficulty
        lifetime = min(RENEWAL_LEAST, self.config.r1_lifetime) if soon else self.config.r1_lifetime
        return min(newest.begun + lifetime, self._secrets[-1].made + self._puzzle_lifetime)

    @property
    def _puzzle_lifetime(self) -> float:
        return math.ldexp(1.0, self.config.puzzle_exponent - 32)

    def tick(self, now: float) -> None:
        """Make what is due: no more than one R1 at a time, since each costs two public-key operations."""
        if now >= self._secrets[-1].made + self._puzzle_lifetime:
            self._new_secret(now)
        if self._coming is not None:
            self._continue(self._coming, now)
        elif now >= self.due:
            self._coming = _Generation(self._generations[-1].number + 1, now, self.difficulty, {})

    def _continue(self, coming: _Generation, now: float) -> None:
        """Make one more R1 of the coming generation; offer it once it is complete.

        Those before it stay good for "Delta S" (RFC 7401 6.7.1).
        """
        group = next(group for group in self.config.groups if group not in coming.offers)
        coming.offers[group] = self._offer(coming, group)
        if len(coming.offers) == len(self.config.groups):
            self._coming = None
            self._generations[-1].retired = now
            good = [each for each in self._generations if now <= each.retired + self.config.r1_grace]
            self._generations = [*good, coming]

    def _new_secret(self, now: float) -> None:
        """Make a new secret; the one before stays good (RFC 7401 appendix A)."""
        number = (self._secrets[-1].number + 1) % 2**16 if self._secrets else 0
        self._secrets = [*self._secrets[-1:], _Secret(number, self.entropy(SECRET), now, {})]

    # ------------------------------------------------------------------ I1 and I2

    def answer(self, i1: Packet, source: Endpoint, destination: Endpoint) -> bytes:
        """Return the R1 for an I1 (RFC 7401 6.7)."""
        offered = i1.get(DhGroupList)
        wished = offered.groups if offered else ()
        generation = self._generations[-1]
        group = first_of(self.config.groups, wished)
        offer = generation.offers[self.config.groups[0] if group is None else group]
        secret = self._secrets[-1]
        ours = self.identity.public.hit
        i = stateless_i(self.rhash, secret.of(generation), i1.sender, ours, source.address, destination.address)
        self.work.hashes += 1
        r1 = bytearray(offer.packet)
        r1[RECEIVER] = i1.sender
        at = offer.puzzle + 2  # behind #K and the lifetime (RFC 7401 5.2.4)
        r1[at : at + 2] = secret.number.to_bytes(2, "big")
        r1[at + 2 : at + 2 + self.rhash.size] = i
        return bytes(r1)

    def check(self, i2: Packet, source: Endpoint, destination: Endpoint, now: float) -> Claim:
        """Check an I2 as far as it costs no public-key operation, and return the R1 that it answers.

        Its solution counts as used once more: each pays for a few attempts only.

        Raises:
            Refused: R1_COUNTER, SOLUTION or DIFFIE_HELLMAN are not as an R1 of ours demands (RFC 7401 6.9).
        """
        generation = self._generation(i2, now)
        solution = i2.get(Solution)
        value = i2.get(DiffieHellman)
        if solution is None or value is None:
            raise Refused("RFC 7401 5.3.3", "an I2 carries SOLUTION and DIFFIE_HELLMAN")
        offer = generation.offers.get(value.group)
        if offer is None:
            raise Refused("RFC 7401 6.9 step 10", f"no R1 offered group {value.group}")
        secret = self._secret(solution)
        ours = self.identity.public.hit
        self.work.hashes += 1
        i = stateless_i(self.rhash, secret.of(generation), i2.sender, ours, source.address, destination.address)
        if not equal(i, solution.i):
            raise Refused("RFC 7401 6.9 step 8", "this puzzle was not given to this host at this address")
        if solution.k != offer.difficulty:
            raise Refused("RFC 7401 6.9 step 8", f"the puzzle had difficulty {offer.difficulty}, not {solution.k}")
        self.work.hashes += 1
        if not solves(self.rhash, i, solution.j, offer.difficulty, i2.sender, ours):
            raise Refused("RFC 7401 6.9 step 8", "the solution does not solve the puzzle")
        claim = Claim(offer, generation, secret, _name(i2, solution))
        self._count(claim, now)
        return claim

    def _count(self, claim: Claim, now: float) -> None:
        secret = claim.secret
        attempts = secret.used.get(claim.name, 0)
        if attempts >= ATTEMPTS:
            raise Refused("RFC 7401 6.9 step 8", "this solution has been used")
        secret.used[claim.name] = attempts + 1
        if len(secret.used) >= USED and secret is self._secrets[-1]:
            self._new_secret(now)

    def use(self, claim: Claim) -> None:
        """The I2 was good: its solution is used up, and its generation is soon to be replaced."""
        claim.secret.used[claim.name] = ATTEMPTS
        claim.generation.used = True

    def _generation(self, packet: Packet, now: float) -> _Generation:
        counter = packet.get(R1Counter)
        for generation in reversed(self._generations):
            good = now <= generation.retired + self.config.r1_grace
            if counter is not None and counter.counter == generation.number and good:
                return generation
        raise Refused("RFC 7401 6.9 step 7", "R1_COUNTER names no generation that is still accepted")

    def _secret(self, solution: Solution) -> _Secret:
        number = int.from_bytes(solution.opaque, "big")
        for secret in self._secrets:
            if secret.number == number:
                return secret
        raise Refused("RFC 7401 6.9 step 8", "the puzzle is too old")

    # ------------------------------------------------------------------ making

    def _offer(self, generation: _Generation, group: int) -> Offer:
        exponent = GROUPS[group].draw(self.entropy)
        config = self.config
        zero = bytes(self.rhash.size)
        suites = [self.identity.public.suite, *(suite for suite in HIT_SUITES if suite != self.identity.public.suite)]
        parameters: list[Parameter] = [
            R1Counter(generation.number),
            Puzzle(generation.difficulty, config.puzzle_exponent, bytes(2), zero),
            DhGroupList(config.groups),
            DiffieHellman(group, exponent.public),
            HipCipher(config.ciphers),
            self.identity.public.host_id(),
            HitSuiteList(tuple(suites)),
            *(_services(config),) * bool(config.registrars),
            TransportFormatList((ParameterType.ESP_TRANSFORM,)),
            EspTransform(config.esp_suites),
        ]
        packet = build(Packet(PacketType.R1, self.identity.public.hit, bytes(16), tuple(parameters)))
        self.work.signatures += 1
        self.work.diffie_hellman += 1
        signature = self.identity.sign(covered_signature2(packet, len(packet)))
        signed = append(packet, HipSignature2(self.identity.public.algorithm, signature))
        puzzle = parse(packet).offset(Puzzle) or 0
        return Offer(signed, group, exponent, generation.difficulty, puzzle + TLV_HEADER)


def _services(config: Config) -> RegInfo:
    return RegInfo(encoded(config.registration_shortest), encoded(config.registration_longest), config.registrars)


def _name(i2: Packet, solution: Solution) -> bytes:
    """Return what a solution is remembered by."""
    return hashlib.sha256(solution.i + solution.j + i2.sender).digest()[:REMEMBERED]
