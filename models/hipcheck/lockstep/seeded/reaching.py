"""Which walks reach which lines of the implementation: a mutant that a walk doesn't reach changes nothing in it."""

import sys
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Any

from hipcheck.lockstep.comparison import Numbered, play, walk
from hipcheck.lockstep.seeded.hunting import LENGTH
from hipcheck.lockstep.views import view_named

__all__ = ["Reached", "reached"]

Reached = Mapping[tuple[str, int], Sequence[tuple[str, int]]]
"""For each line, by module and number, the walks that run it: view and seed, or a story, as `hunting.Task` has them."""


def reached(walks: Sequence[tuple[str, int]]) -> Reached:
    """Do some walks, and return which of them run which lines."""
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for view, seed in walks:
        lines: set[tuple[str, int]] = set()
        before = sys.gettrace()
        sys.settrace(_tracer(lines))
        try:
            _run(view, seed)
        finally:
            sys.settrace(before)
        for line in lines:
            found.setdefault(line, []).append((view, seed))
    return found


def _run(name: str, seed: int) -> None:
    view, _, story = name.partition("/")
    if not story:
        walk(view_named(view), seed, LENGTH)
        return
    events = view_named(view).stories[story]
    play(view_named(view), seed, [Numbered(number, event) for number, event in enumerate(events, 1)])


def _tracer(lines: set[tuple[str, int]]) -> Any:  # noqa: ANN401  # as `sys.settrace` has it
    def within(frame: FrameType, event: str, _: object) -> Any:  # noqa: ANN401  # itself
        if event == "line":
            lines.add((frame.f_globals["__name__"], frame.f_lineno))
        return within

    def called(frame: FrameType, _event: str, _: object) -> Any:  # noqa: ANN401  # a tracer, or nothing
        return within if frame.f_globals.get("__name__", "").startswith("hipway.") else None

    return called
