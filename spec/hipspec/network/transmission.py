"""Packets on the network: put there, and taken off it."""

from typing import TypeVar

from hipspec.language import Maybe, Step, assume, given, replace
from hipspec.network.association import Answer
from hipspec.network.events import Event
from hipspec.network.names import Frame, Pair
from hipspec.network.packets import Packet
from hipspec.network.world import Environment, P_co, World

E = TypeVar("E", bound=Environment[Packet])
W = TypeVar("W", bound=World)
V = TypeVar("V", bound=Event)


def transmitted(environment: E, frame: Frame, packet: Maybe[Packet]) -> E:
    """Put a packet on the network, if there is one, under a number that nothing was sent under before."""
    unused = not environment.sent[frame].present
    sent = environment.sent.set(frame, packet) if unused and packet.present else environment.sent
    return replace(environment, sent=sent)


def delivered(environment: Environment[P_co], frame: Frame) -> P_co:
    """Take a transmission off the network, at the host that it is for."""
    packet = given(environment.sent[frame], "only what was sent arrives")
    assume(environment.at[packet.destination] == packet.receiver, "a packet arrives where it was sent to")
    return packet


def concluded(world: W, pair: Pair, answer: Answer, frame: Frame, event: V) -> Step[W, V]:
    """Store what a rule made of an association, and transmit its reply."""
    return Step(
        replace(
            world,
            associations=world.associations.set(pair, answer.association),
            environment=transmitted(world.environment, frame, answer.reply),
        ),
        event,
    )
