"""One run of both sides: each event goes to the engine, and what the engine did goes to the specification."""

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial
from random import Random
from typing import Any

from hipcheck.lockstep.hip.choosing import words
from hipcheck.lockstep.laboratory import Frame as Datagram
from hipcheck.lockstep.laboratory import Happened, at
from hipcheck.lockstep.rendezvous import choosing, events
from hipcheck.lockstep.rendezvous.flow import Flow
from hipcheck.lockstep.rendezvous.forging import i1_of, twice
from hipcheck.lockstep.rendezvous.stage import LIFETIME, PUBLISHED
from hipcheck.lockstep.rendezvous.state import SERVICE, waits_for_r1
from hipspec.language import some
from hipspec.network import places
from hipspec.network.names import NOBODY, NOWHERE, Address, Frame, Host
from hipspec.rendezvous import honest
from hipspec.rendezvous.packets import Kind
from hipway.addresses import address_of
from hipway.engine import updates
from hipway.engine.association import OPEN
from hipway.engine.engine import Engine
from hipway.engine.lifetimes import encoded
from hipway.wire.parameters import Parameter, RegInfo, RegRequest, RegResponse

__all__ = ["Session"]

PATIENCE = 64  # rounds that a base exchange may take
MOST = 128  # UPDATEs that may follow from each other
SLICES = 64  # of work that an engine may have at one time


