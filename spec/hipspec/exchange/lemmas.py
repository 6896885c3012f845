"""Lemmas: invariants that are there for the sake of a proof. Each is used in some proof, or it is rejected."""

from hipspec.exchange.association import Role, has_keys
from hipspec.exchange.crypto import NO_INPUT, Key
from hipspec.exchange.history import Heard, History, Reached, genuine, session_of
from hipspec.exchange.lemmas_generations import (
    generations_are_kept,
    initiators_answer_a_generation,
    signed_i2s_answer_a_generation,
    signed_i2s_are_the_initiators,
    signed_r1s_are_of_a_generation,
)
from hipspec.exchange.lemmas_packets import (
    first_packets_have_their_length,
    keyed_closes_were_said,
    keyed_i2s_were_initiated,
    keyed_updates_were_said,
    known_puzzles_were_made,
    known_puzzles_were_reached,
    only_i2s_carry_solutions,
    sent_puzzles_were_made,
    signed_closes_were_said,
    signed_i2s_reach_somebody,
    signed_i2s_were_initiated,
    signed_packets_were_agreed,
    signed_r1s_are_offers,
    signed_updates_were_said,
    signing_keys_are_drawn,
    travelling_puzzles_were_reached,
    what_was_read_was_noted,
)
from hipspec.exchange.names import NO_EXPONENT, NO_PUZZLE, NO_SECRET, Exponent, Group, Puzzle, Solution
from hipspec.exchange.states import State
from hipspec.exchange.world import World
from hipspec.language import implies, lemma, some
from hipspec.network.names import NOBODY, Address, Host, Pair


@lemma
def waiting_is_not_trusting(history: History, world: World, host: Host, peer: Host) -> bool:
    """Who waits for an R2 is not sure of its peer yet."""
    pair = Pair(host, peer)
    return implies(world.associations[pair].state == State.I2_SENT, not history.trusted[pair] and not history.met[pair])


