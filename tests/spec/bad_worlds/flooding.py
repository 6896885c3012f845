"""Bad worlds in which somebody is sent more than was earned."""

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
    C1,
    CAROL,
    GROUP,
    M1,
    MA,
    MALLORY,
    N1,
    N2,
    V1,
    binds,
    checked,
    counted,
    dishonest,
    happens,
    holds,
    identity_stolen,
    issued,
    now,
    pairings,
    past,
    read,
)

from hipspec.hip.association import State, Status
from hipspec.hip.names import NOBODY, NOWHERE
from hipspec.hip.properties import (
    no_flooding,
    no_flooding_of_a_victim,
    no_saved_up_burst,
    no_spending_of_stale_credit,
)
from hipspec.language import Map, Tally, some
from hipspec.network.events import Happening

ASSOCIATION = pairings(
    no_flooding,
    ("one byte went out before any came in", [counted(spent={AB: 1})], [counted(spent={AB: 0})]),
    (
        "one byte more went out than came in",
        [counted(spent={AB: 1001}, received={AB: 1000})],
        [counted(spent={AB: 1000}, received={AB: 1000})],
    ),
    (
        "what came in came from Carol",
        [counted(spent={AB: 10}, received={AC: 10})],
        [counted(spent={AB: 10}, received={AB: 10, AC: 10})],
    ),
    (
        "what came in came in at Bob's end",
        [counted(spent={AB: 500}, received={BA: 500})],
        [counted(spent={BA: 500}, received={BA: 500})],
    ),
    (
        "dishonest Mallory has Alice send on his behalf",
        [counted(spent={AM: 200}, received={AM: 100})],
        [counted(spent={AM: 100}, received={AM: 200})],
        {"peer": MALLORY},
    ),
    (
        "Bob is the one who sends too much",
        [counted(spent={BA: 2}, received={BA: 1, AB: 99})],
        [counted(spent={BA: 1}, received={BA: 1})],
        {"host": BOB, "peer": ALICE},
    ),
    (
        "Alice believes that she has credit, which was never earned",
        [holds(AB, credit=5000), counted(spent={AB: 10})],
        [holds(AB, credit=0), counted(spent={AB: 10}, received={AB: 10})],
    ),
    (
        "the balance over both peers hides it",
        [past(balance=lambda _: Tally(Map(0, {AB: 50}))), counted(spent={AB: 60}, received={AB: 10, AC: 100})],
        [past(balance=lambda _: Tally(Map(0, {AB: 50}))), counted(spent={AB: 10}, received={AB: 60, AC: 0})],
    ),
    (
        "the totals of all associations hide it",
        [counted(spent={AB: 60}, spent_total=60, received={AM: 90}, received_total=90)],
        [counted(spent={AB: 60}, spent_total=60, received={AB: 90}, received_total=90)],
    ),
    (
        "a whole film was sent for one payload packet",
        [counted(spent={AB: 10**9}, received={AB: 1500})],
        [counted(spent={AB: 1500}, received={AB: 10**9})],
    ),
    (
        "bytes that came in were taken back afterwards",
        [counted(spent={AB: 0}, received={AB: -1})],
        [counted(spent={AB: -1}, received={AB: -1})],
    ),
    host=ALICE,
    peer=BOB,
)

