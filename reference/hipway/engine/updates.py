"""UPDATEs: sent until they are acknowledged, and processed once each (RFC 7401 6.11 and 6.12, RFC 8046 5)."""

from typing import TYPE_CHECKING

from hipway.addresses import Address, Endpoint
from hipway.engine import closing, lifecycle, locators, registration, rekeying, rendezvous
from hipway.engine.addressing import is_announced
from hipway.engine.arrival import Arrival
from hipway.engine.association import OPEN, Answered, Association, Outstanding, State, Unacknowledged
from hipway.engine.packets import check_mac, check_signature, digest, peer_identity, sealed
from hipway.engine.refusal import Refused
from hipway.wire.numbers import PacketType
from hipway.wire.parameters import (
    Ack,
    EchoRequestSigned,
    EchoResponseSigned,
    EspInfo,
    Locator,
    LocatorSet,
    Parameter,
    Seq,
)
from hipway.wire.udp import PORT

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["announce", "announce_waiting", "challenge", "earliest", "receive", "resend", "send"]

NUMBERS = 2**32  # Update IDs are circular (RFC 7401 6.12)
HOST_PRIORITY = (126 << 24) + (65_535 << 8) + 255  # of an address of one's own (RFC 8445 5.1.2)


# ------------------------------------------------------------------ sending


def send(  # noqa: PLR0913  # what goes into it
    engine: "Engine",
    association: Association,
    parameters: tuple[Parameter, ...],
    now: float,
    *,
    endpoint: Endpoint | None = None,
    source: Address | None = None,
) -> int | None:
    """Send an UPDATE with a SEQ, and again until it is acknowledged (RFC 7401 6.11).

    Args:
        engine: that sends.
        association: with the peer.
        parameters: besides SEQ, in any order.
        now: the time.
        endpoint: the only place where it may go; None for wherever the peer is reached.
        source: the address that it comes from; None for that of the association.

    Returns:
        Its Update ID; None if too many UPDATEs are under way already, so that the peer would have to drop it.
    """
    number = association.update_id
    distance = (number - association.acknowledged) % NUMBERS
    if association.outstanding and distance > engine.config.updates_under_way:
        return None
    packet = _sealed(engine, association, (Seq(number), *parameters))
    association.update_id = (number + 1) % NUMBERS
    listing = any(isinstance(parameter, LocatorSet) for parameter in parameters)
    due = now + engine.config.retry_first
    association.outstanding[number] = Outstanding(packet, endpoint, 1, due, listing)
    engine.transmit(association, packet, now, endpoint=endpoint, source=source)
    return number


def _sealed(engine: "Engine", association: Association, parameters: tuple[Parameter, ...]) -> bytes:
    ordered = tuple(sorted(parameters, key=lambda parameter: parameter.type))
    identity = engine.identities[association.ours]
    return sealed(PacketType.UPDATE, association, identity, ordered, engine.work)


def announce(engine: "Engine", association: Association, now: float) -> None:
    """Tell the peer the complete list of our addresses (RFC 8046 5.2).

    An older list that is under way still is not sent again: this one replaces it. A rekeying that is under way is not
    waited for (as RFC 7402 6.8 would have it), since the peer may not find us before it has the list; but when it is
    over, the list is sent again with the new SPI.
    """
    association.announce = True
    if association.state not in OPEN:
        return
    if association.endpoint is not None:
        association.local = engine.source_for(association.endpoint, association.local)
    listed = [address for address in engine.addresses if is_announced(address)]
    first = association.local if association.local in listed else next(iter(listed), None)
    lifetime = engine.config.locator_lifetime
    found = LocatorSet(
        tuple(
            _locator(engine, address, lifetime, association.spi, preferred=address == first)
            for address in listed[: engine.config.locators_of_a_peer]
        )
    )
    older = [number for number, waiting in association.outstanding.items() if waiting.listing]
    info = EspInfo(association.keymat_index, association.spi, association.spi)
    if send(engine, association, (info, found), now) is not None:
        association.announce = association.rekeying is not None
        for number in older:
            del association.outstanding[number]


def announce_waiting(engine: "Engine", association: Association, now: float) -> None:
    """Tell the peer our addresses if that had to wait for room."""
    if association.announce and association.rekeying is None:
        announce(engine, association, now)


