"""HIP packets: from bytes, to bytes (RFC 7401 5.1 and 5.2.1)."""

from collections.abc import Container, Iterable, Mapping
from struct import Struct
from struct import error as StructError  # noqa: N812 - it is a class
from typing import TypeVar

from hipway.values import Value
from hipway.wire.numbers import PacketType
from hipway.wire.parameter import Parameter, Unknown
from hipway.wire.refusal import Malformed, UnknownCritical
from hipway.wire.table import PARAMETERS, Repeats

HEADER = Struct(">BBBBHH16s16s")
TYPE_AND_LENGTH = Struct(">HH")

HEADER_SIZE = 40
PACKET_MOST = 2048
HIT_SIZE = 16

ANY_LENGTH = range(2**16)

NO_NEXT_HEADER = 59
VERSION = 2
VERSION_AND_FIXED_BIT = VERSION << 4 | 1
ANONYMOUS = 0x0001

_KINDS = frozenset(map(int, PacketType))
_CONTROLS: Mapping[int, int] = {PacketType.R1: ANONYMOUS, PacketType.I2: ANONYMOUS}
"""The control bits that are valid in a packet: A in R1 and I2, none elsewhere (RFC 7401 5.3.1 to 5.3.8)."""

_READERS = {kind: (row.lengths, row.repeats is Repeats.ONE, row.parameter.read) for kind, row in PARAMETERS.items()}
"""What reading a parameter needs of the table."""

_WRITTEN = {row.parameter: (kind, row.lengths) for kind, row in PARAMETERS.items()}
"""What writing one needs of it."""

_PADDING = tuple(bytes(size) for size in range(8))

P = TypeVar("P", bound=Parameter)


class Packet(Value, frozen=True):
    """What a HIP packet says, without its checksum."""

    kind: int
    sender: bytes
    receiver: bytes
    parameters: tuple[Parameter, ...] = ()
    controls: int = 0

    def get(self, kind: type[P]) -> P | None:
        """Return the first parameter of this kind: a class of the table, which has no others below it."""
        for parameter in self.parameters:
            if type(parameter) is kind:
                return parameter
        return None

    def all(self, kind: type[P]) -> tuple[P, ...]:
        """Return all parameters of this kind, in their order."""
        return tuple([parameter for parameter in self.parameters if type(parameter) is kind])


class Received(Value, frozen=True):
    """A packet, with its bytes as they came and where each parameter begins in them."""

    packet: Packet
    raw: bytes
    offsets: tuple[int, ...]

    def offset(self, kind: type[Parameter]) -> int | None:
        """Return where the first parameter of this kind begins."""
        found = self.find(kind)
        return None if found is None else found[1]

    def find(self, kind: type[P]) -> tuple[P, int] | None:
        """Return the first parameter of this kind, and where it begins."""
        for number, parameter in enumerate(self.packet.parameters):
            if type(parameter) is kind:
                return parameter, self.offsets[number]
        return None

    def tlv(self, kind: type[Parameter]) -> bytes | None:
        """Return the exact bytes of the first parameter of this kind, its padding included."""
        offset = self.offset(kind)
        return None if offset is None else self.raw[offset : tlv_end(self.raw, offset)]


def tlv_end(raw: bytes, offset: int) -> int:
    """Return where the parameter ends that begins at this offset (RFC 7401 5.2.1)."""
    return offset + padded(raw[offset + 2] << 8 | raw[offset + 3])


def padded(length: int) -> int:
    """Return the size of a parameter whose contents have this length: 11 + Length - (Length + 3) % 8."""
    return length + 11 & ~7


def parse(data: bytes) -> Received:
    """Read a packet strictly. Whatever the bytes are, nothing but Malformed is raised, in time linear in them.

    Bytes behind the packet are ignored (RFC 7401 5.1, 8200 4.7).
    """
    size = len(data)
    if size < HEADER_SIZE:
        raise Malformed("RFC 7401 5.1", size, f"{size} bytes are no HIP header")
    _, units, kind, version, _, controls, sender, receiver = HEADER.unpack_from(data)
    if version >> 4 != VERSION:
        raise Malformed("RFC 7401 5.4.1", 3, f"version {version >> 4} instead of 2")
    kind &= 0x7F
    if kind not in _KINDS:
        raise Malformed("RFC 7401 5.1", 2, f"packet type {kind} is unknown")
    end = units + 1 << 3
    if end < HEADER_SIZE:
        raise Malformed("RFC 7401 5.1", 1, f"Header Length {units} is less than 4")
    if end > size:
        raise Malformed("RFC 7401 5.1", 1, f"Header Length says {end} bytes, and there are {size}")
    parameters, offsets = _read(data, HEADER_SIZE, end)
    packet = Packet(kind, sender, receiver, parameters, controls and controls & _CONTROLS.get(kind, 0))
    return Received(packet, data if size == end else data[:end], offsets)


def parse_parameters(data: bytes) -> tuple[Parameter, ...]:
    """Read the parameters that were in an ENCRYPTED parameter (RFC 7401 5.2.18). Offsets count from their begin."""
    if len(data) % 8:
        raise Malformed("RFC 7401 5.2.18", len(data), f"{len(data)} bytes of parameters are no multiple of 8")
    return _read(data, 0, len(data))[0]


