"""The stage that runs of a protocol are played on: four hosts, the attacker, and words for what can happen.

Tooling, not specification: nothing is proved from this. It knows no protocol: it lets happen what the rules allow.
"""

from collections.abc import Callable, Iterator
from typing import Any

from hipspec.language import Impossible, Refused, Set, Specification
from hipspec.language.running import Run
from hipspec.network import stage as network
from hipspec.related.common import honest, places
from hipspec.related.common.facts import FACTS, Facts
from hipspec.related.common.names import NOWHERE, Address, Frame, Host, Nonce, Pair, Share
from hipspec.related.common.packets import Kind
from hipspec.related.common.session import State
from hipspec.related.common.world import Attacker

V, P, T, M = Host("V"), Host("P"), Host("T"), Host("M")
V0, V1, P0, P1, T0, X0 = (Address(name) for name in ("v0", "v1", "p0", "p1", "t0", "x0"))
NETWORK = Attacker(
    acts=False,
    forges=False,
    spoofs=False,
    is_peer=False,
    reads_setup=False,
    reads_earlier=False,
    acts_on_path=False,
    reads_now=False,
    takes_addresses=False,
)
SIZE = 1000

ARRIVALS: dict[Kind, Callable[..., Any]] = {
    Kind.HELLO: honest.deliver_hello,
    Kind.REPLY: honest.deliver_reply,
    Kind.FINISH: honest.deliver_finish,
    Kind.ASK: honest.deliver_ask,
    Kind.MOVE: honest.deliver_move,
    Kind.PROBE: honest.deliver_probe,
    Kind.ANSWER: honest.deliver_answer,
    Kind.DATA: honest.deliver_data,
    Kind.CLOSE: honest.deliver_close,
}


