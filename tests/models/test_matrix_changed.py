"""What is kept of rows is looked at again: sealed rows are replayed, others proved, and nothing is passed over."""

import copy
import os
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import pytest

from hipcheck.matrix import kept
from hipmodels.executors import InProcess
from hipmodels.matrix import changed
from hipmodels.matrix.cells import Kept
from hipmodels.matrix.changed import Looked, look_again
from hipmodels.matrix.seal import seal_of
from hipmodels.verdicts import Verdict
from hipspec.related.table import FAMILY

TABLE = "hipspec.related.table"
MODULE = "a_small_table"
ROWS = ("ip_plain", "wireguard")
ATTACKS = ("identity_theft", "teardown")


@pytest.fixture(autouse=True)
def small_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a table of two rows and two columns: an attack and a proof, and what makes no sense."""
    module = ModuleType(MODULE)
    family = SimpleNamespace(
        rows={row: FAMILY.rows[row] for row in ROWS},
        attacks={name: FAMILY.attacks[name] for name in ATTACKS},
        specification=FAMILY.specification,
        stage=FAMILY.stage,
        bounds=FAMILY.bounds,
    )
    vars(module).update(FAMILY=family, specification=FAMILY.specification)
    monkeypatch.setitem(sys.modules, MODULE, module)


@pytest.fixture
def known() -> dict[str, Kept]:
    """What is kept of the two rows, with seals that fit."""
    found = {row: copy.deepcopy(kept.load(row)[row]) for row in ROWS}
    for row, of in found.items():
        of.seal = seal_of(MODULE, row, of)
    return found


def nobody(done: int, total: int) -> None:
    del done, total


def looked_at(known: dict[str, Kept]) -> Looked:
    return look_again(MODULE, ROWS, known, InProcess(), nobody)


def test_sealed_rows_are_replayed_and_not_proved(known: dict[str, Kept], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def prove(module: str, rows: list[str], *rest: object, anew: bool) -> list[object]:
        assert (module, len(rest), anew) == (MODULE, 4, False)
        asked.extend(rows)
        return []

    monkeypatch.setattr(changed, "solve_rows", prove)
    looked = looked_at(known)
    assert (looked.unchanged, looked.again, looked.bad) == ([*ROWS], [], [])
    assert looked.known_by() == dict.fromkeys(ROWS, "seal")
    assert [(one.row, [cell.attack for cell in one.cells]) for one in looked.done] == [(r, [*ATTACKS]) for r in ROWS]
    assert asked == []
    assert looked.replayed == sum(len(of.attacks) for of in known.values()) > 0


def test_a_row_without_a_seal_that_fits_is_proved_again(known: dict[str, Kept]) -> None:
    known["wireguard"].seal = "another"
    looked = looked_at(known)
    assert (looked.unchanged, looked.again, looked.bad) == (["ip_plain"], ["wireguard"], [])
    assert looked.known_by() == {"ip_plain": "seal", "wireguard": "proof"}
    assert looked.seconds > 0
    (theft, _) = looked.done[1].cells
    assert (theft.verdict, theft.strongest, theft.checks > 0) == (Verdict.PROVED, "in the path at setup", True)


def test_where_nothing_is_to_be_proved_a_row_without_a_seal_that_fits_is_left(known: dict[str, Kept]) -> None:
    known["wireguard"].seal = "another"
    looked = look_again(MODULE, ROWS, known, InProcess(), nobody, prove=False)
    assert (looked.unchanged, looked.again, looked.open) == (["ip_plain"], [], ["wireguard"])
    assert looked.known_by() == {"ip_plain": "seal", "wireguard": "nothing"}
    assert [cell.verdict for cell in looked.done[1].cells] == [Verdict.UNKNOWN, None]
    known["wireguard"].seal = ""
    (cell,) = look_again(MODULE, ROWS, known, InProcess(), nobody, prove=False).bad
    assert "was ever decided" in cell.why


def test_lemmas_that_do_not_suffice_are_no_reason_to_find_others(known: dict[str, Kept]) -> None:
    known["wireguard"].lemmas = {}
    looked = looked_at(known)
    assert looked.again == []
    (cell,) = looked.bad
    assert (cell.row, cell.attack, cell.verdict) == ("wireguard", "identity_theft", Verdict.UNKNOWN)
    assert "what is kept does not decide it" in cell.why


def test_a_row_of_which_nothing_is_kept_is_not_passed_over(known: dict[str, Kept]) -> None:
    del known["ip_plain"]
    looked = looked_at(known)
    (cell,) = looked.bad
    assert (cell.row, cell.verdict) == ("ip_plain", Verdict.UNKNOWN)
    assert "nothing is kept" in cell.why


def test_a_seal_does_not_make_a_run_replay(known: dict[str, Kept]) -> None:
    of = known["ip_plain"]
    of.attacks["identity_theft/only_the_peer_opens"]["trace"]["moves"].pop()
    of.seal = seal_of(MODULE, "ip_plain", of)
    (cell,) = looked_at(known).bad
    assert (cell.row, cell.verdict) == ("ip_plain", Verdict.ERROR)
    assert "does not replay" in cell.why


def test_what_a_row_depends_on_is_under_its_seal(known: dict[str, Kept]) -> None:
    of = known["wireguard"]
    more = copy.deepcopy(of)
    more.lemmas["spoofer"] = [*more.lemmas.get("spoofer", []), "nobody_was_nowhere"]
    seals = [
        seal_of(MODULE, "wireguard", of),
        seal_of(MODULE, "wireguard", more),
        seal_of(MODULE, "wireguard", Kept()),
        seal_of(MODULE, "ip_plain", of),  # other rules
        seal_of(TABLE, "wireguard", of),  # more columns
        seal_of(TABLE, "wireguard-cookie", of),  # the same rules with other options
        seal_of(TABLE, "dtls_rrc_basic", Kept()),
        seal_of(TABLE, "dtls_rrc_basic-stale", Kept()),  # the same with other facts
    ]
    assert len({*seals}) == len(seals)
    assert seals[0] == seal_of(MODULE, "wireguard", of)


def test_a_seal_is_the_same_in_every_process() -> None:
    text = f"from hipmodels.matrix.seal import seal_of, Kept; print(seal_of({TABLE!r}, 'quic', Kept()))"
    found = [
        subprocess.run(
            [sys.executable, "-c", text], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1] == f"{seal_of(TABLE, 'quic', Kept())}\n".encode()
