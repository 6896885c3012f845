"""The world around the hosts: what is where, what was sent, and what the attacker has learnt.

Three kinds of state are kept apart. What hosts know stands in `World.associations` (and whatever else a protocol
lets its hosts know). `Environment` is what is the case, whether anybody knows it or not. The third kind, history that
only properties read, stands in `hipspec.network.history`; nothing here can see it.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from hipspec.language import NOTHING, Map, Maybe, Set
from hipspec.network.association import Association
from hipspec.network.names import Address, Frame, Host, Key, Nonce, Pair
from hipspec.network.packets import Packet

P_co = TypeVar("P_co", bound=Packet, covariant=True)


@dataclass(frozen=True)
class Environment(Generic[P_co]):
    """What is the case. A protocol extends it, and says there what a packet is.

    Attributes:
        honest: the hosts that follow the rules; all others are the attacker, together.
        at: who sits at an address now; addresses change owners.
        now: seconds since the beginning.
        sent: every transmission ever made; it only grows, so packets can be lost, delayed, duplicated and reordered.
        nonces: the nonces that were drawn or guessed.
        keys: for each key drawn, whose packets to whom it protects.
        read: the transmissions that the attacker has read.
        known_nonces, known_keys: what the attacker knows.
        stolen_keys, stolen_identities: keys that leaked, honest hosts whose signature key leaked.
    """

    honest: Set[Host]
    at: Map[Address, Host]
    now: int = 0
    sent: Map[Frame, Maybe[P_co]] = Map(NOTHING)
    nonces: Set[Nonce] = Set()
    keys: Map[Key, Maybe[Pair]] = Map(NOTHING)
    read: Set[Frame] = Set()
    known_nonces: Set[Nonce] = Set()
    known_keys: Set[Key] = Set()
    stolen_keys: Set[Key] = Set()
    stolen_identities: Set[Host] = Set()


@dataclass(frozen=True)
class World:
    """Everything that exists, except history. A protocol extends it with what its hosts know.

    Attributes:
        associations: what each host holds about each peer.
        environment: what is the case.
    """

    associations: Map[Pair, Association]
    environment: Environment[Packet]


def is_there(environment: Environment[Packet], host: Host, address: Address) -> bool:
    """Whether a host sits at an address; for dishonest hosts any of them will do, because they help each other."""
    sits = environment.at[address]
    return sits == host or (not environment.honest.has(host) and not environment.honest.has(sits))
