"""The engine: one host, any number of associations, no input or output.

How it works. Whoever owns an engine hands it what happened, with the time: a datagram came (`receive`), the local
addresses changed (`set_addresses`), the clock reached `deadline()` (`timeout`), an application wants a peer (`connect`,
`send`, `close`). The engine changes its state at once and never waits. Afterwards the owner fetches what there is to
send (`datagrams`) and what there is to know (`events`). Time is a number of seconds that never goes back; random bytes
come from the `entropy` that the engine was made with. With both given, a run can be repeated.

Whatever arrives, `receive` does not raise. A packet that breaks a rule is dropped and told as `Dropped`, with the clause.
The order of the checks is that of their cost: layout, state, puzzle, MAC, and a signature last.
"""

import heapq
import itertools
from collections.abc import Callable, Iterable, Sequence

from hipway.addresses import Address, Endpoint, is_ipv4
from hipway.engine import channel, closing, initiator, locators, rekeying, timers, updates
from hipway.engine.association import FOREVER, Association, Outstanding, State
from hipway.engine.config import Config
from hipway.engine.counters import Counters
from hipway.engine.dispatch import dispatch
from hipway.engine.events import Datagram, Dropped, Established, Event, Failed
from hipway.engine.limits import Limiter, Load
from hipway.engine.pool import Pool
from hipway.engine.refusal import Refused
from hipway.engine.work import Work
from hipway.identity import PrivateIdentity
from hipway.wire.refusal import Malformed
from hipway.wire.udp import MARKER, classify
from hipway.wire.udp import Payload as Kind

__all__ = ["Engine"]

NOBODY = bytes(16)
PORTS = (10500, 10500)  # of the datagram within ESP, if an application names none


