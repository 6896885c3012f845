"""ECDSA Host Identities: curves P-256 and P-384, both with SHA-384 [RFC 7401 5.2.9, 5.2.10].

RFC 7401 sends the reader to RFC 6090, which turns one integer into bytes and joins none. Read here, with RFC 4754: a
point is x and y, a signature r and s, each as long as the field, without a mark before them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384

from hipway.crypto.faults import UnsupportedIdentity
from hipway.wire.numbers import Algorithm, EccCurve, HitSuite

CURVES: Mapping[int, ec.EllipticCurve] = MappingProxyType(
    {EccCurve.P_256: ec.SECP256R1(), EccCurve.P_384: ec.SECP384R1()}
)
NUMBERS = {curve.name: EccCurve(number) for number, curve in CURVES.items()}
DRAWN = ec.ECDSA(SHA384())
"""The nonce is drawn. OpenSSL hashes the key and the text into it, so that no bad random number betrays the key."""
try:
    ECDSA = ec.ECDSA(SHA384(), deterministic_signing=True)
    """The nonce is computed (RFC 6979), so that a signature can be repeated."""
except UnsupportedAlgorithm:  # the library stands on an OpenSSL older than 3.2
    ECDSA = DRAWN


class EcdsaPublic:
    """A public ECDSA key."""

    algorithm: ClassVar = Algorithm.ECDSA
    suite: ClassVar = HitSuite.ECDSA_SHA384

    def __init__(self, key: ec.EllipticCurvePublicKey) -> None:
        """Take a key of the library, if its curve is accepted."""
        if key.curve.name not in NUMBERS:
            raise UnsupportedIdentity(f"an ECDSA key on the curve {key.curve.name}", "RFC 7401 5.2.9")
        self._key = key
        self.size = (key.key_size + 7) // 8

    @property
    def kind(self) -> str:
        """What to call it."""
        return f"ECDSA P-{self._key.curve.key_size}"

    @classmethod
    def decoded(cls, encoded: bytes) -> "EcdsaPublic":
        """Read a Host Identity: number of the curve, x, y."""
        curve = CURVES.get(int.from_bytes(encoded[:2], "big"))
        if curve is None:
            raise UnsupportedIdentity(f"an ECDSA key on the curve 0x{encoded[:2].hex()}", "RFC 7401 5.2.9")
        if len(encoded) != 2 + 2 * ((curve.key_size + 7) // 8):
            raise UnsupportedIdentity(f"an ECDSA key of {len(encoded)} bytes for {curve.name}", "RFC 7401 5.2.9")
        try:
            return cls(ec.EllipticCurvePublicKey.from_encoded_point(curve, b"\x04" + encoded[2:]))
        except ValueError:
            raise UnsupportedIdentity("an ECDSA key that isn't on its curve", "RFC 7401 5.2.9") from None

    def encoded(self) -> bytes:
        """Return the Host Identity."""
        point = self._key.public_numbers()
        number = NUMBERS[self._key.curve.name]
        return number.to_bytes(2, "big") + point.x.to_bytes(self.size, "big") + point.y.to_bytes(self.size, "big")

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Say whether a signature is right."""
        if len(signature) != 2 * self.size:
            return False
        r, s = int.from_bytes(signature[: self.size], "big"), int.from_bytes(signature[self.size :], "big")
        try:
            self._key.verify(encode_dss_signature(r, s), data, DRAWN)
        except InvalidSignature:
            return False
        return True


class EcdsaPrivate:
    """A private ECDSA key."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, algorithm: ec.ECDSA = ECDSA) -> None:
        """Take a key of the library, and how it signs: ECDSA or DRAWN."""
        self._key = key
        self._algorithm = algorithm
        self.public = EcdsaPublic(key.public_key())

    def sign(self, data: bytes) -> bytes:
        """Return a signature: r and s, each as long as the field."""
        r, s = decode_dss_signature(self._key.sign(data, self._algorithm))
        return r.to_bytes(self.public.size, "big") + s.to_bytes(self.public.size, "big")
