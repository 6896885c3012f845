"""Where work is done: in this process, in several, or on a Dask cluster. A task is a function and plain arguments."""

import concurrent.futures
import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 5  # seconds for a cluster to answer
PORTS = 65536


class UnreachableError(Exception):
    """A cluster that doesn't answer."""


class InProcess(concurrent.futures.Executor):
    """Does each task at once, here; for one job, and for tests."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> concurrent.futures.Future[T]:  # noqa: ANN401  # as in the standard library
        """Do a task and return its finished future."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # kept in the future, as an executor does
            future.set_exception(error)
        return future


def _worker() -> None:
    """Let the parent handle Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def executor(
    jobs: int | None = None, address: str | None = None, same: Callable[[], object] | None = None
) -> Iterator[concurrent.futures.Executor]:
    """Give an executor, and leave no process behind, whatever happens.

    Args:
        jobs: how many processes; the number of cores if left out; 1 means this process.
        address: `dask://HOST:PORT` of a cluster instead.
        same: what must give the same on each worker of a cluster as here, so that all work on one text.

    Raises:
        UnreachableError: nobody answers at the address, or not as we would.
    """
    if address is not None:
        with _dask(address, same) as pool:
            yield pool
        return
    count = jobs or os.cpu_count() or 1
    if count == 1:
        yield InProcess()
        return
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    processes = concurrent.futures.ProcessPoolExecutor(count, mp_context=context, initializer=_worker)
    try:
        yield processes
    except BaseException:
        _stop(processes)
        raise
    processes.shutdown()


def _stop(pool: concurrent.futures.ProcessPoolExecutor) -> None:
    """End the workers at once: nobody waits for what they are doing."""
    workers = list((pool._processes or {}).values())  # noqa: SLF001  # the pool has no public way to end a running task
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join(5)


@contextlib.contextmanager
def _dask(address: str, same: Callable[[], object] | None) -> Iterator[concurrent.futures.Executor]:
    client = _client(address)
    try:
        _agree(client, address, same)
        yield client.get_executor()
    finally:
        client.close()


def _client(address: str) -> Any:  # noqa: ANN401  # untyped upstream
    scheme, _, place = address.partition("://")
    host, _, port = place.rpartition(":")
    if scheme != "dask" or not host or not port.isdecimal() or not 0 < int(port) < PORTS:
        msg = f"{address}: an executor's address looks like dask://HOST:PORT"
        raise UnreachableError(msg)
    nobody = f"{address}: no Dask scheduler answers there"
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE):
            pass
    except (OSError, UnicodeError) as error:  # UnicodeError: what can't be a name of a host
        raise UnreachableError(f"{nobody} ({error})") from error
    try:
        import asyncio  # noqa: PLC0415  # takes its time, and is needed here only

        import distributed  # noqa: PLC0415  # an extra, loaded only when asked for
    except ImportError as error:
        msg = "the extra `cluster` is not installed: pip install 'hipway[cluster]'"
        raise UnreachableError(msg) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said by us, once
    try:
        asyncio.run(_ask_who_answers(f"tcp://{place}"))
        return distributed.Client(f"tcp://{place}", timeout=PATIENCE)  # type: ignore[no-untyped-call]  # untyped upstream
    except TimeoutError as error:
        raise UnreachableError(f"{nobody} within {PATIENCE} seconds") from error
    except Exception as error:  # whatever somebody else answers there is taken for
        raise UnreachableError(f"{nobody} ({type(error).__name__})") from error


async def _ask_who_answers(place: str) -> None:
    """Talk to a scheduler, within bounds: a client of Dask waits without end for somebody who only listens.

    Raises:
        Exception: nobody answers in time, or somebody else.
    """
    import asyncio  # noqa: PLC0415  # takes its time, and is needed here only

    from distributed.comm.core import connect  # noqa: PLC0415  # an extra, loaded only when asked for

    async def ask() -> Any:  # noqa: ANN401  # untyped upstream
        comm = await connect(place, timeout=PATIENCE)  # type: ignore[no-untyped-call]  # untyped upstream
        try:
            await comm.write({"op": "identity", "reply": True})
            return await comm.read()
        finally:
            comm.abort()

    answer = await asyncio.wait_for(ask(), PATIENCE)
    if answer["type"] != "Scheduler":
        raise TypeError(answer["type"])


def _agree(client: Any, address: str, same: Callable[[], object] | None) -> None:  # noqa: ANN401  # untyped upstream
    """Refuse a cluster without workers, and one on which something is otherwise than here."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except (TimeoutError, OSError) as error:
        raise UnreachableError(f"{address}: the cluster has no workers") from error
    if same is None:
        return
    try:
        found = client.run(same)
    except Exception as error:  # whatever goes wrong on a worker
        raise UnreachableError(f"{address}: a worker can't do the work: {type(error).__name__}: {error}") from error
    here = same()
    other = [worker for worker, there in found.items() if there != here]
    if other:
        msg = f"{address}: {other[0]} has another specification or another version of hipway, Z3 or Python"
        raise UnreachableError(msg)
