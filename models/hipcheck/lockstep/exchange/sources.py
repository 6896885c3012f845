"""Where traces come from: the scenarios, and every attack that the repository keeps."""

from collections.abc import Iterator
from typing import Any

from hipcheck.cli.known import kept_attacks
from hipcheck.lockstep.comparison import RECORDED, Played, View, play
from hipcheck.lockstep.exchange.events import Event
from hipcheck.lockstep.exchange.traces import events_of
from hipmodels.attack.seeds import seeds_of
from hipmodels.problem import Problem

__all__ = ["play_all"]


def play_all(view: View[Event]) -> Iterator[tuple[str, Played[Any]]]:
    """Play all scenarios and kept attacks, each with its name, up to its end or the first difference."""
    problem = Problem("hipspec.exchange")
    for number, seed in enumerate(seeds_of(problem, disturbed=True), 1):
        yield f"scenario {number}", play(view, RECORDED, events_of(seed.initial, seed.moves).events)
    for trace in kept_attacks(problem):
        words = (*trace.left_out, *(f"{name}={answer}" for name, answer in trace.readings.items()))
        yield f"attack without {' + '.join(words)}", play(view, RECORDED, events_of(trace.initial, trace.moves).events)
