"""Nodes on loopback addresses, each on a port that the kernel chooses."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from hipway.addresses import address_of
from hipway.identity import PrivateIdentity
from hipway.node.node import Node
from hipway.node.settings import Network, Settings

SECONDS = 30.0  # no test takes as long: it ends a test that would hang

Run = Callable[[Coroutine[Any, Any, None]], None]
MakeSettings = Callable[..., Settings]
Started = Callable[..., AbstractAsyncContextManager[Node]]


@pytest.fixture
def run() -> Run:
    """Run a coroutine to its end, or fail."""

    async def bounded(work: Coroutine[Any, Any, None]) -> None:
        async with asyncio.timeout(SECONDS):
            await work

    return lambda work: asyncio.run(bounded(work))


@pytest.fixture
def make_settings(identities: dict[str, PrivateIdentity]) -> MakeSettings:
    """Settings of a node on one loopback address."""

    def make(kind: str = "p-256", address: str = "127.0.0.1", **more: Any) -> Settings:  # noqa: ANN401  # fields of Settings
        local = (address_of(address),)
        given = {"network": Network(port=0), "listen": local, "addresses": local, **more}
        return Settings(identities=(identities[kind],), **given)

    return make


@pytest.fixture
def started(make_settings: MakeSettings) -> Started:
    """A node that runs within `async with`."""

    @contextlib.asynccontextmanager
    async def start(kind: str = "p-256", address: str = "127.0.0.1", **more: Any) -> AsyncIterator[Node]:  # noqa: ANN401  # fields of Settings
        node = await Node.start(make_settings(kind, address, **more))
        try:
            yield node
        finally:
            await node.close()

    return start
