"""Both sides of a session: the specification's run, the engines, and what is compared between them."""

import sys
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from hipcheck.lockstep.blame import clause_of, guards_about, rule_of
from hipcheck.lockstep.comparison import Difference, DifferenceError
from hipcheck.lockstep.exchange import layout
from hipcheck.lockstep.exchange.abstraction import Reader, normal
from hipcheck.lockstep.exchange.associations import differing
from hipcheck.lockstep.exchange.naming import Naming
from hipcheck.lockstep.exchange.stage import ADDRESSES, CONFIG, HONEST, POLICY, PUZZLE_SECONDS, READINGS
from hipcheck.lockstep.exchange.timing import FOREVER, TIMERS, Timers
from hipcheck.lockstep.laboratory import Frame, Laboratory
from hipcheck.lockstep.reading import MARKER, read
from hipspec.exchange import SPECIFICATION, answering, closing, honest, honest_renewing, initiating
from hipspec.exchange.association import I2_RETRIES_MAX, UNASSOCIATED, Association
from hipspec.exchange.names import Exponent, Group, Suite
from hipspec.exchange.packets import Kind, Packet
from hipspec.exchange.states import State
from hipspec.exchange.world import World
from hipspec.language import NOTHING, Impossible, Map, Refused, Set, holds, replace, some
from hipspec.language.running import Moment, Run
from hipspec.network.names import NOBODY, Address, Host, Pair
from hipspec.network.names import Frame as FrameName
from hipway.addresses import text_of
from hipway.crypto.groups import EcpExponent
from hipway.engine.association import Association as Held
from hipway.engine.engine import Engine

__all__ = ["Action", "Guard", "Sides", "at_time", "compare_packets"]

Guard = tuple[str, str]
Action = Callable[..., Any]


class Listener:
    """Listens to guards that choose instead of refusing, since they leave no trace: the last one that was false."""

    def __init__(self) -> None:
        """Begin with none."""
        self.heard: Guard | None = None

    def __call__(self, condition: bool, sentence: str, *, besides: str = "") -> bool:  # noqa: FBT001  # as `holds`
        """Do what `holds` does."""
        del besides
        if not condition:
            self.heard = (sys._getframe(1).f_code.co_name, sentence)  # noqa: SLF001  # as `require` does, and faster
        return condition