VICTIM = pairings(
    no_flooding_of_a_victim,
    ("one byte went to a victim before any came in", [counted(flooded={V1: 1})], [counted(flooded={V1: 0})]),
    (
        "one byte more went to the victim than came in anywhere",
        [counted(flooded={V1: 301}, received_total=300)],
        [counted(flooded={V1: 300}, received_total=300)],
    ),
    (
        "each of two hosts kept within what its own ledger says, but nobody ever sent them anything",
        [counted(flooded={V1: 200}, received={AM: 100, BA: 100}, received_total=0)],
        [counted(flooded={V1: 200}, received={AM: 100, BA: 100}, received_total=200)],
    ),
    (
        "the same bytes were lent to two hosts",
        [counted(flooded={V1: 200}, spent={AM: 100, BA: 100}, received={AM: 100}, received_total=100)],
        [counted(flooded={V1: 100}, spent={AM: 100}, received={AM: 100}, received_total=100)],
    ),
    (
        "the victim is Bob, at an address that he never used for the exchange",
        [counted(flooded={B2: 70}, received_total=69)],
        [counted(flooded={B1: 70}, received_total=69)],
        {"victim": B2},
    ),
    (
        "the victim is the sender's own network",
        [counted(flooded={A1: 5000}, received_total=1000)],
        [counted(flooded={A1: 1000}, received_total=1000)],
        {"victim": A1},
    ),
    (
        "the victims are all the members of a group",
        [counted(flooded={GROUP: 9}, received_total=8)],
        [counted(flooded={GROUP: 9}, received_total=10)],
        {"victim": GROUP},
    ),
    (
        "nobody sits at the address: its network is flooded all the same",
        [counted(flooded={NOWHERE: 40})],
        [counted(flooded={V1: 40, NOWHERE: 0})],
        {"victim": NOWHERE},
    ),
    (
        "the books say that nothing was spent",
        [counted(flooded={V1: 12}, spent={AM: 0}, spent_total=0)],
        [counted(flooded={V1: 12}, spent={AM: 12}, spent_total=12, received_total=12)],
    ),
    (
        "a second victim was spared, so that the average is low",
        [counted(flooded={V1: 100, C1: 0}, received_total=50)],
        [counted(flooded={V1: 50, C1: 50}, received_total=50)],
    ),
    (
        "an attacker's flood against an attacker is counted like any other",
        [counted(flooded={M1: 3}, received_total=2)],
        [counted(flooded={M1: 2}, received_total=3)],
        {"victim": M1},
    ),
    victim=V1,
)

BURST = pairings(
    no_saved_up_burst,
    ("credit without any payload", [holds(AB, credit=1)], [holds(AB, credit=0)]),
    (
        "one byte more than eight times the best interval",
        [holds(AB, credit=801), counted(peak={AB: 100})],
        [holds(AB, credit=800), counted(peak={AB: 100})],
    ),
    (
        "the best interval was Carol's",
        [holds(AB, credit=8), counted(peak={AC: 1})],
        [holds(AB, credit=8), counted(peak={AB: 1})],
    ),
    (
        "the best interval was at Bob's end",
        [holds(AB, credit=80), counted(peak={BA: 10})],
        [holds(BA, credit=80), counted(peak={BA: 10})],
    ),
    (
        "a day of slow payload was saved up",
        [holds(AB, credit=86400), counted(peak={AB: 5}, received={AB: 86400})],
        [holds(AB, credit=40), counted(peak={AB: 5}, received={AB: 86400})],
    ),
    (
        "much came in lately, and was not noted as the best interval",
        [holds(AB, credit=900), counted(recent={AB: 1000}, peak={AB: 100})],
        [holds(AB, credit=900), counted(recent={AB: 100}, peak={AB: 1000})],
    ),
    (
        "Mallory earned the credit, but not in one interval",
        [holds(AM, credit=9, peer=MALLORY), counted(peak={AM: 1})],
        [holds(AM, credit=7, peer=MALLORY), counted(peak={AM: 1})],
        {"peer": MALLORY},
    ),
    (
        "Mallory's own end does not matter, Alice's does",
        [holds(AM, credit=17), holds(MA, credit=0), counted(peak={AM: 2, MA: 100})],
        [holds(AM, credit=16), holds(MA, credit=900), counted(peak={AM: 2, MA: 100})],
        {"peer": MALLORY},
    ),
    (
        "credit survives a closing association",
        [holds(AB, state=State.CLOSING, credit=1000), counted(peak={AB: 100})],
        [holds(AB, state=State.CLOSING, credit=100), counted(peak={AB: 100})],
    ),
    (
        "the best interval is worse than none",
        [holds(AB, credit=0), counted(peak={AB: -1})],
        [holds(AB, credit=-8), counted(peak={AB: -1})],
    ),
    (
        "nine intervals of equal traffic were all kept",
        [holds(AB, credit=9 * 1500), counted(peak={AB: 1500}, recent={AB: 1500}, received={AB: 9 * 1500})],
        [holds(AB, credit=7 * 1500), counted(peak={AB: 1500}, recent={AB: 1500}, received={AB: 9 * 1500})],
    ),
    host=ALICE,
    peer=BOB,
)

