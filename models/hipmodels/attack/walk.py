"""Search 1: walks of the executable specification.

A walk starts from some moment of some scenario, where the honest hosts have already come a long way, and goes on with
random steps. Steps that reach the edited text come first. A step that violates one of the lemmas whose proof failed
is half the way to an attack, so walks also start from there. Everything is counted in tries, not in seconds: the same
seed finds the same attack on each machine.
"""

import dataclasses
import itertools
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from random import Random

from hipmodels.attack.check import violations
from hipmodels.attack.dataflow import writers
from hipmodels.attack.sample import Habits, Names, arguments_for
from hipmodels.attack.seeds import Followed, Start, beginning_of, goes_on, on_the_whole_text
from hipmodels.attack.universe import new_name, numbered_kinds
from hipmodels.items import actions_touched
from hipmodels.lift.edits import Edits
from hipmodels.lift.lifted import parameters_of
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.trace import Move, Trace, readings_named, specification_functions
from hipspec.language import Identifier
from hipspec.language.running import Run

MAX_STEPS = 7
MAX_CHAIN = 5
TRIES_PER_STEP = 12
FEW = 9
PROMISING = 20
FOLLOWED = 2
RESUMED = 0.2
REARRANGED = 1_500


# A run, the property that its last step violates, and for which values of its parameters.
Hit = tuple[Run, Function, dict[str, object]]


