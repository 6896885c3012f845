"""What time does to an association (RFC 7401 4.4.3, RFC 8046 5.1, RFC 7402 6.8)."""

from typing import TYPE_CHECKING

from hipway.engine import channel, closing, initiator, lifecycle, locators, registration, rekeying, updates
from hipway.engine.association import FOREVER, HALF_OPEN, OPEN, Association, LocatorStatus, State
from hipway.engine.config import Config

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["next_due", "run"]


UNASSOCIATED = State.UNASSOCIATED  # looked up once, not with each packet


def next_due(engine: "Engine", association: Association) -> float:
    """Return when `run` has something to do."""
    if association.state is UNASSOCIATED:
        return FOREVER
    exchange = association.exchange
    if exchange is not None and exchange.search is not None:
        return association.since  # there is work for now
    due = min(association.until, association.retry)
    return min(due, _due_while_open(engine.config, association)) if association.state in OPEN else due


def _due_while_open(config: Config, association: Association) -> float:
    """Return when `_while_open` has something to do."""
    due = min(association.used + config.unused_lifetime, association.renew)
    if not association.resting:
        due = min(due, association.used + config.rest_after)
    if association.outstanding:
        due = min(due, updates.earliest(association))
    if association.rekeying is not None:
        due = min(due, association.rekeying.until)
    for locator in association.locators.values():
        if locator.until < due and locator.status is not LocatorStatus.DEPRECATED:
            due = locator.until
    return min(due, association.sent + config.keepalive) if config.keepalive else due


def run(engine: "Engine", association: Association, now: float) -> None:
    """Do what is due."""
    exchange = association.exchange
    if exchange is not None and exchange.search is not None:
        initiator.search(engine, association, now)
        return
    if now >= association.until:
        _state_over(engine, association, now)
    elif now >= association.retry:
        if association.state in HALF_OPEN:
            initiator.retry(engine, association, now)
        else:
            closing.retry(engine, association, now)
    if association.state in OPEN:
        _while_open(engine, association, now)


def _state_over(engine: "Engine", association: Association, now: float) -> None:
    """The timer of the state runs out."""
    if association.state is State.R2_SENT:
        lifecycle.confirm(engine, association, now)  # RFC 7401 6.9 step 21
    else:
        lifecycle.forget(engine, association, now, by_peer=False if association.state is State.CLOSING else None)


def _rest(association: Association) -> None:
    """Give up what can be made again. No packet that was answered comes again after so long, but in R2-SENT an I2."""
    association.resting = True
    if association.state is not State.R2_SENT:
        association.answered = None
    for each in (association.inbound, association.outbound, association.exponent):
        if each is not None:
            each.rest()


def _while_open(engine: "Engine", association: Association, now: float) -> None:
    config = engine.config
    if now >= association.used + config.unused_lifetime:
        closing.close(engine, association, now)
        return
    if not association.resting and now >= association.used + config.rest_after:
        _rest(association)
    locators.expire(engine, association, now)
    if association.rekeying is not None and now >= association.rekeying.until:
        rekeying.abandon(engine, association)
    if now >= association.renew:
        registration.ask(engine, association, now)
    updates.resend(engine, association, now)
    if association.state not in OPEN:
        return
    updates.announce_waiting(engine, association, now)  # what was given up has made room
    locators.verify_waiting(engine, association, now)
    if config.keepalive and now >= association.sent + config.keepalive:
        channel.keep_alive(engine, association, now)
