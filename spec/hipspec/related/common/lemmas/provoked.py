"""Candidates for lemmas about sessions that were opened from the attacker's networks: it knows what they show."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import is_honest
from hipspec.related.common.lemmas.unread import cookie_in, has_cookie, is_known
from hipspec.related.common.names import Frame, Host, Pair
from hipspec.related.common.packets import Cookie, Kind
from hipspec.related.common.session import State
from hipspec.related.common.world import World


@lemma
def tags_that_were_read_are_known(history: History, world: World, frame: Frame) -> bool:
    """The attacker knows the tag in what it has read."""
    del history
    environment = world.environment
    tag = environment.sent[frame].value.tag
    return implies(environment.read.has(frame) and tag.present, environment.known_nonces.has(tag.value))


@lemma
def calls_from_the_attackers_networks_show_what_it_knows(history: History, world: World, frame: Frame) -> bool:
    """The attacker knows the tag in a HELLO from its own networks."""
    del history
    environment = world.environment
    sent = environment.sent[frame]
    return implies(
        sent.present
        and sent.value.kind == Kind.HELLO
        and environment.hostile.has(sent.value.source)
        and sent.value.tag.present,
        environment.known_nonces.has(sent.value.tag.value),
    )


@lemma
def cookies_for_the_attackers_networks_hold_what_it_knows(history: History, world: World, frame: Frame) -> bool:
    """The attacker knows what was sent for a cookie for its own networks."""
    del history
    environment = world.environment
    cookie = cookie_in(world, frame)
    return implies(
        has_cookie(world, frame) and environment.hostile.has(cookie.address) and cookie.their_tag.present,
        environment.known_nonces.has(cookie.their_tag.value),
    )


@lemma
def known_cookies_for_its_networks_hold_what_the_attacker_knows(history: History, world: World, cookie: Cookie) -> bool:
    """The attacker knows what was sent for a cookie that it knows, for its own networks."""
    del history
    environment = world.environment
    return implies(
        is_known(world, cookie) and environment.hostile.has(cookie.address) and cookie.their_tag.present,
        environment.known_nonces.has(cookie.their_tag.value),
    )


@lemma
def sessions_in_the_attackers_networks_show_what_it_knows(
    history: History, world: World, host: Host, peer: Host
) -> bool:
    """The attacker knows what a host shows in a session that was opened with its own networks."""
    del history
    environment = world.environment
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and session.state != State.NONE
        and environment.hostile.has(session.home)
        and session.token_out.present,
        environment.known_nonces.has(session.token_out.value),
    )


PROVOKED = (
    tags_that_were_read_are_known,
    calls_from_the_attackers_networks_show_what_it_knows,
    cookies_for_the_attackers_networks_hold_what_it_knows,
    known_cookies_for_its_networks_hold_what_the_attacker_knows,
    sessions_in_the_attackers_networks_show_what_it_knows,
)
