"""What arrives and what is sent: which steps of the specification that was."""

from hipcheck.lockstep import reading
from hipcheck.lockstep.laboratory import Frame as Datagram
from hipcheck.lockstep.laboratory import Happened
from hipcheck.lockstep.rendezvous.packets import acknowledged, port_of, understood
from hipcheck.lockstep.rendezvous.registering import Registrations
from hipcheck.lockstep.rendezvous.renewing import Renewals
from hipcheck.lockstep.rendezvous.stage import CLIENTS, PUBLISHED, Stage
from hipcheck.lockstep.rendezvous.state import CLAUSES, SERVICE
from hipcheck.lockstep.rendezvous.ways import Ways
from hipspec.language import NOTHING, replace, some
from hipspec.language.running import Moment
from hipspec.network.names import NOBODY, Frame, Host
from hipspec.rendezvous import honest
from hipspec.rendezvous.packets import Kind, Packet
from hipway.addresses import text_of
from hipway.engine.association import OPEN, LocatorStatus

__all__ = ["Flow"]

UPDATE = 16  # a type of packet
R1_COUNTER, ECHO_REQUEST_SIGNED = 129, 897  # types of parameters
LAPSED = "the lifetime of the registration has not ended"
BY_STATE = frozenset({"RFC 7401 6.7 step 3", "RFC 7401 4.4.3"})
"""In which state, and if both ends ask at once, an I1 isn't answered is the subject of `hipspec.exchange`."""


