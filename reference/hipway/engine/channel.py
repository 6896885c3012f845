"""The datagram channel: payload goes to a HIT, in ESP, to wherever the peer is reached (RFC 7402)."""

import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from hipway.addresses import Endpoint
from hipway.crypto.keymat import Keymat, esp_keys
from hipway.engine import lifecycle, locators, rekeying
from hipway.engine.association import OPEN, Association, Exchange, State, Waiting
from hipway.engine.events import Datagram, KeysInstalled, Payload, SecretAssociation
from hipway.engine.refusal import Refused
from hipway.esp.association import UDP, Inbound, Outbound
from hipway.esp.datagrams import unwrap, wrap
from hipway.esp.refusal import EspRefused, Exhausted
from hipway.esp.suites import ESP_SUITES
from hipway.wire.packet import NO_NEXT_HEADER

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["flush", "keep_alive", "keys_size", "make", "new_spi", "receive", "send", "take_early"]

LEAST_SPI = 256  # smaller ones are reserved (RFC 4303 2.1)
PAYLOAD_MOST = 65_400  # bytes that fit into a UDP datagram together with ESP and the inner UDP header
UDP_HEADER = 8  # within ESP
EARLY = 64  # packets that may come before the R2
PLACE = 64  # bytes that a waiting payload takes besides its own
Ports = tuple[int, int]


def new_spi(engine: "Engine", association: Association) -> int:
    """Return a free SPI for what the peer sends; it is the association's from now on."""
    while True:
        spi = int.from_bytes(engine.entropy(4), "big")
        if spi >= LEAST_SPI and spi not in engine.spis:
            engine.spis[spi] = association
            return spi


def keys_size(association: Association) -> int:
    """Return how many bytes of keying material a pair of security associations takes."""
    suite = ESP_SUITES[association.esp_suite]
    return 2 * (suite.encrypt_size + suite.auth_size)


def make(  # noqa: PLR0913, PLR0917  # what it depends on
    engine: "Engine", association: Association, keymat: Keymat, index: int, spi: int, peer_spi: int
) -> tuple[Inbound, Outbound, int]:
    """Return security associations with keys drawn from an index on, and where the next key begins (RFC 7402 7)."""
    suite = ESP_SUITES[association.esp_suite]
    keys = esp_keys(keymat, index, suite.encrypt_size, suite.auth_size, association.ours, association.peer)
    inbound = Inbound(spi, suite, keys.encrypt_in, keys.auth_in, window=engine.config.replay_window)
    outbound = Outbound(peer_spi, suite, keys.encrypt_out, keys.auth_out, entropy=engine.entropy)
    if engine.config.tell_keys:
        sending = SecretAssociation(peer_spi, suite.number, keys.encrypt_out, keys.auth_out)
        receiving = SecretAssociation(spi, suite.number, keys.encrypt_in, keys.auth_in)
        engine.events_out.append(KeysInstalled(association.peer, sending, receiving))
    return inbound, outbound, keys.index


# ------------------------------------------------------------------ sending


def send(engine: "Engine", association: Association, payloads: Iterable[bytes], ports: Ports, now: float) -> None:
    """Send payload to the peer, or keep it until the peer can be reached.

    Raises:
        ValueError: a payload is too long for a datagram.
    """
    outbound = association.outbound
    target = locators.for_data(engine, association, now) if association.state in OPEN else None
    for payload in payloads:
        if len(payload) > PAYLOAD_MOST:
            raise ValueError(f"a payload of {len(payload)} bytes; a datagram takes {PAYLOAD_MOST}")
        if outbound is None or target is None or not _send(engine, association, outbound, target, payload, ports):
            _wait(engine, association, payload, ports)
        else:
            association.used = association.sent = now
    if association.resting:
        lifecycle.wake(engine, association)
    if outbound is not None and outbound.sequence >= engine.config.rekey_after:
        rekeying.begin(engine, association, now)
        engine.schedule(association)


def _send(  # noqa: PLR0913, PLR0917  # what it depends on
    engine: "Engine",
    association: Association,
    outbound: Outbound,
    target: tuple[Endpoint, bool],
    payload: bytes,
    ports: Ports,
) -> bool:
    """Send one payload, if there is credit or the address is verified (RFC 8046 5.6.1)."""
    endpoint, verified = target
    if not verified:
        size = outbound.suite.size(len(payload) + UDP_HEADER)
        if association.credit < size:
            return False
        association.credit -= size
    try:
        sealed = outbound.seal(UDP, wrap(association.ours, association.peer, payload, *ports))
    except Exhausted:
        return False
    engine.datagrams_out.append(Datagram(sealed, endpoint, association.local))
    engine.counters.payload_bytes_sent += len(payload)
    engine.counters.payloads_sent += 1
    return True


