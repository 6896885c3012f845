"""Bad worlds in which something old counts once more, or what is over goes on."""

from tests.spec.bad_worlds.builders import (
    A1,
    AB,
    AC,
    ALICE,
    AM,
    B1,
    B2,
    BA,
    BOB,
    F1,
    F2,
    M1,
    MALLORY,
    N1,
    V1,
    binds,
    checked,
    counted,
    credited,
    happens,
    holds,
    identity_stolen,
    key_stolen,
    later,
    now,
    pairings,
    payload,
    processed,
    promised,
    seated,
)

from hipspec.hip.association import State, Status
from hipspec.hip.properties import no_credit_twice, no_update_twice
from hipspec.language import some
from hipspec.network.events import Happening
from hipspec.network.properties import (
    announcements_are_numbered_in_order,
    no_data_after_the_lifetime,
    no_return_to_an_older_list,
)

PROCESSED, LISTED, REPEATED = Happening.PROCESSED, Happening.LISTED, Happening.REPEATED
UPDATE_TWICE = pairings(
    no_update_twice,
    (
        "the last list again",
        [processed(AB, 3), happens(LISTED, number=3)],
        [processed(AB, 3), happens(LISTED, number=4)],
    ),
    (
        "an UPDATE without a list again",
        [processed(AB, 3), happens(PROCESSED, number=3)],
        [processed(AB, 3), happens(REPEATED, number=3)],
    ),
    (
        "the very first UPDATE again",
        [processed(AB, 0), happens(LISTED, number=0)],
        [happens(LISTED, number=0)],
    ),
    (
        "an UPDATE long out of the window again",
        [processed(AB, 1), processed(AB, 90), happens(LISTED, number=1)],
        [processed(AB, 1), processed(AB, 90), happens(LISTED, number=91)],
    ),
    (
        "a late UPDATE, again after it came late",
        [processed(AB, 5), processed(AB, 2), happens(PROCESSED, number=2)],
        [processed(AB, 5), processed(AB, 2), happens(PROCESSED, number=3)],
    ),
    (
        "processed without its list first, now with it",
        [processed(AB, 7), happens(LISTED, number=7)],
        [processed(AB, 6), happens(LISTED, number=7)],
    ),
    (
        "dishonest Mallory sends his own UPDATE twice",
        [processed(AM, 1), happens(LISTED, AM, number=1)],
        [processed(AM, 1), happens(LISTED, AM, number=2)],
    ),
    (
        "Bob processes Alice's twice; that Alice has one of that number of his is no excuse",
        [processed(BA, 4), processed(AB, 4), happens(PROCESSED, BA, number=4)],
        [processed(AB, 4), happens(PROCESSED, BA, number=4)],
    ),
    (
        "again while the association closes",
        [holds(AB, state=State.CLOSING), processed(AB, 2), happens(PROCESSED, number=2)],
        [holds(AB, state=State.CLOSING), processed(AC, 2), happens(PROCESSED, number=2)],
    ),
    (
        "again after a rekeying: Update IDs go on",
        [holds(AB, epoch_out=2), processed(AB, 8), happens(LISTED, number=8)],
        [holds(AB, epoch_out=2), processed(AB, 8, epoch=1), happens(LISTED, number=8)],
    ),
    (
        "the window was forgotten, so that a host would take it for new",
        [holds(AB), processed(AB, 6), happens(PROCESSED, number=6)],
        [holds(AB), processed(AB, 6), happens(Happening.CHALLENGED, number=6)],
    ),
    (
        "with stolen keys it is a replay all the same",
        [identity_stolen(BOB), key_stolen(BA), processed(AB, 3), happens(LISTED, number=3)],
        [identity_stolen(BOB), key_stolen(BA), happens(LISTED, number=3)],
    ),
)

