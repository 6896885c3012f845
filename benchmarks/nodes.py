"""Application data from one node to another, each a process with engine and sockets, by HIT over 127.0.0.1.

The receiver says by a datagram of its own how far it is, so that nothing is lost.
"""

import asyncio
import multiprocessing
import os
import statistics
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

from benchmarks.datagrams import DATAGRAMS, LOST, RUNS, SIZE, Stream, stream
from benchmarks.measure import table
from hipway.addresses import Endpoint, address_of
from hipway.identity import generate
from hipway.node.node import Node
from hipway.node.settings import Network, Settings

__all__ = ["nodes"]

ADDRESS = address_of("127.0.0.1")
FLOOR, OURS = "floor, batches", "nodes"
BATCH = 64
AHEAD = 16 * BATCH  # datagrams that the receiver hasn't counted yet


def nodes() -> Iterator[str]:
    """Yield a table: a stream between two nodes, beside bare AES-GCM with the same calls of the kernel."""
    runs: dict[str, list[Stream]] = {FLOOR: [], OURS: []}
    for _ in range(RUNS):
        runs[FLOOR].append(stream(FLOOR))
        runs[OURS].append(_between_nodes())
    rows, floor = [], 0.0
    for name, streams in runs.items():
        seconds, sender, receiver = (statistics.median(each) for each in zip(*map(_numbers, streams), strict=True))
        floor = floor or sender + receiver
        rows.append(
            [
                name,
                f"{DATAGRAMS / seconds:,.0f}",
                f"{DATAGRAMS * SIZE * 8 / seconds / 1e6:,.0f}",
                f"{sender / DATAGRAMS * 1e6:.2f} us",
                f"{receiver / DATAGRAMS * 1e6:.2f} us",
                f"{SIZE * 8 * DATAGRAMS / max(sender, receiver) / 1e6:,.0f}",
                f"{(sender + receiver) / floor:.2f}",
            ]
        )
    said = ["each second", "Mbit/s", "sender", "receiver", "cores allow", "ratio"]
    yield from table([f"{DATAGRAMS} datagrams of {SIZE} bytes", *said], rows)


def _numbers(one: Stream) -> tuple[float, float, float]:
    return one.seconds, one.sender, one.receiver


def _between_nodes() -> Stream:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_receiver, args=(there,))
    process.start()
    there.close()
    try:
        return asyncio.run(asyncio.wait_for(_send(here), 4 * LOST))
    finally:
        process.join(LOST)
        process.kill()


async def _node() -> Node:
    local = (ADDRESS,)
    settings = Settings(identities=(generate("p-256"),), network=Network(port=0), listen=local, addresses=local)
    return await Node.start(settings)


async def _send(other: Connection) -> Stream:
    hit, port = other.recv()
    node = await _node()
    await node.connect(hit, [Endpoint(ADDRESS, port)])
    payloads = [os.urandom(SIZE) for _ in range(BATCH)]
    started, processor, counted = time.perf_counter(), time.process_time(), 0
    for sent in range(0, DATAGRAMS, BATCH):
        while sent - counted >= AHEAD:
            counted = int.from_bytes((await node.receive())[1], "big")
        await node.send_many(hit, payloads)
    while counted < DATAGRAMS:
        counted = int.from_bytes((await node.receive())[1], "big")
    used, seconds = time.process_time() - processor, time.perf_counter() - started
    await node.close()
    return Stream(seconds, used, other.recv())


def _receiver(other: Connection) -> None:
    asyncio.run(_receive(other))


async def _receive(other: Connection) -> None:
    node = await _node()
    other.send((node.hit, node.port))
    hit, _ = await node.receive()
    processor, counted = time.process_time(), 1
    while counted < DATAGRAMS:
        await node.receive()
        counted += 1
        if counted % BATCH == 0:
            await node.send(hit, counted.to_bytes(8, "big"))
    other.send(time.process_time() - processor)
    await asyncio.sleep(0.2)
    await node.close()