class Flow(Stage):
    """A stage on which packets travel.

    Attributes:
        under_way: the UPDATEs that were sent and have not arrived, in their order.
        numbers: the Update IDs of the specification, by sender, receiver and the engine's.
        replies: the specification's acknowledgements, by sender of the UPDATE, its receiver and number.
        early: the UPDATEs that an engine has acknowledged before the specification, named likewise.
        most: how many clients a host registers, where that is not any number.
        served: the hosts that know of a server of a peer.
        sent_before: the UPDATEs that were sent, by their bytes.
        registering, renewals, ways: what is compared besides the specification.
    """

    def __init__(self, seed: int) -> None:
        """Begin."""
        super().__init__(seed)
        self.under_way: list[str] = []
        self.numbers: dict[tuple[str, str, int], int] = {}
        self.replies: dict[tuple[str, str, int], Frame] = {}
        self.early: set[tuple[str, str, int]] = set()
        self.acts = 0
        self.most: dict[str, int] = {}
        self.served: set[tuple[str, str]] = set()
        self.sent_before: set[bytes] = set()
        self.registering = Registrations(self)
        self.renewals = Renewals(self, self.registering.wanted)
        self.ways = Ways(self)
        self._understood: dict[tuple[str, int], Packet | None] = {}

    def name(self) -> str:
        """Return a name for the frames of what an engine does now."""
        self.acts += 1
        return f"{self.number}-{self.acts}"

    def understood(self, datagram: Datagram) -> Packet | None:
        """Return what a datagram is; the same for ever, but that keys may become known."""
        key = (datagram.name, len(self.names.macs))
        if key not in self._understood:
            self._understood[key] = understood(self.names, datagram)
        return self._understood[key]

    def read(self, datagram: Datagram) -> Packet | None:
        """Return what a datagram is, its Update ID counted as the specification counts."""
        packet = self.understood(datagram)
        if packet is None or packet.kind != Kind.UPDATE:
            return packet
        key = (packet.sender.name, packet.receiver.name, packet.update_id)
        return replace(packet, update_id=self.numbers.get(key, packet.update_id))

    # ------------------------------------------------------------------ what is sent

    def took(self, happened: Happened, answer: Frame | None = None) -> None:
        """Take what an engine has sent, of its own accord or as an answer, and compare what it holds.

        Args:
            happened: what it did.
            answer: what the specification has answered; None if it has not.

        Raises:
            DifferenceError: the two sides differ.
        """
        self.compared += 1
        self._asks_the_server(happened)
        self.ways.sent(happened)
        for datagram in happened.sent:
            found = reading.read(datagram.data)
            if found is not None and found.kind == UPDATE:
                self.under_way.append(datagram.name)
            packet = self.understood(datagram)
            if packet is None:
                continue
            if packet.sender.name != happened.host or packet.kind == Kind.R1:
                self._answered(happened.host, datagram, answer)
                answer = None
            elif packet.kind == Kind.I1:
                frame = self.frames[datagram.name] = Frame(datagram.name)
                pair = self.pair(happened.host, packet.receiver.name)
                self.do(honest.start, pair=pair, here=packet.source, frame=frame)
                self.same(f"{happened.host} asks", frame, packet)
            else:
                self._tells(happened.host, datagram, packet)
        if answer is not None and self.run.world.environment.sent[answer].present:
            kind = self.run.world.environment.sent[answer].value.kind.value
            raise self.differs(f"{happened.host} answers", kind, "nothing")
        self.verified(happened.host)
        self.agree(happened.host)
        self.renewals.agree(happened.host)

    def _asks_the_server(self, happened: Happened) -> None:
        """Check that an UPDATE that is sent again goes to the peer's server as well, if its sender knows of one.

        Both may have moved (RFC 8046 3.2.3). A check of an address goes to that address alone.

        Raises:
            DifferenceError: it goes there and should not, or does not and should.
        """
        host, to = happened.host, self._destinations(happened)
        for data, places in to.items():
            packet = reading.read(data)
            peer = self.laboratory.names.get(packet.receiver, "") if packet is not None else ""
            if packet is None or packet.one(reading.SEQ) is None or packet.one(ECHO_REQUEST_SIGNED) is not None:
                continue
            serves = (host, peer) in self.served
            if data in self.sent_before and serves is not (PUBLISHED[peer] in places) and peer in CLIENTS:
                words = {True: "to its server, too", False: "not to its server"}
                raise self.differs(f"{host} tells {peer} again", words[serves], words[not serves])
        self.sent_before |= to.keys()

    def _destinations(self, happened: Happened) -> dict[bytes, set[str]]:
        """Return where each UPDATE of a host's own has gone."""
        found: dict[bytes, set[str]] = {}
        hit = self.laboratory.hosts[happened.host].hit
        for datagram in happened.sent:
            packet = reading.read(datagram.data)
            if packet is not None and packet.kind == UPDATE and packet.sender == hit:
                found.setdefault(datagram.data, set()).add(text_of(datagram.destination.address))
        return found

    def _answered(self, host: str, datagram: Datagram, answer: Frame | None) -> None:
        """Compare an answer, or what was relayed; there is one only."""
        packet = self.read(datagram)
        if packet is None or answer is None:
            what = "nothing" if packet is None else packet.kind.value
            raise self.differs(f"{host} answers", "nothing", what)
        self.frames[datagram.name] = answer
        self.same(f"{host} answers", answer, packet)
        self.put(datagram.name, packet)

    def _tells(self, host: str, datagram: Datagram, packet: Packet) -> None:
        """Take an UPDATE: a new one, or one that is sent again."""
        peer = packet.receiver.name
        if (host, peer) not in self.met or (host, peer) in self.ended:
            return
        frame = self.frames[datagram.name] = Frame(datagram.name)
        told, key = self.told(host, peer), (host, peer, packet.update_id)
        pair = self.pair(host, peer)
        if key not in self.numbers:
            self.numbers[key] = told.next_update
            here = packet.locator.value if packet.locator.present else told.here
            self.do(honest.announce, pair=pair, here=here, lifetime=packet.lifetime, frame=frame)
        elif self._is_resent(host, peer, packet, self.numbers[key]):
            self.do(honest.resend, pair=pair, frame=frame)
        else:  # repeated to where it went first, or one of several: the bytes are the same
            self.put(datagram.name, replace(packet, update_id=self.numbers[key]))
            return
        counted = replace(packet, update_id=self.numbers[key])
        if (host, peer) not in self.unsettled:
            fields = ("update_id", "lifetime", "signer", "mac", *(("locator",) if packet.locator.present else ()))
            self.same(f"{host} tells {peer}", frame, counted, *fields)
        self.put(datagram.name, counted)

    def _is_resent(self, host: str, peer: str, packet: Packet, number: int) -> bool:
        """Whether it is the last UPDATE, on its way to where the peer is published."""
        told = self.told(host, peer)
        published = self.run.world.environment.published[Host(peer)]
        return packet.destination == published and told.unacknowledged and number == told.next_update - 1

    # ------------------------------------------------------------------ what arrives

    def arrive(self, datagram: Datagram) -> None:
        """Let an I1, an R1 or an UPDATE arrive where it goes."""
        host, packet = self.laboratory.receiver(datagram), self.read(datagram)
        if host is None or packet is None or packet.sender.name == host:
            return
        if datagram.name not in self.frames:
            self.put(datagram.name, packet)
        frame = self.frames[datagram.name]
        mine = packet.receiver.name == host
        if packet.kind == Kind.R1 and mine:
            self._takes_r1(datagram, packet, frame)
        elif packet.kind == Kind.I1 and (mine or packet.receiver == NOBODY):
            self._answers(datagram, host, packet, frame)
        elif not mine:
            self._relays(datagram, host, packet, frame)

    def _let(self, datagram: Datagram) -> Happened:
        happened = self.laboratory.deliver(self.name(), datagram)
        assert happened is not None  # noqa: S101  # somebody sits there
        return happened

    def _relays(self, datagram: Datagram, host: str, packet: Packet, frame: Frame) -> None:
        client = packet.receiver.name
        happened = self._let(datagram)
        if packet.kind == Kind.R1:
            if happened.dropped is None:
                raise self.differs(f"{host} relays", "no R1", "takes it")
            return
        association = self.engine_of(host, client)
        half_ended = (host, client) in self.ended and association is not None and association.state in OPEN
        if packet.origin.present is not packet.rvs_mac.present or half_ended or (host, client) in self.unsettled:
            return  # see `LEFT_OUT`
        action = honest.pass_on_i1 if packet.kind == Kind.I1 else honest.pass_on_update
        reply = Frame(f"relayed in {self.number}-{self.acts}")
        refused = self.attempt(action, frame=frame, relayed_frame=reply)
        self._both(happened, refused, reply)
        if refused is not None and refused[1] == LAPSED and self.is_registered(client, host, at=host):
            raise self.differs(f"{host} has registered {client}", "no more, since it was asked", "still", *refused)

    def _answers(self, datagram: Datagram, host: str, packet: Packet, frame: Frame) -> None:
        happened = self._let(datagram)
        if happened.dropped is not None and happened.dropped.clause in BY_STATE:
            return
        reply = Frame(f"R1 in {self.number}-{self.acts}")
        server = self.server_of(host, packet)
        refused = self.attempt(honest.deliver_i1, frame=frame, server=server, reply_frame=reply)
        self._both(happened, refused, reply)
        found = reading.read(datagram.data)
        port = port_of(found, datagram.source.port) if found is not None else datagram.source.port
        for sent in happened.sent:
            if sent.destination.port != port:
                raise self.differs(f"{host} answers: port", port, sent.destination.port)

    def _takes_r1(self, datagram: Datagram, packet: Packet, frame: Frame) -> None:
        host, peer = packet.receiver.name, packet.sender.name
        failed = self.told(host, peer).asked_at.present and not self.waits(host, peer)
        renews = self._renews(host, peer, datagram)
        happened = self._let(datagram)
        if (failed and happened.dropped is not None) or (renews and happened.dropped is None):
            self.took(happened)
            return  # see `LEFT_OUT`
        reply = Frame("no answer that this view looks at")
        self._both(happened, self.attempt(honest.deliver_r1, frame=frame, reply_frame=reply), None)

    def _renews(self, host: str, peer: str, datagram: Datagram) -> bool:
        """Whether an R1 is newer than the one that was taken before in this exchange (RFC 7401 6.8 step 5)."""
        association, found = self.engine_of(host, peer), reading.read(datagram.data)
        counter = found.one(R1_COUNTER) if found is not None else None
        if association is None or counter is None or self.told(host, peer).asked_at.present:
            return False
        return self.waits(host, peer) and int.from_bytes(counter.contents[4:12], "big") > association.generation

    def _both(self, happened: Happened, refused: tuple[str, str] | None, reply: Frame | None) -> None:
        """Compare who refuses, by which clause, and then the rest."""
        dropped = happened.dropped
        if refused is None and dropped is not None:
            raise self.differs("what arrives", "takes it", f"refuses by {dropped.clause}: {dropped.what}")
        if refused is not None:
            if dropped is None:
                raise self.differs("what arrives", f"refuses: {refused[1]}", "takes it", *refused)
            allowed = CLAUSES.get(refused[1], frozenset())
            if dropped.clause not in allowed:
                wanted = " or ".join(sorted(allowed)) or "none"
                raise self.differs("clause", wanted, f"{dropped.clause}: {dropped.what}", *refused)
            self.refused[refused] += 1
        self.took(happened, reply if refused is None else None)

    def server_of(self, host: str, packet: Packet) -> Host:
        """Return the registrar that a packet came from: whoever that host has registered with, and is there."""
        registered = self.laboratory.hosts[host].engine.registered
        for name, peer in self.laboratory.hosts.items():
            if (peer.hit, SERVICE) in registered and self.told(host, name).there == packet.source:
                return Host(name)
        return NOBODY

    # ------------------------------------------------------------------ UPDATEs

    def quiet(self, most: int) -> None:
        """Let UPDATEs arrive, and all that follows, until none is under way; what goes nowhere is lost."""
        for _ in range(most):
            if not self.under_way:
                self.registering.settled()
                return
            datagram = self.laboratory.frames[self.under_way.pop(0)]
            host, found = self.laboratory.receiver(datagram), reading.read(datagram.data)
            if host is None or found is None:
                continue
            if self.laboratory.names.get(found.receiver) == host:
                self._arrives(host, datagram)
            elif self.understood(datagram) is not None:
                self.arrive(datagram)
        self.under_way.clear()

    def _arrives(self, host: str, datagram: Datagram) -> None:
        found, packet = reading.read(datagram.data), self.read(datagram)
        happened = self._let(datagram)
        peer = self.laboratory.names.get(found.sender, "") if found is not None else ""
        self.renewals.took(happened, datagram)
        if (host, peer) in self.met - self.ended and found is not None:
            self.ways.must_acknowledge(host, peer, datagram, happened)
            if packet is not None:
                self._hears(host, peer, datagram, packet, happened)
            self.registering.heard(host, peer, found, happened)
            if happened.dropped is None and self.registering.grants(found):
                self._settle((host, peer, self.told(host, peer).next_update - 1))
            if happened.dropped is None:
                for number in acknowledged(found):
                    self._acknowledges(host, peer, number)
        self.took(happened)

    def _hears(self, host: str, peer: str, datagram: Datagram, packet: Packet, happened: Happened) -> None:
        """Take an UPDATE of the peer: it counts once its address is verified; an old one counts for nothing."""
        if datagram.name not in self.frames:
            self.put(datagram.name, packet)
        frame, told = self.frames[datagram.name], self.told(host, peer)
        waiting = self.unsettled.get((host, peer), [])
        newest = max((told.newest, *(other.update_id for _, other in waiting)))
        if happened.dropped is None and packet.update_id > newest:
            kept = [each for each in waiting if not (packet.locator.present and each[1].locator.present)]
            self.unsettled[host, peer] = [*kept, (frame, packet)]
            return
        if told.newest < packet.update_id <= newest:
            return  # it is among those that wait, or a newer list has taken its place
        reply = Frame(f"answer in {self.number}-{self.acts}")
        server = self.server_of(host, packet)
        refused = self.attempt(honest.deliver_update, frame=frame, server=server, reply_frame=reply)
        if refused is None:
            raise self.differs(f"{host} hears an UPDATE of {peer}", "takes it", "refuses it, or has heard it before")
        self.refused[refused] += 1

    def verified(self, host: str) -> None:
        """Let the specification take the UPDATEs whose addresses an engine has verified, in their order."""
        for (receiver, sender), waiting in list(self.unsettled.items()):
            association = self.engine_of(receiver, sender)
            if receiver != host or association is None or (receiver, sender) in self.ended:
                continue
            active = {
                text_of(endpoint.address)
                for endpoint, locator in association.locators.items()
                if locator.status is LocatorStatus.ACTIVE
            }
            while waiting and (not waiting[0][1].locator.present or waiting[0][1].locator.value.name in active):
                self._takes_update(receiver, sender, *waiting.pop(0))
            if not waiting:
                del self.unsettled[receiver, sender]

    def _takes_update(self, host: str, peer: str, frame: Frame, packet: Packet) -> None:
        reply = Frame(f"acknowledgement of {frame.name}")
        if packet.lifetime.present and self._is_full(host, peer):
            world = self.run.world  # what a server refuses is nothing that was asked for
            sent = world.environment.sent.set(frame, some(replace(packet, lifetime=NOTHING)))
            world = replace(world, environment=replace(world.environment, sent=sent))
            self.run.now = Moment(world, self.run.history)
        server = self.server_of(host, packet)
        self.do(honest.deliver_update, frame=frame, server=server, reply_frame=reply)
        key = (peer, host, packet.update_id)
        self.replies[key] = reply
        if key in self.early:
            self._settles(key)

    def _is_full(self, host: str, client: str) -> bool:
        """Whether a server has as many clients as it may have, and this is none of them."""
        others = [name for name in self.laboratory.hosts if name != client]
        taken = sum(self.told(host, name).registered_until.present for name in others)
        return taken >= self.most.get(host, taken + 1) and not self.told(host, client).registered_until.present

    def _acknowledges(self, host: str, peer: str, number: int) -> None:
        """Take an acknowledgement; it counts once the specification has made it as well."""
        counted = self.numbers.get((host, peer, number))
        if counted is None:
            return
        self._settle((host, peer, counted))

    def _settle(self, key: tuple[str, str, int]) -> None:
        if key in self.replies:
            self._settles(key)
        else:
            self.early.add(key)

    def _settles(self, key: tuple[str, str, int]) -> None:
        host, peer, number = key
        told = self.told(host, peer)
        sits = self.run.world.environment.at[self.run.world.environment.sent[self.replies[key]].value.destination]
        if told.unacknowledged and number == told.next_update - 1 and sits == Host(host):
            self.do(honest.deliver_ack, frame=self.replies[key], reply_frame=Frame("no answer"))
