"""What an engine sends and decides: which steps of the specification that was, and whether they are allowed."""

from hipcheck.lockstep import reading
from hipcheck.lockstep.hip.arriving import Arriving
from hipcheck.lockstep.hip.packets import Sort, understood
from hipcheck.lockstep.hip.state import held
from hipcheck.lockstep.laboratory import Frame as Datagram
from hipcheck.lockstep.laboratory import Happened
from hipspec.hip import honest
from hipspec.hip.association import CREDIT_AGING_INTERVAL, UPDATE_RETRY_MAX, Outstanding, State, Status
from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Frame, Pair, Socket
from hipspec.hip.packets import Kind, Packet
from hipspec.language import NOTHING, replace, some
from hipway.engine.association import OPEN

__all__ = ["Leaving"]

PEER_SILENT = ("give_up_on_peer", "every retransmission was used")

SILENT = frozenset({"CLOSE", "NOTIFY"})
"""What an engine may send besides: CLOSE when it gives up on a peer, NOTIFY which changes nothing (RFC 7401 6.13)."""


class Leaving(Arriving):
    """A mirror that takes what is sent, and what a host decides by itself.

    Attributes:
        sent_before: every datagram that was sent, by its bytes.
    """

    sent_before: set[bytes]

    def leave(self, happened: Happened) -> None:
        """Let the specification send what an engine has sent, and compare.

        Raises:
            DifferenceError: the specification sends something else, or nothing, or may not send it now.
        """
        closed: set[HIT] = set()
        for datagram in happened.sent:
            found = understood(self.names, datagram)
            packet = reading.read(datagram.data)
            if found.word == "CLOSE" and packet is not None:
                closed.add(self.names.host(packet.receiver))
            if found.sort is Sort.BROKEN or (found.sort is Sort.OUTSIDE and found.word not in SILENT):
                raise self.differs(f"{happened.host} sends", "nothing of that kind", found.word or "a broken packet")
            again = datagram.data in self.sent_before
            self.sent_before.add(datagram.data)
            for place, part in enumerate(found.packets):
                if part.receiver in closed:
                    raise self.differs(f"{happened.host} sends, after its CLOSE", "nothing more", _words(part))
                self._sent(datagram, place, part, again=again)
        for answer in self.answers.values():
            raise self.differs(f"{happened.host} answers", _words(answer), "nothing")

    def _sent(self, datagram: Datagram, place: int, part: Packet, *, again: bool) -> None:
        pair = Pair(part.sender, part.receiver)
        frame = Frame(f"{datagram.name}/{place}")
        if part.kind == Kind.DATA:
            frame = self._data(pair, part, frame)
        elif part.sequence.present:
            frame = self._update(pair, part, frame)
        elif again and not any(_same(a, part) for a in self.answers.values()):
            self.put(frame, part)  # an ACK that is sent again with the challenge that it came with
        else:
            frame = next((each for each, answer in self.answers.items() if _same(answer, part)), frame)
            if frame not in self.answers:
                answers = "; ".join(map(_words, self.answers.values())) or "nothing"
                raise self.differs(f"{pair.host.name} answers", answers, _words(part))
            del self.answers[frame]
        self.frames[datagram.name, place] = frame
        self._compare(pair, frame, part)

    def _compare(self, pair: Pair, frame: Frame, part: Packet) -> None:
        """Compare a packet that both sides have sent; from here on it travels as it is on the real network."""
        packet = self.run.world.environment.sent[frame]
        if not packet.present or not _same(packet.value, part):
            ours = _words(packet.value) if packet.present else "nothing"
            raise self.differs(f"{pair.host.name} sends", ours, _words(part))
        self.put(frame, part)

    def _data(self, pair: Pair, part: Packet, frame: Frame) -> Frame:
        association = self.told(pair)
        destination = part.destination
        if association.locators[destination].status == Status.UNVERIFIED and association.preferred != some(destination):
            self.do(honest.prefer, pair=pair, address=destination, frame=frame)
        socket = Socket(f"{pair.host.name} to {pair.peer.name}")
        self.do(honest.send, socket=socket, address=destination, size=part.size, frame=frame)
        self.note_data(pair, destination)
        return frame

    def _update(self, pair: Pair, part: Packet, frame: Frame) -> Frame:
        association = self.told(pair)
        number = part.sequence.value
        if not (part.echo_request.present or association.outstanding[number].update.echo_request.present):
            self.must_be_verified(pair, part)
        if number < association.next_update:
            self.too_early(pair, number)
            self.do(honest.retransmit, pair=pair, number=number, destination=part.destination, frame=frame)
        elif part.echo_request.present:
            nonce = part.echo_request.value
            self.do(honest.challenge, pair=pair, address=part.destination, nonce=nonce, frame=frame)
        elif part.locators.present:
            self.do(
                honest.announce,
                pair=pair,
                locators=part.locators.value,
                here=part.source,
                destination=part.destination,
                rekey=False,
                frame=frame,
            )
        else:
            raise self.differs(f"{pair.host.name} sends", "no UPDATE without contents", _words(part))
        self.note_sent(pair, number)
        return frame

    def too_early(self, pair: Pair, number: int) -> None:
        """Check that a host repeats an UPDATE no earlier than it promises."""

    def must_be_verified(self, pair: Pair, part: Packet) -> None:
        """Check that an UPDATE that verifies no address goes to one that is verified."""

    def note_data(self, pair: Pair, destination: Address) -> None:
        """Note that payload was sent, and where."""

    def note_sent(self, pair: Pair, number: int) -> None:
        """Note when a host has sent an UPDATE."""

    # ------------------------------------------------------------------ what a host decides by itself

    def catch_up(self, pair: Pair) -> None:
        """Age credit as far as the engine has, before anything is counted."""
        association = self.engine_of(pair)
        if association is None or self.told(pair).state != State.ESTABLISHED or association.state not in OPEN:
            return
        while self.told(pair).aged_at + CREDIT_AGING_INTERVAL <= association.credit_aged:
            self.do(honest.age, pair=pair, frame=Frame("none"))

    def expire(self, pair: Pair) -> None:
        """Deprecate what the engine has deprecated because its lifetime has ended."""
        told = self.told(pair)
        if told.state != State.ESTABLISHED:
            return
        bound = held(self.names, self.engine_of(pair)).get("locators", {})
        for address, locator in told.locators.items():
            ended = locator.expires.present and locator.expires.value <= self.now
            if ended and locator.status in {Status.ACTIVE, Status.UNVERIFIED} and address not in bound:
                self.do(honest.expire, pair=pair, address=address, frame=Frame("none"))

    def settle(self, pair: Pair) -> None:
        """Give up what the engine has given up: an UPDATE, an address, or the peer."""
        told, association = self.told(pair), self.engine_of(pair)
        if told.state != State.ESTABLISHED:
            return
        closing = association is None or association.state not in OPEN
        kept = set() if association is None or closing else set(association.outstanding)
        waiting = {number: each for number, each in told.outstanding.items() if each.waiting}
        if closing:
            spent = {n: each for n, each in waiting.items() if each.tries > UPDATE_RETRY_MAX}
            number = next(iter(spent), -1)
            verified = [a.name for a, locator in told.locators.items() if locator.status == Status.ACTIVE]
            if spent and verified and all(each.update.echo_request.present for each in spent.values()):
                what = f"{pair.host.name} gives up, though {verified[0]} is verified"
                raise self.differs(what, "the address alone", "the peer", refused=PEER_SILENT)
            self.do(honest.give_up, pair=pair, number=number, frame=Frame("none"))
            return
        for number, each in waiting.items():
            if number not in kept:
                self._given_up(pair, number, each)

    def _given_up(self, pair: Pair, number: int, each: Outstanding) -> None:
        """Say why an UPDATE isn't sent any more: it was a check of an address, or another one has taken its place."""
        told = self.told(pair)
        update = each.update
        locator = told.locators[update.destination]
        asked = locator.status == Status.UNVERIFIED and locator.challenge == update.echo_request
        if update.echo_request.present and asked:
            if not any(other.status == Status.ACTIVE for _, other in told.locators.items()):
                what = f"{pair.host.name} gives up {update.destination.name}, and no other address is verified"
                raise self.differs(what, "the peer as well", "the address alone", refused=PEER_SILENT)
            self.do(honest.give_up_address, pair=pair, number=number, frame=Frame("none"))
            return
        newer = any(n > number and other.update.locators.present for n, other in told.outstanding.items())
        if update.locators.present and not newer:
            raise self.differs(f"{pair.host.name} keeps UPDATE {number}", "until it is acknowledged", "forgets it")
        self.do(honest.withdraw, pair=pair, number=number, frame=Frame("none"))


