"""History: what `hipspec.network.history` writes down, and which list a check was for."""

from dataclasses import dataclass

from hipspec.hip.names import HIT, NOBODY, Address, Nonce, Pair
from hipspec.language import Map, Set, replace, some
from hipspec.network import history as network
from hipspec.network.events import Happening
from hipspec.network.history import Challenge, Promise, Reading, Reply, issued_and_read, with_exchange, with_list
from hipspec.paper.association import NO_REA, Status
from hipspec.paper.packets import Kind, Packet
from hipspec.paper.world import Event, World


@dataclass(frozen=True)
class History(network.History):
    """What has happened: what every protocol remembers (lists are numbered by REA_ID), and what this one adds.

    Attributes:
        issued_for: for each AC_ID drawn, the REA_ID of the list that it checks.
    """

    issued_for: Map[Nonce, int] = Map(NO_REA)


def initial_history(world: World) -> History:
    """Begin with nothing having happened."""
    del world
    return History()


def observe(history: History, before: World, event: Event, after: World) -> History:  # noqa: PLR0911  # one return for each happening
    """Write down what happened in one step."""
    del after
    if event.happening == Happening.ESTABLISHED:
        established = with_exchange(history, before, event)
        issued_for = history.issued_for.set(event.nonce, NO_REA).set(event.other_nonce, NO_REA)
        return replace(established, issued_for=issued_for)
    if event.happening == Happening.ANNOUNCED:
        return observe_announcement(history, before, event)
    if event.happening == Happening.LISTED:
        return observe_list(history, before, event)
    if event.happening == Happening.CHALLENGED:
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
    return replace(
        with_list(history, event),
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
        and issued_and_read(history, Challenge(pair=pair, address=address, nonce=locator.check.value))
    )
