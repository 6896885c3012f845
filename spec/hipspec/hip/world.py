"""The world around HIP hosts: that of `hipspec.network.world`, with multicast addresses, and sockets."""

from dataclasses import dataclass

from hipspec.hip.association import UNASSOCIATED, Association
from hipspec.hip.names import HIT, Address, Frame, Pair, Socket
from hipspec.hip.packets import LocatorSet, Packet
from hipspec.language import NOTHING, Map, Maybe, Set
from hipspec.network import events, world


@dataclass(frozen=True)
class Environment(world.Environment[Packet]):
    """What is the case.

    Attributes:
        sent: every transmission ever made.
        multicast: the addresses that belong to no single host.
    """

    sent: Map[Frame, Maybe[Packet]] = Map(NOTHING)
    multicast: Set[Address] = Set()


@dataclass(frozen=True)
class World(world.World):
    """Everything that exists, except history.

    Attributes:
        associations: what each host holds about each peer.
        environment: what is the case.
        sockets: for each open socket, whose it is and which Host Identity it is bound to.
    """

    associations: Map[Pair, Association]
    environment: Environment
    sockets: Map[Socket, Maybe[Pair]]


@dataclass(frozen=True)
class Event(events.Event):
    """What happened in a step, with what HIP adds.

    Attributes:
        locators: of an announcement: the list.
        socket: of data received: the socket that got it.
    """

    locators: Maybe[LocatorSet] = NOTHING
    socket: Socket = Socket("none")


def initial(honest: Set[HIT], at: Map[Address, HIT], multicast: Set[Address]) -> World:
    """Begin with nothing said and nothing known, for any set of honest hosts, anywhere."""
    return World(
        associations=Map(UNASSOCIATED),
        environment=Environment(honest=honest, at=at, multicast=multicast),
        sockets=Map(NOTHING),
    )
