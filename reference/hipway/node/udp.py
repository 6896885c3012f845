"""One UDP socket that says where each datagram came in, and sends and receives many with one call.

Linux hands over consecutive datagrams of one flow as one buffer (UDP_GRO), and takes them so (UDP_SEGMENT), at little
more than the cost of one. Elsewhere, and wherever the kernel refuses, each datagram is one call.
"""

import errno
import socket
import sys
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from functools import lru_cache
from struct import Struct
from typing import NamedTuple, Protocol

from hipway.addresses import Endpoint, address_of, is_ipv4, text_of

# Linux's numbers [linux/in.h, linux/udp.h], which `socket` doesn't name in Python 3.11.
IP_PKTINFO = 8
UDP_SEGMENT = 103
UDP_GRO = 104
LINUX = sys.platform == "linux"

MAX_SEGMENTS = 64
MAX_BATCH = 65507  # bytes in one call: what fits into an IPv4 packet
_CALLS = 16  # of one `read`, so that a flood on one socket doesn't starve the rest
_BUFFER = 65536
_ANCILLARY = 256
_KEPT_FAILURES = 256

_INT = Struct("=i")
_SEGMENT_SIZE = Struct("=H")
_IPV4_INFO = Struct("=i4s4s")  # interface, local address, address in the header
_IPV6_INFO = Struct("=16si")  # address, interface

_TOO_LARGE_TOGETHER = (errno.EINVAL, errno.EIO, errno.EMSGSIZE)

Ancillary = tuple[int, int, bytes]


class Sendable(Protocol):
    """What can be sent; `source` is the address that it shall come from, None if the kernel may choose."""

    @property
    def data(self) -> bytes:
        """Return the payload of the UDP datagram."""
        ...

    @property
    def destination(self) -> Endpoint:
        """Return where it goes."""
        ...

    @property
    def source(self) -> bytes | None:
        """Return the address that it shall come from."""
        ...


class Received(NamedTuple):
    """A datagram that came in, who sent it, and which address of ours it was sent to."""

    data: bytes
    source: Endpoint
    local: Endpoint


class Failure(NamedTuple):
    """Something that the kernel didn't send, and why: the number of an error such as `errno.ENETUNREACH`."""

    destination: Endpoint
    source: bytes | None
    error: int


class RawSocket(Protocol):
    """What is used of a `socket.socket`."""

    def fileno(self) -> int:
        """Return the file descriptor."""
        ...

    def recvmsg(self, size: int, ancillary_size: int, /) -> tuple[bytes, list[Ancillary], int, tuple[str, int]]:
        """Receive."""
        ...

    def sendmsg(
        self, buffers: Iterable[bytes], ancillary: Iterable[Ancillary], flags: int, address: tuple[str, int], /
    ) -> int:
        """Send."""
        ...

    def close(self) -> None:
        """Close."""
        ...


