"""The world around the hosts: that of `hipspec.network.world`, and which address is published for each host."""

from dataclasses import dataclass

from hipspec.language import NOTHING, Map, Maybe, Set
from hipspec.network import events, world
from hipspec.network.names import NOBODY, NOWHERE, Address, Frame, Host, Pair
from hipspec.rendezvous.association import UNASSOCIATED, Association
from hipspec.rendezvous.packets import Kind, Packet


@dataclass(frozen=True)
class Environment(world.Environment[Packet]):
    """What is the case.

    Attributes:
        sent: every transmission ever made.
        published: where a host is to be asked for, as the DNS has it: its own address, or its server's (RFC 8005).
    """

    sent: Map[Frame, Maybe[Packet]] = Map(NOTHING)
    published: Map[Host, Address] = Map(NOWHERE)


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
        reply: the number of what the host transmitted.
        kind: what it transmitted of its own accord, or took what arrived for.
        server: whom the host takes for the server that relayed what arrived.
    """

    reply: Frame = Frame("none")
    kind: Kind = Kind.UPDATE
    server: Host = NOBODY


def may_answer(environment: Environment, host: Host, address: Address) -> bool:
    """Whether a host answers from an address: it sits there itself, or the attacker does, which may have its keys."""
    sits = environment.at[address]
    return sits == host or not environment.honest.has(sits)


def initial(honest: Set[Host], at: Map[Address, Host], published: Map[Host, Address]) -> World:
    """Begin with nothing said and nothing known, for any set of honest hosts, anywhere, published anywhere."""
    return World(associations=Map(UNASSOCIATED), environment=Environment(honest=honest, at=at, published=published))
