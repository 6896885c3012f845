"""Whole exchanges, put together byte by byte from secrets that are given, without the implementation."""

from collections.abc import Iterator

from hipcheck.vectors.exchanges.plans import PLANS
from hipcheck.vectors.exchanges.telling import tell
from hipcheck.vectors.model import Vector

__all__ = ["vectors"]


def vectors() -> Iterator[Vector]:
    """Yield all of them."""
    for plan in PLANS:
        yield from tell(plan)
