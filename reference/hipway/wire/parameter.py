"""What all HIP parameters have in common, and the families of parameters whose contents have one form."""

from functools import lru_cache
from struct import Struct
from typing import TYPE_CHECKING, Self

from hipway.values import Value

HOST_ADDRESS = Struct(">HBx16s")
UINT16 = Struct(">H")

ADDRESS_SIZE = 16


class Parameter(Value, frozen=True, gc=False):
    """One HIP parameter: its type, and its contents as bytes.

    None is ever part of a cycle, so that the garbage collector needn't look at them.
    """

    if TYPE_CHECKING:  # a structure would take the property for the default of a field of this name

        @property
        def type(self) -> int:
            """The Type field, whose lowest bit says whether the parameter is critical."""

    def contents(self) -> bytes:
        """Return the Contents field; raise ValueError (or struct.error) if a value doesn't fit its field."""
        raise NotImplementedError

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        """Read the Contents field, which stands at byte `at` of the packet and whose length the table allows."""
        raise NotImplementedError


def sized(value: bytes, size: int, name: str) -> bytes:
    """Return the value, which must have this size."""
    if len(value) != size:
        raise ValueError(f"{name} has {len(value)} bytes instead of {size}")
    return value


@lru_cache(maxsize=16)
def _numbers(count: int) -> Struct:
    """Return the form of so many 16-bit numbers that stand one behind the other."""
    return Struct(f">{count}H")


def numbers16(values: tuple[int, ...]) -> bytes:
    """Return 16-bit numbers one behind the other."""
    return _numbers(len(values)).pack(*values)


def read16(contents: bytes, start: int = 0) -> tuple[int, ...]:
    """Read 16-bit numbers that stand one behind the other."""
    return _numbers((len(contents) - start) // 2).unpack_from(contents, start)


class Unknown(Parameter, frozen=True):
    """A non-critical parameter that we do not know: kept as it came (RFC 7401 5.2.1)."""

    type: int
    data: bytes

    def contents(self) -> bytes:
        return self.data


class Opaque(Parameter, frozen=True):
    """Contents that mean something to their sender only."""

    data: bytes

    def contents(self) -> bytes:
        return self.data

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(contents)


class Mac(Parameter, frozen=True):
    """A message authentication code of the natural size of its hash (RFC 7401 5.2.12)."""

    mac: bytes

    def contents(self) -> bytes:
        return self.mac

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(contents)


class Signature(Parameter, frozen=True):
    """A signature, and the algorithm of the Host Identity that made it (RFC 7401 5.2.14)."""

    algorithm: int
    signature: bytes

    def contents(self) -> bytes:
        return UINT16.pack(self.algorithm) + self.signature

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(contents[0] << 8 | contents[1], contents[2:])


class HostAddress(Parameter, frozen=True):
    """A transport address: port, protocol (17 for UDP, 0 for HIP right over IP), IP address (RFC 5770 5.6)."""

    port: int
    protocol: int
    address: bytes

    def contents(self) -> bytes:
        return HOST_ADDRESS.pack(self.port, self.protocol, sized(self.address, ADDRESS_SIZE, "an address"))

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(*HOST_ADDRESS.unpack(contents))
