"""What happens next in a random walk: mostly what moves exchanges on, and between that what networks and foes do.

Each walk has a temper, which says how often what happens, so that some get far and others get nowhere in many ways.
"""

from collections import deque
from collections.abc import Callable, Mapping
from random import Random
from typing import TYPE_CHECKING

from hipcheck.lockstep.comparison import is_wide
from hipcheck.lockstep.exchange import events as e
from hipcheck.lockstep.exchange import layout
from hipcheck.lockstep.exchange.flaws import FLAWS, WIDE_FLAWS, Flaws, flawed
from hipcheck.lockstep.exchange.payload import LONGEST
from hipcheck.lockstep.exchange.stage import ADDRESSES, FORGER, HONEST, NOWHERE_AT_ALL, STRANGE
from hipcheck.lockstep.laboratory import Frame
from hipcheck.lockstep.reading import MARKER, Read, read
from hipspec.exchange.association import R1_LIMIT
from hipway.addresses import text_of
from hipway.engine.association import HALF_OPEN

if TYPE_CHECKING:
    from hipcheck.lockstep.exchange.session import PlayedSession

__all__ = ["Chooser"]

TEMPERS: tuple[Mapping[str, int], ...] = (
    # what moves on, connect, wish, time, again, astray, damaged, forged, restart, flood, quiet
    {"on": 60, "connect": 8, "wish": 14, "time": 8, "again": 4, "astray": 1, "damaged": 2, "forged": 3},
    {"on": 30, "connect": 8, "wish": 8, "time": 8, "again": 12, "astray": 6, "damaged": 8, "forged": 20},
    {"on": 25, "connect": 10, "wish": 4, "time": 4, "again": 4, "astray": 4, "damaged": 4, "forged": 45},
    {"on": 20, "connect": 10, "wish": 8, "time": 36, "again": 10, "forged": 8, "restart": 2, "quiet": 4},
    {"on": 30, "connect": 20, "wish": 12, "time": 8, "again": 20, "forged": 8, "restart": 2},
    {"on": 40, "connect": 15, "wish": 20, "time": 10, "again": 8, "forged": 8, "restart": 1, "flood": 2, "quiet": 1},
)
WIDE: tuple[Mapping[str, int], ...] = (
    {"on": 50, "connect": 10, "wish": 8, "sized": 14, "time": 8, "again": 6, "move": 4, "forged": 4},
    {"on": 35, "connect": 12, "sized": 6, "time": 12, "again": 6, "astray": 3, "move": 18, "forged": 6, "restart": 1},
    {"on": 30, "connect": 10, "wish": 4, "time": 4, "again": 4, "damaged": 4, "forged": 10, "wide": 35},
)
"""The tempers of the walks that come to what no other walk does: hosts that move, payload of any size, rarer flaws."""

SIZES = (0, 1, 4, 100, 1_200, LONGEST, LONGEST + 1)
LATEST = 24  # frames that are likely to be sent again
HINDMOST = 3  # of the frames that are under way, one of so many is next
PLACES = tuple(place for places in ADDRESSES.values() for place in places)
PAUSES = (1, 1, 1, 2, 3, 4, 6, 12, 31)


# Of a hundred connects, those to a wrong address, those to whoever is there, and those that the peer answers in kind.
ASTRAY, UNNAMED, AT_ONCE = range(6), range(6, 14), range(75, 100)
SOON = 40  # seconds


def chance(random: Random, percent: int) -> bool:
    """Whether something happens that happens so often."""
    return random.randrange(100) < percent


