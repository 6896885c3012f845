"""UDP sockets over loopback, IPv4 and IPv6, with what the kernel offers and without; and when it refuses."""

import errno
import os
import select
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import pytest

from hipway.addresses import Endpoint, address_of, is_ipv4
from hipway.node import sockets
from hipway.node.sockets import CannotListen, Sockets, open_socket
from hipway.node.udp import UDP_SEGMENT, Ancillary, Failure, Received, UdpSocket

SECONDS = 10.0
LOOPBACK = {"IPv4": address_of("127.0.0.1"), "IPv6": address_of("::1")}


class Datagram(NamedTuple):
    """What the engine hands over."""

    data: bytes
    destination: Endpoint
    source: bytes | None = None


def numbered(count: int, size: int, destination: Endpoint, source: bytes | None = None) -> list[Datagram]:
    return [Datagram(number.to_bytes(4, "big") + bytes(size - 4), destination, source) for number in range(count)]


def receive(through: UdpSocket, count: int) -> list[Received]:
    received: list[Received] = []
    while len(received) < count:
        readable, _, _ = select.select([through], [], [], SECONDS)
        assert readable, f"only {len(received)} of {count} datagrams came"
        received += through.read()
    return received


def need(address: bytes) -> None:
    """Skip where the machine lacks a family, as containers may."""
    try:
        open_socket(Endpoint(address, 0)).close()
    except CannotListen as error:
        pytest.skip(f"NOT TESTED: {error}")


@pytest.fixture(params=["IPv4", "IPv6"])
def address(request: pytest.FixtureRequest) -> bytes:
    need(LOOPBACK[request.param])
    return LOOPBACK[request.param]


@pytest.fixture
def opened() -> Iterator[Callable[..., UdpSocket]]:
    sockets: list[UdpSocket] = []

    def make(address: bytes, *, offload: bool) -> UdpSocket:
        sockets.append(open_socket(Endpoint(address, 0), offload=offload))
        return sockets[-1]

    yield make
    for each in sockets:
        each.close()


@pytest.mark.parametrize("receiving", [True, False], ids=["GRO", "no GRO"])
@pytest.mark.parametrize("sending", [True, False], ids=["GSO", "no GSO"])
def test_a_batch_arrives_whole_and_in_order(
    *, address: bytes, sending: bool, receiving: bool, opened: Callable[..., UdpSocket]
) -> None:
    one, other = opened(address, offload=sending), opened(address, offload=receiving)
    batch = numbered(100, 1400, other.local) + numbered(30, 700, other.local) + numbered(1, 5, other.local)
    assert one.write(batch) == len(batch)
    received = receive(other, len(batch))
    assert [each.data for each in received] == [each.data for each in batch]
    assert {each.source for each in received} == {one.local}
    assert {each.local for each in received} == {other.local}
    assert (one.sent, other.received) == (len(batch), len(batch))
    if one.segmenting:
        assert one.calls < 10
    else:
        assert one.calls == len(batch)


@pytest.mark.parametrize(("asked", "source"), [("127.0.0.2", "127.0.0.3"), ("::1", "::1")])
def test_a_node_knows_where_it_was_reached_and_chooses_where_it_sends_from(asked: str, source: str) -> None:
    need(LOOPBACK["IPv6"])
    everywhere = Sockets(0)
    try:
        assert [each.local.address for each in everywhere.all] == [address_of("0.0.0.0"), address_of("::")]  # noqa: S104
        assert len({each.local.port for each in everywhere.all}) == 1
        destination = Endpoint(address_of(asked), everywhere.port)
        assert everywhere.write(numbered(3, 1000, destination, address_of(source))) == []
        through = everywhere.all[asked == "::1"]
        for each in receive(through, 3):
            assert each.local == destination
            assert each.source == Endpoint(address_of(source), everywhere.port)
    finally:
        everywhere.close()


@pytest.mark.parametrize("destination", ["127.0.0.1", "::1"])
def test_only_the_address_asked_for_is_listened_on(destination: str) -> None:
    only = Sockets(0, [LOOPBACK["IPv4"]])
    try:
        sent = numbered(1, 100, Endpoint(address_of(destination), only.port))
        assert only.write(sent) == []
        if destination == "127.0.0.1":
            assert [each.data for each in receive(only.all[0], 1)] == [sent[0].data]
        else:
            assert only.unroutable == 1
            assert only.failures() == [Failure(sent[0].destination, None, errno.EAFNOSUPPORT)]
    finally:
        only.close()


