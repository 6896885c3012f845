"""The matrix as a document: what `hipway matrix --json` writes, and what a page of it is made of."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from hipcheck.ladder import Ladder, ladder_of
from hipcheck.output.documents import solver
from hipmodels.matrix.cells import Cell
from hipmodels.matrix.changed import BY_PROOF
from hipmodels.matrix.family import Attack, Family, Row
from hipmodels.trace import from_json, property_named, replay

SENSELESS = "senseless"
NONE: Mapping[str, str] = MappingProxyType({})


class Attacker(msgspec.Struct, frozen=True):
    """An attacker, weaker than the ones after it in the same column."""

    name: str
    says: str


class Hope(msgspec.Struct, frozen=True):
    """What a column asks in which a run is good and a proof bad: its words for both, and what either shows."""

    found: str
    found_says: str
    refuted: str
    refuted_says: str


class Column(msgspec.Struct, frozen=True):
    """One column: its question, the property that a run violates, and who might do it, from weakest to strongest.

    Attributes:
        kind: "attack": a run is an attack, and bad, and a proof is good. "hope": a run is what one hopes for, and good,
            and a proof that there is none is bad.
        hope: of a hope.
    """

    name: str
    title: str
    question: str
    property: str
    property_says: str
    kind: str
    hope: Hope | None
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
        kind: that of the column: whether a run is bad ("attack") or good ("hope").
        verdict: "proved", "attack", "unknown", "vacuous", "error", or "senseless" with the reason in `why`. "attack"
            says that there is a run that violates the property, "proved" that there is none; `kind` says which is good.
        outcome: the verdict in the word that tables show: of a hope, another one than "proved" or "attack".
        why: see `verdict`.
        weakest: the weakest attacker that succeeds; empty if none does. In an unknown cell, one that is known to
            succeed, where a weaker one may.
        strongest: the strongest attacker against which the property is proved, unbounded; empty if there is none.
        steps: the number of steps of the attack.
        factor: of an attack of volume.
        ladder: the run, step by step.
        premise: of a hope for which it is proved that there is no run: a run in which the question comes up.
        lemmas: what the proof rests on, as (name, sentence); in a row that is known by its seal, what all proofs of the
            row against the same attacker rest on.
        checks: how many questions the solver answered.
    """

    attack: str
    kind: str
    verdict: str
    outcome: str
    why: str
    weakest: str
    strongest: str
    steps: int
    factor: Factor | None
    ladder: Ladder | None
    premise: Ladder | None
    lemmas: tuple[tuple[str, str], ...]
    checks: int
    seconds: float


class RowModel(msgspec.Struct, frozen=True):
    """One protocol, read in one way.

    Attributes:
        known_by: "proof": the cells were decided as they are shown. "seal": they were decided before, and no text has
            changed since. "nothing": some cells are not decided, and none rests on a proof.
    """

    name: str
    protocol: str
    title: str
    source: str
    cells: tuple[CellModel, ...]
    known_by: str = BY_PROOF


class Matrix(msgspec.Struct, frozen=True):
    """The whole table."""

    solver: dict[str, str]
    columns: tuple[Column, ...]
    rows: tuple[RowModel, ...]
    seconds: float


def model_of(
    family: Family,
    attacks: Sequence[Attack],
    rows: Sequence[tuple[Row, Sequence[Cell]]],
    known_by: Mapping[str, str] = NONE,
) -> Matrix:
    """Return the document of some rows and columns; `known_by` says of a row by what it is known, if not by a proof."""
    return Matrix(
        solver=solver(),
        columns=tuple(_column(family, attack) for attack in attacks),
        rows=tuple(_row(family, row, cells, known_by.get(row.name, BY_PROOF)) for row, cells in rows),
        seconds=round(sum(cell.seconds for _, cells in rows for cell in cells), 3),
    )


def _row(family: Family, row: Row, cells: Sequence[Cell], known_by: str) -> RowModel:
    models = tuple(_cell(family, row, cell) for cell in cells)
    return RowModel(row.name, row.protocol, row.title, row.source, models, known_by)


def _column(family: Family, attack: Attack) -> Column:
    specification = family.specification(next(iter(family.rows)))
    violated = property_named(specification, attack.violates)
    hope = attack.hope
    return Column(
        attack.name,
        attack.title,
        attack.question,
        attack.violates,
        sentence_of(violated),
        _kind(attack),
        None if hope is None else Hope(hope.found, hope.found_says, hope.refuted, hope.refuted_says),
        tuple(Attacker(strength.name, strength.says) for strength in attack.ladder),
    )


def _kind(attack: Attack) -> str:
    return "attack" if attack.hope is None else "hope"


def outcome_of(attack: Attack, cell: Cell) -> str:
    """Return the word for what became of a cell, in which nothing good can be taken for bad."""
    verdict = SENSELESS if cell.verdict is None else cell.verdict.value
    hope = attack.hope
    return verdict if hope is None else {"attack": hope.found, "proved": hope.refuted}.get(verdict, verdict)


def endings_of(attack: Attack) -> tuple[str, str]:
    """Return what the run of a cell comes to, and what the run does that says why one is sought; of no attack."""
    hope = attack.hope
    if hope is None:
        return "", ""
    return f"{hope.found.capitalize()}: {hope.found_says}", f"{hope.refuted.capitalize()}: {hope.refuted_says}"


def _cell(family: Family, row: Row, cell: Cell) -> CellModel:
    specification = family.specification(row.name)
    attack = family.attacks[cell.attack]
    ending, premise = endings_of(attack)
    factor = None
    if cell.volume and cell.verdict is not None and cell.verdict.value in {"proved", "attack"}:
        out, each = cell.factor or (0, 0)
        factor = Factor(cell.factor is not None, out, each, ladder_in(family, row, cell.reached))
    return CellModel(
        attack=cell.attack,
        kind=_kind(attack),
        verdict=SENSELESS if cell.verdict is None else cell.verdict.value,
        outcome=outcome_of(attack, cell),
        why=cell.why,
        weakest=cell.weakest,
        strongest=cell.strongest,
        steps=cell.steps,
        factor=factor,
        ladder=ladder_in(family, row, cell.trace, ending),
        premise=ladder_in(family, row, cell.reached, premise) if attack.hope is not None else None,
        lemmas=tuple((name, sentence_of(property_named(specification, name))) for name in cell.lemmas),
        checks=cell.checks,
        seconds=round(cell.seconds, 3),
    )


def ladder_in(family: Family, row: Row, document: dict[str, object] | None, ending: str = "") -> Ladder | None:
    """Replay a trace by the rules of a row, and return it as a ladder."""
    if document is None:
        return None
    specification = family.specification(row.name)
    trace = from_json(document, specification)
    taken = replay(trace, specification)
    title, shows, parameters = row.title, trace.shows, trace.parameters
    return ladder_of(taken, specification, title=title, shows=shows, parameters=parameters, ending=ending)


def sentence_of(function: object) -> str:
    """Return what a function of a specification says of itself in its first sentence."""
    return " ".join((getattr(function, "__doc__", "") or "").strip().split("\n\n", maxsplit=1)[0].split())
