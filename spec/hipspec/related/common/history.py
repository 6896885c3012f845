"""History: what has happened so far, written by `observe` alone, read by properties alone."""

from dataclasses import dataclass

from hipspec.language import NOTHING, Map, Maybe, Set, replace
from hipspec.related.common.names import NOBODY, Address, Frame, Host, Pair, Place
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.session import NO_SESSION, Session, State
from hipspec.related.common.transmission import is_an_attacker
from hipspec.related.common.world import Event, Happening, World


@dataclass(frozen=True)
class History:
    """What has happened, with what it was at the beginning: nothing.

    Attributes:
        places: who ever was where; the attacker as NOBODY.
        authors: who made a packet; NOBODY for the attacker. A copy has the author of its original.
        moves: how often a host has moved, by (host, peer).
        ordinals: how often the author had moved when it made a packet.
        newest: the highest of these that ever made a host change where the peer is, or may be.
        genuine: whether a session was opened by a packet that the peer itself had made.
        provoked: the packets that a host sent in answer to what the attacker had made, and copies of them.
        received: the bytes that arrived in an open session, or in one that waits for the peer to come back.
        heard: the bytes of HELLOs that arrived.
        strayed: the bytes of data that a host sent where neither itself nor the peer nor the attacker ever was.
        reflected: the bytes of REPLYs that it sent there.
        probed: the bytes of probes, of answers and of what closes a session that it sent there.
        parted: what hosts remembered of each other when two were last somewhere else at once.
        early: what was sent before that.
        reached: whom data of a peer has reached that was sent since, from where the peer is.
    """

    places: Set[Place] = Set()
    authors: Map[Frame, Host] = Map(NOBODY)
    moves: Map[Pair, int] = Map(0)
    ordinals: Map[Frame, int] = Map(0)
    newest: Map[Pair, int] = Map(0)
    genuine: Map[Pair, bool] = Map(False)  # noqa: FBT003  # a total map from pairs to truth
    provoked: Set[Frame] = Set()
    received: Map[Pair, int] = Map(0)
    heard: Map[Pair, int] = Map(0)
    strayed: Map[Pair, int] = Map(0)
    reflected: Map[Pair, int] = Map(0)
    probed: Map[Pair, int] = Map(0)
    parted: Map[Pair, Session] = Map(NO_SESSION)
    early: Map[Frame, Maybe[Packet]] = Map(NOTHING)
    reached: Set[Pair] = Set()


def initial_history(world: World) -> History:
    """Begin with nothing having happened."""
    del world
    return History()


def is_strange(history: History, peer: Host, address: Address) -> bool:
    """Whether neither a peer nor the attacker ever was at an address."""
    return not history.places.has(Place(peer, address)) and not history.places.has(Place(NOBODY, address))


def sees_elsewhere(before: Session, after: Session) -> bool:
    """Whether a host with an open session has changed its mind about where the peer is, or may be."""
    return before.state == State.OPEN and (before.there != after.there or before.candidate != after.candidate)


def is_under_way(session: Session) -> bool:
    """Whether a session was opened, and is not over."""
    return session.state == State.OPEN or session.state == State.WAITING


def observe(history: History, before: World, event: Event, after: World) -> History:
    """Write down what happened in one step."""
    if event.happening == Happening.TAKEN:
        host = NOBODY if is_an_attacker(before.environment, event.pair.host) else event.pair.host
        somebody = event.pair.host != NOBODY
        places = history.places
        return replace(history, places=places.add(Place(host, event.address)) if somebody else places)
    if event.happening == Happening.JUMPED:
        return observe_parting(history, before, event)
    if event.happening == Happening.COPIED:
        return replace(
            history,
            authors=history.authors.set(event.sent, history.authors[event.arrived]),
            ordinals=history.ordinals.set(event.sent, history.ordinals[event.arrived]),
            provoked=provoked_with(history, event, provoked=history.provoked.has(event.arrived)),
        )
    if event.happening == Happening.ACTED:
        acted = observe_session(history, before, event, after)
        return observe_sending(acted, event, after)
    if event.happening == Happening.ARRIVED:
        arrived = observe_session(observe_arrival(history, before, event, after), before, event, after)
        return observe_sending(arrived, event, after)
    return history


