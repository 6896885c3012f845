"""Candidates for lemmas about shares and keys: who has drawn what, and who can have seen it."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History, is_strange
from hipspec.related.common.lemmas.terms import is_called, is_honest
from hipspec.related.common.names import NO_SHARE, NOBODY, Frame, Host, Pair, Share
from hipspec.related.common.observation import are_honest
from hipspec.related.common.packets import Kind
from hipspec.related.common.transmission import is_an_attacker
from hipspec.related.common.world import World


@lemma
def no_share_is_nobodys(history: History, world: World) -> bool:
    """Nobody has drawn the share that is none."""
    del history
    return world.environment.shares[NO_SHARE] == NOBODY and not world.environment.known_shares.has(NO_SHARE)


@lemma
def known_shares_are_the_attackers(history: History, world: World, share: Share) -> bool:
    """The attacker knows only the secrets of shares that it has drawn itself."""
    del history
    owner = world.environment.shares[share]
    return implies(world.environment.known_shares.has(share), is_an_attacker(world.environment, owner))


@lemma
def seen_shares_are_drawn(history: History, world: World, share: Share) -> bool:
    """What the attacker has seen or knows of shares is drawn."""
    del history
    environment = world.environment
    return implies(
        environment.seen_shares.has(share) or environment.known_shares.has(share),
        share != NO_SHARE and environment.shares[share] != NOBODY,
    )


@lemma
def sent_shares_are_drawn(history: History, world: World, frame: Frame) -> bool:
    """Shares on the wire are drawn, those in a key as well."""
    del history
    sent = world.environment.sent[frame]
    shares = world.environment.shares
    key = sent.value.mac
    return implies(
        sent.present,
        (sent.value.share == NO_SHARE or shares[sent.value.share] != NOBODY)
        and (not key.present or key.value.initiator == NO_SHARE or shares[key.value.initiator] != NOBODY)
        and (not key.present or key.value.responder == NO_SHARE or shares[key.value.responder] != NOBODY),
    )


@lemma
def kept_shares_are_drawn(history: History, world: World, host: Host, peer: Host) -> bool:
    """The shares that a session remembers are drawn."""
    del history
    session = world.sessions[Pair(host, peer)]
    shares = world.environment.shares
    return (session.own_share == NO_SHARE or shares[session.own_share] != NOBODY) and (
        session.peer_share == NO_SHARE or shares[session.peer_share] != NOBODY
    )


@lemma
def answers_go_where_the_call_came_from(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The share of a host that was called is on its way to where the call came from, or somebody was there."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    packet = sent.value
    share = session.own_share
    uses = packet.mac.present and (packet.mac.value.initiator == share or packet.mac.value.responder == share)
    return implies(
        is_honest(world, host)
        and sent.present
        and is_called(session)
        and share != NO_SHARE
        and (packet.share == share or uses),
        (
            packet.kind == Kind.REPLY
            and packet.destination == session.there
            and packet.receiver == peer
            and not packet.mac.present
        )
        or not is_strange(history, peer, session.there),
    )


@lemma
def read_answers_were_read_there(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The attacker has read the share of a host that was called only if somebody was where the call came from."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and world.environment.read.has(frame)
        and is_called(session)
        and session.own_share != NO_SHARE
        and sent.value.share == session.own_share,
        not is_strange(history, peer, session.there),
    )


@lemma
def seen_answers_were_read_there(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker has seen the share of a host that was called only if somebody was where the call came from."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and is_called(session)
        and session.own_share != NO_SHARE
        and world.environment.seen_shares.has(session.own_share),
        not is_strange(history, peer, session.there),
    )


@lemma
def heard_answers_were_read_there(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Whoever makes a key with the share of a host that was called, somebody was where the call came from."""
    session = world.sessions[Pair(host, peer)]
    uses = world.sessions[Pair(other, third)]
    return implies(
        is_honest(world, host)
        and is_honest(world, other)
        and is_called(session)
        and session.own_share != NO_SHARE
        and uses.peer_share == session.own_share,
        not is_strange(history, peer, session.there),
    )


@lemma
def own_shares_are_drawn(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host contributes to a key what it has drawn itself."""
    del history
    share = world.sessions[Pair(host, peer)].own_share
    return implies(is_honest(world, host) and share != NO_SHARE, world.environment.shares[share] == host)


@lemma
def own_shares_are_unique(history: History, world: World, host: Host, peer: Host, other: Host) -> bool:
    """A host draws another share for each peer."""
    del history
    share = world.sessions[Pair(host, peer)].own_share
    return implies(
        is_honest(world, host) and peer != other and share != NO_SHARE,
        world.sessions[Pair(host, other)].own_share != share,
    )


@lemma
def shares_are_shown_by_their_owner(history: History, world: World, frame: Frame) -> bool:
    """An honest host sends in a packet only a share that it has drawn itself."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.share != NO_SHARE,
        world.environment.shares[sent.value.share] == history.authors[frame],
    )


@lemma
def peer_shares_are_the_peers(history: History, world: World, host: Host, peer: Host) -> bool:
    """The other part of a key was drawn by an honest peer itself, if the peer is honest."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.peer_share != NO_SHARE,
        world.environment.shares[session.peer_share] == peer,
    )


@lemma
def hellos_have_a_share(history: History, world: World, frame: Frame) -> bool:
    """A HELLO of an honest host has a share in it."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.kind == Kind.HELLO,
        sent.value.share != NO_SHARE,
    )


@lemma
def replies_have_a_share(history: History, world: World, frame: Frame) -> bool:
    """A REPLY of an honest host has a share in it."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.kind == Kind.REPLY,
        sent.value.share != NO_SHARE,
    )


@lemma
def finishes_have_a_share(history: History, world: World, frame: Frame) -> bool:
    """A FINISH of an honest host has a share in it."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.kind == Kind.FINISH,
        sent.value.share != NO_SHARE,
    )


@lemma
def genuine_shares_are_the_peers(history: History, world: World, host: Host, peer: Host) -> bool:
    """The other part of a key was drawn by an honest peer itself, if it has opened the session."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)],
        world.environment.shares[session.peer_share] == peer,
    )


SHARES = (
    no_share_is_nobodys,
    known_shares_are_the_attackers,
    seen_shares_are_drawn,
    sent_shares_are_drawn,
    kept_shares_are_drawn,
    answers_go_where_the_call_came_from,
    read_answers_were_read_there,
    seen_answers_were_read_there,
    heard_answers_were_read_there,
    own_shares_are_drawn,
    own_shares_are_unique,
    shares_are_shown_by_their_owner,
    peer_shares_are_the_peers,
    hellos_have_a_share,
    replies_have_a_share,
    finishes_have_a_share,
    genuine_shares_are_the_peers,
)
