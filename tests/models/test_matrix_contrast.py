"""What makes the difference between two rows: one guard, or two together."""

from typing import Any

import pytest

from hipmodels.executors import InProcess
from hipmodels.matrix import contrast
from hipmodels.matrix.cells import Cell
from hipmodels.matrix.contrast import Difference, Explanation, differences, explain
from hipmodels.matrix.family import family_of
from hipmodels.verdicts import Verdict

TABLE = "hipspec.related.table"
FAMILY = family_of(TABLE)
STRANGER = FAMILY.attacks["stealing"].ladder[0]


def nobody(done: int, total: int) -> None:
    del done, total


def explained() -> Explanation:
    difference = Difference(FAMILY.attacks["stealing"], "wireguard", "ip_plain", "no_stealing", STRANGER)
    return explain(TABLE, difference, InProcess(), nobody)


def test_pairs_are_left_out_where_no_single_guard_makes_the_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[tuple[int, int]] = []
    without = contrast.without

    def counted(*given: Any) -> object:  # noqa: ANN401  # what a worker is told
        *_, items, runs = given
        searched.append((len(items), runs))
        return None if len(items) == 1 else without(*given)

    monkeypatch.setattr(contrast, "without", counted)
    monkeypatch.setattr(contrast, "PAIRS", 4)
    found = explained()
    assert found.tried == 4 < found.pairs == found.guards * (found.guards - 1) // 2
    assert searched == [(1, contrast.RUNS)] * found.guards + [(2, contrast.RUNS_OF_A_PAIR)] * 4
    for removal in found.removals:
        one, other = removal.items
        assert one.function == other.function  # those of one rule come first
        assert removal.trace.shows == "no_stealing"


def test_no_guard_is_missed_where_a_run_is_hoped_for() -> None:
    recovery = FAMILY.attacks["recovery"]
    stuck = Cell("quic", "recovery", Verdict.PROVED, strongest="nobody")
    found = Cell("lisp_ms", "recovery", Verdict.ATTACK, weakest="nobody")
    assert differences((FAMILY, FAMILY), [recovery], [stuck], [found]) == []


def test_a_row_is_safer_against_whom_it_is_proved_and_the_other_falls_to() -> None:
    stealing = FAMILY.attacks["stealing"]
    safe = Cell("wireguard", "stealing", Verdict.PROVED, strongest="spoofing peer")
    weak = Cell("ip_plain", "stealing", Verdict.ATTACK, weakest="stranger")
    for cells in ((safe, weak), (weak, safe)):
        (difference,) = differences((FAMILY, FAMILY), [stealing], [cells[0]], [cells[1]])
        assert (difference.safe, difference.open, difference.strength) == ("wireguard", "ip_plain", STRANGER)
