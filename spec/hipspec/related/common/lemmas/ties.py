"""Candidates for lemmas about cookies that a session can be begun, or begun anew, with: each of them once.

A cookie is tied to the token that its maker awaits when it makes it, and to nothing if there is no session yet. Who
begins with it awaits another token from then on, so that it is over for good, like all that were tied to the same.
"""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.shown import finishes, is_genuine
from hipspec.related.common.lemmas.suites import is_calling
from hipspec.related.common.lemmas.tokens import is_on_the_wire
from hipspec.related.common.lemmas.unheard import is_out_of_reach
from hipspec.related.common.lemmas.unread import cookie_in, has_cookie, has_unread, is_known
from hipspec.related.common.lemmas.unseen import is_unseen
from hipspec.related.common.names import Frame, Host, Pair
from hipspec.related.common.packets import Cookie, Kind
from hipspec.related.common.session import Session, State
from hipspec.related.common.world import World


def comes_before(one: Cookie, other: Cookie) -> bool:
    """Whether a cookie is tied to the session that another one has begun."""
    same = one.maker == other.maker and one.peer == other.peer
    return same and other.tie.present and other.tie == one.tag


def is_over(world: World, cookie: Cookie) -> bool:
    """Whether the maker of a cookie awaits another token than the one that the cookie is tied to."""
    return world.sessions[Pair(cookie.maker, cookie.peer)].token_in != cookie.tie


def has_begun(session: Session) -> bool:
    """Whether a session is or was open."""
    return session.state != State.NONE and session.state != State.HALF_OPEN


def is_due(history: History, world: World, frame: Frame) -> bool:
    """Whether an honest host has finished an opening with a cookie that its receiver still begins a session with."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(sent.value.receiver, history.authors[frame])]
    return finishes(history, world, frame) and cookie_in(world, frame).tie == session.token_in


def is_unshown(world: World, host: Host, peer: Host) -> bool:
    """Whether a host awaits a token that its peer does not show yet, and has shown its share where no attacker is."""
    token = world.sessions[Pair(host, peer)].token_in
    return is_unseen(world, host, peer) and token.present and world.sessions[Pair(peer, host)].token_out != token


# ---------------------------------------------------------------------- what a cookie is tied to


@lemma
def ties_are_no_tags(history: History, world: World, frame: Frame) -> bool:
    """A cookie is tied to something else than what was drawn for it."""
    del history
    cookie = cookie_in(world, frame)
    return implies(has_cookie(world, frame) and cookie.tie.present, cookie.tie != cookie.tag)


@lemma
def known_ties_are_no_tags(history: History, world: World, cookie: Cookie) -> bool:
    """A cookie that the attacker knows is tied to something else than what was drawn for it."""
    del history
    return implies(is_known(world, cookie) and cookie.tie.present, cookie.tie != cookie.tag)


@lemma
def cookies_before_others_are_over(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """Of two cookies, one of which is tied to what the other has begun, that other one is over."""
    del history
    first = cookie_in(world, frame)
    second = cookie_in(world, other)
    return implies(
        has_cookie(world, frame) and has_cookie(world, other) and comes_before(first, second), is_over(world, first)
    )


@lemma
def cookies_before_known_ones_are_over(history: History, world: World, frame: Frame, cookie: Cookie) -> bool:
    """What a cookie has begun that a known one is tied to, it begins no more."""
    del history
    first = cookie_in(world, frame)
    return implies(
        has_cookie(world, frame) and is_known(world, cookie) and comes_before(first, cookie), is_over(world, first)
    )


@lemma
def known_cookies_before_others_are_over(history: History, world: World, frame: Frame, cookie: Cookie) -> bool:
    """What a known cookie has begun that another one is tied to, it begins no more."""
    del history
    second = cookie_in(world, frame)
    return implies(
        has_cookie(world, frame) and is_known(world, cookie) and comes_before(cookie, second), is_over(world, cookie)
    )


@lemma
def known_cookies_before_known_ones_are_over(history: History, world: World, cookie: Cookie, other: Cookie) -> bool:
    """What a known cookie has begun that another known one is tied to, it begins no more."""
    del history
    return implies(
        is_known(world, cookie) and is_known(world, other) and comes_before(cookie, other), is_over(world, cookie)
    )


@lemma
def ties_of_unseen_sessions_are_safe(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A cookie that is tied to a session in which the share was shown where no attacker is is for where none is."""
    del history
    made = cookie_in(world, frame)
    return implies(
        is_unseen(world, host, peer)
        and has_cookie(world, frame)
        and made.maker == host
        and made.peer == peer
        and made.tie.present
        and made.tie == world.sessions[Pair(host, peer)].token_in,
        not world.environment.hostile.has(made.address),
    )


