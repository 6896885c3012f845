"""Traces as events: a run of the specification, played by the engines.

A trace says each step; an engine takes some of them by itself, when it wants. So a trace is translated while it is
played, and what an engine has sent meanwhile stands for what the trace says that it sends.

=============================  ========================================================================================
in the trace                   here
=============================  ========================================================================================
establish                      `Establish`
take_address                   `Move`, of who had the address, and of who has it now
announce                       `Announce`
send                           `Send`; sizes are those of datagrams
deliver_...                    `Arrive`, `Copy` if the engine has sent it elsewhere, or the forgery, if it is its first
forge                          `Forge` or `ForgeData`, once it arrives
send_copy                      `Copy`, once it arrives
wait                           `Wait`, less what was waited for a timer
retransmit, withdraw,          `Wait`, until the engine does it
give_up, give_up_address
challenge                      nothing: the engine has sent it already
expire, age                    nothing: the engine has done it when time passed
open_socket                    nothing: `Establish` opens a socket at each end
overhear, make_up_nonce        nothing: a forger has the keys, and a nonce of its own is any number
steal_...                      nothing but for the specification's attacker, which has the key from now on
=============================  ========================================================================================

Numbers of UPDATEs and of payload mean what they mean to the receiver: a forged number lies as far from the highest one
that was received as the trace's does. What can't be said is noted, with the reason.
"""

from collections.abc import Callable, Iterable, Mapping

from hipcheck.lockstep import reading
from hipcheck.lockstep.comparison import DifferenceError, Played
from hipcheck.lockstep.hip.cast import Cast, Step, steps_of
from hipcheck.lockstep.hip.events import Announce, Arrive, Copy, Establish, Event, Forge, ForgeData, Move, Send, Wait
from hipcheck.lockstep.hip.follower import Follower, Inexpressible, Told, Unsaid, Why
from hipcheck.lockstep.hip.mirror import RETRY_LONGEST
from hipcheck.lockstep.hip.packets import understood
from hipcheck.lockstep.hip.session import Session
from hipmodels.trace import Move as TraceMove
from hipmodels.trace import Trace
from hipspec.hip.association import Association, State
from hipspec.hip.names import HIT, Address, Frame, Pair
from hipspec.hip.packets import Kind, Packet
from hipspec.network import attacker
from hipway.addresses import text_of

__all__ = ["play_trace"]

ECHO_REQUEST_SIGNED = 897
OVERHEAD = 42  # bytes of a datagram that are no payload: ESP and UDP headers, vector, trailer, integrity value
PATIENCE = 12 * RETRY_LONGEST  # seconds: longer than any timer of an engine


def play_trace(trace: Trace, seed: int = 0, attempts: Iterable[TraceMove] = ()) -> Told:
    """Play a trace on both sides, up to its end or to the first difference.

    Args:
        trace: it.
        seed: of the laboratory.
        attempts: the steps of the trace with those among them that a host refuses, if there are any.
    """
    steps = steps_of(trace, attempts)
    cast = Cast(trace, steps)
    session = Session(seed)
    told = Told(trace, Played(session, []), cast)
    player = _Player(session, told)
    try:
        player.begin()
        for step in steps:
            player.follow(step)
    except DifferenceError as error:
        told.played.difference = error.difference
    return told


