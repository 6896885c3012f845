"""The hash and MAC of each HIT suite, RHASH [RFC 7401 3.2, 5.2.10; RFC 9374 3.4.2]."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from hipway.crypto import keccak
from hipway.wire.numbers import HitSuite

equal = hmac.compare_digest
"""Compare two strings of bytes in a time that doesn't depend on where they differ."""


@dataclass(frozen=True, slots=True)
class Rhash:
    """A hash function and its MAC.

    Args:
        name: its name in the standard library, where it has one.
        size: its length in bytes.
        digest: the hash of some bytes.
        hmac: the MAC of some bytes under a key: hmac(key, data).
        expand: HKDF-Expand with it [RFC 5869 2.3]: expand(key, info, length).
    """

    name: str
    size: int
    digest: Callable[[bytes | bytearray], bytes]
    hmac: Callable[[bytes, bytes], bytes]
    expand: Callable[[bytes, bytes, int], bytes]


def _of(algorithm: hashes.HashAlgorithm) -> Rhash:
    name = algorithm.name
    start: Callable[[bytes | bytearray], Any] = getattr(hashlib, name)

    def digest(data: bytes | bytearray) -> bytes:
        result: bytes = start(data).digest()
        return result

    def mac(key: bytes, data: bytes) -> bytes:
        return hmac.digest(key, data, name)

    def expand(key: bytes, info: bytes, length: int) -> bytes:
        return HKDFExpand(algorithm, length, info).derive(key)

    return Rhash(name, algorithm.digest_size, digest, mac, expand)


# RFC 9374 leaves open how long the hash and the MAC of suite 5 are: 32 bytes here, twice the 128 bits of strength that
# both have. With neither function name nor customization cSHAKE128 is SHAKE128 [SP 800-185 3.3].
EDDSA_SIZE = 32


def _cshake128(data: bytes | bytearray) -> bytes:
    return hashlib.shake_128(data).digest(EDDSA_SIZE)


def _kmac128(key: bytes, data: bytes) -> bytes:
    return keccak.kmac128(key, data, EDDSA_SIZE)


def _expand(key: bytes, info: bytes, length: int) -> bytes:
    """Return what HKDF-Expand makes with KMAC128 as its MAC."""
    if length > 255 * EDDSA_SIZE:
        raise ValueError(f"{length} bytes of keying material, more than {255 * EDDSA_SIZE} [RFC 5869 2.3]")
    blocks = [b""]
    for counter in range(1, -(-length // EDDSA_SIZE) + 1):
        blocks.append(_kmac128(key, blocks[-1] + info + bytes([counter])))
    return b"".join(blocks)[:length]


SUITES: dict[int, Rhash] = {
    HitSuite.RSA_SHA256: _of(hashes.SHA256()),
    HitSuite.ECDSA_SHA384: _of(hashes.SHA384()),
    HitSuite.ECDSA_LOW_SHA1: _of(hashes.SHA1()),  # noqa: S303  # what RFC 7401 has for it
}
if keccak.available():  # not where this Python stands on an OpenSSL older than 3
    SUITES[HitSuite.EDDSA_CSHAKE128] = Rhash("cshake128", EDDSA_SIZE, _cshake128, _kmac128, _expand)

RHASH: Mapping[int, Rhash] = MappingProxyType(SUITES)
"""Each suite that there is."""
