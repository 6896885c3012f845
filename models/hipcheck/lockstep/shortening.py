"""The shortest sequence that still shows a difference."""

from collections.abc import Callable, Sequence
from typing import Any

from hipcheck.lockstep.comparison import Numbered, Played, View, play

__all__ = ["shortened"]

MOST = 2000  # runs

Events = Sequence[Numbered[Any]]


def shortened(view: View[Any], seed: int, events: Events) -> Played[Any]:
    """Leave out of a sequence whatever isn't needed for its difference, larger pieces first.

    Events keep their numbers, so that what refers to a frame still means that frame. The difference must stay the same
    in what differs and in the guard that decides it; what both sides have may change with the names in it.
    """
    best = play(view, seed, events)
    wanted = _kind(best)

    def shows(fewer: Events) -> Played[Any] | None:
        played = play(view, seed, fewer)
        return played if _kind(played) == wanted else None

    return _reduced(best, shows)


def _reduced(best: Played[Any], shows: Callable[[Events], Played[Any] | None]) -> Played[Any]:
    """Return the run with the fewest events that can be found by leaving out one piece after the other."""
    runs, size = 0, max(1, len(best.events) // 2)
    while runs < MOST:
        smaller = False
        start = 0
        while start < len(best.events) and runs < MOST:
            fewer = [*best.events[:start], *best.events[start + size :]]
            runs += 1
            found = shows(fewer) if fewer else None
            if found is None:
                start += size
            else:
                best, smaller = found, True
        if size == 1 and not smaller:
            return best
        size = max(1, size // 2) if not smaller or size > len(best.events) else size
    return best


def _kind(played: Played[Any]) -> tuple[str, str, str] | None:
    """Return what is the same about two differences that are one."""
    difference = played.difference
    return None if difference is None else (difference.what.split("[")[0], difference.rule, difference.guard)
