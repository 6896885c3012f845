"""Candidates for lemmas about tags: what hosts draw for a call, or for a cookie, and await from then on."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.cookies import is_for_the_honest
from hipspec.related.common.lemmas.terms import is_honest
from hipspec.related.common.lemmas.tokens import is_on_the_wire, stays_between
from hipspec.related.common.names import Frame, Host, Pair
from hipspec.related.common.observation import are_honest
from hipspec.related.common.packets import Cookie
from hipspec.related.common.world import World


def are_the_two(host: Host, peer: Host, other: Host, third: Host) -> bool:
    """Whether two hosts are two others, in whatever order."""
    return (other == host and third == peer) or (other == peer and third == host)


def is_tagged(world: World, frame: Frame) -> bool:
    """Whether a packet has a cookie in it, with a tag, that an honest host has made for another honest host."""
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return sent.present and cookie.present and cookie.value.tag.present and is_for_the_honest(world, cookie.value)


def awaits_a_tag(world: World, host: Host, peer: Host) -> bool:
    """Whether a host awaits a token from an honest peer."""
    awaits = world.sessions[Pair(host, peer)].token_in.present
    return are_honest(world, Pair(host, peer)) and host != peer and awaits


@lemma
def tags_stay(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """The tag in a cookie for an honest host stays between the two, and is not read."""
    cookie = world.environment.sent[frame].value.cookie.value
    return implies(
        is_tagged(world, frame) and is_on_the_wire(world, other, cookie.tag),
        stays_between(history, world, other, cookie.maker, cookie.peer) and not world.environment.read.has(other),
    )


@lemma
def tags_are_not_known(history: History, world: World, frame: Frame) -> bool:
    """The attacker does not know the tag in a cookie for an honest host."""
    del history
    tag = world.environment.sent[frame].value.cookie.value.tag
    return implies(is_tagged(world, frame), not world.environment.known_nonces.has(tag.value))


@lemma
def tags_are_shown_by_the_two(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The tag in a cookie for an honest host is shown by nobody but the two, and is nothing that a caller has drawn."""
    del history
    cookie = world.environment.sent[frame].value.cookie.value
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_tagged(world, frame) and is_honest(world, host),
        (session.token_out != cookie.tag or are_the_two(cookie.maker, cookie.peer, host, peer))
        and (session.token_in != cookie.tag or not session.initiator),
    )


@lemma
def tags_are_unique(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """The tag in a cookie for an honest host stands in no cookie for another one."""
    del history
    cookie = world.environment.sent[frame].value.cookie.value
    second = world.environment.sent[other]
    return implies(
        is_tagged(world, frame)
        and second.present
        and second.value.cookie.present
        and is_honest(world, second.value.cookie.value.maker)
        and second.value.cookie.value.tag == cookie.tag,
        second.value.cookie.value.maker == cookie.maker and second.value.cookie.value.peer == cookie.peer,
    )


@lemma
def tags_are_in_no_known_cookie(history: History, world: World, frame: Frame, cookie: Cookie) -> bool:
    """The tag in a cookie for an honest host stands in no cookie of an honest host that the attacker knows."""
    del history
    tag = world.environment.sent[frame].value.cookie.value.tag
    return implies(
        is_tagged(world, frame) and world.environment.known_cookies.has(cookie) and is_honest(world, cookie.maker),
        cookie.tag != tag,
    )


@lemma
def awaited_tags_stay(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host awaits from an honest peer stays between the two, and is not read."""
    return implies(
        awaits_a_tag(world, host, peer) and is_on_the_wire(world, frame, world.sessions[Pair(host, peer)].token_in),
        stays_between(history, world, frame, host, peer) and not world.environment.read.has(frame),
    )


@lemma
def awaited_tags_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker does not know what a host awaits from an honest peer."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    return implies(awaits_a_tag(world, host, peer), not world.environment.known_nonces.has(token.value))


@lemma
def awaited_tags_are_shown_by_the_two(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """What a host awaits from an honest peer is shown by the two alone, and drawn by no other caller."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    session = world.sessions[Pair(other, third)]
    return implies(
        awaits_a_tag(world, host, peer) and is_honest(world, other),
        (session.token_out != token or are_the_two(host, peer, other, third))
        and (session.token_in != token or not session.initiator or (other == host and third == peer)),
    )


@lemma
def awaited_tags_are_in_no_other_cookie(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host awaits from an honest peer stands in no cookie for another one."""
    del history
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return implies(
        awaits_a_tag(world, host, peer)
        and sent.present
        and cookie.present
        and is_honest(world, cookie.value.maker)
        and cookie.value.tag == world.sessions[Pair(host, peer)].token_in,
        cookie.value.maker == host and cookie.value.peer == peer,
    )


@lemma
def awaited_tags_are_in_no_known_cookie(history: History, world: World, cookie: Cookie, host: Host, peer: Host) -> bool:
    """What a host awaits from an honest peer stands in no cookie that the attacker knows."""
    del history
    return implies(
        awaits_a_tag(world, host, peer)
        and world.environment.known_cookies.has(cookie)
        and is_honest(world, cookie.maker),
        cookie.tag != world.sessions[Pair(host, peer)].token_in,
    )


TAGS = (
    tags_stay,
    tags_are_not_known,
    tags_are_shown_by_the_two,
    tags_are_unique,
    tags_are_in_no_known_cookie,
    awaited_tags_stay,
    awaited_tags_are_not_known,
    awaited_tags_are_shown_by_the_two,
    awaited_tags_are_in_no_other_cookie,
    awaited_tags_are_in_no_known_cookie,
)
