"""Candidates for lemmas about cookies that come back: which of them a host gives back, and what they are tied to."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History, is_strange
from hipspec.related.common.lemmas.suites import is_calling
from hipspec.related.common.lemmas.terms import is_honest
from hipspec.related.common.lemmas.tokens import is_on_the_wire
from hipspec.related.common.lemmas.unread import cookie_in, has_cookie, is_known
from hipspec.related.common.names import NOBODY, Frame, Host, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Cookie, Kind
from hipspec.related.common.session import State
from hipspec.related.common.world import World


@lemma
def hellos_name_no_address(history: History, world: World, frame: Frame) -> bool:
    """A HELLO of an honest host names no address."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.kind == Kind.HELLO,
        not sent.value.address.present,
    )


@lemma
def moves_name_an_address(history: History, world: World, frame: Frame) -> bool:
    """A MOVE of an honest host names an address."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.kind == Kind.MOVE,
        sent.value.address.present,
    )


@lemma
def awaited_answers_are_called_for(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What an answer has to show stands in a HELLO of the caller, and is shown in a REPLY of the peer."""
    packet = world.environment.sent[frame].value
    token = world.sessions[Pair(host, peer)].token_in
    return implies(
        is_calling(world, host, peer) and is_on_the_wire(world, frame, token),
        (packet.kind == Kind.HELLO and history.authors[frame] == host)
        or (packet.kind == Kind.REPLY and history.authors[frame] == peer and packet.tag != token),
    )


@lemma
def awaited_answers_have_a_cookie(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The answer that a caller awaits has a cookie in it, of the peer for the caller."""
    del history
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return implies(
        is_calling(world, host, peer)
        and sent.present
        and sent.value.kind == Kind.REPLY
        and sent.value.token == world.sessions[Pair(host, peer)].token_in,
        cookie.present and cookie.value.maker == peer and cookie.value.peer == host,
    )


@lemma
def awaited_answers_have_a_true_cookie(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The answer that a caller awaits has a cookie in it for where the caller was."""
    sent = world.environment.sent[frame]
    return implies(
        is_calling(world, host, peer)
        and sent.present
        and sent.value.kind == Kind.REPLY
        and sent.value.token == world.sessions[Pair(host, peer)].token_in,
        was_at(history, host, cookie_in(world, frame).address),
    )


@lemma
def finishes_have_a_cookie(history: History, world: World, frame: Frame) -> bool:
    """An honest host gives an honest one back only what that one has made for it."""
    sent = world.environment.sent[frame]
    author = history.authors[frame]
    cookie = sent.value.cookie
    return implies(
        author != NOBODY and sent.present and sent.value.kind == Kind.FINISH and is_honest(world, sent.value.receiver),
        cookie.present and cookie.value.maker == sent.value.receiver and cookie.value.peer == author,
    )


@lemma
def finishes_have_a_true_cookie(history: History, world: World, frame: Frame) -> bool:
    """An honest host gives an honest one back only what is for where it was."""
    sent = world.environment.sent[frame]
    author = history.authors[frame]
    return implies(
        author != NOBODY and sent.present and sent.value.kind == Kind.FINISH and is_honest(world, sent.value.receiver),
        was_at(history, author, cookie_in(world, frame).address),
    )


# ---------------------------------------------------------------------- cookies that are tied to a session


@lemma
def callers_tags_are_no_challenges(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A challenge stands for what a caller has sent in a cookie only if somebody was where it went."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and session.challenge.present
        and has_cookie(world, frame)
        and cookie_in(world, frame).their_tag == session.challenge,
        not is_strange(history, peer, session.candidate),
    )


@lemma
def callers_tags_are_no_known_challenges(
    history: History, world: World, cookie: Cookie, host: Host, peer: Host
) -> bool:
    """A challenge stands for what a caller has sent in a known cookie only if somebody was where it went."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and session.challenge.present
        and is_known(world, cookie)
        and cookie.their_tag == session.challenge,
        not is_strange(history, peer, session.candidate),
    )


@lemma
def tied_cookies_are_for_sessions(history: History, world: World, frame: Frame) -> bool:
    """A cookie is tied only to a session that is or was open."""
    del history
    cookie = cookie_in(world, frame)
    state = world.sessions[Pair(cookie.maker, cookie.peer)].state
    return implies(has_cookie(world, frame) and cookie.tie.present, state != State.NONE and state != State.HALF_OPEN)


@lemma
def known_tied_cookies_are_for_sessions(history: History, world: World, cookie: Cookie) -> bool:
    """A cookie that the attacker knows is tied only to a session that is or was open."""
    del history
    state = world.sessions[Pair(cookie.maker, cookie.peer)].state
    return implies(is_known(world, cookie) and cookie.tie.present, state != State.NONE and state != State.HALF_OPEN)


@lemma
def cookies_of_genuine_sessions_are_true(history: History, world: World, frame: Frame) -> bool:
    """A cookie that is tied to a session that an honest peer has opened is for where that peer was."""
    cookie = cookie_in(world, frame)
    pair = Pair(cookie.maker, cookie.peer)
    return implies(
        has_cookie(world, frame) and cookie.tie.present and are_honest(world, pair) and history.genuine[pair],
        was_at(history, cookie.peer, cookie.address),
    )


@lemma
def known_cookies_of_genuine_sessions_are_true(history: History, world: World, cookie: Cookie) -> bool:
    """A known cookie that is tied to a session that an honest peer has opened is for where that peer was."""
    pair = Pair(cookie.maker, cookie.peer)
    return implies(
        is_known(world, cookie) and cookie.tie.present and are_honest(world, pair) and history.genuine[pair],
        was_at(history, cookie.peer, cookie.address),
    )


RETURNED = (
    hellos_name_no_address,
    moves_name_an_address,
    awaited_answers_are_called_for,
    awaited_answers_have_a_cookie,
    awaited_answers_have_a_true_cookie,
    finishes_have_a_cookie,
    finishes_have_a_true_cookie,
    callers_tags_are_no_challenges,
    callers_tags_are_no_known_challenges,
    tied_cookies_are_for_sessions,
    known_tied_cookies_are_for_sessions,
    cookies_of_genuine_sessions_are_true,
    known_cookies_of_genuine_sessions_are_true,
)
