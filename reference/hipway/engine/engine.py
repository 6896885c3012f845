"""The engine: one host, any number of associations, no input or output.

How it works. Whoever owns an engine hands it what happened, with the time: a datagram came (`receive`), the local
addresses changed (`set_addresses`), the clock reached `deadline()` (`timeout`), an application wants a peer (`connect`,
`send`, `close`). The engine changes its state at once and never waits. Afterwards the owner fetches what there is to
send (`datagrams`) and what there is to know (`events`). Time is a number of seconds that never goes back; random bytes
come from the `entropy` that the engine was made with. With both given, a run can be repeated, unless the entropy is
the operating system's (`hipway.entropy`).

Whatever arrives, `receive` does not raise. A packet that breaks a rule is dropped and told as `Dropped`, with the
clause. The order of the checks is that of their cost: layout, state, puzzle, MAC, and a signature last.
"""

from collections.abc import Callable, Iterable, Sequence

from hipway.addresses import Address, Endpoint, is_ipv4
from hipway.engine import channel, closing, initiator, lifecycle, locators, registration, rekeying, timers, updates
from hipway.engine.addressing import is_announced
from hipway.engine.association import HALF_OPEN, OPEN, Association, State
from hipway.engine.config import Config
from hipway.engine.counters import Counters
from hipway.engine.dispatch import dispatch
from hipway.engine.events import Datagram, Dropped, Event
from hipway.engine.limits import Limiter, Load
from hipway.engine.pool import Pool
from hipway.engine.refusal import Refused
from hipway.engine.timetable import Timetable
from hipway.engine.work import Work
from hipway.entropy import Entropy, can_be_repeated
from hipway.identity import HIT_SUITES, PrivateIdentity, suite_of
from hipway.wire.refusal import Malformed
from hipway.wire.udp import ESP, HIP, MARKER, classify

__all__ = ["Engine"]

PORTS = (10500, 10500)  # of the datagram within ESP, if an application names none
EVENTS = 65_536  # events that wait to be fetched; further drops are counted only


