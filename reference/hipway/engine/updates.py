"""UPDATEs: sent until they are acknowledged, and processed once each (RFC 7401 6.11 and 6.12, RFC 8046 5)."""

from typing import TYPE_CHECKING

from hipway.addresses import Address, Endpoint, is_ipv4
from hipway.engine import locators, rekeying
from hipway.engine.association import FOREVER, Association, Outstanding, State
from hipway.engine.packets import check_mac, check_signature, peer_identity, sealed
from hipway.engine.refusal import Refused
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Received
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

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["announce", "challenge", "receive", "resend", "send"]

NUMBERS = 2**32  # Update IDs are circular (RFC 7401 6.12)
OPEN = (State.R2_SENT, State.ESTABLISHED)


# ------------------------------------------------------------------ sending


def send(  # noqa: PLR0913  # what goes into it
    engine: "Engine",
    association: Association,
    parameters: tuple[Parameter, ...],
    now: float,
    *,
    endpoint: Endpoint | None = None,
    source: Address | None = None,
) -> int:
    """Send an UPDATE with a SEQ, and again until it is acknowledged (RFC 7401 6.11). Return its Update ID.

    Args:
        engine: that sends.
        association: with the peer.
        parameters: besides SEQ, in any order.
        now: the time.
        endpoint: the only place where it may go; None for wherever the peer is reached.
        source: the address that it comes from; None for that of the association.
    """
    number = association.update_id
    association.update_id = (number + 1) % NUMBERS
    packet = _sealed(engine, association, (Seq(number), *parameters))
    due = now + engine.config.retry_first
    association.outstanding[number] = Outstanding(packet, endpoint, 1, due)
    engine.transmit(association, packet, now, endpoint=endpoint, source=source)
    return number


def _sealed(engine: "Engine", association: Association, parameters: tuple[Parameter, ...]) -> bytes:
    ordered = tuple(sorted(parameters, key=lambda parameter: parameter.type))
    identity = engine.identities[association.ours]
    return sealed(PacketType.UPDATE, association, identity, ordered, engine.work)


def announce(engine: "Engine", association: Association, now: float) -> None:
    """Tell the peer the complete list of our addresses (RFC 8046 5.2), unless a rekeying has to end first."""
    if association.rekeying is not None or association.state not in OPEN:
        association.announce = True
        return
    association.announce = False
    if association.endpoint is not None:
        association.local = engine.source_for(association.endpoint, association.local)
    listed = [address for address in engine.addresses if engine.announces(address)]
    first = association.local if association.local in listed else next(iter(listed), None)
    found = LocatorSet(
        tuple(
            Locator(address, engine.config.locator_lifetime, preferred=address == first, spi=association.spi)
            for address in listed
        )
    )
    info = EspInfo(association.keymat_index, association.spi, association.spi)
    send(engine, association, (info, found), now)


def challenge(engine: "Engine", association: Association, endpoint: Endpoint, value: bytes, now: float) -> None:
    """Ask the peer to prove that it is at an address: the value goes to that address alone (RFC 8046 5.4)."""
    echo = EchoRequestSigned(value)
    source = engine.source_for(endpoint, association.local)
    send(engine, association, (echo,), now, endpoint=endpoint, source=source)


def resend(engine: "Engine", association: Association, now: float) -> None:
    """Send again what is due, and give up on what was sent often enough (RFC 7401 6.11 step 4)."""
    config = engine.config
    for number, waiting in list(association.outstanding.items()):
        if now < waiting.due:
            continue
        if waiting.tries <= config.update_retries:
            waiting.due = now + min(config.retry_first * 2**waiting.tries, config.retry_longest)
            waiting.tries += 1
            engine.transmit(association, waiting.packet, now, endpoint=waiting.endpoint)
            engine.through_rendezvous(association, waiting, now)
            continue
        del association.outstanding[number]
        if waiting.endpoint is not None and locators.lost(engine, association, waiting.endpoint):
            continue  # one address does not answer, another one does
        engine.close_broken(association, now)
        return


# ------------------------------------------------------------------ receiving


