"""Two nodes in one process, over loopback."""

import asyncio
import errno
import socket
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hipway.addresses import Endpoint, address_of
from hipway.engine.association import State
from hipway.engine.config import Config
from hipway.engine.events import Closed, Event, Payload
from hipway.identity import PrivateIdentity
from hipway.node.box import Box
from hipway.node.echo import ECHO, Echo
from hipway.node.faults import CannotConnect, NodeClosed, NotConnected
from hipway.node.node import MAX_PAYLOAD, Node
from hipway.node.settings import Network, Settings
from hipway.node.sockets import CannotListen
from hipway.node.waiting import NOBODY
from hipway.wire.numbers import Group

Run = Callable[[Coroutine[Any, Any, None]], None]
MakeSettings = Callable[..., Settings]
Started = Callable[..., AbstractAsyncContextManager[Node]]

QUICK = Config(i1_retries=1, i2_retries=1, retry_first=0.02)


def open_files() -> list[str]:
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


async def fetched(node: Node, count: int) -> list[tuple[bytes, bytes]]:
    return [await node.receive() for _ in range(count)]


async def next_of(events: Box[Event], kind: type[Event]) -> Event:
    while not isinstance(event := await events.get(), kind):
        pass
    return event


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("kinds", [("p-256", "ed25519"), ("p-384", "rsa-2048")])
def test_two_nodes_connect_talk_and_part(run: Run, started: Started, address: str, kinds: tuple[str, str]) -> None:
    async def scenario() -> None:
        async with started(kinds[0], address) as alice, started(kinds[1], address) as bob:
            told = bob.events()
            await alice.connect(bob.hit, bob.endpoints)
            await alice.send(bob.hit, b"to bob")
            assert await bob.receive() == (alice.hit, b"to bob")
            await bob.send_many(alice.hit, [b"to alice", b"", bytes(MAX_PAYLOAD)])
            assert await fetched(alice, 3) == [(bob.hit, data) for data in (b"to alice", b"", bytes(MAX_PAYLOAD))]
            await alice.close()
            assert alice.state(bob.hit) is State.UNASSOCIATED
            assert await next_of(told, Closed) == Closed(alice.hit, by_peer=True)
            with pytest.raises(NotConnected):
                await bob.send(alice.hit, b"too late")

    run(scenario())


def test_what_is_sent_while_the_exchange_goes_on_is_not_lost(run: Run, started: Started) -> None:
    async def scenario() -> None:
        async with started("p-256") as alice, started("ed25519") as bob:
            connecting = asyncio.create_task(alice.connect(bob.hit, bob.endpoints))
            await asyncio.sleep(0)  # it begins
            numbers = [number.to_bytes(2, "big") for number in range(200)]
            assert alice.state(bob.hit) is State.I1_SENT
            await alice.send_many(bob.hit, numbers)
            assert [data for _, data in await fetched(bob, 200)] == numbers
            await connecting

    run(scenario())


def test_both_connect_at_once(run: Run, started: Started) -> None:
    async def scenario() -> None:
        async with started("p-256") as alice, started("p-384") as bob:
            await asyncio.gather(alice.connect(bob.hit, bob.endpoints), bob.connect(alice.hit, alice.endpoints))
            await asyncio.gather(alice.send(bob.hit, b"1"), bob.send(alice.hit, b"2"))
            assert await bob.receive() == (alice.hit, b"1")
            assert await alice.receive() == (bob.hit, b"2")

    run(scenario())


