"""A specification lifted: what is unknown before a step, every path of every action, every property as a formula."""

import dataclasses
import functools
import inspect
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import z3

from hipmodels.lift.edits import Edits, called_by, identifiers_named, package_of
from hipmodels.lift.interpret import Interpreter
from hipmodels.lift.paths import Condition, Path, Track, explore
from hipmodels.lift.sorts import Sorts
from hipmodels.lift.source import Function, hints_of
from hipmodels.lift.tables import Spelt, Universe
from hipmodels.lift.values import Ledger, Record, Term, Value, Values, leaves
from hipmodels.properties import is_step_property
from hipspec.language import Identifier, Specification

STATE = 2  # an invariant's first parameters: history and world
EVENT = "event"
CHECKED = ("guard", "assumption")
STEP = 5  # a step property's: history and world before, the event, history and world after


@dataclass(frozen=True)
class ActionPath:
    """One way that an action can go, with what it does to the world and to history.

    Attributes:
        id: the action's name and the number of the path.
        action: the action.
        words: the branches taken, in words.
        narration: the same, with the branches that could go only one way.
        conditions: what must hold for it.
        parameters: the unknown arguments.
        event, world, history: what comes out.
    """

    id: str
    action: Function
    words: tuple[str, ...]
    narration: tuple[str, ...]
    conditions: tuple[Condition, ...]
    parameters: dict[str, Value]
    event: Value
    world: Value
    history: Value

    @property
    def terms(self) -> list[z3.BoolRef]:
        """The conditions as terms."""
        return [condition.term for condition in self.conditions]

    @property
    def checks(self) -> dict[str, z3.BoolRef]:
        """The guards and assumptions that it passes, by id."""
        found: dict[str, list[z3.BoolRef]] = {}
        for condition in self.conditions:
            if condition.origin in CHECKED:
                found.setdefault(condition.item, []).append(condition.term)
        return {item: z3.And(*terms) if len(terms) > 1 else terms[0] for item, terms in found.items()}

    @property
    def definitions(self) -> list[z3.BoolRef]:
        """The conditions that no check makes: the branches taken, and what fresh collections are."""
        return [condition.term for condition in self.conditions if condition.origin not in CHECKED]

    def parts(self) -> dict[str, Value]:
        """Return the parts of what comes out, by name."""
        outcome = {EVENT: self.event, "history": self.history, "world": self.world}
        return {n: part for stage, value in outcome.items() for n, part in parts_of(value, stage).items()}


@functools.cache
def parameters_of(function: Function, after: int = 1) -> dict[str, Any]:
    """Return the parameters of an action or property behind the first few, with their types."""
    hints = hints_of(function)
    return {name: hints[name] for name in list(inspect.signature(function).parameters)[after:]}


