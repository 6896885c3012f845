"""Every assumption of the one-step exchange stands beside what is proved of the exchange itself."""

import pytest

from hipmodels.items import assumptions
from hipmodels.problem import Problem
from hipspec.exchange import SPECIFICATION
from hipspec.exchange.contract import ASSUMED, MADE, RELAYED, Discharge
from hipspec.exchange.scenarios import SCENARIOS

OF_THE_STEP = {"establish", "with_secrets", "with_keys"}
LISTED = [name for discharge in ASSUMED for name in discharge.taken]


@pytest.mark.parametrize("specification", ["hip", "rendezvous"])
def test_no_assumption_of_the_step_is_missing_and_none_is_made_up(specification: str) -> None:
    items = assumptions(Problem(f"hipspec.{specification}"))
    assumed = {f"{specification}/{item.id}" for item in items if item.function in OF_THE_STEP}
    assert assumed
    assert {name for name in LISTED if name.startswith(f"{specification}/")} == assumed


def test_each_assumption_is_listed_once() -> None:
    assert len(LISTED) == len(set(LISTED))
    assert {name.split("/")[0] for name in LISTED} == {"hip", "rendezvous"}


@pytest.mark.parametrize("discharge", [*ASSUMED, *MADE], ids=lambda each: each.taken[0])
def test_what_answers_for_it_is_proved_of_the_exchange(discharge: Discharge) -> None:
    assert set(discharge.properties) <= {function.__name__ for function in SPECIFICATION.properties}
    assert len(discharge.properties) == len(set(discharge.properties))
    assert discharge.how
    assert discharge.properties or discharge.remains


def test_the_relay_that_is_left_open_is_a_scenario() -> None:
    assert "an_exchange_through_a_relay" in RELAYED
    assert "an_exchange_through_a_relay" in SCENARIOS
