"""What walks do not come to, told event by event: each is played before any walk."""

from collections.abc import Mapping

from hipcheck.lockstep.hip.events import (
    Announce,
    Arrive,
    Entry,
    Establish,
    Event,
    Forge,
    ForgeData,
    Move,
    Send,
    Sleep,
    Wait,
)
from hipcheck.lockstep.hip.further import FURTHER
from hipcheck.lockstep.hip.mirror import HOSTS, UNDER_WAY

__all__ = ["STORIES"]

ALICE, BOB = HOSTS["alice"][0], HOSTS["bob"][0]
SECOND, THIRD, FOURTH, FIFTH = (f"10.0.1.{number}" for number in range(1, 5))
MET = Establish("alice", "bob")
FULL = UNDER_WAY + 1  # UPDATEs that are under way, so that there is no room for another one


def lists(number: int, *entries: Entry, esp: str = "same") -> Forge:
    """Let Bob tell Alice a list."""
    return Forge("bob", "alice", BOB, ALICE, sequence=number, entries=entries or None, esp=esp)


def sends(number: int, flaw: str = "", size: int = 10) -> ForgeData:
    """Let Bob send Alice a datagram."""
    return ForgeData("bob", "alice", BOB, ALICE, number=number, size=size, flaw=flaw)


STORIES: Mapping[str, tuple[Event, ...]] = {
    "nothing goes to an address whose lifetime has just ended": (
        MET,
        lists(0, Entry(BOB, 3)),
        Send("alice", "bob", 10),
        Sleep(3),
        Send("alice", "bob", 10),
        Sleep(1),
        Send("alice", "bob", 10),
        Wait(1),
    ),
    "an address whose lifetime has ended is not verified any more": (
        MET,
        lists(0, Entry(BOB), Entry(SECOND, 3), Entry(THIRD, 4)),
        Sleep(3),
        Forge("bob", "alice", BOB, ALICE, acknowledges=(0,), response=SECOND),
        Sleep(2),
        Forge("bob", "alice", BOB, ALICE, acknowledges=(1,), response=THIRD),
    ),
    "an address whose lifetime has ended is verified anew, though it is listed again": (
        MET,
        lists(0, Entry(BOB, 3)),
        Sleep(3),
        lists(1, Entry(BOB, 60)),
        Send("alice", "bob", 10),
    ),
    "data does not go to an address for signalling alone, nor to one of a type that nobody knows": (
        MET,
        lists(
            0,
            Entry(BOB),
            Entry(SECOND, traffic=1, preferred=True),
            Entry(THIRD, traffic=2),
            Entry(FOURTH, type=9),
            Entry(FIFTH, type=0),
        ),
        lists(1, Entry(SECOND, traffic=1)),
        lists(2, Entry("224.0.0.1", type=9), Entry(BOB)),
    ),
    "a host is at an address that begins with 1, and at none that begins with 0": (
        MET,
        lists(0, Entry("0.1.2.3"), Entry(BOB)),
        lists(0, Entry("1.2.3.4"), Entry(BOB)),
        lists(1, Entry("223.255.255.1"), Entry(BOB)),
        lists(2, Entry("240.0.0.1"), Entry(BOB)),
    ),
    "a host is at an IPv6 address, but at no group of these, and not nowhere": (
        MET,
        lists(0, Entry("ff02::1"), Entry(BOB)),
        lists(0, Entry("::"), Entry(BOB)),
        lists(0, Entry("2001:db8::1", preferred=True), Entry(BOB)),
        lists(1, Entry("fe80::1"), Entry("fd00::1"), Entry(BOB)),
        lists(2, Entry("2001:db8::1", preferred=True), Entry(BOB)),
        Send("alice", "bob", 10),
    ),
    "what is sealed by the peer and is no datagram": (
        MET,
        sends(1, "padding"),
        sends(1),
        sends(2, "dummy"),
        sends(2),
        sends(3, "udp"),
        sends(3),
        sends(4, "odd"),
        sends(4, "short"),
        sends(4, size=0),
        sends(5, size=1),
        sends(6, size=3),
    ),
    "a list that finds no room is told when UPDATEs are acknowledged": (
        MET,
        *(Announce("alice", "bob", (Entry(ALICE),)) for _ in range(FULL)),
        Move("alice", (ALICE, SECOND)),
        *(Arrive(f"{number}.0") for number in range(2, 2 + FULL)),
        *(Arrive(f"{number}.0") for number in range(3 + FULL, 3 + 2 * FULL)),
    ),
    "a list that finds no room is told when checks are given up": (
        MET,
        lists(0, Entry(BOB), *(Entry(f"10.0.2.{number}") for number in range(1, UNDER_WAY + 1))),
        Move("alice", (ALICE, SECOND)),
        *(Wait(8),) * 8,
    ),
    "who has no address looks again some time later": (
        MET,
        Announce("alice", "bob", (Entry(ALICE),)),
        Move("alice", ()),
        Wait(2),
        Wait(2),
        Wait(20),
        Move("alice", (ALICE,)),
        Wait(2),
    ),
    "an ESP_INFO that ends the SA deprecates all addresses": (
        MET,
        lists(0, Entry(BOB), Entry(SECOND)),
        lists(1, esp="end"),
        Send("alice", "bob", 10),
    ),
    **FURTHER,
}
