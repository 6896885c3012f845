"""A node as a process: it runs until SIGTERM or SIGINT, and says good-bye to its peers."""

import asyncio
import contextlib
import signal

from hipway.addresses import text_of
from hipway.node import logs
from hipway.node.control import Control, reserved
from hipway.node.hosts import written
from hipway.node.keep import keep
from hipway.node.logs import LOGGER
from hipway.node.node import Node
from hipway.node.settings import Settings
from hipway.wire.numbers import RegistrationType

__all__ = ["run"]


async def run(settings: Settings) -> None:
    """Run a node until a signal asks it to stop.

    Raises:
        CannotListen: its port can't be had.
        ControlError: its control socket can't be had.
        CannotCapture: its capture can't be written.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    handler = logs.begin(settings.log.level, settings.log.format)
    try:
        async with contextlib.AsyncExitStack() as stack:
            asked = stack.enter_context(reserved(settings.control)) if settings.control is not None else None
            node = await Node.start(settings)
            stack.push_async_callback(node.close)
            if asked is not None:
                await stack.enter_async_context(Control(node, asked))
            _say_up(node)
            await _until(stop, node)
    finally:
        logs.end(handler)


async def _until(stop: asyncio.Event, node: Node) -> None:
    settings = node.settings
    tasks = [asyncio.create_task(keep(node, hit)) for hit in settings.connect]
    tasks += [asyncio.create_task(keep(node, hit, (RegistrationType.RENDEZVOUS,))) for hit in settings.register]
    await stop.wait()
    LOGGER.info("stopping")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _say_up(node: Node) -> None:
    fields = {
        "hit": text_of(node.hit),
        "listening": [written(each) for each in node.endpoints],
        "control": str(node.settings.control),
    }
    for missing in node.sockets.missing:
        LOGGER.warning("%s", missing)
    LOGGER.info("up", extra={"fields": fields})
