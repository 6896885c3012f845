"""Candidates for lemmas about sequence numbers: who knows the number that a host has drawn for a peer.

A number that an honest host has drawn to call an honest peer, and the one with which that peer has answered this very
call, are private: they travel between the two, and nowhere else, as long as nobody reads on their path.
"""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import carries, is_called, is_honest
from hipspec.related.common.names import NO_SHARE, NOBODY, NOWHERE, Frame, Host, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Kind
from hipspec.related.common.session import Session, State
from hipspec.related.common.transmission import opens
from hipspec.related.common.world import World


def are_in_step(world: World, host: Host, peer: Host) -> bool:
    """Whether a host has the number that an honest peer has drawn for it."""
    theirs = world.sessions[Pair(peer, host)].token_out
    return (
        are_honest(world, Pair(host, peer)) and theirs.present and world.sessions[Pair(host, peer)].token_in == theirs
    )


def is_begun(session: Session) -> bool:
    """Whether a session is or was open."""
    return session.state != State.NONE and session.state != State.HALF_OPEN


def is_private(world: World, host: Host, peer: Host) -> bool:
    """Whether the number of a host for a peer is private: of a call to an honest peer, or of the answer to one."""
    session = world.sessions[Pair(host, peer)]
    answers = world.sessions[Pair(peer, host)].initiator and are_in_step(world, host, peer)
    return are_honest(world, Pair(host, peer)) and session.token_out.present and (session.initiator or answers)


