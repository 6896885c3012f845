"""Lemmas that are the same for every protocol: what was drawn, what was read, what is known."""

from hipspec.language import implies, lemma
from hipspec.network.history import Challenge, History, read_there
from hipspec.network.names import Frame, Nonce
from hipspec.network.world import World


@lemma
def what_was_read_was_sent(history: History, world: World, frame: Frame) -> bool:
    """The attacker has read only transmissions that exist."""
    del history
    return implies(world.environment.read.has(frame), world.environment.sent[frame].present)


@lemma
def issued_nonces_are_drawn(history: History, world: World, challenge: Challenge) -> bool:
    """A nonce that was issued is drawn, so it is not drawn again."""
    return implies(history.issued.has(challenge), world.environment.nonces.has(challenge.nonce))


@lemma
def known_nonces_are_drawn(history: History, world: World, nonce: Nonce) -> bool:
    """What the attacker knows is drawn, so it is not drawn again."""
    del history
    return implies(world.environment.known_nonces.has(nonce), world.environment.nonces.has(nonce))


@lemma
def known_challenges_were_read(history: History, world: World, challenge: Challenge) -> bool:
    """Whatever challenge the attacker knows, it was read where it was sent to."""
    return implies(
        world.environment.known_nonces.has(challenge.nonce) and history.issued.has(challenge),
        read_there(history, challenge),
    )
