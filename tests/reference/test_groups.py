"""Diffie-Hellman groups, held against RFC 3526's formulas, RFC 5903's vectors and Python's own arithmetic."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipway.crypto import primes
from hipway.crypto.faults import InvalidPublicValue
from hipway.crypto.groups import GROUPS
from hipway.wire.numbers import Group

CURVES = (Group.P_256, Group.P_384, Group.P_521)
MODULI = {
    Group.MODP_1536: primes.MODP_1536,
    Group.MODP_2048: primes.MODP_2048,
    Group.MODP_3072: primes.MODP_3072,
}

# At most the larger estimate of RFC 3526 8, in whole bytes.
SECRET_BITS = {Group.MODP_1536: 240, Group.MODP_2048: 320, Group.MODP_3072: 416}
REPEATABLE = settings(derandomize=True, database=None, deadline=None)


def drawn(number: int) -> Callable[[int], bytes]:
    """Entropy that is one number."""
    return lambda size: number.to_bytes(size, "big")


def repeated(octet: bytes) -> Callable[[int], bytes]:
    """Entropy that is one byte over and over."""
    return lambda size: octet * size


def scaled_pi(bits: int) -> int:
    """Return the integer part of 2^bits * pi, by Machin's formula with 64 bits to spare."""
    one = 1 << (bits + 64)

    def arctan_of_inverse(x: int) -> int:
        term, total, n = one // x, 0, 1
        while term:
            total += term // n if n % 4 == 1 else -(term // n)
            term //= x * x
            n += 2
        return total

    return 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239)) >> 64


@pytest.mark.parametrize(
    ("bits", "added", "prime"),
    [(1536, 741804, primes.MODP_1536), (2048, 124476, primes.MODP_2048), (3072, 1690314, primes.MODP_3072)],
)
def test_the_primes_are_those_of_rfc_3526(bits: int, added: int, prime: int) -> None:
    assert prime == 2**bits - 2 ** (bits - 64) - 1 + 2**64 * (scaled_pi(bits - 130) + added)


# RFC 5903 8: the private keys of initiator and responder, both public values, the common x.
VECTORS = {
    Group.P_256: (
        "C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433",
        "C6EF9C5D78AE012A011164ACB397CE2088685D8F06BF9BE0B283AB46476BEE53",
        (
            "DAD0B65394221CF9B051E1FECA5787D098DFE637FC90B9EF945D0C3772581180"
            "5271A0461CDB8252D61F1C456FA3E59AB1F45B33ACCF5F58389E0577B8990BB3"
        ),
        (
            "D12DFB5289C8D4F81208B70270398C342296970A0BCCB74C736FC7554494BF63"
            "56FBF3CA366CC23E8157854C13C58D6AAC23F046ADA30F8353E74F33039872AB"
        ),
        "D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE",
    ),
    Group.P_384: (
        "099F3C7034D4A2C699884D73A375A67F7624EF7C6B3C0F160647B67414DCE655E35B538041E649EE3FAEF896783AB194",
        "41CB0779B4BDB85D47846725FBEC3C9430FAB46CC8DC5060855CC9BDA0AA2942E0308312916B8ED2960E4BD55A7448FC",
        (
            "667842D7D180AC2CDE6F74F37551F55755C7645C20EF73E31634FE72B4C55EE6DE3AC808ACB4BDB4C88732AEE95F41AA"
            "9482ED1FC0EEB9CAFC4984625CCFC23F65032149E0E144ADA024181535A0F38EEB9FCFF3C2C947DAE69B4C634573A81C"
        ),
        (
            "E558DBEF53EECDE3D3FCCFC1AEA08A89A987475D12FD950D83CFA41732BC509D0D1AC43A0336DEF96FDA41D0774A3571"
            "DCFBEC7AACF3196472169E838430367F66EEBE3C6E70C416DD5F0C68759DD1FFF83FA40142209DFF5EAAD96DB9E6386C"
        ),
        "11187331C279962D93D604243FD592CB9D0A926F422E47187521287E7156C5C4D603135569B9E9D09CF5D4A270F59746",
    ),
    Group.P_521: (
        (
            "0037ADE9319A89F4DABDB3EF411AACCCA5123C61ACAB57B5393DCE47608172A0"
            "95AA85A30FE1C2952C6771D937BA9777F5957B2639BAB072462F68C27A57382D4A52"
        ),
        (
            "0145BA99A847AF43793FDD0E872E7CDFA16BE30FDC780F97BCCC3F078380201E"
            "9C677D600B343757A3BDBF2A3163E4C2F869CCA7458AA4A4EFFC311F5CB151685EB9"
        ),
        (
            "0015417E84DBF28C0AD3C278713349DC7DF153C897A1891BD98BAB4357C9ECBE"
            "E1E3BF42E00B8E380AEAE57C2D107564941885942AF5A7F4601723C4195D176CED3E"
            "017CAE20B6641D2EEB695786D8C946146239D099E18E1D5A514C739D7CB4A10A"
            "D8A788015AC405D7799DC75E7B7D5B6CF2261A6A7F1507438BF01BEB6CA3926F9582"
        ),
        (
            "00D0B3975AC4B799F5BEA16D5E13E9AF971D5E9B984C9F39728B5E5739735A21"
            "9B97C356436ADC6E95BB0352F6BE64A6C2912D4EF2D0433CED2B6171640012D9460F"
            "015C68226383956E3BD066E797B623C27CE0EAC2F551A10C2C724D9852077B87"
            "220B6536C5C408A1D2AEBB8E86D678AE49CB57091F4732296579AB44FCD17F0FC56A"
        ),
        (
            "01144C7D79AE6956BC8EDB8E7C787C4521CB086FA64407F97894E5E6B2D79B04"
            "D1427E73CA4BAA240A34786859810C06B3C715A3A8CC3151F2BEE417996D19F3DDEA"
        ),
    ),
}


