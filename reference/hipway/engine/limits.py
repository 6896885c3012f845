"""Limits against floods: how many answers go to one address, and how hard the puzzles are."""

import hashlib
import math
from array import array

from hipway.addresses import Address
from hipway.engine.config import Config

__all__ = ["Limiter", "Load"]

BUCKETS = 16_384
LEAST_UNDER_LOAD = 8  # bits: an easier puzzle slows nobody down
QUIET = 10.0  # seconds without load before puzzles become easier again


class Limiter:
    """Buckets of tokens for the addresses that answers go to (RFC 7401 6.7).

    Addresses share a fixed number of buckets by a keyed hash, so that a flood from any number of forged addresses
    takes no memory, and nobody can choose whom it hinders.
    """

    def __init__(self, config: Config, key: bytes, now: float) -> None:
        """Begin with full buckets."""
        self._rate = config.r1_rate
        self._burst = float(config.r1_burst)
        self._keyed = hashlib.blake2b(digest_size=4, key=key)  # a copy costs half as much as a new one
        self._tokens = array("d", [self._burst]) * BUCKETS
        self._since = array("d", [now]) * BUCKETS

    def allows(self, address: Address, now: float) -> bool:
        """Whether one more answer may go to an address; it counts as sent."""
        keyed = self._keyed.copy()
        keyed.update(address)
        bucket = int.from_bytes(keyed.digest(), "big") % BUCKETS
        tokens = min(self._burst, self._tokens[bucket] + (now - self._since[bucket]) * self._rate)
        allowed = tokens >= 1.0
        self._tokens[bucket] = tokens - 1.0 if allowed else tokens
        self._since[bucket] = now
        return allowed


class Load:
    """How many exchanges there are, and what #K that calls for (RFC 7401 7: zero unless there is load)."""

    def __init__(self, config: Config, now: float) -> None:
        """Begin with no load."""
        self._config = config
        self._count = 0
        self._since = now
        self._quiet_since = now
        self._difficulty = config.puzzle_difficulty

    @property
    def due(self) -> float:
        """When `difficulty` has something new to say."""
        raised = self._difficulty > self._config.puzzle_difficulty
        return self._since + 1.0 if self._count or raised else math.inf

    def count(self) -> None:
        """Count a solved puzzle: what follows costs a public-key operation."""
        self._count += 1

    def difficulty(self, now: float) -> int:
        """Return #K. It grows at once with the load of the last second, and sinks after a quiet time."""
        passed = now - self._since
        if passed < 1.0:
            return self._difficulty
        wanted = self._wanted(self._count / passed)
        self._count = 0
        self._since = now
        if wanted >= self._difficulty:
            self._quiet_since = now
            self._difficulty = wanted
        elif now - self._quiet_since >= QUIET:
            self._difficulty = wanted
        return self._difficulty

    def _wanted(self, rate: float) -> int:
        config = self._config
        if rate <= config.exchanges_per_second:
            return config.puzzle_difficulty
        more = 1 + int(math.log2(rate / config.exchanges_per_second))
        return min(max(config.puzzle_difficulty, LEAST_UNDER_LOAD) + more, config.puzzle_difficulty_most)
