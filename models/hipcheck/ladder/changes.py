"""What differs between two values of a specification, and how a value reads."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from hipspec.language import NOTHING, Identifier, Map, Maybe, Set, Tally, some


@dataclass(frozen=True)
class At:
    """The part of a path that looks a key up in a map."""

    key: object

    def __str__(self) -> str:
        """Show the key in brackets, as in Python."""
        return f"[{shown(self.key).removeprefix('(').removesuffix(')') if is_record(self.key) else shown(self.key)}]"


class Otherwise:
    """The key of a path that stands for every key that was never written."""

    def __repr__(self) -> str:
        """Say what it stands for."""
        return "every other"


OTHERWISE = Otherwise()
Path = tuple[str | At, ...]


@dataclass(frozen=True)
class Change:
    """One thing that changed.

    Attributes:
        path: fields and keys, from the outermost to the one that changed.
        old, new: what it was and is. NOTHING and `some(member)` for a member that a set gained, the other way round
            for one that it lost.
        of_member: whether it is a member of a set that changed.
    """

    path: Path
    old: object
    new: object
    of_member: bool = False

    def __str__(self) -> str:
        """Return `path: old -> new`, and `path: + member` or `path: - member` of a set."""
        path = "".join(str(part) if isinstance(part, At) else f".{part}" for part in self.path).removeprefix(".")
        if self.of_member:
            value = f"- {shown(self.old)}" if self.new == NOTHING else f"+ {shown(self.new)}"
        else:
            value = f"{shown(self.old)} -> {shown(self.new)}"
        return f"{path}: {value}" if path else value


def changes(before: object, after: object, whole: tuple[type, ...] = ()) -> list[Change]:
    """Return what differs between two values, in the order of the fields and, within a map, of the keys.

    Args:
        before: the one value.
        after: the other.
        whole: records that change as a whole, instead of field by field.
    """
    return list(_changes((), before, after, whole))


def is_record(value: object) -> bool:
    """Whether a value is a record of a specification: something with named fields."""
    return dataclasses.is_dataclass(value) and not isinstance(value, type | Identifier | Maybe)


def _changes(path: Path, before: Any, after: Any, whole: tuple[type, ...]) -> Iterator[Change]:  # noqa: ANN401  # any value
    if type(before) is not type(after):
        yield Change(path, before, after)
    elif before == after:
        return
    elif isinstance(before, Tally):
        yield from _changes(path, before.accounts, after.accounts, whole)
    elif isinstance(before, Set):
        yield from _members(path, before, after)
    elif isinstance(before, Map):
        for key in _keys(before, after):
            yield from _changes((*path, At(key)), before[key], after[key], whole)
        yield from _changes((*path, At(OTHERWISE)), before.default, after.default, whole)
    elif isinstance(before, Maybe) and before.present and after.present:
        yield from _changes(path, before.value, after.value, whole)
    elif is_record(before) and not isinstance(before, whole):
        for field in dataclasses.fields(before):
            yield from _changes((*path, field.name), getattr(before, field.name), getattr(after, field.name), whole)
    else:
        yield Change(path, before, after)


def _keys(before: Map[Any, Any], after: Map[Any, Any]) -> list[Any]:
    return sorted(dict.fromkeys(key for entries in (before, after) for key, _ in entries.items()), key=repr)


def _members(path: Path, before: Set[Any], after: Set[Any]) -> Iterator[Change]:
    for member in before:
        if not after.has(member):
            yield Change(path, some(member), NOTHING, of_member=True)
    for member in after:
        if not before.has(member):
            yield Change(path, NOTHING, some(member), of_member=True)


def shown(value: Any) -> str:  # noqa: ANN401, PLR0911  # any value, one return for each kind
    """Return how a value reads: identifiers by name, what is absent as `none`, records with their fields."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Maybe):
        return shown(value.value) if value.present else "none"
    if isinstance(value, Tally):
        return shown(value.accounts)
    if isinstance(value, Map):
        return "{" + ", ".join(f"{shown(key)}: {shown(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Set):
        return "{" + ", ".join(shown(member) for member in value) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(shown(inner) for inner in value) + ")"
    if is_record(value):
        inner = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        if all(isinstance(part, Identifier) for part in inner.values()):
            return f"({', '.join(shown(part) for part in inner.values())})"
        return f"{type(value).__name__}({', '.join(f'{name} {shown(part)}' for name, part in inner.items())})"
    return str(value)
