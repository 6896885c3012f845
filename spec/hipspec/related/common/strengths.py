"""Who attacks: attackers with a name, each of whom a ladder of an attack may have."""

import dataclasses
from dataclasses import dataclass

from hipspec.related.common.stage import NETWORK
from hipspec.related.common.world import Attacker


@dataclass(frozen=True)
class Strength:
    """An attacker with a name.

    Attributes:
        name: short.
        says: what it can do, in words.
        attacker: the same as the world has it.
    """

    name: str
    says: str
    attacker: Attacker


def strength(name: str, says: str, *able: str) -> Strength:
    """Return an attacker that can do what is named."""
    return Strength(name, says, dataclasses.replace(NETWORK, **dict.fromkeys(able, True)))


SENDS = ("acts", "forges")

NOBODY_ACTS = strength("nobody", "the network alone: it loses, delays, repeats and reorders")
STRANGER = strength("stranger", "sends packets from its own addresses", *SENDS)
SPOOFER = strength("spoofer", "writes any source address as well", *SENDS, "spoofs")
PEER = strength("peer", "has an identity of its own, and is accepted as a peer", *SENDS, "is_peer")
SPOOFING_PEER = strength("spoofing peer", "is accepted as a peer, and writes any source", *SENDS, "is_peer", "spoofs")
AT_SETUP = strength(
    "on the path at setup", "reads how the session is opened, and acts later", *SENDS, "spoofs", "reads_setup"
)
IN_SETUP = strength(
    "in the path at setup",
    "reads how the session is opened, and takes part in it",
    *(*SENDS, "spoofs", "reads_setup", "acts_on_path"),
)
EARLIER = strength(
    "on the path earlier", "has read the open session, and acts after it has left", *SENDS, "spoofs", "reads_earlier"
)
EVER = strength(
    "on the path ever since setup",
    "has read everything from the opening on, and acts after it has left",
    *(*SENDS, "spoofs", "reads_setup", "reads_earlier"),
)
EVERYWHERE = strength(
    "everywhere on the path",
    "reads everything, and acts at any time",
    *(*SENDS, "spoofs", "reads_setup", "reads_earlier", "acts_on_path", "reads_now"),
)
NOW = strength("on the path now", "reads the open session, and acts", *SENDS, "spoofs", "reads_now")
COPIER_EARLIER = strength(
    "copier, on the path earlier",
    "has read the open session, has left, and sends copies from its own addresses",
    *("acts", "reads_earlier"),
)
COPIER = strength(
    "copier, on the path now",
    "reads the open session, and sends copies from its own addresses, also before the original arrives",
    *("acts", "reads_earlier", "reads_now"),
)
SPOOFING_COPIER = strength(
    "spoofing copier",
    "reads the open session, and sends copies from any source address",
    *("acts", "spoofs", "reads_earlier", "reads_now"),
)
ONLOOKER = strength(
    "onlooker", "reads everything in all networks, and sends nothing", "reads_setup", "reads_earlier", "reads_now"
)
