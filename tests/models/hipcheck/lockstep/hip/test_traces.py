"""Traces of the specification, played by the engines: witnesses, scenarios, and every attack that is kept."""

from collections import Counter

import pytest

from hipcheck.lockstep.comparison import play
from hipcheck.lockstep.hip import VIEW
from hipcheck.lockstep.hip.follower import Told, Why
from hipcheck.lockstep.hip.sources import Sort, Source, holds, play_all, sources, traces_of
from hipcheck.lockstep.hip.traces import play_trace
from hipmodels.lift.edits import Edits
from hipmodels.trace import property_named, specification_functions
from hipspec.hip import SPECIFICATION

NEVER_SAID = {
    "announce_locators/the association is established": Why.ALONE,
    "announce_locators.epoch_in": Why.REKEYING,
    "receive_data/it was sent with the current SA": Why.REKEYING,
    "bound.status": Why.REKEYING,
    "receive_update/no newer list is in force": Why.NEGATIVE,
    "update_order=rfc_arrival": Why.NEGATIVE,
    "expire_locator/its lifetime has ended + expire_locator/the address is bound and not deprecated": Why.NO_PART,
    "verify_again/the address is in use": Why.NEVER_AGAIN,
    "verify_again.status": Why.NEVER_AGAIN,
    "receive_data/the socket is bound to the Host Identity that sent the data": Why.SOCKETS,
}
"""The attacks that no events tell: a step that they need has no counterpart here. All others are played to the end."""

WITHSTOOD = {Why.NOT_SENT, Why.NOT_CHECKED}
"""A host is to do something wrong by itself, and the engine just doesn't."""


@pytest.fixture(scope="module")
def told() -> dict[str, Told]:
    """All traces, played."""
    return play_all()


def of(told: dict[str, Told], sort: Sort) -> dict[str, Told]:
    """Return the traces of a sort, by name."""
    start = f"{sort.value}: "
    return {name.removeprefix(start): each for name, each in told.items() if name.startswith(start)}


def test_no_trace_shows_a_difference(told: dict[str, Told]) -> None:
    assert [(name, each.played.difference) for name, each in told.items() if each.played.difference] == []
    assert all(each.played.events for name, each in of(told, Sort.WITNESS).items() if name != "check_again/0")


def test_the_engines_withstand_every_attack(told: dict[str, Told]) -> None:
    attacks = of(told, Sort.ATTACK)
    assert [name for name, each in attacks.items() if not holds(each)] == []
    assert all(property_named(SPECIFICATION, each.trace.shows) for each in attacks.values())


def test_what_is_not_said_of_an_attack_is_known(told: dict[str, Told]) -> None:
    found = {
        name: next(note.why for note in each.unsaid if note.why not in WITHSTOOD | {Why.NO_ASSOCIATION})
        for name, each in of(told, Sort.ATTACK).items()
        if any(note.why not in WITHSTOOD for note in each.unsaid)
    }
    assert found == NEVER_SAID


def test_what_an_engine_does_not_do_is_refused_by_the_specification_as_well(told: dict[str, Told]) -> None:
    notes = [note for each in of(told, Sort.ATTACK).values() for note in each.unsaid if note.why in WITHSTOOD]
    assert notes
    assert [note for note in notes if not note.refusal] == []


def test_without_an_assumption_an_attacker_may_succeed(told: dict[str, Told]) -> None:
    # Forgers here have all keys. Where the specification assumes that they don't, a host can't tell.
    assert {name for name, each in of(told, Sort.ASSUMPTION).items() if not holds(each)} == {
        "forge/a MAC needs its key",
        "forge/a signature needs its identity",
    }


def test_traces_are_events_like_all_others(told: dict[str, Told]) -> None:
    for name, events in traces_of():
        again = play(VIEW, 0, events)
        assert again.difference is None, name
        assert again.session.run.world.associations == told[name].played.session.run.world.associations, name


@pytest.mark.parametrize(
    "guard",
    [
        "receive_update/the Update ID is within the receive window",
        "receive_echo_response/the nonce sent to this very address came back",
        "receive_data/the sequence number was not seen before",
        "authenticate/the HIP_MAC verifies",
        "authenticate/the HIP_SIGNATURE verifies",
        "apply_list/the list is no longer than the limit",
        "apply_list/every address listed is a legal unicast address",
        "apply_list.newest_list",
    ],
)
def test_an_attack_shows_if_one_side_lacks_the_guard(guard: str) -> None:
    source = attack_without(guard)
    with Edits(frozenset(source.trace.left_out)).applied(specification_functions(SPECIFICATION)):
        played = play_trace(source.trace).played
    assert played.difference is not None
    assert played.difference.number == played.events[-1].number


def attack_without(guard: str) -> Source:
    """Return the attack that a guard prevents."""
    return next(source for source in sources() if source.trace.left_out == (guard,))


def test_a_witness_of_each_path_is_played(told: dict[str, Told]) -> None:
    partly = Counter(note.why for each in of(told, Sort.WITNESS).values() for note in each.unsaid)
    assert partly == {Why.NEVER_AGAIN: 1, Why.PREFERENCE: 1}
