"""Bugs as data: what is changed in which text, and which guard or rule of the specification that breaks."""

import tomllib
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from types import CodeType

import msgspec

from hipcheck.lockstep.seeded.changes import Change, source_of

__all__ = ["KINDS", "Bug", "BugError", "Edit", "applies", "bugs", "changed"]

FOLDER = Path(__file__).parent / "catalogue"
KINDS = ("guard", "cell", "timer", "window", "limit", "effect", "value")


class BugError(ValueError):
    """A bug that can't be seeded; the message names it."""


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of one text.

    Attributes:
        module: whose text is changed.
        old: a part of that text, which stands there once.
        new: what stands there instead.
    """

    module: str
    old: str
    new: str


class Bug(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bug.

    Attributes:
        id: its name.
        module, old, new: the change (see `Edit`).
        more: further changes, where one alone is no bug yet because another check stands behind it.
        kind: what is broken: a guard, a cell of the state table, a timer, a window, a limit, an effect (what a rule
            writes or sends), or a value that is computed.
        breaks: the guard or effect of the specification, as `hipway rules` has it: `rule/sentence`, `rule.field`; of
            a cell `STATE TRIGGER`.
        number: the number of the engine's configuration that it no longer keeps, if it is about one.
        view: the specification that must see it.
        asked: whether the bug is one of those by which the test bed is judged.
        left_out: for the reverse: guards and effects of the specification that are left out, instead of a change.
    """

    id: str
    module: str = ""
    old: str = ""
    new: str = ""
    more: tuple[Edit, ...] = ()
    kind: str = "guard"
    breaks: tuple[str, ...] = ()
    number: str = ""
    view: str = "hip"
    asked: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All changes."""
        return (*((Edit(self.module, self.old, self.new),) if self.old else ()), *self.more)

    def changes(self) -> dict[str, Change]:
        """Return for each module how its code is made."""
        return {edit.module: partial(self._code, edit.module) for edit in self.edits}

    def _code(self, module: str, text: str, path: str) -> CodeType:
        return compile(changed(self, module, text), path, "exec", dont_inherit=True)


def changed(bug: Bug, module: str, text: str) -> str:
    """Return the text of a module with a bug.

    Raises:
        BugError: what it changes doesn't stand there once.
    """
    for edit in bug.edits:
        if edit.module != module:
            continue
        found = text.count(edit.old)
        if found != 1:
            raise BugError(f"{bug.id}: what it changes stands in {module} {found} times, not once")
        text = text.replace(edit.old, edit.new)
    return text


@cache
def bugs(side: str) -> tuple[Bug, ...]:
    """Return the bugs of the catalogue.

    Args:
        side: "engine", or "specification" for the reverse.

    Raises:
        BugError: a file of the catalogue is wrong.
    """
    found = tuple(bug for path in sorted((FOLDER / side).glob("*.toml")) for bug in _read(path))
    twice = _twice(bug.id for bug in found)
    if twice:
        raise BugError(f"two bugs are called {twice}")
    return found


def _read(path: Path) -> list[Bug]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        defaults = document.get("defaults", {})
        read = [msgspec.convert({**defaults, **each}, Bug, strict=False) for each in document["bug"]]
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, KeyError) as error:
        raise BugError(f"{path}: {error}") from error
    for bug in read:
        if bug.kind not in KINDS:
            raise BugError(f"{path}: {bug.id} is of kind {bug.kind}; there are {', '.join(KINDS)}")
    return read


def _twice(names: Iterable[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def applies(bug: Bug) -> None:
    """Check that a bug can be seeded.

    Raises:
        BugError: its text isn't there once, or is no program after the change.
    """
    for module, change in bug.changes().items():
        try:
            change(*source_of(module))
        except SyntaxError as error:
            raise BugError(f"{bug.id}: {error}") from error
