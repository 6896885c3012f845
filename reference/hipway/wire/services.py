"""The parameters of registration, rendezvous, relaying and NAT traversal: RFC 8003 4, 8004 4.2, 5770 5, 9028 5."""

from struct import Struct
from typing import ClassVar, Self

from hipway.wire.exchange import MOST_SUITES, UINT32, at_most_six
from hipway.wire.parameter import ADDRESS_SIZE, HostAddress, Mac, Parameter, numbers16, read16, sized

PEER_PERMISSION = Struct(">HHB3x16s16sII")


class RegInfo(Parameter, frozen=True):
    """RFC 8003 4.2. A lifetime is 2^((lifetime - 64) / 8) seconds; without types nothing is offered at present."""

    type: ClassVar[int] = 930
    min_lifetime: int
    max_lifetime: int
    types: tuple[int, ...]

    def contents(self) -> bytes:
        return bytes((self.min_lifetime, self.max_lifetime, *self.types))

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(contents[0], contents[1], tuple(contents[2:]))


class Registration(Parameter, frozen=True):
    """A lifetime (0 cancels) and registration types."""

    lifetime: int
    types: tuple[int, ...]

    def contents(self) -> bytes:
        return bytes((self.lifetime, *self.types))

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(contents[0], tuple(contents[1:]))


class RegRequest(Registration, frozen=True):
    """RFC 8003 4.3."""

    type: ClassVar[int] = 932


class RegResponse(Registration, frozen=True):
    """RFC 8003 4.4."""

    type: ClassVar[int] = 934


class RegFailed(Parameter, frozen=True):
    """RFC 8003 4.5."""

    type: ClassVar[int] = 936
    failure: int
    types: tuple[int, ...]

    def contents(self) -> bytes:
        return bytes((self.failure, *self.types))

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(contents[0], tuple(contents[1:]))


class From(Parameter, frozen=True):
    """RFC 8004 4.2.2. Each rendezvous server appends one behind those that are there."""

    type: ClassVar[int] = 65498
    address: bytes

    def contents(self) -> bytes:
        return sized(self.address, ADDRESS_SIZE, "an address")

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(contents)


class RvsHmac(Mac, frozen=True):
    """RFC 8004 4.2.1."""

    type: ClassVar[int] = 65500


class ViaRvs(Parameter, frozen=True):
    """RFC 8004 4.2.3."""

    type: ClassVar[int] = 65502
    addresses: tuple[bytes, ...]

    def contents(self) -> bytes:
        return b"".join(sized(address, ADDRESS_SIZE, "an address") for address in self.addresses)

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(tuple(contents[n : n + ADDRESS_SIZE] for n in range(0, len(contents), ADDRESS_SIZE)))


class NatTraversalMode(Parameter, frozen=True):
    """RFC 5770 5.4. In order of preference."""

    type: ClassVar[int] = 608
    modes: tuple[int, ...]

    def contents(self) -> bytes:
        return bytes(2) + numbers16(at_most_six(self.modes))

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(read16(contents, 2)[:MOST_SUITES])


class TransactionPacing(Parameter, frozen=True):
    """RFC 5770 5.5. In milliseconds."""

    type: ClassVar[int] = 610
    min_ta: int

    def contents(self) -> bytes:
        return UINT32.pack(self.min_ta)

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(*UINT32.unpack(contents))


class RegFrom(HostAddress, frozen=True):
    """RFC 5770 5.6."""

    type: ClassVar[int] = 950


class RelayFrom(HostAddress, frozen=True):
    """RFC 5770 5.6."""

    type: ClassVar[int] = 63998


class RelayTo(HostAddress, frozen=True):
    """RFC 5770 5.6."""

    type: ClassVar[int] = 64002


class RelayedAddress(HostAddress, frozen=True):
    """RFC 9028 5.12."""

    type: ClassVar[int] = 4650


class MappedAddress(HostAddress, frozen=True):
    """RFC 9028 5.12."""

    type: ClassVar[int] = 4660


class RelayHmac(Mac, frozen=True):
    """RFC 5770 5.8."""

    type: ClassVar[int] = 65520


class PeerPermission(Parameter, frozen=True):
    """RFC 9028 5.13: the relayed address, the peer's, and the SPIs from and to the peer."""

    type: ClassVar[int] = 4680
    relayed_port: int
    peer_port: int
    protocol: int
    relayed_address: bytes
    peer_address: bytes
    outbound_spi: int
    inbound_spi: int

    def contents(self) -> bytes:
        addresses = tuple(sized(each, ADDRESS_SIZE, "an address") for each in (self.relayed_address, self.peer_address))
        ports = self.relayed_port, self.peer_port, self.protocol
        return PEER_PERMISSION.pack(*ports, *addresses, self.outbound_spi, self.inbound_spi)

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(*PEER_PERMISSION.unpack(contents))


class CandidatePriority(Parameter, frozen=True):
    """RFC 9028 5.14."""

    type: ClassVar[int] = 4700
    priority: int

    def contents(self) -> bytes:
        return UINT32.pack(self.priority)

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(*UINT32.unpack(contents))


class Nominate(Parameter, frozen=True):
    """RFC 9028 5.15."""

    type: ClassVar[int] = 4710

    def contents(self) -> bytes:
        return bytes(4)

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls()
