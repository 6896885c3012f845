import itertools

import pytest

from hipspec.exchange.layouts import PARAMETERS, Carried, Suite, packet_bytes, parameter_bytes
from hipspec.exchange.sizes import (
    IPV4_HEADER,
    IPV6_HEADER,
    PACKETS,
    PADDED_I1,
    SIZES,
    SUITES,
    UDP_ENCAPSULATION,
    Profile,
    carried_by,
    padded_i1,
)
from hipspec.exchange.states import State

# RFC 7401 C.1, from Next Header to the padding of DH_GROUP_LIST.
RFC_I1 = bytes.fromhex(
    "3b0501211a5e0000 20010020000000000000000000000001 20010020000000000000000000000002 01ff000303040800"
)

# Worked out from the layouts in the RFCs on their own, before these tables were.
COLUMNS = ("I1", "R1", "I2", "R2", "UPDATE 1", "UPDATE 2", "UPDATE 3", "CLOSE")
EXPECTED = {
    Profile.RSA_2048_GROUP_3: (48, 880, 944, 360, 400, 392, 368, 360),
    Profile.RSA_2048_GROUP_7: (48, 752, 816, 360, 400, 392, 368, 360),
    Profile.RSA_3072_GROUP_4: (48, 1328, 1392, 488, 528, 520, 496, 488),
    Profile.ECDSA_P256_GROUP_7: (48, 384, 480, 184, 224, 216, 192, 184),
    Profile.ECDSA_P384_GROUP_8: (48, 480, 576, 216, 256, 248, 224, 216),
    Profile.ECDSA_P384_GROUP_8_ENCRYPTED: (48, 480, 616, 216, 256, 248, 224, 216),
    Profile.ECDSA_LOW_GROUP_10: (48, 288, 320, 128, 168, 160, 136, 128),
    Profile.EDDSA_GROUP_7: (48, 336, 400, 168, 208, 200, 176, 168),
}


def test_the_states_are_those_of_the_rfc() -> None:
    assert [state.value for state in State] == [
        "UNASSOCIATED",
        "I1-SENT",
        "I2-SENT",
        "R2-SENT",
        "ESTABLISHED",
        "CLOSING",
        "CLOSED",
        "E-FAILED",
    ]


@pytest.mark.parametrize(
    ("length", "whole"),
    # Four bytes of type and length, the contents, zeros up to a multiple of eight.
    [(0, 8), (1, 8), (3, 8), (4, 8), (5, 16), (12, 16), (13, 24), (20, 24), (36, 40), (44, 48), (199, 208), (258, 264)],
)
def test_a_parameter_is_padded_to_eight_bytes(length: int, whole: int) -> None:
    assert parameter_bytes(length) == whole


def test_the_padding_is_the_least_that_gives_whole_words() -> None:
    for length in range(2005):
        whole = parameter_bytes(length)
        assert whole % 8 == 0
        assert 0 <= whole - (4 + length) < 8


def test_an_i1_is_as_long_as_the_one_in_the_rfc() -> None:
    assert len(RFC_I1) == 48 == (RFC_I1[1] + 1) * 8
    assert RFC_I1[40:42] == PARAMETERS["DH_GROUP_LIST"].type.to_bytes(2, "big")
    assert {sizes["I1"] for sizes in SIZES.values()} == {len(RFC_I1)}


@pytest.mark.parametrize("profile", Profile)
def test_the_sizes_of_each_profile(profile: Profile) -> None:
    assert tuple(SIZES[profile][name] for name in COLUMNS) == EXPECTED[profile]


def test_the_other_packets() -> None:
    sizes = SIZES[Profile.RSA_2048_GROUP_3]
    assert sizes["CLOSE_ACK"] == 360
    assert sizes["NOTIFY"] == 40 + 8 + 264
    assert sizes["I1 relayed"] == 48 + 24 + 40  # the address of FROM and a hash of 32 bytes
    assert sizes["R1 after a relay"] == 880 + 24


def test_every_packet_of_every_profile_has_a_size() -> None:
    assert set(SIZES) == set(SUITES) == set(PADDED_I1) == set(Profile)
    for profile, sizes in SIZES.items():
        assert sizes.keys() == PACKETS.keys()
        for name, size in sizes.items():
            assert 48 <= size <= 2048, f"{profile.name}: {name}"
            assert size % 8 == 0, f"{profile.name}: {name}"