@lemma
def known_ties_of_unseen_sessions_are_safe(
    history: History, world: World, cookie: Cookie, host: Host, peer: Host
) -> bool:
    """The attacker knows no cookie that is tied to a session in which the share was shown where no attacker is."""
    del history
    return implies(
        is_unseen(world, host, peer)
        and is_known(world, cookie)
        and cookie.maker == host
        and cookie.peer == peer
        and cookie.tie.present
        and cookie.tie == world.sessions[Pair(host, peer)].token_in,
        not world.environment.hostile.has(cookie.address),
    )


@lemma
def tags_are_drawn_for_one_cookie(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """What was drawn for a cookie for where no attacker is was drawn for no other one."""
    del history
    first = cookie_in(world, frame)
    second = cookie_in(world, other)
    return implies(
        has_unread(world, frame) and has_cookie(world, other) and first.tag.present and second.tag == first.tag,
        second == first,
    )


@lemma
def tags_are_drawn_for_no_known_cookie(history: History, world: World, frame: Frame, cookie: Cookie) -> bool:
    """What was drawn for a cookie for where no attacker is was drawn for none that the attacker knows."""
    del history
    first = cookie_in(world, frame)
    return implies(has_unread(world, frame) and is_known(world, cookie) and first.tag.present, cookie.tag != first.tag)


@lemma
def awaited_answers_hand_over_what_nobody_awaits(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """As long as a caller awaits an answer its peer does not await what the answer hands over."""
    del history
    sent = world.environment.sent[frame]
    return implies(
        is_calling(world, host, peer)
        and sent.present
        and sent.value.kind == Kind.REPLY
        and sent.value.token == world.sessions[Pair(host, peer)].token_in,
        sent.value.tag.present and world.sessions[Pair(peer, host)].token_in != sent.value.tag,
    )


# ---------------------------------------------------------------------- who finishes an opening that is due


@lemma
def who_finishes_awaits_what_it_has_sent(history: History, world: World, frame: Frame) -> bool:
    """Whoever has finished an opening that is due awaits what it has sent for the cookie."""
    session = world.sessions[Pair(history.authors[frame], world.environment.sent[frame].value.receiver)]
    return implies(is_due(history, world, frame), session.token_in == cookie_in(world, frame).their_tag)


@lemma
def who_finishes_shows_the_tag(history: History, world: World, frame: Frame) -> bool:
    """Whoever has finished an opening that is due shows the tag of the cookie."""
    session = world.sessions[Pair(history.authors[frame], world.environment.sent[frame].value.receiver)]
    return implies(is_due(history, world, frame), session.token_out == cookie_in(world, frame).tag)


@lemma
def who_finishes_is_not_shown_its_token_yet(history: History, world: World, frame: Frame) -> bool:
    """As long as an opening is due its receiver does not show what was sent for the cookie."""
    session = world.sessions[Pair(world.environment.sent[frame].value.receiver, history.authors[frame])]
    return implies(is_due(history, world, frame), session.token_out != cookie_in(world, frame).their_tag)


@lemma
def two_that_show_their_tokens_are_unseen(history: History, world: World, host: Host, peer: Host) -> bool:
    """Where a host shows what its peer awaits, unseen by the attacker, it awaits what that one shows, and is unseen."""
    del history
    own = world.sessions[Pair(host, peer)]
    other = world.sessions[Pair(peer, host)]
    return implies(
        is_unseen(world, host, peer) and own.token_in.present and other.token_out == own.token_in,
        is_unseen(world, peer, host) and other.token_in == own.token_out,
    )


@lemma
def who_awaits_a_shown_token_is_unseen(history: History, world: World, host: Host, peer: Host) -> bool:
    """A peer that has opened a session, and awaits what is shown in it, has shown its share where no attacker is."""
    token = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_genuine(history, world, host, peer) and token.present and world.sessions[Pair(peer, host)].token_in == token,
        is_unseen(world, peer, host),
    )


# ---------------------------------------------------------------------- tokens that are not shown yet


@lemma
def unshown_tokens_open(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A token that its peer does not show yet is handed over in a HELLO, and shown in REPLYs to it."""
    token = world.sessions[Pair(host, peer)].token_in
    packet = world.environment.sent[frame].value
    author = history.authors[frame]
    calls = author == host and packet.receiver == peer and packet.kind == Kind.HELLO and packet.tag == token
    answers = author == peer and packet.receiver == host and packet.kind == Kind.REPLY and packet.tag != token
    return implies(
        is_unshown(world, host, peer) and is_on_the_wire(world, frame, token),
        packet.sender == author
        and packet.echo != token
        and packet.second != token
        and ((calls and packet.token != token) or (answers and packet.token == token)),
    )


@lemma
def unshown_tokens_open_or_are_tied_to(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A token that its peer does not show yet is handed over in a HELLO, and shown in REPLYs, by the host as a tie."""
    token = world.sessions[Pair(host, peer)].token_in
    packet = world.environment.sent[frame].value
    author = history.authors[frame]
    of_the_host = author == host and packet.receiver == peer
    calls = of_the_host and packet.kind == Kind.HELLO and packet.tag == token and packet.second != token
    ties = of_the_host and packet.kind == Kind.REPLY and packet.second == token and packet.tag != token
    answers = author == peer and packet.receiver == host and packet.kind == Kind.REPLY and packet.tag != token
    return implies(
        is_unshown(world, host, peer) and is_on_the_wire(world, frame, token),
        packet.sender == author
        and packet.echo != token
        and (
            ((calls or ties) and packet.token != token)
            or (answers and packet.token == token and packet.second != token)
        ),
    )


@lemma
def unshown_tokens_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A token that its peer does not show yet goes where no attacker is, and was not read."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    return implies(is_unshown(world, host, peer) and is_on_the_wire(world, frame, token), is_out_of_reach(world, frame))


@lemma
def unshown_tokens_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker does not know a token that its peer does not show yet."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    return implies(is_unshown(world, host, peer), not world.environment.known_nonces.has(token.value))


@lemma
def unshown_tokens_are_in_one_session(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody shows a token that its peer does not show yet, and nobody else awaits it."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    session = world.sessions[Pair(other, third)]
    return implies(
        is_unshown(world, host, peer),
        session.token_out != token
        and session.challenge != token
        and (session.token_in != token or (host == other and peer == third)),
    )


@lemma
def unshown_tokens_are_in_cookies_of_the_peer(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """A token that its peer does not show yet was sent for no cookie but of that peer, for where no attacker is."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    made = cookie_in(world, frame)
    return implies(
        is_unshown(world, host, peer) and has_cookie(world, frame) and (made.their_tag == token or made.tag == token),
        made.tag != token
        and made.maker == peer
        and made.peer == host
        and not world.environment.hostile.has(made.address),
    )


@lemma
def unshown_tokens_are_in_no_known_cookie(
    history: History, world: World, cookie: Cookie, host: Host, peer: Host
) -> bool:
    """A token that its peer does not show yet stands in no cookie that the attacker knows."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    return implies(
        is_unshown(world, host, peer) and is_known(world, cookie), cookie.their_tag != token and cookie.tag != token
    )


TIES = (
    ties_are_no_tags,
    known_ties_are_no_tags,
    cookies_before_others_are_over,
    cookies_before_known_ones_are_over,
    known_cookies_before_others_are_over,
    known_cookies_before_known_ones_are_over,
    ties_of_unseen_sessions_are_safe,
    known_ties_of_unseen_sessions_are_safe,
    tags_are_drawn_for_one_cookie,
    tags_are_drawn_for_no_known_cookie,
    awaited_answers_hand_over_what_nobody_awaits,
    who_finishes_awaits_what_it_has_sent,
    who_finishes_shows_the_tag,
    who_finishes_is_not_shown_its_token_yet,
    two_that_show_their_tokens_are_unseen,
    who_awaits_a_shown_token_is_unseen,
    unshown_tokens_open,
    unshown_tokens_open_or_are_tied_to,
    unshown_tokens_are_not_read,
    unshown_tokens_are_not_known,
    unshown_tokens_are_in_one_session,
    unshown_tokens_are_in_cookies_of_the_peer,
    unshown_tokens_are_in_no_known_cookie,
)
