"""What the attacker does, whatever the protocol: all dishonest hosts together, who share all that they know.

It makes packets of what it knows, and sends packets that it has read once more. What it is able to do at all stands
in `Attacker`, a constant of the world. It takes over no random values of others and breaks no cryptography.
"""

from hipspec.language import Maybe, Set, Step, action, assume, given, replace, some
from hipspec.related.common.facts import FACTS
from hipspec.related.common.names import NO_SHARE, NOBODY, NOWHERE, Address, Frame, Host, Nonce, Share
from hipspec.related.common.packets import Key, Kind, Packet, Suite
from hipspec.related.common.transmission import is_an_attacker, opens
from hipspec.related.common.words import size_of
from hipspec.related.common.world import Environment, Event, Happening, World


def learnt(known: Set[Nonce], nonce: Maybe[Nonce]) -> Set[Nonce]:
    """Return what is known once a nonce, if there is one, is known as well."""
    return known.add(nonce.value) if nonce.present else known


def on_the_path(environment: Environment, packet: Packet) -> bool:
    """Whether the attacker reads a packet on its way between two honest hosts, to where one of them is."""
    attacker = environment.attacker
    between = (
        environment.honest.has(packet.sender)
        and environment.honest.has(packet.receiver)
        and packet.receiver != NOBODY
        and environment.at[packet.destination] == packet.receiver
    )
    opening = attacker.reads_setup and not environment.left
    later = attacker.reads_now or (attacker.reads_earlier and not environment.left)
    return between and (opening if opens(packet) else later)


@action()
def overhear(world: World, frame: Frame) -> Step[World, Event]:
    """The attacker reads a transmission, where it was sent to or on its way."""
    environment = world.environment
    packet = given(environment.sent[frame], "only what was sent can be read")
    assume(
        is_an_attacker(environment, environment.at[packet.destination]) or on_the_path(environment, packet),
        "a packet is read where it was sent to, or on its way",
    )
    shown = learnt(learnt(environment.known_nonces, packet.token), packet.tag)
    shares = environment.known_shares
    seen = environment.seen_shares
    cookies = environment.known_cookies
    clear = FACTS.shares_in_clear and packet.share != NO_SHARE
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                read=environment.read.add(frame),
                known_nonces=learnt(learnt(shown, packet.echo), packet.second),
                known_shares=shares.add(packet.share) if clear else shares,
                seen_shares=seen.add(packet.share) if packet.share != NO_SHARE else seen,
                known_cookies=cookies.add(packet.cookie.value) if packet.cookie.present else cookies,
            ),
        ),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def leave_the_path(world: World) -> Step[World, Event]:
    """The attacker leaves the path of the honest hosts for good."""
    environment = world.environment
    return Step(
        replace(world, environment=replace(environment, left=True)),
        Event(Happening.NOTHING_TO_TELL),
    )


def able_to_send(environment: Environment, source: Address) -> None:
    """Rule out that the attacker sends what it can't, or while it may only read."""
    attacker = environment.attacker
    assume(attacker.acts, "the attacker acts")
    assume(source != NOWHERE, "a packet comes from somewhere")
    assume(
        environment.left
        or attacker.acts_on_path
        or attacker.reads_now
        or not (attacker.reads_setup or attacker.reads_earlier),
        "who only read on the path acts afterwards",
    )
    assume(
        attacker.spoofs or is_an_attacker(environment, environment.at[source]),
        "a source address is the sender's own, or is forged",
    )


def can_make(environment: Environment, key: Key) -> bool:
    """Whether the attacker can compute a key: it knows one secret, and has seen what the other one has sent."""
    secrets = environment.known_shares
    seen = environment.seen_shares
    return (
        seen.has(key.initiator)
        and seen.has(key.responder)
        and (secrets.has(key.initiator) or secrets.has(key.responder))
    )


def knows(environment: Environment, nonce: Maybe[Nonce]) -> bool:
    """Whether the attacker can write a nonce, which may be absent."""
    return not nonce.present or environment.known_nonces.has(nonce.value)


def least_size(kind: Kind) -> int:
    """Return the least size of a packet; that of data is up to its sender."""
    return 1 if kind == Kind.DATA else size_of(kind)


