"""What a trace's names stand for while it is played: frames, nonces, numbers; and what could not be said."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum

from hipcheck.lockstep.comparison import Numbered, Played
from hipcheck.lockstep.hip.cast import Cast, Step
from hipcheck.lockstep.hip.events import Entry, Event, Move
from hipcheck.lockstep.hip.packets import understood
from hipcheck.lockstep.hip.session import Session
from hipmodels.trace import Trace
from hipspec.hip.association import LOCATOR_LIMIT, Association
from hipspec.hip.names import HIT, Frame, Nonce, Pair, Socket
from hipspec.hip.packets import LocatorSet, Packet
from hipspec.language import Impossible, Refused

__all__ = ["Follower", "Inexpressible", "Told", "Unsaid", "Why"]


class Why(Enum):
    """Why no event stands for a step."""

    NO_ASSOCIATION = "there is no association that it could be about"
    CROWDED = "no bytes say that two addresses have one place in a list"
    ALONE = "no host has an association with itself"
    AGAIN = "there is an association already, and another exchange would take its place"
    RELAYED = "the attacker passes the exchange on, from an address of its own"
    REKEYING = "an engine rekeys in two halves, and the specification in one (see `packets`); the list goes alone"
    NOT_ANNOUNCED = "the engine does not announce this"
    NOT_CHECKED = "the engine does not check this address"
    NOT_REPEATED = "the engine does not repeat it any more"
    NOT_SETTLED = "the engine goes on"
    NO_UPDATE = "the engine has sent no such UPDATE"
    NO_SOCKET = "the socket is not open"
    SHORT = "no packet is shorter than nothing"
    NOT_SENT = "the engine sends no payload now"
    NOT_EXPIRED = "the engine keeps this address"
    NOTHING_SENT = "only what was sent arrives"
    SOCKETS = "an engine hands payload over with the HITs of both ends, and knows no sockets"
    NO_KEYS = "nobody has the keys to make it"
    NO_FRAME = "no engine has sent it"
    ONLY_TRIED = "it is refused, and no engine tries it"
    NEGATIVE = "no Update ID is below zero (RFC 7401 5.2.16)"
    NO_PART = "nobody plays that host"
    NO_SA = "no other SA is there"
    NO_NUMBER = "no ESP sequence number is below 1 (RFC 4303 2.2)"
    NEVER_AGAIN = "an engine never checks a verified address again (RFC 8046 5.4 lets it)"
    PREFERENCE = "which address an engine tries first is its own choice (RFC 8046 5.5)"


@dataclass(frozen=True)
class Unsaid:
    """A step of a trace that no event stands for.

    Attributes:
        step: its number.
        action: what it is.
        why: the reason.
        refusal: what rules it out in the specification beside the engines; empty if nothing does, or if the step can't
            be put to it. What is ruled out there, and not done here, is withstood.
    """

    step: int
    action: str
    why: Why
    refusal: str


@dataclass
class Told:
    """A trace that was played.

    Attributes:
        trace: it.
        played: what became of it.
        cast: who played whom.
        unsaid: what no event stands for.
    """

    trace: Trace
    played: Played[Event]
    cast: Cast
    unsaid: list[Unsaid] = field(default_factory=list)


class Inexpressible(Exception):  # noqa: N818  # no error: what it says becomes a note
    """No event stands for a step."""

    def __init__(self, why: Why) -> None:
        """Say why."""
        super().__init__(why.value)
        self.why = why


class Follower:
    """What stands for what, while a trace is played.

    Args:
        session: the run of both sides.
        told: what becomes of the trace.

    Attributes:
        ahead: seconds that were waited for a timer, and that the trace has not waited yet.
        frames: what stands for a frame, by the frame's name in the trace.
        forged, copied: what has not arrived yet, and is made when it does.
        nonces: the bytes of a nonce.
        updates: the Update IDs here, by sender, receiver and the Update ID there.
    """

    def __init__(self, session: Session, told: Told) -> None:
        """Begin with nothing but the cast."""
        self.session, self.told, self.cast = session, told, told.cast
        self.number = 0
        self.ahead = 0
        self.frames: dict[Frame, str] = {}
        self.forged: dict[Frame, Packet] = {}
        self.copied: dict[Frame, tuple[str, str, str]] = {}
        self.nonces: dict[Nonce, bytes] = {}
        self.updates: dict[tuple[str, str, int], int] = {}

    def emit(self, event: Event) -> list[str]:
        """Let something happen; return the frames that were sent in it."""
        self.number += 1
        self.told.played.events.append(Numbered(self.number, event))
        before = len(self.session.laboratory.frames)
        self.session.step(self.number, event)
        return list(self.session.laboratory.frames)[before:]

    def begin(self) -> None:
        """Seat the cast where it is at the beginning."""
        for host, places in self.cast.moved.items():
            if places != self.session.laboratory.places(host):
                self.emit(Move(host, tuple(places)))

    # ------------------------------------------------------------------ who, where, which

    def pair(self, pair: Pair) -> tuple[str, str]:
        """Return the hosts that play a pair, which must have met."""
        host, peer = self.player(pair.host), self.player(pair.peer)
        if (host, peer) not in self.session.pairs:
            raise Inexpressible(Why.NO_ASSOCIATION)
        return host, peer

    def player(self, host: HIT) -> str:
        """Return who plays a host."""
        found = self.cast.host(host)
        if found is None:
            raise Inexpressible(Why.NO_PART)
        return found

    def now(self, host: str, peer: str) -> Association:
        """Return what a host holds about a peer, as both sides have it."""
        return self.session.told(self.session.pair(host, peer))

    def sent(self, names: Iterable[str], host: str, peer: str, wanted: Callable[[Packet], bool]) -> str | None:
        """Return the latest of some frames in which a host tells its peer something; None if there is none."""
        laboratory = self.session.laboratory
        for name in reversed(list(names)):
            for part in understood(self.session.names, laboratory.frames[name]).packets:
                if (part.sender.name, part.receiver.name) == (host, peer) and wanted(part):
                    return name
        return None

    def keep(self, frame: Frame, step: Step, name: str | None) -> None:
        """Note what stands for a frame that the trace's step has sent; a name is given to one packet only."""
        if name is not None and not step.before.world.environment.sent[frame].present:
            self.frames[frame] = name

    def entries(self, listed: LocatorSet) -> tuple[Entry, ...]:
        """Return a list as it stands on the wire: gaps are closed, or filled if the list is longer than the limit."""
        entries = []
        for position in range(listed.count):
            address = listed.order[position]
            offer = listed.entries[address]
            if offer.listed and offer.position == position:
                lifetime = offer.lifetime.value if offer.lifetime.present else None
                preferred = listed.preferred.present and listed.preferred.value == address
                entries.append(Entry(self.cast.place(address), lifetime, preferred))
            elif listed.count > LOCATOR_LIMIT:
                entries.append(Entry(f"10.7.0.{position + 1}"))
        if len(entries) < sum(offer.listed for _, offer in listed.entries.items()):
            raise Inexpressible(Why.CROWDED)
        return tuple(entries)

    def nonce(self, nonce: Nonce) -> bytes:
        """Return the bytes of a nonce; of one that no engine has drawn, some of its own."""
        return self.nonces.setdefault(nonce, hashlib.sha256(nonce.name.encode()).digest()[:16])

    def refusal(self, step: Step) -> str:
        """Return what rules a step out in the specification beside the engines; empty if nothing does.

        If it is a guard, both sides have refused: the engine has not done it, either.
        """
        run = self.session.run.copy()
        try:
            run.do(step.action, **{name: self._here(value, step) for name, value in step.arguments.items()})
        except Refused as error:
            self.session.refused[error.function, error.sentence] += 1
            return error.sentence
        except Impossible as error:
            return error.sentence
        except Inexpressible:
            return ""
        return ""

    def _here(self, value: object, step: Step) -> object:
        """Return an argument of an action in the names of the laboratory; what was never drawn or sent is new here."""
        if isinstance(value, Pair):
            return Pair(HIT(self.player(value.host)), HIT(self.player(value.peer)))
        if isinstance(value, Frame):
            name = self.frames.get(value, "")
            return self.session.frames.get((name, 0), Frame(f"frame {value.name} of the trace"))
        if isinstance(value, Socket):
            bound = step.before.world.sockets[value]
            if not bound.present:
                raise Inexpressible(Why.NO_SOCKET)
            return Socket(f"{self.player(bound.value.host)} to {self.player(bound.value.peer)}")
        if isinstance(value, int) and "number" in step.arguments:
            pair = step.arguments["pair"]
            return self.updates.get((self.player(pair.host), self.player(pair.peer), value), -1)
        return self.cast.value(value)