class Sides:
    """Both sides.

    Attributes:
        laboratory: with the engines.
        naming, reader: how they are renamed.
        run: of the specification.
        timers: that the engines must keep.
        refused: how often each guard refused on both sides.
        number, event: of what happens just now, for a difference.
        i2_retries: how often an I2 is sent again.
        solving: whose puzzles are not solved yet.
    """

    def __init__(self, seed: int) -> None:
        """Begin with the first R1s of all."""
        self.laboratory = Laboratory(seed, CONFIG, HONEST)
        self.naming = Naming(self.laboratory)
        self.reader = Reader(self.naming)
        self.timers = Timers()
        self.refused: dict[Guard, int] = {}
        self.number, self.event = 0, ""
        self.listener = Listener()
        self.i2_retries = I2_RETRIES_MAX
        self.solving: dict[Pair, object] = {}
        self._frames = 0
        self._renewed_at: dict[str, int] = {}
        self._seen: dict[Pair, tuple[object, ...]] = {}
        places = {Address(place): Host(host) for host, found in ADDRESSES.items() for place in found}
        self.run = Run(
            SPECIFICATION,
            READINGS,
            honest=Set(*map(Host, HONEST)),
            at=Map(NOBODY, places),
            policies=Map(POLICY),
            suites=Map(Suite("none"), {Host(name): suite_of(hit) for name, hit in self.naming.hits.items()}),
            values=Map(0, {Host(name): int.from_bytes(hit, "big") for name, hit in self.naming.hits.items()}),
        )
        for host in HONEST:
            self.renewed(host)

    # ------------------------------------------------------------------ the specification

    @property
    def now(self) -> int:
        """The time."""
        return self.laboratory.now

    def association(self, host: Host, peer: Host) -> Association:
        """Return what the specification's host holds about a peer."""
        found: Association = self.run.world.associations[Pair(host, peer)]
        return found

    def frame(self) -> FrameName:
        """Return a new number for a transmission."""
        self._frames += 1
        return FrameName(f"f{self._frames}")

    def put(self, packet: Packet) -> FrameName:
        """Put a packet on the specification's network, whoever made it; what was there before has been looked at."""
        frame = self.frame()
        world = self.run.world
        environment = replace(world.environment, sent=Map(NOTHING, {frame: some(packet)}))
        if packet.puzzle.present:
            made = some(self.naming.input_of(packet.puzzle.value))
            environment = replace(environment, puzzles=environment.puzzles.set(packet.puzzle.value, made))
        if packet.solution.present:
            search = some(self.naming.searches[packet.solution.value])
            environment = replace(environment, solutions=environment.solutions.set(packet.solution.value, search))
        for host in (packet.sender, packet.receiver):
            if host != NOBODY and not environment.values[host]:
                hit = self.naming.hits[host.name]
                environment = replace(
                    environment,
                    values=environment.values.set(host, int.from_bytes(hit, "big")),
                    suites=environment.suites.set(host, suite_of(hit)),
                )
        self.run.now = Moment(replace(world, environment=environment), self.run.history)
        return frame

    def do(self, action: Action, /, **arguments: Any) -> Guard | None:  # noqa: ANN401  # of any action
        """Take a step of the specification; return the guard that refuses it, if one does.

        Raises:
            DifferenceError: the specification's environment rules the step out.
        """
        self.listener.heard = None
        for module in CHOOSING:  # it does the same as `holds`, and listens
            module.holds = self.listener  # type: ignore[attr-defined]  # a name that these modules import
        setattr(initiating, I2_RETRIES, self.i2_retries)  # the specification holds for any number
        try:
            self.run.do(action, **arguments)
        except Refused as refused:
            return (refused.function, refused.sentence)
        except Impossible as impossible:
            raise self.difference(
                "what is possible", "impossible", "possible", action.__name__, impossible.sentence
            ) from impossible
        finally:
            for module in CHOOSING:
                module.holds = holds  # type: ignore[attr-defined]  # as above
            setattr(initiating, I2_RETRIES, I2_RETRIES_MAX)
        return None

    def take(self, action: Action, pair: Pair, /, **arguments: Any) -> None:  # noqa: ANN401  # of any action
        """Take a step that a host takes by itself, which the specification must let it.

        Raises:
            DifferenceError: it does not.
        """
        before = self.run.world.associations[pair]
        guard = self.do(action, **arguments)
        if guard is not None:
            raise self.difference(
                "what a host does by itself", f"refused: {guard[1]}", "done", action.__name__, guard[1]
            )
        self.timers.took(action.__name__, pair, before, self.run.world.associations[pair], self.now)

    def on_time(self, action: Action, pair: Pair) -> None:
        """Check that a timer did not run out early.

        Raises:
            DifferenceError: it did.
        """
        due = self.timers.due(action.__name__, pair)
        if self.now < due:
            rule = action.__name__
            raise self.difference(
                f"when {pair.host} takes the step", at_time(due), at_time(self.now), rule, TIMERS[rule]
            )

    def reply(self, frame: FrameName) -> list[Packet]:
        """Return what the specification has sent under a number, as the reader would have it."""
        found = self.run.world.environment.sent[frame]
        return [normal(found.value)] if found.present else []

    def about(self, field: str, action: Action | None = None) -> tuple[str, str]:
        """Return the rule and the guards that a field is about, after the last step or the one that is given."""
        last = action or (self.run.taken[-1].action if self.run.taken else None)
        guards = guards_about(SPECIFICATION, frozenset({FIELD_OF.get(field, field)}), last)
        return (rule_of(SPECIFICATION, last) if last is not None else ""), "; ".join(guards)

    def refuse(self, action: Action, /, **arguments: Any) -> None:  # noqa: ANN401  # of any action
        """Ask for a step that a host did not take; the specification must refuse it.

        Raises:
            DifferenceError: it does not.
        """
        taken, now = len(self.run.taken), self.run.now
        guard = self.do(action, **arguments)
        if guard is None:
            del self.run.taken[taken:]
            self.run.now = now
            raise self.difference("what a host does by itself", "done", "nothing", action.__name__)
        self.refused[guard] = self.refused.get(guard, 0) + 1

    def difference(  # what a difference is
        self, what: str, specification: object, engine: object, rule: str = "", guard: str = ""
    ) -> DifferenceError:
        """Return a difference, to be raised."""
        clause = clause_of(SPECIFICATION, rule)
        return DifferenceError(
            Difference(self.number, self.event, what, str(specification), str(engine), rule, guard, clause)
        )

    # ------------------------------------------------------------------ the engines

    def engine(self, host: str) -> Engine:
        """Return a host's engine."""
        return self.laboratory.hosts[host].engine

    def is_full(self, pair: Pair, world: World) -> bool:
        """Whether a host has no association with a peer in a world, and no room for one (RFC 7401 8)."""
        mine = [each for other, each in world.associations.items() if other.host == pair.host]
        taken = sum(each.state is not State.UNASSOCIATED for each in mine)
        most = self.engine(pair.host.name).config.associations
        return taken >= most and world.associations[pair].state is State.UNASSOCIATED

    def held(self, host: str) -> Mapping[Host, Held]:
        """Return what a host's engine holds, by peer."""
        return {self.naming.host(peer): held for (_, peer), held in self.engine(host).associations.items()}

    def learn(self, host: str) -> None:
        """Learn the exponents that a host has drawn, so that its keys can be computed."""
        for held in self.engine(host).associations.values():
            if held.exponent is not None and held.exponent.public not in self.naming.privates:
                self.naming.privates[held.exponent.public] = private_of(held.exponent)

    def sent(self, host: str, frames: tuple[Frame, ...]) -> list[tuple[Frame, Packet]]:
        """Return what an engine sent, as packets of the specification.

        Raises:
            DifferenceError: it is no packet.
        """
        found: list[tuple[Frame, Packet]] = []
        for frame in frames:
            if frame.data.startswith(MARKER):
                packet = self.reader.sent(frame.data)
            else:
                peer = self.peer_of_data(host, frame)
                packet = self.reader.sent_data(frame.data, Host(host), peer)
            if packet is not None and packet.kind in {Kind.I2, Kind.R2}:
                self._is_free(host, packet.receiver, frame)
            if packet is None:
                raise self.difference("what was sent", "a packet with all that it must carry", frame.data.hex())
            found.append((frame, self.addressed(packet, frame)))
        return found

    def addressed(self, packet: Packet, frame: Frame) -> Packet:
        """Return a packet with the addresses of a frame."""
        source, destination = (Address(text_of(each.address)) for each in (frame.source, frame.destination))
        return replace(packet, source=source, destination=destination)

    def _is_free(self, host: str, peer: Host, frame: Frame) -> None:
        """Check that the SPI that a host names is not reserved, and none of its others (RFC 4303 2.1, RFC 7402 6.2).

        Raises:
            DifferenceError: it is.
        """
        packet = read(frame.data)
        info = packet.one(layout.ESP_INFO) if packet is not None else None
        spi = int.from_bytes(info.contents[8:12], "big") if info is not None else 0
        others = [held.spi for other, held in self.held(host).items() if other != peer]
        if spi < layout.LEAST_SPI or spi in others:
            raise self.difference(f"SPI that {host} names", "one that is free", f"{spi:#x}")

    def peer_of_data(self, host: str, frame: Frame) -> Host:
        """Return whom data goes to.

        Raises:
            DifferenceError: to nobody.
        """
        spi = int.from_bytes(frame.data[:4], "big")
        for peer, held in self.held(host).items():
            if held.outbound is not None and held.outbound.spi == spi:
                return peer
        raise self.difference("what was sent", "data of an association", f"data with SPI {spi:#x}")

    def renewed(self, host: str) -> None:
        """Take the generations of R1s that an engine has made since last time."""
        pool = self.engine(host).pools[self.naming.hits[host]]
        latest = pool._generations[-1]  # noqa: SLF001  # what is offered shows nowhere else before somebody asks
        if latest.number <= self.run.world.responders[Host(host)].latest.counter:
            return
        exponents: dict[Group, Exponent] = {}
        for group, offer in latest.offers.items():
            self.naming.privates[offer.exponent.public] = private_of(offer.exponent)
            self.naming.offered.setdefault((Host(host), latest.number, group), []).append(offer.exponent.public)
            exponents[Group(str(group))] = self.naming.exponent(offer.exponent.public)
        while self.run.world.responders[Host(host)].latest.counter + 1 < latest.number:
            self._renew(host, {Group(name): Exponent(f"of no R1 {self.frame()}") for name in map(str, CONFIG.groups)})
        self._renew(host, exponents)
        self._renewed_at[host] = self.now

    def not_too_old(self, host: str) -> None:
        """Check, once a host has done what is due, that it has made new R1s in time (RFC 7401 6.7.1).

        Raises:
            DifferenceError: it has not.
        """
        due = self._renewed_at[host] + int(CONFIG.r1_lifetime)
        if due <= self.now:
            raise self.difference(f"when {host} has new R1s", at_time(due), "later")

    def _renew(self, host: str, exponents: Mapping[Group, Exponent]) -> None:
        for exponent in exponents.values():
            self.take(honest.draw_exponent, Pair(Host(host), NOBODY), host=Host(host), exponent=exponent)
        number = self.run.world.responders[Host(host)].latest.counter + 1
        self.take(
            honest_renewing.renew,
            Pair(Host(host), NOBODY),
            host=Host(host),
            secret=self.naming.secret(host, number),
            difficulty=CONFIG.puzzle_difficulty,
            lifetime=PUZZLE_SECONDS,
            exponents=Map(next(iter(exponents.values())), exponents),
        )

    # ------------------------------------------------------------------ comparing

    def compare(self, host: str) -> None:
        """Compare all that a host holds.

        Raises:
            DifferenceError: with the first field that differs.
        """
        held = self.held(host)
        peers = {*held, *(pair.peer for pair, _ in self.run.world.associations.items() if pair.host.name == host)}
        solving = {pair.peer for pair in self.solving if pair.host.name == host}
        for peer in sorted(peers - solving, key=str):
            pair = Pair(Host(host), peer)
            ours, theirs = self.run.world.associations[pair], held.get(peer)
            found = differing(self.naming, ours, theirs, self._seen, pair)
            if found is not None:
                name, specification, engine = found
                rule, guards = self.about(name)
                raise self.difference(f"{name} of {host} with {peer}", specification, engine, rule, guards)
            if theirs is None and ours != UNASSOCIATED:
                raise self.difference(f"what {host} holds about {peer}", ours, "nothing")


