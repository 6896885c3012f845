"""`hipway node up`, `node status` and `ping`: processes of their own, on loopback."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Hipway = Callable[..., Result]
Start = Callable[..., "Running"]

SECONDS = 60.0  # a bound, not a measure
SETTINGS = """
[node]
keys = ["key"]
hosts = "hosts"
[network]
port = {port}
listen = ["{address}"]
addresses = ["{address}"]
[log]
format = "json"
{more}
"""


class Running:
    """A node that was started, once it says that it is up."""

    def __init__(self, process: "subprocess.Popen[str]", config: Path) -> None:
        self.process = process
        self.config = str(config)
        self.hit = ""
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line)
        self._lines.put("")

    def until(self, message: str) -> dict[str, Any]:
        """Read the log up to a message, and return it."""
        while line := self._lines.get(timeout=SECONDS):
            entry: dict[str, Any] = json.loads(line)
            if entry["message"] == message:
                return entry
        pytest.fail(f"it ended without {message!r}")

    def rest(self) -> list[dict[str, Any]]:
        """Return the log from here to its end."""
        return [json.loads(line) for line in iter(lambda: self._lines.get(timeout=SECONDS), "")]

    def close(self) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        assert self.process.stderr is not None
        self.process.stderr.close()

    def stop(self) -> int:
        """Ask it to stop, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(SECONDS)


