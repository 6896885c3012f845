"""History: what has happened so far, written by `observe` alone, read by properties alone.

No rule, and nothing of the environment, can see it; a source check proves that. Most of it only ever grows, so a
property says "was read there", never "sits there now".
"""

from dataclasses import dataclass

from hipspec.hip.association import Status
from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Nonce, Pair, Socket
from hipspec.hip.packets import Packet
from hipspec.hip.world import Event, Happening, World
from hipspec.language import NOTHING, Map, Maybe, Set, Tally, replace, some


@dataclass(frozen=True)
class Challenge:
    """A host drew this nonce to check this address of this peer."""

    pair: Pair
    address: Address
    nonce: Nonce


@dataclass(frozen=True)
class Reading:
    """A nonce was read at an address: by an honest host, or by the attacker (NOBODY)."""

    nonce: Nonce
    address: Address
    reader: HIT


@dataclass(frozen=True)
class Reply:
    """An honest host answered a challenge with its nonce."""

    host: HIT
    nonce: Nonce


@dataclass(frozen=True)
class Numbered:
    """A number that an association has used up: an Update ID, or an ESP sequence number of an epoch."""

    pair: Pair
    epoch: int
    number: int


@dataclass(frozen=True)
class Promise:
    """Whether the peer asked for traffic to an address, and until when (NOTHING: without end)."""

    made: bool
    until: Maybe[int]


@dataclass(frozen=True)
class Heard:
    """A socket was given data that was protected with the key of this host."""

    socket: Socket
    sender: HIT


NO_PROMISE = Promise(made=False, until=NOTHING)


@dataclass(frozen=True)
class History:
    """What has happened.

    Attributes:
        announced: for (announcer, audience), every address that was ever announced.
        last_announced: for (announcer, audience), the Update ID of the last announcement.
        issued, readings, replies: challenges drawn, challenges read, challenges answered by honest hosts.
        processed: the Update IDs that were processed.
        order, former_order: by position, the list of the peer that is in force, and the one before it.
        newest, in_force: the highest Update ID whose list was put into force, and the one in force now.
        promised: for (host, peer), what the peer asked for at each address.
        received: bytes that counted as coming from the peer.
        spent: bytes that went to addresses of the peer that were not verified.
        flooded: for each address, the bytes that all hosts sent there while it was not verified.
        balance: received less spent, for each association, with the total over all.
        received_total, spent_total: the same over all associations.
        recent, peak: bytes received since the last ageing, and the most between any two ageings.
        credited: the payload that earned credit.
        heard: what sockets were given.
    """

    announced: Map[Pair, Map[Address, bool]]
    last_announced: Map[Pair, int]
    issued: Set[Challenge]
    readings: Set[Reading]
    replies: Set[Reply]
    processed: Set[Numbered]
    order: Map[Pair, Map[int, Address]]
    former_order: Map[Pair, Map[int, Address]]
    newest: Map[Pair, int]
    in_force: Map[Pair, int]
    promised: Map[Pair, Map[Address, Promise]]
    received: Map[Pair, int]
    spent: Map[Pair, int]
    flooded: Map[Address, int]
    balance: Tally[Pair]
    received_total: int
    spent_total: int
    recent: Map[Pair, int]
    peak: Map[Pair, int]
    credited: Set[Numbered]
    heard: Set[Heard]


def initial_history(world: World) -> History:
    """Begin with nothing having happened."""
    del world
    return History(
        announced=Map(Map(False)),  # noqa: FBT003  # a total map from addresses to truth
        last_announced=Map(-1),
        issued=Set(),
        readings=Set(),
        replies=Set(),
        processed=Set(),
        order=Map(Map(NOWHERE)),
        former_order=Map(Map(NOWHERE)),
        newest=Map(-1),
        in_force=Map(-1),
        promised=Map(Map(NO_PROMISE)),
        received=Map(0),
        spent=Map(0),
        flooded=Map(0),
        balance=Tally(),
        received_total=0,
        spent_total=0,
        recent=Map(0),
        peak=Map(0),
        credited=Set(),
        heard=Set(),
    )


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
    """Write down where a base exchange has shown both hosts to be."""
    there = Pair(event.pair.peer, event.pair.host)
    answered = with_answer(history.readings, before, event.nonce, event.address, event.pair.peer)
    promise = Promise(made=True, until=NOTHING)
    promised = history.promised
    return replace(
        history,
        announced=history.announced.set(there, history.announced[there].set(event.address, True)).set(  # noqa: FBT003
            event.pair,
            history.announced[event.pair].set(event.other, True),  # noqa: FBT003
        ),
        issued=history.issued.add(Challenge(pair=event.pair, address=event.address, nonce=event.nonce)).add(
            Challenge(pair=there, address=event.other, nonce=event.other_nonce)
        ),
        readings=with_answer(answered, before, event.other_nonce, event.other, event.pair.host),
        replies=history.replies.add(Reply(host=event.pair.peer, nonce=event.nonce)).add(
            Reply(host=event.pair.host, nonce=event.other_nonce)
        ),
        order=history.order.set(event.pair, history.order[event.pair].set(0, event.address)).set(
            there, history.order[there].set(0, event.other)
        ),
        promised=promised.set(event.pair, promised[event.pair].set(event.address, promise)).set(
            there, promised[there].set(event.other, promise)
        ),
    )


def with_answer(readings: Set[Reading], world: World, nonce: Nonce, address: Address, host: HIT) -> Set[Reading]:
    """Return the readings, and that a nonce was read at an address by a host, or by a friend, who sits there."""
    sitter = world.environment.at[address]
    friend = not world.environment.honest.has(host) and not world.environment.honest.has(sitter)
    own = readings.add(Reading(nonce=nonce, address=address, reader=host)) if sitter == host else readings
    return own.add(Reading(nonce=nonce, address=address, reader=NOBODY)) if friend else own


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
    newest = history.newest[event.pair]
    return replace(
        history,
        order=history.order.set(event.pair, update.locators.value.order),
        former_order=history.former_order.set(event.pair, history.order[event.pair]),
        in_force=history.in_force.set(event.pair, event.number),
        newest=history.newest.set(event.pair, event.number if event.number > newest else newest),
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
        and history.issued.has(Challenge(pair=pair, address=address, nonce=locator.challenge.value))
        and (
            history.readings.has(Reading(nonce=locator.challenge.value, address=address, reader=pair.peer))
            or history.readings.has(Reading(nonce=locator.challenge.value, address=address, reader=NOBODY))
        )
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
