"""The ESP suites of RFC 7402, 5.1.2, as one table.

What is drawn from the keying material for encryption holds the salt as well: 4 bytes for GCM (RFC 4106, 8.1), 3 for CCM
(RFC 4309, 7.1). RFC 7402 gives no size of key for GCM and CCM; it is AES-128 here, which both of these RFCs require.
AES-CMAC-96 (14) and AES-GMAC (15), which only authenticate, are not implemented.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM

from hipway.entropy import Entropy
from hipway.esp.transforms import Aead, Cbc, Null, ShortGcm, Transform
from hipway.values import Value
from hipway.wire.numbers import EspSuite

_AES_128 = 16


class Material(Value, frozen=True):
    """What an association hands to its transform."""

    spi: int
    encrypt_key: bytes
    auth_key: bytes
    entropy: Entropy
    extended: bool


@dataclass(frozen=True, slots=True)
class Suite:
    """One row of the table. Sizes are in bytes.

    Attributes:
        number: as in ESP_TRANSFORM.
        encrypt_size: what is drawn for encryption, with the salt.
        auth_size: what is drawn for authentication.
        iv_size: the initialisation vector in each datagram.
        icv_size: the integrity check value behind each datagram.
        alignment: what the length of the encrypted part is a multiple of.
        rfc: where encryption and authentication are defined.
        make: makes the transform, see there.
        hash: of the HMAC, if there is one.
    """

    number: EspSuite
    name: str
    encrypt_size: int
    auth_size: int
    iv_size: int
    icv_size: int
    alignment: int
    rfc: str
    make: Callable[["Suite", Material], Transform]
    hash: str = ""

    @property
    def confidential(self) -> bool:
        """Return whether it encrypts; if not, local policy must allow it for a peer [RFC 7402 3.3.5]."""
        return self.encrypt_size > 0

    def transform(self, material: Material) -> Transform:
        """Return what seals or opens with this key."""
        return self.make(self, material)

    @property
    def overhead(self) -> int:
        """What a datagram is longer than its encrypted part: SPI, sequence number, vector and check value."""
        return 8 + self.iv_size + self.icv_size

    def size(self, payload: int) -> int:
        """Return how long the datagram for a payload of so many bytes is: its trailer has 2 bytes and padding."""
        return self.overhead + -(-(payload + 2) // self.alignment) * self.alignment


def _null(suite: Suite, m: Material) -> Null:
    return Null(m.spi, m.auth_key, suite.hash, suite.icv_size, extended=m.extended)


def _cbc(suite: Suite, m: Material) -> Transform:
    return Cbc(_null(suite, m), m.encrypt_key, m.entropy)


def _ccm(suite: Suite, m: Material) -> Transform:
    aead = AESCCM(m.encrypt_key[:_AES_128], tag_length=suite.icv_size)
    return Aead(m.spi, aead, m.encrypt_key[_AES_128:], extended=m.extended)


def _gcm(_: Suite, m: Material) -> Transform:
    return Aead(m.spi, AESGCM(m.encrypt_key[:_AES_128]), m.encrypt_key[_AES_128:], extended=m.extended)


def _short_gcm(suite: Suite, m: Material) -> Transform:
    aead = AESGCM(m.encrypt_key[:_AES_128])
    return ShortGcm(m.spi, aead, m.encrypt_key[_AES_128:], extended=m.extended, icv_size=suite.icv_size)


_TABLE = (
    # number, name, encryption, authentication, IV, ICV, alignment, RFCs, transform, hash
    Suite(EspSuite.AES_128_CBC_SHA1, "AES-128-CBC with HMAC-SHA1", 16, 20, 16, 12, 16, "3602, 2404", _cbc, "sha1"),
    Suite(EspSuite.NULL_SHA256, "NULL with HMAC-SHA-256", 0, 32, 0, 16, 4, "2410, 4868", _null, "sha256"),
    Suite(
        EspSuite.AES_128_CBC_SHA256, "AES-128-CBC with HMAC-SHA-256", 16, 32, 16, 16, 16, "3602, 4868", _cbc, "sha256"
    ),
    Suite(
        EspSuite.AES_256_CBC_SHA256, "AES-256-CBC with HMAC-SHA-256", 32, 32, 16, 16, 16, "3602, 4868", _cbc, "sha256"
    ),
    Suite(EspSuite.AES_CCM_8, "AES-CCM-8", 19, 0, 8, 8, 4, "4309", _ccm),
    Suite(EspSuite.AES_CCM_16, "AES-CCM-16", 19, 0, 8, 16, 4, "4309", _ccm),
    Suite(EspSuite.AES_GCM_8, "AES-GCM with an 8-octet ICV", 20, 0, 8, 8, 4, "4106", _short_gcm),
    Suite(EspSuite.AES_GCM_16, "AES-GCM with a 16-octet ICV", 20, 0, 8, 16, 4, "4106", _gcm),
)
ESP_SUITES: Mapping[int, Suite] = MappingProxyType({suite.number: suite for suite in _TABLE})
