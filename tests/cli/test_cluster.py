"""`--executor dask://HOST:PORT`: the same verdicts as in processes, and a sentence for whatever else answers there."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Process = Callable[..., subprocess.CompletedProcess[str]]
Edit = Callable[..., Path]
PAPER = ("--specification", "paper")

CLUSTER = """
import sys
import distributed

if __name__ == "__main__":
    with distributed.LocalCluster(
        n_workers=int(sys.argv[1]), threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        print(cluster.scheduler_address.replace("tcp://", "dask://"), flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def cluster(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[[int], str]]:
    """Start clusters of some workers on this machine; each ends with the test, and leaves nothing behind."""
    pytest.importorskip("distributed")
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER, encoding="utf-8")
    started: list[subprocess.Popen[str]] = []

    def start(workers: int) -> str:
        command = [sys.executable, str(script), str(workers)]
        run = subprocess.Popen(
            command,
            env=environment,
            cwd=tmp_path,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        started.append(run)
        assert run.stdout is not None
        return run.stdout.readline().strip()

    yield start
    for run in started:
        try:
            run.communicate(timeout=30)  # closes its input, so it ends
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()


@pytest.fixture
def listening() -> Iterator[Callable[[bytes | None], str]]:
    """Listen somewhere: say nothing at all (None), or something and hang up."""
    servers: list[socket.socket] = []
    connections: list[socket.socket] = []

    def serve(server: socket.socket, answer: bytes | None) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            if answer is None:
                connections.append(connection)
            else:
                with connection:
                    connection.sendall(answer)

    def listen(answer: bytes | None) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threading.Thread(target=serve, args=(server, answer), daemon=True).start()
        return f"dask://127.0.0.1:{server.getsockname()[1]}"

    yield listen
    for server in servers:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
    for connection in connections:
        connection.close()


def obligations(file: Path) -> dict[str, tuple[Any, ...]]:
    """Return what a report says of each obligation, but for the time."""
    entries = json.loads(file.read_text(encoding="utf-8"))["obligations"]
    return {entry["id"]: (entry["verdict"], entry["scope"], entry["kind"]) for entry in entries}


def test_a_cluster_gives_the_same_verdicts_as_processes(
    process: Process, cluster: Callable[[int], str], tmp_path: Path
) -> None:
    here, there = tmp_path / "here.json", tmp_path / "there.json"
    assert process(*PAPER, "prove", "-j", "2", "--json", str(here)).returncode == 0
    done = process(*PAPER, "prove", "--executor", cluster(2), "--json", str(there))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert obligations(here)
    assert obligations(there) == obligations(here)


def test_workers_with_another_text_are_refused(process: Process, cluster: Callable[[int], str], edited: Edit) -> None:
    """Otherwise the workers would prove their own specification, and we would say it of ours."""
    folder = edited("network/names.py", ("An IP address", "An address"))
    done = process("--spec", str(folder), "prove", "--executor", cluster(1))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "has another specification" in done.stderr


def test_a_cluster_without_workers_is_named(process: Process, cluster: Callable[[int], str]) -> None:
    address = cluster(0)
    done = process("prove", "--executor", address)
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"{address}: the cluster has no workers" in done.stderr


@pytest.mark.parametrize(
    "answer", [None, b"", b"HTTP/1.1 400 Bad Request\r\n\r\n<html>Bad Request</html>"], ids=["silent", "mute", "HTTP"]
)
def test_whoever_is_no_scheduler_is_named_within_bounds(
    process: Process, listening: Callable[[bytes | None], str], answer: bytes | None
) -> None:
    pytest.importorskip("distributed")
    address = listening(answer)
    started = time.monotonic()
    done = process("prove", "--executor", address)
    assert time.monotonic() - started < 60
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"{address}: no Dask scheduler answers there" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["prove", "ablate", "verify"])
def test_an_address_at_which_nobody_listens_is_wrong_use(process: Process, command: str) -> None:
    done = process(command, "--executor", "dask://127.0.0.1:1")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "dask://127.0.0.1:1: no Dask scheduler answers there" in done.stderr