class Stage(network.Stage):
    """A run in which V, P and T are honest, and M is not. V is mobile, P its peer, T a party to nothing."""

    def __init__(self, specification: Specification, attacker: Attacker = NETWORK, facts: Facts = FACTS) -> None:
        """Seat the cast: each at an address of its own."""
        super().__init__(specification, None, attacker=attacker, honest=Set(V, P, T), hostile=Set(X0))
        self.actions = {action.__name__: action for action in specification.actions}
        self.facts = facts
        self.arrived: Set[Frame] = Set()
        self._drawn = 0
        for host, address in ((V, V0), (P, P0), (T, T0), (M, X0)):
            self.sit(host, address)

    # ------------------------------------------------------------------ steps of this specification

    def take(self, action: Callable[..., Any], **arguments: Any) -> bool:  # noqa: ANN401  # those of any action
        """Take a step of an action of this name, with whatever is drawn drawn anew; say whether it was possible."""
        return self.goes(action.__name__, **arguments)

    def goes(self, name: str, **arguments: Any) -> bool:  # noqa: ANN401  # as `take`
        """Take a step by the name of its action; say whether it was possible."""
        try:
            Run.do(self, self.actions[name], **arguments)
        except (Refused, Impossible, LookupError):
            return False
        return True

    def fresh(self) -> str:
        """Return a number that was not used yet."""
        self._drawn += 1
        return str(self._drawn)

    def copy(self) -> "Stage":
        """Return a stage that has come as far as this one and goes its own way from here."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.taken = list(self.taken)
        return other

    def sit(self, host: Host, address: Address) -> None:
        """Let a host come to sit at an address, besides those that it has."""
        self.take(places.take_address, host=host, address=address)

    def jumps(self, one: Host, other: Host, here: Address, there: Address) -> bool:
        """Let two hosts be somewhere else at once; their home agents, if they have any, stay where they are."""
        jumped = self.take(places.jump, pair=Pair(one, other), here=here, there=there)
        for host, address in ((one, here), (other, there)):
            self.take(places.keep_home, host=host, address=address)
        return jumped

    # ------------------------------------------------------------------ honest hosts

    def opens(self, host: Host, peer: Host, here: Address, there: Address) -> bool:
        """Let a host send a HELLO."""
        number = self.fresh()
        return self.take(
            honest.open_session,
            pair=Pair(host, peer),
            here=here,
            there=there,
            share=Share(f"s{number}"),
            tag=Nonce(f"n{number}"),
            frame=Frame(f"f{number}"),
        )

    def arrives(self, frame: Frame) -> bool:
        """Let a transmission arrive."""
        sent = self.world.environment.sent[frame]
        if not sent.present:
            return False
        number = self.fresh()
        drawn: dict[str, Any] = {"frame": frame, "reply": Frame(f"f{number}")}
        if sent.value.kind is Kind.HELLO:
            drawn |= {"share": Share(f"s{number}"), "tag": Nonce(f"n{number}")}
        elif sent.value.kind is Kind.ASK:
            drawn |= {"challenge": Nonce(f"n{number}")}
        return self.take(ARRIVALS[sent.value.kind], **drawn)

    def moves(self, host: Host, peer: Host, here: Address) -> bool:
        """Let a host go on from another of its addresses."""
        return self.take(honest.move, pair=Pair(host, peer), here=here, frame=Frame(f"f{self.fresh()}"))

    def asks(self, host: Host, peer: Host, here: Address) -> bool:
        """Let a host ask to be probed."""
        return self.take(honest.ask_for_probe, pair=Pair(host, peer), here=here, frame=Frame(f"f{self.fresh()}"))

    def probes(self, host: Host, peer: Host) -> bool:
        """Let a host probe an address of its peer."""
        number = self.fresh()
        return self.take(
            honest.send_probe, pair=Pair(host, peer), challenge=Nonce(f"n{number}"), frame=Frame(f"f{number}")
        )

    def gives_up(self, host: Host, peer: Host) -> bool:
        """Let a host stop waiting."""
        return self.take(honest.stop_waiting, pair=Pair(host, peer), frame=Frame(f"f{self.fresh()}"))

    def looks_up(self, host: Host, peer: Host, there: Address) -> bool:
        """Let a host look its peer up."""
        number = self.fresh()
        return self.take(
            honest.ask_where_it_is,
            pair=Pair(host, peer),
            there=there,
            challenge=Nonce(f"n{number}"),
            frame=Frame(f"f{number}"),
        )

    def sends(self, host: Host, peer: Host, size: int = SIZE) -> bool:
        """Let a host send data."""
        return self.take(honest.send, pair=Pair(host, peer), size=size, frame=Frame(f"f{self.fresh()}"))

    def closes(self, host: Host, peer: Host) -> bool:
        """Let a host close a session."""
        return self.take(honest.close, pair=Pair(host, peer), frame=Frame(f"f{self.fresh()}"))

    def waiting(self) -> Iterator[Frame]:
        """Yield the transmissions that have not arrived, the oldest first."""
        frames = [frame for frame, _ in self.world.environment.sent.items()]
        yield from sorted((f for f in frames if not self.arrived.has(f)), key=lambda frame: int(frame.name[1:]))

    def settle(self) -> None:
        """Let everything arrive that is on its way, and everything be probed that wants to be, until all is quiet."""
        busy = True
        while busy:
            busy = False
            for frame in list(self.waiting()):
                self.arrived = self.arrived.add(frame)
                busy = self.arrives(frame) or busy
            for pair, session in self.world.sessions.items():
                if session.state is State.OPEN and session.candidate != NOWHERE and not session.challenge.present:
                    busy = self.probes(pair.host, pair.peer) or busy
                if session.seeking and not session.challenge.present:
                    peer = self.world.sessions[Pair(pair.peer, pair.host)]
                    busy = self.looks_up(pair.host, pair.peer, peer.here) or busy

    def destination(self, host: Host, peer: Host) -> Address:
        """Let a host send data, and return where it went; NOWHERE if it does not send."""
        if not self.sends(host, peer):
            return NOWHERE
        found: Address = self.world.environment.sent[self.taken[-1].arguments["frame"]].value.destination
        return found
