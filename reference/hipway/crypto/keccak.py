"""KMAC128 (NIST SP 800-185), the MAC of HIT suite 5 [RFC 9374 3.4.2].

hashlib has SHAKE128, which pads with the bits 1111. OpenSSL 3 also has the sponge that SP 800-185 builds on, padded
with 00, and hashlib hands out every hash that OpenSSL knows: so no Keccak of our own is needed.
"""

import hashlib
from typing import Any

RATE = 168  # bytes that one round of the sponge takes in
SPONGE = "KECCAK-KMAC-128"


def available() -> bool:
    """Say whether this Python's OpenSSL has the sponge."""
    try:
        hashlib.new(SPONGE)
    except ValueError:
        return False
    return True


def _encoded(number: int) -> bytes:
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")


def _left_encode(number: int) -> bytes:
    """Return a number behind its own length [SP 800-185 2.3.1]."""
    octets = _encoded(number)
    return bytes([len(octets)]) + octets


def _right_encode(number: int) -> bytes:
    """Return a number before its own length [SP 800-185 2.3.1]."""
    octets = _encoded(number)
    return octets + bytes([len(octets)])


def _encode_string(text: bytes) -> bytes:
    """Return a string behind its length in bits [SP 800-185 2.3.2]."""
    return _left_encode(8 * len(text)) + text


def _bytepad(text: bytes) -> bytes:
    """Fill up to whole rounds of the sponge [SP 800-185 2.3.3]."""
    padded = _left_encode(RATE) + text
    return padded + bytes(-len(padded) % RATE)


# What every KMAC without a customization string begins with.
BEGINNING = _bytepad(_encode_string(b"KMAC") + _encode_string(b""))


def kmac128(key: bytes, data: bytes, size: int) -> bytes:
    """Return the MAC of some bytes, `size` bytes long, with an empty customization string [SP 800-185 4.3]."""
    sponge: Any = hashlib.new(SPONGE, BEGINNING)  # hashlib's hashes of any length have no public type
    sponge.update(_bytepad(_encode_string(key)))
    sponge.update(data)
    sponge.update(_right_encode(8 * size))
    mac: bytes = sponge.digest(size)
    return mac
