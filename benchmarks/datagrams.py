"""ESP in UDP: what sealing and opening cost beside the bare cipher, and what goes from one process to another.

The floor is what nobody can do without: `AESGCM` of `cryptography` on the same bytes, and the same calls of the kernel.
"""

import multiprocessing
import os
import select
import socket
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import NamedTuple, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.measure import FailedError, table
from hipway.addresses import Endpoint, address_of
from hipway.esp import ESP_SUITES, UDP, Inbound, Outbound, unwrap, wrap
from hipway.node.sockets import open_socket
from hipway.node.udp import MAX_BATCH, MAX_SEGMENTS, UDP_GRO, UDP_SEGMENT, UdpSocket
from hipway.wire.numbers import EspSuite

SIZE = 1400  # bytes of application data in a datagram
TURNS = 7
IN_A_TURN = 2000
DATAGRAMS = 40_000
RUNS = 3
AHEAD = 4 * MAX_SEGMENTS  # datagrams that the receiver hasn't counted yet
LOST = 10.0  # seconds without one

GCM = ESP_SUITES[EspSuite.AES_GCM_16]
KEY, SPI = bytes(range(20)), 0x11223344
OURS, PEER = address_of("2001:20::1"), address_of("2001:20::2")
HERE = Endpoint(address_of("127.0.0.1"), 0)


def datagrams() -> Iterator[str]:
    """Yield tables: the work on one datagram, then a stream of them between two processes."""
    yield from table([f"one datagram, {SIZE} bytes", "time", "bare cipher", "beside it", "ratio"], list(_single()))
    yield ""
    said = ["each second", "Mbit/s", "sender", "receiver", "cores allow", "ratio"]
    yield from table([f"{DATAGRAMS} datagrams of {SIZE} bytes", *said], list(_streams()))
    yield ""
    yield "Sender and receiver: processor time for one datagram. Cores allow: Mbit/s with a core for each."
    yield "Ratio: processor time of both against the floor with the same calls. The engine takes no part in this."


def _single() -> Iterator[list[str]]:
    """Time operations in turns with the bare cipher, on the same datagrams."""
    payloads = [os.urandom(SIZE) for _ in range(IN_A_TURN)]
    bare = AESGCM(KEY[:16])
    nonce, additional = bytes(12), bytes(12)
    tagged = [bare.encrypt(nonce, each, additional) for each in payloads]
    wrapped = [wrap(OURS, PEER, each, 1, 2) for each in payloads]

    def encrypt() -> None:
        for each in payloads:
            bare.encrypt(nonce, each, additional)

    def decrypt() -> None:
        for each in tagged:
            bare.decrypt(nonce, each, additional)

    for number in (EspSuite.AES_GCM_16, EspSuite.AES_GCM_8, EspSuite.AES_128_CBC_SHA256):
        suite = ESP_SUITES[number]
        yield _beside(f"seal, {suite.name}", _sealing(number, payloads), encrypt)
        yield _beside(f"open, {suite.name}", _opening(number, payloads), decrypt)
    yield _beside("wrap in UDP between HITs", lambda: [wrap(OURS, PEER, each, 1, 2) for each in payloads], encrypt)
    yield _beside("unwrap", lambda: [unwrap(OURS, PEER, each) for each in wrapped], decrypt)


def _sealing(number: int, payloads: list[bytes]) -> Callable[[], object]:
    sender = _outbound(number)
    return lambda: [sender.seal(UDP, each) for each in payloads]


def _opening(number: int, payloads: list[bytes]) -> Callable[[], object]:
    sender = _outbound(number)
    sealed = [sender.seal(UDP, each) for each in payloads]

    def opening() -> None:
        receiver = _inbound(number)
        for each in sealed:
            receiver.open(each)

    return opening


def _outbound(number: int) -> Outbound:
    suite = ESP_SUITES[number]
    return Outbound(SPI, suite, KEY[: suite.encrypt_size], bytes(suite.auth_size), entropy=os.urandom)


def _inbound(number: int) -> Inbound:
    suite = ESP_SUITES[number]
    return Inbound(SPI, suite, KEY[: suite.encrypt_size], bytes(suite.auth_size))


def _beside(label: str, operation: Callable[[], object], floor: Callable[[], object]) -> list[str]:
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS):
        for times, each in zip(taken, (operation, floor), strict=True):
            started = time.perf_counter()
            each()
            times.append((time.perf_counter() - started) / IN_A_TURN * 1e6)
    ours, bare = min(taken[0]), min(taken[1])
    return [label, f"{ours:.2f} us", f"{bare:.2f} us", f"{ours - bare:.2f} us", f"{ours / bare:.2f}"]


class Side(Protocol):
    """One end of a stream."""

    def send(self, payloads: Sequence[bytes], destination: Endpoint) -> None:
        """Send payloads with as few calls as this side knows."""
        ...

    def receive(self) -> int:
        """Return how many datagrams were received and decrypted."""
        ...

    def fileno(self) -> int:
        """Return what to wait on."""
        ...


class Datagram(NamedTuple):
    """What a node writes."""

    data: bytes
    destination: Endpoint
    source: bytes | None = None


class Ours:
    """ESP and the node's socket."""

    def __init__(self, through: UdpSocket) -> None:
        self._through = through
        self._outbound = _outbound(EspSuite.AES_GCM_16)
        self._inbound = _inbound(EspSuite.AES_GCM_16)
        self.fileno = through.fileno

    def send(self, payloads: Sequence[bytes], destination: Endpoint) -> None:
        """Wrap, seal, write."""
        seal = self._outbound.seal
        batch = [Datagram(seal(UDP, wrap(OURS, PEER, each, 1, 2)), destination) for each in payloads]
        done = self._through.write(batch)
        while done < len(batch):
            select.select([], [self._through], [], LOST)
            done += self._through.write(batch[done:])

    def receive(self) -> int:
        """Read, open, unwrap."""
        received = self._through.read()
        for each in received:
            unwrap(OURS, PEER, self._inbound.open(each.data)[1])
        return len(received)


