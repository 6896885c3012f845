"""One run of both sides: each event goes to the engine, and what the engine did goes to the specification."""

from collections.abc import Callable, Mapping
from functools import partial
from ipaddress import ip_address
from random import Random
from typing import Any

from hipcheck.lockstep.hip import choosing, events, forging
from hipcheck.lockstep.hip.packets import Sort, sealed_size, understood
from hipcheck.lockstep.hip.restraint import Restraint
from hipcheck.lockstep.laboratory import Frame, Happened, at, content
from hipcheck.lockstep.reading import esp_header
from hipspec.hip.names import HIT, NOBODY, Address
from hipspec.network import places
from hipway.addresses import address_of, text_of
from hipway.engine import updates
from hipway.engine.association import OPEN, State
from hipway.engine.engine import Engine
from hipway.engine.events import KeysInstalled
from hipway.wire.parameters import EspInfo

__all__ = ["Session"]

PATIENCE = 64  # rounds that a base exchange may take
SELDOM = 4  # events: what arrives in one of so many is tried at other rules as well
SLICES = 64  # of work that an engine may have at one time


class Session(Restraint):
    """A run of the engines and of `hipspec.hip`, event by event."""

    def __init__(self, seed: int) -> None:
        """Begin with the hosts at their first addresses, and no association."""
        super().__init__(seed)

    def choose(self, random: Random) -> events.Event:
        """Return something that may happen next."""
        return choosing.choose(self, random)

    def step(self, number: int, event: events.Event) -> None:
        """Let something happen on both sides, and compare; what can't happen now changes nothing.

        Raises:
            DifferenceError: they differ.
        """
        self.number = number
        self.event = choosing.words(event)
        self.refusals, self.acts, self.begun = [], 0, len(self.run.taken)
        _ACTS[type(event)](self, event)

    # ------------------------------------------------------------------ what happens

    def _act(self, host: str, act: Callable[[Engine], object], arrived: Frame | None = None) -> None:
        """Let an engine act, whatever it raises, and compare."""
        self.compare(self._let(host, act), arrived)

    def _let(self, host: str, act: Callable[[Engine], object]) -> Happened:
        try:
            return self.laboratory.act(self._name(), host, act)
        except Exception as error:  # nothing may come out of an engine, whatever it is
            raise self.differs(f"{host} raises", "no exception", f"{type(error).__name__}: {error}") from error

    def _name(self) -> str:
        """Return a name for the frames of what an engine does now: an event may make several of them act."""
        self.acts += 1
        return f"{self.number}" if self.acts == 1 else f"{self.number}-{self.acts}"

    def compare(self, happened: Happened, arrived: Frame | None) -> None:
        """Take the steps of the specification that an engine's event was, and compare.

        Raises:
            DifferenceError: the two sides differ.
        """
        self.compared += 1
        host = happened.host
        pairs = self.pairs_of(host)
        for pair in pairs:
            self.catch_up(pair)
        if arrived is not None:
            self.arrive(happened, arrived)
        for pair in pairs:
            self.expire(pair)
        self.leave(happened)
        for pair in pairs:
            self.settle(pair)
            self.agree(pair)
            self.keep_promises(pair)

    def on_establish(self, event: events.Establish) -> None:
        """Let two hosts complete a base exchange, which other views look at, and take what it left behind."""
        one, other = self.laboratory.hosts[event.host], self.laboratory.hosts[event.peer]
        there = self.laboratory.places(event.peer)
        known = (one.hit, other.hit) in one.engine.associations
        if known or one is other or not there or not self.laboratory.places(event.host):
            return
        self._do_what_is_due()  # who has slept does so first
        installed: dict[str, KeysInstalled] = {}
        late = self._exchange(event.host, lambda engine: engine.connect(other.hit, [at(there[0])], self.now), installed)
        association = one.engine.associations.get((one.hit, other.hit))
        if association is None or association.state is not State.ESTABLISHED:
            raise self.differs("base exchange", "ESTABLISHED", "not finished")
        self.know(event.host, event.peer, installed)
        for frame in late:
            self.leave(Happened(self.laboratory.at[text_of(frame.source.address)], (frame,), ()))
        for pair in (self.pair(event.host, event.peer), self.pair(event.peer, event.host)):
            self.agree(pair)

    def _exchange(
        self, host: str, begin: Callable[[Engine], object], installed: dict[str, KeysInstalled]
    ) -> list[Frame]:
        """Let a host begin a base exchange and nothing disturb it.

        Returns:
            What was sent besides; a host of several addresses tells them at once.
        """
        now = float(self.now)
        late: list[Frame] = []

        def let(host: str, act: Callable[[Engine], object]) -> list[Frame]:
            happened = self._let(host, act)
            for told in happened.told:
                if isinstance(told, KeysInstalled):
                    installed[host] = told
            return list(happened.sent)

        waiting = let(host, begin)
        for _ in range(PATIENCE):
            for each in self.laboratory.due():
                waiting += let(each, lambda engine: engine.timeout(now))
            if not waiting:
                return late
            frame = waiting.pop(0)
            receiver = self.laboratory.receiver(frame)
            if understood(self.names, frame).sort is not Sort.OUTSIDE:
                late.append(frame)
            elif receiver is not None:
                waiting += let(receiver, partial(_receive, frame=frame, now=now))
        return late

    def on_move(self, event: events.Move) -> None:
        """Let a host be at other addresses, and tell its peers."""
        host = self.laboratory.hosts[event.host]
        taken = [place for place in event.addresses if self.laboratory.at.get(place, event.host) == event.host]
        before = list(map(text_of, host.engine.addresses))
        for place in self.laboratory.places(event.host):
            if place not in taken:
                del self.laboratory.at[place]
                self.do(places.take_address, host=NOBODY, address=Address(place))
        for place in taken:
            if place not in self.laboratory.at:
                self.laboratory.at[place] = event.host
                self.do(places.take_address, host=HIT(event.host), address=Address(place))
        found = [address_of(place) for place in taken]
        self._act(event.host, lambda engine: engine.set_addresses(found, float(self.now)))
        for (ours, peer), association in host.engine.associations.items():
            if taken != before:
                self.must_have_told(ours, peer, association, taken)

    def on_announce(self, event: events.Announce) -> None:
        """Let a host tell a peer a list of its own choice; only what an honest host may list stays in it."""
        self._do_what_is_due()  # who has slept does so first
        association = forging.association_of(self.laboratory, event.host, event.peer)
        if association is None or association.state not in OPEN or not self.laboratory.places(event.host):
            return
        info = EspInfo(association.keymat_index, association.spi, association.spi)
        listed = forging.locators_of(tuple(filter(_is_honest, event.entries)), association.spi)

        def tell(engine: Engine) -> None:
            updates.send(engine, association, (info, listed), float(self.now))
            engine.schedule(association)

        self._act(event.host, tell)

    def on_send(self, event: events.Send) -> None:
        """Let an application send."""
        association = forging.association_of(self.laboratory, event.host, event.peer)
        if association is None or association.state not in OPEN:
            return
        peer, payload = association.peer, content(str(self.number), event.size)
        self.note_given(self.pair(event.host, event.peer))
        happened = self._let(event.host, lambda engine: engine.send(peer, [payload], float(self.now)))
        self.compare(happened, None)
        if self.laboratory.places(event.host) and all(esp_header(frame.data) is None for frame in happened.sent):
            self.must_wait(self.pair(event.host, event.peer), sealed_size(event.size))

    def _arrive(self, frame: Frame) -> None:
        host = self.laboratory.receiver(frame)
        if host is None or understood(self.names, frame).sort is Sort.OUTSIDE:
            return
        if self.number % SELDOM == 0:
            self.tells_apart(host, frame)
        self._act(host, partial(_receive, frame=frame, now=float(self.now)), frame)

    def on_arrive(self, event: events.Arrive) -> None:
        """Let a frame arrive where it goes."""
        if event.frame in self.laboratory.frames:
            self._arrive(self.laboratory.frames[event.frame])

    def on_copy(self, event: events.Copy) -> None:
        """Let somebody send a frame again, from and to somewhere else."""
        if event.frame in self.laboratory.frames:
            self._put(self.laboratory.frames[event.frame].data, event.source, event.destination)

    def on_forge(self, event: events.Forge) -> None:
        """Let somebody who has the keys of a host send an UPDATE."""
        self._put(forging.update_of(self.laboratory, event), event.source, event.destination)

    def on_forge_data(self, event: events.ForgeData) -> None:
        """Let somebody who has the keys of a host send payload."""
        self._put(forging.datagram_of(self.names, event), event.source, event.destination)

    def _put(self, data: bytes | None, source: str, destination: str) -> None:
        if data is not None:
            frame = self.laboratory.put(f"{self.number}+", data, at(source), at(destination))
            self._arrive(frame)

    def on_garble(self, event: events.Garble) -> None:
        """Let a frame arrive with one byte changed."""
        frame = self.laboratory.frames.get(event.frame)
        if frame is None:
            return
        position = event.position % len(frame.data)
        data = frame.data[:position] + bytes((event.value,)) + frame.data[position + 1 :]
        if data != frame.data and not self.is_checksum(frame, position):
            self._arrive(self.laboratory.put(f"{self.number}+", data, frame.source, frame.destination))

    @staticmethod
    def is_checksum(frame: Frame, position: int) -> bool:
        """Whether a byte is of a HIP checksum, which nobody looks at within UDP (RFC 5770 5.1), or of its marker."""
        return frame.data[:4] == bytes(4) and (position < 4 or 4 + 4 <= position < 4 + 6)  # noqa: PLR2004  # the layout of 5.1

    def on_wait(self, event: events.Wait) -> None:
        """Let time pass, and each host do what is due."""
        self._pass(event.seconds)
        self._do_what_is_due()
        self.nothing_is_late()
        if self.pairs:
            self.restrain(self.pair(*self.pairs[self.number % len(self.pairs)]))

    def _do_what_is_due(self) -> None:
        now = float(self.now)
        for _ in range(SLICES):
            due = self.laboratory.due()
            if not due:
                return
            for host in due:
                self._act(host, lambda engine: engine.timeout(now))
        raise self.differs("when everybody rests", "soon", f"not after {SLICES} rounds")

    def on_sleep(self, event: events.Sleep) -> None:
        """Let time pass, and nobody do yet what is due."""
        self._pass(event.seconds)

    def _pass(self, seconds: int) -> None:
        self.laboratory.now += seconds
        self.do(places.wait, seconds=seconds)
        self.has_ended()


def _is_honest(entry: events.Entry) -> bool:
    """Whether an honest host may list an address: it belongs to one host, and for some time (RFC 8046 5.3)."""
    return not ip_address(entry.address).is_multicast and entry.lifetime != 0


def _receive(engine: Engine, *, frame: Frame, now: float) -> None:
    engine.receive(frame.data, frame.source, frame.destination, now)


_ACTS: Mapping[type[events.Event], Callable[[Session, Any], None]] = {
    events.Establish: Session.on_establish,
    events.Move: Session.on_move,
    events.Announce: Session.on_announce,
    events.Arrive: Session.on_arrive,
    events.Copy: Session.on_copy,
    events.Garble: Session.on_garble,
    events.Forge: Session.on_forge,
    events.ForgeData: Session.on_forge_data,
    events.Send: Session.on_send,
    events.Wait: Session.on_wait,
    events.Sleep: Session.on_sleep,
}
"""What each kind of event lets happen; what speaks of a frame that was never sent lets nothing happen."""