def _same(one: Packet, other: Packet) -> bool:
    return _bare(one) == _bare(other)


def _bare(packet: Packet) -> Packet:
    """Return what is compared of a packet: where it comes from is the host's choice, and payload has no signature."""
    return replace(
        packet,
        source=NOWHERE,
        signer=NOBODY if packet.kind == Kind.DATA else packet.signer,
        esp=packet.esp if packet.locators.present else NOTHING,
    )


def _words(packet: Packet) -> str:
    """Return a packet in words."""
    if packet.kind == Kind.DATA:
        return f"data {packet.number}, {packet.size} bytes, to {packet.destination.name}"
    listed = packet.locators
    parts = [
        f"SEQ {packet.sequence.value}" if packet.sequence.present else "",
        f"ACK {packet.acknowledges.value}" if packet.acknowledges.present else "",
        f"LOCATOR_SET {', '.join(listed.value.order[n].name for n in range(listed.value.count))}"
        if listed.present
        else "",
        f"ECHO_REQUEST {packet.echo_request.value.name}" if packet.echo_request.present else "",
        f"ECHO_RESPONSE {packet.echo_response.value.name}" if packet.echo_response.present else "",
        "" if packet.mac.present else "no right MAC",
        "" if packet.signer == packet.sender else "no right signature",
    ]
    return f"UPDATE ({', '.join(filter(None, parts))}) to {packet.destination.name}"
