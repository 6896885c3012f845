"""Rendezvous (RFC 8004): a server relays the I1, and an UPDATE after both ends moved; a client answers whoever asks."""

from typing import TYPE_CHECKING

from hipway.addresses import Endpoint
from hipway.crypto.suites import equal
from hipway.engine.arrival import Arrival
from hipway.engine.association import OPEN, Association
from hipway.engine.packets import appended
from hipway.engine.refusal import Refused
from hipway.wire.locators import UDP
from hipway.wire.numbers import PacketType, RegistrationType
from hipway.wire.parameters import From, Parameter, RelayFrom, RvsHmac, ViaRvs
from hipway.wire.protection import covered
from hipway.wire.udp import PORT

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["relay", "who_asks"]

RELAYED = (PacketType.I1, PacketType.UPDATE)


def relay(engine: "Engine", arrival: Arrival) -> bool:
    """Relay a packet for a registered client; whether it was one for a client (RFC 8004 4.3.2).

    FROM tells the client who asks, and RVS_HMAC that we say so; the key is that of our association with the client.
    FROM has no port: if it isn't that of HIP, RELAY_FROM tells it as well (RFC 5770 5.6), which nobody must understand.
    """
    packet = arrival.packet
    until = engine.registrations.get((packet.receiver, RegistrationType.RENDEZVOUS))
    if until is None or packet.kind not in RELAYED:
        return False
    if arrival.now >= until:
        del engine.registrations[packet.receiver, RegistrationType.RENDEZVOUS]
        raise Refused("RFC 8003 3.3", "the registration of the receiver has expired")
    client = engine.with_peer(packet.receiver)
    if client is None or client.state not in OPEN or client.keys is None or client.rhash is None:
        raise Refused("RFC 8004 4.3.2", "there is no association with the receiver any more")
    if client.endpoint is None or not engine.limiter.allows(client.endpoint.address, arrival.now):
        raise Refused("RFC 8004 5", "enough was relayed to this address")
    relayed, source = arrival.received.raw, arrival.source
    if source.port != PORT:
        relayed = appended(relayed, RelayFrom(source.port, UDP, source.address))
    relayed = appended(relayed, From(source.address))
    engine.work.macs += 1
    mac = client.rhash.hmac(client.keys.mac_out, covered(relayed, len(relayed)))
    engine.send_packet(appended(relayed, RvsHmac(mac)), client.endpoint, arrival.local.address)
    return True


def who_asks(engine: "Engine", arrival: Arrival) -> tuple[Arrival, tuple[Parameter, ...]]:
    """Return the packet as if it had come from whoever sent it, and what an answer says about the way.

    A relayed packet comes from FROM (RFC 8004 4.3.2 and 4.3.3).

    Raises:
        Refused: the packet was relayed, but not by a server of ours.
    """
    packet = arrival.packet
    mac = packet.get(RvsHmac)
    if mac is None and packet.get(From) is None:
        return arrival, ()
    every = packet.all(From)
    server = _server_at(engine, arrival.source)
    at = arrival.received.offset(RvsHmac)
    if server is None or server.keys is None or server.rhash is None or mac is None or at is None:
        raise Refused("RFC 8004 4.3.2", "no rendezvous server of ours relayed this")
    if every and not any(packet.receiver):
        raise Refused("RFC 8004 4.3.2", "an opportunistic I1 is not to be relayed")
    engine.work.macs += 1
    if not equal(server.rhash.hmac(server.keys.mac_in, covered(arrival.received.raw, at)), mac.mac):
        raise Refused("RFC 8004 4.3.2", "RVS_HMAC does not verify")
    if not every:  # a server that forges our peer's address needn't name it (4.3.1)
        return arrival, ()
    address = every[-1].address  # the one that the server itself added
    told = packet.get(RelayFrom)
    port = told.port if told is not None and (told.address, told.protocol) == (address, UDP) else PORT
    return arrival._replace(source=Endpoint(address, port)), (ViaRvs((arrival.source.address,)),)


def _server_at(engine: "Engine", source: Endpoint) -> Association | None:
    """Return the association with the registrar that a packet came from."""
    for registrar, _ in engine.registered:
        association = engine.with_peer(registrar)
        if association is not None and source in association.locators:
            return association
    return None
