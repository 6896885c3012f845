"""The readdressing protocol of 2003: what draft-nikander-hip-mm-00 says happens, what is proved, and what is not."""

import functools
from dataclasses import replace

import pytest

from hipmodels import campaign
from hipmodels.attack.walk import Walker
from hipmodels.items import assumptions, guards_and_effects
from hipmodels.problem import Problem
from hipmodels.prove import groups, solve_group
from hipmodels.trace import Trace
from hipmodels.verdicts import Verdict
from hipmodels.witness import all_witnesses
from hipspec.hip.names import HIT, Address, Frame, Nonce, Pair
from hipspec.language import Impossible, Map, Refused, some
from hipspec.language.running import Run
from hipspec.network.properties import no_return_to_an_older_list
from hipspec.paper import SPECIFICATION, honest, properties
from hipspec.paper.association import Status
from hipspec.paper.packets import NOT_LISTED, Entry, Kind
from hipspec.paper.readings import AcIdentifier, KnownAddresses, Readings, ReaOrder, TrustedPeer
from hipspec.paper.scenarios import SCENARIOS
from hipspec.paper.scenarios_hostile import mallory_moves_to_the_victim
from hipspec.paper.scenarios_stage import (
    A1,
    A2,
    ALICE,
    B1,
    BOB,
    HOUR,
    M1,
    MALLORY,
    TO_BOB,
    TO_PEER,
    V1,
    Stage,
    claimed,
    listing,
)

BOBS = Pair(BOB, ALICE)
MODULE = "hipspec.paper"


def status(run: Run, address: Address, pair: Pair = BOBS) -> Status:
    found: Status = run.world.associations[pair].locators[address].status
    return found


def met(peer: HIT, address: Address, readings: Readings | None = None) -> Stage:
    """Bob has completed a base exchange with a peer."""
    stage = Stage(SPECIFICATION, readings)
    stage.establish(peer, address)
    return stage


def moved(readings: Readings | None = None) -> Stage:
    """Alice sits at two addresses, and her REA that lists the second alone has reached Bob."""
    run = met(ALICE, A1, readings)
    run.sit(ALICE, A2)
    run.announce(1, A2, A2)
    run.process(1)
    return run


def never_rebound_unverified(run: Run, address: Address) -> bool:
    return all(
        properties.no_unverified_rebinding(taken.after.history, taken.after.world, BOB, ALICE, address)
        for taken in run.taken
    )


def unproved(*readings: tuple[str, str], left_out: str = "", asked: str = "") -> set[str]:
    """Return which properties and lemmas are not proved: of all, or of the one that is asked for."""
    problem = Problem(MODULE, readings, frozenset({left_out} - {""}))
    only = frozenset({asked}) if asked else None
    return {
        result.property
        for group in groups(problem)
        for result in solve_group(problem, group, only)
        if result.verdict is not Verdict.PROVED
    }


# ------------------------------------------------------------------ what the draft says


@pytest.mark.parametrize("name", sorted(SPECIFICATION.scenarios))
def test_each_scenario_comes_out_as_it_says(name: str) -> None:
    assert SPECIFICATION.scenarios[name](SPECIFICATION).taken


def test_an_address_is_not_used_before_its_acr() -> None:  # mm-00 6.5
    run = moved()
    assert status(run, A2) == Status.UNVERIFIED
    with pytest.raises(Refused, match="the address was checked"):
        run.send(ALICE, A2)
    run.check(ALICE, A2)
    with pytest.raises(Refused, match="the address was checked"):
        run.send(ALICE, A2)


def test_an_address_that_is_not_listed_is_removed() -> None:  # mm-00 6.4
    run = moved()
    assert status(run, A1) == Status.UNKNOWN
    with pytest.raises(Refused, match="the address was checked"):
        run.send(ALICE, A1)


def test_an_address_is_not_used_after_its_lifetime() -> None:  # mm-00 4.3
    run = SCENARIOS["a_host_moves"](SPECIFICATION)
    run.wait(HOUR - 1)
    run.send(ALICE, A2)
    run.wait(1)
    with pytest.raises(Refused, match="lifetime"):
        run.send(ALICE, A2)


