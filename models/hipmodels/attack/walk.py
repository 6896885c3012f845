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
from hipmodels.attack.dataflow import writers
from hipmodels.attack.sample import Habits, Names, arguments_for, identifiers_in
from hipmodels.lift.edits import Edits
from hipmodels.lift.lifted import parameters_of
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.trace import Move, Trace, readings_named, specification_functions
from hipspec.language import Identifier, Impossible, Refused, Set, Specification
from hipspec.language.running import Run

MAX_STEPS = 7
MAX_CHAIN = 5
TRIES_PER_STEP = 12
FEW = 9
PROMISING = 20
FOLLOWED = 2


# A run, the property that its last step violates, and for which values of its parameters.
Hit = tuple[Run, Function, dict[str, object]]


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
    """Return the scenarios in which nobody attacks, or all of them, as runs to start from, the short ones first."""
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
    return sorted(found, key=lambda seed: len(seed.moves))


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
        self.writers = writers(Problem(problem.module)) if self.favoured else {}
        self.random = Random(seed)  # noqa: S311  # repeatable on purpose
        self.tries = 0
        self.habits = Habits()
        self.latest: list[Identifier] = []
        self.starts: list[tuple[Run, Names]] = []
        self.promising: list[tuple[Run, Names]] = []
        self.reached_stages: set[str] = set()
        self.guiding = True
        self.stage_counts: dict[Function, int] = {}
        self.actions = [a for a in self.specification.actions for _ in range(4 if a.__name__ in self.favoured else 1)]

    def search(self, tries: int) -> Hit | None:
        """Return a run whose last step violates a target, or None after so many tries."""
        with Edits(self.problem.left_out).applied(specification_functions(self.specification)):
            found = None if self.starts else self._prepare()
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

    def is_new(self, stage: Function) -> bool:
        """Whether a lemma has not been violated often yet; count it."""
        self.stage_counts[stage] = self.stage_counts.get(stage, 0) + 1
        return self.stage_counts[stage] < FOLLOWED

    def go_on(self, run: Run, tries: int) -> Hit | None:
        """Walk on from a run that is half the way, as often as is said."""
        names = Names(self.specification)
        for taken in run.taken:
            for value in (*taken.arguments.values(), taken.event):
                names.learn(value)
        starts, promising, stages = self.starts, self.promising, self.stages
        self.starts, self.promising, self.stages = [(run, names)], [], []
        until = self.tries + tries
        found = None
        while found is None and self.tries < until:
            found = self._walk()
        self.starts, self.promising, self.stages = starts, [*promising, (run, names)], stages
        return found

    def hostile(self, tries: int) -> Hit | None:
        """Try what the hostile scenarios try, refused attempts included, and walk on from there."""
        seeds = seeds_of(Problem(self.problem.module), disturbed=True)  # played before anything is edited
        with Edits(self.problem.left_out).applied(specification_functions(self.specification)):
            for seed in seeds:
                if len(seed.with_attempts()) > tries:
                    continue  # not even as many steps may be tried
                found = self._follow(seed, seed.with_attempts(), self.starts)
                if found is not None:
                    return found
        self.guiding = False
        return self.search(tries)

    def _prepare(self) -> Hit | None:
        for seed in self.seeds:
            found = self._follow(seed, seed.moves, self.starts)
            if found is not None:
                return found
        return None

    def _follow(self, seed: Seed, moves: Iterable[Move], starts: list[tuple[Run, Names]]) -> Hit | None:
        """Follow a run as far as it is possible under the edits; its moments are starts, and one may be an attack."""
        actions = {action.__name__: action for action in self.specification.actions}
        readings = readings_named(self.specification, dict(self.problem.readings))
        run, names = Run(self.specification, readings, **seed.initial), Names(self.specification)
        for value in seed.initial.values():
            names.learn(value)
        starts.append((run.copy(), names.copy()))
        for move in moves:
            try:
                run.do(actions[move.action], **move.arguments)
            except (Refused, Impossible, LookupError):
                continue
            self._learn(run, names, move.arguments)
            found = self._judge(run, names, widely=True)
            if found is not None:
                return found
            starts.append((run.copy(), names.copy()))
        return None

    def _walk(self) -> Hit | None:
        pool = self.promising if self.promising and self.random.random() < 0.6 else self.starts  # noqa: PLR2004  # rather go on
        start, names = self.random.choice(pool)
        self.latest = []
        run, names = start.copy(), names.copy()
        guided = bool(self.favoured) and self.guiding and self.random.random() < 0.5  # noqa: PLR2004  # or anything
        steps = self._chain() if guided else [None] * self.random.randint(1, MAX_STEPS)
        for action in steps:
            if self._step(run, names, action):
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

    def _chain(self) -> list[Function]:
        """Return actions that end in a favoured one, chosen backwards: each writes what some later one reads."""
        by_name = {action.__name__: action for action in self.specification.actions}
        chain = [self.random.choice(sorted(self.favoured))]
        for _ in range(self.random.randint(0, MAX_CHAIN - 1)):
            later = self.random.choice(chain)
            before = self.random.choice([later, *self.writers[later]])
            chain.insert(self.random.randint(0, chain.index(later)), before)
        return [by_name[name] for name in chain]

    def _step(self, run: Run, names: Names, planned: Function | None = None) -> bool:
        action = planned or self.random.choice(self.actions)
        focus: dict[str, Identifier] = {}
        if planned is not None and self.latest and self.random.random() < 0.8:  # noqa: PLR2004  # rather what is new
            takers = [(n, v) for n, kind in parameters_of(action).items() for v in self.latest if type(v) is kind]
            focus = dict([self.random.choice(takers)]) if takers else {}
        elif planned is None and self.latest and self.random.random() < 0.5:  # noqa: PLR2004  # go on with what is new, or not
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

    def _judge(self, run: Run, names: Names, *, widely: bool = False) -> Hit | None:
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
