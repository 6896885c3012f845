"""Identities: signatures against RFC 8032, RFC 6979 and OpenSSL's command line; hostile Host Identities."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from hipway import keyfile
from hipway.crypto.faults import UnsupportedIdentity
from hipway.crypto.hit import hit_of
from hipway.identity import KINDS, PrivateIdentity, from_host_id, from_key, generate
from hipway.wire.numbers import Algorithm, HitSuite
from hipway.wire.parameters import HostId

KINDS_HERE = [kind for kind in KINDS if kind != "rsa-3072"]
DATA = b"what a HIP packet says"
PSS = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sigopt", "rsa_mgf1_md:sha256"]
REPEATABLE = settings(derandomize=True, database=None, deadline=None)
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")

Identities = dict[str, PrivateIdentity]


def openssl(*arguments: str | Path) -> bytes:
    """Run the command line of OpenSSL."""
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=True).stdout  # noqa: S607  # whichever there is


@pytest.mark.parametrize("kind", KINDS_HERE)
def test_a_host_id_gives_the_identity_that_it_came_from(identities: Identities, kind: str) -> None:
    public = identities[kind].public
    again = from_host_id(public.host_id())
    assert again == public
    assert again.hit == hit_of(public.suite, public.host_identity)
    signature = identities[kind].sign(DATA)
    assert again.verify(signature, DATA)
    assert not again.verify(signature, DATA + b"!")
    assert not again.verify(signature[:-1], DATA)
    assert not again.verify(b"", DATA)


def test_ed25519_is_that_of_rfc_8032() -> None:
    """Section 7.1, test 2; the encoding of the key is that of RFC 9374 3.4.1."""
    secret = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    identity = from_key(ed25519.Ed25519PrivateKey.from_private_bytes(secret))
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert identity.public.host_identity.hex() == "00010000" + public
    assert identity.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


@pytest.mark.parametrize(
    ("curve", "secret", "signature"),
    [
        pytest.param(
            ec.SECP256R1(),
            0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721,
            "0EAFEA039B20E9B42309FB1D89E213057CBF973DC0CFC8F129EDDDC800EF7719"
            "4861F0491E6998B9455193E34E7B0D284DDD7149A74B95B9261F13ABDE940954",
            id="A.2.5",
        ),
        pytest.param(
            ec.SECP384R1(),
            0x6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5,
            "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46"
            "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8",
            id="A.2.6",
        ),
    ],
)
def test_ecdsa_is_that_of_rfc_6979(curve: ec.EllipticCurve, secret: int, signature: str) -> None:
    """With SHA-384 for both curves, as RFC 7401 5.2.10 has it, of the message "sample"."""
    identity = from_key(ec.derive_private_key(secret, curve))
    assert identity.public.verify(bytes.fromhex(signature), b"sample")
    assert identity.sign(b"sample").hex().upper() == signature


@needs_openssl
@pytest.mark.parametrize("kind", KINDS_HERE)
def test_openssl_has_the_same_public_key(identities: Identities, tmp_path: Path, kind: str) -> None:
    keyfile.write(tmp_path / "key", identities[kind])
    public = identities[kind].public
    if public.algorithm == Algorithm.RSA:
        modulus = openssl("rsa", "-in", tmp_path / "key", "-noout", "-modulus").decode().removeprefix("Modulus=")
        assert public.host_identity == bytes.fromhex("03010001" + modulus)  # RFC 3110 2, exponent 65537
    else:
        encoded = openssl("pkey", "-in", tmp_path / "key", "-pubout", "-outform", "DER")
        beginning = 2 if public.algorithm == Algorithm.ECDSA else 4
        assert encoded.endswith(public.host_identity[beginning:])


@needs_openssl
def test_openssl_verifies_rsa_and_signs_it(identities: Identities, tmp_path: Path) -> None:
    """PSS with SHA-256 and a salt of 32 bytes, which RFC 7401 leaves open."""
    key, public, data, signature = (tmp_path / name for name in ("key", "public", "data", "signature"))
    keyfile.write(key, identities["rsa-2048"])
    public.write_bytes(openssl("pkey", "-in", key, "-pubout"))
    data.write_bytes(DATA)
    signature.write_bytes(identities["rsa-2048"].sign(DATA))
    verified = openssl("dgst", "-sha256", *PSS, "-verify", public, "-signature", signature, data)
    assert verified == b"Verified OK\n"
    theirs = openssl("dgst", "-sha256", *PSS, "-sign", key, data)
    assert identities["rsa-2048"].public.verify(theirs, DATA)
    old = openssl("dgst", "-sha256", "-sign", key, data)
    assert not identities["rsa-2048"].public.verify(old, DATA), "PKCS #1 v1.5 isn't PSS [RFC 7401 5.2.9]"


@needs_openssl
@pytest.mark.parametrize("kind", ["p-256", "p-384"])
def test_openssl_verifies_ecdsa_and_signs_it(identities: Identities, tmp_path: Path, kind: str) -> None:
    key, public, data, signature = (tmp_path / name for name in ("key", "public", "data", "signature"))
    keyfile.write(key, identities[kind])
    public.write_bytes(openssl("pkey", "-in", key, "-pubout"))
    data.write_bytes(DATA)
    ours = identities[kind].sign(DATA)
    half = len(ours) // 2
    signature.write_bytes(encode_dss_signature(int.from_bytes(ours[:half], "big"), int.from_bytes(ours[half:], "big")))
    assert openssl("dgst", "-sha384", "-verify", public, "-signature", signature, data) == b"Verified OK\n"
    r, s = decode_dss_signature(openssl("dgst", "-sha384", "-sign", key, data))
    assert identities[kind].public.verify(r.to_bytes(half, "big") + s.to_bytes(half, "big"), DATA)


def rsa_of(modulus: int, exponent: bytes) -> HostId:
    """Return a HOST_ID with any numbers."""
    return HostId(
        Algorithm.RSA, bytes([len(exponent)]) + exponent + modulus.to_bytes((modulus.bit_length() + 7) // 8, "big")
    )


MODULUS = 2**2048 - 1  # odd, which is all that is asked of a stranger's modulus


@pytest.mark.parametrize(
    "host_id",
    [
        pytest.param(HostId(Algorithm.DSA, bytes(400)), id="DSA"),
        pytest.param(HostId(Algorithm.ECDSA_LOW, b"\0\1" + bytes(40)), id="SECP160R1"),
        pytest.param(HostId(Algorithm.RSA, b""), id="empty"),
        pytest.param(rsa_of(2**1024 - 1, b"\x01\x00\x01"), id="weak"),
        pytest.param(rsa_of(2**8192 - 1, b"\x01\x00\x01"), id="large"),
        pytest.param(rsa_of(MODULUS - 1, b"\x01\x00\x01"), id="even modulus"),
        pytest.param(rsa_of(MODULUS, b"\x01"), id="exponent 1"),
        pytest.param(rsa_of(MODULUS, b"\x04"), id="even exponent"),
        pytest.param(rsa_of(MODULUS, b"\x00\x01\x00\x01"), id="exponent begins with zero"),
        pytest.param(rsa_of(MODULUS, b"\xff" * 9), id="exponent that costs too much"),
        pytest.param(HostId(Algorithm.RSA, b"\x00\x00\x03\x01\x00\x01" + b"\xff" * 256), id="long form"),
        pytest.param(HostId(Algorithm.RSA, b"\x03\x01\x00\x01\x00" + b"\xff" * 256), id="modulus begins with zero"),
        pytest.param(HostId(Algorithm.ECDSA, b"\0\1" + bytes(64)), id="no point"),
        pytest.param(HostId(Algorithm.ECDSA, b"\0\3" + bytes(132)), id="P-521"),
        pytest.param(HostId(Algorithm.ECDSA, b"\0"), id="no curve"),
        pytest.param(HostId(Algorithm.EDDSA, b"\0\1\0\0" + bytes(31)), id="short"),
        pytest.param(HostId(Algorithm.EDDSA, b"\0\3\0\0" + bytes(57)), id="Ed448"),
    ],
)
def test_what_is_not_accepted_is_refused_with_its_clause(host_id: HostId) -> None:
    with pytest.raises(UnsupportedIdentity, match=r"\[RFC \d+ [\d.]+\]$"):
        from_host_id(host_id)


def test_what_a_stranger_may_send_is_taken() -> None:
    assert from_host_id(rsa_of(MODULUS, b"\x03")).suite == HitSuite.RSA_SHA256
    assert from_host_id(rsa_of(2**4096 - 1, b"\xff" * 8)).kind == "RSA 4096"


@REPEATABLE
@given(st.sampled_from([*Algorithm, 0, 99]), st.binary(max_size=300), st.binary(max_size=300))
def test_any_host_identity_is_an_identity_or_refused(algorithm: int, host_identity: bytes, signature: bytes) -> None:
    try:
        identity = from_host_id(HostId(algorithm, host_identity))
    except UnsupportedIdentity:
        return
    assert not identity.verify(signature, DATA)


@REPEATABLE
@given(st.data())
def test_a_changed_host_identity_is_another_one_or_refused(identities: Identities, data: st.DataObject) -> None:
    """It never verifies what the first one signed, and nothing but UnsupportedIdentity comes out."""
    identity = identities[data.draw(st.sampled_from(KINDS_HERE))]
    changed = bytearray(identity.public.host_identity)
    for at in data.draw(st.lists(st.integers(0, len(changed) - 1), min_size=1, max_size=3, unique=True)):
        changed[at] ^= data.draw(st.integers(1, 255))
    try:
        other = from_host_id(HostId(identity.public.algorithm, bytes(changed)))
    except UnsupportedIdentity:
        return
    assert other.hit != identity.public.hit
    assert not other.verify(identity.sign(DATA), DATA)


@pytest.mark.parametrize("kind", KINDS_HERE)
@REPEATABLE
@given(at=st.integers(0, 10_000), by=st.integers(1, 255))
def test_a_changed_signature_is_wrong(identities: Identities, kind: str, at: int, by: int) -> None:
    signature = bytearray(identities[kind].sign(DATA))
    signature[at % len(signature)] ^= by
    assert not identities[kind].public.verify(bytes(signature), DATA)


def test_a_key_that_hip_has_no_use_for_is_refused() -> None:
    for key in (ec.generate_private_key(ec.SECP521R1()), x25519.X25519PrivateKey.generate()):
        with pytest.raises(UnsupportedIdentity):
            from_key(key)


def test_a_private_identity_does_not_show_its_key() -> None:
    identity = generate("p-256")
    assert "Private" not in repr(identity).replace("PrivateIdentity", "")
    assert "key" not in repr(identity)
