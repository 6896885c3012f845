"""Lifetimes of registrations as a byte (RFC 8003 4.1): 2^((x - 64) / 8) seconds; zero cancels."""

import math

__all__ = ["decoded", "encoded"]


def decoded(value: int) -> float:
    """Return a lifetime in seconds."""
    return 0.0 if value == 0 else float(2.0 ** ((value - 64) / 8))


def encoded(seconds: float) -> int:
    """Return the byte for the longest lifetime that is not longer than this; at least 1."""
    return min(max(math.floor(64 + 8 * math.log2(seconds)), 1), 255) if seconds > 0 else 0
