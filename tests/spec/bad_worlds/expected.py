"""Bad worlds that an expected attack leads to: data meets a later owner, or a check was relayed."""

from tests.spec.bad_worlds.builders import (
    A1,
    AB,
    ALICE,
    B1,
    B2,
    BA,
    BOB,
    C1,
    CA,
    CAROL,
    EVE,
    M1,
    MALLORY,
    N1,
    N2,
    binds,
    checked,
    dishonest,
    happens,
    identity_stolen,
    issued,
    key_stolen,
    now,
    pairings,
    promised,
    read,
    seated,
)

from hipspec.hip.association import Status
from hipspec.hip.names import NOBODY
from hipspec.hip.properties import (
    data_reaches_only_the_peer,
    only_the_peer_reads_its_challenge,
)
from hipspec.language import some
from hipspec.network.events import Happening

SENDS = happens(Happening.SENT, AB, B1, size=100)
VERIFIED = (binds(AB, B1, challenge=some(N1)), checked(AB, B1, N1), SENDS)
NEW_OWNER = pairings(
    data_reaches_only_the_peer,
    ("Carol has got Bob's address", [seated(B1, CAROL)], [seated(B2, CAROL)]),
    ("Mallory has got it", [seated(B1, MALLORY)], [seated(B1, MALLORY), dishonest(BOB)]),
    ("nobody sits there any more", [seated(B1, NOBODY)], [seated(B1, NOBODY), happens(Happening.AGED, AB, B1)]),
    ("Alice herself sits there", [seated(B1, ALICE)], [seated(B1, ALICE), seated(B1, BOB)]),
    ("Bob moved, and Eve came", [seated(B2, BOB), seated(B1, EVE)], [seated(M1, EVE), seated(B1, BOB)]),
    (
        "the lifetime is over, too",
        [seated(B1, CAROL), promised(AB, B1, 5), now(6)],
        [seated(C1, CAROL), promised(AB, B1, 5), now(6)],
    ),
    ("Bob's keys are stolen, too", [seated(B1, EVE), identity_stolen(BOB), key_stolen(BA)], [identity_stolen(BOB)]),
    (
        "it was checked twice, and lost after that",
        [binds(AB, B1, challenge=some(N2)), checked(AB, B1, N2), seated(B1, CAROL)],
        [binds(AB, B1, challenge=some(N2)), issued(AB, B1, N2), seated(B1, CAROL)],
    ),
    (
        "the attacker relayed the check, and Bob never sat there",
        [binds(AB, M1, challenge=some(N2)), checked(AB, M1, N2, NOBODY), happens(Happening.SENT, AB, M1)],
        [binds(AB, M1, Status.UNVERIFIED), checked(AB, M1, N2, NOBODY), happens(Happening.SENT, AB, M1)],
    ),
    (
        "Carol's data to Alice meets Bob",
        [
            binds(CA, A1, challenge=some(N2)),
            checked(CA, A1, N2),
            seated(A1, BOB),
            happens(Happening.SENT, CA, A1),
        ],
        [binds(CA, A1, challenge=some(N2)), checked(CA, A1, N2), happens(Happening.SENT, CA, A1)],
    ),
    given=VERIFIED,
)

RELAYED = pairings(
    only_the_peer_reads_its_challenge,
    ("nobody has read it", [], [read(N1, B1, BOB)]),
    ("only the attacker has read it there", [read(N1, B1, NOBODY)], [read(N1, B1, NOBODY), read(N1, B1, BOB)]),
    ("Bob read it at another address", [read(N1, B2, BOB)], [read(N1, B2, BOB), happens(Happening.SENT, AB, B2)]),
    ("Bob read another challenge there", [read(N2, B1, BOB)], [read(N2, B1, BOB), read(N1, B1, BOB)]),
    ("Carol read it there", [read(N1, B1, CAROL)], [read(N1, B1, CAROL), dishonest(BOB)]),
    ("Alice read it there herself", [read(N1, B1, ALICE)], [dishonest(ALICE)]),
    (
        "Bob's identity is stolen, his session key is not",
        [identity_stolen(BOB)],
        [identity_stolen(BOB), key_stolen(BA)],
    ),
    ("his session key alone is stolen", [key_stolen(BA)], [key_stolen(BA), read(N1, B1, BOB)]),
    ("Mallory names himself as the reader", [read(N1, B1, MALLORY)], [binds(AB, B1, Status.UNVERIFIED)]),
    (
        "the read challenge was replaced by a new one",
        [read(N1, B1, BOB), binds(AB, B1, challenge=some(N2))],
        [read(N1, B1, BOB), binds(AB, B1, challenge=some(N1))],
    ),
    (
        "it is Bob who sends to Alice",
        [binds(BA, A1, challenge=some(N2)), happens(Happening.SENT, BA, A1)],
        [binds(BA, A1, challenge=some(N2)), happens(Happening.RECEIVED, BA, A1)],
    ),
    given=(binds(AB, B1, challenge=some(N1)), issued(AB, B1, N1), SENDS),
)
CASES = [*NEW_OWNER, *RELAYED]
