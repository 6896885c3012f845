"""What chance alone hardly ever brings about: several events in a row that belong together.

A plan is a list of functions that return an event each, made when it is this event's turn.
"""

from collections.abc import Callable
from random import Random
from typing import Protocol

from hipcheck.lockstep.hip.events import Announce, Entry, Event, Forge, ForgeData, Move, Send, Wait
from hipcheck.lockstep.laboratory import Laboratory
from hipspec.hip.association import LOCATOR_LIMIT, RECEIVE_WINDOW, Association
from hipspec.hip.names import HIT, Pair

__all__ = ["SPARE", "VICTIMS", "exact_size", "plan"]

SPARE = tuple(f"10.0.1.{number}" for number in range(1, 6))
"""Addresses that hosts move to."""

VICTIMS = ("10.6.6.1", "10.6.6.2")
"""Addresses that a hostile peer names, and where nobody sits."""

PATIENCE = (2, 4, 8, 8, 8, 8)  # seconds: an UPDATE is repeated after each, and given up after the last
OVERHEAD = 42  # bytes of ESP around a payload, before padding


class Seen(Protocol):
    """What a plan is made from."""

    laboratory: Laboratory

    def told(self, pair: Pair) -> Association:
        """Return the specification's association."""


Plan = list[Callable[[], Event]]


def plan(session: Seen, random: Random, host: str, peer: str) -> Plan:
    """Return one of the plans, about a host and its peer."""
    return random.choice(PLANS)(_Scene(session, random, host, peer))


def exact_size(association: Association, random: Random) -> int:
    """Return a size of payload for which the credit is just enough, or just not."""
    return max(0, association.credit - OVERHEAD + random.choice((-3, 0, 1, 2, 3, 4)))


class _Scene:
    """A host, and the peer that sends it what a plan wants."""

    def __init__(self, session: Seen, random: Random, host: str, peer: str) -> None:
        self.session, self.random, self.host, self.peer = session, random, host, peer

    @property
    def told(self) -> Association:
        """What the host holds about the peer."""
        return self.session.told(Pair(HIT(self.host), HIT(self.peer)))

    def lists(self, *addresses: str, lifetime: int | None = None) -> Event:
        """The peer's next list."""
        entries = tuple(Entry(address, lifetime) for address in addresses)
        return self._from_peer(sequence=self.told.updates.highest + 1, entries=entries)

    def _from_peer(self, **contents: object) -> Event:
        places = self.session.laboratory.places
        source, destination = places(self.peer) or list(VICTIMS), places(self.host) or list(VICTIMS)
        return Forge(self.peer, self.host, source[0], destination[0], **contents)  # type: ignore[arg-type]  # of a Forge

    def update(self, number: int) -> Event:
        """An UPDATE of the peer under a number, which says nothing else."""
        return self._from_peer(sequence=max(0, number))

    def data(self, number: int, size: int = 100) -> Event:
        """Payload of the peer under a number."""
        places = self.session.laboratory.places
        source, destination = places(self.peer) or list(VICTIMS), places(self.host) or list(VICTIMS)
        return ForgeData(self.peer, self.host, source[0], destination[0], max(1, number), size)

    @property
    def next_number(self) -> int:
        """The number after the newest of the peer's payload."""
        return self.told.payload.highest + 2

    def here(self) -> list[str]:
        """Return where the peer is."""
        return self.session.laboratory.places(self.peer)


def _silence() -> Plan:
    return [lambda seconds=seconds: Wait(seconds) for seconds in PATIENCE]  # type: ignore[misc]  # bound at once


def _falls_silent(scene: _Scene) -> Plan:
    """The peer is silent until it is given up; then the host moves, and tells nobody."""
    free = [place for place in SPARE if place not in scene.session.laboratory.at]
    entries = tuple(Entry(place) for place in scene.session.laboratory.places(scene.host)[:1])
    return [
        lambda: Announce(scene.host, scene.peer, entries),
        *_silence(),
        lambda: Move(scene.host, tuple(free[:1])),
    ]


def _address_falls_silent(scene: _Scene) -> Plan:
    """An address that the peer lists besides those it is at doesn't answer."""
    return [lambda: scene.lists(*scene.here(), VICTIMS[0]), *_silence()]


def _address_comes_again(scene: _Scene) -> Plan:
    """An address is listed, left out, and listed again before it has answered; then it is silent."""
    return [
        lambda: scene.lists(*scene.here(), VICTIMS[0]),
        lambda: scene.lists(*scene.here()),
        lambda: Wait(1),
        lambda: scene.lists(*scene.here(), VICTIMS[0]),
        *_silence(),
    ]


def _full_list(scene: _Scene) -> Plan:
    """A list that is just as long as one may be, and one that is longer."""
    places = [f"10.7.0.{number}" for number in range(1, LOCATOR_LIMIT + 2)]
    return [lambda: scene.lists(*places[:LOCATOR_LIMIT]), lambda: scene.lists(*places)]


def _on_credit(scene: _Scene) -> Plan:
    """The peer earns credit, leaves for an address that doesn't answer, and is sent what the credit just covers."""

    def send() -> Event:
        return Send(scene.host, scene.peer, exact_size(scene.told, scene.random))

    return [
        lambda: scene.data(scene.next_number),
        lambda: Wait(5),
        lambda: scene.data(scene.next_number, 101),
        lambda: scene.lists(VICTIMS[1]),
        send,
        lambda: Wait(5),
        send,
        send,
    ]


def _late_data(scene: _Scene) -> Plan:
    """Payload jumps ahead; then comes what is just within the window, and what is just outside it."""
    top = scene.next_number + RECEIVE_WINDOW + 4
    late = (top - RECEIVE_WINDOW, top - RECEIVE_WINDOW + 1, top - RECEIVE_WINDOW + 1, top)
    return [lambda number=number: scene.data(number) for number in (top, *late)]  # type: ignore[misc]  # bound at once


def _late_updates(scene: _Scene) -> Plan:
    """An UPDATE jumps ahead; then come those that are just within the window, each twice, and one just outside it."""
    top = scene.told.updates.highest + RECEIVE_WINDOW
    late = (top - RECEIVE_WINDOW + 1, top - RECEIVE_WINDOW + 1, top - RECEIVE_WINDOW)
    return [lambda number=number: scene.update(number) for number in (top, *late)]  # type: ignore[misc]  # bound at once


def _many_announcements(scene: _Scene) -> Plan:
    """A host tells more than may be under way, and nothing is acknowledged."""
    entries = tuple(Entry(place) for place in scene.session.laboratory.places(scene.host))
    return [lambda: Announce(scene.host, scene.peer, entries)] * 8


PLANS = (
    _falls_silent,
    _address_falls_silent,
    _address_comes_again,
    _full_list,
    _on_credit,
    _late_data,
    _late_updates,
    _many_announcements,
)
