"""One bug, one process: imports with the bug, walks, and what is found."""

import contextlib
import importlib
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from types import FrameType
from typing import Any

import msgspec

from hipcheck.lockstep.seeded.changes import Change, forget, install

__all__ = ["LENGTH", "Found", "Task", "hunt"]

LENGTH = 60  # events of a walk, as in a campaign


class Task(msgspec.Struct, frozen=True):
    """What to do about one bug.

    Attributes:
        id: of the bug.
        changes: for each module that is changed, its new code.
        walks: the walks to do, in this order: the view and the seed; of a story the view, a slash and its name.
        left_out: guards and effects of the specification that are left out.
        most: how many compared events it may take.
        patience: after how many seconds of processor time an engine that does not come back hangs.
    """

    id: str
    changes: Mapping[str, Change]
    walks: Sequence[tuple[str, int]]
    left_out: tuple[str, ...] = ()
    most: int = 1_000_000
    patience: float = 20.0


class Found(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a bug.

    Attributes:
        id: of the bug.
        caught: by what: a "difference", because something "raises" or "hangs", or because it "does not load"; empty
            if by nothing.
        view, seed: the walk that caught it.
        walks, events: how many walks and compared events there were, the last ones included.
        seconds: of processor time, imports left out.
        what, specification, engine: what differs.
        rule, guard, clause: what decides it.
    """

    id: str
    caught: str = ""
    view: str = ""
    seed: int = 0
    walks: int = 0
    events: int = 0
    seconds: float = 0.0
    what: str = ""
    specification: str = ""
    engine: str = ""
    rule: str = ""
    guard: str = ""
    clause: str = ""


class _HangsError(BaseException):
    """The time is over; no `except Exception` of an engine may stop it."""


def hunt(task: Task) -> Found:
    """Import with a bug, and walk until something differs. Only for a process of its own."""
    forget(task.changes)
    install(task.changes)
    try:
        with _patience(task.patience):
            comparison: Any = importlib.import_module("hipcheck.lockstep.comparison")
            views = {name: _view(name.partition("/")[0]) for name, _ in task.walks}
    except _HangsError:
        return Found(task.id, "hangs", what="the import")
    except Exception as error:  # noqa: BLE001  # whatever a changed module does
        return Found(task.id, "does not load", what=_said(error))
    with _without(task):
        return _walks(task, comparison, views)


def _view(name: str) -> Any:  # noqa: ANN401  # a view of modules that are imported anew
    return importlib.import_module(f"hipcheck.lockstep.{name}.view").VIEW


def _walks(task: Task, comparison: Any, views: dict[str, Any]) -> Found:  # noqa: ANN401  # a module
    began, events = time.process_time(), 0
    for number, (name, seed) in enumerate(task.walks, 1):
        session = None
        try:
            with _patience(task.patience):
                session = views[name].begin(seed)
                difference = _walk(session, comparison, seed, views[name].stories.get(name.partition("/")[2]))
        except _HangsError:
            difference, caught = None, "hangs"
        except Exception as error:  # noqa: BLE001  # whatever a bug makes of it
            difference, caught = None, "raises"
            said = _said(error)
        else:
            caught, said = "difference" if difference is not None else "", ""
        events += session.compared if session is not None else 0
        seconds = time.process_time() - began
        if difference is not None:
            return Found(
                task.id,
                caught,
                name,
                seed,
                number,
                events,
                seconds,
                *(getattr(difference, each) for each in ("what", "specification", "engine", "rule", "guard", "clause")),
            )
        if caught:
            return Found(task.id, caught, name, seed, number, events, seconds, what=said if caught == "raises" else "")
        if events >= task.most:
            break
    return Found(task.id, walks=number, events=events, seconds=time.process_time() - began)


def _walk(session: Any, comparison: Any, seed: int, story: Sequence[Any] | None) -> Any:  # noqa: ANN401  # as above
    """Do a walk, or tell a story, as `comparison` does it; the session is at hand whatever happens."""
    random = Random(f"walk {seed}")  # noqa: S311  # a run is to be repeated
    for number in range(1, 1 + (LENGTH if story is None else len(story))):
        try:
            session.step(number, session.choose(random) if story is None else story[number - 1])
        except comparison.DifferenceError as error:
            return error.difference
    return None


@contextlib.contextmanager
def _without(task: Task) -> Iterator[None]:
    """Leave guards and effects of the specification out."""
    if not task.left_out:
        yield
        return
    edits: Any = importlib.import_module("hipmodels.lift.edits")
    specification: Any = importlib.import_module(f"hipspec.{task.walks[0][0]}").SPECIFICATION
    functions = edits.reachable(list(specification.actions), edits.package_of(specification))
    with edits.Edits(frozenset(task.left_out)).applied(functions):
        yield


@contextlib.contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Raise when so much processor time is used up.

    Raises:
        _HangsError: it is.
    """

    def over(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise _HangsError

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
