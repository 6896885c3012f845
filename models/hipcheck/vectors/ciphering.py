"""Vectors of the ENCRYPTED parameter: what encrypts to what, and data that no plaintext encrypts to."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from hipcheck.vectors.independent import CIPHER_KEYS, stream
from hipcheck.vectors.model import Json, Vector, refused, result

BLOCK = 16
CLAUSE = "RFC 7401 5.2.18"
NAMES = {1: "null", 2: "aes-128-cbc", 4: "aes-256-cbc"}


def aes(key: bytes, iv: bytes, blocks: bytes) -> bytes:
    """Return whole blocks encrypted with AES-CBC, without padding."""
    return Cipher(AES(key), CBC(iv)).encryptor().update(blocks)


def encrypted(key: bytes, iv: bytes, plaintext: bytes) -> bytes:
    """Return the data of ENCRYPTED: the vector, and the ciphertext of what is padded by PKCS #7 (RFC 7401 5.2.18)."""
    if not key:
        return plaintext
    more = BLOCK - len(plaintext) % BLOCK
    return iv + aes(key, iv, plaintext + bytes((more,)) * more)


def vectors() -> Iterator[Vector]:
    """Yield all of them."""
    for cipher, size in CIPHER_KEYS.items():
        key, iv = stream(f"cipher {cipher}", size), stream(f"iv {cipher}", BLOCK if size else 0)
        for length in (0, 8, 16, 80):
            plaintext = stream(f"plaintext {length}", length)
            data = encrypted(key, iv, plaintext)
            yield from _pair(cipher, key, iv, plaintext, data)
        if size:
            yield from _refusals(cipher, key, iv)


def _pair(cipher: int, key: bytes, iv: bytes, plaintext: bytes, data: bytes) -> Iterator[Vector]:
    name = f"{NAMES[cipher]}-{len(plaintext)}"
    says = f"{len(plaintext)} bytes with cipher {cipher}; padding is added even where the last block is whole."
    trivial = "nothing is encrypted" if cipher == 1 else ""
    given: Json = {"cipher": cipher, "key": key.hex()}
    there = result("AES-CBC, as OpenSSL has it", data=data.hex())
    back = result("AES-CBC, as OpenSSL has it", plaintext=plaintext.hex())
    asked = given | {"iv": iv.hex(), "plaintext": plaintext.hex()}
    yield Vector(f"crypto/encrypt/{name}", "encrypt", asked, (there,), says, (CLAUSE,), trivial=trivial)
    asked = given | {"data": data.hex()}
    yield Vector(f"crypto/decrypt/{name}", "decrypt", asked, (back,), says, (CLAUSE,), trivial=trivial)


def _refusals(cipher: int, key: bytes, iv: bytes) -> Iterator[Vector]:
    whole = stream("block", BLOCK)
    short = "refused by its length alone"
    padded = {
        "zero": (whole[:-1] + b"\0", "padding of length zero"),
        "too-long": (whole[:-1] + b"\x11", "padding longer than a block"),
        "uneven": (whole[:-3] + b"\3\2\3", "padding whose bytes differ"),
        "all-but-one": (b"\x0f" + b"\x10" * 15, "padding of a block whose first byte differs"),
    }
    cases = [
        ("nothing", b"", "no bytes", short),
        ("vector-alone", iv, "an initialization vector without ciphertext", short),
        ("half-a-block", iv + whole[:8], "half a block", short),
        ("block-and-a-half", iv + whole + whole[:8], "a block and a half", short),
        *((f"padding-{name}", iv + aes(key, iv, block), wrong, "") for name, (block, wrong) in padded.items()),
    ]
    for name, data, wrong, trivial in cases:
        given = {"cipher": cipher, "key": key.hex(), "data": data.hex()}
        says = f"Data that no plaintext encrypts to: {wrong}."
        which = f"crypto/decrypt/{NAMES[cipher]}-refused-{name}"
        yield Vector(which, "decrypt", given, (refused(CLAUSE, wrong),), says, (CLAUSE,), trivial=trivial)