def test_a_port_in_use_and_an_address_of_somebody_else_say_what_to_do(address: bytes) -> None:
    first = open_socket(Endpoint(address, 0))
    try:
        with pytest.raises(CannotListen, match=f"UDP port {first.local.port} of .*: another process has it.*ss -ulpn"):
            Sockets(first.local.port, [address])
        with pytest.raises(CannotListen, match=r"UDP port \d+ of 192\.0\.2\.1: this machine doesn't have the address"):
            Sockets(0, [address, address_of("192.0.2.1")])
    finally:
        first.close()


@pytest.mark.parametrize(
    ("error", "what_to_do"),
    [
        (errno.EACCES, "port from 1024 on, or give the process CAP_NET_BIND_SERVICE"),
        (errno.EAFNOSUPPORT, "has no IPv6. Leave the address out"),
        (errno.ENOBUFS, "No buffer space available"),
    ],
)
def test_what_the_system_says_against_a_socket_is_told(error: int, what_to_do: str) -> None:
    told = str(CannotListen(Endpoint(LOOPBACK["IPv6"], 500), OSError(error, os.strerror(error))))
    assert told.startswith("cannot listen on UDP port 500 of ::1: ")
    assert told.endswith(what_to_do)


def test_a_machine_without_ipv6_listens_on_ipv4_unless_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_ipv6(local: Endpoint, *, offload: bool) -> UdpSocket:
        if not is_ipv4(local.address):
            raise CannotListen(local, OSError(errno.EAFNOSUPPORT, "no such family"))
        return open_socket(local, offload=offload)

    monkeypatch.setattr(sockets, "open_socket", without_ipv6)
    everywhere = Sockets(0)
    assert [is_ipv4(each.local.address) for each in everywhere.all] == [True]
    assert ["has no IPv6" in str(each) for each in everywhere.missing] == [True]
    everywhere.close()
    with pytest.raises(CannotListen, match="has no IPv6"):
        Sockets(0, [LOOPBACK["IPv4"], LOOPBACK["IPv6"]])


def test_a_port_that_only_one_family_has_free_is_tried_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Endpoint] = []

    def taken_twice(local: Endpoint, *, offload: bool) -> UdpSocket:
        tried.append(local)
        if local.address == LOOPBACK["IPv4"] and len(tried) % 2 == 0 and len(tried) < 6:
            raise CannotListen(local, OSError(errno.EADDRINUSE, "taken"))
        return open_socket(local, offload=offload)

    monkeypatch.setattr(sockets, "open_socket", taken_twice)
    both = Sockets(0, [address_of("127.0.0.2"), LOOPBACK["IPv4"]])
    assert [each.port for each in tried] == [0, tried[1].port, 0, tried[3].port, 0, both.port]
    both.close()


def test_a_datagram_that_cannot_be_sent_is_counted_and_the_rest_goes(address: bytes) -> None:
    one = open_socket(Endpoint(address, 0))
    other = open_socket(Endpoint(address, 0))
    try:
        nobody = "192.0.2.1" if address == LOOPBACK["IPv4"] else "2001:db8::1"
        refused = Datagram(b"from an address that we don't have", other.local, address_of(nobody))
        too_large = Datagram(bytes(70_000), other.local)
        batch = [refused, refused, too_large, *numbered(2, 100, other.local)]
        assert one.write(batch) == len(batch)
        assert [each.data for each in receive(other, 2)] == [each.data for each in batch[3:]]
        assert one.errors["EMSGSIZE"] == 1
        assert one.errors.total() == 3
        assert {failure.destination for failure in one.failures()} == {other.local}
        assert one.failures() == []
        assert one.segmenting == other.segmenting, "an address that vanished is no reason to stop sending in batches"
    finally:
        one.close()
        other.close()


class Scripted:
    """A kernel that answers each call with the next error of a script, or lets it pass."""

    def __init__(self, *errors: int) -> None:
        self.errors = list(errors)
        self.passed: list[list[bytes]] = []
        self.segmented: list[bool] = []
        self.names: list[tuple[str, int]] = []

    def fileno(self) -> int:  # noqa: D102  # those of RawSocket
        return -1

    def close(self) -> None:  # noqa: D102
        return

    def recvmsg(  # noqa: D102
        self, size: int, ancillary_size: int, /
    ) -> tuple[bytes, list[Ancillary], int, tuple[str, int]]:
        assert size >= 65535
        assert ancillary_size > 0
        self._next()
        return b"one", [], 0, ("127.0.0.1", 7)

    def sendmsg(  # noqa: D102
        self, buffers: Iterable[bytes], ancillary: Iterable[Ancillary], flags: int, address: tuple[str, int], /
    ) -> int:
        assert flags == 0
        self._next()
        self.names.append(address)
        self.segmented.append(any(kind == UDP_SEGMENT for _, kind, _ in ancillary))
        self.passed.append(list(buffers))
        return 0

    def _next(self) -> None:
        error = self.errors.pop(0) if self.errors else 0
        if error:
            raise OSError(error, os.strerror(error))


