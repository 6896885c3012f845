"""Rows looked at again: what no text has changed of since it was proved is only replayed, the rest is proved again.

Only what is kept is made use of. A row of which nothing is kept, or of which what is kept does not decide each cell any
more, is not decided; nothing is searched, and no lemma is found anew.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from hipmodels.matrix.campaign import Done, Told, solve_rows
from hipmodels.matrix.cells import Cell, Kept
from hipmodels.matrix.family import family_of
from hipmodels.matrix.seal import seal_of
from hipmodels.matrix.sealed import sealed_row, unsealed_row
from hipmodels.verdicts import Verdict

ALL = "all"  # in place of a column, where a whole row is not decided
BY_SEAL, BY_PROOF, BY_NOTHING = "seal", "proof", "nothing"
PASSES = (None, Verdict.PROVED, Verdict.ATTACK)


@dataclass
class Looked:
    """What became of rows that were looked at again.

    Attributes:
        done: each row with its cells, in the order in which the rows were given.
        unchanged: those that were taken by their seals, and whose runs were all replayed.
        again: those that were proved again, each cell decided.
        bad: the cells that are not decided, and those of runs that do not replay.
        replayed: how many runs of rows whose seals fit were replayed.
        seconds: the processor's time that it took to prove again.
    """

    done: list[Done] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    bad: list[Cell] = field(default_factory=list)
    replayed: int = 0
    seconds: float = 0.0

    @property
    def open(self) -> list[str]:
        """Return the rows of which a cell is bad."""
        return list(dict.fromkeys(cell.row for cell in self.bad))

    def known_by(self) -> dict[str, str]:
        """Return for each row by what its cells are known; by nothing, if a cell is bad."""
        known = dict.fromkeys((one.row for one in self.done), BY_PROOF)
        return known | dict.fromkeys(self.unchanged, BY_SEAL) | dict.fromkeys(self.open, BY_NOTHING)


def look_again(  # noqa: PLR0913  # what to look at, where, and who is told
    module: str, rows: Sequence[str], known: Mapping[str, Kept], pool: Executor, told: Told, *, prove: bool = True
) -> Looked:
    """Take rows whose seals fit by these, and prove the others by what is kept of them, or only replay their runs.

    Args:
        module: the module that holds the family.
        rows: the rows.
        known: what is kept of them.
        pool: who proves.
        told: is told how many rows are proved, and of how many.
        prove: whether rows are proved whose seals don't fit.
    """
    looked = Looked()
    fits = [row for row in rows if row in known and known[row].seal == seal_of(module, row, known[row])]
    found = {row: sealed_row(module, row, known[row]) for row in fits}
    for row, done in found.items():
        wrong = _wrong(done)
        looked.bad += wrong
        looked.replayed += len(known[row].attacks)
        looked.unchanged += [] if wrong else [row]
    others = [row for row in rows if row in known and row not in fits] if prove else []
    attacks = list(family_of(module).attacks)
    for done in solve_rows(module, others, attacks, known, pool, told, anew=False):
        found[done.row] = done
        wrong = _wrong(done)
        looked.bad += wrong
        looked.seconds += sum(cell.seconds for cell in done.cells)
        looked.again += [] if wrong else [done.row]
    for row in rows:
        if row not in found:
            why = _why_not(row, known.get(row))
            looked.bad.append(Cell(row, ALL, Verdict.UNKNOWN, why))
            found[row] = unsealed_row(module, row, known.get(row, Kept()), why)
    looked.done = [found[row] for row in rows]
    return looked


def _wrong(done: Done) -> list[Cell]:
    return [cell for cell in done.cells if cell.verdict not in PASSES]


def _why_not(row: str, kept: Kept | None) -> str:
    """Return why a row that nobody tries to prove is not decided."""
    if kept is None:
        return f"nothing is kept of it: hipway matrix --row {row} --write"
    return "a text has changed since the row was proved" if kept.seal else "not each cell of the row was ever decided"