class Session(Flow):
    """A run of the engines and of `hipspec.rendezvous`, event by event."""

    def choose(self, random: Random) -> events.Event:
        """Return something that may happen next."""
        return choosing.choose(self, random)

    def step(self, number: int, event: events.Event) -> None:
        """Let something happen on both sides, and compare; what can't happen now changes nothing.

        Raises:
            DifferenceError: they differ.
        """
        self.number, self.acts = number, 0
        self.event = words(event)
        try:
            _ACTS[type(event)](self, event)
        except (KeyError, LookupError, ValueError) as error:  # nothing may come out of an engine, whatever it is
            raise self.differs("an engine raises", "no exception", f"{type(error).__name__}: {error}") from error

    def _act(self, host: str, act: Callable[[Engine], object]) -> None:
        self.took(self.laboratory.act(self.name(), host, act))

    def on_meet(self, event: events.Meet) -> None:
        """Let two hosts complete a base exchange, which other views look at, and take what it left behind."""
        host, peer = event.host, event.peer
        there, here = self.laboratory.places(peer), self.laboratory.places(host)
        if host == peer or not there or not here or self.engine_of(host, peer) or self.engine_of(peer, host):
            return
        if (host, peer) in self.met:
            return
        other = self.laboratory.hosts[peer]
        self.meeting = {host, peer}
        services = (*((int(SERVICE),) if event.registers else ()), *event.besides)
        self.renewals.besides[host, peer] = event.besides
        server = at(PUBLISHED[peer]) if event.through else None
        self.registering.met(host, peer, registers=event.registers)
        self._exchange(
            host,
            peer,
            lambda engine: engine.connect(
                other.hit, [at(there[0])], float(self.now), services=services, rendezvous=server
            ),
        )
        self.meeting = set()
        one, two = self.engine_of(host, peer), self.engine_of(peer, host)
        if one is None or two is None or one.state not in OPEN or two.state not in OPEN or not (one.keys and two.keys):
            raise self.differs("base exchange", "an association at both ends", "not finished")
        if one.endpoint is None or two.endpoint is None:
            raise self.differs("base exchange", "an address of the peer", "none")
        self.met |= {(host, peer), (peer, host)}
        hits = self.laboratory.hosts[host].hit, other.hit
        self.do(
            honest.establish,
            host=Host(host),
            peer=Host(peer),
            host_address=self.names.address(two.endpoint.address),
            peer_address=self.names.address(one.endpoint.address),
            key_out=self.names.key(*hits, one.keys.mac_out, self.number),
            key_in=self.names.key(*hits[::-1], two.keys.mac_out, self.number),
        )
        if event.registers:
            self._register(host, peer)
        for name, known in ((host, peer), (peer, host)):
            said = event.through and name == host
            if PUBLISHED[known] not in self.laboratory.places(known) and not said:
                hit, server = self.laboratory.hosts[known].hit, at(PUBLISHED[known])
                self.laboratory.hosts[name].engine.set_rendezvous(hit, server)
            if PUBLISHED[known] not in self.laboratory.places(known):
                self.served.add((name, known))
        self.agree(host)
        self.agree(peer)

    def _register(self, host: str, peer: str) -> None:
        """Take a registration in I2 and R2, which the specification has as an UPDATE and its acknowledgement."""
        asks, granted = Frame(f"{self.number} asks"), Frame(f"{self.number} granted")
        here = Address(self.laboratory.places(host)[0])
        self.do(honest.announce, pair=self.pair(host, peer), here=here, lifetime=some(LIFETIME), frame=asks)
        self.do(honest.deliver_update, frame=asks, server=NOBODY, reply_frame=granted)
        self.do(honest.deliver_ack, frame=granted, reply_frame=Frame("no answer"))

    def _exchange(self, host: str, peer: str, begin: Callable[[Engine], object]) -> None:
        """Let two hosts do a base exchange that nothing disturbs, and nobody else do anything."""
        now = float(self.now)
        waiting: list[Datagram] = list(self.laboratory.act(self.name(), host, begin).sent)
        for _ in range(PATIENCE):
            for each in (host, peer):
                if self.laboratory.hosts[each].engine.deadline() <= now:
                    waiting += self._inner(self.laboratory.act(self.name(), each, lambda e: e.timeout(now)), host, peer)
            if not waiting:
                return
            datagram = waiting.pop(0)
            receiver = self.laboratory.receiver(datagram)
            if receiver in {host, peer}:
                happened = self.laboratory.act(self.name(), receiver, partial(_receive, datagram=datagram, now=now))
                self.renewals.took(happened, datagram)
                waiting += self._inner(happened, host, peer)

    def _inner(self, happened: Happened, host: str, peer: str) -> list[Datagram]:
        """Return what belongs to the exchange, and take the rest as what it is."""
        hits = {self.laboratory.hosts[name].hit for name in (host, peer)}
        inner = [each for each in happened.sent if {each.data[12:28], each.data[28:44]} == hits]
        rest = tuple(each for each in happened.sent if each not in inner)
        if rest:
            self.took(Happened(happened.host, rest, ()))
        return inner

    def on_ask(self, event: events.Ask) -> None:
        """Let a host ask for an exchange where the peer is published."""
        if event.host == event.peer or self.engine_of(event.host, event.peer) or not self.laboratory.places(event.host):
            return
        hit, there = self.laboratory.hosts[event.peer].hit, [at(PUBLISHED[event.peer])]
        self._act(event.host, lambda engine: engine.connect(hit, there, float(self.now)))

    def on_arrive(self, event: events.Arrive) -> None:
        """Let a frame arrive where it goes, if it is one that this view follows by itself."""
        frame = self.laboratory.frames.get(event.frame)
        if frame is not None:
            self._arrive(frame)

    def _arrive(self, frame: Datagram) -> None:
        packet = self.understood(frame)
        if packet is not None and (
            packet.kind != Kind.UPDATE or packet.receiver.name != self.laboratory.receiver(frame)
        ):
            self.arrive(frame)

    def on_copy(self, event: events.Copy) -> None:
        """Let somebody send a frame again, from and to somewhere else."""
        frame = self.laboratory.frames.get(event.frame)
        if frame is not None:
            copy = self.laboratory.put(f"{self.number}+", frame.data, at(event.source), at(event.destination))
            self._arrive(copy)

    def on_forge_i1(self, event: events.ForgeI1) -> None:
        """Let somebody send an I1 of any contents."""
        data = i1_of(self.laboratory, event)
        if data is not None:
            source = at(event.source)._replace(port=event.port)
            forged = self.laboratory.put(f"{self.number}+", data, source, at(event.destination))
            self._arrive(forged)

    def on_want(self, event: events.Want) -> None:
        """Let a host want to be registered, and ask for it if it may."""
        if (event.host, event.peer) not in self.met - self.ended:
            return
        hit, there = self.laboratory.hosts[event.peer].hit, [at(PUBLISHED[event.peer])]
        services = (int(SERVICE),)
        happened = self.laboratory.act(
            self.name(), event.host, lambda engine: engine.connect(hit, there, float(self.now), services=services)
        )
        self.registering.wants(event.host, event.peer, happened)
        self.renewals.took(happened, wished=True)
        self.took(happened)

    def _tell(self, host: str, peer: str, *parameters: Parameter) -> None:
        """Let a host send an UPDATE of its own choice."""
        association = self.engine_of(host, peer)
        if association is None or association.state not in OPEN:
            return

        def tell(engine: Engine) -> None:
            updates.send(engine, association, parameters, float(self.now))
            engine.schedule(association)

        happened = self.laboratory.act(self.name(), host, tell)
        self.renewals.took(happened, wished=True)
        self.took(happened)

    def on_offer(self, event: events.Offer) -> None:
        """Let a host tell a peer what it offers (RFC 8003 3.1)."""
        services = (int(SERVICE),) if event.service else ()
        self._tell(event.host, event.peer, RegInfo(encoded(1), encoded(LIFETIME), services))

    def on_request(self, event: events.Request) -> None:
        """Let a host ask a peer for a registration."""
        if event.twice:
            data = twice(self.laboratory, event.host, event.peer, encoded(event.seconds))
            association = self.engine_of(event.host, event.peer)
            if data is not None and association is not None:
                number = self.told(event.host, event.peer).next_update
                self.numbers[event.host, event.peer, association.update_id] = number
                here, there = (at(self.laboratory.places(name)[0]) for name in (event.host, event.peer))
                self.under_way.append(self.laboratory.put(f"{self.number}+", data, here, there).name)
            return
        self._tell(event.host, event.peer, RegRequest(encoded(event.seconds), (int(SERVICE),)))

    def on_grant(self, event: events.Grant) -> None:
        """Let a registrar say what it grants, whoever has asked; what it has granted itself stays as it is."""
        self.registering.misled.add((event.peer, event.host))
        self._tell(event.host, event.peer, RegResponse(encoded(event.seconds), event.services))

    def on_limit(self, event: events.Limit) -> None:
        """Let a host register so many clients, and no more."""
        engine = self.laboratory.hosts[event.host].engine
        engine.config = dataclasses.replace(engine.config, registrations=event.clients)
        self.most[event.host] = event.clients

    def on_close(self, event: events.Close) -> None:
        """Let a host close an association, and its peer answer."""
        host, peer = event.host, event.peer
        hit = self.laboratory.hosts[peer].hit
        self._exchange(host, peer, lambda engine: engine.close(hit, float(self.now)))
        self.agree(host)
        self.agree(peer)

    def on_leave(self, event: events.Leave) -> None:
        """Let a host know that a peer has no server any more."""
        hit = self.laboratory.hosts[event.peer].hit
        self.laboratory.hosts[event.host].engine.set_rendezvous(hit, None)
        self.served.discard((event.host, event.peer))

    def on_move(self, event: events.Move) -> None:
        """Let a host be at another address, and tell its peers."""
        host = event.host
        if self.laboratory.at.get(event.address, host) != host or self.laboratory.places(host) == [event.address]:
            return
        for place in self.laboratory.places(host):
            del self.laboratory.at[place]
            self.do(places.take_address, host=NOBODY, address=Address(place))
        self.laboratory.at[event.address] = host
        self.do(places.take_address, host=Host(host), address=Address(event.address))
        found = [address_of(event.address)]
        self._by_itself(host, lambda engine: engine.set_addresses(found, float(self.now)))

    def _by_itself(self, host: str, act: Callable[[Engine], object]) -> None:
        """Let an engine act on its own; exchanges that it begins anew wait for an R1 again."""
        happened = self.laboratory.act(self.name(), host, act)
        self.renewals.took(happened)
        for peer in self.laboratory.hosts:
            association = self.engine_of(host, peer)
            if association is None or self.told(host, peer).asked_at.present or not waits_for_r1(association):
                continue
            frame = Frame(f"{self.number}-{self.acts} begins anew with {peer}")
            here = Address((self.laboratory.places(host) or [NOWHERE.name])[0])
            self.do(honest.start, pair=self.pair(host, peer), here=here, frame=frame)
        self.took(happened)

    def on_quiet(self, event: events.Quiet) -> None:
        """Let UPDATEs arrive until none is under way."""
        self.quiet(event.most or MOST)

    def on_wait(self, event: events.Wait) -> None:
        """Let time pass, and each host do what is due."""
        self.laboratory.now += event.seconds
        self.do(places.wait, seconds=event.seconds)
        now = float(self.now)
        for _ in range(SLICES):
            due = self.laboratory.due()
            if not due:
                break
            for host in due:
                self._by_itself(host, lambda engine: engine.timeout(now))
        for host, machine in self.laboratory.hosts.items():
            for association in machine.engine.associations.values():
                if association.state in OPEN and any(each.due <= now for each in association.outstanding.values()):
                    raise self.differs(f"{host} tells a peer again", "when it is due", "not yet")
        self.renewals.nothing_is_late()


def _receive(engine: Engine, *, datagram: Datagram, now: float) -> None:
    engine.receive(datagram.data, datagram.source, datagram.destination, now)


_ACTS: Mapping[type[events.Event], Callable[[Session, Any], None]] = {
    events.Meet: Session.on_meet,
    events.Ask: Session.on_ask,
    events.Arrive: Session.on_arrive,
    events.Copy: Session.on_copy,
    events.ForgeI1: Session.on_forge_i1,
    events.Want: Session.on_want,
    events.Offer: Session.on_offer,
    events.Request: Session.on_request,
    events.Grant: Session.on_grant,
    events.Limit: Session.on_limit,
    events.Close: Session.on_close,
    events.Leave: Session.on_leave,
    events.Move: Session.on_move,
    events.Quiet: Session.on_quiet,
    events.Wait: Session.on_wait,
}
"""What each kind of event lets happen."""
