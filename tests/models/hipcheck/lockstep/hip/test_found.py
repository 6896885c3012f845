"""Sequences that have shown a difference once, made short: each is played for ever."""

import pytest

from hipcheck.lockstep.comparison import Numbered, play
from hipcheck.lockstep.hip import VIEW
from hipcheck.lockstep.hip.events import Entry, Establish, Event, Forge, Wait

ALICE, BOB, VICTIM = "10.0.0.1", "10.0.0.2", "10.6.6.1"


def tells(number: int, *places: str) -> Forge:
    """Let Alice tell Bob a list, which is never acknowledged by a check."""
    return Forge("alice", "bob", ALICE, BOB, sequence=number, entries=tuple(map(Entry, places)))


def answers(numbers: tuple[int, ...], response: str) -> Forge:
    """Let Alice answer a check, and acknowledge something else besides."""
    return Forge("alice", "bob", ALICE, BOB, acknowledges=numbers, response=response)


@pytest.mark.parametrize(
    "events",
    [
        # So many checks are under way that one has to wait; a list that leaves addresses out withdraws some of them.
        (
            Establish("alice", "bob"),
            tells(0, ALICE, VICTIM),
            tells(1, ALICE),
            tells(2, ALICE, VICTIM),
            *(Wait(8),) * 6,
            tells(3, "10.6.6.2", VICTIM, "10.0.1.4", "10.0.1.5"),
            tells(6, ALICE, VICTIM),
            tells(7, ALICE),
        ),
        # The ACK that is new is not the first one: the packet counts all the same, and its answer, too.
        (Establish("alice", "bob"), tells(0, ALICE, "10.0.1.4"), answers((26, 0), "10.0.1.4")),
    ],
    ids=["a check waits for room", "several ACKs"],
)
def test_nothing_differs_any_more(events: tuple[Event, ...]) -> None:
    played = play(VIEW, 0, [Numbered(number, event) for number, event in enumerate(events, 1)])
    assert played.difference is None
    assert len(played.session.run.taken) > len(events)
