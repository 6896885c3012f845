"""The addresses of this machine, as they change.

With pyroute2 the kernel tells of a change at once. Without it /proc is read again and again, which finds out later, and
does not notice a cable that was pulled.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from hipway.addresses import Address, Endpoint, address_of, is_ipv4, text_of
from hipway.node.logs import LOGGER
from hipway.node.route import source_of

__all__ = ["complain", "follow", "from_proc"]

UP, RUNNING = 0x1, 0x40  # of a link [linux/if.h]
UNUSABLE = 0x08 | 0x40  # duplicate, and not yet known to be none [linux/if_addr.h]
CHANGES = frozenset({"RTM_NEWADDR", "RTM_DELADDR", "RTM_NEWLINK", "RTM_DELLINK"})
ROUTES = frozenset({"RTM_NEWROUTE", "RTM_DELROUTE"})
PROC = Path("/proc/net")
DISCARD = 9
LOOKS, PAUSE = 100, 0.01  # a second: there are networks without a default route
# RFC 5737, RFC 3849: nobody's, so that the default route counts.
ANYWHERE = tuple(Endpoint(address_of(text), DISCARD) for text in ("192.0.2.1", "2001:db8::1"))

Told = Callable[[tuple[Address, ...]], None]


def usable(texts: Iterable[str], *, loopback: bool) -> tuple[Address, ...]:
    """Return the addresses that packets can come from, the system's own choice first.

    Link-local ones are left out: they mean nothing without an interface, which no locator has.
    """
    found = []
    for text in dict.fromkeys(texts):
        address = ip_address(text)
        if not (address.is_link_local or address.is_multicast or (address.is_loopback and not loopback)):
            found.append(address_of(text))
    chosen = [address for address in map(source_of, ANYWHERE) if address in found]
    return tuple(dict.fromkeys([*filter(None, chosen), *found]))


async def follow(told: Told, *, loopback: bool, poll: float) -> None:
    """Tell of the addresses, now and whenever they have changed, until cancelled."""
    try:
        from pyroute2 import AsyncIPRoute  # noqa: PLC0415  # it is optional, and slow to import
    except ModuleNotFoundError:
        source = _polled(poll)
    else:
        source = _from_kernel(AsyncIPRoute)
    last: tuple[Address, ...] | None = None
    async for texts in source:
        found = usable(texts, loopback=loopback)
        if last == () and found:
            await _routed(found)
            found = usable(texts, loopback=loopback)
        if found != last:
            last = found
            told(found)


async def _routed(found: tuple[Address, ...]) -> None:
    """Wait a moment for a default route, which comes after the address: until then, what has waited would be lost."""
    families = set(map(is_ipv4, found))
    places = [place for place in ANYWHERE if is_ipv4(place.address) in families]
    for _ in range(LOOKS):
        if any(map(source_of, places)):
            return
        await asyncio.sleep(PAUSE)


async def _from_kernel(route: Any) -> AsyncIterator[list[str]]:  # noqa: ANN401  # pyroute2 comes without types
    listening = False
    while True:
        with contextlib.suppress(OSError):  # the kernel had more to tell than there was room for: begin anew
            async with route() as kernel:
                await kernel.bind()
                yield await _dump(kernel)
                listening = True
                while True:
                    async for message in kernel.get():  # ends behind each message
                        if _matters(message):
                            yield await _dump(kernel)
        if not listening:  # this process may not ask the kernel
            yield from_proc(PROC)
        await asyncio.sleep(1)


def _matters(message: Any) -> bool:  # noqa: ANN401  # pyroute2 comes without types
    """Whether a message can be about our addresses, or about which of them comes first."""
    event = message["event"]
    return event in CHANGES or (event in ROUTES and message["dst_len"] == 0)


async def _dump(kernel: Any) -> list[str]:  # noqa: ANN401  # pyroute2 comes without types
    wanted = UP | RUNNING
    links = {link["index"] async for link in await kernel.link("dump") if link["flags"] & wanted == wanted}
    return [
        message.get("IFA_LOCAL") or message.get("IFA_ADDRESS")
        async for message in await kernel.addr("dump")
        if message["index"] in links and not (message.get("IFA_FLAGS") or message["flags"]) & UNUSABLE
    ]


async def _polled(poll: float) -> AsyncIterator[list[str]]:
    while True:
        yield from_proc(PROC)
        await asyncio.sleep(poll)


def from_proc(folder: Path) -> list[str]:
    """Return all addresses by /proc/net; none where there is no such folder."""
    found: list[str] = []
    try:
        previous = ""
        for line in (folder / "fib_trie").read_text(encoding="ascii").splitlines():
            word = line.strip()
            if word.startswith("/32 host LOCAL"):
                found.append(previous.rpartition(" ")[2])
            previous = word
    except OSError:
        pass
    try:
        for line in (folder / "if_inet6").read_text(encoding="ascii").splitlines():
            digits, _, _, _, flags, _ = line.split()
            if not int(flags, 16) & UNUSABLE:
                found.append(text_of(bytes.fromhex(digits)))
    except OSError:
        pass
    return found


def complain(task: asyncio.Task[None]) -> None:
    """Say so if addresses are not followed any more."""
    if not task.cancelled() and task.exception() is not None:
        LOGGER.error("local addresses are not followed any more", exc_info=task.exception())