def test_an_ac_goes_to_the_address_that_it_checks_and_echoes_the_rea_id() -> None:  # mm-00 6.1.2, 6.5
    run = moved()
    run.check(ALICE, A2)
    ac = run.world.environment.sent[Frame("ac")].value
    rea = run.world.environment.sent[Frame("rea1")].value
    assert (ac.kind, ac.destination, ac.rea_id, ac.ac_id) == (Kind.AC, A2, rea.rea_id, some(Nonce("id")))
    assert not ac.signer.present
    assert rea.signer == some(ALICE)


def test_an_acr_echoes_both_ids_to_the_source_of_the_ac() -> None:  # mm-00 6.1.2
    run = moved()
    run.check(ALICE, A2)
    run.answer()
    acr = run.world.environment.sent[Frame("acr")].value
    assert (acr.kind, acr.source, acr.destination) == (Kind.ACR, A2, B1)
    assert (acr.rea_id, acr.ac_id, acr.signer.present) == (0, some(Nonce("id")), False)


def test_the_acr_of_one_address_does_not_verify_another() -> None:  # protocol rules: (REA_ID, AC_ID, address)
    run = met(ALICE, A1)
    run.sit(ALICE, A2)
    run.announce(1, A1, A1, A2)
    run.process(1)
    run.check(ALICE, A1, "id1", "ac1")
    run.check(ALICE, A2, "id2", "ac2")
    run.answer("ac1", "acr1")
    with pytest.raises(Refused, match="this very address"):
        run.verify(A2, "acr1")


@pytest.mark.parametrize("rea_id", [1, -1])
def test_an_ac_that_matches_no_rea_is_dropped(rea_id: int) -> None:  # mm-00 5.3, MUST
    run = moved()
    run.check(ALICE, A2)
    run.steal_session_key(TO_PEER)
    run.guess("made up")
    genuine = run.world.environment.sent[Frame("ac")].value
    foreign = replace(genuine, rea_id=rea_id, ac_id=some(Nonce("made up")))
    run.forge("foreign", foreign)
    with pytest.raises(Refused, match="a REA that we sent"):
        run.answer("foreign", "acr")


def test_a_rea_needs_the_signature_besides_the_hmac() -> None:  # mm-00 6.5
    run = met(ALICE, A1)
    run.steal_session_key(TO_BOB)
    lie = replace(claimed(ALICE, Kind.REA, 0), addresses=listing(M1), mac=some(TO_BOB))
    run.forge("rea1", lie)
    with pytest.raises(Refused, match="the signature verifies"):
        run.process(1)
    with pytest.raises(Impossible, match="identity"):
        run.forge("lie2", replace(lie, signer=some(ALICE)))


def test_a_rea_needs_the_hmac_besides_the_signature() -> None:  # mm-00 6.1.1
    run = met(ALICE, A1)
    run.steal_identity(ALICE)
    lie = replace(claimed(ALICE, Kind.REA, 0), addresses=listing(M1), signer=some(ALICE))
    run.forge("rea1", lie)
    with pytest.raises(Refused, match="the HMAC verifies"):
        run.process(1)


def test_an_address_listed_twice_with_lifetimes_is_rechecked() -> None:  # mm-00 6.5: all addresses that were listed
    run = SCENARIOS["a_host_moves"](SPECIFICATION)
    run.announce(2, A2, A2)
    run.process(2)
    assert status(run, A2) == Status.UNVERIFIED


# ------------------------------------------------------------------ the open choices, as runs


def test_with_a_counter_a_malicious_peer_floods_a_victim_that_it_never_visits() -> None:
    run = SCENARIOS["flooding_with_a_counter"](SPECIFICATION)
    assert run.history.flooded[V1] == 1000
    assert not properties.no_data_to_unverified_addresses(run.history, run.world, V1)
    assert not properties.no_unverified_rebinding(run.history, run.world, BOB, MALLORY, V1)
    never_read = all(reading.address != V1 for reading in run.history.readings)
    assert never_read


