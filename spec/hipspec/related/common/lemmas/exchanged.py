"""Candidates for lemmas about keys that are exchanged in clear while nobody reads, and used while somebody does.

Who reads later knows the numbers of a session, and can make up what finishes its opening; but not the key of a session
that the peer itself has opened.
"""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History, is_strange
from hipspec.related.common.lemmas.numbers import is_begun, is_private
from hipspec.related.common.lemmas.terms import is_called, is_honest
from hipspec.related.common.names import NO_SHARE, NOBODY, Frame, Host, Pair
from hipspec.related.common.observation import are_honest
from hipspec.related.common.world import World


@lemma
def genuine_sessions_have_the_share(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host has the share that an honest peer has drawn for it, if that one has opened the session."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)],
        session.peer_share == world.sessions[Pair(peer, host)].own_share,
    )


@lemma
def answered_callers_have_the_share(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called an honest peer, and was answered, has the share that this one has drawn for it."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.initiator and is_begun(session),
        session.peer_share == world.sessions[Pair(peer, host)].own_share,
    )


@lemma
def whoever_has_a_private_share_got_it_from_the_peer(history: History, world: World, host: Host, peer: Host) -> bool:
    """A session in which a host has the share that was drawn with a private number was opened by the peer itself."""
    session = world.sessions[Pair(host, peer)]
    share = world.sessions[Pair(peer, host)].own_share
    return implies(
        is_private(world, peer, host) and is_begun(session) and share != NO_SHARE and session.peer_share == share,
        history.genuine[Pair(host, peer)],
    )


@lemma
def authors_protect_with_their_share(history: History, world: World, frame: Frame) -> bool:
    """The key with which an honest host protects a packet is made with the share that it has drawn for the receiver."""
    packet = world.environment.sent[frame].value
    author = history.authors[frame]
    session = world.sessions[Pair(author, packet.receiver)]
    return implies(
        author != NOBODY and world.environment.sent[frame].present and packet.mac.present,
        session.own_share != NO_SHARE
        and (
            packet.mac.value.initiator == session.own_share
            if session.initiator
            else packet.mac.value.responder == session.own_share
        ),
    )


@lemma
def only_open_sessions_protect(history: History, world: World, frame: Frame) -> bool:
    """An honest host protects a packet only in a session that is or was open."""
    packet = world.environment.sent[frame].value
    author = history.authors[frame]
    return implies(
        author != NOBODY and world.environment.sent[frame].present and packet.mac.present,
        is_begun(world.sessions[Pair(author, packet.receiver)]),
    )


@lemma
def one_of_two_has_called(history: History, world: World, host: Host, peer: Host) -> bool:
    """Of two honest hosts, one has called the other, if one of them has opened a session by what the other made."""
    pair = Pair(host, peer)
    return implies(
        are_honest(world, pair) and history.genuine[pair],
        world.sessions[pair].initiator != world.sessions[Pair(peer, host)].initiator,
    )


@lemma
def answers_to_calls_were_heard_there(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Whoever awaits the token in the answer to a call, somebody was where the call came from."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and is_honest(world, other)
        and is_called(session)
        and session.token_out.present
        and world.sessions[Pair(other, third)].token_in == session.token_out,
        not is_strange(history, peer, session.there),
    )


EXCHANGED = (
    genuine_sessions_have_the_share,
    answered_callers_have_the_share,
    whoever_has_a_private_share_got_it_from_the_peer,
    authors_protect_with_their_share,
    only_open_sessions_protect,
    one_of_two_has_called,
    answers_to_calls_were_heard_there,
)
