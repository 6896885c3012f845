"""History of HIP: what `hipspec.network.history` writes down, and more, for the properties of HIP alone."""

from dataclasses import dataclass

from hipspec.hip.association import Status
from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Pair, Socket
from hipspec.hip.packets import Packet
from hipspec.hip.world import Event, World
from hipspec.language import NOTHING, Map, Set, Tally, replace, some
from hipspec.network import history as network
from hipspec.network.events import Happening
from hipspec.network.history import Challenge, Promise, Reading, Reply, issued_and_read, with_exchange, with_list


@dataclass(frozen=True)
class Numbered:
    """A number that an association has used up: an Update ID, or an ESP sequence number of an epoch."""

    pair: Pair
    epoch: int
    number: int


@dataclass(frozen=True)
class Heard:
    """A socket was given data that was protected with the key of this host."""

    socket: Socket
    sender: HIT


@dataclass(frozen=True)
class History(network.History):
    """What has happened: what every protocol remembers (lists are numbered by Update ID), and what HIP adds.

    Attributes:
        processed: the Update IDs that were processed.
        order, former_order: by position, the list of the peer that is in force, and the one before it.
        received: bytes that counted as coming from the peer.
        spent: bytes that went to addresses of the peer that were not verified.
        balance: received less spent, for each association, with the total over all.
        received_total, spent_total: the same over all associations.
        recent, peak: bytes received since the last ageing, and the most between any two ageings.
        credited: the payload that earned credit.
        heard: what sockets were given.
    """

    processed: Set[Numbered] = Set()
    order: Map[Pair, Map[int, Address]] = Map(Map(NOWHERE))
    former_order: Map[Pair, Map[int, Address]] = Map(Map(NOWHERE))
    received: Map[Pair, int] = Map(0)
    spent: Map[Pair, int] = Map(0)
    balance: Tally[Pair] = Tally()
    received_total: int = 0
    spent_total: int = 0
    recent: Map[Pair, int] = Map(0)
    peak: Map[Pair, int] = Map(0)
    credited: Set[Numbered] = Set()
    heard: Set[Heard] = Set()


def initial_history(world: World) -> History:
    """Begin with nothing having happened."""
    del world
    return History()


def observe(  # noqa: C901, PLR0911  # one case for each happening
    history: History, before: World, event: Event, after: World
) -> History:
    """Write down what happened in one step."""
    del after
    if event.happening == Happening.ESTABLISHED:
        return observe_establishment(history, before, event)
    if event.happening == Happening.ANNOUNCED:
        return observe_announcement(history, event)
    if event.happening == Happening.LISTED:
        return observe_list(observe_processing(observe_reply(history, before, event), event), before, event)
    if event.happening == Happening.PROCESSED:
        return observe_processing(observe_reply(history, before, event), event)
    if event.happening == Happening.REPEATED:
        return observe_reply(history, before, event)
    if event.happening == Happening.CHALLENGED:
        return replace(
            history,
            issued=history.issued.add(Challenge(pair=event.pair, address=event.address, nonce=event.nonce)),
        )
    if event.happening == Happening.OVERHEARD:
        return observe_overhearing(history, before, event)
    if event.happening == Happening.SENT:
        return observe_sending(history, before, event)
    if event.happening == Happening.RECEIVED:
        return observe_receipt(history, before, event)
    if event.happening == Happening.AGED:
        return replace(history, recent=history.recent.set(event.pair, 0))
    return history


def observe_establishment(history: History, before: World, event: Event) -> History:
    """Write down where a base exchange has shown both hosts to be, and with it the first list of each."""
    there = Pair(event.pair.peer, event.pair.host)
    order = history.order
    return replace(
        with_exchange(history, before, event),
        order=order.set(event.pair, order[event.pair].set(0, event.address)).set(
            there, order[there].set(0, event.other)
        ),
    )


def observe_announcement(history: History, event: Event) -> History:
    """Write down which addresses an honest host has announced, and under which Update ID."""
    announced = history.announced
    return replace(
        history,
        announced=announced.set(
            event.pair,
            announced[event.pair].merge(event.locators.value.entries, lambda ever, offer: ever or offer.listed),
        ),
        last_announced=history.last_announced.set(event.pair, event.number),
    )


