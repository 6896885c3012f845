"""History: what has happened so far, written by `observe` alone, read by properties alone.

Its parts (`Challenge`, `Reading`, `Reply`, `Promise`) are those of `hipspec.hip.history`.
"""

from dataclasses import dataclass

from hipspec.hip.history import NO_PROMISE, Challenge, Promise, Reading, Reply
from hipspec.hip.names import HIT, NOBODY, Address, Nonce, Pair
from hipspec.language import NOTHING, Map, Set, replace, some
from hipspec.paper.association import NO_REA, Status
from hipspec.paper.packets import Kind, Packet
from hipspec.paper.world import Event, Happening, World, is_there


@dataclass(frozen=True)
class History:
    """What has happened.

    Attributes:
        announced: for (announcer, audience), every address that was announced by a host that sat there.
        last_announced: for (announcer, audience), the REA_ID of the last announcement.
        issued, readings, replies: checks drawn, checks read, checks answered by honest hosts.
        issued_for: for each AC_ID drawn, the REA_ID of the list that it checks.
        newest, in_force: the highest REA_ID whose list was put into force, and the one in force now.
        promised: for (host, peer), what the peer asked for at each address.
        flooded: for each address, the bytes that all hosts sent there while it was not verified.
        latest: the latest time that it ever was.
    """

    announced: Map[Pair, Map[Address, bool]]
    last_announced: Map[Pair, int]
    issued: Set[Challenge]
    readings: Set[Reading]
    replies: Set[Reply]
    issued_for: Map[Nonce, int]
    newest: Map[Pair, int]
    in_force: Map[Pair, int]
    promised: Map[Pair, Map[Address, Promise]]
    flooded: Map[Address, int]
    latest: int


def initial_history(world: World) -> History:
    """Begin with nothing having happened."""
    del world
    return History(
        announced=Map(Map(False)),  # noqa: FBT003  # a total map from addresses to truth
        last_announced=Map(NO_REA),
        issued=Set(),
        readings=Set(),
        replies=Set(),
        issued_for=Map(NO_REA),
        newest=Map(NO_REA),
        in_force=Map(NO_REA),
        promised=Map(Map(NO_PROMISE)),
        flooded=Map(0),
        latest=0,
    )


def observe(history: History, before: World, event: Event, after: World) -> History:  # noqa: PLR0911  # one return for each happening
    """Write down what happened in one step."""
    if event.happening == Happening.ESTABLISHED:
        return observe_establishment(history, before, event)
    if event.happening == Happening.ANNOUNCED:
        return observe_announcement(history, before, event)
    if event.happening == Happening.LISTED:
        return observe_list(history, before, event)
    if event.happening == Happening.CHECKED:
        challenge = Challenge(pair=event.pair, address=event.address, nonce=event.nonce)
        return replace(
            history,
            issued=history.issued.add(challenge),
            issued_for=history.issued_for.set(event.nonce, event.number),
        )
    if event.happening == Happening.ANSWERED:
        return observe_answer(history, before, event)
    if event.happening == Happening.OVERHEARD:
        return observe_overhearing(history, before, event)
    if event.happening == Happening.SENT:
        size = 0 if verified(history, before, event.pair, event.address) else event.size
        return replace(history, flooded=history.flooded.set(event.address, history.flooded[event.address] + size))
    if event.happening == Happening.WAITED:
        now = after.environment.now
        return replace(history, latest=now if now > history.latest else history.latest)
    return history


