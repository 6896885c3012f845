"""Types of Python as sorts of the solver.

Identifiers become uninterpreted sorts (any number of them), or, for a search for models, enumerations of a stated
size. Maps and sets become arrays, dataclasses and `Maybe` become datatypes.
"""

import dataclasses
import functools
import typing
from collections.abc import Iterable
from enum import Enum
from typing import Any

import z3

from hipspec.language import Identifier, Map, Maybe, Set

_fields: dict[type, dict[str, Any]] = {}


def fields_of(record: type) -> dict[str, Any]:
    """Return the fields of a dataclass with their types, in order."""
    if record not in _fields:
        hints = typing.get_type_hints(record)
        _fields[record] = {field.name: hints[field.name] for field in dataclasses.fields(record)}
    return _fields[record]


def is_record(kind: Any) -> bool:  # noqa: ANN401  # a type or a generic alias
    """Whether `kind` is a dataclass of the specification (and not an identifier or `Maybe`)."""
    return (
        isinstance(kind, type)
        and dataclasses.is_dataclass(kind)
        and not issubclass(kind, Identifier)
        and kind is not Maybe
    )


def is_identifier(kind: Any) -> bool:  # noqa: ANN401  # a type or a generic alias
    """Whether `kind` is a kind of identifier."""
    return isinstance(kind, type) and issubclass(kind, Identifier)


Names = tuple[tuple[type, tuple[Identifier, ...]], ...]


class Sorts:
    """The sorts of one specification, unbounded or of a stated size.

    Args:
        names: for a finite instance, the identifiers of each kind; None for no bound.
    """

    def __init__(self, names: Names | None = None) -> None:
        """Start with no sorts; they are made when they are first asked for."""
        self.names = None if names is None else dict(names)
        # To translate a term takes all sorts of its context along: those of others would change what a solver does.
        self.context = z3.Context()
        self._sorts: dict[Any, z3.SortRef] = {}
        self._enums: dict[type, dict[Enum, z3.ExprRef]] = {}
        self._elements: dict[type, list[z3.ExprRef]] = {}
        self._constants: dict[Identifier, z3.ExprRef] = {}

    @property
    def finite(self) -> bool:
        """Whether identifiers are bounded in number."""
        return self.names is not None

    def sort(self, kind: Any) -> z3.SortRef:  # noqa: ANN401  # a type or a generic alias
        """Return the sort for a type."""
        if kind not in self._sorts:
            self._sorts[kind] = self._make(kind)
        return self._sorts[kind]

    def _make(self, kind: Any) -> z3.SortRef:  # noqa: ANN401, PLR0911  # a type or a generic alias, one return for each
        if kind is bool:
            return z3.BoolSort(self.context)
        if kind is int:
            return z3.IntSort(self.context)
        if is_identifier(kind):
            return self._identifier_sort(kind)
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin is Map:
            return z3.ArraySort(self.sort(arguments[0]), self.sort(arguments[1]))
        if origin is Set:
            return z3.ArraySort(self.sort(arguments[0]), z3.BoolSort(self.context))
        if origin is Maybe:
            return self._maybe_sort(arguments[0])
        if isinstance(kind, type) and issubclass(kind, Enum):
            name = self._name(kind)
            sort, constants = z3.EnumSort(name, [f"{name}.{member.name}" for member in kind], ctx=self.context)
            self._enums[kind] = dict(zip(kind, constants, strict=True))
            return sort
        if is_record(kind):
            own = self._name(kind)
            datatype = z3.Datatype(own, ctx=self.context)
            datatype.declare(
                f"make.{own}",
                *((f"{own}.{name}", self.sort(field)) for name, field in fields_of(kind).items()),
            )
            return datatype.create()
        msg = f"no sort for {kind!r}: state is made of bool, int, enums, identifiers, Map, Set, Maybe and dataclasses"
        raise TypeError(msg)

    def _name(self, kind: type) -> str:
        return f"{kind.__module__}.{kind.__name__}"

    def _identifier_sort(self, kind: type) -> z3.SortRef:
        own = self._name(kind)
        if self.names is None:
            return z3.DeclareSort(own, self.context)
        members = self.names[kind]
        sort, elements = z3.EnumSort(own, [f"{own}#{index}" for index in range(len(members))], ctx=self.context)
        self._elements[kind] = list(elements)
        self._constants.update(zip(members, elements, strict=True))
        return sort

    def _maybe_sort(self, inner: Any) -> z3.SortRef:  # noqa: ANN401  # a type or a generic alias
        name = f"Maybe.{self.sort(inner).name()}"
        datatype = z3.Datatype(name, ctx=self.context)
        datatype.declare(f"nothing.{name}")
        datatype.declare(f"some.{name}", (f"value.{name}", self.sort(inner)))
        return datatype.create()

    def member(self, value: Enum) -> z3.ExprRef:
        """Return the constant for a member of an enumeration."""
        self.sort(type(value))
        return self._enums[type(value)][value]

    def members(self, kind: type) -> dict[Enum, z3.ExprRef]:
        """Return all members of an enumeration with their constants."""
        self.sort(kind)
        return self._enums[kind]

    def elements(self, kind: type) -> list[z3.ExprRef]:
        """Return the identifiers of one kind in a finite instance."""
        self.sort(kind)
        return self._elements[kind]

    def constant(self, value: Identifier) -> z3.ExprRef:
        """Return the constant for an identifier that the specification names; each is distinct from the others."""
        if value not in self._constants:
            sort = self.sort(type(value))
            if not self.finite:
                self._constants[value] = z3.Const(f"{self._name(type(value))}:{value.name}", sort)
        return self._constants[value]

    def named(self) -> dict[Identifier, z3.ExprRef]:
        """Return the identifiers that have a constant so far."""
        return dict(self._constants)

    def distinctness(self, named: Iterable[Identifier]) -> list[z3.BoolRef]:
        """Return the facts that some identifiers of one kind are distinct."""
        if self.finite:
            return []
        kinds: dict[type, list[z3.ExprRef]] = {}
        for value in named:
            kinds.setdefault(type(value), []).append(self.constant(value))
        return [z3.Distinct(*constants) for constants in kinds.values() if len(constants) > 1]


@functools.cache
def finite_sorts(names: Names) -> Sorts:
    """Return the sorts of a finite instance; the same ones for the same identifiers."""
    return Sorts(names)
