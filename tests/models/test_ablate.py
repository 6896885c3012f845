"""Ablation: one guard or effect is left out, and its class tells what it is there for."""

import dataclasses
import functools

import pytest

from hipmodels import ablate, campaign, prove, survey
from hipmodels.ablate import Ablation
from hipmodels.executors import InProcess
from hipmodels.items import assumptions, guards_and_effects
from hipmodels.lift.edits import Item
from hipmodels.problem import Problem
from hipmodels.survey import Baseline
from hipmodels.trace import replay
from hipmodels.verdicts import Verdict

PAPER = Problem("hipspec.paper")
HIP = Problem("hipspec.hip")
HMAC = "authenticate/the HMAC verifies"


def item(problem: Problem, name: str) -> Item:
    return next(one for one in guards_and_effects(problem) if one.id == name)


@functools.cache
def base() -> Baseline:
    """What the proofs of the paper's protocol rest on."""
    return survey.baseline(PAPER, campaign.prove_all(PAPER, InProcess()))


def classified(*names: str) -> dict[str, Ablation]:
    """Leave some items out, one at a time, and classify them together."""
    done = ablate.ablate(PAPER, base(), InProcess(), lambda _: None, names)
    return {ablation.item.id: ablation for ablation in done}


# ------------------------------------------------------------------ what an edit touches


def test_the_actions_that_run_through_an_item_are_touched() -> None:
    assert survey.affected(PAPER, ["send_data/the address was checked"]) == ["send"]
    assert survey.affected(PAPER, [HMAC]) == ["deliver_rea", "deliver_ac", "deliver_acr"]
    assert survey.affected(PAPER, ["bound.expires#3"]) == ["deliver_rea"]
    assert survey.affected(PAPER, ["send_data.reply", "bound.status"]) == ["deliver_rea", "send"]
    assert survey.affected(PAPER, ["no_such_rule/nothing"]) == []


def test_only_what_an_edit_touches_fails() -> None:
    failures = survey.first_failures(PAPER, [HMAC])
    assert {result.action for result in failures} <= set(survey.affected(PAPER, [HMAC]))
    assert "deliver_rea/0|no_address_stealing" in {result.id for result in failures}
    assert {result.verdict for result in failures} == {Verdict.UNKNOWN}
    assert survey.first_failures(PAPER, []) == []


def test_what_ablation_leaves_out_are_guards_and_what_hosts_remember() -> None:
    kinds = {one.kind for one in guards_and_effects(PAPER)}
    assert kinds == {"guard", "effect"}
    names = [one.id for one in guards_and_effects(PAPER)]
    assert len(set(names)) == len(names)
    assert not set(names) & {one.id for one in assumptions(PAPER)}
    assert {one.kind for one in assumptions(PAPER)} == {"assumption"}


# ------------------------------------------------------------------ the classes


@pytest.mark.parametrize(
    ("name", "kind", "broken"),
    [
        ("receive_rea/the signature verifies", "guard", "no_address_stealing"),
        ("receive_rea.newest_rea", "effect", "no_return_to_an_older_list"),
        ("bound.expires#3", "effect", "no_data_after_the_lifetime"),
    ],
)
def test_what_an_attack_waits_for_is_load_bearing(name: str, kind: str, broken: str) -> None:
    done = ablate.ablate_item(PAPER, item(PAPER, name), base())
    assert (done.cls, done.property, done.item.kind) == (ablate.LOAD_BEARING, broken, kind)
    assert done.trace is not None
    assert done.trace.left_out == (name,)
    assert done.replayed
    assert replay(done.trace, PAPER.specification)


def test_what_everything_is_proved_without_has_its_reason_beside_it() -> None:
    guard, effect = "receive_rea/the packet is a REA", "announce_addresses.here"
    done = classified(guard, effect)
    assert {ablation.cls for ablation in done.values()} == {ablate.NOT_SECURITY}
    assert {ablation.trace for ablation in done.values()} == {None}
    assert done[guard].why == item(PAPER, guard).besides != ""
    assert done[effect].why == "a host that moved sends from where it is; who is reached does not depend on it"


def test_what_follows_from_the_other_guards_is_implied() -> None:
    """Only an established association binds addresses at all, so an address that awaits a check shows that it is."""
    name = "check_address/the association is established"
    assert classified(name)[name].cls == ablate.IMPLIED
    assert ablate.is_implied(PAPER, item(PAPER, name), frozenset())
    assert not ablate.is_implied(PAPER, item(PAPER, HMAC), frozenset())


def test_what_follows_only_from_a_guard_that_is_left_out_is_not_implied() -> None:
    """So two guards that imply each other can't both be called needless."""
    guard = item(PAPER, "check_address/the association is established")
    other = frozenset({"check_address/this address awaits a check"})
    assert not ablate.is_implied(PAPER, guard, other)


def test_what_is_safe_for_no_known_reason_is_unclassified() -> None:
    silent = dataclasses.replace(item(PAPER, "receive_rea/the packet is a REA"), besides="")
    done = ablate.covered(PAPER, Ablation(silent, ablate.COVERED), (), (), base())
    assert done.cls == ablate.UNCLASSIFIED
    assert "no reason stands beside it" in done.why


def test_two_guards_that_cover_for_each_other_are_an_attack_together() -> None:
    """An expired address that keeps its challenge is safe only as long as answers are asked for UNVERIFIED ones."""
    names = ("receive_echo_response/this address awaits a check", "expire_locator.challenge")
    touched = prove.groups(HIP, ["deliver_echo_response", "expire"])
    proofs = [result for group in touched for result in prove.solve_group(HIP, group)]
    some = survey.baseline(HIP, proofs)
    properties = {function.__name__ for function in HIP.specification.properties}
    for name in names:
        assert not properties & {result.property for result in survey.first_failures(HIP, [name])}
    first = Ablation(item(HIP, names[0]), ablate.COVERED)
    done = ablate.covered(HIP, first, (names[1],), (names[1],), some)
    assert (done.cls, done.together) == (ablate.COVERED, names)
    assert done.trace is not None
    assert done.trace.shows == done.property == "only_allowed_changes_of_status"
    assert set(done.trace.left_out) == set(names)
    assert {"expire", "deliver_echo_response"} <= {move.action for move in done.trace.moves}
    assert replay(done.trace, HIP.specification)


def test_classes_are_told_as_they_come_in_the_order_of_the_text() -> None:
    told: list[str] = []
    names = ["receive_rea.newest_rea", "announce_addresses.here", "receive_rea/the packet is a REA"]
    done = ablate.ablate(PAPER, base(), InProcess(), lambda ablation: told.append(ablation.item.id), names)
    order = [one.id for one in guards_and_effects(PAPER) if one.id in names]
    assert told == [ablation.item.id for ablation in done] == order


def test_an_ablation_survives_a_file() -> None:
    names = ("receive_rea.newest_rea", "announce_addresses.here")
    for ablation in classified(*names).values():
        entry = campaign.ablation_to_json(PAPER, ablation)
        same = campaign.ablation_from_json(PAPER, entry)
        assert dataclasses.replace(same, seconds=ablation.seconds) == ablation
    with pytest.raises(KeyError, match="no_such_rule"):
        campaign.ablation_from_json(PAPER, {"id": "no_such_rule/nothing"})
