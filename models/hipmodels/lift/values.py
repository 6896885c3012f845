"""Values while lifting: plain Python where the value is known, terms of the solver where it is not."""

import ast
import dataclasses
import typing
from collections.abc import Iterator
from enum import Enum
from typing import Any

import z3

from hipmodels.lift.sorts import Sorts, fields_of, is_record
from hipspec.language import NOTHING, Identifier, Map, Maybe, Set, Tally

# A value while lifting: bool, int, Enum, Identifier, Maybe, Term, Record, Ledger, or a concrete collection.
Value = Any


@dataclasses.dataclass(frozen=True, eq=False)
class Term:
    """A term of the solver, with the Python type that it stands for."""

    expression: z3.ExprRef
    kind: Any


@dataclasses.dataclass(frozen=True, eq=False)
class Record:
    """A dataclass whose fields may be unknown."""

    kind: type
    fields: dict[str, Value]


@dataclasses.dataclass(frozen=True, eq=False)
class Ledger:
    """A `Tally`: its accounts and their total."""

    kind: Any
    accounts: Any
    total: Value


@dataclasses.dataclass(frozen=True, eq=False)
class Closure:
    """A lambda and the names that it sees."""

    node: ast.Lambda
    names: dict[str, Value]
    scope: Any


class Values:
    """Conversions between values and terms, for one set of sorts."""

    def __init__(self, sorts: Sorts) -> None:
        """Work with `sorts`."""
        self.sorts = sorts
        self._count = 0
        self._wrapped: dict[tuple[int, type], tuple[z3.ExprRef, Record]] = {}

    def restart_names(self) -> None:
        """Number names from the beginning again, so that a path is the same whatever was lifted before it."""
        self._count = 0

    def fresh_name(self, stem: str) -> str:
        """Return a name not used before."""
        self._count += 1
        return f"{stem}!{self._count}"

    def fresh(self, kind: Any, name: str) -> Value:  # noqa: ANN401  # a type or a generic alias
        """Return an unknown value of a type, dataclasses field by field."""
        if is_record(kind):
            return Record(
                kind, {field: self.fresh(inner, f"{name}.{field}") for field, inner in fields_of(kind).items()}
            )
        if typing.get_origin(kind) is Tally:
            accounts = self.fresh(Map[typing.get_args(kind)[0], int], f"{name}.accounts")  # type: ignore[misc]  # a type made at run time
            return Ledger(kind, accounts, self.fresh(int, f"{name}.total"))
        return Term(z3.Const(name, self.sorts.sort(kind)), kind)

    def wrap(self, expression: z3.ExprRef, kind: Any) -> Value:  # noqa: ANN401  # a type or a generic alias
        """Return the value that a term of a type stands for."""
        if not is_record(kind):
            return Term(expression, kind)
        place = (expression.get_id(), kind)
        if place not in self._wrapped:
            # The term is kept beside its parts: its number stands for nothing else as long as it lives.
            self._wrapped[place] = (expression, self._unwrapped(expression, kind))
        return self._wrapped[place][1]

    def _unwrapped(self, expression: z3.ExprRef, kind: type) -> Record:
        sort = self.sorts.sort(kind)
        known = z3.is_app(expression) and expression.decl().eq(sort.constructor(0))
        return Record(
            kind,
            {
                name: self.wrap(expression.arg(index) if known else sort.accessor(0, index)(expression), inner)
                for index, (name, inner) in enumerate(fields_of(kind).items())
            },
        )

    def term(self, value: Value, kind: Any) -> z3.ExprRef:  # noqa: ANN401, C901, PLR0911  # one return for each kind of value
        """Return a value as a term of a type."""
        if isinstance(value, Term):
            return value.expression
        if isinstance(value, bool):
            return z3.BoolVal(value, self.sorts.context)
        if isinstance(value, int):
            return z3.IntVal(value, self.sorts.context)
        if isinstance(value, Enum):
            return self.sorts.member(value)
        if isinstance(value, Identifier):
            return self.sorts.constant(value)
        if isinstance(value, Maybe):
            return self._maybe(value, kind)
        if isinstance(value, Map):
            key, inner = typing.get_args(kind)
            array = z3.K(self.sorts.sort(key), self.term(value.default, inner))
            for entry, content in value.items():
                array = z3.Store(array, self.term(entry, key), self.term(content, inner))
            return array
        if isinstance(value, Set):
            (key,) = typing.get_args(kind)
            array = z3.K(self.sorts.sort(key), z3.BoolVal(False, self.sorts.context))  # noqa: FBT003  # the solver's truth value
            for member in value:
                array = z3.Store(array, self.term(member, key), z3.BoolVal(True, self.sorts.context))  # noqa: FBT003  # as above
            return array
        return self._record(value, kind)

    def _maybe(self, value: Maybe[Value], kind: Any) -> z3.ExprRef:  # noqa: ANN401  # a type or a generic alias
        sort = self.sorts.sort(kind)
        if not value.present:
            return sort.constructor(0)()
        return sort.constructor(1)(self.term(value.value, typing.get_args(kind)[0]))

    def _record(self, value: Value, kind: Any) -> z3.ExprRef:  # noqa: ANN401  # a type or a generic alias
        if not is_record(kind):
            msg = f"{value!r} is not a value of {kind!r}"
            raise TypeError(msg)
        sort = self.sorts.sort(kind)
        parts = [self.term(self.field(value, name), inner) for name, inner in fields_of(kind).items()]
        first = parts[0]
        if z3.is_app(first) and first.num_args() == 1 and first.decl().eq(sort.accessor(0, 0)):
            whole = first.arg(0)
            if all(part.eq(sort.accessor(0, index)(whole)) for index, part in enumerate(parts)):
                return whole
        return sort.constructor(0)(*parts)

    def record(self, kind: type, fields: dict[str, Value]) -> Value:
        """Return a record with the given fields."""
        return Record(kind, fields)

    def field(self, value: Value, name: str) -> Value:
        """Return a field of a record, collections as terms."""
        if isinstance(value, Record):
            if name not in value.fields:
                msg = f"{value.kind.__name__} has no field {name}"
                raise AttributeError(msg)
            return value.fields[name]
        return self.coerce(getattr(value, name), fields_of(type(value))[name])

    def coerce(self, value: Value, kind: Any) -> Value:  # noqa: ANN401  # a type or a generic alias
        """Return a value in the form that a field of a type holds it in."""
        if isinstance(value, Tally):
            key = typing.get_args(kind)[0]
            accounts = Map[key, int]  # type: ignore[valid-type]  # a type made at run time
            return Ledger(kind, Term(self.term(value.accounts, accounts), accounts), value.total)
        if isinstance(value, Map | Set):
            return Term(self.term(value, kind), kind)
        return value

    def kind_of(self, value: Value) -> Any:  # noqa: ANN401  # a type or a generic alias
        """Return the type of a value, as far as the value tells."""
        if isinstance(value, Term | Record | Ledger):
            return value.kind
        if isinstance(value, Maybe):
            inner = self.kind_of(value.value) if value.present else None
            return Maybe[inner] if inner is not None else None  # type: ignore[valid-type]  # a type made at run time
        if isinstance(value, Map | Set):
            return None
        return type(value)

    def choose(self, condition: z3.BoolRef, yes: Value, no: Value) -> Value:
        """Return the value that is `yes` where the condition holds and `no` elsewhere."""
        if yes is no or self.identical(yes, no):
            return yes
        kind = self.kind_of(yes) or self.kind_of(no)
        if is_record(kind):
            return Record(
                kind,
                {name: self.choose(condition, self.field(yes, name), self.field(no, name)) for name in fields_of(kind)},
            )
        if isinstance(yes, Ledger) and isinstance(no, Ledger):
            accounts = self.choose(condition, yes.accounts, no.accounts)
            return Ledger(kind, accounts, self.choose(condition, yes.total, no.total))
        return Term(z3.If(condition, self.term(yes, kind), self.term(no, kind)), kind)

    @staticmethod
    def identical(one: Value, other: Value) -> bool:
        """Whether two values are visibly the same."""
        if isinstance(one, Term) and isinstance(other, Term):
            return bool(one.expression.eq(other.expression))
        if any(isinstance(value, Term | Record | Ledger | Maybe) for value in (one, other)):
            return one is NOTHING and other is NOTHING
        return bool(type(one) is type(other) and one == other)

    def equal(self, one: Value, other: Value) -> Value:  # noqa: PLR0911  # one return for each kind of value
        """Return whether two values are equal."""
        if self.identical(one, other):
            return True
        if isinstance(one, Maybe) and isinstance(other, Maybe):
            if one.present != other.present:
                return False
            return self.equal(one.value, other.value) if one.present else True
        kind = self.kind_of(one) or self.kind_of(other)
        if is_record(kind):
            return self.all_of([self.equal(self.field(one, n), self.field(other, n)) for n in fields_of(kind)])
        if not isinstance(one, Term) and not isinstance(other, Term) and not isinstance(one, Ledger):
            return bool(one == other)
        if isinstance(one, Ledger):
            return self.equal(one.accounts, other.accounts)
        if isinstance(other, Maybe):
            one, other = other, one
        if isinstance(one, Maybe):
            return self._equal_maybe(one, other)
        return Term(self.term(one, kind) == self.term(other, kind), bool)

    def _equal_maybe(self, one: Maybe[Value], other: Term) -> Value:
        sort = self.sorts.sort(other.kind)
        if not one.present:
            return Term(sort.recognizer(0)(other.expression), bool)
        return Term(other.expression == self._maybe(one, other.kind), bool)

    def all_of(self, conditions: list[Value]) -> Value:
        """Return the conjunction of truth values."""
        if any(condition is False for condition in conditions):
            return False
        terms = [condition.expression for condition in conditions if condition is not True]
        if not terms:
            return True
        return Term(z3.And(*terms) if len(terms) > 1 else terms[0], bool)

    def any_of(self, conditions: list[Value]) -> Value:
        """Return the disjunction of truth values."""
        if any(condition is True for condition in conditions):
            return True
        terms = [condition.expression for condition in conditions if condition is not False]
        if not terms:
            return False
        return Term(z3.Or(*terms) if len(terms) > 1 else terms[0], bool)

    def negation(self, condition: Value) -> Value:
        """Return the opposite of a truth value."""
        return not condition if isinstance(condition, bool) else Term(z3.Not(condition.expression), bool)


class Plain(Values):
    """Values that are all known: the interpreter then does what Python does, and can be watched doing it."""

    def coerce(self, value: Value, kind: Any) -> Value:  # noqa: ANN401  # a type or a generic alias
        """Return the value as it is."""
        del kind
        return value

    def record(self, kind: type, fields: dict[str, Value]) -> Value:
        """Return the dataclass itself."""
        return kind(**fields)

    def equal(self, one: Value, other: Value) -> Value:
        """Return whether two values are equal, as Python has it."""
        return bool(one == other)


def leaves(value: Value, name: str = "") -> Iterator[tuple[str, Value]]:
    """Yield the terms that a record is made of, with their names."""
    if isinstance(value, Record):
        for field, inner in value.fields.items():
            yield from leaves(inner, f"{name}.{field}" if name else field)
    elif isinstance(value, Ledger):
        yield f"{name}.accounts", value.accounts
        yield f"{name}.total", value.total
    else:
        yield name, value
