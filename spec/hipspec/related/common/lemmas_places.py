"""Candidates for lemmas about places: who was where, and what packets and sessions say of it."""

from hipspec.language import implies, lemma, some
from hipspec.related.common.history import History, is_strange
from hipspec.related.common.lemmas_packets import is_called, is_honest, is_secret
from hipspec.related.common.names import NOBODY, NOWHERE, Address, Frame, Host, Pair, Place
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Kind
from hipspec.related.common.session import State, Status
from hipspec.related.common.transmission import is_an_attacker, opens
from hipspec.related.common.world import World


@lemma
def who_sits_was_there(history: History, world: World, address: Address) -> bool:
    """Who sits at an address has been there."""
    sits = world.environment.at[address]
    return implies(is_honest(world, sits), was_at(history, sits, address)) and implies(
        is_an_attacker(world.environment, sits), was_at(history, NOBODY, address)
    )


@lemma
def networks_are_apart(history: History, world: World, host: Host, address: Address) -> bool:
    """No honest host was in the attacker's networks, and the attacker nowhere else unless it takes addresses."""
    hostile = world.environment.hostile.has(address)
    return implies(is_honest(world, host) and was_at(history, host, address), not hostile) and implies(
        was_at(history, NOBODY, address), hostile or world.environment.attacker.takes_addresses
    )


@lemma
def nobody_was_nowhere(history: History, world: World, host: Host) -> bool:
    """Nobody is, or was, where no place is."""
    return world.environment.at[NOWHERE] == NOBODY and not was_at(history, host, NOWHERE)


@lemma
def packets_come_from_somewhere(history: History, world: World, frame: Frame) -> bool:
    """No packet has a source that is no address, and none names one."""
    del history
    sent = world.environment.sent[frame]
    return implies(sent.present, sent.value.source != NOWHERE and sent.value.address != some(NOWHERE))


@lemma
def hosts_send_from_where_they_were(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host believes to be at an address only if it was there."""
    session = world.sessions[Pair(host, peer)]
    return implies(is_honest(world, host) and session.state != State.NONE, was_at(history, host, session.here))


@lemma
def announced_addresses_are_true(history: History, world: World, frame: Frame) -> bool:
    """An honest host names only addresses where it was."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.address.present,
        was_at(history, history.authors[frame], sent.value.address.value),
    )


@lemma
def sources_are_true(history: History, world: World, frame: Frame) -> bool:
    """What an honest host has made carries a source address where it was."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present, was_at(history, history.authors[frame], sent.value.source)
    )


@lemma
def sources_of_protected_packets_are_true(history: History, world: World, frame: Frame) -> bool:
    """What a key protects that the attacker does not know carries a source address where its author was."""
    sent = world.environment.sent[frame]
    return implies(
        sent.present and is_secret(world, sent.value), was_at(history, history.authors[frame], sent.value.source)
    )


def is_between_honest_hosts(history: History, world: World, frame: Frame) -> bool:
    """Whether an honest host has made a packet for another one."""
    sent = world.environment.sent[frame]
    return history.authors[frame] != NOBODY and sent.present and is_honest(world, sent.value.receiver)


@lemma
def sources_of_hellos_are_true(history: History, world: World, frame: Frame) -> bool:
    """A HELLO of an honest host for another carries a source address where its author was."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and sent.value.kind == Kind.HELLO,
        was_at(history, history.authors[frame], sent.value.source),
    )


@lemma
def hellos_go_where_the_peer_was(history: History, world: World, frame: Frame) -> bool:
    """A HELLO of an honest host for another goes where that one was."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and sent.value.kind == Kind.HELLO,
        was_at(history, sent.value.receiver, sent.value.destination),
    )


@lemma
def hellos_are_not_read(history: History, world: World, frame: Frame) -> bool:
    """A HELLO of an honest host for another was not read by the attacker."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and sent.value.kind == Kind.HELLO,
        not world.environment.read.has(frame),
    )


@lemma
def sources_of_replies_are_true(history: History, world: World, frame: Frame) -> bool:
    """A REPLY of an honest host for another carries a source address where its author was."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and sent.value.kind == Kind.REPLY,
        was_at(history, history.authors[frame], sent.value.source),
    )


@lemma
def replies_go_where_the_peer_was(history: History, world: World, frame: Frame) -> bool:
    """A REPLY of an honest host for another goes where that one was."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and sent.value.kind == Kind.REPLY,
        was_at(history, sent.value.receiver, sent.value.destination),
    )


