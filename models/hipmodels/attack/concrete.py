"""A sequence of paths that the solver does not refute as an attack, turned into a trace: a model, as plain values."""

import itertools
import typing
from collections.abc import Iterator
from enum import Enum
from typing import Any

import z3

from hipmodels.attack.transition import Transition, Transitions, constants_in
from hipmodels.lift.lifted import STATE, STEP
from hipmodels.lift.sorts import Sorts, fields_of, is_identifier, is_record
from hipmodels.lift.source import hints_of
from hipmodels.lift.values import Record, Term, Value
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property
from hipmodels.trace import Move, Trace
from hipspec.language import NOTHING, Identifier, Map, Maybe, Set, some

RLIMIT = 3_000_000
FAR = 1_000_000_007  # a number that stands for all that a model doesn't speak of


def facts_of(transitions: Transitions, sequence: tuple[Transition, ...]) -> Iterator[z3.BoolRef]:
    """Yield what must hold for a sequence to be an attack."""
    state = transitions.beginning
    for number, transition in enumerate(sequence):
        last = number + 1 == len(sequence)
        for formula in (*transition.conditions, *(transition.broken if last else ())):
            yield formula.at(state, number)
        state = transition.after(state, number)


def trace_of(problem: Problem, transitions: Transitions, sequence: tuple[Transition, ...]) -> Trace | None:
    """Return a trace that takes a sequence and ends in a violation, if the solver finds a model; not replayed yet."""
    facts = [*transitions.distinct, *facts_of(transitions, sequence)]
    plain = _plain(transitions, facts)
    solvers = (
        z3.Solver(ctx=transitions.context),
        z3.SimpleSolver(transitions.context),
    )  # each finds what the other misses
    models = (_model(solver, [*facts, *wishes]) for wishes in (plain, []) for solver in solvers)
    model = next((model for model in models if model is not None), None)
    return None if model is None else _read(problem, transitions, sequence, model)


def _model(solver: z3.Solver, facts: list[z3.BoolRef]) -> z3.ModelRef | None:
    solver.reset()
    solver.set("rlimit", RLIMIT)
    solver.add(*facts)
    return solver.model() if solver.check() == z3.sat else None


def _plain(transitions: Transitions, facts: list[z3.BoolRef]) -> list[z3.BoolRef]:
    """Return what makes a trace easier to read: no negative numbers, and no name in it that stands for nobody."""
    named = [constant.translate(transitions.context) for constant in transitions.lifted.sorts.named().values()]
    unknown = {c.get_id(): c for fact in facts for c in constants_in(fact) if "@" in c.decl().name()}
    wishes = [constant >= 0 for constant in unknown.values() if z3.is_int(constant)]
    return wishes + [c != name for c in unknown.values() for name in named if c.sort().eq(name.sort())]


def _read(problem: Problem, transitions: Transitions, sequence: tuple[Transition, ...], model: z3.ModelRef) -> Trace:
    """Return what a model says of a sequence, as a trace."""
    values = _Reader(problem, transitions, model)
    function, last = transitions.function, len(sequence) - 1
    specification, lifted = problem.specification, transitions.lifted
    kinds = hints_of(specification.initial)
    fresh = lifted.interpreter.values.fresh
    beginning = {name: fresh(kind, f"initial.{name}") for name, kind in kinds.items() if name != "return"}
    parameters = lifted.unknowns(function, STEP if is_step_property(function) else STATE, "any")
    # Steps first: they get the names that the scenarios use, and what the beginning says of others gets new ones.
    moves = tuple(_move(values, transition, number) for number, transition in enumerate(sequence))
    return Trace(
        specification=specification.name,
        readings=dict(problem.readings),
        left_out=tuple(sorted(problem.left_out)),
        initial={name: values.plain(value) for name, value in beginning.items()},
        moves=moves,
        shows=function.__name__,
        parameters={name: values.plain(value, f"@{last}") for name, value in parameters.items()},
    )


def _move(values: "_Reader", transition: Transition, number: int) -> Move:
    unknown = {n: v for n, v in transition.path.parameters.items() if v is not values.lifted.readings}
    arguments = {name: values.plain(value, f"@{number}") for name, value in unknown.items()}
    return Move(transition.path.action.__name__, arguments)


