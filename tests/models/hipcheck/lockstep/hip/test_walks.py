"""Walks through both sides: no difference, and what is broken on either side is seen."""

from collections.abc import Callable

import pytest

from hipcheck.lockstep.comparison import Difference, walk
from hipcheck.lockstep.hip import VIEW
from hipmodels.lift.edits import Edits
from hipmodels.trace import specification_functions
from hipspec.hip import SPECIFICATION
from hipway.engine import channel, locators, updates
from hipway.engine.association import Association
from hipway.engine.engine import Engine
from hipway.wire.parameters import EchoResponseSigned

ANSWERED = locators.answered
LENGTH = 60
SEEDS = 120


def first_difference() -> Difference | None:
    """Walk until something differs."""
    for seed in range(SEEDS):
        found = walk(VIEW, seed, LENGTH).difference
        if found is not None:
            return found
    return None


@pytest.mark.parametrize("seed", range(0, 40, 10))
def test_nothing_differs(seed: int) -> None:
    for each in range(seed, seed + 10):
        assert walk(VIEW, each, LENGTH).difference is None


def no_window(engine: Engine, association: Association, number: int) -> bool:
    """Take any Update ID."""
    del engine, association, number
    return False


def no_nonce(engine: Engine, association: Association, echo: EchoResponseSigned, now: float) -> None:
    """Take any answer for the answer to any challenge."""
    asked = [each.challenge for each in association.locators.values() if each.challenge is not None]
    wrong = asked and echo.data not in asked
    ANSWERED(engine, association, EchoResponseSigned(asked[0]) if wrong else echo, now)


def no_mac(*arguments: object, **more: object) -> None:
    """Take any packet for authentic."""
    del arguments, more


def no_credit(engine: Engine, association: Association, size: int, now: float) -> None:
    """Give credit twice."""
    del engine, now
    association.credit += 2 * size


ENGINE: list[tuple[object, str, Callable[..., object], str]] = [
    (updates, "_too_far", no_window, "the Update ID is within the receive window"),
    (locators, "answered", no_nonce, "the nonce sent to this very address came back"),
    (updates, "check_mac", no_mac, "the HIP_MAC verifies"),
    (updates, "check_signature", no_mac, "the HIP_SIGNATURE verifies"),
    (locators, "earn", no_credit, "the credit covers the packet"),
]


@pytest.mark.parametrize(("module", "name", "broken", "guard"), ENGINE, ids=[each[1] for each in ENGINE])
def test_what_is_broken_in_the_engine_is_seen(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, broken: Callable[..., object], guard: str
) -> None:
    """And the report names the guard of the specification that the engine doesn't hold to."""
    monkeypatch.setattr(module, name, broken)
    found = first_difference()
    assert found is not None
    assert guard in found.guard


SPECIFICATION_EDITS = [
    "receive_echo_response/the nonce sent to this very address came back",
    "receive_update/the Update ID is within the receive window",
    "apply_list/every address listed is a legal unicast address",
    "send_data.credit",
    "left_out.status",
]


@pytest.mark.parametrize("item", SPECIFICATION_EDITS)
def test_what_is_changed_in_the_specification_is_seen(item: str) -> None:
    with Edits(frozenset({item})).applied(specification_functions(SPECIFICATION)):
        assert first_difference() is not None


def test_an_engine_that_raises_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*arguments: object) -> None:
        raise ZeroDivisionError(len(arguments))

    monkeypatch.setattr(channel, "flush", fails)
    found = first_difference()
    assert found is not None
    assert "ZeroDivisionError" in found.engine