def test_a_host_that_was_cut_off_comes_back(
    run: Run, started: Started, make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with started("ed25519") as bob:
            first = await Node.start(make_settings("p-256", patience=0.001))
            await first.connect(bob.hit, bob.endpoints)
            monkeypatch.setattr(first.sockets, "write", lambda _: [])  # nothing of it arrives any more
            await first.close()
            assert bob.state(first.hit) is State.R2_SENT
            async with started("p-256") as second:
                await second.connect(bob.hit, bob.endpoints)
                await second.send(bob.hit, b"again")
                assert await bob.receive() == (second.hit, b"again")

    run(scenario())


def test_a_peer_that_does_not_answer(run: Run, started: Started) -> None:
    async def scenario() -> None:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as silent:
            silent.bind(("127.0.0.1", 0))
            port = silent.getsockname()[1]
            async with started(config=QUICK) as alice, started("ed25519") as bob:
                with pytest.raises(CannotConnect, match=f"no answer to I1 from 127.0.0.1:{port}"):
                    await alice.connect(bob.hit, [f"127.0.0.1:{port}"])
                with pytest.raises(CannotConnect, match="no address of it is known"):
                    await alice.connect(bob.hit)
                with pytest.raises(CannotConnect, match="the peer is this host itself"):
                    await alice.connect(alice.hit, alice.endpoints)

    run(scenario())


def test_a_peer_with_another_hit(run: Run, started: Started, identities: dict[str, PrivateIdentity]) -> None:
    async def scenario() -> None:
        wrong = identities["p-384"].public.hit
        async with started(config=QUICK) as alice, started("ed25519") as bob:
            with pytest.raises(CannotConnect, match=r"has it this HIT \(`hipway node show`"):
                await alice.connect(wrong, bob.endpoints)
            assert bob.engine.counters.dropped["RFC 7401 6.7 step 1"] > 0

    run(scenario())


def test_a_peer_with_which_nothing_is_in_common(run: Run, started: Started) -> None:
    async def scenario() -> None:
        ours = replace(QUICK, groups=(Group.P_384,))
        theirs = replace(QUICK, groups=(Group.P_256,))
        async with started(config=ours) as alice, started("ed25519", config=theirs) as bob:
            with pytest.raises(CannotConnect, match=r"dropped: the best group of both is None.*RFC 7401 6\.8 step 7"):
                await alice.connect(bob.hit, bob.endpoints)

    run(scenario())


def test_whoever_is_at_an_address(run: Run, started: Started) -> None:
    """Opportunistic mode (RFC 7401 4.1.8): the HIT is known afterwards."""

    async def scenario() -> None:
        config = Config(i1_retries=0, retry_first=0.02)
        async with started("p-384") as bob, started(config=config) as alice:
            assert await alice.connect(NOBODY, bob.endpoints) == bob.hit
            await alice.send(bob.hit, b"whoever you are")
            assert await bob.receive() == (alice.hit, b"whoever you are")
            assert await alice.connect(NOBODY, bob.endpoints) == bob.hit
            with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as silent:
                silent.bind(("127.0.0.1", 0))
                place = Endpoint(address_of("127.0.0.1"), silent.getsockname()[1])
                first = asyncio.create_task(alice.connect(NOBODY, [place]))
                await asyncio.sleep(0)
                with pytest.raises(CannotConnect, match="one at a time"):
                    await alice.connect(NOBODY, bob.endpoints)
                with pytest.raises(CannotConnect, match="no answer to I1"):
                    await first

    run(scenario())


def test_what_a_peer_says_explains_a_failure(run: Run, started: Started) -> None:
    """RFC 7401 6.9.1: a Responder without room says so, and the Initiator takes it for information only (6.13)."""

    async def scenario() -> None:
        config = Config(i2_retries=1, retry_first=0.02)
        async with (
            started("p-384", config=Config(associations=1)) as full,
            started("ed25519") as other,
            started(config=config) as node,
        ):
            await other.connect(full.hit, full.endpoints)
            with pytest.raises(CannotConnect, match=r"no answer to I2; .*RESPONDER_BUSY_PLEASE_RETRY"):
                await node.connect(full.hit, full.endpoints)

    run(scenario())


def test_a_family_without_a_socket_is_named(run: Run, started: Started, identities: dict[str, PrivateIdentity]) -> None:
    async def scenario() -> None:
        async with started(config=QUICK, addresses=(address_of("127.0.0.1"), address_of("::1"))) as alice:
            with pytest.raises(CannotConnect, match="nothing could be sent there: address family not supported"):
                await alice.connect(identities["ed25519"].public.hit, ["::1"])

    run(scenario())


def test_a_sender_waits_while_the_network_takes_nothing(
    run: Run, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        small = Network(port=0, send_buffer=100_000)
        async with started(network=small) as alice, started("ed25519") as bob:
            await alice.connect(bob.hit, bob.endpoints)
            monkeypatch.setattr(alice.sockets, "write", list)  # all has to wait
            sending = asyncio.create_task(alice.send_many(bob.hit, [bytes(1000)] * 1000))
            for _ in range(100):
                await asyncio.sleep(0)
            assert not sending.done()
            assert alice.engine.counters.payloads_sent < 200
            monkeypatch.undo()
            assert len(await fetched(bob, 1000)) == 1000
            await sending

    run(scenario())


def test_what_nobody_fetches_is_bounded(run: Run, started: Started) -> None:
    async def scenario() -> None:
        async with started() as alice, started("ed25519", network=Network(port=0, receive_buffer=5_000)) as bob:
            await alice.connect(bob.hit, bob.endpoints)
            await alice.send_many(bob.hit, [bytes(999)] * 20)
            await alice.ping(bob.hit)  # is answered behind them
            assert bob.inbox.lost == 15
            assert len(await fetched(bob, 5)) == 5

    run(scenario())


def test_a_payload_that_is_too_long_is_refused(run: Run, started: Started) -> None:
    async def scenario() -> None:
        async with started() as alice, started("ed25519") as bob:
            await alice.connect(bob.hit, bob.endpoints)
            with pytest.raises(ValueError, match="65400"):
                await alice.send_many(bob.hit, [b"", bytes(MAX_PAYLOAD + 1)])
            assert alice.engine.counters.payloads_sent == 0

    run(scenario())


def test_a_port_in_use_leaves_nothing_open(run: Run, started: Started, make_settings: MakeSettings) -> None:
    async def scenario() -> None:
        async with started() as alice:
            before = open_files()
            with pytest.raises(CannotListen) as caught:
                await Node.start(make_settings("ed25519", network=Network(port=alice.port)))
            assert caught.value.errno == errno.EADDRINUSE
            assert open_files() == before

    run(scenario())


def test_who_waits_for_a_node_that_is_closed_waits_no_longer(run: Run, started: Started) -> None:
    async def scenario() -> None:
        async with started() as alice:
            waiting = asyncio.create_task(alice.receive())
            events = alice.events()
            await asyncio.sleep(0)
            await alice.close()
            with pytest.raises(NodeClosed):
                await waiting
            assert [event async for event in events] == []
            with pytest.raises(NodeClosed):
                await alice.connect(bytes(16), [Endpoint(address_of("127.0.0.1"), 1)])

    run(scenario())


def test_an_echo_is_not_echoed() -> None:
    sent: list[tuple[bytes, bytes, tuple[int, int]]] = []
    echo = Echo(lambda *what: sent.append(what), lambda: None)
    peer = bytes(16)
    assert echo.take(Payload(peer, b"ping", (50_000, ECHO)))
    assert sent == [(peer, b"ping", (ECHO, 50_000))]
    assert echo.take(Payload(peer, b"loop", (ECHO, ECHO)))
    assert len(sent) == 1
    assert not echo.take(Payload(peer, b"data", (10500, 10500)))
