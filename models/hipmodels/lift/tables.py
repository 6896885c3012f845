"""Finite instances without arrays: a map is a table of values, one for each key, and a `Maybe` is a flag and a content.

A solver finds models of arrays of records of arrays slowly, and models of flags, numbers and small enumerations at
once. So in a finite instance everything is spelt out. Numbers that serve as keys stay within a stated range.
"""

import itertools
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import z3

from hipmodels.lift.sorts import fields_of, finite_sorts, is_identifier, is_record
from hipmodels.lift.values import Ledger, Record, Term, Value, Values
from hipspec.language import NOTHING, Identifier, Map, Maybe, Set, Tally, some


def _is_value(expression: z3.ExprRef) -> bool:
    return bool(expression.decl().kind() != z3.Z3_OP_UNINTERPRETED)


@dataclass(frozen=True, eq=False)
class Table:
    """A map or a set, spelt out: the value at each key of the universe, and at all others."""

    kind: Any
    entries: dict[Any, Value]
    rest: Value


@dataclass(frozen=True, eq=False)
class Option:
    """A `Maybe` of which it is not known whether there is a value."""

    kind: Any
    present: Value
    value: Value


class Universe:
    """The identifiers and numbers of a finite instance.

    Args:
        names: the identifiers of each kind.
        numbers: the numbers that serve as keys.
    """

    def __init__(self, names: Mapping[type, list[Identifier]], numbers: Sequence[int] = range(-1, 3)) -> None:
        """Give each identifier its element."""
        self.names = {kind: list(dict.fromkeys(members)) for kind, members in names.items()}
        self.numbers = numbers
        self.sorts = finite_sorts(tuple((kind, tuple(members)) for kind, members in self.names.items()))
        self._by_element = {
            self.sorts.constant(member).decl().name(): member for members in self.names.values() for member in members
        }
        self._terms: dict[int, tuple[Term, str]] = {}

    def values(self, kind: Any) -> Iterator[Any]:  # noqa: ANN401  # a type or a generic alias
        """Yield the values of a type that keys and parameters range over."""
        if kind is int:
            yield from self.numbers
        elif kind is bool:
            yield from (False, True)
        elif is_identifier(kind):
            yield from self.names.get(kind, [])
        elif is_record(kind):
            fields = fields_of(kind)
            for combination in itertools.product(*(list(self.values(inner)) for inner in fields.values())):
                yield kind(**dict(zip(fields, combination, strict=True)))
        else:
            yield from kind

    def identifier(self, element: z3.ExprRef) -> Identifier:
        """Return the identifier of an element."""
        return self._by_element[element.decl().name()]

    def name_of(self, term: Term) -> str:
        """Return the name of an unknown, or nothing for a term made of several; asked once of each."""
        if id(term) not in self._terms:
            expression = term.expression
            name = expression.decl().name() if z3.is_const(expression) and not _is_value(expression) else ""
            self._terms[id(term)] = (term, name)
        return self._terms[id(term)][1]

    def __str__(self) -> str:
        """Return the size, in words."""
        sizes = [f"{len(names)} {kind.__name__}" for kind, names in self.names.items()]
        return ", ".join([*sizes, f"numbers {min(self.numbers)} to {max(self.numbers)} as keys"])


