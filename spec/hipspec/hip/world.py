"""The world around the hosts: what is where, what was sent, and what the attacker has learnt.

Three kinds of state are kept apart. `World.associations` and `World.sockets` are what hosts know. `Environment` is
what is the case, whether anybody knows it or not. The third kind, history that only properties read, stands in
`hipspec.hip.history`; nothing here can see it.
"""

from dataclasses import dataclass
from enum import Enum

from hipspec.hip.association import UNASSOCIATED, Association
from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Frame, Key, Nonce, Pair, Socket
from hipspec.hip.packets import LocatorSet, Packet
from hipspec.language import NOTHING, Map, Maybe, Set


@dataclass(frozen=True)
class Environment:
    """What is the case.

    Attributes:
        now: seconds since the beginning.
        honest: the hosts that follow the rules; all others are the attacker, together.
        at: who sits at an address now; addresses change owners.
        multicast: the addresses that belong to no single host.
        sent: every transmission ever made; it only grows, so packets can be lost, delayed, duplicated and reordered.
        nonces: the nonces that were drawn or guessed.
        keys: for each key drawn, whose packets to whom it protects.
        read: the transmissions that the attacker has read.
        known_nonces, known_keys: what the attacker knows.
        stolen_identities: honest hosts whose signature key leaked.
    """

    now: int
    honest: Set[HIT]
    at: Map[Address, HIT]
    multicast: Set[Address]
    sent: Map[Frame, Maybe[Packet]]
    nonces: Set[Nonce]
    keys: Map[Key, Maybe[Pair]]
    read: Set[Frame]
    known_nonces: Set[Nonce]
    known_keys: Set[Key]
    stolen_identities: Set[HIT]


@dataclass(frozen=True)
class World:
    """Everything that exists, except history.

    Attributes:
        associations: what each host holds about each peer.
        sockets: for each open socket, whose it is and which Host Identity it is bound to.
        environment: what is the case.
    """

    associations: Map[Pair, Association]
    sockets: Map[Socket, Maybe[Pair]]
    environment: Environment


class Happening(Enum):
    """What an event tells."""

    NOTHING_TO_TELL = "nothing to tell"
    ESTABLISHED = "established"
    TAKEN = "an address was taken"
    ANNOUNCED = "announced"
    LISTED = "a list was processed"
    PROCESSED = "an UPDATE was processed"
    REPEATED = "an UPDATE came again"
    CHALLENGED = "challenged"
    SENT = "data was sent"
    RECEIVED = "data was received"
    AGED = "credit was aged"
    OVERHEARD = "the attacker read a transmission"


@dataclass(frozen=True)
class Event:
    """What happened in a step, for `observe` to write down. Fields without meaning for a happening keep their defaults.

    Attributes:
        happening: what it tells.
        pair: whose association it concerns.
        address, other: the address concerned; of ESTABLISHED, the peer's and the host's own.
        frame: the transmission concerned.
        nonce: the nonce concerned.
        number: the Update ID concerned.
        locators: the list concerned.
        size: bytes.
        socket: the socket concerned.
    """

    happening: Happening
    pair: Pair = Pair(NOBODY, NOBODY)
    address: Address = NOWHERE
    other: Address = NOWHERE
    frame: Frame = Frame("none")
    nonce: Nonce = Nonce("none")
    other_nonce: Nonce = Nonce("none")
    number: int = 0
    locators: Maybe[LocatorSet] = NOTHING
    size: int = 0
    socket: Socket = Socket("none")


def initial(honest: Set[HIT], at: Map[Address, HIT], multicast: Set[Address]) -> World:
    """Begin with nothing said and nothing known, for any set of honest hosts, anywhere."""
    return World(
        associations=Map(UNASSOCIATED),
        sockets=Map(NOTHING),
        environment=Environment(
            now=0,
            honest=honest,
            at=at,
            multicast=multicast,
            sent=Map(NOTHING),
            nonces=Set(),
            keys=Map(NOTHING),
            read=Set(),
            known_nonces=Set(),
            known_keys=Set(),
            stolen_identities=Set(),
        ),
    )
