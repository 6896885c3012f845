"""Candidates for lemmas about what is counted: bytes, numbers of packets, and moves."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import is_secret
from hipspec.related.common.names import NOBODY, Frame, Host, Pair
from hipspec.related.common.observation import are_honest
from hipspec.related.common.packets import Kind
from hipspec.related.common.session import State
from hipspec.related.common.transmission import opens
from hipspec.related.common.world import World


@lemma
def bytes_are_not_negative(history: History, world: World, host: Host, peer: Host) -> bool:
    """What is counted is never less than nothing."""
    del world
    pair = Pair(host, peer)
    return (
        history.received[pair] >= 0
        and history.heard[pair] >= 0
        and history.strayed[pair] >= 0
        and history.reflected[pair] >= 0
        and history.probed[pair] >= 0
    )


@lemma
def credit_is_not_negative(history: History, world: World, host: Host, peer: Host) -> bool:
    """Nobody is allowed less than nothing."""
    del history
    return world.sessions[Pair(host, peer)].credit >= 0


@lemma
def credit_was_earned(history: History, world: World, host: Host, peer: Host) -> bool:
    """What went astray, and what still may, was received."""
    pair = Pair(host, peer)
    return history.strayed[pair] + world.sessions[pair].credit <= history.received[pair]


@lemma
def threefold_credit_was_earned(history: History, world: World, host: Host, peer: Host) -> bool:
    """What went astray, and what still may, is at most three times what was received."""
    pair = Pair(host, peer)
    return history.strayed[pair] + world.sessions[pair].credit <= 3 * history.received[pair]


@lemma
def moves_are_counted(history: History, world: World, frame: Frame) -> bool:
    """No packet was made after more moves than its author has made."""
    sent = world.environment.sent[frame]
    author = history.authors[frame]
    return implies(
        author != NOBODY and sent.present,
        history.ordinals[frame] <= history.moves[Pair(author, sent.value.receiver)],
    )


@lemma
def newest_is_a_move(history: History, world: World, host: Host, peer: Host) -> bool:
    """No host is ahead of what its honest peer has done."""
    pair = Pair(host, peer)
    return implies(
        are_honest(world, pair) and history.genuine[pair], history.newest[pair] <= history.moves[Pair(peer, host)]
    )


@lemma
def newest_is_ever_a_move(history: History, world: World, host: Host, peer: Host) -> bool:
    """No host is ahead of what its honest peer has done, whoever has opened the session."""
    pair = Pair(host, peer)
    return implies(are_honest(world, pair), history.newest[pair] <= history.moves[Pair(peer, host)])


@lemma
def moves_are_not_negative(history: History, world: World, host: Host, peer: Host) -> bool:
    """What is counted of moves is never less than nothing."""
    del world
    pair = Pair(host, peer)
    return history.moves[pair] >= 0 and history.newest[pair] >= 0


@lemma
def ordinals_are_not_negative(history: History, world: World, frame: Frame) -> bool:
    """Nothing was made after fewer moves than none."""
    del world
    return history.ordinals[frame] >= 0


@lemma
def forgeries_have_no_ordinal(history: History, world: World, frame: Frame) -> bool:
    """What the attacker makes was made after no move of anybody."""
    del world
    return implies(history.authors[frame] == NOBODY, history.ordinals[frame] == 0)


@lemma
def numbers_are_not_negative(history: History, world: World, host: Host, peer: Host) -> bool:
    """Packets are numbered from nothing on."""
    del history
    session = world.sessions[Pair(host, peer)]
    return session.next >= 0 and session.newest >= -1


@lemma
def nobody_moves_before_opening(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before its session is open no host moves, and none looks for a peer anew."""
    pair = Pair(host, peer)
    state = world.sessions[pair].state
    return implies(state == State.NONE or state == State.HALF_OPEN, history.moves[pair] == 0)


@lemma
def nothing_is_newer_before_opening(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before its session is open no host looks for a peer anew."""
    pair = Pair(host, peer)
    state = world.sessions[pair].state
    return implies(state == State.NONE or state == State.HALF_OPEN, history.newest[pair] == 0)


@lemma
def openings_come_before_moves(history: History, world: World, frame: Frame) -> bool:
    """What opens a session was made before any move."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and opens(sent.value), history.ordinals[frame] == 0
    )


@lemma
def numbers_are_behind(history: History, world: World, frame: Frame) -> bool:
    """Every number that an honest host has used is below the next one."""
    sent = world.environment.sent[frame]
    author = history.authors[frame]
    return implies(
        author != NOBODY and sent.present and sent.value.kind == Kind.MOVE,
        sent.value.number < world.sessions[Pair(author, sent.value.receiver)].next,
    )


@lemma
def protected_numbers_are_behind(history: History, world: World, frame: Frame) -> bool:
    """Every number that an honest host has used in a protected packet is below the next one."""
    sent = world.environment.sent[frame]
    author = history.authors[frame]
    return implies(
        author != NOBODY and sent.present and sent.value.mac.present,
        sent.value.number < world.sessions[Pair(author, sent.value.receiver)].next,
    )


