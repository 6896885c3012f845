"""What the proofs say of an edited text: those that carry over are those that are found anew."""

import functools

import pytest

from hipmodels import campaign, prove, survey
from hipmodels.attack import symbolic
from hipmodels.attack.find import FIRST, find
from hipmodels.items import assumptions, guards_and_effects
from hipmodels.problem import Problem
from hipmodels.survey import Baseline
from hipmodels.verdicts import Verdict

PAPER = Problem("hipspec.paper")
EVERYTHING = [item.id for item in (*guards_and_effects(PAPER), *assumptions(PAPER))]


@functools.cache
def base() -> Baseline:
    """Prove the whole text once."""
    return survey.baseline(PAPER, [r for group in prove.groups(PAPER) for r in prove.solve_group(PAPER, group)])


@pytest.mark.parametrize("item", EVERYTHING[::3])
def test_with_the_proofs_that_carry_over_the_same_is_proved(item: str) -> None:
    anew = {result.id: result.verdict for result in survey.solved(PAPER, [item])}
    assert {result.id: result.verdict for result in survey.solved(PAPER, [item], base())} == anew


def test_a_proof_carries_over_only_with_all_that_it_used() -> None:
    guard = "authenticate/the HMAC verifies"
    used = {i for i, facts in base().cores.items() if guard in facts}
    assert used
    found = {result.id: result for result in survey.solved(PAPER, [guard], base())}
    assert all(found[i].rlimit > 0 for i in used)  # the solver was asked
    assert any(found[i].verdict is not Verdict.PROVED for i in used)
    assert any(result.rlimit == 0 for result in found.values())


def test_where_an_explanation_is_wanted_at_once_the_solver_searches_no_sequences(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(symbolic, "all_attempts", lambda *_: pytest.fail("sequences were searched"))
    assert find(PAPER, ["no_address_stealing"], tries=campaign.QUICK) is None
    assert find(PAPER, ["no_address_stealing"], tries=FIRST) is None
