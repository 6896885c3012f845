"""Bad worlds in which an address is bound to the wrong identity, or was never checked."""

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
    C1,
    CAROL,
    GROUP,
    M1,
    MA,
    MALLORY,
    N1,
    N2,
    V1,
    announced,
    answered,
    binds,
    checked,
    dishonest,
    holds,
    identity_stolen,
    issued,
    key_stolen,
    multicast,
    pairings,
    read,
)

from hipspec.hip.association import State, Status
from hipspec.hip.names import NOBODY, NOWHERE
from hipspec.hip.properties import no_address_stealing, no_multicast_binding, no_unverified_rebinding
from hipspec.language import NOTHING, some

BY_BOB = announced(BOB, ALICE, M1)
BOTH_STOLEN = (identity_stolen(BOB), key_stolen(BA))

STEALING = pairings(
    no_address_stealing,
    ("the attacker's address carries Bob's data", [binds(AB, M1)], [binds(AB, M1), BY_BOB]),
    (
        "the attacker's address waits for its check",
        [binds(AB, M1, Status.UNVERIFIED)],
        [binds(AB, M1, Status.UNVERIFIED), BY_BOB],
    ),
    (
        "an address that was never Bob's is deprecated instead of unknown",
        [binds(AB, M1, Status.DEPRECATED)],
        [binds(AB, M1, Status.UNKNOWN)],
    ),
    (
        "Bob announced the address to Carol, not to Alice",
        [binds(AB, M1), announced(BOB, CAROL, M1)],
        [binds(AB, M1), announced(BOB, CAROL, M1), BY_BOB],
    ),
    (
        "Alice's own announcement to Bob was reflected",
        [binds(AB, A1), announced(ALICE, BOB, A1)],
        [binds(AB, A1), announced(BOB, ALICE, A1)],
        {"address": A1},
    ),
    (
        "Mallory announced the address in his own association, and it was bound in Bob's",
        [binds(AB, M1), announced(MALLORY, ALICE, M1)],
        [binds(AM, M1), holds(AB), announced(MALLORY, ALICE, M1)],
    ),
    (
        "Bob's identity was stolen, but not his session key: one is not enough",
        [binds(AB, M1), identity_stolen(BOB)],
        [binds(AB, M1), *BOTH_STOLEN],
    ),
    (
        "the session key leaked, but not Bob's identity: one is not enough",
        [binds(AB, M1), key_stolen(BA)],
        [binds(AB, M1), *BOTH_STOLEN],
    ),
    (
        "both keys of the other direction leaked: they protect nothing that Bob sends",
        [binds(AB, M1), identity_stolen(ALICE), key_stolen(AB)],
        [binds(AB, M1), identity_stolen(ALICE), key_stolen(AB), BY_BOB],
    ),
    (
        "it is bound while the association closes",
        [binds(AB, M1), holds(AB, state=State.CLOSING)],
        [binds(AB, M1), holds(AB, state=State.CLOSING), BY_BOB],
    ),
    (
        "Bob announced two addresses, and a third of his is bound",
        [binds(AB, B1), binds(AB, B3), announced(BOB, ALICE, B1, B2)],
        [binds(AB, B1), binds(AB, B3), announced(BOB, ALICE, B1, B3)],
        {"address": B3},
    ),
    (
        "Bob is the one who is deceived about Alice",
        [binds(BA, V1)],
        [binds(BA, V1), announced(ALICE, BOB, V1)],
        {"host": BOB, "peer": ALICE, "address": V1},
    ),
    (
        "there is no key at all yet, and Bob's identity is safe",
        [binds(AB, M1), holds(AB, key_in=NOTHING)],
        [binds(AB, M1), holds(AB, key_in=NOTHING), identity_stolen(BOB)],
    ),
    (
        "it is bound to honest Carol; a dishonest one may bind whatever she likes, and must be checked",
        [binds(AC, M1)],
        [binds(AC, M1), dishonest(CAROL)],
        {"peer": CAROL},
    ),
    host=ALICE,
    peer=BOB,
    address=M1,
)

