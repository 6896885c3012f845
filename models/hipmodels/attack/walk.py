"""Search 1: walks of the executable specification.

A walk starts from some moment of some scenario, where the honest hosts have already come a long way, and goes on with
random steps. Steps that reach the edited text come first. A step that violates one of the lemmas whose proof failed
is half the way to an attack, so walks also start from there. Everything is counted in tries, not in seconds: the same
seed finds the same attack on each machine.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from hipmodels.attack.check import violations
from hipmodels.attack.sample import Habits, Names, arguments_for
from hipmodels.lift.edits import Edits
from hipmodels.lift.lifted import parameters_of
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.trace import Move, Trace, readings_named, specification_functions
from hipspec.language import Identifier, Impossible, Refused, Specification
from hipspec.language.running import Run

MAX_STEPS = 7
TRIES_PER_STEP = 12
FEW = 9
PROMISING = 20


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
    attempts: tuple[tuple[int, Move], ...]

    def with_attempts(self) -> list[Move]:
        """Return the steps with those that were refused among them: without its guard, one of them may be an attack."""
        steps: list[Move] = []
        for position in range(len(self.moves) + 1):
            steps += [move for after, move in self.attempts if after == position]
            steps += self.moves[position : position + 1]
        return steps


@functools.cache
def seeds_of(problem: Problem) -> list[Seed]:
    """Return the scenarios as runs to start from, the short ones first."""
    specification = problem.specification
    found = []
    for play in specification.scenarios.values():
        run = _played(play, specification)
        if run.readings != specification.readings_type():
            continue  # a scenario that shows what another reading leads to is no start for a search
        moves = tuple(Move(taken.action.__name__, taken.arguments) for taken in run.taken)
        refusals = getattr(run, "refusals", ())
        attempts = tuple((r.after, Move(r.action.__name__, r.arguments)) for r in refusals)
        found.append(Seed(run.initial, moves, attempts))
    return sorted(found, key=lambda seed: len(seed.moves))


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
        self.latest: list[Identifier] = []
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
            for move in seed.with_attempts():
                try:
                    run.do(actions[move.action], **move.arguments)
                except (Refused, Impossible, LookupError):
                    continue
                self._learn(run, names, move.arguments)
                found = self._judge(run, names, widely=True)
                if found is not None and (self.problem.left_out or self.problem.readings):
                    return found
                if found is not None:
                    self.promising.append(self.starts[-1])
                    break  # the scenario shows the attack itself: the search finds its own way from just before
                self.starts.append((run.copy(), names.copy()))
        return None

    def _walk(self) -> tuple[Run, Function, dict[str, object]] | None:
        pool = self.promising if self.promising and self.random.random() < 0.6 else self.starts  # noqa: PLR2004  # rather go on
        start, names = self.random.choice(pool)
        self.latest = []
        run, names = start.copy(), names.copy()
        for _ in range(self.random.randint(1, MAX_STEPS)):
            if self._step(run, names):
                found = self._judge(run, names)
                if found is not None:
                    return found
        return None

    def _learn(self, run: Run, names: Names, arguments: Mapping[str, object]) -> None:
        """Remember the names in a step, and which of them is new: what was just sent wants to arrive."""
        self.latest = [v for v in arguments.values() if isinstance(v, Identifier) and v not in names.known[type(v)]]
        for value in (*arguments.values(), run.taken[-1].event):
            names.learn(value)
        for value in vars(run.taken[-1].event).values():
            names.learn(value)

    def _step(self, run: Run, names: Names) -> bool:
        action = self.random.choice(self.actions)
        focus: dict[str, Identifier] = {}
        if self.latest and self.random.random() < 0.5:  # noqa: PLR2004  # go on with what is new, or not
            action, focus = self._with_latest(action)
        for _ in range(TRIES_PER_STEP):
            self.tries += 1
            arguments = arguments_for(self.specification, action, run, names, self.random, self.habits) | focus
            try:
                run.do(action, **arguments)
            except (Refused, Impossible, LookupError):
                continue
            self.habits.learn(action, arguments, names)
            self._learn(run, names, arguments)
            return True
        return False

    def _with_latest(self, action: Function) -> tuple[Function, dict[str, Identifier]]:
        """Return an action that takes a name that the last step brought up, and the argument for it."""
        name = self.random.choice(self.latest)
        takers = [
            (taker, parameter)
            for taker in self.actions
            for parameter, kind in parameters_of(taker).items()
            if kind is type(name)
        ]
        if not takers:
            return action, {}
        taker, parameter = self.random.choice(takers)
        return taker, {parameter: name}

    def _judge(self, run: Run, names: Names, *, widely: bool = False) -> tuple[Run, Function, dict[str, object]] | None:
        """Return the run if its last step violates a target; `widely`, also for those whom the step doesn't mention."""
        hosts = {kind: found for kind, found in names.known.items() if names.fixed.get(kind) and len(found) <= FEW}
        for function, parameters in violations(
            self.specification, self.targets, run.taken[-1], hosts if widely and len(self.targets) <= FEW else None
        ):
            return run, function, parameters
        fresh = [
            stage
            for stage in self.stages
            if stage.__name__ not in self.reached_stages or len(self.promising) < PROMISING
        ]  # a few of each
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
