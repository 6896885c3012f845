"""Hashes, MACs and HKDF, held against the RFCs' vectors, NIST's and OpenSSL's command line."""

import shutil
import subprocess
from pathlib import Path

import pytest

from hipway.crypto.keccak import kmac128
from hipway.crypto.suites import RHASH, Rhash, equal
from hipway.wire.numbers import HitSuite

SHA256, SHA384, SHA1, EDDSA = (RHASH[suite] for suite in HitSuite)


@pytest.mark.parametrize(
    ("key", "data", "mac256", "mac384"),
    [
        pytest.param(
            b"\x0b",
            b"Hi There",
            "198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7",
            "b6a8d5636f5c6a7224f9977dcf7ee6c7fb6d0c48cbdee9737a959796489bddbc4c5df61d5b3297b4fb68dab9f1b582c2",
            id="AUTH-1",
        ),
        pytest.param(
            b"Jefe",
            b"what do ya want for nothing?",
            "167f928588c5cc2eef8e3093caa0e87c9ff566a14794aa61648d81621a2a40c6",
            "2c7353974f1842fd66d53c452ca42122b28c0b594cfb184da86a368e9b8e16f5349524ca4e82400cbde0686d403371c9",
            id="AUTH-2",
        ),
        pytest.param(
            b"\xaa",
            b"\xdd" * 50,
            "cdcb1220d1ecccea91e53aba3092f962e549fe6ce9ed7fdc43191fbde45c30b0",
            "809f439be00274321d4a538652164b53554a508184a0c3160353e3428597003d35914a18770f9443987054944b7c4b4a",
            id="AUTH-3",
        ),
    ],
)
def test_the_macs_are_those_of_rfc_4868(key: bytes, data: bytes, mac256: str, mac384: str) -> None:
    assert SHA256.hmac((32 * key)[:32], data).hex() == mac256
    assert SHA384.hmac((48 * key)[:48], data).hex() == mac384


COUNTED = [bytes(range(first, first + 80)) for first in (0x00, 0x60, 0xB0)]


@pytest.mark.parametrize(
    ("suite", "material", "salt", "info", "key", "output"),
    [
        pytest.param(
            HitSuite.RSA_SHA256,
            b"\x0b" * 22,
            bytes(range(13)),
            bytes(range(0xF0, 0xFA)),
            "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
            id="A.1",
        ),
        pytest.param(
            HitSuite.RSA_SHA256,
            *COUNTED,
            "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
            "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
            id="A.2",
        ),
        pytest.param(
            HitSuite.RSA_SHA256,
            b"\x0b" * 22,
            b"",
            b"",
            "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
            id="A.3",
        ),
        pytest.param(
            HitSuite.ECDSA_LOW_SHA1,
            b"\x0b" * 11,
            bytes(range(13)),
            bytes(range(0xF0, 0xFA)),
            "9b6c18c432a7bf8f0e71c8eb88f4b30baa2ba243",
            "085a01ea1b10f36933068b56efa5ad81a4f14b822f5b091568a9cdd4f155fda2c22e422478d305f3f896",
            id="A.4",
        ),
        pytest.param(
            HitSuite.ECDSA_LOW_SHA1,
            *COUNTED,
            "8adae09a2a307059478d309b26c4115a224cfaf6",
            "0bd770a74d1160f7c9f12cd5912a06ebff6adcae899d92191fe4305673ba2ffe8fa3f1a4e5ad79f3f334b3b202b2173c"
            "486ea37ce3d397ed034c7f9dfeb15c5e927336d0441f4c4300e2cff0d0900b52d3b4",
            id="A.5",
        ),
    ],
)
def test_keying_material_is_that_of_rfc_5869(  # noqa: PLR0913, PLR0917  # the columns of the RFC
    suite: HitSuite, material: bytes, salt: bytes, info: bytes, key: str, output: str
) -> None:
    extracted = RHASH[suite].hmac(salt, material)
    assert extracted.hex() == key
    assert RHASH[suite].expand(extracted, info, len(output) // 2).hex() == output


def test_kmac_is_that_of_nist() -> None:
    """The first sample of KMAC in NIST's file of examples for SP 800-185."""
    mac = kmac128(bytes(range(0x40, 0x60)), bytes(range(4)), 32)
    assert mac.hex() == "e5780b0d3ea6f7d3a429c5706aa43a00fadbd7d49628839e3187243f456ee14e"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
@pytest.mark.parametrize(("key_size", "data_size"), [(4, 0), (32, 168), (200, 1000)])
def test_kmac_is_that_of_openssl(tmp_path: Path, key_size: int, data_size: int) -> None:
    key, data = bytes(range(key_size)), b"\xa5" * data_size
    file = tmp_path / "data"
    file.write_bytes(data)
    options = ["-macopt", f"hexkey:{key.hex()}", "-macopt", "size:32", "-in", str(file)]
    done = subprocess.run(["openssl", "mac", *options, "KMAC-128"], capture_output=True, text=True, check=True)  # noqa: S607  # whichever there is
    assert EDDSA.hmac(key, data).hex() == done.stdout.strip().lower()


@pytest.mark.parametrize("rhash", RHASH.values(), ids=lambda rhash: rhash.name)
def test_each_suite_keeps_its_length_and_the_bound_of_hkdf(rhash: Rhash) -> None:
    assert len(rhash.digest(b"")) == len(rhash.hmac(b"key", b"")) == rhash.size
    longest = rhash.expand(bytes(rhash.size), b"info", 255 * rhash.size)
    assert len({longest[at : at + rhash.size] for at in range(0, len(longest), rhash.size)}) == 255
    assert longest.startswith(rhash.expand(bytes(rhash.size), b"info", 7))
    with pytest.raises(ValueError, match=r"."):
        rhash.expand(bytes(rhash.size), b"info", 255 * rhash.size + 1)


def test_equal_compares_lengths_too() -> None:
    assert equal(b"ab", b"ab")
    assert not equal(b"ab", b"ac")
    assert not equal(b"ab", b"abc")
