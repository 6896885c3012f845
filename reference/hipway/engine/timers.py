"""What time does to an association (RFC 7401 4.4.3, RFC 8046 5.1, RFC 7402 6.8)."""

from typing import TYPE_CHECKING

from hipway.engine import closing, initiator, locators, updates
from hipway.engine.association import FOREVER, Association, LocatorStatus, State
from hipway.engine.events import Closed, Registered
from hipway.wire.numbers import NotifyType, PacketType
from hipway.wire.packet import Packet, build
from hipway.wire.parameters import Notification

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["next_due", "run"]

OPEN = (State.R2_SENT, State.ESTABLISHED)


def next_due(engine: "Engine", association: Association) -> float:
    """Return when `run` has something to do."""
    if association.state is State.UNASSOCIATED:
        return FOREVER
    exchange = association.exchange
    if exchange is not None and exchange.search is not None:
        return 0.0  # there is work for now
    due = min(association.until, association.retry)
    if association.state in OPEN:
        due = min(due, updates.earliest(association), association.heard + engine.config.unused_lifetime)
        if association.rekeying is not None:
            due = min(due, association.rekeying.until)
        for locator in association.locators.values():
            if locator.status is not LocatorStatus.DEPRECATED:
                due = min(due, locator.until)
                if locator.reflexive or association.keepalive:
                    due = min(due, association.sent + engine.config.keepalive)
        if association.credit > 0:
            due = min(due, association.credit_aged + engine.config.credit_aging_interval)
    return due


def run(engine: "Engine", association: Association, now: float) -> None:
    """Do what is due."""
    exchange = association.exchange
    if exchange is not None and exchange.search is not None:
        initiator.search(engine, association, now)
        return
    if now >= association.until:
        _state_over(engine, association, now)
        return
    if now >= association.retry:
        _retry(engine, association, now)
    if association.state in OPEN:
        _while_open(engine, association, now)


def _state_over(engine: "Engine", association: Association, now: float) -> None:
    """The timer of the state runs out."""
    state = association.state
    if state is State.R2_SENT:
        engine.confirm(association, now)  # RFC 7401 6.9 step 21
        return
    engine.forget(association, now)
    if state is State.CLOSING:
        engine.events_out.append(Closed(association.peer, by_peer=False))


def _retry(engine: "Engine", association: Association, now: float) -> None:
    if association.state in {State.I1_SENT, State.I2_SENT}:
        initiator.retry(engine, association, now)
    elif association.state is State.CLOSING:
        closing.retry(engine, association, now)


def _while_open(engine: "Engine", association: Association, now: float) -> None:
    config = engine.config
    if now >= association.heard + config.unused_lifetime and now >= association.sent + config.unused_lifetime:
        closing.close(engine, association, now)
        return
    locators.age(engine, association, now)
    locators.expire(engine, association, now)
    updates.resend(engine, association, now)
    under_way = association.rekeying
    if under_way is not None and now >= under_way.until:
        engine.spis.pop(under_way.spi, None)
        association.rekeying = None
    if association.keepalive and now >= association.sent + config.keepalive:
        nothing = Notification(NotifyType.NAT_KEEPALIVE, b"")
        packet = build(Packet(PacketType.NOTIFY, association.ours, association.peer, (nothing,)))
        engine.transmit(association, packet, now)


def registrations(engine: "Engine", now: float) -> None:
    """Forget the registrations that have expired (RFC 8003 3.3)."""
    for key, until in list(engine.registrations.items()):
        if now >= until:
            del engine.registrations[key]
    for (registrar, service), until in list(engine.registered.items()):
        if until and now >= until:
            del engine.registered[registrar, service]
            engine.events_out.append(Registered(registrar, service, 0.0))
