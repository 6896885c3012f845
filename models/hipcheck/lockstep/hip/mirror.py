"""The specification's side of a run, and what both sides must agree on."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from hipcheck.lockstep.blame import clause_of, guards_about, last_writer, rule_of
from hipcheck.lockstep.comparison import Difference, DifferenceError
from hipcheck.lockstep.hip.naming import Channel, Names
from hipcheck.lockstep.hip.state import Seen, held, told
from hipcheck.lockstep.laboratory import Laboratory
from hipspec.hip import SPECIFICATION, honest
from hipspec.hip.association import CREDIT_AGING_INTERVAL, LOCATOR_LIMIT, RECEIVE_WINDOW, UPDATE_RETRY_MAX, Status
from hipspec.hip.association import Association as Told
from hipspec.hip.names import HIT, NOBODY, Address, Frame, Nonce, Pair, Socket
from hipspec.hip.packets import Packet
from hipspec.hip.readings import Readings, RekeyedAddresses
from hipspec.language import Impossible, Map, Refused, Set, replace, some
from hipspec.language.running import Action, Moment, Run
from hipway.engine.association import Association
from hipway.engine.config import Config
from hipway.engine.events import KeysInstalled
from hipway.wire.numbers import EspSuite, Group

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CONFIG", "HOSTS", "READINGS", "RETRY_FIRST", "RETRY_LONGEST", "UNDER_WAY", "Mirror"]

HOSTS = {"alice": ("10.0.0.1",), "bob": ("10.0.0.2",), "mallory": ("10.0.0.3",)}
"""Who takes part, and where each is at the beginning. Mallory follows the rules as well; forgeries are in its name."""

RETRY_FIRST, RETRY_LONGEST = 2, 8
UNDER_WAY = 6  # fewer than the peer's window has room for, so that a walk comes so far
FAR = 10.0**9  # seconds: longer than any run

CONFIG = Config(
    groups=(Group.P_256,),
    esp_suites=(EspSuite.AES_GCM_16,),
    encrypt_host_id=False,
    r1_lifetime=FAR,
    r1_rate=FAR,
    r1_burst=1_000_000,
    exchange_complete=3600,
    unused_lifetime=FAR,
    rest_after=FAR,
    update_retries=UPDATE_RETRY_MAX,
    retry_first=RETRY_FIRST,
    retry_longest=RETRY_LONGEST,
    update_window=RECEIVE_WINDOW,
    replay_window=RECEIVE_WINDOW,
    updates_under_way=UNDER_WAY,
    locators_of_a_peer=LOCATOR_LIMIT,
    credit_aging_interval=CREDIT_AGING_INTERVAL,
    reflexive=False,
    tell_keys=True,
)
"""The engine with the specification's numbers; what the specification leaves out is switched off, or far away."""

ATTRIBUTES = {"locators": frozenset({"locators", "status", "expires", "challenge"})}
"""What a field of the comparison is made from, where that isn't the field of the same name."""

READINGS = Readings(rekeyed=RekeyedAddresses.KEPT)
"""The engine's answers to the open questions: the proved ones, but for addresses under a new SA, which it keeps."""


