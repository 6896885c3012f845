"""What differs between two sides: verdicts, classes, attacks."""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from hipcheck.cli.sides import Side
from hipmodels.verdicts import Verdict, worst


@dataclass(frozen=True)
class Change:
    """One thing that changed; empty where it wasn't or isn't there."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Differences:
    """All that changed, and what could not be compared."""

    verdicts: tuple[Change, ...]
    classes: tuple[Change, ...]
    traces: tuple[Change, ...]
    notes: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.verdicts or self.classes or self.traces)

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return dataclasses.asdict(self)


def differences(old: Side, new: Side) -> Differences:
    """Compare two sides."""
    verdicts = _changed(_verdicts(old), _verdicts(new))
    notes = tuple(
        f"{side.name} is not ablated: not everything is proved there"
        for side in (old, new)
        if not side.ablated and any(entry["verdict"] != "proved" for entry in side.obligations)
    )
    if not old.ablated or not new.ablated:
        return Differences(verdicts, (), (), notes)
    classes = _changed(_each(old, _class), _each(new, _class))
    told = {change.name for change in classes}
    traces = _changed(_each(old, _trace), _each(new, _trace))
    return Differences(verdicts, classes, tuple(change for change in traces if change.name not in told), notes)


def _changed(old: dict[str, str], new: dict[str, str]) -> tuple[Change, ...]:
    names = [*old, *(name for name in new if name not in old)]
    return tuple(Change(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name) != new.get(name))


def _verdicts(side: Side) -> dict[str, str]:
    """Return the verdict of each property, with the paths on which it is not proved."""
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in side.obligations:
        found.setdefault(entry["property"] or entry["id"], []).append(entry)
    return {name: _verdict(entries) for name, entries in found.items()}


def _verdict(entries: Iterable[dict[str, Any]]) -> str:
    entries = list(entries)
    verdict = worst([Verdict(entry["verdict"]) for entry in entries])
    paths = ", ".join(entry["path"] for entry in entries if entry["verdict"] != Verdict.PROVED.value)
    return f"{verdict.value} ({paths})" if paths else verdict.value


def _each(side: Side, tell: Callable[[dict[str, Any]], str]) -> dict[str, str]:
    return {guard["id"]: tell(guard) for guard in side.guards}


def _class(guard: dict[str, Any]) -> str:
    return str(guard["class"])


def _trace(guard: dict[str, Any]) -> str:
    if not guard["trace"]:
        return ""
    together = " and ".join(other for other in guard["together"] if other != guard["id"])
    steps = f"{len(guard['trace'])} steps violate {guard['property']}"
    return f"with {together}: {steps}" if together else steps
