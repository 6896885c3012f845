"""The UDP header inside ESP. In BEET mode the inner addresses are HITs and aren't sent [RFC 7402 3.2, appendix B].

What is inside ESP is a UDP header and the application's bytes. Its checksum covers a pseudo header of IPv6 with the
HITs, whatever the addresses outside are [RFC 7401 5.1.1].
"""

from struct import Struct

from hipway.esp.association import UDP
from hipway.esp.refusal import EspRefused, Reason
from hipway.wire.checksum import complement

_HEADER = Struct(">HHHH")  # source port, destination port, length, checksum [RFC 768]
_PSEUDO_HEADER = Struct(">16s16sII")  # source, destination, length, next header [RFC 8200 8.1]
_BOTH = Struct(_PSEUDO_HEADER.format + _HEADER.format[1:])
_ZERO_IS_SENT_AS = 0xFFFF
MAX_PAYLOAD = 0xFFFF - _HEADER.size


def wrap(ours: bytes, peer: bytes, payload: bytes, source_port: int, destination_port: int) -> bytes:
    """Return a UDP header with the payload behind it.

    Raises:
        ValueError: the payload doesn't fit into a UDP datagram.
    """
    length = len(payload) + _HEADER.size
    if len(payload) > MAX_PAYLOAD:
        raise ValueError(f"{len(payload)} bytes don't fit into a UDP datagram, which takes {MAX_PAYLOAD}")
    covered = _BOTH.pack(ours, peer, length, UDP, source_port, destination_port, length, 0) + payload
    return _HEADER.pack(source_port, destination_port, length, complement(covered) or _ZERO_IS_SENT_AS) + payload


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
    if not checksum or complement(_PSEUDO_HEADER.pack(peer, ours, length, UDP) + datagram):
        raise EspRefused(Reason.UDP_CHECKSUM)
    return source_port, destination_port, datagram[_HEADER.size :]
