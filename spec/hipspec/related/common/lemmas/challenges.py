"""Candidates for lemmas about challenges of honest hosts: they stay between the two, and are no tokens."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History, is_strange
from hipspec.related.common.lemmas.terms import is_called, is_honest
from hipspec.related.common.lemmas.tokens import is_on_the_wire, stays_between
from hipspec.related.common.names import NOWHERE, Frame, Host, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Kind
from hipspec.related.common.session import State
from hipspec.related.common.transmission import opens
from hipspec.related.common.world import World


@lemma
def challenges_stay(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A challenge for an honest peer stays between the two."""
    challenge = world.sessions[Pair(host, peer)].challenge
    return implies(
        are_honest(world, Pair(host, peer)) and is_on_the_wire(world, frame, challenge),
        stays_between(history, world, frame, host, peer),
    )


@lemma
def challenges_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A challenge for an honest peer is not read."""
    del history
    return implies(
        world.environment.read.has(frame) and are_honest(world, Pair(host, peer)),
        not is_on_the_wire(world, frame, world.sessions[Pair(host, peer)].challenge),
    )


@lemma
def challenges_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker does not know a challenge for an honest peer."""
    del history
    challenge = world.sessions[Pair(host, peer)].challenge
    return implies(
        are_honest(world, Pair(host, peer)) and challenge.present,
        not world.environment.known_nonces.has(challenge.value),
    )


@lemma
def challenges_open_nothing(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A challenge for an honest peer stands in no packet that opens a session."""
    del history
    challenge = world.sessions[Pair(host, peer)].challenge
    return implies(
        are_honest(world, Pair(host, peer)) and is_on_the_wire(world, frame, challenge),
        not opens(world.environment.sent[frame].value),
    )


@lemma
def challenges_are_no_tokens(history: History, world: World, host: Host, peer: Host, other: Host, third: Host) -> bool:
    """A challenge for an honest peer is nothing that anybody shows, or awaits, as a token."""
    del history
    challenge = world.sessions[Pair(host, peer)].challenge
    session = world.sessions[Pair(other, third)]
    return implies(
        are_honest(world, Pair(host, peer)) and challenge.present,
        session.token_in != challenge and session.token_out != challenge,
    )


@lemma
def calls_without_answer_show_nothing(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """As long as a host seeks who has called, what it will show is nowhere on the wire."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host) and is_called(session) and session.seeking,
        not is_on_the_wire(world, frame, session.token_out),
    )


@lemma
def calls_without_answer_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """As long as a host seeks who has called, the attacker does not know what it will show."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host) and is_called(session) and session.seeking and session.token_out.present,
        not world.environment.known_nonces.has(session.token_out.value),
    )


@lemma
def calls_without_answer_are_awaited_by_nobody(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """As long as a host seeks who has called, nobody awaits what it will show."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host) and is_called(session) and session.seeking and session.token_out.present,
        world.sessions[Pair(other, third)].token_in != session.token_out,
    )


@lemma
def answered_calls_go_where_the_peer_was(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that no longer seeks an honest peer that has called looks for it where that peer was."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and is_called(session) and not session.seeking,
        was_at(history, peer, session.there),
    )


@lemma
def open_traffic_goes_there_or_nowhere(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has an open session with an honest peer looks for it where that peer was, or nowhere."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer))
        and (session.state == State.OPEN or session.initiator)
        and session.there != NOWHERE,
        was_at(history, peer, session.there),
    )


