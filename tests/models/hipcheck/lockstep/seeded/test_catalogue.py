"""The catalogue fits the engine, and leaves out nothing that carries weight without saying why."""

import pytest

from hipcheck import kept
from hipcheck.lockstep.seeded.bugs import Bug, BugError, Edit, applies, bugs, changed
from hipcheck.lockstep.seeded.table import excused
from hipmodels.items import guards_and_effects
from hipmodels.problem import Problem
from hipspec.exchange.table import TABLE, Handled
from hipway.engine.config import RANGES

BUGS = bugs("engine")
REVERSE = bugs("specification")
BROKEN = {item for bug in BUGS for item in bug.breaks}


@pytest.mark.parametrize("bug", [*BUGS, *REVERSE], ids=lambda bug: bug.id)
def test_what_a_bug_changes_stands_there_once_and_is_a_program_afterwards(bug: Bug) -> None:
    applies(bug)
    assert bug.edits or bug.left_out
    assert bug.breaks


def test_a_bug_whose_text_is_not_there_is_an_error() -> None:
    bug = Bug("a-bug", "a.module", "old", "new")
    with pytest.raises(BugError, match=r"a-bug: what it changes stands in .* 0 times"):
        changed(bug, "a.module", "something else")
    with pytest.raises(BugError, match="2 times"):
        changed(bug, "a.module", "old old")
    assert changed(bug, "a.module", "an old text") == "an new text"
    assert changed(Bug("b", more=(Edit("c", "old", "new"),)), "a.module", "old") == "old"


@pytest.mark.parametrize("specification", ["hip", "exchange"])
def test_each_guard_that_carries_weight_has_a_bug_or_a_reason(specification: str) -> None:
    guards = {
        name
        for name, entry in kept.load(specification).ablations.items()
        if "/" in name and entry["class"] == "load-bearing"
    }
    assert len(guards) > 20
    assert guards - BROKEN - excused()["guards"].keys() == set()


def test_each_cell_that_changes_the_state_has_a_bug() -> None:
    cells = {
        f"{state.name} {trigger.name}"
        for state, row in TABLE.items()
        for trigger, cell in row.items()
        if any(isinstance(case, Handled) and case.leads_to != state for case in cell)
    }
    assert len(cells) > 20
    assert cells - BROKEN - excused()["cells"].keys() == set()


def test_each_number_of_the_configuration_has_a_bug_or_a_reason() -> None:
    numbers = {bug.number for bug in BUGS if bug.number}
    assert RANGES.keys() - numbers == excused()["numbers"].keys()


def test_what_a_bug_breaks_is_in_the_specification() -> None:
    known = {item.id for name in ("hip", "exchange") for item in guards_and_effects(Problem(f"hipspec.{name}"))}
    known |= {f"{state.name} {trigger.name}" for state, row in TABLE.items() for trigger in row}
    assert {item for bug in (*BUGS, *REVERSE) for item in bug.breaks} - known == set()


def test_excuses_are_needed() -> None:
    assert excused()["guards"].keys() & BROKEN == set()