def _read(data: bytes, position: int, end: int) -> tuple[tuple[Parameter, ...], tuple[int, ...]]:
    """Read the parameters from `position` to `end`, which are a multiple of 8 bytes apart."""
    parameters: list[Parameter] = []
    offsets: list[int] = []
    previous = -1
    while position < end:
        kind, length = TYPE_AND_LENGTH.unpack_from(data, position)
        after = position + (length + 11 & ~7)
        if after > end:
            raise Malformed("RFC 7401 5.2.1", position + 2, f"parameter {kind} of {length} bytes runs over the end")
        if kind < previous:
            raise Malformed("RFC 7401 5.2.1", position, f"parameter {kind} stands behind {previous}")
        start = position + 4
        contents = data[start : start + length]
        reader = _READERS.get(kind)
        if reader is not None:
            lengths, one, read = reader
            if length not in lengths:
                row = PARAMETERS[kind]
                raise Malformed(row.clause, position + 2, f"{row.name} has a length of {length}")
            if kind == previous and one:
                row = PARAMETERS[kind]
                raise Malformed(row.clause, position, f"a second {row.name}")
            parameters.append(read(contents, start))
        elif kind & 1:
            raise UnknownCritical(position, kind)
        else:
            parameters.append(Unknown(kind, contents))
        offsets.append(position)
        previous = kind
        position = after
    return tuple(parameters), tuple(offsets)


def build(packet: Packet) -> bytes:
    """Return the bytes of a packet, its checksum zero; raise ValueError for what may not be sent."""
    if packet.kind not in _KINDS:
        raise ValueError(f"packet type {packet.kind} is unknown")
    if packet.controls & ~_CONTROLS.get(packet.kind, 0):
        raise ValueError(f"controls {packet.controls:#06x} are not valid in packet type {packet.kind}")
    if len(packet.sender) != HIT_SIZE or len(packet.receiver) != HIT_SIZE:
        raise ValueError("a HIT has 16 bytes")
    parameters = build_parameters(packet.parameters)
    size = HEADER_SIZE + len(parameters)
    if size > PACKET_MOST:
        raise _too_long(size)
    fixed = NO_NEXT_HEADER, size // 8 - 1, packet.kind, VERSION_AND_FIXED_BIT, 0, packet.controls
    return HEADER.pack(*fixed, packet.sender, packet.receiver) + parameters


def _too_long(size: int) -> ValueError:
    return ValueError(f"a packet of {size} bytes; it may have {PACKET_MOST}")


def build_parameters(parameters: Iterable[Parameter]) -> bytes:
    """Return the bytes of parameters, each padded; raise ValueError for what may not be sent."""
    previous = -1
    parts: list[bytes] = []
    for parameter in parameters:
        kind = parameter.type
        if kind <= previous:
            _check_follows(previous, kind)
        parts.append(_tlv(parameter))
        previous = kind
    return b"".join(parts)


def append(raw: bytes, parameter: Parameter, last: int | None = None) -> bytes:
    """Return the packet with a parameter more behind all others; raise ValueError if it may not stand there.

    Args:
        raw: the packet.
        parameter: what is added.
        last: the type of the parameter that stood last so far, if that is known.
    """
    previous = _last(raw) if last is None else last
    if parameter.type <= previous:
        _check_follows(previous, parameter.type)
    tlv = _tlv(parameter)
    size = len(raw) + len(tlv)
    if size > PACKET_MOST:
        raise _too_long(size)
    return raw[:1] + bytes((size // 8 - 1,)) + raw[2:] + tlv


def _last(raw: bytes) -> int:
    """Return the type of the last parameter of a packet; -1 if it has none."""
    kind, position, end = -1, HEADER_SIZE, len(raw)
    while position < end:
        kind, length = TYPE_AND_LENGTH.unpack_from(raw, position)
        position += length + 11 & ~7
    return kind


def _check_follows(previous: int, kind: int) -> None:
    if kind < previous:
        raise ValueError(f"parameter {kind} stands behind {previous}")
    if kind == previous and kind in PARAMETERS and PARAMETERS[kind].repeats is not Repeats.SEVERAL:
        raise ValueError(f"a second {PARAMETERS[kind].name}")


def _tlv(parameter: Parameter) -> bytes:
    kind, lengths = _WRITTEN.get(type(parameter)) or _unknown(parameter)
    try:
        contents = parameter.contents()
        size = len(contents)
        head = TYPE_AND_LENGTH.pack(kind, size)
    except StructError as error:
        raise ValueError(f"{parameter}: {error}") from error
    if size not in lengths:
        raise ValueError(f"{PARAMETERS[kind].name} has a length of {size}")
    return head + contents + _PADDING[-size - 4 & 7]


def _unknown(parameter: Parameter) -> tuple[int, Container[int]]:
    """Return what may be sent without our knowing it: it isn't critical, and has no class of its own."""
    if type(parameter) is not Unknown or parameter.type & 1 or parameter.type in PARAMETERS:
        raise ValueError(f"{parameter} may not be sent as parameter {parameter.type}")
    return parameter.type, ANY_LENGTH
