"""What is known not to hold of the base exchange: each of these is an attack that is expected, and shown."""

from hipspec.exchange.association import Role
from hipspec.exchange.history import Heard, History, Reached, trustworthy
from hipspec.exchange.properties_words import confirmed_open
from hipspec.exchange.world import Event, Happening, World
from hipspec.language import expected_attack, implies
from hipspec.network.names import Pair


@expected_attack(clause="RFC 7401 4.1.8")
def who_was_there_answers(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """Who answers an I1 that named nobody is who sat at the address that it went to."""
    del history, history_after, after
    r1 = before.environment.sent[event.frame].value
    return implies(
        event.happening == Happening.R1_ACCEPTED and event.opportunistic,
        before.environment.at[r1.source] == event.pair.peer,
    )


def accepts_an_i2(event: Event) -> bool:
    """Whether a Responder accepted an I2 in this step: nothing else of it costs a signature."""
    return event.happening == Happening.I2_RECEIVED and event.work.signatures > 0


@expected_attack(clause="RFC 7401 6.6, 6.7, 8")
def who_is_bound_was_there(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """Where an end takes an honest peer to be, that peer itself read what was sent there: nobody passed it on."""
    del history
    association = after.associations[event.pair]
    there = association.there
    return implies(
        (accepts_an_i2(event) or event.happening == Happening.R2_ACCEPTED) and trustworthy(before, event.pair),
        (
            association.role == Role.RESPONDER
            and history_after.reached_itself.has(Reached(puzzle=association.puzzle, address=there))
        )
        or (
            association.role == Role.INITIATOR
            and history_after.heard_itself.has(Heard(solution=association.solution, address=there))
        ),
    )


@expected_attack(clause="RFC 7401 6.9 steps 5 and 20, 4.4.3 table 6")
def a_tie_stays_broken(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """After both hosts started at once, an I2 that its sender gave up opens no association any more."""
    del history_after, after
    back = Pair(event.pair.peer, event.pair.host)
    given_up = history.gave_way[back] and confirmed_open(before.associations[back])
    return implies(
        accepts_an_i2(event) and trustworthy(before, event.pair) and given_up,
        before.associations[back].solution == before.environment.sent[event.frame].value.solution.value,
    )


EXPECTED = (who_was_there_answers, who_is_bound_was_there, a_tie_stays_broken)
