"""Addresses: 16 bytes, IPv4 as ::ffff:a.b.c.d, as HIP's own parameters carry them (RFC 8046, 4)."""

import ipaddress
from typing import NamedTuple

_MAPPED = bytes(10) + b"\xff\xff"


class Endpoint(NamedTuple):
    """An address and a UDP port."""

    address: bytes
    port: int


def is_ipv4(address: bytes) -> bool:
    """Return whether the address is IPv4."""
    return address.startswith(_MAPPED)


def address_of(text: str) -> bytes:
    """Return the address that is written in the usual way."""
    address = ipaddress.ip_address(text)
    return _MAPPED + address.packed if address.version == 4 else address.packed  # noqa: PLR2004  # IP version 4


def text_of(address: bytes) -> str:
    """Return the address in the usual way of writing."""
    return str(ipaddress.IPv4Address(address[12:]) if is_ipv4(address) else ipaddress.IPv6Address(address))
