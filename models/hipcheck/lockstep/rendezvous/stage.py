"""Who takes part, and the two sides of a run."""

import dataclasses
from collections import Counter
from typing import Any

from hipcheck.lockstep.blame import clause_of
from hipcheck.lockstep.comparison import Difference, DifferenceError
from hipcheck.lockstep.hip.mirror import CONFIG as OF_HIP
from hipcheck.lockstep.hip.naming import Names
from hipcheck.lockstep.laboratory import Laboratory
from hipcheck.lockstep.rendezvous.state import SERVICE, held, told
from hipspec.language import NOTHING, Impossible, Map, Refused, Set, replace, some
from hipspec.language.running import Action, Moment, Run
from hipspec.network.names import NOBODY, NOWHERE, Address, Frame, Host, Pair
from hipspec.rendezvous import SPECIFICATION
from hipspec.rendezvous.association import Association as Told
from hipspec.rendezvous.packets import Packet
from hipspec.rendezvous.readings import Readings
from hipway.engine.association import HALF_OPEN, OPEN, Association

__all__ = ["CLIENTS", "CONFIG", "HOSTS", "LIFETIME", "PUBLISHED", "SERVER", "Stage"]

SERVER = "server"
HOSTS = {"alice": ("10.0.0.1",), "bob": ("10.0.0.2",), "mallory": ("10.0.0.3",), SERVER: ("10.0.0.9",)}
CLIENTS = ("alice", "bob")
PUBLISHED = {name: HOSTS[SERVER if name in CLIENTS else name][0] for name in HOSTS}
"""Where each host is to be asked for: clients at their server, the others at home."""

LIFETIME = 64  # seconds, which a byte of lifetime can say exactly
CONFIG = dataclasses.replace(OF_HIP, registrars=(int(SERVICE),), registration_shortest=1, registration_longest=LIFETIME)
"""As in the view on `hipspec.hip`; and whoever asks is registered, for as long as is granted at most."""

COMPARED = ("kind", "sender", "receiver", "source", "destination", "origin", "rvs_mac", "via")