class _Reader:
    """Reads plain values off a model over any number of identifiers, of which the model has a few."""

    def __init__(self, problem: Problem, transitions: Transitions, model: z3.ModelRef) -> None:
        """Give each element of the model a name: that of the text, of the scenarios, or a new one."""
        self.context = transitions.context
        self.lifted = transitions.lifted
        self.sorts: Sorts = self.lifted.sorts
        self.model = model
        self.names: dict[type, dict[str, Identifier]] = {}
        self.universe = problem.specification.universe
        self.numbers = sorted(set(_numbers(model)))
        for identifier, constant in self.sorts.named().items():
            element = model.eval(constant.translate(self.context), model_completion=True)
            self.names.setdefault(type(identifier), {})[str(element)] = identifier

    def plain(self, value: Value, suffix: str = "") -> Any:  # noqa: ANN401  # values of any type
        """Return what the model makes of an unknown value of a step."""
        if isinstance(value, Record):
            return value.kind(**{name: self.plain(inner, suffix) for name, inner in value.fields.items()})
        if not isinstance(value, Term):
            return value
        constant = value.expression.translate(self.context)
        return self._of(z3.Const(f"{constant.decl().name()}{suffix}", constant.sort()), value.kind)

    def _of(self, term: z3.ExprRef, kind: Any) -> Any:  # noqa: ANN401, PLR0911  # values of any type, one return for each
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin is Set:
            return Set(*(k for k, element in self._keys(arguments[0]) if self._of(z3.Select(term, element), bool)))
        if origin is Map:
            entries = {k: self._of(z3.Select(term, e), arguments[1]) for k, e in self._keys(arguments[0])}
            return Map(self._of(z3.Select(term, self._rest(arguments[0])), arguments[1]), entries)
        found = self.model.eval(term, model_completion=True)
        if kind is bool:
            return bool(z3.is_true(found))
        if kind is int:
            return found.as_long()
        if is_identifier(kind):
            return self._identifier(found, kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            own = found.decl().name()
            return next(m for m, c in self.sorts.members(kind).items() if c.decl().name() == own)
        sort = found.sort()
        if origin is Maybe:
            if found.decl().name() == sort.constructor(0).name():
                return NOTHING
            return some(self._of(sort.accessor(1, 0)(found), arguments[0]))
        parts = enumerate(fields_of(kind).items())
        return kind(**{name: self._of(sort.accessor(0, index)(found), inner) for index, (name, inner) in parts})

    def _identifier(self, element: z3.ExprRef, kind: type) -> Identifier:
        names = self.names.setdefault(kind, {})
        if str(element) not in names:
            more = (f"{kind.__name__.lower()}{number}" for number in itertools.count(1))
            own = itertools.chain(self.universe.get(kind, ()), more)
            names[str(element)] = next(name for name in map(kind, own) if name not in names.values())
        return names[str(element)]

    def _keys(self, kind: Any) -> list[tuple[Any, z3.ExprRef]]:  # noqa: ANN401  # a type
        """Return the keys of a type that the model tells apart, with their terms."""
        if kind is int:
            return [(number, z3.IntVal(number, self.context)) for number in self.numbers]
        if is_record(kind):
            fields = fields_of(kind)
            make = self.sorts.sort(kind).translate(self.context).constructor(0)
            chosen = itertools.product(*(self._keys(inner) for inner in fields.values()))
            return [
                (kind(**dict(zip(fields, (k for k, _ in parts), strict=True))), make(*(e for _, e in parts)))
                for parts in chosen
            ]
        elements = self.model.get_universe(self.sorts.sort(kind).translate(self.context)) or []
        return [(self._identifier(element, kind), element) for element in elements]

    def _rest(self, kind: Any) -> z3.ExprRef:  # noqa: ANN401  # a type
        """Return a key that stands for all others."""
        if kind is int:
            return z3.IntVal(FAR, self.context)
        sort = self.sorts.sort(kind).translate(self.context)
        return z3.Const(f"any other {sort.name()}", sort)


def _numbers(model: z3.ModelRef) -> Iterator[int]:
    """Yield the numbers that a model speaks of."""
    seen: set[int] = set()
    waiting: list[z3.ExprRef] = []
    for name in model.decls():
        found = model[name]
        waiting += [found] if isinstance(found, z3.ExprRef) else list(_leaves(found.as_list()))
    while waiting:
        term = waiting.pop()
        if term.get_id() not in seen:
            seen.add(term.get_id())
            waiting.extend(term.children())
            if z3.is_int_value(term):
                yield term.as_long()


def _leaves(table: list[Any]) -> Iterator[z3.ExprRef]:
    for entry in table:
        if isinstance(entry, list):
            yield from _leaves(entry)
        else:
            yield entry
