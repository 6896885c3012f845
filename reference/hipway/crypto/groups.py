"""Diffie-Hellman groups [RFC 7401 5.2.7], each behind the same small interface.

A public value is checked before anything is computed with it. Secrets come from an `entropy` callable, so that a run
can be repeated; if it is the operating system's, the library draws those of a curve itself, which takes half the time.
"""

import warnings
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import dh, ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hipway.crypto import primes
from hipway.crypto.faults import InvalidPublicValue
from hipway.entropy import Entropy, can_be_repeated
from hipway.wire import numbers

ECDH = ec.ECDH()

# The library means to drop finite-field groups one day, and warns; RFC 7401 makes group 3 a MUST. The two names are
# taken here, once.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    _ModpPublic = dh.DHPublicNumbers
    _ModpPrivate = dh.DHPrivateNumbers
    _ModpParameters = dh.DHParameterNumbers


class Exponent(Protocol):
    """One end's secret of an exchange."""

    @property
    def public(self) -> bytes:
        """The public value as it stands in DIFFIE_HELLMAN."""

    def shared(self, peer_public: bytes) -> bytes:
        """Return Kij, always as long as the group's modulus or field.

        Raises:
            InvalidPublicValue: the peer's value isn't one of this group's.
        """

    def rest(self) -> None:
        """Give up what the library holds of it, which takes kilobytes and is made again when it is needed."""


class Group(Protocol):
    """One group."""

    @property
    def number(self) -> numbers.Group:
        """The Group ID."""

    @property
    def public_size(self) -> int:
        """The length of a public value in bytes."""

    def draw(self, entropy: Entropy) -> Exponent:
        """Draw a secret."""

    def check(self, public_value: bytes) -> None:
        """Check a peer's public value, before anything is done on its account.

        Raises:
            InvalidPublicValue: it isn't one of this group's.
        """


@lru_cache(maxsize=1)
def _point(curve: ec.EllipticCurve, encoded: bytes) -> ec.EllipticCurvePublicKey:
    """Read a point. The latest is kept: that of an R1 is checked, and used as soon as its puzzle is solved."""
    return ec.EllipticCurvePublicKey.from_encoded_point(curve, encoded)


class EcpExponent:
    """A secret of an elliptic curve group."""

    __slots__ = ("_group", "_key", "_secret", "public")

    def __init__(self, group: "EcpGroup", secret: int | None) -> None:
        """Compute the public value: x and y, each of the field's length [RFC 5903 7]. None: the library draws one."""
        self._group = group
        self._secret = secret
        self._key: ec.EllipticCurvePrivateKey | None = group.key(secret)
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public = point[1:]

    def shared(self, peer_public: bytes) -> bytes:
        """Return the x coordinate of the common point [RFC 5903 7]."""
        if self._key is None:
            self._key = self._group.key(self._secret)
        return self._key.exchange(ECDH, self._group.point(peer_public))

    def rest(self) -> None:
        """Keep the secret alone."""
        if self._key is not None:
            self._secret = self._key.private_numbers().private_value
            self._key = None


