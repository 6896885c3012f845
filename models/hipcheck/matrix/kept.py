"""What is kept of the matrix: for each row, the lemmas that its proofs rest on, and its attacks.

One file for each protocol, written by `hipway matrix --write`. A run only checks what is kept: it proves that the
lemmas are inductive together, and replays the attacks; where that fails it finds them anew. The seal says whether a
text has changed since, and `hipway matrix --changed` proves only what has no seal that fits.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from hipmodels.matrix.cells import Kept
from hipmodels.matrix.family import Family

FOLDER = Path(__file__).parent / "kept"


def place(protocol: str) -> Path:
    """Return the file of a protocol."""
    return FOLDER / f"{protocol}.json"


def load(protocol: str) -> dict[str, Kept]:
    """Return what is kept of the rows of a protocol; nothing, if there is no file.

    Raises:
        ValueError: the file is no such file; the text names it.
    """
    path = place(protocol)
    if not path.exists():
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return {row: Kept(**kept) for row, kept in document.items()}
    except (ValueError, TypeError, AttributeError) as error:
        msg = f"{path}: not a file of what is kept of the matrix ({error})"
        raise ValueError(msg) from error


def known_of(family: Family, rows: Iterable[str], *, own: bool) -> dict[str, Kept]:
    """Return what is known before some rows are decided.

    Args:
        family: the table that they are in.
        rows: their names.
        own: whether it is a table of one's own, of which nothing is kept: it begins with the lemmas of all others.

    Raises:
        ValueError: a file is not one of what is kept; the text names it.
    """
    if own:
        return {row: Kept(lemmas=_lemmas_of_all()) for row in rows}
    known: dict[str, Kept] = {}
    for protocol in dict.fromkeys(family.rows[row].protocol for row in rows):
        known |= load(protocol)
    return known


def _lemmas_of_all() -> dict[str, list[str]]:
    """Return for each attacker the lemmas that the proofs of any row rest on."""
    found: dict[str, dict[str, None]] = {}
    for file in sorted(FOLDER.glob("*.json")):
        for row in load(file.stem).values():
            for attacker, lemmas in row.lemmas.items():
                found.setdefault(attacker, {}).update(dict.fromkeys(lemmas))
    return {attacker: list(lemmas) for attacker, lemmas in found.items()}


def save(protocol: str, rows: dict[str, Kept]) -> None:
    """Write what is to be kept of the rows of a protocol, one entry a line, so that a change shows as a change."""
    FOLDER.mkdir(exist_ok=True)
    place(protocol).write_text(
        "{\n" + ",\n".join(f"{json.dumps(row)}: {_row(kept)}" for row, kept in sorted(rows.items())) + "\n}\n",
        encoding="utf-8",
    )


def _row(kept: Kept) -> str:
    sections = []
    for section, entries in (("lemmas", kept.lemmas), ("attacks", kept.attacks)):
        lines = [f"  {json.dumps(key)}: {json.dumps(value, sort_keys=True)}" for key, value in sorted(entries.items())]
        sections.append(f' "{section}": {{\n' + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join([f' "seal": {json.dumps(kept.seal)}', *sections]) + "\n}"
