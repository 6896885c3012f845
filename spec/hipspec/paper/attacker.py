"""What the attacker does: all dishonest hosts together, as in `hipspec.hip.attacker`."""

from hipspec.hip.names import HIT, Address, Frame, Key, Nonce
from hipspec.language import Step, action, assume, replace, some
from hipspec.paper.packets import Packet
from hipspec.paper.world import Event, Happening, World, transmitted


@action()
def overhear(world: World, frame: Frame) -> Step[World, Event]:
    """The attacker reads a transmission at the address where it sits now, even one that came before it did."""
    environment = world.environment
    sent = environment.sent[frame]
    assume(
        sent.present and not environment.honest.has(environment.at[sent.value.destination]),
        "a packet is read where it was sent to",
    )
    ac_id = sent.value.ac_id
    nonces = environment.known_nonces
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                read=environment.read.add(frame),
                known_nonces=nonces.add(ac_id.value) if ac_id.present else nonces,
            ),
        ),
        Event(Happening.OVERHEARD, frame=frame),
    )


@action()
def forge(world: World, packet: Packet, frame: Frame) -> Step[World, Event]:
    """The attacker makes a packet out of what it knows, with any addresses on it, and sends it."""
    environment = world.environment
    assume(not packet.mac.present or environment.known_keys.has(packet.mac.value), "an HMAC needs its key")
    assume(
        not packet.signer.present
        or not environment.honest.has(packet.signer.value)
        or environment.stolen_identities.has(packet.signer.value),
        "a signature needs its identity",
    )
    assume(
        not packet.ac_id.present or environment.known_nonces.has(packet.ac_id.value),
        "nobody can guess a nonce",
    )
    return Step(
        replace(world, environment=transmitted(environment, frame, some(packet))), Event(Happening.NOTHING_TO_TELL)
    )


@action()
def send_copy(world: World, original: Frame, source: Address, destination: Address, frame: Frame) -> Step[World, Event]:
    """The attacker sends a packet that it has read once more, from and to anywhere."""
    environment = world.environment
    assume(environment.read.has(original), "only what was read can be copied")
    packet = replace(environment.sent[original].value, source=source, destination=destination)
    return Step(
        replace(world, environment=transmitted(environment, frame, some(packet))), Event(Happening.NOTHING_TO_TELL)
    )


@action()
def make_up_nonce(world: World, nonce: Nonce) -> Step[World, Event]:
    """The attacker makes up a value that is nobody's nonce."""
    environment = world.environment
    assume(not environment.nonces.has(nonce), "nobody can guess a nonce")
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
def steal_session_key(world: World, key: Key) -> Step[World, Event]:
    """The attacker learns an integrity key, by whatever means."""
    environment = world.environment
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                known_keys=environment.known_keys.add(key),
                stolen_keys=environment.stolen_keys.add(key),
            ),
        ),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def steal_identity(world: World, host: HIT) -> Step[World, Event]:
    """The attacker learns the signature key of an honest host, by whatever means."""
    environment = world.environment
    return Step(
        replace(world, environment=replace(environment, stolen_identities=environment.stolen_identities.add(host))),
        Event(Happening.NOTHING_TO_TELL),
    )
