"""Cells that are taken by a seal are those that the engine decides; only the lemmas are those of the whole row."""

import copy
import dataclasses

import pytest

from hipcheck.matrix import kept
from hipmodels.matrix.campaign import solve_row
from hipmodels.matrix.cells import Cell, Kept
from hipmodels.matrix.sealed import sealed_row, unsealed_row
from hipmodels.verdicts import Verdict
from hipspec.related.table import FAMILY

TABLE = "hipspec.related.table"
# Volume with and without a bound, a hope that is refuted, what makes no sense, several attackers, and proofs.
COLUMNS = ("stealing", "flooding", "amplification", "reflection", "identity_theft", "teardown", "recovery")


@pytest.fixture(params=["ip_plain", "wireguard"])
def row(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def known(row: str) -> Kept:
    return copy.deepcopy(kept.load(FAMILY.rows[row].protocol)[row])


def without_proof(cell: Cell) -> Cell:
    return dataclasses.replace(cell, lemmas=(), checks=0, seconds=0.0)


def test_the_cells_of_a_seal_are_those_that_the_engine_decides(row: str, known: Kept) -> None:
    taken = {cell.attack: cell for cell in sealed_row(TABLE, row, known).cells}
    assert [*taken] == [*FAMILY.attacks]
    for cell in solve_row(TABLE, row, COLUMNS, copy.deepcopy(known), anew=False).cells:
        assert cell.verdict in {Verdict.PROVED, Verdict.ATTACK, None}
        likewise = taken[cell.attack]
        assert set(cell.lemmas) <= set(likewise.lemmas)
        assert likewise.checks == 0
        assert without_proof(likewise) == without_proof(cell)


def test_nothing_is_written_to_what_is_kept(row: str, known: Kept) -> None:
    before = copy.deepcopy(known)
    assert sealed_row(TABLE, row, known).kept == before


def test_a_run_that_does_not_replay_makes_its_cell_an_error_and_no_other(row: str, known: Kept) -> None:
    known.attacks["flooding/no_flooding"]["trace"]["moves"].pop()
    cells = sealed_row(TABLE, row, known).cells
    (wrong,) = (cell for cell in cells if cell.verdict is Verdict.ERROR)
    assert wrong.attack == "flooding"
    assert "no_flooding" in wrong.why


def test_a_row_that_can_not_do_what_it_has_to_is_vacuous(
    row: str, known: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hipmodels.matrix.cells.RowOf.stopped", lambda _: "the scenario a_host_moves stops")
    cells = sealed_row(TABLE, row, known).cells
    assert {cell.verdict for cell in cells} == {Verdict.VACUOUS}


def test_where_no_seal_fits_only_runs_say_anything(row: str, known: Kept) -> None:
    sealed = {cell.attack: cell for cell in sealed_row(TABLE, row, known).cells}
    cells = unsealed_row(TABLE, row, known, "its rules have changed").cells
    assert [cell.attack for cell in cells] == [*FAMILY.attacks]
    for cell in cells:
        likewise, ladder = sealed[cell.attack], FAMILY.attacks[cell.attack].ladder
        assert (cell.strongest, cell.lemmas, cell.reached) == ("", (), None)
        assert (cell.weakest, cell.trace, cell.steps) == (likewise.weakest, likewise.trace, likewise.steps)
        if likewise.verdict is None or (cell.weakest == ladder[0].name and not cell.volume):
            assert without_proof(cell) == without_proof(likewise)
        else:
            assert (cell.verdict, cell.why) == (Verdict.UNKNOWN, "its rules have changed")


def test_where_no_seal_fits_a_run_that_does_not_replay_says_nothing(row: str, known: Kept) -> None:
    known.attacks["stealing_now/no_stealing"]["trace"]["moves"].pop()
    cells = {cell.attack: cell for cell in unsealed_row(TABLE, row, known, "its rules have changed").cells}
    assert (cells["stealing_now"].verdict, cells["stealing_now"].trace) == (Verdict.UNKNOWN, None)
