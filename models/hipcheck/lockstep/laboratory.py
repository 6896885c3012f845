"""Engines on a network of one process: time is a number, entropy comes from a seed, and every datagram is kept.

Nothing travels by itself. A datagram that an engine sends becomes a `Frame`, and stays one: whoever has its name can
let it arrive, once or often, now or later, or from and to somewhere else.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from hipway.addresses import Endpoint, address_of, text_of
from hipway.engine.config import Config
from hipway.engine.engine import Engine
from hipway.engine.events import Dropped, Event
from hipway.identity import PrivateIdentity, from_key

__all__ = ["PORT", "Frame", "Happened", "Host", "Laboratory", "at", "content", "identity_of"]

PORT = 10500
FOUR = 4  # bytes
NOT_ZERO = bytes(range(1, 256))


def at(text: str) -> Endpoint:
    """Return the endpoint of HIP at an address."""
    return Endpoint(address_of(text), PORT)


@cache
def identity_of(name: str) -> PrivateIdentity:
    """Return the identity that goes by a name, the same in each run: P-256, whose hash and MAC are those of SHA-384."""
    secret = hashlib.sha256(f"identity of {name}".encode()).digest()
    return from_key(ec.derive_private_key(int.from_bytes(secret, "big") >> 1, ec.SECP256R1()))


def content(number: str, size: int) -> bytes:
    """Return the payload that an application gives in an event: of so many bytes, none of them zero."""
    start = int(number) % len(NOT_ZERO)
    return (NOT_ZERO * (size // len(NOT_ZERO) + 2))[start : start + size]


class Frame(NamedTuple):
    """A datagram as it was sent.

    Attributes:
        name: the number of the event that it was sent in, and its place among those of that event.
        data: the bytes, from the first one of the UDP payload on.
        source, destination: where it says that it comes from, and where it goes.
    """

    name: str
    data: bytes
    source: Endpoint
    destination: Endpoint


@dataclass(frozen=True)
class Happened:
    """What an engine did with one event.

    Attributes:
        host: whose engine it is.
        sent: what it sent.
        told: what it told.
    """

    host: str
    sent: tuple[Frame, ...]
    told: tuple[Event, ...]

    @property
    def dropped(self) -> Dropped | None:
        """What it said if it dropped what arrived."""
        return next((event for event in self.told if isinstance(event, Dropped)), None)


@dataclass(frozen=True)
class Host:
    """An engine with a name."""

    name: str
    hit: bytes
    engine: Engine


class Laboratory:
    """Hosts, the network between them, and the time.

    Args:
        seed: of all entropy.
        config: of all engines.
        addresses: of each host, by its name.

    Attributes:
        now: seconds since the beginning.
        hosts: by name; `names` has their names by HIT.
        at: the name of who sits at an address.
        frames: everything that was sent, by name.
    """

    def __init__(self, seed: int, config: Config, addresses: Mapping[str, Sequence[str]]) -> None:
        """Make the engines, each with its first R1s."""
        self.random = Random(seed)  # noqa: S311  # a run is to be repeated
        self.now = 0
        self.hosts: dict[str, Host] = {}
        self.names: dict[bytes, str] = {}
        self.at: dict[str, str] = {}
        self.frames: dict[str, Frame] = {}
        for name, places in addresses.items():
            identity = identity_of(name)
            engine = Engine([identity], config, entropy=self.random.randbytes, now=0.0)
            self.hosts[name] = Host(name, identity.public.hit, engine)
            self.names[identity.public.hit] = name
            engine.set_addresses(list(map(address_of, places)), 0.0)
            engine.events()
            self.at.update(dict.fromkeys(places, name))

    def places(self, host: str) -> list[str]:
        """Return the addresses where a host sits, in the order in which it came there."""
        return [place for place, sitter in self.at.items() if sitter == host]

    def draw(self, host: str, numbers: Sequence[int]) -> None:
        """Let the next numbers of four bytes that an engine draws be these; all others are as ever."""
        engine, left = self.hosts[host].engine, list(numbers)

        def entropy(size: int) -> bytes:
            return left.pop(0).to_bytes(size, "big") if left and size == FOUR else self.random.randbytes(size)

        engine.entropy = entropy

    def act(self, number: str, host: str, act: Callable[[Engine], object]) -> Happened:
        """Let an engine do something, and take what it sends and tells.

        Args:
            number: of the event; frames are named after it.
            host: whose engine it is.
            act: what it does.
        """
        engine = self.hosts[host].engine
        act(engine)
        here = self.places(host)
        sent: list[Frame] = []
        for data, destination, source in engine.datagrams():
            if source is None and not here:
                continue  # who has no address sends nothing
            place = Endpoint(source, PORT) if source is not None else at(here[0])
            sent.append(self.put(f"{number}.{len(sent)}", data, place, destination))
        return Happened(host, tuple(sent), tuple(engine.events()))

    def put(self, name: str, data: bytes, source: Endpoint, destination: Endpoint) -> Frame:
        """Put a datagram on the network, whoever made it."""
        frame = Frame(name, data, source, destination)
        self.frames[name] = frame
        return frame

    def receiver(self, frame: Frame) -> str | None:
        """Return who sits where a frame goes; None if nobody does."""
        return self.at.get(text_of(frame.destination.address))

    def deliver(self, number: str, frame: Frame) -> Happened | None:
        """Let a frame arrive where it goes; None if nobody sits there."""
        host = self.receiver(frame)
        if host is None:
            return None
        now = float(self.now)
        return self.act(number, host, lambda engine: engine.receive(frame.data, frame.source, frame.destination, now))

    def due(self) -> list[str]:
        """Return the hosts that have something to do now."""
        return [name for name, host in self.hosts.items() if host.engine.deadline() <= self.now]

    def tick(self, number: str, host: str) -> Happened:
        """Let a host do what is due."""
        return self.act(number, host, lambda engine: engine.timeout(float(self.now)))
