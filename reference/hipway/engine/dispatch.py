"""A HIP packet finds its association, and the rule for it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hipway.addresses import Endpoint
from hipway.engine import closing, initiator, lifecycle, rendezvous, responder, updates
from hipway.engine.arrival import Arrival
from hipway.engine.association import HALF_OPEN, Answered, Association, State
from hipway.engine.packets import digest
from hipway.engine.refusal import Refused
from hipway.engine.table import HANDLED
from hipway.wire.contents import check_contents
from hipway.wire.numbers import PacketType
from hipway.wire.packet import parse
from hipway.wire.parameters import Ack, From

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["dispatch"]

NOBODY = bytes(16)
ANSWERED = frozenset({PacketType.I2, PacketType.UPDATE, PacketType.CLOSE})
I1, R1, UNASSOCIATED = PacketType.I1, PacketType.R1, State.UNASSOCIATED  # looked up once, not with each packet


def dispatch(engine: "Engine", data: bytes, source: Endpoint, local: Endpoint, now: float) -> None:
    """Process a HIP packet.

    Raises:
        Malformed: the packet is not well-formed.
        Refused: a rule refuses it.
    """
    received = parse(data)
    arrival = Arrival(received, source, local, now)
    packet = received.packet
    kind, ours = packet.kind, packet.receiver
    engine.counters.packets_received[kind] += 1
    check_contents(received)
    if ours not in engine.identities:
        if any(ours) or kind != I1:
            if rendezvous.relay(engine, arrival):
                return
            raise Refused("RFC 7401 6.7 step 1", "the receiver's HIT is none of ours")
        ours = responder.asked(engine, packet)
    if packet.sender in engine.identities:
        raise Refused("RFC 7401 6.7", "the sender's HIT is our own")
    association = engine.associations.get((ours, packet.sender))
    if kind == R1 and (association is None or association.state not in HALF_OPEN):
        association = engine.associations.get((ours, NOBODY), association)  # opportunistic (RFC 7401 4.1.8)
    state = association.state if association is not None else UNASSOCIATED
    if kind not in HANDLED[state]:
        raise Refused("RFC 7401 4.4.3", f"a packet of type {kind} is dropped in {state.value}")
    try:
        _process(engine, association, arrival)
    finally:
        if association is not None:  # a refusal may come late, and some timer be another one
            engine.schedule(association)


def _process(engine: "Engine", association: Association | None, arrival: Arrival) -> None:
    answered = association.answered if association is not None else None
    if association is not None and answered is not None and _again(engine, association, answered, arrival):
        return
    kind = arrival.received.packet.kind
    if kind in ANYBODY:
        ANYBODY[kind](engine, association, arrival)
    elif association is not None:
        KNOWN[kind](engine, association, arrival)


ANYBODY: Mapping[int, Callable[["Engine", Association | None, Arrival], None]] = {
    PacketType.I1: responder.receive_i1,
    PacketType.I2: responder.receive_i2,
}
"""The rules for packets that begin something, which a stranger may send."""

KNOWN: Mapping[int, Callable[["Engine", Association, Arrival], None]] = {
    PacketType.R1: initiator.receive_r1,
    PacketType.R2: initiator.receive_r2,
    PacketType.UPDATE: updates.receive,
    PacketType.NOTIFY: closing.receive_notify,
    PacketType.CLOSE: closing.receive_close,
    PacketType.CLOSE_ACK: closing.receive_close_ack,
}
"""The rules for packets of a peer that we know."""


def _again(engine: "Engine", association: Association, answered: Answered, arrival: Arrival) -> bool:
    """Whether this very packet was answered before: then it gets the same answer, which costs no signature.

    A repeated I2 starts the timer of R2-SENT anew (RFC 7401 6.9 step 4).
    """
    kind = arrival.packet.kind
    if kind not in ANSWERED or answered.digest != digest(arrival.received.raw):
        return False
    if arrival.packet.get(From) is not None:
        return False  # it was relayed: where its answer goes has to be checked
    if kind == PacketType.UPDATE and arrival.packet.get(Ack) is not None:
        return False  # what it acknowledges may have been sent since
    if not engine.limiter.allows(arrival.source.address, arrival.now):
        raise Refused("RFC 7401 6.12.1 step 2", "this packet was answered often enough")
    engine.send_packet(answered.answer, arrival.source, arrival.local.address)
    if kind == PacketType.I2 and association.state is State.R2_SENT:
        lifecycle.enter(engine, association, State.R2_SENT, arrival.now)
    return True