class Engine:
    """A host.

    Args:
        identities: its identities; the first one is used where none is named.
        config: what it may choose.
        entropy: gives so many random bytes.
        now: the time.
        generation: the first R1 generation; greater than any that these identities used before (RFC 7401 4.1.3).
    """

    def __init__(
        self,
        identities: Sequence[PrivateIdentity],
        config: Config,
        *,
        entropy: Callable[[int], bytes],
        now: float,
        generation: int = 1,
    ) -> None:
        """Make the R1s that are offered first."""
        self.config = config
        self.entropy = entropy
        self.work = Work()
        self.counters = Counters()
        self.identities = {identity.public.hit: identity for identity in identities}
        self.pools = {
            hit: Pool(identity, config, entropy, generation, now, self.work)
            for hit, identity in self.identities.items()
        }
        self.default = identities[0].public.hit
        self.limiter = Limiter(config)
        self.load = Load(config, now)
        self.addresses: tuple[Address, ...] = ()
        self.associations: dict[tuple[bytes, bytes], Association] = {}
        self.half_open = 0
        self.spis: dict[int, Association] = {}
        self.registrations: dict[tuple[bytes, int], float] = {}
        self.registered: dict[tuple[bytes, int], float] = {}
        self.datagrams_out: list[Datagram] = []
        self.events_out: list[Event] = []
        self._timetable: list[tuple[float, int, Association]] = []
        self._number = itertools.count()

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
        return min(pools, self._timetable[0][0] if self._timetable else FOREVER)

    # ------------------------------------------------------------------ what happens

    def receive(self, data: bytes, source: Endpoint, local: Endpoint, now: float) -> None:
        """Take a UDP datagram that came from `source` to `local`."""
        kind = classify(data)
        try:
            if kind is Kind.ESP:
                channel.receive(self, data, source, now)
            elif kind is Kind.HIP:
                association = dispatch(self, data[len(MARKER) :], source, local, now)
                if association is not None:
                    self.schedule(association)
        except Malformed as error:
            self._drop(source, error.clause, f"{error.what} (at byte {error.offset})")
        except Refused as error:
            self._drop(source, error.clause, error.what)

    def _drop(self, source: Endpoint, clause: str, what: str) -> None:
        self.counters.dropped[clause] += 1
        self.events_out.append(Dropped(source, clause, what))

    def timeout(self, now: float) -> None:
        """Do what is due."""
        for pool in self.pools.values():
            pool.tick(now)
        difficulty = self.load.difficulty(now)
        if difficulty is not None:
            for pool in self.pools.values():
                pool.set_difficulty(difficulty, now)
        while self._timetable and self._timetable[0][0] <= now:
            due, _, association = heapq.heappop(self._timetable)
            if association.due == due:
                association.due = FOREVER
                try:
                    timers.run(self, association, now)
                except Refused as error:
                    self.fail(association, error.what, now)
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
        if not endpoints:
            raise ValueError("a peer needs an address to be reached at")
        key = (ours or self.default, peer)
        known = self.associations.get(key)
        if known is not None and known.state in {State.I1_SENT, State.I2_SENT, State.R2_SENT, State.ESTABLISHED}:
            return
        if self.half_open >= self.config.half_open or len(self.associations) >= self.config.associations:
            raise ValueError("too many associations")
        association = Association(*key, State.UNASSOCIATED, now)
        association.rendezvous = rendezvous
        if known is not None:
            association.generation = known.generation
            association.queue, association.queued = known.queue, known.queued
            self.remove(known)
        self.associations[key] = association
        initiator.start(self, association, endpoints, services, now)
        self.schedule(association)

    def send(self, peer: bytes, payloads: Iterable[bytes], now: float, ports: tuple[int, int] = PORTS) -> None:
        """Send datagrams to a peer; they wait while a base exchange goes on.

        Raises:
            KeyError: there is no association with the peer.
        """
        association = self.with_peer(peer)
        if association is None or association.state in {State.E_FAILED, State.CLOSED, State.CLOSING}:
            raise KeyError(peer)
        channel.send(self, association, payloads, ports, now)

    def close(self, peer: bytes, now: float) -> None:
        """End the association with a peer, if there is one."""
        association = self.with_peer(peer)
        if association is None:
            return
        if association.state in {State.R2_SENT, State.ESTABLISHED}:
            closing.close(self, association, now)
            self.schedule(association)
        elif association.state in {State.I1_SENT, State.I2_SENT}:
            self.forget(association, now)

    def set_addresses(self, addresses: Iterable[Address], now: float) -> None:
        """Take the addresses that this host has now, the preferred one first; peers are told (RFC 8046 5.2)."""
        found = tuple(dict.fromkeys(addresses))
        if found == self.addresses:
            return
        self.addresses = found
        for association in list(self.associations.values()):
            if association.state in {State.R2_SENT, State.ESTABLISHED} and found:
                if association.local not in found:
                    association.local = None
                locators.for_data(self, association, now)
                updates.announce(self, association, now)
                channel.flush(self, association, now)
                self.schedule(association)

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

    def server_at(self, source: Endpoint) -> Association | None:
        """Return the association with the registrar that a packet came from."""
        for registrar, _ in self.registered:
            association = self.with_peer(registrar)
            if association is not None and source in association.locators:
                return association
        return None

    def source_for(self, endpoint: Endpoint, wished: Address | None) -> Address | None:
        """Return the address of ours that packets to an endpoint come from; None leaves it to the system."""
        same = [address for address in self.addresses if is_ipv4(address) == is_ipv4(endpoint.address)]
        return wished if wished in same else next(iter(same), None)

    def send_packet(self, packet: bytes, destination: Endpoint, source: Address | None, now: float) -> None:
        """Send a HIP packet in UDP (RFC 5770 5.1)."""
        del now
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
        if target is not None and locators.reachable(self, target):
            association.sent = now
            self.send_packet(packet, target, self.source_for(target, source or association.local), now)

    def through_rendezvous(self, association: Association, waiting: Outstanding, now: float) -> None:
        """Send an UPDATE that found no answer by the peer's rendezvous server as well (RFC 8046 3.2.3)."""
        if waiting.endpoint is None and association.rendezvous is not None:
            self.transmit(association, waiting.packet, now, endpoint=association.rendezvous)

    def enter(self, association: Association, state: State, now: float) -> None:
        """Go to a state, and start its timer (RFC 7401 4.4.3)."""
        config = self.config
        half = {State.I1_SENT, State.I2_SENT}
        self.half_open += (state in half) - (association.state in half)
        association.state = state
        association.since = now
        association.retry = FOREVER
        association.until = {
            State.R2_SENT: now + config.exchange_complete,
            State.CLOSING: now + config.unused_lifetime + config.segment_lifetime,
            State.CLOSED: now + config.unused_lifetime + 2 * config.segment_lifetime,
            State.E_FAILED: now + config.failed_lifetime,
        }.get(state, FOREVER)

    def establish(self, association: Association, endpoint: Endpoint, now: float, *, again: bool = False) -> None:
        """The base exchange is over: take the peer's address, tell it, and announce ours if there are several."""
        association.heard = association.credit_aged = now
        locators.begin(self, association, endpoint)
        association.local = self.source_for(endpoint, association.local)
        if association.initiator:
            self.enter(association, State.ESTABLISHED, now)
        else:
            self.enter(association, State.R2_SENT, now)
        self.events_out.append(Established(association.peer, again))
        if association.initiator and sum(map(self.announces, self.addresses)) > 1:
            updates.announce(self, association, now)

    def confirm(self, association: Association, now: float) -> None:
        """The peer is in ESTABLISHED, and so are we (RFC 7401 6.9 step 21)."""
        self.enter(association, State.ESTABLISHED, now)
        if sum(map(self.announces, self.addresses)) > 1:
            updates.announce(self, association, now)
        self.schedule(association)

    def announces(self, address: Address) -> bool:
        """Whether an address may be in a LOCATOR_SET: no multicast, no link-local one (RFC 8046 4)."""
        if is_ipv4(address):
            return address[12] < 224 and address[12] != 127 and address[12:14] != b"\xa9\xfe"  # noqa: PLR2004
        return address[0] != 0xFF and not (address[0] == 0xFE and address[1] & 0xC0 == 0x80)  # noqa: PLR2004

    def replace(self, old: Association | None, made: Association, endpoint: Endpoint, now: float) -> None:
        """Put a new association in place of an old one (RFC 7401 6.9 steps 6 and 20)."""
        again = False
        if old is not None:
            again = old.state in {State.R2_SENT, State.ESTABLISHED}
            made.queue, made.queued = old.queue, old.queued
            made.generation, made.rendezvous = old.generation, old.rendezvous
            self.remove(old)
        self.associations[made.ours, made.peer] = made
        self.establish(made, endpoint, now, again=again)
        self.schedule(made)

    def make_room(self, association: Association | None) -> None:
        """Refuse a new association when there are as many as there may be."""
        if association is None and len(self.associations) >= self.config.associations:
            raise Refused("RFC 7401 8", "there is no room for another association")

    def know(self, association: Association, peer: bytes) -> None:
        """Take the HIT that answered an opportunistic I1 (RFC 7401 4.1.8)."""
        if association.peer == peer:
            return
        del self.associations[association.ours, association.peer]
        former = self.associations.get((association.ours, peer))
        if former is not None:
            self.remove(former)
        association.peer = peer
        self.associations[association.ours, peer] = association

    def fail(self, association: Association, why: str, now: float) -> None:
        """Give up: E-FAILED for a while (RFC 7401 4.4.3 Table 9)."""
        self.events_out.append(Failed(association.peer, why))
        association.exchange = None
        association.queue.clear()
        association.queued = 0
        self._drop_keys(association)
        self.enter(association, State.E_FAILED, now)

    def close_broken(self, association: Association, now: float) -> None:
        """The peer does not answer any more: close (RFC 7401 6.11 step 4)."""
        self.events_out.append(Failed(association.peer, "the peer acknowledges no UPDATE any more"))
        closing.close(self, association, now)

    def begin_rekeying(self, association: Association, now: float) -> None:
        """An SA comes to its end (RFC 7402 6.8)."""
        rekeying.begin(self, association, now)
        self.schedule(association)

    def reached(self, association: Association, now: float) -> None:
        """The peer has a verified address again: send what has waited."""
        channel.flush(self, association, now)

    def drop_former(self, association: Association) -> None:
        """Forget the inbound SA that was replaced (RFC 7402 6.10 step 4)."""
        if association.former is not None:
            self.spis.pop(association.former.spi, None)
            association.former = None

    def forget(self, association: Association, now: float) -> None:
        """End an association: UNASSOCIATED, and nothing is left of its keys."""
        self.enter(association, State.UNASSOCIATED, now)
        self.remove(association)

    def remove(self, association: Association) -> None:
        """Take an association out of all tables."""
        if association.state in {State.I1_SENT, State.I2_SENT}:
            self.half_open -= 1
        association.state = State.UNASSOCIATED
        association.due = FOREVER
        self._drop_keys(association)
        if self.associations.get((association.ours, association.peer)) is association:
            del self.associations[association.ours, association.peer]

    def _drop_keys(self, association: Association) -> None:
        self.drop_former(association)
        if self.spis.get(association.spi) is association:
            del self.spis[association.spi]
        if association.rekeying is not None:
            self.spis.pop(association.rekeying.spi, None)
        association.keys = association.keymat = association.exponent = None
        association.inbound = association.outbound = association.rekeying = None
        association.outstanding.clear()

    def schedule(self, association: Association) -> None:
        """Put an association into the timetable, if it is due before its entry there."""
        due = timers.next_due(self, association)
        if due < association.due:
            association.due = due
            heapq.heappush(self._timetable, (due, next(self._number), association))