@lemma
def numbers_follow_moves(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """Of two MOVEs of a host, the one with the higher number was not made before the other."""
    one = world.environment.sent[frame]
    two = world.environment.sent[other]
    return implies(
        history.authors[frame] != NOBODY
        and history.authors[frame] == history.authors[other]
        and one.present
        and two.present
        and one.value.kind == Kind.MOVE
        and two.value.kind == Kind.MOVE
        and one.value.receiver == two.value.receiver
        and one.value.number > two.value.number,
        history.ordinals[frame] >= history.ordinals[other],
    )


@lemma
def protected_numbers_follow_moves(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """Of two protected packets of a host, the one with the higher number was not made before the other."""
    one = world.environment.sent[frame]
    two = world.environment.sent[other]
    return implies(
        history.authors[frame] != NOBODY
        and history.authors[frame] == history.authors[other]
        and one.present
        and two.present
        and one.value.mac.present
        and two.value.mac.present
        and one.value.receiver == two.value.receiver
        and one.value.number > two.value.number,
        history.ordinals[frame] >= history.ordinals[other],
    )


@lemma
def higher_numbers_are_newer(history: History, world: World, frame: Frame) -> bool:
    """A MOVE with a higher number than any that was accepted was not made before what was accepted."""
    sent = world.environment.sent[frame]
    pair = Pair(sent.value.receiver, history.authors[frame])
    return implies(
        history.authors[frame] != NOBODY
        and sent.present
        and sent.value.kind == Kind.MOVE
        and are_honest(world, pair)
        and history.genuine[pair]
        and sent.value.number > world.sessions[pair].newest,
        history.ordinals[frame] >= history.newest[pair],
    )


@lemma
def higher_protected_numbers_are_newer(history: History, world: World, frame: Frame) -> bool:
    """A protected packet with a higher number than any that was accepted was not made before what was accepted."""
    sent = world.environment.sent[frame]
    pair = Pair(sent.value.receiver, history.authors[frame])
    return implies(
        history.authors[frame] != NOBODY
        and sent.present
        and is_secret(world, sent.value)
        and are_honest(world, pair)
        and history.genuine[pair]
        and sent.value.number > world.sessions[pair].newest,
        history.ordinals[frame] >= history.newest[pair],
    )


@lemma
def numbers_are_accepted_in_order(history: History, world: World, host: Host, peer: Host) -> bool:
    """No honest host has accepted a number that its honest peer has not used yet."""
    pair = Pair(host, peer)
    return implies(
        are_honest(world, pair) and history.genuine[pair],
        world.sessions[pair].newest < world.sessions[Pair(peer, host)].next,
    )


@lemma
def answers_are_newer(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What an honest peer says with a challenge in it was not made before what was accepted."""
    sent = world.environment.sent[frame]
    pair = Pair(host, peer)
    challenge = world.sessions[pair].challenge
    return implies(
        are_honest(world, pair)
        and history.authors[frame] == peer
        and sent.present
        and sent.value.receiver == host
        and challenge.present
        and sent.value.echo == challenge,
        history.ordinals[frame] >= history.newest[pair],
    )


@lemma
def signed_numbers_are_behind(history: History, world: World, frame: Frame) -> bool:
    """Every number that an honest host has used in a signed packet is below the next one."""
    sent = world.environment.sent[frame]
    author = history.authors[frame]
    return implies(
        author != NOBODY and sent.present and sent.value.signer.present,
        sent.value.number < world.sessions[Pair(author, sent.value.receiver)].next,
    )


@lemma
def signed_numbers_follow_moves(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """Of two signed packets of a host, the one with the higher number was not made before the other."""
    one = world.environment.sent[frame]
    two = world.environment.sent[other]
    return implies(
        history.authors[frame] != NOBODY
        and history.authors[frame] == history.authors[other]
        and one.present
        and two.present
        and one.value.signer.present
        and two.value.signer.present
        and one.value.receiver == two.value.receiver
        and one.value.number > two.value.number,
        history.ordinals[frame] >= history.ordinals[other],
    )


@lemma
def higher_signed_numbers_are_newer(history: History, world: World, frame: Frame) -> bool:
    """A signed packet with a higher number than any that was accepted was not made before what was accepted."""
    sent = world.environment.sent[frame]
    pair = Pair(sent.value.receiver, history.authors[frame])
    return implies(
        history.authors[frame] != NOBODY
        and sent.present
        and sent.value.signer.present
        and are_honest(world, pair)
        and history.genuine[pair]
        and sent.value.number > world.sessions[pair].newest,
        history.ordinals[frame] >= history.newest[pair],
    )


COUNTS = (
    signed_numbers_are_behind,
    signed_numbers_follow_moves,
    higher_signed_numbers_are_newer,
    bytes_are_not_negative,
    credit_is_not_negative,
    credit_was_earned,
    threefold_credit_was_earned,
    moves_are_counted,
    newest_is_a_move,
    newest_is_ever_a_move,
    moves_are_not_negative,
    ordinals_are_not_negative,
    forgeries_have_no_ordinal,
    numbers_are_not_negative,
    nobody_moves_before_opening,
    nothing_is_newer_before_opening,
    openings_come_before_moves,
    numbers_are_behind,
    protected_numbers_are_behind,
    numbers_follow_moves,
    protected_numbers_follow_moves,
    higher_numbers_are_newer,
    higher_protected_numbers_are_newer,
    numbers_are_accepted_in_order,
    answers_are_newer,
)
