"""Ping: a datagram to port 7 within ESP comes back (RFC 862). Every node answers; no application sees it.

The source port tells pings apart. What comes from port 7 is never answered, so that two nodes don't echo forever.
"""

import asyncio
from collections.abc import Callable

from hipway.engine.events import Payload

__all__ = ["ECHO", "Echo"]

ECHO = 7
LEAST, MOST = 49_152, 65_535  # the ports that are for anybody (RFC 6335 6)

Send = Callable[[bytes, bytes, tuple[int, int]], None]


class Echo:
    """The pings that are under way, and the answers to those of others."""

    def __init__(self, send: Send, flush: Callable[[], None]) -> None:
        """Take what sends a payload (peer, payload, source and destination port), and what lets it go out at once."""
        self._send = send
        self._flush = flush
        self._waiting: dict[tuple[bytes, int], tuple[bytes, asyncio.Future[None]]] = {}
        self._next = LEAST

    def take(self, payload: Payload) -> bool:
        """Take a payload if it is one of ours: answer a ping, or end the wait for an answer."""
        source, destination = payload.ports
        if source == ECHO:
            data, future = self._waiting.get((payload.peer, destination), (b"", None))
            if future is not None and data == payload.data and not future.done():
                future.set_result(None)
            return True
        if destination == ECHO:
            self._send(payload.peer, payload.data, (ECHO, source))
            return True
        return False

    async def ping(self, peer: bytes, data: bytes, timeout: float) -> float:  # noqa: ASYNC109  # of one datagram
        """Send a ping, and return how many seconds its answer took.

        Raises:
            TimeoutError: there was none.
        """
        loop = asyncio.get_running_loop()
        port, self._next = self._next, LEAST if self._next == MOST else self._next + 1
        future: asyncio.Future[None] = loop.create_future()
        self._waiting[peer, port] = data, future
        begun = loop.time()
        try:
            self._send(peer, data, (port, ECHO))
            self._flush()
            async with asyncio.timeout(timeout):
                await future
        finally:
            del self._waiting[peer, port]
        return loop.time() - begun
