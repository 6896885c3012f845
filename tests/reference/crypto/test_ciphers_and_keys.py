"""ENCRYPTED, the order in which keys are drawn, and the puzzle."""

import hashlib
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipway.crypto import ciphers
from hipway.crypto.faults import Undecipherable
from hipway.crypto.keymat import Keymat, esp_keys, hip_keys
from hipway.crypto.puzzle import Search, solves, stateless_i
from hipway.crypto.suites import RHASH, Rhash
from hipway.wire.numbers import Cipher, HitSuite

SHA256 = RHASH[HitSuite.RSA_SHA256]
LOW, HIGH = b"\x20" + bytes(14) + b"\xff", b"\x21" + bytes(15)
IV = bytes(range(16))
REPEATABLE = settings(derandomize=True, database=None, deadline=None)


@pytest.mark.parametrize("cipher", Cipher)
@REPEATABLE
@given(plaintext=st.binary(max_size=80))
def test_what_is_encrypted_is_decrypted(cipher: Cipher, plaintext: bytes) -> None:
    key, iv = bytes(ciphers.key_size(cipher)), IV[: ciphers.iv_size(cipher)]
    data = ciphers.encrypt(cipher, key, iv, plaintext)
    assert ciphers.decrypt(cipher, key, data) == plaintext
    assert (data == plaintext) is (cipher == Cipher.NULL)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
@pytest.mark.parametrize(("cipher", "name"), [(Cipher.AES_128_CBC, "aes-128-cbc"), (Cipher.AES_256_CBC, "aes-256-cbc")])
def test_openssl_decrypts_it(cipher: Cipher, name: str) -> None:
    key, plaintext = bytes(range(ciphers.key_size(cipher))), b"sixteen bytes, and some more"
    data = ciphers.encrypt(cipher, key, IV, plaintext)
    assert data[:16] == IV
    command = ["openssl", "enc", "-d", f"-{name}", "-K", key.hex(), "-iv", IV.hex()]
    assert subprocess.run(command, input=data[16:], capture_output=True, check=True).stdout == plaintext


@REPEATABLE
@given(st.sampled_from([Cipher.AES_128_CBC, Cipher.AES_256_CBC]), st.binary(max_size=64))
def test_a_hostile_ciphertext_is_refused_or_has_a_plaintext(cipher: Cipher, data: bytes) -> None:
    try:
        plaintext = ciphers.decrypt(cipher, bytes(ciphers.key_size(cipher)), data)
    except Undecipherable as error:
        assert error.clause == "RFC 7401 5.2.18"  # noqa: PT017  # most are refused, and not all
    else:
        assert len(data) - 32 <= len(plaintext) < len(data) - 16


def test_our_own_mistakes_are_no_fault_of_the_peer() -> None:
    for key, iv in ((bytes(15), IV), (bytes(16), b"")):
        with pytest.raises(ValueError, match="not 16"):
            ciphers.encrypt(Cipher.AES_128_CBC, key, iv, b"")
    with pytest.raises(ValueError, match="3"):
        ciphers.key_size(3)


def test_keys_are_drawn_in_the_order_of_the_rfcs() -> None:
    """RFC 7401 6.5 and RFC 7402 7; the material comes from HMAC alone, by the definition in RFC 5869 2.3."""
    kij, i, j = b"kij", bytes(32), b"\x01" * 32
    key, stream, block = SHA256.hmac(i + j, kij), b"", b""
    for counter in range(1, 8):
        block = SHA256.hmac(key, block + LOW + HIGH + bytes([counter]))
        stream += block
    keymat, same = Keymat(SHA256, kij, i, j, LOW, HIGH), Keymat(SHA256, kij, i, j, HIGH, LOW)
    high = hip_keys(keymat, Cipher.AES_128_CBC, SHA256, HIGH, LOW)
    assert (high.encrypt_out, high.mac_out) == (stream[:16], stream[16:48])
    assert (high.encrypt_in, high.mac_in) == (stream[48:64], stream[64:96])
    assert high.index == 96
    low = hip_keys(same, Cipher.AES_128_CBC, SHA256, LOW, HIGH)
    assert (low.encrypt_in, low.mac_in, low.encrypt_out, low.mac_out) == (
        high.encrypt_out,
        high.mac_out,
        high.encrypt_in,
        high.mac_in,
    )
    esp = esp_keys(keymat, 96, 16, 32, LOW, HIGH)
    assert (esp.encrypt_in, esp.auth_in) == (stream[96:112], stream[112:144])
    assert (esp.encrypt_out, esp.auth_out) == (stream[144:160], stream[160:192])
    for begin, end in ((40, 190), (0, 16), (0, 192), (16, 17), (191, 192)):  # in whatever order they are drawn
        assert keymat.draw(begin, end - begin) == stream[begin:end]
    assert esp.index == 192


def test_keys_are_not_shown() -> None:
    keymat = Keymat(SHA256, b"kij", bytes(32), bytes(32), LOW, HIGH)
    keys = hip_keys(keymat, Cipher.AES_256_CBC, SHA256, HIGH, LOW)
    assert repr(keys) == "HipKeys(index=128)"


def test_hkdf_ends() -> None:
    keymat = Keymat(SHA256, b"kij", bytes(32), bytes(32), LOW, HIGH)
    assert len(keymat.draw(255 * 32 - 1, 1)) == 1
    with pytest.raises(ValueError, match=r"."):
        keymat.draw(255 * 32 - 1, 2)


@pytest.mark.parametrize("rhash", RHASH.values(), ids=lambda rhash: rhash.name)
@REPEATABLE
@given(k=st.integers(0, 12), seed=st.binary(min_size=1, max_size=8))
def test_a_solution_is_found_and_is_the_first(rhash: Rhash, k: int, seed: bytes) -> None:
    i, start = rhash.digest(seed), rhash.digest(seed + b"start")
    search = Search(rhash, i, k, LOW, HIGH, start)
    solution = None
    while solution is None:
        solution = search.step(1000)
    assert solves(rhash, i, solution, k, LOW, HIGH)
    size = rhash.size
    tried = [(int.from_bytes(start, "big") + n) % 2 ** (8 * size) for n in range(search.tries)]
    assert tried[-1].to_bytes(size, "big") == solution
    assert not any(solves(rhash, i, j.to_bytes(size, "big"), k, LOW, HIGH) for j in tried[:-1])


def test_a_search_goes_on_past_the_last_number() -> None:
    search = Search(SHA256, bytes(32), 14, LOW, HIGH, b"\xff" * 32)
    solution = None
    while solution is None:
        solution = search.step(1)
    assert solves(SHA256, bytes(32), solution, 14, LOW, HIGH)


def test_the_puzzle_hashes_what_rfc_7401_says() -> None:
    """Section 6.3, with hashlib: the low-order bits are the last ones."""
    i, j = bytes(32), b"\x07" * 32
    digest = int.from_bytes(hashlib.sha256(i + LOW + HIGH + j).digest(), "big")
    zeros = (digest & -digest).bit_length() - 1
    assert solves(SHA256, i, j, zeros, LOW, HIGH)
    assert not solves(SHA256, i, j, zeros + 1, LOW, HIGH)


def test_an_i_without_state_depends_on_everything() -> None:
    parts = [b"secret", LOW, HIGH, bytes(16), b"\x01" * 16]
    expected = hashlib.sha256(b"".join(parts)).digest()
    assert stateless_i(SHA256, *parts) == expected
