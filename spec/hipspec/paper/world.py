"""The world around the hosts: that of `hipspec.network.world`, with the packets and lists of 2003."""

from dataclasses import dataclass

from hipspec.hip.names import HIT, Address, Frame, Pair
from hipspec.language import NOTHING, Map, Maybe, Set
from hipspec.network import events, world
from hipspec.paper.association import UNASSOCIATED, Association
from hipspec.paper.packets import NOT_LISTED, Entry, Packet


@dataclass(frozen=True)
class Environment(world.Environment[Packet]):
    """What is the case.

    Attributes:
        sent: every transmission ever made.
    """

    sent: Map[Frame, Maybe[Packet]] = Map(NOTHING)


@dataclass(frozen=True)
class World(world.World):
    """Everything that exists, except history.

    Attributes:
        associations: what each host holds about each peer.
        environment: what is the case.
    """

    associations: Map[Pair, Association]
    environment: Environment


@dataclass(frozen=True)
class Event(events.Event):
    """What happened in a step, with what this protocol adds.

    Attributes:
        addresses: of an announcement: the list.
    """

    addresses: Map[Address, Entry] = Map(NOT_LISTED)


def initial(honest: Set[HIT], at: Map[Address, HIT]) -> World:
    """Begin with nothing said and nothing known, for any set of honest hosts, anywhere."""
    return World(associations=Map(UNASSOCIATED), environment=Environment(honest=honest, at=at))
