"""Values of a finite instance whose big records are looked up for one key at a time.

So most of a rule is plain Python, and the solver is asked small questions.
"""

import functools
import itertools
import typing
from collections.abc import Iterator
from enum import Enum
from typing import Any

import z3

from hipmodels.lift.paths import GuardFails
from hipmodels.lift.sorts import fields_of, is_identifier, is_record
from hipmodels.lift.tables import Spelt, Table, Universe
from hipmodels.lift.values import Record, Term, Value
from hipspec.language import Map, Maybe, Set

if typing.TYPE_CHECKING:
    from hipmodels.attack.guided import Guided

BIG = 5


def is_big(kind: Any) -> bool:  # noqa: ANN401  # a type or a generic alias
    """Whether a value of a type is better looked up for one key at a time than merged."""
    return _size(kind) >= BIG


@functools.cache
def is_flat(kind: type) -> bool:
    """Whether a value of a type that is not a term is wholly known."""
    if is_record(kind):
        return all(isinstance(inner, type) and is_flat(inner) for inner in fields_of(kind).values())
    return kind in (bool, int) or is_identifier(kind) or issubclass(kind, Enum)


@functools.cache
def _size(kind: Any) -> int:  # noqa: ANN401  # a type or a generic alias
    origin = typing.get_origin(kind)
    if origin in (Map, Set):
        return BIG
    if origin is Maybe:
        return 1 + _size(typing.get_args(kind)[0])
    return sum(_size(inner) for inner in fields_of(kind).values()) if is_record(kind) else 1


