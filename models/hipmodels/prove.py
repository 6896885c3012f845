"""Proofs by induction: every property holds at the beginning, and every path of every action preserves it.

Each obligation is solved alone and unbounded, with all invariants assumed before the step. The obligations of one
path share a solver that stays warm, in a context of its own, so that neither a verdict nor what it took depends on what
the process did before. Hypotheses that contradict each other prove nothing: they are looked at first.
"""

import dataclasses
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import z3

from hipmodels.carried import Proofs, carried_over
from hipmodels.lift.lifted import STATE, STEP, ActionPath, Lifted
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property, kind_of
from hipmodels.verdicts import Verdict

INITIAL = "initial"
RLIMIT = 400_000
CONTRADICTION_RLIMIT = 40_000
UNBOUNDED = "unbounded"


@dataclass(frozen=True)
class Result:
    """What became of one obligation.

    Attributes:
        id: `path|property`.
        action: the action, or "initial".
        path: the path of the action, or "initial".
        words: the branches of the path, in words.
        property: the property.
        kind: "property", "lemma" or "step".
        verdict: what became of it.
        scope: "unbounded".
        rlimit: the resources that the solver counted.
        seconds: how long it took in this run.
        core: the invariants that the proof used; the property itself if the path leaves alone what it speaks of.
        checks: the guards and assumptions of the path that the proof used.
        problem: what went wrong, for an error.
    """

    id: str
    action: str
    path: str
    words: tuple[str, ...]
    property: str
    kind: str
    verdict: Verdict
    scope: str
    rlimit: int
    seconds: float
    core: tuple[str, ...]
    problem: str = ""
    checks: tuple[str, ...] = ()


def everything_to_show(problem: Problem) -> tuple[Function, ...]:
    """Return the properties and lemmas that are not left out."""
    specification = problem.specification
    return tuple(f for f in specification.invariants if f.__name__ not in problem.left_out)


def groups(problem: Problem, actions: Iterable[str] | None = None) -> list[str]:
    """Return the ids of the groups of obligations: the beginning, and each path of each action."""
    lifted = problem.lifted()
    wanted = None if actions is None else set(actions)
    paths = [
        path.id
        for action in problem.specification.actions
        if wanted is None or action.__name__ in wanted
        for path in lifted.paths(action)
    ]
    return [INITIAL, *paths] if wanted is None or INITIAL in wanted else paths


def solve_group(
    problem: Problem, group: str, only: frozenset[str] | None = None, proofs: Proofs | None = None
) -> list[Result]:
    """Solve the obligations of one group; what a worker does.

    Args:
        problem: the specification.
        group: the id of the group.
        only: the names of the properties to show; all if left out.
        proofs: of the whole text, where some of it is left out: those that carry over are not found anew.
    """
    lifted = problem.lifted()
    functions = [f for f in everything_to_show(problem) if only is None or f.__name__ in only]
    if group == INITIAL:
        return list(_initial(lifted, [f for f in functions if not is_step_property(f)]))
    action = next(a for a in problem.specification.actions if a.__name__ == group.split("/", maxsplit=1)[0])
    path = next(p for p in lifted.paths(action) if p.id == group)
    assumed = [f for f in everything_to_show(problem) if not is_step_property(f)]
    carried = carried_over(lifted, path, functions, assumed, proofs) if proofs else {}
    return list(_solve_path(lifted, path, assumed, functions, carried))


def _initial(lifted: Lifted, functions: list[Function]) -> Iterator[Result]:
    world, history = lifted.beginning()
    warm = Warm([], [*lifted.distinctness(), *lifted.arithmetic(history)])
    for function in functions:
        started = time.perf_counter()
        goal = lifted.state_property(function, history, world, lifted.unknowns(function, STATE, "any"))
        result = _result(Place(INITIAL, INITIAL, ()), function, warm.refute(goal), started)
        if result.verdict is Verdict.UNKNOWN:
            result = dataclasses.replace(result, verdict=Verdict.ERROR, problem="it does not hold at the beginning")
        yield result


@dataclass(frozen=True)
class Place:
    """Where an obligation stands: the path, its action, and its branches in words."""

    path: str
    action: str
    words: tuple[str, ...]


def warm_for(lifted: Lifted, path: ActionPath, assumed: list[Function]) -> "Warm":
    """Return a solver that knows a path and, of the state before it, some invariants."""
    invariants = [(f.__name__, lifted.assumed(f)) for f in assumed]
    facts = [*lifted.distinctness(), *path.definitions, *lifted.arithmetic(path.history)]
    return Warm([*invariants, *path.checks.items()], facts)


