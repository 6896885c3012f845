"""Every assumption of the one-step exchange stands beside what is proved of the exchange itself."""

import pytest

from hipmodels.attack.check import violations
from hipmodels.items import assumptions
from hipmodels.problem import Problem
from hipspec.exchange import SPECIFICATION as EXCHANGE
from hipspec.exchange.contract import ASSUMED, MADE, Discharge
from hipspec.hip import SPECIFICATION as HIP
from hipspec.language import Specification
from hipspec.network.names import Address

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
    assert set(discharge.properties) <= {function.__name__ for function in EXCHANGE.properties}
    assert len(discharge.properties) == len(set(discharge.properties))
    assert discharge.how
    assert discharge.properties or discharge.remains


@pytest.mark.parametrize("specification", [EXCHANGE, HIP], ids=lambda each: each.name)
def test_a_relay_is_shown_on_both_sides_of_the_contract(specification: Specification) -> None:
    run = specification.scenarios["an_exchange_through_a_relay"](specification)
    there = run.world.environment.at
    assert not run.world.environment.honest.has(there[Address("m1")])
    assert any(move.arguments.get("host_address", move.arguments.get("there")) == Address("m1") for move in run.taken)


def test_the_relay_is_an_attack_that_is_expected_of_the_exchange() -> None:
    run = EXCHANGE.scenarios["an_exchange_through_a_relay"](EXCHANGE)
    shown = {f.__name__ for taken in run.taken for f, _ in violations(EXCHANGE, [*EXCHANGE.expected], taken)}
    assert shown == {"who_is_bound_was_there"}
