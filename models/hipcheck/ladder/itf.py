"""Runs in the Informal Trace Format of Apalache, which other tools can show and replay.

See https://apalache-mc.org/docs/adr/015adr-trace.html. There is one state per moment. What the format has no word
for is written like this: an identifier by its name, an enumeration by the name of its member, a `Maybe` as the
variant `Some` or `None`, and a total map by the entries that differ from its default.
"""

import dataclasses
from enum import Enum
from typing import Any

from hipspec.language import Identifier, Map, Maybe, Set, Specification, Tally
from hipspec.language.running import Moment, Taken

FORMAT = "https://apalache-mc.org/docs/adr/015adr-trace.html"
HISTORY = "history"


def to_itf(taken: list[Taken], specification: Specification, *, title: str = "", shows: str = "") -> dict[str, Any]:
    """Return a finished run as an ITF document: the fields of the world and the history are its variables.

    Args:
        taken: the steps of the run.
        specification: what was run.
        title: what the run is; the title of the specification if left out.
        shows: the name of the property that the last step violates, if any.
    """
    meta = {
        "format": "ITF",
        "format-description": FORMAT,
        "source": specification.name,
        "description": title or specification.title,
        **({"status": "violation", "property": shows} if shows else {}),
    }
    states = [state({"index": 0}, taken[0].before)] if taken else []
    for index, step in enumerate(taken, 1):
        parameters = {name: expression(value) for name, value in step.arguments.items()}
        states.append(state({"index": index, "action": step.action.__name__, "parameters": parameters}, step.after))
    names = [field.name for field in dataclasses.fields(specification.world)]
    return {"#meta": meta, "vars": [*names, HISTORY], "states": states}


def state(meta: dict[str, Any], moment: Moment) -> dict[str, Any]:
    """Return one state."""
    return {"#meta": meta, **_fields(moment.world), HISTORY: expression(moment.history)}


def expression(value: Any) -> Any:  # noqa: ANN401, PLR0911  # a value of any type, one return for each
    """Return a value as ITF has it.

    Raises:
        TypeError: a specification can't hold such a value.
    """
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return {"#bigint": str(value)}
    if isinstance(value, Identifier | Enum):
        return value.name
    if isinstance(value, Maybe):
        tag, held = ("Some", expression(value.value)) if value.present else ("None", {"#tup": []})
        return {"tag": tag, "value": held}
    if isinstance(value, Tally):
        return expression(value.accounts)
    if isinstance(value, Map):
        return {"#map": [[expression(key), expression(inner)] for key, inner in value.items()]}
    if isinstance(value, Set):
        return {"#set": [expression(member) for member in value]}
    if isinstance(value, tuple):
        return {"#tup": [expression(inner) for inner in value]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    msg = f"a specification can't hold {value!r}"
    raise TypeError(msg)


def _fields(record: Any) -> dict[str, Any]:  # noqa: ANN401  # any record
    return {field.name: expression(getattr(record, field.name)) for field in dataclasses.fields(record)}
