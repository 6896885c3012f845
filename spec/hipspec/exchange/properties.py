"""What must hold of the base exchange and of the life cycle (and, at the end, what is known not to)."""

from hipspec.exchange.association import R1_LIMIT, Association, Role, has_keys, key_from_peer
from hipspec.exchange.attacker import knows_key
from hipspec.exchange.history import Exposure, Heard, History, Reached, session_of
from hipspec.exchange.lengths import I1_LENGTH, R1_LENGTHS
from hipspec.exchange.names import Cipher, Group, Solution, Transport
from hipspec.exchange.packets import Packet
from hipspec.exchange.sizes import Profile
from hipspec.exchange.states import State
from hipspec.exchange.world import Event, Happening, World
from hipspec.language import expected_attack, implies, invariant, some, step_property
from hipspec.network.names import Address, Host, Pair

# One for the puzzle that comes back, one for its solution (RFC 7401 4.1.1).
HASHES_FOR_A_STRANGER = 2


def confirmed(association: Association) -> bool:
    """Whether the peer has shown that it holds the same keys."""
    return (
        association.state == State.R2_SENT
        or association.state == State.ESTABLISHED
        or association.state == State.CLOSING
        or association.state == State.CLOSED
    )


def confirmed_open(association: Association) -> bool:
    """Whether the peer has shown that it holds the same keys, and nobody has closed."""
    return association.state == State.R2_SENT or association.state == State.ESTABLISHED


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