def observe_parting(history: History, before: World, event: Event) -> History:
    """Write down what two hosts that are somewhere else at once leave behind."""
    pair = event.pair
    places = history.places.add(Place(pair.host, event.address)).add(Place(pair.peer, event.other))
    return replace(history, places=places, parted=before.sessions, early=before.environment.sent, reached=Set())


def observe_session(history: History, before: World, event: Event, after: World) -> History:
    """Write down what became of a session: whether the host moved, and who opened it."""
    pair = event.pair
    elsewhere = before.sessions[pair].here != after.sessions[pair].here
    moved = event.happening == Happening.ACTED and before.sessions[pair].state == State.OPEN and elsewhere
    state = before.sessions[pair].state
    opens = state != State.OPEN and state != State.WAITING and after.sessions[pair].state == State.OPEN
    own = event.happening == Happening.ACTED or history.authors[event.arrived] == pair.peer
    return replace(
        history,
        moves=history.moves.set(pair, history.moves[pair] + 1 if moved else history.moves[pair]),
        genuine=history.genuine.set(pair, own if opens else history.genuine[pair]),
    )


def observe_arrival(history: History, before: World, event: Event, after: World) -> History:
    """Write down how much arrived, and whether it made the host look for the peer elsewhere."""
    pair = event.pair
    packet = before.environment.sent[event.arrived].value
    ordinal = history.ordinals[event.arrived]
    elsewhere = sees_elsewhere(before.sessions[pair], after.sessions[pair])
    newest = history.newest[pair]
    received = packet.size if is_under_way(before.sessions[pair]) else 0
    heard = packet.size if packet.kind == Kind.HELLO else 0
    return replace(
        history,
        newest=history.newest.set(pair, ordinal if elsewhere and ordinal > newest else newest),
        received=history.received.set(pair, history.received[pair] + received),
        heard=history.heard.set(pair, history.heard[pair] + heard),
        reached=history.reached.add(pair) if is_heard_anew(history, before, event) else history.reached,
    )


def is_heard_anew(history: History, before: World, event: Event) -> bool:
    """Whether what has arrived is data, sent since two hosts were somewhere else at once, from where its sender is."""
    packet = before.environment.sent[event.arrived].value
    late = not history.early[event.arrived].present
    return packet.kind == Kind.DATA and late and before.environment.at[packet.source] == packet.sender


def observe_sending(history: History, event: Event, after: World) -> History:
    """Write down who made what was sent, and how much of it went where the peer never was."""
    if not after.environment.sent[event.sent].present:
        return history
    pair = event.pair
    packet = after.environment.sent[event.sent].value
    answers = event.happening == Happening.ARRIVED and history.authors[event.arrived] == NOBODY
    at_home = history.places.has(Place(pair.host, packet.destination))
    stray = packet.size if is_strange(history, pair.peer, packet.destination) and not at_home else 0
    return replace(
        history,
        authors=history.authors.set(event.sent, pair.host),
        ordinals=history.ordinals.set(event.sent, history.moves[pair]),
        provoked=provoked_with(history, event, provoked=answers),
        strayed=history.strayed.set(pair, history.strayed[pair] + (stray if packet.kind == Kind.DATA else 0)),
        reflected=history.reflected.set(pair, history.reflected[pair] + (stray if packet.kind == Kind.REPLY else 0)),
        probed=history.probed.set(pair, history.probed[pair] + (stray if checks_or_closes(packet) else 0)),
    )


def provoked_with(history: History, event: Event, *, provoked: bool) -> Set[Frame]:
    """Return what was provoked, once something was sent that was, or was not."""
    return history.provoked.add(event.sent) if provoked else history.provoked


def checks_or_closes(packet: Packet) -> bool:
    """Whether a packet is a probe, an answer or a CLOSE: neither data, nor of an opening, nor about a move."""
    return packet.kind == Kind.PROBE or packet.kind == Kind.ANSWER or packet.kind == Kind.CLOSE


def amplified(history: History, pair: Pair) -> int:
    """Return the bytes of a session, of data and of all that checks or closes, that went where nobody has asked."""
    return history.strayed[pair] + history.probed[pair]
