"""The matrix as a document: what `hipway matrix --json` writes, and what a page of it is made of."""

from collections.abc import Sequence

import msgspec

from hipcheck.ladder import Ladder, ladder_of
from hipcheck.output.documents import solver
from hipmodels.matrix.cells import Cell
from hipmodels.matrix.family import Attack, Family, Row
from hipmodels.trace import from_json, property_named, replay

SENSELESS = "senseless"


class Attacker(msgspec.Struct, frozen=True):
    """An attacker, weaker than the ones after it in the same column."""

    name: str
    says: str


class Column(msgspec.Struct, frozen=True):
    """One attack: its question, the property that it violates, and who might do it, from weakest to strongest."""

    name: str
    title: str
    question: str
    property: str
    property_says: str
    attackers: tuple[Attacker, ...]


class Factor(msgspec.Struct, frozen=True):
    """Bytes out for each byte in, exactly; `bounded` is false if nothing bounds it, and then there is no number."""

    bounded: bool
    out: int
    each: int
    reached: Ladder | None


class CellModel(msgspec.Struct, frozen=True):
    """One cell.

    Attributes:
        attack: the column.
        verdict: "proved", "attack", "unknown", "vacuous", "error", or "senseless" with the reason in `why`.
        why: see `verdict`.
        weakest: the weakest attacker that succeeds; empty if none does.
        strongest: the strongest attacker against which the property is proved, unbounded; empty if there is none.
        steps: the number of steps of the attack.
        factor: of an attack of volume.
        ladder: the attack, step by step.
        lemmas: what the proof rests on, as (name, sentence).
        checks: how many questions the solver answered.
    """

    attack: str
    verdict: str
    why: str
    weakest: str
    strongest: str
    steps: int
    factor: Factor | None
    ladder: Ladder | None
    lemmas: tuple[tuple[str, str], ...]
    checks: int
    seconds: float


class RowModel(msgspec.Struct, frozen=True):
    """One protocol, read in one way."""

    name: str
    protocol: str
    title: str
    source: str
    cells: tuple[CellModel, ...]


class Matrix(msgspec.Struct, frozen=True):
    """The whole table."""

    solver: dict[str, str]
    columns: tuple[Column, ...]
    rows: tuple[RowModel, ...]
    seconds: float


def model_of(family: Family, attacks: Sequence[Attack], rows: Sequence[tuple[Row, Sequence[Cell]]]) -> Matrix:
    """Return the document of some rows and columns."""
    return Matrix(
        solver=solver(),
        columns=tuple(_column(family, attack) for attack in attacks),
        rows=tuple(
            RowModel(row.name, row.protocol, row.title, row.source, tuple(_cell(family, row, c) for c in cells))
            for row, cells in rows
        ),
        seconds=round(sum(cell.seconds for _, cells in rows for cell in cells), 3),
    )


def _column(family: Family, attack: Attack) -> Column:
    specification = family.specification(next(iter(family.rows)))
    violated = property_named(specification, attack.violates)
    return Column(
        attack.name,
        attack.title,
        attack.question,
        attack.violates,
        _sentence(violated),
        tuple(Attacker(strength.name, strength.says) for strength in attack.ladder),
    )


def _cell(family: Family, row: Row, cell: Cell) -> CellModel:
    specification = family.specification(row.name)
    factor = None
    if cell.volume and cell.verdict is not None and cell.verdict.value in {"proved", "attack"}:
        out, each = cell.factor or (0, 0)
        factor = Factor(cell.factor is not None, out, each, ladder_in(family, row, cell.reached))
    return CellModel(
        attack=cell.attack,
        verdict=SENSELESS if cell.verdict is None else cell.verdict.value,
        why=cell.why,
        weakest=cell.weakest,
        strongest=cell.strongest,
        steps=cell.steps,
        factor=factor,
        ladder=ladder_in(family, row, cell.trace),
        lemmas=tuple((name, _sentence(property_named(specification, name))) for name in cell.lemmas),
        checks=cell.checks,
        seconds=round(cell.seconds, 3),
    )


def ladder_in(family: Family, row: Row, document: dict[str, object] | None) -> Ladder | None:
    """Replay a trace by the rules of a row, and return it as a ladder."""
    if document is None:
        return None
    specification = family.specification(row.name)
    trace = from_json(document, specification)
    taken = replay(trace, specification)
    return ladder_of(taken, specification, title=row.title, shows=trace.shows, parameters=trace.parameters)


def _sentence(function: object) -> str:
    return " ".join((getattr(function, "__doc__", "") or "").strip().split("\n\n", maxsplit=1)[0].split())