@action()
def forge(world: World, packet: Packet, frame: Frame) -> Step[World, Event]:
    """The attacker makes a packet out of what it knows, and sends it."""
    environment = world.environment
    assume(environment.attacker.forges, "the attacker makes packets of its own")
    able_to_send(environment, packet.source)
    honest = environment.honest
    own_name = packet.sender != NOBODY and not honest.has(packet.sender)
    assume(
        not own_name or environment.attacker.is_peer or FACTS.names_are_free,
        "who is accepted as a peer has an identity, unless none is asked for",
    )
    assume(
        own_name or not (FACTS.names_are_free and packet.kind == Kind.HELLO),
        "who needs no name takes none of somebody else",
    )
    assume(not packet.mac.present or can_make(environment, packet.mac.value), "an integrity value needs its key")
    assume(
        not packet.signer.present
        or (environment.attacker.is_peer and packet.signer.value != NOBODY and not honest.has(packet.signer.value)),
        "a signature needs its identity",
    )
    assume(knows(environment, packet.token), "nobody can guess a token")
    assume(knows(environment, packet.tag), "nobody can guess a token that others have drawn")
    assume(knows(environment, packet.echo) and knows(environment, packet.second), "nobody can guess a challenge")
    assume(packet.share == NO_SHARE or environment.seen_shares.has(packet.share), "nobody can guess a share")
    assume(packet.address != some(NOWHERE), "nowhere is no address")
    assume(
        not packet.cookie.present
        or environment.known_cookies.has(packet.cookie.value)
        or (packet.cookie.value.maker != NOBODY and not honest.has(packet.cookie.value.maker)),
        "a cookie needs its maker",
    )
    assume(packet.size >= least_size(packet.kind), "a packet is no smaller than what stands in it")
    assume(not environment.sent[frame].present, "a transmission has a number of its own")
    return Step(
        replace(world, environment=replace(environment, sent=environment.sent.set(frame, some(packet)))),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def send_copy(world: World, original: Frame, source: Address, destination: Address, frame: Frame) -> Step[World, Event]:
    """The attacker sends a packet that it has read once more, from and to anywhere."""
    environment = world.environment
    able_to_send(environment, source)
    assume(environment.read.has(original), "only what was read can be copied")
    copied = given(environment.sent[original], "only what was sent can be copied")
    assume(not environment.sent[frame].present, "a transmission has a number of its own")
    packet = replace(copied, source=source, destination=destination)
    return Step(
        replace(world, environment=replace(environment, sent=environment.sent.set(frame, some(packet)))),
        Event(Happening.COPIED, arrived=original, sent=frame),
    )


@action()
def send_altered(
    world: World, original: Frame, source: Address, destination: Address, offer: Suite, choice: Suite, frame: Frame
) -> Step[World, Event]:
    """The attacker sends a copy of a packet of the opening in which it has changed what is offered and chosen.

    For history this is a copy: its author has made all the rest of it.
    """
    environment = world.environment
    assume(FACTS.negotiates, "something is offered and chosen")
    assume(environment.attacker.forges, "the attacker makes packets of its own")
    able_to_send(environment, source)
    assume(environment.read.has(original), "only what was read can be copied")
    copied = given(environment.sent[original], "only what was sent can be copied")
    assume(opens(copied), "algorithms are chosen when a session is opened")
    assume(not copied.mac.present and not copied.signer.present, "what is authenticated cannot be changed")
    assume(not environment.sent[frame].present, "a transmission has a number of its own")
    packet = replace(copied, source=source, destination=destination, offer=offer, choice=choice)
    return Step(
        replace(world, environment=replace(environment, sent=environment.sent.set(frame, some(packet)))),
        Event(Happening.COPIED, arrived=original, sent=frame),
    )


@action()
def make_up_nonce(world: World, nonce: Nonce) -> Step[World, Event]:
    """The attacker draws a nonce that nobody has drawn."""
    environment = world.environment
    assume(environment.attacker.forges, "who only copies draws nothing")
    assume(not environment.nonces.has(nonce), "nobody can guess what others draw")
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                nonces=environment.nonces.add(nonce),
                known_nonces=environment.known_nonces.add(nonce),
            ),
        ),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def make_up_share(world: World, host: Host, share: Share) -> Step[World, Event]:
    """The attacker draws a share, and knows its secret."""
    environment = world.environment
    assume(environment.attacker.forges, "who only copies draws nothing")
    assume(is_an_attacker(environment, host), "the attacker draws for itself")
    assume(share != NO_SHARE and environment.shares[share] == NOBODY, "nobody can guess what others draw")
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                shares=environment.shares.set(share, host),
                known_shares=environment.known_shares.add(share),
                seen_shares=environment.seen_shares.add(share),
            ),
        ),
        Event(Happening.NOTHING_TO_TELL),
    )


ACTIONS = (overhear, leave_the_path, forge, send_copy, send_altered, make_up_nonce, make_up_share)
