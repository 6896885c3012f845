"""What one host remembers about one peer."""

from dataclasses import dataclass
from enum import Enum

from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Key, Nonce
from hipspec.language import NOTHING, Map, Maybe, replace, some
from hipspec.network import association as network
from hipspec.paper.packets import BLANK, Packet

# The REA_ID that stands for the list that the base exchange makes: the one address that the peer spoke from.
NO_REA = -1


class State(Enum):
    """The states of an association that matter to readdressing."""

    UNASSOCIATED = "UNASSOCIATED"
    ESTABLISHED = "ESTABLISHED"


class Status(Enum):
    """The status of an address (draft-nikander-hip-mm-00 4.3 asks for one and names none; RFC 8046's names)."""

    UNKNOWN = "UNKNOWN"
    UNVERIFIED = "UNVERIFIED"
    ACTIVE = "ACTIVE"


@dataclass(frozen=True)
class Locator:
    """One address of the peer.

    Attributes:
        status: whether the peer was shown to be reachable there.
        check: the AC_ID that was last sent there.
        expires: when its lifetime ends, in seconds; NOTHING for the address of the base exchange.
    """

    status: Status
    check: Maybe[Nonce]
    expires: Maybe[int]


UNBOUND = Locator(status=Status.UNKNOWN, check=NOTHING, expires=NOTHING)


@dataclass(frozen=True)
class Association(network.Association):
    """A HIP association as one end holds it.

    Attributes:
        state: where the state machine is.
        locators: what is bound to the peer's identity.
        newest_rea: the REA_ID of the list in force, which is the last one processed.
        next_rea: our next REA_ID.
    """

    state: State
    locators: Map[Address, Locator]
    newest_rea: int
    next_rea: int


UNASSOCIATED = Association(
    state=State.UNASSOCIATED,
    own=NOBODY,
    peer=NOBODY,
    key_in=NOTHING,
    key_out=NOTHING,
    here=NOWHERE,
    locators=Map(UNBOUND),
    newest_rea=NO_REA,
    next_rea=0,
)


@dataclass(frozen=True)
class Answer(network.Answer):
    """What a rule makes of an association."""

    association: Association
    reply: Maybe[Packet]


def packet_to_peer(association: Association, destination: Address) -> Packet:
    """Start a packet to the peer: addressed, and protected with the session key; only a REA is signed as well."""
    return network.addressed(BLANK, association, destination)


def fresh_association(
    own: HIT, peer: HIT, key_out: Key, key_in: Key, here: Address, there: Address, nonce: Nonce
) -> Association:
    """Set up an association as the base exchange leaves it: the address that the peer spoke from is ACTIVE."""
    return replace(
        UNASSOCIATED,
        state=State.ESTABLISHED,
        own=own,
        peer=peer,
        key_out=some(key_out),
        key_in=some(key_in),
        here=here,
        locators=UNASSOCIATED.locators.set(there, replace(UNBOUND, status=Status.ACTIVE, check=some(nonce))),
    )
