"""History: what `hipspec.network.history` writes down, and what was asked of servers and passed on by them."""

from dataclasses import dataclass

from hipspec.language import NOTHING, Map, Maybe, Set, replace, some
from hipspec.network import history as network
from hipspec.network.events import Happening
from hipspec.network.history import with_list
from hipspec.network.names import NOBODY, NOWHERE, Address, Frame, Host, Pair
from hipspec.rendezvous.packets import Kind, Packet
from hipspec.rendezvous.world import Event, World, may_answer


@dataclass(frozen=True)
class Voucher:
    """A server has passed on to a client an I1 of this Initiator, which came from this address."""

    server: Host
    client: Host
    initiator: Host
    address: Address


@dataclass(frozen=True)
class Grant:
    """A registration: the Update ID that asked for it, and when it ends, in seconds; NOTHING if it was cancelled."""

    number: int
    until: Maybe[int]


NO_GRANT = Grant(number=-1, until=NOTHING)


@dataclass(frozen=True)
class History(network.History):
    """What has happened: what every protocol remembers (lists are numbered by Update ID), and what this one adds.

    Attributes:
        asked_for: for (client, server), the seconds that each UPDATE asked for, by its number.
        clients: (client, server) for each client that ever asked this server for a registration.
        granted: for (server, client), the registration in force.
        served: the hosts that were ever registered anywhere.
        bound: for (host, peer), the address in the newest UPDATE that the host processed.
        seen: for (host, peer), where the peer was shown to be, or the attacker in its place.
        vouchers: what servers passed on.
        initiated: (Initiator, Responder) for each I1 that a host sent.
        answerers: the hosts that have answered some I1.
        spoken: (host, peer) for each host that sent payload to a peer.
        relayed, received, passed: for each server, packets relayed, bytes received in them, bytes sent in them.
        direct: what hosts put on the network for their peers themselves.
        helped: what servers put on the network for others.
        written_to: for (host, peer), where the host has sent something for the peer.
        called_at: for each host, where it has sent an I1 that names nobody.
    """

    asked_for: Map[Pair, Map[int, int]] = Map(Map(0))
    clients: Set[Pair] = Set()
    granted: Map[Pair, Grant] = Map(NO_GRANT)
    served: Set[Host] = Set()
    bound: Map[Pair, Address] = Map(NOWHERE)
    seen: Map[Pair, Map[Address, bool]] = Map(Map(False))  # noqa: FBT003  # a total map from addresses to truth
    vouchers: Set[Voucher] = Set()
    initiated: Set[Pair] = Set()
    answerers: Set[Host] = Set()
    spoken: Set[Pair] = Set()
    relayed: Map[Host, int] = Map(0)
    received: Map[Host, int] = Map(0)
    passed: Map[Host, int] = Map(0)
    direct: Set[Frame] = Set()
    helped: Set[Frame] = Set()
    written_to: Map[Pair, Map[Address, bool]] = Map(Map(False))  # noqa: FBT003  # as above
    called_at: Map[Host, Map[Address, bool]] = Map(Map(False))  # noqa: FBT003  # as above


def initial_history(world: World) -> History:
    """Begin with nothing having happened."""
    del world
    return History()


def observe(history: History, before: World, event: Event, after: World) -> History:  # noqa: PLR0911  # one return for each happening
    """Write down what happened in one step."""
    if event.happening == Happening.ESTABLISHED:
        return observe_establishment(history, before, event)
    if event.happening == Happening.ANNOUNCED:
        return with_own(observe_announcement(history, event, after), before, event.reply, after)
    if event.happening == Happening.SENT:
        return with_own(observe_sending(history, event), before, event.reply, after)
    if event.happening == Happening.LISTED:
        return with_own(observe_update(history, before, event), before, event.reply, after)
    if event.happening == Happening.RECEIVED:
        return with_own(observe_reception(history, event), before, event.reply, after)
    if event.happening == Happening.RELAYED:
        return observe_relay(history, before, event, after)
    return history


def with_own(history: History, before: World, frame: Frame, after: World) -> History:
    """Write down what a host put on the network itself, if it did, and where it went."""
    if not newly_sent(before, frame, after):
        return history
    packet = after.environment.sent[frame].value
    written = with_member(history.written_to, Pair(packet.sender, packet.receiver), packet.destination)
    called = history.called_at[packet.sender].set(packet.destination, True)  # noqa: FBT003  # a member
    for_whoever = packet.kind == Kind.I1 and packet.receiver == NOBODY
    return replace(
        history,
        direct=history.direct.add(frame),
        written_to=written,
        called_at=history.called_at.set(packet.sender, called) if for_whoever else history.called_at,
    )


