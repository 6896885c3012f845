"""The readdressing protocol of 2003: what draft-nikander-hip-mm-00 says happens, what is proved, and what is not."""

from dataclasses import replace

import pytest

from hipmodels.problem import Problem
from hipmodels.prove import groups, solve_group
from hipmodels.verdicts import Verdict
from hipspec.hip.names import Address, Frame, Key, Nonce, Pair
from hipspec.language import Impossible, Map, Refused, some
from hipspec.language.running import Run
from hipspec.paper import SPECIFICATION, attacker, honest, properties, scenarios
from hipspec.paper.association import Status
from hipspec.paper.packets import NOT_LISTED, Entry, Kind
from hipspec.paper.readings import AcIdentifier, KnownAddresses, Readings, ReaOrder, TrustedPeer
from hipspec.paper.scenarios import A1, A2, ALICE, B1, BOB, HOUR, M1, MALLORY, V1

BOBS = Pair(BOB, ALICE)
MODULE = "hipspec.paper"


def status(run: Run, address: Address, pair: Pair = BOBS) -> Status:
    found: Status = run.world.associations[pair].locators[address].status
    return found


def moved(readings: Readings | None = None) -> Run:
    """Alice sits at two addresses, and her REA that lists the second alone has reached Bob."""
    run = scenarios.met(SPECIFICATION, ALICE, A1, readings)
    run.do(honest.take_address, host=ALICE, address=A2)
    scenarios.announce(run, 1, A2, A2)
    scenarios.process(run, 1)
    return run


def check(run: Run) -> None:
    run.do(honest.check, pair=BOBS, address=A2, ac_id=Nonce("id"), frame=Frame("ac"))


def never_rebound_unverified(run: Run, address: Address) -> bool:
    return all(
        properties.no_unverified_rebinding(taken.after.history, taken.after.world, BOB, ALICE, address)
        for taken in run.taken
    )


