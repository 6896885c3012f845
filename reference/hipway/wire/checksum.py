"""The Internet checksum (RFC 1071) of HIP right over IP (RFC 7401 5.1.1). Inside UDP it is zero (RFC 5770 5.1)."""

from hipway.addresses import Address, is_ipv4

HIP_PROTOCOL = 139


def pseudo_header(source: Address, destination: Address, protocol: int, length: int) -> bytes:
    """Return the pseudo header of IPv4 (RFC 768) or IPv6 (RFC 8200 8.1)."""
    if is_ipv4(source) != is_ipv4(destination):
        raise ValueError("one address is of IPv4 and the other of IPv6")
    if is_ipv4(source):
        return source[12:] + destination[12:] + bytes((0, protocol)) + length.to_bytes(2, "big")
    return source + destination + length.to_bytes(4, "big") + bytes((0, 0, 0, protocol))


def complement(data: bytes) -> int:
    """Return the complement of the one's complement sum of 16-bit words; an odd byte at the end is padded."""
    if len(data) % 2:
        data += b"\0"
    # 2^16 is 1 modulo 0xffff: the number that all words form has the same rest as their sum.
    return -int.from_bytes(data, "big") % 0xFFFF


def checksum(raw: bytes, source: Address, destination: Address) -> int:
    """Return the checksum of a packet between these addresses, whatever stands in its Checksum field."""
    return complement(pseudo_header(source, destination, HIP_PROTOCOL, len(raw)) + raw[:4] + raw[6:])


def with_checksum(raw: bytes, source: Address, destination: Address) -> bytes:
    """Return the packet with its checksum filled in."""
    return raw[:4] + checksum(raw, source, destination).to_bytes(2, "big") + raw[6:]


def is_right(raw: bytes, source: Address, destination: Address) -> bool:
    """Whether the checksum of a received packet is right."""
    return complement(pseudo_header(source, destination, HIP_PROTOCOL, len(raw)) + raw) == 0
