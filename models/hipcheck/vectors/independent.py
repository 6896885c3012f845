"""Hashes, HITs and keys by other means than the implementation's: straight from the RFCs.

What is computed here, in `keccak` and in `arithmetic` is expected of every implementation.
"""

import hashlib
import hmac

from hipcheck.vectors.keccak import kmac128, shake128

CONTEXT = bytes.fromhex("f0eff02fbff43d0fe7930c3c6e6174ea")  # RFC 7401 3.2
SHA = {1: "sha256", 2: "sha384", 3: "sha1"}  # HIT suites with a hash of the SHA family (RFC 7401 5.2.10)
EDDSA = 5
SIZES = {1: 32, 2: 48, 3: 20, EDDSA: 32}  # RFC 9374 leaves the last one open; vectors of it say so
CIPHER_KEYS = {1: 0, 2: 16, 4: 32}  # bytes (RFC 7401 5.2.8)
ESP_KEYS = {
    # encryption with its salt, authentication (RFC 7402 5.1.2, 3602, 4868, 4106 8.1, 4309 7.1)
    1: (16, 20),
    7: (0, 32),
    8: (16, 32),
    9: (32, 32),
    10: (19, 0),
    11: (19, 0),
    12: (20, 0),
    13: (20, 0),
}


def stream(label: str, size: int) -> bytes:
    """Return so many bytes that look random and are the same each time: SHAKE256 of a label."""
    return hashlib.shake_256(f"hipway vectors {label}".encode()).digest(size)


def rhash(suite: int, data: bytes) -> bytes:
    """Return RHASH of some bytes (RFC 7401 3.2, 9374 3.4.2)."""
    return shake128(data, SIZES[EDDSA]) if suite == EDDSA else hashlib.new(SHA[suite], data).digest()


def mac(suite: int, key: bytes, data: bytes) -> bytes:
    """Return the MAC of some bytes (RFC 7401 6.4.1, 9374 3.4.2)."""
    return kmac128(key, data, SIZES[EDDSA]) if suite == EDDSA else hmac.digest(key, data, SHA[suite])


def hit(suite: int, host_identity: bytes) -> bytes:
    """Return a HIT: 28 bits of prefix, 4 of the suite, 96 from the middle of the hash (RFC 7343 2, 9374 3.5.2.1)."""
    whole = rhash(suite, CONTEXT + host_identity)
    start = (len(whole) - 12) // 2 if suite in SHA else 0
    return bytes.fromhex(f"2001002{suite:x}") + whole[start : start + 12]


def expand(suite: int, key: bytes, info: bytes, size: int) -> bytes:
    """Return what HKDF-Expand makes (RFC 5869 2.3)."""
    made = block = b""
    counter = 1
    while len(made) < size:
        block = mac(suite, key, block + info + bytes((counter,)))
        made += block
        counter += 1
    return made[:size]


def keymat(suite: int, kij: bytes, salt: bytes, hits: tuple[bytes, bytes], size: int) -> tuple[bytes, bytes]:
    """Return the pseudorandom key and the keying material; the salt is #I and #J (RFC 7401 6.5)."""
    key = mac(suite, salt, kij)
    return key, expand(suite, key, min(hits) + max(hits), size)


def drawn(material: bytes, sizes: tuple[int, int], ours: bytes, peer: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the keys out and in from where they begin: those of the host with the greater HIT come first (6.5)."""
    encrypt, authenticate = sizes
    half = encrypt + authenticate
    parts = [
        part
        for start in (0, half)
        for part in (material[start : start + encrypt], material[start + encrypt : start + half])
    ]
    own, others = (parts[:2], parts[2:]) if ours > peer else (parts[2:], parts[:2])
    return own[0], own[1], others[0], others[1]


def zero_bits(digest: bytes) -> int:
    """Return how many of the lowest bits are zero (RFC 7401 6.3)."""
    value = int.from_bytes(digest, "big")
    return (value & -value).bit_length() - 1 if value else 8 * len(digest)


def solution(suite: int, i: bytes, k: int, hits: tuple[bytes, bytes], start: bytes) -> bytes:
    """Return the first #J from a number on that solves a puzzle; the HITs are the Initiator's and the Responder's."""
    first = int.from_bytes(start, "big")
    for more in range(1 << 24):
        j = ((first + more) % (1 << 8 * len(start))).to_bytes(len(start), "big")
        if zero_bits(rhash(suite, i + hits[0] + hits[1] + j)) >= k:
            return j
    raise ValueError("no solution was found")
