"""Candidates for lemmas about cookies: what is in them, and where they were read."""

from hipspec.language import implies, lemma, some
from hipspec.related.common.history import History, is_strange
from hipspec.related.common.lemmas.terms import is_honest
from hipspec.related.common.lemmas.tokens import stays_between
from hipspec.related.common.names import NO_SHARE, NOBODY, NOWHERE, Frame
from hipspec.related.common.observation import was_at
from hipspec.related.common.packets import Cookie, Key, Kind, Packet
from hipspec.related.common.world import World


@lemma
def cookies_hold_own_shares(history: History, world: World, frame: Frame) -> bool:
    """A cookie of an honest host holds a share that it has drawn itself."""
    del history
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return implies(
        sent.present and cookie.present and is_honest(world, cookie.value.maker) and cookie.value.share != NO_SHARE,
        world.environment.shares[cookie.value.share] == cookie.value.maker,
    )


@lemma
def cookies_have_a_share(history: History, world: World, frame: Frame) -> bool:
    """A cookie of an honest host has a share in it."""
    del history
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return implies(
        sent.present and cookie.present and is_honest(world, cookie.value.maker), cookie.value.share != NO_SHARE
    )


@lemma
def cookie_nonces_are_drawn(history: History, world: World, frame: Frame) -> bool:
    """What stands in a cookie on the wire is drawn."""
    del history
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    nonces = world.environment.nonces
    return implies(
        sent.present and cookie.present and is_honest(world, cookie.value.maker),
        (not cookie.value.tag.present or nonces.has(cookie.value.tag.value))
        and (not cookie.value.their_tag.present or nonces.has(cookie.value.their_tag.value)),
    )


@lemma
def read_cookies_were_read_there(history: History, world: World, frame: Frame) -> bool:
    """The attacker has read a cookie of an honest host only if somebody was at the address in it."""
    cookie = world.environment.sent[frame].value.cookie
    return implies(
        world.environment.read.has(frame)
        and cookie.present
        and is_honest(world, cookie.value.maker)
        and cookie.value.address != NOWHERE,
        not is_strange(history, cookie.value.peer, cookie.value.address),
    )


@lemma
def cookies_are_asked_for_there(history: History, world: World, frame: Frame) -> bool:
    """A cookie of an honest host is on its way to the address in it, or somebody was there."""
    sent = world.environment.sent[frame]
    packet = sent.value
    cookie = packet.cookie
    return implies(
        sent.present and cookie.present and is_honest(world, cookie.value.maker) and cookie.value.address != NOWHERE,
        (
            packet.kind == Kind.REPLY
            and packet.destination == cookie.value.address
            and packet.receiver == cookie.value.peer
        )
        or not is_strange(history, cookie.value.peer, cookie.value.address),
    )


@lemma
def known_cookies_hold_own_shares(history: History, world: World, cookie: Cookie) -> bool:
    """A cookie of an honest host that the attacker knows holds a share that its maker has drawn itself."""
    del history
    return implies(
        world.environment.known_cookies.has(cookie) and is_honest(world, cookie.maker) and cookie.share != NO_SHARE,
        world.environment.shares[cookie.share] == cookie.maker,
    )


@lemma
def known_cookies_have_a_share(history: History, world: World, cookie: Cookie) -> bool:
    """A cookie of an honest host that the attacker knows has a share in it."""
    del history
    return implies(
        world.environment.known_cookies.has(cookie) and is_honest(world, cookie.maker), cookie.share != NO_SHARE
    )


@lemma
def known_cookies_hold_drawn_nonces(history: History, world: World, cookie: Cookie) -> bool:
    """What stands in a cookie of an honest host that the attacker knows is drawn."""
    del history
    nonces = world.environment.nonces
    return implies(
        world.environment.known_cookies.has(cookie) and is_honest(world, cookie.maker),
        (not cookie.tag.present or nonces.has(cookie.tag.value))
        and (not cookie.their_tag.present or nonces.has(cookie.their_tag.value)),
    )


@lemma
def known_cookies_were_read_there(history: History, world: World, cookie: Cookie) -> bool:
    """The attacker knows a cookie of an honest host only if somebody was at the address in it."""
    return implies(
        world.environment.known_cookies.has(cookie) and is_honest(world, cookie.maker) and cookie.address != NOWHERE,
        not is_strange(history, cookie.peer, cookie.address),
    )


