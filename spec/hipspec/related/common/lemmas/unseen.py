"""Candidates for lemmas about shares that the attacker never sees, whether it can guess numbers or not.

A host shows its share where it calls its peer, or where it was called from. Where no attacker is, nobody else sees it,
and so nobody else can make a key with it.
"""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import is_honest
from hipspec.related.common.names import NO_SHARE, NOBODY, NOWHERE, Frame, Host, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Packet
from hipspec.related.common.session import State
from hipspec.related.common.transmission import opens
from hipspec.related.common.world import World


def is_unseen(world: World, host: Host, peer: Host) -> bool:
    """Whether a host has shown its share for an honest peer only where no attacker is."""
    session = world.sessions[Pair(host, peer)]
    return (
        are_honest(world, Pair(host, peer))
        and host != peer
        and session.own_share != NO_SHARE
        and not world.environment.hostile.has(session.home)
    )


def shows(world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Whether a packet contributes the share of a host for a peer."""
    sent = world.environment.sent[frame]
    return sent.present and sent.value.share == world.sessions[Pair(host, peer)].own_share


def uses(world: World, packet: Packet, host: Host, peer: Host) -> bool:
    """Whether a packet is protected with a key that is made of the share of a host for a peer."""
    share = world.sessions[Pair(host, peer)].own_share
    return packet.mac.present and (packet.mac.value.initiator == share or packet.mac.value.responder == share)


@lemma
def unseen_shares_are_unique(history: History, world: World, host: Host, peer: Host, other: Host, third: Host) -> bool:
    """A share that was shown where no attacker is was drawn by one host for one peer."""
    del history
    session = world.sessions[Pair(other, third)]
    return implies(
        is_unseen(world, host, peer)
        and is_honest(world, other)
        and session.own_share == world.sessions[Pair(host, peer)].own_share,
        other == host and third == peer,
    )


@lemma
def unseen_shares_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker has not seen a share that was shown where no attacker is."""
    del history
    share = world.sessions[Pair(host, peer)].own_share
    return implies(
        is_unseen(world, host, peer),
        not world.environment.seen_shares.has(share) and not world.environment.known_shares.has(share),
    )


@lemma
def unseen_shares_are_shown_to_the_peer(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A share that was shown where no attacker is stands only in an opening of its host for the peer."""
    packet = world.environment.sent[frame].value
    return implies(
        is_unseen(world, host, peer) and shows(world, frame, host, peer),
        history.authors[frame] == host and packet.sender == host and packet.receiver == peer and opens(packet),
    )


@lemma
def unseen_shares_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A share that was shown where no attacker is goes where no attacker is, and was not read."""
    del history
    environment = world.environment
    return implies(
        is_unseen(world, host, peer) and shows(world, frame, host, peer),
        not environment.hostile.has(environment.sent[frame].value.destination) and not environment.read.has(frame),
    )


@lemma
def unseen_shares_come_from_true_sources(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A share that was shown where no attacker is comes from where its host was."""
    return implies(
        is_unseen(world, host, peer) and shows(world, frame, host, peer),
        was_at(history, host, world.environment.sent[frame].value.source),
    )


@lemma
def unseen_shares_are_taken_by_the_peer(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody but the peer makes a key with a share that was shown where no attacker is."""
    del history
    session = world.sessions[Pair(other, third)]
    return implies(
        is_unseen(world, host, peer)
        and is_honest(world, other)
        and session.peer_share == world.sessions[Pair(host, peer)].own_share,
        other == peer and third == host,
    )


@lemma
def unseen_shares_are_taken_where_the_host_was(history: History, world: World, host: Host, peer: Host) -> bool:
    """Whoever takes a share that was shown where no attacker is takes it from where its host was."""
    session = world.sessions[Pair(peer, host)]
    return implies(
        is_unseen(world, host, peer) and session.peer_share == world.sessions[Pair(host, peer)].own_share,
        was_at(history, host, session.home),
    )


@lemma
def unseen_keys_stay_between(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What is protected with a share that was shown where no attacker is goes between the two."""
    sent = world.environment.sent[frame]
    packet = sent.value
    author = history.authors[frame]
    return implies(
        is_unseen(world, host, peer) and sent.present and uses(world, packet, host, peer),
        (author == host and packet.receiver == peer) or (author == peer and packet.receiver == host),
    )


@lemma
def unseen_keys_come_from_true_sources(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What is protected with a share that was shown where no attacker is comes from where its author was."""
    sent = world.environment.sent[frame]
    return implies(
        is_unseen(world, host, peer) and sent.present and uses(world, sent.value, host, peer),
        was_at(history, history.authors[frame], sent.value.source),
    )


@lemma
def unseen_keys_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What is protected with a share that was shown where no attacker is was not read, and goes where none is."""
    del history
    sent = world.environment.sent[frame]
    return implies(
        is_unseen(world, host, peer) and sent.present and uses(world, sent.value, host, peer),
        not world.environment.hostile.has(sent.value.destination) and not world.environment.read.has(frame),
    )


@lemma
def unseen_hosts_look_where_no_attacker_is(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has shown its share where no attacker is looks for the peer where no attacker is."""
    del history
    return implies(
        is_unseen(world, host, peer), not world.environment.hostile.has(world.sessions[Pair(host, peer)].there)
    )


@lemma
def unseen_hosts_have_true_candidates(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has shown its share where no attacker is may look for the peer only where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_unseen(world, host, peer) and session.candidate != NOWHERE, was_at(history, peer, session.candidate)
    )


@lemma
def homes_of_callers_are_true(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called an honest peer has called it where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.initiator and session.state != State.NONE,
        was_at(history, peer, session.home),
    )


@lemma
def genuine_homes_are_true(history: History, world: World, host: Host, peer: Host) -> bool:
    """The home of an honest peer that has opened the session is where that peer was."""
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)],
        was_at(history, peer, world.sessions[Pair(host, peer)].home),
    )


@lemma
def forgeries_come_from_the_attacker(history: History, world: World, frame: Frame) -> bool:
    """What no honest host has made comes from where the attacker was."""
    sent = world.environment.sent[frame]
    return implies(sent.present and history.authors[frame] == NOBODY, was_at(history, NOBODY, sent.value.source))


UNSEEN = (
    unseen_shares_are_unique,
    unseen_shares_are_not_known,
    unseen_shares_are_shown_to_the_peer,
    unseen_shares_are_not_read,
    unseen_shares_come_from_true_sources,
    unseen_shares_are_taken_by_the_peer,
    unseen_shares_are_taken_where_the_host_was,
    unseen_keys_stay_between,
    unseen_keys_come_from_true_sources,
    unseen_keys_are_not_read,
    unseen_hosts_look_where_no_attacker_is,
    unseen_hosts_have_true_candidates,
    homes_of_callers_are_true,
    genuine_homes_are_true,
    forgeries_come_from_the_attacker,
)