@pytest.mark.parametrize("name", PACKETS)
@pytest.mark.parametrize("profile", Profile)
def test_parameters_stand_in_the_order_of_their_types(profile: Profile, name: str) -> None:
    types = [PARAMETERS[one.name].type for one in carried_by(name, SUITES[profile])]
    assert types == sorted(set(types))


def test_the_table_of_parameters_is_in_the_order_of_types() -> None:
    types = [parameter.type for parameter in PARAMETERS.values()]
    assert all(first < second for first, second in itertools.pairwise(types))


@pytest.mark.parametrize(
    ("name", "items", "whole"),
    [
        ("PUZZLE", 1, 40),  # 4 + 32 bytes for SHA-256
        ("SOLUTION", 1, 72),  # 4 + 64
        ("R1_COUNTER", 1, 16),
        ("LOCATOR_SET", 1, 32),
        ("LOCATOR_SET", 3, 88),
        ("DIFFIE_HELLMAN", 1, 200),  # 3 + 192
        ("HOST_ID", 1, 272),  # 6 + 260
        ("ENCRYPTED", 1, 312),  # 4 + 16 + 288: 272 bytes are whole blocks, so that a block of padding follows
        ("HIP_MAC", 1, 40),
        ("HIP_SIGNATURE", 1, 264),  # 2 + 256
        ("VIA_RVS", 2, 40),
    ],
)
def test_some_parameters_by_hand(name: str, items: int, whole: int) -> None:
    suite = SUITES[Profile.RSA_2048_GROUP_3]
    assert packet_bytes(suite, (Carried(name, items),)) == 40 + whole


@pytest.mark.parametrize(("host_identity", "blocks"), [(22, 3), (38, 4), (54, 5)])
def test_encryption_pads_to_whole_blocks_and_always_pads(host_identity: int, blocks: int) -> None:
    # HOST_ID: 10 bytes and the identity, which is a multiple of 16 here; so one block more.
    suite = Suite(host_identity=host_identity, signature=64, rhash=32, public_value=64, encrypted=True)
    assert PARAMETERS["ENCRYPTED"].contents(suite, 1) == 4 + 16 + 16 * blocks


def test_what_stands_in_front_of_a_packet() -> None:
    assert (IPV4_HEADER, IPV6_HEADER, UDP_ENCAPSULATION) == (20, 40, 12)


@pytest.mark.parametrize(
    ("profile", "size"),
    [
        (Profile.RSA_2048_GROUP_3, 296),  # 880 / 3 = 293.3
        (Profile.RSA_2048_GROUP_7, 256),  # 250.7
        (Profile.RSA_3072_GROUP_4, 448),  # 442.7
        (Profile.ECDSA_P256_GROUP_7, 128),  # 128 exactly
        (Profile.ECDSA_P384_GROUP_8, 160),  # 160 exactly
        (Profile.ECDSA_P384_GROUP_8_ENCRYPTED, 160),
        (Profile.ECDSA_LOW_GROUP_10, 96),  # 96 exactly
        (Profile.EDDSA_GROUP_7, 112),  # 112 exactly
    ],
)
def test_the_least_padded_i1(profile: Profile, size: int) -> None:
    assert PADDED_I1[profile] == size
    assert SIZES[profile]["R1"] <= 3 * size
    assert SIZES[profile]["R1"] > 3 * (size - 8)


@pytest.mark.parametrize("profile", Profile)
def test_the_padded_i1_with_what_stands_in_front(profile: Profile) -> None:
    overhead = IPV6_HEADER + UDP_ENCAPSULATION
    size, answered = padded_i1(profile, "R1 after a relay", overhead), SIZES[profile]["R1 after a relay"]
    assert answered + overhead <= 3 * (size + overhead)
    assert size == 48 or answered + overhead > 3 * (size - 8 + overhead)


def test_an_answer_that_is_short_enough_needs_no_padding() -> None:
    assert padded_i1(Profile.ECDSA_LOW_GROUP_10, "R2") == 48  # 128 <= 144


def test_an_answer_may_be_too_long_for_any_padding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SIZES[Profile.EDDSA_GROUP_7], "R1", 3 * 2048 + 8)
    with pytest.raises(ValueError, match="more than three times the longest I1"):
        padded_i1(Profile.EDDSA_GROUP_7)