@lemma
def cookies_hold_the_callers_share(history: History, world: World, frame: Frame) -> bool:
    """What a cookie of an honest host says that an honest peer has sent for the key was drawn by that peer."""
    del history
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return implies(
        sent.present
        and cookie.present
        and is_honest(world, cookie.value.maker)
        and is_honest(world, cookie.value.peer)
        and cookie.value.theirs != NO_SHARE,
        world.environment.shares[cookie.value.theirs] == cookie.value.peer,
    )


@lemma
def known_cookies_hold_the_callers_share(history: History, world: World, cookie: Cookie) -> bool:
    """What a known cookie of an honest host says that an honest peer has sent for the key was drawn by that peer."""
    del history
    return implies(
        world.environment.known_cookies.has(cookie)
        and is_honest(world, cookie.maker)
        and is_honest(world, cookie.peer)
        and cookie.theirs != NO_SHARE,
        world.environment.shares[cookie.theirs] == cookie.peer,
    )


@lemma
def claims_are_true(history: History, world: World, frame: Frame) -> bool:
    """An address of which a cookie of an honest host says that it is its own is one where it was."""
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return implies(
        sent.present
        and cookie.present
        and is_honest(world, cookie.value.maker)
        and cookie.value.peer == cookie.value.maker
        and cookie.value.address != NOWHERE,
        was_at(history, cookie.value.maker, cookie.value.address),
    )


@lemma
def known_claims_are_true(history: History, world: World, cookie: Cookie) -> bool:
    """An address of which a cookie that the attacker knows says that it is an honest host's own is one where it was."""
    return implies(
        world.environment.known_cookies.has(cookie)
        and is_honest(world, cookie.maker)
        and cookie.peer == cookie.maker
        and cookie.address != NOWHERE,
        was_at(history, cookie.maker, cookie.address),
    )


# ---------------------------------------------------------------------- cookies of an address, at first


def is_reached(history: History, cookie: Cookie) -> bool:
    """Whether a cookie is for no address, or for one where its peer was."""
    return cookie.address == NOWHERE or was_at(history, cookie.peer, cookie.address)


def finishes_with(world: World, packet: Packet) -> bool:
    """Whether an honest host finishes an opening, signed, with a cookie that the honest receiver made for it."""
    cookie = packet.cookie
    return (
        packet.kind == Kind.FINISH
        and cookie.present
        and is_honest(world, cookie.value.maker)
        and is_honest(world, cookie.value.peer)
        and packet.receiver == cookie.value.maker
        and packet.signer == some(cookie.value.peer)
    )


def finishes_by_key(world: World, packet: Packet) -> bool:
    """Whether an opening is finished with a cookie for an honest host, protected with the key that is in the cookie."""
    cookie = packet.cookie
    return (
        packet.kind == Kind.FINISH
        and cookie.present
        and is_honest(world, cookie.value.maker)
        and is_honest(world, cookie.value.peer)
        and packet.receiver == cookie.value.maker
        and packet.mac == some(Key(cookie.value.theirs, cookie.value.share))
    )


@lemma
def cookies_are_true_at_first(history: History, world: World, frame: Frame) -> bool:
    """As long as the attacker is on the path, and may only read, cookies are for addresses where the peer was."""
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return implies(not world.environment.left and sent.present and cookie.present, is_reached(history, cookie.value))


@lemma
def read_finishes_have_true_cookies(history: History, world: World, frame: Frame) -> bool:
    """What was read of a finish has a cookie for an address where the peer was."""
    packet = world.environment.sent[frame].value
    return implies(
        world.environment.read.has(frame) and world.environment.sent[frame].present and finishes_with(world, packet),
        is_reached(history, packet.cookie.value),
    )


@lemma
def finishes_come_from_the_peer_or_have_true_cookies(history: History, world: World, frame: Frame) -> bool:
    """A finish goes from where its signer was to where the host was, or its cookie is for where its signer was."""
    packet = world.environment.sent[frame].value
    cookie = packet.cookie.value
    return implies(
        world.environment.sent[frame].present and finishes_with(world, packet),
        (was_at(history, cookie.peer, packet.source) and was_at(history, cookie.maker, packet.destination))
        or is_reached(history, cookie),
    )


@lemma
def read_protected_finishes_have_true_cookies(history: History, world: World, frame: Frame) -> bool:
    """What was read of a finish with the key that is in its cookie has a cookie for an address where the peer was."""
    packet = world.environment.sent[frame].value
    return implies(
        world.environment.read.has(frame) and world.environment.sent[frame].present and finishes_by_key(world, packet),
        is_reached(history, packet.cookie.value),
    )