def observe_establishment(history: History, before: World, event: Event) -> History:
    """Write down where a base exchange has shown both hosts to be."""
    there = Pair(event.pair.peer, event.pair.host)
    at_peers = Reading(nonce=event.nonce, address=event.address, reader=reader_of(before, event.pair.peer))
    at_hosts = Reading(nonce=event.other_nonce, address=event.other, reader=reader_of(before, event.pair.host))
    seen = is_there(before.environment, event.pair.peer, event.address)
    seen_too = is_there(before.environment, event.pair.host, event.other)
    readings = history.readings.add(at_peers) if seen else history.readings
    promise = Promise(made=True, until=NOTHING)
    promised = history.promised
    return replace(
        history,
        announced=history.announced.set(there, history.announced[there].set(event.address, True)).set(  # noqa: FBT003  # as above
            event.pair,
            history.announced[event.pair].set(event.other, True),  # noqa: FBT003  # as above
        ),
        issued=history.issued.add(Challenge(pair=event.pair, address=event.address, nonce=event.nonce)).add(
            Challenge(pair=there, address=event.other, nonce=event.other_nonce)
        ),
        issued_for=history.issued_for.set(event.nonce, NO_REA).set(event.other_nonce, NO_REA),
        readings=readings.add(at_hosts) if seen_too else readings,
        replies=history.replies.add(Reply(host=event.pair.peer, nonce=event.nonce)).add(
            Reply(host=event.pair.host, nonce=event.other_nonce)
        ),
        promised=promised.set(event.pair, promised[event.pair].set(event.address, promise)).set(
            there, promised[there].set(event.other, promise)
        ),
    )


def reader_of(world: World, host: HIT) -> HIT:
    """Return who is said to have read something: an honest host by its name, all others as nobody."""
    return host if world.environment.honest.has(host) else NOBODY


def observe_announcement(history: History, before: World, event: Event) -> History:
    """Write down which of its addresses a host has announced, and under which REA_ID."""
    host = event.pair.host
    announced = history.announced
    own = event.addresses.merge(
        before.environment.at, lambda entry, sits: replace(entry, listed=entry.listed and sits == host)
    )
    return replace(
        history,
        announced=announced.set(event.pair, announced[event.pair].merge(own, lambda ever, entry: ever or entry.listed)),
        last_announced=history.last_announced.set(event.pair, event.number),
    )


def observe_list(history: History, before: World, event: Event) -> History:
    """Write down which list is in force, and what it promises."""
    rea = before.environment.sent[event.frame].value
    now = before.environment.now
    newest = history.newest[event.pair]
    return replace(
        history,
        in_force=history.in_force.set(event.pair, event.number),
        newest=history.newest.set(event.pair, event.number if event.number > newest else newest),
        promised=history.promised.set(
            event.pair,
            history.promised[event.pair].merge(
                rea.addresses,
                lambda promise, entry: (
                    Promise(made=True, until=some(now + entry.lifetime)) if entry.listed else promise
                ),
            ),
        ),
    )


def with_reading(history: History, packet: Packet, reader: HIT) -> Set[Reading]:
    """Return the readings, and if a packet carries an AC_ID, that it was read where the packet went."""
    ac_id = packet.ac_id
    readings = history.readings
    return (
        readings.add(Reading(nonce=ac_id.value, address=packet.destination, reader=reader))
        if ac_id.present
        else readings
    )


def observe_answer(history: History, before: World, event: Event) -> History:
    """Write down that a host read an AC where it arrived, and answered it."""
    ac = before.environment.sent[event.frame].value
    host = event.pair.host
    arrived = before.environment.at[ac.destination] == host
    return replace(
        history,
        readings=with_reading(history, ac, reader_of(before, host)) if arrived else history.readings,
        replies=history.replies.add(Reply(host=host, nonce=ac.ac_id.value)) if ac.ac_id.present else history.replies,
    )


def observe_overhearing(history: History, before: World, event: Event) -> History:
    """Write down that the attacker read an AC at the address that it went to."""
    packet = before.environment.sent[event.frame].value
    arrived = not before.environment.honest.has(before.environment.at[packet.destination])
    return replace(
        history,
        readings=with_reading(history, packet, NOBODY) if packet.kind == Kind.AC and arrived else history.readings,
    )


def verified(history: History, world: World, pair: Pair, address: Address) -> bool:
    """Whether the AC that stands behind an ACTIVE address was read at that very address."""
    locator = world.associations[pair].locators[address]
    return (
        locator.status == Status.ACTIVE
        and locator.check.present
        and history.issued.has(Challenge(pair=pair, address=address, nonce=locator.check.value))
        and (
            history.readings.has(Reading(nonce=locator.check.value, address=address, reader=pair.peer))
            or history.readings.has(Reading(nonce=locator.check.value, address=address, reader=NOBODY))
        )
    )
