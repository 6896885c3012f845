"""Lemmas about what travels: who made it, and who must have read it."""

from hipspec.exchange.attacker import knows_key
from hipspec.exchange.history import Heard, History, Reached, Session, genuine
from hipspec.exchange.lengths import I1_LENGTH
from hipspec.exchange.names import Puzzle, Suite
from hipspec.exchange.packets import Kind, Packet
from hipspec.exchange.world import World
from hipspec.language import implies, lemma, some
from hipspec.network.names import NOBODY, Frame


@lemma
def signed_r1s_are_offers(history: History, world: World, frame: Frame, suite: Suite) -> bool:
    """An R1 with a genuine signature says what its signer offers, and carries a public value of the signer's."""
    del history
    sent = world.environment.sent[frame]
    r1 = sent.value
    policy = world.environment.policies[r1.signer]
    return implies(
        sent.present and r1.suites[suite] > 0 and genuine(world, r1.signer),
        r1.kind == Kind.R1
        and r1.sender == r1.signer
        and r1.groups == policy.groups
        and r1.ciphers == policy.ciphers
        and r1.transports == policy.transports
        and r1.suites == policy.suites
        and world.environment.exponents[r1.public] == some(r1.signer),
    )


@lemma
def signed_i2s_were_initiated(history: History, world: World, frame: Frame) -> bool:
    """An I2 with a genuine signature belongs to a session that its signer opened."""
    sent = world.environment.sent[frame]
    i2 = sent.value
    key = i2.mac.value
    return implies(
        sent.present
        and i2.puzzle.present
        and i2.solution.present
        and genuine(world, i2.signer)
        and world.environment.puzzles[i2.puzzle.value].value.initiator == i2.sender,
        key.solution == i2.solution.value
        and i2.sender == i2.signer
        and i2.mac.present
        and key.one == i2.public
        and history.initiated[i2.solution.value]
        == some(
            Session(
                initiator=i2.sender,
                responder=i2.receiver,
                group=i2.group,
                cipher=i2.cipher,
                transport=i2.transport,
                initiator_public=i2.public,
                responder_public=key.other,
                puzzle=i2.puzzle.value,
                solution=i2.solution.value,
            )
        ),
    )


@lemma
def keyed_i2s_were_initiated(history: History, world: World, frame: Frame) -> bool:
    """A packet with a SOLUTION under a key that the attacker lacks belongs to a session that its sender opened."""
    sent = world.environment.sent[frame]
    i2 = sent.value
    key = i2.mac.value
    return implies(
        sent.present and i2.solution.present and i2.mac.present and not knows_key(world.environment, key),
        i2.kind == Kind.I2
        and implies(
            i2.puzzle.present and world.environment.puzzles[i2.puzzle.value].value.initiator == i2.sender,
            key.one == i2.public
            and history.initiated[i2.solution.value]
            == some(
                Session(
                    initiator=i2.sender,
                    responder=i2.receiver,
                    group=i2.group,
                    cipher=i2.cipher,
                    transport=i2.transport,
                    initiator_public=i2.public,
                    responder_public=key.other,
                    puzzle=i2.puzzle.value,
                    solution=i2.solution.value,
                )
            ),
        ),
    )


@lemma
def signed_i2s_reach_somebody(history: History, world: World, frame: Frame) -> bool:
    """An I2 with a genuine signature travels to where it was first sent, or was read there."""
    sent = world.environment.sent[frame]
    i2 = sent.value
    first = history.sent_to[i2.solution.value]
    return implies(
        sent.present
        and i2.puzzle.present
        and i2.solution.present
        and genuine(world, i2.signer)
        and world.environment.puzzles[i2.puzzle.value].value.initiator == i2.sender,
        i2.destination == first or history.heard.has(Heard(solution=i2.solution.value, address=first)),
    )


@lemma
def only_i2s_carry_solutions(history: History, world: World, frame: Frame) -> bool:
    """A packet with a SOLUTION and a genuine signature is an I2."""
    del history
    sent = world.environment.sent[frame]
    return implies(
        sent.present and sent.value.solution.present and genuine(world, sent.value.signer), sent.value.kind == Kind.I2
    )


@lemma
def signing_keys_are_drawn(history: History, world: World, frame: Frame) -> bool:
    """A key under a packet with a genuine signature rests on an exponent of the signer's, or on none."""
    del history
    sent = world.environment.sent[frame]
    owner = world.environment.exponents[sent.value.mac.value.one]
    return implies(
        sent.present and sent.value.mac.present and genuine(world, sent.value.signer),
        owner == some(sent.value.signer) or owner == some(NOBODY),
    )


@lemma
def signed_packets_were_agreed(history: History, world: World, frame: Frame) -> bool:
    """A packet under a key with a genuine signature is an I2, or its signer holds the session of that key."""
    sent = world.environment.sent[frame]
    packet = sent.value
    key = packet.mac.value
    accepted = history.accepted_as[key.solution][key.other]
    initiated = history.initiated[key.solution]
    return implies(
        sent.present
        and packet.mac.present
        and not packet.solution.present
        and genuine(world, packet.signer)
        and world.environment.exponents[key.one] == some(packet.signer),
        key.sender == packet.signer
        and (
            (
                accepted.present
                and accepted.value.responder == packet.signer
                and accepted.value.initiator == key.receiver
                and accepted.value.responder_public == key.one
                and accepted.value.puzzle == key.puzzle
            )
            or (initiated.present and initiated.value.initiator == packet.signer)
        ),
    )


