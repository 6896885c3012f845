"""Which step of the specification an arrival is, and what must follow from it on both sides."""

from dataclasses import dataclass, field

from hipcheck.lockstep.exchange import clauses, solving
from hipcheck.lockstep.exchange.abstraction import known_by
from hipcheck.lockstep.exchange.associations import ACTIVE, ASKING, OVER
from hipcheck.lockstep.exchange.payload import Payloads
from hipcheck.lockstep.exchange.sides import Guard, Sides, compare_packets
from hipcheck.lockstep.exchange.stage import CONFIG
from hipcheck.lockstep.laboratory import Frame, Happened
from hipspec.exchange import honest, honest_closing, opportunistic
from hipspec.exchange.association import Association, Role, key_from_peer
from hipspec.exchange.crypto import same_key
from hipspec.exchange.names import Cipher, Exponent, Group, Puzzle, Solution, Transport
from hipspec.exchange.packets import Kind, Packet
from hipspec.exchange.states import State
from hipspec.language import replace
from hipspec.language.running import Moment
from hipspec.network.names import NOBODY, Host, Pair
from hipspec.network.names import Frame as FrameName
from hipway.engine.events import Dropped, Payload

__all__ = ["Arrival", "Arrivals"]

ANSWERS_ALREADY = "RFC 7401 4.1.8"  # a peer
ATTEMPTS = 4  # I2s that a solution pays for: whoever sees one can send it in a bad I2
NO_EXPONENT_DRAWN = Exponent("drawn for nothing")
NO_SOLUTION_FOUND = Solution("searched for in vain")
NO_PUZZLE_MADE = Puzzle("made for nobody")


@dataclass
class Arrival:
    """A packet that arrives.

    Attributes:
        packet: it.
        frame: its number on the specification's network.
        host: where it arrives, and `pair`, whose association it concerns.
        happened: what the engine did.
        sent: what the engine sent, the part that is not explained yet.
        reply: the number of the specification's answer.
        data: its bytes.
        since: when it arrived.
    """

    packet: Packet
    frame: FrameName
    host: Host
    happened: Happened
    sent: list[tuple[Frame, Packet]]
    reply: FrameName
    data: bytes
    before: Moment = field(repr=False, kw_only=True)
    since: int = field(default=0, kw_only=True)

    @property
    def pair(self) -> Pair:
        """Whose association it concerns."""
        return Pair(self.host, self.packet.sender)

    @property
    def dropped(self) -> Dropped | None:
        """What the engine said if it dropped this packet; not data that came before and waited for it."""
        early = self.packet.kind is Kind.R2
        drops = [each for each in self.happened.told if isinstance(each, Dropped)]
        return next((each for each in drops if not (early and each.clause.startswith("RFC 4303"))), None)

    def answered(self, kind: Kind) -> Packet | None:
        """Return what the engine answered with, if it is the first thing that it sent, and of a kind."""
        return self.sent[0][1] if self.sent and self.sent[0][1].kind is kind else None


