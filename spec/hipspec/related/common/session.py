"""What a host remembers about a peer, in one record for all protocols, and what a rule makes of it."""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import NOTHING, Map, Maybe, Set
from hipspec.related.common.names import NO_SHARE, NOBODY, NOWHERE, Address, Host, Nonce, Share
from hipspec.related.common.packets import Packet, Suite


class State(Enum):
    """How far a session has come."""

    NONE = "none"
    HALF_OPEN = "half open"
    OPEN = "open"
    WAITING = "waiting"  # cut off, and closed unless the peer comes back
    CLOSED = "closed"


class Status(Enum):
    """What a host knows of an address of the peer, where it keeps several."""

    UNKNOWN = "unknown"
    UNVERIFIED = "unverified"
    VERIFIED = "verified"


@dataclass(frozen=True)
class Session:
    """What a host remembers about a peer. A protocol leaves alone the fields that it has no use for.

    Attributes:
        state: how far it has come.
        own, peer: the two hosts, by the identity that the protocol uses.
        initiator: whether this host opened it.
        here: the address that this host sends from.
        preferred: the address where this host wants to be found, whatever arrives elsewhere.
        home: the address under which the session was opened, or the peer's home address.
        there: where data for the peer goes.
        verified: whether the peer was shown to be reachable there.
        former: the address that was verified before this one.
        tested: the address that the peer has asked to be probed at.
        seeking: whether those that know where the peer is are to be asked.
        candidate: an address that is being checked; NOWHERE if there is none.
        challenge: the value that was sent to the candidate.
        home_challenge: a value that was sent to the home address, or to the former one.
        given, home_given: what the peer has sent to an address of ours, and to our home address, to see it again.
        addresses: the addresses of the peer, for protocols that keep several.
        newest: the highest number that was accepted from the peer.
        seen: the numbers that were accepted from the peer.
        next: the number of our next packet.
        own_share, peer_share: what both contributed to the session key.
        token_in, token_out: what the peer's packets must show, and what ours show.
        credit: the bytes that may be sent to an address that is not verified.
        suite: the algorithms in use.
    """

    state: State = State.NONE
    own: Host = NOBODY
    peer: Host = NOBODY
    initiator: bool = False
    here: Address = NOWHERE
    preferred: Address = NOWHERE
    home: Address = NOWHERE
    there: Address = NOWHERE
    verified: bool = False
    former: Address = NOWHERE
    tested: Address = NOWHERE
    seeking: bool = False
    candidate: Address = NOWHERE
    challenge: Maybe[Nonce] = NOTHING
    home_challenge: Maybe[Nonce] = NOTHING
    given: Maybe[Nonce] = NOTHING
    home_given: Maybe[Nonce] = NOTHING
    addresses: Map[Address, Status] = Map(Status.UNKNOWN)
    newest: int = -1
    seen: Set[int] = Set()
    next: int = 0
    own_share: Share = NO_SHARE
    peer_share: Share = NO_SHARE
    token_in: Maybe[Nonce] = NOTHING
    token_out: Maybe[Nonce] = NOTHING
    credit: int = 0
    suite: Suite = Suite.STRONG


NO_SESSION = Session()


@dataclass(frozen=True)
class Answer:
    """What a rule makes of a session: the session after it, and the packet to send, if any."""

    session: Session
    reply: Maybe[Packet] = NOTHING