def _locator(engine: "Engine", address: Address, lifetime: int, spi: int, *, preferred: bool) -> Locator:
    """Return a locator of Type 1 (RFC 8046 4.2); of Type 2, which names a port, if ours is not that of HIP."""
    port = engine.config.port
    if port == PORT:
        return Locator(address, lifetime, preferred, spi=spi)
    return Locator(address, lifetime, preferred, spi=spi, port=port, priority=HOST_PRIORITY)


def challenge(engine: "Engine", association: Association, endpoint: Endpoint, value: bytes, now: float) -> bool:
    """Ask the peer to prove that it is at an address: the value goes to that address alone (RFC 8046 5.4).

    If the peer is heard from there just now, this acknowledges what it said, too (RFC 8046 3.2.1). Should that come
    once more, it is acknowledged alone: this challenge may have been answered by then.
    """
    parameters: tuple[Parameter, ...] = (EchoRequestSigned(value),)
    heard = association.unacknowledged
    here = heard is not None and heard.source == endpoint
    if heard is not None and here:
        parameters = (Ack((heard.number,)), *parameters)
    source = engine.source_for(endpoint, association.local)
    number = send(engine, association, parameters, now, endpoint=endpoint, source=source)
    if number is not None and here:
        association.unacknowledged = association.answered = None
    return number is not None


def resend(engine: "Engine", association: Association, now: float) -> None:
    """Send again what is due, and give up on what was sent often enough (RFC 7401 6.11 step 4)."""
    config = engine.config
    for number, waiting in list(association.outstanding.items()):
        if now < waiting.due:
            continue
        server = engine.servers.get(association.peer)
        places = (waiting.endpoint,) if waiting.endpoint is not None else (association.endpoint, server)
        if not any(place is not None and locators.reachable(engine, place) for place in places):
            # Nothing can be sent, so that nobody has failed to answer.
            waiting.due = now + config.retry_first
            continue
        if waiting.tries <= config.update_retries:
            waiting.due = now + min(config.retry_first * 2**waiting.tries, config.retry_longest)
            waiting.tries += 1
            engine.transmit(association, waiting.packet, now, endpoint=waiting.endpoint)
            if waiting.endpoint is None and server is not None:  # both may have moved (RFC 8046 3.2.3)
                engine.transmit(association, waiting.packet, now, endpoint=server)
            continue
        del association.outstanding[number]
        if waiting.endpoint is not None and locators.lost(engine, association, waiting.endpoint):
            continue  # one address does not answer, another one does
        lifecycle.break_off(engine, association, now)
        return


def earliest(association: Association) -> float:
    """Return when the first of the UPDATEs that are not acknowledged yet is sent again; there is one at least."""
    return min([each.due for each in association.outstanding.values()])


# ------------------------------------------------------------------ receiving


def receive(engine: "Engine", association: Association, arrival: Arrival) -> None:
    """Process an UPDATE: its ACK first, then its SEQ (RFC 7401 6.12)."""
    arrival, _ = rendezvous.who_asks(engine, arrival)
    packet, now = arrival.packet, arrival.now
    sequence, found, echo = packet.get(Seq), packet.get(Ack), packet.get(EchoResponseSigned)
    if sequence is not None and _too_far(engine, association, sequence.update_id):
        raise Refused("RFC 7401 6.12.1 step 1", f"Update ID {sequence.update_id} is outside the window")
    if sequence is None and (found is None or association.outstanding.keys().isdisjoint(found.update_ids)):
        raise Refused("RFC 7401 6.12.2 step 1", "this ACK acknowledges nothing that waits for it")
    check_mac(arrival.received, association, engine.work, "RFC 7401 6.12.1 step 3")
    repeated = sequence is not None and _processed(association, sequence.update_id)
    if repeated and not engine.limiter.allows(arrival.source.address, now):
        raise Refused("RFC 7401 6.12.1 step 2", "this UPDATE was acknowledged often enough")
    check_signature(arrival.received, peer_identity(association), engine.work, "RFC 7401 6.12.1 step 4")
    association.heard = association.used = now
    association.resting = False
    if association.state is State.R2_SENT:
        lifecycle.confirm(engine, association, now)
    if found is not None:
        _acknowledged(association, found)
        locators.verify_waiting(engine, association, now)
    if echo is not None:
        locators.answered(engine, association, echo, now)
    if sequence is not None:
        _sequenced(engine, association, arrival, sequence.update_id)
        locators.verify_waiting(engine, association, now)  # a check that its list has withdrawn has left room
    rekeying.finish(engine, association, now)
    announce_waiting(engine, association, now)


