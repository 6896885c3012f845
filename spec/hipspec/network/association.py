"""What every host remembers about a peer, and what a rule makes of it."""

from dataclasses import dataclass
from typing import TypeVar

from hipspec.language import NOTHING, Maybe, replace
from hipspec.network.names import Address, Host, Key
from hipspec.network.packets import Packet

P = TypeVar("P", bound=Packet)


@dataclass(frozen=True)
class Association:
    """The part of an association, as one end holds it, that every protocol has.

    Attributes:
        own, peer: the two hosts that the association binds.
        key_in, key_out: the keys that protect what the peer sends, and what we send.
        here: the address that we send from.
    """

    own: Host
    peer: Host
    key_in: Maybe[Key]
    key_out: Maybe[Key]
    here: Address


@dataclass(frozen=True)
class Answer:
    """What a rule makes of an association: the association after it, and the packet to send, if any."""

    association: Association
    reply: Maybe[Packet] = NOTHING


def addressed(packet: P, association: Association, destination: Address) -> P:
    """Return a packet as one from us to the peer, protected with our key."""
    return replace(
        packet,
        sender=association.own,
        receiver=association.peer,
        source=association.here,
        destination=destination,
        mac=association.key_out,
    )