def _solve_path(
    lifted: Lifted,
    path: ActionPath,
    assumed: list[Function],
    functions: list[Function],
    carried: Mapping[str, tuple[str, ...]],
) -> Iterator[Result]:
    """Solve the obligations of one path of one action, one after the other, but for those whose proofs carry over."""
    warm: Warm | None = None
    place = Place(path.id, path.action.__name__, path.words)
    for function in functions:
        started = time.perf_counter()
        if function.__name__ in carried:
            yield _result(place, function, Answer(z3.unsat, (GOAL, *carried[function.__name__]), 0), started)
            continue
        warm = warm or warm_for(lifted, path, assumed)
        goal, framed = goal_of(lifted, path, function)
        if framed and warm.contradiction is None:
            core = (GOAL,) if is_step_property(function) else (GOAL, function.__name__)
            answer = Answer(z3.unsat, core, 0)
        else:
            answer = warm.refute(goal)
        yield _result(place, function, answer, started)


def goal_of(lifted: Lifted, path: ActionPath, function: Function) -> tuple[z3.BoolRef, bool]:
    """Return what a property says after a path, and whether it visibly says the same as before it."""
    if is_step_property(function):
        goal = lifted.step_property(function, path, lifted.unknowns(function, STEP, "any"))
        return goal, bool(z3.is_true(goal))
    before, read = lifted.stated(function)
    if not read & lifted.changed(path):
        return before, True
    goal = lifted.state_property(function, path.history, path.world, lifted.unknowns(function, STATE, "any"))
    return goal, bool(z3.is_true(goal) or goal.eq(before))


@dataclass(frozen=True)
class Answer:
    """What the solver said: whether a goal can fail, the facts that rule it out, and the resources that it took."""

    said: z3.CheckSatResult
    core: tuple[str, ...]
    rlimit: int


class Warm:
    """A solver that knows some named facts and some plain ones, in a context of its own.

    Attributes:
        contradiction: the named facts that contradict each other (or the plain ones), if that was found at the start.
    """

    def __init__(self, named: list[tuple[str, z3.BoolRef]], plain: list[z3.BoolRef]) -> None:
        """Tell the solver the facts, and see whether they contradict each other."""
        self.context = z3.Context()
        self.solver = z3.SimpleSolver(self.context)
        # A search for models of what is quantified finds none here: it would only make a failure take longer.
        self.solver.set("mbqi", False)  # noqa: FBT003  # the solver's truth value
        for name, fact in named:
            self.solver.assert_and_track(fact.translate(self.context), z3.Bool(name, self.context))
        self.solver.add(*(fact.translate(self.context) for fact in plain))
        self._spent = 0
        first = self.check(CONTRADICTION_RLIMIT)
        self.contradiction = first.core if first.said == z3.unsat else None

    def refute(self, goal: z3.BoolRef) -> Answer:
        """Look for a way in which `goal` fails."""
        if self.contradiction is not None:
            return Answer(z3.unsat, self.contradiction, 0)
        self.solver.push()
        self.solver.assert_and_track(z3.Not(goal).translate(self.context), z3.Bool(GOAL, self.context))
        answer = self.check(RLIMIT)
        self.solver.pop()
        return answer

    def check(self, limit: int) -> Answer:
        """Ask whether everything told so far can hold, with so many resources at most."""
        self.solver.set("rlimit", limit)
        said = self.solver.check()
        core = tuple(sorted(str(name) for name in self.solver.unsat_core())) if said == z3.unsat else ()
        before, self._spent = self._spent, self.resources()
        return Answer(said, core, self._spent - before)

    def resources(self) -> int:
        """Return the resources that everything so far took."""
        statistics = self.solver.statistics()
        # It comes last: to ask for it by its name would read them all.
        return next((int(v) for k, v in map(statistics.__getitem__, reversed(range(len(statistics)))) if k == COUNT), 0)


GOAL = "the goal itself"
COUNT = "rlimit count"


def _result(place: Place, function: Function, answer: Answer, started: float) -> Result:
    verdict = Verdict.UNKNOWN
    if answer.said == z3.unsat:
        verdict = Verdict.PROVED if GOAL in answer.core else Verdict.VACUOUS
    used = [name for name in answer.core if name != GOAL]
    return Result(
        f"{place.path}|{function.__name__}",
        place.action,
        place.path,
        place.words,
        function.__name__,
        kind_of(function),
        verdict,
        UNBOUNDED,
        answer.rlimit,
        time.perf_counter() - started,
        tuple(name for name in used if "/" not in name),
        checks=tuple(name for name in used if "/" in name),
    )


def unused_lemmas(problem: Problem, results: list[Result]) -> list[str]:
    """Return the lemmas that stand in no proof but those of themselves."""
    used = {name for result in results for name in result.core if name != result.property}
    return [lemma.__name__ for lemma in problem.specification.lemmas if lemma.__name__ not in used]


def needed_for(names: Iterable[str], results: list[Result]) -> set[str]:
    """Return the properties and lemmas that the proofs of the given ones rest on, themselves included."""
    uses: dict[str, set[str]] = {}
    for result in results:
        uses.setdefault(result.property, set()).update(result.core)
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(uses.get(name, ()))
    return found


def errors(problem: Problem, group: str, error: Exception) -> Result:
    """Return the result for a group that could not be solved at all."""
    del problem
    action = group.split("/", maxsplit=1)[0]
    return Result(group, action, group, (), "", "property", Verdict.ERROR, UNBOUNDED, 0, 0.0, (), str(error))
