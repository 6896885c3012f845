"""Those who wait for an association: told when there is one, or why there will be none."""

import asyncio

from hipway.engine.events import Answered, Closed, Established, Event, Failed

__all__ = ["NOBODY", "Waiting"]

NOBODY = bytes(16)
"""In place of a HIT: whoever is at an address (opportunistic mode, RFC 7401 4.1.8)."""
Outcome = tuple[bytes, str]


class Waiting:
    """A future for each peer that somebody connects to: of its HIT, and why there is no association."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._futures: dict[bytes, asyncio.Future[Outcome]] = {}

    def get(self, hit: bytes) -> "asyncio.Future[Outcome] | None":
        """Return what others wait for already."""
        return self._futures.get(hit)

    def begin(self, hit: bytes) -> "asyncio.Future[Outcome]":
        """Wait for a peer."""
        made = self._futures[hit] = asyncio.get_running_loop().create_future()
        return made

    def take(self, event: Event) -> None:
        """See whether a wait is over."""
        match event:
            case Answered(peer) if NOBODY in self._futures:
                self._futures.setdefault(peer, self._futures.pop(NOBODY))
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
            waiting.set_result((hit, why))
