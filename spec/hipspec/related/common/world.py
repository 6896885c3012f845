"""The world around the hosts, the same for all protocols: who is where, what was sent, what the attacker can do.

It resembles `hipspec.network.world`; it differs in three things. Keys are made of two shares, so that a key exchange
without authentication can be attacked in the open. What the attacker can do is a constant of the world, of which
nothing is known at the beginning: one and the same text serves every attacker. And some addresses belong to the
attacker's own networks, so that it need not have been where a host was or will be.
"""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import NOTHING, Map, Maybe, Set
from hipspec.related.common.names import NOBODY, NOTHING_SENT, NOWHERE, Address, Frame, Host, Nonce, Pair, Share
from hipspec.related.common.packets import Cookie, Packet
from hipspec.related.common.session import NO_SESSION, Session


@dataclass(frozen=True)
class Attacker:
    """What the attacker can do. What it knows and where it sits changes; this does not.

    Attributes:
        acts: sends packets, from its own addresses; otherwise there is nobody but the network.
        forges: makes packets of what it knows; otherwise it sends only copies of what it has read.
        spoofs: writes any source address.
        is_peer: holds an identity of its own, which hosts accept as a peer.
        reads_setup: reads the packets that open a session of two honest hosts.
        reads_earlier: reads what two honest hosts send each other afterwards, until it leaves their path.
        acts_on_path: acts before it leaves the path as well, and not only afterwards.
        reads_now: reads what two honest hosts send each other afterwards, at any time, and acts at any time.
        takes_addresses: comes to sit where honest hosts have been or will be.
    """

    acts: bool
    forges: bool
    spoofs: bool
    is_peer: bool
    reads_setup: bool
    reads_earlier: bool
    acts_on_path: bool
    reads_now: bool
    takes_addresses: bool


@dataclass(frozen=True)
class Environment:
    """What is the case.

    Attributes:
        attacker: what the attacker can do.
        honest: the hosts that follow the rules; all others are the attacker, together.
        hostile: the addresses of the attacker's own networks, where no honest host ever is.
        at: who sits at an address now.
        occupied: the addresses where somebody has sat.
        gone: those that were left for good, by all at once.
        homes: the first address of each host, in protocols with home agents.
        left: whether the attacker has left the path of the honest hosts.
        sent: every transmission ever made; it only grows, so packets are lost, delayed, duplicated and reordered.
        nonces: the nonces that were drawn.
        shares: who has drawn a share.
        read: the transmissions that the attacker has read.
        known_nonces, known_shares, known_cookies: what the attacker knows: of shares, the secrets.
        seen_shares: the shares of which it has seen the public value.
    """

    attacker: Attacker
    honest: Set[Host]
    hostile: Set[Address]
    at: Map[Address, Host] = Map(NOBODY)
    occupied: Set[Address] = Set()
    gone: Set[Address] = Set()
    homes: Map[Host, Address] = Map(NOWHERE)
    left: bool = False
    sent: Map[Frame, Maybe[Packet]] = Map(NOTHING)
    nonces: Set[Nonce] = Set()
    shares: Map[Share, Host] = Map(NOBODY)
    read: Set[Frame] = Set()
    known_nonces: Set[Nonce] = Set()
    known_shares: Set[Share] = Set()
    seen_shares: Set[Share] = Set()
    known_cookies: Set[Cookie] = Set()


@dataclass(frozen=True)
class World:
    """Everything that exists, except history.

    Attributes:
        sessions: what each host remembers about each peer.
        environment: what is the case.
    """

    sessions: Map[Pair, Session]
    environment: Environment


class Happening(Enum):
    """What an event tells."""

    NOTHING_TO_TELL = "nothing to tell"
    TAKEN = "an address was taken"
    JUMPED = "two hosts were somewhere else at once"
    ARRIVED = "a packet arrived"
    ACTED = "a host acted by itself"
    COPIED = "the attacker sent a copy"


@dataclass(frozen=True)
class Event:
    """What happened in a step. Fields without meaning for a happening keep their defaults.

    Attributes:
        happening: what it tells.
        pair: whose session it concerns.
        address: the address that was taken.
        other: where the second of two hosts is now that were somewhere else at once.
        arrived: the transmission that arrived, or was copied.
        sent: the number under which something was sent, if something was.
    """

    happening: Happening
    pair: Pair = Pair(NOBODY, NOBODY)
    address: Address = NOWHERE
    other: Address = NOWHERE
    arrived: Frame = NOTHING_SENT
    sent: Frame = NOTHING_SENT


@dataclass(frozen=True)
class NoReadings:
    """A protocol and its options are one specification each, so nothing is left to be read in two ways."""


def initial(attacker: Attacker, honest: Set[Host], hostile: Set[Address]) -> World:
    """Begin with nobody anywhere and nothing said, for any attacker and any honest hosts."""
    return World(
        sessions=Map(NO_SESSION),
        environment=Environment(attacker=attacker, honest=honest, hostile=hostile),
    )
