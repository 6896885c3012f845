"""Rekeying: both security associations are replaced, each end bringing its half (RFC 7402 6.8 to 6.10)."""

from typing import TYPE_CHECKING

from hipway.crypto.faults import InvalidPublicValue
from hipway.crypto.groups import GROUPS
from hipway.crypto.keymat import Keymat
from hipway.engine import channel, lifecycle, updates
from hipway.engine.association import OPEN, Association, Rekeying
from hipway.engine.events import Rekeyed
from hipway.engine.refusal import Refused
from hipway.wire.numbers import NotifyType
from hipway.wire.packet import Packet
from hipway.wire.parameters import DiffieHellman, EspInfo, Parameter

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["abandon", "acknowledged", "begin", "check", "finish", "hear"]

PATIENCE = 60.0  # seconds that a rekeying may take (RFC 7402 6.8 step 5: not for an indefinite time)
BLOCKS = 255  # of the hash that keying material has at most (RFC 5869 2.3)


def begin(
    engine: "Engine", association: Association, now: float, *, fresh: bool = False, peer_fresh: bool = False
) -> None:
    """Send our half: a new SPI, and a new Diffie-Hellman value if `fresh` (RFC 7402 6.8).

    `peer_fresh` says that the peer has begun, with a new value of its own.
    """
    if association.rekeying is not None or association.inbound is None or association.state not in OPEN:
        return
    if not peer_fresh and not _has_room(association, association.keymat_index):
        fresh = True
    exponent = None
    if fresh:
        engine.work.diffie_hellman += 1
        exponent = GROUPS[association.group].draw(engine.entropy)
    spi = channel.new_spi(engine, association)
    index = 0 if fresh or peer_fresh else association.keymat_index
    parameters: list[Parameter] = [EspInfo(index, association.spi, spi)]
    if exponent is not None:
        parameters.append(DiffieHellman(association.group, exponent.public))
    number = updates.send(engine, association, tuple(parameters), now)
    if number is None:
        del engine.spis[spi]
        return
    association.rekeying = Rekeying(number, spi, index, exponent, now + PATIENCE)


def _has_room(association: Association, index: int) -> bool:
    """Whether the keying material has keys from an index on."""
    size = association.rhash.size if association.rhash else 0
    return index + channel.keys_size(association) <= BLOCKS * size


def check(association: Association, packet: Packet) -> None:
    """Check the peer's half before anything of its UPDATE takes effect (RFC 7402 6.9 step 1).

    Raises:
        Refused: it names a wrong SPI, index or group. The peer is to be told (RFC 7401 5.2.19, INVALID_SYNTAX).
    """
    info = packet.get(EspInfo)
    value = packet.get(DiffieHellman)
    if value is not None and (info is None or info.keymat_index != 0 or value.group != association.group):
        what = "a new public value goes with KEYMAT Index 0 and the group in use"
        raise Refused("RFC 7402 6.9 step 1", what, NotifyType.INVALID_SYNTAX)
    if info is None:
        return
    current = association.outbound.spi if association.outbound else 0
    named = {info.old_spi, info.new_spi}
    new = info.old_spi == 0 and info.new_spi != 0  # a new SA, which is treated like a rekeying (RFC 8046 5.3 case 3)
    if not new and info.old_spi != current and named != {association.former_peer_spi}:
        what = f"the SPI in use is {current:#010x}, not {info.old_spi:#010x}"
        raise Refused("RFC 8046 5.3", what, NotifyType.INVALID_SYNTAX)
    if info.new_spi in {0, info.old_spi}:
        return
    under_way = association.rekeying
    if value is not None or (under_way is not None and under_way.exponent is not None):
        return
    if info.keymat_index < association.keymat_index or not _has_room(association, info.keymat_index):
        what = "keying material is drawn once only, and has an end"
        raise Refused("RFC 7402 6.9.1 step 2", what, NotifyType.INVALID_SYNTAX)


def hear(engine: "Engine", association: Association, packet: Packet, now: float) -> None:
    """Take the peer's half, and answer it with ours (RFC 7402 6.9.1)."""
    info = packet.get(EspInfo)
    if info is None or info.new_spi in {0, info.old_spi}:
        return
    value = packet.get(DiffieHellman)
    begin(engine, association, now, peer_fresh=value is not None)
    under_way = association.rekeying
    if under_way is None:
        return
    under_way.peer_spi = info.new_spi
    under_way.peer_index = info.keymat_index
    under_way.peer_public = value.public_value if value else None
    _prepare(engine, association, under_way, info.new_spi)


def _prepare(engine: "Engine", association: Association, under_way: Rekeying, peer_spi: int) -> None:
    """Both halves are here: draw the keys.

    The peer may send on the new SA as soon as it has our half, before its acknowledgment arrives here.
    """
    keymat = association.keymat
    index = max(under_way.index, under_way.peer_index, association.keymat_index)
    if under_way.exponent is not None or under_way.peer_public is not None:
        keymat, index = _new_keymat(engine, association, under_way), 0
    if keymat is None or not _has_room(association, index):
        abandon(engine, association)
        raise Refused("RFC 7402 6.10 step 2", "the keying material has an end")
    made = channel.make(engine, association, keymat, index, under_way.spi, peer_spi)
    under_way.inbound, under_way.outbound, under_way.next_index = made
    under_way.keymat = keymat


def _new_keymat(engine: "Engine", association: Association, under_way: Rekeying) -> Keymat | None:
    """Draw new keying material; an end that sent no new value goes on with its old one (RFC 7402 6.10 step 1)."""
    exponent = under_way.exponent or association.exponent
    public = under_way.peer_public or association.peer_public
    if exponent is None or association.rhash is None:
        return None
    engine.work.diffie_hellman += 1
    try:
        kij = exponent.shared(public)
    except InvalidPublicValue as error:
        abandon(engine, association)
        raise Refused("RFC 7402 6.10 step 1", str(error)) from error
    return Keymat(association.rhash, kij, association.salt, b"", association.ours, association.peer)


def acknowledged(association: Association, number: int) -> None:
    """The peer has acknowledged an UPDATE: perhaps the one with our half."""
    if association.rekeying is not None and association.rekeying.update_id == number:
        association.rekeying.acknowledged = True


def finish(engine: "Engine", association: Association, now: float) -> None:
    """Replace the security associations if both halves are there and ours is acknowledged (RFC 7402 6.10)."""
    under_way = association.rekeying
    if under_way is None or not under_way.acknowledged or under_way.outbound is None:
        return
    association.rekeying = None
    association.outstanding.pop(under_way.update_id, None)
    association.exponent = under_way.exponent or association.exponent
    association.peer_public = under_way.peer_public or association.peer_public
    association.keymat, association.keymat_index = under_way.keymat, under_way.next_index
    lifecycle.drop_former(engine, association)
    association.former, association.inbound = association.inbound, under_way.inbound
    association.former_peer_spi = association.outbound.spi if association.outbound else 0
    association.spi, association.outbound = under_way.spi, under_way.outbound
    engine.events_out.append(Rekeyed(association.peer))
    if association.announce:
        updates.announce(engine, association, now)
    channel.flush(engine, association, now)


def abandon(engine: "Engine", association: Association) -> None:
    """Give a rekeying up; the security associations stay as they are."""
    if association.rekeying is not None:
        engine.spis.pop(association.rekeying.spi, None)
        association.outstanding.pop(association.rekeying.update_id, None)
        association.rekeying = None
