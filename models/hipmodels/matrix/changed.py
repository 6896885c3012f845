"""Rows looked at again: what no text has changed of since it was proved is only replayed, the rest is proved again.

Only what is kept is made use of. A row of which nothing is kept, or of which what is kept does not decide each cell any
more, is not decided; nothing is searched, and no lemma is found anew.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from hipmodels.matrix.campaign import Told, solve_rows
from hipmodels.matrix.cells import Cell, Kept
from hipmodels.matrix.family import family_of
from hipmodels.matrix.seal import seal_of
from hipmodels.trace import DoesNotReplayError, from_json, replay
from hipmodels.verdicts import Verdict

PASSES = (None, Verdict.PROVED, Verdict.ATTACK)


@dataclass
class Looked:
    """What became of rows that were looked at again.

    Attributes:
        unchanged: those whose seals fit, and whose runs were all replayed.
        again: those that were proved again, each cell decided.
        bad: the cells that are not decided, and those of runs that do not replay.
        replayed: how many runs of rows whose seals fit were replayed.
        seconds: the processor's time that it took to prove again.
    """

    unchanged: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    bad: list[Cell] = field(default_factory=list)
    replayed: int = 0
    seconds: float = 0.0


def look_again(module: str, rows: Sequence[str], known: Mapping[str, Kept], pool: Executor, told: Told) -> Looked:
    """Replay the runs of rows whose seals fit, and prove the others by what is kept of them."""
    looked = Looked()
    for row in rows:
        if row not in known:
            why = f"nothing is kept of it: hipway matrix --row {row} --write"
            looked.bad.append(Cell(row, "all", Verdict.UNKNOWN, why))
    fits = [row for row in rows if row in known and known[row].seal == seal_of(module, row, known[row])]
    for row in fits:
        wrong = _replayed(module, row, known[row])
        looked.bad += wrong
        looked.replayed += len(known[row].attacks)
        looked.unchanged += [] if wrong else [row]
    attacks = list(family_of(module).attacks)
    for done in solve_rows(
        module, [row for row in rows if row in known and row not in fits], attacks, known, pool, told, anew=False
    ):
        wrong = [cell for cell in done.cells if cell.verdict not in PASSES]
        looked.bad += wrong
        looked.seconds += sum(cell.seconds for cell in done.cells)
        looked.again += [] if wrong else [done.row]
    return looked


def _replayed(module: str, row: str, kept: Kept) -> list[Cell]:
    """Replay all runs of a row by its rules, and return what fails."""
    specification = family_of(module).specification(row)
    wrong = []
    for name, document in kept.attacks.items():
        try:
            replay(from_json(document["trace"], specification), specification)
        except (LookupError, TypeError, ValueError, DoesNotReplayError) as error:
            wrong.append(Cell(row, name, Verdict.ERROR, f"what is kept does not replay: {error}"))
    return wrong