@pytest.fixture
def folder(hipway: Hipway, tmp_path: Path) -> Callable[..., Path]:
    """Write the files of a node, and return its settings."""

    def write(name: str, address: str = "127.0.0.1", port: int = 0, known: str = "", more: str = "") -> Path:
        place = tmp_path / name
        place.mkdir()
        assert hipway("node", "keygen", str(place / "key")).exit_code == 0
        (place / "hosts").write_text(known, encoding="utf-8")
        settings = place / "node.toml"
        settings.write_text(SETTINGS.format(address=address, port=port, more=more), encoding="utf-8")
        return settings

    return write


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Start nodes; those that still run at the end of the test are killed."""
    started: list[Running] = []

    def run(settings: Path, *arguments: str) -> Running:
        command = [sys.executable, "-m", "hipcheck.cli", "node", "up", "--config", str(settings), *arguments]
        node = Running(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True), settings)
        started.append(node)
        node.hit = node.until("up")["hit"]
        return node

    yield run
    for node in started:
        node.close()


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_two_nodes_run_answer_and_stop(hipway: Hipway, folder: Callable[..., Path], start: Start, address: str) -> None:
    bob = start(folder("bob", address))
    (listening,) = json.loads(hipway("node", "status", "--config", bob.config, "--json").output)["listening"]
    alice = start(folder("alice", address, known=f"bob {bob.hit} {listening}\n"))

    pinged = hipway("ping", "bob", "--config", alice.config, "--count", "1")
    assert pinged.exit_code == 0, pinged.output
    assert "1: 56 bytes from bob in " in pinged.output
    assert "1 of 1 answered" in pinged.output

    (association,) = json.loads(hipway("node", "status", "--config", alice.config, "--json").output)["associations"]
    assert (association["peer"], association["name"], association["state"]) == (bob.hit, "bob", "ESTABLISHED")
    assert [locator["endpoint"] for locator in association["locators"]] == [listening]
    shown = hipway("node", "status", "--config", bob.config).output
    assert f"{alice.hit}  ESTABLISHED" in shown
    metrics = hipway("node", "status", "--config", bob.config, "--prometheus").output.splitlines()
    assert 'hipway_packets_sent_total{type="R2"} 1' in metrics
    assert "hipway_payloads_received_total 1" in metrics
    assert {line.split()[0] for line in metrics if not line.startswith("#")} >= {"hipway_uptime_seconds"}

    assert (
        hipway("ping", alice.hit, "--config", bob.config, "-c", "1").exit_code == 0
    )  # no line names her, but she is here

    assert alice.stop() == 0
    closed = bob.until("closed")
    assert (closed["peer"], closed["by_peer"]) == (alice.hit, True)
    assert bob.stop() == 0
    for node in (alice, bob):
        assert not Path(node.config).with_name("control.sock").exists()


def test_peers_that_the_settings_name_are_connected_to(
    folder: Callable[..., Path], hipway: Hipway, start: Start
) -> None:
    bob = start(folder("bob"))
    (listening,) = json.loads(hipway("node", "status", "--config", bob.config, "--json").output)["listening"]
    settings = folder("alice", known=f"bob {bob.hit} {listening}\n")
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[network]", 'connect = ["bob"]\n[network]'), encoding="utf-8")
    alice = start(settings, "--pcap", str(settings.with_name("run.pcap")))
    assert alice.until("established")["peer"] == bob.hit
    assert bob.until("established")["peer"] == alice.hit
    assert alice.stop() == 0
    assert settings.with_name("run.pcap").stat().st_size > 24
    assert len(settings.with_name("run.pcap.keys").read_text(encoding="ascii").splitlines()) == 4


def test_only_the_owner_may_ask(folder: Callable[..., Path], start: Start) -> None:
    bob = start(folder("bob"))
    assert Path(bob.config).with_name("control.sock").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("request_line", "said"),
    [
        (b"{}", "missing required field `do`"),
        (b"hello", "JSON is malformed"),
        (b'{"do": "dance"}', "Invalid value 'dance'"),
        (b'{"do": "status", "loud": 1}', "unknown field `loud`"),
        (b'{"do": "close", "peer": "dave"}', "no host has this name"),
        (b'{"do": "ping", "peer": "2001:22::1", "count": 0}', "Expected `int` >= 1"),
        (b'{"do": "ping", "peer": "2001:22::1"}', "no address of it is known"),
    ],
)
def test_a_wrong_request_is_answered(folder: Callable[..., Path], start: Start, request_line: bytes, said: str) -> None:
    bob = start(folder("bob"))
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(SECONDS)
        client.connect(str(Path(bob.config).with_name("control.sock")))
        client.sendall(request_line + b"\n")
        assert said in json.loads(client.makefile().readline())["error"]


def test_one_node_of_the_same_settings(hipway: Hipway, folder: Callable[..., Path], start: Start) -> None:
    bob = start(folder("bob"))
    kept = Path(bob.config).with_name("pcap")
    kept.write_bytes(b"of the first one")
    second = hipway("node", "up", "--config", bob.config, "--pcap", str(kept))
    assert second.exit_code == 5
    assert kept.read_bytes() == b"of the first one"
    assert "a node with this control socket runs already" in second.output
    assert hipway("node", "status", "--config", bob.config).exit_code == 0


def test_a_control_socket_of_somebody_else_stays(hipway: Hipway, folder: Callable[..., Path], start: Start) -> None:
    """Whoever may not ask it may not remove it either, wherever it stands."""
    if os.geteuid():
        pytest.skip("only root can be somebody else")
    bob = start(folder("bob"))
    place = Path(bob.config).parent
    place.chmod(0o777)
    script = (
        "import os; from pathlib import Path; from hipway.node.control import ControlError, _listening, ask\n"
        "os.setuid(65534)\n"
        "for use in (lambda path: _listening(path), lambda path: list(ask(path, {'do': 'status'}))):\n"
        "    try: use(Path('control.sock'))\n"
        "    except ControlError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=place, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "control.sock: the control socket of a node of user root. Name another path in [node] control",
        "control.sock: the control socket of a node of user root; only that user may ask it",
    ]
    assert hipway("node", "status", "--config", bob.config).exit_code == 0


def test_a_name_that_is_mistyped(hipway: Hipway, folder: Callable[..., Path], start: Start) -> None:
    alice = start(folder("alice", known="robert 2001:22::1 192.0.2.1\nzoe 2001:22::2 192.0.2.2\n"))
    near = hipway("ping", "rovert", "--config", alice.config)
    assert near.exit_code == 5
    assert near.output.endswith("no host has this name in the hosts file. Did you mean robert?\n")
    assert "it names 2 hosts" in hipway("ping", "xyzzy", "--config", alice.config).output


def test_a_disk_that_is_full(hipway: Hipway, folder: Callable[..., Path]) -> None:
    settings = folder("bob")
    refused = hipway("node", "up", "--config", str(settings), "--pcap", "/dev/full")
    assert refused.exit_code == 5
    assert "/dev/full: the capture can't be written: no space left on device" in refused.output
    assert not settings.with_name("control.sock").exists()
    assert not Path("/dev/full.keys").exists()


def test_a_socket_that_was_left_behind_is_no_obstacle(folder: Callable[..., Path], start: Start) -> None:
    settings = folder("bob")
    killed = start(settings)
    killed.process.kill()
    killed.process.wait(SECONDS)
    assert settings.with_name("control.sock").exists()
    assert start(settings).stop() == 0


def test_a_port_in_use(hipway: Hipway, folder: Callable[..., Path]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        settings = folder("bob", port=other.getsockname()[1])
        result = hipway("node", "up", "--config", str(settings), "--pcap", str(settings.with_name("pcap")))
    assert result.exit_code == 5
    assert "another process has it" in result.output
    assert {path.name for path in settings.parent.iterdir()} == {"key", "hosts", "node.toml"}


def test_a_capture_that_cannot_be_written(hipway: Hipway, folder: Callable[..., Path]) -> None:
    settings = folder("bob")
    result = hipway("node", "up", "--config", str(settings), "--pcap", str(settings.with_name("nowhere") / "pcap"))
    assert result.exit_code == 5
    assert "nowhere" in result.output
    assert {path.name for path in settings.parent.iterdir()} == {"key", "hosts", "node.toml"}


def test_wrong_settings_are_wrong_use(hipway: Hipway, folder: Callable[..., Path]) -> None:
    settings = folder("bob", more="colour = true")
    for command in (("node", "up"), ("node", "status"), ("ping", "bob")):
        result = hipway(*command, "--config", str(settings))
        assert result.exit_code == 2
        assert f"{settings}: [log] colour: no such key" in result.output


def test_a_key_that_others_can_read(hipway: Hipway, folder: Callable[..., Path]) -> None:
    settings = folder("bob")
    settings.with_name("key").chmod(0o644)
    result = hipway("node", "up", "--config", str(settings))
    assert result.exit_code == 5
    assert f"chmod 600 {settings.with_name('key')}" in result.output


def test_a_node_that_does_not_run(hipway: Hipway, folder: Callable[..., Path]) -> None:
    settings = folder("bob")
    for command in (("node", "status"), ("ping", "2001:22::1")):
        result = hipway(*command, "--config", str(settings))
        assert result.exit_code == 5
        assert "no node answers (no such file or directory). Start one: hipway node up" in result.output


def test_a_ping_that_finds_no_host(hipway: Hipway, folder: Callable[..., Path], start: Start) -> None:
    more = "[engine]\ni1_retries = 0\nretry_first = 0.01"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        known = f"carol 2001:22::1 127.0.0.1:{silent.getsockname()[1]}\n"
        bob = start(folder("bob", known=known, more=more))
        result = hipway("ping", "carol", "--config", bob.config)
    assert result.exit_code == 5
    assert "cannot connect to 2001:22::1: no answer to I1" in result.output


def test_a_node_stops_while_somebody_waits_for_a_ping(folder: Callable[..., Path], start: Start) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent, socket.socket(socket.AF_UNIX) as client:
        silent.bind(("127.0.0.1", 0))
        silent.settimeout(SECONDS)
        bob = start(folder("bob", known=f"carol 2001:22::1 127.0.0.1:{silent.getsockname()[1]}\n"))
        client.settimeout(SECONDS)
        client.connect(str(Path(bob.config).with_name("control.sock")))
        client.sendall(b'{"do": "ping", "peer": "carol"}\n')
        silent.recv(2048)  # the I1
        assert bob.stop() == 0
        assert client.recv(4096) == b""
        assert [entry for entry in bob.rest() if entry["level"] == "error"] == []