def test_without_a_counter_the_same_run_is_impossible() -> None:
    run = Stage(SPECIFICATION)
    mallory_moves_to_the_victim(run)
    with pytest.raises(Impossible, match="nobody can guess a nonce"):
        run.answer_as(MALLORY)


def test_without_an_order_an_older_rea_brings_its_list_back() -> None:
    run = met(ALICE, A1, Readings(rea_order=ReaOrder.NO_CHECK))
    run.sit(ALICE, A2)
    run.announce(1, A1, A1)
    run.announce(2, A2, A2)
    run.process(2)
    assert no_return_to_an_older_list(run.history, run.world, BOB, ALICE)
    run.process(1)
    assert status(run, A1) == Status.UNVERIFIED
    assert status(run, A2) == Status.UNKNOWN
    assert not no_return_to_an_older_list(run.history, run.world, BOB, ALICE)


def test_without_a_recheck_a_lifetime_is_prolonged_unseen() -> None:
    run = moved(Readings(known_addresses=KnownAddresses.USED))
    run.checked(A2)
    assert properties.no_lifetime_without_a_check(run.history, run.world, BOB, ALICE, A2)
    run.announce(2, A2, A2)
    run.wait(HOUR - 1)
    run.process(2)
    run.wait(HOUR - 1)
    run.send(ALICE, A2)
    assert not properties.no_lifetime_without_a_check(run.history, run.world, BOB, ALICE, A2)


def test_a_trusted_peer_redirects_data_anywhere_at_once() -> None:
    run = met(MALLORY, M1, Readings(trusted_peer=TrustedPeer.TRUSTED))
    lie = replace(
        claimed(MALLORY, Kind.REA, 0),
        mac=some(TO_BOB),
        signer=some(MALLORY),
        addresses=Map(NOT_LISTED, {V1: Entry(listed=True, lifetime=1)}),
    )
    run.forge("rea1", lie)
    run.process(1)
    run.send(MALLORY, V1)
    assert not properties.no_unverified_rebinding(run.history, run.world, BOB, MALLORY, V1)
    assert not properties.no_data_to_unverified_addresses(run.history, run.world, V1)


def test_until_the_rea_arrives_data_goes_to_whoever_took_the_address_over() -> None:
    run = SCENARIOS["an_address_changes_hands"](SPECIFICATION)
    sends = [taken for taken in run.taken if taken.action is honest.send]
    reached = [
        properties.data_reaches_only_the_peer(
            taken.before.history, taken.before.world, taken.event, taken.after.history, taken.after.world
        )
        for taken in sends
    ]
    assert reached == [False, True]


def test_a_stolen_session_key_answers_a_check_but_steals_no_address() -> None:
    run = SCENARIOS["a_stolen_key_answers_a_check"](SPECIFICATION)
    last = run.taken[-1]
    steps = (last.before.history, last.before.world, last.event, last.after.history, last.after.world)
    assert not properties.the_identity_protects_the_answer(*steps)
    assert never_rebound_unverified(run, A1)
    assert properties.no_address_stealing(run.history, run.world, BOB, ALICE, A1)


# ------------------------------------------------------------------ the proofs


def test_everything_is_proved_under_the_default_readings() -> None:
    assert unproved() == set()


@pytest.mark.parametrize(
    ("name", "answer", "expected"),
    [
        ("rea_order", ReaOrder.NO_CHECK, "no_return_to_an_older_list"),
        ("known_addresses", KnownAddresses.USED, "no_lifetime_without_a_check"),
        ("trusted_peer", TrustedPeer.TRUSTED, "no_unverified_rebinding"),
    ],
)
def test_an_unsafe_answer_leaves_its_property_unproved(
    name: str, answer: ReaOrder | KnownAddresses | TrustedPeer, expected: str
) -> None:
    assert unproved((name, answer.value), asked=expected) == {expected}


