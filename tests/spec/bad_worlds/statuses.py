"""Bad steps in which the status of an address changes as RFC 8046 5.1 does not allow."""

from tests.spec.bad_worlds.builders import (
    AB,
    ALICE,
    AM,
    B1,
    B2,
    BA,
    BOB,
    MALLORY,
    N1,
    N2,
    V1,
    announced,
    binds,
    checked,
    dishonest,
    happens,
    holds,
    identity_stolen,
    key_stolen,
    later,
    now,
    pairings,
    promised,
)

from hipspec.hip.association import State, Status
from hipspec.hip.properties import only_allowed_changes_of_status
from hipspec.language import some
from hipspec.network.events import Happening

UNKNOWN, UNVERIFIED, ACTIVE, DEPRECATED = Status.UNKNOWN, Status.UNVERIFIED, Status.ACTIVE, Status.DEPRECATED
VERIFIED = (checked(AB, B2, N1), later(binds(AB, B2, ACTIVE, challenge=some(N1))))

CASES = pairings(
    only_allowed_changes_of_status,
    ("a new address is ACTIVE at once", [later(binds(AB, B2))], [later(binds(AB, B2, UNVERIFIED))]),
    (
        "an address that was never bound is deprecated",
        [later(binds(AB, B2, DEPRECATED))],
        [binds(AB, B2, UNVERIFIED), later(binds(AB, B2, DEPRECATED))],
    ),
    (
        "a deprecated address carries data again without a check",
        [binds(AB, B2, DEPRECATED), later(binds(AB, B2))],
        [binds(AB, B2, DEPRECATED), later(binds(AB, B2, UNVERIFIED))],
    ),
    (
        "a deprecated address becomes ACTIVE by the answer to its old check",
        [binds(AB, B2, DEPRECATED), *VERIFIED],
        [binds(AB, B2, UNVERIFIED, challenge=some(N1)), *VERIFIED],
    ),
    (
        "an address in use is forgotten at once",
        [binds(AB, B2), later(binds(AB, B2, UNKNOWN))],
        [binds(AB, B2), later(binds(AB, B2, DEPRECATED))],
    ),
    (
        "an address that waits for its check is forgotten at once",
        [binds(AB, B2, UNVERIFIED), later(binds(AB, B2, UNKNOWN))],
        [binds(AB, B2, DEPRECATED), later(binds(AB, B2, UNKNOWN))],
    ),
    (
        "only the last of two addresses is forgotten in the step",
        [binds(AB, B1), binds(AB, B2), later(binds(AB, B2, UNKNOWN))],
        [binds(AB, B1), binds(AB, B2), later(binds(AB, B1, UNVERIFIED))],
    ),
    (
        "Bob listed the new address, which makes it no less unverified",
        [announced(BOB, ALICE, B2), promised(AB, B2), happens(Happening.LISTED, number=1), later(binds(AB, B2))],
        [
            *(announced(BOB, ALICE, B2), promised(AB, B2), happens(Happening.LISTED, number=1)),
            later(binds(AB, B2, UNVERIFIED)),
        ],
    ),
    (
        "data came from the new address",
        [happens(Happening.RECEIVED, AB, B2, size=100), later(binds(AB, B2))],
        [binds(AB, B2, UNVERIFIED), happens(Happening.RECEIVED, AB, B2, size=100), later(binds(AB, B2))],
    ),
    (
        "a dishonest peer may not do it either",
        [holds(AM), later(binds(AM, V1))],
        [holds(AM), later(binds(AM, V1, UNVERIFIED))],
        {"peer": MALLORY, "address": V1},
    ),
    (
        "all of Bob's keys are stolen, which excuses no host that follows the rules",
        [identity_stolen(BOB), key_stolen(BA), binds(AB, B2, DEPRECATED), later(binds(AB, B2))],
        [identity_stolen(BOB), key_stolen(BA), binds(AB, B2, DEPRECATED), later(binds(AB, B2)), dishonest(ALICE)],
    ),
    (
        "an association that is closing changes nothing in this",
        [holds(AB, state=State.CLOSING), later(binds(AB, B2))],
        [holds(AB, state=State.UNASSOCIATED), later(binds(AB, B2))],
    ),
    (
        "the lifetime was renewed long after it had ended",
        [binds(AB, B2, DEPRECATED, expires=some(10)), now(60), later(binds(AB, B2, expires=some(90)))],
        [binds(AB, B2, DEPRECATED, expires=some(10)), now(60), later(binds(AB, B2, UNVERIFIED, expires=some(90)))],
    ),
    (
        "a check of another nonce was answered",
        [checked(AB, B2, N2), later(binds(AB, B2, challenge=some(N1)))],
        [binds(AB, B2, UNVERIFIED, challenge=some(N2)), checked(AB, B2, N2), later(binds(AB, B2, challenge=some(N2)))],
    ),
    given=(holds(AB),),
    host=ALICE,
    peer=BOB,
    address=B2,
)