class Bare:
    """The cipher and the kernel's calls, with nothing around them."""

    def __init__(self, through: UdpSocket, *, together: bool) -> None:
        self._raw = socket.socket(fileno=os.dup(through.fileno()))
        self._together = together
        self._cipher = AESGCM(KEY[:16])
        self._number = 0
        self._overhead = len(wrap(OURS, PEER, b"", 1, 2)) + 2 + 2  # as long as ours: UDP header and trailer
        self.fileno = through.fileno

    def send(self, payloads: Sequence[bytes], destination: Endpoint) -> None:
        """Encrypt and send."""
        name = ("127.0.0.1", destination.port)
        sealed: list[bytes] = []
        for each in payloads:
            self._number += 1
            nonce = self._number.to_bytes(12, "big")
            sealed.append(nonce + b"head" + self._cipher.encrypt(nonce, each + bytes(self._overhead), nonce))
        if self._together:
            segments = (socket.IPPROTO_UDP, UDP_SEGMENT, len(sealed[0]).to_bytes(2, sys.byteorder))
            fitting = MAX_BATCH // len(sealed[0])
            for at in range(0, len(sealed), fitting):
                self._raw.sendmsg(sealed[at : at + fitting], [segments], 0, name)
        else:
            for one in sealed:
                self._raw.sendto(one, name)

    def receive(self) -> int:
        """Receive and decrypt."""
        decrypt = self._cipher.decrypt
        count = 0
        for _ in range(32):
            try:
                data, ancillary, _, _ = self._raw.recvmsg(65536, 64)
            except BlockingIOError:
                break
            sizes = [int.from_bytes(content, sys.byteorder) for _, kind, content in ancillary if kind == UDP_GRO]
            size = sizes[0] if sizes else len(data)
            for at in range(0, len(data), size):
                each = data[at : at + size]
                nonce = each[:12]
                decrypt(nonce, each[16:], nonce)
                count += 1
        return count


SIDES: dict[str, Callable[[UdpSocket], Side]] = {
    "floor, batches": lambda through: Bare(through, together=True),
    "hipway, batches": Ours,
    "floor, one call each": lambda through: Bare(through, together=False),
    "hipway, one call each": Ours,
}


@dataclass(frozen=True)
class Stream:
    """What a stream took: seconds until the last datagram was counted, and of processor time on both sides."""

    seconds: float
    sender: float
    receiver: float


def _streams() -> Iterator[list[str]]:
    runs: dict[str, list[Stream]] = {name: [] for name in SIDES}
    for _ in range(RUNS):
        for name, streams in runs.items():
            streams.append(stream(name))
    floor = 0.0
    for name, streams in runs.items():
        seconds = statistics.median(each.seconds for each in streams)
        sender, receiver = (
            statistics.median(side) / DATAGRAMS
            for side in zip(*((each.sender, each.receiver) for each in streams), strict=True)
        )
        floor = sender + receiver if name.startswith("floor") else floor
        mbits = DATAGRAMS * SIZE * 8 / seconds / 1e6
        yield [
            name,
            f"{DATAGRAMS / seconds:,.0f}",
            f"{mbits:,.0f}",
            f"{sender * 1e6:.2f} us",
            f"{receiver * 1e6:.2f} us",
            f"{SIZE * 8 / max(sender, receiver) / 1e6:,.0f}",
            f"{(sender + receiver) / floor:.2f}",
        ]


def stream(name: str) -> Stream:
    """Send a stream to another process, which says how far it is, so that nothing is lost."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_receive, args=(name, there))
    process.start()
    try:
        return _send(name, here)
    finally:
        process.join(LOST)
        process.kill()


def _open(name: str) -> tuple[UdpSocket, Side]:
    through = open_socket(HERE, offload=name.endswith("batches"))
    return through, SIDES[name](through)


def _send(name: str, progress: Connection) -> Stream:
    through, side = _open(name)
    destination = Endpoint(HERE.address, progress.recv())
    payloads = [os.urandom(SIZE) for _ in range(MAX_SEGMENTS)]
    started, processor = time.perf_counter(), time.process_time()
    counted = 0
    for sent in range(0, DATAGRAMS, MAX_SEGMENTS):
        while sent - counted >= AHEAD:
            counted = _counted(progress)
        side.send(payloads, destination)
    used = time.process_time() - processor
    while counted < DATAGRAMS:
        counted = _counted(progress)
    seconds = time.perf_counter() - started
    through.close()
    return Stream(seconds, used, progress.recv())


def _counted(progress: Connection) -> int:
    if not progress.poll(LOST):
        raise FailedError("datagrams were lost on the way to the other process")
    return int(progress.recv())


def _receive(name: str, progress: Connection) -> None:
    through, side = _open(name)
    progress.send(through.local.port)
    counted, said = 0, 0
    processor = 0.0
    while counted < DATAGRAMS:
        if not select.select([side], [], [], LOST)[0]:
            return
        processor = processor or time.process_time()
        counted += side.receive()
        if counted - said >= MAX_SEGMENTS or counted == DATAGRAMS:
            said = counted
            progress.send(counted)
    progress.send(time.process_time() - processor)
