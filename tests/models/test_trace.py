"""Traces as documents: every value survives a file, and what is no value is refused."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

import hipcheck.kept
from hipmodels.attack.seeds import seeds_of
from hipmodels.problem import Problem
from hipmodels.trace import (
    DoesNotReplayError,
    Move,
    Trace,
    decode,
    encode,
    from_json,
    property_named,
    readings_named,
    replay,
    run_trace,
    to_json,
)
from hipspec.hip import SPECIFICATION
from hipspec.hip.association import Status
from hipspec.hip.names import HIT, Address, Frame
from hipspec.hip.packets import BLANK, EspInfo, LocatorSet, Packet
from hipspec.hip.readings import Readings, UpdateOrder
from hipspec.hip.scenarios_cast import listing
from hipspec.language import NOTHING, Map, Maybe, Set, replace, some
from hipspec.related.common.names import Host, Nonce
from hipspec.related.common.packets import Cookie

Value = Any  # of whatever type

VALUES: list[tuple[Value, Value]] = [
    (True, bool),
    (-7, int),
    (Status.ACTIVE, Status),
    (HIT("alice"), HIT),
    (NOTHING, Maybe[int]),
    (some(0), Maybe[int]),
    (some(HIT("bob")), Maybe[HIT]),
    (Set(HIT("alice"), HIT("bob")), Set[HIT]),
    (Map(0, {Address("a1"): 3}), Map[Address, int]),
    (EspInfo(1, 2), EspInfo),
    (listing(Address("a1"), Address("a2"), preferred=Address("a2"), lifetime=60), LocatorSet),
    (replace(BLANK, sequence=some(3), locators=some(listing(Address("a1")))), Packet),
]


@pytest.mark.parametrize(("value", "kind"), VALUES, ids=lambda one: str(one)[:30])
def test_a_value_survives_a_file(value: Value, kind: Value) -> None:
    assert decode(json.loads(json.dumps(encode(value))), kind) == value


def test_a_field_that_was_added_later_has_its_default() -> None:
    written = encode(Cookie(Host("alice"), tie=some(Nonce("n1"))))
    del written["suite"]
    assert decode(written, Cookie) == Cookie(Host("alice"), tie=some(Nonce("n1")))


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.one_of(st.none(), st.integers()), max_size=4))
def test_any_map_survives_a_file(entries: dict[str, int | None]) -> None:
    options = {Address(name): NOTHING if number is None else some(number) for name, number in entries.items()}
    value: Map[Address, Maybe[int]] = Map(NOTHING, options)
    assert decode(json.loads(json.dumps(encode(value))), Map[Address, Maybe[int]]) == value


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, bool),
        (True, int),
        ("1", int),
        (1.0, int),
        ("VERIFIED", Status),
        (["alice"], HIT),
        (3, Maybe[int]),
        (["x"], Maybe[int]),
        ({"entries": []}, Map[Address, int]),
        ([3], Set[HIT]),
        ({"old": 1}, EspInfo),
        ([], EspInfo),
        (None, Packet),
    ],
)
def test_what_is_no_such_value_is_refused(value: Value, kind: Value) -> None:
    with pytest.raises(ValueError, match="not a "):
        decode(value, kind)


@pytest.mark.parametrize("name", ["hip", "paper"])
def test_every_scenario_survives_a_file_and_replays(name: str) -> None:
    problem = Problem(f"hipspec.{name}")
    specification = problem.specification
    for seed in seeds_of(problem):
        trace = Trace(name, {}, (), seed.initial, seed.moves, shows="a path")
        again = from_json(json.loads(json.dumps(to_json(trace, specification))), specification)
        assert again == trace
        assert [taken.arguments for taken in replay(again, specification)] == [move.arguments for move in seed.moves]


@pytest.mark.parametrize("name", ["hip", "paper"])
def test_every_kept_attack_replays_and_stays_what_it_is(name: str) -> None:
    specification = Problem(f"hipspec.{name}").specification
    assert Path(hipcheck.kept.place(name)).exists()
    kept = hipcheck.kept.load(name)
    documents = [entry["trace"] for entry in kept.ablations.values() if entry["trace"]]
    documents += [*kept.expected.values(), *kept.readings.values(), *kept.assumptions.values()]
    assert documents
    for document in documents:
        trace = from_json(document, specification)
        assert json.loads(json.dumps(to_json(trace, specification))) == document
        assert property_named(specification, trace.shows) is not None
        assert replay(trace, specification)


def test_a_step_that_names_nothing_or_too_much_does_not_replay() -> None:
    seed = seeds_of(Problem("hipspec.hip"))[0]
    early = Trace("hip", {}, (), seed.initial, (Move("overhear", {"frame": Frame("f")}),), shows="a path")
    with pytest.raises(DoesNotReplayError, match=r"step 1 \(overhear\): overheard: only what was sent can be read"):
        run_trace(early, SPECIFICATION)
    document = to_json(dataclasses.replace(early, moves=()), SPECIFICATION)
    document["moves"] = [{"action": "overhear", "arguments": {"frame": 1}}]
    with pytest.raises(ValueError, match="not a Frame"):
        from_json(document, SPECIFICATION)


def test_readings_go_by_name() -> None:
    assert readings_named(SPECIFICATION, {}) == Readings()
    arrival = readings_named(SPECIFICATION, {"update_order": "rfc_arrival"})
    assert arrival == Readings(update_order=UpdateOrder.RFC_ARRIVAL)
    for wrong in ({"update_order": "sideways"}, {"no_such_reading": "rfc_arrival"}):
        with pytest.raises(ValueError, match="no reading"):
            readings_named(SPECIFICATION, wrong)


def test_properties_lemmas_and_expected_attacks_go_by_name() -> None:
    for function in (SPECIFICATION.properties[0], SPECIFICATION.lemmas[0], SPECIFICATION.expected[0]):
        assert property_named(SPECIFICATION, function.__name__) is function
    assert property_named(SPECIFICATION, "no_such_property") is None
