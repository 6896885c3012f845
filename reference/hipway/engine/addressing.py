"""Which addresses a LOCATOR_SET may have (RFC 8046 4 and 5.3)."""

from hipway.addresses import Address, is_ipv4

__all__ = ["is_announced", "is_unicast"]

LOOPBACK_4 = 127
MULTICAST_4 = 224  # what follows it is multicast, reserved or broadcast
LINK_LOCAL_4 = b"\xa9\xfe"
MULTICAST_6 = 0xFF
LINK_LOCAL_6 = (0xFE, 0x80)
LOOPBACK_6 = bytes(15) + b"\x01"


def is_unicast(address: Address) -> bool:
    """Whether a peer may be at an address: neither multicast nor broadcast nor unspecified (RFC 8046 5.3)."""
    if is_ipv4(address):
        return 0 < address[12] < MULTICAST_4
    return address[0] != MULTICAST_6 and any(address)


def is_announced(address: Address) -> bool:
    """Whether an address of ours is told to peers: what works on this host or this link only is not."""
    if is_ipv4(address):
        return is_unicast(address) and address[12] != LOOPBACK_4 and address[12:14] != LINK_LOCAL_4
    link_local = (address[0], address[1] & 0xC0) == LINK_LOCAL_6
    return is_unicast(address) and not link_local and address != LOOPBACK_6