class Walker:
    """Walks one specification, edited, in search of violations of some properties.

    Args:
        problem: the specification with its readings and edits.
        targets: the properties to violate.
        stages: lemmas whose violation is progress.
        favoured: the actions to try first.
        seed: for the random choices.
        widely: whether to judge the moments of scenarios also for those whom the last step doesn't mention, which
            takes longer.
    """

    def __init__(  # noqa: PLR0913  # what to search, and how; by name
        self,
        problem: Problem,
        targets: Iterable[Function],
        *,
        stages: Iterable[Function] = (),
        favoured: Iterable[str] = (),
        seed: int = 0,
        widely: bool = True,
    ) -> None:
        """Get ready; the moments to start from are made under the edits."""
        self.problem = problem
        self.specification = problem.specification
        self.undisturbed = on_the_whole_text(Problem(problem.module))
        self.targets = list(targets)
        self.stages = list(stages)
        self.widely = widely
        self.favoured = set(favoured)
        self.writers = writers(Problem(problem.module)) if self.favoured else {}
        self.random = Random(seed)  # noqa: S311  # repeatable on purpose
        self.tries = 0
        self.habits = Habits()
        self.latest: list[Identifier] = []
        self.starts: list[Start] = []
        self.followed: list[list[Start]] = []
        self.hostile_starts: list[Start] = []
        self.promising: list[Start] = []
        self.reached_stages: set[str] = set()
        self.guiding = True
        self.stage_counts: dict[Function, int] = {}
        self.named = {action.__name__: action for action in self.specification.actions}
        self.touched = actions_touched(self.specification, problem.left_out)
        # Whether what is searched for is what an edit of the text changes, where everything is proved otherwise.
        proved = set(self.specification.properties)
        self.only_edited = bool(problem.left_out) and not problem.readings and proved.issuperset(self.targets)
        self.actions = [a for a in self.specification.actions for _ in range(4 if a.__name__ in self.favoured else 1)]

    def edited(self) -> AbstractContextManager[None]:
        """Put the edits in force."""
        return Edits(self.problem.left_out).applied(specification_functions(self.specification))

    def search(self, tries: int) -> Hit | None:
        """Return a run whose last step violates a target, or None after so many tries."""
        with self.edited():
            found = None if self.starts else self._prepare() or self._rearranged(min(tries, REARRANGED))
            while found is None and self.starts and self.tries < tries:
                found = self._walk()
        return found

    def runs(self, tries: int) -> Iterator[Run]:
        """Yield runs, each after each of its steps, until so many tries are used up."""
        self._prepare()
        while self.tries < tries:
            start = self.random.choice(self.starts).copy()
            for _ in range(self.random.randint(1, MAX_STEPS)):
                if self._step(start):
                    yield start.run

    def is_new(self, stage: Function) -> bool:
        """Whether a lemma has not been violated often yet; count it."""
        self.stage_counts[stage] = self.stage_counts.get(stage, 0) + 1
        return self.stage_counts[stage] < FOLLOWED

    def go_on(self, run: Run, tries: int) -> Hit | None:
        """Walk on from a run that is half the way, as often as is said."""
        start = Start(run, Names(self.specification))
        for taken in run.taken:
            start.names.learn_step(taken)
        starts, promising, stages = self.starts, self.promising, self.stages
        self.starts, self.promising, self.stages = [start], [], []
        until = self.tries + tries
        found = None
        while found is None and self.tries < until:
            found = self._walk()
        self.starts, self.promising, self.stages = starts, [*promising, start], stages
        return found

    def scripted(self, tries: int) -> Hit | None:
        """Try what the hostile scenarios try, refused attempts included."""
        scenarios = on_the_whole_text(Problem(self.problem.module), disturbed=True)
        with self.edited():
            for followed in scenarios:
                if len(followed.steps) > tries:
                    continue  # not even as many steps may be tried
                found = self._follow(followed, self.hostile_starts, widely=self.widely)
                if found is not None:
                    return found
        return None

    def hostile(self, tries: int) -> Hit | None:
        """Walk on from what the hostile scenarios try, too."""
        self.guiding = False
        self.starts += self.hostile_starts
        return self.search(tries)

    def _prepare(self) -> Hit | None:
        for followed in self.undisturbed:
            self.followed.append([])
            found = self._follow(followed, self.followed[-1], widely=self.widely and len(self.targets) <= FEW)
            self.starts += self.followed[-1]
            if found is not None:
                return found
        return None

    def _rearranged(self, tries: int) -> Hit | None:
        """Take a step of a run once more, at another time, and go on as usual: what is edited, and so many tries."""
        numbered = numbered_kinds(self.specification.world)
        for places in self.followed:
            for move in (move for move in places[0].rest if move.action in self.touched):
                anew = {n: new_name(type(v), 1) if type(v) in numbered else v for n, v in move.arguments.items()}
                for place, arguments in itertools.product(places, (move.arguments, anew)):
                    if self.tries >= tries:
                        return None
                    self.tries += 1
                    start = place.copy()
                    if start.goes_on(self.named[move.action], arguments):
                        found = self._judge(start) or self._resume(start)
                        if found is not None:
                            return found
        return None

    def _follow(self, followed: Followed, starts: list[Start], *, widely: bool) -> Hit | None:
        """Follow a run as far as it is possible under the edits; its moments are starts, and one may be an attack.

        As long as it goes as on the whole text, where nothing is violated, there is nothing to judge.

        Args:
            followed: the run, with the steps that were refused if they are to be tried.
            starts: where to put its moments.
            widely: whether to judge each moment also for those whom its last step doesn't mention, which takes longer.
        """
        alike, now = self.only_edited, followed.beginning
        if not alike:
            readings = readings_named(self.specification, dict(self.problem.readings))
            now = beginning_of(self.specification, readings, followed.seed)
        moves = tuple(move for move, _, _ in followed.steps)
        starts.append(dataclasses.replace(now, rest=moves))
        for number, (move, taken, there) in enumerate(followed.steps, 1):
            if alike and move.action not in self.touched:
                came = taken is not None
                now = there
            else:
                now = now.copy()
                came = now.goes_on(self.named[move.action], move.arguments)
                alike = alike and came == (taken is not None) and (taken is None or now.run.taken[-1] == taken)
                found = self._judge(now, widely=widely) if came and not alike else None
                if found is not None:
                    return found
            if came:
                starts.append(dataclasses.replace(now, rest=moves[number:]))
        return None

    def _walk(self) -> Hit | None:
        pool = self.promising if self.promising and self.random.random() < 0.6 else self.starts  # noqa: PLR2004  # rather go on
        start = self.random.choice(pool).copy()
        self.latest = []
        guided = bool(self.favoured) and self.guiding and self.random.random() < 0.5  # noqa: PLR2004  # or anything
        steps = self._chain() if guided else [None] * self.random.randint(1, MAX_STEPS)
        reached = len(self.promising)
        for action in steps:
            if self._step(start, action):
                found = self._judge(start)
                if found is not None:
                    return found
        if len(self.promising) > reached or self.random.random() < RESUMED:
            return self._resume(start)
        return None

    def _resume(self, start: Start) -> Hit | None:
        """Go on as the run would have gone if nobody had interfered."""
        for move in start.rest:
            self.tries += 1
            if start.goes_on(self.named[move.action], move.arguments):
                found = self._judge(start)
                if found is not None:
                    return found
        return None

    def _chain(self) -> list[Function]:
        """Return actions that end in a favoured one, chosen backwards: each writes what some later one reads."""
        chain = [self.random.choice(sorted(self.favoured))]
        for _ in range(self.random.randint(0, MAX_CHAIN - 1)):
            later = self.random.choice(chain)
            before = self.random.choice([later, *self.writers[later]])
            chain.insert(self.random.randint(0, chain.index(later)), before)
        return [self.named[name] for name in chain]

    def _step(self, start: Start, planned: Function | None = None) -> bool:
        run, names = start.run, start.names
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
            if goes_on(run, action, arguments):
                self.habits.learn(action, arguments, names)
                # What was just sent wants to arrive.
                self.latest = [
                    v for v in arguments.values() if isinstance(v, Identifier) and v not in names.known[type(v)]
                ]
                names.learn_step(run.taken[-1])
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

    def _judge(self, start: Start, *, widely: bool = False) -> Hit | None:
        """Return the run if its last step violates a target; `widely`, also for those whom the step doesn't mention."""
        run, names = start.run, start.names
        hosts = {kind: found for kind, found in names.known.items() if names.fixed.get(kind) and len(found) <= FEW}
        for function, parameters in violations(
            self.specification, self.targets, run.taken[-1], hosts if widely else None
        ):
            return run, function, parameters
        fresh = [
            stage
            for stage in self.stages
            if stage.__name__ not in self.reached_stages or len(self.promising) < PROMISING
        ]  # a few of each
        for stage, _ in violations(self.specification, fresh, run.taken[-1]):
            self.reached_stages.add(stage.__name__)
            self.promising.append(start.copy())
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