@lemma
def held_exponents_are_drawn(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has set no exponent of its own holds NOBODY's."""
    del history
    association = world.associations[Pair(host, peer)]
    owner = world.environment.exponents[association.exponent]
    return (
        (owner == some(host) or owner == some(NOBODY))
        and (association.own == host or association.own == NOBODY)
        and (has_keys(association) or (association.exponent == NO_EXPONENT and association.puzzle == NO_PUZZLE))
    )


@lemma
def nobody_is_nobody(history: History, world: World) -> bool:
    """NOBODY is no honest host, and owns what was never set."""
    del history
    environment = world.environment
    return (
        not environment.honest.has(NOBODY)
        and environment.exponents[NO_EXPONENT] == some(NOBODY)
        and environment.known_exponents.has(NO_EXPONENT)
        and environment.secrets[NO_SECRET] == some(NOBODY)
        and environment.puzzles[NO_PUZZLE] == some(NO_INPUT)
    )


@lemma
def roles_come_with_keys(history: History, world: World, host: Host, peer: Host) -> bool:
    """Only an association with keys has a role."""
    del history
    association = world.associations[Pair(host, peer)]
    return implies(association.role != Role.NONE, has_keys(association))


@lemma
def closing_was_said(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has drawn a nonce for its CLOSE has said that it closes."""
    association = world.associations[Pair(host, peer)]
    return implies(
        association.echo.present or association.state == State.CLOSING,
        has_keys(association) and history.closes[host][association.solution][association.exponent],
    )


@lemma
def known_exponents_are_stolen(history: History, world: World, exponent: Exponent) -> bool:
    """The attacker knows only its own exponents and those that it stole."""
    del history
    environment = world.environment
    owner = environment.exponents[exponent]
    return implies(
        environment.known_exponents.has(exponent),
        environment.stolen_exponents.has(exponent) or (owner.present and not environment.honest.has(owner.value)),
    )


@lemma
def generations_have_secrets(history: History, world: World, host: Host) -> bool:
    """The R1s of a generation rest on a secret that was drawn by the host itself, or by an honest one."""
    del history
    responder = world.responders[host]
    latest = world.environment.secrets[responder.latest.secret]
    former = world.environment.secrets[responder.former.secret]
    honest = world.environment.honest
    return implies(
        responder.latest.counter > 0, latest == some(host) or (latest.present and honest.has(latest.value))
    ) and implies(
        responder.former.counter > 0,
        (former == some(host) or (former.present and honest.has(former.value)))
        and responder.latest.secret != responder.former.secret,
    )


@lemma
def generations_have_exponents(history: History, world: World, host: Host, group: Group) -> bool:
    """The R1s of a generation rest on exponents that the host itself drew."""
    del history
    responder = world.responders[host]
    exponents = world.environment.exponents
    return implies(
        responder.latest.counter > 0, exponents[responder.latest.exponents[group]] == some(host)
    ) and implies(responder.former.counter > 0, exponents[responder.former.exponents[group]] == some(host))


@lemma
def puzzles_have_secrets(history: History, world: World, puzzle: Puzzle) -> bool:
    """Every puzzle was made from a secret that was drawn."""
    del history
    made_from = world.environment.puzzles[puzzle]
    return implies(made_from.present, world.environment.secrets[made_from.value.secret].present)


@lemma
def initiated_sessions_are_known(history: History, world: World, solution: Solution) -> bool:
    """A session that an honest Initiator opened has a solution of its own and an exponent of the Initiator's."""
    session = history.initiated[solution]
    environment = world.environment
    return implies(
        session.present,
        environment.solutions[solution].present
        and session.value.solution == solution
        and session.value.initiator != session.value.responder
        and environment.honest.has(session.value.initiator)
        and environment.exponents[session.value.initiator_public] == some(session.value.initiator),
    )


@lemma
def sound_sessions_are_known(history: History, world: World, solution: Solution) -> bool:
    """A session that rests on a genuine R1 has the public value of its honest Responder."""
    session = history.initiated[solution]
    environment = world.environment
    return implies(
        history.sound[solution],
        session.present
        and environment.honest.has(session.value.responder)
        and environment.exponents[session.value.responder_public] == some(session.value.responder),
    )


@lemma
def sessions_with_the_genuine_are_sound(history: History, world: World, solution: Solution) -> bool:
    """A session with a Responder whose identity is still its own rests on a genuine R1."""
    session = history.initiated[solution]
    return implies(session.present and genuine(world, session.value.responder), history.sound[solution])


@lemma
def initiators_hold_what_they_sent(history: History, world: World, host: Host, peer: Host) -> bool:
    """An Initiator holds the session that it opened, and the address that it sent the I2 to."""
    association = world.associations[Pair(host, peer)]
    return implies(
        has_keys(association) and association.role == Role.INITIATOR,
        history.initiated[association.solution] == some(session_of(association))
        and history.sent_to[association.solution] == association.there,
    )


@lemma
def associations_rest_on_read_puzzles(history: History, world: World, host: Host, peer: Host) -> bool:
    """The puzzle behind an association, if an honest host made it, was read where its maker sent it."""
    association = world.associations[Pair(host, peer)]
    environment = world.environment
    made_from = environment.puzzles[association.puzzle]
    owner = environment.secrets[made_from.value.secret]
    return made_from.present and implies(
        environment.honest.has(owner.value),
        history.reached.has(Reached(puzzle=association.puzzle, address=made_from.value.initiator_address)),
    )


@lemma
def responders_hold_what_they_accepted(history: History, world: World, host: Host, peer: Host) -> bool:
    """A Responder holds the session that it confirmed."""
    association = world.associations[Pair(host, peer)]
    return implies(
        has_keys(association) and association.role == Role.RESPONDER,
        history.accepted_as[association.solution][association.public] == some(session_of(association)),
    )


@lemma
def responders_answer_their_initiator(history: History, world: World, host: Host, peer: Host) -> bool:
    """The puzzle of a Responder's association was made for its peer, who is somebody else."""
    del history
    association = world.associations[Pair(host, peer)]
    made_from = world.environment.puzzles[association.puzzle]
    return implies(
        has_keys(association) and association.role == Role.RESPONDER,
        made_from.present and made_from.value.initiator == peer and implies(genuine(world, host), host != peer),
    )


@lemma
def accepted_sessions_are_known(history: History, world: World, solution: Solution, exponent: Exponent) -> bool:
    """A session that an honest Responder confirmed has its exponent, and if the Initiator is genuine, it opened it."""
    session = history.accepted_as[solution][exponent]
    environment = world.environment
    return implies(
        session.present,
        session.value.solution == solution
        and session.value.initiator_public == exponent
        and history.accepted.has(solution)
        and environment.honest.has(session.value.responder)
        and environment.exponents[session.value.responder_public] == some(session.value.responder)
        and implies(
            genuine(world, session.value.initiator) and genuine(world, session.value.responder),
            history.initiated[solution] == session
            and history.heard.has(Heard(solution=solution, address=history.sent_to[solution])),
        ),
    )


@lemma
def keyed_sessions_were_initiated(history: History, world: World, solution: Solution, exponent: Exponent) -> bool:
    """A session that an honest Responder confirmed, with exponents that the attacker lacks, its Initiator opened."""
    session = history.accepted_as[solution][exponent]
    known = world.environment.known_exponents
    return implies(
        session.present
        and not known.has(session.value.initiator_public)
        and not known.has(session.value.responder_public),
        history.initiated[solution] == session,
    )


@lemma
def accepted_solutions_are_used_up(history: History, world: World, solution: Solution) -> bool:
    """A solution that opened an exchange is remembered for as long as its puzzle is accepted."""
    environment = world.environment
    search = environment.solutions[solution]
    made_from = environment.puzzles[search.value.puzzle]
    responder = world.responders[made_from.value.responder]
    return implies(
        history.accepted.has(solution),
        search.present
        and made_from.present
        and environment.secrets[made_from.value.secret].present
        and implies(made_from.value.secret == responder.latest.secret, responder.used.has(solution))
        and implies(
            made_from.value.secret == responder.former.secret,
            responder.used.has(solution) or responder.used_before.has(solution),
        ),
    )


@lemma
def held_keys_are_ones_own(history: History, world: World, key: Key) -> bool:
    """A key that a host ever held rests on an exponent that was drawn, and on a solution that it found or accepted."""
    environment = world.environment
    search = environment.solutions[key.solution]
    return implies(
        history.keys.has(key),
        environment.exponents[key.one].present
        and search.present
        and (
            history.accepted.has(key.solution) or (key.sender != key.receiver and search.value.initiator == key.sender)
        ),
    )


@lemma
def the_greater_gives_way(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that gave way to its peer has the greater HIT."""
    values = world.environment.values
    return implies(history.gave_way[Pair(host, peer)], values[host] > values[peer])


@lemma
def answers_are_counted(history: History, world: World, host: Host, address: Address) -> bool:
    """A host does not underrate how many R1s it sent to an address in this interval."""
    recent = history.recent[host][address]
    return recent >= 0 and recent <= world.responders[host].answered[address]


LEMMAS = (
    waiting_is_not_trusting,
    nobody_is_nobody,
    held_exponents_are_drawn,
    roles_come_with_keys,
    closing_was_said,
    known_exponents_are_stolen,
    generations_have_secrets,
    generations_have_exponents,
    puzzles_have_secrets,
    initiated_sessions_are_known,
    sound_sessions_are_known,
    sessions_with_the_genuine_are_sound,
    initiators_hold_what_they_sent,
    associations_rest_on_read_puzzles,
    responders_hold_what_they_accepted,
    accepted_sessions_are_known,
    keyed_sessions_were_initiated,
    accepted_solutions_are_used_up,
    held_keys_are_ones_own,
    the_greater_gives_way,
    answers_are_counted,
    signed_r1s_are_offers,
    signed_i2s_were_initiated,
    keyed_i2s_were_initiated,
    signed_i2s_reach_somebody,
    only_i2s_carry_solutions,
    signing_keys_are_drawn,
    signed_packets_were_agreed,
    signed_closes_were_said,
    keyed_closes_were_said,
    signed_updates_were_said,
    keyed_updates_were_said,
    sent_puzzles_were_made,
    known_puzzles_were_made,
    known_puzzles_were_reached,
    travelling_puzzles_were_reached,
    what_was_read_was_noted,
)

# Not needed as long as every guard is there, and under the default readings.
SPARE_LEMMAS = (
    first_packets_have_their_length,
    responders_answer_their_initiator,
    signed_i2s_are_the_initiators,
    generations_are_kept,
    signed_r1s_are_of_a_generation,
    initiators_answer_a_generation,
    signed_i2s_answer_a_generation,
)
