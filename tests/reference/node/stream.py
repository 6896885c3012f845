"""A node as a process of its own, for the tests in network namespaces: it sends numbered datagrams, or counts them.

It tells what happens as lines of JSON. A sender is told by a line on its input to go on to the next phase.
"""

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from typing import Any

from hipway.addresses import text_of
from hipway.engine.events import Closed, LocatorChanged
from hipway.node.box import Box
from hipway.node.hosts import written
from hipway.node.node import Node
from hipway.node.settings import load
from hipway.wire.numbers import RegistrationType

PHASE = 5000  # datagrams, at least
BURST = 50
SIZE = 200


def tell(**what: Any) -> None:  # noqa: ANN401  # whatever JSON has
    print(json.dumps(what), flush=True)  # noqa: T201  # that is what it is for


async def commands() -> asyncio.StreamReader:
    """Return the input."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def send(node: Node, peer: bytes) -> None:
    """Send a phase, then go on until told, then send another phase."""
    reader = await commands()
    await node.connect(peer)
    number = 0

    async def watch_addresses() -> None:
        """Tell when this host has lost its last address, and which numbers had not been given to the node by then."""
        while node.engine.addresses:  # noqa: ASYNC110  # no event tells of that
            await asyncio.sleep(0.002)
        tell(homeless=number + BURST)

    watching = asyncio.create_task(watch_addresses())
    for _ in range(2):
        told = asyncio.create_task(reader.readline())
        least = number + PHASE
        tell(number=number)
        while number < least or not told.done():
            await node.send_many(peer, [each.to_bytes(SIZE, "big") for each in range(number, number + BURST)])
            number += BURST
            await asyncio.sleep(0.002)
            if number == least:
                tell(sent=number)
    watching.cancel()
    tell(end=number)


async def watch(node: Node, events: Box[Any]) -> None:
    """Tell of addresses of the peer until the peer closes; rendezvous servers are no peers here."""
    async for event in events:
        if isinstance(event, LocatorChanged):
            tell(locator=written(event.endpoint), status=event.status)
        elif isinstance(event, Closed) and event.peer not in node.settings.register:
            return


async def collect(node: Node, received: list[int]) -> None:
    """Collect the numbers as they come."""
    while True:
        _, data = await node.receive()
        received.append(int.from_bytes(data, "big"))


async def main(config: Path, peer: str) -> None:
    """Run a sender if a peer is named, else a receiver."""
    node = await Node.start(load(config))
    events = node.events()
    received: list[int] = []
    tasks = [asyncio.create_task(collect(node, received))]
    for server in node.settings.register:
        await node.connect(server, services=(RegistrationType.RENDEZVOUS,))
    tell(hit=text_of(node.hit))
    if peer:
        tasks.append(asyncio.create_task(watch(node, events)))
        await send(node, node.settings.hosts.hit(peer))
    else:
        await watch(node, events)
    tell(received=received)
    for task in tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks)
    await node.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""))
