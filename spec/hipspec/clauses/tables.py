"""RFC 7401's own tables of the state machine (4.4.3, Tables 2 to 9), row by row, as data.

`states.toml` keeps them; `rows_of` reads them out of the RFC's text, so that the two can be compared.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from hipspec.clauses import digest
from hipspec.clauses.extract import bodies, joined

__all__ = ["STATE_TABLES", "Row", "load_rows", "row_digest", "rows_of"]

# The section that the tables stand in.
STATE_TABLES = "4.4.3"

LINE = re.compile(r" +\|([^|]*)\|([^|]*)\|")
CAPTION = re.compile(r" +Table (\d+): (\S+) - ")


@dataclass(frozen=True)
class Row:
    """What a host does in one state upon one trigger, in the words of the RFC.

    Attributes:
        table: the number of the table in the RFC.
        section: the section that it stands in.
        state: the state that the table is about.
        trigger: what happens, with single spaces.
        actions: what the host does about it, a paragraph of the cell each, with single spaces.
        sha256: the digest of trigger and actions (see `row_digest`).
    """

    table: int
    section: str
    state: str
    trigger: str
    actions: tuple[str, ...]
    sha256: str


def row_digest(trigger: str, actions: tuple[str, ...]) -> str:
    """The SHA-256 of a row, as `digest` makes it, of its texts with " | " between them."""
    return digest(" | ".join((trigger, *actions)))


def load_rows() -> tuple[Row, ...]:
    """Read the rows that are kept, in the order of the RFC."""
    kept = tomllib.loads(files("hipspec.clauses").joinpath("states.toml").read_text(encoding="utf-8"))
    return tuple(
        Row(
            table=entry["table"],
            section=entry["section"],
            state=entry["state"],
            trigger=entry["trigger"],
            actions=tuple(entry["actions"]),
            sha256=entry["sha256"],
        )
        for entry in kept["row"]
    )


def rows_of(text: str) -> tuple[Row, ...]:
    """Read the rows out of RFC 7401, in its plain text as published."""
    rows: list[Row] = []
    lines: list[tuple[str, str]] = []
    for line in dict(bodies(text))[STATE_TABLES]:
        cells, caption = LINE.match(line), CAPTION.match(line)
        if cells:
            lines.append((cells[1].strip(), cells[2].strip()))
        elif caption:
            rows += [
                Row(int(caption[1]), STATE_TABLES, caption[2], trigger, actions, row_digest(trigger, actions))
                for trigger, actions in split_rows(lines)
                if (trigger, actions) != ("Trigger", ("Action",))
            ]
            lines = []
    return tuple(rows)


def split_rows(lines: list[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Split the lines of a table into rows: the trigger and the actions of each.

    A row begins where the first cell is not empty after a line of empty cells; such a line with nothing in the first
    cell after it separates two paragraphs of one action. The heading has no such line after it.
    """
    trigger: list[str] = []
    actions: list[list[str]] = []
    separated = True
    for left, right in lines:
        if left and separated and trigger:
            yield joined(trigger), tuple(joined(action) for action in actions)
            trigger, actions = [], []
        if right and separated:
            actions.append([])
        if left:
            trigger.append(left)
        if right:
            actions[-1].append(right)
        # The heading stands on a line of its own between two borders.
        separated = (not left and not right) or (left, right) == ("Trigger", "Action")
    if trigger:
        yield joined(trigger), tuple(joined(action) for action in actions)
