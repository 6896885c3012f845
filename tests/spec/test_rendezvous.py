"""Rendezvous servers: each scenario comes out as it says and violates nothing; what is attained, and what is stuck."""

import pytest

from hipmodels.attack.check import violations
from hipspec.exchange.layouts import parameter_bytes
from hipspec.language import some
from hipspec.language.running import Taken
from hipspec.network.names import Host, Pair
from hipspec.network.stage import ScenarioError
from hipspec.rendezvous import SPECIFICATION
from hipspec.rendezvous.lengths import GROWTH, I1_LENGTH
from hipspec.rendezvous.packets import Kind
from hipspec.rendezvous.properties import (
    EXPECTED,
    has_lost,
    have_lost_each_other,
    hears,
    without_a_server_a_double_jump_is_final,
)
from hipspec.rendezvous.scenarios import SCENARIOS
from hipspec.rendezvous.scenarios_stage import A1, A2, ALICE, B1, B2, BOB, C1, C2, CAROL, S1, SERVER, Stage

NAMES = sorted(SCENARIOS)


def play(name: str) -> Stage:
    return SCENARIOS[name](SPECIFICATION)


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_says_what_happens_and_where_it_comes_from(name: str) -> None:
    scenario = SCENARIOS[name]
    assert scenario.name == name
    assert scenario.title.endswith(".")
    assert "\n" not in scenario.title
    assert scenario.clause.startswith("RFC ")


@pytest.mark.parametrize("name", NAMES)
def test_no_property_is_violated_under_any_reading(name: str) -> None:
    for taken in play(name).taken:
        found = violations(SPECIFICATION, [*SPECIFICATION.properties], taken)
        assert [function.__name__ for function, _ in found] == []


def test_a_scenario_that_comes_out_otherwise_is_no_scenario() -> None:
    stage = Stage(SPECIFICATION)
    with pytest.raises(ScenarioError, match="alice takes carol to be at c1; it is nowhere"):
        stage.holds(ALICE, CAROL, C1)
    with pytest.raises(ScenarioError, match="alice and carol have lost each other"):
        stage.lost(ALICE, CAROL)


# ------------------------------------------------------------------ sizes


def test_what_a_server_adds_is_two_parameters() -> None:
    """RFC 7401 5.2.1: 11 + length - (length + 3) mod 8; FROM holds 16 bytes, an RVS_HMAC with SHA-256 holds 32."""
    assert (parameter_bytes(16), parameter_bytes(32)) == (24, 40)
    assert GROWTH == 24 + 40
    assert I1_LENGTH == 48


def test_the_factor_is_attained() -> None:
    """The shortest I1 grows from 48 bytes to 112, which is 7 thirds: no smaller factor would hold."""
    run = play("a_relayed_i1")
    history = run.history
    assert (history.received[SERVER], history.passed[SERVER], history.relayed[SERVER]) == (48, 112, 1)
    assert history.passed[SERVER] * 3 == history.received[SERVER] * 7


def test_an_update_grows_as_an_i1_does() -> None:
    history = play("a_double_jump_with_a_server").history
    assert history.passed[SERVER] - history.received[SERVER] == 64 * history.relayed[SERVER]
    assert history.relayed[SERVER] == 1
    assert history.received[SERVER] == 400


# ------------------------------------------------------------------ double jumps


def lost_in(taken: Taken, host: Host, peer: Host) -> bool:
    return have_lost_each_other(taken.before.history, taken.before.world, host, peer)


def test_without_a_server_nothing_arrives_any_more() -> None:
    run = play("a_double_jump_without_a_server")
    stuck = [taken for taken in run.taken if lost_in(taken, ALICE, CAROL)]
    assert {taken.action.__name__ for taken in stuck} == {"announce", "resend", "send", "start", "wait"}
    for taken in stuck:
        assert not hears(taken.event, ALICE, CAROL)
        assert not hears(taken.event, CAROL, ALICE)
    assert run.world.associations[Pair(ALICE, CAROL)].there == C1
    assert run.world.associations[Pair(CAROL, ALICE)].there == A1
    assert have_lost_each_other(run.history, run.world, ALICE, CAROL)
    late = {refusal.action.__name__ for refusal in run.refusals if refusal.after > run.taken.index(stuck[0])}
    assert late == {"deliver_update", "pass_on_update", "deliver_data", "deliver_i1"}


