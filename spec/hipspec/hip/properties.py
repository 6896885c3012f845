"""What must never happen, for any number of hosts, addresses, packets and attackers.

An invariant is a function of the history, the world and of parameters that are universally quantified. A step
property is a function of the history and world before, the event, and the history and world after.
"""

from hipspec.hip.association import CREDIT_AGING_INTERVAL, LOCATOR_LIMIT, RECEIVE_WINDOW, State, Status
from hipspec.hip.history import Heard, History, Numbered, verified
from hipspec.hip.names import HIT, Address, Pair, Socket
from hipspec.hip.world import Event, World
from hipspec.language import expected_attack, implies, invariant, step_property
from hipspec.network.events import Happening
from hipspec.network.history import Reading, Reply
from hipspec.network.properties import (
    announcements_are_numbered_in_order,
    no_data_after_the_lifetime,
    no_return_to_an_older_list,
)


def protected(world: World, host: HIT, peer: HIT) -> bool:
    """Whether both hosts are honest and the attacker lacks the peer's identity or its session key; one is enough."""
    key = world.associations[Pair(host, peer)].key_in
    return (
        world.environment.honest.has(host)
        and world.environment.honest.has(peer)
        and (
            not world.environment.stolen_identities.has(peer)
            or (key.present and not world.environment.known_keys.has(key.value))
        )
    )


