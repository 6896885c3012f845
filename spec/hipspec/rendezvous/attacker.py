"""What the attacker does in this protocol: which packets it makes, and what it changes in a copy.

It reads everything, wherever it goes: nothing here rests on what it can't read. It steals keys and identities as in
`hipspec.network.attacker`.
"""

from hipspec.language import Maybe, Step, action, assume, given, replace, some
from hipspec.network.events import Event, Happening
from hipspec.network.names import Address, Frame, Key
from hipspec.network.transmission import transmitted
from hipspec.rendezvous.lengths import I1_LENGTH
from hipspec.rendezvous.packets import Packet
from hipspec.rendezvous.world import World


@action()
def forge(world: World, packet: Packet, frame: Frame) -> Step[World, Event]:
    """The attacker makes a packet out of what it knows, with any addresses on it, and sends it."""
    environment = world.environment
    assume(not packet.mac.present or environment.known_keys.has(packet.mac.value), "an HMAC needs its key")
    assume(not packet.rvs_mac.present or environment.known_keys.has(packet.rvs_mac.value), "an RVS_HMAC needs its key")
    assume(
        not packet.signer.present
        or not environment.honest.has(packet.signer.value)
        or environment.stolen_identities.has(packet.signer.value),
        "a signature needs its identity",
    )
    assume(packet.length >= I1_LENGTH, "a packet has its length")
    return Step(
        replace(world, environment=transmitted(environment, frame, some(packet))), Event(Happening.NOTHING_TO_TELL)
    )


@action(clause="RFC 8004 4.2.1")
def send_copy(
    world: World,
    original: Frame,
    source: Address,
    destination: Address,
    origin: Maybe[Address],
    rvs_mac: Maybe[Key],
    via: Maybe[Address],
    frame: Frame,
) -> Step[World, Event]:
    """The attacker sends a packet once more, changed where the sender's signature does not reach."""
    environment = world.environment
    copied = given(environment.sent[original], "only what was sent can be copied")
    assume(
        not rvs_mac.present
        or (rvs_mac == copied.rvs_mac and origin == copied.origin)
        or environment.known_keys.has(rvs_mac.value),
        "an RVS_HMAC needs its key",
    )
    packet = replace(copied, source=source, destination=destination, origin=origin, rvs_mac=rvs_mac, via=via)
    return Step(
        replace(world, environment=transmitted(environment, frame, some(packet))), Event(Happening.NOTHING_TO_TELL)
    )
