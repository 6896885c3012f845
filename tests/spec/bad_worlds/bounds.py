"""Bad worlds in which a socket changes its peer, or a peer makes a host remember too much."""

from tests.spec.bad_worlds.builders import (
    A1,
    AB,
    AC,
    ALICE,
    AM,
    B1,
    B2,
    B3,
    BA,
    BOB,
    CAROL,
    EVE,
    M1,
    MA,
    MALLORY,
    S1,
    S2,
    V1,
    binds,
    dishonest,
    happens,
    heard,
    holds,
    identity_stolen,
    key_stolen,
    later,
    now,
    pairings,
    seated,
    socket,
)

from hipspec.hip.association import State, Status, Window
from hipspec.hip.names import NOBODY, NOWHERE
from hipspec.hip.properties import (
    bounded_locators,
    bounded_numbers,
    sockets_hear_only_their_peer,
    sockets_stay_bound,
)
from hipspec.language import Set
from hipspec.network.events import Happening

REBOUND_SOCKETS = pairings(
    sockets_stay_bound,
    (
        "a socket to Bob leads to Carol",
        [socket(S1, AB), later(socket(S1, AC))],
        [socket(S2, AB), later(socket(S2, AC)), socket(S1, AC)],
    ),
    (
        "a socket to Bob leads to the attacker",
        [socket(S1, AB), later(socket(S1, AM))],
        [later(socket(S1, AM))],
    ),
    ("a socket is gone", [socket(S1, AB), later(socket(S1, None))], [socket(S1, None), later(socket(S1, AB))]),
    (
        "a socket of Alice's becomes Bob's",
        [socket(S1, AB), later(socket(S1, BA))],
        [socket(S1, AB), later(socket(S2, BA))],
    ),
    (
        "a socket loses its peer when the peer moves",
        [socket(S1, AB), happens(Happening.LISTED), later(binds(AB, B2), socket(S1, None))],
        [socket(S1, AB), happens(Happening.LISTED), later(binds(AB, B2))],
    ),
    (
        "a socket follows the address, which Carol has taken",
        [socket(S1, AB), happens(Happening.TAKEN), later(seated(B1, CAROL), socket(S1, AC))],
        [socket(S1, AB), happens(Happening.TAKEN), later(seated(B1, CAROL))],
    ),
    (
        "a socket is handed over while data comes in",
        [socket(S1, AB), happens(Happening.RECEIVED, socket=S1), later(heard(S1, BOB), socket(S1, AM))],
        [socket(S1, AB), happens(Happening.RECEIVED, socket=S1), later(heard(S1, BOB), socket(S1, AB))],
    ),
    (
        "two sockets change places: this one leads to Carol now",
        [socket(S1, AB), socket(S2, AC), later(socket(S1, AC), socket(S2, AB))],
        [socket(S1, AB), socket(S2, AC), later(socket(S1, AB), socket(S2, AC))],
    ),
    (
        "a socket of the attacker's is bound to somebody else: even that one stays",
        [socket(S1, MA), later(socket(S1, AB))],
        [socket(S1, MA), later(dishonest(ALICE))],
    ),
    (
        "a socket to Bob is closed by the end of the association",
        [socket(S1, AB), later(holds(AB, state=State.CLOSING), socket(S1, None))],
        [socket(S1, AB), later(holds(AB, state=State.CLOSING))],
    ),
    (
        "a socket to Carol turns to a thief of her identity",
        [socket(S1, AC), identity_stolen(CAROL), later(socket(S1, AM))],
        [socket(S1, AC), later(identity_stolen(CAROL))],
    ),
    (
        "a socket forgets whose it is as time passes",
        [socket(S1, AB), later(now(3600), socket(S1, BA))],
        [socket(S1, AB), later(now(3600))],
    ),
    socket=S1,
)

