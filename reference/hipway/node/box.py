"""A bounded queue between the node, which never waits, and an application, which does."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

from hipway.node.faults import NodeClosed

T = TypeVar("T")


class Box(Generic[T]):
    """What has come and was not fetched yet; what finds no room is lost and counted.

    Attributes:
        lost: how many found no room.
    """

    def __init__(self, room: int) -> None:
        """Begin empty; `room` is the sum of the sizes of what it may hold."""
        self.lost = 0
        self._room = room
        self._taken = 0
        self._items: deque[tuple[T, int]] = deque()
        self._arrived = asyncio.Event()
        self._closed = False

    def put(self, item: T, size: int = 1) -> None:
        """Put something in."""
        if self._taken + size > self._room:
            self.lost += 1
            return
        self._items.append((item, size))
        self._taken += size
        self._arrived.set()

    async def get(self) -> T:
        """Take the oldest out; wait for one if there is none.

        Raises:
            NodeClosed: it is closed, and nothing is left.
        """
        while not self._items:
            if self._closed:
                raise NodeClosed
            self._arrived.clear()
            await self._arrived.wait()
        item, size = self._items.popleft()
        self._taken -= size
        return item

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._closed = True
        self._arrived.set()

    def __aiter__(self) -> "Box[T]":
        return self

    async def __anext__(self) -> T:
        try:
            return await self.get()
        except NodeClosed:
            raise StopAsyncIteration from None