def observe_reply(history: History, before: World, event: Event) -> History:
    """Write down that an honest host read a challenge where it arrived, and answered it."""
    update = before.environment.sent[event.frame].value
    asked = update.echo_request
    host = event.pair.host
    return replace(
        history,
        readings=with_reading(history, before, update, host),
        replies=history.replies.add(Reply(host=host, nonce=asked.value)) if asked.present else history.replies,
    )


def with_reading(history: History, world: World, packet: Packet, reader: HIT) -> Set[Reading]:
    """Return the readings, and if a challenge was read by somebody who sits where it went, that reading as well."""
    asked = packet.echo_request
    sitter = world.environment.at[packet.destination]
    is_there = sitter == reader or (reader == NOBODY and not world.environment.honest.has(sitter))
    readings = history.readings
    return (
        readings.add(Reading(nonce=asked.value, address=packet.destination, reader=reader))
        if asked.present and is_there
        else readings
    )


def observe_processing(history: History, event: Event) -> History:
    """Write down that an Update ID was processed."""
    return replace(history, processed=history.processed.add(Numbered(pair=event.pair, epoch=0, number=event.number)))


def observe_list(history: History, before: World, event: Event) -> History:
    """Write down which list is in force, and what it promises."""
    update = before.environment.sent[event.frame].value
    now = before.environment.now
    return replace(
        with_list(history, event),
        order=history.order.set(event.pair, update.locators.value.order),
        former_order=history.former_order.set(event.pair, history.order[event.pair]),
        promised=history.promised.set(
            event.pair,
            history.promised[event.pair].merge(
                update.locators.value.entries,
                lambda promise, offer: (
                    Promise(made=True, until=some(now + offer.lifetime.value) if offer.lifetime.present else NOTHING)
                    if offer.listed
                    else promise
                ),
            ),
        ),
    )


def observe_overhearing(history: History, before: World, event: Event) -> History:
    """Write down that the attacker read a challenge at the address that it went to."""
    packet = before.environment.sent[event.frame].value
    return replace(history, readings=with_reading(history, before, packet, NOBODY))


def verified(history: History, world: World, pair: Pair, address: Address) -> bool:
    """Whether the challenge that stands behind an ACTIVE address was read at that very address."""
    locator = world.associations[pair].locators[address]
    return (
        locator.status == Status.ACTIVE
        and locator.challenge.present
        and issued_and_read(history, Challenge(pair=pair, address=address, nonce=locator.challenge.value))
    )


def observe_sending(history: History, before: World, event: Event) -> History:
    """Count the bytes that went to an address that was not verified."""
    pair = event.pair
    size = 0 if verified(history, before, pair, event.address) else event.size
    return replace(
        history,
        spent=history.spent.set(pair, history.spent[pair] + size),
        flooded=history.flooded.set(event.address, history.flooded[event.address] + size),
        balance=history.balance.add(pair, 0 - size),
        spent_total=history.spent_total + size,
    )


def owner_of(world: World, packet: Packet) -> HIT:
    """Return whose key protects a packet, or nobody."""
    keys = world.environment.keys
    known = packet.mac.present and keys[packet.mac.value].present
    return keys[packet.mac.value].value.host if known else NOBODY


def observe_receipt(history: History, before: World, event: Event) -> History:
    """Count the bytes that came from a peer, and write down which socket got them."""
    pair = event.pair
    data = before.environment.sent[event.frame].value
    recent = history.recent[pair] + event.size
    peak = history.peak[pair]
    sender = owner_of(before, data)
    return replace(
        history,
        received=history.received.set(pair, history.received[pair] + event.size),
        balance=history.balance.add(pair, event.size),
        received_total=history.received_total + event.size,
        recent=history.recent.set(pair, recent),
        peak=history.peak.set(pair, recent if recent > peak else peak),
        credited=history.credited.add(Numbered(pair=pair, epoch=data.epoch, number=data.number)),
        heard=history.heard.add(Heard(socket=event.socket, sender=sender)),
    )
