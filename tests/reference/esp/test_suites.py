"""The table of suites, and what each makes of a payload: RFC 3602's packets, and layouts computed as RFCs say."""

import hmac
import re
from itertools import count

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM

from hipway.esp import ESP_SUITES, NO_NEXT_HEADER, UDP, EspRefused, Exhausted, Inbound, Outbound, Reason, Suite
from hipway.wire.numbers import EspSuite

SPI = 0x89ABCDEF
SUITES = pytest.mark.parametrize("suite", ESP_SUITES.values(), ids=lambda suite: suite.number.name)


def keys(suite: Suite) -> tuple[bytes, bytes]:
    return bytes(range(1, 1 + suite.encrypt_size)), bytes(range(101, 101 + suite.auth_size))


def counting(size: int, _numbers: "count[int]" = count()) -> bytes:  # noqa: B008  # it goes on
    return next(_numbers).to_bytes(size, "big")


def outbound(suite: Suite, *, extended: bool = True, after: int = 0) -> Outbound:
    made = Outbound(SPI, suite, *keys(suite), entropy=counting, extended=extended)
    made.sequence = after
    return made


def inbound(suite: Suite, *, extended: bool = True) -> Inbound:
    return Inbound(SPI, suite, *keys(suite), extended=extended)


# RFC 3602, section 4: (key, SPI, sequence number, IV), (next header, payload), what it is encrypted to.
PING = "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637"
ONE_KEY, OTHER_KEY = "90d382b410eeba7ad938c46cec1a82bf", "0123456789abcdef0123456789abcdef"
RFC_3602 = {
    "case 5": (
        (ONE_KEY, 0x4321, 1, "e96e8c08ab465763fd098d45dd3ff893"),
        (1, "08000ebda70a00008e9c083db95b0700" + PING),
        (
            "f663c25d325c18c6a9453e194e120849a4870b66cc6b9965330013b4898dc856"
            "a4699e523a55db080b59ec3a8e4b7e52775b07d1db34ed9c538ab50c551b874a"
            "a269add047ad2d5913ac19b7cfbad4a6"
        ),
    ),
    "case 6": (
        (ONE_KEY, 0x4321, 8, "69d08df7d203329db093fc4924e5bd80"),
        (1, "0800b5e8a80a0500a69c083d0b660e00" + 12 * "77"),
        "f51995881ec4e0c4488987ce742e8109689bb379d2d750c0d915dca346a89f75",
    ),
    "case 7": (
        (OTHER_KEY, 0x8765, 2, "f4e765244f6407adf13dc1380f673f37"),
        (4, "45000054090400004001f988c0a87b03c0a87bc808009f76a90a0100b49c083d02a20400" + PING),
        (
            "773b5241a4c449225e4f3ce5ed611b0c237ca96cf74a93013c1b0ea1a0cf70f8"
            "e4ecaec78ac53aad7a0f022b859243c647752e94a859352b8a4d4d2decd136e5"
            "c177f132ad3fbfb2201ac9904c74ee0a109e0ca1e4dfe9d5a100b842f1c22f0d"
        ),
    ),
    "case 8": (
        (OTHER_KEY, 0x8765, 5, "85d47224b5f3dd5d2101d4ea8dffab22"),
        (4, "45000044090c00004001f990c0a87b03c0a87bc80800d63caa0a0200c69c083da3de0300" + 32 * "ff"),
        (
            "15b92683819596a8047232cc00f7048fe45318e11f8a0f62ede3c3fc61203bb5"
            "0f980a08c9843fd3a1b06d5c07ff9639b7eb7dfb3512e5de435e7207ed971ef3"
            "d2726d9b5ef6affc6d17a0decbb13892"
        ),
    ),
}


@pytest.mark.parametrize("case", RFC_3602)
def test_cbc_makes_and_reads_the_packets_of_rfc_3602(case: str) -> None:
    (key, spi, sequence, vector), (next_header, hexadecimal), encrypted = RFC_3602[case]
    cipher_key, auth_key, iv, payload = (
        bytes.fromhex(key),
        bytes(range(32)),
        bytes.fromhex(vector),
        bytes.fromhex(hexadecimal),
    )
    # The random block that this vector comes from, at the start of a chain.
    block = Cipher(algorithms.AES(cipher_key), modes.ECB()).decryptor().update(iv)  # noqa: S305  # one block
    sender = Outbound(spi, ESP_SUITES[8], cipher_key, auth_key, entropy=lambda _: block)
    sender.sequence = sequence - 1
    sealed = sender.seal(next_header, payload)
    expected = spi.to_bytes(4, "big") + sequence.to_bytes(4, "big") + iv + bytes.fromhex(encrypted)
    assert sealed[:-16] == expected
    icv = hmac.digest(auth_key, expected + bytes(4), "sha256")[:16]  # the upper 32 bits of the number are behind it
    assert Inbound(spi, ESP_SUITES[8], cipher_key, auth_key).open(expected + icv) == (next_header, payload)