class Engine:
    """A host.

    Args:
        identities: its identities; the first one is used where none is named.
        config: what it may choose.
        entropy: gives so many random bytes; `SYSTEM` for a host whose run nobody repeats.
        now: the time.
        generation: the first R1 generation; greater than any that these identities used before (RFC 7401 4.1.3).
        route: returns the address that the system would send from to an endpoint, None if it can't say; asked only if
            this host has several.
    """

    def __init__(  # noqa: PLR0913  # what it depends on
        self,
        identities: Sequence[PrivateIdentity],
        config: Config,
        *,
        entropy: Entropy,
        now: float,
        generation: int = 1,
        route: Callable[[Endpoint], Address | None] | None = None,
    ) -> None:
        """Make the R1s that are offered first."""
        if not identities:
            raise ValueError("a host needs an identity")
        self.config = config
        self.entropy = entropy
        self.route = route
        self.work = Work()
        self.counters = Counters()
        if not can_be_repeated(entropy):
            identities = [identity.with_drawn_nonces() for identity in identities]
        self.identities = {identity.public.hit: identity for identity in identities}
        self.pools = {
            hit: Pool(identity, config, entropy, generation, now, self.work)
            for hit, identity in self.identities.items()
        }
        self.default = identities[0].public.hit
        self.limiter = Limiter(config, entropy(16), now)
        self.load = Load(config, now)
        self.addresses: tuple[Address, ...] = ()
        self.several = False  # addresses that peers are told of
        self.by_family: dict[bool, tuple[Address, ...]] = {False: (), True: ()}
        self.located = False
        self.associations: dict[tuple[bytes, bytes], Association] = {}
        self.half_open = 0
        self.spis: dict[int, Association] = {}
        self.servers: dict[bytes, Endpoint] = {}
        self.registrations: dict[tuple[bytes, int], float] = {}
        self.registered: dict[tuple[bytes, int], float] = {}
        self.datagrams_out: list[Datagram] = []
        self.events_out: list[Event] = []
        self.timetable = Timetable()

    # ------------------------------------------------------------------ what the owner fetches

    def datagrams(self) -> list[Datagram]:
        """Return what there is to send, and forget it."""
        found, self.datagrams_out = self.datagrams_out, []
        return found

    def events(self) -> list[Event]:
        """Return what there is to know, and forget it."""
        found, self.events_out = self.events_out, []
        return found

    def deadline(self) -> float:
        """Return when `timeout` is to be called; infinite if it needn't."""
        pools = min(pool.due for pool in self.pools.values())
        return min(pools, self.load.due, self.timetable.first)

    # ------------------------------------------------------------------ what happens

    def receive(self, data: bytes, source: Endpoint, local: Endpoint, now: float) -> None:
        """Take a UDP datagram that came from `source` to `local`."""
        kind = classify(data)
        try:
            if kind is ESP:
                channel.receive(self, data, source, now)
            elif kind is HIP:
                dispatch(self, data[len(MARKER) :], source, local, now)
        except Malformed as error:
            self.drop(source, error.clause, f"{error.what} (at byte {error.offset})")
        except Refused as error:
            self.drop(source, error.clause, error.what)

    def drop(self, source: Endpoint, clause: str, what: str) -> None:
        """Tell that a packet was dropped."""
        self.counters.dropped[clause] += 1
        if len(self.events_out) < EVENTS:
            self.events_out.append(Dropped(source, clause, what))

    def timeout(self, now: float) -> None:
        """Do what is due: at most one slice of work for each association, and one R1."""
        if now >= self.load.due:
            difficulty = self.load.difficulty(now)
            for pool in self.pools.values():
                pool.difficulty = difficulty
        late = min(self.pools.values(), key=lambda pool: pool.due)
        if late.due <= now:
            late.tick(now)
        for association in self.timetable.take(now):
            try:
                timers.run(self, association, now)
            except Refused as error:
                self.drop(association.endpoint or Endpoint(bytes(16), 0), error.clause, error.what)
            self.schedule(association)

    def connect(  # noqa: PLR0913  # what it depends on
        self,
        peer: bytes,
        endpoints: Sequence[Endpoint],
        now: float,
        *,
        ours: bytes | None = None,
        services: tuple[int, ...] = (),
        rendezvous: Endpoint | None = None,
    ) -> None:
        """Begin a base exchange with a peer, unless there is an association already (RFC 7401 6.6).

        Args:
            peer: its HIT; zero to take whoever answers (opportunistic mode, RFC 7401 4.1.8).
            endpoints: where it may be reached; several are tried in turn.
            now: the time.
            ours: which of our HITs is used.
            services: the registration services that are wanted from it.
            rendezvous: its rendezvous server, for when it is found nowhere else.

        Raises:
            ValueError: there is no address, or there are too many exchanges under way.
        """
        ours = ours or self.default
        if ours not in self.identities:
            raise ValueError("this host has no such identity")
        if peer in self.identities:
            raise ValueError("the peer is this host itself")
        if any(peer) and suite_of(peer) not in HIT_SUITES:
            raise ValueError(f"its HIT is of HIT Suite {suite_of(peer)}, which is not supported here (RFC 7401 5.2.10)")
        if rendezvous is not None:
            self.servers[peer] = rendezvous
            endpoints = tuple(dict.fromkeys((*endpoints, rendezvous)))
        if not endpoints:
            raise ValueError("a peer needs an address to be reached at")
        known = self.associations.get((ours, peer))
        if known is not None and known.state in HALF_OPEN | OPEN:
            registration.want(self, known, services, now)
            initiator.try_as_well(known, endpoints)
            return
        if self.half_open >= self.config.half_open or len(self.associations) >= self.config.associations:
            raise ValueError("too many associations")
        association = Association(ours, peer, State.UNASSOCIATED, now, services=services)
        if known is not None:
            association.generation = known.generation
            lifecycle.forget(self, known, now)
        self.associations[ours, peer] = association
        initiator.start(self, association, endpoints, now)
        self.schedule(association)

    def send(self, peer: bytes, payloads: Iterable[bytes], now: float, ports: tuple[int, int] = PORTS) -> None:
        """Send datagrams to a peer; they wait while a base exchange goes on.

        Raises:
            KeyError: there is no association with the peer.
            ValueError: a payload is too long for a datagram; those before it are sent.
        """
        association = self.with_peer(peer)
        if association is None or association.state not in HALF_OPEN | OPEN:
            raise KeyError(peer)
        channel.send(self, association, payloads, ports, now)

    def close(self, peer: bytes, now: float) -> None:
        """End the association with a peer, if there is one."""
        association = self.with_peer(peer)
        if association is None:
            return
        if association.state in OPEN:
            closing.close(self, association, now)
            self.schedule(association)
        elif association.state in HALF_OPEN:
            lifecycle.forget(self, association, now, by_peer=False)

    def set_addresses(self, addresses: Iterable[Address], now: float) -> None:
        """Take the addresses that this host has now, the preferred one first; peers are told (RFC 8046 5.2).

        While there are none, nothing is sent: payload waits as far as `Config.queue` has room. Before this is called
        for the first time, the system chooses.
        """
        found = tuple(dict.fromkeys(addresses))
        if self.located and found == self.addresses:
            return
        self.addresses, self.located = found, True
        self.several = sum(map(is_announced, found)) > 1
        self.by_family = {family: tuple(each for each in found if is_ipv4(each) is family) for family in (False, True)}
        for association in list(self.associations.values()):
            if association.local not in found:
                association.local = None
            if not found:
                continue
            if association.state in OPEN:
                locators.for_data(self, association, now)
                updates.announce(self, association, now)
                locators.verify_waiting(self, association, now)
                channel.flush(self, association, now)
            elif association.state in HALF_OPEN and association.local is None:
                initiator.start_over(self, association, now)
            self.schedule(association)

    def set_rendezvous(self, peer: bytes, server: Endpoint | None) -> None:
        """Name the rendezvous server of a peer: it relays an UPDATE when both ends have moved (RFC 8046 3.2.3)."""
        if server is None:
            self.servers.pop(peer, None)
        else:
            self.servers[peer] = server

    def rekey(self, peer: bytes, now: float, *, fresh: bool = False) -> None:
        """Replace the security associations with a peer; with new Diffie-Hellman values if `fresh` (RFC 7402 6.8)."""
        association = self.with_peer(peer)
        if association is not None and association.state is State.ESTABLISHED:
            rekeying.begin(self, association, now, fresh=fresh)
            self.schedule(association)

    # ------------------------------------------------------------------ used by the rules

    def with_peer(self, peer: bytes) -> Association | None:
        """Return the association with a peer, with the default identity if there are several."""
        found = self.associations.get((self.default, peer))
        if found is not None or len(self.identities) == 1:
            return found
        return next((a for hit in self.identities if (a := self.associations.get((hit, peer)))), None)

    def source_for(self, endpoint: Endpoint, wished: Address | None) -> Address | None:
        """Return the address of ours that packets to an endpoint come from; None leaves it to the system."""
        ours = self.by_family[is_ipv4(endpoint.address)]
        if wished in ours:
            return wished
        routed = self.route(endpoint) if len(ours) > 1 and self.route is not None else None
        return routed if routed in self.addresses else next(iter(ours), None)

    def send_packet(self, packet: bytes, destination: Endpoint, source: Address | None) -> None:
        """Send a HIP packet in UDP (RFC 5770 5.1)."""
        self.counters.packets_sent[packet[2] & 0x7F] += 1
        self.datagrams_out.append(Datagram(MARKER + packet, destination, source))

    def transmit(
        self,
        association: Association,
        packet: bytes,
        now: float,
        *,
        endpoint: Endpoint | None = None,
        source: Address | None = None,
    ) -> None:
        """Send a HIP packet to a peer: to `endpoint`, or to wherever it is reached."""
        target = endpoint or association.endpoint
        if target is None:
            return
        source = self.source_for(target, source or association.local)
        if source is not None or not self.located:  # or else it isn't reachable
            association.sent = now
            self.send_packet(packet, target, source)

    def schedule(self, association: Association) -> None:
        """Put an association into the timetable, unless it has an entry that is earlier: that one will look again."""
        due = timers.next_due(self, association)
        if due < association.due:
            self.timetable.enter(association, due)
