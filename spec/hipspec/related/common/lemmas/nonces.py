"""Candidates for lemmas about nonces and challenges: what is drawn, and where it was read."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History, is_strange
from hipspec.related.common.lemmas.terms import carries, is_honest
from hipspec.related.common.names import Frame, Host, Nonce, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Cookie, Kind
from hipspec.related.common.world import World


@lemma
def known_nonces_are_drawn(history: History, world: World, nonce: Nonce) -> bool:
    """What the attacker knows is drawn."""
    del history
    return implies(world.environment.known_nonces.has(nonce), world.environment.nonces.has(nonce))


@lemma
def sent_nonces_are_drawn(history: History, world: World, frame: Frame) -> bool:
    """What is on the wire is drawn."""
    del history
    sent = world.environment.sent[frame]
    nonces = world.environment.nonces
    packet = sent.value
    return implies(
        sent.present,
        (not packet.token.present or nonces.has(packet.token.value))
        and (not packet.tag.present or nonces.has(packet.tag.value))
        and (not packet.echo.present or nonces.has(packet.echo.value))
        and (not packet.second.present or nonces.has(packet.second.value)),
    )


@lemma
def kept_nonces_are_drawn(history: History, world: World, host: Host, peer: Host) -> bool:
    """What a session remembers is drawn."""
    del history
    session = world.sessions[Pair(host, peer)]
    nonces = world.environment.nonces
    return (
        (not session.challenge.present or nonces.has(session.challenge.value))
        and (not session.home_challenge.present or nonces.has(session.home_challenge.value))
        and (not session.given.present or nonces.has(session.given.value))
        and (not session.home_given.present or nonces.has(session.home_given.value))
        and (not session.token_in.present or nonces.has(session.token_in.value))
        and (not session.token_out.present or nonces.has(session.token_out.value))
    )


@lemma
def challenges_go_to_the_candidate(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A challenge is on its way to the peer at the candidate, or somebody was there before it came back."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    packet = sent.value
    return implies(
        is_honest(world, host) and sent.present and session.challenge.present and carries(packet, session.challenge),
        (
            packet.kind == Kind.PROBE
            and packet.echo == session.challenge
            and packet.destination == session.candidate
            and packet.receiver == peer
        )
        or not is_strange(history, peer, session.candidate),
    )


@lemma
def known_challenges_were_read_there(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker knows a challenge only if somebody was where it went."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and session.challenge.present
        and world.environment.known_nonces.has(session.challenge.value),
        not is_strange(history, peer, session.candidate),
    )


@lemma
def read_challenges_were_read_there(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The attacker has read a challenge only if somebody was where it went."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and world.environment.read.has(frame)
        and session.challenge.present
        and carries(sent.value, session.challenge),
        not is_strange(history, peer, session.candidate),
    )


@lemma
def challenges_for_the_honest_are_answered_there(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """The answer of an honest peer to a challenge comes from a host that was at the candidate."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    packet = sent.value
    return implies(
        are_honest(world, Pair(host, peer))
        and sent.present
        and session.challenge.present
        and carries(packet, session.challenge),
        (
            packet.kind == Kind.PROBE
            and packet.echo == session.challenge
            and packet.destination == session.candidate
            and history.authors[frame] == host
        )
        or was_at(history, peer, session.candidate),
    )


@lemma
def kept_tokens_are_no_challenges(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """What a host took for a token is no challenge, or somebody was where the challenge went."""
    session = world.sessions[Pair(host, peer)]
    taken = world.sessions[Pair(other, third)]
    return implies(
        is_honest(world, host)
        and session.challenge.present
        and (taken.token_in == session.challenge or taken.token_out == session.challenge),
        not is_strange(history, peer, session.candidate),
    )


@lemma
def cookies_hold_no_challenges(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What an honest host has drawn for a cookie on the wire is no challenge."""
    del history
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    cookie = sent.value.cookie
    return implies(
        is_honest(world, host)
        and session.challenge.present
        and sent.present
        and cookie.present
        and is_honest(world, cookie.value.maker),
        cookie.value.tag != session.challenge,
    )


@lemma
def known_cookies_hold_no_challenges(history: History, world: World, cookie: Cookie, host: Host, peer: Host) -> bool:
    """What an honest host has drawn for a cookie that the attacker knows is no challenge."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and session.challenge.present
        and world.environment.known_cookies.has(cookie)
        and is_honest(world, cookie.maker),
        cookie.tag != session.challenge,
    )


NONCES = (
    known_nonces_are_drawn,
    sent_nonces_are_drawn,
    kept_nonces_are_drawn,
    challenges_go_to_the_candidate,
    known_challenges_were_read_there,
    read_challenges_were_read_there,
    challenges_for_the_honest_are_answered_there,
    kept_tokens_are_no_challenges,
    cookies_hold_no_challenges,
    known_cookies_hold_no_challenges,
)