@lemma
def protected_finishes_come_from_the_peer_or_have_true_cookies(history: History, world: World, frame: Frame) -> bool:
    """A finish with the key in its cookie goes from where the peer was to where the host was, or its cookie is true."""
    packet = world.environment.sent[frame].value
    cookie = packet.cookie.value
    return implies(
        world.environment.sent[frame].present and finishes_by_key(world, packet),
        (was_at(history, cookie.peer, packet.source) and was_at(history, cookie.maker, packet.destination))
        or is_reached(history, cookie),
    )


# ---------------------------------------------------------------------- cookies for honest hosts


def is_for_the_honest(world: World, cookie: Cookie) -> bool:
    """Whether an honest host has made a cookie for another honest host."""
    return is_honest(world, cookie.maker) and is_honest(world, cookie.peer) and cookie.maker != cookie.peer


@lemma
def cookies_for_the_honest_are_true(history: History, world: World, frame: Frame) -> bool:
    """A cookie for an honest host is for no address but one where that host was."""
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return implies(
        sent.present and cookie.present and is_for_the_honest(world, cookie.value), is_reached(history, cookie.value)
    )


@lemma
def known_cookies_for_the_honest_are_true(history: History, world: World, cookie: Cookie) -> bool:
    """A cookie for an honest host that the attacker knows is for no address but one where that host was."""
    return implies(
        world.environment.known_cookies.has(cookie) and is_for_the_honest(world, cookie), is_reached(history, cookie)
    )


@lemma
def cookies_for_the_honest_stay_between(history: History, world: World, frame: Frame) -> bool:
    """A cookie for an honest host is on its way between the two, where both were, and is not read."""
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return implies(
        sent.present and cookie.present and is_for_the_honest(world, cookie.value),
        stays_between(history, world, frame, cookie.value.maker, cookie.value.peer)
        and not world.environment.read.has(frame),
    )


@lemma
def known_cookies_are_for_no_honest_host(history: History, world: World, cookie: Cookie) -> bool:
    """The attacker knows no cookie for an honest host."""
    del history
    return not (world.environment.known_cookies.has(cookie) and is_for_the_honest(world, cookie))


# ---------------------------------------------------------------------- cookies that come back in a call


@lemma
def known_cookies_were_read_where_the_attacker_was(history: History, world: World, cookie: Cookie) -> bool:
    """The attacker knows a cookie of an honest host only if it was at the address in it."""
    return implies(
        world.environment.known_cookies.has(cookie) and is_honest(world, cookie.maker) and cookie.address != NOWHERE,
        was_at(history, NOBODY, cookie.address),
    )


@lemma
def cookies_come_back_in_a_hello(history: History, world: World, frame: Frame) -> bool:
    """A cookie for where no attacker was goes there, or comes back in a HELLO of who was there, and is not read."""
    sent = world.environment.sent[frame]
    packet = sent.value
    cookie = packet.cookie.value
    author = history.authors[frame]
    goes = packet.kind == Kind.REPLY and author == cookie.maker and packet.destination == cookie.address
    comes = (
        packet.kind == Kind.HELLO
        and author != NOBODY
        and packet.receiver == cookie.maker
        and was_at(history, author, cookie.address)
        and was_at(history, packet.receiver, packet.destination)
    )
    return implies(
        sent.present and packet.cookie.present and is_honest(world, cookie.maker) and cookie.address != NOWHERE,
        was_at(history, NOBODY, cookie.address) or (not world.environment.read.has(frame) and (goes or comes)),
    )


COOKIES = (
    cookies_hold_own_shares,
    cookies_have_a_share,
    cookie_nonces_are_drawn,
    read_cookies_were_read_there,
    cookies_are_asked_for_there,
    known_cookies_hold_own_shares,
    known_cookies_have_a_share,
    known_cookies_hold_drawn_nonces,
    known_cookies_were_read_there,
    cookies_hold_the_callers_share,
    known_cookies_hold_the_callers_share,
    claims_are_true,
    known_claims_are_true,
    cookies_are_true_at_first,
    read_finishes_have_true_cookies,
    finishes_come_from_the_peer_or_have_true_cookies,
    read_protected_finishes_have_true_cookies,
    protected_finishes_come_from_the_peer_or_have_true_cookies,
    cookies_for_the_honest_are_true,
    known_cookies_for_the_honest_are_true,
    cookies_for_the_honest_stay_between,
    known_cookies_are_for_no_honest_host,
    known_cookies_were_read_where_the_attacker_was,
    cookies_come_back_in_a_hello,
)
