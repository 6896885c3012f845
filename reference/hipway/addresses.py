"""IP addresses as HIP carries them: 16 bytes, an IPv4 address in its IPv4-in-IPv6 form (RFC 4291 2.5.5.2)."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple, TypeAlias

Address: TypeAlias = bytes

IPV4_PREFIX = bytes(10) + b"\xff\xff"


class Endpoint(NamedTuple):
    """Where a datagram comes from or goes to."""

    address: Address
    port: int


def address_of(text: str) -> Address:
    """Return the 16 bytes of an address written as text; raise ValueError if it is none."""
    address = ip_address(text)
    return IPV4_PREFIX + address.packed if isinstance(address, IPv4Address) else address.packed


def text_of(address: Address) -> str:
    """Return an address as text: dotted for IPv4."""
    return str(IPv4Address(address[12:]) if is_ipv4(address) else IPv6Address(address))


def is_ipv4(address: Address) -> bool:
    """Whether the 16 bytes hold an IPv4 address."""
    return address.startswith(IPV4_PREFIX)
