"""Where traces come from: the witness of each path, the scenarios, and every attack that the repository keeps."""

from dataclasses import dataclass
from enum import Enum
from functools import cache

from hipcheck.cli.known import kept_attacks
from hipcheck.lockstep.comparison import Numbered
from hipcheck.lockstep.hip.events import Event
from hipcheck.lockstep.hip.follower import Told
from hipcheck.lockstep.hip.traces import play_trace
from hipmodels.attack.seeds import seeds_of
from hipmodels.items import assumptions
from hipmodels.problem import Problem
from hipmodels.trace import Move, Trace, holds_at, property_named
from hipmodels.witness import all_witnesses
from hipspec.hip import SPECIFICATION

__all__ = ["PROBLEM", "Sort", "Source", "holds", "play_all", "sources", "traces_of"]

PROBLEM = Problem("hipspec.hip")


class Sort(Enum):
    """What a trace is.

    An attack needs that a guard or an effect is missing, or that an open question is answered otherwise than here: the
    engines must withstand it. What rests on a missing assumption shows what a host can't check; it is played, too.
    """

    WITNESS = "witness of a path"
    SCENARIO = "scenario"
    ATTACK = "attack"
    ASSUMPTION = "attack without an assumption"


@dataclass(frozen=True)
class Source:
    """A trace with a name.

    Attributes:
        name: the path, the number of the scenario, or what is left out.
        sort: what it is.
        trace: it.
        attempts: its steps with those that hosts refuse among them; empty if it has none of these.
    """

    name: str
    sort: Sort
    trace: Trace
    attempts: tuple[Move, ...] = ()


@cache
def sources() -> tuple[Source, ...]:
    """Return all traces: witnesses, scenarios, attacks."""
    found = [
        Source(witness.path_id, Sort.WITNESS, witness.trace)
        for witness in all_witnesses(PROBLEM)
        if witness.trace is not None
    ]
    for number, seed in enumerate(seeds_of(PROBLEM, disturbed=True), 1):
        trace = Trace(SPECIFICATION.name, {}, (), seed.initial, seed.moves, "")
        found.append(Source(f"scenario {number}", Sort.SCENARIO, trace, tuple(seed.with_attempts())))
    assumed = {item.id for item in assumptions(PROBLEM)}
    for trace in kept_attacks(PROBLEM):
        if any(trace == source.trace for source in found):
            continue  # one deletion that explains two guards
        words = (*trace.left_out, *(f"{name}={answer}" for name, answer in trace.readings.items()))
        sort = Sort.ATTACK if assumed.isdisjoint(trace.left_out) else Sort.ASSUMPTION
        found.append(Source(" + ".join(words), sort, trace))
    return tuple(found)


def play_all(seed: int = 0) -> dict[str, Told]:
    """Play all traces; return what became of each, by its sort and name."""
    return {
        f"{source.sort.value}: {source.name}": play_trace(source.trace, seed, source.attempts) for source in sources()
    }


def traces_of(seed: int = 0) -> list[tuple[str, list[Numbered[Event]]]]:
    """Return all traces as events, with their names: for the laboratory of that seed."""
    return [(name, told.played.events) for name, told in play_all(seed).items()]


def holds(told: Told) -> bool:
    """Whether the property that an attack violates holds at the end of the run of the specification beside the engines.

    The engines are in the same state; so if it holds, they have withstood the attack.
    """
    shown, taken = property_named(SPECIFICATION, told.trace.shows), told.played.session.run.taken
    if shown is None or not taken:
        return True
    parameters = {name: told.cast.value(value) for name, value in told.trace.parameters.items()}
    return holds_at(shown, taken[-1], parameters)
