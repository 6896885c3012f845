"""Those who wait for an association: told when there is one, or why there will be none."""

import asyncio

from hipway.engine.events import Closed, Established, Event, Failed

__all__ = ["Waiting"]


class Waiting:
    """A future for each peer that somebody connects to: of an empty text, or of the reason why there is nothing."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._futures: dict[bytes, asyncio.Future[str]] = {}

    def get(self, hit: bytes) -> "asyncio.Future[str] | None":
        """Return what others wait for already."""
        return self._futures.get(hit)

    def begin(self, hit: bytes) -> "asyncio.Future[str]":
        """Wait for a peer."""
        made = self._futures[hit] = asyncio.get_running_loop().create_future()
        return made

    def take(self, event: Event) -> None:
        """See whether a wait is over."""
        match event:
            case Established(peer):
                self._end(peer, "")
            case Failed(peer, why):
                self._end(peer, why)
            case Closed(peer):
                self._end(peer, "the peer has closed the association")

    def end_all(self, why: str) -> None:
        """End all waits."""
        for hit in list(self._futures):
            self._end(hit, why)

    def _end(self, hit: bytes, why: str) -> None:
        waiting = self._futures.pop(hit, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(why)
