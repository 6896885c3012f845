"""The addresses of this machine: which of them count, and what /proc/net says where pyroute2 is missing."""

import asyncio
import sys
import types
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Self

import pytest

from hipway.addresses import Address, Endpoint, address_of
from hipway.node import follow
from hipway.node.follow import from_proc, usable

# From a machine with 192.0.2.7/24, 198.51.100.1/32 and loopback.
FIB_TRIE = """\
Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 192.0.2.0/24 2 0 2
        |-- 192.0.2.0
           /24 link UNICAST
Local:
  +-- 0.0.0.0/0 3 0 5
     +-- 127.0.0.0/8 2 0 2
        |-- 127.0.0.1
           /32 host LOCAL
        |-- 127.255.255.255
           /32 link BROADCAST
     +-- 192.0.2.0/24 2 0 2
        +-- 192.0.2.0/29 2 0 2
           |-- 192.0.2.7
              /32 host LOCAL
        |-- 192.0.2.255
           /32 link BROADCAST
     |-- 198.51.100.1
        /32 host LOCAL
"""
# Columns as in the kernel's documentation: address, index, length, scope, flags (0x40: tentative), name.
IF_INET6 = """\
00000000000000000000000000000001 01 80 10 80       lo
20010db8000000000000000000000005 02 40 00 80     eth0
20010db8000000000000000000000006 02 40 00 40     eth0
fe800000000000000000000000000001 02 40 20 80     eth0
"""


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    (tmp_path / "fib_trie").write_text(FIB_TRIE, encoding="ascii")
    (tmp_path / "if_inet6").write_text(IF_INET6, encoding="ascii")
    return tmp_path


def test_the_addresses_of_proc(proc: Path) -> None:
    assert from_proc(proc) == ["127.0.0.1", "192.0.2.7", "198.51.100.1", "::1", "2001:db8::5", "fe80::1"]
    assert from_proc(proc / "nowhere") == []


def test_what_works_on_this_machine_or_this_link_only_is_left_out(proc: Path) -> None:
    found = usable(from_proc(proc), loopback=False)
    assert found == tuple(map(address_of, ("192.0.2.7", "198.51.100.1", "2001:db8::5")))
    assert address_of("127.0.0.1") in usable(from_proc(proc), loopback=True)


def test_the_choice_of_the_system_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        follow, "ANYWHERE", (Endpoint(address_of("127.9.9.9"), 9),)
    )  # which this machine reaches from 127.0.0.1
    found = usable(["192.0.2.7", "127.0.0.1"], loopback=True)
    assert found == (address_of("127.0.0.1"), address_of("192.0.2.7"))


class Refusing:
    """A netlink socket that this process may not have."""

    async def __aenter__(self) -> Self:
        raise PermissionError

    async def __aexit__(self, *_: object) -> None:
        """Do nothing."""


@pytest.mark.parametrize("route", [None, Refusing])
def test_without_netlink_proc_is_read(
    monkeypatch: pytest.MonkeyPatch, proc: Path, run: Callable[[Coroutine[Any, Any, None]], None], route: type | None
) -> None:
    module = types.SimpleNamespace(AsyncIPRoute=route) if route else None
    monkeypatch.setitem(sys.modules, "pyroute2", module)
    monkeypatch.setattr(follow, "PROC", proc)

    async def scenario() -> None:
        found: asyncio.Future[tuple[Address, ...]] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(follow.follow(found.set_result, loopback=False, poll=3600.0))
        assert set(await found) == set(map(address_of, ("192.0.2.7", "198.51.100.1", "2001:db8::5")))
        task.cancel()

    run(scenario())
