"""Groups and signatures by other means than the implementation's: whole numbers, straight from the standards.

It is slow and leaks time, which harms nobody: the secrets of vectors are public.
"""

import functools
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Curve:
    """A curve y^2 = x^3 - 3x + b over a prime field (FIPS 186-4 D.1.2)."""

    size: int
    prime: int
    order: int
    b: int
    generator: tuple[int, int]


P256 = Curve(
    32,
    2**256 - 2**224 + 2**192 + 2**96 - 1,
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    (
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    ),
)
P384 = Curve(
    48,
    2**384 - 2**128 - 2**96 + 2**32 - 1,
    0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
    (
        0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
        0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
    ),
)
P521 = Curve(
    66,
    2**521 - 1,
    2**521 - 0x5AE79787C40D069948033FEB708F65A2FC44A36477663B851449048E16EC79BF7,
    0x0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00,
    (
        0x00C6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5BD66,
        0x011839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD16650,
    ),
)
CURVES: Mapping[int, Curve] = {7: P256, 8: P384, 9: P521}  # by Diffie-Hellman group (RFC 7401 5.2.7)
Point = tuple[int, int] | None


def add(curve: Curve, one: Point, other: Point) -> Point:
    """Add two points (SEC 1 2.2.1)."""
    if one is None or other is None:
        return one or other
    p = curve.prime
    if one[0] == other[0] and (one[1] + other[1]) % p == 0:
        return None
    slope = (
        (3 * one[0] * one[0] - 3) * pow(2 * one[1], -1, p)
        if one == other
        else (other[1] - one[1]) * pow(other[0] - one[0], -1, p)
    )
    x = (slope * slope - one[0] - other[0]) % p
    return x, (slope * (one[0] - x) - one[1]) % p


def multiply(curve: Curve, factor: int, point: Point) -> tuple[int, int]:
    """Multiply a point; raise ValueError for infinity."""
    found: Point = None
    while factor:
        if factor & 1:
            found = add(curve, found, point)
        point = add(curve, point, point)
        factor >>= 1
    if found is None:
        raise ValueError("the point at infinity")
    return found


def encoded(curve: Curve, point: tuple[int, int]) -> bytes:
    """Return a point as x and y of the field's length (RFC 5903 7)."""
    return b"".join(coordinate.to_bytes(curve.size, "big") for coordinate in point)


def ecdsa(curve: Curve, secret: int, data: bytes) -> bytes:
    """Return an ECDSA signature with SHA-384, r and s of the field's length, its nonce by RFC 6979 3.2."""
    size = (curve.order.bit_length() + 7) // 8
    digest = hashlib.sha384(data).digest()
    shift = max(0, 8 * len(digest) - curve.order.bit_length())
    z = int.from_bytes(digest, "big") >> shift
    seed = secret.to_bytes(size, "big") + (z % curve.order).to_bytes(size, "big")
    for k in _nonces(curve.order, seed):
        r = multiply(curve, k, curve.generator)[0] % curve.order
        s = pow(k, -1, curve.order) * (z + r * secret) % curve.order
        if r and s:
            return r.to_bytes(curve.size, "big") + s.to_bytes(curve.size, "big")
    raise ValueError("no nonce")


def _nonces(order: int, seed: bytes) -> Iterator[int]:
    """Yield the nonces of RFC 6979 3.2 with HMAC-SHA-384."""
    key, value = bytes(48), b"\1" * 48
    for mark in (b"\0", b"\1"):
        key = hmac.digest(key, value + mark + seed, "sha384")
        value = hmac.digest(key, value, "sha384")
    bits = order.bit_length()  # no more than one block of the hash
    while True:
        value = hmac.digest(key, value, "sha384")
        k = int.from_bytes(value, "big") >> 384 - bits
        if 0 < k < order:
            yield k
        key = hmac.digest(key, value + b"\0", "sha384")
        value = hmac.digest(key, value, "sha384")


# ------------------------------------------------------------------ finite fields and RSA

# bits of the prime and what is added to the digits of pi, by Diffie-Hellman group (RFC 3526 2, 3, 4)
MODP: Mapping[int, tuple[int, int]] = {3: (1536, 741804), 11: (2048, 124476), 4: (3072, 1690314)}


@functools.cache
def prime(group: int) -> int:
    """Return the prime of a group by its formula: 2^n - 2^(n-64) - 1 + 2^64 (floor(2^(n-130) pi) + c) (RFC 3526)."""
    bits, more = MODP[group]
    return (1 << bits) - (1 << bits - 64) - 1 + (_pi(bits - 130) + more << 64)


def _pi(bits: int) -> int:
    """Return pi times a power of two, rounded down: pi/4 = 4 arctan 1/5 - arctan 1/239 (Machin)."""
    one = 1 << bits + 64
    return 4 * (4 * _arctan(5, one) - _arctan(239, one)) >> 64


def _arctan(inverse: int, one: int) -> int:
    term = total = one // inverse
    odd = 1
    while term:
        term //= -inverse * inverse
        odd += 2
        total += term // odd
        if term == -1:  # rounding down never reaches zero from below
            break
    return total


def pss(numbers: tuple[int, int], salt: bytes, data: bytes) -> bytes:
    """Return an RSA-PSS signature with SHA-256 by modulus and private exponent, its salt given (RFC 8017 9.1.1)."""
    modulus, exponent = numbers
    size = (modulus.bit_length() + 7) // 8
    digest = hashlib.sha256(bytes(8) + hashlib.sha256(data).digest() + salt).digest()
    block = bytes(size - len(salt) - len(digest) - 2) + b"\1" + salt
    mask = b"".join(
        hashlib.sha256(digest + n.to_bytes(4, "big")).digest() for n in range(-(-len(block) // len(digest)))
    )
    masked = bytearray(a ^ b for a, b in zip(block, mask, strict=False))
    masked[0] &= 0x7F
    message = int.from_bytes(bytes(masked) + digest + b"\xbc", "big")
    return pow(message, exponent, modulus).to_bytes(size, "big")
