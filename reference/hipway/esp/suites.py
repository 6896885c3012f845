"""The ESP suites of RFC 7402, 5.1.2, as one table.

What is drawn from the keying material for encryption holds the salt as well: 4 bytes for GCM (RFC 4106, 8.1), 3 for CCM
(RFC 4309, 7.1). RFC 7402 gives no size of key for GCM and CCM; it is AES-128 here, which both of these RFCs require.
AES-CMAC-96 (14) and AES-GMAC (15), which only authenticate, are not implemented.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM

from hipway.esp.transforms import Aead, Cbc, Entropy, Null, ShortGcm, Transform

_AES_128 = 16


@dataclass(frozen=True, slots=True)
class Material:
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
        transform: makes what seals or opens.
    """

    number: int
    name: str
    encrypt_size: int
    auth_size: int
    iv_size: int
    icv_size: int
    alignment: int
    rfc: str
    transform: Callable[[Material], Transform]

    @property
    def confidential(self) -> bool:
        """Return whether it encrypts; if not, local policy must allow it for a peer [RFC 7402 3.3.5]."""
        return self.encrypt_size > 0

    @property
    def overhead(self) -> int:
        """What a datagram is longer than its encrypted part: SPI, sequence number, vector and check value."""
        return 8 + self.iv_size + self.icv_size


def _cbc(algorithm: str, icv_size: int, m: Material) -> Transform:
    inside = Null(m.spi, m.auth_key, algorithm, icv_size, extended=m.extended)
    return Cbc(inside, m.encrypt_key, m.entropy)


def _null(algorithm: str, icv_size: int, m: Material) -> Transform:
    return Null(m.spi, m.auth_key, algorithm, icv_size, extended=m.extended)


def _ccm(icv_size: int, m: Material) -> Transform:
    aead = AESCCM(m.encrypt_key[:_AES_128], tag_length=icv_size)
    return Aead(m.spi, aead, m.encrypt_key[_AES_128:], extended=m.extended)


def _gcm(m: Material) -> Transform:
    return Aead(m.spi, AESGCM(m.encrypt_key[:_AES_128]), m.encrypt_key[_AES_128:], extended=m.extended)


def _short_gcm(icv_size: int, m: Material) -> Transform:
    aead = AESGCM(m.encrypt_key[:_AES_128])
    return ShortGcm(m.spi, aead, m.encrypt_key[_AES_128:], extended=m.extended, icv_size=icv_size)


_TABLE = (
    # number, name, encryption, authentication, IV, ICV, alignment, RFCs, transform
    Suite(1, "AES-128-CBC with HMAC-SHA1", 16, 20, 16, 12, 16, "3602, 2404", partial(_cbc, "sha1", 12)),
    Suite(7, "NULL with HMAC-SHA-256", 0, 32, 0, 16, 4, "2410, 4868", partial(_null, "sha256", 16)),
    Suite(8, "AES-128-CBC with HMAC-SHA-256", 16, 32, 16, 16, 16, "3602, 4868", partial(_cbc, "sha256", 16)),
    Suite(9, "AES-256-CBC with HMAC-SHA-256", 32, 32, 16, 16, 16, "3602, 4868", partial(_cbc, "sha256", 16)),
    Suite(10, "AES-CCM-8", 19, 0, 8, 8, 4, "4309", partial(_ccm, 8)),
    Suite(11, "AES-CCM-16", 19, 0, 8, 16, 4, "4309", partial(_ccm, 16)),
    Suite(12, "AES-GCM with an 8-octet ICV", 20, 0, 8, 8, 4, "4106", partial(_short_gcm, 8)),
    Suite(13, "AES-GCM with a 16-octet ICV", 20, 0, 8, 16, 4, "4106", _gcm),
)
ESP_SUITES: Mapping[int, Suite] = MappingProxyType({suite.number: suite for suite in _TABLE})
