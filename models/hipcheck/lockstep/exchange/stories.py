"""What walks do not come to, told event by event: each is played before any walk."""

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from hipcheck.lockstep.exchange.events import (
    Altered,
    Arrive,
    Close,
    Configure,
    Connect,
    Draw,
    Event,
    Forged,
    Move,
    Restart,
    Send,
    Tick,
    Wait,
)
from hipcheck.lockstep.exchange.further import FURTHER
from hipcheck.lockstep.exchange.payload import EARLY, LONGEST
from hipcheck.lockstep.exchange.stage import ADDRESSES, PUZZLE_SECONDS
from hipcheck.lockstep.exchange.stories_keys import KEYS
from hipcheck.lockstep.exchange.traces import BY_HIT
from hipspec.exchange.association import R1_LIMIT

__all__ = ["STORIES"]

PLACE_OF = {name: places[0] for name, places in ADDRESSES.items()}
ALICE, BOB, CAROL, MALLORY = (PLACE_OF[name] for name in ("alice", "bob", "carol", "mallory"))
SECOND, ELSEWHERE = ADDRESSES["bob"][1], "127.0.1.2"
LESSER, GREATER, THIRD = BY_HIT  # of two that ask each other, the greater HIT is the Responder (RFC 7401 6.7 step 3)

ASKED = (Connect("alice", "bob", BOB), Arrive("1.0"), Arrive("2.0"), Arrive("3.0"))  # and the R2, 4.0, is on its way
HALF = 65_000  # bytes of payload; four of them and a little more are all that waits
FILLS_QUEUE = 262_144 - 4 * (HALF + 64) - 64  # bytes of a fifth payload that fills what there is
FILLS_EARLY = 1_606  # the same, sealed: 40 bytes of ESP and UDP besides, and padding to words


LONG = 1_524  # bytes of a domain identifier: the HOST_ID has 1600
ROOM = 388  # bytes in front of the HIP_MAC_2 that it covers 2048 bytes with

R1 = Forged("R1", "mallory", "alice", MALLORY, ALICE, counter=1)
I2 = Forged("I2", "mallory", "bob", MALLORY, BOB, "1.0")
R2 = Forged("R2", "mallory", "alice", MALLORY, ALICE, "2.0")
WITH_MALLORY = (Connect("alice", "mallory", MALLORY), R1, R2)


def r1s(*flaws: Mapping[str, Any]) -> tuple[Event, ...]:
    """Answer an I1 with an R1 of each flaw, and then with one that has none."""
    return (Connect("alice", "mallory", MALLORY), *(structs.replace(R1, **flaw) for flaw in flaws), R1)


def i2s(*flaws: Mapping[str, Any]) -> tuple[Event, ...]:
    """Answer an R1 with an I2 of each flaw, and then with one that has none."""
    return (Forged("I1", "mallory", "bob", MALLORY, BOB), *(structs.replace(I2, **flaw) for flaw in flaws), I2)


def r2s(*flaws: Mapping[str, Any]) -> tuple[Event, ...]:
    """Answer an I2 with an R2 of each flaw, and then with one that has none."""
    return (Connect("alice", "mallory", MALLORY), R1, *(structs.replace(R2, **flaw) for flaw in flaws), R2)


