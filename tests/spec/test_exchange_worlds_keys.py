"""Each property of the exchange rejects worlds that are bad, part 3: keys that come again, and old UPDATEs."""

from dataclasses import replace

import pytest
from tests.spec.bad_worlds.lies import (
    Case,
    Lie,
    Steps,
    both,
    cases,
    different,
    environment,
    happened,
    holds,
    named,
    tells,
)

from hipmodels.attack.check import violations
from hipspec.exchange import SPECIFICATION
from hipspec.exchange import properties as judges
from hipspec.exchange import properties_strangers as strangers
from hipspec.exchange.association import key_from_peer, key_to_peer
from hipspec.exchange.crypto import Key
from hipspec.exchange.names import Exponent, Puzzle, Solution
from hipspec.exchange.readings import Readings
from hipspec.language import Set
from hipspec.language.running import Taken
from hipspec.network.names import NOBODY

step = Steps(SPECIFICATION)
ENOUGH = 10
AGAIN = "an_update_again"
OFFERED = step(AGAIN, "deliver_r1")
SOLVED = step(AGAIN, "deliver_i2", 1)
UPDATED = step(AGAIN, "deliver_update")
UPDATED_LATER = step(AGAIN, "deliver_update", 1)


def held(taken: Taken, *others: Exponent) -> Lie:
    """Let the host have had the keys before of the association that begins, and perhaps others."""
    key = key_to_peer(taken.after.world.associations[taken.event.pair])
    return happened("before", keys=lambda _: Set(key, *(replace(key, other=other) for other in others)))


def said(*keys: Key) -> Lie:
    """Let UPDATEs have been sent under these keys, and no others."""
    return happened("before", updates=lambda _: Set(*keys))


def said_otherwise(taken: Taken) -> tuple[Lie, ...]:
    """Let the peer have sent UPDATEs only under other keys than those of the association, or none."""
    pair = taken.event.pair
    association = taken.before.world.associations[pair]
    key = key_from_peer(association)
    others = (
        replace(key, solution=Solution("another")),
        replace(key, puzzle=Puzzle("another")),
        replace(key, one=Exponent("another")),
        replace(key, other=Exponent("another")),
        replace(key, sender=pair.host, receiver=pair.peer),
        replace(key, receiver=NOBODY),
    )
    never = said()
    return (
        never,
        *map(said, others),
        said(*others),
        both(never, environment(stolen_identities=lambda stolen: stolen.add(pair.peer))),
        both(never, environment(stolen_exponents=lambda stolen: stolen.add(association.exponent))),
        holds(pair.host, pair.peer, "before", solution=Solution("another")),
        holds(pair.host, pair.peer, "before", public=Exponent("another")),
    )


CASES = [
    *cases("replay", strangers.no_keys_twice, OFFERED, held(OFFERED), held(OFFERED, Exponent("another"))),
    *cases("replay", strangers.no_keys_twice, SOLVED, held(SOLVED), held(SOLVED, Exponent("another"))),
    *cases("replay", judges.only_the_peer_updates, UPDATED, *said_otherwise(UPDATED)),
    *cases("replay", judges.only_the_peer_updates, UPDATED_LATER, *said_otherwise(UPDATED_LATER)),
]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_bad_world_is_rejected_and_the_good_one_is_not(case: Case) -> None:
    assert tells(case)


def test_there_are_enough_bad_worlds() -> None:
    assert len(different(CASES)) == len(CASES) >= ENOUGH


def test_where_an_i2_counts_twice_old_keys_come_back_and_nowhere_else() -> None:
    run = SPECIFICATION.scenarios["an_old_i2_brings_old_updates_back"](SPECIFICATION)
    assert run.readings != Readings()
    shown = [
        (t.action.__name__, f.__name__)
        for t in run.taken
        for f, _ in violations(SPECIFICATION, [*SPECIFICATION.properties], t)
    ]
    assert shown == [("deliver_i2", "no_exchange_twice"), ("deliver_i2", "no_keys_twice")]