def is_between(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Whether one honest host has made a packet for another, where that one was, and nobody else has read it."""
    packet = world.environment.sent[frame].value
    author = history.authors[frame]
    return (
        ((author == host and packet.receiver == peer) or (author == peer and packet.receiver == host))
        and packet.sender == author
        and was_at(history, author, packet.source)
        and was_at(history, packet.receiver, packet.destination)
        and not world.environment.read.has(frame)
    )


@lemma
def sessions_have_a_number(history: History, world: World, host: Host, peer: Host) -> bool:
    """An honest host has drawn a number for each session."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(is_honest(world, host) and session.state != State.NONE, session.token_out.present)


@lemma
def private_numbers_stay_between(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A private number stands only in packets between the two hosts."""
    sent = world.environment.sent[frame]
    return implies(
        is_private(world, host, peer)
        and sent.present
        and carries(sent.value, world.sessions[Pair(host, peer)].token_out),
        is_between(history, world, frame, host, peer),
    )


@lemma
def private_numbers_are_secret(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker does not know a private number."""
    del history
    number = world.sessions[Pair(host, peer)].token_out
    return implies(is_private(world, host, peer), not world.environment.known_nonces.has(number.value))


@lemma
def private_numbers_are_unique(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """A private number is the own number of one host for one peer."""
    del history
    number = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_private(world, host, peer)
        and is_honest(world, other)
        and world.sessions[Pair(other, third)].token_out == number,
        other == host and third == peer,
    )


@lemma
def private_numbers_are_heard_by_the_peer(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody but the peer takes a private number for that of somebody."""
    del history
    number = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_private(world, host, peer)
        and is_honest(world, other)
        and world.sessions[Pair(other, third)].token_in == number,
        other == peer and third == host,
    )


@lemma
def hosts_in_step_look_where_the_peer_was(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has a private number of its peer looks for it only where it was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_in_step(world, host, peer) and is_private(world, peer, host),
        was_at(history, peer, session.there) and (session.former == NOWHERE or was_at(history, peer, session.former)),
    )


@lemma
def callers_look_where_the_peer_was(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called an honest peer and has heard nothing looks for it where it was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.initiator and session.state == State.HALF_OPEN,
        was_at(history, peer, session.there) and session.former == NOWHERE,
    )


@lemma
def authors_show_their_number(history: History, world: World, frame: Frame) -> bool:
    """An honest host puts the number into a packet that it has drawn for the receiver, and answers with the other's."""
    packet = world.environment.sent[frame].value
    author = history.authors[frame]
    session = world.sessions[Pair(author, packet.receiver)]
    opens = packet.kind == Kind.HELLO or packet.kind == Kind.REPLY
    return implies(
        author != NOBODY and world.environment.sent[frame].present,
        session.token_out.present
        and (packet.tag == session.token_out if opens else packet.token == session.token_out)
        and (packet.kind != Kind.REPLY or packet.echo == session.token_in)
        and (packet.kind == Kind.REPLY or packet.kind == Kind.HELLO or not packet.tag.present),
    )


@lemma
def callers_call_and_finish(history: History, world: World, frame: Frame) -> bool:
    """Only a host that has called sends a HELLO or a FINISH, and only one that was called a REPLY."""
    packet = world.environment.sent[frame].value
    author = history.authors[frame]
    session = world.sessions[Pair(author, packet.receiver)]
    return implies(
        author != NOBODY and world.environment.sent[frame].present,
        (session.initiator or (packet.kind != Kind.HELLO and packet.kind != Kind.FINISH))
        and (not session.initiator or packet.kind != Kind.REPLY),
    )


@lemma
def genuine_sessions_are_in_step(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host has a private number of an honest peer that has opened the session."""
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)],
        are_in_step(world, host, peer) and is_private(world, peer, host),
    )


@lemma
def answered_callers_are_in_step(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called an honest peer, and was answered, has a private number of it."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.initiator and is_begun(session),
        are_in_step(world, host, peer) and is_private(world, peer, host),
    )


@lemma
def called_hosts_are_in_step(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that an honest peer has called has the private number of that peer."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and is_called(session),
        are_in_step(world, host, peer) and world.sessions[Pair(peer, host)].initiator,
    )


@lemma
def private_candidates_are_true(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has a private number of its peer may look for it only where it was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_in_step(world, host, peer) and is_private(world, peer, host) and session.candidate != NOWHERE,
        was_at(history, peer, session.candidate),
    )


# ---------------------------------------------------------------------- numbers of a call that was not answered yet


def is_unanswered(world: World, host: Host, peer: Host) -> bool:
    """Whether a host has called an honest peer, and has heard nothing yet."""
    session = world.sessions[Pair(host, peer)]
    return (
        are_honest(world, Pair(host, peer)) and host != peer and session.initiator and session.state == State.HALF_OPEN
    )


def is_fresh(world: World, host: Host, peer: Host) -> bool:
    """Whether a number was drawn for a call between two honest hosts, of which the caller has heard nothing yet."""
    number = world.sessions[Pair(host, peer)].token_out
    return number.present and (
        is_unanswered(world, host, peer) or (is_unanswered(world, peer, host) and are_in_step(world, host, peer))
    )


@lemma
def fresh_numbers_stay_between(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A fresh number stands only in packets that open the session, between the two hosts."""
    sent = world.environment.sent[frame]
    return implies(
        is_fresh(world, host, peer)
        and sent.present
        and carries(sent.value, world.sessions[Pair(host, peer)].token_out),
        is_between(history, world, frame, host, peer) and opens(sent.value),
    )


@lemma
def fresh_numbers_are_secret(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker does not know a fresh number."""
    del history
    number = world.sessions[Pair(host, peer)].token_out
    return implies(is_fresh(world, host, peer), not world.environment.known_nonces.has(number.value))


@lemma
def fresh_numbers_are_heard_by_the_peer(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody but the peer takes a fresh number for that of somebody."""
    del history
    number = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_fresh(world, host, peer)
        and is_honest(world, other)
        and world.sessions[Pair(other, third)].token_in == number,
        other == peer and third == host,
    )


@lemma
def half_open_hosts_have_only_opened(history: History, world: World, frame: Frame) -> bool:
    """A host whose session is half open has only called, or has only answered."""
    packet = world.environment.sent[frame].value
    author = history.authors[frame]
    session = world.sessions[Pair(author, packet.receiver)]
    return implies(
        author != NOBODY and world.environment.sent[frame].present and session.state == State.HALF_OPEN,
        packet.kind == (Kind.HELLO if session.initiator else Kind.REPLY),
    )


@lemma
def who_has_called_is_awaited(history: History, world: World, host: Host, peer: Host) -> bool:
    """Whoever has the number of a caller that has heard nothing is the peer, and waits for it to finish the opening."""
    del history
    return implies(
        is_unanswered(world, peer, host) and are_in_step(world, host, peer),
        is_called(world.sessions[Pair(host, peer)]),
    )


# ---------------------------------------------------------------------- keys that are sent with a private number


@lemma
def private_shares_are_secret(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker has not seen a share that was drawn together with a private number."""
    del history
    share = world.sessions[Pair(host, peer)].own_share
    return implies(
        is_private(world, host, peer),
        not world.environment.known_shares.has(share) and not world.environment.seen_shares.has(share),
    )


@lemma
def private_shares_stay_between(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A share that was drawn together with a private number is shown only in packets between the two hosts."""
    sent = world.environment.sent[frame]
    share = world.sessions[Pair(host, peer)].own_share
    return implies(
        is_private(world, host, peer) and sent.present and share != NO_SHARE and sent.value.share == share,
        is_between(history, world, frame, host, peer),
    )


@lemma
def private_shares_open(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A share that was drawn together with a private number is shown only in packets that open the session."""
    del history
    sent = world.environment.sent[frame]
    share = world.sessions[Pair(host, peer)].own_share
    return implies(
        is_private(world, host, peer) and sent.present and share != NO_SHARE and sent.value.share == share,
        opens(sent.value),
    )


@lemma
def hosts_in_step_have_the_share(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has a private number of its peer, in an open session, has the share that was drawn with it."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_in_step(world, host, peer) and is_private(world, peer, host) and is_begun(session),
        session.peer_share == world.sessions[Pair(peer, host)].own_share,
    )


@lemma
def called_hosts_in_step_have_the_share(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that was called with a private number has the share that was drawn with it."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_in_step(world, host, peer) and is_private(world, peer, host) and is_called(session),
        session.peer_share == world.sessions[Pair(peer, host)].own_share,
    )


@lemma
def sessions_have_a_share(history: History, world: World, host: Host, peer: Host) -> bool:
    """An honest host has drawn a share for each session."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(is_honest(world, host) and session.state != State.NONE, session.own_share != NO_SHARE)


@lemma
def authors_show_their_share(history: History, world: World, frame: Frame) -> bool:
    """An honest host shows only the share that it has drawn for the receiver."""
    packet = world.environment.sent[frame].value
    author = history.authors[frame]
    share = world.sessions[Pair(author, packet.receiver)].own_share
    return implies(
        author != NOBODY and world.environment.sent[frame].present,
        share != NO_SHARE and (packet.share == share or packet.share == NO_SHARE),
    )


NUMBERS = (
    sessions_have_a_number,
    private_numbers_stay_between,
    private_numbers_are_secret,
    private_numbers_are_unique,
    private_numbers_are_heard_by_the_peer,
    hosts_in_step_look_where_the_peer_was,
    callers_look_where_the_peer_was,
    authors_show_their_number,
    callers_call_and_finish,
    genuine_sessions_are_in_step,
    answered_callers_are_in_step,
    called_hosts_are_in_step,
    fresh_numbers_stay_between,
    fresh_numbers_are_secret,
    fresh_numbers_are_heard_by_the_peer,
    half_open_hosts_have_only_opened,
    who_has_called_is_awaited,
    private_candidates_are_true,
    private_shares_are_secret,
    private_shares_stay_between,
    private_shares_open,
    hosts_in_step_have_the_share,
    called_hosts_in_step_have_the_share,
    sessions_have_a_share,
    authors_show_their_share,
)
