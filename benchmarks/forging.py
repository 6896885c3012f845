"""Hostile packets: real ones changed, others made up, and both sealed with the valid keys of a hostile peer."""

import random
from collections.abc import Iterator

from hipway.addresses import IPV4_PREFIX
from hipway.engine.association import Association
from hipway.engine.engine import Engine
from hipway.esp.datagrams import wrap
from hipway.wire.numbers import PacketType
from hipway.wire.packet import HEADER_SIZE, Packet, build, build_parameters, padded
from hipway.wire.parameters import (
    Ack,
    DiffieHellman,
    EchoRequestSigned,
    EchoRequestUnsigned,
    EspInfo,
    HipMac,
    HipMac2,
    HipSignature,
    HipSignature2,
    Locator,
    LocatorSet,
    Parameter,
    RegRequest,
    RegResponse,
    RvsHmac,
    Seq,
)
from hipway.wire.protection import covered, covered_mac2, covered_signature2
from hipway.wire.udp import MARKER

__all__ = ["HALF", "Forger"]

CRAFTED, HALF, MOST = 0.2, 0.5, 0.9
LAST = 2040  # where the last parameter of a packet may begin
FIELD = 8  # bytes that are put in place of others at once
TYPES = (
    65,
    129,
    193,
    257,
    321,
    385,
    449,
    511,
    513,
    579,
    641,
    705,
    715,
    832,
    897,
    930,
    932,
    934,
    936,
    961,
    2049,
    4095,
    63998,
    65498,
    65500,
)
INTERESTING = (0, 1, 2, 3, 4, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


class Forger:
    """What makes hostile packets.

    Args:
        source: of everything random.
        peer: the engine of the hostile peer, with its keys.
        victim: the HIT of the victim.

    Attributes:
        seeds: real packets of former times.
        recent: real packets that belong to the association that there is now.
        found: hostile packets that have reached something new.
    """

    def __init__(self, source: random.Random, peer: Engine, victim: bytes) -> None:
        """Begin without any packet."""
        self.random = source
        self.peer = peer
        self.victim = victim
        self.seeds: list[bytes] = []
        self.recent: list[bytes] = []
        self.found: list[bytes] = []

    def packets(self) -> Iterator[bytes]:
        """Make hostile datagrams without end."""
        while True:
            if self.random.random() < CRAFTED:
                yield MARKER + self.sealed(self.crafted())
                continue
            real = self.recent if self.recent and self.random.random() < MOST else self.seeds
            interesting = self.found and self.random.random() < HALF
            data = bytearray(self.random.choice(self.found if interesting else real))
            if data[:4] == MARKER and self.random.random() < HALF:
                data[:] = self.parameters(bytes(data))
            for _ in range(self.random.choice((0, 0, 1, 1, 2, 5, 20))):
                self.mutate(data)
            if data[:4] == MARKER and self.random.random() < MOST:
                yield MARKER + self.sealed(self.appended(bytes(data[4:])))
            elif self.random.random() < HALF:
                yield self.encrypted(bytes(data))
            else:
                yield bytes(data)

    def crafted(self) -> bytes:
        """Return an UPDATE, R1 or CLOSE whose parameters are well-formed, and say anything."""
        association = self.peer.with_peer(self.victim)
        spi, number = 0, 0
        if association is not None:
            spi, number = association.spi, association.update_id
            association.update_id = (number + 1) % 2**32
        random = self.random
        size = random.choice((0, 16, 200, 1500, 1800))
        choices: tuple[tuple[Parameter, ...], ...] = (
            (EspInfo(random.choice(INTERESTING) & 0xFFFF, spi, random.getrandbits(32)),),
            (EspInfo(0, spi, random.getrandbits(32)), DiffieHellman(7, random.randbytes(random.choice((0, 64, 65))))),
            (EspInfo(0, spi, 0),),
            (self._locators(spi),),
            (self._locators(spi),),
            (EchoRequestSigned(random.randbytes(size)),),
            (RegRequest(random.randrange(256), tuple(random.randbytes(random.choice((1, 3, 255))))),),
            (RegResponse(random.randrange(256), tuple(random.randbytes(random.choice((1, 3, 255))))),),
            (Ack(tuple(random.choice((0, 1, 2, 3, 2**32 - 1)) for _ in range(4))),),
        )
        found: list[Parameter] = [
            Seq(number),
            *(each for part in random.sample(choices, random.choice((0, 1, 2))) for each in part),
        ]
        found = list({type(each): each for each in found}.values())
        kind = random.choice((PacketType.UPDATE, PacketType.UPDATE, PacketType.UPDATE, PacketType.CLOSE))
        found.sort(key=lambda parameter: parameter.type)
        try:
            packet = build(Packet(kind, self.peer.default, self.victim, tuple(found)))
        except ValueError:
            return b""
        hash_size = association.rhash.size if association and association.rhash else 48
        return packet + _tlv(HipMac.type, bytes(hash_size)) + _tlv(HipSignature.type, bytes(98))

    def _locators(self, spi: int) -> LocatorSet:
        random = self.random
        first = random.choice((b"\x0a", b"\xe0", b"\x00", b"\xff"))
        found = (
            Locator(
                IPV4_PREFIX + first + random.randbytes(3),
                random.choice((1, 2, 0xFFFFFFFF)),
                preferred=random.random() < HALF,
                spi=spi,
                port=random.choice((None, 0, 1, 10500)),
            )
            for _ in range(random.choice((0, 1, 2, 17, 40)))
        )
        return LocatorSet(tuple(found))

    def encrypted(self, data: bytes) -> bytes:
        """Return data as the peer can send it, with any bytes in its ESP."""
        association = self.peer.with_peer(self.victim)
        if association is None or association.outbound is None:
            return data
        header = self.random.choice((6, 17, 17, 17, 59))
        inner = wrap(association.ours, association.peer, data[:1400], 1, 2)
        return association.outbound.seal(header, self.random.choice((data[:1400], inner, inner[:-1])))

    def mutate(self, data: bytearray) -> None:
        """Change some bytes, cut or lengthen."""
        if not data:
            return
        at = self.random.randrange(len(data))
        match self.random.randrange(7):
            case 0:
                data[at] ^= 1 << self.random.randrange(8)
            case 1:
                data[at] = self.random.randrange(256)
            case 2:
                size = self.random.choice((1, 2, 4))
                value = self.random.choice(INTERESTING) & ((1 << 8 * size) - 1)
                data[at : at + size] = value.to_bytes(size, "big")
            case 3:
                del data[at:]
            case 4:
                data += self.random.randbytes(self.random.randrange(64))
            case 5:
                data[at : at + FIELD] = self.random.choice(self.seeds)[at : at + FIELD]
            case 6:
                del data[at : at + FIELD]

    def parameters(self, data: bytes) -> bytes:
        """Leave parameters out, repeat them, take some of another packet, exchange their order or type."""
        head, found = data[: 4 + HEADER_SIZE], _split(data[4:])
        other = _split(self.random.choice(self.seeds)[4:])
        for _ in range(self.random.choice((0, 1, 2))):
            match self.random.randrange(4):
                case 0 if found:
                    found.pop(self.random.randrange(len(found)))
                case 1 if found:
                    found.append(self.random.choice(found))
                case 2 if other:
                    found.append(self.random.choice(other))
                case 3:
                    size = self.random.choice((0, 1, 4, 12, 16, 36, 200, 1500))
                    kind = self.random.choice(TYPES).to_bytes(2, "big")
                    body = self.random.randbytes(size)
                    found.append(kind + size.to_bytes(2, "big") + body + bytes(padded(size) - 4 - size))
        if self.random.random() < MOST:
            found.sort(key=lambda tlv: tlv[:2])
        raw = bytearray(head + b"".join(found))
        raw[5] = ((len(raw) - 4) // 8 - 1) & 0xFF
        return bytes(raw)

    def appended(self, raw: bytes) -> bytes:
        """Perhaps add a request that nothing protects, and that its answer must repeat."""
        if self.random.random() < 1 - MOST:
            return raw + _tlv(EchoRequestUnsigned.type, bytes(self.random.choice((0, 300, 1000))))
        return raw

    def sealed(self, raw: bytes) -> bytes:
        """Put right MACs and signatures of the peer into a packet, as far as it has any."""
        association = self.peer.with_peer(self.victim)
        place = HEADER_SIZE
        out = raw[:HEADER_SIZE]
        for tlv in _split(raw):
            out += self._protection(tlv, out, place, association) if place <= LAST else tlv
            place = len(out)
        return out[:1] + bytes(((len(out) // 8 - 1) & 0xFF,)) + out[2:]

    def _protection(self, tlv: bytes, before: bytes, place: int, association: Association | None) -> bytes:
        """Return a parameter; if it protects what stands before it, then rightly."""
        kind = int.from_bytes(tlv[:2], "big")
        identity = self.peer.identities[self.peer.default]
        try:
            macs = {HipMac.type, HipMac2.type, RvsHmac.type}
            if kind in macs and association and association.keys and association.rhash:
                own = build_parameters((identity.public.host_id(),)) if kind == HipMac2.type else b""
                text = covered_mac2(before, place, own) if own else covered(before, place)
                return _tlv(kind, association.rhash.hmac(association.keys.mac_out, text))
            if kind in {HipSignature.type, HipSignature2.type}:
                text = (covered if kind == HipSignature.type else covered_signature2)(before, place)
                return _tlv(kind, identity.public.algorithm.to_bytes(2, "big") + identity.sign(text))
        except ValueError:  # nothing can be protected that has such parameters
            return tlv
        return tlv


def _split(raw: bytes) -> list[bytes]:
    """Return the parameters of a packet, as far as it has any."""
    found, at = [], HEADER_SIZE
    while at + 4 <= len(raw):
        size = padded(raw[at + 2] << 8 | raw[at + 3])
        found.append(raw[at : at + size])
        at += size
    return found


def _tlv(kind: int, contents: bytes) -> bytes:
    size = len(contents)
    return kind.to_bytes(2, "big") + size.to_bytes(2, "big") + contents + bytes(padded(size) - 4 - size)
