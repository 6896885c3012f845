"""What is expected, computed once more by other means: the command line of OpenSSL, published values, digits of pi."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.models.hipcheck.vectors.conftest import Documents, Tool

from hipcheck.vectors import arithmetic, independent, keccak
from hipcheck.vectors.groups import public_of, secret_of, shared_of
from hipcheck.vectors.keys import KINDS, ROLES, identity
from hipcheck.vectors.model import Json

DIGESTS = {1: "sha256", 2: "sha384", 3: "sha1"}
CURVES = {7: ec.SECP256R1(), 8: ec.SECP384R1(), 9: ec.SECP521R1()}


def asked(documents: Documents, operation: str) -> list[Json]:
    found = [each for vectors in documents.values() for each in vectors if each["operation"] == operation]
    assert found
    return found


def test_hashes_are_those_of_openssl(documents: Documents, openssl: Tool) -> None:
    for vector in asked(documents, "hash"):
        suite, data = vector["input"]["suite"], bytes.fromhex(vector["input"]["data"])
        digest = [f"-{DIGESTS[suite]}"] if suite in DIGESTS else ["-shake128", "-xoflen", "32"]
        shown = openssl("dgst", *digest, "-r", data=data).split()[0].decode()
        assert vector["allowed"][0]["result"]["hash"] == shown, vector["id"]


def test_macs_are_those_of_openssl(documents: Documents, openssl: Tool) -> None:
    for vector in asked(documents, "mac"):
        suite, key, data = (vector["input"][name] for name in ("suite", "key", "data"))
        kind = ["-digest", DIGESTS[suite], "HMAC"] if suite in DIGESTS else ["-macopt", "size:32", "KMAC-128"]
        shown = openssl("mac", "-macopt", f"hexkey:{key}", *kind, data=bytes.fromhex(data))
        assert vector["allowed"][0]["result"]["mac"] == shown.decode().strip().lower(), vector["id"]


def test_keying_material_is_that_of_openssl(documents: Documents, openssl: Tool) -> None:
    """HKDF with HMAC; OpenSSL has none with KMAC128, whose blocks are those of the MAC above."""
    for vector in asked(documents, "keymat"):
        given = vector["input"]
        if given["suite"] not in DIGESTS:
            continue
        info = "".join(sorted(given["hits"]))
        options = [f"digest:{DIGESTS[given['suite']]}", f"hexkey:{given['kij']}", f"hexsalt:{given['i'] + given['j']}"]
        options.append(f"hexinfo:{info}")
        words = [word for option in options for word in ("-kdfopt", option)]
        shown = openssl("kdf", "-keylen", str(given["size"]), *words, "HKDF").decode()
        assert vector["allowed"][0]["result"]["keymat"] == shown.replace(":", "").strip().lower(), vector["id"]


def test_ciphertexts_are_those_of_openssl(documents: Documents, openssl: Tool) -> None:
    names = {2: "-aes-128-cbc", 4: "-aes-256-cbc"}
    for vector in asked(documents, "encrypt"):
        given, data = vector["input"], vector["allowed"][0]["result"]["data"]
        if given["cipher"] not in names:
            assert data == given["plaintext"]
            continue
        words = ["enc", names[given["cipher"]], "-K", given["key"], "-iv", given["iv"]]
        assert data == given["iv"] + openssl(*words, data=bytes.fromhex(given["plaintext"])).hex(), vector["id"]


def test_openssl_decrypts_what_must_be_decrypted_and_nothing_else(documents: Documents, openssl: Tool) -> None:
    names = {2: "-aes-128-cbc", 4: "-aes-256-cbc"}
    for vector in asked(documents, "decrypt"):
        given, outcome = vector["input"], vector["allowed"][0]
        data = bytes.fromhex(given["data"])
        if given["cipher"] not in names or len(data) < 32:
            continue
        words = ["enc", "-d", names[given["cipher"]], "-K", given["key"], "-iv", data[:16].hex()]
        shown = openssl(*words, data=data[16:], may_fail=True)
        expected = bytes.fromhex(outcome["result"]["plaintext"]) if "result" in outcome else b"failed"
        assert shown == expected, vector["id"]


def public_pem(algorithm: int, encoded: bytes) -> bytes:
    """A Host Identity as OpenSSL reads it, taken apart by the figures of RFC 7401 5.2.9, 3110 2 and 9374 3.4.1."""
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey
    if algorithm == 5:
        numbers = (int.from_bytes(encoded[1:4], "big"), int.from_bytes(encoded[4:], "big"))
        key = rsa.RSAPublicNumbers(*numbers).public_key()
    elif algorithm == 7:
        curve = {1: ec.SECP256R1(), 2: ec.SECP384R1()}[encoded[1]]
        key = ec.EllipticCurvePublicKey.from_encoded_point(curve, b"\4" + encoded[2:])
    else:
        key = ed25519.Ed25519PublicKey.from_public_bytes(encoded[4:])
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def der(signature: bytes) -> bytes:
    """An ECDSA signature as OpenSSL wants it."""
    half = len(signature) // 2
    parts = b""
    for number in (int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")):
        raw = number.to_bytes(number.bit_length() // 8 + 1, "big")
        parts += bytes((2, len(raw))) + raw
    return bytes((0x30, len(parts))) + parts


def verifies(openssl: Tool, given: Json, signature: bytes) -> bool:
    """Whether OpenSSL says that a signature is right."""
    algorithm, data = given["algorithm"], bytes.fromhex(given["data"])
    pem = public_pem(algorithm, bytes.fromhex(given["host_identity"]))
    if algorithm == 13:
        words = ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "{pem}", "-sigfile", "{sig}", "-in", "{text}"]
        if not data:
            return True  # OpenSSL 3.0 reads no empty file here; the same key signs more in other vectors
        return b"Verified Successfully" in openssl(*words, may_fail=True, pem=pem, sig=signature, text=data)
    options = ["-sha384"]
    if algorithm == 5:
        if len(signature) != 256:
            return False  # the command line reads no further than a signature can be long
        options = ["-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
    elif len(signature) != 2 * ((len(bytes.fromhex(given["host_identity"])) - 2) // 2):
        return False
    else:
        signature = der(signature)
    words = ["dgst", *options, "-verify", "{pem}", "-signature", "{sig}"]
    return b"Verified OK" in openssl(*words, data=data, may_fail=True, pem=pem, sig=signature)


def test_openssl_finds_the_same_signatures_right_and_wrong(documents: Documents, openssl: Tool) -> None:
    for vector in asked(documents, "verify"):
        given = vector["input"]
        valid = verifies(openssl, given, bytes.fromhex(given["signature"]))
        assert vector["allowed"][0]["result"]["valid"] == valid, vector["id"]


def test_openssl_verifies_what_is_to_be_signed(documents: Documents, openssl: Tool) -> None:
    by_key = {identity(role, kind).private.hex(): identity(role, kind) for role in ROLES for kind in KINDS}
    for vector in asked(documents, "sign"):
        known = by_key[vector["input"]["private_key"]]
        given = {"algorithm": known.algorithm, "host_identity": known.host_identity.hex(), **vector["input"]}
        assert verifies(openssl, given, bytes.fromhex(vector["allowed"][0]["result"]["signature"])), vector["id"]


def test_the_nonce_of_ecdsa_is_that_of_rfc_6979() -> None:
    """Appendix A.2.5 and A.2.6: P-256 and P-384 with SHA-384, "sample"."""
    cases = (
        (
            arithmetic.P256,
            0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721,
            (
                "0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef7719"
                "4861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954"
            ),
        ),
        (
            arithmetic.P384,
            0x6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5,
            (
                "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
                "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8"
            ),
        ),
    )
    for curve, secret, signature in cases:
        assert arithmetic.ecdsa(curve, secret, b"sample").hex() == signature


@pytest.mark.parametrize("group", CURVES)
def test_points_are_those_of_the_library(group: int) -> None:
    one, other = (secret_of(group, label) for label in ("one", "other"))
    keys = [ec.derive_private_key(int.from_bytes(secret, "big"), CURVES[group]) for secret in (one, other)]
    public = keys[1].public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert public_of(group, other) == public[1:]
    assert shared_of(group, one, public[1:]) == keys[0].exchange(ec.ECDH(), keys[1].public_key())


@pytest.mark.parametrize(("group", "name"), [(3, "modp_1536"), (11, "modp_2048"), (4, "modp_3072")])
def test_primes_are_those_of_openssl(openssl: Tool, group: int, name: str) -> None:
    """It knows them by name; here they come from the digits of pi (RFC 3526)."""
    pem = openssl("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", f"group:{name}").decode()
    parameters = base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-")))
    assert arithmetic.prime(group).to_bytes(arithmetic.MODP[group][0] // 8, "big") in parameters


def test_keccak_is_that_of_hashlib() -> None:
    for size in (0, 1, 167, 168, 169, 400):
        data = independent.stream("keccak", size)
        assert keccak.shake128(data, 500) == hashlib.shake_128(data).digest(500)