class Chooser:
    """Chooses.

    Args:
        session: whose frames and states it looks at.
    """

    def __init__(self, session: "PlayedSession") -> None:
        """Begin with no plan."""
        self.session = session
        self.plan: deque[e.Event] = deque()
        self.under_way: deque[str] = deque()
        self.temper: Mapping[str, int] = {}
        self._looked = 0

    def choose(self, random: Random) -> e.Event:
        """Return something that may happen next."""
        if not self.temper:
            self.temper = random.choice(WIDE if is_wide(self.session.seed) else TEMPERS)
            self._connect(random)
        self._look()
        choices: Mapping[str, Callable[[Random], None]] = {
            "on": self._on, "connect": self._connect, "wish": self._wish, "time": self._time, "again": self._again,
            "astray": self._astray, "damaged": self._damaged, "forged": self._forged, "restart": self._restart,
            "flood": self._flood, "quiet": self._quiet, "sized": self._sized, "move": self._move, "wide": self._wide,
        }  # fmt: skip
        while not self.plan:
            (name,) = random.choices(list(self.temper), list(self.temper.values()))
            choices[name](random)
        return self.plan.popleft()

    def _look(self) -> None:
        """Take note of what was sent since last time."""
        names = list(self.session.laboratory.frames)
        self.under_way.extend(name for name in names[self._looked :] if not name.endswith("forged"))
        self._looked = len(names)

    def _frame(self, random: Random, wanted: Callable[[Read, Frame], bool] | None = None) -> Frame | None:
        """Return one of the latest frames, if there is one, of those that are wanted."""
        frames = list(self.session.laboratory.frames.values())[-LATEST:]
        if wanted is not None:
            read_ones = [(read(frame.data), frame) for frame in frames if frame.data.startswith(MARKER)]
            frames = [frame for packet, frame in read_ones if packet is not None and wanted(packet, frame)]
        return random.choice(frames) if frames else None

    # ------------------------------------------------------------------ a network and its hosts

    def _on(self, random: Random) -> None:
        if self.under_way:
            place = random.choice((0, 0, 0, *range(min(HINDMOST, len(self.under_way)))))
            name = self.under_way[place]
            del self.under_way[place]
            frame = self.session.laboratory.frames[name]
            if text_of(frame.destination.address) in ADDRESSES[FORGER]:
                self._answer(random, frame)
            else:
                self.plan.append(e.Arrive(name))
        elif chance(random, 50):
            self._wish(random)
        else:
            self._connect(random)

    def _connect(self, random: Random) -> None:
        host = random.choice(list(HONEST))
        peer = random.choice([name for name in (*HONEST, FORGER) if name != host])
        there = ADDRESSES[peer][0]
        kind = random.randrange(100)
        if kind in ASTRAY:
            there = random.choice((*PLACES, NOWHERE_AT_ALL))
        elif kind in UNNAMED:
            peer = ""
        self.plan.append(e.Connect(host, peer, there))
        if kind in AT_ONCE and peer in HONEST:
            self.plan.append(e.Connect(peer, host, ADDRESSES[host][0]))

    def _wish(self, random: Random) -> None:
        held = [(host, peer) for host in HONEST for peer in self.session.sides.held(host) if peer.name in ADDRESSES]
        if not held:
            self._connect(random)
            return
        host, peer = random.choice(held)
        wish = random.choice((e.Send, e.Send, e.Send, e.Close, e.Close, e.Rekey))
        self.plan.append(wish(host, peer.name))

    def _time(self, random: Random) -> None:
        laboratory = self.session.laboratory
        due = laboratory.due()
        if not due or chance(random, 30):
            deadlines = [machine.engine.deadline() for machine in laboratory.hosts.values()]
            soon = min(deadlines) - laboratory.now
            pause = random.choice(PAUSES)
            self.plan.append(e.Wait(max(int(soon), 1) if 0 < soon < SOON and chance(random, 60) else pause))
            due = list(HONEST)
        self.plan.extend(e.Tick(host) for host in due if chance(random, 80))

    def _quiet(self, random: Random) -> None:
        """Let nothing arrive for so long that a state comes to its end: no other walk waits for the long ones."""
        for _ in range(random.randrange(4, 10)):
            self.plan.append(e.Wait(random.choice((3, 5, 5, 5))))
            self.plan.extend(map(e.Tick, HONEST))

    def _again(self, random: Random) -> None:
        frame = self._frame(random)
        if frame is not None:
            self.plan.append(e.Arrive(frame.name))

    def _astray(self, random: Random) -> None:
        frame = self._frame(random, lambda packet, _: packet.kind != layout.R1)
        if frame is not None:
            source = random.choice((*PLACES, "")) if chance(random, 60) else ""
            destination = random.choice((*PLACES, "")) if not source or chance(random, 30) else ""
            self.plan.append(e.Arrive(frame.name, source, destination))

    def _damaged(self, random: Random) -> None:
        frame = self._frame(random)
        if frame is None:
            return
        if chance(random, 15):
            self.plan.append(e.Cut(frame.name, random.randrange(1, len(frame.data))))
        else:
            at = random.choice((random.randrange(len(frame.data)), -random.randrange(1, 140)))
            self.plan.append(e.Altered(frame.name, at, 1 << random.randrange(8)))

    def _restart(self, random: Random) -> None:
        self.plan.append(e.Restart(random.choice(list(HONEST))))

    def _flood(self, random: Random) -> None:
        frame = self._frame(random, lambda packet, _: packet.kind == layout.I1)
        if frame is not None:
            self.plan.extend([e.Arrive(frame.name)] * (R1_LIMIT + 1))

    def _sized(self, random: Random) -> None:
        """Let an application have payload of any size, and the first thing under way arrive last."""
        held = [(host, peer) for host in HONEST for peer in self.session.sides.held(host) if peer.name in ADDRESSES]
        if held:
            host, peer = random.choice(held)
            self.plan.append(e.Send(host, peer.name, random.choice(SIZES)))
        self.under_way.rotate(random.choice((0, 0, 1)))

    def _move(self, random: Random) -> None:
        """Let a host move that has no association; who has one tells its peers, which `hipspec.hip` looks at."""
        free = [
            host for host in HONEST if all(held.state in HALF_OPEN for held in self.session.sides.held(host).values())
        ]
        if free:
            host = random.choice(free)
            places = (*ADDRESSES[host], f"{ADDRESSES[host][0][:-1]}9")
            self.plan.append(e.Move(host, tuple(random.sample(places, random.choice((1, 1, len(places)))))))

    # ------------------------------------------------------------------ the forger

    def _wide(self, random: Random) -> None:
        """Answer an I1, an R1 or an I2 with a packet that has a flaw of the rarer ones."""
        planned = len(self.plan)
        frame = self._frame(random, lambda packet, _: packet.kind in {layout.I1, layout.R1, layout.I2})
        if frame is not None:
            self._answer(random, frame, WIDE_FLAWS)
        if len(self.plan) == planned:
            self._forged(random)

    def _forged(self, random: Random) -> None:
        choice = random.choice(("I1", "answer", "answer", "R1", "later", "later", "later"))
        host = random.choice(list(HONEST))
        here = ADDRESSES[FORGER][0]
        if choice == "I1":
            sender = random.choice((FORGER, FORGER, FORGER, STRANGE, *HONEST))
            receiver = random.choice((host, host, host, "", *HONEST))
            there = random.choice(ADDRESSES[host])
            groups = random.choice(((7, 8), (7, 8), (8, 7), (8,), (9,), (3, 8)))
            source = here if chance(random, 80) else random.choice(PLACES)
            self.plan.append(e.Forged("I1", sender, receiver, source, there, groups=groups))
        elif choice == "answer":
            frame = self._frame(
                random, lambda packet, _: packet.kind in {layout.I1, layout.R1, layout.I2, layout.CLOSE}
            )
            if frame is not None:
                self._answer(random, frame)
        elif choice == "R1":
            frame = self._frame(random, lambda packet, _: packet.kind == layout.R1)
            self._rewrite(random, frame)
        else:
            self._later(random, host, here)

    def _rewrite(self, random: Random, frame: Frame | None) -> None:
        """Change what an R1's signature does not cover."""
        packet = read(frame.data) if frame is not None else None
        if frame is None or packet is None:
            return
        names = {hit: name for name, hit in self.session.sides.naming.hits.items() if any(hit)}
        source, destination = (text_of(each.address) for each in (frame.source, frame.destination))
        receiver = names.get(packet.receiver, FORGER)
        if chance(random, 30):
            receiver = random.choice(list(HONEST))
            destination = ADDRESSES[receiver][0]
        sender = names.get(packet.sender, FORGER)
        opaque, puzzle = random.choice(((1, False), (0, True), (1, True), (0, False)))
        self.plan.append(
            e.Forged("R1", sender, receiver, source, destination, frame.name, opaque=bool(opaque), puzzle=puzzle)
        )

    def _answer(self, random: Random, frame: Frame, flaws: Flaws = FLAWS) -> None:
        """Answer a frame as whom it was for, wherever that is; well, or with a flaw."""
        packet = read(frame.data) if frame.data.startswith(MARKER) else None
        kind = {layout.I1: "R1", layout.R1: "I2", layout.I2: "R2", layout.CLOSE: "CLOSE_ACK"}.get(
            packet.kind if packet is not None else 0
        )
        if packet is None or kind is None:
            return
        names = {hit: name for name, hit in self.session.sides.naming.hits.items() if any(hit)}
        source, destination = (text_of(each.address) for each in (frame.source, frame.destination))
        sender = names.get(packet.receiver, FORGER)
        receiver = names.get(packet.sender, "")
        if receiver not in HONEST:
            return
        event = e.Forged(kind, sender, receiver, destination, source, frame.name, signer=FORGER)
        if kind == "R1":
            here = ADDRESSES[receiver][0]  # where its I1s come from: which of several it is, is not this view's
            event = e.Forged(kind, sender, receiver, destination, here, counter=random.choice((0, 1, 2, 3, 3)))
        elif sender in {FORGER, STRANGE}:
            event = e.Forged(kind, sender, receiver, destination, source, frame.name)
        self.plan.append(flawed(random, event, flaws))

    def _later(self, random: Random, host: str, here: str) -> None:
        kind = random.choice(("UPDATE", "NOTIFY", "CLOSE", "CLOSE", "CLOSE_ACK", "R2", "I2"))
        if kind in {"R2", "I2", "CLOSE_ACK"}:
            wanted = {"R2": layout.I2, "I2": layout.R1, "CLOSE_ACK": layout.CLOSE}[kind]
            frame = self._frame(random, lambda packet, _: packet.kind == wanted)
            if frame is not None:
                self._answer(random, frame)
            return
        sender = FORGER if chance(random, 85) else random.choice(list(HONEST))
        event = e.Forged(kind, sender, host, here, ADDRESSES[host][0], update=random.choice((0, 0, 1, 2)))
        self.plan.append(flawed(random, event))
