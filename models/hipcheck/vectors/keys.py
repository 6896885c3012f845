"""The identities of the vectors: public secrets, the same in every run. Never use them for anything else.

Ed25519 and ECDSA keys come from labels, so that anybody can make them again; the primes of the RSA keys were drawn
once.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from hipcheck.vectors import arithmetic, independent
from hipcheck.vectors.independent import stream

EXPONENT = 65537
SALT = 32  # bytes of the salt of RSA-PSS, as long as its hash (RFC 8017 9.1)
KINDS = ("rsa-2048", "p-256", "p-384", "ed25519")
ROLES = ("initiator", "responder")

# fmt: off
_PRIMES = {
    "initiator": (
        (
            "f6fd26b7f069c02f90a2cc234ff053309e62fa293a173ce9aa0187f030453411"
            "cacb68725ba27b778c01361fab38e55a0bc539f2a76a7752c4009ffa43547a98"
            "574cfffc471597d18ab0e4229103124e82671285186d01abedb7a4508d5218e1"
            "da5a431206af7f6170715ef3b1178285f91285c3590af355a15e0f8affeaf725"
        ),
        (
            "ba907481790584e078c0d9e9610de47f7704dccc4df7fd534c63d7f7637d0ae3"
            "d9d4bb6c072b7c8ffcfc806e5daf872c8c50836d3b413cbffa1c3941c791ae59"
            "1c37f28a8b59f1a9d82cb54d7ff9b862078fbfc45159ef58c81a1cfd39dd3918"
            "bfa61efa5d61a26ec96ccbddf2514176e3f99bf3599763f4fafff02893b8e3b9"
        ),
    ),
    "responder": (
        (
            "e0abce945e7df50b04e67b188dba42380d4bd63c2263c80a8e2a2e7cc90dd40e"
            "db9a3e9416103a6efc3af47adccbe770d25f0b6bcd7b73ce55b464bdfdfb0152"
            "f6aa6126bb671f35c67c1a7ae9b53bd935f4b5cc32f3b1357bbc0ffcc883849c"
            "816758e7e3a4dc93cc82b7d3719df902734652e4f8ede7aa5a4575e789f36691"
        ),
        (
            "d41e5b9ef174d8085e6d925feaa2c252385f2d6baf34f5c284372be33b5c4a94"
            "1bd6b0e91cc0f49ee859ec116eb51280865454b6a2a3948988ed93ba1a623ff9"
            "8eafb059d71728638d77dc7bca6408b4c832cf90b95920e75b1a13ff396c1581"
            "36bbf6f13dcb0cfb6bacaf6c86f13f4b1180fbeee9c1803f68f5500c40665995"
        ),
    ),
}
# fmt: on


@dataclass(frozen=True)
class Identity:
    """A host identity with its private key.

    Attributes:
        algorithm: of the Host Identity (RFC 7401 5.2.9).
        suite: its HIT suite.
        host_identity: the field of that name in HOST_ID.
        key: the private key.
        sign: returns the signature of some bytes, given the salt that RSA-PSS draws and the others don't.
    """

    algorithm: int
    suite: int
    host_identity: bytes
    key: PrivateKeyTypes
    sign: Callable[[bytes, bytes], bytes]

    @property
    def hit(self) -> bytes:
        """Its HIT."""
        return independent.hit(self.suite, self.host_identity)

    @property
    def private(self) -> bytes:
        """The private key as PKCS #8 in DER."""
        return self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    @property
    def salted(self) -> bool:
        """Whether its signatures are randomized."""
        return self.algorithm == 5  # noqa: PLR2004  # RSA


def _rsa(role: str) -> Identity:
    p, q = (int(text, 16) for text in _PRIMES[role])
    n, d = p * q, pow(EXPONENT, -1, (p - 1) * (q - 1))
    exponents = d % (p - 1), d % (q - 1), pow(q, -1, p)
    key = rsa.RSAPrivateNumbers(p, q, d, *exponents, rsa.RSAPublicNumbers(EXPONENT, n)).private_key()
    encoded = b"\3" + EXPONENT.to_bytes(3, "big") + n.to_bytes(256, "big")  # RFC 3110 2
    return Identity(5, 1, encoded, key, lambda data, salt: arithmetic.pss((n, d), salt, data))


def _ecdsa(role: str, kind: str) -> Identity:
    number, curve, named = {
        "p-256": (1, arithmetic.P256, ec.SECP256R1()),
        "p-384": (2, arithmetic.P384, ec.SECP384R1()),
    }[kind]
    secret = int.from_bytes(stream(f"{kind} {role}", curve.size + 8), "big") % (curve.order - 1) + 1
    point = arithmetic.multiply(curve, secret, curve.generator)
    encoded = number.to_bytes(2, "big") + arithmetic.encoded(curve, point)
    key = ec.derive_private_key(secret, named)
    return Identity(7, 2, encoded, key, lambda data, _: arithmetic.ecdsa(curve, secret, data))


def _ed25519(role: str) -> Identity:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(stream(f"ed25519 {role}", 32))
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Identity(13, 5, b"\0\1\0\0" + public, key, lambda data, _: key.sign(data))


@functools.cache
def identity(role: str, kind: str) -> Identity:
    """Return the identity of a kind that a role has."""
    if kind == "rsa-2048":
        return _rsa(role)
    return _ed25519(role) if kind == "ed25519" else _ecdsa(role, kind)
