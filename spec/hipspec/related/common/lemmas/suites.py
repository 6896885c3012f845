"""Candidates for lemmas about algorithms: where what is offered, and what is chosen, is what honest hosts have said."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import is_honest
from hipspec.related.common.lemmas.tokens import is_on_the_wire, is_sure
from hipspec.related.common.names import NOBODY, Frame, Host, Pair
from hipspec.related.common.packets import Kind, Packet, Suite
from hipspec.related.common.world import World


def is_from_a_host(history: History, world: World, frame: Frame, kind: Kind) -> bool:
    """Whether an honest host has made a packet of a kind."""
    sent = world.environment.sent[frame]
    return history.authors[frame] != NOBODY and sent.present and sent.value.kind == kind


def is_strong(packet: Packet) -> bool:
    """Whether a packet offers everything, and chooses the best of it."""
    return packet.offer == Suite.STRONG and packet.choice == Suite.STRONG


@lemma
def replies_are_signed(history: History, world: World, frame: Frame) -> bool:
    """An honest host signs its REPLYs."""
    return implies(
        is_from_a_host(history, world, frame, Kind.REPLY), world.environment.sent[frame].value.signer.present
    )


@lemma
def signed_replies_offer_everything(history: History, world: World, frame: Frame) -> bool:
    """A signed REPLY of an honest host offers everything."""
    packet = world.environment.sent[frame].value
    return implies(
        is_from_a_host(history, world, frame, Kind.REPLY) and packet.signer.present, packet.offer == Suite.STRONG
    )


@lemma
def signed_replies_choose_the_best(history: History, world: World, frame: Frame) -> bool:
    """A signed REPLY of an honest host chooses the best of what it says was offered."""
    packet = world.environment.sent[frame].value
    return implies(
        is_from_a_host(history, world, frame, Kind.REPLY) and packet.signer.present, packet.choice == packet.offer
    )


@lemma
def protected_finishes_offer_everything(history: History, world: World, frame: Frame) -> bool:
    """A protected FINISH of an honest host offers everything."""
    packet = world.environment.sent[frame].value
    return implies(
        is_from_a_host(history, world, frame, Kind.FINISH) and packet.mac.present, packet.offer == Suite.STRONG
    )


@lemma
def protected_finishes_choose_the_best(history: History, world: World, frame: Frame) -> bool:
    """A protected FINISH of an honest host for another one chooses the best algorithms."""
    packet = world.environment.sent[frame].value
    return implies(
        is_from_a_host(history, world, frame, Kind.FINISH) and packet.mac.present and is_honest(world, packet.receiver),
        packet.choice == Suite.STRONG,
    )


# ---------------------------------------------------------------------- of who knows no token of the two hosts


@lemma
def what_shows_a_token_is_strong(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What shows a token that stays between two honest hosts offers everything and chooses the best of it."""
    del history
    return implies(
        is_sure(world, host, peer) and is_on_the_wire(world, frame, world.sessions[Pair(host, peer)].token_out),
        is_strong(world.environment.sent[frame].value),
    )


@lemma
def sure_sessions_are_strong(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called an honest peer, or was called by it, uses the best algorithms with it."""
    del history
    return implies(is_sure(world, host, peer), world.sessions[Pair(host, peer)].suite == Suite.STRONG)


SUITES = (
    replies_are_signed,
    signed_replies_offer_everything,
    signed_replies_choose_the_best,
    protected_finishes_offer_everything,
    protected_finishes_choose_the_best,
    what_shows_a_token_is_strong,
    sure_sessions_are_strong,
)
