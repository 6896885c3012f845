"""Where work is done: in this process, in several, or on a Dask cluster. A task is a function and plain arguments."""

import concurrent.futures
import contextlib
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


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
def executor(jobs: int | None = None, address: str | None = None) -> Iterator[concurrent.futures.Executor]:
    """Give an executor, and leave no process behind, whatever happens.

    Args:
        jobs: how many processes; the number of cores if left out; 1 means this process.
        address: `dask://HOST:PORT` of a cluster instead.

    Raises:
        UnreachableError: nobody answers at the address.
    """
    if address is not None:
        with _dask(address) as pool:
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
def _dask(address: str) -> Iterator[concurrent.futures.Executor]:
    scheme, _, place = address.partition("://")
    host, _, port = place.rpartition(":")
    if scheme != "dask" or not host or not port.isdigit():
        msg = f"{address}: an executor's address looks like dask://HOST:PORT"
        raise UnreachableError(msg)
    try:
        with socket.create_connection((host, int(port)), timeout=3):
            pass
    except OSError as error:
        msg = f"{address}: no Dask scheduler answers there ({error})"
        raise UnreachableError(msg) from error
    try:
        import distributed  # noqa: PLC0415  # an extra, loaded only when asked for
    except ImportError as error:
        msg = "the extra `cluster` is not installed: pip install 'hipway[cluster]'"
        raise UnreachableError(msg) from error
    try:
        client: Any = distributed.Client(f"tcp://{place}", timeout=10)  # type: ignore[no-untyped-call]  # untyped upstream
    except OSError as error:
        msg = f"{address}: no Dask scheduler answers there ({error})"
        raise UnreachableError(msg) from error
    try:
        yield client.get_executor()
    finally:
        client.close()