def test_the_premise_of_the_proof_is_met_and_left() -> None:
    """The property says something in the run where they stay lost, and nothing in the one where one comes back."""
    for name, end in (("a_double_jump_without_a_server", True), ("one_of_two_comes_back", False)):
        run = play(name)
        assert any(lost_in(taken, ALICE, CAROL) for taken in run.taken)
        assert have_lost_each_other(run.history, run.world, ALICE, CAROL) is end


def test_a_host_that_has_several_addresses_is_not_lost_while_one_is_known() -> None:
    stage = Stage(SPECIFICATION)
    stage.establish(ALICE, CAROL)
    stage.sit(ALICE, A2)
    stage.leave(A1)
    assert has_lost(stage.history, stage.world, CAROL, ALICE)
    stage.sit(ALICE, A1)
    assert not has_lost(stage.history, stage.world, CAROL, ALICE)


def test_with_a_server_they_talk_again() -> None:
    run = play("a_double_jump_with_a_server")
    lost = [taken for taken in run.taken if lost_in(taken, ALICE, BOB)]
    assert lost
    after = run.taken[run.taken.index(lost[-1]) + 1 :]
    heard = [
        (taken.event.pair.host, taken.before.world.environment.sent[taken.event.frame].value.kind)
        for taken in after
        if hears(taken.event, ALICE, BOB) or hears(taken.event, BOB, ALICE)
    ]
    assert (ALICE, Kind.DATA) in heard
    assert (BOB, Kind.DATA) in heard
    assert run.world.associations[Pair(ALICE, BOB)].there == B2
    assert run.world.associations[Pair(BOB, ALICE)].there == A2


def test_the_first_to_arrive_after_a_double_jump_came_through_the_server() -> None:
    run = play("a_double_jump_with_a_server")
    first = next(taken for taken in run.taken if lost_in(taken, ALICE, BOB) and hears(taken.event, BOB, ALICE))
    arrived = first.before.world.environment.sent[first.event.frame].value
    assert (arrived.source, arrived.destination, arrived.origin) == (S1, B2, some(A2))
    assert first.before.history.helped.has(first.event.frame)


def test_a_server_that_relays_no_update_does_not_end_a_double_jump() -> None:
    run = play("a_double_jump_with_a_server_of_i1s")
    assert run.world.associations[Pair(BOB, ALICE)].there == A1
    assert run.world.associations[Pair(ALICE, BOB)].there == B1
    assert "the server relays UPDATEs" in [refusal.guard for refusal in run.refusals]


@pytest.mark.parametrize(("host", "peer"), [(ALICE, CAROL), (CAROL, ALICE)])
def test_the_attacker_can_end_what_the_proof_says_only_it_can(host: Host, peer: Host) -> None:
    run = play("the_attacker_carries_an_update")
    last = run.taken[-1]
    assert lost_in(last, host, peer)
    assert hears(last.event, CAROL, ALICE)
    assert not last.before.history.direct.has(last.event.frame)
    assert not last.before.history.helped.has(last.event.frame)
    state = (last.before.history, last.before.world, last.event, last.after.history, last.after.world)
    assert without_a_server_a_double_jump_is_final(*state, host, peer)


def test_a_registration_that_was_lost_is_not_counted() -> None:
    """A lost host is served only once its request arrived: asking is not enough."""
    stage = Stage(SPECIFICATION)
    stage.establish(CAROL, SERVER)
    frame = stage.announce(CAROL, SERVER, C1, 60)
    assert not stage.history.served.has(CAROL)
    stage.process(frame)
    assert stage.history.served.has(CAROL)
    stage.move(CAROL, C1, C2)
    assert stage.history.served.has(CAROL)


# ------------------------------------------------------------------ what remains


def test_the_expected_attack_is_shown_by_one_scenario() -> None:
    shown = {
        name for name in NAMES for taken in play(name).taken if list(violations(SPECIFICATION, [*EXPECTED], taken))
    }
    assert shown == {"a_spoofed_i1"}


def test_the_spoofed_answer_is_longer_than_the_question() -> None:
    run = play("a_spoofed_i1")
    lengths = [sent.value.length for _, sent in run.world.environment.sent.items() if sent.value.kind != Kind.UPDATE]
    assert max(lengths) == 904  # an R1 of 880 bytes and a VIA_RVS of 24
    assert min(lengths) == 48


def test_the_server_forgets_a_client_that_cancels() -> None:
    run = play("a_registration_is_cancelled")
    assert not run.world.associations[Pair(SERVER, BOB)].registered_until.present
    assert run.world.associations[Pair(SERVER, BOB)].there == B1