IN_USE = binds(AB, B2, challenge=some(N1))
RIGHT = checked(AB, B2, N1)
REBINDING = pairings(
    no_unverified_rebinding,
    ("no challenge stands behind the address", [binds(AB, B2), RIGHT], [IN_USE, RIGHT]),
    (
        "the challenge was never drawn",
        [IN_USE, read(N1, B2, BOB), answered(BOB, N1)],
        [IN_USE, issued(AB, B2, N1), read(N1, B2, BOB), answered(BOB, N1)],
    ),
    (
        "the challenge was drawn for another address",
        [IN_USE, issued(AB, B1, N1), read(N1, B2, BOB), answered(BOB, N1)],
        [IN_USE, issued(AB, B1, N1), RIGHT],
    ),
    (
        "the challenge was Carol's to Bob, not Alice's",
        [IN_USE, checked(AC, B2, N1), read(N1, B2, BOB), answered(BOB, N1)],
        [IN_USE, checked(AC, B2, N1), RIGHT],
    ),
    (
        "nobody has read the challenge",
        [IN_USE, issued(AB, B2, N1), answered(BOB, N1)],
        [binds(AB, B2, Status.UNVERIFIED, challenge=some(N1)), issued(AB, B2, N1), answered(BOB, N1)],
    ),
    (
        "Bob read the challenge at his old address",
        [IN_USE, issued(AB, B2, N1), read(N1, B1, BOB), answered(BOB, N1)],
        [binds(AB, B1, challenge=some(N1)), binds(AB, B2, Status.DEPRECATED), checked(AB, B1, N1)],
    ),
    (
        "Carol read it at the address, who is neither Bob nor the attacker",
        [IN_USE, issued(AB, B2, N1), read(N1, B2, CAROL), answered(BOB, N1)],
        [IN_USE, issued(AB, B2, N1), read(N1, B2, CAROL), RIGHT],
    ),
    (
        "another nonce than this one was read there",
        [IN_USE, issued(AB, B2, N1), read(N2, B2, BOB), answered(BOB, N1)],
        [binds(AB, B2, challenge=some(N2)), checked(AB, B2, N2)],
    ),
    (
        "the attacker read it there, and honest Bob never answered",
        [IN_USE, issued(AB, B2, N1), read(N1, B2, NOBODY)],
        [IN_USE, issued(AB, B2, N1), read(N1, B2, NOBODY), answered(BOB, N1)],
    ),
    (
        "Carol answered in place of Bob",
        [IN_USE, issued(AB, B2, N1), read(N1, B2, BOB), answered(CAROL, N1)],
        [IN_USE, issued(AB, B2, N1), read(N1, B2, BOB), answered(CAROL, N1), answered(BOB, N1)],
    ),
    (
        "dishonest Mallory turns his flow to a victim without ever reading there",
        [binds(AM, V1, challenge=some(N1)), issued(AM, V1, N1), read(N1, M1, NOBODY)],
        [binds(AM, V1, challenge=some(N1)), issued(AM, V1, N1), read(N1, V1, NOBODY)],
        {"peer": MALLORY, "address": V1},
    ),
    (
        "with all of Bob's keys stolen, somebody must still have read the challenge there",
        [IN_USE, *BOTH_STOLEN, issued(AB, B2, N1)],
        [IN_USE, *BOTH_STOLEN, issued(AB, B2, N1), read(N1, B2, NOBODY)],
    ),
    (
        "the answer belongs to an earlier check of the same address",
        [binds(AB, B2, challenge=some(N2)), RIGHT, issued(AB, B2, N2)],
        [IN_USE, RIGHT, issued(AB, B2, N2)],
    ),
    (
        "Mallory answered in place of Bob, who only read the challenge",
        [IN_USE, issued(AB, B2, N1), read(N1, B2, BOB), answered(MALLORY, N1)],
        [IN_USE, issued(AB, B2, N1), read(N1, B2, BOB), answered(MALLORY, N1), *BOTH_STOLEN],
    ),
    (
        "Alice is dishonest, which excuses nothing: her association is only ever what the exchange made it",
        [IN_USE, dishonest(ALICE)],
        [IN_USE, dishonest(ALICE), RIGHT],
    ),
    host=ALICE,
    peer=BOB,
    address=B2,
)

MULTICAST = pairings(
    no_multicast_binding,
    ("a multicast address carries data", [binds(AB, GROUP)], [binds(AB, B1)]),
    ("a multicast address waits for its check", [binds(AB, GROUP, Status.UNVERIFIED)], [holds(AB)]),
    (
        "a multicast address is deprecated instead of unknown",
        [binds(AB, GROUP, Status.DEPRECATED)],
        [binds(AB, GROUP, Status.UNKNOWN)],
    ),
    (
        "Bob himself announced it",
        [binds(AB, GROUP), announced(BOB, ALICE, GROUP)],
        [binds(AB, B1), announced(BOB, ALICE, B1, GROUP)],
    ),
    (
        "somebody answered from it",
        [binds(AB, GROUP, challenge=some(N1)), checked(AB, GROUP, N1)],
        [binds(AB, GROUP, Status.UNKNOWN, challenge=some(N1)), checked(AB, GROUP, N1)],
    ),
    (
        "dishonest Mallory listed it",
        [binds(AM, GROUP), announced(MALLORY, ALICE, GROUP)],
        [binds(MA, GROUP), announced(MALLORY, ALICE, GROUP)],
        {"peer": MALLORY},
    ),
    (
        "another address is multicast, too",
        [binds(AB, V1), multicast(V1)],
        [binds(AB, V1), multicast(C1)],
        {"address": V1},
    ),
    (
        "one of Bob's several addresses is multicast",
        [binds(AB, B1), binds(AB, B2), binds(AB, B3), multicast(B2)],
        [binds(AB, B1), binds(AB, B3), multicast(B2)],
        {"address": B2},
    ),
    (
        "it is bound while the association closes",
        [binds(AB, GROUP), holds(AB, state=State.CLOSING)],
        [binds(AM, GROUP), holds(AB, state=State.CLOSING)],
    ),
    (
        "it is kept as an address that Bob no longer lists",
        [binds(AB, GROUP, Status.DEPRECATED, listed=False)],
        [binds(AB, NOWHERE, Status.DEPRECATED, listed=False)],
    ),
    (
        "Bob binds it to Alice with all keys stolen: no key allows it",
        [binds(BA, GROUP), identity_stolen(ALICE), key_stolen(AB)],
        [binds(BA, GROUP), dishonest(BOB)],
        {"host": BOB, "peer": ALICE},
    ),
    host=ALICE,
    peer=BOB,
    address=GROUP,
)
CASES = [*STEALING, *REBINDING, *MULTICAST]
