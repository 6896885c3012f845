"""The world around the hosts: what is where, what was sent, and what the attacker has learnt.

The three kinds of state are those of `hipspec.hip.world`: what hosts know, what is the case, and (in
`hipspec.paper.history`) what has happened, which only properties read.
"""

from dataclasses import dataclass
from enum import Enum

from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Frame, Key, Nonce, Pair
from hipspec.language import NOTHING, Map, Maybe, Set, assume, replace
from hipspec.paper.association import UNASSOCIATED, Association
from hipspec.paper.packets import NOT_LISTED, Entry, Packet


@dataclass(frozen=True)
class Environment:
    """What is the case.

    Attributes:
        now: seconds since the beginning.
        honest: the hosts that follow the rules; all others are the attacker, together.
        at: who sits at an address now; addresses change owners.
        sent: every transmission ever made; it only grows, so packets can be lost, delayed, duplicated and reordered.
        nonces: the AC_IDs that were drawn or guessed.
        keys: for each key drawn, the association that it protects, from one of its ends.
        read: the transmissions that the attacker has read.
        known_nonces, known_keys: what the attacker knows.
        stolen_keys, stolen_identities: session keys that leaked, honest hosts whose signature key leaked.
    """

    now: int
    honest: Set[HIT]
    at: Map[Address, HIT]
    sent: Map[Frame, Maybe[Packet]]
    nonces: Set[Nonce]
    keys: Map[Key, Maybe[Pair]]
    read: Set[Frame]
    known_nonces: Set[Nonce]
    known_keys: Set[Key]
    stolen_keys: Set[Key]
    stolen_identities: Set[HIT]


@dataclass(frozen=True)
class World:
    """Everything that exists, except history.

    Attributes:
        associations: what each host holds about each peer.
        environment: what is the case.
    """

    associations: Map[Pair, Association]
    environment: Environment


class Happening(Enum):
    """What an event tells."""

    NOTHING_TO_TELL = "nothing to tell"
    ESTABLISHED = "established"
    ANNOUNCED = "a REA was sent"
    LISTED = "a REA was processed"
    CHECKED = "an AC was sent"
    ANSWERED = "an AC was answered"
    SENT = "data was sent"
    OVERHEARD = "the attacker read a transmission"
    WAITED = "time passed"


@dataclass(frozen=True)
class Event:
    """What happened in a step, for `observe` to write down. Fields without meaning for a happening keep their defaults.

    Attributes:
        happening: what it tells.
        pair: whose association it concerns.
        address, other: the address concerned; of ESTABLISHED, the peer's and the host's own.
        frame: the transmission concerned.
        nonce, other_nonce: the AC_ID concerned; of ESTABLISHED, what checked the peer and the host.
        number: the REA_ID concerned.
        addresses: the list concerned.
        size: bytes.
    """

    happening: Happening
    pair: Pair = Pair(NOBODY, NOBODY)
    address: Address = NOWHERE
    other: Address = NOWHERE
    frame: Frame = Frame("none")
    nonce: Nonce = Nonce("none")
    other_nonce: Nonce = Nonce("none")
    number: int = 0
    addresses: Map[Address, Entry] = Map(NOT_LISTED)
    size: int = 0


def initial(honest: Set[HIT], at: Map[Address, HIT]) -> World:
    """Begin with nothing said and nothing known, for any set of honest hosts, anywhere."""
    return World(
        associations=Map(UNASSOCIATED),
        environment=Environment(
            now=0,
            honest=honest,
            at=at,
            sent=Map(NOTHING),
            nonces=Set(),
            keys=Map(NOTHING),
            read=Set(),
            known_nonces=Set(),
            known_keys=Set(),
            stolen_keys=Set(),
            stolen_identities=Set(),
        ),
    )


def is_there(environment: Environment, host: HIT, address: Address) -> bool:
    """Whether a host sits at an address; for dishonest hosts any of them will do, because they help each other."""
    sits = environment.at[address]
    return sits == host or (not environment.honest.has(host) and not environment.honest.has(sits))


def transmitted(environment: Environment, frame: Frame, packet: Maybe[Packet]) -> Environment:
    """Put a packet, if there is one, on the network."""
    assume(not environment.sent[frame].present, "a transmission has a number of its own")
    return replace(environment, sent=environment.sent.set(frame, packet))
