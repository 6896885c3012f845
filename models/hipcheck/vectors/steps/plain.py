"""Values of the specification as JSON has them, in an order that is the same each time."""

import json
from enum import Enum
from typing import Any

from hipcheck.ladder.changes import At, Change
from hipmodels.lift.sorts import fields_of, is_identifier
from hipspec.language import NOTHING, Map, Maybe, Set


def plain(value: Any) -> Any:  # noqa: ANN401, PLR0911  # values of any type, one return for each
    """Return a value as `hipmodels.trace.decode` reads it; members and entries are sorted."""
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Maybe):
        return [plain(value.value)] if value.present else []
    if isinstance(value, Map):
        entries = sorted(([plain(k), plain(v)] for k, v in value.items()), key=json.dumps)
        return {"default": plain(value.default), "entries": entries}
    if isinstance(value, Set):
        return sorted((plain(member) for member in value), key=json.dumps)
    if is_identifier(type(value)):
        return value.name
    return {name: plain(getattr(value, name)) for name in fields_of(type(value))}


def change(found: Change) -> dict[str, Any]:
    """Return what a change leads to: the place, and the new value, or the member that a set gained or lost."""
    path = "".join(str(part) if isinstance(part, At) else f".{part}" for part in found.path).removeprefix(".")
    if not found.of_member:
        return {"path": path, "value": plain(found.new)}
    lost = found.new == NOTHING
    member: Any = found.old if lost else found.new
    return {"path": path, "lost" if lost else "gained": plain(member.value)}
