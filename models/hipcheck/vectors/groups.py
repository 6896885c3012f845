"""Vectors of Diffie-Hellman: public values and shared secrets of each group, and public values that are refused."""

from collections.abc import Iterator

from hipcheck.vectors.arithmetic import CURVES, MODP, encoded, multiply, prime
from hipcheck.vectors.independent import stream
from hipcheck.vectors.model import Vector, refused, result

NAMES = {3: "modp-1536", 4: "modp-3072", 11: "modp-2048", 7: "p-256", 8: "p-384", 9: "p-521"}
SECRET_SIZES = {3: 30, 4: 52, 11: 40}  # bytes: the larger estimates of RFC 3526 8
OF_RANGE = "RFC 6989 2.1"
LENGTH = "RFC 7401 5.2.7"
POINT = "RFC 5903 7"


def secret_of(group: int, label: str) -> bytes:
    """Return a secret of a group as a big-endian number, the same for the same label."""
    if group in CURVES:
        curve = CURVES[group]
        value = int.from_bytes(stream(f"secret {group} {label}", curve.size + 8), "big") % (curve.order - 1) + 1
        return value.to_bytes(curve.size, "big")
    drawn = stream(f"secret {group} {label}", SECRET_SIZES[group])
    return bytes((drawn[0] | 0x80,)) + drawn[1:]


def public_of(group: int, secret: bytes) -> bytes:
    """Return a public value: a power of 2 as long as the modulus, or a point as x and y."""
    value = int.from_bytes(secret, "big")
    if group in CURVES:
        curve = CURVES[group]
        return encoded(curve, multiply(curve, value, curve.generator))
    return pow(2, value, prime(group)).to_bytes(MODP[group][0] // 8, "big")


def shared_of(group: int, secret: bytes, public: bytes) -> bytes:
    """Return Kij: as long as the modulus, or x of the common point (RFC 5903 7)."""
    value = int.from_bytes(secret, "big")
    if group in CURVES:
        curve = CURVES[group]
        point = int.from_bytes(public[: curve.size], "big"), int.from_bytes(public[curve.size :], "big")
        return encoded(curve, multiply(curve, value, point))[: curve.size]
    return pow(int.from_bytes(public, "big"), value, prime(group)).to_bytes(MODP[group][0] // 8, "big")


def vectors() -> Iterator[Vector]:
    """Yield all of them."""
    for group, name in NAMES.items():
        clauses = ("RFC 7401 5.2.7", "RFC 5903 7" if group in CURVES else "RFC 3526")
        for which in ("one", "other"):
            secret = secret_of(group, which)
            given = {"group": group, "secret": secret.hex()}
            outcome = result("computed with whole numbers", public_value=public_of(group, secret).hex())
            says = f"A public value of {name}."
            trivial = "another secret of the same group" if which == "other" else ""
            yield Vector(
                f"crypto/dh-public/{name}-{which}", "dh-public", given, (outcome,), says, clauses, trivial=trivial
            )
        yield from _shared(group, name, clauses)
        refusals = _off_curve(group) if group in CURVES else _out_of_range(group)
        for what, public, clause, wrong in refusals:
            given = {"group": group, "secret": secret_of(group, "one").hex(), "public_value": public.hex()}
            says = f"A public value of {name} that is refused: {wrong}."
            yield Vector(
                f"crypto/dh-shared/{name}-{what}",
                "dh-shared",
                given,
                (refused(clause, wrong),),
                says,
                (clause,),
                trivial="refused by its length alone" if clause == LENGTH or what in {"short", "long"} else "",
            )


def _shared(group: int, name: str, clauses: tuple[str, ...]) -> Iterator[Vector]:
    for one, other in (("one", "other"), ("other", "one")):
        public = public_of(group, secret_of(group, other))
        secret = secret_of(group, one)
        given = {"group": group, "secret": secret.hex(), "public_value": public.hex()}
        outcome = result("computed with whole numbers", kij=shared_of(group, secret, public).hex())
        says = f"Kij of {name}, as the end with the {one} secret computes it."
        yield Vector(f"crypto/dh-shared/{name}-{one}", "dh-shared", given, (outcome,), says, clauses)
    leading = _with_leading_zero(group)
    secret = secret_of(group, leading)
    public = public_of(group, secret_of(group, "one"))
    given = {"group": group, "secret": secret.hex(), "public_value": public.hex()}
    outcome = result("Kij keeps the length of the group", kij=shared_of(group, secret, public).hex())
    says = f"Kij of {name} that begins with a byte of zero."
    yield Vector(f"crypto/dh-shared/{name}-leading-zero", "dh-shared", given, (outcome,), says, clauses)


def _with_leading_zero(group: int) -> str:
    """Return the label of a secret whose Kij with "one" begins with zero; found once, and written down."""
    label = LEADING_ZERO[group]
    if shared_of(group, secret_of(group, label), public_of(group, secret_of(group, "one")))[0]:
        raise ValueError(f"group {group}: this secret gives no leading zero")
    return label


LEADING_ZERO = {
    3: "zero 1015",
    4: "zero 158",
    11: "zero 206",
    7: "zero 109",
    8: "zero 212",
    9: "zero 0",
}

Refusal = tuple[str, bytes, str, str]


def _out_of_range(group: int) -> Iterator[Refusal]:
    p, size = prime(group), MODP[group][0] // 8
    numbers = (("zero", 0), ("one", 1), ("minus-one", p - 1), ("modulus", p), ("modulus-and-two", p + 2))
    for name, value in numbers:
        yield f"refused-{name}", value.to_bytes(size, "big"), OF_RANGE, "it is not within 2 and p - 2"
    yield "refused-nothing", b"", OF_RANGE, "it is empty, which is zero"
    yield "refused-long", (2).to_bytes(size + 1, "big"), LENGTH, "it is longer than the modulus"


def _off_curve(group: int) -> Iterator[Refusal]:
    curve = CURVES[group]
    good = public_of(group, secret_of(group, "other"))
    x, y = good[: curve.size], good[curve.size :]
    greater = curve.prime + 1
    yield "short", good[:-1], POINT, "it lacks a byte"
    yield "long", b"\4" + good, POINT, "it has a mark before the point"
    yield "refused-zero", bytes(2 * curve.size), POINT, "zero and zero is no point"
    yield "refused-off-curve", x + bytes((y[0], *y[1:-1], y[-1] ^ 1)), POINT, "it is not on the curve"
    yield "refused-swapped", y + x, POINT, "x and y are swapped, and it is not on the curve"
    if greater.bit_length() <= 8 * curve.size:
        yield "refused-greater", greater.to_bytes(curve.size, "big") + y, POINT, "x is greater than the field's prime"