def _ahead(association: Association, number: int) -> int:
    """Return how far an Update ID is ahead of the newest one, on a circle; negative if it is behind."""
    distance = (number - association.newest_update) % NUMBERS
    return distance if distance < NUMBERS // 2 else distance - NUMBERS


def _too_far(engine: "Engine", association: Association, number: int) -> bool:
    ahead = _ahead(association, number)
    if association.newest_update < 0:
        return not 1 <= ahead <= engine.config.update_window  # the first one is 0 (RFC 7401 6.11 step 1)
    return not -engine.config.update_window < ahead <= engine.config.update_window


def _acknowledged(association: Association, ack: Ack) -> None:
    """Stop sending what the peer has (RFC 7401 6.12.2)."""
    for number in ack.update_ids:
        if association.outstanding.pop(number, None) is None:
            continue
        if (number - association.acknowledged) % NUMBERS < NUMBERS // 2:
            association.acknowledged = number
        rekeying.acknowledged(association, number)


def _sequenced(engine: "Engine", association: Association, arrival: Arrival, number: int) -> None:
    """Process what an UPDATE says, once, and acknowledge it each time (RFC 7401 6.12.1)."""
    packet, now = arrival.packet, arrival.now
    source = arrival.source
    parameters: list[Parameter] = [Ack((number,))]
    request, heard = packet.get(EchoRequestSigned), digest(arrival.received.raw)
    if request is not None:
        parameters.append(EchoResponseSigned(request.data))
    if not _processed(association, number):
        try:
            rekeying.check(association, packet)
            if _newer(association.newest_list, number):
                locators.check(engine, packet)
        except Refused as refused:
            if refused.notify is not None and engine.limiter.allows(source.address, now):
                closing.notify(engine, association, refused.notify, b"", now)
            raise
        association.unacknowledged = Unacknowledged(number, source, heard) if request is None else None
        _process(engine, association, arrival, number)
        if request is None and association.unacknowledged is None:
            return  # the challenge has acknowledged it
        association.unacknowledged = None
    answer = _sealed(engine, association, tuple(parameters))
    association.answered = Answered(heard, answer)
    engine.transmit(association, answer, now, endpoint=source, source=arrival.local.address)


def _process(engine: "Engine", association: Association, arrival: Arrival, number: int) -> None:
    """Process what a new UPDATE says: ESP_INFO before LOCATOR_SET (RFC 8046 5.3), then registration."""
    packet, now = arrival.packet, arrival.now
    newest = _ahead(association, number) > 0
    _remember(engine, association, number)
    rekeying.hear(engine, association, packet, now)
    found, info = packet.get(LocatorSet), packet.get(EspInfo)
    if info is not None and info.new_spi == 0:
        found = LocatorSet(())  # the SA is deprecated, and with it all addresses (RFC 8046 5.3 case 4)
    if found is not None and _newer(association.newest_list, number):
        association.newest_list = number
        locators.listed(engine, association, found, arrival.source, now)
    elif newest and found is None:
        locators.seen(engine, association, arrival.source, now)
    decided = registration.decide(engine, association, packet, now)
    if decided:
        send(engine, association, tuple(decided), now)
    registration.learn(engine, association, packet, now)


def _processed(association: Association, number: int) -> bool:
    behind = -_ahead(association, number)
    return behind >= 0 and bool(association.processed >> behind & 1)


def _newer(newest: int, number: int) -> bool:
    """Whether a list is newer than the newest: an older one changes nothing, whenever it arrives."""
    return newest < 0 or 0 < (number - newest) % NUMBERS < NUMBERS // 2


def _remember(engine: "Engine", association: Association, number: int) -> None:
    """Record an Update ID for as long as it is within the window (RFC 7401 6.12.1 step 5)."""
    ahead = _ahead(association, number)
    if ahead > 0:
        association.newest_update = number
        window = (1 << engine.config.update_window) - 1
        association.processed = (association.processed << ahead | 1) & window
    else:
        association.processed |= 1 << -ahead
