"""Candidates for lemmas about openings that were disturbed only after the attacker has left the path."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import is_called
from hipspec.related.common.names import NOBODY, NOWHERE, Frame, Host, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Kind
from hipspec.related.common.world import World


def is_late(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Whether an honest peer has not called from where it is looked for, and something is protected with the key."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    return (
        are_honest(world, Pair(host, peer))
        and is_called(session)
        and not was_at(history, peer, session.there)
        and sent.present
        and sent.value.mac.present
        and sent.value.mac.value.initiator == session.peer_share
        and sent.value.mac.value.responder == session.own_share
    )


@lemma
def sources_are_true_at_first(history: History, world: World, frame: Frame) -> bool:
    """As long as the attacker is on the path, and may only read, sources are true."""
    sent = world.environment.sent[frame]
    author = history.authors[frame]
    return implies(
        not world.environment.left and sent.present, author != NOBODY and was_at(history, author, sent.value.source)
    )


@lemma
def calls_are_true_at_first(history: History, world: World, host: Host, peer: Host) -> bool:
    """As long as the attacker is on the path, and may only read, an honest peer calls from where it was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        not world.environment.left and are_honest(world, Pair(host, peer)) and is_called(session),
        was_at(history, peer, session.there),
    )


@lemma
def late_packets_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Where an honest peer was not called from, nothing that finishes the opening was read."""
    return implies(
        is_late(history, world, frame, host, peer), world.environment.left and not world.environment.read.has(frame)
    )


@lemma
def late_packets_are_for_the_host(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Where an honest peer was not called from, what finishes the opening is for the host."""
    return implies(is_late(history, world, frame, host, peer), world.environment.sent[frame].value.receiver == host)


@lemma
def late_packets_go_to_the_host(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Where an honest peer was not called from, what finishes the opening goes where no attacker is."""
    return implies(
        is_late(history, world, frame, host, peer),
        not world.environment.hostile.has(world.environment.sent[frame].value.destination),
    )


@lemma
def late_sources_are_true(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Where an honest peer was not called from, what finishes the opening comes from where it was."""
    return implies(
        is_late(history, world, frame, host, peer),
        was_at(history, peer, world.environment.sent[frame].value.source),
    )


@lemma
def candidates_are_true_at_first(history: History, world: World, host: Host, peer: Host) -> bool:
    """As long as the attacker is on the path, and may only read, a genuine peer was where it is looked for."""
    candidate = world.sessions[Pair(host, peer)].candidate
    return implies(
        not world.environment.left
        and are_honest(world, Pair(host, peer))
        and history.genuine[Pair(host, peer)]
        and candidate != NOWHERE,
        was_at(history, peer, candidate),
    )


@lemma
def answers_come_from_the_peer_or_the_candidate_is_true(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """What answers a challenge comes from where the honest peer was, unread, or that one was at the candidate."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    packet = sent.value
    return implies(
        are_honest(world, Pair(host, peer))
        and history.genuine[Pair(host, peer)]
        and session.challenge.present
        and session.candidate != NOWHERE
        and sent.present
        and packet.kind == Kind.ANSWER
        and packet.mac.present
        and packet.echo == session.challenge
        and packet.sender == peer
        and packet.receiver == host
        and history.authors[frame] == peer,
        (
            was_at(history, peer, packet.source)
            and was_at(history, host, packet.destination)
            and not world.environment.read.has(frame)
        )
        or was_at(history, peer, session.candidate),
    )


LATE = (
    sources_are_true_at_first,
    calls_are_true_at_first,
    late_packets_are_not_read,
    late_packets_are_for_the_host,
    late_packets_go_to_the_host,
    late_sources_are_true,
    candidates_are_true_at_first,
    answers_come_from_the_peer_or_the_candidate_is_true,
)
