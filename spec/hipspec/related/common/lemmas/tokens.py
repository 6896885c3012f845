"""Candidates for lemmas about tokens that are sent in clear: who has them, and that who has one was where it went."""

from hipspec.language import Maybe, implies, lemma
from hipspec.related.common.history import History, is_strange
from hipspec.related.common.lemmas.terms import carries, is_called, is_honest
from hipspec.related.common.names import NOWHERE, Frame, Host, Nonce, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Kind
from hipspec.related.common.session import Session, State
from hipspec.related.common.world import World


def stays_between(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Whether a packet is from one of two hosts to the other, and both were where it says."""
    packet = world.environment.sent[frame].value
    author = history.authors[frame]
    return (
        ((author == host and packet.receiver == peer) or (author == peer and packet.receiver == host))
        and was_at(history, author, packet.source)
        and was_at(history, packet.receiver, packet.destination)
    )


def is_on_the_wire(world: World, frame: Frame, nonce: Maybe[Nonce]) -> bool:
    """Whether there is a nonce, and a packet shows it."""
    sent = world.environment.sent[frame]
    return nonce.present and sent.present and carries(sent.value, nonce)


def is_called_by(called: Session, caller: Session) -> bool:
    """Whether a host awaits the token that a peer shows which has called."""
    return caller.initiator and called.token_in.present and called.token_in == caller.token_out


def is_sure(world: World, host: Host, peer: Host) -> bool:
    """Whether a host has called an honest peer, or has been called by it."""
    own = world.sessions[Pair(host, peer)]
    return are_honest(world, Pair(host, peer)) and (
        own.initiator or is_called_by(own, world.sessions[Pair(peer, host)])
    )


# ---------------------------------------------------------------------- tokens of two honest hosts


@lemma
def own_tokens_stay(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host shows an honest peer in clear stays between the two."""
    token = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_sure(world, host, peer) and is_on_the_wire(world, frame, token),
        stays_between(history, world, frame, host, peer),
    )


@lemma
def own_tokens_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host shows an honest peer in clear is not read."""
    del history
    token = world.sessions[Pair(host, peer)].token_out
    return implies(
        world.environment.read.has(frame) and is_sure(world, host, peer),
        not is_on_the_wire(world, frame, token),
    )


@lemma
def own_tokens_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker does not know what a host shows an honest peer in clear."""
    del history
    token = world.sessions[Pair(host, peer)].token_out
    return implies(is_sure(world, host, peer) and token.present, not world.environment.known_nonces.has(token.value))


@lemma
def awaited_tokens_are_shown_by_the_peer(history: History, world: World, host: Host, peer: Host) -> bool:
    """What a host awaits from an honest peer is what that one shows."""
    del history
    own = world.sessions[Pair(host, peer)]
    other = world.sessions[Pair(peer, host)]
    return implies(
        is_sure(world, host, peer) and own.token_in.present,
        other.token_out == own.token_in and is_sure(world, peer, host),
    )


