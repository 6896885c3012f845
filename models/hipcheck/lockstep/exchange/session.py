"""A session: events of this view played on both sides."""

import dataclasses
from collections.abc import Mapping
from random import Random
from typing import Any

from hipcheck.lockstep.comparison import DifferenceError
from hipcheck.lockstep.exchange import events as e
from hipcheck.lockstep.exchange.abstraction import normal
from hipcheck.lockstep.exchange.arrivals import Arrival, Arrivals
from hipcheck.lockstep.exchange.asking import connects, sends
from hipcheck.lockstep.exchange.associations import ACTIVE, ASKING
from hipcheck.lockstep.exchange.astray import changed
from hipcheck.lockstep.exchange.choosing import Chooser
from hipcheck.lockstep.exchange.forging import Forger
from hipcheck.lockstep.exchange.moving import begin_anew, go_on, leave_from, move
from hipcheck.lockstep.exchange.restarting import begin_again
from hipcheck.lockstep.exchange.sides import Action, Sides, at_time, compare_packets
from hipcheck.lockstep.exchange.solving import ends, goes_on
from hipcheck.lockstep.exchange.stage import HONEST
from hipcheck.lockstep.exchange.timing import Repeats
from hipcheck.lockstep.laboratory import Frame, Happened, at, content
from hipcheck.lockstep.reading import MARKER
from hipspec.exchange import honest, honest_closing, honest_renewing
from hipspec.exchange.association import CLOSE_RETRIES_MAX, UNASSOCIATED
from hipspec.exchange.packets import Kind, Packet
from hipspec.exchange.states import State
from hipspec.network.names import NOBODY, Address, Host, Pair
from hipway.engine.events import Failed

__all__ = ["PlayedSession"]

ROUNDS = 32  # of work that an engine may have at one time before it is said never to rest
Sent = list[tuple[Frame, Packet]]
BY_TIME: dict[tuple[State, State], Action] = {
    (State.I1_SENT, State.E_FAILED): honest.fail_i1,
    (State.I2_SENT, State.E_FAILED): honest.fail_i2,
    (State.E_FAILED, State.UNASSOCIATED): honest.try_again,
    (State.R2_SENT, State.ESTABLISHED): honest.complete,
    (State.CLOSING, State.UNASSOCIATED): honest_closing.fail_closing,
    (State.CLOSED, State.UNASSOCIATED): honest_closing.forget,
}
"""What time does to a state (RFC 7401 4.4.3), as an engine shows it: from where, to where."""


