"""Candidates for lemmas about places: who was where, and what packets say of it."""

from hipspec.language import implies, lemma, some
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import is_honest, is_secret
from hipspec.related.common.names import NOBODY, NOWHERE, Address, Frame, Host, Pair
from hipspec.related.common.observation import was_at
from hipspec.related.common.packets import Kind
from hipspec.related.common.session import State
from hipspec.related.common.transmission import is_an_attacker, opens
from hipspec.related.common.world import World


def is_between_honest_hosts(history: History, world: World, frame: Frame) -> bool:
    """Whether an honest host has made a packet for another one."""
    sent = world.environment.sent[frame]
    return history.authors[frame] != NOBODY and sent.present and is_honest(world, sent.value.receiver)


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
def hosts_prefer_where_they_were(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host wants to be found only where it was."""
    session = world.sessions[Pair(host, peer)]
    return implies(is_honest(world, host) and session.state != State.NONE, was_at(history, host, session.preferred))


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


PLACES = (
    who_sits_was_there,
    networks_are_apart,
    nobody_was_nowhere,
    packets_come_from_somewhere,
    hosts_send_from_where_they_were,
    hosts_prefer_where_they_were,
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
)