@step_property(clause="RFC 7401 4.1.1, 6.7")
def nothing_is_stored_for_strangers(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """An I1, a NOTIFY, and an I2 without a right solution change no association and use up no solution."""
    del history, history_after
    responder = before.responders[event.pair.host]
    responder_after = after.responders[event.pair.host]
    i2 = before.environment.sent[event.frame].value
    strange = (
        event.happening == Happening.I1_ANSWERED
        or event.happening == Happening.NOTIFIED
        or (event.happening == Happening.I2_RECEIVED and not is_right(before, event, i2))
    )
    return implies(
        strange,
        after.associations[event.pair] == before.associations[event.pair]
        and responder_after.latest == responder.latest
        and responder_after.former == responder.former
        and responder_after.used == responder.used
        and responder_after.used_before == responder.used_before,
    )


def is_right(world: World, event: Event, i2: Packet) -> bool:
    """Whether an I2 brings a solution of a puzzle that its receiver made, for its sender, and still accepts."""
    environment = world.environment
    responder = world.responders[event.pair.host]
    made_from = environment.puzzles[i2.puzzle.value]
    search = environment.solutions[i2.solution.value]
    latest = made_from.value.secret == responder.latest.secret
    asked = responder.latest.difficulty if latest else responder.former.difficulty
    return (
        made_from.present
        and (latest or made_from.value.secret == responder.former.secret)
        and made_from.value.initiator == event.pair.peer
        and made_from.value.responder == event.pair.host
        and search.present
        and search.value.puzzle == i2.puzzle.value
        and search.value.initiator == event.pair.peer
        and search.value.responder == event.pair.host
        and search.value.difficulty >= asked
    )


@step_property(clause="RFC 7401 4.1.1, 6.7, 6.9")
def no_public_key_work_for_strangers(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Before a right solution came, a Responder does no public-key operation, and at most a few hashes."""
    del history, history_after, after
    i2 = before.environment.sent[event.frame].value
    return implies(
        event.happening == Happening.I1_ANSWERED
        or event.happening == Happening.NOTIFIED
        or (event.happening == Happening.I2_RECEIVED and not is_right(before, event, i2)),
        event.work.exponentiations == 0
        and event.work.signatures == 0
        and event.work.verifications == 0
        and event.work.hashes <= HASHES_FOR_A_STRANGER,
    )


@step_property(clause="RFC 7401 4.1.1, 6.3")
def every_exchange_was_paid_for(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Behind every accepted I2 stands a search for this very puzzle and pair of HITs, as hard as was asked for."""
    del history, history_after, after
    i2 = before.environment.sent[event.frame].value
    return implies(
        event.happening == Happening.I2_RECEIVED and event.work.signatures > 0,
        is_right(before, event, i2),
    )


@step_property(clause="RFC 7401 4.1.4, 4.1.2")
def no_exchange_twice(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """An I2 opens an exchange at most once."""
    del history_after, after
    i2 = before.environment.sent[event.frame].value
    return implies(
        event.happening == Happening.I2_RECEIVED and event.work.signatures > 0,
        not history.accepted.has(i2.solution.value),
    )


@step_property(clause="RFC 7401 4.1.4, 6.8 steps 5 and 11")
def no_older_r1(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """No R1 is accepted that is of an older generation than one accepted before from this peer."""
    del history_after, after
    r1 = before.environment.sent[event.frame].value
    return implies(event.happening == Happening.R1_ACCEPTED, r1.counter >= history.highest[event.pair])


@step_property(clause="RFC 7401 6.8 steps 1 and 2")
def only_awaited_r1s(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """No R1 is accepted but after an I1 to its sender, or to whoever is there."""
    del history, history_after, after
    association = before.associations[event.pair]
    return implies(
        event.happening == Happening.R1_ACCEPTED and not event.opportunistic,
        association.state == State.I1_SENT or association.state == State.I2_SENT,
    )


@step_property(clause="RFC 7401 6.8, 6.10")
def no_r2_twice(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """An R2 completes only the exchange that waits for it, which it does once."""
    del history, history_after
    return implies(
        event.happening == Happening.R2_ACCEPTED,
        before.associations[event.pair].state == State.I2_SENT
        and after.associations[event.pair].state == State.ESTABLISHED,
    )


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
    """Payload is sent only to a peer that has shown that it holds the same keys."""
    del history, history_after, after
    return implies(event.happening == Happening.DATA_SENT, confirmed_open(before.associations[event.pair]))


@step_property(clause="RFC 7401 6.14, 6.15", paper="5")
def only_the_peer_closes(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """Only its peer closes an association, as long as the peer's identity or the exponents behind the keys are safe."""
    del history_after
    association = before.associations[event.pair]
    environment = before.environment
    safe = not environment.stolen_identities.has(event.pair.peer) or not (
        environment.stolen_exponents.has(association.exponent) or environment.stolen_exponents.has(association.public)
    )
    return implies(
        (event.happening == Happening.CLOSE_RECEIVED or event.happening == Happening.CLOSE_ACK_RECEIVED)
        and confirmed(association)
        and history.trusted[event.pair]
        and safe
        and after.associations[event.pair].state != association.state
        and not confirmed_open(after.associations[event.pair]),
        history.closes[event.pair.peer][association.solution][association.public],
    )


@step_property(clause="RFC 7401 6.13, 8")
def a_notify_changes_nothing(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """A NOTIFY changes no association and costs no public-key operation."""
    del history, history_after
    return implies(
        event.happening == Happening.NOTIFIED,
        after.associations == before.associations and after.responders == before.responders,
    )


@step_property(clause="RFC 7401 6.9 steps 16 and 20")
def only_the_peer_replaces_an_association(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """An I2 replaces an association with an honest peer only if that peer started a new exchange."""
    del history_after
    environment = before.environment
    i2 = environment.sent[event.frame].value
    return implies(
        event.happening == Happening.I2_RECEIVED
        and environment.honest.has(event.pair.peer)
        and not environment.stolen_identities.has(event.pair.peer)
        and after.associations[event.pair] != before.associations[event.pair],
        history.initiated[i2.solution.value].present
        and history.initiated[i2.solution.value].value.initiator == event.pair.peer
        and history.initiated[i2.solution.value].value.responder == event.pair.host,
    )


@invariant(clause="RFC 7401 4.1.7")
def associations_rest_on_genuine_offers(history: History, world: World, host: Host, peer: Host) -> bool:
    """Behind every association of two honest ends stands an R1 that the Responder itself signed."""
    pair = Pair(host, peer)
    association = world.associations[pair]
    return implies(confirmed(association) and history.trusted[pair], history.sound[association.solution])


@invariant(clause="RFC 7401 4.1.7, 6.8 step 7")
def no_downgrade_of_the_group(history: History, world: World, solution: Solution, group: Group) -> bool:
    """What an Initiator makes of a genuine R1 is the group that the Responder prefers among those of both."""
    session = history.initiated[solution].value
    first = world.environment.policies[session.initiator].groups
    second = world.environment.policies[session.responder].groups
    return implies(
        history.sound[solution],
        first[session.group] > 0
        and second[session.group] > 0
        and implies(first[group] > 0 and second[group] > 0, second[session.group] <= second[group]),
    )


@invariant(clause="RFC 7401 4.1.7, 6.8 step 14, 6.9 step 9")
def no_downgrade_of_the_cipher(history: History, world: World, solution: Solution, cipher: Cipher) -> bool:
    """What an Initiator makes of a genuine R1 is the cipher that it prefers itself among those of both."""
    session = history.initiated[solution].value
    first = world.environment.policies[session.initiator].ciphers
    second = world.environment.policies[session.responder].ciphers
    return implies(
        history.sound[solution],
        first[session.cipher] > 0
        and second[session.cipher] > 0
        and implies(first[cipher] > 0 and second[cipher] > 0, first[session.cipher] <= first[cipher]),
    )


@invariant(clause="RFC 7401 6.8 step 15, 6.9 step 13")
def no_downgrade_of_the_transport(history: History, world: World, solution: Solution, transport: Transport) -> bool:
    """What an Initiator makes of a genuine R1 is the transport format that it prefers itself among those of both."""
    session = history.initiated[solution].value
    first = world.environment.policies[session.initiator].transports
    second = world.environment.policies[session.responder].transports
    return implies(
        history.sound[solution],
        first[session.transport] > 0
        and second[session.transport] > 0
        and implies(first[transport] > 0 and second[transport] > 0, first[session.transport] <= first[transport]),
    )


@invariant(clause="RFC 7401 4.1.7, 6.8 step 6, 6.9 step 3")
def no_unsupported_suite(history: History, world: World, solution: Solution) -> bool:
    """An Initiator goes on after a genuine R1 only under an identity whose HIT Suite the Responder supports."""
    session = history.initiated[solution].value
    environment = world.environment
    return implies(
        history.sound[solution],
        environment.policies[session.responder].suites[environment.suites[session.initiator]] > 0,
    )


@invariant(clause="RFC 7401 4.1.1, appendix A")
def the_initiators_address_was_reached(history: History, world: World, host: Host, peer: Host) -> bool:
    """A Responder takes an address for its peer's only if somebody read the puzzle there that it sent there."""
    association = world.associations[Pair(host, peer)]
    return implies(
        confirmed(association) and association.role == Role.RESPONDER and world.environment.honest.has(host),
        history.reached.has(Reached(puzzle=association.puzzle, address=association.there)),
    )


@invariant(clause="RFC 7401 6.8, 6.10")
def the_responders_address_was_reached(history: History, world: World, host: Host, peer: Host) -> bool:
    """An Initiator ends up with an address for its peer only if somebody read its I2 there."""
    pair = Pair(host, peer)
    association = world.associations[pair]
    return implies(
        confirmed(association) and association.role == Role.INITIATOR and history.trusted[pair],
        history.heard.has(Heard(solution=association.solution, address=association.there)),
    )


@invariant(clause="RFC 7401 8")
def no_more_than_the_factor(history: History, world: World, address: Address) -> bool:
    """What an address gets in R1s is at most what it sent in I1s, times the length of an R1 over that of an I1."""
    del world
    return R1_LENGTHS.every(lambda profile, length: within_factor(history, address, profile, I1_LENGTH, length))


def within_factor(history: History, address: Address, profile: Profile, received: int, sent: int) -> bool:
    """Whether what was sent to an address stands to what came from it at most as `sent` to `received`."""
    exposure = Exposure(address=address, profile=profile)
    return history.answered[exposure] * received <= history.asked[exposure] * sent


@invariant(clause="RFC 7401 8")
def at_most_three_times_as_much(history: History, world: World, address: Address) -> bool:
    """What an address gets in R1s is at most three times what it sent in I1s."""
    del world
    return R1_LENGTHS.every(lambda profile, _: within_factor(history, address, profile, 1, 3))


@invariant(clause="RFC 7401 6.7")
def bounded_answers(history: History, world: World, host: Host, address: Address) -> bool:
    """In one interval a host sends at most R1_LIMIT R1s to one address."""
    del world
    return history.recent[host][address] <= R1_LIMIT


@expected_attack(clause="RFC 7401 4.1.8")
def who_was_there_answers(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """Who answers an I1 that named nobody is who sat at the address that it went to."""
    del history, history_after, after
    r1 = before.environment.sent[event.frame].value
    return implies(
        event.happening == Happening.R1_ACCEPTED and event.opportunistic,
        before.environment.at[r1.source] == event.pair.peer,
    )


PROPERTIES = (
    the_responder_agreed,
    the_initiator_agreed,
    session_keys_are_secret,
    associations_know_their_ends,
    keys_are_ones_own,
    initiators_wait_for_the_r2,
    offers_are_remembered,
    generations_are_remembered,
    nothing_is_stored_for_strangers,
    no_public_key_work_for_strangers,
    every_exchange_was_paid_for,
    no_exchange_twice,
    no_older_r1,
    only_awaited_r1s,
    no_r2_twice,
    only_one_gives_way,
    responders_use_what_they_offer,
    no_data_before_the_peer_is_known,
    only_the_peer_closes,
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
EXPECTED = (who_was_there_answers,)