class Arrivals:
    """Takes arrivals through the specification."""

    def __init__(self, sides: Sides) -> None:
        """Begin with nothing answered."""
        self.sides = sides
        self.payloads = Payloads(sides)
        self.answered: dict[Pair, bytes] = {}
        self.tokens: dict[tuple[Host, str], int] = {}
        self.attempts: dict[tuple[Host, Host, str, str], int] = {}
        self.before: set[tuple[Pair, bytes]] = set()

    def take(self, arrival: Arrival) -> None:
        """Take a step for what arrived, and compare whether it was refused, and what was answered.

        Raises:
            DifferenceError: the sides differ.
        """
        steps = {
            Kind.I1: self._i1, Kind.R1: self.r1, Kind.I2: self._i2, Kind.R2: self._r2, Kind.UPDATE: self._update,
            Kind.NOTIFY: self._notify, Kind.CLOSE: self._close, Kind.CLOSE_ACK: self._close_ack, Kind.DATA: self._data,
        }  # fmt: skip
        if self._is_foreign(arrival):
            self._must_drop(arrival, "a packet for somebody else, or from this host itself")
            return
        taken = len(self.sides.run.taken)
        action, guard = steps[arrival.packet.kind](arrival)
        if action == "":
            return
        if guard is not None:
            self._refused(arrival, action, guard)
            return
        if arrival.dropped is not None:
            self._check_stricter(arrival, action)
            if arrival.packet.kind is Kind.UPDATE and arrival.answered(Kind.NOTIFY) is not None:
                arrival.sent.pop(0)  # what is wrong with what the peer wants may be told (RFC 7401 5.2.19)
            del self.sides.run.taken[taken:]
            self.sides.run.now = arrival.before
            return
        self.before.add(known_by(arrival.pair, arrival.packet, arrival.data))
        if action == "deliver_i2":
            self.answered[arrival.pair] = arrival.data
        self.expect(arrival, action)

    def _is_foreign(self, arrival: Arrival) -> bool:
        packet = arrival.packet
        if packet.kind is Kind.DATA:
            return packet.receiver != arrival.host
        return packet.sender == arrival.host or (packet.kind is not Kind.I1 and packet.receiver != arrival.host)

    def _must_drop(self, arrival: Arrival, why: str) -> None:
        if arrival.dropped is None or arrival.sent:
            raise self.sides.difference("whether it is dropped", f"yes: {why}", "no")

    # ------------------------------------------------------------------ refusals

    def _refused(self, arrival: Arrival, action: str, guard: Guard) -> None:
        dropped = arrival.dropped
        if arrival.packet.kind is Kind.DATA and self.payloads.overtakes(arrival.pair, arrival.data, dropped):
            return
        if dropped is None:
            raise self.sides.difference("whether it is refused", f"yes, since not: {guard[1]}", "no", action, guard[1])
        if not clauses.may_say(guard, dropped.clause) and not self._is_stricter(arrival, dropped.clause):
            said = f"{dropped.clause}: {dropped.what}"
            named = clauses.decisive(guard, dropped.clause, dropped.what, arrival.packet.kind.value)
            raise self.sides.difference("why it is refused", f"since not: {guard[1]}", said, action, named)
        self.sides.refused[guard] = self.sides.refused.get(guard, 0) + 1
        if arrival.packet.kind is Kind.I2 and guard[1] in clauses.AFTER_PUZZLE:
            notice = arrival.answered(Kind.NOTIFY)
            if notice is not None:
                arrival.sent.pop(0)
        if action == "deliver_r1_of_a_stranger" and guard[1] == "there is no association with who answers":
            self._known_already(arrival)

    def _known_already(self, arrival: Arrival) -> None:
        """Who answers an opportunistic I1 is a peer already: the host forgets that I1, for its purpose is served."""
        unnamed, state = Pair(arrival.host, NOBODY), self.sides.run.world.associations[arrival.pair].state
        already = arrival.dropped is not None and arrival.dropped.clause == ANSWERS_ALREADY
        if already and state in OVER:
            what = f"{arrival.host}: what is left of the association with {arrival.packet.sender}"
            raise self.sides.difference(what, "is in nobody's way", "is")
        if NOBODY not in self.sides.held(arrival.host.name):
            self.sides.take(honest_closing.crash, unnamed, pair=unnamed, frame=self.sides.frame())
        elif already:
            raise self.sides.difference(f"{arrival.host}: the I1 that names nobody", "forgotten", "kept")

    def _check_stricter(self, arrival: Arrival, action: str) -> None:
        """Check that an engine may refuse what the specification accepts.

        Raises:
            DifferenceError: it may not.
        """
        dropped = arrival.dropped
        if dropped is not None and not self._is_stricter(arrival, dropped.clause):
            said = f"yes: {dropped.clause}: {dropped.what}"
            named = clauses.decisive(None, dropped.clause, dropped.what, arrival.packet.kind.value)
            raise self.sides.difference("whether it is refused", "no", said, action, named)

    def _is_stricter(self, arrival: Arrival, clause: str) -> bool:
        """Whether one of `clauses.STRICTER` applies."""
        packet, spent = arrival.packet, self.spent(arrival)
        applies = {
            "limit": packet.kind is Kind.I1 and spent,
            "limit of answers": spent and known_by(arrival.pair, arrival.packet, arrival.data) in self.before,
            "limit of notices": packet.kind is Kind.NOTIFY,
            "hard": packet.kind is Kind.R1 and packet.difficulty > CONFIG.puzzle_difficulty_accepted,
            "room": packet.kind is Kind.I2 and self.sides.is_full(arrival.pair, arrival.before.world),
            "attempts": packet.kind is Kind.I2 and self.attempts.get(self._attempt(arrival), 0) > ATTEMPTS,
            "newest": packet.kind is Kind.UPDATE,
            "window": packet.kind is Kind.DATA,
        }
        return any(applies[name] and clause.startswith(each.clauses) for name, each in clauses.STRICTER.items())

    # ------------------------------------------------------------------ what is answered

    def expect(self, arrival: Arrival, action: str) -> None:
        """Compare what was answered.

        Raises:
            DifferenceError: it is something else.
        """
        for expected in self.sides.reply(arrival.reply):
            if not arrival.sent:
                raise self.sides.difference("what was sent", expected, "nothing", action)
            _, found = arrival.sent.pop(0)
            compare_packets(self.sides, expected, found, action)

    def spend(self, arrival: Arrival) -> None:
        """Count an answer, or a check of a signature, against the limit for an address (RFC 7401 6.7)."""
        where = (arrival.host, str(arrival.packet.source))
        self.tokens[where] = self.tokens.get(where, 0) + 1

    def spent(self, arrival: Arrival) -> bool:
        """Whether the limit for an address is used up."""
        return self.tokens.get((arrival.host, str(arrival.packet.source)), 0) >= int(CONFIG.r1_burst)

    # ------------------------------------------------------------------ the base exchange

    def _i1(self, arrival: Arrival) -> tuple[str, Guard | None]:
        i1, r1 = arrival.packet, arrival.answered(Kind.R1)
        known = [number for number in CONFIG.groups if i1.groups[Group(str(number))] > 0]
        first = Group(str((known or list(CONFIG.groups))[0]))
        group = r1.group if r1 is not None else first
        if not known and group != first:
            what = "the group of an R1 for an I1 that offers none that is known"
            raise self.sides.difference(what, f"the most suitable one (RFC 7401 4.1.1): {first}", group)
        puzzle = r1.puzzle.value if r1 is not None and r1.puzzle.present else NO_PUZZLE_MADE
        guard = self.sides.do(
            honest.deliver_i1,
            frame=arrival.frame,
            group=group,
            puzzle=puzzle,
            opaque=r1.opaque if r1 is not None else 0,
            reply_frame=arrival.reply,
        )
        if guard is None and r1 is not None:
            made_from = self.sides.run.world.environment.puzzles[puzzle]
            self.sides.naming.inputs[puzzle] = made_from.value
            self.spend(arrival)
        return "deliver_i1", guard

    def r1(self, arrival: Arrival) -> tuple[str, Guard | None]:
        """Take an R1; of one whose puzzle takes some time, when that is solved."""
        sides, r1, pair = self.sides, arrival.packet, arrival.pair
        if solving.is_known(sides, arrival):
            return "", None
        i2 = arrival.answered(Kind.I2)
        state = sides.association(pair.host, pair.peer).state
        unnamed = sides.association(pair.host, NOBODY).state is State.I1_SENT
        action = honest.deliver_newer_r1 if state is State.I2_SENT else honest.deliver_r1
        if state not in ASKING and unnamed:
            action = opportunistic.deliver_r1_of_a_stranger
            if i2 is not None and state in OVER:
                sides.take(honest_closing.crash, pair, pair=pair, frame=sides.frame())
        if i2 is not None and i2.source == r1.destination:
            self._arrived_at(Pair(pair.host, NOBODY) if action is opportunistic.deliver_r1_of_a_stranger else pair, r1)
        before = sides.association(pair.host, pair.peer)
        ciphers = [Cipher(str(each)) for each in CONFIG.ciphers]
        offered = [each for each in ciphers if r1.ciphers[each] > 0]
        guard = sides.do(
            action,
            frame=arrival.frame,
            exponent=i2.public if i2 is not None else NO_EXPONENT_DRAWN,
            cipher=i2.cipher if i2 is not None else (offered or ciphers)[0],
            transport=i2.transport if i2 is not None else Transport("4095"),
            solution=i2.solution.value if i2 is not None else NO_SOLUTION_FOUND,
            seconds=sides.now - arrival.since,
            reply_frame=arrival.reply,
        )
        if guard is None and i2 is None and solving.begins(sides, arrival):
            return "", None
        if guard is None:
            self._took(arrival, action.__name__, before)
            if action is opportunistic.deliver_r1_of_a_stranger:
                self.payloads.meet(Pair(pair.host, NOBODY), pair)
            if i2 is not None:
                sides.reader.answers(arrival.data, pair.host, pair.peer)
                self._check_solution(r1, i2)
        return action.__name__, guard

    def _arrived_at(self, pair: Pair, r1: Packet) -> None:
        """Go on from the address where an R1 arrived, as an engine does.

        The specification goes on from where the I1 left; no section says which. It matters to a host that has several.
        """
        sides = self.sides
        association = replace(sides.run.world.associations[pair], here=r1.destination)
        world = replace(sides.run.world, associations=sides.run.world.associations.set(pair, association))
        sides.run.now = Moment(world, sides.run.history)

    def _check_solution(self, r1: Packet, i2: Packet) -> None:
        """Check that a host has solved the puzzle that it was given.

        Raises:
            DifferenceError: it has not; with the guard at the Responder that would refuse it.
        """
        naming = self.sides.naming
        search = naming.searches[i2.solution.value]
        if search.difficulty < r1.difficulty:
            guard = naming.unbound(i2.solution.value, r1.difficulty)
            found = f"{search.difficulty} bits"
            raise self.sides.difference("the solution in the I2", f"{r1.difficulty} bits", found, "is_solved", guard)

    def _attempt(self, arrival: Arrival) -> tuple[Host, Host, str, str]:
        i2 = arrival.packet
        return (arrival.host, i2.sender, str(i2.puzzle), str(i2.solution))

    def _i2(self, arrival: Arrival) -> tuple[str, Guard | None]:
        sides, pair = self.sides, arrival.pair
        attempt = self._attempt(arrival)
        self.attempts[attempt] = self.attempts.get(attempt, 0) + 1
        before = sides.association(pair.host, pair.peer)
        same = before.state in ACTIVE and before.role is Role.RESPONDER and self.answered.get(pair) == arrival.data
        r2 = arrival.answered(Kind.R2)
        if same and (r2 is not None or before.state is State.R2_SENT):
            guard = sides.do(honest.deliver_repeated_i2, frame=arrival.frame, reply_frame=arrival.reply)
            if guard is None and arrival.dropped is None:
                self.spend(arrival)
                self._took(arrival, "deliver_repeated_i2", before)
            return "deliver_repeated_i2", guard
        full = sides.is_full(pair, arrival.before.world)
        guard = sides.do(honest.deliver_i2, frame=arrival.frame, reply_frame=arrival.reply)
        if guard is None and full and arrival.dropped is None:
            raise sides.difference("whether there is room for an association", "no", "yes", "deliver_i2")
        if full and arrival.answered(Kind.NOTIFY) is not None:
            arrival.sent.pop(0)
            self.spend(arrival)
        if guard is None and not sides.reply(arrival.reply):
            guard = sides.listener.heard
        if guard is None:
            self._took(arrival, "deliver_i2", before)
        elif guard[1] in clauses.AFTER_PUZZLE and arrival.answered(Kind.NOTIFY) is not None:
            self.spend(arrival)
        return "deliver_i2", guard

    def _took(self, arrival: Arrival, action: str, before: Association) -> None:
        """Start the timers of a step that both sides took."""
        if arrival.dropped is None:
            after = self.sides.association(arrival.pair.host, arrival.pair.peer)
            self.sides.timers.took(action, arrival.pair, before, after, self.sides.now)

    def _plain(self, arrival: Arrival, action: object) -> tuple[str, Guard | None]:
        """Deliver what needs no choice."""
        assert callable(action)  # noqa: S101  # an action
        sides, pair = self.sides, arrival.pair
        before = sides.association(pair.host, pair.peer)
        name: str = getattr(action, "__name__", "")
        guard = sides.do(action, frame=arrival.frame, reply_frame=arrival.reply)
        if guard is None:
            self._took(arrival, name, before)
        return name, guard

    def _r2(self, arrival: Arrival) -> tuple[str, Guard | None]:
        action, guard = self._plain(arrival, honest.deliver_r2)
        if guard is None and arrival.dropped is None:
            self.payloads.arrived(arrival.pair, arrival.happened)
        return action, guard

    # ------------------------------------------------------------------ afterwards

    def _update(self, arrival: Arrival) -> tuple[str, Guard | None]:
        """An UPDATE that was seen before takes a token, whatever becomes of it."""
        self.spend(arrival)
        return self._plain(arrival, honest_closing.deliver_update)

    def _notify(self, arrival: Arrival) -> tuple[str, Guard | None]:
        self.spend(arrival)
        return self._plain(arrival, honest_closing.deliver_notify)

    def _close(self, arrival: Arrival) -> tuple[str, Guard | None]:
        sides = self.sides
        pair = arrival.pair
        before = sides.association(pair.host, pair.peer)
        guard = sides.do(honest_closing.deliver_close, frame=arrival.frame, reply_frame=arrival.reply)
        if guard is None and not sides.reply(arrival.reply):
            guard = sides.listener.heard
        if guard is None:
            self._took(arrival, "deliver_close", before)
            self.spend(arrival)
        return "deliver_close", guard

    def _close_ack(self, arrival: Arrival) -> tuple[str, Guard | None]:
        return self._plain(arrival, honest_closing.deliver_close_ack)

    def _data(self, arrival: Arrival) -> tuple[str, Guard | None]:
        """Data confirms a new association; whether it is a replay is for `hipspec.hip`."""
        sides, pair = self.sides, arrival.pair
        self.payloads.handed_on(pair, arrival.data, arrival.happened)
        state = sides.association(pair.host, pair.peer).state
        if state is not State.ESTABLISHED:
            return self._plain(arrival, honest.deliver_first)
        taken = any(isinstance(each, Payload) for each in arrival.happened.told)
        if taken and not self._is_protected(arrival):
            guard = "the packet is protected with the keys of the association"
            raise sides.difference("whether it is refused", f"yes, since not: {guard}", "no", "hear_from_peer", guard)
        if taken:
            sides.timers.used(pair, sides.now)
        return "", None

    def _is_protected(self, arrival: Arrival) -> bool:
        association = self.sides.association(arrival.pair.host, arrival.pair.peer)
        mac = arrival.packet.mac
        return mac.present and same_key(mac.value, key_from_peer(association))
