"""The datagram channel: payload goes to a HIT, in ESP, to wherever the peer is reached (RFC 7402)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hipway.addresses import Endpoint
from hipway.crypto.keymat import esp_keys
from hipway.engine import locators
from hipway.engine.association import Association, State
from hipway.engine.events import Datagram, KeysInstalled, Payload, SecretAssociation
from hipway.engine.refusal import Refused
from hipway.esp.association import UDP, Inbound, Outbound
from hipway.esp.datagrams import unwrap, wrap
from hipway.esp.refusal import EspRefused, Exhausted
from hipway.esp.suites import ESP_SUITES

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["flush", "install", "new_inbound", "receive", "send"]

LEAST_SPI = 256  # smaller ones are reserved (RFC 4303 2.1)
Ports = tuple[int, int]


def new_inbound(engine: "Engine", association: Association) -> int:
    """Return a free SPI for what the peer sends; it is the association's from now on."""
    while True:
        spi = int.from_bytes(engine.entropy(4), "big")
        if spi >= LEAST_SPI and spi not in engine.spis:
            engine.spis[spi] = association
            association.spi = spi
            return spi


def install(engine: "Engine", association: Association, peer_spi: int) -> None:
    """Draw the keys of the security associations and put both in place (RFC 7402 7)."""
    suite = ESP_SUITES[association.esp_suite]
    if association.keymat is None:
        raise AssertionError
    keys = esp_keys(
        association.keymat,
        association.keymat_index,
        suite.encrypt_size,
        suite.auth_size,
        association.ours,
        association.peer,
    )
    association.keymat_index = keys.index
    association.inbound = Inbound(association.spi, suite, keys.encrypt_in, keys.auth_in)
    association.outbound = Outbound(peer_spi, suite, keys.encrypt_out, keys.auth_out, entropy=engine.entropy)
    if engine.config.tell_keys:
        out = SecretAssociation(peer_spi, suite.number, keys.encrypt_out, keys.auth_out)
        into = SecretAssociation(association.spi, suite.number, keys.encrypt_in, keys.auth_in)
        engine.events_out.append(KeysInstalled(association.peer, out, into))


# ------------------------------------------------------------------ sending


def send(engine: "Engine", association: Association, payloads: Iterable[bytes], ports: Ports, now: float) -> None:
    """Send payload to the peer, or keep it until the peer can be reached."""
    outbound = association.outbound
    open_for_data = association.state in {State.ESTABLISHED, State.R2_SENT}
    target = locators.for_data(engine, association, now) if open_for_data else None
    if outbound is None or target is None:
        for payload in payloads:
            _wait(engine, association, payload, ports)
        return
    endpoint, verified = target
    ours, peer, local = association.ours, association.peer, association.local
    datagrams = engine.datagrams_out
    for payload in payloads:
        if not verified and not locators.spend(association, len(payload)):
            _wait(engine, association, payload, ports)
            continue
        try:
            sealed = outbound.seal(UDP, wrap(ours, peer, payload, *ports))
        except Exhausted:
            _wait(engine, association, payload, ports)
            continue
        datagrams.append(Datagram(sealed, endpoint, local))
        engine.counters.payload_bytes_sent += len(payload)
        engine.counters.payloads_sent += 1
    association.sent = now
    if outbound.sequence >= engine.config.rekey_after:
        engine.begin_rekeying(association, now)


def _wait(engine: "Engine", association: Association, payload: bytes, ports: Ports) -> None:
    """Keep a payload while there is room; what finds none is counted and lost, as in any network."""
    if association.queued + len(payload) > engine.config.queue:
        engine.counters.payloads_lost += 1
        return
    association.queue.append((payload, ports))
    association.queued += len(payload)


def flush(engine: "Engine", association: Association, now: float) -> None:
    """Send what has waited."""
    waiting = list(association.queue)
    association.queue.clear()
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
    inbound = association.inbound
    if inbound is None or inbound.spi != spi:
        inbound = association.former
    if inbound is None or association.state not in {State.R2_SENT, State.ESTABLISHED, State.CLOSING}:
        raise Refused("RFC 7401 4.4.3", f"no data is taken in {association.state.value}")
    newest = inbound.highest
    try:
        header, inner = inbound.open(data)
    except EspRefused as error:
        raise Refused("RFC 4303 3.4", str(error)) from error
    association.heard = now
    association.credit += len(data)
    if association.former is not None and inbound is association.inbound:
        engine.drop_former(association)
    if association.state is State.R2_SENT:
        engine.confirm(association, now)
    if source != association.endpoint and source not in association.locators and inbound.highest > newest:
        locators.seen(engine, association, source, now)
    if header != UDP:
        return  # dummy packets (RFC 4303 2.6), and what nobody here takes
    try:
        *ports, payload = unwrap(association.peer, association.ours, inner)
    except EspRefused as error:
        raise Refused("RFC 7401 5.1.1", str(error)) from error
    engine.counters.payloads_received += 1
    engine.counters.payload_bytes_received += len(payload)
    engine.events_out.append(Payload(association.peer, payload, (ports[0], ports[1])))
