"""More stories: ACKs out of order, addresses that are left or preferred, and windows."""

from collections.abc import Mapping

from hipcheck.lockstep.hip.events import Announce, Arrive, Entry, Establish, Event, Forge, ForgeData, Move, Send, Wait
from hipcheck.lockstep.hip.mirror import UNDER_WAY

__all__ = ["FURTHER"]

ALICE, BOB, VICTIM, OTHER = "10.0.0.1", "10.0.0.2", "10.6.6.1", "10.0.1.4"
VICTIMS = tuple(f"10.6.6.{number}" for number in range(1, UNDER_WAY + 2))
HERE, ELSEWHERE = Entry(ALICE), Entry(OTHER)
MET = Establish("alice", "bob")
SILENCE = (2, 4, 8, 8, 8, 8)
"""Seconds after which an UPDATE is repeated, and after the last of which it is given up."""


def tells(number: int, *places: str | Entry) -> Forge:
    """Let Alice tell Bob a list, which is never acknowledged by a check."""
    entries = tuple(place if isinstance(place, Entry) else Entry(place) for place in places)
    return Forge("alice", "bob", ALICE, BOB, sequence=number, entries=entries)


def answers(*numbers: int, response: str = "") -> Forge:
    """Let Alice acknowledge UPDATEs, and answer a check."""
    return Forge("alice", "bob", ALICE, BOB, acknowledges=numbers, response=response)


def data(*numbers: int) -> tuple[Event, ...]:
    """Let Alice send Bob payload under these numbers."""
    return tuple(ForgeData("alice", "bob", ALICE, BOB, number, 100) for number in numbers)


LISTS = Announce("bob", "alice", (Entry(BOB),))
VERIFIED = (MET, tells(0, HERE, ELSEWHERE), answers(0, response=OTHER))
"""Two addresses of Alice are verified."""

FURTHER: Mapping[str, tuple[Event, ...]] = {
    "so many checks are under way that one has to wait; a list withdraws some of them": (
        MET,
        tells(0, ALICE, VICTIM),
        tells(1, ALICE),
        tells(2, ALICE, VICTIM),
        *(Wait(8),) * 6,
        tells(3, "10.6.6.2", VICTIM, "10.0.1.4", "10.0.1.5"),
        tells(6, ALICE, VICTIM),
        tells(7, ALICE),
    ),
    "the ACK that is new is not the first one": (MET, tells(0, HERE, ELSEWHERE), answers(26, 0, response=OTHER)),
    "an ACK comes before what it acknowledges, and once more after it": (
        MET,
        Forge("alice", "bob", ALICE, BOB, sequence=0, acknowledges=(0,)),
        LISTS,
        Arrive("2+"),
    ),
    "an ACK of what was never sent": (
        MET,
        LISTS,
        Forge("alice", "bob", ALICE, BOB, sequence=0, acknowledges=(26,)),
        tells(1, ALICE, VICTIM),
    ),
    "an ACK comes late": (
        MET,
        *(LISTS,) * UNDER_WAY,
        answers(UNDER_WAY - 1),
        answers(0),
        LISTS,
        tells(0, ALICE, VICTIM),
    ),
    "a list has to wait for room": (
        MET,
        *(LISTS,) * UNDER_WAY,
        Move("bob", ("10.0.1.2",)),
        Forge("alice", "bob", ALICE, "10.0.1.2", acknowledges=tuple(range(UNDER_WAY))),
    ),
    "a peer is given up while a check waits for room": (
        MET,
        *(LISTS,) * UNDER_WAY,
        tells(0, ALICE, VICTIM),
        *map(Wait, SILENCE),
    ),
    "the only address does not answer": (MET, tells(0, VICTIM), *map(Wait, SILENCE)),
    "payload goes to the address that is left": (*VERIFIED, tells(1, ELSEWHERE), Send("bob", "alice", 100)),
    "a list goes to the address that is left": (*VERIFIED, tells(1, ELSEWHERE), Move("bob", ("10.0.1.2",))),
    "an UPDATE is repeated to the address that is left": (*VERIFIED, LISTS, tells(1, ELSEWHERE), Wait(2)),
    "an UPDATE is repeated to the address whose lifetime has not ended": (
        *VERIFIED,
        tells(1, Entry(ALICE, 2), ELSEWHERE),
        LISTS,
        Wait(2),
    ),
    "a list that had to wait for room goes to the address that is left": (
        *VERIFIED,
        tells(1, HERE, ELSEWHERE, *VICTIMS[:UNDER_WAY]),
        Move("bob", ("10.0.1.2",)),
        Forge("alice", "bob", ALICE, "10.0.1.2", sequence=2, entries=(ELSEWHERE,)),
    ),
    "payload goes to the address that is preferred": (
        *VERIFIED,
        tells(1, HERE, Entry(OTHER, preferred=True)),
        Send("bob", "alice", 100),
    ),
    "payload goes to the address that is preferred as soon as that is verified": (
        MET,
        tells(0, HERE, Entry(OTHER, preferred=True)),
        Send("bob", "alice", 100),
        answers(0, response=OTHER),
        Send("bob", "alice", 100),
    ),
    "a host is at no address of many, and not nowhere": (
        MET,
        tells(0, ALICE, "ff02::1"),
        tells(0, ALICE, "::"),
        tells(0, ALICE, "fe00::1"),
        tells(1, ALICE, "1::"),
    ),
    "an UPDATE goes to no address that is not verified, though it be preferred": (
        MET,
        LISTS,
        tells(0, ALICE, VICTIM),
        tells(1, HERE, Entry(VICTIM, preferred=True)),
        Wait(2),
    ),
    "a list that is as long as may be takes the place of another one": (
        MET,
        tells(0, ALICE, *(f"10.7.0.{number}" for number in range(1, 8))),
        tells(1, ALICE, *(f"10.7.1.{number}" for number in range(1, 8))),
    ),
    "an address of another family is checked once there is one of ours": (
        MET,
        tells(0, ALICE, "2001:db8::1"),
        Move("bob", (BOB, "2001:db8::2")),
    ),
    "a list goes to the address of the family that is left": (
        MET,
        tells(0, ALICE, "2001:db8::1"),
        Move("bob", (BOB, "2001:db8::2")),
        answers(0, 1, response="2001:db8::1"),
        Move("bob", ("2001:db8::2",)),
    ),
    "checks that are given up leave room for one that waits": (
        MET,
        tells(0, ALICE, *VICTIMS),
        *map(Wait, SILENCE),
    ),
    "payload comes once more at the far end of the window": (MET, *data(9, 40, 9)),
    "payload comes late, where payload came a round before": (MET, *data(1, 45, 41)),
    "payload comes late, in a part of the window that was passed over": (MET, *data(10, 41, 52, 50)),
}
