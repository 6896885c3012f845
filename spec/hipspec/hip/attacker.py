"""What the attacker does in HIP: what it learns from a packet, and which packets it can make.

The rest is the same for all protocols, see `hipspec.network.attacker`.
"""

from hipspec.hip.honest import well_formed
from hipspec.hip.names import Frame
from hipspec.hip.packets import Packet
from hipspec.hip.world import World
from hipspec.language import Step, action, assume, replace, some
from hipspec.network.attacker import learnt, overheard, remembered
from hipspec.network.events import Event, Happening
from hipspec.network.transmission import transmitted


@action()
def overhear(world: World, frame: Frame) -> Step[World, Event]:
    """The attacker reads a transmission at the address where it sits now, even one that came before it did."""
    packet = overheard(world.environment, frame)
    with_request = learnt(world.environment.known_nonces, packet.echo_request)
    return remembered(world, frame, learnt(with_request, packet.echo_response))


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
        replace(world, environment=transmitted(environment, frame, some(packet))),
        Event(Happening.NOTHING_TO_TELL),
    )
