"""Kept attacks and scenarios as events: each symbolic step becomes what really happens, as far as it can be said.

A trace without a guard goes on where an engine, which has that guard, has stopped: what is not there any more can't
arrive, and is left out by the session. What matters is that both sides agree all the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hipcheck.lockstep.comparison import Numbered
from hipcheck.lockstep.exchange import events as e
from hipcheck.lockstep.exchange.stage import ADDRESSES, CONFIG, FORGER, HONEST, NOWHERE_AT_ALL, PUZZLE_SECONDS
from hipcheck.lockstep.laboratory import identity_of
from hipmodels.trace import Move
from hipspec.exchange.packets import Kind, Packet
from hipspec.network.names import NOBODY, Frame, Host

if TYPE_CHECKING:
    from hipspec.language import Map, Set

__all__ = ["UNSAID", "Translated", "events_of"]

UNSAID: Mapping[str, str] = {
    "draw_exponent": "an engine draws what it needs",
    "search": "a forger searches when it makes the I2",
    "overhear": "a forger has every frame",
    "make_up_puzzle": "a forger makes a #I when it makes the R1",
    "steal_exponent": "a forger has only exponents of its own",
    "steal_identity": "a forger signs as whom it likes",
    "renew_two": "each identity of an engine has secrets of its own",
    "take_address": "moves are for `hipspec.hip`",
}
"""The actions that become no event, and why."""

BY_HIT = sorted(HONEST, key=lambda name: identity_of(name).public.hit)
"""The engines, the least HIT first."""

FORGEABLE = {Kind.I1, Kind.R1, Kind.I2, Kind.R2, Kind.UPDATE, Kind.NOTIFY, Kind.CLOSE, Kind.CLOSE_ACK}
BY_TIME = {
    "repeat_i1": 1,
    "repeat_i2": 1,
    "repeat_close": 1,
    "fail_i1": 8,
    "fail_i2": 8,
    "complete": int(CONFIG.exchange_complete),
    "fail_closing": 40,
    "forget": 40,
    "try_again": int(CONFIG.failed_lifetime),
}
"""How long to wait until a host takes a step by itself, in seconds."""


@dataclass
class Translated:
    """What became of a trace.

    Attributes:
        events: what to play.
        unsaid: the moves that have no event, with the reason for each.
    """

    events: list[Numbered[e.Event]] = field(default_factory=list)
    unsaid: dict[str, str] = field(default_factory=dict)


class _Translation:
    def __init__(self, initial: Mapping[str, Any]) -> None:
        self.result = Translated()
        self.hosts: dict[Host, str] = {NOBODY: ""}
        self.frames: dict[Frame, str] = {}
        self.copies: dict[Frame, tuple[str, str, str]] = {}
        self.forged: dict[Frame, Packet] = {}
        self.puzzles: dict[object, str] = {}
        self.searches: dict[object, Any] = {}
        self.renewed: set[Host] = set()
        self._name_hosts(initial)
        self.at: Map[Any, Host] = initial["at"]
        self.places: dict[object, str] = {}

    def _name_hosts(self, initial: Mapping[str, Any]) -> None:
        """Give engines to honest hosts, so that the order of their HITs is that of the trace where it can be."""
        honest: Set[Host] = initial["honest"]
        values = initial["values"]
        from_least = sorted(honest, key=lambda host: (values[host], host.name))
        self.hosts.update(zip(from_least, BY_HIT, strict=False))
        for host in from_least[len(BY_HIT) :]:
            self.result.unsaid[f"host {host}"] = "there are three engines"

    def host(self, host: Host) -> str:
        """Return who plays a host; everybody dishonest is one."""
        return self.hosts.get(host, FORGER)

    def place(self, address: object) -> str:
        """Return where an address is: its owner's first or second one."""
        if address not in self.places:
            owner = self.host(self.at[address]) if self.at[address] != NOBODY else ""
            free = [each for each in ADDRESSES.get(owner, ()) if each not in self.places.values()]
            self.places[address] = free[0] if free else ADDRESSES.get(owner, (NOWHERE_AT_ALL,))[-1]
        return self.places[address]

    def say(self, event: e.Event) -> str:
        """Add an event; return the name of the first frame that is sent in it."""
        host = getattr(event, "host", None)
        if host is not None and (host not in HONEST or getattr(event, "peer", None) == host):
            self.result.unsaid["what another host does"] = "there are three engines, and all others are the forger"
            return ""
        number = len(self.result.events) + 1
        self.result.events.append(Numbered(number, event))
        return f"{number}.0"

    def take(self, move: Move) -> None:
        """Translate a move."""
        name, given = move.action, move.arguments
        if name in UNSAID:
            self.result.unsaid[name] = UNSAID[name]
            if name == "search":
                self.searches[given["solution"]] = given["looked_for"]
            return
        if name.startswith("deliver_"):
            self._deliver(given)
        elif name == "forge":
            self.forged[given["frame"]] = given["packet"]
        elif name == "send_copy":
            original = self.frames.get(given["original"], "")
            self.copies[given["frame"]] = (original, self.place(given["source"]), self.place(given["destination"]))
        elif name == "rewrite_r1":
            self._rewrite(given)
        elif name in BY_TIME:
            self.say(e.Wait(BY_TIME[name]))
            # With time the first thing that is due is the first thing that is sent.
            self.frames[given["frame"]] = self.say(e.Tick(self.host(given["pair"].host))) + ".0"
        else:
            self._act(name, given)

    def _act(self, name: str, given: Mapping[str, Any]) -> None:
        """Translate what an honest host does by itself."""
        match name:
            case "start":
                host, peer = self.host(given["host"]), self.host(given["peer"])
                self.frames[given["frame"]] = self.say(e.Connect(host, peer, self.place(given["there"])))
            case "renew":
                if given["host"] in self.renewed and self.host(given["host"]) in HONEST:
                    self.say(e.Wait(PUZZLE_SECONDS))
                    self.say(e.Tick(self.host(given["host"])))
                self.renewed.add(given["host"])
            case "new_interval":
                self.say(e.Wait(1))
            case "crash":
                self.say(e.Restart(self.host(given["pair"].host)))
            case "send" | "update" | "close":
                host, peer = (self.host(each) for each in (given["pair"].host, given["pair"].peer))
                wishes: dict[str, e.Event] = {
                    "send": e.Send(host, peer),
                    "update": e.Rekey(host, peer),
                    "close": e.Close(host, peer),
                }
                self.frames[given["frame"]] = self.say(wishes[name])

    def _deliver(self, given: Mapping[str, Any]) -> None:
        frame = given["frame"]
        if frame in self.forged:
            event = self._forged(self.forged.pop(frame))
            if event is None:
                self.result.unsaid["forge"] = "payload is not forged here: who has no keys can't, and who has is a peer"
                return
            answer = self.say(event)
            self.frames[frame] = f"{len(self.result.events)}.forged"
        elif frame in self.copies:
            answer = self.say(e.Arrive(*self.copies[frame]))
        else:
            answer = self.say(e.Arrive(self.frames.get(frame, "")))
        if "reply_frame" in given:
            self.frames[given["reply_frame"]] = answer
        if "puzzle" in given:
            self.puzzles[given["puzzle"]] = answer

    def _rewrite(self, given: Mapping[str, Any]) -> None:
        """Rewrite an R1, and let it arrive at once."""
        receiver = self.host(given["receiver"])
        source, destination = self.place(given["source"]), self.place(given["destination"])
        original = self.frames.get(given["original"], "")
        self.say(
            e.Forged(
                "R1", "bob", receiver, source, destination, original,
                puzzle=given["puzzle"].present, opaque=given["opaque"] != 0,
            )
        )  # fmt: skip
        self.frames[given["frame"]] = f"{len(self.result.events)}.forged"

    def _forged(self, packet: Packet) -> e.Forged | None:
        """Say what is wrong with a forged packet, in terms of the bytes that it is made of."""
        if packet.kind not in FORGEABLE:
            return None
        search = self.searches.get(packet.solution.value) if packet.solution.present else None
        answers = self.puzzles.get(packet.puzzle.value, "") if packet.puzzle.present else ""
        sound = packet.mac.present and (packet.mac.value.sender, packet.mac.value.receiver) == (
            packet.sender,
            packet.receiver,
        )
        groups = tuple(number for number, name in ((7, "strong"), (8, "weak")) if any(
            group.name == name and place > 0 for group, place in packet.groups.items()
        ))  # fmt: skip
        return e.Forged(
            packet.kind.value,
            self.host(packet.sender),
            self.host(packet.receiver),
            self.place(packet.source),
            self.place(packet.destination),
            answers if packet.kind is Kind.I2 else "",
            groups=groups or (7, 8),
            counter=max(packet.counter, 0) if packet.kind is Kind.R1 else 0,
            zeros=0 if search is not None and search.difficulty <= 0 else -1,
            exact=search is not None and search.difficulty <= 0,
            solves_for=(self.host(search.initiator), self.host(search.responder)) if search is not None else (),
            unrelated=search is not None and search.puzzle != packet.puzzle.value,
            identity=self.host(packet.identity) if packet.identity != NOBODY else "",
            signer=self.host(packet.signer) if packet.signer != NOBODY else "?",
            mac=sound,
            echo=packet.echo.present,
        )


def events_of(initial: Mapping[str, Any], moves: Sequence[Move]) -> Translated:
    """Return the events of a run of the specification: of a kept attack, a witness or a scenario.

    Args:
        initial: the parameters of its world.
        moves: its steps.
    """
    translation = _Translation(initial)
    for move in moves:
        translation.take(move)
    return translation.result
