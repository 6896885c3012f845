"""What one host remembers about one peer; the peer may be its rendezvous server, or its client."""

from dataclasses import dataclass

from hipspec.language import NOTHING, Maybe, replace, some
from hipspec.network import association as network
from hipspec.network.names import NOBODY, NOWHERE, Address, Host, Key
from hipspec.rendezvous.packets import BLANK, Packet

# The Update ID that stands for the base exchange, before any UPDATE.
NO_UPDATE = -1


@dataclass(frozen=True)
class Association(network.Association):
    """A HIP association as one end holds it; without keys there is none yet.

    Attributes:
        there: the one address of the peer in use.
        newest: the highest Update ID processed.
        next_update: our next Update ID.
        unacknowledged: whether our last UPDATE waits for its acknowledgement.
        requested: the seconds in the REG_REQUEST of that UPDATE.
        registered_until: as a server: when the peer's registration ends, in seconds; NOTHING if there is none.
        serves: as a client: whether the peer has granted us a registration.
        asked_at: the address that our I1 went to, while we wait for the R1.
    """

    there: Address
    newest: int
    next_update: int
    unacknowledged: bool
    requested: Maybe[int]
    registered_until: Maybe[int]
    serves: bool
    asked_at: Maybe[Address]


UNASSOCIATED = Association(
    own=NOBODY,
    peer=NOBODY,
    key_in=NOTHING,
    key_out=NOTHING,
    here=NOWHERE,
    there=NOWHERE,
    newest=NO_UPDATE,
    next_update=0,
    unacknowledged=False,
    requested=NOTHING,
    registered_until=NOTHING,
    serves=False,
    asked_at=NOTHING,
)


@dataclass(frozen=True)
class Answer(network.Answer):
    """What a rule makes of an association: the association after it, and the packet to send, if any."""

    association: Association
    reply: Maybe[Packet] = NOTHING


def fresh_association(own: Host, peer: Host, key_out: Key, key_in: Key, here: Address, there: Address) -> Association:
    """Set up an association as the base exchange leaves it."""
    return replace(UNASSOCIATED, own=own, peer=peer, key_out=some(key_out), key_in=some(key_in), here=here, there=there)


def packet_to_peer(association: Association, destination: Address) -> Packet:
    """Start a packet to the peer: addressed, and protected with our key."""
    return network.addressed(BLANK, association, destination)
