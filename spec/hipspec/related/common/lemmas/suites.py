"""Candidates for lemmas about algorithms: where what is offered, and what is chosen, is what honest hosts have said."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import is_called, is_honest
from hipspec.related.common.lemmas.tokens import is_on_the_wire, is_sure, stays_between
from hipspec.related.common.names import NOBODY, Frame, Host, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Cookie, Kind, Packet, Suite
from hipspec.related.common.session import State
from hipspec.related.common.world import World


def is_from_a_host(history: History, world: World, frame: Frame, kind: Kind) -> bool:
    """Whether an honest host has made a packet of a kind."""
    sent = world.environment.sent[frame]
    return history.authors[frame] != NOBODY and sent.present and sent.value.kind == kind


def is_strong(packet: Packet) -> bool:
    """Whether a packet offers everything, and chooses the best of it."""
    return packet.offer == Suite.STRONG and packet.choice == Suite.STRONG


@lemma
def replies_are_signed(history: History, world: World, frame: Frame) -> bool:
    """An honest host signs its REPLYs."""
    return implies(
        is_from_a_host(history, world, frame, Kind.REPLY), world.environment.sent[frame].value.signer.present
    )


@lemma
def signed_replies_offer_everything(history: History, world: World, frame: Frame) -> bool:
    """A signed REPLY of an honest host offers everything."""
    packet = world.environment.sent[frame].value
    return implies(
        is_from_a_host(history, world, frame, Kind.REPLY) and packet.signer.present, packet.offer == Suite.STRONG
    )


@lemma
def signed_replies_choose_the_best(history: History, world: World, frame: Frame) -> bool:
    """A signed REPLY of an honest host chooses the best of what it says was offered."""
    packet = world.environment.sent[frame].value
    return implies(
        is_from_a_host(history, world, frame, Kind.REPLY) and packet.signer.present, packet.choice == packet.offer
    )


@lemma
def protected_finishes_offer_everything(history: History, world: World, frame: Frame) -> bool:
    """A protected FINISH of an honest host offers everything."""
    packet = world.environment.sent[frame].value
    return implies(
        is_from_a_host(history, world, frame, Kind.FINISH) and packet.mac.present, packet.offer == Suite.STRONG
    )


@lemma
def protected_finishes_choose_the_best(history: History, world: World, frame: Frame) -> bool:
    """A protected FINISH of an honest host for another one chooses the best algorithms."""
    packet = world.environment.sent[frame].value
    return implies(
        is_from_a_host(history, world, frame, Kind.FINISH) and packet.mac.present and is_honest(world, packet.receiver),
        packet.choice == Suite.STRONG,
    )


@lemma
def nothing_is_weak_before_a_session(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before there is a session no lesser algorithms are in use."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.state == State.NONE, session.suite == Suite.STRONG)


@lemma
def genuine_sessions_are_strong(history: History, world: World, host: Host, peer: Host) -> bool:
    """A session that an honest peer has opened has used the best algorithms ever since."""
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)],
        world.sessions[Pair(host, peer)].suite == Suite.STRONG,
    )


# ---------------------------------------------------------------------- of who knows no token of the two hosts


@lemma
def what_shows_a_token_is_strong(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What shows a token that stays between two honest hosts offers everything and chooses the best of it."""
    del history
    return implies(
        is_sure(world, host, peer) and is_on_the_wire(world, frame, world.sessions[Pair(host, peer)].token_out),
        is_strong(world.environment.sent[frame].value),
    )


