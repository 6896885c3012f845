"""Search 1: walks of the executable specification.

A walk starts from some moment of some scenario, where the honest hosts have already come a long way, and goes on with
random steps. Steps that reach the edited text come first. A step that violates one of the lemmas whose proof failed
is half the way to an attack, so walks also start from there. Everything is counted in tries, not in seconds: the same
seed finds the same attack on each machine.
"""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from hipmodels.attack.check import violations
from hipmodels.attack.sample import Habits, Names, arguments_for
from hipmodels.lift.edits import Edits
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.trace import Move, Trace, readings_named, specification_functions
from hipspec.language import Impossible, Refused
from hipspec.language.running import Run

MAX_STEPS = 7
TRIES_PER_STEP = 12


@dataclass(frozen=True)
class Seed:
    """A run to start from: the parameters of its world, and its steps."""

    initial: dict[str, object]
    moves: tuple[Move, ...]


@functools.cache
def seeds_of(problem: Problem) -> list[Seed]:
    """Return the scenarios of an unedited specification as runs to start from, the short ones first."""
    specification = problem.specification
    found = []
    for play in specification.scenarios.values():
        try:
            run = play(specification)
        except (AssertionError, Refused, Impossible):
            continue  # under an edited text a scenario may end otherwise than it should; the others still lead on
        if run.readings != specification.readings_type():
            continue  # a scenario that shows what another reading leads to is no start for a search
        found.append(Seed(run.initial, tuple(Move(t.action.__name__, t.arguments) for t in run.taken)))
    return sorted(found, key=lambda seed: len(seed.moves))


class Walker:
    """Walks one specification, edited, in search of violations of some properties.

    Args:
        problem: the specification with its readings and edits.
        targets: the properties to violate.
        stages: lemmas whose violation is progress.
        favoured: the actions to try first.
        seed: for the random choices.
    """

    def __init__(
        self,
        problem: Problem,
        targets: Iterable[Function],
        *,
        stages: Iterable[Function] = (),
        favoured: Iterable[str] = (),
        seed: int = 0,
    ) -> None:
        """Get ready; the moments to start from are made under the edits."""
        self.problem = problem
        self.specification = problem.specification
        self.seeds = seeds_of(Problem(problem.module))
        self.targets = list(targets)
        self.stages = list(stages)
        self.favoured = set(favoured)
        self.random = Random(seed)  # noqa: S311  # repeatable on purpose
        self.tries = 0
        self.habits = Habits()
        self.starts: list[tuple[Run, Names]] = []
        self.promising: list[tuple[Run, Names]] = []
        self.reached_stages: set[str] = set()
        self.actions = [a for a in self.specification.actions for _ in range(4 if a.__name__ in self.favoured else 1)]

    def search(self, tries: int) -> tuple[Run, Function, dict[str, object]] | None:
        """Return a run whose last step violates a target, or None after so many tries."""
        with Edits(self.problem.left_out).applied(specification_functions(self.specification)):
            found = self._prepare()
            while found is None and self.tries < tries:
                found = self._walk()
        return found

    def runs(self, tries: int) -> Iterator[Run]:
        """Yield runs, each after each of its steps, until so many tries are used up."""
        self._prepare()
        while self.tries < tries:
            start, names = self.random.choice(self.starts)
            run, names = start.copy(), names.copy()
            for _ in range(self.random.randint(1, MAX_STEPS)):
                if self._step(run, names):
                    yield run

    def _prepare(self) -> tuple[Run, Function, dict[str, object]] | None:
        actions = {action.__name__: action for action in self.specification.actions}
        readings = readings_named(self.specification, dict(self.problem.readings))
        for seed in self.seeds:
            run, names = Run(self.specification, readings, **seed.initial), Names(self.specification)
            for value in seed.initial.values():
                names.learn(value)
            self.starts.append((run.copy(), names.copy()))
            for move in seed.moves:
                try:
                    run.do(actions[move.action], **move.arguments)
                except (Refused, Impossible, LookupError):
                    continue
                for value in move.arguments.values():
                    names.learn(value)
                found = self._judge(run, names)
                if found is not None and (self.problem.left_out or self.problem.readings):
                    return found
                if found is not None:
                    break  # the scenario shows the attack itself: the search must find its own way there
                self.starts.append((run.copy(), names.copy()))
        return None

    def _walk(self) -> tuple[Run, Function, dict[str, object]] | None:
        pool = self.promising if self.promising and self.random.random() < 0.6 else self.starts  # noqa: PLR2004  # rather go on
        start, names = self.random.choice(pool)
        run, names = start.copy(), names.copy()
        for _ in range(self.random.randint(1, MAX_STEPS)):
            if self._step(run, names):
                found = self._judge(run, names)
                if found is not None:
                    return found
        return None

    def _step(self, run: Run, names: Names) -> bool:
        action = self.random.choice(self.actions)
        for _ in range(TRIES_PER_STEP):
            self.tries += 1
            arguments = arguments_for(self.specification, action, run, names, self.random, self.habits)
            try:
                run.do(action, **arguments)
            except (Refused, Impossible, LookupError):
                continue
            self.habits.learn(action, arguments, names)
            for value in arguments.values():
                names.learn(value)
            return True
        return False

    def _judge(self, run: Run, names: Names) -> tuple[Run, Function, dict[str, object]] | None:
        for function, parameters in violations(self.specification, self.targets, run.taken[-1]):
            return run, function, parameters
        fresh = [stage for stage in self.stages if stage.__name__ not in self.reached_stages or len(self.promising) < 20]  # noqa: PLR2004  # a few of each
        for stage, _ in violations(self.specification, fresh, run.taken[-1]):
            self.reached_stages.add(stage.__name__)
            self.promising.append((run.copy(), names.copy()))
            break
        return None


def trace_of(problem: Problem, run: Run, shows: Function, parameters: dict[str, object]) -> Trace:
    """Return a run as a trace."""
    return Trace(
        specification=problem.specification.name,
        readings=dict(problem.readings),
        left_out=tuple(sorted(problem.left_out)),
        initial=dict(run.initial),
        moves=tuple(Move(taken.action.__name__, taken.arguments) for taken in run.taken),
        shows=shows.__name__,
        parameters=dict(parameters),
    )
