"""Registration: asked for in I2 or UPDATE, decided in R2 or UPDATE, asked for again before it ends (RFC 8003)."""

from typing import TYPE_CHECKING

from hipway.engine import updates
from hipway.engine.association import FOREVER, OPEN, Association
from hipway.engine.events import Registered
from hipway.engine.lifetimes import decoded, encoded
from hipway.wire.numbers import RegistrationFailure
from hipway.wire.packet import Packet
from hipway.wire.parameters import Parameter, RegFailed, RegInfo, RegRequest, RegResponse

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["ask", "decide", "end", "learn", "request", "want"]

RENEWAL = 0.75  # of a lifetime has passed when it is asked for again


# ------------------------------------------------------------------ the client


def request(association: Association) -> RegRequest | None:
    """Return what to ask a registrar for: the services that it offers and we want, for as long as it grants.

    Others must not be asked for (RFC 8003 4.3).
    """
    offer = association.offer
    if offer is None:
        return None
    wanted = tuple(service for service in association.services if service in offer.types)
    return RegRequest(offer.max_lifetime, wanted) if wanted else None


def want(engine: "Engine", association: Association, services: tuple[int, ...], now: float) -> None:
    """Ask for more services of a registrar that we have an association with (RFC 8003 3.2)."""
    missing = tuple(service for service in services if service not in association.services)
    if missing:
        association.services += missing
        if association.state in OPEN:
            ask(engine, association, now)
            engine.schedule(association)


def ask(engine: "Engine", association: Association, now: float) -> None:
    """Ask for the services that are wanted, by UPDATE; what has expired is told (RFC 8003 3.3)."""
    until = FOREVER
    for service in association.services:
        ends = engine.registered.get((association.peer, service), FOREVER)
        if ends <= now:
            _note(engine, association, service, 0.0)
        else:
            until = min(until, ends)
    association.renew = until
    asked = request(association)
    if asked is not None:
        updates.send(engine, association, (asked,), now)
    for service in association.services:
        if asked is None or service not in asked.types:
            _note(engine, association, service, 0.0, RegistrationFailure.TYPE_UNAVAILABLE)


def learn(engine: "Engine", association: Association, packet: Packet, now: float) -> None:
    """Take a registrar's answer (RFC 8003 3.2), which can only be about what was asked for, and what it offers now."""
    if association.services:
        _take_answers(engine, association, packet, now)
    offer = packet.get(RegInfo)
    if offer is not None:
        association.offer = offer
        if any((association.peer, service) not in engine.registered for service in association.services):
            ask(engine, association, now)


def _take_answers(engine: "Engine", association: Association, packet: Packet, now: float) -> None:
    """Take what a registrar grants and refuses of the services that are wanted."""
    for response in packet.all(RegResponse):
        lifetime = decoded(response.lifetime)
        ours = [service for service in association.services if service in response.types]
        for service in ours:
            _note(engine, association, service, now + lifetime if lifetime else 0.0)
        if ours and lifetime:
            association.renew = now + lifetime * RENEWAL
    for failed in packet.all(RegFailed):
        for service in dict.fromkeys(failed.types):
            if service in association.services:
                _note(engine, association, service, 0.0, failed.failure)


def _note(engine: "Engine", association: Association, service: int, until: float, failure: int | None = None) -> None:
    if until:
        engine.registered[association.peer, service] = until
    else:
        engine.registered.pop((association.peer, service), None)
    engine.events_out.append(Registered(association.peer, service, until, failure))


# ------------------------------------------------------------------ the registrar


def decide(engine: "Engine", association: Association, packet: Packet, now: float) -> list[Parameter]:
    """Grant or refuse what a client asks for (RFC 8003 3.3)."""
    found: list[Parameter] = []
    refused: dict[int, list[int]] = {}
    for asked in packet.all(RegRequest):
        shortest, longest = engine.config.registration_shortest, engine.config.registration_longest
        seconds = min(max(decoded(asked.lifetime), shortest), longest) if asked.lifetime else 0.0
        granted: list[int] = []
        for service in dict.fromkeys(asked.types):
            failure = _grant(engine, association, service, seconds, now)
            (granted if failure is None else refused.setdefault(failure, [])).append(service)
        if granted and not found:
            found.append(RegResponse(encoded(seconds), tuple(granted)))
    return found + [RegFailed(reason, tuple(dict.fromkeys(services))) for reason, services in refused.items()]


def _grant(engine: "Engine", association: Association, service: int, seconds: float, now: float) -> int | None:
    """Register a client for so long, or cancel if that is zero; return why not (RFC 8003 4.5)."""
    key = (association.peer, service)
    if service not in engine.config.registrars:
        return RegistrationFailure.TYPE_UNAVAILABLE
    if not seconds:
        engine.registrations.pop(key, None)
    elif key not in engine.registrations and len(engine.registrations) >= engine.config.registrations:
        return RegistrationFailure.INSUFFICIENT_RESOURCES
    else:
        engine.registrations[key] = now + seconds
    return None


def end(engine: "Engine", association: Association) -> None:
    """The association ends, and the registrations with it."""
    for service in engine.config.registrars:
        engine.registrations.pop((association.peer, service), None)
    for service in association.services:
        if (association.peer, service) in engine.registered:
            _note(engine, association, service, 0.0)