@lemma
def replies_are_not_read(history: History, world: World, frame: Frame) -> bool:
    """A REPLY of an honest host for another was not read by the attacker."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and sent.value.kind == Kind.REPLY,
        not world.environment.read.has(frame),
    )


@lemma
def sources_of_finishes_are_true(history: History, world: World, frame: Frame) -> bool:
    """A FINISH of an honest host for another carries a source address where its author was."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and sent.value.kind == Kind.FINISH,
        was_at(history, history.authors[frame], sent.value.source),
    )


@lemma
def finishes_go_where_the_peer_was(history: History, world: World, frame: Frame) -> bool:
    """A FINISH of an honest host for another goes where that one was."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and sent.value.kind == Kind.FINISH,
        was_at(history, sent.value.receiver, sent.value.destination),
    )


@lemma
def finishes_are_not_read(history: History, world: World, frame: Frame) -> bool:
    """A FINISH of an honest host for another was not read by the attacker."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and sent.value.kind == Kind.FINISH,
        not world.environment.read.has(frame),
    )


@lemma
def sources_of_packets_are_true(history: History, world: World, frame: Frame) -> bool:
    """What does not open a session of an honest host for another carries a source address where its author was."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and not opens(sent.value),
        was_at(history, history.authors[frame], sent.value.source),
    )


@lemma
def packets_go_where_the_peer_was(history: History, world: World, frame: Frame) -> bool:
    """What does not open a session of an honest host for another goes where that one was."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and not opens(sent.value),
        was_at(history, sent.value.receiver, sent.value.destination),
    )


@lemma
def packets_are_not_read(history: History, world: World, frame: Frame) -> bool:
    """What does not open a session of an honest host for another was not read by the attacker."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and not opens(sent.value),
        not world.environment.read.has(frame),
    )


@lemma
def protected_packets_go_where_the_peer_was(history: History, world: World, frame: Frame) -> bool:
    """What a key protects that the attacker does not know goes where its honest receiver was."""
    sent = world.environment.sent[frame]
    return implies(
        sent.present and is_secret(world, sent.value) and is_honest(world, sent.value.receiver),
        was_at(history, sent.value.receiver, sent.value.destination),
    )


@lemma
def protected_packets_are_not_read(history: History, world: World, frame: Frame) -> bool:
    """What a key protects that the attacker does not know was not read between honest hosts."""
    sent = world.environment.sent[frame]
    return implies(
        is_between_honest_hosts(history, world, frame) and is_secret(world, sent.value),
        not world.environment.read.has(frame),
    )


# ---------------------------------------------------------------------- before the attacker acts


@lemma
def sources_are_true_at_first(history: History, world: World, frame: Frame) -> bool:
    """As long as the attacker is on the path, and may only read, sources are true."""
    sent = world.environment.sent[frame]
    author = history.authors[frame]
    return implies(
        not world.environment.left and sent.present, author != NOBODY and was_at(history, author, sent.value.source)
    )


@lemma
def calls_are_true_at_first(history: History, world: World, host: Host, peer: Host) -> bool:
    """As long as the attacker is on the path, and may only read, an honest peer calls from where it was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        not world.environment.left and are_honest(world, Pair(host, peer)) and is_called(session),
        was_at(history, peer, session.there),
    )


def is_late(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Whether an honest peer has not called from where it is looked for, and something is protected with the key."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    return (
        are_honest(world, Pair(host, peer))
        and is_called(session)
        and not was_at(history, peer, session.there)
        and sent.present
        and sent.value.mac.present
        and sent.value.mac.value.initiator == session.peer_share
        and sent.value.mac.value.responder == session.own_share
    )


@lemma
def late_packets_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Where an honest peer was not called from, nothing that finishes the opening was read."""
    return implies(
        is_late(history, world, frame, host, peer), world.environment.left and not world.environment.read.has(frame)
    )


@lemma
def late_packets_are_for_the_host(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Where an honest peer was not called from, what finishes the opening is for the host."""
    return implies(
        is_late(history, world, frame, host, peer), world.environment.sent[frame].value.receiver == host
    )


@lemma
def late_packets_go_to_the_host(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Where an honest peer was not called from, what finishes the opening goes where no attacker is."""
    return implies(
        is_late(history, world, frame, host, peer),
        not world.environment.hostile.has(world.environment.sent[frame].value.destination),
    )


@lemma
def late_sources_are_true(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Where an honest peer was not called from, what finishes the opening comes from where it was."""
    return implies(
        is_late(history, world, frame, host, peer),
        was_at(history, peer, world.environment.sent[frame].value.source),
    )


# ---------------------------------------------------------------------- sessions


@lemma
def genuine_traffic_goes_where_the_peer_was(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host looks for an honest peer that has opened the session only where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)], was_at(history, peer, session.there)
    )


@lemma
def all_traffic_goes_where_the_peer_was(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host looks for an honest peer only where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.there != NOWHERE, was_at(history, peer, session.there)
    )


