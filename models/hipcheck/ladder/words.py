"""What changed in a step, in words; what a reader doesn't need is left out."""

import dataclasses
from collections.abc import Iterable
from enum import Enum
from types import CodeType
from typing import Any

from hipcheck.ladder.changes import At, Change, changes, is_record, shown
from hipspec.language import NOTHING, Identifier, Maybe, Specification
from hipspec.language.running import Taken

# Packets are shown by the arrows.
ARROWS = frozenset({"sent"})
# What the key of an association says already, and values drawn, which are told where they are used.
REPEATED = frozenset({"own", "peer", "nonces", "keys"})
# Bookkeeping, of interest only to a property that reads it.
BOOKKEEPING = frozenset(
    {"order", "former_order", "position", "next_update", "next_number", "highest", "seen", "occupied"}
)
# Copies of what was known or sent at some moment.
COPIES = frozenset({"parted", "early"})


def notes_of(
    taken: Taken, specification: Specification, *, telling: frozenset[str] = frozenset(), verbose: bool = False
) -> tuple[str, ...]:
    """Return what a step changed, one note for each thing that changed.

    Args:
        taken: the step.
        specification: what was run.
        telling: names of fields that are never noise; a field of the history is shown only if it is among them.
        verbose: show everything except the packets sent, which are arrows.
    """
    whole = specification.messages
    world = changes(taken.before.world, taken.after.world, whole)
    past = changes(taken.before.history, taken.after.history, whole)
    history = past if verbose else [c for c in past if not COPIES.intersection(c.path[:1])]
    return tuple(
        _grouped([c for c in world if not is_noise(c, whole, telling, verbose=verbose)])
        + ["history: " + note for note in _grouped([c for c in history if verbose or telling.intersection(c.path[:1])])]
    )


def is_noise(change: Change, whole: tuple[type, ...], telling: frozenset[str], *, verbose: bool) -> bool:
    """Whether a change in the world can be left out: values drawn, windows, copies of packets that were sent."""
    fields = {part for part in change.path if isinstance(part, str)}
    if verbose or fields & ARROWS:
        return bool(fields & ARROWS)
    copies = {str(change.path[-1])} if isinstance(change.new, whole) else set()
    return bool(fields & REPEATED or (fields & BOOKKEEPING | copies) - telling)


def read_by(function: Any) -> frozenset[str]:  # noqa: ANN401  # any function of a specification
    """Return the names of all attributes that a function reads, and the functions that it calls."""
    package = function.__module__.split(".")[0]
    names: set[str] = set()
    waiting, met = [function], {function}
    while waiting:
        current = waiting.pop()
        found = {name for code in _codes(current.__code__) for name in code.co_names}
        names |= found
        for value in (current.__globals__.get(name) for name in sorted(found)):
            ours = getattr(value, "__module__", "").split(".")[0] == package and hasattr(value, "__code__")
            if ours and value not in met:
                met.add(value)
                waiting.append(value)
    return frozenset(names)


def _codes(code: CodeType) -> Iterable[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _grouped(found: list[Change]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for change in found:
        subject, text = in_words(change)
        groups.setdefault(subject, []).append(text)
    return [subject + ", ".join(texts) for subject, texts in groups.items()]


def in_words(change: Change) -> tuple[str, str]:
    """Return what a change is about, and what it is."""
    path = change.path
    for index, part in enumerate(path):
        names = _two_names(part)
        if names and index:
            return _of_a_pair(change, str(path[index - 1]), names, path[index + 1 :])
    return _of_the_environment(change)


def _two_names(part: str | At) -> tuple[str, str] | None:
    """Return the two hosts that a key names: who holds something, and about whom."""
    if isinstance(part, At) and is_record(part.key):
        record: Any = part.key
        values = [getattr(record, field.name) for field in dataclasses.fields(record)]
        if len(values) == 2 and all(isinstance(value, Identifier) for value in values):  # noqa: PLR2004  # who and about whom
            return shown(values[0]), shown(values[1])
    return None


def _of_a_pair(change: Change, field: str, names: tuple[str, str], rest: tuple[str | At, ...]) -> tuple[str, str]:
    holder, peer = names
    if not rest:
        return f"{_words(field)} of {holder} with {peer}: ", _value(change, "")
    if len(rest) > 1 and isinstance(rest[1], At):
        return f"{holder}: {_words(str(rest[0]))} of {peer}: {shown(rest[1].key)} ", _value(change, _tail(rest[2:]))
    if isinstance(rest[0], At):
        return f"{_words(field)} of {holder} with {peer}: {shown(rest[0].key)} ", _value(change, _tail(rest[1:]))
    return f"{holder} with {peer}: ", _value(change, _tail(rest))


def _of_the_environment(change: Change) -> tuple[str, str]:
    path = change.path[1:] if change.path[:1] == ("environment",) else change.path
    field = str(path[0]) if path else ""
    known = _well_known(field, path, change)
    if known:
        return known
    if len(path) > 1 and isinstance(path[1], At):
        return f"{_words(field)}: {shown(path[1].key)} ", _value(change, _tail(path[2:]))
    return (f"{_words(field)}: ", _value(change, _tail(path[1:]))) if field else ("", _value(change, ""))


def _well_known(field: str, path: tuple[str | At, ...], change: Change) -> tuple[str, str] | None:
    """Say in a sentence what the fields mean that every specification of a network has."""
    if change.of_member and change.old == NOTHING:
        if field.startswith("known_"):
            return "the attacker now knows ", shown(change.new)
        if field.startswith("stolen_"):
            return "the attacker can now sign as ", shown(change.new)
        if field == "read":
            return "the attacker has read ", shown(change.new)
    if field == "at" and len(path) == 2 and isinstance(path[1], At):  # noqa: PLR2004  # a field and a key
        return f"{shown(path[1].key)} passes ", f"from {shown(change.old)} to {shown(change.new)}"
    if field == "now":
        return "time: ", f"{shown(change.old)} -> {shown(change.new)} s"
    return None


def _tail(rest: tuple[str | At, ...]) -> str:
    return " ".join(shown(part.key) if isinstance(part, At) else _words(part) for part in rest)


def _value(change: Change, name: str) -> str:
    old, new = change.old, change.new
    before = f"{name} " if name else ""
    if change.of_member:
        return f"{before}- {shown(old)}" if new == NOTHING else f"{before}+ {shown(new)}"
    if isinstance(new, bool) and name:
        return name if new else f"not {name}"
    if isinstance(_held(new), Enum):  # its values say what they are values of
        before = ""
    return f"{before}{shown(old)} -> {shown(new)}"


def _held(value: object) -> object:
    return value.value if isinstance(value, Maybe) and value.present else value


def _words(name: str) -> str:
    return name.replace("_", " ")