class _Player(Follower):
    """Plays a trace, step by step."""

    def follow(self, step: Step) -> None:
        """Play a step, or note why it can't be played."""
        name = step.action.__name__
        act = _Player.refused if step.refused and name not in _ASKED else _ACTIONS[name]
        try:
            act(self, step)
        except Inexpressible as error:
            note = Unsaid(step.number, name, error.why, self.refusal(step))
            self.told.unsaid.append(note)

    # ------------------------------------------------------------------ what hosts do

    def establish(self, step: Step) -> None:
        host, peer = self.player(step.arguments["host"]), self.player(step.arguments["peer"])
        if host == peer:
            raise Inexpressible(Why.ALONE)
        if (host, peer) in self.session.pairs:
            raise Inexpressible(Why.AGAIN)
        for who, name in ((host, "host_address"), (peer, "peer_address")):
            place, here = self.cast.place(step.arguments[name]), self.session.laboratory.places(who)
            if place not in here:
                raise Inexpressible(Why.RELAYED)
            if place != here[0]:
                self.emit(Move(who, (place,)))
                self.emit(Move(who, (place, *(other for other in here if other != place))))
        self.emit(Establish(host, peer))

    def take_address(self, step: Step) -> None:
        place, host = self.cast.place(step.arguments["address"]), self.cast.host(step.arguments["host"])
        laboratory = self.session.laboratory
        before = laboratory.at.get(place)
        if before is not None and before != host:
            self.emit(Move(before, tuple(other for other in laboratory.places(before) if other != place)))
        if host is not None and before != host:
            self.emit(Move(host, (*laboratory.places(host), place)))

    def announce(self, step: Step) -> None:
        given = step.arguments
        host, peer = self.pair(given["pair"])
        entries = self.entries(given["locators"])
        number = self.now(host, peer).next_update
        names = self.emit(Announce(host, peer, entries))
        name = self.sent(names, host, peer, lambda part: part.sequence.present and part.sequence.value == number)
        self.keep(given["frame"], step, name)
        self.updates[host, peer, step.before.world.associations[given["pair"]].next_update] = number
        if given["rekey"]:
            raise Inexpressible(Why.REKEYING)
        if name is None:
            raise Inexpressible(Why.NOT_ANNOUNCED)

    def challenge(self, step: Step) -> None:
        pair: Pair = step.arguments["pair"]
        host, peer = self.pair(pair)
        place = self.cast.place(step.arguments["address"])
        name = self.sent(
            self.session.laboratory.frames,
            host,
            peer,
            lambda part: part.echo_request.present and part.destination.name == place,
        )
        if name is None:
            raise Inexpressible(Why.NOT_CHECKED)
        frame = self.session.laboratory.frames[name]
        packet = reading.read(frame.data)
        asked = packet.one(ECHO_REQUEST_SIGNED) if packet is not None else None
        if asked is not None:
            self.nonces[step.arguments["nonce"]] = asked.contents
        for part in understood(self.session.names, frame).packets:
            if part.sequence.present:
                number = step.before.world.associations[pair].next_update
                self.updates[host, peer, number] = part.sequence.value
        self.keep(step.arguments["frame"], step, name)

    def repeat(self, step: Step) -> None:
        """Wait until an engine has sent an UPDATE as often as the trace says, unless it has already."""
        host, peer, number = self._update(step)
        pair = step.arguments["pair"]
        wanted = step.after.world.associations[pair].outstanding[step.arguments["number"]].tries

        def repeated() -> bool:
            each = self.now(host, peer).outstanding[number]
            return not each.waiting or each.tries >= wanted

        self._until(repeated)
        frames = self.session.laboratory.frames
        name = self.sent(frames, host, peer, lambda part: part.sequence.present and part.sequence.value == number)
        self.keep(step.arguments["frame"], step, name)
        if not self.now(host, peer).outstanding[number].waiting:
            raise Inexpressible(Why.NOT_REPEATED)

    def settle(self, step: Step) -> None:
        """Wait until an engine has given up an UPDATE, an address or a peer."""
        host, peer, number = self._update(step)

        def settled() -> bool:
            told = self.now(host, peer)
            return told.state != State.ESTABLISHED or not told.outstanding[number].waiting

        self._until(settled)
        if not settled():
            raise Inexpressible(Why.NOT_SETTLED)

    def _update(self, step: Step) -> tuple[str, str, int]:
        host, peer = self.pair(step.arguments["pair"])
        number = self.updates.get((host, peer, step.arguments["number"]))
        if number is None:
            raise Inexpressible(Why.NO_UPDATE)
        return host, peer, number

    def _until(self, done: Callable[[], bool]) -> None:
        """Wait until something is so, or for longer than any timer."""
        for _ in range(PATIENCE):
            if done():
                return
            self.emit(Wait(1))
            self.ahead += 1

    def wait(self, step: Step) -> None:
        seconds = step.arguments["seconds"]
        if seconds > self.ahead:
            self.emit(Wait(seconds - self.ahead))
        self.ahead = max(0, self.ahead - seconds)

    def send(self, step: Step) -> None:
        bound = step.before.world.sockets[step.arguments["socket"]]
        if not bound.present:
            raise Inexpressible(Why.NO_SOCKET)
        host, peer = self.pair(bound.value)
        size = step.arguments["size"]
        if size <= 0:
            raise Inexpressible(Why.SHORT)
        names = self.emit(Send(host, peer, max(0, size - OVERHEAD)))
        name = self.sent(names, host, peer, lambda part: part.kind == Kind.DATA)
        self.keep(step.arguments["frame"], step, name)
        if name is None:
            raise Inexpressible(Why.NOT_SENT)

    def refused(self, step: Step) -> None:
        """Note what no event lets an engine do: what the trace tries in vain, or what is not its way."""
        raise Inexpressible(_NOT_ITS_WAY.get(step.action.__name__, Why.ONLY_TRIED))

    def done(self, step: Step) -> None:
        """Take a step that needs no event: an engine has done it when time passed, or nobody sees it."""
        address = step.arguments.get("address")
        if address is not None and step.action.__name__ == "expire":
            host, peer = self.pair(step.arguments["pair"])
            status = self.now(host, peer).locators[Address(self.cast.place(address))].status
            if status.name in {"ACTIVE", "UNVERIFIED"}:
                raise Inexpressible(Why.NOT_EXPIRED)

    # ------------------------------------------------------------------ what arrives

    def deliver(self, step: Step) -> None:
        """Let what stands for a frame arrive."""
        frame: Frame = step.arguments["frame"]
        sent = step.before.world.environment.sent[frame]
        if not sent.present:
            raise Inexpressible(Why.NOTHING_SENT)
        packet: Packet = sent.value
        names = self._arrive(frame, packet, step)
        host, peer = self.cast.host(packet.receiver), self.cast.host(packet.sender)
        if host is not None and peer is not None:
            reply = self.sent(names, host, peer, lambda part: part.acknowledges.present)
            self.keep(step.arguments["reply_frame"], step, reply)
        if step.action.__name__ == "deliver_data":
            bound = step.before.world.sockets[step.arguments["socket"]]
            if not bound.present or bound.value != Pair(packet.receiver, packet.sender):
                raise Inexpressible(Why.SOCKETS)

    def _arrive(self, frame: Frame, packet: Packet, step: Step) -> list[str]:
        if frame in self.forged:
            event = self._forgery(self.forged.pop(frame), step)
            names = self.emit(event)
            self.frames[frame] = f"{self.number}+"
            if self.frames[frame] not in self.session.laboratory.frames:
                raise Inexpressible(Why.NO_KEYS)
            return names
        if frame in self.copied:
            names = self.emit(Copy(*self.copied.pop(frame)))
            self.frames[frame] = f"{self.number}+"
            return names
        name = self.frames.get(frame)
        if name is None:
            raise Inexpressible(Why.NO_FRAME)
        place, real = self.cast.place(packet.destination), self.session.laboratory.frames[name]
        if place == text_of(real.destination.address):
            return self.emit(Arrive(name))
        names = self.emit(Copy(name, self.cast.place(packet.source), place))
        self.frames[frame] = f"{self.number}+"
        return names

    def forge(self, step: Step) -> None:
        """Keep a forgery until it arrives: its numbers depend on what its receiver has seen by then."""
        self.forged[step.arguments["frame"]] = step.arguments["packet"]

    def copy(self, step: Step) -> None:
        """Keep a copy until it arrives."""
        given = step.arguments
        original = self.frames.get(given["original"])
        if original is None:
            raise Inexpressible(Why.NO_FRAME)
        self.copied[given["frame"]] = (
            original,
            self.cast.place(given["source"]),
            self.cast.place(given["destination"]),
        )

    def steal(self, step: Step) -> None:
        """Let the specification's attacker have a key; the forger here has it anyway."""
        if step.action is attacker.steal_identity:
            self.session.do(attacker.steal_identity, host=HIT(self.player(step.arguments["host"])))
            return
        owner = step.before.world.environment.keys[step.arguments["key"]]
        if owner.present:
            host, peer = self.pair(owner.value)
            self.session.do(attacker.steal_session_key, key=self.now(host, peer).key_out.value)

    def _forgery(self, packet: Packet, step: Step) -> Event:
        sender, receiver = self.pair(Pair(packet.sender, packet.receiver))
        there: Association = step.before.world.associations[Pair(packet.receiver, packet.sender)]
        source, destination = self.cast.place(packet.source), self.cast.place(packet.destination)
        mac = packet.mac.present and packet.mac == there.key_in
        now = self.now(receiver, sender)
        if packet.kind == Kind.DATA:
            number = now.payload.highest + packet.number - there.payload.highest + 1
            if packet.epoch != there.epoch_in or number < 1:
                raise Inexpressible(Why.NO_SA if number > 0 else Why.NO_NUMBER)
            return ForgeData(sender, receiver, source, destination, number, max(0, packet.size - OVERHEAD), mac)
        sequence = None
        if packet.sequence.present:
            known = self.updates.get((sender, receiver, packet.sequence.value))
            sequence = now.updates.highest + packet.sequence.value - there.updates.highest if known is None else known
            if sequence < 0:
                raise Inexpressible(Why.NEGATIVE)
            self.updates[sender, receiver, packet.sequence.value] = sequence
        acknowledges: tuple[int, ...] = ()
        if packet.acknowledges.present:
            number = packet.acknowledges.value
            acknowledges = (self.updates.get((receiver, sender, number), number),)
        return Forge(
            sender,
            receiver,
            source,
            destination,
            sequence=sequence,
            acknowledges=acknowledges,
            entries=self.entries(packet.locators.value) if packet.locators.present else None,
            esp=_esp(packet, there),
            request=self.nonce(packet.echo_request.value).hex() if packet.echo_request.present else "",
            response=self.nonce(packet.echo_response.value).hex() if packet.echo_response.present else "",
            mac=mac,
            signature=packet.signer == packet.sender,
        )