@lemma
def genuine_sessions_await_the_peers_token(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host with a session that an honest peer has opened has called it, or was called by it."""
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)], is_sure(world, host, peer)
    )


@lemma
def callers_show_a_token(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called shows something."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(is_honest(world, host) and session.initiator, session.token_out.present)


@lemma
def half_open_sessions_show_a_token(history: History, world: World, host: Host, peer: Host) -> bool:
    """Whoever has called, or was called, shows something."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.state == State.HALF_OPEN, session.token_out.present)


@lemma
def own_tokens_are_in_no_probe(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host shows an honest peer is no challenge."""
    del history
    token = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_sure(world, host, peer) and is_on_the_wire(world, frame, token),
        world.environment.sent[frame].value.kind != Kind.PROBE,
    )


@lemma
def own_tokens_are_given_to_nobody(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """What a host shows an honest peer nobody was given as a challenge."""
    del history
    token = world.sessions[Pair(host, peer)].token_out
    given = world.sessions[Pair(other, third)]
    return implies(is_sure(world, host, peer) and token.present, given.given != token and given.home_given != token)


@lemma
def somebody_is_somewhere(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has a session looks for the peer somewhere."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.state != State.NONE, session.there != NOWHERE)


@lemma
def all_homes_are_true(history: History, world: World, host: Host, peer: Host) -> bool:
    """The home of an honest peer is where that peer was, whoever has opened the session."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.state != State.NONE, was_at(history, peer, session.home)
    )


@lemma
def sure_traffic_goes_where_the_peer_was(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that an honest peer has called, or that has called it, looks for it only where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(is_sure(world, host, peer) and session.state != State.NONE, was_at(history, peer, session.there))


@lemma
def sure_traffic_goes_there_or_nowhere(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that an honest peer has called, or that has called it, looks for it where that peer was, or nowhere."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_sure(world, host, peer) and session.state != State.NONE and session.there != NOWHERE,
        was_at(history, peer, session.there),
    )


@lemma
def sure_homes_are_true(history: History, world: World, host: Host, peer: Host) -> bool:
    """The home of an honest peer that has called, or was called, is where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(is_sure(world, host, peer) and session.state != State.NONE, was_at(history, peer, session.home))


@lemma
def own_tokens_are_unique(history: History, world: World, host: Host, peer: Host, other: Host, third: Host) -> bool:
    """Every token that a host shows is shown by nobody else, and to nobody else."""
    del history
    token = world.sessions[Pair(host, peer)].token_out
    return implies(
        token.present and world.sessions[Pair(other, third)].token_out == token, host == other and peer == third
    )


@lemma
def own_tokens_are_awaited_by_the_peer(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody but the honest peer awaits what a host shows it."""
    del history
    token = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_sure(world, host, peer) and token.present and world.sessions[Pair(other, third)].token_in == token,
        other == peer and third == host,
    )


@lemma
def calls_show_the_token(history: History, world: World, frame: Frame) -> bool:
    """A HELLO of an honest host has in it what the host shows from then on."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(history.authors[frame], sent.value.receiver)]
    return implies(
        is_honest(world, history.authors[frame]) and sent.present and sent.value.kind == Kind.HELLO,
        sent.value.tag.present and session.token_out == sent.value.tag and session.initiator,
    )


@lemma
def answers_show_the_token(history: History, world: World, frame: Frame) -> bool:
    """A REPLY of an honest host has in it what the host shows from then on, and what it has been shown."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(history.authors[frame], sent.value.receiver)]
    return implies(
        is_honest(world, history.authors[frame]) and sent.present and sent.value.kind == Kind.REPLY,
        sent.value.tag.present
        and session.token_out == sent.value.tag
        and session.token_in == sent.value.echo
        and session.state != State.NONE
        and not session.initiator,
    )


# ---------------------------------------------------------------------- who has a token was where it went


@lemma
def answers_to_calls_were_read_there(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The token in the answer to a call is on its way to the caller, or somebody was where the call came from."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host) and is_called(session) and is_on_the_wire(world, frame, session.token_out),
        (
            sent.value.kind == Kind.REPLY
            and sent.value.destination == session.there
            and sent.value.receiver == peer
            and not world.environment.read.has(frame)
        )
        or not is_strange(history, peer, session.there),
    )


@lemma
def known_answers_to_calls_were_read_there(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker knows the token in the answer to a call only if somebody was where the call came from."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and is_called(session)
        and session.token_out.present
        and world.environment.known_nonces.has(session.token_out.value),
        not is_strange(history, peer, session.there),
    )


@lemma
def given_answers_to_calls_were_read_there(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Whoever was given the token in the answer to a call, somebody was where the call came from."""
    session = world.sessions[Pair(host, peer)]
    given = world.sessions[Pair(other, third)]
    return implies(
        is_honest(world, host)
        and is_called(session)
        and session.token_out.present
        and (given.given == session.token_out or given.home_given == session.token_out),
        not is_strange(history, peer, session.there),
    )


@lemma
def awaited_answers_to_calls_were_read_there(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Whoever awaits the token in the answer to a call, somebody was where the call came from."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and is_called(session)
        and session.token_out.present
        and is_honest(world, other)
        and world.sessions[Pair(other, third)].token_in == session.token_out,
        not is_strange(history, peer, session.there),
    )


@lemma
def calls_come_from_home(history: History, world: World, host: Host, peer: Host) -> bool:
    """As long as a session is half open its peer is where it was called, or has called from."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.state == State.HALF_OPEN, session.there == session.home)


@lemma
def tested_addresses_were_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A token for an address is on its way there, or somebody was there."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host) and is_on_the_wire(world, frame, session.challenge),
        (
            sent.value.kind == Kind.PROBE
            and sent.value.destination == session.tested
            and sent.value.receiver == peer
            and not world.environment.read.has(frame)
        )
        or not is_strange(history, peer, session.tested),
    )


@lemma
def known_tokens_for_addresses_were_read_there(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker knows a token for an address only if somebody was there."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and session.challenge.present
        and world.environment.known_nonces.has(session.challenge.value),
        not is_strange(history, peer, session.tested),
    )


@lemma
def given_tokens_were_read_there(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Whoever was given a token for an address, somebody was there."""
    session = world.sessions[Pair(host, peer)]
    given = world.sessions[Pair(other, third)]
    return implies(
        is_honest(world, host)
        and session.challenge.present
        and (given.given == session.challenge or given.home_given == session.challenge),
        not is_strange(history, peer, session.tested),
    )


TOKENS = (
    own_tokens_stay,
    own_tokens_are_not_read,
    own_tokens_are_not_known,
    awaited_tokens_are_shown_by_the_peer,
    genuine_sessions_await_the_peers_token,
    callers_show_a_token,
    half_open_sessions_show_a_token,
    own_tokens_are_in_no_probe,
    own_tokens_are_given_to_nobody,
    somebody_is_somewhere,
    all_homes_are_true,
    sure_traffic_goes_where_the_peer_was,
    sure_traffic_goes_there_or_nowhere,
    sure_homes_are_true,
    own_tokens_are_unique,
    own_tokens_are_awaited_by_the_peer,
    calls_show_the_token,
    answers_show_the_token,
    answers_to_calls_were_read_there,
    known_answers_to_calls_were_read_there,
    given_answers_to_calls_were_read_there,
    awaited_answers_to_calls_were_read_there,
    calls_come_from_home,
    tested_addresses_were_read,
    known_tokens_for_addresses_were_read_there,
    given_tokens_were_read_there,
)
