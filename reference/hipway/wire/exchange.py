"""The parameters of the base exchange, of UPDATE, CLOSE and NOTIFY: RFC 7401 5.2, and of ESP: RFC 7402 5.1."""

from struct import Struct
from typing import ClassVar, Self

from hipway.wire.numbers import DomainIdType
from hipway.wire.parameter import Mac, Opaque, Parameter, Signature, numbers16, read16, sized
from hipway.wire.refusal import Malformed

ESP_INFO = Struct(">xxHII")
R1_COUNTER = Struct(">IQ")
PUZZLE = Struct(">BB2s")
SOLUTION = Struct(">Bx2s")
UINT32 = Struct(">I")
DIFFIE_HELLMAN = Struct(">BH")
HOST_ID = Struct(">HHH")
RESERVED_AND_TYPE = Struct(">xxH")
CERT = Struct(">BBBB")

MOST_SUITES = 6
"""How many entries HIP_CIPHER, ESP_TRANSFORM and NAT_TRAVERSAL_MODE may have; more are dropped on receipt."""

DOMAIN_ID_MOST = 0xFFF
OPAQUE_SIZE = 2


def at_most_six(values: tuple[int, ...]) -> tuple[int, ...]:
    """Return the values, which may be sent if there are no more than six (RFC 7401 5.2.8, 7402 5.1.2, 5770 5.4)."""
    if len(values) > MOST_SUITES:
        raise ValueError(f"{len(values)} entries in a list that may have {MOST_SUITES}")
    return values


class EspInfo(Parameter, frozen=True):
    """RFC 7402 5.1.1. The KEYMAT index counts bytes."""

    type: ClassVar[int] = 65
    keymat_index: int
    old_spi: int
    new_spi: int

    def contents(self) -> bytes:
        return ESP_INFO.pack(self.keymat_index, self.old_spi, self.new_spi)

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(*ESP_INFO.unpack(contents))


class R1Counter(Parameter, frozen=True):
    """RFC 7401 5.2.3. An I2 echoes it with its reserved bytes as they came."""

    type: ClassVar[int] = 129
    counter: int
    reserved: int = 0

    def contents(self) -> bytes:
        return R1_COUNTER.pack(self.reserved, self.counter)

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        reserved, counter = R1_COUNTER.unpack(contents)
        return cls(counter, reserved)


class Puzzle(Parameter, frozen=True):
    """RFC 7401 5.2.4. The lifetime is 2^(lifetime - 32) seconds."""

    type: ClassVar[int] = 257
    k: int
    lifetime: int
    opaque: bytes
    i: bytes

    def contents(self) -> bytes:
        return PUZZLE.pack(self.k, self.lifetime, sized(self.opaque, OPAQUE_SIZE, "Opaque")) + self.i

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(contents[0], contents[1], contents[2:4], contents[4:])


class Solution(Parameter, frozen=True):
    """RFC 7401 5.2.5."""

    type: ClassVar[int] = 321
    k: int
    opaque: bytes
    i: bytes
    j: bytes

    def contents(self) -> bytes:
        opaque = sized(self.opaque, OPAQUE_SIZE, "Opaque")
        return SOLUTION.pack(self.k, opaque) + self.i + sized(self.j, len(self.i), "#J")

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        middle = (len(contents) + 4) // 2
        return cls(contents[0], contents[2:4], contents[4:middle], contents[middle:])


class Seq(Parameter, frozen=True):
    """RFC 7401 5.2.16. The first Update ID is 0."""

    type: ClassVar[int] = 385
    update_id: int

    def contents(self) -> bytes:
        return UINT32.pack(self.update_id)

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(*UINT32.unpack(contents))


class Ack(Parameter, frozen=True):
    """RFC 7401 5.2.17. The Update IDs are not cumulative."""

    type: ClassVar[int] = 449
    update_ids: tuple[int, ...]

    def contents(self) -> bytes:
        return b"".join(map(UINT32.pack, self.update_ids))

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(tuple(number for (number,) in UINT32.iter_unpack(contents)))


class DhGroupList(Parameter, frozen=True):
    """RFC 7401 5.2.6. In order of preference."""

    type: ClassVar[int] = 511
    groups: tuple[int, ...]

    def contents(self) -> bytes:
        return bytes(self.groups)

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(tuple(contents))


class DiffieHellman(Parameter, frozen=True):
    """RFC 7401 5.2.7."""

    type: ClassVar[int] = 513
    group: int
    public_value: bytes

    def contents(self) -> bytes:
        return DIFFIE_HELLMAN.pack(self.group, len(self.public_value)) + self.public_value

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        group, length = DIFFIE_HELLMAN.unpack_from(contents)
        if length != len(contents) - 3:
            raise Malformed(
                "RFC 7401 5.2.7", at + 1, f"Public Value Length {length} in {len(contents)} bytes of contents"
            )
        return cls(group, contents[3:])


class HipCipher(Parameter, frozen=True):
    """RFC 7401 5.2.8. In order of preference."""

    type: ClassVar[int] = 579
    ciphers: tuple[int, ...]

    def contents(self) -> bytes:
        return numbers16(at_most_six(self.ciphers))

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(read16(contents)[:MOST_SUITES])