def _esp(packet: Packet, there: Association) -> str:
    """Return which ESP_INFO a forged list comes with."""
    if not packet.esp.present:
        return ""
    old, new = packet.esp.value.old, packet.esp.value.new
    if old == there.epoch_out != new:
        raise Inexpressible(Why.REKEYING)
    return "same" if old == there.epoch_out else "other"


_ASKED = frozenset(
    {"announce", "send", "deliver_acknowledgement", "deliver_update", "deliver_echo_response", "deliver_data"}
)
"""What is played although the trace's hosts refuse it: an engine can be asked for it, and has to refuse as well."""

_NOT_ITS_WAY = {"check_again": Why.NEVER_AGAIN, "prefer": Why.PREFERENCE}

_ACTIONS: Mapping[str, Callable[[_Player, Step], None]] = {
    "establish": _Player.establish,
    "open_socket": _Player.done,
    "announce": _Player.announce,
    "retransmit": _Player.repeat,
    "give_up": _Player.settle,
    "withdraw": _Player.settle,
    "deliver_acknowledgement": _Player.deliver,
    "deliver_update": _Player.deliver,
    "challenge": _Player.challenge,
    "deliver_echo_response": _Player.deliver,
    "give_up_address": _Player.settle,
    "expire": _Player.done,
    "check_again": _Player.refused,
    "prefer": _Player.refused,
    "send": _Player.send,
    "deliver_data": _Player.deliver,
    "age": _Player.done,
    "take_address": _Player.take_address,
    "wait": _Player.wait,
    "overhear": _Player.done,
    "forge": _Player.forge,
    "send_copy": _Player.copy,
    "make_up_nonce": _Player.done,
    "steal_session_key": _Player.steal,
    "steal_identity": _Player.steal,
}
"""What plays each action."""