class Spelt(Values):
    """Values of a finite instance, spelt out.

    Args:
        universe: the keys that there are.
    """

    def __init__(self, universe: Universe) -> None:
        """Work over a universe."""
        super().__init__(universe.sorts)
        self.universe = universe
        self.within: list[z3.BoolRef] = []

    def fresh(self, kind: Any, name: str) -> Value:  # noqa: ANN401  # a type or a generic alias
        """Return an unknown value of a type, spelt out."""
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin in (Map, Set):
            inner = arguments[1] if origin is Map else bool
            entries = {key: self.fresh(inner, f"{name}[{key}]") for key in self.universe.values(arguments[0])}
            return Table(kind, entries, self.blank(inner))
        if origin is Maybe:
            return Option(kind, self.fresh(bool, f"{name}?"), self.fresh(arguments[0], f"{name}!"))
        if origin is Tally:
            accounts = self.fresh(Map[arguments[0], int], f"{name}.accounts")  # type: ignore[valid-type]  # a type made at run time
            total = z3.Sum([entry.expression for entry in accounts.entries.values()])
            return Ledger(kind, accounts, Term(total, int))
        return super().fresh(kind, name)

    def blank(self, kind: Any) -> Value:  # noqa: ANN401, PLR0911  # a type or a generic alias, one return for each
        """Return the plainest value of a type, for keys that nobody looks at."""
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if kind is bool:
            return False
        if kind is int:
            return 0
        if origin is Maybe:
            return NOTHING
        if origin in (Map, Set):
            inner = self.blank(arguments[1]) if origin is Map else False
            return Table(kind, dict.fromkeys(self.universe.values(arguments[0]), inner), inner)
        if is_identifier(kind):
            return self.universe.names[kind][0]
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next(iter(kind))
        return Record(kind, {name: self.blank(inner) for name, inner in fields_of(kind).items()})

    def coerce(self, value: Value, kind: Any) -> Value:  # noqa: ANN401, PLR0911  # a type, one return for each kind
        """Return a value in the form that a field of a type holds it in."""
        if isinstance(value, Term | Record | Ledger | Table | Option):
            return value
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if isinstance(value, Map):
            entries = {key: self.coerce(value[key], arguments[1]) for key in self.universe.values(arguments[0])}
            return Table(kind, entries, self.coerce(value.default, arguments[1]))
        if isinstance(value, Set):
            return Table(kind, {key: value.has(key) for key in self.universe.values(arguments[0])}, rest=False)
        if isinstance(value, Tally):
            accounts = self.coerce(value.accounts, Map[arguments[0], int])  # type: ignore[valid-type]  # as above
            return Ledger(kind, accounts, value.total)
        if is_record(type(value)) and origin is None:
            return Record(
                type(value), {n: self.coerce(getattr(value, n), k) for n, k in fields_of(type(value)).items()}
            )
        if isinstance(value, Maybe) and value.present and kind is not None:
            return some(self.coerce(value.value, arguments[0]))
        return value

    def kind_of(self, value: Value) -> Any:  # noqa: ANN401  # a type or a generic alias
        """Return the type of a value, as far as the value tells."""
        return value.kind if isinstance(value, Table | Option) else super().kind_of(value)

    # ------------------------------------------------------------------ maps and sets

    def matches(self, key: Value, kind: Any) -> Iterator[tuple[Any, Value]]:  # noqa: ANN401  # a type or a generic alias
        """Yield each key of the universe with the condition that `key` is it; note that a number must be in range."""
        if kind is int and isinstance(key, Term):
            numbers = self.universe.numbers
            if isinstance(numbers, range):
                self.within.append(z3.And(key.expression >= numbers.start, key.expression < numbers.stop))
            else:
                self.within.append(z3.Or(*(key.expression == number for number in numbers)))
        for candidate in self.universe.values(kind):
            condition = self.equal(key, candidate)
            if condition is not False:
                yield candidate, condition
            if condition is True:
                return

    def look_up(self, table: Table, key: Value) -> Value:
        """Return the value of a table at a key, whichever it is."""
        found = None
        for candidate, condition in self.matches(key, typing.get_args(table.kind)[0]):
            entry = table.entries[candidate]
            if condition is True:
                return entry
            found = entry if found is None else self.choose(condition.expression, entry, found)
        return table.rest if found is None else found

    def put(self, table: Table, key: Value, value: Value) -> Table:
        """Return a table with a value at a key, whichever it is."""
        entries = dict(table.entries)
        for candidate, condition in self.matches(key, typing.get_args(table.kind)[0]):
            old = entries[candidate]
            entries[candidate] = value if condition is True else self.choose(condition.expression, value, old)
        return Table(table.kind, entries, table.rest)

    # ------------------------------------------------------------------ choice and equality

    def choose(self, condition: z3.BoolRef, yes: Value, no: Value) -> Value:
        """Return the value that is `yes` where the condition holds and `no` elsewhere."""
        if yes is no:
            return yes
        if isinstance(yes, Table) and isinstance(no, Table):
            entries = {key: self.choose(condition, yes.entries[key], no.entries[key]) for key in yes.entries}
            return Table(yes.kind, entries, yes.rest)
        if isinstance(yes, Option | Maybe) and isinstance(no, Option | Maybe):
            return self._choose_option(condition, yes, no)
        return super().choose(condition, yes, no)

    def _choose_option(self, condition: z3.BoolRef, yes: Value, no: Value) -> Value:
        if yes is NOTHING and no is NOTHING:
            return yes
        known = [value for value in (yes, no) if isinstance(value, Option) or value.present]
        contents = [value.value if value in known else known[0].value for value in (yes, no)]
        kind = next((value.kind for value in known if isinstance(value, Option)), None) or self.kind_of(known[0])
        return Option(kind, self.choose(condition, yes.present, no.present), self.choose(condition, *contents))

    def equal(self, one: Value, other: Value) -> Value:
        """Return whether two values are equal."""
        if isinstance(one, Table) and isinstance(other, Table):
            return self.all_of([self.equal(one.entries[key], other.entries[key]) for key in one.entries])
        if isinstance(one, Option | Maybe) and isinstance(other, Option | Maybe):
            if one is NOTHING or other is NOTHING:
                return self.negation((other if one is NOTHING else one).present)
            same = self.all_of([self.negation(one.present), self.negation(other.present)])
            return self.any_of([same, self.all_of([one.present, other.present, self.equal(one.value, other.value)])])
        if isinstance(one, Term) and isinstance(other, Term) and one.kind is bool:
            return Term(one.expression == other.expression, bool)
        return super().equal(one, other)


