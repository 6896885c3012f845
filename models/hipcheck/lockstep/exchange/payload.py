"""Payload of this view: what waits until it can be sent, and what has come before it can be read.

The specification says when payload may be sent and taken; that none is lost, and none invented, no guard can state. So
it is said here, with what an engine promises:

- what an application gives while an exchange is under way, or while its host has no address, waits, as far as
  `Config.queue` has room. It is sent, in order, as soon as the association is there, also if an I2 of the peer has
  replaced the association; it is lost with it;
- what overtakes the R2 is kept, as far as there is room, and is taken in when the R2 has come (RFC 7402 6.4);
- what is handed on is what was sealed: payload is opened here with keys computed anew.
"""

from hipcheck.lockstep.exchange.associations import ACTIVE, ASKING
from hipcheck.lockstep.exchange.keys import opened
from hipcheck.lockstep.exchange.sides import Guard, Sides
from hipcheck.lockstep.exchange.stage import CONFIG
from hipcheck.lockstep.laboratory import Happened
from hipcheck.lockstep.reading import MARKER, esp_header
from hipspec.exchange.states import State
from hipspec.network.names import Host, Pair
from hipway.engine.events import Dropped, Payload

__all__ = ["FULL", "LONGEST", "Payloads"]

LONGEST = 65_400  # bytes that an engine takes, as it says
PLACE = 64  # bytes that count for each that waits, besides its own
EARLY = 64  # datagrams that may overtake the R2
FULL = "RFC 7402 6.4"  # what an engine says when that many have
NOT_AUTHENTIC = "RFC 4303 3.4"
Kept = list[bytes]


class Payloads:
    """All payload that is under way between an application and the network.

    Attributes:
        waiting: what was given and not sent.
        early: the datagrams that have overtaken an R2, by the SPI that it will say yes to.
    """

    def __init__(self, sides: Sides) -> None:
        """Begin with none."""
        self.sides = sides
        self.waiting: dict[Pair, Kept] = {}
        self.early: dict[tuple[Pair, int], Kept] = {}

    # ------------------------------------------------------------------ to the network

    def give(self, pair: Pair, payload: bytes) -> None:
        """Take what an application gives, if there is room for it should it have to wait."""
        waiting = self.waiting.setdefault(pair, [])
        if not waiting or _size(waiting) + len(payload) + PLACE <= CONFIG.queue:
            waiting.append(payload)

    def meet(self, unnamed: Pair, pair: Pair) -> None:
        """What was for whoever answers is for the one who did."""
        self.waiting[pair] = self.waiting.pop(unnamed, [])

    def settle(self, happened: Happened) -> None:
        """Compare what a host has sent in an event with what was given.

        Raises:
            DifferenceError: something was lost, invented, or sent in another order.
        """
        host = happened.host
        sent: dict[Pair, Kept] = {}
        for frame in happened.sent:
            if not frame.data.startswith(MARKER):
                pair = Pair(Host(host), self.sides.peer_of_data(host, frame))
                sent.setdefault(pair, []).append(self._inner(pair, frame.data) or b"")
        for pair in [pair for pair in {**self.waiting, **sent} if pair.host.name == host]:
            state = self.sides.association(pair.host, pair.peer).state
            ready = state in ACTIVE and bool(self.sides.laboratory.places(host))
            wanted = self.waiting.get(pair, []) if ready else []
            found = sent.get(pair, [])
            if found != wanted:
                raise self.sides.difference(f"payload from {host} to {pair.peer}", _words(wanted), _words(found))
            if ready or state not in ACTIVE | ASKING:
                self.waiting.pop(pair, None)

    def _inner(self, pair: Pair, data: bytes) -> bytes | None:
        """Return the payload in a datagram; None if no key of this direction opens it."""
        keys = self.sides.naming.esps_between(pair.host, pair.peer)
        return next((found for key in keys if (found := opened(key, data)) is not None), None)

    # ------------------------------------------------------------------ from the network

    def overtakes(self, pair: Pair, data: bytes, dropped: Dropped | None) -> bool:
        """Take a datagram that has come before the R2, and compare whether it is kept; False if it is none.

        Raises:
            DifferenceError: it is kept though there is no room, or not kept though there is.
        """
        header, held = esp_header(data), self.sides.held(pair.host.name).get(pair.peer)
        waits = self.sides.association(pair.host, pair.peer).state is State.I2_SENT
        if header is None or held is None or not waits or held.spi != header[0]:
            return False
        kept = self.early.setdefault((pair, held.spi), [])
        room = len(kept) < EARLY and _size(kept) + len(data) + PLACE <= CONFIG.queue
        if room is not (dropped is None) or (dropped is not None and dropped.clause != FULL):
            found = "kept" if dropped is None else f"dropped by {dropped.clause}"
            raise self.sides.difference(
                "data that overtakes the R2", "kept" if room else f"dropped by {FULL}", found, *GUARD
            )
        if room:
            kept.append(data)
        return True

    def arrived(self, pair: Pair, happened: Happened) -> None:
        """Compare what becomes of all that has overtaken an R2, now that the R2 has come.

        Raises:
            DifferenceError: something was lost, or taken that is not authentic, or twice.
        """
        held = self.sides.held(pair.host.name).get(pair.peer)
        wanted: list[bytes | str] = []
        seen: set[bytes] = set()
        for data in self.early.pop((pair, held.spi if held is not None else 0), []):
            inner = self._inner(Pair(pair.peer, pair.host), data)
            wanted.append(inner if inner is not None and data[:8] not in seen else NOT_AUTHENTIC)
            seen |= {data[:8]} if inner is not None else set()
        found = [
            told.data if isinstance(told, Payload) else told.clause
            for told in happened.told
            if isinstance(told, Payload | Dropped)
        ]
        if found != wanted:
            raise self.sides.difference("data that has overtaken the R2", _words(wanted), _words(found), *GUARD)

    def handed_on(self, pair: Pair, data: bytes, happened: Happened) -> None:
        """Compare what is handed on with what was sealed.

        Raises:
            DifferenceError: it is something else.
        """
        for told in happened.told:
            if isinstance(told, Payload):
                inner = self._inner(Pair(pair.peer, pair.host), data)
                if told.data != inner:
                    what = f"payload that {pair.host} hands on"
                    raise self.sides.difference(what, _words([inner or b""]), _words([told.data]), *GUARD)


GUARD: Guard = ("hear_from_peer", "the packet is protected with the keys of the association")


def _size(kept: Kept) -> int:
    return sum(len(each) + PLACE for each in kept)


def _words(found: list[bytes] | list[bytes | str]) -> str:
    words = [each if isinstance(each, str) else f"{len(each)} bytes ({each[:4].hex()}...)" for each in found]
    return ", ".join(words) or "none"
