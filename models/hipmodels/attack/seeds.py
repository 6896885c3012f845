"""Runs to start from: the scenarios of a specification, step by step, as they go on the whole text."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hipmodels.attack.sample import Names, identifiers_in
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.trace import Move
from hipspec.language import Impossible, Refused, Set, Specification
from hipspec.language.running import Run, Taken


@dataclass(frozen=True)
class Seed:
    """A run to start from.

    Attributes:
        initial: the parameters of its world.
        moves: its steps.
        attempts: the steps that a host refused, each with the number of steps before it.
    """

    initial: dict[str, object]
    moves: tuple[Move, ...]
    attempts: tuple[tuple[int, Move], ...] = ()

    def with_attempts(self) -> list[Move]:
        """Return the steps with those that were refused among them: without its guard, one of them may be an attack."""
        steps: list[Move] = []
        for position in range(len(self.moves) + 1):
            steps += [move for after, move in self.attempts if after == position]
            steps += self.moves[position : position + 1]
        return steps


@functools.cache
def seeds_of(problem: Problem, *, disturbed: bool = False) -> list[Seed]:
    """Return the scenarios in which nobody attacks, or all of them, as runs to start from, the short ones first.

    Where none is said to be undisturbed, the beginnings of all scenarios are what there is to start from.
    """
    specification = problem.specification
    found = []
    for name, play in specification.scenarios.items():
        if not disturbed and name not in specification.undisturbed:
            continue
        run = _played(play, specification)
        if run.readings != specification.readings_type():
            continue  # a scenario that shows what another reading leads to is no start for a search
        moves = tuple(Move(taken.action.__name__, taken.arguments) for taken in run.taken)
        attempts = tuple((r.after, Move(r.action.__name__, r.arguments)) for r in getattr(run, "refusals", ()))
        found.append(Seed(run.initial, moves, attempts))
    if not found and not disturbed:
        return [Seed(seed.initial, ()) for seed in seeds_of(problem, disturbed=True)]
    return sorted(found, key=lambda seed: len(seed.moves))


@dataclass(frozen=True)
class Start:
    """Where a run has come to, the names that it knows there, and how it would go on."""

    run: Run
    names: Names
    rest: tuple[Move, ...] = ()

    def copy(self) -> "Start":
        """Return a moment from which a run goes its own way."""
        return Start(self.run.copy(), self.names.copy(), self.rest)

    def goes_on(self, action: Function, arguments: dict[str, object]) -> bool:
        """Take a step if it is possible, and learn its names; whether it was."""
        if not goes_on(self.run, action, arguments):
            return False
        self.names.learn_step(self.run.taken[-1])
        return True


@dataclass(frozen=True)
class Followed:
    """A run as it goes on the whole text.

    Attributes:
        seed: the run.
        beginning: where it begins.
        steps: each step, what came of it (nothing if it was refused), and where the run is then.
    """

    seed: Seed
    beginning: Start
    steps: tuple[tuple[Move, Taken | None, Start], ...]


@functools.cache
def on_the_whole_text(problem: Problem, *, disturbed: bool = False) -> list[Followed]:
    """Return the runs to start from, step by step, on the whole text; what hosts refused is tried in the hostile ones.

    This is asked before anything is edited.
    """
    specification = problem.specification
    actions = {action.__name__: action for action in specification.actions}
    found = []
    for seed in seeds_of(problem, disturbed=disturbed):
        beginning = beginning_of(specification, specification.readings_type(), seed)
        now, steps = beginning.copy(), []
        for move in seed.with_attempts() if disturbed else seed.moves:
            took = now.goes_on(actions[move.action], move.arguments)
            steps.append((move, now.run.taken[-1] if took else None, now.copy()))
        found.append(Followed(seed, beginning, tuple(steps)))
    return found


def beginning_of(specification: Specification, readings: Any, seed: Seed) -> Start:  # noqa: ANN401  # the readings of any specification
    """Return the beginning of a run."""
    names = Names(specification)
    for value in seed.initial.values():
        names.learn(value)
    return Start(Run(specification, readings, **seed.initial), names)


def goes_on(run: Run, action: Function, arguments: dict[str, object]) -> bool:
    """Take a step if it is possible; whether it was."""
    try:
        run.do(action, **arguments)
    except (Refused, Impossible, LookupError):
        return False
    return True


def betrayals(seed: Seed) -> Iterator[Seed]:
    """Yield a run with other initial sets: without one of those who take part, so that a peer may be the attacker."""
    taking_part = dict.fromkeys(
        n for move in seed.moves for value in move.arguments.values() for n in identifiers_in(value)
    )
    for parameter, value in seed.initial.items():
        if isinstance(value, Set):
            for member in taking_part:
                if value.has(member):
                    rest = Set(*(other for other in value if other != member))
                    yield Seed({**seed.initial, parameter: rest}, seed.moves)


def _played(play: Function, specification: Specification) -> Run:
    """Play a scenario, as far as it goes: where the text was edited, it may end otherwise than it should."""
    try:
        run: Run = play(specification)
    except Exception as error:
        so_far = getattr(error, "run", None)
        if not isinstance(so_far, Run):
            raise
        return so_far
    return run
