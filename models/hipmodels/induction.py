"""Counterexamples to induction: when an obligation isn't proved, the step that breaks it, in a finite instance.

The state that the step starts from satisfies every invariant but need not be reachable. If an attack from the
beginning is found as well, the property is wrong; if none is, a lemma is missing.
"""

import ast
import copy
import functools
import itertools
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import z3

from hipmodels.attack.seeds import seeds_of
from hipmodels.lift.edits import Edits
from hipmodels.lift.lifted import STATE, STEP, ActionPath, Lifted, parameters_of
from hipmodels.lift.pointwise import spelt
from hipmodels.lift.sorts import fields_of, is_identifier, is_record
from hipmodels.lift.source import Function, definition
from hipmodels.lift.tables import Model, Universe
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property
from hipmodels.prove import Result, everything_to_show
from hipmodels.trace import property_named, readings_named, specification_functions
from hipspec.language import Identifier, Impossible, Refused, Set
from hipspec.language.running import Moment, Run, Taken

RLIMIT = 30_000_000
ROUNDS = 60

# The numbers that serve as keys, and how many of each kind of identifier there are besides those that the text names.
SMALL = (range(-1, 3), 2)
LARGER = (range(-1, 4), 3)


@dataclass(frozen=True)
class Counterexample:
    """A step that breaks a property from a state in which everything holds.

    Attributes:
        taken: the step, with the moments before and after.
        property: the property.
        parameters: the values for which it breaks.
        conjunct: the part of the property that fails, as the text has it.
        bound: the size of the finite instance, in words.
    """

    taken: Taken
    property: str
    parameters: dict[str, Any]
    conjunct: str
    bound: str


def universe_of(problem: Problem, numbers: range, each: int) -> Universe:
    """Return a small universe: what the text names, some that the scenarios name, and a spare one of each kind."""
    specification = problem.specification
    template = Run(specification, **seeds_of(Problem(problem.module))[0].initial).now
    names: dict[type, list[Identifier]] = {}
    for value in problem.lifted().named:
        names.setdefault(type(value), []).append(value)
    spoken_of = dict.fromkeys(kind for part in (template.world, template.history) for kind in _identifiers(type(part)))
    for kind, given in {**dict.fromkeys(spoken_of, ()), **specification.universe}.items():
        own = [kind(name) for name in given[:each]] or [kind(f"{kind.__name__.lower()}{n + 1}") for n in range(each)]
        names.setdefault(kind, []).extend(own)
    return Universe(names, numbers)


def _identifiers(kind: Any) -> Iterator[type]:  # noqa: ANN401  # a type or a generic alias
    """Yield the kinds of identifiers that values of a type are made of."""
    if is_identifier(kind):
        yield kind
    inner = fields_of(kind).values() if is_record(kind) else typing.get_args(kind)
    for part in inner:
        yield from _identifiers(part)


def explain(problem: Problem, result: Result, *, attacked: bool = False) -> Counterexample | None:
    """Return a counterexample to induction for a failed obligation, or None if no small instance has one.

    Args:
        problem: the specification.
        result: the obligation.
        attacked: whether an attack shows already what is wrong; a larger instance is not looked at then.
    """
    small = _explain(problem, result, *SMALL)
    return small if small or attacked else _explain(problem, result, *LARGER)


@functools.lru_cache(maxsize=8)
def instance_of(problem: Problem, numbers: range, each: int) -> tuple[Universe, Lifted]:
    """Return a finite instance of a problem; what edits don't touch is lifted once for all of them."""
    specification = problem.specification
    readings = readings_named(specification, dict(problem.readings))
    if not problem.left_out:
        universe = universe_of(problem, numbers, each)
        return universe, Lifted(specification, readings=readings, universe=universe)
    universe, whole = instance_of(Problem(problem.module, problem.readings), numbers, each)
    edits = Edits(problem.left_out)
    return universe, Lifted(specification, edits=edits, readings=readings, universe=universe, base=whole)


def _explain(problem: Problem, result: Result, numbers: range, each: int) -> Counterexample | None:
    specification = problem.specification
    universe, lifted = instance_of(problem, numbers, each)
    action = next((a for a in specification.actions if a.__name__ == result.action), None)
    function = property_named(specification, result.property)
    if action is None or function is None:
        return None
    path = next((p for p in lifted.paths(action) if p.words == result.words), None)
    if path is None:
        return None
    return _Search(problem, lifted, universe, path, function).run()


