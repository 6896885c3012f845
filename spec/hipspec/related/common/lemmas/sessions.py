"""Candidates for lemmas about sessions: what they hold before they are open, and when they are."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import is_honest
from hipspec.related.common.names import NO_SHARE, NOWHERE, Host, Pair
from hipspec.related.common.observation import are_honest
from hipspec.related.common.session import State
from hipspec.related.common.world import World


@lemma
def nothing_before_a_session(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before there is a session nothing is remembered."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        session.state == State.NONE,
        not history.genuine[Pair(host, peer)]
        and not session.initiator
        and not session.verified
        and not session.challenge.present
        and not session.home_challenge.present
        and not session.token_in.present
        and not session.token_out.present
        and session.there == NOWHERE
        and session.home == NOWHERE
        and session.former == NOWHERE
        and session.candidate == NOWHERE
        and session.own_share == NO_SHARE
        and session.peer_share == NO_SHARE
        and session.newest == -1
        and session.next == 0
        and session.credit == 0,
    )


@lemma
def nothing_is_checked_before_opening(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before a session is open nothing is verified, and nothing is checked."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        session.state == State.NONE or session.state == State.HALF_OPEN,
        not session.verified
        and not session.challenge.present
        and session.former == NOWHERE
        and session.candidate == NOWHERE
        and session.credit == 0,
    )


@lemma
def callers_are_sure(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has opened a session itself never doubts where its peer is."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.initiator and session.state == State.OPEN, session.verified and session.candidate == NOWHERE)


@lemma
def whoever_answers_is_honest(history: History, world: World, host: Host, peer: Host) -> bool:
    """A session that an honest host has opened itself is with an honest peer."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(is_honest(world, host) and session.initiator and session.state == State.OPEN, is_honest(world, peer))


@lemma
def peers_are_honest(history: History, world: World, host: Host, peer: Host) -> bool:
    """An honest host has open sessions with honest peers only."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host) and (session.state == State.OPEN or session.state == State.CLOSED),
        is_honest(world, peer),
    )


@lemma
def nothing_is_accepted_before_opening(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before a session is open no number was accepted."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.state == State.NONE or session.state == State.HALF_OPEN, session.newest == -1)


@lemma
def callers_have_accepted_nothing(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called has accepted no number yet."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        session.state == State.NONE or (session.state == State.HALF_OPEN and session.initiator), session.newest == -1
    )


@lemma
def nothing_is_verified(history: History, world: World, host: Host, peer: Host) -> bool:
    """No address is ever verified."""
    del history
    return not world.sessions[Pair(host, peer)].verified


@lemma
def nothing_is_probed(history: History, world: World, host: Host, peer: Host) -> bool:
    """No address is ever probed."""
    del history
    session = world.sessions[Pair(host, peer)]
    return session.candidate == NOWHERE and not session.challenge.present


@lemma
def challenges_are_for_candidates(history: History, world: World, host: Host, peer: Host) -> bool:
    """A challenge is remembered only as long as there is a candidate."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.challenge.present, session.candidate != NOWHERE)


@lemma
def what_is_not_verified_is_a_candidate(history: History, world: World, host: Host, peer: Host) -> bool:
    """Where data goes in an open session is verified, or is being checked."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.state == State.OPEN, session.verified or session.candidate == session.there)


@lemma
def genuine_sessions_were_opened(history: History, world: World, host: Host, peer: Host) -> bool:
    """Only what was opened is genuine."""
    session = world.sessions[Pair(host, peer)]
    return implies(history.genuine[Pair(host, peer)], session.state != State.NONE and session.state != State.HALF_OPEN)


@lemma
def all_open_sessions_are_genuine(history: History, world: World, host: Host, peer: Host) -> bool:
    """A session with an honest peer was opened by that peer."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.state == State.OPEN, history.genuine[Pair(host, peer)]
    )


@lemma
def half_open_sessions_have_a_share(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called has drawn a share."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(is_honest(world, host) and session.state == State.HALF_OPEN, session.own_share != NO_SHARE)


@lemma
def half_open_sessions_have_both_shares(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that an honest peer has called has both shares, if it has a session at all."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.state == State.HALF_OPEN and not session.initiator,
        session.own_share != NO_SHARE and session.peer_share != NO_SHARE,
    )


@lemma
def open_sessions_have_a_key(history: History, world: World, host: Host, peer: Host) -> bool:
    """A session that an honest peer has opened has both parts of a key."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)],
        session.own_share != NO_SHARE and session.peer_share != NO_SHARE,
    )


@lemma
def whoever_doubts_has_a_former_address(history: History, world: World, host: Host, peer: Host) -> bool:
    """A peer is looked for somewhere, and as long as that is being checked there is an address to go back to."""
    del history
    session = world.sessions[Pair(host, peer)]
    settled = session.verified and session.candidate == NOWHERE
    return implies(session.state != State.NONE, session.there != NOWHERE) and implies(
        session.state == State.OPEN, settled or session.former != NOWHERE
    )


SESSIONS = (
    nothing_before_a_session,
    nothing_is_checked_before_opening,
    callers_are_sure,
    whoever_answers_is_honest,
    peers_are_honest,
    nothing_is_accepted_before_opening,
    callers_have_accepted_nothing,
    nothing_is_verified,
    nothing_is_probed,
    challenges_are_for_candidates,
    what_is_not_verified_is_a_candidate,
    genuine_sessions_were_opened,
    all_open_sessions_are_genuine,
    half_open_sessions_have_a_share,
    half_open_sessions_have_both_shares,
    open_sessions_have_a_key,
    whoever_doubts_has_a_former_address,
)