class UdpSocket:
    """A bound socket that never blocks.

    Attributes:
        local: what it is bound to.
        segmenting: whether many datagrams are sent with one call; ends when the device turns out not to be able to.
        received: datagrams received.
        sent: datagrams sent.
        calls: calls of the kernel that received or sent something.
        errors: how often each error came up, by its name, such as "ENETUNREACH".
    """

    def __init__(self, raw: RawSocket, local: Endpoint, *, segmenting: bool) -> None:
        self.local = local
        self.segmenting = segmenting
        self.received = 0
        self.sent = 0
        self.calls = 0
        self.errors: Counter[str] = Counter()
        self._raw = raw
        self._failures: deque[Failure] = deque(maxlen=_KEPT_FAILURES)

    def fileno(self) -> int:
        """Return the file descriptor, to wait on."""
        return self._raw.fileno()

    def close(self) -> None:
        """Close the socket. What has not been read is lost."""
        self._raw.close()

    def failures(self) -> list[Failure]:
        """Return what could not be sent since the last call, as far as it is kept: the newest."""
        failures = list(self._failures)
        self._failures.clear()
        return failures

    def read(self) -> list[Received]:
        """Return datagrams that have come in; there may be more if the list isn't empty."""
        received: list[Received] = []
        for _ in range(_CALLS):
            try:
                data, ancillary, _, (host, port, *_) = self._raw.recvmsg(_BUFFER, _ANCILLARY)
            except BlockingIOError:
                break
            except OSError as error:  # what ICMP has said about something that was sent earlier
                self._count(error)
                continue
            self.calls += 1
            local, size = self._of(ancillary)
            source = _endpoint(host, port)
            if size < len(data):
                received += [Received(data[at : at + size], source, local) for at in range(0, len(data), size)]
            else:
                received.append(Received(data, source, local))
        self.received += len(received)
        return received

    def _of(self, ancillary: list[Ancillary]) -> tuple[Endpoint, int]:
        """Return our address that was sent to, and the size of the datagrams in the buffer."""
        local, size = self.local, _BUFFER
        for level, kind, content in ancillary:
            if level == socket.IPPROTO_UDP and kind == UDP_GRO:
                (size,) = _INT.unpack_from(content)
            elif level == socket.IPPROTO_IP and kind == IP_PKTINFO:
                local = _ours(content[4:8], self.local.port)
            elif level == socket.IPPROTO_IPV6 and kind == socket.IPV6_PKTINFO:
                local = _ours(content[:16], self.local.port)
        return local, size

    def write(self, batch: Sequence[Sendable]) -> int:
        """Send in order, and return how many are done with: sent, or failed and counted.

        The rest is to be written again when the socket is writable.
        """
        done = 0
        while done < len(batch):
            run = self._run(batch, done)
            finished = self._send_together(run) if len(run) > 1 else self._send_each(run)
            done += finished
            if finished < len(run):
                break
        return done

    def _run(self, batch: Sequence[Sendable], start: int) -> list[Sendable]:
        """Return datagrams that can go with one call: all of one size but the last, which may be smaller."""
        first = batch[start]
        run = [first]
        size = total = len(first.data)
        if not self.segmenting or not size:
            return run
        for at in range(start + 1, min(start + MAX_SEGMENTS, len(batch))):
            following = batch[at]
            added = len(following.data)
            total += added
            if not 0 < added <= size or total > MAX_BATCH:
                break
            if following.destination != first.destination or following.source != first.source:
                break
            run.append(following)
            if added < size:
                break
        return run

    def _send_together(self, run: list[Sendable]) -> int:
        """Send with one call, or one by one if the kernel refuses that; return how many are done with."""
        first = run[0]
        segments = (socket.IPPROTO_UDP, UDP_SEGMENT, _SEGMENT_SIZE.pack(len(first.data)))
        try:
            self._send([each.data for each in run], first, [segments])
        except BlockingIOError:
            return 0
        except OSError as error:
            if error.errno not in _TOO_LARGE_TOGETHER:
                self._failed(run, error)
                return len(run)
            # Of a path with a small MTU, each batch is tried again, which costs little. EIO is the device's: it can't.
            self.segmenting = error.errno != errno.EIO
            return self._send_each(run)
        self.sent += len(run)
        return len(run)

    def _send_each(self, run: list[Sendable]) -> int:
        for done, each in enumerate(run):
            try:
                self._send([each.data], each, [])
            except BlockingIOError:
                return done
            except OSError as error:
                self._failed([each], error)
            else:
                self.sent += 1
        return len(run)

    def _send(self, buffers: list[bytes], like: Sendable, ancillary: list[Ancillary]) -> None:
        if like.source is not None:
            ancillary.append(_from(like.source))
        self._raw.sendmsg(buffers, ancillary, 0, _name(like.destination))
        self.calls += 1

    def _failed(self, run: list[Sendable], error: OSError) -> None:
        self._count(error, len(run))
        self._failures.append(Failure(run[0].destination, run[0].source, error.errno or 0))

    def _count(self, error: OSError, times: int = 1) -> None:
        if error.errno == errno.EBADF:
            raise error  # our own fault: used after it was closed
        self.errors[errno.errorcode.get(error.errno or 0, str(error.errno))] += times


@lru_cache(maxsize=4096)
def _endpoint(host: str, port: int) -> Endpoint:
    return Endpoint(address_of(host.partition("%")[0]), port)


@lru_cache(maxsize=256)
def _ours(packed: bytes, port: int) -> Endpoint:
    family = socket.AF_INET if len(packed) == 4 else socket.AF_INET6  # noqa: PLR2004  # bytes of an IPv4 address
    return Endpoint(address_of(socket.inet_ntop(family, packed)), port)


@lru_cache(maxsize=4096)
def _name(endpoint: Endpoint) -> tuple[str, int]:
    return text_of(endpoint.address), endpoint.port


@lru_cache(maxsize=256)
def _from(source: bytes) -> Ancillary:
    if is_ipv4(source):
        return socket.IPPROTO_IP, IP_PKTINFO, _IPV4_INFO.pack(0, source[12:], bytes(4))
    return socket.IPPROTO_IPV6, socket.IPV6_PKTINFO, _IPV6_INFO.pack(source, 0)
