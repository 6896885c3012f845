"""What a Responder has ready: signed R1s for every group, and the secrets that its puzzles are made of.

An I1 costs one hash and a copy. Nothing is kept about it: #I is a hash of a secret, the HITs and the addresses
(RFC 7401 appendix A), so that the I2 can be checked against what the R1 must have said. The two latest secrets are good,
and two generations of R1s; the I2 tells which by the opaque data of the puzzle and by R1_COUNTER.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hipway.addresses import Endpoint
from hipway.crypto.groups import GROUPS, Exponent
from hipway.crypto.puzzle import solves, stateless_i
from hipway.crypto.suites import RHASH, Rhash, equal
from hipway.engine.config import Config
from hipway.engine.lifetimes import encoded
from hipway.engine.refusal import Refused
from hipway.engine.work import Work
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import PacketType, ParameterType
from hipway.wire.packet import Packet, Received, append, build, parse
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

__all__ = ["Offer", "Pool"]

RECEIVER = slice(24, 40)  # the receiver's HIT in the header (RFC 7401 5.1)
TLV_HEADER = 4
SECRET = 32  # bytes
USED = 65_536  # solutions that are remembered for one secret; after so many a new secret is due


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
    number: int
    made: float
    offers: dict[int, Offer]


@dataclass(slots=True)
class _Secret:
    number: int
    value: bytes
    made: float
    used: OrderedDict[bytes, None]


class Pool:
    """The R1s of one identity.

    Args:
        identity: that they speak for.
        config: what is offered.
        entropy: gives random bytes.
        first: the number of the first generation; it must not be lower than any that this identity used before.
        now: the time.
        work: where the work is counted.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # what it depends on
        self,
        identity: PrivateIdentity,
        config: Config,
        entropy: Callable[[int], bytes],
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
        self.difficulty = config.puzzle_difficulty
        self._next = first
        self._secrets: list[_Secret] = []
        self._generations: list[_Generation] = []
        self.new_secret(now)
        self.renew(now)

    # ------------------------------------------------------------------ time

    @property
    def due(self) -> float:
        """When a new generation or a new secret is to be made."""
        secret = self._secrets[-1]
        full = len(secret.used) >= USED
        return min(
            self._generations[-1].made + self.config.r1_lifetime, secret.made + (0.0 if full else self._puzzle_lifetime)
        )

    @property
    def _puzzle_lifetime(self) -> float:
        return math.ldexp(1.0, self.config.puzzle_exponent - 32)

    def tick(self, now: float) -> None:
        """Make what is due."""
        if now >= self._generations[-1].made + self.config.r1_lifetime:
            self.renew(now)
        secret = self._secrets[-1]
        if now >= secret.made + self._puzzle_lifetime or len(secret.used) >= USED:
            self.new_secret(now)

    def new_secret(self, now: float) -> None:
        """Make a new secret; the one before stays good (RFC 7401 appendix A)."""
        number = (self._secrets[-1].number + 1) % 2**16 if self._secrets else 0
        self._secrets = [*self._secrets[-1:], _Secret(number, self.entropy(SECRET), now, OrderedDict())]

    def renew(self, now: float) -> None:
        """Make a new generation; the one before stays good for a while (RFC 7401 6.7.1)."""
        number = self._next
        self._next += 1
        offers = {group: self._offer(number, group) for group in self.config.groups}
        self._generations = [*self._generations[-1:], _Generation(number, now, offers)]

    def set_difficulty(self, difficulty: int, now: float) -> None:
        """Offer puzzles of another difficulty: #K is under the signature, so this takes a new generation."""
        if difficulty != self.difficulty:
            self.difficulty = difficulty
            self.renew(now)

    # ------------------------------------------------------------------ I1 and I2

    def answer(self, i1: Packet, source: Endpoint, destination: Endpoint, extra: tuple[Parameter, ...] = ()) -> bytes:
        """Return the R1 for an I1 (RFC 7401 6.7); `extra` goes behind the signature, such as VIA_RVS."""
        offered = i1.get(DhGroupList)
        wished = offered.groups if offered else ()
        generation = self._generations[-1]
        group = next((group for group in self.config.groups if group in wished), self.config.groups[0])
        offer = generation.offers[group]
        secret = self._secrets[-1]
        i = stateless_i(
            self.rhash, secret.value, i1.sender, self.identity.public.hit, source.address, destination.address
        )
        self.work.hashes += 1
        r1 = bytearray(offer.packet)
        r1[RECEIVER] = i1.sender
        at = offer.puzzle + 2  # behind #K and the lifetime (RFC 7401 5.2.4)
        r1[at : at + 2] = secret.number.to_bytes(2, "big")
        r1[at + 2 : at + 2 + self.rhash.size] = i
        packet = bytes(r1)
        for parameter in extra:
            packet = append(packet, parameter)
        return packet

    def check(self, i2: Received, source: Endpoint, destination: Endpoint, now: float) -> Offer:
        """Check an I2 as far as it costs no public-key operation, and return the R1 that it answers.

        Raises:
            Refused: R1_COUNTER, SOLUTION or DIFFIE_HELLMAN are not as an R1 of ours demands (RFC 7401 6.9).
        """
        packet = i2.packet
        generation = self._generation(packet, now)
        solution = packet.get(Solution)
        value = packet.get(DiffieHellman)
        if solution is None or value is None:
            raise Refused("RFC 7401 5.3.3", "an I2 carries SOLUTION and DIFFIE_HELLMAN")
        offer = generation.offers.get(value.group)
        if offer is None:
            raise Refused("RFC 7401 6.9 step 10", f"no R1 offered group {value.group}")
        secret = self._secret(solution)
        ours = self.identity.public.hit
        self.work.hashes += 1
        i = stateless_i(self.rhash, secret.value, packet.sender, ours, source.address, destination.address)
        if not equal(i, solution.i):
            raise Refused("RFC 7401 6.9 step 8", "this puzzle was not given to this host at this address")
        if solution.k != offer.difficulty:
            raise Refused("RFC 7401 6.9 step 8", f"the puzzle had difficulty {offer.difficulty}, not {solution.k}")
        self.work.hashes += 1
        if not solves(self.rhash, i, solution.j, offer.difficulty, packet.sender, ours):
            raise Refused("RFC 7401 6.9 step 8", "the solution does not solve the puzzle")
        if solution.i + solution.j + packet.sender in secret.used:
            raise Refused("RFC 7401 6.9 step 8", "this solution has been used")
        return offer

    def use(self, i2: Packet) -> None:
        """Remember that a solution has been used: it is good once."""
        solution = i2.get(Solution)
        if solution is not None:
            self._secret(solution).used[solution.i + solution.j + i2.sender] = None

    def _generation(self, packet: Packet, now: float) -> _Generation:
        counter = packet.get(R1Counter)
        newest = self._generations[-1]
        for generation in reversed(self._generations):
            good = generation is newest or now <= newest.made + self.config.r1_grace
            if counter is not None and counter.counter == generation.number and good:
                return generation
        raise Refused("RFC 7401 6.9 step 7", "R1_COUNTER names no generation that is still accepted")

    def _secret(self, solution: Solution) -> _Secret:
        number = int.from_bytes(solution.opaque, "big")
        found = next((secret for secret in self._secrets if secret.number == number), None)
        if found is None:
            raise Refused("RFC 7401 6.9 step 8", "the puzzle is too old")
        return found

    # ------------------------------------------------------------------ making

    def _offer(self, generation: int, group: int) -> Offer:
        exponent = GROUPS[group].draw(self.entropy)
        config = self.config
        zero = bytes(self.rhash.size)
        suites = [self.identity.public.suite, *(suite for suite in RHASH if suite != self.identity.public.suite)]
        parameters: list[Parameter] = [
            R1Counter(generation),
            Puzzle(self.difficulty, config.puzzle_exponent, bytes(2), zero),
            DhGroupList(config.groups),
            DiffieHellman(group, exponent.public),
            HipCipher(config.ciphers),
            self.identity.public.host_id(),
            HitSuiteList(tuple(suites)),
            TransportFormatList((ParameterType.ESP_TRANSFORM,)),
            EspTransform(config.esp_suites),
        ]
        if config.registrars:
            parameters.insert(-2, _services(config))
        packet = build(Packet(PacketType.R1, self.identity.public.hit, bytes(16), tuple(parameters)))
        self.work.signatures += 1
        self.work.diffie_hellman += 1
        signature = self.identity.sign(covered_signature2(packet, len(packet)))
        signed = append(packet, HipSignature2(self.identity.public.algorithm, signature))
        return Offer(signed, group, exponent, self.difficulty, _place_of_puzzle(signed))

    @property
    def offers(self) -> Mapping[int, Offer]:
        """The newest R1s, by group."""
        return self._generations[-1].offers


def _services(config: Config) -> RegInfo:
    return RegInfo(encoded(config.registration_shortest), encoded(config.registration_longest), config.registrars)


def _place_of_puzzle(packet: bytes) -> int:
    at = parse(packet).offset(Puzzle)
    if at is None:
        raise AssertionError
    return at + TLV_HEADER
