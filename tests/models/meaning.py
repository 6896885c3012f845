"""What a term of the solver means for plain values, worked out without the solver."""

import itertools
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import z3

from hipmodels.lift.paths import Path
from hipmodels.lift.sorts import Sorts, fields_of, is_record
from hipmodels.lift.values import Ledger, Record, Term
from hipspec.language import NOTHING, Map, Maybe, Set, Tally, some

Value = Any  # a value of a specification, of whatever type
Kind = Any  # a type or a generic alias
Code = Callable[["State"], Value]

FAR = 77777  # a number that nothing mentions
REACH = range(-50, 100)  # where a set of numbers that is made pointwise is looked at


class UnspecifiedError(Exception):
    """A term depends on the value of a NOTHING, which can be anything."""


@dataclass(frozen=True, eq=False)
class Array:
    """A function from keys to values, as the solver has it; `touched` are the keys that it was written at."""

    get: Callable[[Value], Value]
    touched: tuple[Value, ...] = ()
    everywhere: bool = False


@dataclass
class State:
    """What the constants of a term stand for, and what has been worked out already."""

    constants: dict[str, Value]
    bound: tuple[Value, ...] = ()
    known: dict[int, Value] = field(default_factory=dict)
    defined: dict[str, Code] = field(default_factory=dict)


def at(collection: Value, key: Value) -> Value:
    """Return what a map, a set or an array holds at a key."""
    if isinstance(collection, Array):
        return collection.get(key)
    return collection.has(key) if isinstance(collection, Set) else collection[key]


def touched(collection: Value) -> tuple[Value, ...]:
    """Return the keys at which a collection may differ from what it is elsewhere."""
    if isinstance(collection, Array):
        return collection.touched
    return tuple(collection) if isinstance(collection, Set) else tuple(key for key, _ in collection.items())


def is_tally(kind: Kind) -> bool:
    """Whether a type is a tally, which is no term but two."""
    origin: Kind = typing.get_origin(kind)
    return bool(origin is Tally)


