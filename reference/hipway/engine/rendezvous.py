"""Rendezvous (RFC 8004): a server relays the I1, and an UPDATE after both ends moved; a client answers the Initiator."""

from typing import TYPE_CHECKING

from hipway.addresses import Endpoint
from hipway.crypto.suites import equal
from hipway.engine.association import Association, State
from hipway.engine.refusal import Refused
from hipway.wire.numbers import PacketType, RegistrationType
from hipway.wire.packet import Received, append
from hipway.wire.parameters import From, Parameter, RvsHmac, ViaRvs
from hipway.wire.protection import covered

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["relay", "who_asks"]

RELAYED = (PacketType.I1, PacketType.UPDATE)


def relay(engine: "Engine", received: Received, source: Endpoint, local: Endpoint, now: float) -> bool:
    """Relay a packet for a registered client; whether it was one for a client (RFC 8004 4.3.1).

    FROM tells the client who asks, and RVS_HMAC that we say so; the key is that of our association with the client.
    """
    packet = received.packet
    until = engine.registrations.get((packet.receiver, RegistrationType.RENDEZVOUS))
    if until is None or packet.kind not in RELAYED:
        return False
    if now >= until:
        raise Refused("RFC 8003 3.3", "the registration of the receiver has expired")
    client = engine.with_peer(packet.receiver)
    if client is None or client.state not in {State.ESTABLISHED, State.R2_SENT} or client.keys is None:
        raise Refused("RFC 8004 4.3.1", "there is no association with the receiver any more")
    if client.endpoint is None or client.rhash is None:
        raise AssertionError
    if not engine.limiter.allows(client.endpoint.address, now):
        raise Refused("RFC 8004 5", "enough was relayed to this address")
    relayed = append(received.raw, From(source.address))
    engine.work.macs += 1
    mac = client.rhash.hmac(client.keys.mac_out, covered(relayed, len(relayed)))
    engine.send_packet(append(relayed, RvsHmac(mac)), client.endpoint, local.address, now)
    return True


def who_asks(engine: "Engine", received: Received, source: Endpoint) -> tuple[Endpoint, tuple[Parameter, ...]]:
    """Return where the answer goes, and what it says about the way: for a relayed packet, to FROM (RFC 8004 4.3.2).

    Raises:
        Refused: the packet was relayed, but not by a server of ours.
    """
    packet = received.packet
    found = packet.get(From)
    if found is None:
        return source, ()
    server = engine.server_at(source)
    mac = packet.get(RvsHmac)
    at = received.offset(RvsHmac)
    if server is None or server.keys is None or server.rhash is None or mac is None or at is None:
        raise Refused("RFC 8004 4.3.2", "no rendezvous server of ours relayed this")
    engine.work.macs += 1
    if not equal(server.rhash.hmac(server.keys.mac_in, covered(received.raw, at)), mac.mac):
        raise Refused("RFC 8004 4.3.2", "RVS_HMAC does not verify")
    return Endpoint(found.address, engine.config.port), (ViaRvs((source.address,)),)


def servers(associations: tuple[Association, ...]) -> tuple[Endpoint, ...]:
    """Return where some servers are."""
    return tuple(association.endpoint for association in associations if association.endpoint is not None)