DATA_TO_B2 = happens(Happening.SENT, AB, B2, size=100)
STALE = pairings(
    no_spending_of_stale_credit,
    (
        "a new address is used when the interval has just ended",
        [binds(AB, B2, Status.UNVERIFIED), holds(AB, aged_at=10), now(15)],
        [binds(AB, B2, Status.UNVERIFIED), holds(AB, aged_at=10), now(14)],
    ),
    (
        "a new address is used after a long silence",
        [binds(AB, B2, Status.UNVERIFIED), holds(AB, aged_at=0), now(100_000)],
        [binds(AB, B2, Status.UNVERIFIED), holds(AB, aged_at=99_999), now(100_000)],
    ),
    (
        "a deprecated address is used on stale credit",
        [binds(AB, B2, Status.DEPRECATED, challenge=some(N1)), checked(AB, B2, N1), now(5)],
        [binds(AB, B2, Status.ACTIVE, challenge=some(N1)), checked(AB, B2, N1), now(5)],
    ),
    (
        "an address that was never bound is used on stale credit",
        [holds(AB, aged_at=1), now(6)],
        [holds(AB, aged_at=1), now(5)],
    ),
    (
        "the address is ACTIVE, but no challenge stands behind it",
        [binds(AB, B2), now(50)],
        [binds(AB, B2, challenge=some(N1)), checked(AB, B2, N1), now(50)],
    ),
    (
        "the address is ACTIVE, but its challenge was never drawn",
        [binds(AB, B2, challenge=some(N1)), read(N1, B2, BOB), now(50)],
        [binds(AB, B2, challenge=some(N1)), read(N1, B2, BOB), issued(AB, B2, N1), now(50)],
    ),
    (
        "the address is ACTIVE, but the challenge was read somewhere else",
        [binds(AB, B2, challenge=some(N1)), issued(AB, B2, N1), read(N1, B1, BOB), now(50)],
        [binds(AB, B2, challenge=some(N1)), issued(AB, B2, N1), read(N1, B2, NOBODY), now(50)],
    ),
    (
        "the address is ACTIVE, but Carol read the challenge",
        [binds(AB, B2, challenge=some(N1)), issued(AB, B2, N1), read(N1, B2, CAROL), now(50)],
        [binds(AB, B2, challenge=some(N1)), issued(AB, B2, N1), read(N1, B2, CAROL), now(4)],
    ),
    (
        "the check that succeeded was for an older challenge",
        [binds(AB, B2, challenge=some(N2)), checked(AB, B2, N1), now(50)],
        [binds(AB, B2, challenge=some(N2)), checked(AB, B2, N1), checked(AB, B2, N2), now(50)],
    ),
    (
        "only the credit with Carol has been aged",
        [binds(AB, B2, Status.UNVERIFIED), holds(AB, aged_at=0), holds(AC, aged_at=60), now(61)],
        [binds(AB, B2, Status.UNVERIFIED), holds(AB, aged_at=60), holds(AC, aged_at=0), now(61)],
    ),
    (
        "Bob sends to Alice on stale credit, while hers with him is fresh",
        [binds(BA, A1, Status.UNVERIFIED), holds(AB, aged_at=60), now(61), happens(Happening.SENT, BA, A1)],
        [binds(BA, A1, Status.UNVERIFIED), holds(AB, aged_at=60), now(61), happens(Happening.AGED, BA, A1)],
    ),
    (
        "a stolen identity is no excuse, and neither is a dishonest peer",
        [binds(AB, B2, Status.UNVERIFIED), identity_stolen(BOB), dishonest(BOB), now(9)],
        [binds(AB, B2, Status.UNVERIFIED), identity_stolen(BOB), dishonest(BOB), now(9), holds(AB, aged_at=5)],
    ),
    given=(DATA_TO_B2,),
)
CASES = [*ASSOCIATION, *VICTIM, *BURST, *STALE]
