"""Vectors of hashes, MACs, HITs and puzzles."""

from collections.abc import Iterator

from hipcheck.vectors import independent
from hipcheck.vectors.arithmetic import P256, P384, encoded, multiply
from hipcheck.vectors.independent import SIZES, stream
from hipcheck.vectors.keys import KINDS, ROLES, identity
from hipcheck.vectors.model import Json, Vector, refused, result

OPEN = "RFC 9374 leaves open how long the hash of suite 5 is; 32 bytes are taken"
SUITES = {1: "RSA/SHA-256", 2: "ECDSA/SHA-384", 3: "ECDSA_LOW/SHA-1", 5: "EdDSA/cSHAKE128"}
_NIST = (
    "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f",
    "00010203",
    "e5780b0d3ea6f7d3a429c5706aa43a00fadbd7d49628839e3187243f456ee14e",
)
"""Sample 1 of KMAC128, as NIST published it with SP 800-185: key, data, MAC."""
_RFC4231 = (
    "4a656665",
    "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
)
"""Test case 2 of HMAC-SHA-256 in RFC 4231 4.3: key, data, MAC."""


def vectors() -> Iterator[Vector]:
    """Yield all of them."""
    for suite in SUITES:
        yield from _hashes(suite)
        yield from _macs(suite)
        yield from _puzzles(suite)
    for name, suite, (key, data, mac) in (("nist", 5, _NIST), ("rfc4231", 1, _RFC4231)):
        given = {"suite": suite, "key": key, "data": data}
        says = "A MAC that was published with its standard."
        yield _vector(f"mac/{name}", given, result("as published", mac=mac), says, ("RFC 7401 6.4.1",))
    yield from _hits()
    yield from _refused()


def _vector(name: str, given: Json, outcome: Json, says: str, clauses: tuple[str, ...], trivial: str = "") -> Vector:  # noqa: PLR0913, PLR0917  # what a vector is
    operation = name.split("/", maxsplit=1)[0]
    return Vector(f"crypto/{name}", operation, given, (outcome,), says, clauses, trivial=trivial)


def _because(suite: int) -> str:
    return OPEN if suite == independent.EDDSA else "computed with the hash alone"


def _hashes(suite: int) -> Iterator[Vector]:
    clauses = ("RFC 7401 5.2.10",) if suite in independent.SHA else ("RFC 9374 3.4.2",)
    for name, data in (("empty", b""), ("short", b"HIP"), ("rounds", stream("hash", 400))):
        digest = independent.rhash(suite, data).hex()
        given = {"suite": suite, "data": data.hex()}
        says = f"RHASH of {SUITES[suite]}, {len(data)} bytes."
        yield _vector(f"hash/{suite}-{name}", given, result(_because(suite), hash=digest), says, clauses)


def _macs(suite: int) -> Iterator[Vector]:
    clauses = ("RFC 7401 6.4.1",) if suite in independent.SHA else ("RFC 9374 3.4.2",)
    for name, size, length in (("plain", SIZES[suite], 100), ("long-key", 200, 40), ("nothing", 16, 0)):
        key, data = stream(f"mac key {name}", size), stream(f"mac data {name}", length)
        given = {"suite": suite, "key": key.hex(), "data": data.hex()}
        outcome = result(_because(suite), mac=independent.mac(suite, key, data).hex())
        yield _vector(f"mac/{suite}-{name}", given, outcome, f"The MAC of {SUITES[suite]}, {length} bytes.", clauses)


def _puzzles(suite: int) -> Iterator[Vector]:
    """Yield solutions that are right, and some that have one bit too few (RFC 7401 6.3)."""
    size = SIZES[suite]
    i, start = stream(f"puzzle {suite}", size), stream(f"solution {suite}", size)
    hits = identity("initiator", "p-256").hit, identity("responder", "p-384").hit
    for k in (0, 1, 7, 8, 9, 12):
        j = independent.solution(suite, i, k, hits, start)
        bits = independent.zero_bits(independent.rhash(suite, i + hits[0] + hits[1] + j))
        trivial = "any solution solves a puzzle of difficulty 0" if k == 0 else ""
        yield _puzzle(f"{suite}-{k}", suite, k, i, j, hits, solved=True, trivial=trivial)
        yield _puzzle(f"{suite}-{k}-one-more", suite, bits + 1, i, j, hits, solved=False)
    swapped = independent.solution(suite, i, 8, hits, start)
    yield _puzzle(f"{suite}-swapped", suite, 8, i, swapped, (hits[1], hits[0]), solved=False)
    other = bytes((i[0] ^ 1,)) + i[1:]
    yield _puzzle(f"{suite}-other-puzzle", suite, 8, other, swapped, hits, solved=False)


