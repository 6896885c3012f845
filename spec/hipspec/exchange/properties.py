"""What must hold of the base exchange and of the life cycle.

Here: agreement, secrecy, what an association knows of itself, and its end. The rest stands in
`properties_strangers` and `properties_choices`.
"""

from hipspec.exchange.association import Role, has_keys, key_from_peer
from hipspec.exchange.attacker import knows_key
from hipspec.exchange.crypto import swapped
from hipspec.exchange.history import History, session_of
from hipspec.exchange.properties_choices import (
    associations_rest_on_genuine_offers,
    at_most_three_times_as_much,
    bounded_answers,
    no_downgrade_of_the_cipher,
    no_downgrade_of_the_group,
    no_downgrade_of_the_transport,
    no_more_than_the_factor,
    no_unsupported_suite,
    the_initiators_address_was_reached,
    the_responders_address_was_reached,
)
from hipspec.exchange.properties_strangers import (
    a_notify_changes_nothing,
    every_exchange_was_paid_for,
    no_exchange_twice,
    no_keys_twice,
    no_older_r1,
    no_public_key_work_for_strangers,
    no_r2_twice,
    nothing_is_stored_for_strangers,
    only_awaited_r1s,
    only_the_peer_replaces_an_association,
)
from hipspec.exchange.properties_words import confirmed, confirmed_open
from hipspec.exchange.states import State
from hipspec.exchange.world import Event, Happening, World
from hipspec.language import implies, invariant, some, step_property
from hipspec.network.names import Host, Pair


@invariant(clause="RFC 7401 4.1.3, 6.10", paper="5")
def the_responder_agreed(history: History, world: World, host: Host, peer: Host) -> bool:
    """What an Initiator holds, the Responder it names has confirmed: HITs, roles, choices, public values, #I and #J."""
    association = world.associations[Pair(host, peer)]
    return implies(
        confirmed(association) and association.role == Role.INITIATOR and history.trusted[Pair(host, peer)],
        history.accepted_as[association.solution][association.exponent] == some(session_of(association)),
    )


@invariant(clause="RFC 7401 4.1.3, 6.9", paper="5")
def the_initiator_agreed(history: History, world: World, host: Host, peer: Host) -> bool:
    """What a Responder holds, the Initiator it names has sent: HITs, roles, choices, public values, #I and #J."""
    association = world.associations[Pair(host, peer)]
    return implies(
        confirmed(association) and association.role == Role.RESPONDER and history.trusted[Pair(host, peer)],
        history.initiated[association.solution] == some(session_of(association)),
    )


@invariant(clause="RFC 7401 4.1.3, 6.5", paper="5")
def session_keys_are_secret(history: History, world: World, host: Host, peer: Host) -> bool:
    """Nobody else knows the keys of an association unless an exponent leaked; identities that leak later don't help."""
    association = world.associations[Pair(host, peer)]
    environment = world.environment
    stolen = environment.stolen_exponents
    return implies(
        confirmed(association) and history.trusted[Pair(host, peer)] and environment.honest.has(host),
        not knows_key(environment, key_from_peer(association))
        or stolen.has(association.exponent)
        or stolen.has(association.public),
    )


