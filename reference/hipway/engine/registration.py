"""Registration with a rendezvous server: asked for in I2 or UPDATE, decided in R2 or UPDATE (RFC 8003)."""

from typing import TYPE_CHECKING

from hipway.addresses import Endpoint
from hipway.engine.association import Association
from hipway.engine.events import Registered
from hipway.engine.lifetimes import decoded, encoded
from hipway.wire.numbers import RegistrationFailure
from hipway.wire.packet import Packet
from hipway.wire.parameters import Parameter, RegFailed, RegInfo, RegRequest, RegResponse

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["decide", "learn", "request"]


def request(services: tuple[int, ...], r1: Packet) -> RegRequest | None:
    """Return what to ask a registrar for: those of some services that its R1 offers, for as long as it grants."""
    offered = r1.get(RegInfo)
    wanted = tuple(service for service in services if offered is not None and service in offered.types)
    return RegRequest(offered.max_lifetime, wanted) if offered is not None and wanted else None


def decide(engine: "Engine", association: Association, packet: Packet, source: Endpoint, now: float) -> list[Parameter]:
    """Grant or refuse what a client asks for (RFC 8003 3.3)."""
    del source
    asked = packet.get(RegRequest)
    if asked is None:
        return []
    config = engine.config
    granted: list[int] = []
    refused: dict[int, list[int]] = {}
    seconds = min(max(decoded(asked.lifetime), config.registration_shortest), config.registration_longest)
    for service in asked.types:
        if service not in config.registrars:
            refused.setdefault(RegistrationFailure.TYPE_UNAVAILABLE, []).append(service)
        elif asked.lifetime == 0:
            engine.registrations.pop((association.peer, service), None)
            granted.append(service)
        elif (association.peer, service) not in engine.registrations and (
            len(engine.registrations) >= config.registrations
        ):
            refused.setdefault(RegistrationFailure.INSUFFICIENT_RESOURCES, []).append(service)
        else:
            engine.registrations[association.peer, service] = now + seconds
            granted.append(service)
    found: list[Parameter] = []
    if granted:
        found.append(RegResponse(0 if asked.lifetime == 0 else encoded(seconds), tuple(granted)))
    found += [RegFailed(reason, tuple(services)) for reason, services in refused.items()]
    return found


def learn(engine: "Engine", association: Association, packet: Packet, now: float) -> None:
    """Take a registrar's answer (RFC 8003 3.2)."""
    for response in packet.all(RegResponse):
        until = now + decoded(response.lifetime) if response.lifetime else 0.0
        for service in response.types:
            engine.registered[association.peer, service] = until
            engine.events_out.append(Registered(association.peer, service, until))
    for failed in packet.all(RegFailed):
        for service in failed.types:
            engine.registered.pop((association.peer, service), None)
            engine.events_out.append(Registered(association.peer, service, 0.0, failed.failure))
