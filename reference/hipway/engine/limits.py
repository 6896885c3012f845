"""Limits against floods: how many R1s go to one address, and how hard the puzzles are."""

import math
from collections import OrderedDict

from hipway.addresses import Address
from hipway.engine.config import Config

__all__ = ["Limiter", "Load"]

KNOWN = 65_536  # addresses whose R1s are counted; the one that was quiet longest is forgotten first


class Limiter:
    """A bucket of tokens for each address that R1s go to (RFC 7401 6.7)."""

    def __init__(self, config: Config) -> None:
        """Begin with no address."""
        self._rate = config.r1_rate
        self._burst = float(config.r1_burst)
        self._buckets: OrderedDict[Address, tuple[float, float]] = OrderedDict()

    def allows(self, address: Address, now: float) -> bool:
        """Whether one more R1 may go to an address; it counts as sent."""
        tokens, since = self._buckets.pop(address, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        allowed = tokens >= 1.0
        self._buckets[address] = (tokens - 1.0 if allowed else tokens, now)
        if len(self._buckets) > KNOWN:
            self._buckets.popitem(last=False)
        return allowed


class Load:
    """How many exchanges there are, and what #K that calls for (RFC 7401 7: zero unless there is load)."""

    def __init__(self, config: Config, now: float) -> None:
        """Begin with no load."""
        self._config = config
        self._count = 0
        self._since = now

    def count(self, now: float) -> None:
        """Count a solved puzzle: what follows costs a public-key operation."""
        del now
        self._count += 1

    def difficulty(self, now: float) -> int | None:
        """Return #K for what was counted in the last second or more; None if a second has not passed yet."""
        passed = now - self._since
        if passed < 1.0:
            return None
        rate = self._count / passed
        self._count = 0
        self._since = now
        config = self._config
        if rate <= config.exchanges_per_second:
            return config.puzzle_difficulty
        more = 1 + int(math.log2(rate / config.exchanges_per_second))
        return min(max(config.puzzle_difficulty, 8) + more, config.puzzle_difficulty_most)
