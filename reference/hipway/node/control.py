r"""The control socket: by it, other processes of the same user ask a running node.

A Unix socket that only its owner may use. A request is one line of JSON; the answer is one line or more, the last one
with `done`, or one with `error`, a sentence:

    {"do": "status"}                          {"done": true, "status": {...}}
    {"do": "ping", "peer": "bob", "count": 2} {"number": 1, "seconds": 0.0004}  ...  {"done": true}
    {"do": "close", "peer": "bob"}            {"done": true}

A peer is named by its HIT or as in the hosts file. An answer to a ping that did not come is `"seconds": null`.
"""

import asyncio
import contextlib
import errno
import json
import os
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import msgspec

from hipway.node.faults import NodeError
from hipway.node.status import status

if TYPE_CHECKING:
    from hipway.node.node import Node

__all__ = ["Control", "ControlError", "ask", "reserved"]

LONGEST = 1 << 16  # bytes of a request
CLIENTS = 32  # at once
OTHERS = 0o177
INTERVAL = 1.0  # seconds between two pings


class ControlError(NodeError):
    """A control socket that can't be used, and what to do."""


class Status(msgspec.Struct, tag_field="do", tag="status", forbid_unknown_fields=True):
    """Ask for the state."""


class Close(msgspec.Struct, tag_field="do", tag="close", forbid_unknown_fields=True):
    """End the association with a peer."""

    peer: str


class Ping(msgspec.Struct, tag_field="do", tag="ping", forbid_unknown_fields=True):
    """Connect to a peer if need be, and see how long an answer takes."""

    peer: str
    count: Annotated[int, msgspec.Meta(ge=1)] = 4
    size: Annotated[int, msgspec.Meta(ge=0, le=65_400)] = 56
    timeout: Annotated[float, msgspec.Meta(gt=0)] = 5.0


_REQUEST: msgspec.json.Decoder[Status | Close | Ping] = msgspec.json.Decoder(Status | Close | Ping)


class Control:
    """What answers on the control socket of a running node, within `async with`."""

    def __init__(self, node: "Node", made: socket.socket) -> None:
        """Take the node and its socket (`reserved`)."""
        self._node = node
        self._socket = made
        self._clients: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        """Begin to answer."""
        self._server = await asyncio.start_unix_server(self._serve, sock=self._socket, limit=LONGEST)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop, and end what is being answered."""
        self._server.close()
        for task in self._clients:
            task.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._clients) >= CLIENTS:
            writer.close()
            return
        self._clients.add(task)
        try:
            # It went away, or its line has no end, or the node is being closed.
            with contextlib.suppress(ConnectionError, ValueError, asyncio.CancelledError):
                while line := await reader.readline():
                    async for answer in self._answer(line):
                        writer.write(json.dumps(answer).encode() + b"\n")
                        await writer.drain()
        finally:
            self._clients.discard(task)
            writer.close()

    async def _answer(self, line: bytes) -> AsyncIterator[dict[str, Any]]:
        node = self._node
        try:
            request = _REQUEST.decode(line)
            if isinstance(request, Status):
                yield {"done": True, "status": status(node, asyncio.get_running_loop().time())}
                return
            hit = node.settings.hosts.hit(request.peer)
            if isinstance(request, Close):
                await node.disconnect(hit)
            else:
                async for answer in _pings(node, hit, request):
                    yield answer
            yield {"done": True}
        except (NodeError, ValueError) as error:  # msgspec's errors are ValueErrors
            yield {"error": str(error)}


async def _pings(node: "Node", hit: bytes, request: Ping) -> AsyncIterator[dict[str, Any]]:
    await node.connect(hit)
    for number in range(1, request.count + 1):
        try:
            seconds: float | None = await node.ping(hit, request.size, request.timeout)
        except TimeoutError:
            seconds = None
        yield {"number": number, "seconds": seconds}
        if number < request.count and seconds is not None:
            await asyncio.sleep(INTERVAL)


@contextlib.contextmanager
def reserved(path: Path) -> Iterator[socket.socket]:
    """Listen at a path until the end, before there is a node that answers: nobody else starts there meanwhile.

    Raises:
        ControlError: another node does already, or the path can't be used.
    """
    made = _listening(path)
    number = path.stat().st_ino
    try:
        yield made
    finally:
        made.close()
        with contextlib.suppress(OSError):  # it has been removed already
            if path.stat().st_ino == number:  # not that of another node in its place
                path.unlink()


def _listening(path: Path) -> socket.socket:
    """Return a socket that listens at a path, which only its owner may use."""
    old = _left_behind(path)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(OTHERS)
    try:
        if old:
            path.unlink()
        made.bind(str(path))
        made.listen(CLIENTS)
    except OSError as error:
        made.close()
        raise ControlError(f"{path}: no control socket can be made there: {_advice(error)}") from None
    finally:
        os.umask(mask)
    return made


def _left_behind(path: Path) -> bool:
    """Return whether there is a socket of a node that did not end as it should.

    Raises:
        ControlError: its node runs still, or it is not ours to ask that.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(0)  # a node that does not answer runs all the same
        try:
            probe.connect(str(path))
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno == errno.EACCES and path.is_socket():
                raise ControlError(f"{path}: {_foreign(path)}. Name another path in [node] control") from None
            return error.errno == errno.ECONNREFUSED and path.is_socket()
    raise ControlError(f"{path}: a node with this control socket runs already (`hipway node status`)")


def _foreign(path: Path) -> str:
    """Say whose control socket it is."""
    with contextlib.suppress(OSError, KeyError):
        return f"the control socket of a node of user {path.owner()}"
    return "the control socket of a node of another user"


def _advice(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "there is a file that is no socket. Remove it, or name another path in [node] control"
    if error.errno is None:
        return f"{error}. Name a shorter one in [node] control"
    return f"{(error.strerror or str(error)).lower()}. Name another path in [node] control"


def ask(path: Path, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Ask a running node, and return its answers as they come.

    Raises:
        ControlError: there is none, or it refuses; the message says why.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(str(path))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise ControlError(f"{path}: {_foreign(path)}; only that user may ask it") from None
            raise ControlError(f"{path}: no node answers ({_why(error)}). Start one: hipway node up") from None
        client.sendall(json.dumps(request).encode() + b"\n")
        with client.makefile("r", encoding="utf-8") as lines:
            for line in lines:
                answer = json.loads(line)
                if "error" in answer:
                    raise ControlError(answer["error"])
                yield answer
                if answer.get("done"):
                    return
    raise ControlError(f"{path}: the node has stopped before it had answered")


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
