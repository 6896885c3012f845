"""Candidates for lemmas about how much goes where nobody has asked for it, and what has paid for it."""

from hipspec.language import implies, lemma
from hipspec.related.common.facts import FACTS
from hipspec.related.common.history import History, amplified, is_strange
from hipspec.related.common.names import NOWHERE, Frame, Host, Pair
from hipspec.related.common.packets import Kind
from hipspec.related.common.session import State
from hipspec.related.common.transmission import opens
from hipspec.related.common.world import World


def owed(history: History, world: World, pair: Pair) -> int:
    """Return the bytes of the probe that a host may still send to a strange candidate that it has not asked yet."""
    session = world.sessions[pair]
    waits = session.candidate != NOWHERE and not session.challenge.present
    return FACTS.control if waits and is_strange(history, pair.peer, session.candidate) else 0


@lemma
def control_packets_have_a_size(history: History, world: World, frame: Frame) -> bool:
    """What is neither data nor of an opening has all the bytes that belong in it."""
    del history
    sent = world.environment.sent[frame]
    return implies(
        sent.present and sent.value.kind != Kind.DATA and not opens(sent.value), sent.value.size >= FACTS.control
    )


@lemma
def candidates_are_reached(history: History, world: World, host: Host, peer: Host) -> bool:
    """An address is checked only if the peer or the attacker was there."""
    session = world.sessions[Pair(host, peer)]
    return session.candidate == NOWHERE or not is_strange(history, peer, session.candidate)


@lemma
def candidates_of_verified_traffic_are_reached(history: History, world: World, host: Host, peer: Host) -> bool:
    """Where data goes to a verified address, nothing strange is being checked."""
    session = world.sessions[Pair(host, peer)]
    return implies(session.verified, session.candidate == NOWHERE or not is_strange(history, peer, session.candidate))


@lemma
def candidates_are_in_use(history: History, world: World, host: Host, peer: Host) -> bool:
    """The address that is being checked is where data goes, or where it went before."""
    del history
    session = world.sessions[Pair(host, peer)]
    candidate = session.candidate
    return candidate == NOWHERE or candidate == session.there or candidate == session.former


@lemma
def tested_addresses_are_reached(history: History, world: World, host: Host, peer: Host) -> bool:
    """An address that somebody has asked to be tested is where the peer or the attacker was."""
    session = world.sessions[Pair(host, peer)]
    return session.tested == NOWHERE or not is_strange(history, peer, session.tested)


@lemma
def strange_traffic_was_claimed(history: History, world: World, host: Host, peer: Host) -> bool:
    """Whoever looks for a peer where neither it nor the attacker was has been told so in an open session."""
    session = world.sessions[Pair(host, peer)]
    is_told = session.state == State.OPEN or session.state == State.WAITING or session.state == State.CLOSED
    return implies(
        is_told and session.there != NOWHERE and is_strange(history, peer, session.there),
        history.received[Pair(host, peer)] >= FACTS.control,
    )


@lemma
def probes_were_paid(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before the end, what went astray, and the probe that still may, has arrived."""
    pair = Pair(host, peer)
    return implies(
        world.sessions[pair].state != State.CLOSED,
        amplified(history, pair) + owed(history, world, pair) <= history.received[pair],
    )


@lemma
def probes_and_credit_were_paid(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before the end, what went astray, and the probe and the data that still may, has arrived."""
    pair = Pair(host, peer)
    return implies(
        world.sessions[pair].state != State.CLOSED,
        amplified(history, pair) + owed(history, world, pair) + world.sessions[pair].credit <= history.received[pair],
    )


@lemma
def probes_and_credit_were_paid_twice(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before the end, what went astray, and the probe and the data that still may, is twice what has arrived."""
    pair = Pair(host, peer)
    spent = amplified(history, pair) + owed(history, world, pair) + world.sessions[pair].credit
    return implies(world.sessions[pair].state != State.CLOSED, spent <= 2 * history.received[pair])


@lemma
def all_within_threefold_credit(history: History, world: World, host: Host, peer: Host) -> bool:
    """What went astray, and what still may, is at most three times what was received."""
    pair = Pair(host, peer)
    return amplified(history, pair) + world.sessions[pair].credit <= 3 * history.received[pair]


VOLUME = (
    control_packets_have_a_size,
    candidates_are_reached,
    candidates_of_verified_traffic_are_reached,
    candidates_are_in_use,
    tested_addresses_are_reached,
    strange_traffic_was_claimed,
    probes_were_paid,
    probes_and_credit_were_paid,
    probes_and_credit_were_paid_twice,
    all_within_threefold_credit,
)