OLDER_LIST = pairings(
    no_return_to_an_older_list,
    ("list 1 after list 2", [counted(newest={AB: 2}, in_force={AB: 1})], [counted(newest={AB: 2}, in_force={AB: 2})]),
    ("list 0 after list 1", [counted(newest={AB: 1}, in_force={AB: 0})], [counted(newest={AB: 0}, in_force={AB: 0})]),
    ("no list after list 0", [counted(newest={AB: 0})], [counted(newest={AB: -1}, in_force={AB: -1})]),
    (
        "a list in force that was never the newest",
        [counted(in_force={AB: 5})],
        [counted(in_force={AB: 5}, newest={AB: 5})],
    ),
    (
        "a very old list",
        [counted(newest={AB: 900}, in_force={AB: 3})],
        [counted(newest={AB: 900}, in_force={AB: 900})],
    ),
    (
        "the newest of Alice's lists at Bob is not that of Bob's at Alice",
        [counted(newest={AB: 3, BA: 2}, in_force={AB: 2, BA: 2})],
        [counted(newest={AB: 2, BA: 3}, in_force={AB: 2, BA: 2})],
    ),
    (
        "Bob has gone back, Alice has not",
        [counted(newest={AB: 2, BA: 6}, in_force={AB: 2, BA: 5})],
        [counted(newest={AB: 2, BA: 6}, in_force={AB: 1, BA: 6})],
        {"host": BOB, "peer": ALICE},
    ),
    (
        "dishonest Mallory may not go back either",
        [counted(newest={AM: 2}, in_force={AM: 1})],
        [counted(newest={AM: 2}, in_force={AM: 2})],
        {"peer": MALLORY},
    ),
    (
        "list 2 came after list 3, but list 3 was dropped from what is newest",
        [counted(newest={AB: 2}, in_force={AB: 3})],
        [counted(newest={AB: 3}, in_force={AB: 3})],
    ),
    (
        "the association closes with an old list in force",
        [holds(AB, state=State.CLOSING, newest_list=4), counted(newest={AB: 5}, in_force={AB: 4})],
        [holds(AB, state=State.CLOSING, newest_list=5), counted(newest={AB: 5}, in_force={AB: 5})],
    ),
    (
        "the host remembers the newest number, and has put an older list into force",
        [holds(AB, newest_list=8), counted(newest={AB: 8}, in_force={AB: 7})],
        [holds(AB, newest_list=7), counted(newest={AB: 8}, in_force={AB: 8})],
    ),
    host=ALICE,
    peer=BOB,
)

ANNOUNCES = happens(Happening.ANNOUNCED, AB, frame=F1)
NUMBERING = pairings(
    announcements_are_numbered_in_order,
    ("the same number again", [counted(last_announced={AB: 3})], [later(counted(last_announced={AB: 0}))]),
    (
        "a lower number",
        [counted(last_announced={AB: 3}), later(counted(last_announced={AB: 2}))],
        [counted(last_announced={AB: 3}), later(counted(last_announced={AB: 4}))],
    ),
    ("the first announcement has no number", [], [later(counted(last_announced={AB: 7}))]),
    (
        "the first announcement has a number before the first",
        [later(counted(last_announced={AB: -2}))],
        [later(counted(last_announced={AB: 1}))],
    ),
    (
        "it starts again from 0 after a rekeying",
        [holds(AB, epoch_in=2), counted(last_announced={AB: 41}), later(counted(last_announced={AB: 0}))],
        [holds(AB, epoch_in=2), counted(last_announced={AB: 41}), later(counted(last_announced={AB: 42}))],
    ),
    (
        "it wraps around",
        [counted(last_announced={AB: 2**32 - 1}), later(counted(last_announced={AB: 0}))],
        [counted(last_announced={AB: 2**32 - 2}), later(counted(last_announced={AB: 2**32 - 1}))],
    ),
    (
        "the number of the announcements to Carol goes up instead",
        [counted(last_announced={AB: 1, AC: 1}), later(counted(last_announced={AC: 2}))],
        [counted(last_announced={AB: 1, AC: 1}), later(counted(last_announced={AB: 2}))],
    ),
    (
        "the number of what Bob announces goes up instead",
        [counted(last_announced={AB: 1}), later(counted(last_announced={BA: 2}))],
        [counted(last_announced={AB: 1}), later(counted(last_announced={BA: 2})), happens(Happening.ANNOUNCED, BA)],
    ),
    (
        "Bob announces with the number that he used before",
        [
            counted(last_announced={BA: 5, AB: 0}),
            happens(Happening.ANNOUNCED, BA),
            later(counted(last_announced={AB: 1})),
        ],
        [
            counted(last_announced={BA: 5, AB: 0}),
            happens(Happening.PROCESSED, BA),
            later(counted(last_announced={AB: 1})),
        ],
    ),
    (
        "the numbers before were forgotten in between",
        [counted(last_announced={AB: 6}), later(counted(last_announced={AB: -1}))],
        [counted(last_announced={AB: 6}), later(counted(last_announced={AB: 60}))],
    ),
    (
        "two announcements to dishonest Mallory share a number: he may mix them up",
        [counted(last_announced={AM: 2}), happens(Happening.ANNOUNCED, AM)],
        [counted(last_announced={AM: 2}), happens(Happening.ANNOUNCED, AM), later(counted(last_announced={AM: 3}))],
    ),
    given=(ANNOUNCES,),
)

