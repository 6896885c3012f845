"""The end of an association (RFC 7401 6.14 and 6.15), and NOTIFY, which changes nothing (6.13)."""

from typing import TYPE_CHECKING

from hipway.crypto.suites import equal
from hipway.engine import lifecycle
from hipway.engine.arrival import Arrival
from hipway.engine.association import FOREVER, Answered, Association, State
from hipway.engine.events import Closed, Notified
from hipway.engine.packets import appended, check_mac, check_signature, digest, made, needed, peer_identity, sealed
from hipway.engine.refusal import Refused
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Packet
from hipway.wire.parameters import EchoRequestSigned, EchoResponseSigned, HipSignature, Notification
from hipway.wire.protection import covered

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["close", "notify", "notify_initiator", "receive_close", "receive_close_ack", "receive_notify", "retry"]

NONCE = 16  # bytes


def close(engine: "Engine", association: Association, now: float) -> None:
    """Send CLOSE and go to CLOSING (RFC 7401 4.4.3 Tables 5 and 6)."""
    association.close_nonce = engine.entropy(NONCE)
    association.answered = None  # whoever closes confirms no I2 any more, though it come again
    identity = engine.identities[association.ours]
    echo = (EchoRequestSigned(association.close_nonce),)
    association.close_packet = sealed(PacketType.CLOSE, association, identity, echo, engine.work)
    _ending(engine, association, State.CLOSING, now)
    association.close_tries = 0
    retry(engine, association, now)


def _ending(engine: "Engine", association: Association, state: State, now: float) -> None:
    """Go to CLOSING or CLOSED: no data passes any more (Tables 7 and 8)."""
    engine.counters.payloads_lost += len(association.queue)
    association.queue = []
    association.queued = 0
    association.exchange = None
    lifecycle.drop_sas(engine, association)
    lifecycle.enter(engine, association, state, now)


def retry(engine: "Engine", association: Association, now: float) -> None:
    """Send CLOSE again."""
    config = engine.config
    engine.transmit(association, association.close_packet, now)
    wait = min(config.retry_first * 2**association.close_tries, config.retry_longest)
    association.close_tries += 1
    association.retry = now + wait if association.close_tries <= config.close_retries else FOREVER


def receive_close(engine: "Engine", association: Association, arrival: Arrival) -> None:
    """Answer CLOSE with CLOSE_ACK and go to CLOSED (RFC 7401 6.14)."""
    received, source, local, now = arrival
    packet = arrival.packet
    check_mac(received, association, engine.work, "RFC 7401 6.14")
    echo = needed(packet, EchoRequestSigned)
    check_signature(received, peer_identity(association), engine.work, "RFC 7401 6.14")
    identity = engine.identities[association.ours]
    answer = (EchoResponseSigned(echo.data),)
    close_ack = sealed(PacketType.CLOSE_ACK, association, identity, answer, engine.work)
    association.answered = Answered(digest(received.raw), close_ack)
    engine.transmit(association, close_ack, now, endpoint=source, source=local.address)
    if association.state is not State.CLOSED:
        _ending(engine, association, State.CLOSED, now)
        engine.events_out.append(Closed(association.peer, by_peer=True))


def receive_close_ack(engine: "Engine", association: Association, arrival: Arrival) -> None:
    """Take the answer to our CLOSE: the association is gone (RFC 7401 6.15)."""
    received = arrival.received
    check_mac(received, association, engine.work, "RFC 7401 6.15")
    echo = needed(arrival.packet, EchoResponseSigned)
    if not association.close_nonce or not equal(echo.data, association.close_nonce):
        raise Refused("RFC 7401 6.15", "this CLOSE_ACK answers no CLOSE of ours")
    check_signature(received, peer_identity(association), engine.work, "RFC 7401 6.15")
    told = association.state is State.CLOSED
    lifecycle.forget(engine, association, arrival.now, by_peer=None if told else False)


def notify(engine: "Engine", association: Association, kind: int, data: bytes, now: float) -> None:
    """Send a NOTIFY to a peer."""
    engine.transmit(association, _notification(engine, association.ours, association.peer, kind, data), now)


def notify_initiator(engine: "Engine", arrival: Arrival, kind: int) -> None:
    """Tell the sender of an I2 why it is refused (RFC 7401 6.9.1): only if it has solved its puzzle (5.2.19)."""
    packet, source = arrival.packet, arrival.source
    if engine.limiter.allows(source.address, arrival.now):
        told = _notification(engine, packet.receiver, packet.sender, kind, b"")
        engine.send_packet(told, source, arrival.local.address)


def _notification(engine: "Engine", ours: bytes, peer: bytes, kind: int, data: bytes) -> bytes:
    """Return a NOTIFY, which has a signature and no MAC (RFC 7401 5.3.6)."""
    identity = engine.identities[ours]
    packet = made(Packet(PacketType.NOTIFY, ours, peer, (Notification(kind, data),)))
    engine.work.signatures += 1
    signature = HipSignature(identity.public.algorithm, identity.sign(covered(packet, len(packet))))
    return appended(packet, signature)


def receive_notify(engine: "Engine", association: Association, arrival: Arrival) -> None:
    """Tell what a NOTIFY says, if the peer has signed it; without parameters it is a keepalive (RFC 5770 5.3).

    It has no MAC, and nothing counts how often it may come: so signatures are checked at a limited rate.
    """
    notifications = arrival.packet.all(Notification)
    if not notifications:
        return
    if not engine.limiter.allows(arrival.source.address, arrival.now):
        raise Refused("RFC 7401 6.13", "enough NOTIFYs came from this address")
    check_signature(arrival.received, peer_identity(association), engine.work, "RFC 7401 6.13")
    for notification in notifications:
        engine.events_out.append(Notified(association.peer, notification.kind, notification.data))
