"""What the attacker does: all dishonest hosts together, who share all that they know.

It sits where dishonest hosts sit, reads what is sent there, remembers it, sends it again from and to anywhere, and
makes any packet out of keys, identities and nonces that it has. It may also steal keys of honest hosts: each
property says how many thefts it survives.
"""

from hipspec.hip.honest import transmitted, well_formed
from hipspec.hip.names import HIT, Address, Frame, Key, Nonce
from hipspec.hip.packets import Packet
from hipspec.hip.world import Event, Happening, World
from hipspec.language import Step, action, assume, given, replace, some


@action()
def overhear(world: World, frame: Frame) -> Step[World, Event]:
    """The attacker reads a transmission at the address where it sits now, even one that came before it did."""
    environment = world.environment
    packet = given(environment.sent[frame], "only what was sent can be read")
    assume(
        not environment.honest.has(environment.at[packet.destination]),
        "a packet is read where it was sent to",
    )
    nonces = environment.known_nonces
    with_request = nonces.add(packet.echo_request.value) if packet.echo_request.present else nonces
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                read=environment.read.add(frame),
                known_nonces=with_request.add(packet.echo_response.value)
                if packet.echo_response.present
                else with_request,
            ),
        ),
        Event(Happening.OVERHEARD, frame=frame),
    )


@action()
def forge(world: World, packet: Packet, frame: Frame) -> Step[World, Event]:
    """The attacker makes a packet out of what it knows, with any addresses on it, and sends it."""
    environment = world.environment
    assume(
        not packet.mac.present or environment.known_keys.has(packet.mac.value),
        "a MAC needs its key",
    )
    assume(
        not environment.honest.has(packet.signer) or environment.stolen_identities.has(packet.signer),
        "a signature needs its identity",
    )
    assume(
        not packet.echo_request.present or environment.known_nonces.has(packet.echo_request.value),
        "nobody can guess a nonce",
    )
    assume(
        not packet.echo_response.present or environment.known_nonces.has(packet.echo_response.value),
        "nobody can guess a nonce",
    )
    assume(
        not packet.locators.present or well_formed(packet.locators.value, environment),
        "a list on the wire has an order and a length",
    )
    assume(packet.size > 0, "a packet has a length")
    return Step(
        replace(world, environment=replace(environment, sent=transmitted(environment, frame, some(packet)))),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def send_copy(world: World, original: Frame, source: Address, destination: Address, frame: Frame) -> Step[World, Event]:
    """The attacker sends a packet that it has read once more, from and to anywhere."""
    environment = world.environment
    assume(environment.read.has(original), "only what was read can be copied")
    copied = given(environment.sent[original], "only what was sent can be copied")
    packet = replace(copied, source=source, destination=destination)
    return Step(
        replace(world, environment=replace(environment, sent=transmitted(environment, frame, some(packet)))),
        Event(Happening.NOTHING_TO_TELL),
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
    """The attacker learns an integrity key of two honest hosts, by whatever means."""
    environment = world.environment
    return Step(
        replace(world, environment=replace(environment, known_keys=environment.known_keys.add(key))),
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
