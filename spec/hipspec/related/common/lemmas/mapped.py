"""Candidates for lemmas about calls that are answered only where the peer is known to be, wherever they came from."""

from hipspec.language import implies, lemma
from hipspec.related.common.facts import FACTS
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import is_called, is_honest
from hipspec.related.common.lemmas.tokens import is_on_the_wire, stays_between
from hipspec.related.common.names import Frame, Host, Pair
from hipspec.related.common.observation import are_honest
from hipspec.related.common.world import World


@lemma
def answers_stay_with_an_honest_peer(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The token in the answer to a call in the name of an honest host stays between the two, and was not read."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and is_called(session) and is_on_the_wire(world, frame, session.token_out),
        stays_between(history, world, frame, host, peer) and not world.environment.read.has(frame),
    )


@lemma
def answers_to_an_honest_peer_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker does not know the token in the answer to a call in the name of an honest host."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and is_called(session) and session.token_out.present,
        not world.environment.known_nonces.has(session.token_out.value),
    )


@lemma
def answers_to_an_honest_peer_are_heard_by_it(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody but an honest host awaits the token in the answer to a call in its name."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer))
        and is_called(session)
        and session.token_out.present
        and is_honest(world, other)
        and world.sessions[Pair(other, third)].token_in == session.token_out,
        other == peer and third == host,
    )


@lemma
def who_has_asked_is_seeking(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host whose question to the mapping system is open wants to know where the peer is."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.challenge.present, session.seeking)


@lemma
def an_answer_is_owed(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that was called, and still asks where the peer is, has got the bytes for one more answer."""
    pair = Pair(host, peer)
    session = world.sessions[pair]
    return implies(
        is_called(session) and session.seeking,
        (history.reflected[pair] + FACTS.reply) * FACTS.hello <= history.heard[pair] * FACTS.reply,
    )


MAPPED = (
    answers_stay_with_an_honest_peer,
    answers_to_an_honest_peer_are_not_known,
    answers_to_an_honest_peer_are_heard_by_it,
    who_has_asked_is_seeking,
    an_answer_is_owed,
)
