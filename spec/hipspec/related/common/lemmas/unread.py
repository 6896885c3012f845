"""Candidates for lemmas about cookies that went where no attacker is: nobody reads them, nor what was drawn for them.

They do for a responder that keeps no state what `hipspec.related.common.lemmas.unseen` does for sessions.
"""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.cookies import is_for_the_honest
from hipspec.related.common.lemmas.terms import is_honest
from hipspec.related.common.lemmas.unseen import is_unseen
from hipspec.related.common.names import NO_SHARE, NOBODY, NOWHERE, Frame, Host, Pair
from hipspec.related.common.observation import was_at
from hipspec.related.common.packets import Cookie, Kind
from hipspec.related.common.session import State
from hipspec.related.common.world import World


def cookie_in(world: World, frame: Frame) -> Cookie:
    """Return the cookie in a packet, if there is one."""
    return world.environment.sent[frame].value.cookie.value


def has_cookie(world: World, frame: Frame) -> bool:
    """Whether a packet has a cookie in it that an honest host has made."""
    sent = world.environment.sent[frame]
    return sent.present and sent.value.cookie.present and is_honest(world, sent.value.cookie.value.maker)


def is_known(world: World, cookie: Cookie) -> bool:
    """Whether the attacker knows a cookie that an honest host has made."""
    return world.environment.known_cookies.has(cookie) and is_honest(world, cookie.maker)


def is_unread(world: World, cookie: Cookie) -> bool:
    """Whether a cookie is for an honest host at an address where no attacker is."""
    return (
        is_for_the_honest(world, cookie)
        and cookie.share != NO_SHARE
        and not world.environment.hostile.has(cookie.address)
    )


def has_unread(world: World, frame: Frame) -> bool:
    """Whether a packet has a cookie in it for an honest host at an address where no attacker is."""
    sent = world.environment.sent[frame]
    return sent.present and sent.value.cookie.present and is_unread(world, sent.value.cookie.value)


def shares_with(world: World, frame: Frame, other: Frame) -> bool:
    """Whether a packet contributes what was drawn for the cookie in another."""
    sent = world.environment.sent[other]
    return has_unread(world, frame) and sent.present and sent.value.share == cookie_in(world, frame).share


def keyed_with(world: World, frame: Frame, other: Frame) -> bool:
    """Whether a packet is protected with a key that is made of what was drawn for the cookie in another."""
    sent = world.environment.sent[other]
    share = cookie_in(world, frame).share
    key = sent.value.mac
    uses = key.present and (key.value.initiator == share or key.value.responder == share)
    return has_unread(world, frame) and sent.present and uses


# ---------------------------------------------------------------------- where cookies are


@lemma
def cookies_hold_what_is_drawn(history: History, world: World, frame: Frame) -> bool:
    """What others have contributed to a cookie on the wire, and what it is tied to, is drawn."""
    del history
    cookie = cookie_in(world, frame)
    return implies(
        has_cookie(world, frame),
        (cookie.theirs == NO_SHARE or world.environment.shares[cookie.theirs] != NOBODY)
        and (not cookie.tie.present or world.environment.nonces.has(cookie.tie.value)),
    )


@lemma
def known_cookies_hold_what_is_drawn(history: History, world: World, cookie: Cookie) -> bool:
    """What others have contributed to a cookie that the attacker knows, and what it is tied to, is drawn."""
    del history
    return implies(
        is_known(world, cookie),
        (cookie.theirs == NO_SHARE or world.environment.shares[cookie.theirs] != NOBODY)
        and (not cookie.tie.present or world.environment.nonces.has(cookie.tie.value)),
    )


@lemma
def cookies_are_for_somewhere(history: History, world: World, frame: Frame) -> bool:
    """A cookie of an honest host is for an address."""
    del history
    return implies(has_cookie(world, frame), cookie_in(world, frame).address != NOWHERE)


@lemma
def known_cookies_are_for_somewhere(history: History, world: World, cookie: Cookie) -> bool:
    """A cookie of an honest host that the attacker knows is for an address."""
    del history
    return implies(is_known(world, cookie), cookie.address != NOWHERE)


@lemma
def cookies_have_a_tag(history: History, world: World, frame: Frame) -> bool:
    """A cookie of an honest host has a tag in it."""
    del history
    return implies(has_cookie(world, frame), cookie_in(world, frame).tag.present)


@lemma
def known_cookies_have_a_tag(history: History, world: World, cookie: Cookie) -> bool:
    """A cookie of an honest host that the attacker knows has a tag in it."""
    del history
    return implies(is_known(world, cookie), cookie.tag.present)