class PlayedSession:
    """One run of both sides.

    Attributes:
        seed: of the engines' entropy, and of the forger's keys.
        run: of the specification.
        refused: how often each guard has refused on both sides.
        compared: how often what an engine did was compared.
        asked: where the I1s to a peer went.
    """

    def __init__(self, seed: int) -> None:
        """Begin."""
        self.seed = seed
        self.sides = Sides(seed)
        self.run = self.sides.run
        self.refused = self.sides.refused
        self.arrivals = Arrivals(self.sides)
        self.forger = Forger(self.sides.naming, seed)
        self.laboratory = self.sides.laboratory
        self.chooser = Chooser(self)
        self.repeats = Repeats()
        self.compared = 0
        self.asked: dict[Pair, set[Address]] = {}

    def choose(self, random: Random) -> e.Event:
        """Return something that may happen next."""
        return self.chooser.choose(random)

    def step(self, number: int, event: e.Event) -> None:
        """Let something happen on both sides, and compare.

        Raises:
            DifferenceError: they differ.
        """
        self.sides.number, self.sides.event = number, repr(event)
        try:
            self._step(str(number), event)
        except DifferenceError:
            raise
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise self.sides.difference("what became of it", "a step", what) from error

    def _step(self, number: str, event: e.Event) -> None:
        match event:
            case e.Wait():
                self._wait(event.seconds)
            case e.Tick():
                self._tick(number, event.host)
            case e.Arrive() | e.Altered() | e.Cut():
                frame = self.laboratory.frames.get(event.frame)
                if frame is not None:
                    self._deliver(number, changed(frame, event))
            case e.Forged():
                self._forge(number, event)
            case e.Restart():
                begin_again(self.sides, self.arrivals, event.host)
            case e.Move():
                self._move(number, event)
            case e.Configure():
                self._configure(event.numbers)
            case e.Draw():
                self.laboratory.draw(event.host, event.numbers)
            case _:
                self._wish(number, event)

    # ------------------------------------------------------------------ time

    def _wait(self, seconds: int) -> None:
        self.laboratory.now += seconds
        self.arrivals.tokens.clear()
        for host in HONEST:
            if self.run.world.responders[Host(host)].answered.items():
                self.sides.take(honest_renewing.new_interval, Pair(Host(host), NOBODY), host=Host(host))

    def _tick(self, number: str, host: str) -> None:
        for turn in range(ROUNDS):
            if self.sides.engine(host).deadline() > self.sides.now:
                break
            happened = self.laboratory.tick(f"{number}.{turn}", host)
            self._settle(happened, by_time=True)
            self._renewed(host)
        else:
            raise self.sides.difference(f"when {host} rests", "soon", f"not after {ROUNDS} rounds")
        self.sides.not_too_old(host)
        for pair, association in self.run.world.associations.items():
            late = self.sides.timers.latest(pair)
            if pair.host.name == host and association.state is not State.UNASSOCIATED and late <= self.sides.now:
                state = association.state.value
                what, guard = f"when the timer of {pair.host} with {pair.peer} runs out", f"the timer of {state}"
                raise self.sides.difference(what, f"at {late} s", "later", "", guard)

    def _renewed(self, host: str) -> None:
        pool = self.sides.engine(host).pools[self.sides.naming.hits[host]]
        if pool._coming is None:  # noqa: SLF001  # R1s are made one at a time, and offered together
            self.sides.renewed(host)

    # ------------------------------------------------------------------ what arrives

    def _deliver(self, number: str, frame: Frame) -> None:
        receiver = self.laboratory.receiver(frame)
        if receiver is None:
            return
        hip = frame.data.startswith(MARKER)
        packet = self.sides.reader.packet(frame.data) if hip else self.sides.reader.data(frame.data)
        before = self.run.now
        happened = self.laboratory.deliver(number, frame)
        if happened is None:
            return
        self.sides.learn(receiver)
        sent = self.sides.sent(receiver, happened.sent)
        if packet is None:
            if sent or (hip and happened.dropped is None and len(frame.data) > len(MARKER)):
                raise self.sides.difference("whether it is dropped", "yes: it is no packet", "no")
        else:
            packet = self.sides.addressed(packet, frame)
            put = self.sides.put(packet)
            arrival = Arrival(
                packet,
                put,
                Host(receiver),
                happened,
                sent,
                self.sides.frame(),
                frame.data,
                before=before,
                since=self.sides.now,
            )
            self.arrivals.take(arrival)
        self._settle(happened, sent)

    def _forge(self, number: str, event: e.Forged) -> None:
        data = self.forger.packet(event, f"{number}", self.laboratory.frames.get(event.answers))
        if data is None:
            return
        frame = self.laboratory.put(f"{number}.forged", data, at(event.source), at(event.destination))
        self._deliver(number, frame)

    # ------------------------------------------------------------------ what applications want

    def _wish(self, number: str, event: e.Event) -> None:
        assert isinstance(event, e.Connect | e.Send | e.Close | e.Rekey)  # noqa: S101  # all others are taken
        host, peer = event.host, event.peer
        hit = self.sides.naming.hits[peer] if peer else bytes(16)
        now = float(self.sides.now)
        pair = Pair(Host(host), self.sides.naming.host(hit))
        association = self.run.world.associations[pair]
        match event:
            case e.Connect():
                if association.state in ASKING and association.there.name != event.there:
                    return  # which of several addresses is tried next is not this view's
                happened, taken = connects(self.sides, number, pair, at(event.there))
                if taken:
                    self._connected(pair, happened, event.there)
                else:
                    self._settle(happened)
            case e.Send():
                payload = content(number, event.size)
                happened, taken = sends(self.sides, number, pair, payload)
                if taken:
                    self.arrivals.payloads.give(pair, payload)
                if not happened.sent and association.state not in ACTIVE:
                    self.sides.refuse(honest_closing.send, pair=pair, frame=self.sides.frame())
                self._settle(happened)
            case e.Close():
                happened = self.laboratory.act(number, host, lambda engine: engine.close(hit, now))
                self._closed(pair, happened)
            case e.Rekey():
                happened = self.laboratory.act(number, host, lambda engine: engine.rekey(hit, now))
                if association.state is not State.ESTABLISHED:
                    self.sides.refuse(honest_closing.update, pair=pair, frame=self.sides.frame())
                self._settle(happened)

    def _connected(self, pair: Pair, happened: Happened, there: str) -> None:
        sides = self.sides
        state = sides.association(pair.host, pair.peer).state
        sent = sides.sent(pair.host.name, happened.sent)
        reply, address = sides.frame(), sides.naming.address(there)
        wish = {"host": pair.host, "peer": pair.peer, "there": address, "length": 0, "frame": reply}
        self.asked.setdefault(pair, set()).add(address)
        if state in ASKING | ACTIVE:
            sides.refuse(honest.start, here=sides.association(pair.host, pair.peer).here, **wish)
        else:
            if state is State.E_FAILED:  # an application that asks again has waited long enough
                sides.take(honest.try_again, pair, pair=pair, frame=sides.frame())
            first = sent[0][1] if sent else None
            here = first.source if first is not None else sides.association(pair.host, pair.peer).here
            sides.take(honest.start, pair, here=here, **wish)
            self._expect(reply, sent, "start")
        self._settle(happened, sent)

    def _closed(self, pair: Pair, happened: Happened) -> None:
        """Close; an exchange of one's own that is under way is given up, and nobody told."""
        sides = self.sides
        state = sides.association(pair.host, pair.peer).state
        sent = sides.sent(pair.host.name, happened.sent)
        if state in ACTIVE:
            self._close(pair, sent)
        else:
            sides.refuse(honest_closing.close, pair=pair, nonce=sides.naming.nonce(b""), frame=sides.frame())
        if state in ASKING:
            sides.take(honest_closing.crash, pair, pair=pair, frame=sides.frame())
        self._settle(happened, sent)

    def _configure(self, numbers: Mapping[str, Any]) -> None:
        for machine in self.laboratory.hosts.values():
            machine.engine.config = dataclasses.replace(machine.engine.config, **numbers)
        self.sides.i2_retries = numbers.get("i2_retries", self.sides.i2_retries)

    def _move(self, number: str, event: e.Move) -> None:
        """Move; who was waiting for an R2 begins anew."""
        sides, before = self.sides, self.laboratory.places(event.host)
        happened = move(sides, number, event.host, event.addresses)
        sides.learn(event.host)
        sent = sides.sent(event.host, happened.sent)
        self._renewed(event.host)
        moved = before != self.laboratory.places(event.host)
        if moved:
            goes_on(sides, event.host, by_time=False)  # who begins anew works at no puzzle
        for pair, association in go_on(sides, event.host) if moved else ():
            begin_anew(sides, pair, association)
            mine = [each for each in sent if each[1].receiver == pair.peer][:1]
            sent = [each for each in sent if each not in mine]
            self._start_anew(pair, association.there, mine)
        self._settle(happened, sent, by_time=True)

    def _start_anew(self, pair: Pair, there: Address, sent: Sent) -> None:
        """Begin anew where the R1 came from, or where the I1 went."""
        if sent and sent[0][1].destination in self.asked.get(pair, ()):
            there = sent[0][1].destination
        reply, here = self.sides.frame(), Address(self.laboratory.places(pair.host.name)[0])
        wish = {"host": pair.host, "peer": pair.peer, "there": there, "length": 0, "frame": reply}
        self.sides.take(honest.start, pair, here=here, **wish)
        self._expect(reply, sent, "start")

    # ------------------------------------------------------------------ what is left to explain

    def _expect(self, reply: Any, sent: Sent, action: str) -> None:  # noqa: ANN401  # the number of a transmission
        for expected in self.sides.reply(reply):
            if not sent:
                raise self.sides.difference("what was sent", expected, "nothing", action)
            compare_packets(self.sides, expected, sent.pop(0)[1], action)

    def _settle(self, happened: Happened, sent: Sent | None = None, *, by_time: bool = False) -> None:
        """Explain the rest of what was sent by steps that a host takes by itself, and compare all that it holds."""
        self.compared += 1
        sides, host = self.sides, happened.host
        if sent is None:
            sides.learn(host)
            sent = sides.sent(host, happened.sent)
        if by_time and happened.dropped is not None:
            raise sides.difference("what was told", "nothing", happened.dropped)
        while sent:
            peer = sent[0][1].receiver
            # An UPDATE that nobody acknowledges ends an association as well (RFC 7401 6.11 step 4).
            gone = any(isinstance(told, Failed) and sides.naming.host(told.peer) == peer for told in happened.told)
            self._sends(Pair(Host(host), peer), sent, by_time=by_time, given_up=gone)
        self.arrivals.payloads.settle(happened)
        goes_on(sides, host, by_time=by_time)
        held = sides.held(host)
        for pair, association in list(self.run.world.associations.items()):
            if pair.host.name != host:
                continue
            found = held.get(pair.peer)
            state = State.UNASSOCIATED if found is None else State(found.state.value)
            action = BY_TIME.get((association.state, state)) if by_time else None
            if action is not None:
                sides.on_time(action, pair)
                if action is honest_closing.fail_closing:
                    self._say_the_rest(pair)
                sides.take(action, pair, pair=pair, frame=sides.frame())
            left = self.run.world.associations[pair]
            if found is None and left.state is State.UNASSOCIATED and left != UNASSOCIATED:
                # Nothing is kept of a peer that there is no association with, its R1 counter neither (RFC 7401 6.16).
                sides.take(honest_closing.crash, pair, pair=pair, frame=sides.frame())
        sides.compare(host)

    def _say_the_rest(self, pair: Pair) -> None:
        """Send a CLOSE as often as it might have been sent until its time is over.

        The specification counts what an engine takes from the clock. What a host that slept did not send is lost.
        """
        while self.sides.association(pair.host, pair.peer).tries <= CLOSE_RETRIES_MAX:
            self.sides.take(honest_closing.repeat_close, pair, pair=pair, frame=self.sides.frame())

    def _sends(self, pair: Pair, sent: Sent, *, by_time: bool, given_up: bool) -> None:
        """Take the step behind the first thing that is left."""
        sides, kind = self.sides, sent[0][1].kind
        working = sides.solving.pop(pair, None) if kind is Kind.I2 else None
        if isinstance(working, Arrival):
            ends(self.arrivals, working, sent)
            return
        state = sides.association(pair.host, pair.peer).state
        reply = sides.frame()
        if kind is Kind.CLOSE and state in ACTIVE and by_time:
            if not given_up:
                sides.on_time(honest_closing.close, pair)
            elif sides.now < self.repeats.given_up(pair):
                due = at_time(self.repeats.given_up(pair))
                raise sides.difference(f"when {pair.host} gives up {pair.peer}", due, at_time(sides.now))
            self._close(pair, sent)
            return
        actions: dict[tuple[Kind, State], tuple[Action, dict[str, Any]]] = {
            (Kind.I1, State.I1_SENT): (honest.repeat_i1, {"length": 0}),
            (Kind.I2, State.I2_SENT): (honest.repeat_i2, {}),
            (Kind.CLOSE, State.CLOSING): (honest_closing.repeat_close, {}),
        }
        by_itself = actions.get((kind, state))
        at_will: Action | None = {Kind.DATA: honest_closing.send, Kind.UPDATE: honest_closing.update}.get(kind)
        if by_itself is not None and by_time:
            action, more = by_itself
            if kind is Kind.I1:
                leave_from(sides, pair, sent[0][1].source)
            sides.on_time(action, pair)
        elif at_will is not None:
            action, more = at_will, {}
            if kind is Kind.UPDATE and by_time and sides.now < self.repeats.due(pair, sent[0][0].data):
                due = at_time(self.repeats.due(pair, sent[0][0].data))
                raise sides.difference(f"when {pair.host} repeats an UPDATE", due, at_time(sides.now))
            self.repeats.sent(pair, sent[0][0].data, sides.now)
        else:
            raise sides.difference("what was sent", "nothing", normal(sent[0][1]))
        sides.take(action, pair, pair=pair, frame=reply, **more)
        self._expect(reply, sent, action.__name__)

    def _close(self, pair: Pair, sent: Sent) -> None:
        """Close an association; one in R2-SENT is taken for established by that (RFC 7401 4.4.3 table 5)."""
        sides = self.sides
        if sides.association(pair.host, pair.peer).state is State.R2_SENT:
            sides.take(honest.complete, pair, pair=pair, frame=sides.frame())
        echo = sent[0][1].echo if sent else None
        held = sides.held(pair.host.name).get(pair.peer)  # who has no address sends it later
        nonce = (
            echo.value if echo is not None and echo.present else sides.naming.nonce(held.close_nonce if held else b"")
        )
        reply = sides.frame()
        sides.take(honest_closing.close, pair, pair=pair, nonce=nonce, frame=reply)
        if self.laboratory.places(pair.host.name):
            self._expect(reply, sent, "close")