@lemma
def given_challenges_were_read_there(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Whoever was given a challenge for a candidate, somebody was there."""
    session = world.sessions[Pair(host, peer)]
    given = world.sessions[Pair(other, third)]
    return implies(
        is_honest(world, host)
        and session.challenge.present
        and (given.given == session.challenge or given.home_given == session.challenge),
        not is_strange(history, peer, session.candidate),
    )


@lemma
def home_tokens_stay(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What was sent to the home of an honest peer stays between the two."""
    token = world.sessions[Pair(host, peer)].home_challenge
    return implies(
        are_honest(world, Pair(host, peer)) and is_on_the_wire(world, frame, token),
        stays_between(history, world, frame, host, peer),
    )


@lemma
def home_tokens_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What was sent to the home of an honest peer is not read."""
    del history
    return implies(
        world.environment.read.has(frame) and are_honest(world, Pair(host, peer)),
        not is_on_the_wire(world, frame, world.sessions[Pair(host, peer)].home_challenge),
    )


@lemma
def home_tokens_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker does not know what was sent to the home of an honest peer."""
    del history
    token = world.sessions[Pair(host, peer)].home_challenge
    return implies(
        are_honest(world, Pair(host, peer)) and token.present, not world.environment.known_nonces.has(token.value)
    )


@lemma
def home_tokens_open_nothing(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What was sent to the home of an honest peer stands in no packet that opens a session."""
    del history
    token = world.sessions[Pair(host, peer)].home_challenge
    return implies(
        are_honest(world, Pair(host, peer)) and is_on_the_wire(world, frame, token),
        not opens(world.environment.sent[frame].value),
    )


@lemma
def home_tokens_are_probed_by_the_host(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host has sent to the home of an honest peer stands in no PROBE of anybody else."""
    sent = world.environment.sent[frame]
    return implies(
        are_honest(world, Pair(host, peer))
        and is_on_the_wire(world, frame, world.sessions[Pair(host, peer)].home_challenge)
        and sent.value.kind == Kind.PROBE,
        history.authors[frame] == host,
    )


@lemma
def home_tokens_are_given_to_the_peer(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody but the honest peer was given what was sent to its home."""
    del history
    token = world.sessions[Pair(host, peer)].home_challenge
    given = world.sessions[Pair(other, third)]
    return implies(
        are_honest(world, Pair(host, peer)) and token.present and (given.home_given == token or given.given == token),
        other == peer and third == host,
    )


@lemma
def home_tokens_are_none_of_the_opening(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """What was sent to a home is nothing that was drawn for an opening, nor for another host or address."""
    del history
    token = world.sessions[Pair(host, peer)].home_challenge
    session = world.sessions[Pair(other, third)]
    return implies(
        token.present and is_honest(world, host),
        session.token_out != token
        and session.challenge != token
        and (session.home_challenge != token or (other == host and third == peer)),
    )


@lemma
def probes_from_outside_go_to_the_candidate(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """A challenge that does not come from the attacker's networks goes to the address that is being tested."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    packet = sent.value
    return implies(
        are_honest(world, Pair(host, peer))
        and session.challenge.present
        and session.candidate != NOWHERE
        and sent.present
        and packet.kind == Kind.PROBE
        and packet.receiver == peer
        and packet.echo == session.challenge
        and history.authors[frame] == host
        and not world.environment.hostile.has(packet.source),
        packet.destination == session.candidate or was_at(history, peer, session.candidate),
    )


@lemma
def whoever_answers_was_at_the_candidate(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """An honest peer answers a challenge only if it was at the address that is being tested."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    packet = sent.value
    return implies(
        are_honest(world, Pair(host, peer))
        and history.genuine[Pair(host, peer)]
        and session.challenge.present
        and session.candidate != NOWHERE
        and sent.present
        and packet.kind == Kind.ANSWER
        and packet.receiver == host
        and packet.mac.present
        and packet.echo == session.challenge
        and history.authors[frame] == peer,
        was_at(history, peer, session.candidate),
    )


CHALLENGES = (
    probes_from_outside_go_to_the_candidate,
    whoever_answers_was_at_the_candidate,
    challenges_stay,
    challenges_are_not_read,
    challenges_are_not_known,
    challenges_open_nothing,
    challenges_are_no_tokens,
    calls_without_answer_show_nothing,
    calls_without_answer_are_not_known,
    calls_without_answer_are_awaited_by_nobody,
    answered_calls_go_where_the_peer_was,
    open_traffic_goes_there_or_nowhere,
    given_challenges_were_read_there,
    home_tokens_stay,
    home_tokens_are_not_read,
    home_tokens_are_not_known,
    home_tokens_open_nothing,
    home_tokens_are_probed_by_the_host,
    home_tokens_are_given_to_the_peer,
    home_tokens_are_none_of_the_opening,
)
