"""How associations come, change their state, and go (RFC 7401 4.4)."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hipway.addresses import Endpoint
from hipway.engine import closing, locators, registration, updates
from hipway.engine.association import FOREVER, HALF_OPEN, OPEN, Association, State
from hipway.engine.config import Config
from hipway.engine.events import Answered, Closed, Established, Failed
from hipway.engine.refusal import Refused

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = [
    "break_off",
    "confirm",
    "drop_former",
    "drop_sas",
    "enter",
    "establish",
    "fail",
    "forget",
    "introduce",
    "know",
    "replace",
    "wake",
]


TIMERS: Mapping[State, Callable[[Config], float]] = {
    State.R2_SENT: lambda config: config.exchange_complete,
    State.CLOSING: lambda config: config.unused_lifetime + config.segment_lifetime,
    State.CLOSED: lambda config: config.unused_lifetime + 2 * config.segment_lifetime,
    State.E_FAILED: lambda config: config.failed_lifetime,
}
"""How long an association stays in a state at most; in the others it may stay."""


def enter(engine: "Engine", association: Association, state: State, now: float) -> None:
    """Go to a state, and start its timer (RFC 7401 4.4.3)."""
    engine.half_open += (state in HALF_OPEN) - (association.state in HALF_OPEN)
    association.state = state
    association.since = now
    association.retry = FOREVER
    timer = TIMERS.get(state)
    association.until = FOREVER if timer is None else now + timer(engine.config)


def establish(
    engine: "Engine", association: Association, endpoint: Endpoint, now: float, *, again: bool = False
) -> None:
    """The base exchange is over: take the peer's address, and tell it."""
    association.heard = association.used = association.credit_aged = now
    association.exchange = None
    if association.keys is not None:
        association.keys = association.keys.for_macs()
    locators.begin(engine, association, endpoint)
    association.local = engine.source_for(endpoint, association.local)
    enter(engine, association, State.ESTABLISHED if association.initiator else State.R2_SENT, now)
    engine.events_out.append(Established(association.peer, again))


def introduce(engine: "Engine", association: Association, now: float) -> None:
    """Tell the peer our addresses if there are several: it knows one of them. A Responder has sent its R2 before."""
    if engine.several:
        updates.announce(engine, association, now)


def confirm(engine: "Engine", association: Association, now: float) -> None:
    """The peer is in ESTABLISHED, and so are we (RFC 7401 6.9 step 21)."""
    enter(engine, association, State.ESTABLISHED, now)
    engine.schedule(association)


def wake(engine: "Engine", association: Association) -> None:
    """An association that rested is used again; the next silence counts anew."""
    association.resting = False
    engine.schedule(association)


def replace(engine: "Engine", old: Association | None, made: Association, endpoint: Endpoint, now: float) -> None:
    """Put a new association in place of an old one (RFC 7401 6.9 steps 6 and 20)."""
    again = False
    if old is not None:
        again = old.state in OPEN
        made.queue, made.queued = old.queue, old.queued
        made.generation, made.services = old.generation, old.services
        _remove(engine, old)
    engine.associations[made.ours, made.peer] = made
    establish(engine, made, endpoint, now, again=again)


def know(engine: "Engine", association: Association, peer: bytes, now: float) -> None:
    """Take the HIT that answered an opportunistic I1 (RFC 7401 4.1.8).

    Raises:
        Refused: there is an association with that host already; the new one is dropped.
    """
    if association.peer == peer:
        return
    engine.events_out.append(Answered(peer))
    former = engine.associations.get((association.ours, peer))
    if former is not None and former.state in OPEN:
        forget(engine, association, now)
        engine.events_out.append(Established(peer))
        raise Refused("RFC 7401 4.1.8", "there is an association with the host that answers")
    if former is not None:
        _remove(engine, former)
    del engine.associations[association.ours, association.peer]
    association.peer = peer
    engine.associations[association.ours, peer] = association


def fail(engine: "Engine", association: Association, why: str, now: float) -> None:
    """Give up: E-FAILED for a while (RFC 7401 4.4.3 Table 9)."""
    engine.events_out.append(Failed(association.peer, why))
    engine.counters.payloads_lost += len(association.queue)
    association.queue = []
    association.queued = 0
    association.exchange = None
    _drop_keys(engine, association)
    enter(engine, association, State.E_FAILED, now)


def break_off(engine: "Engine", association: Association, now: float) -> None:
    """The peer does not answer any more: close (RFC 7401 6.11 step 4)."""
    engine.events_out.append(Failed(association.peer, "the peer acknowledges no UPDATE any more"))
    closing.close(engine, association, now)


def forget(engine: "Engine", association: Association, now: float, *, by_peer: bool | None = None) -> None:
    """End an association: UNASSOCIATED, and nothing is left of its keys. Tell it, unless `by_peer` is None."""
    engine.counters.payloads_lost += len(association.queue)
    enter(engine, association, State.UNASSOCIATED, now)
    _remove(engine, association)
    if by_peer is not None:
        engine.events_out.append(Closed(association.peer, by_peer))


def _remove(engine: "Engine", association: Association) -> None:
    """Take an association out of all tables."""
    if association.state in HALF_OPEN:
        engine.half_open -= 1
    association.state = State.UNASSOCIATED
    association.due = FOREVER
    association.exchange = None
    _drop_keys(engine, association)
    registration.end(engine, association)
    if engine.associations.get((association.ours, association.peer)) is association:
        del engine.associations[association.ours, association.peer]


def _drop_keys(engine: "Engine", association: Association) -> None:
    drop_sas(engine, association)
    association.keys = association.keymat = association.exponent = None
    association.answered = None


def drop_sas(engine: "Engine", association: Association) -> None:
    """Drop the security associations, and all that is under way on them."""
    drop_former(engine, association)
    if engine.spis.get(association.spi) is association:
        del engine.spis[association.spi]
    if association.rekeying is not None:
        engine.spis.pop(association.rekeying.spi, None)
    association.inbound = association.outbound = association.rekeying = None
    association.outstanding.clear()


def drop_former(engine: "Engine", association: Association) -> None:
    """Forget the inbound SA that was replaced (RFC 7402 6.10 step 4)."""
    if association.former is not None:
        engine.spis.pop(association.former.spi, None)
        association.former = None
