"""Cryptography once more, with hashlib, hmac and the library alone: HITs, puzzles, keying material, signatures.

All identities here are P-256 of HIT Suite 2, so that RHASH is SHA-384 (RFC 7401 5.2.10).
"""

import hashlib
import hmac
from dataclasses import dataclass
from struct import pack

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher as Encryption
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

__all__ = [
    "HASH",
    "Material",
    "encrypted",
    "hit_of",
    "is_readable",
    "keymat_index",
    "material",
    "opened",
    "opens",
    "shared",
    "verifies",
    "zeros",
]

HASH = 48  # bytes of SHA-384
CONTEXT = bytes.fromhex("F0EFF02FBFF43D0FE7930C3C6E6174EA")  # RFC 7401 3.2
ECDSA = 7
FQDN = 1  # a type of domain identifier
CURVE = b"\0\1"  # P-256 (RFC 7401 5.2.9)
CURVES = {7: ec.SECP256R1(), 8: ec.SECP384R1()}
CIPHER_KEYS = {2: 16, 4: 32}  # bytes (RFC 7401 5.2.8)
BLOCKS = 16  # of keying material, for HIP and a dozen pairs of security associations
BLOCK = 16  # bytes of AES
UDP_HEADER = 8  # bytes
GCM_KEY, GCM_SALT = 16, 4  # of AES-GCM with a key of 128 bits (RFC 4106 8.1)


def hit_of(host_identity: bytes) -> bytes:
    """Return the HIT of a Host Identity of Suite 2: the middle 96 bits of the hash (RFC 7343 2)."""
    return bytes.fromhex("20010022") + hashlib.sha384(CONTEXT + host_identity).digest()[18:30]


def zeros(i: bytes, initiator: bytes, responder: bytes, j: bytes) -> int:
    """Return how many low-order bits of RHASH(I | HIT-I | HIT-R | J) are zero (RFC 7401 6.3)."""
    number = int.from_bytes(hashlib.sha384(i + initiator + responder + j).digest(), "big")
    return (number & -number).bit_length() - 1 if number else 8 * HASH


def is_readable(host_id: bytes) -> bool:
    """Whether the contents of a HOST_ID say that there is a key of P-256 in it (RFC 7401 5.2.9)."""
    return int.from_bytes(host_id[4:6], "big") == ECDSA and host_id[6:8] == CURVE


def verifies(key: ec.EllipticCurvePublicKey, signature: bytes, text: bytes) -> bool:
    """Whether a key made the contents of a HIP_SIGNATURE: an algorithm number, r and s (RFC 7401 5.2.14)."""
    if int.from_bytes(signature[:2], "big") != ECDSA or len(signature) != 2 + 64:
        return False
    r, s = int.from_bytes(signature[2:34], "big"), int.from_bytes(signature[34:], "big")
    try:
        key.verify(encode_dss_signature(r, s), text, ec.ECDSA(SHA384()))
    except (InvalidSignature, ValueError):
        return False
    return True


def shared(group: int, private: ec.EllipticCurvePrivateKey, public: bytes) -> bytes | None:
    """Return the Diffie-Hellman secret, the x coordinate (RFC 5903 7); None if the value is not on the curve."""
    curve = CURVES.get(group)
    if curve is None or private.curve.name != curve.name:
        return None
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(curve, b"\4" + public)
    except ValueError:
        return None
    return private.exchange(ec.ECDH(), point)


@dataclass(frozen=True)
class Material:
    """The keys of one exchange.

    Attributes:
        mac: what the host with the greater HIT protects HIP packets with, and what the other one does.
        cipher: the same for what is in ENCRYPTED.
        esp: the same for AES-GCM of one pair of security associations after the other: key and salt.
    """

    mac: tuple[bytes, bytes]
    cipher: tuple[bytes, bytes]
    esp: tuple[tuple[bytes, bytes], ...]


def material(kij: bytes, i: bytes, j: bytes, hits: tuple[bytes, bytes], cipher: int) -> Material:
    """Draw the keys (RFC 7401 6.5, RFC 7402 7): HKDF (RFC 5869) with I | J as salt and the sorted HITs as info."""
    key, info = hmac.digest(i + j, kij, "sha384"), b"".join(sorted(hits))
    drawn = block = b""
    for number in range(1, 1 + BLOCKS):
        block = hmac.digest(key, block + info + bytes((number,)), "sha384")
        drawn += block
    size = CIPHER_KEYS[cipher]
    half, esp = size + HASH, GCM_KEY + GCM_SALT
    starts = range(2 * half, len(drawn) - 2 * esp, 2 * esp)
    return Material(
        (drawn[size:half], drawn[half + size : 2 * half]),
        (drawn[:size], drawn[half : half + size]),
        tuple((drawn[at : at + esp], drawn[at + esp : at + 2 * esp]) for at in starts),
    )


def keymat_index(cipher: int) -> int:
    """Return where the keys of ESP begin (RFC 7402 5.1.1): behind four keys of HIP."""
    return 2 * (CIPHER_KEYS.get(cipher, 0) + HASH)


def encrypted(key: bytes, text: bytes) -> bytes:
    """Return the contents of an ENCRYPTED parameter, made with AES-CBC (RFC 7401 5.2.18); its IV is no secret here."""
    vector, padding = bytes(BLOCK), BLOCK - len(text) % BLOCK
    encryptor = Encryption(AES(key), CBC(vector)).encryptor()
    return bytes(4) + vector + encryptor.update(text + bytes((padding,)) * padding)


def decrypted(key: bytes, datagram: bytes) -> bytes | None:
    """Decrypt an ESP packet with a key and salt of AES-GCM, its sequence number below 2**32 (RFC 4106)."""
    nonce, header = key[GCM_KEY:] + datagram[8:16], datagram[:4] + pack(">I", 0) + datagram[4:8]
    try:
        return AESGCM(key[:GCM_KEY]).decrypt(nonce, datagram[16:], header)
    except (InvalidTag, ValueError):
        return None


def opens(key: bytes, datagram: bytes) -> bool:
    """Whether a key and salt open an ESP packet."""
    return decrypted(key, datagram) is not None


def opened(key: bytes, datagram: bytes) -> bytes | None:
    """Return the payload in an ESP packet: behind the UDP header, before padding and trailer (RFC 4303 2)."""
    inner = decrypted(key, datagram)
    return inner[UDP_HEADER : -2 - inner[-2]] if inner is not None else None


def is_point(group: int, public: bytes) -> bool:
    """Whether a public value is a point of a curve (RFC 5903 7)."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVES[group], b"\4" + public)
    except ValueError:
        return False
    return True


def host_id(key: ec.EllipticCurvePublicKey, *, algorithm: int = ECDSA, domain: int = 0) -> bytes:
    """Return the HOST_ID parameter of an identity of P-256, padded (RFC 7401 5.2.9).

    Args:
        key: of the identity.
        algorithm: that it says it is of.
        domain: how many bytes of a domain identifier, a name, there are.
    """
    point = CURVE + key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
    contents = pack(">HHH", len(point), (FQDN << 12 if domain else 0) | domain, algorithm) + point + bytes(domain)
    return pack(">HH", 705, len(contents)) + contents + bytes(-(len(contents) + 4) % 8)
