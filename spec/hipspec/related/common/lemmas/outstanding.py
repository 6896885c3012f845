"""Candidates for lemmas about MOVEs that are numbered from nothing, each sent only once the one before was answered."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.ties import has_begun, is_due
from hipspec.related.common.lemmas.unseen import is_unseen
from hipspec.related.common.names import NOBODY, Frame, Host, Pair
from hipspec.related.common.packets import Kind
from hipspec.related.common.world import World


def shows_now(history: History, world: World, frame: Frame, host: Host, peer: Host, kind: Kind) -> bool:
    """Whether a host has made a packet of a kind for a peer that shows the token that it shows now, both unseen."""
    sent = world.environment.sent[frame]
    token = world.sessions[Pair(host, peer)].token_out
    return (
        is_unseen(world, host, peer)
        and history.authors[frame] == host
        and sent.present
        and sent.value.receiver == peer
        and sent.value.kind == kind
        and token.present
        and sent.value.token == token
    )


def are_together(world: World, host: Host, peer: Host) -> bool:
    """Whether a host, unseen by the attacker, awaits what its peer shows."""
    token = world.sessions[Pair(host, peer)].token_in
    return is_unseen(world, host, peer) and token.present and world.sessions[Pair(peer, host)].token_out == token


@lemma
def who_goes_on_has_begun(history: History, world: World, frame: Frame) -> bool:
    """Only hosts that have begun a session send in it."""
    sent = world.environment.sent[frame]
    author = history.authors[frame]
    return implies(
        author != NOBODY and sent.present and sent.value.kind != Kind.HELLO and sent.value.kind != Kind.REPLY,
        has_begun(world.sessions[Pair(author, sent.value.receiver)]),
    )


@lemma
def nothing_is_numbered_before_opening(history: History, world: World, host: Host, peer: Host, number: int) -> bool:
    """Before a session is open nothing was numbered, and no number was accepted."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(not has_begun(session), session.next == 0 and not session.seen.has(number))


@lemma
def finishes_come_before_moves(history: History, world: World, frame: Frame) -> bool:
    """What finishes an opening was made before any move."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.kind == Kind.FINISH,
        history.ordinals[frame] == 0,
    )


@lemma
def moves_have_earlier_numbers(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A MOVE that shows what its author shows now has a number that was used."""
    number = world.environment.sent[frame].value.number
    return implies(
        shows_now(history, world, frame, host, peer, Kind.MOVE),
        number >= 0 and number < world.sessions[Pair(host, peer)].next,
    )


@lemma
def the_last_move_is_the_newest(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The MOVE with the last number was made after all moves of its author so far."""
    number = world.environment.sent[frame].value.number
    return implies(
        shows_now(history, world, frame, host, peer, Kind.MOVE) and number + 1 == world.sessions[Pair(host, peer)].next,
        history.ordinals[frame] == history.moves[Pair(host, peer)],
    )


@lemma
def probes_have_a_challenge(history: History, world: World, frame: Frame) -> bool:
    """A PROBE has a challenge in it."""
    del history
    sent = world.environment.sent[frame]
    return implies(sent.present and sent.value.kind == Kind.PROBE, sent.value.echo.present)


@lemma
def answers_have_accepted_numbers(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """An ANSWER that gives back no challenge has a number that its author has accepted."""
    packet = world.environment.sent[frame].value
    return implies(
        shows_now(history, world, frame, host, peer, Kind.ANSWER) and not packet.echo.present,
        packet.number <= world.sessions[Pair(host, peer)].newest,
    )


@lemma
def protected_answers_have_accepted_numbers(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """A protected ANSWER has a number that its author has accepted."""
    packet = world.environment.sent[frame].value
    return implies(
        shows_now(history, world, frame, host, peer, Kind.ANSWER) and packet.mac.present,
        packet.number <= world.sessions[Pair(host, peer)].newest,
    )


@lemma
def who_finishes_has_moved_once(history: History, world: World, frame: Frame, number: int) -> bool:
    """As long as an opening is due, of the MOVEs of who has finished it none was answered, and so there is but one."""
    session = world.sessions[Pair(history.authors[frame], world.environment.sent[frame].value.receiver)]
    return implies(is_due(history, world, frame), session.next <= 1 and not session.seen.has(number))


@lemma
def answered_numbers_were_accepted(history: History, world: World, host: Host, peer: Host, number: int) -> bool:
    """A number that was answered was accepted."""
    del history
    return implies(
        are_together(world, host, peer) and world.sessions[Pair(peer, host)].seen.has(number),
        number <= world.sessions[Pair(host, peer)].newest,
    )


@lemma
def one_move_is_outstanding(history: History, world: World, host: Host, peer: Host) -> bool:
    """No host has sent more than one MOVE that its peer has not accepted."""
    del history
    return implies(
        are_together(world, host, peer),
        world.sessions[Pair(peer, host)].next <= world.sessions[Pair(host, peer)].newest + 2,
    )


@lemma
def nothing_is_newer_before_the_end(history: History, world: World, frame: Frame) -> bool:
    """As long as an opening is due its receiver has heard of no move of who has finished it."""
    author = history.authors[frame]
    receiver = world.environment.sent[frame].value.receiver
    return implies(
        is_due(history, world, frame) and is_unseen(world, receiver, author),
        history.newest[Pair(receiver, author)] == 0,
    )


OUTSTANDING = (
    who_goes_on_has_begun,
    nothing_is_numbered_before_opening,
    finishes_come_before_moves,
    moves_have_earlier_numbers,
    the_last_move_is_the_newest,
    probes_have_a_challenge,
    answers_have_accepted_numbers,
    protected_answers_have_accepted_numbers,
    who_finishes_has_moved_once,
    answered_numbers_were_accepted,
    one_move_is_outstanding,
    nothing_is_newer_before_the_end,
)