@pytest.mark.parametrize("extended", [True, False])
@pytest.mark.parametrize("sequence", [1, 0x1234, 2**32 - 1, 2**32, 2**64 - 1])
@SUITES
def test_datagrams_are_laid_out_as_the_rfcs_say(suite: Suite, sequence: int, *, extended: bool) -> None:
    if not extended and sequence >= 2**32:
        return
    payload = b"eleven byte"
    sealed = outbound(suite, extended=extended, after=sequence - 1).seal(UDP, payload)
    encrypt_key, auth_key = keys(suite)
    low = (sequence & 0xFFFFFFFF).to_bytes(4, "big")
    high = (sequence >> 32).to_bytes(4, "big") if extended else b""
    header = SPI.to_bytes(4, "big") + low
    assert sealed[:8] == header
    plaintext = payload + b"\x01\x02\x03\x03\x11"
    assert len(sealed) == 8 + suite.iv_size + 16 + suite.icv_size
    iv, ciphertext, icv = (
        sealed[8 : 8 + suite.iv_size],
        sealed[8 + suite.iv_size : -suite.icv_size],
        sealed[-suite.icv_size :],
    )
    additional = header[:4] + high + low  # RFC 4106 5, RFC 4309 5
    match suite.number:
        case EspSuite.AES_GCM_16 | EspSuite.AES_GCM_8:
            whole = AESGCM(encrypt_key[:16]).encrypt(encrypt_key[16:] + iv, plaintext, additional)
            assert (ciphertext, icv) == (whole[:16], whole[16:][: suite.icv_size])
        case EspSuite.AES_CCM_16 | EspSuite.AES_CCM_8:
            ccm = AESCCM(encrypt_key[:16], tag_length=suite.icv_size)
            assert ciphertext + icv == ccm.encrypt(encrypt_key[16:] + iv, plaintext, additional)
        case _:
            name = "sha1" if suite.number == EspSuite.AES_128_CBC_SHA1 else "sha256"
            assert icv == hmac.digest(auth_key, sealed[: -suite.icv_size] + high, name)[: suite.icv_size]
            if suite.iv_size:
                decryptor = Cipher(algorithms.AES(encrypt_key), modes.CBC(iv)).decryptor()
                ciphertext = decryptor.update(ciphertext)
            assert ciphertext == plaintext


@pytest.mark.parametrize("next_header", [UDP, 6, NO_NEXT_HEADER])
@SUITES
def test_what_is_sealed_is_opened_at_every_length(suite: Suite, next_header: int) -> None:
    sender, receiver = outbound(suite), inbound(suite)
    for size in (*range(70), 1400, 65_000):
        payload = bytes(index & 0xFF for index in range(size))
        assert receiver.open(sender.seal(next_header, payload)) == (next_header, payload)
    assert receiver.highest == sender.sequence == 72


@SUITES
def test_no_vector_comes_twice(suite: Suite) -> None:
    sender = outbound(suite)
    vectors = [sender.seal(UDP, b"the same")[8 : 8 + suite.iv_size] for _ in range(100)]
    assert len(set(vectors)) == (100 if suite.iv_size else 1)


@pytest.mark.parametrize("extended", [True, False])
@SUITES
def test_a_key_ends_before_its_sequence_numbers_begin_anew(suite: Suite, *, extended: bool) -> None:
    last = 2 ** (64 if extended else 32) - 1
    sender = outbound(suite, extended=extended, after=last - 2)
    assert sender.remaining == 2
    sender.seal(UDP, b"last but one")
    assert sender.seal(UDP, b"last")[4:8] == b"\xff\xff\xff\xff"
    assert sender.remaining == 0
    for _ in range(2):
        with pytest.raises(Exhausted, match="rekey"):
            sender.seal(UDP, b"one too many")


@SUITES
def test_the_upper_half_of_the_sequence_number_is_followed_and_authenticated(suite: Suite) -> None:
    sender, receiver = outbound(suite), inbound(suite)
    for after in (2**31, 2**32 - 3):
        sender.sequence = after
        receiver.open(sender.seal(UDP, b"before"))
    for number in range(2**32 - 1, 2**32 + 3):
        assert receiver.open(sender.seal(UDP, b"across")) == (UDP, b"across")
        assert receiver.highest == sender.sequence == number
    sender.sequence = 3 * 2**32 + 2  # the same lower half, two subspaces on
    with pytest.raises(EspRefused) as refused:
        receiver.open(sender.seal(UDP, b"from somewhere else"))
    assert refused.value.reason is Reason.FORGED


@SUITES
def test_keys_of_a_wrong_size_are_our_fault(suite: Suite) -> None:
    encrypt_key, auth_key = keys(suite)
    with pytest.raises(ValueError, match=re.escape(suite.name)):
        Inbound(SPI, suite, encrypt_key + b"\0", auth_key)
    with pytest.raises(ValueError, match=f"takes {suite.encrypt_size} and {suite.auth_size} bytes"):
        Outbound(SPI, suite, encrypt_key, auth_key[:-1] or b"\0", entropy=counting)


RFC_7402 = """
            AES-128-CBC with HMAC-SHA1        1   [RFC3602], [RFC2404]
            NULL with HMAC-SHA-256            7   [RFC2410], [RFC4868]
            AES-128-CBC with HMAC-SHA-256     8   [RFC3602], [RFC4868]
            AES-256-CBC with HMAC-SHA-256     9   [RFC3602], [RFC4868]
            AES-CCM-8                         10  [RFC4309]
            AES-CCM-16                        11  [RFC4309]
            AES-GCM with an 8-octet ICV       12  [RFC4106]
            AES-GCM with a 16-octet ICV       13  [RFC4106]
"""


def test_the_table_has_the_names_and_numbers_of_rfc_7402() -> None:
    table = [
        f"{suite.name:34}{number:<4}[RFC{suite.rfc.replace(', ', '], [RFC')}]" for number, suite in ESP_SUITES.items()
    ]
    assert table == [line.strip() for line in RFC_7402.strip().splitlines()]
