"""Scenarios of every specification: each can be played, stepped and replayed, and takes the actions as they are."""

import inspect
import itertools
from typing import Any

import pytest

from hipspec.exchange import SPECIFICATION as EXCHANGE
from hipspec.hip import SPECIFICATION as HIP
from hipspec.language import Impossible, Refused, Specification
from hipspec.language.running import Run
from hipspec.paper import SPECIFICATION as PAPER
from hipspec.rendezvous import SPECIFICATION as RENDEZVOUS

SPECIFICATIONS = (HIP, EXCHANGE, RENDEZVOUS, PAPER)
EACH = [
    pytest.param(specification, name, id=f"{specification.name} {name}")
    for specification in SPECIFICATIONS
    for name in sorted(specification.scenarios)
]


def play(specification: Specification, name: str) -> Any:  # noqa: ANN401  # the stage of any specification
    return specification.scenarios[name](specification)


@pytest.mark.parametrize(("specification", "name"), EACH)
def test_a_scenario_can_be_stepped_and_replayed(specification: Specification, name: str) -> None:
    run = play(specification, name)
    again = Run(specification, run.readings, **run.initial)
    assert run.taken[0].before == again.now
    for taken, following in itertools.pairwise(run.taken):
        assert taken.after == following.before
    for taken in run.taken:
        assert again.do(taken.action, **taken.arguments) == taken.event
        assert again.now == taken.after
    assert again.now == run.now
    assert play(specification, name).now == run.now


@pytest.mark.parametrize(("specification", "name"), EACH)
def test_a_refusal_happens_again_where_it_is_noted(specification: Specification, name: str) -> None:
    run = play(specification, name)
    for refusal in run.refusals:
        again = Run(specification, run.readings, **run.initial)
        for taken in run.taken[: refusal.after]:
            again.do(taken.action, **taken.arguments)
        with pytest.raises((Refused, Impossible)) as refused:
            again.do(refusal.action, **refusal.arguments)
        assert isinstance(refused.value, Refused | Impossible)
        assert refused.value.sentence == refusal.guard


@pytest.mark.parametrize("specification", SPECIFICATIONS, ids=lambda specification: specification.name)
def test_every_action_is_taken_in_some_scenario_with_what_it_asks_for(specification: Specification) -> None:
    taken = set()
    for name in specification.scenarios:
        for step in play(specification, name).taken:
            taken.add(step.action.__name__)
            wanted = set(inspect.signature(step.action).parameters) - {"world", "readings"}
            assert set(step.arguments) == wanted
    assert taken == {action.__name__ for action in specification.actions}
