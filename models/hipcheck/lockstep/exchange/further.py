"""More stories: what is a use of an association, what limits hold back, and solutions that are none."""

from collections.abc import Mapping

from hipcheck.lockstep.exchange.events import Arrive, Close, Connect, Event, Forged, Rekey, Send, Tick, Wait
from hipcheck.lockstep.exchange.stage import ADDRESSES, CONFIG
from hipspec.exchange.association import R1_LIMIT

__all__ = ["FURTHER"]

ALICE, BOB, CAROL, MALLORY = (ADDRESSES[name][0] for name in ("alice", "bob", "carol", "mallory"))
MET = (Connect("alice", "bob", BOB), Arrive("1.0"), Arrive("2.0"), Arrive("3.0"), Arrive("4.0"))
"""Alice and Bob complete a base exchange; Bob still waits for a sign that Alice has the R2."""

I1 = Forged("I1", "mallory", "bob", MALLORY, BOB)
UNUSED, ALMOST = int(CONFIG.unused_lifetime), int(CONFIG.unused_lifetime) * 2 // 3


def i2(answers: str, **flaws: object) -> Forged:
    """Let Mallory answer an R1 of Bob's."""
    return Forged("I2", "mallory", "bob", MALLORY, BOB, answers, **flaws)  # type: ignore[arg-type]  # of a Forged


FURTHER: Mapping[str, tuple[Event, ...]] = {
    "payload is a use of an association": (
        *MET,
        Wait(ALMOST),
        Send("alice", "bob"),
        Arrive("7.0"),
        Wait(UNUSED - ALMOST),
        Tick("bob"),
        Wait(ALMOST),
        Tick("bob"),
    ),
    "an UPDATE is a use of an association": (
        *MET,
        Wait(ALMOST),
        Rekey("alice", "bob"),
        Arrive("7.0"),
        Wait(UNUSED - ALMOST),
        Tick("bob"),
    ),
    "an I2 that comes again when the exchange is complete starts no timer": (
        *MET[:4],
        Wait(int(CONFIG.exchange_complete)),
        Tick("bob"),
        Arrive("3.0"),
        Wait(1),
        Tick("bob"),
    ),
    "the hardest puzzle that is accepted": (
        Connect("alice", "mallory", MALLORY),
        Forged("R1", "mallory", "alice", MALLORY, ALICE, counter=3, difficulty=CONFIG.puzzle_difficulty_accepted),
    ),
    "payload that was given early goes when the R2 is there": (
        Connect("alice", "bob", BOB),
        Send("alice", "bob"),
        Arrive("1.0"),
        Arrive("3.0"),
        Arrive("4.0"),
        Arrive("5.0"),
    ),
    "nothing is there to be closed": (Close("alice", "bob"), Connect("alice", "bob", BOB), Close("alice", "carol")),
    "CLOSED lasts for its time": (
        *MET,
        Close("alice", "bob"),
        Arrive("6.0"),
        Wait(UNUSED + 2 * int(CONFIG.segment_lifetime)),
        Tick("bob"),
    ),
    "who answers an I1 that names nobody is a peer that is closing": (
        *MET,
        Close("alice", "bob"),
        Connect("alice", "", BOB),
        Arrive("7.0"),
        Arrive("8.0"),
        Wait(1),
        Tick("alice"),
    ),
    "who answers an I1 that names nobody is a peer already": (
        *MET,
        Connect("alice", "", BOB),
        Arrive("6.0"),
        Arrive("7.0"),
        Wait(1),
        Tick("alice"),
    ),
    "each address has a limit of its own": (
        Connect("alice", "bob", BOB),
        *(Arrive("1.0"),) * (R1_LIMIT + 1),
        I1,
    ),
    "an I2 with no point of the curve": (I1, i2("1.0", public=False), i2("1.0")),
    "a solution of just so many bits": (I1, i2("1.0", zeros=CONFIG.puzzle_difficulty, exact=True)),
    "solutions of puzzles that nobody has given": (I1, *(i2("1.0", puzzle=True),) * 40),
    "solutions that are none": (I1, *(i2("1.0", zeros=0, exact=True),) * 40),
    "an UPDATE is given up in its time": (
        *MET,
        Rekey("alice", "bob"),
        *(each for seconds in (1, 2, 4, 6, 1, 1) for each in (Wait(seconds), Tick("alice"))),
    ),
    "new R1s are made in time": (I1, i2("1.0"), Wait(int(CONFIG.r1_lifetime)), Tick("bob")),
    "an I1 offers no group that is known": (
        Forged("I1", "mallory", "bob", MALLORY, BOB, groups=(9,)),
        Forged("I1", "mallory", "bob", MALLORY, BOB, groups=(3, 9)),
    ),
}
