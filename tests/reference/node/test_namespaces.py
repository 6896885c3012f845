"""Hosts that move, in network namespaces: two of them with a router between, and a stream of numbered datagrams."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from hipway import keyfile
from hipway.addresses import text_of
from hipway.identity import PrivateIdentity

SECONDS = 60.0  # a bound, not a measure
STREAM = Path(__file__).with_name("stream.py")


class Net:
    """A router, and hosts on links to it."""

    def __init__(self) -> None:
        self.prefix = f"hip{os.getpid()}"
        self.links = 0

    def ip(self, *words: str) -> None:
        """Run `ip`."""
        subprocess.run(["ip", *words], check=True, capture_output=True, timeout=SECONDS)  # noqa: S607  # wherever it is

    def name(self, host: str) -> str:
        """Return the name of a namespace."""
        return f"{self.prefix}{host}"

    def add(self, host: str) -> None:
        """Make a namespace."""
        self.ip("netns", "add", self.name(host))
        self.ip("-n", self.name(host), "link", "set", "lo", "up")

    def link(self, host: str, interface: str, subnet: str) -> None:
        """Give a host an interface to the router, the address 2 in a subnet, and a route by the router, which has 1."""
        self.links += 1
        ours, router, port = self.name(host), self.name("r"), f"r{self.links}"
        length, any_address, more = ("64", "::/0", ["nodad"]) if ":" in subnet else ("24", "0.0.0.0/0", [])
        self.ip("link", "add", interface, "netns", ours, "type", "veth", "peer", "name", port, "netns", router)
        self.ip("-n", router, "addr", "add", f"{subnet}1/{length}", "dev", port, *more)
        self.ip("-n", router, "link", "set", port, "up")
        self.ip("-n", ours, "link", "set", interface, "up")
        self.ip("-n", ours, "addr", "add", f"{subnet}2/{length}", "dev", interface, *more)
        self.ip("-n", ours, "route", "add", any_address, "via", f"{subnet}1", "metric", str(self.links))

    def translate(self, port: int) -> None:
        """Let the router give whatever a sends to b this source port, as if nothing had passed before.

        Nobody else reaches a.
        """
        rules = f"""
            table ip translator {{}}
            delete table ip translator
            table ip translator {{
                chain out {{
                    type nat hook postrouting priority srcnat;
                    ip saddr 10.77.1.0/24 udp dport 10500 masquerade to :{port}
                }}
                chain between {{
                    type filter hook forward priority filter;
                    ip daddr 10.77.1.0/24 ct state new drop
                }}
            }}
        """
        within = ["ip", "netns", "exec", self.name("r")]
        subprocess.run([*within, "nft", "-f", "-"], input=rules, text=True, check=True, timeout=SECONDS)
        forget = "from pyroute2 import NFCTSocket as Socket; Socket().flush()"
        subprocess.run([*within, sys.executable, "-c", forget], check=True, timeout=SECONDS)


class Process:
    """A process in a namespace, and what it tells."""

    def __init__(self, namespace: str, *words: str) -> None:
        command = ["ip", "netns", "exec", namespace, sys.executable, str(STREAM), *words]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def until(self, key: str, **more: str) -> Any:  # noqa: ANN401  # what it tells
        """Return what it tells under a key, with these values beside it."""
        while line := self._lines.get(timeout=SECONDS):
            told = json.loads(line)
            if key in told and more.items() <= told.items():
                return told[key]
        pytest.fail(f"it ended without {key}")

    def go_on(self) -> None:
        """Let it go on to its next phase."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def close(self) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


