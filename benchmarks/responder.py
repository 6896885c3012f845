"""What a flood costs: R1s out of the pool, and puzzles to be solved, beside the bare hash."""

import hashlib
import itertools
import os
import time
from collections.abc import Callable, Iterator

from benchmarks.bare import HASHED
from benchmarks.measure import FailedError, table
from benchmarks.pair import THERE, Pair
from hipway.addresses import Endpoint, address_of
from hipway.crypto.puzzle import Search
from hipway.crypto.suites import RHASH
from hipway.wire.numbers import HitSuite

__all__ = ["puzzle", "responder"]

I1S = 20_000
TRIES = 100_000
ROUNDS = 5
UNSOLVABLE = 160  # bits that nobody finds: all tries are done
RHASH_USED = RHASH[HitSuite.ECDSA_SHA384]


def responder() -> Iterator[str]:
    """Yield a table: I1s, each from another address, answered by one engine in one process."""
    pair = Pair()
    pair.one.connect(pair.other.default, [THERE], pair.now)
    i1 = pair.one.datagrams()[0].data
    first = int.from_bytes(address_of("192.0.2.0"), "big")
    sources = itertools.cycle([Endpoint((first + n).to_bytes(16, "big"), 10500) for n in range(I1S)])
    hashed, answered = os.urandom(HASHED), bytes(400)

    def answer() -> None:
        for _ in range(I1S):
            pair.other.receive(i1, next(sources), THERE, pair.now)
            pair.now += 1e-5
            if len(pair.other.datagrams()) != 1:
                raise FailedError("an I1 got no R1")

    def floor() -> None:
        for _ in range(I1S):
            hashlib.sha384(hashed).digest()
            bytes(bytearray(answered))

    yield from table(["I1 in, R1 out", "each second", "ratio"], _rows(answer, floor, I1S, "a hash and a copy"))


def puzzle() -> Iterator[str]:
    """Yield a table: tries of the solver, and bare hashes of as many bytes."""
    start, i, hit = bytes(RHASH_USED.size), os.urandom(RHASH_USED.size), os.urandom(16)
    text = os.urandom(2 * RHASH_USED.size + 2 * len(hit))

    def search() -> None:
        Search(RHASH_USED, i, UNSOLVABLE, hit, hit, start).step(TRIES)

    def floor() -> None:
        hashing = hashlib.sha384
        for _ in range(TRIES):
            hashing(text).digest()

    yield from table(["tries, SHA-384", "each second", "ratio"], _rows(search, floor, TRIES, "bare hashlib"))


def _rows(ours: Callable[[], None], floor: Callable[[], None], count: int, name: str) -> list[list[str]]:
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for times, each in zip(taken, (ours, floor), strict=True):
            started = time.process_time()
            each()
            times.append(time.process_time() - started)
    mine, bare = min(taken[0]), min(taken[1])
    return [["hipway", f"{count / mine:,.0f}", f"{mine / bare:.2f}"], [name, f"{count / bare:,.0f}", "1.00"]]
