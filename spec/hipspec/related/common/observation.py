"""What attacks look at, in the same words for every protocol: all that properties know of hosts and their packets."""

from hipspec.related.common.facts import FACTS, Names
from hipspec.related.common.history import History
from hipspec.related.common.names import NOBODY, Address, Frame, Host, Pair, Place
from hipspec.related.common.packets import Kind, Packet, Suite
from hipspec.related.common.session import State
from hipspec.related.common.world import Event, Happening, World


def traffic_for(world: World, host: Host, peer: Host) -> Address:
    """Return where a host sends what is for a peer."""
    return world.sessions[Pair(host, peer)].there


def holds_state(world: World, host: Host, peer: Host) -> bool:
    """Whether a host remembers anything about a peer."""
    return world.sessions[Pair(host, peer)].state != State.NONE


def is_alive(world: World, host: Host, peer: Host) -> bool:
    """Whether a host has an open session with a peer."""
    return world.sessions[Pair(host, peer)].state == State.OPEN


def suite_of(world: World, host: Host, peer: Host) -> Suite:
    """Return the algorithms that a host uses with a peer."""
    return world.sessions[Pair(host, peer)].suite


def has_sent_data(event: Event, after: World) -> bool:
    """Whether a host has just sent data."""
    sent = after.environment.sent[event.sent]
    return event.happening == Happening.ACTED and sent.present and sent.value.kind == Kind.DATA


def what_was_sent(event: Event, after: World) -> Packet:
    """Return the packet that was sent in a step in which one was sent."""
    return after.environment.sent[event.sent].value


def are_honest(world: World, pair: Pair) -> bool:
    """Whether both hosts follow the rules."""
    honest = world.environment.honest
    return pair.host != NOBODY and honest.has(pair.host) and pair.peer != NOBODY and honest.has(pair.peer)


def was_at(history: History, host: Host, address: Address) -> bool:
    """Whether a host ever was at an address."""
    return history.places.has(Place(host, address))


def are_parted(history: History, world: World, pair: Pair) -> bool:
    """Whether two honest hosts had an open session when all addresses that anybody had were left for good."""
    one = history.parted[pair]
    other = history.parted[Pair(pair.peer, pair.host)]
    return are_honest(world, pair) and one.state == State.OPEN and other.state == State.OPEN


def made(history: History, host: Host, frame: Frame) -> bool:
    """Whether a host itself made a packet, whoever sent it on."""
    return history.authors[frame] == host


# ---------------------------------------------------------------------- what an onlooker sees


def names_can_be_read(packet: Packet) -> bool:
    """Whether a packet shows in clear which hosts it is between."""
    return FACTS.names == Names.ALWAYS or (FACTS.names == Names.CONTROL and packet.kind != Kind.DATA)


def are_between_the_same(one: Packet, other: Packet) -> bool:
    """Whether two packets are between the same two hosts, in the same direction or not."""
    same = one.sender == other.sender and one.receiver == other.receiver
    return same or (one.sender == other.receiver and one.receiver == other.sender)


def are_on_the_same_path(one: Packet, other: Packet) -> bool:
    """Whether two packets are between the same two addresses, in the same direction or not."""
    same = one.source == other.source and one.destination == other.destination
    return same or (one.source == other.destination and one.destination == other.source)


def look_alike(one: Packet, other: Packet) -> bool:
    """Whether two packets between the same two hosts show the same name, label or token in clear."""
    return (
        (names_can_be_read(one) and names_can_be_read(other))
        or (one.label.present and one.label == other.label)
        or (one.token.present and one.token == other.token)
    )
