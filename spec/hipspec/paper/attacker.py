"""What the attacker does in this protocol: what it learns from a packet, and which packets it can make.

The rest is the same for all protocols, see `hipspec.network.attacker`.
"""

from hipspec.hip.names import Frame
from hipspec.language import Step, action, assume, replace, some
from hipspec.network.attacker import learnt, overheard, remembered
from hipspec.network.events import Event, Happening
from hipspec.network.transmission import transmitted
from hipspec.paper.packets import Packet
from hipspec.paper.world import World


@action()
def overhear(world: World, frame: Frame) -> Step[World, Event]:
    """The attacker reads a transmission at the address where it sits now, even one that came before it did."""
    packet = overheard(world.environment, frame)
    return remembered(world, frame, learnt(world.environment.known_nonces, packet.ac_id))


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