class Model:
    """A model of the solver as plain values.

    What the solver had no reason to choose is as a template has it: that breaks fewest of the facts not told to it yet.

    Args:
        universe: what the values were spelt out over.
        model: what the solver found, in whatever context.
    """

    def __init__(self, universe: Universe, model: z3.ModelRef) -> None:
        """Read values off a model."""
        self.universe = universe
        self.model = model
        self._found: dict[str, z3.ExprRef] = {constant.name(): model[constant] for constant in model.decls()}

    def plain(self, value: Value, template: Any = None) -> Any:  # noqa: ANN401, PLR0911  # values of any type, one return for each
        """Return a value as the model has it; a template of its type tells what the model leaves open."""
        if isinstance(value, Table):
            return self._collection(value, template)
        if isinstance(value, Option):
            present = template is not None and template.present
            content = template.value if present else None
            return some(self.plain(value.value, content)) if self.plain(value.present, present) else NOTHING
        if isinstance(value, Maybe):
            return some(self.plain(value.value)) if value.present else NOTHING
        if isinstance(value, Record):
            return value.kind(**{n: self.plain(v, getattr(template, n, None)) for n, v in value.fields.items()})
        if isinstance(value, Ledger):
            return Tally(self.plain(value.accounts, Map(0)))
        if isinstance(value, Term):
            return self._scalar(value, template)
        return value

    def _collection(self, table: Table, template: Any) -> Any:  # noqa: ANN401  # values of any type
        if typing.get_origin(table.kind) is Set:
            inside = {key: template is not None and template.has(key) for key in table.entries}
            return Set(*(key for key, entry in table.entries.items() if self.plain(entry, inside[key])))
        rest = self.plain(table.rest) if template is None else template.default
        entries = {k: self.plain(e, None if template is None else template[k]) for k, e in table.entries.items()}
        return Map(rest, entries)

    def _scalar(self, value: Term, template: Any) -> Any:  # noqa: ANN401  # values of any type
        name = self.universe.name_of(value)
        found = (
            self._found.get(name)
            if name
            else self.model.eval(value.expression.translate(self.model.ctx), model_completion=True)
        )
        if found is None:
            return self._left_open(value.kind, template)
        if value.kind is bool:
            return bool(z3.is_true(found))
        if value.kind is int:
            return found.as_long()
        if is_identifier(value.kind):
            return self.universe.identifier(found)
        element = found.decl().name()
        return next(m for m, c in self.universe.sorts.members(value.kind).items() if c.decl().name() == element)

    def _left_open(self, kind: Any, template: Any) -> Any:  # noqa: ANN401  # values of any type
        if is_identifier(kind):
            known = self.universe.names[kind]
            return template if template in known else known[0]
        if template is not None:
            return template
        return kind() if kind in (bool, int) else next(iter(kind))
