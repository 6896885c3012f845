"""Host Identity Tags: vectors computed apart from this code, and the shape that RFC 7343 gives them."""

import hashlib

import pytest

from hipway.addresses import text_of
from hipway.crypto.hit import hit_of, suite_of
from hipway.wire.numbers import HitSuite

COUNTED = bytes(range(256))


@pytest.mark.parametrize(
    ("suite", "host_identity", "hit"),
    [
        (HitSuite.RSA_SHA256, bytes.fromhex("03010001") + COUNTED, "2001:21:2b2e:fd21:1a31:14f8:88a5:aca9"),
        (HitSuite.ECDSA_SHA384, b"\x00\x01" + COUNTED[:0x40], "2001:22:73a2:3712:ecd7:871d:56fb:2875"),
        (HitSuite.ECDSA_LOW_SHA1, b"\x00\x01" + COUNTED[:0x28], "2001:23:8271:3452:e9a9:4b7a:fe7b:4604"),
    ],
)
def test_a_hit_is_the_middle_of_the_hash(suite: HitSuite, host_identity: bytes, hit: str) -> None:
    assert text_of(hit_of(suite, host_identity)) == hit
    assert suite_of(hit_of(suite, host_identity)) == suite


def test_a_hit_of_suite_5_is_the_whole_of_a_shorter_hash() -> None:
    """RFC 9374 3.5.2.1, with cSHAKE128 without names, which is SHAKE128 [SP 800-185 3.3]."""
    context = bytes.fromhex("F0EFF02FBFF43D0FE7930C3C6E6174EA")
    host_identity = bytes.fromhex("00010000") + COUNTED[:32]
    expected = bytes.fromhex("20010025") + hashlib.shake_128(context + host_identity).digest(12)
    assert hit_of(HitSuite.EDDSA_CSHAKE128, host_identity) == expected


def test_an_address_is_no_hit() -> None:
    assert suite_of(bytes.fromhex("20010db8") + bytes(12)) is None
    assert suite_of(bytes.fromhex("20010030") + bytes(12)) is None
    assert suite_of(bytes(16)) is None