@lemma
def open_traffic_goes_where_the_peer_was(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has an open session with an honest peer looks for it only where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and (session.state == State.OPEN or session.initiator),
        was_at(history, peer, session.there),
    )


@lemma
def callers_know_where_the_peer_was(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has opened a session itself looks for an honest peer only where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.initiator and session.state != State.NONE,
        was_at(history, peer, session.there),
    )


@lemma
def genuine_candidates_are_true(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host may look for an honest peer that has opened the session only where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)] and session.candidate != NOWHERE,
        was_at(history, peer, session.candidate),
    )


@lemma
def all_candidates_are_true(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host may look for an honest peer only where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.candidate != NOWHERE,
        was_at(history, peer, session.candidate),
    )


@lemma
def former_addresses_are_true(history: History, world: World, host: Host, peer: Host) -> bool:
    """The former address of an honest peer, and its home, is where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)],
        (session.former == NOWHERE or was_at(history, peer, session.former)) and was_at(history, peer, session.home),
    )


@lemma
def genuine_sets_are_true(history: History, world: World, host: Host, peer: Host, address: Address) -> bool:
    """A host keeps only addresses of an honest peer where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer))
        and history.genuine[Pair(host, peer)]
        and session.addresses[address] != Status.UNKNOWN,
        was_at(history, peer, address),
    )


@lemma
def verified_sets_are_reached(history: History, world: World, host: Host, peer: Host, address: Address) -> bool:
    """An address is verified only if the peer or the attacker was there."""
    session = world.sessions[Pair(host, peer)]
    return implies(session.addresses[address] == Status.VERIFIED, not is_strange(history, peer, address))


@lemma
def traffic_is_reached(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host with an open session sends data only where the peer or the attacker was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        session.state == State.OPEN or session.state == State.CLOSED,
        session.there == NOWHERE or not is_strange(history, peer, session.there),
    )


@lemma
def verified_traffic_is_reached(history: History, world: World, host: Host, peer: Host) -> bool:
    """Where data goes is verified only if the peer or the attacker was there."""
    session = world.sessions[Pair(host, peer)]
    return implies(session.verified, not is_strange(history, peer, session.there))


@lemma
def former_traffic_is_reached(history: History, world: World, host: Host, peer: Host) -> bool:
    """What was verified formerly was reached by the peer or by the attacker."""
    session = world.sessions[Pair(host, peer)]
    return session.former == NOWHERE or not is_strange(history, peer, session.former)


@lemma
def homes_are_reached(history: History, world: World, host: Host, peer: Host) -> bool:
    """The home of a peer that has opened a session was reached by the peer or by the attacker."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        session.state == State.OPEN or session.state == State.CLOSED, not is_strange(history, peer, session.home)
    )


@lemma
def peers_are_called_where_they_were(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host calls a peer where that peer, or the attacker, was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        session.state == State.HALF_OPEN and session.initiator,
        session.there == session.home and not is_strange(history, peer, session.there),
    )


@lemma
def verified_states_are_reached(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host remembers of a peer only where the peer or the attacker was."""
    session = world.sessions[Pair(host, peer)]
    return implies(session.state != State.NONE, not is_strange(history, peer, session.there))


PLACE_LEMMAS = (
    who_sits_was_there,
    networks_are_apart,
    nobody_was_nowhere,
    packets_come_from_somewhere,
    hosts_send_from_where_they_were,
    announced_addresses_are_true,
    sources_are_true,
    sources_of_protected_packets_are_true,
    sources_of_hellos_are_true,
    hellos_go_where_the_peer_was,
    hellos_are_not_read,
    sources_of_replies_are_true,
    replies_go_where_the_peer_was,
    replies_are_not_read,
    sources_of_finishes_are_true,
    finishes_go_where_the_peer_was,
    finishes_are_not_read,
    sources_of_packets_are_true,
    packets_go_where_the_peer_was,
    packets_are_not_read,
    protected_packets_go_where_the_peer_was,
    protected_packets_are_not_read,
    sources_are_true_at_first,
    calls_are_true_at_first,
    late_packets_are_not_read,
    late_packets_are_for_the_host,
    late_packets_go_to_the_host,
    late_sources_are_true,
    genuine_traffic_goes_where_the_peer_was,
    all_traffic_goes_where_the_peer_was,
    open_traffic_goes_where_the_peer_was,
    callers_know_where_the_peer_was,
    genuine_candidates_are_true,
    all_candidates_are_true,
    former_addresses_are_true,
    genuine_sets_are_true,
    verified_sets_are_reached,
    traffic_is_reached,
    verified_traffic_is_reached,
    former_traffic_is_reached,
    homes_are_reached,
    peers_are_called_where_they_were,
    verified_states_are_reached,
)