class Lifted:
    """Everything about a specification that the solver is asked about.

    Args:
        specification: what to lift.
        edits: what to leave out.
        readings: the answers in force.
        universe: for a finite instance, what there is; no bound if left out.
        base: the same without edits, lifted the same way; what the edits don't touch is taken from there.
    """

    def __init__(
        self,
        specification: Specification,
        *,
        edits: Edits | None = None,
        readings: Any = None,  # noqa: ANN401  # the readings dataclass of the specification
        universe: Universe | None = None,
        base: "Lifted | None" = None,
    ) -> None:
        """Lift the state; paths and properties are lifted when they are first asked for."""
        self.specification = specification
        self.edits = edits or Edits()
        self.readings = readings if readings is not None else specification.readings_type()
        self.sorts: Sorts = universe.sorts if universe else base.sorts if base else Sorts()
        self.interpreter = Interpreter(self.sorts, self.edits, Spelt(universe) if universe else None)
        self.base = base
        self.world: Value = base.world if base else self.interpreter.values.fresh(specification.world, "world")
        self.history: Value = base.history if base else self.interpreter.values.fresh(specification.history, "history")

        if base is None and universe is None:
            for action in specification.actions:  # which sorts there are must not depend on what is lifted first
                self.arguments(action, action.__name__)
            for function in specification.invariants:
                self.unknowns(function, STEP if is_step_property(function) else STATE, "any")
            self.distinctness()

    def untouched(self, *functions: Function) -> "Lifted | None":
        """Return the unedited whole if the edits touch none of the functions, nor what they call."""
        package = package_of(self.specification)
        called = (inner for function in functions for inner in called_by(function, package))
        return None if self.base is None or any(self.edits.touches(f) for f in called) else self.base

    # ------------------------------------------------------------------ paths

    @functools.cache  # noqa: B019  # lives as long as the lifted specification does
    def paths(self, action: Function) -> tuple[ActionPath, ...]:
        """Return the ways that an action can go from an unknown state."""
        base = self.untouched(action, self.specification.observe)
        if base is not None:
            return base.paths(action)
        return tuple(self.paths_from(action, self.world, self.history, action.__name__))

    def arguments(self, action: Function, stem: str) -> dict[str, Value]:
        """Return unknown arguments for an action."""
        return {
            name: self.readings
            if kind is self.specification.readings_type
            else self.interpreter.values.fresh(kind, f"{stem}.{name}")
            for name, kind in parameters_of(action).items()
        }

    def paths_from(self, action: Function, world: Value, history: Value, stem: str) -> Iterator[ActionPath]:
        """Yield the ways that an action can go from a given state."""
        arguments = self.arguments(action, stem)
        follow = self._step(action, world, history, arguments)
        possible = (path for path in explore(follow) if path.refused is None and self.possible(path))
        for number, path in enumerate(possible):
            event, after, history_after = path.result
            yield ActionPath(
                f"{action.__name__}/{number}",
                action,
                path.words,
                path.narration,
                tuple(path.conditions),
                arguments,
                event,
                after,
                history_after,
            )

    def _step(
        self, action: Function, world: Value, history: Value, arguments: dict[str, Value]
    ) -> Callable[[Track], tuple[Value, Value, Value]]:
        first = next(iter(inspect.signature(action).parameters))

        def follow(track: Track) -> tuple[Value, Value, Value]:
            self.interpreter.values.restart_names()
            step = self.interpreter.call(action, {first: world, **arguments}, track)
            event, after = step.fields["event"], step.fields["world"]
            observed = self._observe(history, world, event, after, track)
            return event, after, observed

        return follow

    def _observe(self, history: Value, before: Value, event: Value, after: Value, track: Track) -> Value:
        observe = self.specification.observe
        names = list(inspect.signature(observe).parameters)
        return self.interpreter.call(observe, dict(zip(names, (history, before, event, after), strict=True)), track)

    def rule_paths(self, rule: Function, arguments: dict[str, Value]) -> list[Path]:
        """Return the ways that a single function can go, refusals included."""
        return list(explore(lambda track: self.interpreter.call(rule, arguments, track)))

    def possible(self, path: Path) -> bool:
        """Whether the conditions of a path don't contradict each other."""
        context = z3.Context()  # what else the process lifted must not change the answer
        solver = z3.SimpleSolver(context)
        solver.set("rlimit", 200_000)
        terms = (condition.term for condition in path.conditions if condition.origin != "definition")
        solver.add(*(term.translate(context) for term in terms))
        return bool(solver.check() != z3.unsat)

    # ------------------------------------------------------------------ the beginning

    def beginning(self) -> tuple[Value, Value]:
        """Return the initial world and history, for unknown parameters."""
        hints = {n: k for n, k in hints_of(self.specification.initial).items() if n != "return"}
        arguments = {name: self.interpreter.values.fresh(kind, f"initial.{name}") for name, kind in hints.items()}
        self.interpreter.values.restart_names()
        world = self.interpreter.call(self.specification.initial, arguments)
        return world, self.interpreter.call(self.specification.initial_history, {"world": world})

    # ------------------------------------------------------------------ properties

    def state_property(
        self, function: Function, history: Value, world: Value, parameters: dict[str, Value]
    ) -> z3.BoolRef:
        """Return an invariant of a state and parameters as a formula."""
        self.interpreter.values.restart_names()
        names = _names(function)
        arguments = dict(zip(names[:STATE], (history, world), strict=True))
        return self.truth(self.interpreter.call(function, {**arguments, **parameters}))

    def step_property(self, function: Function, path: ActionPath, parameters: dict[str, Value]) -> z3.BoolRef:
        """Return a step property of a path as a formula."""
        self.interpreter.values.restart_names()
        names = _names(function)
        state = (self.history, self.world, path.event, path.history, path.world)
        arguments = dict(zip(names[:STEP], state, strict=True))
        return self.truth(self.interpreter.call(function, {**arguments, **parameters}))

    def truth(self, value: Value) -> z3.BoolRef:
        """Return a truth value as a formula."""
        return self.interpreter.values.term(value, bool)

    def unknowns(self, function: Function, after: int, stem: str) -> dict[str, Value]:
        """Return unknown values for the universally quantified parameters of a property."""
        return {
            name: self.interpreter.values.fresh(kind, f"{stem}.{name}")
            for name, kind in parameters_of(function, after).items()
        }

    @functools.cache  # noqa: B019  # lives as long as the lifted specification does
    def assumed(self, function: Function) -> z3.BoolRef:
        """Return an invariant of the unknown state, for all values of its parameters."""
        base = self.untouched(function)
        if base is not None:
            return base.assumed(function)
        parameters = self.unknowns(function, STATE, f"all.{function.__name__}")
        body = self.state_property(function, self.history, self.world, parameters)
        bound = [
            term.expression for value in parameters.values() for _, term in leaves(value) if isinstance(term, Term)
        ]
        return z3.ForAll(bound, body) if bound else body

    @functools.cache  # noqa: B019  # lives as long as the lifted specification does
    def stated(self, function: Function) -> tuple[z3.BoolRef, frozenset[str]]:
        """Return an invariant of the unknown state and unknown parameters, and the parts of the state that it reads."""
        base = self.untouched(function)
        if base is not None:
            return base.stated(function)
        read: set[str] = set()
        history, world = watched(self.history, "history", read), watched(self.world, "world", read)
        return self.state_property(function, history, world, self.unknowns(function, STATE, "any")), frozenset(read)

    @functools.cache  # noqa: B019  # lives as long as the lifted specification does
    def read_after(self, function: Function, action: Function, number: int) -> frozenset[str]:
        """Return the parts of the event and of the state after a path that a step property reads."""
        path = self.paths(action)[number]
        read: set[str] = set()
        event, history = watched(path.event, EVENT, read), watched(path.history, "history", read)
        after = dataclasses.replace(path, event=event, history=history, world=watched(path.world, "world", read))
        self.step_property(function, after, self.unknowns(function, STEP, "any"))
        return frozenset(read)

    def changed(self, path: ActionPath) -> frozenset[str]:
        """Return the parts of the state that a path may change."""
        before = {**parts_of(self.history, "history"), **parts_of(self.world, "world")}
        after = {**parts_of(path.history, "history"), **parts_of(path.world, "world")}
        return frozenset(name for name in before if not same(before[name], after.get(name)))

    @functools.cached_property
    def named(self) -> tuple[Identifier, ...]:
        """The identifiers that the text names, whether they were lifted yet or not."""
        if self.base is not None:
            return self.base.named
        specification = self.specification
        beginning = (specification.initial, specification.initial_history, specification.observe)
        functions = (*beginning, *specification.actions, *specification.invariants)
        package = package_of(specification)
        called = {inner: None for function in functions for inner in called_by(function, package)}
        return tuple(identifiers_named(list(called)))

    def distinctness(self) -> list[z3.BoolRef]:
        """Return the facts that named identifiers of one kind are distinct."""
        return self.sorts.distinctness(self.named)

    def arithmetic(self, state: Value) -> list[z3.BoolRef]:
        """Return the fact about sums for each tally in a state: without a negative account, no negative total."""
        facts = []
        self.interpreter.values.restart_names()
        for ledger in _ledgers(state):
            (key,) = typing.get_args(ledger.kind)
            account = z3.Const(self.interpreter.values.fresh_name("account"), self.sorts.sort(key))
            some_negative = z3.Exists([account], z3.Select(ledger.accounts.expression, account) < 0)
            facts.append(z3.Or(some_negative, self.interpreter.values.term(ledger.total, int) >= 0))
        return facts


