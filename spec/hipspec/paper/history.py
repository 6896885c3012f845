"""History: what has happened so far, written by `observe` alone, read by properties alone.

Its parts (`Challenge`, `Reading`, `Reply`, `Promise`) are those of `hipspec.hip.history`.
"""

from dataclasses import dataclass

from hipspec.hip.history import NO_PROMISE, Challenge, Promise, Reading, Reply
from hipspec.hip.names import NOBODY, Address, Nonce, Pair
from hipspec.language import NOTHING, Map, Set, replace, some
from hipspec.paper.association import NO_REA, Status
from hipspec.paper.packets import Kind
from hipspec.paper.world import Event, Happening, World


@dataclass(frozen=True)
class History:
    """What has happened.

    Attributes:
        announced: for (announcer, audience), every address that was ever announced.
        last_announced: for (announcer, audience), the REA_ID of the last announcement.
        issued, readings, replies: checks drawn, checks read, checks answered by honest hosts.
        issued_for: for each AC_ID drawn, the REA_ID of the list that it checks.
        newest, in_force: the highest REA_ID whose list was put into force, and the one in force now.
        promised: for (host, peer), what the peer asked for at each address.
        flooded: for each address, the bytes that all hosts sent there while it was not verified.
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
    )


def observe(history: History, before: World, event: Event, after: World) -> History:  # noqa: PLR0911  # one return for each happening
    """Write down what happened in one step."""
    if event.happening == Happening.ESTABLISHED:
        return observe_establishment(history, before, event)
    if event.happening == Happening.ANNOUNCED:
        return observe_announcement(history, event, after)
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
    return history


def observe_establishment(history: History, before: World, event: Event) -> History:
    """Write down where a base exchange has shown both hosts to be."""
    there = Pair(event.pair.peer, event.pair.host)
    reader = event.pair.peer if before.environment.honest.has(event.pair.peer) else NOBODY
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
        readings=history.readings.add(Reading(nonce=event.nonce, address=event.address, reader=reader)).add(
            Reading(nonce=event.other_nonce, address=event.other, reader=event.pair.host)
        ),
        replies=history.replies.add(Reply(host=event.pair.peer, nonce=event.nonce)).add(
            Reply(host=event.pair.host, nonce=event.other_nonce)
        ),
        promised=promised.set(event.pair, promised[event.pair].set(event.address, promise)).set(
            there, promised[there].set(event.other, promise)
        ),
    )


def observe_announcement(history: History, event: Event, after: World) -> History:
    """Write down which addresses an honest host has announced, and under which REA_ID."""
    rea = after.environment.sent[event.frame].value
    announced = history.announced
    return replace(
        history,
        announced=announced.set(
            event.pair, announced[event.pair].merge(rea.addresses, lambda ever, entry: ever or entry.listed)
        ),
        last_announced=history.last_announced.set(event.pair, rea.rea_id),
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


def observe_answer(history: History, before: World, event: Event) -> History:
    """Write down that an honest host read an AC where it arrived, and answered it."""
    ac = before.environment.sent[event.frame].value
    is_there = before.environment.at[ac.destination] == event.pair.host
    reading = Reading(nonce=ac.ac_id.value, address=ac.destination, reader=event.pair.host)
    reply = Reply(host=event.pair.host, nonce=ac.ac_id.value)
    return replace(
        history,
        readings=history.readings.add(reading) if ac.ac_id.present and is_there else history.readings,
        replies=history.replies.add(reply) if ac.ac_id.present else history.replies,
    )


def observe_overhearing(history: History, before: World, event: Event) -> History:
    """Write down that the attacker read an AC at the address that it went to."""
    packet = before.environment.sent[event.frame].value
    is_there = not before.environment.honest.has(before.environment.at[packet.destination])
    reading = Reading(nonce=packet.ac_id.value, address=packet.destination, reader=NOBODY)
    return replace(
        history,
        readings=history.readings.add(reading)
        if packet.kind == Kind.AC and packet.ac_id.present and is_there
        else history.readings,
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
