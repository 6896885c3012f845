"""What a stranger can make a host do: nothing is stored, nothing is replayed, everything was paid for."""

from hipspec.exchange.association import key_to_peer
from hipspec.exchange.history import History
from hipspec.exchange.packets import Packet
from hipspec.exchange.states import State
from hipspec.exchange.world import Event, Happening, World
from hipspec.language import implies, step_property

# One for the puzzle that comes back, one for its solution (RFC 7401 4.1.1).
HASHES_FOR_A_STRANGER = 2


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


@step_property(clause="RFC 7401 6.5, 6.8 step 13, 6.9 step 11")
def no_keys_twice(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """No association has the keys of an earlier one: what was said under those is of no use in it."""
    del before, history_after
    began = event.happening == Happening.R1_ACCEPTED or (
        event.happening == Happening.I2_RECEIVED and event.work.signatures > 0
    )
    return implies(began, not history.keys.has(key_to_peer(after.associations[event.pair])))


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