def missing(what: str) -> NoReturn:
    """Skip, or fail where the CI runs."""
    message = f"{what}: NO HOST WAS MOVED (bash .ci/debian-tools)"
    if os.environ.get("HIPWAY_CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture
def net() -> Iterator[Net]:
    """A router and two hosts, a and b, without links; b and the router know IPv4 and IPv6."""
    made = Net()
    possible = os.geteuid() == 0 and shutil.which("ip") is not None
    try:
        if possible:
            made.add("r")
    except subprocess.CalledProcessError:
        possible = False
    if not possible:
        missing("network namespaces can't be made here: root and `ip` (iproute2) are needed")
    try:
        made.add("a")
        made.add("b")
        for name in ("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"):
            path = "/proc/sys/" + name.replace(".", "/")
            made.ip("netns", "exec", made.name("r"), "sh", "-c", f"echo 1 > {path}")
        yield made
    finally:
        for host in ("a", "b", "s", "r"):
            subprocess.run(["ip", "netns", "del", made.name(host)], check=False, capture_output=True)  # noqa: S607  # see above


@pytest.fixture
def start(net: Net, tmp_path: Path, identities: dict[str, PrivateIdentity]) -> Iterator[Callable[..., Process]]:
    """Start a node on a host that knows some others: it sends to a peer if one is named."""
    started: list[Process] = []
    keys = {"a": identities["p-256"], "b": identities["ed25519"], "s": identities["p-384"]}

    def run(host: str, known: dict[str, str], peer: str = "", more: str = "") -> Process:
        folder = tmp_path / host
        folder.mkdir()
        keyfile.write(folder / "key", keys[host])
        lines = [f"{name} {text_of(keys[name].public.hit)} {where}\n" for name, where in known.items()]
        (folder / "hosts").write_text("".join(lines), "utf-8")
        (folder / "node.toml").write_text(f'[node]\nkeys = ["key"]\nhosts = "hosts"\n{more}', "utf-8")
        process = Process(net.name(host), str(folder / "node.toml"), peer)
        started.append(process)
        process.until("hit")
        return process

    yield run
    for process in started:
        process.close()


@pytest.mark.parametrize("sender", ["a", "b"])
@pytest.mark.parametrize("subnet", ["10.77.2.", "2001:db8:2::"])
def test_a_host_moves_within_a_stream(net: Net, start: Callable[..., Process], sender: str, subnet: str) -> None:
    """Host a loses its only interface and gets another, IPv4 or IPv6; only what is sent meanwhile may be lost."""
    net.link("a", "e1", "10.77.1.")
    net.link("b", "e1", "10.77.3.")
    net.link("b", "e2", "2001:db8:3::")
    other = "b" if sender == "a" else "a"
    receiver = start(other, {})
    sending = start(sender, {"a": "10.77.1.2", "b": "10.77.3.2"}, other)
    stays = receiver if sender == "a" else sending
    before = sending.until("sent")
    net.ip("-n", net.name("a"), "link", "del", "e1")
    net.link("a", "e2", subnet)
    stays.until("locator", locator=f"[{subnet}2]:10500" if ":" in subnet else f"{subnet}2:10500", status="ACTIVE")
    check_rest(sending, receiver, before)


@pytest.mark.parametrize("sender", ["a", "b"])
def test_an_interface_is_gained_while_another_stays(net: Net, start: Callable[..., Process], sender: str) -> None:
    """Host a has one more address, of the other family and then of the same one: nothing is lost."""
    net.link("a", "e1", "10.77.1.")
    net.link("b", "e1", "10.77.3.")
    net.link("b", "e2", "2001:db8:3::")
    other = "b" if sender == "a" else "a"
    receiver = start(other, {})
    sending = start(sender, {"a": "10.77.1.2", "b": "10.77.3.2"}, other)
    stays = receiver if sender == "a" else sending
    before = sending.until("sent")
    for interface, subnet, written in (
        ("e2", "2001:db8:2::", "[2001:db8:2::2]:10500"),
        ("e3", "10.77.2.", "10.77.2.2:10500"),
    ):
        net.link("a", interface, subnet)
        stays.until("locator", locator=written, status="ACTIVE")
    assert check_rest(sending, receiver, before) == 0


@pytest.mark.parametrize("sender", ["a", "b"])
@pytest.mark.parametrize("subnet", ["10.77.2.", "2001:db8:2::"])
def test_an_interface_is_lost_and_gained_while_another_stays(
    net: Net, start: Callable[..., Process], sender: str, subnet: str
) -> None:
    """The stream goes on through the interface that stays, before the lost one is back; then that is verified anew."""
    net.link("b", "e1", "10.77.3.")
    net.link("b", "e2", "2001:db8:3::")
    net.link("a", "e1", "10.77.1.")
    net.link("a", "e2", subnet)
    other = "b" if sender == "a" else "a"
    receiver = start(other, {})
    sending = start(sender, {"a": "10.77.1.2", "b": "10.77.3.2"}, other)
    stays = receiver if sender == "a" else sending
    stays.until("locator", locator=f"[{subnet}2]:10500" if ":" in subnet else f"{subnet}2:10500", status="ACTIVE")
    before = sending.until("sent")
    net.ip("-n", net.name("a"), "link", "del", "e1")
    stays.until("locator", locator="10.77.1.2:10500", status="DEPRECATED")
    sending.go_on()
    after = sending.until("number")
    sending.until("sent")
    net.link("a", "e1", "10.77.1.")
    stays.until("locator", locator="10.77.1.2:10500", status="ACTIVE")
    check_end(sending, receiver, before, after)


def test_a_host_without_any_address(net: Net, start: Callable[..., Process]) -> None:
    """What is sent meanwhile waits: only what was sent before the node could know of it is lost."""
    net.link("a", "e1", "10.77.1.")
    net.link("b", "e1", "10.77.3.")
    receiver = start("b", {})
    sending = start("a", {"b": "10.77.3.2"}, "b")
    before = sending.until("sent")
    net.ip("-n", net.name("a"), "link", "del", "e1")
    homeless = sending.until("homeless")
    net.link("a", "e2", "10.77.2.")
    receiver.until("locator", locator="10.77.2.2:10500", status="ACTIVE")
    sending.go_on()
    sending.until("number")
    sending.until("sent")
    check_end(sending, receiver, before, homeless)


def test_three_hosts(net: Net, start: Callable[..., Process]) -> None:
    """Host a moves while it sends to b, and a third host, which moves as well, sends to a."""
    net.add("s")
    for number, host in enumerate("abs", start=1):
        net.link(host, "e1", f"10.77.{number}.")
    first = start("b", {})
    second = start("a", {"b": "10.77.2.2"}, "b", more="[engine]\nkeepalive = 0.5\n")
    third = start("s", {"a": "10.77.1.2"}, "a")
    before = second.until("sent"), third.until("sent")
    net.ip("-n", net.name("a"), "link", "del", "e1")
    net.link("a", "e2", "10.77.4.")
    for each in (first, third):
        each.until("locator", locator="10.77.4.2:10500", status="ACTIVE")
    third.go_on()
    after = third.until("number")
    third.until("sent")
    third.go_on()
    end = third.until("end")
    check_rest(second, first, before[0])
    received = second.until("received")
    assert len(received) == len(set(received))
    assert all(before[1] <= number < after for number in set(range(end)) - set(received))


def test_both_move_at_once(net: Net, start: Callable[..., Process]) -> None:
    """They find each other again by the rendezvous server that they are registered with (RFC 8046 3.2.3)."""
    net.add("s")
    for number, host in enumerate("abs", start=1):
        net.link(host, "e1", f"10.77.{number}.")
    rendezvous = {"a": "rendezvous=10.77.3.2", "b": "rendezvous=10.77.3.2", "s": "10.77.3.2"}
    start("s", {}, more="[engine]\nregistrars = [1]\n")
    receiver = start("b", rendezvous, more='register = ["s"]\n')
    sending = start("a", rendezvous, "b", more='register = ["s"]\n')
    before = sending.until("sent")
    for host in "ab":
        net.ip("-n", net.name(host), "link", "del", "e1")
    for number, host in enumerate("ab", start=4):
        net.link(host, "e2", f"10.77.{number}.")
    receiver.until("locator", locator="10.77.4.2:10500", status="ACTIVE")
    sending.until("locator", locator="10.77.5.2:10500", status="ACTIVE")
    check_rest(sending, receiver, before)


def test_a_host_with_two_interfaces_uses_the_right_one(net: Net, start: Callable[..., Process]) -> None:
    """Host b is reached by the second interface of host a only, and knows no way to the address of the first one."""
    net.link("a", "e1", "10.77.1.")
    net.ip("link", "add", "e2", "netns", net.name("a"), "type", "veth", "peer", "name", "e1", "netns", net.name("b"))
    for number, (host, interface) in enumerate((("a", "e2"), ("b", "e1")), start=1):
        net.ip("-n", net.name(host), "addr", "add", f"10.77.9.{number}/24", "dev", interface)
        net.ip("-n", net.name(host), "link", "set", interface, "up")
    receiver = start("b", {})
    sending = start("a", {"b": "10.77.9.2"}, "b")
    receiver.until("locator", locator="10.77.9.1:10500", status="ACTIVE")
    assert check_rest(sending, receiver, sending.until("sent")) == 0


def test_a_translator_rebinds(net: Net, start: Callable[..., Process]) -> None:
    """Host a is behind a translator that gives it another port: nothing is lost on the way to b."""
    if shutil.which("nft") is None:
        missing("`nft` is missing (nftables)")
    net.link("a", "e1", "10.77.1.")
    net.link("b", "e1", "10.77.2.")
    net.translate(40_001)
    receiver = start("b", {})
    sending = start("a", {"b": "10.77.2.2"}, "b")
    receiver.until("locator", locator="10.77.2.1:40001", status="ACTIVE")
    before = sending.until("sent")
    net.translate(40_002)
    receiver.until("locator", locator="10.77.2.1:40002", status="ACTIVE")
    assert check_rest(sending, receiver, before) == 0


def check_rest(sending: Process, receiver: Process, before: int) -> int:
    """Let the stream end: nothing comes twice, and only what was sent meanwhile is lost. Return how much that is."""
    sending.go_on()
    after = sending.until("number")
    sending.until("sent")
    return check_end(sending, receiver, before, after)


def check_end(sending: Process, receiver: Process, before: int, after: int) -> int:
    """Let the stream end: what is lost was sent between two numbers."""
    sending.go_on()
    end = sending.until("end")
    received = receiver.until("received")
    assert len(received) == len(set(received))
    lost = set(range(end)) - set(received)
    assert end >= 10_000
    assert all(before <= number < after for number in lost)
    assert sending.process.wait(SECONDS) == 0
    assert receiver.process.wait(SECONDS) == 0
    return len(lost)
