"""Candidates for lemmas about traffic: where hosts look for their peers."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History, is_strange
from hipspec.related.common.names import NOWHERE, Address, Host, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.session import State, Status
from hipspec.related.common.world import World


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


TRAFFIC = (
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
