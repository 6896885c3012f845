"""What the kernel would not take at once: it waits here, in order, until a socket can be written to again."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hipway.addresses import is_ipv4
from hipway.engine.events import Datagram
from hipway.node.sockets import Sockets

if TYPE_CHECKING:
    from hipway.node.capture import Capture

__all__ = ["Outbox"]

LARGEST = 8 << 20  # bytes: what the protocol itself sends is lost beyond that, as in any network


class Outbox:
    """Datagrams on their way to the sockets.

    Attributes:
        size: how many bytes wait.
        lost: how many datagrams found no room.
        capture: where what was sent is written.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, sockets: Sockets, drained: Callable[[], None]) -> None:
        """Begin empty; `drained` is called when something that waited was sent."""
        self.size = 0
        self.lost = 0
        self.capture: Capture | None = None
        self._loop = loop
        self._sockets = sockets
        self._drained = drained
        self._waiting: list[Datagram] = []
        self._watched: set[int] = set()

    def write(self, batch: Sequence[Datagram]) -> None:
        """Send; what has to wait goes behind what waits already."""
        if not self._waiting:
            self._send(batch)
        elif self.size < LARGEST:
            self._waiting += batch
            self.size += sum(len(each.data) for each in batch)
        else:
            self.lost += len(batch)

    def _send(self, batch: Sequence[Datagram]) -> None:
        rest = self._sockets.write(batch)
        if self.capture is not None:
            later = set(map(id, rest))
            self.capture.sent([each for each in batch if id(each) not in later])
        self._waiting = rest
        self.size = sum(len(each.data) for each in rest)
        families = {is_ipv4(each.destination.address) for each in rest}
        wanted = {each.fileno() for each in self._sockets.all if is_ipv4(each.local.address) in families}
        for number in wanted - self._watched:
            self._loop.add_writer(number, self.writable)
        for number in self._watched - wanted:
            self._loop.remove_writer(number)
        self._watched = wanted

    def writable(self) -> None:
        """Send what waits."""
        self._send(self._waiting)
        self._drained()

    def close(self) -> None:
        """Give up what waits."""
        for number in self._watched:
            self._loop.remove_writer(number)
        self._watched = set()
        self._waiting = []
        self.size = 0
