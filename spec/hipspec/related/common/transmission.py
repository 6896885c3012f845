"""What the actions have in common: packets put on the network and taken off it, values that are drawn."""

from hipspec.language import Step, assume, given, replace
from hipspec.related.common.facts import FACTS
from hipspec.related.common.names import NO_SHARE, NOBODY, Frame, Host, Nonce, Pair, Share
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.session import Answer, Session
from hipspec.related.common.world import Environment, Event, Happening, World


def is_an_attacker(environment: Environment, host: Host) -> bool:
    """Whether a host is one of the attacker's."""
    return host != NOBODY and not environment.honest.has(host)


def opens(packet: Packet) -> bool:
    """Whether a packet is one of those that open a session."""
    return packet.kind == Kind.HELLO or packet.kind == Kind.REPLY or packet.kind == Kind.FINISH


def acting(world: World, pair: Pair) -> Session:
    """Return the session of an honest host that does something by itself."""
    session = world.sessions[pair]
    assume(pair.host != NOBODY and world.environment.honest.has(pair.host), "who follows the rules is honest")
    assume(pair.peer != NOBODY and pair.host != pair.peer, "a peer is somebody else")
    return replace(session, own=pair.host, peer=pair.peer)


def arriving(world: World, frame: Frame, kind: Kind) -> Packet:
    """Take a packet of a kind off the network, at the honest host that it is for."""
    environment = world.environment
    packet = given(environment.sent[frame], "only what was sent arrives")
    assume(packet.kind == kind, "a packet is taken for what it is")
    assume(environment.at[packet.destination] == packet.receiver, "a packet arrives where it was sent to")
    assume(packet.receiver != NOBODY and environment.honest.has(packet.receiver), "who follows the rules is honest")
    assume(packet.sender != NOBODY and packet.receiver != packet.sender, "a peer is somebody else")
    return packet


def session_for(world: World, packet: Packet) -> Session:
    """Return the session that a packet is for, with the names of both hosts in it even if there is none yet."""
    return replace(
        world.sessions[Pair(packet.receiver, packet.sender)],
        own=packet.receiver,
        peer=packet.sender,
        here=packet.destination,
    )


def concluded(world: World, pair: Pair, answer: Answer, frame: Frame, event: Event) -> Step[World, Event]:
    """Store what a rule made of a session, and send its reply under a number of its own."""
    environment = world.environment
    assume(not environment.sent[frame].present, "a transmission has a number of its own")
    return Step(
        replace(
            world,
            sessions=world.sessions.set(pair, answer.session),
            environment=replace(environment, sent=environment.sent.set(frame, answer.reply)),
        ),
        event,
    )


def arrived(world: World, packet: Packet, answer: Answer, frame: Frame, reply: Frame) -> Step[World, Event]:
    """Conclude the arrival of a packet."""
    pair = Pair(packet.receiver, packet.sender)
    return concluded(world, pair, answer, reply, Event(Happening.ARRIVED, pair=pair, arrived=frame, sent=reply))


def acted(world: World, pair: Pair, answer: Answer, frame: Frame) -> Step[World, Event]:
    """Conclude what a host did by itself."""
    return concluded(world, pair, answer, frame, Event(Happening.ACTED, pair=pair, sent=frame))


def with_challenge(world: World, challenge: Nonce) -> World:
    """Draw a challenge that was never drawn before."""
    environment = world.environment
    assume(not environment.nonces.has(challenge), "a challenge is drawn anew")
    known = environment.known_nonces
    return replace(
        world,
        environment=replace(
            environment,
            nonces=environment.nonces.add(challenge),
            known_nonces=known.add(challenge) if FACTS.challenges_are_guessable else known,
        ),
    )


def with_secrets(world: World, host: Host, share: Share, tag: Nonce) -> World:
    """Draw a share and a token that were never drawn before."""
    environment = world.environment
    assume(share != NO_SHARE and environment.shares[share] == NOBODY, "a share is drawn anew")
    assume(not environment.nonces.has(tag), "a token is drawn anew")
    known = environment.known_nonces
    return replace(
        world,
        environment=replace(
            environment,
            shares=environment.shares.set(share, host),
            nonces=environment.nonces.add(tag),
            known_nonces=known.add(tag) if FACTS.tokens_are_guessable else known,
        ),
    )
