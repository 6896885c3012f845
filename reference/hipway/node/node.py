"""A node: an engine with sockets, a clock and the machine's addresses around it, for applications that use asyncio.

    node = await Node.start(settings)
    await node.connect(hit)
    await node.send(hit, b"...")
    hit, data = await node.receive()
    await node.close()

Data goes to a HIT, wherever its host may be at that time. A node belongs to the event loop that it was started in.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from weakref import WeakSet

from hipway.addresses import Address, Endpoint, text_of
from hipway.engine.association import OPEN, State
from hipway.engine.channel import PAYLOAD_MOST, PLACE
from hipway.engine.engine import Engine
from hipway.engine.events import Dropped, Event, KeysInstalled, Notified, Payload
from hipway.entropy import SYSTEM
from hipway.node.box import Box
from hipway.node.capture import Capture
from hipway.node.echo import Echo
from hipway.node.faults import CannotConnect, NodeClosed, NotConnected
from hipway.node.follow import complain, follow
from hipway.node.hosts import endpoint_of
from hipway.node.logs import LOGGER, log_event
from hipway.node.outbox import Outbox
from hipway.node.route import source_of
from hipway.node.settings import Settings
from hipway.node.sockets import Sockets
from hipway.node.trouble import Trouble
from hipway.node.udp import UdpSocket
from hipway.node.waiting import NOBODY, Waiting

__all__ = ["MAX_PAYLOAD", "Node"]

MAX_PAYLOAD = PAYLOAD_MOST
"""The longest datagram for a peer: with UDP and ESP around it, it fits into an IPv4 packet."""

BATCH = 64  # datagrams that are sent in one go, before others have their turn
EVENTS = 4096  # that wait for an application
OVER = frozenset({State.E_FAILED, State.CLOSED, State.CLOSING, State.UNASSOCIATED})
PING = 5.0  # seconds


class Node:
    """A host of HIP on this machine. `start` makes one.

    Attributes:
        settings: what it was started with.
        engine: the protocol; it is to be looked at only.
        sockets: what it listens on.
        inbox: data from peers that waits for `receive`.
        started: the time of the loop when it began.
    """

    def __init__(self, settings: Settings, sockets: Sockets) -> None:
        """Make a node that does nothing yet."""
        self.settings = settings
        self.sockets = sockets
        self._loop = asyncio.get_running_loop()
        self.started = self._loop.time()
        self.engine = Engine(
            settings.identities,
            replace(settings.config, port=sockets.port, tell_keys=settings.capture is not None),
            entropy=SYSTEM,
            now=self.started,
            route=source_of,
            generation=int(time.time() * 1000),  # a restart comes later than all generations of the last run
        )
        for host in settings.hosts:
            self.engine.set_rendezvous(host.hit, host.rendezvous)
        self.inbox: Box[tuple[bytes, bytes]] = Box(settings.network.receive_buffer)
        self.trouble = Trouble()
        self._changed = asyncio.Event()
        self._outbox = Outbox(self._loop, sockets, self._changed.set)
        self._echo = Echo(self._send_now, self._turn)
        self._capture: Capture | None = None
        self._subscribers: WeakSet[Box[Event]] = WeakSet()
        self._connecting = Waiting()
        self._timer: asyncio.TimerHandle | None = None
        self._follower: asyncio.Task[None] | None = None
        self._located = asyncio.Event()
        self._closed = False

    @classmethod
    async def start(cls, settings: Settings) -> "Node":
        """Open the sockets and begin; if anything fails, nothing is left open.

        Raises:
            CannotListen: a port or an address can't be had.
            CannotCapture: the capture can't be written.
        """
        sockets = Sockets(settings.network.port, settings.listen)
        try:
            node = cls(settings, sockets)
            if settings.capture is not None:
                node._capture = node._outbox.capture = Capture(settings.capture, sockets.port)
        except BaseException:
            sockets.close()
            raise
        try:
            await node._begin()
        except BaseException:
            node._stop()
            raise
        return node

    async def _begin(self) -> None:
        """Listen, and find out where this host is: peers that are met afterwards needn't be told."""
        fixed = self.settings.addresses
        if fixed:
            self._addresses(fixed)
        else:
            network = self.settings.network
            followed = follow(self._addresses, loopback=network.loopback, poll=network.poll)
            self._follower = self._loop.create_task(followed)
            self._follower.add_done_callback(complain)
            located = self._loop.create_task(self._located.wait())
            await asyncio.wait({located, self._follower}, return_when=asyncio.FIRST_COMPLETED)
            located.cancel()
        for each in self.sockets.all:
            self._loop.add_reader(each.fileno(), self._readable, each)
        self._turn()

    # ------------------------------------------------------------------ for applications

    @property
    def hit(self) -> bytes:
        """The HIT of this host; the first if it has several."""
        return self.engine.default

    @property
    def port(self) -> int:
        """The UDP port that it listens on."""
        return self.sockets.port

    @property
    def endpoints(self) -> list[Endpoint]:
        """The addresses and the port that it listens on."""
        return [each.local for each in self.sockets.all]

    async def connect(
        self, hit: bytes, addresses: Iterable[str | Endpoint] = (), *, services: tuple[int, ...] = ()
    ) -> bytes:
        """Wait until there is an association with a peer, and return its HIT.

        Args:
            hit: the peer; NOBODY for whoever is at these addresses (opportunistic mode, RFC 7401 4.1.8): nothing tells
                whether that is who you mean.
            addresses: where it may be reached; if left out, where the hosts file says.
            services: the registration services that are wanted from it (RFC 8003).

        Raises:
            CannotConnect: it does not answer, or not as it should; the message says what may be the reason.
            ValueError: an address is none.
        """
        self._check_open()
        if self.state(hit) in OPEN and not services:
            return hit
        port = self.engine.config.port
        known = self.settings.hosts.by_hit.get(hit)
        rendezvous = known.rendezvous if known else None
        endpoints = [each if isinstance(each, Endpoint) else endpoint_of(each, port) for each in addresses]
        endpoints = endpoints or ([*known.endpoints] if known else [])
        if rendezvous is not None and rendezvous not in endpoints:
            endpoints.append(rendezvous)
        if not endpoints:
            raise CannotConnect(
                hit, "no address of it is known. Write one into the hosts file, and start the node anew"
            )
        waiting = self._connecting.get(hit)
        if waiting is not None and hit == NOBODY:
            raise CannotConnect(hit, "somebody else is waited for still; one at a time")
        if waiting is None:
            self.trouble.forget(endpoints)
            try:
                self.engine.connect(hit, endpoints, self._loop.time(), services=services, rendezvous=rendezvous)
            except ValueError as error:
                raise CannotConnect(hit, str(error)) from None
            if self.state(hit) not in OPEN:
                waiting = self._connecting.begin(hit)
            self._turn()
            if waiting is None:
                return hit
        found, why = await asyncio.shield(waiting)
        if why:
            raise CannotConnect(hit, self.trouble.explained(why, endpoints))
        return found

    async def send(self, hit: bytes, data: bytes) -> None:
        """Send a datagram to a peer; wait while there is no room for it. See `send_many`."""
        await self.send_many(hit, (data,))

    async def send_many(self, hit: bytes, datagrams: Sequence[bytes]) -> None:
        """Send datagrams to a peer in order; wait while there is no room for them. The network may lose some.

        While the base exchange goes on, they wait for its end.

        Raises:
            NotConnected: there is no association, and none is being made.
            ValueError: one is too long; nothing was sent then.
        """
        if max(map(len, datagrams), default=0) > MAX_PAYLOAD:
            raise ValueError(f"a datagram takes {MAX_PAYLOAD} bytes at most")
        at = 0
        while at < len(datagrams):
            count = self._room(hit, datagrams, at)
            if count:
                self.engine.send(hit, datagrams[at : at + count], self._loop.time())
                self._turn()
                at += count
                if at < len(datagrams):
                    await asyncio.sleep(0)  # let others have their turn
            else:
                self._changed.clear()
                await self._changed.wait()

    def _room(self, hit: bytes, datagrams: Sequence[bytes], at: int) -> int:
        """Return how many datagrams there is room for now, even if all of them have to wait for the peer."""
        self._check_open()
        association = self.engine.with_peer(hit)
        if association is None or association.state in OVER:
            raise NotConnected(hit)
        if self._outbox.size >= self.settings.network.send_buffer:
            return 0
        room = self.engine.config.queue - association.queued
        for count, each in enumerate(datagrams[at : at + BATCH]):
            room -= len(each) + PLACE
            if room < 0:
                return count if count or association.queued else 1
        return min(BATCH, len(datagrams) - at)

    async def receive(self) -> tuple[bytes, bytes]:
        """Return the next datagram of any peer, with the peer's HIT.

        Raises:
            NodeClosed: the node was closed.
        """
        return await self.inbox.get()

    def events(self) -> Box[Event]:
        """Return what tells of all that happens from now on, but for data and dropped packets: use `async for`."""
        self._check_open()
        box: Box[Event] = Box(EVENTS)
        self._subscribers.add(box)
        return box

    async def ping(self, hit: bytes, size: int = 56, timeout: float = PING) -> float:  # noqa: ASYNC109  # of one datagram
        """Send a datagram that the peer's node sends back, and return how many seconds that took.

        Raises:
            NotConnected: there is no association with the peer.
            TimeoutError: nothing came back.
        """
        self._check_open()
        if self.state(hit) in OVER:
            raise NotConnected(hit)
        return await self._echo.ping(hit, os.urandom(size), timeout)

    def state(self, hit: bytes) -> State:
        """Return the state of the association with a peer."""
        association = self.engine.with_peer(hit)
        return State.UNASSOCIATED if association is None else association.state

    async def disconnect(self, hit: bytes) -> None:
        """End the association with a peer, without waiting for its answer."""
        self._check_open()
        self.engine.close(hit, self._loop.time())
        self._turn()

    async def close(self) -> None:
        """Send CLOSE to all peers, wait for their answers as long as the settings say, and stop."""
        if self._closed:
            return
        self._closed = True
        if self._follower is not None:
            self._follower.cancel()  # peers that are being left needn't know where we are
        self._connecting.end_all("the node is being closed")
        until = self._loop.time() + self.settings.patience
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self._close_all()
        self._stop()

    async def _close_all(self) -> None:
        for number, (_, peer) in enumerate(list(self.engine.associations)):
            self.engine.close(peer, self._loop.time())
            if number % BATCH == BATCH - 1:
                self._turn()
                await asyncio.sleep(0)
        self._turn()
        while any(each.state is State.CLOSING for each in self.engine.associations.values()) or self._outbox.size:
            self._changed.clear()
            await self._changed.wait()

    def _stop(self) -> None:
        self._closed = True
        if self._follower is not None:
            self._follower.cancel()
        if self._timer is not None:
            self._timer.cancel()
        self._outbox.close()
        for each in self.sockets.all:
            self._loop.remove_reader(each.fileno())
        self.sockets.close()
        if self._capture is not None:
            self._capture.close()
        self.inbox.close()
        for box in self._subscribers:
            box.close()
        self._changed.set()

    def _check_open(self) -> None:
        if self._closed:
            raise NodeClosed

    # ------------------------------------------------------------------ around the engine

    def _readable(self, through: UdpSocket) -> None:
        batch = through.read()
        if self._capture is not None:
            self._capture.received(batch)
        now = self._loop.time()
        try:
            for data, source, local in batch:
                self.engine.receive(data, source, local, now)
        finally:
            self._turn()

    def _due(self) -> None:
        self._timer = None
        try:
            self.engine.timeout(self._loop.time())
        finally:
            self._turn()

    def _addresses(self, found: Sequence[Address]) -> None:
        """Take the addresses that this host has now."""
        LOGGER.info("addresses", extra={"fields": {"addresses": [text_of(each) for each in found]}})
        if self._capture is not None:
            self._capture.moved()
        self.engine.set_addresses(found, self._loop.time())
        self._located.set()
        self._turn()

    def _turn(self) -> None:
        """Tell and send what the engine has, and set the clock for what it has to do next."""
        engine = self.engine
        while events := engine.events():
            for event in events:
                self._tell(event)
        out = engine.datagrams()
        if out:
            self._outbox.write(out)
        for failure in self.sockets.failures():
            self.trouble.failed(failure, self._loop.time())
        due = engine.deadline()
        if self._timer is None or self._timer.when() != due:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_at(due, self._due) if due != float("inf") else None
        self._changed.set()

    def _send_now(self, peer: bytes, payload: bytes, ports: tuple[int, int]) -> None:
        """Send a payload at once, or not at all."""
        if self._outbox.size < self.settings.network.send_buffer:
            with contextlib.suppress(KeyError):
                self.engine.send(peer, (payload,), self._loop.time(), ports)

    def _tell(self, event: Event) -> None:
        if isinstance(event, Payload):
            if not self._echo.take(event):
                self.inbox.put((event.peer, event.data), len(event.data) + 1)
            return
        if isinstance(event, Dropped):
            self.trouble.dropped(event, self._loop.time())
            return
        if isinstance(event, KeysInstalled):
            if self._capture is not None:
                self._capture.keys(event)
            return
        log_event(event, self._loop.time())
        self._connecting.take(event)
        if isinstance(event, Notified):  # it changes nothing, but may explain why there will be no association
            association = self.engine.with_peer(event.peer)
            if association is not None and association.endpoint is not None:
                self.trouble.notified(association.endpoint, event.kind)
        for box in self._subscribers:
            box.put(event)