def says_close(packet: Packet) -> bool:
    """Whether a packet says that its sender closes; nothing else carries an echo."""
    return packet.kind == Kind.CLOSE or packet.kind == Kind.CLOSE_ACK or packet.echo.present


@lemma
def signed_closes_were_said(history: History, world: World, frame: Frame) -> bool:
    """A CLOSE or CLOSE_ACK (nothing else carries an echo) with a genuine signature was said by its signer."""
    sent = world.environment.sent[frame]
    packet = sent.value
    key = packet.mac.value
    return implies(
        sent.present and says_close(packet) and genuine(world, packet.signer),
        packet.mac.present and key.sender == packet.signer and history.closes[packet.signer][key.solution][key.one],
    )


@lemma
def keyed_closes_were_said(history: History, world: World, frame: Frame) -> bool:
    """A CLOSE or CLOSE_ACK under a key that the attacker lacks was said by the owner of the key."""
    sent = world.environment.sent[frame]
    packet = sent.value
    key = packet.mac.value
    return implies(
        sent.present and says_close(packet) and packet.mac.present and not knows_key(world.environment, key),
        world.environment.exponents[key.one] == some(key.sender) and history.closes[key.sender][key.solution][key.one],
    )


@lemma
def signed_updates_were_said(history: History, world: World, frame: Frame) -> bool:
    """An UPDATE with a genuine signature was said by its signer, under the key of its MAC."""
    sent = world.environment.sent[frame]
    update = sent.value
    return implies(
        sent.present and update.kind == Kind.UPDATE and genuine(world, update.signer),
        update.mac.present and history.updates.has(update.mac.value),
    )


@lemma
def keyed_updates_were_said(history: History, world: World, frame: Frame) -> bool:
    """An UPDATE under a key that the attacker lacks was said under this key."""
    sent = world.environment.sent[frame]
    update = sent.value
    return implies(
        sent.present
        and update.kind == Kind.UPDATE
        and update.mac.present
        and not knows_key(world.environment, update.mac.value),
        history.updates.has(update.mac.value),
    )


@lemma
def first_packets_have_their_length(history: History, world: World, frame: Frame) -> bool:
    """No I1 is shorter than its header and its list."""
    del history
    sent = world.environment.sent[frame]
    return implies(sent.present and sent.value.kind == Kind.I1, sent.value.length >= I1_LENGTH)


@lemma
def sent_puzzles_were_made(history: History, world: World, frame: Frame) -> bool:
    """Every puzzle that travels was made by somebody."""
    del history
    sent = world.environment.sent[frame]
    return implies(
        sent.present and sent.value.puzzle.present, world.environment.puzzles[sent.value.puzzle.value].present
    )


@lemma
def known_puzzles_were_made(history: History, world: World, puzzle: Puzzle) -> bool:
    """Every puzzle that the attacker knows was made by somebody."""
    del history
    environment = world.environment
    return implies(environment.known_puzzles.has(puzzle), environment.puzzles[puzzle].present)


@lemma
def known_puzzles_were_reached(history: History, world: World, puzzle: Puzzle) -> bool:
    """A puzzle of an honest host that the attacker knows was read where it was sent."""
    environment = world.environment
    made_from = environment.puzzles[puzzle]
    owner = environment.secrets[made_from.value.secret]
    return implies(
        environment.known_puzzles.has(puzzle) and made_from.present and environment.honest.has(owner.value),
        history.reached.has(Reached(puzzle=puzzle, address=made_from.value.initiator_address)),
    )


@lemma
def travelling_puzzles_were_reached(history: History, world: World, frame: Frame) -> bool:
    """A puzzle of an honest host travels in an R1 to where it was made for, or was read there."""
    environment = world.environment
    sent = environment.sent[frame]
    puzzle = sent.value.puzzle.value
    made_from = environment.puzzles[puzzle]
    owner = environment.secrets[made_from.value.secret]
    there = made_from.value.initiator_address
    return implies(
        sent.present and sent.value.puzzle.present and environment.honest.has(owner.value),
        (sent.value.kind == Kind.R1 and not sent.value.solution.present and sent.value.destination == there)
        or history.reached.has(Reached(puzzle=puzzle, address=there)),
    )


@lemma
def what_was_read_was_noted(history: History, world: World, frame: Frame) -> bool:
    """The attacker has read a transmission only where it went."""
    environment = world.environment
    packet = environment.sent[frame].value
    return implies(
        environment.read.has(frame),
        environment.sent[frame].present
        and implies(
            packet.puzzle.present,
            environment.known_puzzles.has(packet.puzzle.value)
            and history.reached.has(Reached(puzzle=packet.puzzle.value, address=packet.destination)),
        )
        and implies(
            packet.solution.present,
            history.heard.has(Heard(solution=packet.solution.value, address=packet.destination)),
        ),
    )
