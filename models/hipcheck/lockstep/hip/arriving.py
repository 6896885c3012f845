"""What arrives: which steps of the specification a datagram is, and whether both sides take it or refuse it."""

from hipcheck.lockstep.blame import guards_named_by, rule_of
from hipcheck.lockstep.hip.mirror import Mirror
from hipcheck.lockstep.hip.packets import Sort, Understood, understood
from hipcheck.lockstep.hip.refusals import CLAUSES, NOT_FOR_US, NUMBER, UNASKED
from hipcheck.lockstep.laboratory import Frame as Datagram
from hipcheck.lockstep.laboratory import Happened
from hipspec.hip import SPECIFICATION, honest
from hipspec.hip.association import Association, State, Status, in_window
from hipspec.hip.names import Address, Frame, Pair, Socket
from hipspec.hip.packets import Kind, Packet
from hipspec.language import Maybe
from hipway.engine.association import LocatorStatus
from hipway.engine.events import Payload

__all__ = ["Arriving"]

UNKNOWN_SA = ("receive_data", "it was sent with the current SA")
BOUND_TO = ("receive_data", "the socket is bound to the Host Identity that sent the data")
NO_UDP = "RFC 7401 5.1.1"  # what an engine says if there is no UDP datagram in what is authentic
UNCHECKED = ("receive_echo_response", "the UPDATE carries an ECHO_RESPONSE")


