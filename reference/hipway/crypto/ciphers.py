"""The ciphers of the ENCRYPTED parameter [RFC 7401 5.2.8, 5.2.18].

Its data are the initialization vector, where the cipher has one, and the ciphertext. The caller checks HIP_MAC before
it decrypts, so that what padding says is no oracle.
"""

from collections.abc import Mapping
from types import MappingProxyType

from cryptography.hazmat.primitives.ciphers import Cipher as Encryption
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from hipway.crypto.faults import Undecipherable
from hipway.wire.numbers import Cipher

KEY_SIZES: Mapping[int, int] = MappingProxyType({Cipher.NULL: 0, Cipher.AES_128_CBC: 16, Cipher.AES_256_CBC: 32})
"""The ciphers that there are, each with its natural key size in bytes [RFC 7401 6.5]."""

BLOCK = 16


def key_size(cipher: int) -> int:
    """Return the length of a cipher's key in bytes."""
    if cipher not in KEY_SIZES:
        raise ValueError(f"cipher {cipher} is not known here")
    return KEY_SIZES[cipher]


def iv_size(cipher: int) -> int:
    """Return the length of a cipher's initialization vector in bytes."""
    return BLOCK if key_size(cipher) else 0


def encrypt(cipher: int, key: bytes, iv: bytes, plaintext: bytes) -> bytes:
    """Return the data of an ENCRYPTED parameter.

    Args:
        cipher: the Cipher ID.
        key: of the cipher's natural size.
        iv: unpredictable, and never used before; empty for NULL.
        plaintext: parameters with their padding.
    """
    _check_key(cipher, key)
    if len(iv) != (BLOCK if key else 0):
        raise ValueError(f"an initialization vector of {len(iv)} bytes, not {iv_size(cipher)}")
    if cipher == Cipher.NULL:
        return plaintext
    padding = BLOCK - len(plaintext) % BLOCK  # PKCS #7: each byte of it is its length [RFC 5652 6.3]
    encryptor = Encryption(AES(key), CBC(iv)).encryptor()
    return iv + encryptor.update(plaintext + bytes([padding]) * padding)


def decrypt(cipher: int, key: bytes, data: bytes) -> bytes:
    """Return the plaintext of an ENCRYPTED parameter.

    Raises:
        Undecipherable: the peer sent what no plaintext encrypts to.
    """
    _check_key(cipher, key)
    if cipher == Cipher.NULL:
        return data
    if len(data) < 2 * BLOCK or len(data) % BLOCK:
        raise Undecipherable(f"{len(data)} bytes of ciphertext, which aren't whole blocks", "RFC 7401 5.2.18")
    decryptor = Encryption(AES(key), CBC(data[:BLOCK])).decryptor()
    padded = decryptor.update(data[BLOCK:])
    padding = padded[-1]
    if not 1 <= padding <= BLOCK or padded[-padding:] != bytes([padding]) * padding:
        raise Undecipherable("padding that PKCS #7 never makes", "RFC 7401 5.2.18")
    return padded[:-padding]


def _check_key(cipher: int, key: bytes) -> None:
    if len(key) != KEY_SIZES.get(cipher):
        key_size(cipher)  # which may not know it
        raise ValueError(f"a key of {len(key)} bytes, not {key_size(cipher)}")