def newly_sent(before: World, frame: Frame, after: World) -> bool:
    """Whether a step put something on the network under this number."""
    return not before.environment.sent[frame].present and after.environment.sent[frame].present


def observe_establishment(history: History, before: World, event: Event) -> History:
    """Write down where a base exchange has shown both hosts to be."""
    there = Pair(event.pair.peer, event.pair.host)
    return replace(
        history,
        announced=with_member(with_member(history.announced, there, event.address), event.pair, event.other),
        bound=history.bound.set(event.pair, event.address).set(there, event.other),
        seen=with_seen(with_seen(history.seen, before, event.pair, event.address), before, there, event.other),
    )


def with_member(known: Map[Pair, Map[Address, bool]], pair: Pair, address: Address) -> Map[Pair, Map[Address, bool]]:
    """Return what is known of each pair, and an address for one of them."""
    return known.set(pair, known[pair].set(address, True))  # noqa: FBT003  # a member


def with_seen(
    seen: Map[Pair, Map[Address, bool]], world: World, pair: Pair, address: Address
) -> Map[Pair, Map[Address, bool]]:
    """Write down that the peer, or the attacker in its place, is at an address, if that is so."""
    there = may_answer(world.environment, pair.peer, address)
    return with_member(seen, pair, address) if there else seen


def observe_announcement(history: History, event: Event, after: World) -> History:
    """Write down which address a host has announced, and what registration it has asked for."""
    asked_for = history.asked_for
    asks = after.associations[event.pair].requested.present
    return replace(
        history,
        announced=with_member(history.announced, event.pair, event.address),
        last_announced=history.last_announced.set(event.pair, event.number),
        asked_for=asked_for.set(event.pair, asked_for[event.pair].set(event.number, event.size)),
        clients=history.clients.add(event.pair) if asks else history.clients,
    )


def observe_sending(history: History, event: Event) -> History:
    """Write down that a host asked for an exchange, or sent payload."""
    return replace(
        history,
        initiated=history.initiated.add(event.pair) if event.kind == Kind.I1 else history.initiated,
        spoken=history.spoken.add(event.pair) if event.kind == Kind.DATA else history.spoken,
    )


def observe_update(history: History, before: World, event: Event) -> History:
    """Write down which UPDATE was processed, and what it says."""
    update = before.environment.sent[event.frame].value
    listed = with_list(history, event)
    moved = with_move(listed, before, event.pair, update.locator.value) if update.locator.present else listed
    if not update.lifetime.present:
        return moved
    grant = grant_of(update, before.environment.now)
    return replace(
        moved,
        granted=history.granted.set(event.pair, grant),
        served=history.served.add(event.pair.peer) if grant.until.present else history.served,
    )


def with_move(history: History, before: World, pair: Pair, address: Address) -> History:
    """Write down where a peer is now, and that it was seen there, if it was."""
    return replace(history, bound=history.bound.set(pair, address), seen=with_seen(history.seen, before, pair, address))


def grant_of(update: Packet, now: int) -> Grant:
    """Return the registration that an UPDATE asks for, from now."""
    seconds = update.lifetime.value
    return Grant(number=update.update_id, until=some(now + seconds) if seconds > 0 else NOTHING)


def observe_reception(history: History, event: Event) -> History:
    """Write down that a host has answered an I1."""
    answerers = history.answerers
    return replace(history, answerers=answerers.add(event.pair.host) if event.kind == Kind.I1 else answerers)


def observe_relay(history: History, before: World, event: Event, after: World) -> History:
    """Write down what a server passed on, and what it grew by."""
    if not newly_sent(before, event.reply, after):
        return history
    packet = before.environment.sent[event.frame].value
    passed = after.environment.sent[event.reply].value
    server = event.pair.host
    voucher = Voucher(server=server, client=event.pair.peer, initiator=packet.sender, address=packet.source)
    return replace(
        history,
        vouchers=history.vouchers.add(voucher),
        helped=history.helped.add(event.reply),
        relayed=history.relayed.set(server, history.relayed[server] + 1),
        received=history.received.set(server, history.received[server] + packet.length),
        passed=history.passed.set(server, history.passed[server] + passed.length),
    )