@invariant(clause="RFC 7401 6.9 steps 12 to 15, 6.10 steps 3 and 4")
def no_key_compromise_impersonation(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host whose own identity was stolen still agrees with a genuine peer; an Initiator, if its keys are secret."""
    association = world.associations[Pair(host, peer)]
    session = session_of(association)
    known = knows_key(world.environment, key_from_peer(association))
    return implies(
        confirmed(association) and history.met[Pair(host, peer)],
        history.initiated[association.solution] == some(session)
        and implies(
            association.role == Role.INITIATOR and not known,
            history.accepted_as[association.solution][association.exponent] == some(session),
        ),
    )


@invariant(clause="RFC 7401 6, 6.8 step 3")
def associations_know_their_ends(history: History, world: World, host: Host, peer: Host) -> bool:
    """What a host holds about a peer is about that peer and about itself, and the two are not the same."""
    del history
    association = world.associations[Pair(host, peer)]
    return implies(
        association.state == State.I1_SENT or has_keys(association),
        association.own == host and association.peer == peer and world.environment.honest.has(host),
    ) and implies(
        association.state == State.I1_SENT or (has_keys(association) and association.role == Role.INITIATOR),
        host != peer,
    )


@invariant(clause="RFC 7401 6.5, 6.9 step 5")
def keys_are_ones_own(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host with keys drew its own exponent, knows which role it played, and as a Responder accepted the solution."""
    association = world.associations[Pair(host, peer)]
    return implies(
        has_keys(association),
        world.environment.exponents[association.exponent] == some(host)
        and (
            association.role == Role.INITIATOR
            or (association.role == Role.RESPONDER and history.accepted.has(association.solution))
        ),
    )


@invariant(clause="RFC 7401 4.4.2, 6.10")
def initiators_wait_for_the_r2(history: History, world: World, host: Host, peer: Host) -> bool:
    """Who waits for an R2 is the Initiator, who for payload the Responder; only the R2 lets an Initiator go on."""
    pair = Pair(host, peer)
    association = world.associations[pair]
    return (
        implies(association.state == State.I2_SENT, association.role == Role.INITIATOR)
        and implies(association.state == State.R2_SENT, association.role == Role.RESPONDER)
        and implies(
            association.state == State.ESTABLISHED and association.role == Role.INITIATOR, history.completed[pair]
        )
    )


@invariant(clause="RFC 7401 6.6 step 3")
def offers_are_remembered(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that waits for an R1 or an R2 remembers which groups it offered."""
    del history
    association = world.associations[Pair(host, peer)]
    return implies(
        association.state == State.I1_SENT or association.state == State.I2_SENT,
        association.groups == world.environment.policies[host].groups,
    )


@invariant(clause="RFC 7401 6.8 step 11")
def generations_are_remembered(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host remembers the generation of the newest R1 that it accepted from a peer."""
    return world.associations[Pair(host, peer)].counter == history.highest[Pair(host, peer)]


@invariant(clause="RFC 7401 4.4.3 table 4, 6.9 step 5")
def only_one_gives_way(history: History, world: World, host: Host, peer: Host) -> bool:
    """Of two hosts that start at once, not both give up their own exchange for the other's."""
    del world
    return not (history.gave_way[Pair(host, peer)] and history.gave_way[Pair(peer, host)])


@invariant(clause="RFC 7401 6.9 steps 3 to 13")
def responders_use_what_they_offer(history: History, world: World, host: Host, peer: Host) -> bool:
    """A Responder uses only groups, ciphers and formats that it offers, with HIT Suites that it supports."""
    del history
    association = world.associations[Pair(host, peer)]
    policy = world.environment.policies[host]
    return implies(
        confirmed(association) and association.role == Role.RESPONDER,
        policy.groups[association.group] > 0
        and policy.ciphers[association.cipher] > 0
        and policy.transports[association.transport] > 0
        and policy.suites[world.environment.suites[peer]] > 0,
    )


@step_property(clause="RFC 7401 6.1, 4.4.3 table 6")
def no_data_before_the_peer_is_known(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Payload and UPDATEs are sent only to a peer that has shown that it holds the same keys."""
    del history, history_after, after
    return implies(
        event.happening == Happening.DATA_SENT or event.happening == Happening.UPDATE_SENT,
        confirmed_open(before.associations[event.pair]),
    )


def is_safe(world: World, pair: Pair) -> bool:
    """Whether the identity of the peer or the exponents behind the keys of an association are safe."""
    association = world.associations[pair]
    environment = world.environment
    return not environment.stolen_identities.has(pair.peer) or not (
        environment.stolen_exponents.has(association.exponent) or environment.stolen_exponents.has(association.public)
    )


@step_property(clause="RFC 7401 6.12.1 steps 3 and 4, 6.12.2 steps 2 and 3")
def only_the_peer_updates(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """An UPDATE is accepted only if the peer sent one under the keys of this association; those of others are not."""
    del history_after, after
    key = key_from_peer(before.associations[event.pair])
    return implies(
        event.happening == Happening.UPDATE_RECEIVED
        and confirmed(before.associations[event.pair])
        and history.trusted[event.pair]
        and is_safe(before, event.pair),
        history.updates.has(key) or history.updates.has(swapped(key)),
    )


@step_property(clause="RFC 7401 6.14, 6.15", paper="5")
def only_the_peer_closes(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """Only its peer closes an association, as long as the peer's identity or the exponents behind the keys are safe."""
    del history_after
    association = before.associations[event.pair]
    return implies(
        (event.happening == Happening.CLOSE_RECEIVED or event.happening == Happening.CLOSE_ACK_RECEIVED)
        and confirmed(association)
        and history.trusted[event.pair]
        and is_safe(before, event.pair)
        and after.associations[event.pair].state != association.state
        and not confirmed_open(after.associations[event.pair]),
        history.closes[event.pair.peer][association.solution][association.public],
    )


PROPERTIES = (
    the_responder_agreed,
    the_initiator_agreed,
    session_keys_are_secret,
    no_key_compromise_impersonation,
    associations_know_their_ends,
    keys_are_ones_own,
    initiators_wait_for_the_r2,
    offers_are_remembered,
    generations_are_remembered,
    nothing_is_stored_for_strangers,
    no_public_key_work_for_strangers,
    every_exchange_was_paid_for,
    no_exchange_twice,
    no_keys_twice,
    no_older_r1,
    only_awaited_r1s,
    no_r2_twice,
    only_one_gives_way,
    responders_use_what_they_offer,
    no_data_before_the_peer_is_known,
    only_the_peer_closes,
    only_the_peer_updates,
    a_notify_changes_nothing,
    only_the_peer_replaces_an_association,
    associations_rest_on_genuine_offers,
    no_downgrade_of_the_group,
    no_downgrade_of_the_cipher,
    no_downgrade_of_the_transport,
    no_unsupported_suite,
    the_initiators_address_was_reached,
    the_responders_address_was_reached,
    no_more_than_the_factor,
    at_most_three_times_as_much,
    bounded_answers,
)
