"""Host identities: a peer's, of which only the public part is known, and one's own, which signs [RFC 7401 3]."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from hipway.crypto.ecdsa import DRAWN, EcdsaPrivate, EcdsaPublic
from hipway.crypto.eddsa import EddsaPrivate, EddsaPublic
from hipway.crypto.faults import UnsupportedIdentity
from hipway.crypto.hit import hit_of
from hipway.crypto.rsa import RsaPrivate, RsaPublic
from hipway.crypto.suites import RHASH
from hipway.values import Value
from hipway.wire.numbers import Algorithm, HitSuite
from hipway.wire.parameters import HostId

PUBLIC_EXPONENT = 65537

Public = RsaPublic | EcdsaPublic | EddsaPublic
Private = RsaPrivate | EcdsaPrivate | EddsaPrivate


class Decoder(Protocol):
    """One kind of Host Identity."""

    @property
    def suite(self) -> HitSuite:
        """The HIT suite that it belongs to."""

    def decoded(self, encoded: bytes) -> Public:
        """Read one; raises UnsupportedIdentity."""


# DSA and ECDSA_LOW, which RFC 7401 recommends, are missing: the one is gone from FIPS 186-5, no library has the other.
DECODERS: Mapping[int, Decoder] = MappingProxyType(
    {
        algorithm: decoder
        for algorithm, decoder in (
            (Algorithm.RSA, RsaPublic),
            (Algorithm.ECDSA, EcdsaPublic),
            (Algorithm.EDDSA, EddsaPublic),
        )
        if decoder.suite in RHASH
    }
)
HIT_SUITES = tuple(decoder.suite for decoder in DECODERS.values())
"""The HIT Suites that identities can be of here (RFC 7401 5.2.10)."""

SUITE_BYTE = 3  # the byte of a HIT whose lower half is the HIT Suite (RFC 7343 2)


def suite_of(hit: bytes) -> int:
    """Return the HIT Suite of a HIT."""
    return hit[SUITE_BYTE] & 0xF


_DRAWN: Mapping[str, Callable[[], PrivateKeyTypes]] = MappingProxyType(
    {
        "rsa-2048": lambda: rsa.generate_private_key(PUBLIC_EXPONENT, 2048),
        "rsa-3072": lambda: rsa.generate_private_key(PUBLIC_EXPONENT, 3072),
        "p-256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "p-384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "ed25519": ed25519.Ed25519PrivateKey.generate,
    }
)
KINDS = tuple(_DRAWN)
"""The kinds of identity that can be made."""


class HostIdentity(Value, frozen=True, eq=False):
    """The public part of an identity. Two are equal if they are the same Host Identity.

    Args:
        algorithm: the HI Algorithm.
        host_identity: the field of that name in HOST_ID.
        suite: the HIT suite.
        hit: its tag.
    """

    algorithm: Algorithm
    host_identity: bytes
    suite: HitSuite
    hit: bytes
    _key: Public

    def __eq__(self, other: object) -> bool:
        """Compare what is in HOST_ID: it says all the rest."""
        return isinstance(other, HostIdentity) and self.host_id() == other.host_id()

    def __hash__(self) -> int:
        """Return the same for the same Host Identity."""
        return hash(self.hit)

    def __repr__(self) -> str:
        """Say which it is."""
        return f"HostIdentity(kind={self.kind!r}, hit={self.hit!r})"

    @property
    def kind(self) -> str:
        """What to call it, as "ECDSA P-256"."""
        return self._key.kind

    def host_id(self) -> HostId:
        """Return the HOST_ID parameter, without a Domain Identifier."""
        return HostId(self.algorithm, self.host_identity)

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Say whether the signature of some bytes is right."""
        return self._key.verify(signature, data)


@dataclass(frozen=True, slots=True)
class PrivateIdentity:
    """One's own identity."""

    public: HostIdentity
    key: PrivateKeyTypes = field(repr=False, compare=False)
    _signer: Private = field(repr=False, compare=False)

    def sign(self, data: bytes) -> bytes:
        """Return the signature of some bytes as it stands in HIP_SIGNATURE."""
        return self._signer.sign(data)

    def with_drawn_nonces(self) -> "PrivateIdentity":
        """Return the identity for a run that isn't to be repeated: an ECDSA signature doesn't say the same twice."""
        match self.key:
            case ec.EllipticCurvePrivateKey():
                return replace(self, _signer=EcdsaPrivate(self.key, DRAWN))
            case _:
                return self


def from_host_id(host_id: HostId) -> HostIdentity:
    """Return the identity that a HOST_ID parameter carries.

    Raises:
        UnsupportedIdentity: it is malformed, or of a kind or size that isn't accepted.
    """
    decoder = DECODERS.get(host_id.algorithm)
    if decoder is None:
        raise UnsupportedIdentity(f"a Host Identity of algorithm {host_id.algorithm:d}", "RFC 7401 5.2.9")
    return _identity(decoder.decoded(host_id.host_identity), host_id.host_identity)


def from_key(key: PrivateKeyTypes) -> PrivateIdentity:
    """Return the identity of a private key of the library.

    Raises:
        UnsupportedIdentity: HIP has no use for a key of that kind or size.
    """
    signer: Private
    match key:
        case rsa.RSAPrivateKey():
            signer = RsaPrivate(key)
        case ec.EllipticCurvePrivateKey():
            signer = EcdsaPrivate(key)
        case ed25519.Ed25519PrivateKey() if Algorithm.EDDSA in DECODERS:
            signer = EddsaPrivate(key)
        case _:
            raise UnsupportedIdentity(f"a key of the kind {type(key).__name__}", "RFC 7401 5.2.9")
    return PrivateIdentity(_identity(signer.public, signer.public.encoded()), key, signer)


def generate(kind: str) -> PrivateIdentity:
    """Make an identity of one of KINDS. Its key comes from the operating system, never from a run's entropy."""
    return from_key(_DRAWN[kind]())


def _identity(key: Public, encoded: bytes) -> HostIdentity:
    return HostIdentity(key.algorithm, encoded, key.suite, hit_of(key.suite, encoded), key)