HEARING = pairings(
    sockets_hear_only_their_peer,
    ("a socket to Bob heard Carol", [socket(S1, AB), heard(S1, CAROL)], [socket(S1, AC), heard(S1, CAROL)]),
    (
        "a socket to Bob heard the attacker",
        [socket(S1, AB), heard(S1, MALLORY)],
        [socket(S1, AM), heard(S1, MALLORY)],
        {"sender": MALLORY},
    ),
    ("a socket that is not open heard Carol", [heard(S1, CAROL)], [heard(S2, CAROL)]),
    (
        "a socket to Bob heard what nobody protected",
        [socket(S1, AB), heard(S1, NOBODY)],
        [socket(S1, AB), heard(S1, BOB)],
        {"sender": NOBODY},
    ),
    (
        "a socket to Bob heard Alice's own data come back",
        [socket(S1, AB), heard(S1, ALICE)],
        [socket(S1, BA), heard(S1, ALICE)],
        {"sender": ALICE},
    ),
    (
        "a socket heard Bob, and Carol as well",
        [socket(S1, AB), heard(S1, BOB), heard(S1, CAROL)],
        [socket(S1, AB), heard(S1, BOB), socket(S2, AC), heard(S2, CAROL)],
    ),
    (
        "a socket to Bob heard Carol, who has gone over to the attacker",
        [socket(S1, AB), heard(S1, CAROL), dishonest(CAROL)],
        [socket(S1, AC), heard(S1, CAROL), dishonest(CAROL)],
    ),
    (
        "all of Bob's keys are stolen, and his socket heard Carol's",
        [socket(S1, AB), identity_stolen(BOB), key_stolen(BA), heard(S1, CAROL)],
        [socket(S1, AB), identity_stolen(BOB), key_stolen(BA), heard(S1, BOB)],
    ),
    (
        "a socket to one attacker heard the other",
        [socket(S1, AM), heard(S1, EVE)],
        [socket(S1, AM), heard(S1, MALLORY)],
        {"sender": EVE},
    ),
    (
        "the other socket is the one that leads to Carol",
        [socket(S1, AC), socket(S2, AB), heard(S2, CAROL)],
        [socket(S1, AC), socket(S2, AB), heard(S1, CAROL)],
        {"socket": S2},
    ),
    (
        "Carol sits at Bob's address, and is heard in his place",
        [socket(S1, AB), seated(B1, CAROL), binds(AB, B1), heard(S1, CAROL)],
        [socket(S1, AB), seated(B1, CAROL), binds(AB, B1), heard(S1, BOB)],
    ),
    socket=S1,
    sender=CAROL,
)

LOCATORS = pairings(
    bounded_locators,
    ("one address has place 8, the ninth", [binds(AB, B1, position=8)], [binds(AB, B1, position=7)]),
    ("one address has a place before the first", [binds(AB, B1, position=-1)], [binds(AB, B1, position=0)]),
    (
        "two addresses share a place",
        [binds(AB, B1, position=2), binds(AB, B2, position=2)],
        [binds(AB, B1, position=2), binds(AB, B2, position=3)],
    ),
    (
        "two deprecated addresses share a place",
        [binds(AB, B1, Status.DEPRECATED, listed=False), binds(AB, B2, Status.DEPRECATED, listed=False)],
        [binds(AB, B1, Status.DEPRECATED, listed=False), binds(AB, B2, Status.DEPRECATED, listed=True)],
    ),
    (
        "an unverified address shares the place of one in use",
        [binds(AB, B1, Status.UNVERIFIED, position=5), binds(AB, B2, Status.ACTIVE, position=5)],
        [binds(AB, B1, Status.UNVERIFIED, position=5), binds(AB, B2, Status.UNKNOWN, position=5)],
    ),
    (
        "an address of a list before the last is kept at a place far behind",
        [binds(AB, B1, Status.DEPRECATED, listed=False, position=16)],
        [binds(AB, B1, Status.UNKNOWN, listed=False, position=16)],
    ),
    (
        "three lists are remembered: two that are over, with one first place each",
        [
            binds(AB, B1, listed=True),
            binds(AB, B2, Status.DEPRECATED, listed=False),
            binds(AB, B3, Status.DEPRECATED, listed=False),
        ],
        [binds(AB, B1, listed=True), binds(AB, B2, Status.DEPRECATED, listed=False)],
        {"one": B2, "other": B3},
    ),
    (
        "dishonest Mallory fills Alice's memory",
        [binds(AM, V1, position=1000)],
        [binds(AM, V1, position=6)],
        {"peer": MALLORY, "one": V1, "other": M1},
    ),
    (
        "Alice fills Bob's memory",
        [binds(BA, A1, position=10**6)],
        [binds(AB, A1, position=10**6)],
        {"host": BOB, "peer": ALICE, "one": A1, "other": M1},
    ),
    (
        "the eighth and last place is given twice",
        [binds(AB, B1, position=7), binds(AB, B3, Status.UNVERIFIED, position=7)],
        [binds(AB, B1, position=7), binds(AC, B3, Status.UNVERIFIED, position=7)],
        {"other": B3},
    ),
    (
        "while the association closes, two addresses share a place",
        [holds(AB, state=State.CLOSING), binds(AB, B1), binds(AB, NOWHERE)],
        [holds(AB, state=State.CLOSING), binds(AB, B1), binds(AB, NOWHERE), dishonest(ALICE)],
        {"other": NOWHERE},
    ),
    host=ALICE,
    peer=BOB,
    one=B1,
    other=B2,
)


