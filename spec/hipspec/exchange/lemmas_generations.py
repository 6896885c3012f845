"""Lemmas about generations of R1s: what a guard that another one covers for would be needed for otherwise."""

from hipspec.exchange.association import Role, has_keys
from hipspec.exchange.history import History, genuine
from hipspec.exchange.names import Suite
from hipspec.exchange.world import World
from hipspec.language import implies, lemma
from hipspec.network.names import Frame, Host, Pair


@lemma
def generations_are_kept(history: History, world: World, host: Host) -> bool:
    """The two generations that a host holds are those that it started under their counters."""
    responder = world.responders[host]
    return (
        implies(responder.latest.counter > 0, history.generations[host][responder.latest.counter] == responder.latest)
        and implies(
            responder.former.counter > 0, history.generations[host][responder.former.counter] == responder.former
        )
        and responder.latest.counter >= responder.former.counter
        and responder.former.counter >= 0
    )


@lemma
def signed_r1s_are_of_a_generation(history: History, world: World, frame: Frame, suite: Suite) -> bool:
    """An R1 with a genuine signature carries the public value of its generation."""
    sent = world.environment.sent[frame]
    r1 = sent.value
    return implies(
        sent.present and r1.suites[suite] > 0 and genuine(world, r1.signer),
        r1.public == history.generations[r1.signer][r1.counter].exponents[r1.group]
        and r1.counter <= world.responders[r1.signer].latest.counter,
    )


@lemma
def initiators_answer_a_generation(history: History, world: World, host: Host, peer: Host) -> bool:
    """An Initiator that answered a genuine R1 holds the public value of the generation that it remembers."""
    association = world.associations[Pair(host, peer)]
    return implies(
        has_keys(association) and association.role == Role.INITIATOR and history.sound[association.solution],
        association.public == history.generations[peer][association.counter].exponents[association.group]
        and association.counter <= world.responders[peer].latest.counter,
    )


@lemma
def signed_i2s_answer_a_generation(history: History, world: World, frame: Frame) -> bool:
    """An I2 with a genuine signature that answers a genuine R1 is made with the public value of its generation."""
    sent = world.environment.sent[frame]
    i2 = sent.value
    generation = history.generations[i2.receiver][i2.counter]
    return implies(
        sent.present
        and i2.puzzle.present
        and i2.solution.present
        and genuine(world, i2.signer)
        and world.environment.puzzles[i2.puzzle.value].value.initiator == i2.sender
        and history.sound[i2.solution.value],
        history.initiated[i2.solution.value].value.responder_public == generation.exponents[i2.group]
        and i2.counter <= world.responders[i2.receiver].latest.counter,
    )


@lemma
def signed_i2s_are_the_initiators(history: History, world: World, frame: Frame) -> bool:
    """A packet with a SOLUTION and a genuine signature comes from the Initiator of the session of its key."""
    sent = world.environment.sent[frame]
    packet = sent.value
    key = packet.mac.value
    return implies(
        sent.present and packet.solution.present and genuine(world, packet.signer),
        packet.mac.present
        and key.solution == packet.solution.value
        and history.initiated[key.solution].present
        and history.initiated[key.solution].value.initiator == packet.signer,
    )
