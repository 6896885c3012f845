"""The kill table: what became of each mutant, kept in the repository, and why those that live are no bugs."""

import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import msgspec

from hipcheck.lockstep.seeded.hunting import Found

__all__ = [
    "KINDS",
    "UNREACHED",
    "Fate",
    "excused",
    "fate_of",
    "gap_of",
    "kill_table",
    "out_of_view",
    "reason_of",
    "reasons",
    "save",
    "stands",
    "unseen_of",
]

FOLDER = Path(__file__).parent / "catalogue"
TABLE = FOLDER / "killed.json"
UNREACHED = "unreached"
KINDS = ("out of view", "caught", "the same for a written reason", "beyond the walks", "without a reason", "not tried")
"""How it stands with a mutant."""


class Fate(msgspec.Struct, frozen=True, array_like=True):
    """What became of a mutant.

    Attributes:
        caught: by what, as in `Found`; "unreached" if no walk runs its lines; empty if it lives.
        view, seed: the walk that caught it; of a story the view, a slash and its name.
        events: compared events until then, or that it has survived.
        guard: what the difference names: a guard, or else what differs.
    """

    caught: str = ""
    view: str = ""
    seed: int = 0
    events: int = 0
    guard: str = ""


def fate_of(found: Found) -> Fate:
    """Return what is kept of what was found."""
    return Fate(found.caught, found.view, found.seed, found.events, (found.guard or found.what).split("; ")[0][:80])


def kill_table() -> Mapping[str, Fate]:
    """Return the table, by the ids of mutants."""
    return msgspec.json.decode(TABLE.read_bytes(), type=dict[str, Fate]) if TABLE.exists() else {}


def save(table: Mapping[str, Fate]) -> None:
    """Write the table, a line for each mutant, so that a change shows as a change."""
    lines = [
        f"{msgspec.json.encode(name).decode()}: {msgspec.json.encode(fate).decode()}"
        for name, fate in sorted(table.items())
    ]
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def excused() -> Mapping[str, Mapping[str, str]]:
    """Return what no bug is seeded for, and why: guards, cells and numbers of the configuration."""
    return tomllib.loads((FOLDER / "excused.toml").read_text(encoding="utf-8"))


SECTIONS = ("functions", "unseen", "patterns", "mutants", "gaps")


@cache
def reasons() -> Mapping[str, Mapping[str, str]]:
    """Return what is said of mutants that live, from all files together.

    What is out of view: `functions`, and `unseen`, patterns of names. Why they are no bugs: `patterns` as well, and
    `mutants` one by one. And `gaps`, also patterns: why no walk sees those that are.

    Raises:
        ValueError: two files say something of the same.
    """
    found: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for path in sorted((FOLDER / "living").glob("*.toml")):
        for section, said in tomllib.loads(path.read_text(encoding="utf-8")).items():
            twice = found[section].keys() & said.keys()
            if twice:
                raise ValueError(f"{path} says again what another file says of {min(twice)}")
            found[section] |= said
    return found


def out_of_view(mutant: str) -> str:
    """Return why no view can see what a mutant changes, by the function that it is in; empty if one could."""
    where = mutant.split(": ", 1)[0]
    module, _, function = where.partition(":")
    functions = reasons()["functions"]
    names = (where, f"{module}:{function.split('.')[0]}", module)
    return next((functions[name] for name in names if name in functions), "")


def reason_of(mutant: str) -> str:
    """Return why a mutant that lives is no bug; empty if nobody has said so."""
    return reasons()["mutants"].get(mutant, "") or _said("patterns", mutant)


def unseen_of(mutant: str) -> str:
    """Return what a mutant that lives is about that no view can see by design; empty if one could."""
    return _said("unseen", mutant)


def gap_of(mutant: str) -> str:
    """Return why no walk sees a mutant that lives and is a bug; empty if nothing is known of it."""
    return _said("gaps", mutant)


def stands(mutant: str, table: Mapping[str, Fate]) -> str:
    """Return how it stands with a mutant: one of KINDS."""
    fate = table.get(mutant)
    if out_of_view(mutant):
        return "out of view"
    if fate is None:
        return "not tried"
    if fate.caught and fate.caught != UNREACHED:
        return "caught"
    if reason_of(mutant):
        return "the same for a written reason"
    if gap_of(mutant):
        return "beyond the walks"
    return "out of view" if unseen_of(mutant) else "without a reason"


def _said(section: str, mutant: str) -> str:
    return next((why for pattern, why in reasons()[section].items() if fnmatchcase(mutant, pattern)), "")