class Encrypted(Parameter, frozen=True):
    """RFC 7401 5.2.18. The cipher says where in the data its initialization vector ends."""

    type: ClassVar[int] = 641
    data: bytes

    def contents(self) -> bytes:
        return bytes(4) + self.data

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(contents[4:])


class HostId(Parameter, frozen=True):
    """RFC 7401 5.2.9. What is in the Host Identity is not looked at here."""

    type: ClassVar[int] = 705
    algorithm: int
    host_identity: bytes
    domain_id_type: int = DomainIdType.NONE
    domain_id: bytes = b""

    def contents(self) -> bytes:
        if len(self.domain_id) > DOMAIN_ID_MOST:
            raise ValueError(f"a Domain Identifier of {len(self.domain_id)} bytes")
        if self.domain_id and self.domain_id_type == DomainIdType.NONE:
            raise ValueError("a Domain Identifier without a type")
        if not 0 <= self.domain_id_type <= 0xF:  # noqa: PLR2004 - four bits
            raise ValueError(f"Domain Identifier type {self.domain_id_type} doesn't fit four bits")
        domain = self.domain_id_type << 12 | len(self.domain_id)
        return HOST_ID.pack(len(self.host_identity), domain, self.algorithm) + self.host_identity + self.domain_id

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        length, domain, algorithm = HOST_ID.unpack_from(contents)
        domain_id_type, domain_id_length = domain >> 12, domain & DOMAIN_ID_MOST
        if 6 + length + domain_id_length != len(contents):
            what = f"HI Length {length} and DI Length {domain_id_length} in {len(contents)} bytes of contents"
            raise Malformed("RFC 7401 5.2.9", at, what)
        if domain_id_length and domain_id_type == DomainIdType.NONE:
            raise Malformed("RFC 7401 5.2.9", at + 2, f"DI-Type is zero and DI Length is {domain_id_length}")
        return cls(algorithm, contents[6 : 6 + length], domain_id_type, contents[6 + length :])


class HitSuiteList(Parameter, frozen=True):
    """RFC 7401 5.2.10. In order of preference; four-bit IDs, which stand in the upper half of each byte."""

    type: ClassVar[int] = 715
    suites: tuple[int, ...]

    def contents(self) -> bytes:
        return bytes([suite << 4 for suite in self.suites])

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        for place, suite in enumerate(contents):
            if suite & 0xF:
                raise Malformed("RFC 7401 5.2.10", at + place, f"HIT Suite ID {suite:#04x} has lower bits set")
        return cls(tuple([suite >> 4 for suite in contents]))


class Cert(Parameter, frozen=True):
    """RFC 8002 2."""

    type: ClassVar[int] = 768
    group: int
    count: int
    id: int
    kind: int
    certificate: bytes

    def contents(self) -> bytes:
        if not 1 <= self.id <= self.count:
            raise ValueError(f"CERT ID {self.id} of {self.count}")
        return CERT.pack(self.group, self.count, self.id, self.kind) + self.certificate

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        group, count, number, kind = contents[:4]
        if not 1 <= number <= count:
            raise Malformed("RFC 8002 2", at + 2, f"CERT ID {number} of {count}")
        return cls(group, count, number, kind, contents[4:])


class Notification(Parameter, frozen=True):
    """RFC 7401 5.2.19."""

    type: ClassVar[int] = 832
    kind: int
    data: bytes = b""

    def contents(self) -> bytes:
        return RESERVED_AND_TYPE.pack(self.kind) + self.data

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(contents[2] << 8 | contents[3], contents[4:])


class EchoRequestSigned(Opaque, frozen=True):
    """RFC 7401 5.2.20."""

    type: ClassVar[int] = 897


class EchoResponseSigned(Opaque, frozen=True):
    """RFC 7401 5.2.22."""

    type: ClassVar[int] = 961


class EchoRequestUnsigned(Opaque, frozen=True):
    """RFC 7401 5.2.21."""

    type: ClassVar[int] = 63661


class EchoResponseUnsigned(Opaque, frozen=True):
    """RFC 7401 5.2.23."""

    type: ClassVar[int] = 63425


class TransportFormatList(Parameter, frozen=True):
    """RFC 7401 5.2.11. In order of preference; a format's number is the type of its parameter."""

    type: ClassVar[int] = 2049
    formats: tuple[int, ...]

    def contents(self) -> bytes:
        return numbers16(self.formats)

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(read16(contents))


class EspTransform(Parameter, frozen=True):
    """RFC 7402 5.1.2. In order of preference."""

    type: ClassVar[int] = 4095
    suites: tuple[int, ...]

    def contents(self) -> bytes:
        return bytes(2) + numbers16(at_most_six(self.suites))

    @classmethod
    def read(cls, contents: bytes, at: int) -> Self:
        return cls(read16(contents, 2)[:MOST_SUITES])


class HipMac(Mac, frozen=True):
    """RFC 7401 5.2.12."""

    type: ClassVar[int] = 61505


class HipMac2(Mac, frozen=True):
    """RFC 7401 5.2.13."""

    type: ClassVar[int] = 61569


class HipSignature2(Signature, frozen=True):
    """RFC 7401 5.2.15."""

    type: ClassVar[int] = 61633


class HipSignature(Signature, frozen=True):
    """RFC 7401 5.2.14."""

    type: ClassVar[int] = 61697
