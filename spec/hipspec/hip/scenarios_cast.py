"""Who takes part in the scenarios and where they sit, and how a list of addresses is written."""

from hipspec.hip.names import HIT, NOWHERE, Address
from hipspec.hip.packets import NOT_LISTED, LocatorSet, Offer
from hipspec.language import NOTHING, Map, some

# The cast: who follows the rules, and who doesn't.
ALICE, BOB, CAROL, VICTIM = HIT("alice"), HIT("bob"), HIT("carol"), HIT("victim")
MALLORY, TRUDY = HIT("mallory"), HIT("trudy")
# Where everybody sits at first, and where nobody does.
A1, B1, C1, V1, M1, M2 = Address("a1"), Address("b1"), Address("c1"), Address("v1"), Address("m1"), Address("m2")
A2, A3, B2, MULTICAST = Address("a2"), Address("a3"), Address("b2"), Address("multi")
HOMES = {ALICE: A1, BOB: B1, CAROL: C1, VICTIM: V1, MALLORY: M1, TRUDY: M2}


def listing(*addresses: Address, preferred: Address | None = None, lifetime: int | None = None) -> LocatorSet:
    """Write a LOCATOR_SET: the addresses in their order, the one whose P bit is set, and for how many seconds."""
    return LocatorSet(
        entries=Map(
            NOT_LISTED,
            {
                address: Offer(
                    listed=True,
                    unicast=address != MULTICAST,
                    position=position,
                    lifetime=NOTHING if lifetime is None else some(lifetime),
                )
                for position, address in enumerate(addresses)
            },
        ),
        order=Map(NOWHERE, dict(enumerate(addresses))),
        count=len(addresses),
        preferred=NOTHING if preferred is None else some(preferred),
    )