def compare_packets(sides: Sides, expected: Packet, found: Packet, action: str) -> None:
    """Compare what was sent, field by field.

    Raises:
        DifferenceError: with the first field that differs.
    """
    seen = normal(found)
    if seen == expected:
        return
    for name in Packet.__dataclass_fields__:
        ours, theirs = getattr(expected, name), getattr(seen, name)
        if ours != theirs:
            taken = sides.run.taken[-1].action
            _, guards = sides.about(name, taken)
            what = f"{name} of the {expected.kind.value} that was sent"
            raise sides.difference(what, ours, theirs, action, guards)


CHOOSING = (answering, closing)
I2_RETRIES = "I2_RETRIES_MAX"
FIELD_OF = {"key to the peer": "mac", "key from the peer": "mac", "own": "receiver"}
"""What guards call a field, if not by its name."""


def at_time(seconds: int) -> str:
    """Return a time in words."""
    return f"at {seconds} s" if seconds < FOREVER else "never"


def suite_of(hit: bytes) -> Suite:
    """Return the suite of a HIT (RFC 7343 2)."""
    return Suite(str(hit[3] & 0xF))


def private_of(exponent: object) -> ec.EllipticCurvePrivateKey:
    """Return the library's key behind an exponent of the engine, so that a secret is computed without the engine."""
    assert isinstance(exponent, EcpExponent)  # noqa: S101  # all groups here are curves
    return exponent._group.key(exponent._secret)  # noqa: SLF001  # nobody else may know it
