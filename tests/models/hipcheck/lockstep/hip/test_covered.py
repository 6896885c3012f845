"""What walks and traces reach: each path of each rule, and each guard in both polarities; or it says why not."""

from collections import Counter

import pytest

from hipcheck.lockstep.campaign import paths_of, why_absent
from hipcheck.lockstep.comparison import Coverage, walk
from hipcheck.lockstep.hip import VIEW
from hipcheck.lockstep.hip.refusals import CLAUSES, NEVER_REFUSED
from hipcheck.lockstep.hip.sources import PROBLEM, play_all
from hipmodels.items import guards_and_effects

WALKS, LENGTH = 100, 60
GUARDS = {item.id: (item.function, item.text) for item in guards_and_effects(PROBLEM) if item.kind == "guard"}


Refused = Counter[tuple[str, str]]


@pytest.fixture(scope="module")
def reached() -> tuple[Coverage, Refused]:
    """What walks and traces have reached: paths, and guards that refused."""
    coverage, refused = Coverage(PROBLEM), Refused()
    played = [walk(VIEW, seed, LENGTH) for seed in range(WALKS)] + [told.played for told in play_all().values()]
    for each in played:
        assert each.difference is None
        coverage.add(each.session.run.taken)
        refused.update(each.session.refused)
    return coverage, refused


def test_each_path_is_taken_or_says_why_not(reached: tuple[Coverage, Refused]) -> None:
    paths = [path.id for found in paths_of("hip").values() for path in found]
    assert len(paths) == 29
    assert [path for path in paths if path not in reached[0].paths and why_absent(VIEW.absent, path) is None] == []


def test_each_guard_has_refused_on_both_sides_or_says_why(reached: tuple[Coverage, Refused]) -> None:
    refused = reached[1]
    assert {name for name, guard in GUARDS.items() if not refused[guard]} == set(NEVER_REFUSED)
    assert set(refused) <= set(GUARDS.values()), "a guard by another name"


def test_clauses_are_those_of_guards() -> None:
    assert set(CLAUSES) <= {sentence for _, sentence in GUARDS.values()}
    assert set(NEVER_REFUSED) <= set(GUARDS)