def test_with_a_counter_the_proof_fails_where_the_attacker_knows_what_nobody_read() -> None:
    assert unproved(("ac_identifier", AcIdentifier.COUNTER.value)) == {"known_challenges_were_read"}


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [
        ("authenticate/the HMAC verifies", "no_unverified_rebinding"),
        ("receive_rea/the signature verifies", "no_address_stealing"),
        ("receive_check_reply/the AC_ID sent to this very address came back", "no_unverified_rebinding"),
        ("answer_check/the AC matches a REA that we sent", "no_answer_to_a_foreign_check"),
        ("send_data/the address was checked", "no_data_to_unverified_addresses"),
        ("send_data/the lifetime of the address has not ended", "no_data_after_the_lifetime"),
    ],
)
def test_a_proof_needs_each_guard(left_out: str, expected: str) -> None:
    assert unproved(left_out=left_out, asked=expected) == {expected}


def test_every_unsafe_answer_names_a_property() -> None:
    names = {function.__name__ for function in SPECIFICATION.properties}
    for reading in SPECIFICATION.readings:
        assert getattr(Readings(), reading.name) == reading.default
        assert set(reading.breaks) == set(reading.answers) - {reading.default}
        assert set(reading.breaks.values()) <= names


# ------------------------------------------------------------------ the attacks

PROBLEM = Problem(MODULE)
LONGEST = 200  # steps: more than any scenario takes, and no more walks than that
# What the other guards and the invariants entail: an association without a peer has neither addresses nor a key.
IMPLIED = {f"{rule}/the association is established" for rule in ("authenticate", "check_address", "send_data")}
GUARDS = [i.id for i in guards_and_effects(PROBLEM) if i.kind == "guard" and not i.besides and i.id not in IMPLIED]


@pytest.mark.parametrize("item", [*GUARDS, *(assumption.id for assumption in assumptions(PROBLEM))])
def test_what_each_guard_and_assumption_prevents_is_tried_in_some_scenario(item: str) -> None:
    assert Walker(PROBLEM.without(item), SPECIFICATION.properties).scripted(LONGEST) is not None


@functools.cache
def attack_under(reading: str, answer: str, broken: str) -> Trace | None:
    """Return the attack that an unsafe answer allows, searched for once."""
    return campaign.attack_under(PROBLEM, reading, answer, broken)


def test_with_a_counter_the_search_finds_a_malicious_peer_that_floods_a_third_party() -> None:
    trace = attack_under("ac_identifier", "counter", "no_flow_onto_a_third_party")
    assert trace is not None
    actions = [move.action for move in trace.moves]
    assert not {"steal_session_key", "steal_identity", "overhear", "send_copy"} & set(actions)
    assert actions[-1] == "send"
    sent = trace.moves[-1].arguments
    host, peer = sent["pair"].host, sent["pair"].peer
    assert trace.initial["honest"].has(host)
    assert not trace.initial["honest"].has(peer)
    assert trace.initial["at"][sent["address"]] not in {host, peer}
    assert "take_address" not in actions


@pytest.mark.parametrize(("reading", "answer", "broken"), list(campaign.unsafe_answers(PROBLEM)))
def test_the_attack_under_each_unsafe_answer_is_found(reading: str, answer: str, broken: str) -> None:
    assert attack_under(reading, answer, broken) is not None


def test_the_attack_under_an_unsafe_answer_is_the_same_each_time() -> None:
    unsafe = ("rea_order", ReaOrder.NO_CHECK.value, "no_return_to_an_older_list")
    assert attack_under(*unsafe) == campaign.attack_under(PROBLEM, *unsafe)


@pytest.mark.parametrize("name", [function.__name__ for function in SPECIFICATION.expected])
def test_each_expected_attack_is_found(name: str) -> None:
    assert campaign.expected_attack(PROBLEM, name) is not None


def test_each_path_of_each_action_is_taken_by_some_run() -> None:
    assert [witness.path_id for witness in all_witnesses(PROBLEM) if witness.trace is None] == []