class EcpGroup:
    """A curve over a prime field [RFC 5903]. Its cofactor is 1, so that every point but infinity is a good one."""

    __slots__ = ("_curve", "number", "public_size")

    def __init__(self, number: numbers.Group, curve: ec.EllipticCurve) -> None:
        """Name a curve of the library."""
        self._curve = curve
        self.number = number
        self.public_size = 2 * ((curve.key_size + 7) // 8)

    def draw(self, entropy: Entropy) -> EcpExponent:
        """Draw a secret: 64 bits more than the order has, so that reducing it favours none [FIPS 186-5 A.2.1]."""
        if not can_be_repeated(entropy):
            return EcpExponent(self, None)
        order = self._curve.group_order
        drawn = int.from_bytes(entropy((order.bit_length() + 7) // 8 + 8), "big")
        return EcpExponent(self, drawn % (order - 1) + 1)

    def check(self, public_value: bytes) -> None:
        """Check a peer's public value."""
        self.point(public_value)

    def key(self, secret: int | None) -> ec.EllipticCurvePrivateKey:
        """Return the library's object for a secret; for None, one that it draws."""
        if secret is None:
            return ec.generate_private_key(self._curve)
        return ec.derive_private_key(secret, self._curve)

    def point(self, public_value: bytes) -> ec.EllipticCurvePublicKey:
        """Read a peer's public value; the library looks whether the point is on the curve."""
        if len(public_value) != self.public_size:
            raise InvalidPublicValue(
                f"a public value of {len(public_value)} bytes, not {self.public_size}", "RFC 5903 7"
            )
        try:
            return _point(self._curve, b"\x04" + public_value)
        except ValueError:
            raise InvalidPublicValue("a public value that isn't on the curve", "RFC 5903 7") from None


class ModpExponent:
    """A secret of a finite field group."""

    __slots__ = ("_group", "_key", "_secret", "public")

    def __init__(self, group: "ModpGroup", secret: int) -> None:
        """Compute the public value by an exchange with the generator, which leaks no time as pow() does."""
        self._group = group
        self._secret = secret
        self._key: dh.DHPrivateKey | None = None
        self.public = self._power(group.GENERATOR)

    def shared(self, peer_public: bytes) -> bytes:
        """Return the common value, as long as the modulus: the library pads it. RFC 7401 leaves the length open."""
        return self._power(self._group.element(peer_public))

    def rest(self) -> None:
        """Keep the secret alone."""
        self._key = None

    def _power(self, element: int) -> bytes:
        if self._key is None:
            self._key = self._group.key(self._secret)
        return self._key.exchange(_ModpPublic(element, self._group.parameters).public_key())


class ModpGroup:
    """The integers modulo a safe prime p [RFC 3526].

    Such a group has no small subgroup but {1, p - 1}, which the check of the range keeps out [RFC 6989 2.1].
    """

    GENERATOR = 2

    __slots__ = ("_modulus", "_secret_size", "number", "parameters", "public_size")

    def __init__(self, number: numbers.Group, modulus: int, exponent_bits: int) -> None:
        """Name a prime, and the length of a secret: the larger estimate of RFC 3526 8."""
        self._modulus = modulus
        self._secret_size = exponent_bits // 8
        self.number = number
        self.parameters = _ModpParameters(modulus, self.GENERATOR)
        self.public_size = modulus.bit_length() // 8

    def draw(self, entropy: Entropy) -> ModpExponent:
        """Draw a secret. Its highest bit is set, so that it is never small."""
        drawn = int.from_bytes(entropy(self._secret_size), "big")
        return ModpExponent(self, drawn | 1 << (8 * self._secret_size - 1))

    def check(self, public_value: bytes) -> None:
        """Check a peer's public value."""
        self.element(public_value)

    def key(self, secret: int) -> "dh.DHPrivateKey":
        """Return the library's object for a secret.

        It wants a public value with it, and neither uses nor checks that: it gets the generator.
        """
        return _ModpPrivate(secret, _ModpPublic(self.GENERATOR, self.parameters)).private_key()

    def element(self, public_value: bytes) -> int:
        """Read a peer's public value. It may lack zeros on the left: RFC 7401 doesn't ask for them."""
        if len(public_value) > self.public_size:
            raise InvalidPublicValue(
                f"a public value of {len(public_value)} bytes, more than {self.public_size}", "RFC 7401 5.2.7"
            )
        element = int.from_bytes(public_value, "big")
        if not 1 < element < self._modulus - 1:
            raise InvalidPublicValue("a public value out of range, 2 to p - 2", "RFC 6989 2.1")
        return element


# SECP160R1 (10) is missing: no library that is kept has it.
GROUPS: Mapping[int, Group] = MappingProxyType(
    {
        group.number: group
        for group in (
            ModpGroup(numbers.Group.MODP_1536, primes.MODP_1536, 240),
            ModpGroup(numbers.Group.MODP_3072, primes.MODP_3072, 416),
            EcpGroup(numbers.Group.P_256, ec.SECP256R1()),
            EcpGroup(numbers.Group.P_384, ec.SECP384R1()),
            EcpGroup(numbers.Group.P_521, ec.SECP521R1()),
            ModpGroup(numbers.Group.MODP_2048, primes.MODP_2048, 320),
        )
    }
)
