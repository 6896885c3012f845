"""A HIP packet finds its association, and the rule for it."""

from typing import TYPE_CHECKING

from hipway.addresses import Endpoint
from hipway.engine import closing, initiator, rendezvous, responder, updates
from hipway.engine.association import Association, State
from hipway.engine.refusal import Refused
from hipway.engine.table import HANDLED
from hipway.wire.contents import check_contents
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Received, parse

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["dispatch"]

NOBODY = bytes(16)


def dispatch(engine: "Engine", data: bytes, source: Endpoint, local: Endpoint, now: float) -> Association | None:
    """Process a HIP packet, and return the association that it belongs to, if there is one.

    Raises:
        Malformed: the packet is not well-formed.
        Refused: a rule refuses it.
    """
    received = parse(data)
    packet = received.packet
    kind = packet.kind
    engine.counters.packets_received[kind] += 1
    if packet.receiver not in engine.identities and (any(packet.receiver) or kind != PacketType.I1):
        if rendezvous.relay(engine, received, source, local, now):
            return None
        raise Refused("RFC 7401 6.7 step 1", "the receiver's HIT is none of ours")
    check_contents(received)
    association = _association(engine, packet.receiver, packet.sender, kind)
    state = association.state if association is not None else State.UNASSOCIATED
    if kind not in HANDLED[state]:
        raise Refused("RFC 7401 4.4.3", f"a packet of type {kind} is dropped in {state.value}")
    if kind == PacketType.I1:
        responder.receive_i1(engine, association, received, source, local, now)
    elif kind == PacketType.I2:
        responder.receive_i2(engine, association, received, source, local, now)
        association = engine.associations.get((packet.receiver, packet.sender))
    elif association is not None:
        _known(engine, association, received, source, local, now)
    return association


def _association(engine: "Engine", ours: bytes, peer: bytes, kind: int) -> Association | None:
    found = engine.associations.get((ours, peer))
    if found is None and kind == PacketType.R1:
        return engine.associations.get((ours, NOBODY))  # opportunistic (RFC 7401 4.1.8)
    return found


def _known(  # noqa: PLR0913, PLR0917  # what it depends on
    engine: "Engine",
    association: Association,
    received: Received,
    source: Endpoint,
    local: Endpoint,
    now: float,
) -> None:
    """Process a packet of a peer that we know."""
    kind = received.packet.kind
    if kind == PacketType.R1:
        initiator.receive_r1(engine, association, received, source, now)
    elif kind == PacketType.R2:
        initiator.receive_r2(engine, association, received, source, now)
    elif kind == PacketType.UPDATE:
        source, _ = rendezvous.who_asks(engine, received, source)
        updates.receive(engine, association, received, source, local, now)
    elif kind == PacketType.CLOSE:
        closing.receive_close(engine, association, received, source, local, now)
    elif kind == PacketType.CLOSE_ACK:
        closing.receive_close_ack(engine, association, received, now)
    else:
        closing.receive_notify(engine, association, received)
