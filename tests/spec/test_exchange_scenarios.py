"""Scenarios of the base exchange: each comes out as it says, can be stepped and replayed, and violates no property."""

from typing import Any

import pytest

from hipmodels.attack.check import violations
from hipspec.exchange import SPECIFICATION
from hipspec.exchange.readings import Readings
from hipspec.exchange.scenarios import SCENARIOS
from hipspec.exchange.scenarios_attacker import Stage
from hipspec.exchange.scenarios_cast import ALICE, BOB
from hipspec.exchange.states import State
from hipspec.network.stage import ScenarioError

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
    assert SPECIFICATION.scenarios[name] is scenario


@pytest.mark.parametrize("name", NAMES)
def test_no_property_is_violated_under_the_default_readings(name: str) -> None:
    run = play(name)
    if run.readings == Readings():
        for taken in run.taken:
            assert [
                function.__name__ for function, _ in violations(SPECIFICATION, [*SPECIFICATION.properties], taken)
            ] == []


def test_a_scenario_that_comes_out_otherwise_is_no_scenario() -> None:
    stage = Stage(SPECIFICATION)
    with pytest.raises(ScenarioError, match="alice is at ESTABLISHED with bob; it is at UNASSOCIATED"):
        stage.established(ALICE, BOB)


# Where the two associations of Alice and Bob end, in scenarios that end with both the same or otherwise.
ENDS: dict[str, tuple[State, State]] = {
    "a_base_exchange": (State.ESTABLISHED, State.ESTABLISHED),
    "the_r2_is_lost": (State.ESTABLISHED, State.ESTABLISHED),
    "both_initiate_at_once": (State.ESTABLISHED, State.ESTABLISHED),
    "both_send_an_i2": (State.ESTABLISHED, State.ESTABLISHED),
    "puzzles_are_renewed": (State.I2_SENT, State.ESTABLISHED),
    "an_association_is_closed": (State.UNASSOCIATED, State.UNASSOCIATED),
    "closed_before_it_was_complete": (State.UNASSOCIATED, State.CLOSED),
    "both_close_at_once": (State.UNASSOCIATED, State.UNASSOCIATED),
    "nobody_agrees_to_close": (State.UNASSOCIATED, State.ESTABLISHED),
    "data_while_closing": (State.ESTABLISHED, State.ESTABLISHED),
}


@pytest.mark.parametrize("name", ENDS)
def test_where_it_ends(name: str) -> None:
    stage = play(name)
    found: Any = (stage.association(ALICE, BOB).state, stage.association(BOB, ALICE).state)
    assert found == ENDS[name]
