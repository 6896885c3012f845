"""Cases: sequences of events in files, to be played again."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from hipcheck.lockstep.comparison import Difference, Numbered, Played, play
from hipcheck.lockstep.views import VIEWS, view_named

__all__ = ["Case", "CaseError", "case_of", "load", "play_case", "save"]


class CaseError(ValueError):
    """A file that holds no case; the message says where."""


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sequence of events.

    Attributes:
        view: the specification.
        seed: of the entropy.
        events: what happens, each with its number.
        about: what differed when the case was written.
    """

    view: str
    seed: int
    events: tuple[tuple[int, dict[str, Any]], ...]
    about: Difference | None = None

    @property
    def name(self) -> str:
        """A name that stays the same for the same events."""
        digest = hashlib.sha256(msgspec.json.encode((self.view, self.seed, self.events))).hexdigest()
        return f"{self.view}-{digest[:12]}"


def case_of(view: str, seed: int, events: Sequence[Numbered[Any]], about: Difference | None = None) -> Case:
    """Return the case for some events."""
    listed = tuple((each.number, msgspec.to_builtins(each.event)) for each in events)
    return Case(view, seed, listed, about)


def events_of(case: Case) -> list[Numbered[Any]]:
    """Return the events of a case.

    Raises:
        CaseError: they are no events of its view.
    """
    if case.view not in VIEWS:
        raise CaseError(f"there is no view {case.view!r}; there are {', '.join(VIEWS)}")
    kinds = view_named(case.view).events
    events = []
    for number, each in case.events:
        try:
            events.append(Numbered(number, msgspec.convert(each, kinds, strict=False)))
        except msgspec.ValidationError as error:
            raise CaseError(f"event {number}: {error}") from error
    return events


def play_case(case: Case) -> Played[Any]:
    """Play a case, up to the first difference."""
    return play(view_named(case.view), case.seed, events_of(case))


def save(case: Case, folder: Path) -> Path:
    """Write a case into a folder, and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{case.name}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(case), indent=1) + b"\n")
    return path


def load(path: Path) -> Case:
    """Read a case.

    Raises:
        CaseError: the file can't be read, or holds no case.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Case)
    except OSError as error:
        raise CaseError(f"{path}: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CaseError(f"{path}: {error}") from error