class Meaning:
    """Evaluates terms of the solver on plain values, without the solver.

    It is strict where the solver is lenient: a term that depends on the value of a NOTHING is an error.

    Args:
        sorts: the sorts that the terms are made of.
        kinds: the types that occur, those within them included.
        names: for each kind of identifier, those that occur; one more stands for all others.
    """

    def __init__(self, sorts: Sorts, kinds: Iterable[Kind], names: Mapping[type, list[Value]]) -> None:
        """Learn what the declarations of the sorts mean."""
        self.sorts = sorts
        self.names = names
        self._code: dict[int, tuple[z3.ExprRef, Code]] = {}
        self._constructors: dict[str, Callable[..., Value]] = {}
        self._accessors: dict[str, Callable[[Value], Value]] = {}
        self._constants: dict[str, Value] = {}
        self._kinds: dict[int, Kind] = {}
        for kind in kinds:
            if not is_tally(kind):
                self._learn(kind)

    def _learn(self, kind: Kind) -> None:
        sort = self.sorts.sort(kind)
        if sort.get_id() in self._kinds:
            return
        self._kinds[sort.get_id()] = kind
        origin: Kind = typing.get_origin(kind)
        if origin is Maybe:
            self._constructors[sort.constructor(0).name()] = lambda: NOTHING
            self._constructors[sort.constructor(1).name()] = some
            self._accessors[sort.accessor(1, 0).name()] = _content
        elif is_record(kind):
            fields = fields_of(kind)
            self._constructors[sort.constructor(0).name()] = kind
            for index, name in enumerate(fields):
                self._accessors[sort.accessor(0, index).name()] = _reader(name)
        elif isinstance(kind, type) and issubclass(kind, Enum):
            self._constants |= {c.decl().name(): member for member, c in self.sorts.members(kind).items()}
        parts = fields_of(kind).values() if is_record(kind) else typing.get_args(kind)
        for part in parts:
            self._learn(part)

    # ------------------------------------------------------------------ paths and values

    def applies(self, path: Path, state: State) -> bool:
        """Whether every condition of a path is true; its definitions are taken down, not tried."""
        for condition in path.conditions:
            if condition.origin == "definition":
                equation = condition.term.body()
                made = equation.arg(0).arg(0).decl().name()
                state.defined[made] = self.code(equation.arg(1))
            elif not self.code(condition.term)(state):
                return False
        return True

    def agrees(self, lifted: Value, plain: Value, kind: Kind, state: State) -> str:
        """Return where a lifted value differs from a plain one; an empty string if nowhere."""
        if isinstance(lifted, Record):
            for name, part in fields_of(lifted.kind).items() if lifted.kind is kind else ():
                where = self.agrees(lifted.fields[name], getattr(plain, name), part, state)
                if where:
                    return f".{name}{where}"
            return "" if lifted.kind is kind else f": a {lifted.kind} and not a {kind}"
        if isinstance(lifted, Ledger):
            accounts = Map[typing.get_args(kind)[0], int]  # type: ignore[misc, valid-type]  # a type made at run time
            where = self.agrees(lifted.accounts, plain.accounts, accounts, state)
            return where or self.agrees(lifted.total, plain.total, int, state)
        if isinstance(lifted, Maybe) and lifted.present and plain.present:
            return self.agrees(lifted.value, plain.value, typing.get_args(kind)[0], state)
        value = self.code(lifted.expression)(state) if isinstance(lifted, Term) else lifted
        return "" if self.same(value, plain, kind) else f": lifted {value!r}, run {plain!r}"

    def same(self, one: Value, other: Value, kind: Kind) -> bool:
        """Whether two values of a type are equal; collections at every key that can matter."""
        if one is other:
            return True
        origin: Kind = typing.get_origin(kind)
        inner = typing.get_args(kind)
        if origin in (Map, Set):
            part = bool if origin is Set else inner[1]
            keys = self._keys(one, other, inner[0])
            return all(self.same(at(one, key), at(other, key), part) for key in keys)
        if origin is Maybe:
            if not (one.present and other.present):
                return bool(one.present == other.present)
            return self.same(one.value, other.value, inner[0])
        if is_record(kind):
            return all(self.same(getattr(one, n), getattr(other, n), part) for n, part in fields_of(kind).items())
        return bool(one == other)

    def _keys(self, one: Value, other: Value, kind: Kind) -> Iterator[Value]:
        yield self.spare(kind)
        yield from dict.fromkeys([*touched(one), *touched(other)])
        if any(isinstance(side, Array) and side.everywhere for side in (one, other)):
            yield from self.carrier(kind)

    def carrier(self, kind: Kind) -> Iterator[Value]:
        """Yield the values that a quantifier over a type has to look at."""
        if is_record(kind):
            parts = [list(self.carrier(part)) for part in fields_of(kind).values()]
            yield from (kind(*values) for values in itertools.product(*parts))
        elif kind is int:
            yield from (*REACH, FAR)
        else:
            yield from (*self.names[kind], self.spare(kind))

    def spare(self, kind: Kind) -> Value:
        """Return a value that nothing mentions."""
        if is_record(kind):
            return kind(*(self.spare(part) for part in fields_of(kind).values()))
        if kind is int:
            return FAR
        return kind("another")

    # ------------------------------------------------------------------ terms

    def code(self, term: z3.ExprRef) -> Code:
        """Return a function that evaluates a term."""
        found = self._code.get(term.get_id())
        if found is None:
            found = (term, self._closed(term, self._translate(term)))
            self._code[term.get_id()] = found
        return found[1]

    @staticmethod
    def _closed(term: z3.ExprRef, code: Code) -> Code:
        number = term.get_id()

        def remembered(state: State) -> Value:
            if state.bound:
                return code(state)
            if number not in state.known:
                state.known[number] = code(state)
            return state.known[number]

        return remembered

    def _translate(self, term: z3.ExprRef) -> Code:  # noqa: PLR0911  # one return for each kind of term
        if z3.is_quantifier(term):
            return self._quantifier(term)
        if z3.is_var(term):
            index = z3.get_var_index(term)
            return lambda state: state.bound[index]
        if z3.is_int_value(term):
            number = term.as_long()
            return lambda _: number
        name, kind = term.decl().name(), term.decl().kind()
        parts = [self.code(argument) for argument in term.children()]
        if kind == z3.Z3_OP_UNINTERPRETED or (kind == z3.Z3_OP_DT_CONSTRUCTOR and name not in self._constructors):
            return self._constant(name)
        if kind == z3.Z3_OP_DT_CONSTRUCTOR:
            make = self._constructors[name]
            return lambda state: make(*(part(state) for part in parts))
        if kind == z3.Z3_OP_DT_ACCESSOR:
            get = self._accessors[name]
            return lambda state: get(parts[0](state))
        if kind in (z3.Z3_OP_DT_IS, z3.Z3_OP_DT_RECOGNISER):
            present = term.decl().params()[0].arity() == 1
            return lambda state: parts[0](state).present == present
        if kind == z3.Z3_OP_EQ:
            sort = self._kinds[term.arg(0).sort().get_id()]
            return lambda state: self.same(parts[0](state), parts[1](state), sort)
        return OPERATIONS[kind](parts)

    def _constant(self, name: str) -> Code:
        if name not in self._constants:
            self._constants |= {constant.decl().name(): known for known, constant in self.sorts.named().items()}
        if name in self._constants:
            value = self._constants[name]
            return lambda _: value
        return lambda state: _made(state, name) if name in state.defined else state.constants[name]

    def _quantifier(self, term: z3.QuantifierRef) -> Code:
        body = self.code(term.body())
        kind = self._kinds[term.var_sort(0).get_id()]
        if term.is_lambda():
            return lambda state: _function(state, body)
        return lambda state: all(body(_with(state, key)) for key in self.carrier(kind))


