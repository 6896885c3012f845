"""Many bugs: a process for each, so many at once."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

import msgspec

from hipcheck.lockstep.seeded.hunting import Found, Task, hunt

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

__all__ = ["hunted"]


def hunted(tasks: Sequence[Task], jobs: int | None = None) -> Iterator[Found]:
    """Yield what became of each bug, in the order in which they end.

    Args:
        tasks: what to do.
        jobs: how many processes at once; as many as cores if nothing is said.
    """
    context = multiprocessing.get_context("fork")  # a child has all that is loaded here, and its own of what changes
    under_way: dict[Connection, tuple[Task, ForkProcess]] = {}
    left = iter(tasks)
    try:
        while True:
            for task in left:
                here, there = context.Pipe(duplex=False)
                process = context.Process(target=_child, args=(task, there))
                process.start()
                there.close()
                under_way[here] = task, process
                if len(under_way) >= (jobs or os.cpu_count() or 1):
                    break
            if not under_way:
                return
            told = wait(list(under_way))
            for ready in [each for each in under_way if each in told]:
                task, process = under_way.pop(ready)
                yield _fetched(task, ready)
                process.join()
    finally:
        for _, process in under_way.values():
            process.terminate()


def _child(task: Task, there: Connection) -> None:
    there.send_bytes(msgspec.json.encode(hunt(task)))
    there.close()


def _fetched(task: Task, ready: Connection) -> Found:
    try:
        return msgspec.json.decode(ready.recv_bytes(), type=Found)
    except EOFError:
        return Found(task.id, "raises", what="the process ended")
    finally:
        ready.close()
