"""Vectors of keying material: what both ends draw, and which end takes which key."""

from collections.abc import Iterator

from hipcheck.vectors import independent
from hipcheck.vectors.independent import CIPHER_KEYS, ESP_KEYS, SIZES, stream
from hipcheck.vectors.keys import identity
from hipcheck.vectors.model import Json, Vector, result

LESSER, GREATER = sorted((identity("initiator", "p-256").hit, identity("responder", "p-384").hit))
_KIJ = 32
BLOCKS = 255  # of the hash that HKDF-Expand makes at most (RFC 5869 2.3)


def vectors() -> Iterator[Vector]:
    """Yield all of them."""
    for suite in SIZES:
        yield from _materials(suite)
        for cipher in CIPHER_KEYS:
            yield from _hip_keys(suite, cipher)
        for esp_suite in ESP_KEYS:
            yield from _esp_keys(suite, esp_suite)


def _derived(suite: int) -> tuple[Json, bytes, bytes]:
    """Return the fields that material is derived from, Kij, and #I and #J."""
    size = SIZES[suite]
    kij, i, j = stream(f"kij {suite}", _KIJ), stream(f"i {suite}", size), stream(f"j {suite}", size)
    return {"suite": suite, "kij": kij.hex(), "i": i.hex(), "j": j.hex()}, kij, i + j


def _clauses(suite: int, clause: str) -> tuple[str, ...]:
    return (clause, "RFC 5869 2", "RFC 7401 5.2.10" if suite in independent.SHA else "RFC 9374 3.4.2")


def _materials(suite: int) -> Iterator[Vector]:
    fields, kij, salt = _derived(suite)
    size = SIZES[suite]
    for name, hits, length in (
        ("begin", (LESSER, GREATER), 3 * size + 5),
        ("swapped", (GREATER, LESSER), 3 * size + 5),
        ("last", (LESSER, GREATER), BLOCKS * size if suite in independent.SHA else 20 * size),
    ):
        prk, material = independent.keymat(suite, kij, salt, (LESSER, GREATER), length)
        given = fields | {"hits": [each.hex() for each in hits], "size": length}
        says = f"{length} bytes of keying material, suite {suite}; the lesser HIT comes first, whoever asks."
        outcome = result("HKDF, block by block", keymat=material.hex())
        yield Vector(
            f"crypto/keymat/{suite}-{name}",
            "keymat",
            given,
            (outcome,),
            says,
            _clauses(suite, "RFC 7401 6.5"),
            given={"prk": prk.hex()},
        )


def _ends() -> Iterator[tuple[str, bytes, bytes]]:
    yield "greater", GREATER, LESSER
    yield "lesser", LESSER, GREATER


def _hip_keys(suite: int, cipher: int) -> Iterator[Vector]:
    fields, kij, salt = _derived(suite)
    sizes = CIPHER_KEYS[cipher], SIZES[suite]
    index = 2 * sum(sizes)
    material = independent.keymat(suite, kij, salt, (LESSER, GREATER), index)[1]
    for name, ours, peer in _ends():
        names = ("encrypt_out", "mac_out", "encrypt_in", "mac_in")
        keys = dict(zip(names, independent.drawn(material, sizes, ours, peer), strict=True))
        given = fields | {"cipher": cipher, "ours": ours.hex(), "peer": peer.hex()}
        outcome = result("cut from the material in turn", **{n: key.hex() for n, key in keys.items()}, index=index)
        says = f"The keys of HIP with cipher {cipher}, suite {suite}, at the end with the {name} HIT."
        clauses = _clauses(suite, "RFC 7401 6.5")
        yield Vector(f"crypto/hip-keys/{suite}-{cipher}-{name}", "hip-keys", given, (outcome,), says, clauses)


def _esp_keys(suite: int, esp_suite: int) -> Iterator[Vector]:
    fields, kij, salt = _derived(suite)
    sizes = ESP_KEYS[esp_suite]
    begin = 2 * (CIPHER_KEYS[2] + SIZES[suite])
    end = begin + 2 * sum(sizes)
    material = independent.keymat(suite, kij, salt, (LESSER, GREATER), end)[1]
    for name, ours, peer in _ends():
        names = ("encrypt_out", "auth_out", "encrypt_in", "auth_in")
        keys = dict(zip(names, independent.drawn(material[begin:], sizes, ours, peer), strict=True))
        given = fields | {"esp_suite": esp_suite, "index": begin, "ours": ours.hex(), "peer": peer.hex()}
        outcome = result("cut from the material in turn", **{n: key.hex() for n, key in keys.items()}, index=end)
        says = f"The keys of ESP suite {esp_suite} behind those of HIP, suite {suite}, at the end with the {name} HIT."
        trivial = "" if suite == 1 else "the same cut as in another vector, from other material"
        clauses = _clauses(suite, "RFC 7402 7")
        which = f"crypto/esp-keys/{suite}-{esp_suite}-{name}"
        yield Vector(which, "esp-keys", given, (outcome,), says, clauses, trivial=trivial)
