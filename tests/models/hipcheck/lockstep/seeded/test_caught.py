"""The comparison catches bugs, in the engine as well as in the specification, and names their guards."""

import pytest

from hipcheck.lockstep.seeded.bugs import Bug, bugs
from hipcheck.lockstep.seeded.herding import hunted
from hipcheck.lockstep.seeded.hunting import Task
from hipcheck.lockstep.seeded.report import names_guard, seeded_report

MOST = 20_000  # compared events: ten seconds

ASKED = [bug for bug in bugs("engine") if bug.asked]


@pytest.mark.parametrize("bug", ASKED, ids=lambda bug: bug.id)
def test_a_bug_that_is_asked_for_is_caught_and_its_guard_is_named(bug: Bug) -> None:
    ((_, found),) = seeded_report([bug], most=MOST)
    assert found.caught == "difference"
    assert names_guard(bug, found), found


def test_all_nine_kinds_are_there() -> None:
    kinds = ("nonce", "mac", "locator", "window", "credit", "k-taken", "tie-break", "counter", "puzzle-bound")
    for kind in kinds:
        assert any(kind in bug.id for bug in ASKED)


@pytest.mark.parametrize(
    "bug",
    [bug for bug in bugs("specification") if bug.id in {"specification-window-one-wider", "specification-without-mac"}],
    ids=lambda bug: bug.id,
)
def test_a_changed_rule_of_the_specification_is_a_difference_too(bug: Bug) -> None:
    ((_, found),) = seeded_report([bug], most=MOST)
    assert found.caught == "difference"


def test_an_engine_that_is_as_it_was_is_not_caught() -> None:
    (found,) = hunted([Task("none", {}, [("hip", 1), ("exchange", 1)])])
    assert not found.caught
    assert found.events > 30


def test_an_engine_that_does_not_load_or_does_not_come_back_is_caught() -> None:
    broken = Bug("a", "hipway.engine.table", "HANDLED: Mapping", "HANDLED: Mappings")
    endless = Bug("b", "hipway.engine.updates", "    association.announce = True\n", "    while True:\n        pass\n")
    tasks = [Task(bug.id, bug.changes(), [("hip", 1)], patience=2.0) for bug in (broken, endless)]
    assert {found.id: found.caught for found in hunted(tasks, jobs=2)} == {"a": "does not load", "b": "hangs"}