@functools.cache
def _names(function: Function) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


class _Watched(dict[str, Value]):
    """The fields of a record, which note what is read of them."""

    def __init__(self, fields: dict[str, Value], name: str, read: set[str]) -> None:
        super().__init__({field: watched(inner, f"{name}.{field}", read) for field, inner in fields.items()})
        self.name = name
        self.read = read

    def __getitem__(self, field: str) -> Value:
        value = super().__getitem__(field)
        if not isinstance(value, Record):
            self.read.add(f"{self.name}.{field}")
        return value

    def items(self) -> Any:  # noqa: ANN401  # as a dict has it
        """Yield all fields, and note them all."""
        return [(field, self[field]) for field in self]

    def values(self) -> Any:  # noqa: ANN401  # as a dict has it
        """Yield what all fields hold, and note them all."""
        return [self[field] for field in self]


def watched(value: Value, name: str, read: set[str]) -> Value:
    """Return a value that writes down which of its parts are read."""
    return Record(value.kind, _Watched(value.fields, name, read)) if isinstance(value, Record) else value


def parts_of(value: Value, name: str) -> dict[str, Value]:
    """Return what a record is made of, by name; a tally is one part."""
    if not isinstance(value, Record):
        return {name: value}
    return {n: v for field, inner in value.fields.items() for n, v in parts_of(inner, f"{name}.{field}").items()}


def same(one: Value, other: Value) -> bool:
    """Whether two parts of states are visibly the same."""
    if isinstance(one, Ledger) and isinstance(other, Ledger):
        return same(one.accounts, other.accounts) and same(one.total, other.total)
    return one is other or Values.identical(one, other)


def _ledgers(value: Value) -> Iterator[Ledger]:
    if isinstance(value, Ledger):
        yield value
    elif isinstance(value, Record):
        for inner in value.fields.values():
            yield from _ledgers(inner)
