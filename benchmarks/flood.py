"""10,000 spoofed I1s a second for 10 seconds, over real sockets, while honest peers connect.

Another process sends the I1s from hundreds of loopback addresses, each with a HIT of its own. What is shown: how many
came, how many R1s went, what the process grew by, how much public-key work they made (none), and how long each of the
honest peers, one a second, took to connect meanwhile.
"""

import asyncio
import os
import random
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure import FailedError, table
from hipway.addresses import address_of
from hipway.engine.config import Config
from hipway.identity import generate
from hipway.node.node import Node
from hipway.node.settings import Network, Settings
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Packet, build
from hipway.wire.parameters import DhGroupList
from hipway.wire.udp import MARKER

__all__ = ["flood"]

RATE, SECONDS, SOURCES = 10_000, 10, 400
STEP = 0.01  # seconds between two bursts
GROWTH = 8192  # KiB, at most: what Python itself needs for bursts
PATIENCE = 8.0  # seconds that an honest peer may take while both cores are busy


def flood() -> Iterator[str]:
    """Yield a table of what the flood did."""
    yield from table(["what", "value"], asyncio.run(_flooded()))


async def _node(address: str) -> Node:
    local = (address_of(address),)
    return await Node.start(
        Settings(
            identities=(generate("p-256"),),
            config=Config(groups=(7,)),
            network=Network(port=0),
            listen=local,
            addresses=local,
        )
    )


async def _flooded() -> list[list[str]]:
    victim = await _node("127.0.0.1")
    engine = victim.engine
    await _met(victim, "127.0.0.2")  # whatever is made once is there now
    before, work = _memory(), asdict(engine.work)
    offered = engine.counters.packets_received[PacketType.I1]
    command = [sys.executable, "-m", "benchmarks.flood", str(victim.port), victim.hit.hex()]
    process = subprocess.Popen(command)  # noqa: ASYNC220, S603  # our own
    try:
        waits = []
        while process.poll() is None:
            waits.append(await _met(victim, "127.0.0.2"))
            await asyncio.sleep(1.0)
    finally:
        process.kill()
        process.wait()
    came = engine.counters.packets_received[PacketType.I1] - offered - len(waits)
    grown, done = _memory() - before, asdict(engine.work)
    honest = done["verifications"] - work["verifications"]
    await victim.close()
    if grown > GROWTH or not waits or honest != 2 * len(waits):
        raise FailedError(f"{grown} KiB more, {len(waits)} peers connected, {honest} signatures checked")
    return [
        ["spoofed I1s that came", f"{came} of {RATE * SECONDS}"],
        ["R1s sent", str(engine.counters.packets_sent[PacketType.R1])],
        ["memory, most", f"{grown:+d} KiB"],
        ["signatures checked, for honest peers only", str(honest)],
        ["honest peers that connected meanwhile", str(len(waits))],
        ["the slowest of them", f"{1000 * max(waits):.0f} ms"],
    ]


async def _met(victim: Node, address: str) -> float:
    """Let a new peer connect, say something and go; return how long it took to connect."""
    async with asyncio.timeout(PATIENCE):
        peer = await _node(address)
        began = time.perf_counter()
        await peer.connect(victim.hit, victim.endpoints)
        taken = time.perf_counter() - began
        await peer.send(victim.hit, b"here")
        await victim.receive()
        await peer.close()
    return taken


def _memory() -> int:
    """Return the most memory that this process has had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def send(port: int, hit: bytes) -> None:
    """Send the I1s."""
    source = random.Random(1)  # noqa: S311  # a flood
    sockets = []
    for number in range(SOURCES):
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind((f"127.1.{number // 250}.{number % 250 + 1}", 0))
        made.connect(("127.0.0.1", port))
        sockets.append(made)
    i1 = MARKER + build(Packet(PacketType.I1, bytes(16), hit, (DhGroupList((7,)),)))
    began = time.monotonic()
    sent = 0
    while sent < RATE * SECONDS:
        for _ in range(min(int((time.monotonic() - began) * RATE), RATE * SECONDS) - sent):
            sender = hit[:4] + source.randbytes(12)
            sockets[sent % SOURCES].send(i1[:12] + sender + i1[28:])
            sent += 1
        time.sleep(STEP)


if __name__ == "__main__":
    os.nice(5)
    sys.path.insert(0, str(Path(__file__).parents[1]))
    send(int(sys.argv[1]), bytes.fromhex(sys.argv[2]))