@lemma
def begun_sessions_await_a_token(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has begun a session awaits something that the peer shows."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(is_honest(world, host) and session.state != State.NONE, session.token_in.present)


@lemma
def unread_cookies_go_to_and_fro(history: History, world: World, frame: Frame) -> bool:
    """A cookie for where no attacker is stands in a REPLY of its maker, or in a FINISH of its peer."""
    packet = world.environment.sent[frame].value
    cookie = cookie_in(world, frame)
    author = history.authors[frame]
    return implies(
        has_unread(world, frame),
        packet.sender == author
        and (
            (packet.kind == Kind.REPLY and author == cookie.maker and packet.receiver == cookie.peer)
            or (packet.kind == Kind.FINISH and author == cookie.peer and packet.receiver == cookie.maker)
        ),
    )


@lemma
def unread_cookies_are_not_read(history: History, world: World, frame: Frame) -> bool:
    """A cookie for where no attacker is goes where none is, and was not read."""
    del history
    environment = world.environment
    return implies(
        has_unread(world, frame),
        not environment.hostile.has(environment.sent[frame].value.destination) and not environment.read.has(frame),
    )


@lemma
def unread_cookies_are_not_known(history: History, world: World, cookie: Cookie) -> bool:
    """The attacker knows no cookie for where it is not."""
    del history
    return not (is_known(world, cookie) and is_unread(world, cookie))


# ---------------------------------------------------------------------- what was drawn for them


@lemma
def shares_of_cookies_are_not_known(history: History, world: World, frame: Frame) -> bool:
    """The attacker has not seen what was drawn for a cookie for where no attacker is."""
    del history
    share = cookie_in(world, frame).share
    return implies(
        has_unread(world, frame),
        not world.environment.seen_shares.has(share) and not world.environment.known_shares.has(share),
    )


@lemma
def shares_of_cookies_are_shown_by_the_maker(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """What was drawn for a cookie for where no attacker is stands only in a REPLY of the maker."""
    packet = world.environment.sent[other].value
    cookie = cookie_in(world, frame)
    return implies(
        shares_with(world, frame, other),
        packet.kind == Kind.REPLY
        and history.authors[other] == cookie.maker
        and packet.sender == cookie.maker
        and packet.receiver == cookie.peer,
    )


@lemma
def shares_of_cookies_are_not_read(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """What was drawn for a cookie for where no attacker is goes where none is, and was not read."""
    del history
    environment = world.environment
    return implies(
        shares_with(world, frame, other),
        not environment.hostile.has(environment.sent[other].value.destination) and not environment.read.has(other),
    )


@lemma
def shares_of_cookies_come_from_the_maker(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """What was drawn for a cookie for where no attacker is comes from where the maker was."""
    return implies(
        shares_with(world, frame, other),
        was_at(history, cookie_in(world, frame).maker, world.environment.sent[other].value.source),
    )


@lemma
def shares_of_cookies_are_used_by_the_maker(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """What was drawn for a cookie for where no attacker is opens no session but that with its peer, there."""
    del history
    session = world.sessions[Pair(host, peer)]
    cookie = cookie_in(world, frame)
    return implies(
        has_unread(world, frame) and is_honest(world, host) and session.own_share == cookie.share,
        host == cookie.maker and peer == cookie.peer and session.home == cookie.address and not session.initiator,
    )


@lemma
def shares_of_cookies_are_taken_by_the_peer(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """Nobody but the peer makes a key with what was drawn for a cookie for where no attacker is."""
    del history
    session = world.sessions[Pair(host, peer)]
    cookie = cookie_in(world, frame)
    return implies(
        has_unread(world, frame) and is_honest(world, host) and session.peer_share == cookie.share,
        host == cookie.peer and peer == cookie.maker,
    )


@lemma
def shares_of_cookies_are_taken_where_the_maker_was(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """Whoever makes a key with what was drawn for such a cookie has called its maker where that one was."""
    session = world.sessions[Pair(host, peer)]
    cookie = cookie_in(world, frame)
    return implies(
        has_unread(world, frame) and is_honest(world, host) and session.peer_share == cookie.share,
        was_at(history, cookie.maker, session.home),
    )


@lemma
def keys_of_cookies_stay_between(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """What is protected with what was drawn for a cookie for where no attacker is goes between the two."""
    cookie = cookie_in(world, frame)
    author = history.authors[other]
    receiver = world.environment.sent[other].value.receiver
    return implies(
        keyed_with(world, frame, other),
        (author == cookie.maker and receiver == cookie.peer) or (author == cookie.peer and receiver == cookie.maker),
    )


@lemma
def keys_of_cookies_come_from_true_sources(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """What is protected with what was drawn for a cookie for where no attacker is comes from where its author was."""
    return implies(
        keyed_with(world, frame, other),
        was_at(history, history.authors[other], world.environment.sent[other].value.source),
    )


@lemma
def keys_of_cookies_are_not_read(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """What is protected with what was drawn for a cookie for where no attacker is goes where none is, and unread."""
    del history
    environment = world.environment
    return implies(
        keyed_with(world, frame, other),
        not environment.hostile.has(environment.sent[other].value.destination) and not environment.read.has(other),
    )


@lemma
def shares_of_cookies_are_in_no_other(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """What was drawn for a cookie for where no attacker is stands in no other cookie."""
    del history
    cookie = cookie_in(world, frame)
    second = cookie_in(world, other)
    return implies(
        has_unread(world, frame) and has_cookie(world, other),
        second.theirs != cookie.share and (second.share != cookie.share or second == cookie),
    )


@lemma
def shares_of_cookies_are_in_no_known_one(history: History, world: World, frame: Frame, cookie: Cookie) -> bool:
    """What was drawn for a cookie for where no attacker is stands in no cookie that the attacker knows."""
    del history
    share = cookie_in(world, frame).share
    return implies(
        has_unread(world, frame) and is_known(world, cookie), cookie.share != share and cookie.theirs != share
    )


# ---------------------------------------------------------------------- what sessions have to do with them


@lemma
def unseen_shares_are_contributed_by_the_host(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """A share that was shown where no attacker is has come to a cookie from its host, from where no attacker is."""
    del history
    cookie = cookie_in(world, frame)
    return implies(
        is_unseen(world, host, peer)
        and has_cookie(world, frame)
        and cookie.theirs == world.sessions[Pair(host, peer)].own_share,
        cookie.maker == peer and cookie.peer == host and not world.environment.hostile.has(cookie.address),
    )


@lemma
def unseen_shares_are_contributed_from_there(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """A share that was shown where no attacker is has come to a cookie from where its host was."""
    cookie = cookie_in(world, frame)
    return implies(
        is_unseen(world, host, peer)
        and has_cookie(world, frame)
        and cookie.theirs == world.sessions[Pair(host, peer)].own_share,
        was_at(history, host, cookie.address),
    )


@lemma
def unseen_shares_are_in_cookies_for_the_peer(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """A share that was shown where no attacker is was drawn for no cookie but one of the host for the peer, there."""
    del history
    cookie = cookie_in(world, frame)
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_unseen(world, host, peer) and has_cookie(world, frame) and cookie.share == session.own_share,
        cookie.maker == host and cookie.peer == peer and cookie.address == session.home,
    )


@lemma
def unseen_shares_are_in_no_known_cookie(
    history: History, world: World, cookie: Cookie, host: Host, peer: Host
) -> bool:
    """A share that was shown where no attacker is stands in no cookie that the attacker knows."""
    del history
    share = world.sessions[Pair(host, peer)].own_share
    return implies(
        is_unseen(world, host, peer) and is_known(world, cookie), cookie.share != share and cookie.theirs != share
    )


UNREAD = (
    cookies_hold_what_is_drawn,
    known_cookies_hold_what_is_drawn,
    cookies_are_for_somewhere,
    known_cookies_are_for_somewhere,
    cookies_have_a_tag,
    known_cookies_have_a_tag,
    begun_sessions_await_a_token,
    unread_cookies_go_to_and_fro,
    unread_cookies_are_not_read,
    unread_cookies_are_not_known,
    shares_of_cookies_are_not_known,
    shares_of_cookies_are_shown_by_the_maker,
    shares_of_cookies_are_not_read,
    shares_of_cookies_come_from_the_maker,
    shares_of_cookies_are_used_by_the_maker,
    shares_of_cookies_are_taken_by_the_peer,
    shares_of_cookies_are_taken_where_the_maker_was,
    keys_of_cookies_stay_between,
    keys_of_cookies_come_from_true_sources,
    keys_of_cookies_are_not_read,
    shares_of_cookies_are_in_no_other,
    shares_of_cookies_are_in_no_known_one,
    unseen_shares_are_contributed_by_the_host,
    unseen_shares_are_contributed_from_there,
    unseen_shares_are_in_cookies_for_the_peer,
    unseen_shares_are_in_no_known_cookie,
)