class Mirror:
    """A laboratory, and a run of the specification beside it.

    Attributes:
        seed: of the laboratory.
        laboratory, run: the two sides.
        names: of what the engines hold as bytes.
        frames: the specification's frames, by the name of the datagram and the place of the packet in it.
        number, event: of what happens now.
        refusals: what the specification has refused in it: rule and guard.
        acts: how often an engine has acted in it.
        begun: how many steps the specification had taken before it.
        established: the pairs that have completed a base exchange, by HIT.
        refused: how often each guard has refused on both sides.
        compared: how often what an engine did was compared.
        plan: what a random walk has decided to let happen next.
    """

    def __init__(self, seed: int) -> None:
        """Begin."""
        self.seed = seed
        self.laboratory = Laboratory(seed, CONFIG, HOSTS)
        self.names = Names(self.laboratory)
        sits = {Address(place): HIT(name) for name, places in HOSTS.items() for place in places}
        multicast = Set(*(Address(f"224.0.0.{number}") for number in range(1, 4)))
        self.run = Run(SPECIFICATION, READINGS, honest=Set(*map(HIT, HOSTS)), at=Map(NOBODY, sits), multicast=multicast)
        self.frames: dict[tuple[str, int], Frame] = {}
        self.number = 0
        self.event = ""
        self.refusals: list[tuple[str, str]] = []
        self.acts = self.begun = 0
        self.established: set[tuple[bytes, bytes]] = set()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.compared = 0
        self.plan: list[Callable[[], Any]] = []

    @property
    def now(self) -> int:
        """The time."""
        return self.laboratory.now

    @staticmethod
    def pair(host: str, peer: str) -> Pair:
        """Return one direction of a relation."""
        return Pair(HIT(host), HIT(peer))

    def pairs_of(self, host: str) -> list[Pair]:
        """Return the associations that a host has, on either side."""
        names = self.laboratory.names
        return [
            self.pair(host, names[peer])
            for _, peer in self.laboratory.hosts[host].engine.associations
            if peer in names and (self.laboratory.hosts[host].hit, peer) in self.established
        ]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs that have completed a base exchange, by name and both ways round."""
        names = self.laboratory.names
        return sorted((names[ours], names[peer]) for ours, peer in self.established)

    def told(self, pair: Pair) -> Told:
        """Return the specification's association."""
        found: Told = self.run.world.associations[pair]
        return found

    def engine_of(self, pair: Pair) -> Association | None:
        """Return the engine's association."""
        ours, peer = self.laboratory.hosts[pair.host.name], self.laboratory.hosts[pair.peer.name]
        return ours.engine.associations.get((ours.hit, peer.hit))

    # ------------------------------------------------------------------ steps

    def do(self, action: Action, **arguments: Any) -> None:  # noqa: ANN401  # of any action
        """Take a step of the specification that must be possible.

        Raises:
            DifferenceError: the specification refuses what an engine did.
        """
        refused = self.attempt(action, **arguments)
        if refused is not None:
            rule, guard = refused
            what = f"{action.__name__}: an engine does what the specification refuses"
            raise self.differs(what, f"refuses: {guard}", "does it", refused=(rule, guard))

    def attempt(self, action: Action, **arguments: Any) -> tuple[str, str] | None:  # noqa: ANN401  # of any action
        """Take a step of the specification; return the rule and the guard that refuse it, or None."""
        try:
            self.run.do(action, **arguments)
        except Refused as error:
            return error.function, error.sentence
        except Impossible as error:
            return action.__name__, error.sentence
        return None

    def put(self, frame: Frame, packet: Packet) -> None:
        """Put a packet on the specification's network, as it is on the real one."""
        world = self.run.world
        environment = replace(world.environment, sent=world.environment.sent.set(frame, some(packet)))
        self.run.now = Moment(replace(world, environment=environment), self.run.history)

    def differs(
        self, what: str, specification: object, engine: object, refused: tuple[str, str] | None = None
    ) -> DifferenceError:
        """Return the error for a difference in this event."""
        last = self.run.taken[-1].action.__name__ if self.run.taken else ""
        refusals = [*self.refusals, *([refused] if refused is not None else [])]
        rule = refusals[0][0] if refusals else last
        guard = "; ".join(dict.fromkeys(sentence for _, sentence in refusals if sentence))
        clause = clause_of(SPECIFICATION, rule) or clause_of(SPECIFICATION, last)
        return DifferenceError(
            Difference(self.number, self.event, what, str(specification), str(engine), rule, guard, clause)
        )

    # ------------------------------------------------------------------ what both sides hold

    def agree(self, pair: Pair) -> None:
        """Compare what a host holds about a peer.

        Raises:
            DifferenceError: a field differs.
        """
        engine, specification = held(self.names, self.engine_of(pair)), told(self.told(pair))
        if engine == specification:
            return
        field, theirs, ours = _first(specification, engine)
        key = _key(specification.get(field), engine.get(field))
        attributes = ATTRIBUTES.get(field, frozenset({field}))
        writer = last_writer(
            self.run.taken[self.begun :], lambda world: _entry(told(world.associations[pair]), field, key)
        )
        action = writer or (self.run.taken[-1].action if self.run.taken else None)
        guards = [] if self.refusals else guards_about(SPECIFICATION, attributes, action)
        rule = rule_of(SPECIFICATION, action) if action else ""
        where = field if key is None else f"{field}[{_shown(key)}]"
        what = f"{pair.host.name} about {pair.peer.name}: {where}"
        raise self.differs(what, theirs, ours, refused=(rule, "; ".join(dict.fromkeys(guards))))

    def know(self, host: str, peer: str, installed: dict[str, KeysInstalled]) -> None:
        """Take over what a base exchange has left at both ends."""
        one, other = self.laboratory.hosts[host], self.laboratory.hosts[peer]
        here, there = self.engine_of(self.pair(host, peer)), self.engine_of(self.pair(peer, host))
        if here is None or there is None or here.keys is None or there.keys is None or set(installed) != {host, peer}:
            raise self.differs("base exchange", "keys at both ends", "keys are missing")
        to_peer = self.names.key(one.hit, other.hit, here.keys.mac_out, self.number)
        to_host = self.names.key(other.hit, one.hit, there.keys.mac_out, self.number)
        for name, ours, theirs in ((host, one.hit, other.hit), (peer, other.hit, one.hit)):
            sending = installed[name].outbound
            self.names.channels[sending.spi] = Channel(ours, theirs, sending.encrypt_key)
        self.established |= {(one.hit, other.hit), (other.hit, one.hit)}
        if here.endpoint is None or there.endpoint is None:
            raise self.differs("base exchange", "an address of the peer", "none")
        self.do(
            honest.establish,
            host=HIT(host),
            peer=HIT(peer),
            host_address=self.names.address(there.endpoint.address),
            peer_address=self.names.address(here.endpoint.address),
            key_out=to_peer,
            key_in=to_host,
            host_nonce=Nonce(f"exchange {self.number} of {host}"),
            peer_nonce=Nonce(f"exchange {self.number} of {peer}"),
        )
        for name, other_name in ((host, peer), (peer, host)):
            socket = Socket(f"{name} to {other_name}")
            self.do(honest.open_socket, socket=socket, host=HIT(name), peer=HIT(other_name))


def _first(specification: Seen, engine: Seen) -> tuple[str, object, object]:
    """Return the first field that differs, as both sides have it; of a table, the first entry."""
    field = next(each for each in specification | engine if specification.get(each) != engine.get(each))
    theirs, ours = specification.get(field), engine.get(field)
    key = _key(theirs, ours)
    if key is None or not isinstance(theirs, dict) or not isinstance(ours, dict):
        return field, _shown(theirs), _shown(ours)
    return field, _shown(theirs.get(key)), _shown(ours.get(key))


def _key(theirs: object, ours: object) -> object:
    """Return the first entry in which two tables differ; None if they are none."""
    if not isinstance(theirs, dict) or not isinstance(ours, dict):
        return None
    return next(key for key in {**theirs, **ours} if theirs.get(key) != ours.get(key))


def _entry(seen: Seen, field: str, key: object) -> object:
    value = seen.get(field)
    return value.get(key) if isinstance(value, dict) else value


def _shown(value: object) -> str:
    """Return a value as a reader wants it."""
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(map(_shown, sorted(value))) + "}"
    if isinstance(value, Status):
        return value.value
    return str(getattr(value, "name", value))
