"""A network in one process, whose time is a number: hosts at addresses, loss, delay, duplicates, translators.

With the same seed everything happens again in the same way, but for the keys of the identities.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from hipway.addresses import Endpoint, address_of, text_of
from hipway.engine import updates
from hipway.engine.association import Association
from hipway.engine.config import Config
from hipway.engine.engine import Engine
from hipway.engine.events import Event, Payload
from hipway.identity import PrivateIdentity
from hipway.wire.packet import Packet, parse
from hipway.wire.parameters import EspInfo, LocatorSet, Parameter

if TYPE_CHECKING:
    from hipway.entropy import Entropy

PORT = 10500
LATENCY = 0.01
SLICE = 0.001
FOREVER = float("inf")
E = TypeVar("E", bound=Event)


def at(text: str, port: int = PORT) -> Endpoint:
    """Return an endpoint."""
    return Endpoint(address_of(text), port)


class Sent(NamedTuple):
    """A datagram on its way."""

    time: float
    source: Endpoint
    destination: Endpoint
    data: bytes

    @property
    def kind(self) -> int:
        """The type of the HIP packet; 0 for ESP."""
        return self.data[6] & 0x7F if self.data[:4] == bytes(4) else 0


@dataclass
class Host:
    """An engine at some addresses."""

    network: "Network"
    name: str
    engine: Engine
    addresses: list[str]
    events: list[Event] = field(default_factory=list)
    behind: "Translator | None" = None

    @property
    def port(self) -> int:
        """The UDP port that it is at."""
        return self.engine.config.port

    @property
    def hit(self) -> bytes:
        """Its first HIT."""
        return self.engine.default

    def all(self, kind: type[E]) -> list[E]:
        """Return the events of one kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def payloads(self) -> list[bytes]:
        """What it has received."""
        return [event.data for event in self.all(Payload)]

    def connect(self, peer: "Host", **more: object) -> None:
        """Connect to all addresses of a peer."""
        endpoints = [at(address, peer.port) for address in peer.addresses]
        self.engine.connect(peer.hit, endpoints, self.network.now, **more)  # type: ignore[arg-type] # as connect's own

    def send(self, peer: "Host", *payloads: bytes) -> None:
        """Send to a peer."""
        self.engine.send(peer.hit, payloads, self.network.now)

    def move(self, *addresses: str) -> None:
        """Be at other addresses from now on."""
        self.addresses = list(addresses)
        self.engine.set_addresses([address_of(address) for address in addresses], self.network.now)

    def state(self, peer: "Host") -> str:
        """Return the state of the association with a peer."""
        association = self.engine.with_peer(peer.hit)
        return association.state.value if association else "UNASSOCIATED"


@dataclass
class Translator:
    """A NAT: what is behind it appears at its address, at a port that stays until `rebind`."""

    address: str
    port: int = 40000
    mappings: dict[int, Endpoint] = field(default_factory=dict)

    def outside(self, inside: Endpoint) -> Endpoint:
        """Return the endpoint that a host behind it appears at."""
        for port, known in self.mappings.items():
            if known == inside:
                return at(self.address, port)
        self.port += 1
        self.mappings[self.port] = inside
        return at(self.address, self.port)

    def rebind(self) -> None:
        """Forget all mappings."""
        self.mappings = {}


