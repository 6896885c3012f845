"""What comes from the network: tampered, replayed, late, out of order, or no ESP. Only EspRefused comes of it."""

import contextlib
import hmac
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipway.esp import ESP_SUITES, UDP, EspRefused, Inbound, Outbound, Reason, Suite
from hipway.esp.suites import Material
from hipway.esp.window import SIZE

SPI = 0x89ABCDEF
SUITES = pytest.mark.parametrize("suite", ESP_SUITES.values(), ids=lambda suite: suite.number.name)


def constant(size: int) -> bytes:
    return b"\x5a" * size


def pair(suite: Suite) -> tuple[Outbound, Inbound]:
    keys = bytes(range(suite.encrypt_size)), bytes(range(suite.auth_size))
    return Outbound(SPI, suite, *keys, entropy=constant), Inbound(SPI, suite, *keys)


def refusal(receiver: Inbound, datagram: bytes) -> Reason | None:
    try:
        receiver.open(datagram)
    except EspRefused as refused:
        return refused.reason
    return None


@SUITES
def test_a_change_of_any_byte_is_refused_and_changes_nothing(suite: Suite) -> None:
    sender, receiver = pair(suite)
    sender.sequence = 0x01010101
    sealed = sender.seal(UDP, b"fifteen bytes..")
    for at in range(len(sealed)):
        for bit in (0x01, 0x80):
            tampered = bytearray(sealed)
            tampered[at] ^= bit
            assert refusal(receiver, bytes(tampered)) is (Reason.SPI if at < 4 else Reason.FORGED)
    for size in range(len(sealed)):
        assert refusal(receiver, sealed[:size]) in {Reason.SHORT, Reason.MISALIGNED, Reason.FORGED}
    assert refusal(receiver, sealed + bytes(suite.alignment)) is Reason.FORGED
    assert receiver.highest == 0
    assert receiver.open(sealed) == (UDP, b"fifteen bytes..")


@SUITES
def test_a_datagram_counts_once_in_any_order(suite: Suite) -> None:
    sender, receiver = pair(suite)
    sealed = [sender.seal(UDP, number.to_bytes(2, "big")) for number in range(300)]
    order = [*range(300), *range(300)]
    random.Random(7).shuffle(order)  # noqa: S311  # an order, no secret
    opened = []
    for number in order:
        with contextlib.suppress(EspRefused):
            opened.append(receiver.open(sealed[number])[1])
    assert sorted(opened) == [number.to_bytes(2, "big") for number in range(300)]
    assert {refusal(receiver, each) for each in sealed} == {Reason.REPLAYED}


def test_what_is_left_of_the_window_is_late_and_what_is_in_it_is_not() -> None:
    sender, receiver = pair(ESP_SUITES[13])
    sealed = [sender.seal(UDP, b"") for _ in range(SIZE + 1)]
    receiver.open(sealed[SIZE])
    assert refusal(receiver, sealed[0]) is Reason.STALE
    assert refusal(receiver, sealed[1]) is None


@SUITES
def test_a_forged_number_moves_no_window(suite: Suite) -> None:
    sender, receiver = pair(suite)
    first, second = sender.seal(UDP, b"first"), sender.seal(UDP, b"second")
    receiver.open(second)
    assert refusal(receiver, second[:4] + b"\x7f\xff\xff\xff" + second[8:]) is Reason.FORGED
    assert refusal(receiver, second[:4] + bytes(4) + second[8:]) is Reason.SEQUENCE
    assert receiver.highest == 2
    assert receiver.open(first) == (UDP, b"first")


def test_blocks_that_are_not_whole_are_refused_though_authentic_and_disturb_nothing() -> None:
    sender, receiver = pair(ESP_SUITES[8])
    covered = sender.seal(UDP, b"one block")[:-16] + b"and some more"
    authentic = covered + hmac.digest(bytes(range(32)), covered + bytes(4), "sha256")[:16]
    assert refusal(receiver, authentic) is Reason.MISALIGNED
    assert receiver.open(sender.seal(UDP, b"whole")) == (UDP, b"whole")


def test_another_association_opens_nothing() -> None:
    suite = ESP_SUITES[13]
    sender, _ = pair(suite)
    assert refusal(Inbound(SPI + 1, suite, bytes(range(20)), b""), sender.seal(UDP, b"")) is Reason.SPI
    assert refusal(Inbound(SPI, suite, bytes(20), b""), sender.seal(UDP, b"")) is Reason.FORGED


@settings(max_examples=300)
@given(
    number=st.sampled_from(sorted(ESP_SUITES)),
    plaintext=st.binary(min_size=1, max_size=16)
    .map(lambda block: block * (64 // len(block) + 1))
    .map(lambda many: many[:64]),
    pad_length=st.one_of(st.integers(0, 70), st.integers(0, 255)),
    right=st.booleans(),
)
def test_an_authentic_datagram_has_the_padding_that_it_says(
    number: int, plaintext: bytes, pad_length: int, *, right: bool
) -> None:
    if right:
        padding = bytes(range(1, pad_length + 1))[-62:]
        plaintext = plaintext[: 62 - len(padding)] + padding
    plaintext = plaintext[:62] + bytes((pad_length, UDP))
    suite = ESP_SUITES[number]
    keys = bytes(range(suite.encrypt_size)), bytes(range(suite.auth_size))
    sealed = suite.transform(Material(SPI, *keys, constant, extended=True)).seal(1, plaintext)
    receiver = Inbound(SPI, suite, *keys)
    fits = pad_length <= 62
    if fits and plaintext[62 - pad_length : 62] == bytes(range(1, pad_length + 1)):
        assert receiver.open(sealed) == (UDP, plaintext[: 62 - pad_length])
    else:
        assert refusal(receiver, sealed) is Reason.PADDING
        assert receiver.highest == 0


@settings(max_examples=500)
@given(
    number=st.sampled_from(sorted(ESP_SUITES)),
    start=st.sampled_from([b"", SPI.to_bytes(4, "big")]),
    rest=st.binary(max_size=120),
)
def test_no_bytes_do_more_than_be_refused(number: int, start: bytes, rest: bytes) -> None:
    _, receiver = pair(ESP_SUITES[number])
    assert refusal(receiver, start + rest) is not None
    assert receiver.highest == 0


@SUITES
def test_32_bit_numbers_end_where_they_are_full(suite: Suite) -> None:
    keys = bytes(range(suite.encrypt_size)), bytes(range(suite.auth_size))
    sender = Outbound(SPI, suite, *keys, entropy=constant, extended=False)
    receiver = Inbound(SPI, suite, *keys, extended=False)
    early = sender.seal(UDP, b"early")
    sender.sequence = 2**32 - 2
    assert receiver.open(sender.seal(UDP, b"last")) == (UDP, b"last")
    assert receiver.highest == 2**32 - 1
    assert refusal(receiver, early) is Reason.STALE
    assert refusal(Inbound(SPI, suite, *keys), early) is Reason.FORGED


@SUITES
def test_after_a_rest_everything_new_goes_on(suite: Suite) -> None:
    sender, receiver = pair(suite)
    first, second = sender.seal(UDP, b"first"), sender.seal(UDP, b"second")
    receiver.open(second)
    sender.rest()
    receiver.rest()
    third = sender.seal(UDP, b"third")
    assert third[:8] == SPI.to_bytes(4, "big") + b"\0\0\0\3"
    assert {refusal(receiver, each) for each in (first, second)} == {Reason.STALE}
    assert receiver.open(third) == (UDP, b"third")
    assert refusal(receiver, third) is Reason.REPLAYED
