"""Reading datagrams: the layout of a HIP packet once more, independent of the implementation's codec.

Only what a comparison needs: the fixed header (RFC 7401 5.1), the parameters and where they stand (5.2.1), and the
fields of those that a view maps. A packet that breaks the layout is `None`; a view says what that means.
"""

import hmac
from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple

__all__ = ["MARKER", "SEQ", "Read", "Tlv", "echo_of", "esp_header", "mac_covers", "read"]

MARKER = bytes(4)
HEADER = Struct(">BBBBHH16s16s")
PIECE = Struct(">HH")
HEADER_SIZE = 40
MOST = 2048
VERSION = 2
LARGEST_UNSIGNED = 61440  # parameters from here on stand behind the MAC (RFC 7401 5.2)
SEQ = 385
HIP_MAC = 61505
HIP_MAC_2 = 61569
HIP_SIGNATURE = 61697


class Tlv(NamedTuple):
    """A parameter: its type, its contents, and where in the packet it begins."""

    type: int
    contents: bytes
    offset: int


@dataclass(frozen=True)
class Read:
    """A HIP packet, read.

    Attributes:
        kind: the packet type.
        sender, receiver: the HITs.
        controls: the control bits.
        parameters: in their order.
        raw: the bytes, without the marker of RFC 5770 5.1.
    """

    kind: int
    sender: bytes
    receiver: bytes
    controls: int
    parameters: tuple[Tlv, ...]
    raw: bytes

    def all(self, kind: int) -> list[Tlv]:
        """Return all parameters of a type."""
        return [each for each in self.parameters if each.type == kind]

    def one(self, kind: int) -> Tlv | None:
        """Return the first parameter of a type; None if there is none."""
        return next((each for each in self.parameters if each.type == kind), None)


def read(datagram: bytes) -> Read | None:
    """Read the HIP packet in a datagram; None if it is none, or its header or the frame of a parameter is broken."""
    if datagram[:4] != MARKER:
        return None
    raw = datagram[4:]
    if len(raw) < HEADER_SIZE:
        return None
    _, units, kind, version, _, controls, sender, receiver = HEADER.unpack_from(raw)
    end = (units + 1) * 8
    if end < HEADER_SIZE or end > len(raw) or version >> 4 != VERSION:
        return None
    parameters: list[Tlv] = []
    position, previous = HEADER_SIZE, 0
    while position < end:
        piece, length = PIECE.unpack_from(raw, position)
        after = position + (11 + length) // 8 * 8
        if after > end or piece < previous:
            return None
        parameters.append(Tlv(piece, raw[position + 4 : position + 4 + length], position))
        position, previous = after, piece
    return Read(kind & 0x7F, sender, receiver, controls, tuple(parameters), raw[:end])


def covered(raw: bytes, offset: int, behind: bytes = b"") -> bytes:
    """Return what a MAC or signature at this offset covers: no checksum, and the length up to there (6.4.1, 6.4.2)."""
    packet = bytearray(raw[:offset])
    packet[1] = (offset + len(behind)) // 8 - 1
    packet[4:6] = bytes(2)
    return bytes(packet) + behind


def mac_covers(packet: Read, key: bytes, host_id: bytes = b"") -> bool:
    """Whether a key made the HIP_MAC of a packet, or, with the Responder's HOST_ID, its HIP_MAC_2 (SHA-384)."""
    found = packet.one(HIP_MAC_2 if host_id else HIP_MAC)
    if found is None or found.offset + len(host_id) > MOST:
        return False  # it would cover more than a packet may have (6.4.1)
    text = covered(packet.raw, found.offset, host_id)
    return hmac.digest(key, text, "sha384") == found.contents


def echo_of(tlv: Tlv | None) -> bytes | None:
    """Return the opaque data of an ECHO parameter, if there is one."""
    return None if tlv is None else tlv.contents


def esp_header(datagram: bytes) -> tuple[int, int] | None:
    """Return the SPI and the low half of the sequence number of an ESP packet; None if it is none (RFC 4303 2)."""
    if len(datagram) < 8 or datagram[:4] == MARKER:  # noqa: PLR2004  # the header of ESP
        return None
    return int.from_bytes(datagram[:4], "big"), int.from_bytes(datagram[4:8], "big")
