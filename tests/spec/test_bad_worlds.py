"""Each property rejects worlds that are bad, made by hand, and accepts their good neighbours."""

import inspect

import pytest
from tests.spec.bad_worlds.bounds import CASES as BOUNDS
from tests.spec.bad_worlds.builders import Change, Pairing, Property, scene
from tests.spec.bad_worlds.expected import CASES as EXPECTED
from tests.spec.bad_worlds.flooding import CASES as FLOODING
from tests.spec.bad_worlds.replay import CASES as REPLAY
from tests.spec.bad_worlds.statuses import CASES as STATUSES
from tests.spec.bad_worlds.stealing import CASES as STEALING

from hipspec.hip import SPECIFICATION

ENOUGH = 10
PAIRINGS = [*STEALING, *FLOODING, *REPLAY, *BOUNDS, *STATUSES, *EXPECTED]
EVERY_PROPERTY = [*SPECIFICATION.properties, *SPECIFICATION.expected]


def verdict(pairing: Pairing, changes: tuple[Change, ...]) -> bool:
    """Return what the property says of a scene."""
    made = scene(*changes)
    state: tuple[object, ...] = (made.history, made.world)
    if "before" in inspect.signature(pairing.property).parameters:
        state = (*state, made.event, *made.after())
    return pairing.property(*state, **pairing.parameters)


def shown(pairing: Pairing) -> str:
    """Return everything that a bad world is made of."""
    made = scene(*pairing.bad)
    return repr((made.history, made.world, made.event, made.after(), pairing.parameters))


def name_of(pairing: Pairing) -> str:
    return f"{pairing.property.__name__}: {pairing.words}"


@pytest.mark.parametrize("pairing", PAIRINGS, ids=name_of)
def test_a_bad_world_is_rejected(pairing: Pairing) -> None:
    assert verdict(pairing, pairing.bad) is False


@pytest.mark.parametrize("pairing", PAIRINGS, ids=name_of)
def test_its_good_neighbour_is_accepted(pairing: Pairing) -> None:
    assert verdict(pairing, pairing.good) is True


@pytest.mark.parametrize("judge", EVERY_PROPERTY, ids=lambda judge: judge.__name__)
def test_each_property_is_shown_enough_bad_worlds(judge: Property) -> None:
    own = [pairing for pairing in PAIRINGS if pairing.property is judge]
    assert len({shown(pairing) for pairing in own}) == len(own)
    assert len(own) >= ENOUGH


def test_nothing_is_wrong_before_anything_has_happened() -> None:
    for pairing in PAIRINGS:
        assert verdict(pairing, ()) is True, name_of(pairing)
