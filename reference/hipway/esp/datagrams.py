"""The UDP header inside ESP. In BEET mode the inner addresses are HITs and aren't sent [RFC 7402 3.2, appendix B].

What is inside ESP is a UDP header and the application's bytes. Its checksum covers a pseudo header of IPv6 with the
HITs, whatever the addresses outside are [RFC 7401 5.1.1].
"""

from struct import Struct

from hipway.esp.association import UDP
from hipway.esp.refusal import EspRefused, Reason

_PSEUDO_HEADER = Struct(">16s16sII")  # source, destination, length, next header [RFC 8200 8.1]
_HEADER = Struct(">HHHH")  # source port, destination port, length, checksum [RFC 768]
_ONES = 0xFFFF
MAX_PAYLOAD = _ONES - _HEADER.size

# An integer of many digits is folded in halves before it is divided, which is faster: 2^(16n) is 1 modulo 0xffff.
_LARGEST_FOLD = 18  # the power of two that isn't below the bits of any datagram, less one
_FOLDS = tuple((1 << power, (1 << (1 << power)) - 1) for power in range(_LARGEST_FOLD, 8, -1))


def wrap(ours: bytes, peer: bytes, payload: bytes, source_port: int, destination_port: int) -> bytes:
    """Return a UDP header with the payload behind it.

    Raises:
        ValueError: the payload doesn't fit into a UDP datagram.
    """
    length = len(payload) + _HEADER.size
    if length > _ONES:
        raise ValueError(f"{len(payload)} bytes don't fit into a UDP datagram, which takes {MAX_PAYLOAD}")
    bare = _HEADER.pack(source_port, destination_port, length, 0)
    checksum = _ONES - _residue(_PSEUDO_HEADER.pack(ours, peer, length, UDP) + bare + payload)
    return _HEADER.pack(source_port, destination_port, length, checksum) + payload


def unwrap(peer: bytes, ours: bytes, datagram: bytes) -> tuple[int, int, bytes]:
    """Return source port, destination port and payload of what a peer has wrapped.

    Raises:
        EspRefused: a length or the checksum is wrong. Padding behind the UDP datagram is refused as well: RFC 7402
            leaves it to another document.
    """
    length = len(datagram)
    if length < _HEADER.size:
        raise EspRefused(Reason.UDP_LENGTH)
    source_port, destination_port, stated, checksum = _HEADER.unpack_from(datagram)
    if stated != length:
        raise EspRefused(Reason.UDP_LENGTH)
    if not checksum or _residue(_PSEUDO_HEADER.pack(peer, ours, length, UDP) + datagram):
        raise EspRefused(Reason.UDP_CHECKSUM)
    return source_port, destination_port, datagram[_HEADER.size :]


def _residue(data: bytes) -> int:
    """Return the ones' complement sum of 16-bit words modulo 0xffff: 0 stands for 0xffff [RFC 1071]."""
    number = int.from_bytes(data + b"\0" if len(data) & 1 else data, "big")
    for bits, mask in _FOLDS[_LARGEST_FOLD + 1 - (8 * len(data)).bit_length() :]:
        number = (number >> bits) + (number & mask)
    return number % _ONES
