"""The cryptographic operations that HIP can't do without, as the library offers them, on P-256 for everything.

Each is called as cheaply as the library allows: a signature takes a random number, a Diffie-Hellman key is drawn by
the library, what can be prepared is prepared.
"""

import hashlib
import hmac
import os
from collections.abc import Callable
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

__all__ = ["BASE_EXCHANGE", "PUBLIC_KEY", "UPDATES", "Bare", "Needed"]

CURVE, ECDSA, ECDH = ec.SECP256R1(), ec.ECDSA(SHA384()), ec.ECDH()
PACKET = 400  # bytes that a signature or a MAC covers, about
HASHED = 128  # of a puzzle: #I, two HITs, #J (RFC 7401 6.3)
HOST_ID = 80  # bytes in ENCRYPTED
FIELD = 32  # bytes of a coordinate on P-256, and of r and s
HASH = 48  # bytes of SHA-384, and of #J
MATERIAL = 2 * (16 + 48) + 2 * 20  # bytes for AES-128-CBC, HMAC-SHA-384 and AES-GCM, in both directions


class Needed(NamedTuple):
    """How often an operation is done, by both ends together."""

    name: str
    times: int
    why: str


BASE_EXCHANGE = (
    Needed("sign", 2, "I2, R2; R1 is signed before"),
    Needed("read, verify", 2, "R1 and I2, whose signer is new"),
    Needed("verify", 1, "R2"),
    Needed("draw, read, agree", 1, "the Initiator, which has no key before"),
    Needed("read, agree", 1, "the Responder, which has one"),
    Needed("HMAC", 6, "I2 and R2, made and checked; HKDF-Extract at each end"),
    Needed("HKDF-Expand", 2, "the keys of HIP and of ESP at once, at each end"),
    Needed("hash", 4, "#I for I1 and for I2, two HITs; any #J solves a puzzle with #K = 0"),
    Needed("AES-CBC", 2, "ENCRYPTED, made and read"),
    Needed("r, s out of DER", 2, "I2, R2: the library signs in DER, and HIP_SIGNATURE has r and s as they are"),
    Needed("r, s into DER", 3, "R1, I2, R2, for the library to verify"),
    Needed("random bytes", 2, "the #J that is tried first, and the initialization vector of ENCRYPTED"),
)
UPDATES = (
    Needed("sign", 3, "each of three UPDATEs"),
    Needed("verify", 3, "each"),
    Needed("HMAC", 6, "each, made and checked"),
    Needed("r, s out of DER", 3, "each, to be sent"),
    Needed("r, s into DER", 3, "each, to be verified"),
)
PUBLIC_KEY = frozenset({"sign", "verify", "read, verify", "draw, read, agree", "read, agree"})
"""What is public-key cryptography. A key that was read just now takes longer to use than one that was used before."""


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _read(point: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)


def _out_of_der(signature: bytes) -> bytes:
    r, s = decode_dss_signature(signature)
    return r.to_bytes(FIELD, "big") + s.to_bytes(FIELD, "big")


def _into_der(r_and_s: bytes) -> bytes:
    return encode_dss_signature(int.from_bytes(r_and_s[:FIELD], "big"), int.from_bytes(r_and_s[FIELD:], "big"))


def _draw_and_agree(point: bytes) -> tuple[bytes, bytes]:
    drawn = ec.generate_private_key(CURVE)
    return _point(drawn.public_key()), drawn.exchange(ECDH, _read(point))


class Bare:
    """The operations, ready to be called."""

    def __init__(self) -> None:
        """Prepare what they work on."""
        key = ec.generate_private_key(CURVE)
        public, others = key.public_key(), ec.generate_private_key(CURVE).public_key()
        text, secret, block = os.urandom(PACKET), os.urandom(HASH), os.urandom(16)
        signature = key.sign(text, ECDSA)
        r_and_s = _out_of_der(signature)
        signer, point = _point(public), _point(others)
        hashed, plaintext, info = os.urandom(HASHED), os.urandom(HOST_ID), os.urandom(32)
        self.operations: dict[str, Callable[[], object]] = {
            "sign": lambda: key.sign(text, ECDSA),
            "verify": lambda: public.verify(signature, text, ECDSA),
            "read, verify": lambda: _read(signer).verify(signature, text, ECDSA),
            "draw, read, agree": lambda: _draw_and_agree(point),
            "read, agree": lambda: key.exchange(ECDH, _read(point)),
            "HMAC": lambda: hmac.digest(secret, text, "sha384"),
            "HKDF-Expand": lambda: HKDFExpand(SHA384(), MATERIAL, info).derive(secret),
            "hash": lambda: hashlib.sha384(hashed).digest(),
            "AES-CBC": lambda: Cipher(AES(block), CBC(block)).encryptor().update(plaintext),
            "r, s out of DER": lambda: _out_of_der(signature),
            "r, s into DER": lambda: _into_der(r_and_s),
            "random bytes": lambda: os.urandom(HASH),
        }

    def all(self, needed: tuple[Needed, ...]) -> Callable[[], None]:
        """Return what does all that is needed, as often as it is needed."""
        calls = [self.operations[each.name] for each in needed for _ in range(each.times)]

        def do() -> None:
            for call in calls:
                call()

        return do
