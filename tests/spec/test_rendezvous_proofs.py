"""What is proved of rendezvous servers and double jumps rests on what the specification says that it rests on."""

import pytest

from hipmodels import ablate, campaign, survey
from hipmodels.attack.walk import Walker
from hipmodels.items import assumptions, guards_and_effects
from hipmodels.problem import Problem
from hipmodels.prove import Result, groups, needed_for, solve_group, unused_lemmas
from hipmodels.verdicts import Verdict
from hipmodels.witness import all_witnesses
from hipspec.rendezvous import SPECIFICATION
from hipspec.rendezvous.readings import Readings

PROBLEM = Problem("hipspec.rendezvous")
LONGEST = 200  # steps: more than any scenario takes, and no more walks than that
FINAL = "without_a_server_a_double_jump_is_final"
# What invariants entail: a HIT of zeros has no association, so it has no registration either.
IMPLIED = {"relay_i1/the I1 names a HIT"}
GUARDS = [i.id for i in guards_and_effects(PROBLEM) if i.kind == "guard" and not i.besides and i.id not in IMPLIED]
ASSUMPTIONS = [item.id for item in assumptions(PROBLEM) if not item.besides]


@pytest.fixture(scope="module")
def results() -> list[Result]:
    """What became of each obligation under the default answers."""
    return [result for group in groups(PROBLEM) for result in solve_group(PROBLEM, group)]


def test_everything_is_proved_for_any_number_of_hosts(results: list[Result]) -> None:
    assert {(result.verdict, result.scope) for result in results} == {(Verdict.PROVED, "unbounded")}
    assert {result.property for result in results} == {function.__name__ for function in SPECIFICATION.invariants}


def test_every_lemma_is_used(results: list[Result]) -> None:
    assert unused_lemmas(PROBLEM, results) == []


def test_every_answer_to_every_reading_is_safe() -> None:
    assert len(list(campaign.safe_answers(PROBLEM))) == 4
    assert list(campaign.unsafe_answers(PROBLEM)) == []
    for reading in SPECIFICATION.readings:
        assert getattr(Readings(), reading.name) == reading.default


@pytest.mark.parametrize(("reading", "answer"), list(campaign.safe_answers(PROBLEM)))
def test_the_rest_is_proved_under_the_other_answers(reading: str, answer: str) -> None:
    """Only the rules that ask for a reading can say something else under another answer."""
    other = campaign.with_reading(PROBLEM, reading, answer)
    asking = ["deliver_i1", "deliver_r1", "pass_on_update"]
    results = [result for group in groups(other, asking) for result in solve_group(other, group)]
    assert results
    assert {result.verdict for result in results} == {Verdict.PROVED}


def test_what_is_final_rests_on_where_things_were_sent_and_on_who_was_served(results: list[Result]) -> None:
    rests_on = needed_for([FINAL], results)
    assert {"what_was_sent_went_somewhere", "registered_hosts_were_served", "ends_are_known"} <= rests_on


@pytest.mark.parametrize("item", [*GUARDS, *ASSUMPTIONS])
def test_what_each_guard_and_assumption_prevents_is_tried_in_some_scenario(item: str) -> None:
    assert Walker(PROBLEM.without(item), SPECIFICATION.properties).scripted(LONGEST) is not None


@pytest.mark.parametrize("item", sorted(IMPLIED))
def test_what_is_implied_needs_no_guard(item: str) -> None:
    assert survey.first_failures(PROBLEM, [item]) == []
    one = next(guard for guard in guards_and_effects(PROBLEM) if guard.id == item)
    assert ablate.is_implied(PROBLEM, one, frozenset())


def test_the_expected_attack_is_found_and_nothing_is_stolen_in_it() -> None:
    trace = campaign.expected_attack(PROBLEM, "answers_go_to_who_asked")
    assert trace is not None
    actions = [move.action for move in trace.moves]
    assert not {"steal_session_key", "steal_identity"} & set(actions)
    assert actions[-3:] == ["forge", "pass_on_i1", "deliver_i1"]


def test_each_path_has_a_witness() -> None:
    found = all_witnesses(PROBLEM)
    assert [witness.path_id for witness in found if witness.trace is None] == []
    wanted = [path.id for action in SPECIFICATION.actions for path in PROBLEM.lifted().paths(action)]
    assert [witness.path_id for witness in found] == wanted