STORIES: Mapping[str, tuple[Event, ...]] = {
    "data overtakes the R2": (
        *ASKED,
        Send("bob", "alice"),
        Send("bob", "alice", 100),
        Arrive("6.0"),
        Arrive("5.0"),
        Arrive("5.0"),
        Arrive("4.0"),
        Send("bob", "alice", 1),
        Arrive("11.0"),
    ),
    "what has overtaken the R2 and is not authentic is dropped with it": (
        *ASKED,
        Send("bob", "alice"),
        Altered("5.0", 20, 1),
        Arrive("5.0"),
        Arrive("4.0"),
    ),
    "so many datagrams may overtake the R2, and no more": (
        *ASKED,
        *(Send("bob", "alice") for _ in range(EARLY + 1)),
        *(Arrive(f"{number}.0") for number in range(5, EARLY + 6)),
        Arrive("4.0"),
    ),
    "so many bytes may overtake the R2, and no more": (
        *ASKED,
        *(Send("bob", "alice", HALF) for _ in range(4)),
        Send("bob", "alice", HALF),
        Send("bob", "alice", FILLS_EARLY),
        Send("bob", "alice", 0),
        *(Arrive(f"{number}.0") for number in range(5, 12)),
        Arrive("4.0"),
    ),
    "what has overtaken the R2 of an exchange that begins anew is gone": (
        Connect("alice", "bob", BOB),
        Arrive("1.0"),
        Arrive("2.0"),
        Arrive("3.0"),
        Send("bob", "alice"),
        Arrive("5.0"),
        Wait(PUZZLE_SECONDS),
        Tick("bob"),
        Forged("I1", "alice", "bob", ALICE, BOB),
        Arrive("9.0"),
        Arrive("5.0"),
        Arrive("10.0"),
        Arrive("12.0"),
    ),
    "payload waits for the association": (
        Connect("alice", "bob", BOB),
        Send("alice", "bob"),
        Send("alice", "bob", 100),
        Arrive("1.0"),
        Send("alice", "bob", LONGEST),
        Send("alice", "bob", LONGEST + 1),
        Arrive("4.0"),
        Arrive("7.0"),
        Arrive("8.0"),
        Send("alice", "bob", LONGEST),
        Send("alice", "bob", LONGEST + 1),
    ),
    "so many bytes wait for the association, and no more": (
        Connect("alice", "bob", BOB),
        *(Send("alice", "bob", HALF) for _ in range(4)),
        Send("alice", "bob", FILLS_QUEUE + 1),
        Send("alice", "bob", FILLS_QUEUE),
        Send("alice", "bob", 0),
        Arrive("1.0"),
        Arrive("9.0"),
        Arrive("10.0"),
        Arrive("11.0"),
    ),
    "an I2 whose ESP_INFO sets up nothing": i2s({"old": 7}, {"spi": 0}, {"old": 7, "spi": 0}, {"index": 8}, {"spi": 1}),
    "an R2 whose ESP_INFO sets up nothing": r2s({"old": 7}, {"spi": 0}, {"old": 7, "spi": 0}, {"spi": 1}),
    "an R1 without an ESP suite that the Initiator has": r1s({"esp": (1,)}),
    "an I2 with an ESP suite that was not offered": i2s({"esp": (1,)}, {"esp": (8,)}),
    "an #I of another length": r1s({"i_size": 32}, {"i_size": 49}),
    "an R1 with a Host Identity that nobody can read": r1s({"host_id": "foreign"}),
    "an I2 with a Host Identity that nobody can read": i2s({"host_id": "foreign"}, {"host_id": "hidden"}),
    "an I2 that does not echo #K, though it is solved as well as was asked": i2s({"difficulty": 2}, {"difficulty": 5}),
    "an I2 without an R1_COUNTER": i2s({"counted": False}),
    "what an R1's signature does not cover is all of the opaque data": (
        Connect("alice", "bob", BOB),
        Arrive("1.0"),
        Forged("R1", "bob", "alice", BOB, ALICE, "2.0", opaque=True, high=True),
    ),
    "a CLOSE_ACK that echoes nothing where nothing was asked": (
        *WITH_MALLORY,
        Forged("CLOSE", "mallory", "alice", MALLORY, ALICE),
        Forged("CLOSE_ACK", "mallory", "alice", MALLORY, ALICE, echo=False, echo_size=0),
    ),
    "only an I1 may name no receiver": (*WITH_MALLORY, Forged("NOTIFY", "mallory", "", MALLORY, ALICE)),
    "a HOST_ID that an R2 has just room for": (
        Connect("alice", "mallory", MALLORY),
        structs.replace(R1, domain=LONG),
        structs.replace(R2, domain=LONG, ballast=ROOM + 8),
        structs.replace(R2, domain=LONG, ballast=ROOM),
    ),
    "who closes sends no more": (
        *WITH_MALLORY,
        Send("alice", "mallory"),
        Close("alice", "mallory"),
        Send("alice", "mallory"),
    ),
    "so many UPDATEs of a peer are answered at once, as long as each is a new one": (
        *WITH_MALLORY,
        *(Forged("UPDATE", "mallory", "alice", MALLORY, ALICE, update=number) for number in range(R1_LIMIT + 5)),
        Forged("UPDATE", "mallory", "alice", MALLORY, ALICE, update=3),
    ),
    "an SPI is free": (
        Connect("alice", "bob", BOB),
        Draw("alice", (0, 255, 300)),
        Draw("bob", (1, 0xFFFFFFFF)),
        Arrive("1.0"),
        Arrive("4.0"),
        Arrive("5.0"),
        Arrive("6.0"),
        Draw("alice", (300, 301)),
        Connect("alice", "carol", CAROL),
        Arrive("9.0"),
        Arrive("10.0"),
        Arrive("11.0"),
    ),
    "who moves while it waits for an R1 asks again from where it is": (
        Connect("alice", "bob", BOB),
        Send("alice", "bob"),
        Move("alice", (ELSEWHERE,)),
        Wait(1),
        Tick("alice"),
        Wait(1),
        Tick("alice"),
        Arrive("7.0"),
        Arrive("8.0"),
        Arrive("9.0"),
        Arrive("10.0"),
    ),
    "who moves while it waits for an R2 begins anew": (
        *ASKED[:3],
        Send("alice", "bob"),
        Move("alice", (ELSEWHERE,)),
        Arrive("3.0"),
        Arrive("6.0"),
        Arrive("5.0"),
        Arrive("8.0"),
        Wait(1),
        Tick("alice"),
        Arrive("9.0"),
        Arrive("12.0"),
    ),
    "who has met somebody by address alone and moves asks for whoever that was": (
        Connect("alice", "", BOB),
        Arrive("1.0"),
        Arrive("2.0"),
        Move("alice", (ELSEWHERE,)),
        Arrive("4.0"),
        Arrive("5.0"),
        Arrive("6.0"),
        Arrive("7.0"),
    ),
    "who loses an address that it does not use goes on": (
        Connect("bob", "alice", ALICE),
        Move("bob", (BOB,)),
        Wait(1),
        Tick("bob"),
        Arrive("4.0"),
        Arrive("5.0"),
        Move("bob", (BOB, SECOND)),
        Arrive("6.0"),
        Arrive("8.0"),
    ),
    "who has no address for a while begins anew when it has one": (
        *ASKED[:3],
        Move("alice", ()),
        Wait(3),
        Move("alice", (ALICE,)),
        Arrive("6.0"),
        Arrive("7.0"),
        Arrive("8.0"),
        Arrive("9.0"),
    ),
    "payload waits while a host has no address, as far as there is room each time": (
        *ASKED,
        Arrive("4.0"),
        Move("alice", ()),
        *(Send("alice", "bob", HALF) for _ in range(4)),
        Move("alice", (ALICE,)),
        Move("alice", ()),
        *(Send("alice", "bob", HALF) for _ in range(4)),
        Send("alice", "bob", FILLS_QUEUE),
        Send("alice", "bob", 0),
        Move("alice", (ALICE,)),
    ),
    "payload that waits is lost when the association is closed, and takes no room any more": (
        *ASKED,
        Arrive("4.0"),
        Move("alice", ()),
        Send("alice", "bob"),
        Close("alice", "bob"),
        Move("alice", (ALICE,)),
        Restart("bob"),
        Connect("bob", "alice", ALICE),
        Arrive("11.0"),
        Arrive("12.0"),
        Arrive("13.0"),
        Arrive("14.0"),
        Send("bob", "alice"),
        Arrive("16.0"),
        Move("alice", ()),
        *(Send("alice", "bob", HALF) for _ in range(4)),
        Send("alice", "bob", FILLS_QUEUE),
        Move("alice", (ALICE,)),
    ),
    "payload that waits goes to the association that an I2 of the peer makes": (
        Connect(GREATER, LESSER, PLACE_OF[LESSER]),
        Arrive("1.0"),
        Connect(LESSER, GREATER, PLACE_OF[GREATER]),
        Send(LESSER, GREATER),
        Send(LESSER, GREATER, 100),
        Arrive("2.0"),
        Arrive("6.0"),
        Arrive("7.1"),
        Arrive("7.0"),
        Arrive("7.2"),
    ),
    **FURTHER,
    "a puzzle takes a host longer than one slice of work": (
        Configure({"puzzle_difficulty_accepted": 20, "puzzle_tries": 256}),
        Connect("alice", "mallory", MALLORY),
        structs.replace(R1, difficulty=11),
        structs.replace(R1, difficulty=11),
        Wait(1),
        Tick("alice"),
    ),
    "a puzzle that is too hard to be solved in time is given up": (
        Configure({"puzzle_difficulty_accepted": 20, "puzzle_tries": 256}),
        Connect("alice", "mallory", MALLORY),
        structs.replace(R1, difficulty=20),
        structs.replace(R1, difficulty=20),
        Wait(2),
        Tick("alice"),
        structs.replace(R1, difficulty=20, counter=2),
        Wait(1),
        Move("alice", (ELSEWHERE,)),
        Wait(1),
        Tick("alice"),
        Wait(8),
        Tick("alice"),
    ),
    "a host that has as many associations as it wants makes no other": (
        Configure({"associations": 1}),
        Connect("alice", "carol", CAROL),
        Connect("alice", "bob", BOB),
        Connect("bob", "alice", ALICE),
        Arrive("4.0"),
        Arrive("5.0"),
        Arrive("6.0"),
        Close("alice", "carol"),
        Connect("carol", "alice", ALICE),
        Arrive("9.0"),
        Arrive("10.0"),
        Arrive("11.0"),
        Restart("carol"),
        Connect("carol", "alice", ALICE),
        Arrive("14.0"),
        Arrive("15.0"),
        Arrive("16.0"),
    ),
    "a host that has as many exchanges under way as it wants begins no other": (
        Configure({"half_open": 1}),
        Connect("alice", "bob", BOB),
        Connect("alice", "carol", CAROL),
        Arrive("2.0"),
        Arrive("4.0"),
        Connect("alice", "carol", CAROL),
        Arrive("5.0"),
        Arrive("7.0"),
        Connect("alice", "carol", CAROL),
        Connect("alice", "mallory", MALLORY),
        Close("alice", "carol"),
        Connect("alice", "mallory", MALLORY),
        Wait(40),
        Tick("alice"),
        Connect("alice", "carol", CAROL),
        Connect("bob", "carol", CAROL),
    ),
    "an exchange that an I2 of the peer replaces is under way no more": (
        Configure({"half_open": 1}),
        Connect(GREATER, LESSER, PLACE_OF[LESSER]),
        Arrive("2.0"),
        Connect(LESSER, GREATER, PLACE_OF[GREATER]),
        Arrive("3.0"),
        Arrive("5.0"),
        Connect(LESSER, THIRD, PLACE_OF[THIRD]),
    ),
    "an I2 is repeated as often as is said, which may be another number than for an I1": (
        Configure({"i2_retries": 1}),
        *(ASKED[0], Arrive("2.0"), Arrive("3.0")),
        *(Wait(1), Tick("alice")) * 6,
    ),
    **KEYS,
}