@lemma
def sure_sessions_are_strong(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called an honest peer, or was called by it, uses the best algorithms with it."""
    del history
    return implies(is_sure(world, host, peer), world.sessions[Pair(host, peer)].suite == Suite.STRONG)


# ---------------------------------------------------------------------- of who does not know what a caller awaits


def is_calling(world: World, host: Host, peer: Host) -> bool:
    """Whether a host has called an honest peer, and awaits what its answer has to show."""
    session = world.sessions[Pair(host, peer)]
    waits = session.state == State.HALF_OPEN and session.initiator and session.token_in.present
    return are_honest(world, Pair(host, peer)) and waits


@lemma
def awaited_answers_stay(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What an answer has to show is handed over in the call, and shown in answers to it, between the two hosts."""
    token = world.sessions[Pair(host, peer)].token_in
    packet = world.environment.sent[frame].value
    author = history.authors[frame]
    calls = author == host and packet.kind == Kind.HELLO and packet.tag == token and packet.token != token
    answers = author == peer and packet.kind != Kind.HELLO and packet.kind != Kind.FINISH and packet.tag != token
    return implies(
        is_calling(world, host, peer) and is_on_the_wire(world, frame, token),
        stays_between(history, world, frame, host, peer)
        and (calls or (answers and packet.token == token))
        and packet.echo != token
        and packet.second != token,
    )


@lemma
def awaited_answers_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What an answer has to show is not read."""
    del history
    return implies(
        is_calling(world, host, peer) and world.environment.read.has(frame),
        not is_on_the_wire(world, frame, world.sessions[Pair(host, peer)].token_in),
    )


@lemma
def awaited_answers_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker does not know what an answer has to show."""
    del history
    return implies(
        is_calling(world, host, peer),
        not world.environment.known_nonces.has(world.sessions[Pair(host, peer)].token_in.value),
    )


@lemma
def awaited_answers_are_strong(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The call and the answers to it offer everything, and so do the cookies in them."""
    del history
    packet = world.environment.sent[frame].value
    return implies(
        is_calling(world, host, peer) and is_on_the_wire(world, frame, world.sessions[Pair(host, peer)].token_in),
        is_strong(packet) and (not packet.cookie.present or packet.cookie.value.suite == Suite.STRONG),
    )


@lemma
def awaited_answers_are_in_one_session(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """As long as a host awaits an answer nobody else remembers what it has to show."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    session = world.sessions[Pair(other, third)]
    return implies(
        is_calling(world, host, peer),
        session.token_out != token
        and session.challenge != token
        and (session.token_in != token or (host == other and peer == third)),
    )


@lemma
def awaited_answers_are_in_no_other_cookie(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """As long as a host awaits an answer it stands in no cookie but those of its answers."""
    del history
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    token = world.sessions[Pair(host, peer)].token_in
    return implies(
        is_calling(world, host, peer)
        and sent.present
        and cookie.present
        and is_honest(world, cookie.value.maker)
        and (cookie.value.their_tag == token or cookie.value.tag == token),
        cookie.value.tag != token and sent.value.kind == Kind.REPLY and is_on_the_wire(world, frame, token),
    )


@lemma
def awaited_answers_are_in_no_known_cookie(
    history: History, world: World, cookie: Cookie, host: Host, peer: Host
) -> bool:
    """As long as a host awaits an answer it stands in no cookie that the attacker knows."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    return implies(
        is_calling(world, host, peer)
        and world.environment.known_cookies.has(cookie)
        and is_honest(world, cookie.maker),
        cookie.their_tag != token and cookie.tag != token,
    )


@lemma
def finishes_bring_strong_cookies(history: History, world: World, frame: Frame) -> bool:
    """What a host brings back to an honest peer in a FINISH is a cookie for the best algorithms."""
    packet = world.environment.sent[frame].value
    return implies(
        is_from_a_host(history, world, frame, Kind.FINISH)
        and is_honest(world, packet.receiver)
        and packet.cookie.present,
        packet.cookie.value.suite == Suite.STRONG,
    )


# ---------------------------------------------------------------------- of who writes no source address but its own


@lemma
def calls_from_elsewhere_are_strong(history: History, world: World, frame: Frame) -> bool:
    """A HELLO from outside of the attacker's networks offers everything."""
    del history
    sent = world.environment.sent[frame]
    hostile = world.environment.hostile
    return implies(
        sent.present and sent.value.kind == Kind.HELLO and not hostile.has(sent.value.source),
        sent.value.offer == Suite.STRONG,
    )


@lemma
def answers_elsewhere_are_strong(history: History, world: World, frame: Frame) -> bool:
    """A REPLY between places outside of the attacker's networks chooses the best algorithms."""
    del history
    sent = world.environment.sent[frame]
    hostile = world.environment.hostile
    outside = not hostile.has(sent.value.source) and not hostile.has(sent.value.destination)
    return implies(
        sent.present and sent.value.kind == Kind.REPLY and outside,
        sent.value.choice == Suite.STRONG,
    )


@lemma
def called_sessions_elsewhere_are_strong(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that was called from outside of the attacker's networks uses the best algorithms."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host) and is_called(session) and not world.environment.hostile.has(session.there),
        session.suite == Suite.STRONG,
    )


@lemma
def callers_call_where_the_peer_was(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called an honest peer has called it where it was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.state == State.HALF_OPEN and session.initiator,
        was_at(history, peer, session.there),
    )


SUITES = (
    callers_call_where_the_peer_was,
    genuine_sessions_are_strong,
    calls_from_elsewhere_are_strong,
    answers_elsewhere_are_strong,
    called_sessions_elsewhere_are_strong,
    nothing_is_weak_before_a_session,
    awaited_answers_stay,
    awaited_answers_are_not_read,
    awaited_answers_are_not_known,
    awaited_answers_are_strong,
    awaited_answers_are_in_one_session,
    awaited_answers_are_in_no_other_cookie,
    awaited_answers_are_in_no_known_cookie,
    finishes_bring_strong_cookies,
    replies_are_signed,
    signed_replies_offer_everything,
    signed_replies_choose_the_best,
    protected_finishes_offer_everything,
    protected_finishes_choose_the_best,
    what_shows_a_token_is_strong,
    sure_sessions_are_strong,
)