def _with(state: State, key: Value) -> State:
    return State(state.constants, (key, *state.bound), {}, state.defined)


def _function(state: State, body: Code) -> Array:
    return Array(lambda key: body(_with(state, key)), everywhere=True)


def _made(state: State, name: str) -> Array:
    return _function(State(state.constants, (), {}, state.defined), state.defined[name])


def _content(value: Value) -> Value:
    if not value.present:
        raise UnspecifiedError
    return value.value


def _reader(name: str) -> Callable[[Value], Value]:
    return lambda value: getattr(value, name)


def _store(parts: list[Code]) -> Code:
    def store(state: State) -> Array:
        before, key, value = (part(state) for part in parts)
        everywhere = isinstance(before, Array) and before.everywhere
        return Array(lambda k: value if k == key else at(before, k), (*touched(before), key), everywhere)

    return store


def _constant_array(parts: list[Code]) -> Code:
    def constant(state: State) -> Array:
        value = parts[0](state)
        return Array(lambda _: value)

    return constant


def _total(values: Iterable[int]) -> int:
    first, *others = values
    return first - sum(others)


def _product(one: int, other: int) -> int:
    return one * other


OPERATIONS: dict[int, Callable[[list[Code]], Code]] = {
    z3.Z3_OP_TRUE: lambda _: lambda _state: True,
    z3.Z3_OP_FALSE: lambda _: lambda _state: False,
    z3.Z3_OP_AND: lambda parts: lambda state: all(part(state) for part in parts),
    z3.Z3_OP_OR: lambda parts: lambda state: any(part(state) for part in parts),
    z3.Z3_OP_NOT: lambda parts: lambda state: not parts[0](state),
    z3.Z3_OP_ITE: lambda parts: lambda state: parts[1](state) if parts[0](state) else parts[2](state),
    z3.Z3_OP_LE: lambda parts: lambda state: parts[0](state) <= parts[1](state),
    z3.Z3_OP_LT: lambda parts: lambda state: parts[0](state) < parts[1](state),
    z3.Z3_OP_GE: lambda parts: lambda state: parts[0](state) >= parts[1](state),
    z3.Z3_OP_GT: lambda parts: lambda state: parts[0](state) > parts[1](state),
    z3.Z3_OP_ADD: lambda parts: lambda state: sum(part(state) for part in parts),
    z3.Z3_OP_SUB: lambda parts: lambda state: _total(part(state) for part in parts),
    z3.Z3_OP_UMINUS: lambda parts: lambda state: -parts[0](state),
    z3.Z3_OP_MUL: lambda parts: lambda state: _product(*(part(state) for part in parts)),
    z3.Z3_OP_IDIV: lambda parts: lambda state: parts[0](state) // parts[1](state),
    z3.Z3_OP_SELECT: lambda parts: lambda state: at(parts[0](state), parts[1](state)),
    z3.Z3_OP_STORE: _store,
    z3.Z3_OP_CONST_ARRAY: _constant_array,
}


def constants_of(lifted: Value, plain: Value) -> dict[str, Value]:
    """Return what the unknowns of a lifted value (or of a dict of them) stand for, given the plain value."""
    if isinstance(lifted, Record | dict):
        found: dict[str, Value] = {}
        for name, part in lifted.items() if isinstance(lifted, dict) else lifted.fields.items():
            found |= constants_of(part, plain[name] if isinstance(plain, dict) else getattr(plain, name))
        return found
    if isinstance(lifted, Ledger):
        return {**constants_of(lifted.accounts, plain.accounts), **constants_of(lifted.total, plain.total)}
    return {lifted.expression.decl().name(): plain} if isinstance(lifted, Term) else {}