@pytest.mark.parametrize("number", VECTORS)
def test_the_curves_are_those_of_rfc_5903(number: Group) -> None:
    group = GROUPS[number]
    i, r, public_i, public_r, common = (bytes.fromhex(text) for text in VECTORS[number])
    ours, peers = (group.draw(drawn(int.from_bytes(key, "big") - 1)) for key in (i, r))
    assert (ours.public, peers.public) == (public_i, public_r)
    assert ours.shared(public_r) == peers.shared(public_i) == common


@pytest.mark.parametrize("number", MODULI)
def test_the_common_value_of_integers_is_padded_on_the_left(number: Group) -> None:
    """A secret is sought, by Python's own arithmetic, whose common value begins with a zero byte."""
    modulus, group = MODULI[number], GROUPS[number]
    peer = pow(2, 3**200, modulus)
    secret = 1 << (SECRET_BITS[number] - 1)  # drawn from zeros
    common = pow(peer, secret, modulus)
    while common.bit_length() > modulus.bit_length() - 8:
        secret, common = secret + 1, common * peer % modulus
    exponent = group.draw(drawn(secret))
    kij = exponent.shared(peer.to_bytes(group.public_size, "big"))
    assert kij == common.to_bytes(modulus.bit_length() // 8, "big")
    assert kij[0] == 0
    assert int.from_bytes(exponent.public, "big") == pow(2, secret, modulus)


@pytest.mark.parametrize("number", GROUPS)
def test_a_secret_comes_from_the_entropy_alone(number: int) -> None:
    group = GROUPS[number]
    first, again, other = (group.draw(repeated(octet)) for octet in (b"\x51", b"\x51", b"\x52"))
    assert first.public == again.public != other.public
    assert len(first.public) == group.public_size
    assert first.shared(other.public) == other.shared(first.public)


@pytest.mark.parametrize("number", MODULI)
def test_a_value_of_a_small_subgroup_is_refused(number: Group) -> None:
    modulus, group = MODULI[number], GROUPS[number]
    exponent = group.draw(drawn(7))
    for element in (0, 1, modulus - 1, modulus, modulus + 1, 2 ** modulus.bit_length() - 1):
        with pytest.raises(InvalidPublicValue, match="range"):
            exponent.shared(element.to_bytes(group.public_size, "big"))
    with pytest.raises(InvalidPublicValue, match="more than"):
        exponent.shared(bytes(group.public_size) + b"\x04")
    assert exponent.shared(b"\x04") == exponent.shared(b"\x04".rjust(group.public_size, b"\0"))


@pytest.mark.parametrize("number", CURVES)
def test_a_point_that_is_not_on_the_curve_is_refused(number: Group) -> None:
    group = GROUPS[number]
    exponent = group.draw(drawn(7))
    half = group.public_size // 2
    x, y = exponent.public[:half], exponent.public[half:]
    for value in (bytes(2 * half), x + x, y + x, b"\xff" * half + y, x, b"", b"\x04" + x + y, x + bytes(half)):
        with pytest.raises(InvalidPublicValue):
            exponent.shared(value)


@REPEATABLE
@given(st.sampled_from([Group.P_256, Group.MODP_1536]), st.binary(max_size=200))
def test_any_other_bytes_give_a_secret_or_are_refused(number: Group, value: bytes) -> None:
    exponent = GROUPS[number].draw(drawn(7))
    sizes = {Group.P_256: 32, Group.MODP_1536: 192}
    try:
        shared = exponent.shared(value)
    except InvalidPublicValue as error:
        assert "RFC" in error.clause  # noqa: PT017  # most values are refused, and not all
    else:
        assert len(shared) == sizes[number]
