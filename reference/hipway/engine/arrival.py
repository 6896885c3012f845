"""A packet as it arrived."""

from typing import NamedTuple

from hipway.addresses import Endpoint
from hipway.wire.packet import Packet, Received

__all__ = ["Arrival"]


class Arrival(NamedTuple):
    """A packet with where and when it arrived.

    Attributes:
        received: the packet, read.
        source: where it came from, and where its answer goes.
        local: where it came to.
        now: the time.
    """

    received: Received
    source: Endpoint
    local: Endpoint
    now: float

    @property
    def packet(self) -> Packet:
        """What it says."""
        return self.received.packet