class Arriving(Mirror):
    """A mirror that takes what arrives.

    Attributes:
        answers: what the specification has answered in this event, by the frame that it has given the answer.
    """

    answers: dict[Frame, Packet]

    def arrive(self, happened: Happened, datagram: Datagram) -> None:
        """Let a datagram arrive at the specification, part by part, and compare who refuses it.

        Raises:
            DifferenceError: one side takes it, and the other one doesn't.
        """
        self.answers = {}
        found = understood(self.names, datagram)
        if found.sort is Sort.BROKEN or not self._for(happened.host, found.packets):
            if happened.dropped is None:
                broken = "it breaks the layout" if found.sort is Sort.BROKEN else "it is for somebody else"
                raise self.differs("what arrives", f"refuses: {broken}", "takes it")
            wanted = NOT_FOR_US.get(found.word, frozenset())
            if found.sort is not Sort.BROKEN and happened.dropped.clause not in wanted:
                refused = UNKNOWN_SA if found.word == "ESP" else None
                raise self.differs("clause", " or ".join(sorted(wanted)), happened.dropped.clause, refused=refused)
            return
        before = self.told(Pair(found.packets[0].receiver, found.packets[0].sender))
        taken = self._take(datagram, found.packets)
        self._is_told(happened, found, taken=taken)
        self._is_verified(Pair(found.packets[0].receiver, found.packets[0].sender))
        if happened.dropped is None:
            if not taken:
                raise self.differs("what arrives", f"refuses: {self.refusals[-1][1]}", "takes it")
            return
        clause = happened.dropped.clause
        if self._refused_earlier(clause, before, found.packets):
            return
        if taken and found.word == "ESP" and found.payload is None and clause == NO_UDP:
            return  # the peer has sent it, and it counts; but there is nothing in it for anybody
        if taken:
            named = "; ".join(guards_named_by(CLAUSES, clause))
            rule = rule_of(SPECIFICATION, self.run.taken[-1].action)
            words = f"refuses by {clause}: {happened.dropped.what}"
            raise self.differs("what arrives", "takes it", words, refused=(rule, named))
        allowed = CLAUSES.get(self.refusals[0][1], frozenset())
        if clause not in allowed:
            rule, guard = self.refusals[0]
            named = "; ".join((guard, *guards_named_by(CLAUSES, clause)))
            raise self.differs("clause", " or ".join(sorted(allowed)) or "none", clause, refused=(rule, named))

    def _is_told(self, happened: Happened, arrived: Understood, *, taken: bool) -> None:
        """Check that payload is handed on if it was taken, as of the host that sent it, and as it was sealed."""
        told = [each for each in happened.told if isinstance(each, Payload)]
        found = [(self.laboratory.names.get(each.peer, each.peer.hex()), each.data) for each in told]
        wanted = [(arrived.packets[0].sender.name, arrived.payload)] if taken and arrived.payload is not None else []
        if found != wanted and (happened.dropped is None or found):
            theirs, ours = (
                " and ".join(f"{len(data or b'')} bytes of {who}" for who, data in each) or "none"
                for each in (wanted, found)
            )
            refused = None if self.refusals else BOUND_TO
            raise self.differs(f"{happened.host} hands on payload", theirs, ours, refused=refused)

    def _is_verified(self, pair: Pair) -> None:
        """Check that an engine takes no address for verified that isn't, before anything goes there."""
        held_here, told_here = self.engine_of(pair), self.told(pair)
        for endpoint, locator in held_here.locators.items() if held_here is not None else ():
            status = told_here.locators[self.names.address(endpoint.address)].status
            if locator.status is LocatorStatus.ACTIVE and status == Status.UNVERIFIED:
                what = f"{pair.host.name} about {pair.peer.name}: {self.names.address(endpoint.address).name}"
                refused = None if self.refusals else UNCHECKED
                raise self.differs(what, status.value, locator.status.value, refused=refused)

    @staticmethod
    def _refused_earlier(clause: str, before: Association, parts: tuple[Packet, ...]) -> bool:
        """Whether an engine may refuse by a check that the specification has at another place, or not at all."""
        sequences = [part.sequence.value for part in parts if part.sequence.present]
        waiting = any(
            before.outstanding[part.acknowledges.value].waiting for part in parts if part.acknowledges.present
        )
        return (clause == NUMBER and any(not in_window(before.updates, number) for number in sequences)) or (
            clause == UNASKED and not sequences and not waiting
        )

    def _for(self, host: str, parts: tuple[Packet, ...]) -> bool:
        """Whether packets are for a host that has met their sender; else there is nothing to hold them against."""
        return all(part.receiver.name == host and part.sender.name in self.laboratory.hosts for part in parts) and any(
            (self.laboratory.hosts[host].hit, self.laboratory.hosts[part.sender.name].hit) in self.established
            for part in parts
        )

    def _take(self, datagram: Datagram, parts: tuple[Packet, ...]) -> bool:
        """Let each part arrive; return whether any was taken.

        A packet is dropped as a whole if it has no SEQ and acknowledges nothing new (RFC 7401 6.12.2 step 1), or if its
        Update ID is outside the window (6.12.1 step 1): then its other parts don't arrive.
        """
        taken = False
        updates = self.told(Pair(parts[0].receiver, parts[0].sender)).updates
        outside = any(part.sequence.present and not in_window(updates, part.sequence.value) for part in parts)
        answers = [part for part in parts if part.echo_response.present and not outside]
        for place, part in enumerate(parts):
            frame = self._frame(datagram, place, part)
            if outside and not part.sequence.present:
                continue
            if part.sequence.present:
                self._answered(datagram, parts, answers)
                answers = []
            if part.kind == Kind.DATA:
                socket = Socket(f"{part.receiver.name} to {part.sender.name}")
                taken |= self._deliver(honest.deliver_data, frame, socket=socket)
                continue
            if part.acknowledges.present:
                acknowledged = self._deliver(honest.deliver_acknowledgement, frame)
                taken |= acknowledged
                if acknowledged:
                    self.note_acknowledged(Pair(part.receiver, part.sender), part.acknowledges.value)
            if part.sequence.present and self._names_other_sa(part):
                self.refusals.append(("apply_list", "the OLD SPI is that of the current SA"))
            elif part.sequence.present:
                self._expired(Pair(part.receiver, part.sender))
                taken |= self._deliver(honest.deliver_update, frame)
                self._note_list(part)
        if taken:
            self._answered(datagram, parts, answers)
        return taken

    def _expired(self, pair: Pair) -> None:
        """Let expire, before a list renews it, what an engine has let expire because its lifetime had ended."""
        association = self.engine_of(pair)
        held_here = (
            {self.names.address(at.address): each for at, each in association.locators.items()} if association else {}
        )
        for address, locator in self.told(pair).locators.items():  # no dict
            ended = locator.expires.present and locator.expires.value <= self.now
            found = held_here.get(address)
            kept = found is not None and found.status is not LocatorStatus.DEPRECATED and found.until <= self.now
            if ended and locator.status in {Status.ACTIVE, Status.UNVERIFIED} and not kept:
                self.do(honest.expire, pair=pair, address=address, frame=Frame("none"))

    def _answered(self, datagram: Datagram, parts: tuple[Packet, ...], answers: list[Packet]) -> None:
        """Let an ECHO_RESPONSE arrive, behind all ACKs, of which one is new, and before a SEQ."""
        for part in answers:
            self._answer(self._frame(datagram, parts.index(part), part), part)

    def _note_list(self, part: Packet) -> None:
        pair = Pair(part.receiver, part.sender)
        if part.locators.present and self.told(pair).newest_list == part.sequence.value:
            self.note_preferred(pair, part.locators.value.preferred)

    def note_preferred(self, pair: Pair, preferred: Maybe[Address]) -> None:
        """Note which address the newest list of a peer prefers."""

    def note_acknowledged(self, pair: Pair, number: int) -> None:
        """Note that an UPDATE was acknowledged."""

    def _names_other_sa(self, part: Packet) -> bool:
        """Whether a late list comes with an ESP_INFO about another SA: an engine refuses it, as no rekeying is late."""
        association = self.told(Pair(part.receiver, part.sender))
        late = part.sequence.value < association.newest_list and not association.updates.seen.has(part.sequence.value)
        authentic = part.mac == association.key_in and part.signer == association.peer
        return late and authentic and part.esp.present and part.esp.value.old != association.epoch_out

    def _frame(self, datagram: Datagram, place: int, part: Packet) -> Frame:
        """Return the specification's frame for a part of a datagram; put it on its network if it isn't there."""
        frame = self.frames.get((datagram.name, place))
        if frame is None:
            frame = self.frames[datagram.name, place] = Frame(f"{datagram.name}/{place}")
            self.put(frame, part)
        return frame

    def _deliver(self, action: object, frame: Frame, **more: object) -> bool:
        """Deliver a frame; return whether it was taken, and note what it was answered with, or what refused it."""
        reply = Frame(f"answer to {frame.name} in {self.number}")
        arguments = {"frame": frame, "reply_frame": reply, **more}
        refused = self.attempt(action, **arguments)  # type: ignore[arg-type] # an action of the specification
        if refused is not None:
            self.refusals.append(refused)
            self.refused[refused] += 1
            return False
        answer = self.run.world.environment.sent[reply]
        if answer.present:
            self.answers[reply] = answer.value
        return True

    def _answer(self, frame: Frame, part: Packet) -> None:
        """Let an ECHO_RESPONSE arrive, for each address that it may be about, until one is verified by it."""
        association = self.told(Pair(part.receiver, part.sender))
        if association.state != State.ESTABLISHED:
            return
        for address, locator in sorted(association.locators.items(), key=lambda item: item[0].name):
            if locator.status == Status.UNVERIFIED and locator.expires.present and locator.expires.value <= self.now:
                continue  # it comes too late
            if locator.status in {Status.UNVERIFIED, Status.ACTIVE} and self._deliver(
                honest.deliver_echo_response, frame, address=address
            ):
                return
