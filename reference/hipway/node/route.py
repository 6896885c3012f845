"""What the system's routes say."""

import socket

from hipway.addresses import Address, Endpoint, address_of, is_ipv4, text_of

__all__ = ["source_of"]


def source_of(destination: Endpoint) -> Address | None:
    """Return the address that the system would send from; nothing is sent. None if there is no route."""
    family = socket.AF_INET if is_ipv4(destination.address) else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((text_of(destination.address), destination.port))
            return address_of(probe.getsockname()[0].partition("%")[0])
    except OSError:
        return None