def receive(  # noqa: PLR0913, PLR0917  # what it depends on
    engine: "Engine",
    association: Association,
    received: Received,
    source: Endpoint,
    local: Endpoint,
    now: float,
) -> None:
    """Process an UPDATE: its ACK first, then its SEQ (RFC 7401 6.12)."""
    packet = received.packet
    sequence = packet.get(Seq)
    if sequence is not None and _too_far(engine, association, sequence.update_id):
        raise Refused("RFC 7401 6.12.1 step 1", f"Update ID {sequence.update_id} is outside the window")
    check_mac(received, association, engine.work, "RFC 7401 6.12.1 step 3")
    check_signature(received, peer_identity(association), engine.work, "RFC 7401 6.12.1 step 4")
    association.heard = now
    if association.state is State.R2_SENT:
        engine.confirm(association, now)
    found = packet.get(Ack)
    if found is not None:
        _acknowledged(engine, association, found, now)
    echo = packet.get(EchoResponseSigned)
    if echo is not None:
        locators.answered(engine, association, echo, now)
    if sequence is not None:
        _sequenced(engine, association, received, sequence.update_id, source, local, now)
    rekeying.finish(engine, association, now)


def _ahead(association: Association, number: int) -> int:
    """Return how far an Update ID is ahead of the newest one, on a circle; negative if it is behind."""
    distance = (number - association.newest_update) % NUMBERS
    return distance if distance < NUMBERS // 2 else distance - NUMBERS


def _too_far(engine: "Engine", association: Association, number: int) -> bool:
    ahead = _ahead(association, number)
    if association.newest_update < 0:
        return not 1 <= ahead <= engine.config.update_window  # the first one is 0 (RFC 7401 6.11 step 1)
    return not -engine.config.update_window < ahead <= engine.config.update_window


def _acknowledged(engine: "Engine", association: Association, ack: Ack, now: float) -> None:
    """Stop sending what the peer has (RFC 7401 6.12.2)."""
    for number in ack.update_ids:
        if association.outstanding.pop(number, None) is not None and association.rekeying is not None:
            rekeying.acknowledged(association, number)
    if association.announce and not association.outstanding:
        announce(engine, association, now)


def _sequenced(  # noqa: PLR0913, PLR0917  # what it depends on
    engine: "Engine",
    association: Association,
    received: Received,
    number: int,
    source: Endpoint,
    local: Endpoint,
    now: float,
) -> None:
    """Process what an UPDATE says, once, and acknowledge it each time (RFC 7401 6.12.1)."""
    packet = received.packet
    answer: list[Parameter] = [Ack((number,))]
    request = packet.get(EchoRequestSigned)
    if request is not None:
        answer.append(EchoResponseSigned(request.data))
    if number not in association.processed:
        rekeying.check(association, packet)
        _remember(engine, association, number)
        found = packet.get(LocatorSet)
        if found is not None and _newer(association.newest_list, number):
            association.newest_list = number
            locators.listed(engine, association, found, source, now)
        rekeying.hear(engine, association, packet, now)
    engine.transmit(
        association, _sealed(engine, association, tuple(answer)), now, endpoint=source, source=local.address
    )


def _newer(newest: int, number: int) -> bool:
    """Whether a list is newer than the newest: an older one changes nothing, whenever it arrives."""
    return newest < 0 or 0 < (number - newest) % NUMBERS < NUMBERS // 2


def _remember(engine: "Engine", association: Association, number: int) -> None:
    """Record an Update ID for as long as it is within the window (RFC 7401 6.12.1 step 5)."""
    if _ahead(association, number) > 0:
        association.newest_update = number
    association.processed.add(number)
    window = engine.config.update_window
    if len(association.processed) > 2 * window:
        newest = association.newest_update
        association.processed = {known for known in association.processed if (newest - known) % NUMBERS < window}


def usable(address: Address, endpoint: Endpoint) -> bool:
    """Whether packets to an endpoint can come from an address."""
    return is_ipv4(address) == is_ipv4(endpoint.address)


def earliest(association: Association) -> float:
    """Return when the next UPDATE is sent again."""
    return min((waiting.due for waiting in association.outstanding.values()), default=FOREVER)
