"""What was chosen, where the two ends were reached, and how much goes to an address that proved nothing."""

from hipspec.exchange.association import R1_LIMIT, Role
from hipspec.exchange.history import Exposure, Heard, History, Reached
from hipspec.exchange.lengths import I1_LENGTH, R1_LENGTHS
from hipspec.exchange.names import Cipher, Group, Solution, Transport
from hipspec.exchange.properties_words import confirmed
from hipspec.exchange.sizes import Profile
from hipspec.exchange.world import World
from hipspec.language import implies, invariant
from hipspec.network.names import Address, Host, Pair


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
