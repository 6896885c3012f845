"""RSA Host Identities: encoding of RFC 3110, signatures by PSS with SHA-256 [RFC 7401 5.2.9]."""

from typing import ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from hipway.crypto.faults import UnsupportedIdentity
from hipway.wire.numbers import Algorithm, HitSuite

# At least 112 bits of strength [RFC 7401 5.2.9], at most what DNS carries [RFC 3110 2]: two numbers of that size fill
# half of the largest HIP packet.
SMALLEST, LARGEST = 2048, 4096
# A peer chooses the exponent, and we pay for it.
LARGEST_EXPONENT = 64

HASH = SHA256()
# The salt is as long as the hash, as RFC 8017 9.1 advises; RFC 7401 names no length.
PSS = padding.PSS(padding.MGF1(HASH), SHA256.digest_size)


class RsaPublic:
    """A public RSA key."""

    algorithm: ClassVar = Algorithm.RSA
    suite: ClassVar = HitSuite.RSA_SHA256

    def __init__(self, key: rsa.RSAPublicKey) -> None:
        """Take a key of the library, if its size is accepted."""
        check(key.public_numbers())
        self._key = key

    @property
    def kind(self) -> str:
        """What to call it."""
        return f"RSA {self._key.key_size}"

    @classmethod
    def decoded(cls, encoded: bytes) -> "RsaPublic":
        """Read a Host Identity: length of the exponent, exponent, modulus [RFC 3110 2].

        The form for exponents of more than 255 bytes is refused with them.
        """
        size = encoded[0] if encoded else 0
        exponent, modulus = encoded[1 : 1 + size], encoded[1 + size :]
        if not exponent or exponent[0] == 0 or not modulus or modulus[0] == 0:
            raise UnsupportedIdentity(
                "an RSA key with a part that is empty, too long or begins with zero", "RFC 3110 2"
            )
        numbers = rsa.RSAPublicNumbers(int.from_bytes(exponent, "big"), int.from_bytes(modulus, "big"))
        check(numbers)
        try:
            return cls(numbers.public_key())
        except ValueError:
            raise UnsupportedIdentity("numbers that are no RSA key", "RFC 3110 2") from None

    def encoded(self) -> bytes:
        """Return the Host Identity."""
        numbers = self._key.public_numbers()
        exponent, modulus = (
            number.to_bytes((number.bit_length() + 7) // 8, "big") for number in (numbers.e, numbers.n)
        )
        return bytes([len(exponent)]) + exponent + modulus

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Say whether a signature is right."""
        try:
            self._key.verify(signature, data, PSS, HASH)
        except InvalidSignature:
            return False
        return True


class RsaPrivate:
    """A private RSA key."""

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        """Take a key of the library."""
        self._key = key
        self.public = RsaPublic(key.public_key())

    def sign(self, data: bytes) -> bytes:
        """Return a signature."""
        return self._key.sign(data, PSS, HASH)


def check(numbers: rsa.RSAPublicNumbers) -> None:
    """Refuse what is too weak, costs too much, or can't be a key, before the library works with it."""
    if not SMALLEST <= numbers.n.bit_length() <= LARGEST:
        raise UnsupportedIdentity(
            f"an RSA key of {numbers.n.bit_length()} bits; {SMALLEST} to {LARGEST} are accepted", "RFC 7401 5.2.9"
        )
    if not (numbers.e.bit_length() <= LARGEST_EXPONENT and numbers.e % 2 and numbers.e > 1 and numbers.n % 2):
        raise UnsupportedIdentity(
            f"an RSA key whose numbers aren't odd, or whose exponent is 1 or has over {LARGEST_EXPONENT} bits",
            "RFC 7401 5.2.9",
        )