class Stage:
    """A laboratory, and a run of the specification beside it.

    Attributes:
        laboratory, run: the two sides.
        names: of what the engines hold as bytes.
        frames: the specification's frames, by the names of the datagrams.
        number, event: of what happens now.
        met, ended: the pairs that have an association in the specification; and those whose engine has closed it.
        unsettled: for a host and its peer, the UPDATEs that wait until the address of the first of them is verified.
        meeting: the two hosts that do an undisturbed base exchange now.
        refused: how often each guard has refused on both sides.
        compared: how often what an engine did was compared.
    """

    def __init__(self, seed: int) -> None:
        """Begin with the hosts at home, and no association."""
        self.laboratory = Laboratory(seed, CONFIG, HOSTS)
        self.names = Names(self.laboratory)
        self.run = Run(
            SPECIFICATION,
            Readings(),
            honest=Set(*map(Host, HOSTS)),
            at=Map(NOBODY, {Address(place): Host(name) for name, places in HOSTS.items() for place in places}),
            published=Map(NOWHERE, {Host(name): Address(place) for name, place in PUBLISHED.items()}),
        )
        self.frames: dict[str, Frame] = {}
        self.number, self.event = 0, ""
        self.met: set[tuple[str, str]] = set()
        self.ended: set[tuple[str, str]] = set()
        self.unsettled: dict[tuple[str, str], list[tuple[Frame, Packet]]] = {}
        self.meeting: set[str] = set()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.compared = 0

    @property
    def now(self) -> int:
        """The time."""
        return self.laboratory.now

    @staticmethod
    def pair(host: str, peer: str) -> Pair:
        """Return one direction of a relation."""
        return Pair(Host(host), Host(peer))

    def told(self, host: str, peer: str) -> Told:
        """Return the specification's association."""
        found: Told = self.run.world.associations[self.pair(host, peer)]
        return found

    def engine_of(self, host: str, peer: str) -> Association | None:
        """Return the engine's association."""
        ours, theirs = self.laboratory.hosts[host], self.laboratory.hosts[peer]
        return ours.engine.associations.get((ours.hit, theirs.hit))

    def waits(self, host: str, peer: str) -> bool:
        """Whether a host has a base exchange under way."""
        association = self.engine_of(host, peer)
        return association is not None and association.state in HALF_OPEN

    def do(self, action: Action, **arguments: Any) -> None:  # noqa: ANN401  # of any action
        """Take a step of the specification that must be possible.

        Raises:
            DifferenceError: the specification refuses what an engine did.
        """
        refused = self.attempt(action, **arguments)
        if refused is not None:
            raise self.differs(action.__name__, f"refuses: {refused[1]}", "does it", *refused)

    def attempt(self, action: Action, **arguments: Any) -> tuple[str, str] | None:  # noqa: ANN401  # of any action
        """Take a step of the specification; return the rule and the guard that refuse it, or None."""
        try:
            self.run.do(action, **arguments)
        except Refused as error:
            return error.function, error.sentence
        except Impossible as error:
            return action.__name__, error.sentence
        return None

    def put(self, name: str, packet: Packet) -> Frame:
        """Put a packet on the specification's network, as it is on the real one."""
        frame = self.frames.setdefault(name, Frame(name))
        world = self.run.world
        environment = replace(world.environment, sent=world.environment.sent.set(frame, some(packet)))
        self.run.now = Moment(replace(world, environment=environment), self.run.history)
        return frame

    def differs(
        self, what: str, specification: object, engine: object, rule: str = "", guard: str = ""
    ) -> DifferenceError:
        """Return the error for a difference in this event."""
        name = rule or (self.run.taken[-1].action.__name__ if self.run.taken else "")
        clause = clause_of(SPECIFICATION, name)
        return DifferenceError(
            Difference(self.number, self.event, what, str(specification), str(engine), name, guard, clause)
        )

    def same(self, what: str, frame: Frame, packet: Packet, *besides: str) -> None:
        """Compare what both sides have sent.

        Raises:
            DifferenceError: a field differs.
        """
        found = self.run.world.environment.sent[frame]
        if not found.present:
            raise self.differs(f"{what}: what is sent", "nothing", packet.kind.value)
        for field in (*COMPARED, *besides):
            ours, theirs = getattr(found.value, field), getattr(packet, field)
            if ours != theirs:
                raise self.differs(f"{what}: {field} of the {packet.kind.value}", ours, theirs)

    def agree(self, host: str) -> None:
        """Compare what a host holds about its peers.

        Raises:
            DifferenceError: a field differs.
        """
        engine = self.laboratory.hosts[host].engine
        for peer, other in self.laboratory.hosts.items():
            association = self.engine_of(host, peer)
            if (host, peer) in self.met and (association is None or association.state not in OPEN):
                self.ended |= {(host, peer), (peer, host)}
                self._unregister(host, peer, gone=association is None)
            if peer == host or (host, peer) in self.ended or {host, peer} == self.meeting:
                continue
            ours = told(self.told(host, peer), self.now)
            theirs = held(self.names, engine, association, other.hit, self.now)
            for field, value in ours.items():
                if self._compares(host, peer, field, ours, theirs) and value != theirs[field]:
                    raise self.differs(f"{host} about {peer}: {field}", value, theirs[field])

    def _unregister(self, host: str, peer: str, *, gone: bool) -> None:
        """End a registration with its association, which the specification has no end of.

        Raises:
            DifferenceError: an engine has forgotten the peer, and not its registration.
        """
        world, pair, told_here = self.run.world, self.pair(host, peer), self.told(host, peer)
        if told_here.registered_until.present or told_here.serves:
            ended = replace(told_here, registered_until=NOTHING, serves=False)
            world = replace(world, associations=world.associations.set(pair, ended))
            self.run.now = Moment(world, self.run.history)
        if gone and (self.is_registered(host, peer) or self.is_registered(peer, host, at=host)):
            raise self.differs(f"{host} about {peer}: the registration", "ended with the association", "lasts")

    def is_registered(self, client: str, server: str, *, at: str = "") -> bool:
        """Whether an engine, the client's or that of `at`, has a registration of one with the other."""
        other = self.laboratory.hosts[client if at == server else server].hit
        engine = self.laboratory.hosts[at or client].engine
        return (other, SERVICE) in (engine.registrations if at == server else engine.registered)

    def _compares(self, host: str, peer: str, field: str, ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
        """Whether a field is compared now; see `state`."""
        if field == "serves":  # an end that the specification's client doesn't see; or REG_RESPONSE precedes the ACK
            return (bool(theirs[field]) or not ours[field]) and not self.told(host, peer).unacknowledged
        if field == "asked_at":  # an exchange that has failed, of which only the engine knows
            return self.waits(host, peer)
        return (host, peer) not in self.unsettled
