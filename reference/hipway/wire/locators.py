"""LOCATOR_SET: RFC 8046 4, and the locators of RFC 5770 5.7."""

from struct import Struct
from typing import ClassVar, Self

from hipway.values import Value
from hipway.wire.parameter import ADDRESS_SIZE, Parameter, sized
from hipway.wire.refusal import Malformed

FIELDS = Struct(">BBBBI")
SPI_AND_ADDRESS = Struct(">I16s")
TRANSPORT = Struct(">HBBII16s")

CLAUSE = "RFC 8046 4"
WORD = 4
LENGTHS = {0: 4, 1: 5, 2: 7}
"""The Locator Length that each Locator Type has, in words of 4 bytes (RFC 8046 4.2, 5770 5.7)."""

UDP = 17


class Locator(Value, frozen=True):
    """An address with what is said of it.

    The Locator Type follows from what is given: 2 with a port, 1 with an SPI alone, 0 with neither.
    """

    address: bytes
    lifetime: int
    preferred: bool
    traffic_type: int = 0
    spi: int | None = None
    port: int | None = None
    kind: int = 0
    priority: int = 0
    protocol: int = UDP

    def encoded(self) -> bytes:
        """Return the bytes of this locator; raise ValueError if it may not be sent."""
        if self.lifetime == 0:
            raise ValueError("the lifetime of a locator is zero")
        address = sized(self.address, ADDRESS_SIZE, "the address of a locator")
        if self.port is not None:
            if self.spi is None:
                raise ValueError("a locator with a port has an SPI, too")
            ports = self.port, self.protocol, self.kind, self.priority
            return self._fields(2) + TRANSPORT.pack(*ports, self.spi, address)
        if self.kind or self.priority or self.protocol != UDP:
            raise ValueError("kind, priority and protocol belong to a locator with a port")
        return (
            self._fields(0) + address if self.spi is None else self._fields(1) + SPI_AND_ADDRESS.pack(self.spi, address)
        )

    def _fields(self, kind: int) -> bytes:
        return FIELDS.pack(self.traffic_type, kind, LENGTHS[kind], self.preferred, self.lifetime)


class UnknownLocator(Value, frozen=True):
    """A locator of a type that we don't know. The answer may be LOCATOR_TYPE_UNSUPPORTED (RFC 8046 5.3)."""

    kind: int
    locator: bytes
    lifetime: int
    preferred: bool
    traffic_type: int = 0

    def encoded(self) -> bytes:
        """Return the bytes of this locator; raise ValueError if it may not be sent."""
        if self.lifetime == 0:
            raise ValueError("the lifetime of a locator is zero")
        if self.kind in LENGTHS:
            raise ValueError(f"Locator Type {self.kind} is known")
        if len(self.locator) % WORD:
            raise ValueError(f"a locator of {len(self.locator)} bytes")
        words = len(self.locator) // WORD
        return FIELDS.pack(self.traffic_type, self.kind, words, self.preferred, self.lifetime) + self.locator


def read_locator(contents: bytes, start: int, at: int) -> tuple[Locator | UnknownLocator, int]:
    """Read the locator at `start`; return it and where it ends. The contents stand at byte `at` of the packet."""
    if len(contents) - start < FIELDS.size:
        raise Malformed(CLAUSE, at + start, f"{len(contents) - start} bytes are no locator")
    traffic_type, kind, words, reserved, lifetime = FIELDS.unpack_from(contents, start)
    body = start + FIELDS.size
    end = body + words * WORD
    if end > len(contents):
        raise Malformed(CLAUSE, at + start + 2, f"a locator of {words} words runs over the end of the parameter")
    if LENGTHS.get(kind, words) != words:
        raise Malformed(f"{CLAUSE}.2", at + start + 2, f"a locator of type {kind} has a length of {words} words")
    if lifetime == 0:
        raise Malformed(CLAUSE, at + start + 4, "the lifetime of a locator is zero")
    preferred = reserved & 1 == 1
    if kind == 1:
        spi, address = SPI_AND_ADDRESS.unpack_from(contents, body)
        return Locator(address, lifetime, preferred, traffic_type, spi), end
    if kind == 0:
        return Locator(contents[body:end], lifetime, preferred, traffic_type), end
    if kind == 2:  # noqa: PLR2004 - the three Locator Types
        port, protocol, candidate, priority, spi, address = TRANSPORT.unpack_from(contents, body)
        return Locator(address, lifetime, preferred, traffic_type, spi, port, candidate, priority, protocol), end
    return UnknownLocator(kind, contents[body:end], lifetime, preferred, traffic_type), end


class LocatorSet(Parameter, frozen=True):
    """RFC 8046 4. Without any locator it deprecates all addresses."""

    type: ClassVar[int] = 193
    locators: tuple[Locator | UnknownLocator, ...]

    def contents(self) -> bytes:
        return b"".join(locator.encoded() for locator in self.locators)

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        locators: list[Locator | UnknownLocator] = []
        end = 0
        while end < len(contents):
            locator, end = read_locator(contents, end, at)
            locators.append(locator)
        return cls(tuple(locators))