def _puzzle(  # noqa: PLR0913, PLR0917  # what a puzzle is
    name: str, suite: int, k: int, i: bytes, j: bytes, hits: tuple[bytes, bytes], *, solved: bool, trivial: str = ""
) -> Vector:
    bits = independent.zero_bits(independent.rhash(suite, i + hits[0] + hits[1] + j))
    if (bits >= k) is not solved:
        raise ValueError(f"puzzle {name} comes out otherwise")
    given = {"suite": suite, "k": k, "i": i.hex(), "j": j.hex()}
    given |= {"hit_initiator": hits[0].hex(), "hit_responder": hits[1].hex()}
    says = f"A puzzle of difficulty {k}: the hash ends in {bits} bits of zero."
    return _vector(f"puzzle/{name}", given, result(says, solved=solved), says, ("RFC 7401 6.3",), trivial)


def _hits() -> Iterator[Vector]:
    for kind in KINDS:
        for role in ROLES:
            known = identity(role, kind)
            given = {"algorithm": known.algorithm, "host_identity": known.host_identity.hex()}
            outcome = result("the middle of the hash, behind the prefix", hit=known.hit.hex(), suite=known.suite)
            clause = "RFC 9374 3.5.2.1" if known.suite == independent.EDDSA else "RFC 7401 3.2"
            trivial = "the same kind of key as in another vector" if role == "responder" else ""
            yield _vector(
                f"hit/{kind}-{role}", given, outcome, f"The HIT of a key, {kind}.", (clause, "RFC 7343 2"), trivial
            )


def _refused() -> Iterator[Vector]:
    """Yield Host Identities that are refused (RFC 7401 5.2.9, 3110 2, 9374 3.4.1)."""
    on_curve = encoded(P256, multiply(P256, 5, P256.generator))
    off_curve = on_curve[:-1] + bytes((on_curve[-1] ^ 1,))
    modulus = stream("modulus", 256)
    odd = b"\xc0" + modulus[1:-1] + b"\x01"
    ecdsa, rsa, eddsa = "RFC 7401 5.2.9", "RFC 3110 2", "RFC 9374 3.4.1"
    cases = (
        ("ecdsa-curve-unknown", 7, b"\0\3" + on_curve, ecdsa, "a curve that is not assigned"),
        ("ecdsa-curve-reserved", 7, b"\0\0" + on_curve, ecdsa, "the curve 0, which is reserved"),
        ("ecdsa-short", 7, b"\0\1" + on_curve[:-1], ecdsa, "a point that lacks a byte"),
        ("ecdsa-long", 7, b"\0\1\4" + on_curve, ecdsa, "a mark before the point"),
        ("ecdsa-off-curve", 7, b"\0\1" + off_curve, ecdsa, "a point that is not on its curve"),
        ("ecdsa-zero", 7, b"\0\1" + bytes(64), ecdsa, "zero and zero, which is no point"),
        ("ecdsa-other-curve", 7, b"\0\2" + encoded(P384, P384.generator)[:-1] + b"\0", ecdsa, "a point not on P-384"),
        ("ecdsa-nothing", 7, b"", ecdsa, "no bytes"),
        ("rsa-nothing", 5, b"", rsa, "no bytes"),
        ("rsa-no-modulus", 5, b"\3\1\0\1", rsa, "no modulus"),
        ("rsa-exponent-over-the-end", 5, b"\xff\1\0\1", rsa, "an exponent that runs over the end"),
        ("rsa-exponent-zeros", 5, b"\3\0\0\3" + odd, rsa, "an exponent that begins with zero"),
        ("rsa-modulus-zeros", 5, b"\3\1\0\1\0" + odd, rsa, "a modulus that begins with zero"),
        ("rsa-even", 5, b"\3\1\0\1" + odd[:-1] + b"\2", rsa, "a modulus that is even"),
        ("rsa-1024", 5, b"\3\1\0\1" + odd[:127] + b"\1", ecdsa, "1024 bits, less than 112 bits of strength"),
        ("eddsa-ed448", 13, b"\0\3\0\0" + bytes(57), eddsa, "a curve other than Ed25519"),
        ("eddsa-short", 13, b"\0\1\0\0" + bytes(31), eddsa, "a key that lacks a byte"),
        ("eddsa-no-null", 13, b"\0\1\0\1" + bytes(32), eddsa, "the two bytes of NULL are not zero"),
        ("algorithm-unknown", 200, on_curve, ecdsa, "an algorithm that is not assigned"),
    )
    for name, algorithm, host_identity, clause, wrong in cases:
        given = {"algorithm": algorithm, "host_identity": host_identity.hex()}
        short = "refused by its length alone" if not host_identity else ""
        says = f"A Host Identity that is refused: {wrong}."
        yield _vector(f"hit/refused-{name}", given, refused(clause, wrong), says, (clause,), short)