@invariant(clause="RFC 8046 6.1", paper="2.3, figure 3")
def no_address_stealing(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """What a host binds to an honest peer's identity is only what that peer itself announced."""
    bound = world.associations[Pair(host, peer)].locators[address].status != Status.UNKNOWN
    return implies(protected(world, host, peer) and bound, history.announced[Pair(peer, host)][address])


@invariant(clause="RFC 8046 5.4, 6.2.1", paper="2.3, figure 4")
def no_unverified_rebinding(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """An address is ACTIVE only if this very challenge was read at this very address, and an honest peer answered."""
    pair = Pair(host, peer)
    locator = world.associations[pair].locators[address]
    return implies(
        locator.status == Status.ACTIVE,
        verified(history, world, pair, address)
        and implies(
            protected(world, host, peer),
            history.replies.has(Reply(host=peer, nonce=locator.challenge.value)),
        ),
    )


@invariant(clause="RFC 8046 5.6, 6.2.1", paper="2.3, figure 4")
def no_flooding(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """Bytes to unverified addresses of a peer never exceed the bytes that came from that peer."""
    del world
    return history.spent[Pair(host, peer)] <= history.received[Pair(host, peer)]


@invariant(clause="RFC 8046 5.6, 6.2.1", paper="2.3, figure 4")
def no_flooding_of_a_victim(history: History, world: World, victim: Address) -> bool:
    """Bytes that all hosts send to an unverified address never exceed the bytes that all their peers sent first."""
    del world
    return history.flooded[victim] <= history.received_total


@invariant(clause="RFC 8046 5.6.2")
def no_saved_up_burst(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """The credit never exceeds eight times the most that the peer sent in any one interval."""
    return world.associations[Pair(host, peer)].credit <= 8 * history.peak[Pair(host, peer)]


@step_property(clause="RFC 8046 5.6.2")
def no_spending_of_stale_credit(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Data goes to an unverified address only while the credit has been aged up to the present."""
    del history_after, after
    association = before.associations[event.pair]
    return implies(
        event.happening == Happening.SENT and not verified(history, before, event.pair, event.address),
        before.environment.now < association.aged_at + CREDIT_AGING_INTERVAL,
    )


@step_property(clause="RFC 7401 6.12.1")
def no_update_twice(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """No Update ID is processed twice."""
    del before, history_after, after
    done = event.happening == Happening.PROCESSED or event.happening == Happening.LISTED
    return implies(done, not history.processed.has(Numbered(pair=event.pair, epoch=0, number=event.number)))


@step_property(clause="RFC 4303 3.4.3, RFC 8046 5.6.1")
def no_credit_twice(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """No payload packet earns credit twice."""
    del history_after, after
    if event.happening != Happening.RECEIVED:
        return True
    data = before.environment.sent[event.frame].value
    return not history.credited.has(Numbered(pair=event.pair, epoch=data.epoch, number=data.number))


@invariant(clause="RFC 8046 5.2, 5.3")
def no_multicast_binding(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """No broadcast or multicast address is ever bound to an identity."""
    del history
    bound = world.associations[Pair(host, peer)].locators[address].status != Status.UNKNOWN
    return implies(
        world.environment.honest.has(host) and bound,
        not world.environment.multicast.has(address),
    )


def may_become(before: Status, after: Status) -> bool:
    """Whether RFC 8046 5.1 allows a change of status; what is deprecated may also be forgotten."""
    return (
        before == after
        or (before == Status.UNKNOWN and after == Status.UNVERIFIED)
        or (before == Status.UNVERIFIED and after == Status.ACTIVE)
        or (before == Status.UNVERIFIED and after == Status.DEPRECATED)
        or (before == Status.ACTIVE and after == Status.DEPRECATED)
        or (before == Status.ACTIVE and after == Status.UNVERIFIED)
        or (before == Status.DEPRECATED and after == Status.UNVERIFIED)
        or (before == Status.DEPRECATED and after == Status.UNKNOWN)
    )


@step_property(clause="RFC 8046 5.1")
def only_allowed_changes_of_status(  # a step and three parameters
    history: History,
    before: World,
    event: Event,
    history_after: History,
    after: World,
    host: HIT,
    peer: HIT,
    address: Address,
) -> bool:
    """The status of an address changes only as the standard allows: no deprecated address becomes ACTIVE unverified."""
    del history, event, history_after
    association = before.associations[Pair(host, peer)]
    return implies(
        association.state != State.UNASSOCIATED and before.environment.honest.has(host),
        may_become(association.locators[address].status, after.associations[Pair(host, peer)].locators[address].status),
    )


@step_property(paper="4.1, figure 7")
def sockets_stay_bound(
    history: History, before: World, event: Event, history_after: History, after: World, socket: Socket
) -> bool:
    """Whatever moves, a socket stays bound to the Host Identity that it was opened to."""
    del history, event, history_after
    return implies(before.sockets[socket].present, after.sockets[socket] == before.sockets[socket])


@invariant(clause="RFC 7401 6.2", paper="4.1, figure 7")
def sockets_hear_only_their_peer(history: History, world: World, socket: Socket, sender: HIT) -> bool:
    """A socket is given only data that was protected with the key of the Host Identity that it is bound to."""
    return implies(
        history.heard.has(Heard(socket=socket, sender=sender)),
        world.sockets[socket].present and world.sockets[socket].value.peer == sender,
    )


@invariant(clause="RFC 8046 6.2.2")
def bounded_locators(history: History, world: World, host: HIT, peer: HIT, one: Address, other: Address) -> bool:
    """A peer's addresses fill at most two lists of limited length: each has a place in one of them, to itself."""
    del history
    association = world.associations[Pair(host, peer)]
    here = association.locators[one]
    there = association.locators[other]
    return implies(
        world.environment.honest.has(host) and here.status != Status.UNKNOWN,
        here.position >= 0
        and here.position < LOCATOR_LIMIT
        and implies(
            there.status != Status.UNKNOWN and here.listed == there.listed and here.position == there.position,
            one == other,
        ),
    )


@invariant(clause="RFC 7401 6.12, RFC 4303 3.4.3")
def bounded_numbers(history: History, world: World, host: HIT, peer: HIT, number: int) -> bool:
    """What is remembered of a peer's Update IDs and ESP sequence numbers fits a window."""
    del history
    association = world.associations[Pair(host, peer)]
    return implies(
        association.updates.seen.has(number),
        association.updates.highest - RECEIVE_WINDOW < number and number <= association.updates.highest,
    ) and implies(
        association.payload.seen.has(number),
        association.payload.highest - RECEIVE_WINDOW < number and number <= association.payload.highest,
    )


@expected_attack(clause="RFC 8046 4", paper="2.3")
def data_reaches_only_the_peer(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Data that goes to a verified address meets the peer there, not somebody who took the address over."""
    del history_after, after
    return implies(
        event.happening == Happening.SENT and verified(history, before, event.pair, event.address),
        before.environment.at[event.address] == event.pair.peer or not before.environment.honest.has(event.pair.peer),
    )


@expected_attack(clause="RFC 8046 5.4")
def only_the_peer_reads_its_challenge(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """When an honest peer's address carries data, the peer itself has read the challenge there, not through a relay."""
    del history_after, after
    locator = before.associations[event.pair].locators[event.address]
    return implies(
        event.happening == Happening.SENT
        and locator.status == Status.ACTIVE
        and protected(before, event.pair.host, event.pair.peer),
        locator.challenge.present
        and history.readings.has(Reading(nonce=locator.challenge.value, address=event.address, reader=event.pair.peer)),
    )


PROPERTIES = (
    no_address_stealing,
    no_unverified_rebinding,
    no_flooding,
    no_flooding_of_a_victim,
    no_saved_up_burst,
    no_spending_of_stale_credit,
    no_update_twice,
    no_credit_twice,
    no_return_to_an_older_list,
    announcements_are_numbered_in_order,
    no_data_after_the_lifetime,
    no_multicast_binding,
    only_allowed_changes_of_status,
    sockets_stay_bound,
    sockets_hear_only_their_peer,
    bounded_locators,
    bounded_numbers,
)

EXPECTED = (data_reaches_only_the_peer, only_the_peer_reads_its_challenge)
