"""Ed25519 Host Identities [RFC 9374 3.4.1]: number of the curve, two bytes of zero, the key of RFC 8032."""

from typing import ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hipway.crypto.faults import UnsupportedIdentity
from hipway.wire.numbers import Algorithm, EdDsaCurve, HitSuite

BEGINNING = EdDsaCurve.ED25519.to_bytes(2, "big") + bytes(2)
KEY_SIZE = 32


class EddsaPublic:
    """A public Ed25519 key."""

    algorithm: ClassVar = Algorithm.EDDSA
    suite: ClassVar = HitSuite.EDDSA_CSHAKE128
    kind: ClassVar = "EdDSA Ed25519"

    def __init__(self, key: Ed25519PublicKey) -> None:
        """Take a key of the library."""
        self._key = key

    @classmethod
    def decoded(cls, encoded: bytes) -> "EddsaPublic":
        """Read a Host Identity."""
        if not encoded.startswith(BEGINNING) or len(encoded) != len(BEGINNING) + KEY_SIZE:
            raise UnsupportedIdentity("an EdDSA key that isn't one of Ed25519", "RFC 9374 3.4.1")
        return cls(Ed25519PublicKey.from_public_bytes(encoded[len(BEGINNING) :]))

    def encoded(self) -> bytes:
        """Return the Host Identity."""
        return BEGINNING + self._key.public_bytes_raw()

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Say whether a signature is right."""
        try:
            self._key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


class EddsaPrivate:
    """A private Ed25519 key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Take a key of the library."""
        self._key = key
        self.public = EddsaPublic(key.public_key())

    def sign(self, data: bytes) -> bytes:
        """Return a signature."""
        return self._key.sign(data)
