"""Witnesses: for each path of each action, a run that takes it, because refusing everything proves everything."""

import inspect
from dataclasses import dataclass
from typing import Any

from hipmodels.attack.seeds import seeds_of
from hipmodels.attack.walk import Walker, trace_of
from hipmodels.items import actions_through
from hipmodels.lift.edits import Edits
from hipmodels.lift.interpret import Interpreter
from hipmodels.lift.lifted import ActionPath
from hipmodels.lift.paths import GuardFails, Track
from hipmodels.lift.sorts import Sorts
from hipmodels.lift.source import Function
from hipmodels.lift.values import Plain
from hipmodels.problem import Problem
from hipmodels.trace import Trace, readings_named
from hipspec.language.running import Run, Taken

TRIES = 40_000


@dataclass(frozen=True)
class Witness:
    """A path of an action, and a run that takes it.

    Attributes:
        path_id: the path.
        words: its branches, in words.
        trace: the run; None if none was found.
    """

    path_id: str
    words: tuple[str, ...]
    trace: Trace | None


def narration_of(problem: Problem, taken: Taken) -> tuple[str, ...]:
    """Return which branches a step took, by interpreting it once more on its own values.

    Raises:
        ValueError: the interpreter refuses what Python did; that is a fault of the lifting.
    """
    specification = problem.specification
    readings = readings_named(specification, dict(problem.readings))
    sorts = Sorts()
    interpreter = Interpreter(sorts, Edits(problem.left_out), Plain(sorts))
    names = list(inspect.signature(taken.action).parameters)
    given: dict[str, Any] = {names[0]: taken.before.world, **taken.arguments}
    if "readings" in names:
        given["readings"] = readings
    track = Track([])
    try:
        step = interpreter.call(taken.action, given, track)
        observed = dict(
            zip(
                inspect.signature(specification.observe).parameters,
                (taken.before.history, taken.before.world, step.event, step.world),
                strict=True,
            )
        )
        history = interpreter.call(specification.observe, observed, track)
    except GuardFails as error:
        msg = f"{taken.action.__name__}: Python takes a step that the interpreter refuses"
        raise ValueError(msg) from error
    if (step.world, history) != (taken.after.world, taken.after.history):
        msg = f"{taken.action.__name__}: Python and the interpreter disagree"
        raise ValueError(msg)
    return tuple(track.narration)


def path_of(problem: Problem, taken: Taken) -> ActionPath | None:
    """Return the path that a step took."""
    narration = narration_of(problem, taken)
    return next((p for p in problem.lifted().paths(taken.action) if p.narration == narration), None)


def all_witnesses(problem: Problem, tries: int = TRIES, names: set[str] | None = None) -> list[Witness]:
    """Return a witness for each path of (some) actions: from the scenarios, and from walks for what is left."""
    actions = [a for a in problem.specification.actions if names is None or a.__name__ in names]
    wanted = {path.id: path for action in actions for path in problem.lifted().paths(action)}
    found: dict[str, Trace] = {}
    _from_scenarios(problem, wanted, found)
    for action in actions:
        missing = {i for i, path in wanted.items() if path.action is action} - found.keys()
        if missing:
            _from_walks(problem, action, missing, found, tries)
    return [Witness(i, path.words, found.get(i)) for i, path in wanted.items()]


def witnesses(problem: Problem, name: str, tries: int = TRIES) -> list[Witness]:
    """Return the witnesses of the actions that go through a rule, or of an action itself."""
    through = set(actions_through(problem.specification, name)) | {name}
    return all_witnesses(problem, tries, through)


def _from_scenarios(problem: Problem, wanted: dict[str, ActionPath], found: dict[str, Trace]) -> None:
    specification = problem.specification
    actions = {action.__name__: action for action in specification.actions}
    readings = readings_named(specification, dict(problem.readings))
    for seed in seeds_of(Problem(problem.module), disturbed=True):
        run = Run(specification, readings, **seed.initial)
        for move in seed.moves:
            action = actions[move.action]
            run.do(action, **move.arguments)
            if any(path.action is action for i, path in wanted.items() if i not in found):
                path = path_of(problem, run.taken[-1])
                if path is not None and path.id not in found:
                    found[path.id] = _trace(problem, run, path.id)


def _from_walks(problem: Problem, action: Function, missing: set[str], found: dict[str, Trace], tries: int) -> None:
    walker = Walker(problem, (), favoured=[action.__name__])
    for run in walker.runs(tries):
        if run.taken[-1].action is action:
            path = path_of(problem, run.taken[-1])
            if path is not None and path.id in missing and path.id not in found:
                found[path.id] = _trace(problem, run, path.id)
                if missing <= found.keys():
                    return


def _trace(problem: Problem, run: Run, shows: str) -> Trace:
    trace = trace_of(problem, run, run.taken[-1].action, {})
    return Trace(**{**trace.__dict__, "shows": shows})
