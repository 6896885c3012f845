"""The node's UDP sockets: IPv4 and IPv6 on the same port, opened with everything that the kernel offers."""

import contextlib
import errno
import socket
from collections import deque
from collections.abc import Sequence
from typing import TypeVar

from hipway.addresses import Endpoint, address_of, is_ipv4, text_of
from hipway.node.udp import IP_PKTINFO, LINUX, UDP_GRO, UDP_SEGMENT, Failure, Sendable, UdpSocket
from hipway.wire.udp import PORT

ANY = (address_of("0.0.0.0"), address_of("::"))  # noqa: S104  # a node listens wherever it is reached

_BUFFERS = 4 << 20  # bytes, for bursts: at 1 Gbit/s, 30 ms
_SO_SNDBUFFORCE, _SO_RCVBUFFORCE = 32, 33  # Linux, past the system's limit, with CAP_NET_ADMIN
_TRIES = 16  # to find a port that is free in both families
_KEPT_FAILURES = 256
_NO_SUCH_FAMILY = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)

S = TypeVar("S", bound=Sendable)


class CannotListen(Exception):  # noqa: N818  # named by what the node cannot do
    """An address and port that can't be listened on, why, and what to do."""

    def __init__(self, endpoint: Endpoint, cause: OSError) -> None:
        where = f"UDP port {endpoint.port} of {text_of(endpoint.address)}"
        super().__init__(f"cannot listen on {where}: {_advice(endpoint, cause)}")
        self.endpoint = endpoint
        self.errno = cause.errno


def _advice(endpoint: Endpoint, cause: OSError) -> str:
    match cause.errno:
        case errno.EADDRINUSE:
            return "another process has it. `ss -ulpn` shows which; stop it, or choose another port"
        case errno.EACCES | errno.EPERM:
            return "that is not permitted. Choose a port from 1024 on, or give the process CAP_NET_BIND_SERVICE"
        case errno.EADDRNOTAVAIL:
            return "this machine doesn't have the address. `ip address` shows those that it has"
        case errno.EAFNOSUPPORT:
            family = "IPv4" if is_ipv4(endpoint.address) else "IPv6"
            return f"this machine has no {family}. Leave the address out"
        case _:
            return cause.strerror or str(cause)


def open_socket(local: Endpoint, *, offload: bool = True) -> UdpSocket:
    """Bind a socket, IPv4 or IPv6 by its address; without `offload` each datagram is one call.

    Raises:
        CannotListen: what the operating system said against it.
    """
    family = socket.AF_INET if is_ipv4(local.address) else socket.AF_INET6
    raw = None
    try:
        raw = socket.socket(family, socket.SOCK_DGRAM)
        raw.settimeout(0)  # it never blocks
        if family == socket.AF_INET6:
            raw.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            raw.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        elif LINUX:
            raw.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        _enlarge(raw)
        raw.bind((text_of(local.address), local.port))
    except OSError as error:
        if raw is not None:
            raw.close()
        raise CannotListen(local, error) from error
    bound = Endpoint(local.address, raw.getsockname()[1])
    if offload:
        _offers(raw, UDP_GRO, 1)
    return UdpSocket(raw, bound, segmenting=offload and _offers(raw, UDP_SEGMENT, 0))


def _offers(raw: socket.socket, option: int, value: int) -> bool:
    """Set an option of Linux, and return whether the kernel knows it."""
    if not LINUX:
        return False
    try:
        raw.setsockopt(socket.IPPROTO_UDP, option, value)
    except OSError:
        return False
    return True


def _enlarge(raw: socket.socket) -> None:
    for plain, force in ((socket.SO_RCVBUF, _SO_RCVBUFFORCE), (socket.SO_SNDBUF, _SO_SNDBUFFORCE)):
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, plain, _BUFFERS)
        if LINUX:
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, force, _BUFFERS)


class Sockets:
    """All sockets of a node, on one port: of the addresses asked for, else IPv4 and IPv6 as far as there are both.

    Attributes:
        all: the sockets, each to be waited on and read by itself.
        missing: what a machine without one of the two families says about it, if no address was asked for.
        unroutable: how many datagrams had a destination of a family without a socket.
    """

    def __init__(self, port: int = PORT, addresses: Sequence[bytes] = (), *, offload: bool = True) -> None:
        self.missing: list[CannotListen] = []
        self.unroutable = 0
        for tries_left in reversed(range(1 if port else _TRIES)):
            try:
                self.all = self._open(port, addresses, offload=offload)
                break
            except CannotListen as error:  # the kernel's choice for one family was taken in the other
                if error.errno != errno.EADDRINUSE or not tries_left:
                    raise
        self._by_family = {is_ipv4(each.local.address): each for each in reversed(self.all)}
        self._by_address = {each.local.address: each for each in self.all}
        self._unroutable: deque[Failure] = deque(maxlen=_KEPT_FAILURES)

    def _open(self, port: int, addresses: Sequence[bytes], *, offload: bool) -> tuple[UdpSocket, ...]:
        opened: list[UdpSocket] = []
        self.missing.clear()
        try:
            for address in addresses or ANY:
                try:
                    opened.append(open_socket(Endpoint(address, port), offload=offload))
                except CannotListen as error:
                    if addresses or error.errno not in _NO_SUCH_FAMILY or (address == ANY[-1] and not opened):
                        raise
                    self.missing.append(error)
                else:
                    port = opened[0].local.port
        except CannotListen:
            for each in opened:
                each.close()
            raise
        return tuple(opened)

    @property
    def port(self) -> int:
        """Return the port, which the kernel has chosen if 0 was asked for."""
        return self.all[0].local.port

    def close(self) -> None:
        """Close all."""
        for each in self.all:
            each.close()

    def failures(self) -> list[Failure]:
        """Return what could not be sent since the last call, as far as it is kept."""
        failures = list(self._unroutable)
        self._unroutable.clear()
        return failures + [failure for each in self.all for failure in each.failures()]

    def write(self, batch: Sequence[S]) -> list[S]:
        """Send, and return what has to wait until its socket is writable; each socket keeps its order."""
        by_socket: dict[UdpSocket, list[S]] = {}
        for each in batch:
            through = self._by_address.get(each.source or b"") or self._by_family.get(is_ipv4(each.destination.address))
            if through is None:
                self.unroutable += 1
                self._unroutable.append(Failure(each.destination, each.source, errno.EAFNOSUPPORT))
            else:
                by_socket.setdefault(through, []).append(each)
        return [each for through, share in by_socket.items() for each in share[through.write(share) :]]
