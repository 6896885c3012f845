"""What lemmas say of hosts, packets and sessions."""

from hipspec.language import Maybe
from hipspec.related.common.names import NOBODY, Host, Nonce
from hipspec.related.common.packets import Packet
from hipspec.related.common.session import Session, State
from hipspec.related.common.world import World


def is_honest(world: World, host: Host) -> bool:
    """Whether a host follows the rules."""
    return host != NOBODY and world.environment.honest.has(host)


def is_secret(world: World, packet: Packet) -> bool:
    """Whether a packet is protected with a key that the attacker does not know."""
    known = world.environment.known_shares
    key = packet.mac
    return key.present and not known.has(key.value.initiator) and not known.has(key.value.responder)


def is_called(session: Session) -> bool:
    """Whether a session is half open because the peer has called."""
    return session.state == State.HALF_OPEN and not session.initiator


def carries(packet: Packet, nonce: Maybe[Nonce]) -> bool:
    """Whether a nonce stands anywhere in a packet."""
    return packet.echo == nonce or packet.second == nonce or packet.token == nonce or packet.tag == nonce
