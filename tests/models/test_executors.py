"""Executors: what goes wrong in a worker or on the way to a cluster is told, and nothing is left behind."""

import multiprocessing
import os
import socket
import time
from collections.abc import Iterable, Iterator

import pytest

from hipmodels.executors import InProcess, UnreachableError, executor


def double(number: int) -> int:
    return 2 * number


def fail(text: str) -> None:
    raise KeyError(text)


def who() -> int:
    return os.getpid()


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def still_there(workers: Iterable[multiprocessing.process.BaseProcess]) -> list[str]:
    """Return the workers that run a moment later; the pool's own thread may be the one that has seen them end."""
    end = time.monotonic() + 2
    while running := [worker.name for worker in workers if worker.is_alive()]:
        if time.monotonic() > end:
            break
        time.sleep(0.01)
    return running


@pytest.fixture
def closed() -> Iterator[int]:
    """A port at which nobody listens, kept from others for as long as the test runs."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        yield kept.getsockname()[1]


@pytest.mark.parametrize("jobs", [1, 2])
def test_tasks_are_done_and_their_results_come_back(jobs: int) -> None:
    with executor(jobs) as pool:
        assert [pool.submit(double, number).result() for number in range(4)] == [0, 2, 4, 6]
        assert list(pool.map(double, [5, 6])) == [10, 12]


def test_one_job_stays_in_this_process_and_two_do_not() -> None:
    with executor(1) as pool:
        assert pool.submit(who).result() == os.getpid()
    with executor(2) as pool:
        assert pool.submit(who).result() != os.getpid()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_goes_wrong_in_a_worker_surfaces_where_its_result_is_asked_for(jobs: int) -> None:
    with executor(jobs) as pool:
        future = pool.submit(fail, "of the worker")
        assert isinstance(future.exception(), KeyError)
        with pytest.raises(KeyError, match="of the worker"):
            future.result()
        assert pool.submit(double, 4).result() == 8  # the others go on


def test_a_task_here_keeps_its_exception_for_later() -> None:
    future = InProcess().submit(fail, "kept")
    assert future.done()
    with pytest.raises(KeyError, match="kept"):
        future.result()


def test_no_process_is_left_after_the_end() -> None:
    before = set(multiprocessing.active_children())
    with executor(2) as pool:
        pool.submit(double, 1).result()
        assert set(multiprocessing.active_children()) - before
    assert set(multiprocessing.active_children()) == before


@pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt])
def test_no_process_is_left_after_an_exception_and_nobody_waits_for_the_work(kind: type[BaseException]) -> None:
    before = set(multiprocessing.active_children())
    started = time.monotonic()
    workers: set[multiprocessing.process.BaseProcess] = set()

    def interrupted() -> None:
        with executor(2) as pool:
            for _ in range(6):
                pool.submit(sleep, 60)
            workers.update(set(multiprocessing.active_children()) - before)
            raise kind

    with pytest.raises(kind):
        interrupted()
    assert time.monotonic() - started < 20
    assert workers
    assert not still_there(workers)


@pytest.mark.parametrize(
    "address",
    ["", "dask://", "dask://localhost", "dask://localhost:", "dask://:8786", "tcp://localhost:8786", "dask://a:b"],
)
def test_an_address_that_is_none_says_what_one_looks_like(address: str) -> None:
    with (
        pytest.raises(UnreachableError, match="an executor's address looks like dask://HOST:PORT"),
        executor(2, address),
    ):
        pass


def test_a_port_at_which_nobody_listens_is_named(closed: int) -> None:
    address = f"dask://127.0.0.1:{closed}"
    with pytest.raises(UnreachableError, match=f"{address}: no Dask scheduler answers there"), executor(2, address):
        pass


@pytest.mark.parametrize("address", ["dask://127.0.0.1:99999", "dask://no-such-host.invalid:8786"])
def test_a_place_that_can_not_be_is_named(address: str) -> None:
    with pytest.raises(UnreachableError, match="dask://"), executor(2, address):
        pass
