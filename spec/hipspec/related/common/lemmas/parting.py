"""Candidates for lemmas about two hosts that are somewhere else at once: what they still know is of no use."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.names import NOBODY, NOWHERE, Address, Frame, Host, Pair
from hipspec.related.common.observation import are_parted
from hipspec.related.common.session import State
from hipspec.related.common.world import Environment, World


def was_used(environment: Environment, address: Address) -> bool:
    """Whether somebody has sat at an address, if it is one."""
    return address == NOWHERE or environment.occupied.has(address)


def is_gone(environment: Environment, address: Address) -> bool:
    """Whether an address was left for good, if it is one."""
    return address == NOWHERE or environment.gone.has(address)


@lemma
def who_sits_uses_the_address(history: History, world: World, address: Address) -> bool:
    """Where somebody sits somebody has sat, and it was not left for good."""
    del history
    environment = world.environment
    used = environment.occupied.has(address)
    return implies(environment.at[address] != NOBODY, used and not environment.gone.has(address)) and implies(
        environment.gone.has(address), used
    )


@lemma
def hosts_know_what_was_used(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host keeps of a peer, and of itself, only addresses where somebody has sat."""
    del history
    session = world.sessions[Pair(host, peer)]
    environment = world.environment
    return (
        was_used(environment, session.there)
        and was_used(environment, session.home)
        and was_used(environment, session.former)
        and was_used(environment, session.candidate)
        and was_used(environment, session.tested)
        and was_used(environment, session.here)
        and was_used(environment, session.preferred)
    )


@lemma
def packets_tell_what_was_used(history: History, world: World, frame: Frame) -> bool:
    """A packet comes from, goes to and names only addresses where somebody has sat, in a cookie as well."""
    del history
    sent = world.environment.sent[frame]
    environment = world.environment
    return implies(
        sent.present,
        was_used(environment, sent.value.source)
        and was_used(environment, sent.value.destination)
        and implies(sent.value.address.present, was_used(environment, sent.value.address.value))
        and implies(sent.value.cookie.present, was_used(environment, sent.value.cookie.value.address)),
    )


@lemma
def the_parted_know_what_is_gone(history: History, world: World, host: Host, peer: Host) -> bool:
    """Of two hosts that were somewhere else at once, each keeps of the other only addresses that were left for good."""
    session = world.sessions[Pair(host, peer)]
    environment = world.environment
    return implies(
        are_parted(history, world, Pair(host, peer)),
        session.state != State.NONE
        and is_gone(environment, session.there)
        and is_gone(environment, session.home)
        and is_gone(environment, session.former)
        and is_gone(environment, session.candidate)
        and is_gone(environment, session.tested),
    )


@lemma
def packets_of_the_parted_are_lost(history: History, world: World, frame: Frame) -> bool:
    """What two hosts send each other that were somewhere else at once goes to addresses that were left for good."""
    sent = world.environment.sent[frame]
    return implies(
        sent.present and are_parted(history, world, Pair(sent.value.sender, sent.value.receiver)),
        is_gone(world.environment, sent.value.destination),
    )


@lemma
def nothing_reaches_the_parted(history: History, world: World, host: Host, peer: Host) -> bool:
    """Of two hosts that were somewhere else at once, none gets data that the other has sent since."""
    return implies(are_parted(history, world, Pair(host, peer)), not history.reached.has(Pair(host, peer)))


PARTING = (
    who_sits_uses_the_address,
    hosts_know_what_was_used,
    packets_tell_what_was_used,
    the_parted_know_what_is_gone,
    packets_of_the_parted_are_lost,
    nothing_reaches_the_parted,
)