THERE = Endpoint(LOOPBACK["IPv4"], 9)


@pytest.mark.parametrize(("error", "goes_on"), [(errno.EIO, False), (errno.EINVAL, True), (errno.EMSGSIZE, True)])
def test_a_kernel_that_refuses_a_batch_gets_each_datagram_by_itself(error: int, *, goes_on: bool) -> None:
    kernel = Scripted(error)
    through = UdpSocket(kernel, THERE, segmenting=True)
    batch = numbered(5, 100, THERE)
    assert through.write(batch) == 5
    assert kernel.passed == [[each.data] for each in batch]
    assert through.errors.total() == 0
    assert through.write(batch) == 5
    assert kernel.segmented[5:] == ([True] if goes_on else [False] * 5)


@pytest.mark.parametrize("segmenting", [True, False])
def test_what_the_kernel_has_no_room_for_is_handed_back(*, segmenting: bool) -> None:
    kernel = Scripted(0, errno.EAGAIN)
    through = UdpSocket(kernel, THERE, segmenting=segmenting)
    batch = numbered(64, 100, THERE) + numbered(5, 100, THERE)
    done = through.write(batch)
    assert [data for call in kernel.passed for data in call] == [each.data for each in batch[:done]]
    assert done == (64 if segmenting else 1)
    assert through.errors.total() == 0
    assert through.write(batch[done:]) == len(batch) - done


@pytest.mark.parametrize("error", [errno.ENETUNREACH, errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.EPERM])
def test_an_unreachable_network_is_counted_and_told(error: int) -> None:
    through = UdpSocket(Scripted(error, 0), THERE, segmenting=True)
    assert through.write(numbered(3, 100, THERE)) == 3
    assert through.errors == {errno.errorcode[error]: 3}
    assert through.failures() == [Failure(THERE, None, error)]
    assert through.write(numbered(3, 100, THERE)) == 3
    assert through.sent == 3


def test_an_error_that_waits_in_the_socket_hides_no_datagram() -> None:
    through = UdpSocket(Scripted(errno.ECONNREFUSED, 0, errno.EAGAIN), THERE, segmenting=False)
    assert [each.data for each in through.read()] == [b"one"]
    assert through.errors == {"ECONNREFUSED": 1}


def test_a_socket_used_after_it_was_closed_is_our_fault() -> None:
    through = UdpSocket(Scripted(errno.EBADF), THERE, segmenting=False)
    with pytest.raises(OSError, match="Bad file descriptor"):
        through.write(numbered(1, 100, THERE))


def test_a_batch_is_no_larger_than_the_kernel_takes() -> None:
    kernel = Scripted()
    through = UdpSocket(kernel, THERE, segmenting=True)
    through.write(numbered(130, 10, THERE) + numbered(50, 1400, THERE) + numbered(2, 40_000, THERE))
    assert [len(call) for call in kernel.passed] == [64, 64, 2, 46, 4, 1, 1]
    assert all(sum(map(len, call)) <= 65507 for call in kernel.passed)


def test_only_what_goes_from_one_address_to_one_endpoint_goes_together() -> None:
    kernel = Scripted()
    through = UdpSocket(kernel, THERE, segmenting=True)
    ways = [
        (THERE, None),
        (Endpoint(THERE.address, 10), None),
        (Endpoint(address_of("127.0.0.2"), 9), None),
        (Endpoint(address_of("127.0.0.2"), 9), address_of("127.0.0.5")),
        (Endpoint(address_of("127.0.0.2"), 9), address_of("127.0.0.6")),
    ]
    batches = [numbered(2, 100, destination, source) for destination, source in ways]
    batch = [each for part in batches for each in part]
    assert through.write(batch) == len(batch)
    assert kernel.passed == [[each.data for each in part] for part in batches]
    assert kernel.names == [("127.0.0.1", 9), ("127.0.0.1", 10), *[("127.0.0.2", 9)] * 3]
