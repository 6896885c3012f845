"""Peers that a node stays connected to, and rendezvous servers that it stays registered with."""

import asyncio

from hipway.addresses import text_of
from hipway.engine.events import Closed, Failed, Registered
from hipway.node.faults import CannotConnect
from hipway.node.logs import LOGGER
from hipway.node.node import Node

__all__ = ["keep"]

FIRST, LONGEST = 2.0, 300.0  # seconds between two attempts


async def keep(node: Node, hit: bytes, services: tuple[int, ...] = ()) -> None:
    """Connect to a peer, and again whenever the association or the registration has ended, until cancelled."""
    pause = FIRST
    while True:
        events = node.events()
        try:
            await node.connect(hit, services=services)
        except CannotConnect as error:
            LOGGER.warning("%s", error, extra={"fields": {"peer": text_of(hit), "again_in": pause}})
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST)
            continue
        async for event in events:
            if isinstance(event, Closed | Failed) and event.peer == hit:
                break
            if isinstance(event, Registered) and event.registrar == hit:
                if event.until:
                    pause = FIRST
                    continue
                LOGGER.warning(
                    "not registered", extra={"fields": {"registrar": text_of(hit), "failure": event.failure}}
                )
                await node.disconnect(hit)
                break
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST) if services else FIRST