class Choosing(Spelt):
    """Values of a finite instance; along a track, big tables are looked up for one key at a time."""

    def __init__(self, universe: Universe) -> None:
        """Work over a universe."""
        super().__init__(universe)
        self.track: Guided | None = None
        self._all_keys: dict[Any, tuple[Any, ...]] = {}

    def look_up(self, table: Table, key: Value) -> Value:
        """Return the value of a table at a key; keys under which nothing was stored are one and the same way."""
        key_kind = typing.get_args(table.kind)[0]
        key = self._known(key, key_kind)
        plain = _plain(key)
        if plain is not None:
            return table.entries.get(plain, table.rest)
        decided = self.track is not None and self._is_big(table)
        found = table.rest
        for candidate, condition in self._stored(table, key, key_kind):
            entry = table.entries[candidate]
            if condition is True or (decided and self._is_it(key, candidate, condition)):
                return entry
            if not decided:
                found = self.choose(condition.expression, entry, found)
        return found

    def _stored(self, table: Table, key: Value, kind: Any) -> Iterator[tuple[Any, Value]]:  # noqa: ANN401  # as above
        """Yield each key under which something was stored and that `key` may be, with the condition that it is."""
        if not isinstance(key, Record):
            yield from (
                (c, is_it) for c, is_it in self.matches(key, kind) if table.entries.get(c, table.rest) is not table.rest
            )
            return
        parts = {name: dict(self.matches(value, fields_of(kind)[name])) for name, value in key.fields.items()}
        for candidate, entry in table.entries.items():
            if entry is not table.rest:
                condition = self.all_of([ways.get(getattr(candidate, name), False) for name, ways in parts.items()])
                if condition is not False:
                    yield candidate, condition

    def put(self, table: Table, key: Value, value: Value) -> Table:
        """Return a table with a value at a key."""
        key_kind = typing.get_args(table.kind)[0]
        key = self._known(key, key_kind)
        plain = _plain(key)
        if plain is None and self.track is not None and self._is_big(table):
            matches = self.matches(key, key_kind)
            plain = next((candidate for candidate, c in matches if self._is_it(key, candidate, c)), None)
            if plain is None:
                raise GuardFails
        if plain is None:
            return super().put(table, key, value)
        return Table(table.kind, {**table.entries, plain: value}, table.rest)

    def coerce(self, value: Value, kind: Any) -> Value:  # noqa: ANN401  # a type
        """Return a value in the form that a field of a type holds it in; what a map holds by default it holds once."""
        if isinstance(value, Map):
            key_kind, inner = typing.get_args(kind)
            rest = self.coerce(value.default, inner)
            entries = dict.fromkeys(self._keys(key_kind), rest)
            entries.update((key, self.coerce(content, inner)) for key, content in value.items() if key in entries)
            return Table(kind, entries, rest)
        if isinstance(value, Set):
            members: dict[Any, Value] = dict.fromkeys(self._keys(typing.get_args(kind)[0]), False)
            members.update((key, True) for key in value if key in members)
            return Table(kind, members, rest=False)
        return super().coerce(value, kind)

    def _keys(self, kind: Any) -> tuple[Any, ...]:  # noqa: ANN401  # a type or a generic alias
        if kind not in self._all_keys:
            self._all_keys[kind] = tuple(self.universe.values(kind))
        return self._all_keys[kind]

    @staticmethod
    def _is_big(table: Table) -> bool:
        return typing.get_origin(table.kind) is Map and is_big(typing.get_args(table.kind)[1])

    def _known(self, key: Value, kind: Any) -> Value:  # noqa: ANN401  # a type or a generic alias
        """Return a key as far as it is known along the track."""
        if isinstance(key, Record):
            return Record(kind, {n: self._known(v, fields_of(kind)[n]) for n, v in key.fields.items()})
        if isinstance(key, Term) and self.track is not None:
            return self.track.chosen.get(key.expression.get_id(), (None, key))[1]
        return key

    def _is_it(self, key: Value, candidate: Any, condition: Value) -> bool:  # noqa: ANN401  # a key
        """Decide whether a key is a candidate, and remember it along the track if it is."""
        if self.track is None or condition is False:
            return False
        if condition is not True and not self.track.decide(condition.expression, str(candidate)):
            return False
        self._remember(key, candidate)
        return True

    def _remember(self, key: Value, candidate: Any) -> None:  # noqa: ANN401  # a key
        if isinstance(key, Record):
            for name, part in key.fields.items():
                self._remember(part, getattr(candidate, name))
        elif isinstance(key, Term) and self.track is not None:
            self.track.chosen[key.expression.get_id()] = (key.expression, candidate)

    def matches(self, key: Value, kind: Any) -> Iterator[tuple[Any, Value]]:  # noqa: ANN401  # a type or a generic alias
        """Yield each key of the universe with the condition that `key` is it; only what is not known is tried."""
        if not isinstance(key, Record):
            yield from super().matches(key, kind) if isinstance(key, Term) else [(key, True)]
            return
        parts = {n: list(self.matches(v, fields_of(kind)[n])) for n, v in key.fields.items()}
        for combination in itertools.product(*parts.values()):
            candidate = kind(**dict(zip(parts, (part for part, _ in combination), strict=True)))
            yield candidate, self.all_of([condition for _, condition in combination])

    def equal(self, one: Value, other: Value) -> Value:
        """Return whether two values are equal; where both are known, Python knows it at once."""
        if type(one) is type(other) and is_flat(type(one)):  # type: ignore[arg-type]  # a type is hashable
            return bool(one == other)
        return super().equal(one, other)

    def choose(self, condition: z3.BoolRef, yes: Value, no: Value) -> Value:
        """Return the value that is `yes` where the condition holds and `no` elsewhere."""
        if isinstance(yes, Table) and isinstance(no, Table) and yes is not no:
            keys = {**yes.entries, **no.entries}
            entries = {
                key: self.choose(condition, yes.entries.get(key, yes.rest), no.entries.get(key, no.rest))
                for key in keys
            }
            return Table(yes.kind, entries, yes.rest)
        return super().choose(condition, yes, no)


def _plain(key: Value) -> Any:  # noqa: ANN401  # a key, or None if it is not wholly known
    if isinstance(key, Term):
        return None
    if isinstance(key, Record):
        parts = {name: _plain(value) for name, value in key.fields.items()}
        return None if any(part is None for part in parts.values()) else key.kind(**parts)
    return key
