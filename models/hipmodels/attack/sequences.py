"""Sequences of actions whose arguments (packets, addresses, nonces, sizes, numbers) are unknowns."""

import functools
import inspect
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import z3

from hipmodels.attack.check import violated
from hipmodels.attack.choosing import Choosing
from hipmodels.attack.guided import Chosen, Guided
from hipmodels.attack.universe import new_name, numbered_kinds, universe_of
from hipmodels.lift.edits import Edits
from hipmodels.lift.errors import LiftError
from hipmodels.lift.interpret import Interpreter
from hipmodels.lift.lifted import parameters_of
from hipmodels.lift.paths import GuardFails, Track
from hipmodels.lift.source import Function
from hipmodels.lift.tables import Model
from hipmodels.lift.values import Value
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property
from hipmodels.trace import readings_named
from hipspec.language import Impossible, Refused
from hipspec.language.running import Run

RLIMIT = 400_000


@dataclass(frozen=True)
class After:
    """Where a sequence has come to."""

    actions: tuple[Function, ...]
    arguments: tuple[dict[str, Value], ...]
    before: tuple[Value, Value]
    event: Value
    history: Value
    world: Value
    chosen: Chosen


@dataclass(frozen=True)
class Attempt:
    """A run that the solver found, and the property or lemma that its last step violates."""

    run: Run
    goal: Function
    parameters: dict[str, Any]


class Sequences:
    """Sequences of actions from one moment.

    Args:
        problem: the specification, with its readings and edits.
        start: the run that has come to the moment.
        longest: how many steps a sequence has at most; there are so many fresh names.
    """

    def __init__(self, problem: Problem, start: Run, longest: int) -> None:
        """Spell out the moment."""
        self.problem = problem
        self.specification = problem.specification
        self.start = start
        self.readings = readings_named(self.specification, dict(problem.readings))
        self.numbered = numbered_kinds(self.specification.world)
        self.universe = universe_of(problem, start, longest)
        self.values = Choosing(self.universe)
        self.interpreter = Interpreter(self.universe.sorts, Edits(problem.left_out), self.values)
        self.world = self.values.coerce(start.world, self.specification.world)
        self.history = self.values.coerce(start.history, self.specification.history)
        self.solver = z3.Solver(ctx=self.universe.sorts.context)
        self.solver.set("rlimit", RLIMIT)
        self.tries = self.bound = 0

    def ending_in(self, chains: Iterable[tuple[Function, ...]], goals: list[Function], bound: int) -> Iterator[Attempt]:
        """Yield the runs of some sequences that violate a goal in their last step, as far as the bound goes.

        Sequences that begin alike share their beginning; where that is impossible, so are they all.
        """
        self.tries, self.bound = 0, bound
        beginning = After((), (), (self.history, self.world), None, self.history, self.world, {})
        yield from self._from(beginning, list(chains), goals)

    def _from(self, after: After, chains: list[tuple[Function, ...]], goals: list[Function]) -> Iterator[Attempt]:
        if self.tries >= self.bound:
            return
        if () in chains:
            for goal in list(goals):
                for model, parameters in self._violations(goal, after):
                    attempt = self._concrete(after, goal, model, parameters)
                    if attempt is not None:
                        yield attempt
        for action in dict.fromkeys(chain[0] for chain in chains if chain and goals):
            rest = [chain[1:] for chain in chains if chain and chain[0] is action]
            for longer in self._one(after, action):
                yield from self._from(longer, rest, goals)

    def _concrete(self, after: After, goal: Function, model: Model, parameters: dict[str, Value]) -> "Attempt | None":
        """Return what the solver found as a run, if the executable specification goes along with it."""
        run = self.start.copy()
        try:
            for action, given in zip(after.actions, after.arguments, strict=True):
                run.do(action, **{n: model.plain(v) for n, v in given.items() if v is not self.readings})
        except (Refused, Impossible, LookupError):
            return None
        values = {name: model.plain(value) for name, value in parameters.items()}
        return Attempt(run, goal, values) if violated(goal, run.taken[-1], values) else None

    def _one(self, after: After, action: Function) -> Iterator[After]:
        """Yield the ways that an action can go; a transmission is under a new number wherever it can be."""
        drawn = [name for name, kind in parameters_of(action).items() if kind in self.numbered]
        for old in sorted(itertools.product((False, True), repeat=len(drawn)), key=sum):
            given = self._arguments(action, len(after.arguments))
            for name, is_old in zip(drawn, old, strict=True):
                if not is_old:
                    kind = parameters_of(action)[name]
                    given[name] = new_name(kind, len(after.arguments) + 1)
            found = False
            for longer in self._ways(after, action, given):
                found = True
                yield longer
            if found:
                return

    def _ways(self, after: After, action: Function, given: dict[str, Value]) -> Iterator[After]:
        first = next(iter(_signature(action)))

        def follow(track: Track) -> tuple[Value, Value, Value]:
            step = self.interpreter.call(action, {first: after.world, **given}, track)
            event, world = step.fields["event"], step.fields["world"]
            names = _signature(self.specification.observe)
            observed = dict(zip(names, (after.history, after.world, event, world), strict=True))
            return event, world, self.interpreter.call(self.specification.observe, observed, track)

        for (event, world, history), chosen in self._explore(follow, after.chosen):
            yield After(
                (*after.actions, action),
                (*after.arguments, given),
                (after.history, after.world),
                event,
                history,
                world,
                chosen,
            )

    def _arguments(self, action: Function, number: int) -> dict[str, Value]:
        return {
            name: self.readings
            if kind is self.specification.readings_type
            else self.values.fresh(kind, f"{number}.{name}")
            for name, kind in parameters_of(action).items()
        }

    def _explore(self, follow: Callable[[Track], Value], chosen: Chosen) -> Iterator[tuple[Any, Chosen]]:
        waiting: list[list[bool]] = [[]]
        while waiting and self.tries < self.bound:
            self.solver.push()
            track = Guided(waiting.pop(), solver=self.solver, chosen=dict(chosen))
            self.values.track = track
            self.values.within.clear()
            try:
                result = follow(track)
            except GuardFails:
                pass
            except LiftError as error:
                if not isinstance(error.__cause__, LookupError):
                    raise  # what can't be evaluated there is not violated there, as when it is executed
            else:
                self.values.track = None
                self.solver.add(*self.values.within)
                if self.solver.check() == z3.sat:
                    yield result, track.chosen
            finally:
                self.values.track = None
                self.solver.pop()
                self.tries += 1 + track.questions
            waiting.extend(track.open_ends)

    def _violations(self, goal: Function, after: After) -> Iterator[tuple[Model, dict[str, Value]]]:
        state: tuple[Value, ...] = (after.history, after.world)
        if is_step_property(goal):
            state = (*after.before, after.event, *state)
        names = _signature(goal)
        parameters = {
            name: self.values.fresh(kind, f"goal.{name}") for name, kind in parameters_of(goal, len(state)).items()
        }

        def follow(track: Track) -> Value:
            given = dict(zip(names[: len(state)], state, strict=True))
            holds = self.interpreter.call(goal, {**given, **parameters}, track)
            track.pass_check("goal", "", self.values.negation(holds))

        for _ in self._explore(follow, after.chosen):
            if self.solver.check() == z3.sat:
                yield Model(self.universe, self.solver.model()), parameters


@functools.cache
def _signature(function: Function) -> list[str]:
    return list(inspect.signature(function).parameters)
