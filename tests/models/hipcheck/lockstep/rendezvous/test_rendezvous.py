"""Walks through rendezvous on both sides, two hosts that move at once, and what is broken on either side."""

import dataclasses
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from hipcheck.lockstep.campaign import paths_of, why_absent
from hipcheck.lockstep.comparison import Coverage, Difference, walk
from hipcheck.lockstep.rendezvous import VIEW
from hipcheck.lockstep.rendezvous.events import Arrive, Ask, Event, ForgeI1, Meet, Quiet
from hipcheck.lockstep.rendezvous.stage import HOSTS, PUBLISHED, SERVER
from hipcheck.lockstep.rendezvous.state import CLAUSES, FIELDS, LEFT_OUT, NOT_REFUSED
from hipcheck.lockstep.rendezvous.stories import APART
from hipmodels.items import guards_and_effects
from hipmodels.lift.edits import Edits
from hipmodels.problem import Problem
from hipmodels.trace import specification_functions
from hipspec.network.names import Address
from hipspec.rendezvous import SPECIFICATION
from hipspec.rendezvous.association import Association
from hipway.engine import registration, rendezvous
from hipway.wire.parameters import From

PROBLEM = Problem("hipspec.rendezvous")
GUARDS = {item.id: (item.function, item.text) for item in guards_and_effects(PROBLEM) if item.kind == "guard"}
SEEDS, LENGTH = 60, 60


def played(*events: Event) -> Any:  # noqa: ANN401  # a session of this view
    """Play events; return the session."""
    session = VIEW.begin(0)
    for number, event in enumerate(events, 1):
        session.step(number, event)
    return session


def first_difference() -> Difference | None:
    """Walk until something differs."""
    return next((found for seed in range(SEEDS) if (found := walk(VIEW, seed, LENGTH).difference)), None)


def test_walks_show_no_difference_and_reach_all_that_can_be_reached() -> None:
    coverage, refused = Coverage(PROBLEM), Counter[tuple[str, str]]()
    for seed in range(SEEDS):
        each = walk(VIEW, seed, LENGTH)
        assert each.difference is None
        coverage.add(each.session.run.taken)
        refused.update(each.session.refused)
    paths = [path.id for found in paths_of("rendezvous").values() for path in found]
    assert [path for path in paths if path not in coverage.paths and why_absent(VIEW.absent, path) is None] == []
    assert {name for name, guard in GUARDS.items() if not refused[guard]} == set(NOT_REFUSED)


def test_the_table_of_fields_is_complete() -> None:
    fields = {field.name for field in dataclasses.fields(Association)} - {"own", "peer"}
    assert fields == set(FIELDS) | (set(LEFT_OUT) & fields)
    assert set(CLAUSES) <= {sentence for _, sentence in GUARDS.values()}


@pytest.fixture(scope="module")
def stories() -> dict[str, Any]:
    """The session of each story, at its end."""
    found = dict(VIEW.recorded())
    assert {name: each.difference for name, each in found.items() if each.difference} == {}
    return {name: each.session for name, each in found.items()}


def last(session: Any, count: int) -> list[str]:  # noqa: ANN401  # a session of this view
    """Return the last actions that the specification has taken."""
    return [step.action.__name__ for step in session.run.taken[-count:]]


def test_two_hosts_that_move_at_once_find_each_other_through_their_server(stories: dict[str, Any]) -> None:
    lost = played(*APART)
    assert lost.told("alice", "bob").there == Address("10.0.0.2"), "each tells it where the other one was"
    session = stories["two hosts that have moved at once find each other through their server"]
    assert session.told("alice", "bob").there == Address("10.0.1.2")
    assert session.told("bob", "alice").there == Address("10.0.1.1")
    actions = {step.action.__name__ for step in session.run.taken}
    assert {"resend", "pass_on_update", "deliver_update", "deliver_ack"} <= actions


def test_an_i1_goes_through_the_server_and_the_r1_straight_back(stories: dict[str, Any]) -> None:
    session = stories["an I1 goes through the server, and the R1 straight back"]
    assert last(session, 4) == ["start", "pass_on_i1", "deliver_i1", "deliver_r1"]


def test_a_registration_ends(stories: dict[str, Any]) -> None:
    session = stories["a registration that ends is relayed for no more"]
    assert ("registered", "the lifetime of the registration has not ended") in session.refused


def test_forged_relays_are_refused_but_for_the_right_key(stories: dict[str, Any]) -> None:
    refused = stories["a FROM counts only with the RVS_HMAC of the server"].refused
    assert refused["answer_i1", "the RVS_HMAC verifies with the key of the registration"] == 3
    assert refused["answer_i1", "a FROM comes only with an RVS_HMAC"] == 1
    assert last(stories["a server relays for its clients only"], 1) == ["deliver_i1"]


def forged(*arguments: object) -> bool:
    """Take every MAC for right."""
    del arguments
    return True


def without_via(original: Callable[..., Any]) -> Callable[..., Any]:
    """Leave VIA_RVS out of R1s."""
    return lambda engine, arrival: (original(engine, arrival)[0], ())


ENGINE: list[tuple[object, str, object, str]] = [
    (rendezvous, "equal", forged, "refuses: the RVS_HMAC verifies with the key of the registration"),
    (rendezvous, "who_asks", without_via(rendezvous.who_asks), "10.0.0.9"),
    (rendezvous, "From", lambda address: From(address[:-1] + b"\1"), ""),
    (registration, "decide", lambda *_: [], ""),
]


@pytest.mark.parametrize(("module", "name", "broken", "specification"), ENGINE, ids=[each[1] for each in ENGINE])
def test_what_is_broken_in_the_engine_is_seen(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, broken: object, specification: str
) -> None:
    monkeypatch.setattr(module, name, broken)
    found = first_difference()
    assert found is not None
    assert specification in found.specification


@pytest.mark.parametrize(
    "left_out",
    [
        "registered/the HIT is registered for rendezvous",
        "registered/the lifetime of the registration has not ended",
        "registered/no server relayed the packet before",
        "answer_i1/a relayed I1 names the HIT of this host",
        "answer_i1/a FROM comes only with an RVS_HMAC",
        "answer_i1/the RVS_HMAC verifies with the key of the registration",
        "receive_update/the UPDATE is newer than the last one processed",
        "receive_r1/an I1 was sent to this HIT",
        "rebound.there",
        "rebound.registered_until",
        "receive_ack.serves",
        "relayed.origin",
        "relayed.rvs_mac",
        "relayed.destination",
        "answer_i1.via",
    ],
)
def test_what_is_missing_in_the_specification_is_seen(left_out: str) -> None:
    with Edits(frozenset({left_out})).applied(specification_functions(SPECIFICATION)):
        assert first_difference() is not None


def test_an_event_that_cannot_happen_changes_nothing() -> None:
    session = VIEW.begin(1)
    before = session.run.now
    unheard = ForgeI1("mallory", "bob", "10.0.0.9", HOSTS["bob"][0], key="server bob")
    for event in (Arrive("9.0"), Quiet(), Ask("bob", "bob"), Meet("bob", "bob"), unheard):
        session.step(1, event)
    assert session.run.now == before
    assert PUBLISHED["bob"] == HOSTS[SERVER][0]