def window(highest: int, *seen: int) -> Window:
    return Window(highest=highest, seen=Set(*seen))


NUMBERS = pairings(
    bounded_numbers,
    (
        "an Update ID just out of the window is remembered",
        [holds(AB, updates=window(34, 34, 2))],
        [holds(AB, updates=window(33, 33, 2))],
        {"number": 2},
    ),
    (
        "an ESP sequence number just out of the window is remembered",
        [holds(AB, payload=window(32, 0))],
        [holds(AB, payload=window(31, 0))],
    ),
    (
        "an Update ID above the highest",
        [holds(AB, updates=window(4, 5))],
        [holds(AB, updates=window(5, 5))],
        {"number": 5},
    ),
    (
        "an ESP sequence number above the highest",
        [holds(AB, payload=window(-1, 0))],
        [holds(AB, payload=window(0, 0))],
    ),
    (
        "the first UPDATE is remembered for ever",
        [holds(AB, updates=window(10**6, 0, 10**6))],
        [holds(AB, updates=window(10**6, 10**6))],
    ),
    (
        "the first payload is remembered for ever",
        [holds(AB, payload=window(10**9, 10**9, 0))],
        [holds(AB, payload=window(10**9, 10**9, 10**9 - 31))],
    ),
    (
        "Mallory's number from the far future is remembered",
        [holds(AM, updates=window(3, 3, 2**31))],
        [holds(AM, updates=window(2**31, 2**31))],
        {"peer": MALLORY, "number": 2**31},
    ),
    (
        "a number before the first one",
        [holds(AB, updates=window(31, -1))],
        [holds(AB, updates=window(30, -1))],
        {"number": -1},
    ),
    (
        "the window of the updates is in order, that of the payload is not",
        [holds(AB, updates=window(7, 7), payload=window(50, 7))],
        [holds(AB, updates=window(7, 7), payload=window(38, 7))],
        {"number": 7},
    ),
    (
        "the window of the payload is in order, that of the updates is not",
        [holds(AB, updates=window(60, 9), payload=window(20, 9))],
        [holds(AB, updates=window(60, 29), payload=window(20, 9))],
        {"number": 9},
    ),
    (
        "Bob remembers too much of Alice",
        [holds(BA, payload=window(40, 1))],
        [holds(BA, payload=window(40, 40)), holds(AB, payload=window(40, 1))],
        {"host": BOB, "peer": ALICE, "number": 1},
    ),
    (
        "a closing association keeps numbers that are out of reach",
        [holds(AB, state=State.CLOSING, updates=window(99, 12))],
        [holds(AB, state=State.CLOSING, updates=window(43, 12))],
        {"number": 12},
    ),
    host=ALICE,
    peer=BOB,
    number=0,
)
CASES = [*REBOUND_SOCKETS, *HEARING, *LOCATORS, *NUMBERS]
