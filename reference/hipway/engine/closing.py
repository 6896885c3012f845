"""The end of an association (RFC 7401 6.14 and 6.15), and NOTIFY, which changes nothing (6.13)."""

from typing import TYPE_CHECKING

from hipway.addresses import Endpoint
from hipway.crypto.suites import equal
from hipway.engine.association import FOREVER, Association, State
from hipway.engine.events import Closed, Notified
from hipway.engine.packets import check_mac, check_signature, peer_identity, sealed
from hipway.engine.refusal import Refused
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Received
from hipway.wire.parameters import EchoRequestSigned, EchoResponseSigned, Notification

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["close", "receive_close", "receive_close_ack", "receive_notify", "retry"]

NONCE = 16  # bytes


def close(engine: "Engine", association: Association, now: float) -> None:
    """Send CLOSE and go to CLOSING (RFC 7401 4.4.3 Tables 5 and 6)."""
    association.close_nonce = engine.entropy(NONCE)
    identity = engine.identities[association.ours]
    echo = (EchoRequestSigned(association.close_nonce),)
    association.close_packet = sealed(PacketType.CLOSE, association, identity, echo, engine.work)
    association.outstanding.clear()
    association.rekeying = None
    engine.enter(association, State.CLOSING, now)
    association.close_tries = 0
    retry(engine, association, now)


def retry(engine: "Engine", association: Association, now: float) -> None:
    """Send CLOSE again."""
    config = engine.config
    engine.transmit(association, association.close_packet, now)
    wait = min(config.retry_first * 2**association.close_tries, config.retry_longest)
    association.close_tries += 1
    association.retry = now + wait if association.close_tries <= config.close_retries else FOREVER


def receive_close(  # noqa: PLR0913, PLR0917  # what it depends on
    engine: "Engine",
    association: Association,
    received: Received,
    source: Endpoint,
    local: Endpoint,
    now: float,
) -> None:
    """Answer CLOSE with CLOSE_ACK and go to CLOSED (RFC 7401 6.14)."""
    check_mac(received, association, engine.work, "RFC 7401 6.14")
    echo = received.packet.get(EchoRequestSigned)
    if echo is None:
        raise Refused("RFC 7401 5.3.7", "a CLOSE carries ECHO_REQUEST_SIGNED")
    check_signature(received, peer_identity(association), engine.work, "RFC 7401 6.14")
    identity = engine.identities[association.ours]
    answer = (EchoResponseSigned(echo.data),)
    packet = sealed(PacketType.CLOSE_ACK, association, identity, answer, engine.work)
    engine.transmit(association, packet, now, endpoint=source, source=local.address)
    if association.state is not State.CLOSED:
        association.outstanding.clear()
        association.rekeying = None
        engine.enter(association, State.CLOSED, now)
        engine.events_out.append(Closed(association.peer, by_peer=True))


def receive_close_ack(engine: "Engine", association: Association, received: Received, now: float) -> None:
    """Take the answer to our CLOSE: the association is gone (RFC 7401 6.15)."""
    check_mac(received, association, engine.work, "RFC 7401 6.15")
    echo = received.packet.get(EchoResponseSigned)
    if echo is None or not association.close_nonce or not equal(echo.data, association.close_nonce):
        raise Refused("RFC 7401 6.15", "this CLOSE_ACK answers no CLOSE of ours")
    check_signature(received, peer_identity(association), engine.work, "RFC 7401 6.15")
    told = association.state is State.CLOSED
    engine.forget(association, now)
    if not told:
        engine.events_out.append(Closed(association.peer, by_peer=False))


def receive_notify(engine: "Engine", association: Association, received: Received) -> None:
    """Tell what a NOTIFY says. Its signature isn't checked: that would be work for whoever asks, and nothing changes."""
    for notification in received.packet.all(Notification):
        engine.events_out.append(Notified(association.peer, notification.kind, notification.data))
