"""A change of address: three UPDATEs and what they cost, in one process and through sockets on 127.0.0.1."""

import itertools
import socket
import statistics
import time
from collections.abc import Iterator
from typing import Self

from benchmarks.bare import UPDATES, Bare
from benchmarks.exchange import beside
from benchmarks.measure import FailedError, table
from benchmarks.pair import Pair
from hipway.addresses import Endpoint, address_of
from hipway.engine.association import LocatorStatus

__all__ = ["readdress"]

MOVES = 300
ROUND_TRIPS = 2  # of datagrams: the new address and its challenge, the answer and its acknowledgment
PLACES = (Endpoint(address_of("10.0.0.3"), 10500), Endpoint(address_of("10.0.0.4"), 10500))
LOCALHOST = "127.0.0.1"


def readdress() -> Iterator[str]:
    """Yield a table: from the new address until it is verified and nothing is to be sent any more."""
    pair, places = Pair(), itertools.cycle(PLACES)
    pair.connect()

    def move() -> None:
        pair.move(next(places))
        pair.exchange()

    def check() -> None:
        (at_peer,) = pair.other.associations.values()
        if at_peer.endpoint != pair.place or at_peer.locators[pair.place].status is not LocatorStatus.ACTIVE:
            raise FailedError("the new address was not verified")
        pair.now += 1.0
        pair.one.events()
        pair.other.events()

    move()
    check()
    bare = Bare().all(UPDATES)
    ours, floor = beside(move, bare, after=check)
    sent = pair.packets
    rows = [
        [f"{sent} UPDATEs, both ends", f"{ours:.0f} us", f"{ours / floor:.2f}"],
        ["bare operations for 3", f"{floor:.0f} us", "1.00"],
    ]
    yield from table(["readdress, P-256", "processor time", "ratio"], rows)
    yield ""
    with Wire() as wire:
        pair.wire = wire.carry
        walls: tuple[list[float], list[float]] = ([], [])
        for _ in range(MOVES):
            started = time.perf_counter()
            move()
            walls[0].append(time.perf_counter() - started)
            check()
            started = time.perf_counter()
            for _ in range(ROUND_TRIPS):
                wire.carry(bytes(300))
                wire.carry(bytes(300))
            bare()
            walls[1].append(time.perf_counter() - started)
    ours, floor = (1e6 * statistics.median(each) for each in walls)
    rows = [
        ["until the new address is verified", f"{ours:.0f} us", f"{ours / floor:.2f}"],
        [f"bare operations, {ROUND_TRIPS} round trips", f"{floor:.0f} us", "1.00"],
    ]
    yield from table([f"readdress through sockets on {LOCALHOST}", "median time", "ratio"], rows)


class Wire:
    """Two sockets on this host."""

    def __enter__(self) -> Self:
        """Open both."""
        self._sender, self._receiver = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        self._receiver.bind((LOCALHOST, 0))
        self._receiver.settimeout(1.0)
        return self

    def __exit__(self, *_: object) -> None:
        """Close both."""
        self._sender.close()
        self._receiver.close()

    def carry(self, data: bytes) -> bytes:
        """Send a datagram, and return it as it arrives."""
        self._sender.sendto(data, self._receiver.getsockname())
        return self._receiver.recv(65_536)
