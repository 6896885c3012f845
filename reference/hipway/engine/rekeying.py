"""Rekeying: both security associations are replaced, each end bringing its half (RFC 7402 6.8 to 6.10)."""

from typing import TYPE_CHECKING

from hipway.crypto.faults import InvalidPublicValue
from hipway.crypto.groups import GROUPS
from hipway.crypto.keymat import Keymat
from hipway.engine import channel, updates
from hipway.engine.association import Association, Rekeying
from hipway.engine.events import Rekeyed
from hipway.engine.refusal import Refused
from hipway.wire.packet import Packet
from hipway.wire.parameters import DiffieHellman, EspInfo, Parameter

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["acknowledged", "begin", "check", "finish", "hear"]

PATIENCE = 60.0  # seconds that a rekeying may take (RFC 7402 6.8 step 5: not for an indefinite time)


def begin(engine: "Engine", association: Association, now: float, *, fresh: bool = False) -> None:
    """Send our half: a new SPI, and a new Diffie-Hellman value if `fresh` (RFC 7402 6.8)."""
    if association.rekeying is not None or association.inbound is None:
        return
    former = association.spi
    exponent = None
    if fresh:
        engine.work.diffie_hellman += 1
        exponent = GROUPS[association.group].draw(engine.entropy)
    spi = channel.new_inbound(engine, association)
    association.spi = former  # until the new one is in use
    index = 0 if exponent else association.keymat_index
    parameters: list[Parameter] = [EspInfo(index, former, spi)]
    if exponent is not None:
        parameters.append(DiffieHellman(association.group, exponent.public))
    number = updates.send(engine, association, tuple(parameters), now)
    association.rekeying = Rekeying(number, spi, index, exponent, now + PATIENCE)


def check(association: Association, packet: Packet) -> None:
    """Check the peer's half before anything of its UPDATE takes effect (RFC 7402 6.9 step 1).

    Raises:
        Refused: it names a wrong SPI, index or group.
    """
    info = packet.get(EspInfo)
    value = packet.get(DiffieHellman)
    if value is not None and (info is None or info.keymat_index != 0 or value.group != association.group):
        raise Refused("RFC 7402 6.9 step 1", "a new public value goes with KEYMAT Index 0 and the group in use")
    if info is None:
        return
    current = association.outbound.spi if association.outbound else 0
    if info.old_spi != current:
        raise Refused("RFC 7402 6.9", f"the SPI in use is {current:#010x}, not {info.old_spi:#010x}")
    if value is None and info.new_spi != info.old_spi and info.keymat_index < association.keymat_index:
        raise Refused("RFC 7402 6.9.1 step 2", "keying material is drawn once only")


def hear(engine: "Engine", association: Association, packet: Packet, now: float) -> None:
    """Take the peer's half, and answer it with ours (RFC 7402 6.9.1)."""
    info = packet.get(EspInfo)
    if info is None or info.old_spi == info.new_spi or info.new_spi == 0:
        return
    begin(engine, association, now)
    under_way = association.rekeying
    if under_way is None:
        return
    value = packet.get(DiffieHellman)
    under_way.peer_spi = info.new_spi
    under_way.peer_index = info.keymat_index
    under_way.peer_public = value.public_value if value else None


def acknowledged(association: Association, number: int) -> None:
    """The peer has acknowledged an UPDATE: perhaps the one with our half."""
    if association.rekeying is not None and association.rekeying.update_id == number:
        association.rekeying.acknowledged = True


def finish(engine: "Engine", association: Association, now: float) -> None:
    """Replace the security associations as soon as both halves are there (RFC 7402 6.10)."""
    under_way = association.rekeying
    if under_way is None or not under_way.acknowledged or under_way.peer_spi is None:
        return
    association.rekeying = None
    fresh = under_way.exponent is not None or under_way.peer_public is not None
    if fresh:
        _new_keymat(engine, association, under_way)
    else:
        index = max(under_way.index, under_way.peer_index, association.keymat_index)
        association.keymat_index = index
    engine.drop_former(association)
    association.former = association.inbound
    association.spi = under_way.spi
    channel.install(engine, association, under_way.peer_spi)
    engine.events_out.append(Rekeyed(association.peer))
    if association.announce:
        updates.announce(engine, association, now)
    channel.flush(engine, association, now)


def _new_keymat(engine: "Engine", association: Association, under_way: Rekeying) -> None:
    """Draw new keying material; an end that sent no new value goes on with its old one (RFC 7402 6.10 step 1)."""
    exponent = under_way.exponent or association.exponent
    public = under_way.peer_public or association.peer_public
    if exponent is None or association.rhash is None:
        raise AssertionError
    engine.work.diffie_hellman += 1
    try:
        kij = exponent.shared(public)
    except InvalidPublicValue as error:
        raise Refused("RFC 7402 6.10 step 1", str(error)) from error
    association.exponent, association.peer_public = exponent, public
    salt = association.salt
    association.keymat = Keymat(association.rhash, kij, *salt, association.ours, association.peer)
    association.keymat_index = 0
