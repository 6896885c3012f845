"""Proofs by induction: every property holds at the beginning, and every path of every action preserves it.

Each obligation is solved alone and unbounded, with all invariants assumed before the step. The obligations of one
path share a solver that stays warm. Each path gets a fresh context; what the process lifted before can still change the
resources that a proof takes, not, as far as was seen, its verdict.
"""

import dataclasses
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import z3

from hipmodels.lift.lifted import STATE, STEP, ActionPath, Lifted
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property, kind_of
from hipmodels.verdicts import Verdict

INITIAL = "initial"
RLIMIT = 400_000
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


def solve_group(problem: Problem, group: str, only: frozenset[str] | None = None) -> list[Result]:
    """Solve the obligations of one group; what a worker does."""
    lifted = problem.lifted()
    functions = [f for f in everything_to_show(problem) if only is None or f.__name__ in only]
    if group == INITIAL:
        return list(_initial(lifted, [f for f in functions if not is_step_property(f)]))
    action = next(a for a in problem.specification.actions if a.__name__ == group.split("/", maxsplit=1)[0])
    path = next(p for p in lifted.paths(action) if p.id == group)
    assumed = [f for f in everything_to_show(problem) if not is_step_property(f)]
    return list(_Group(lifted, path, assumed).solve(functions))


def _initial(lifted: Lifted, functions: list[Function]) -> Iterator[Result]:
    world, history = lifted.beginning()
    solver = Warm([], [*lifted.sorts.distinctness(), *lifted.arithmetic(history)])
    for function in functions:
        goal = lifted.state_property(function, history, world, lifted.unknowns(function, STATE, "any"))
        result = _result(solver, INITIAL, INITIAL, (), function, goal)
        if result.verdict is Verdict.UNKNOWN:
            result = dataclasses.replace(result, verdict=Verdict.ERROR, problem="it does not hold at the beginning")
        yield result


class _Group:
    """The obligations of one path of one action."""

    def __init__(self, lifted: Lifted, path: ActionPath, assumed: list[Function]) -> None:
        self.lifted = lifted
        self.path = path
        self._assumed = assumed
        self._warm: Warm | None = None

    @property
    def warm(self) -> "Warm":
        """The solver that knows the path, made when it is first needed."""
        if self._warm is None:
            facts = [*self.lifted.sorts.distinctness(), *self.path.terms, *self.lifted.arithmetic(self.path.history)]
            self._warm = Warm([(f.__name__, self.lifted.assumed(f)) for f in self._assumed], facts)
        return self._warm

    def solve(self, functions: list[Function]) -> Iterator[Result]:
        """Solve one obligation after the other."""
        for function in functions:
            started = time.perf_counter()
            goal, framed = goal_of(self.lifted, self.path, function)
            if framed:
                seconds = time.perf_counter() - started
                yield Result(
                    f"{self.path.id}|{function.__name__}",
                    self.path.action.__name__,
                    self.path.id,
                    self.path.words,
                    function.__name__,
                    kind_of(function),
                    Verdict.PROVED,
                    UNBOUNDED,
                    0,
                    seconds,
                    () if is_step_property(function) else (function.__name__,),
                )
            else:
                yield _result(self.warm, self.path.id, self.path.action.__name__, self.path.words, function, goal)


def goal_of(lifted: Lifted, path: ActionPath, function: Function) -> tuple[z3.BoolRef, bool]:
    """Return what a property says after a path, and whether it visibly says the same as before it."""
    if is_step_property(function):
        goal = lifted.step_property(function, path, lifted.unknowns(function, STEP, "any"))
        return goal, bool(z3.is_true(goal))
    parameters = lifted.unknowns(function, STATE, "any")
    goal = lifted.state_property(function, path.history, path.world, parameters)
    before = lifted.state_property(function, lifted.history, lifted.world, parameters)
    return goal, bool(z3.is_true(goal) or goal.eq(before))


class Warm:
    """A solver that knows some named facts and some plain ones, in a context of its own."""

    def __init__(self, named: list[tuple[str, z3.BoolRef]], plain: list[z3.BoolRef]) -> None:
        """Tell the solver the facts."""
        self.context = z3.Context()
        self.solver = z3.Solver(ctx=self.context)
        self.solver.set("rlimit", RLIMIT)
        for name, fact in named:
            self.solver.assert_and_track(fact.translate(self.context), z3.Bool(name, self.context))
        self.solver.add(*(fact.translate(self.context) for fact in plain))

    def refute(self, goal: z3.BoolRef) -> tuple[z3.CheckSatResult, tuple[str, ...], int]:
        """Look for a way in which `goal` fails; return the answer, the facts used, and the resources."""
        before = self._spent()
        self.solver.push()
        self.solver.assert_and_track(z3.Not(goal).translate(self.context), z3.Bool(GOAL, self.context))
        answer = self.solver.check()
        core = tuple(sorted(str(name) for name in self.solver.unsat_core())) if answer == z3.unsat else ()
        self.solver.pop()
        return answer, core, self._spent() - before

    def _spent(self) -> int:
        statistics = self.solver.statistics()
        return int(statistics.get_key_value("rlimit count")) if "rlimit count" in statistics.keys() else 0  # noqa: SIM118  # not a dict


GOAL = "the goal itself"


def _result(  # noqa: PLR0913, PLR0917  # the parts of one obligation
    warm: Warm, path: str, action: str, words: tuple[str, ...], function: Function, goal: z3.BoolRef
) -> Result:
    started = time.perf_counter()
    answer, core, rlimit = warm.refute(goal)
    verdict = Verdict.UNKNOWN
    if answer == z3.unsat:
        verdict = Verdict.PROVED if GOAL in core else Verdict.VACUOUS
    return Result(
        f"{path}|{function.__name__}",
        action,
        path,
        words,
        function.__name__,
        kind_of(function),
        verdict,
        UNBOUNDED,
        rlimit,
        time.perf_counter() - started,
        tuple(name for name in core if name != GOAL),
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