class Network:
    """What carries datagrams between hosts.

    Attributes:
        pass_on: says how often a datagram arrives: 0 if it is lost.
        jitter: how much longer than the least a datagram may take at most: they overtake each other then.
        entropy: of the hosts that are added from now on.
        log: everything that was sent.
    """

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)  # noqa: S311  # a simulation
        self.entropy: Entropy = self.random.randbytes
        self.now = 0.0
        self.hosts: list[Host] = []
        self.translators: list[Translator] = []
        self.pass_on: Callable[[Sent], int] = lambda _: 1
        self.jitter = 0.0
        self.log: list[Sent] = []
        self._on_way: list[tuple[float, int, Sent]] = []
        self._number = itertools.count()

    def host(
        self,
        name: str,
        identity: PrivateIdentity | Sequence[PrivateIdentity],
        *addresses: str,
        config: Config | None = None,
        generation: int = 1,
    ) -> Host:
        """Add a host."""
        identities = [identity] if isinstance(identity, PrivateIdentity) else identity
        engine = Engine(
            identities,
            config or Config(groups=(7,)),
            entropy=self.entropy,
            now=self.now,
            generation=generation,
        )
        made = Host(self, name, engine, list(addresses))
        engine.set_addresses([address_of(address) for address in addresses], self.now)
        self.hosts.append(made)
        return made

    def run(self, until: float) -> None:
        """Let time pass. A host has a slice of work every millisecond at most."""
        while True:
            self.collect()
            due = min((host.engine.deadline() for host in self.hosts), default=FOREVER)
            arrives = self._on_way[0][0] if self._on_way else FOREVER
            if min(due, arrives) > until:
                break
            if arrives <= max(due, self.now):
                self.now = max(self.now, arrives)
                self._arrive(heapq.heappop(self._on_way)[2])
                continue
            self.now = max(self.now + SLICE, due)
            for host in self.hosts:
                if host.engine.deadline() <= self.now:
                    host.engine.timeout(self.now)
        self.now = max(self.now, until)

    def collect(self) -> None:
        """Take what the engines have to send and to tell."""
        for host in self.hosts:
            host.events += host.engine.events()
            for data, destination, address in host.engine.datagrams():
                source = Endpoint(address or address_of(host.addresses[0]), host.port) if host.addresses else None
                if source is not None:
                    seen = host.behind.outside(source) if host.behind else source
                    self.send(Sent(self.now, seen, destination, data))

    def send(self, sent: Sent) -> None:
        """Put a datagram on its way."""
        self.log.append(sent)
        for _ in range(self.pass_on(sent)):
            arrives = self.now + LATENCY + self.random.random() * self.jitter
            heapq.heappush(self._on_way, (arrives, next(self._number), sent))

    def _arrive(self, sent: Sent) -> None:
        destination, through = sent.destination, None
        for translator in self.translators:
            if address_of(translator.address) == destination.address:
                through = translator
                destination = translator.mappings.get(destination.port, destination)
        for host in self.hosts:
            here = host.behind is through and destination.address in map(address_of, host.addresses)
            if here and destination.port == host.port:
                host.engine.receive(sent.data, sent.source, destination, self.now)

    def sent(self, kind: int, destination: Endpoint | None = None) -> list[Sent]:
        """Return what was sent of one kind, to one place if it is named."""
        return [each for each in self.log if each.kind == kind and destination in {None, each.destination}]


def known(host: Host, peer: Host) -> Association:
    """Return the association of a host with a peer."""
    association = host.engine.with_peer(peer.hit)
    assert association is not None
    return association


def read(sent: Sent) -> Packet:
    """Return the HIP packet in a datagram."""
    return parse(sent.data[4:]).packet


def statuses(host: Host, peer: Host) -> dict[str, str]:
    """Return the addresses of a peer with their status."""
    locators = known(host, peer).locators.items()
    return {text_of(endpoint.address): locator.status.value for endpoint, locator in locators}


def forge(host: Host, peer: Host, *parameters: Parameter) -> None:
    """Let a host send an UPDATE with any parameters; a list comes with the ESP_INFO that it is about."""
    association = known(host, peer)
    if any(isinstance(each, LocatorSet) for each in parameters) and not any(
        isinstance(each, EspInfo) for each in parameters
    ):
        parameters = (EspInfo(association.keymat_index, association.spi, association.spi), *parameters)
    updates.send(host.engine, association, parameters, host.network.now)
    host.engine.schedule(association)
    host.network.collect()


def replayed(network: Network, sent: Sent, receiver: Host) -> list[Sent]:
    """Let a datagram arrive once more, and return what is sent in answer."""
    network.run(network.now + 1.0)
    before = len(network.log)
    receiver.engine.receive(sent.data, sent.source, sent.destination, network.now)
    network.collect()
    return network.log[before:]


def losing(network: Network, share: float) -> Callable[[Sent], int]:
    """Return a way to pass datagrams on that loses a share of them."""
    return lambda _: int(network.random.random() >= share)


def pair(keys: Sequence[PrivateIdentity], seed: int = 0, config: Config | None = None) -> tuple[Network, Host, Host]:
    """Return two hosts on one network; the first one has the smaller HIT."""
    network = Network(seed)
    first = network.host("a", keys[0], "10.0.0.1", config=config)
    second = network.host("b", keys[1], "10.0.0.2", config=config)
    return network, first, second


def connected(
    keys: Sequence[PrivateIdentity], seed: int = 0, config: Config | None = None
) -> tuple[Network, Host, Host]:
    """Return two hosts with an association in ESTABLISHED at both ends; the first one has initiated it."""
    network, first, second = pair(keys, seed, config)
    first.connect(second)
    first.send(second, b"first")
    network.run(network.now + 1.0)
    assert (first.state(second), second.state(first)) == ("ESTABLISHED", "ESTABLISHED")
    assert second.payloads == [b"first"]
    second.events.clear()
    first.events.clear()
    return network, first, second


def both_talk(network: Network, first: Host, second: Host) -> None:
    """Show that each end takes what the other one sends."""
    heard = len(first.payloads), len(second.payloads)
    first.send(second, b"to the second")
    second.send(first, b"to the first")
    network.run(network.now + 1.0)
    assert first.payloads[heard[0] :] == [b"to the first"]
    assert second.payloads[heard[1] :] == [b"to the second"]
