"""Peers and rendezvous servers that a node stays with."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from hipway.engine.config import Config
from hipway.engine.events import Established, Event, Registered
from hipway.identity import PrivateIdentity
from hipway.node import keep as module
from hipway.node.box import Box
from hipway.node.faults import CannotConnect
from hipway.node.hosts import Host, Hosts
from hipway.node.keep import keep
from hipway.node.node import Node
from hipway.node.settings import Network
from hipway.wire.numbers import RegistrationType

Run = Callable[[Coroutine[Any, Any, None]], None]
Started = Callable[..., AbstractAsyncContextManager[Node]]


def knowing(node: Node) -> Hosts:
    """Return a hosts file with one line."""
    host = Host("server", node.hit, tuple(node.endpoints))
    return Hosts({host.name: host}, {host.hit: host})


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST", 0.001)


async def first_of(events: Box[Event], kind: type[Any]) -> Any:  # noqa: ANN401  # an event of this kind
    while not isinstance(event := await events.get(), kind):
        pass
    return event


def test_a_peer_that_closes_is_connected_to_again(run: Run, started: Started) -> None:
    async def scenario() -> None:
        async with started("ed25519") as bob, started(hosts=knowing(bob)) as alice:
            events = bob.events()
            task = asyncio.create_task(keep(alice, bob.hit))
            await first_of(events, Established)
            await alice.ping(bob.hit)
            await bob.disconnect(alice.hit)
            assert (await first_of(events, Established)).peer == alice.hit
            await alice.connect(bob.hit)
            task.cancel()

    run(scenario())


def test_a_peer_that_is_not_there_yet_is_waited_for(
    run: Run, started: Started, identities: dict[str, PrivateIdentity]
) -> None:
    async def scenario() -> None:
        async with started() as other:
            (free,) = other.endpoints
        host = Host("bob", identities["ed25519"].public.hit, (free,))
        impatient = Config(i1_retries=0, retry_first=0.01)
        async with started(hosts=Hosts({"bob": host}, {host.hit: host}), config=impatient) as alice:
            task = asyncio.create_task(keep(alice, host.hit))
            with pytest.raises(CannotConnect):
                await alice.connect(host.hit)
            events = alice.events()
            async with started("ed25519", network=Network(port=free.port)) as bob:
                assert (await first_of(events, Established)).peer == bob.hit
            task.cancel()

    run(scenario())


def test_a_rendezvous_server_is_registered_with(run: Run, started: Started) -> None:
    async def scenario() -> None:
        offering = Config(registrars=(RegistrationType.RENDEZVOUS,))
        async with started("ed25519", config=offering) as server:
            network = Network(port=server.port)  # FROM holds no port (RFC 8004 4.2.2): all have the same
            async with started(address="127.0.0.2", network=network, hosts=knowing(server)) as alice:
                events = alice.events()
                task = asyncio.create_task(keep(alice, server.hit, (RegistrationType.RENDEZVOUS,)))
                registered = await first_of(events, Registered)
                assert (registered.registrar, registered.service) == (server.hit, RegistrationType.RENDEZVOUS)
                assert (alice.hit, RegistrationType.RENDEZVOUS) in server.engine.registrations
                async with started("p-384", address="127.0.0.3", network=network) as carol:
                    await carol.connect(alice.hit, server.endpoints)
                    await carol.send(alice.hit, b"directly")
                    assert await alice.receive() == (carol.hit, b"directly")
                assert server.engine.counters.payloads_received == 0
                task.cancel()

    run(scenario())
