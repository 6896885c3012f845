"""What is kept in the repository: the class of each guard and effect, the attacks, and the budget of each proof.

One file for each specification, written by `hipway verify --all --write`, read and replayed by every `hipway verify`.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "attacks"


@dataclass(frozen=True)
class Kept:
    """What is kept of one specification.

    Attributes:
        ablations: for each guard and effect, its class and its attack, as `hipway ablate --json` has them.
        expected: for each expected attack, its trace.
        readings: for each unsafe answer `reading=answer`, its trace.
        assumptions: for each assumption, the attack that it rules out.
        budgets: for each obligation, the resources that its proof took.
    """

    ablations: dict[str, dict[str, Any]] = field(default_factory=dict)
    expected: dict[str, dict[str, Any]] = field(default_factory=dict)
    readings: dict[str, dict[str, Any]] = field(default_factory=dict)
    assumptions: dict[str, dict[str, Any]] = field(default_factory=dict)
    budgets: dict[str, int] = field(default_factory=dict)


def place(name: str) -> Path:
    """Return the file of a specification."""
    return FOLDER / f"{name}.json"


def load(name: str) -> Kept:
    """Return what is kept of a specification; nothing, if there is no file.

    Raises:
        ValueError: the file is no such file; the text names it.
    """
    path = place(name)
    if not path.exists():
        return Kept()
    try:
        document: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return Kept(**document)
    except (ValueError, TypeError) as error:
        msg = f"{path}: not a file of kept attacks ({error})"
        raise ValueError(msg) from error


def save(name: str, kept: Kept) -> None:
    """Write what is to be kept, one entry a line, so that a change shows as a change."""
    sections = []
    for section, entries in kept.__dict__.items():
        lines = [f"  {json.dumps(key)}: {json.dumps(value, sort_keys=True)}" for key, value in entries.items()]
        sections.append(f'"{section}": {{\n' + ",\n".join(lines) + "\n}")
    FOLDER.mkdir(exist_ok=True)
    place(name).write_text("{\n" + ",\n".join(sections) + "\n}\n", encoding="utf-8")