class _Search:
    """The search for one counterexample; invariants are added for the values for which a model breaks them."""

    def __init__(
        self, problem: Problem, lifted: Lifted, universe: Universe, path: ActionPath, function: Function
    ) -> None:
        self.problem = problem
        self.lifted = lifted
        self.universe = universe
        self.path = path
        self.function = function
        self.assumed = [f for f in everything_to_show(problem) if not is_step_property(f)]
        seed = seeds_of(Problem(problem.module))[0]
        self.start = Run(problem.specification, lifted.readings, **seed.initial)
        self.template = self.start.now

    def run(self) -> Counterexample | None:
        """Solve, read off the state, add the invariants that it breaks, until it breaks none."""
        context = z3.Context()  # what else the process did must not change what is found
        solver = z3.SimpleSolver(context)
        solver.set("rlimit", RLIMIT)
        solver.add(*(term.translate(context) for term in self.path.terms))
        parameters = self.lifted.unknowns(self.function, STEP if is_step_property(self.function) else STATE, "broken")
        solver.add(z3.Not(self._goal(parameters)).translate(context))
        asked: set[str] = set()
        for _ in range(ROUNDS):
            if solver.check() != z3.sat:
                return None
            model = Model(self.universe, solver.model())
            moment = Moment(
                model.plain(self.lifted.world, self.template.world),
                model.plain(self.lifted.history, self.template.history),
            )
            broken = list(self._broken(moment))
            if not broken:
                return self._concrete(model, moment, parameters)
            for invariant, values in broken:
                fact, within = self._instance(invariant, values)
                # What is broken although it was told must look up a number that is no key of the instance.
                again = f"{invariant.__name__} {values}" in asked
                solver.add(*(told.translate(context) for told in ((fact, *within) if again else (fact,))))
            asked.update(f"{invariant.__name__} {values}" for invariant, values in broken)
        return None

    def _goal(self, parameters: dict[str, Any]) -> z3.BoolRef:
        if is_step_property(self.function):
            return self.lifted.step_property(self.function, self.path, parameters)
        return self.lifted.state_property(self.function, self.path.history, self.path.world, parameters)

    def _instance(self, invariant: Function, values: dict[str, Any]) -> tuple[z3.BoolRef, list[z3.BoolRef]]:
        """Return an invariant for some values, and that the numbers that it looks up are keys of the instance."""
        kinds = parameters_of(invariant, STATE)
        held = {name: self.lifted.interpreter.values.coerce(value, kinds[name]) for name, value in values.items()}
        spelt_out = spelt(self.lifted.interpreter.values)
        spelt_out.within.clear()
        fact = self.lifted.state_property(invariant, self.lifted.history, self.lifted.world, held)
        return fact, list(spelt_out.within)

    def _broken(self, moment: Moment) -> Iterator[tuple[Function, dict[str, Any]]]:
        """Yield the invariants that a moment breaks, with the values for which it does."""
        for invariant in self.assumed:
            kinds = parameters_of(invariant, STATE)
            choices = [self._worth_asking(kind, moment) for kind in kinds.values()]
            for values in itertools.product(*choices):
                parameters = dict(zip(kinds, values, strict=True))
                if not _true_of(invariant, moment, parameters):
                    yield invariant, parameters

    def _worth_asking(self, kind: Any, moment: Moment) -> list[Any]:  # noqa: ANN401  # a type
        """Return the values of a parameter; of a record that is kept in sets, those that some set has."""
        kept = [
            getattr(moment.history, name)
            for name, held in fields_of(type(moment.history)).items()
            if typing.get_origin(held) is Set and typing.get_args(held)[0] is kind and is_record(kind)
        ]
        return [member for members in kept for member in members] if kept else list(self.universe.values(kind))

    def _concrete(self, model: Model, moment: Moment, parameters: dict[str, Any]) -> Counterexample | None:
        """Return the model as a step of the executable specification, if that takes it the same way."""
        unknown = {n: v for n, v in self.path.parameters.items() if v is not self.lifted.readings}
        arguments = {name: model.plain(value) for name, value in unknown.items()}
        run = self.start.copy()
        run.now = moment
        values = {name: model.plain(value) for name, value in parameters.items()}
        specification = self.problem.specification
        with Edits(self.problem.left_out).applied(specification_functions(specification)):
            try:
                run.do(self.path.action, **arguments)
            except (Refused, Impossible, LookupError):
                return None
        taken = run.taken[-1]
        conjunct = failed_conjunct(self.function, taken, values)
        return Counterexample(taken, self.function.__name__, values, conjunct, str(self.universe))


def _true_of(invariant: Function, moment: Moment, parameters: dict[str, Any]) -> bool:
    try:
        return bool(invariant(moment.history, moment.world, **parameters))
    except LookupError:
        return True


def failed_conjunct(function: Function, taken: Taken, parameters: dict[str, Any]) -> str:
    """Return the part of a property that fails in a step, as the text has it."""
    returned = next(node.value for node in ast.walk(definition(function)) if isinstance(node, ast.Return))
    if returned is None:
        return ""
    conclusion: ast.expr = returned
    if isinstance(returned, ast.Call) and ast.unparse(returned.func) == "implies":
        conclusion = returned.args[1]
    parts = (
        conclusion.values if isinstance(conclusion, ast.BoolOp) and isinstance(conclusion.op, ast.And) else [conclusion]
    )
    for part in parts:
        if not _holds(part, function, taken, parameters):
            return ast.unparse(part)
    return ast.unparse(conclusion)


def _holds(part: ast.expr | None, function: Function, taken: Taken, parameters: dict[str, Any]) -> bool:
    """Evaluate one part of a property where the property fails."""
    text = definition(function)
    body: list[ast.stmt] = [*(s for s in text.body if isinstance(s, ast.Assign)), ast.Return(value=part)]
    trial = copy.deepcopy(text)
    trial.name, trial.body, trial.decorator_list, trial.returns = "trial", body, [], None
    for argument in trial.args.args:
        argument.annotation = None
    names: dict[str, Any] = {**function.__globals__}
    exec(compile(ast.fix_missing_locations(ast.Module([trial], [])), "<property>", "exec"), names)  # noqa: S102  # a part of our own text
    state: tuple[Any, ...] = (taken.after.history, taken.after.world)
    if is_step_property(function):
        state = (taken.before.history, taken.before.world, taken.event, *state)
    try:
        return bool(names["trial"](*state, **parameters))
    except LookupError:
        return True