def unproved(*readings: tuple[str, str], left_out: str = "") -> set[str]:
    problem = Problem(MODULE, readings, frozenset({left_out} - {""}))
    return {
        result.property
        for group in groups(problem)
        for result in solve_group(problem, group)
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
        scenarios.send(run, ALICE, A2)
    check(run)
    with pytest.raises(Refused, match="the address was checked"):
        scenarios.send(run, ALICE, A2)


def test_an_address_that_is_not_listed_is_removed() -> None:  # mm-00 6.4
    run = moved()
    assert status(run, A1) == Status.UNKNOWN
    with pytest.raises(Refused, match="the address was checked"):
        scenarios.send(run, ALICE, A1)


def test_an_address_is_not_used_after_its_lifetime() -> None:  # mm-00 4.3
    run = scenarios.a_host_moves(SPECIFICATION)
    run.do(honest.wait, seconds=HOUR - 1)
    scenarios.send(run, ALICE, A2)
    run.do(honest.wait, seconds=1)
    with pytest.raises(Refused, match="lifetime"):
        scenarios.send(run, ALICE, A2)


def test_an_ac_goes_to_the_address_that_it_checks_and_echoes_the_rea_id() -> None:  # mm-00 6.1.2, 6.5
    run = moved()
    check(run)
    ac = run.world.environment.sent[Frame("ac")].value
    rea = run.world.environment.sent[Frame("rea1")].value
    assert (ac.kind, ac.destination, ac.rea_id, ac.ac_id) == (Kind.AC, A2, rea.rea_id, some(Nonce("id")))
    assert not ac.signer.present
    assert rea.signer == some(ALICE)


def test_an_acr_echoes_both_ids_to_the_source_of_the_ac() -> None:  # mm-00 6.1.2
    run = moved()
    check(run)
    run.do(honest.deliver_ac, frame=Frame("ac"), reply_frame=Frame("acr"))
    acr = run.world.environment.sent[Frame("acr")].value
    assert (acr.kind, acr.source, acr.destination) == (Kind.ACR, A2, B1)
    assert (acr.rea_id, acr.ac_id, acr.signer.present) == (0, some(Nonce("id")), False)


def test_the_acr_of_one_address_does_not_verify_another() -> None:  # protocol rules: (REA_ID, AC_ID, address)
    run = scenarios.met(SPECIFICATION, ALICE, A1)
    run.do(honest.take_address, host=ALICE, address=A2)
    scenarios.announce(run, 1, A1, A1, A2)
    scenarios.process(run, 1)
    run.do(honest.check, pair=BOBS, address=A1, ac_id=Nonce("id1"), frame=Frame("ac1"))
    run.do(honest.check, pair=BOBS, address=A2, ac_id=Nonce("id2"), frame=Frame("ac2"))
    run.do(honest.deliver_ac, frame=Frame("ac1"), reply_frame=Frame("acr1"))
    with pytest.raises(Refused, match="this very address"):
        run.do(honest.deliver_acr, frame=Frame("acr1"), address=A2, reply_frame=Frame("none"))


@pytest.mark.parametrize("rea_id", [1, -1])
def test_an_ac_that_matches_no_rea_is_dropped(rea_id: int) -> None:  # mm-00 5.3, MUST
    run = moved()
    check(run)
    run.do(attacker.steal_session_key, key=Key("to peer"))
    run.do(attacker.make_up_nonce, nonce=Nonce("made up"))
    genuine = run.world.environment.sent[Frame("ac")].value
    foreign = replace(genuine, rea_id=rea_id, ac_id=some(Nonce("made up")))
    run.do(attacker.forge, packet=foreign, frame=Frame("foreign"))
    with pytest.raises(Refused, match="a REA that we sent"):
        run.do(honest.deliver_ac, frame=Frame("foreign"), reply_frame=Frame("acr"))


def test_a_rea_needs_the_signature_besides_the_hmac() -> None:  # mm-00 6.5
    run = scenarios.met(SPECIFICATION, ALICE, A1)
    run.do(attacker.steal_session_key, key=Key("to bob"))
    lie = replace(scenarios.forged(ALICE, Kind.REA, 0), addresses=scenarios.listing(M1), mac=some(Key("to bob")))
    run.do(attacker.forge, packet=lie, frame=Frame("lie"))
    with pytest.raises(Refused, match="the signature verifies"):
        run.do(honest.deliver_rea, frame=Frame("lie"), reply_frame=Frame("none"))
    with pytest.raises(Impossible, match="identity"):
        run.do(attacker.forge, packet=replace(lie, signer=some(ALICE)), frame=Frame("lie2"))


def test_a_rea_needs_the_hmac_besides_the_signature() -> None:  # mm-00 6.1.1
    run = scenarios.met(SPECIFICATION, ALICE, A1)
    run.do(attacker.steal_identity, host=ALICE)
    lie = replace(scenarios.forged(ALICE, Kind.REA, 0), addresses=scenarios.listing(M1), signer=some(ALICE))
    run.do(attacker.forge, packet=lie, frame=Frame("lie"))
    with pytest.raises(Refused, match="the HMAC verifies"):
        run.do(honest.deliver_rea, frame=Frame("lie"), reply_frame=Frame("none"))


def test_an_address_listed_twice_with_lifetimes_is_rechecked() -> None:  # mm-00 6.5: all addresses that were listed
    run = scenarios.a_host_moves(SPECIFICATION)
    scenarios.announce(run, 2, A2, A2)
    scenarios.process(run, 2)
    assert status(run, A2) == Status.UNVERIFIED


# ------------------------------------------------------------------ the open choices, as runs


def test_with_a_counter_a_malicious_peer_floods_a_victim_that_it_never_visits() -> None:
    run = scenarios.flooding_with_a_counter(SPECIFICATION)
    assert run.history.flooded[V1] == 1000
    assert not properties.no_data_to_unverified_addresses(run.history, run.world, V1)
    assert not properties.no_unverified_rebinding(run.history, run.world, BOB, MALLORY, V1)
    never_read = all(reading.address != V1 for reading in run.history.readings)
    assert never_read


def test_without_a_counter_the_same_run_is_impossible() -> None:
    run = scenarios.mallory_moves_to_the_victim(SPECIFICATION)
    with pytest.raises(Impossible, match="nobody can guess a nonce"):
        scenarios.answer_unseen(run, Nonce("id"))


def test_without_an_order_an_older_rea_brings_its_list_back() -> None:
    run = scenarios.met(SPECIFICATION, ALICE, A1, Readings(rea_order=ReaOrder.NO_CHECK))
    run.do(honest.take_address, host=ALICE, address=A2)
    scenarios.announce(run, 1, A1, A1)
    scenarios.announce(run, 2, A2, A2)
    scenarios.process(run, 2)
    assert properties.no_return_to_an_older_list(run.history, run.world, BOB, ALICE)
    scenarios.process(run, 1)
    assert status(run, A1) == Status.UNVERIFIED
    assert status(run, A2) == Status.UNKNOWN
    assert not properties.no_return_to_an_older_list(run.history, run.world, BOB, ALICE)


def test_without_a_recheck_a_lifetime_is_prolonged_unseen() -> None:
    run = moved(Readings(known_addresses=KnownAddresses.USED))
    scenarios.checked(run, A2)
    assert properties.no_lifetime_without_a_check(run.history, run.world, BOB, ALICE, A2)
    scenarios.announce(run, 2, A2, A2)
    run.do(honest.wait, seconds=HOUR - 1)
    scenarios.process(run, 2)
    run.do(honest.wait, seconds=HOUR - 1)
    scenarios.send(run, ALICE, A2)
    assert not properties.no_lifetime_without_a_check(run.history, run.world, BOB, ALICE, A2)


def test_a_trusted_peer_redirects_data_anywhere_at_once() -> None:
    run = scenarios.met(SPECIFICATION, MALLORY, M1, Readings(trusted_peer=TrustedPeer.TRUSTED))
    lie = replace(
        scenarios.forged(MALLORY, Kind.REA, 0),
        mac=some(Key("to bob")),
        signer=some(MALLORY),
        addresses=Map(NOT_LISTED, {V1: Entry(listed=True, lifetime=1)}),
    )
    run.do(attacker.forge, packet=lie, frame=Frame("rea1"))
    scenarios.process(run, 1)
    scenarios.send(run, MALLORY, V1)
    assert not properties.no_unverified_rebinding(run.history, run.world, BOB, MALLORY, V1)
    assert not properties.no_data_to_unverified_addresses(run.history, run.world, V1)


def test_a_stolen_session_key_answers_a_check_but_steals_no_address() -> None:
    run = scenarios.a_stolen_key_answers_a_check(SPECIFICATION)
    last = run.taken[-1]
    steps = (last.before.history, last.before.world, last.event, last.after.history, last.after.world)
    assert not properties.the_identity_protects_the_answer(*steps)
    assert not properties.data_reaches_only_the_peer(*steps)
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
    assert expected in unproved((name, answer.value))


def test_with_a_counter_the_proof_fails_where_the_attacker_knows_what_nobody_read() -> None:
    assert unproved(("ac_identifier", AcIdentifier.COUNTER.value)) == {"known_checks_were_read"}


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
    assert expected in unproved(left_out=left_out)


def test_every_unsafe_answer_names_a_property() -> None:
    names = {function.__name__ for function in SPECIFICATION.properties}
    for reading in SPECIFICATION.readings:
        assert getattr(Readings(), reading.name) == reading.default
        assert set(reading.breaks) == set(reading.answers) - {reading.default}
        assert set(reading.breaks.values()) <= names
