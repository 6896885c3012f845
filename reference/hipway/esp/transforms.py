"""How a suite turns plaintext into a datagram and back. RFC 4303, 2; RFC 3602, RFC 4106, RFC 4309, RFC 2410.

Each transform belongs to one key and one direction. `seal` returns a whole datagram, header and integrity check value
included; `open` returns the plaintext of an authentic one, with padding, pad length and next header still behind it.
With extended sequence numbers, the upper 32 bits are authenticated but not sent [RFC 4303 2.2.1].

Objects of `cryptography` are kept: making one costs more than encrypting a datagram with it.
"""

import hmac
from struct import Struct
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM

from hipway.entropy import Entropy
from hipway.esp.refusal import EspRefused, Reason

HEADER = Struct(">II")  # SPI, lower 32 bits of the sequence number
_HEADER_AND_IV = Struct(">IIQ")
_HEADER_EXTENDED = Struct(">IQ")  # SPI, all 64 bits
_UPPER = Struct(">I")
_LOWER_BITS = 0xFFFF_FFFF
_BLOCK = 16
_FULL_TAG = 16


class Transform(Protocol):
    """One key in one direction."""

    def seal(self, sequence: int, plaintext: bytes) -> bytes:
        """Return the datagram with this sequence number."""
        ...

    def open(self, sequence: int, datagram: bytes) -> bytes:
        """Return the plaintext of a datagram, or raise EspRefused if it isn't authentic."""
        ...


class Aead:
    """AES-GCM and AES-CCM. The initialisation vector is the sequence number, which never repeats [RFC 4106 3.1]."""

    __slots__ = ("_additional", "_decrypt", "_encrypt", "_salt", "_spi")

    def __init__(self, spi: int, aead: AESGCM | AESCCM, salt: bytes, *, extended: bool) -> None:
        self._spi = spi
        self._encrypt = aead.encrypt
        self._decrypt = aead.decrypt
        self._salt = salt
        self._additional = (_HEADER_EXTENDED if extended else HEADER).pack

    def seal(self, sequence: int, plaintext: bytes) -> bytes:
        """Return header, initialisation vector, ciphertext and tag [RFC 4106 3]."""
        header = _HEADER_AND_IV.pack(self._spi, sequence & _LOWER_BITS, sequence)
        return header + self._encrypt(self._salt + header[8:], plaintext, self._additional(self._spi, sequence))

    def open(self, sequence: int, datagram: bytes) -> bytes:
        """Decrypt and check at once [RFC 4303 3.4.4.2]."""
        nonce = self._salt + datagram[8:16]
        try:
            return self._decrypt(nonce, datagram[16:], self._additional(self._spi, sequence))
        except InvalidTag:
            raise EspRefused(Reason.FORGED) from None


class ShortGcm(Aead):
    """AES-GCM whose tag is cut, which the one-shot interface of `cryptography` doesn't do."""

    __slots__ = ("_cut",)

    def __init__(self, spi: int, aead: AESGCM, salt: bytes, *, extended: bool, icv_size: int) -> None:
        super().__init__(spi, aead, salt, extended=extended)
        self._cut = icv_size

    def seal(self, sequence: int, plaintext: bytes) -> bytes:
        """Return the datagram with the first bytes of the tag [RFC 4106 6]."""
        return super().seal(sequence, plaintext)[: self._cut - _FULL_TAG]

    def open(self, sequence: int, datagram: bytes) -> bytes:
        """Decrypt by encrypting, since counter mode is its own inverse, and compare the tag of what comes out."""
        nonce = self._salt + datagram[8:16]
        plaintext = self._encrypt(nonce, datagram[16 : -self._cut], None)[:-_FULL_TAG]
        tag = self._encrypt(nonce, plaintext, self._additional(self._spi, sequence))[-_FULL_TAG:]
        if not hmac.compare_digest(tag[: self._cut], datagram[-self._cut :]):
            raise EspRefused(Reason.FORGED)
        return plaintext


class Null:
    """No encryption, and a truncated HMAC over header, plaintext and the upper sequence bits [RFC 2410, RFC 4868]."""

    __slots__ = ("_extended", "_hash", "_icv_size", "_key", "_spi")

    def __init__(self, spi: int, key: bytes, algorithm: str, icv_size: int, *, extended: bool) -> None:
        self._spi = spi
        self._key = key
        self._hash = algorithm
        self._icv_size = icv_size
        self._extended = extended

    def seal(self, sequence: int, plaintext: bytes) -> bytes:
        """Return header, plaintext and integrity check value."""
        covered = HEADER.pack(self._spi, sequence & _LOWER_BITS) + plaintext
        return covered + self._icv(sequence, covered)

    def open(self, sequence: int, datagram: bytes) -> bytes:
        """Check [RFC 4303 3.4.4.1]."""
        covered = datagram[: -self._icv_size]
        if not hmac.compare_digest(self._icv(sequence, covered), datagram[-self._icv_size :]):
            raise EspRefused(Reason.FORGED)
        return covered[8:]

    def _icv(self, sequence: int, covered: bytes) -> bytes:
        upper = _UPPER.pack(sequence >> 32) if self._extended else b""
        return hmac.digest(self._key, covered + upper, self._hash)[: self._icv_size]


class Cbc:
    """AES-CBC inside a truncated HMAC: encrypted first, checked first [RFC 3602]."""

    __slots__ = ("_authentic", "_decryptor", "_encryptor", "_entropy")

    def __init__(self, authentic: Null, cipher_key: bytes, entropy: Entropy) -> None:
        self._authentic = authentic
        self._entropy = entropy
        cipher = Cipher(algorithms.AES(cipher_key), modes.CBC(bytes(_BLOCK)))
        self._encryptor: CipherContext = cipher.encryptor()
        self._decryptor: CipherContext = cipher.decryptor()

    def seal(self, sequence: int, plaintext: bytes) -> bytes:
        """Encrypt a random block and the plaintext behind it, as one chain that goes on from datagram to datagram.

        The random block comes out as an initialisation vector that nobody can predict [RFC 3602 3], and what follows
        is the plaintext encrypted with that vector.
        """
        return self._authentic.seal(sequence, self._encryptor.update(self._entropy(_BLOCK) + plaintext))

    def open(self, sequence: int, datagram: bytes) -> bytes:
        """Check, then decrypt. The vector goes through first, as a block whose plaintext means nothing."""
        return self._decryptor.update(self._authentic.open(sequence, datagram))[_BLOCK:]
