"""`python -m benchmarks.idle --associations N`: what an idle association takes of memory, in a process with many.

Each one is established by a real base exchange and has carried a datagram each way; the other end is thrown away. Time
goes on meanwhile, so that they come to rest. What is measured is the memory of the whole process, before and after.
"""

import argparse
import gc
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import FailedError, table
from benchmarks.pair import CONFIG, Pair
from hipway.engine.association import State
from hipway.engine.engine import Engine

__all__ = ["idle"]

ASSOCIATIONS = 5_000
WARM_UP = 500  # exchanges before memory is measured first: every table and cache that has a bound has reached it
APART = 0.1  # seconds from one exchange to the next
FOREVER = 1e9  # nobody closes for want of traffic
ROLES = ("Responder", "Initiator")


class Measured(NamedTuple):
    """A process with associations: how many, its bytes for each, its bytes in all, and what an exchange took."""

    count: int
    each: float
    total: int
    seconds: float


def idle(count: int = ASSOCIATIONS) -> Iterator[str]:
    """Yield a table: memory per association of a host that has answered, and of one that has initiated."""
    rows = []
    for role in ROLES:
        with multiprocessing.get_context("spawn").Pool(1) as fresh:
            found = fresh.apply(_measure, (role, count))
        each, total = f"{found.each:,.0f} bytes", f"{found.total / 2**20:,.0f} MiB"
        rows.append([f"{found.count:,} as {role}", each, total, f"{found.seconds / found.count * 1000:.2f} ms"])
    yield from table(["idle associations", "memory of each", "whole process", "processor time of each"], rows)


def _measure(role: str, count: int) -> Measured:
    pair = Pair(replace(CONFIG, unused_lifetime=FOREVER, r1_lifetime=FOREVER))
    engine = pair.other if role == "Responder" else pair.one
    another = pair.stranger if role == "Responder" else pair.another_answers
    for _ in range(WARM_UP):
        _associate(pair, engine, another)
    before, started = _memory(), time.process_time()
    for _ in range(count):
        _associate(pair, engine, another)
    used = time.process_time() - started
    _let_time_pass(pair, engine, 2 * engine.config.rest_after)
    established = sum(each.state is State.ESTABLISHED for each in engine.associations.values())
    if established != count + WARM_UP:
        raise FailedError(f"{established} associations of {count + WARM_UP} are established")
    after = _memory()
    return Measured(count, (after - before) / count, after, used)


def _associate(pair: Pair, engine: Engine, another: Callable[[], None]) -> None:
    """Establish one association more, and use it."""
    pair.connect()
    pair.talk()
    another()
    _let_time_pass(pair, engine, APART)


def _let_time_pass(pair: Pair, engine: Engine, seconds: float) -> None:
    until = pair.now + seconds
    while (due := engine.deadline()) <= until:
        pair.now = max(pair.now, due)
        engine.timeout(pair.now)
    pair.now = until
    engine.events()


def _memory() -> int:
    """Return the resident bytes of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Measure with as many associations as asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.idle", description=__doc__)
    parser.add_argument("--associations", type=int, default=ASSOCIATIONS, metavar="N")
    for line in idle(parser.parse_args().associations):
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
