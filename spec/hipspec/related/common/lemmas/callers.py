"""Candidates for lemmas about the shares of hosts that call whoever answers, and what is protected with them.

A caller that takes whatever identity answers names nobody as the receiver of what finishes the opening. Its share goes
where it has called an honest peer all the same, and no attacker is there.
"""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import is_honest
from hipspec.related.common.lemmas.unseen import shows, uses
from hipspec.related.common.names import NO_SHARE, NOBODY, Frame, Host, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Kind
from hipspec.related.common.session import State
from hipspec.related.common.transmission import opens
from hipspec.related.common.world import World


def has_called(world: World, host: Host, peer: Host) -> bool:
    """Whether an honest host has called an honest peer with a share of its own."""
    session = world.sessions[Pair(host, peer)]
    return (
        are_honest(world, Pair(host, peer))
        and host != peer
        and session.initiator
        and session.state != State.NONE
        and session.own_share != NO_SHARE
    )


@lemma
def named_senders_are_honest(history: History, world: World, frame: Frame) -> bool:
    """Who is named as a sender is honest."""
    del history
    sent = world.environment.sent[frame]
    return implies(sent.present and sent.value.sender != NOBODY, is_honest(world, sent.value.sender))


@lemma
def shares_of_callers_are_unique(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """The share of a caller was drawn by one host for one peer."""
    del history
    session = world.sessions[Pair(other, third)]
    return implies(
        has_called(world, host, peer)
        and is_honest(world, other)
        and session.own_share == world.sessions[Pair(host, peer)].own_share,
        other == host and third == peer,
    )


@lemma
def shares_of_callers_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker has not seen the share of a caller."""
    del history
    share = world.sessions[Pair(host, peer)].own_share
    return implies(
        has_called(world, host, peer),
        not world.environment.seen_shares.has(share) and not world.environment.known_shares.has(share),
    )


@lemma
def shares_of_callers_open(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The share of a caller stands only in an opening of its own, for the peer or for whoever has answered."""
    packet = world.environment.sent[frame].value
    return implies(
        has_called(world, host, peer) and shows(world, frame, host, peer),
        history.authors[frame] == host
        and packet.sender == host
        and (packet.receiver == peer or packet.receiver == NOBODY)
        and opens(packet),
    )


@lemma
def shares_of_callers_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The share of a caller goes where no attacker is, and was not read."""
    del history
    environment = world.environment
    return implies(
        has_called(world, host, peer) and shows(world, frame, host, peer),
        not environment.hostile.has(environment.sent[frame].value.destination) and not environment.read.has(frame),
    )


@lemma
def shares_of_callers_are_taken_by_the_peer(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody but the peer makes a key with the share of a caller."""
    del history
    session = world.sessions[Pair(other, third)]
    return implies(
        has_called(world, host, peer)
        and is_honest(world, other)
        and session.peer_share == world.sessions[Pair(host, peer)].own_share,
        other == peer and third == host,
    )


@lemma
def keys_of_callers_stay_between(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What is protected with the share of a caller goes from one of the two to the other, or to whoever answered."""
    sent = world.environment.sent[frame]
    packet = sent.value
    author = history.authors[frame]
    return implies(
        has_called(world, host, peer) and sent.present and uses(world, packet, host, peer),
        (author == host and (packet.receiver == peer or packet.receiver == NOBODY))
        or (author == peer and packet.receiver == host),
    )


@lemma
def keys_of_callers_come_from_true_sources(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """What is protected with the share of a caller comes from where its author was."""
    sent = world.environment.sent[frame]
    return implies(
        has_called(world, host, peer) and sent.present and uses(world, sent.value, host, peer),
        was_at(history, history.authors[frame], sent.value.source),
    )


@lemma
def keys_of_callers_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What is protected with the share of a caller was not read, and goes where no attacker is."""
    del history
    sent = world.environment.sent[frame]
    return implies(
        has_called(world, host, peer) and sent.present and uses(world, sent.value, host, peer),
        not world.environment.hostile.has(sent.value.destination) and not world.environment.read.has(frame),
    )


@lemma
def finishes_show_the_callers_share(history: History, world: World, frame: Frame) -> bool:
    """What finishes an opening with an honest peer shows the share of its author, which has called that peer."""
    sent = world.environment.sent[frame]
    author = history.authors[frame]
    return implies(
        author != NOBODY and sent.present and sent.value.kind == Kind.FINISH and is_honest(world, sent.value.receiver),
        has_called(world, author, sent.value.receiver) and shows(world, frame, author, sent.value.receiver),
    )


@lemma
def called_hosts_have_the_callers_share(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that a peer has called has a share of that peer, which has called it."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.state == State.OPEN and not session.initiator,
        has_called(world, peer, host) and session.peer_share == world.sessions[Pair(peer, host)].own_share,
    )


CALLERS = (
    named_senders_are_honest,
    shares_of_callers_are_unique,
    shares_of_callers_are_not_known,
    shares_of_callers_open,
    shares_of_callers_are_not_read,
    shares_of_callers_are_taken_by_the_peer,
    keys_of_callers_stay_between,
    keys_of_callers_come_from_true_sources,
    keys_of_callers_are_not_read,
    finishes_show_the_callers_share,
    called_hosts_have_the_callers_share,
)