DELIVERY = happens(Happening.RECEIVED, AB, frame=F1)
CREDIT_TWICE = pairings(
    no_credit_twice,
    ("the last packet again", [payload(F1, 9), credited(AB, 9)], [payload(F1, 10), credited(AB, 9)]),
    ("the very first packet again", [payload(F1, 0), credited(AB, 0)], [payload(F1, 0)]),
    (
        "a copy in another transmission",
        [payload(F1, 4), payload(F2, 4), credited(AB, 4), happens(Happening.RECEIVED, AB, frame=F2)],
        [payload(F1, 4), payload(F2, 5), credited(AB, 4), happens(Happening.RECEIVED, AB, frame=F2)],
    ),
    (
        "a packet from far outside of the window",
        [payload(F1, 1), credited(AB, 1), credited(AB, 500)],
        [payload(F1, 501), credited(AB, 1), credited(AB, 500)],
    ),
    (
        "a packet of the SA before",
        [holds(AB, epoch_in=2), payload(F1, 3, epoch=1), credited(AB, 3, epoch=1)],
        [holds(AB, epoch_in=2), payload(F1, 3, epoch=2), credited(AB, 3, epoch=1)],
    ),
    (
        "a packet that came late, again",
        [payload(F1, 2), credited(AB, 3), credited(AB, 2)],
        [payload(F1, 2), credited(AB, 3), credited(AB, 1)],
    ),
    (
        "dishonest Mallory lets a packet of his count twice",
        [payload(F1, 6), credited(AM, 6), happens(Happening.RECEIVED, AM, frame=F1)],
        [payload(F1, 6), credited(AM, 6), happens(Happening.RECEIVED, AB, frame=F1)],
    ),
    (
        "Bob takes the packet twice",
        [payload(F1, 7), credited(BA, 7), happens(Happening.RECEIVED, BA, frame=F1)],
        [payload(F1, 7), credited(AB, 7), happens(Happening.RECEIVED, BA, frame=F1)],
    ),
    (
        "the copy comes from another address, with another length",
        [payload(F1, 8, source=M1, size=1500), credited(AB, 8)],
        [payload(F1, 9, source=M1, size=1500), credited(AB, 8)],
    ),
    (
        "the copy was sent on to another address of Alice's",
        [payload(F1, 8, destination=A1), seated(M1, ALICE), credited(AB, 8)],
        [payload(F1, 8, destination=A1), seated(M1, ALICE), credited(AB, 8), happens(Happening.OVERHEARD, frame=F1)],
    ),
    (
        "again while the association closes",
        [holds(AB, state=State.CLOSING), payload(F1, 5), credited(AB, 5)],
        [holds(AB, state=State.CLOSING), payload(F1, 5), credited(AB, 5, epoch=7)],
    ),
    given=(DELIVERY,),
)

SENDS = happens(Happening.SENT, AB, B1, size=100)
AFTER_THE_LIFETIME = pairings(
    no_data_after_the_lifetime,
    ("Bob never asked for it", [], [promised(AB, B1)]),
    ("the lifetime has just ended", [promised(AB, B1, 60), now(60)], [promised(AB, B1, 60), now(59)]),
    ("the lifetime ended long ago", [promised(AB, B1, 60), now(9000)], [promised(AB, B1), now(9000)]),
    ("the lifetime was over before it began", [promised(AB, B1, 0)], [promised(AB, B1, 1)]),
    ("Bob asked for another address", [promised(AB, B2)], [promised(AB, B2), promised(AB, B1, 5)]),
    ("Carol asked for it", [promised(AC, B1)], [promised(AC, B1), happens(Happening.SENT, AC, B1)]),
    ("Bob was asked for it by Alice", [promised(BA, B1)], [promised(BA, A1), happens(Happening.SENT, BA, A1)]),
    (
        "the address still counts as ACTIVE and verified",
        [binds(AB, B1, challenge=some(N1)), checked(AB, B1, N1), promised(AB, B1, 10), now(11)],
        [binds(AB, B1, challenge=some(N1)), checked(AB, B1, N1), promised(AB, B1, 10), now(9)],
    ),
    (
        "the host has given it a longer lifetime than Bob did",
        [binds(AB, B1, expires=some(500)), promised(AB, B1, 100), now(200)],
        [binds(AB, B1, expires=some(500)), promised(AB, B1, 300), now(200)],
    ),
    (
        "a deprecated address is used as the last resort",
        [binds(AB, B1, Status.DEPRECATED), promised(AB, B1, 30), now(31)],
        [binds(AB, B1, Status.DEPRECATED), promised(AB, B1, 30), now(31), happens(Happening.CHALLENGED, AB, B1)],
    ),
    (
        "a victim's address that Mallory's lifetime has left behind",
        [promised(AM, V1, 20), now(21), happens(Happening.SENT, AM, V1)],
        [promised(AM, V1, 20), now(19), happens(Happening.SENT, AM, V1)],
    ),
    (
        "the second list made the lifetime shorter",
        [promised(AB, B1, 600), promised(AB, B1, 20), now(100)],
        [promised(AB, B1, 20), promised(AB, B1, 600), now(100)],
    ),
    given=(SENDS,),
)

CASES = [*UPDATE_TWICE, *OLDER_LIST, *NUMBERING, *CREDIT_TWICE, *AFTER_THE_LIFETIME]
