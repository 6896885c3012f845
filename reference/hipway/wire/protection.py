"""What the MACs and signatures of a packet cover (RFC 7401 5.2.12 to 5.2.15, 6.4.1, 6.4.2)."""

from struct import Struct

from hipway.wire.numbers import ParameterType
from hipway.wire.packet import HEADER_SIZE, HIT_SIZE, PACKET_MOST, tlv_end
from hipway.wire.refusal import Malformed

START = Struct(">BBBBH")
"""The header as far as its Checksum, which ends it (RFC 7401 5.1)."""

_RECEIVER = 24
_PUZZLE = int(ParameterType.PUZZLE)
_PUZZLE_OPAQUE = 6  # behind Type, Length, #K and Lifetime


def covered(raw: bytes, offset: int, behind: bytes = b"") -> bytes:
    """Return what the HIP_MAC or HIP_SIGNATURE covers that begins at this offset, and what it covers besides, `behind`.

    The checksum is zero, and the Header Length ends where the parameter begins, or `behind` does.
    """
    units = (offset + len(behind)) // 8 - 1
    return START.pack(raw[0], units, raw[2], raw[3], 0) + raw[START.size : offset] + behind


def covered_mac2(raw: bytes, offset: int, host_id_tlv: bytes) -> bytes:
    """Return what the HIP_MAC_2 at this offset covers: the Responder's HOST_ID follows, and counts in the length."""
    if offset + len(host_id_tlv) > PACKET_MOST:
        what = f"with a HOST_ID of {len(host_id_tlv)} bytes the packet is longer than its Header Length can say"
        raise Malformed("RFC 7401 6.4.1", offset, what)
    return covered(raw, offset, host_id_tlv)


def covered_signature2(raw: bytes, offset: int) -> bytes:
    """Return what the HIP_SIGNATURE_2 at this offset covers: without the Initiator's HIT and what a puzzle changes."""
    cover = bytearray(covered(raw, offset))
    cover[_RECEIVER : _RECEIVER + HIT_SIZE] = bytes(HIT_SIZE)
    position = HEADER_SIZE
    while position < offset and (kind := raw[position] << 8 | raw[position + 1]) <= _PUZZLE:
        if kind == _PUZZLE:
            changing = position + _PUZZLE_OPAQUE
            after = position + 4 + (raw[position + 2] << 8 | raw[position + 3])
            cover[changing:after] = bytes(after - changing)
        position = tlv_end(raw, position)
    return bytes(cover)