def keep_alive(engine: "Engine", association: Association, now: float) -> None:
    """Send a dummy packet, which keeps the mapping of a translator on the way (RFC 9028 5.3: any traffic does).

    Unlike a NOTIFY without parameters (RFC 5770 5.3) it is authentic: if the translator has given us another address
    or port, the peer hears of it, even if we have nothing else to say.
    """
    association.sent = now
    target = locators.for_data(engine, association, now)
    if association.outbound is not None and target is not None and target[1]:
        with contextlib.suppress(Exhausted):
            dummy = association.outbound.seal(NO_NEXT_HEADER, b"")
            engine.datagrams_out.append(Datagram(dummy, target[0], association.local))
        if association.resting:
            association.outbound.rest()


def _wait(engine: "Engine", association: Association, payload: bytes, ports: Ports) -> None:
    """Keep a payload while there is room; what finds none is counted and lost, as in any network."""
    size = len(payload) + PLACE
    if association.queued + size > engine.config.queue:
        engine.counters.payloads_lost += 1
        return
    association.queue.append(Waiting(payload, ports))
    association.queued += size


def flush(engine: "Engine", association: Association, now: float) -> None:
    """Send what has waited."""
    if not association.queue:
        return
    waiting, association.queue = association.queue, []
    association.queued = 0
    for payload, ports in waiting:
        send(engine, association, (payload,), ports, now)


# ------------------------------------------------------------------ receiving


def receive(engine: "Engine", data: bytes, source: Endpoint, now: float) -> None:
    """Take an ESP packet.

    Raises:
        Refused: it belongs to no association, or does not verify, or has been here before.
    """
    spi = int.from_bytes(data[:4], "big")
    association = engine.spis.get(spi)
    if association is None:
        raise Refused("RFC 7402 5.4.1", f"there is no security association with SPI {spi:#010x}")
    if association.state is State.I2_SENT and association.exchange is not None:
        _keep(engine, association.exchange, data, source)
        return
    inbound = _inbound(association, spi)
    if inbound is None or association.state not in OPEN:
        raise Refused("RFC 7401 4.4.3", f"no data is taken in {association.state.value}")
    newest = inbound.highest
    try:
        header, inner = inbound.open(data)
    except EspRefused as error:
        raise Refused("RFC 4303 3.4", str(error)) from error
    _authentic(engine, association, inbound, now)
    if header == UDP:
        association.used = now  # a keepalive is no use of the association
    locators.earn(engine, association, len(data), now)
    if source not in association.locators and inbound.highest > newest:
        locators.seen(engine, association, source, now)
        engine.schedule(association)
    if header != UDP:
        return  # dummy packets (RFC 4303 2.6), and what nobody here takes
    try:
        *ports, payload = unwrap(association.peer, association.ours, inner)
    except EspRefused as error:
        raise Refused("RFC 7401 5.1.1", str(error)) from error
    engine.counters.payloads_received += 1
    engine.counters.payload_bytes_received += len(payload)
    engine.events_out.append(Payload(association.peer, payload, (ports[0], ports[1])))


def _keep(engine: "Engine", exchange: Exchange, data: bytes, source: Endpoint) -> None:
    """Keep what has overtaken the R2: the Responder may send as soon as it has sent that (RFC 7402 6.4)."""
    kept = sum(len(each) + PLACE for each, _ in exchange.early)
    if len(exchange.early) >= EARLY or kept + len(data) + PLACE > engine.config.queue:
        raise Refused("RFC 7402 6.4", "enough has come before the R2")
    exchange.early.append((data, source))


def take_early(engine: "Engine", early: list[tuple[bytes, Endpoint]], now: float) -> None:
    """Take what has overtaken the R2, now that it is here."""
    for data, source in early:
        try:
            receive(engine, data, source, now)
        except Refused as error:
            engine.drop(source, error.clause, error.what)


def _inbound(association: Association, spi: int) -> Inbound | None:
    """Return the SA with an SPI: the one in use, the one before it, or the one that rekeying has prepared."""
    under_way = association.rekeying
    for inbound in (association.inbound, association.former, under_way.inbound if under_way else None):
        if inbound is not None and inbound.spi == spi:
            return inbound
    return None


def _authentic(engine: "Engine", association: Association, inbound: Inbound, now: float) -> None:
    """The peer has sent data: it is in ESTABLISHED, and uses this SA."""
    association.heard = now
    if association.resting:
        lifecycle.wake(engine, association)
    if association.state is State.R2_SENT:
        association.answered = None  # the peer needs no R2 any more
        lifecycle.confirm(engine, association, now)
    if association.rekeying is not None and inbound is association.rekeying.inbound:
        association.rekeying.acknowledged = True  # it could not use the new SA without our half
        rekeying.finish(engine, association, now)
        engine.schedule(association)
    if inbound is association.inbound:
        lifecycle.drop_former(engine, association)
        if inbound.highest >= engine.config.rekey_after:
            rekeying.begin(engine, association, now)
            engine.schedule(association)
