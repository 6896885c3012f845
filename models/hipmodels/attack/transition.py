"""One way that an action can go as a transition between states of terms: what it needs, reads and writes.

A state is a term for each part of world and history. To take a transition is to put the terms of a state in the place
of the unknown state, and new constants in the place of the unknown arguments.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import z3

from hipmodels.attack.fields import Fields, Reading, changed_fields
from hipmodels.lift.lifted import STATE, ActionPath, Lifted
from hipmodels.lift.source import Function
from hipmodels.lift.values import Ledger, Record, Value, Values, leaves
from hipmodels.properties import is_step_property
from hipmodels.prove import goal_of

DEFINITION = "definition"  # the origin of a condition that says what a fresh collection is

State = dict[str, z3.ExprRef]
NONE: Fields = frozenset()


@dataclass(frozen=True, eq=False)
class Formula:
    """A term with the constants in it that stand for something else in each step.

    Attributes:
        term: the term.
        parts: the parts of the state in it.
        unknowns: the arguments in it, and what is made of them.
        reads: the fields that it reads.
    """

    term: z3.ExprRef
    parts: tuple[tuple[str, z3.ExprRef], ...]
    unknowns: tuple[z3.ExprRef, ...]
    reads: Fields

    def at(self, state: State, number: int) -> z3.ExprRef:
        """Return the term in a state, with unknowns that belong to the step of a number."""
        renamed = [(c, z3.Const(f"{c.decl().name()}@{number}", c.sort())) for c in self.unknowns]
        placed = [(constant, state[name]) for name, constant in self.parts]
        return z3.substitute(self.term, *placed, *renamed) if placed or renamed else self.term


@dataclass(frozen=True, eq=False)
class Transition:
    """One way that an action can go.

    Attributes:
        path: the path.
        conditions: what must hold for it.
        needs: the fields that tell whether it can be taken.
        definitions: what the fresh collections in it are, by name.
        writes: the parts of the state that it changes, and to what.
        changes: the fields that it changes, each with the fields that the change reads.
        broken: that it violates the property, if it may; what must hold before, included.
    """

    path: ActionPath
    conditions: tuple[Formula, ...]
    needs: Fields
    definitions: dict[str, Formula]
    writes: dict[str, Formula]
    changes: dict[str, Fields]
    broken: tuple[Formula, ...]

    @cached_property
    def reads(self) -> Fields:
        """The fields that tell whether it can be taken, and what it changes."""
        return self.needs.union(*self.changes.values())

    @cached_property
    def judged(self) -> Fields:
        """The fields that tell whether it can be taken and violates the property."""
        return self.needs.union(*(formula.reads for formula in self.broken))

    def after(self, state: State, number: int) -> State:
        """Return the state after it."""
        return state | {name: formula.at(state, number) for name, formula in self.writes.items()}


class Transitions:
    """All transitions of a specification, with the violation of one property, in a solver's own context.

    Args:
        lifted: the specification.
        function: the property.
        context: where the terms live; what else the process did must not change what is found.
    """

    def __init__(self, lifted: Lifted, function: Function, context: z3.Context) -> None:
        """Translate everything once."""
        self.lifted = lifted
        self.function = function
        self.context = context
        unknown = dict(_terms(lifted, lifted.world, lifted.history))
        self.constants: State = {name: constant.translate(context) for name, constant in unknown.items()}
        self._parts = {constant.decl().name(): name for name, constant in unknown.items()}
        paths = [path for action in lifted.specification.actions for path in lifted.paths(action)]
        goals = [self._goal(path) for path in paths]
        world, history = lifted.beginning()
        self.beginning: State = {name: t.translate(context) for name, t in _terms(lifted, world, history)}
        self.distinct = [fact.translate(context) for fact in lifted.distinctness()]
        self._kept = {constant.decl().name() for constant in lifted.sorts.named().values()}
        self.all = _relevant([self._transition(path, goal) for path, goal in zip(paths, goals, strict=True)])
        unknowns = {} if is_step_property(function) else lifted.unknowns(function, STATE, "any")
        self.at_first = (
            z3.BoolVal(True, context)  # noqa: FBT003  # the solver's truth value
            if is_step_property(function)
            else lifted.state_property(function, history, world, unknowns).translate(context)
        )

    def _goal(self, path: ActionPath) -> list[z3.BoolRef]:
        """Return that a path violates the property, which held before; nothing if it visibly does not."""
        goal, framed = goal_of(self.lifted, path, self.function)
        if framed:
            return []
        before = [] if is_step_property(self.function) else [self.lifted.assumed(self.function)]
        return [z3.Not(goal), *before]

    def _transition(self, path: ActionPath, goal: list[z3.BoolRef]) -> Transition:
        lifted = self.lifted
        before = dict(_terms(lifted, lifted.world, lifted.history))
        after = dict(_terms(lifted, path.world, path.history))
        defined: dict[str, Formula] = {}
        for condition in path.conditions:
            if condition.origin == DEFINITION:  # a later one may speak of those before it
                entry = condition.term.body().arg(0)
                defined[entry.arg(0).decl().name()] = self._formula(condition.term, defined)
        writes = {name: self._formula(term, defined) for name, term in after.items() if not term.eq(before[name])}
        changes = {
            field: self._reads(writes[name].term, defined, place)
            for name in writes
            for field, place in changed_fields(name, self.constants[name], writes[name].term).items()
        }
        terms = [condition.term for condition in path.conditions if condition.origin != DEFINITION]
        conditions = tuple(self._formula(term, defined) for term in terms)
        broken = tuple(self._formula(term, defined) for term in goal)
        needs = NONE.union(*(formula.reads for formula in conditions))
        return Transition(path, conditions, needs, defined, writes, changes, broken)

    def _formula(self, term: z3.ExprRef, defined: dict[str, Formula]) -> Formula:
        own = term.translate(self.context)
        constants = list(constants_in(own))
        parts = [(self._parts[name], c) for c in constants if (name := c.decl().name()) in self._parts]
        others = [c for c in constants if c.decl().name() not in self._parts and c.decl().name() not in self._kept]
        return Formula(own, tuple(parts), tuple(others), self._reads(own, defined))

    def _reads(self, own: z3.ExprRef, defined: dict[str, Formula], place: int | None = None) -> Fields:
        """Return what a term reads, through the definitions of fresh collections in it too."""
        fields = Reading(self._parts | {name: name for name in defined}).of(own, place)
        through = [f for name, f in defined.items() if any(is_of(name, field) for field in fields)]
        mine = (field for field in fields if not any(is_of(name, field) for name in defined))
        return frozenset(mine).union(*(formula.reads for formula in through))


def _relevant(transitions: list[Transition]) -> list[Transition]:
    """Leave out what no condition and no violation rests on: history, for the most part, that other properties read."""
    rests_on = NONE.union(*(t.judged for t in transitions))
    while True:
        more = rests_on.union(*(reads for t in transitions for field, reads in t.changes.items() if field in rests_on))
        if more == rests_on:
            break
        rests_on = more
    return [_only(transition, rests_on) for transition in transitions]


def _only(transition: Transition, fields: Fields) -> Transition:
    """Leave out of a transition all changes but those of some fields, and the definitions that only others need."""
    changes = {field: reads for field, reads in transition.changes.items() if field in fields}
    writes = {n: f for n, f in transition.writes.items() if any(is_of(n, field) for field in changes)}
    used = [*transition.conditions, *transition.broken, *writes.values()]
    names = {c.decl().name() for formula in used for c in formula.unknowns}
    definitions = []
    for name, formula in reversed(transition.definitions.items()):
        if name in names:
            names.update(c.decl().name() for c in formula.unknowns)
            definitions.append(formula)
    conditions = (*transition.conditions, *reversed(definitions))
    return replace(transition, conditions=conditions, writes=writes, changes=changes)


def is_of(part: str, field: str) -> bool:
    """Whether a field is one of a part, or the part."""
    return field == part or field.startswith(f"{part}.")


def constants_in(term: z3.ExprRef) -> Iterator[z3.ExprRef]:
    """Yield the constants that a term is made of, each once, in the order in which they come."""
    seen: set[int] = set()
    waiting = [term]
    while waiting:
        inner = waiting.pop()
        if inner.get_id() in seen:
            continue
        seen.add(inner.get_id())
        if z3.is_const(inner) and inner.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            yield inner
        waiting.extend(inner.children())


def _terms(lifted: Lifted, world: Value, history: Value) -> Iterator[tuple[str, z3.ExprRef]]:
    """Yield the parts of a state as terms, whatever the values are held as."""
    values = lifted.interpreter.values
    for stem, like, value in (("world", lifted.world, world), ("history", lifted.history, history)):
        for name, part in leaves(like):
            yield f"{stem}.{name}", values.term(_part(values, value, like, name), part.kind)


def _part(values: Values, value: Value, like: Value, name: str) -> Value:
    """Return the part of a value that has a name in a state like it."""
    for field in name.split("."):
        if isinstance(like, Ledger):
            value, like = getattr(values.coerce(value, like.kind), field), getattr(like, field)
        elif isinstance(like, Record):
            value, like = values.field(value, field), like.fields[field]
    return value
