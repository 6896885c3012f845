"""What is built is read back, what is read is built back, and no bytes whatever raise anything but Malformed."""

import contextlib

import hypothesis.strategies as st
import pytest
from hypothesis import given
from tests.reference.wire.examples import EXAMPLES, I1, packet_of

from hipway.wire import parameters as p
from hipway.wire.contents import check_contents
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Packet, Received, build, build_parameters, parse, parse_parameters
from hipway.wire.parameters import Parameter, Unknown
from hipway.wire.refusal import Malformed
from hipway.wire.table import PARAMETERS, Repeats

U8, U16, U32 = (st.integers(0, (1 << bits) - 1) for bits in (8, 16, 32))
DATA = st.binary(max_size=70)
SOME = st.binary(min_size=1, max_size=70)
HIT = ADDRESS = st.binary(min_size=16, max_size=16)
TWO = st.binary(min_size=2, max_size=2)
HASH_SIZE = st.sampled_from((20, 32, 48))
MAC = HASH_SIZE.flatmap(lambda size: st.binary(min_size=size, max_size=size))


def several(numbers: st.SearchStrategy[int], least: int = 1, most: int = 9) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(numbers, min_size=least, max_size=most).map(tuple)


def solutions(size: int) -> st.SearchStrategy[p.Solution]:
    number = st.binary(min_size=size, max_size=size)
    return st.builds(p.Solution, U8, TWO, number, number)


LIFETIME = st.integers(1, 0xFFFFFFFF)
ANY_SPI = st.none() | U32
LOCATOR = (
    st.builds(p.Locator, ADDRESS, LIFETIME, st.booleans(), U8, ANY_SPI)
    | st.builds(p.Locator, ADDRESS, LIFETIME, st.booleans(), U8, U32, U16, U8, U32, U8)
    | st.builds(
        p.UnknownLocator,
        st.integers(3, 255),
        st.integers(0, 9).map(lambda words: b"\x5a" * 4 * words),
        LIFETIME,
        st.booleans(),
        U8,
    )
)
HOST_ID = st.builds(p.HostId, U16, DATA, st.integers(1, 15), DATA) | st.builds(p.HostId, U16, DATA)
CERT = (
    st.tuples(U8, U8, U8)
    .map(sorted)
    .flatmap(lambda n: st.builds(p.Cert, U8, st.just(max(n[2], 1)), st.just(max(n[1], 1)), U8, DATA))
)
SPECIAL: dict[type[Parameter], st.SearchStrategy[Parameter]] = {
    p.EspInfo: st.builds(p.EspInfo, U16, U32, U32),
    p.R1Counter: st.builds(p.R1Counter, st.integers(0, (1 << 64) - 1), U32),
    p.LocatorSet: st.builds(p.LocatorSet, st.lists(LOCATOR, max_size=4).map(tuple)),
    p.Puzzle: st.builds(p.Puzzle, U8, U8, TWO, MAC),
    p.Solution: HASH_SIZE.flatmap(solutions),
    p.Seq: st.builds(p.Seq, U32),
    p.Ack: st.builds(p.Ack, several(U32)),
    p.DhGroupList: st.builds(p.DhGroupList, several(U8)),
    p.DiffieHellman: st.builds(p.DiffieHellman, U8, DATA),
    p.HipCipher: st.builds(p.HipCipher, several(U16, most=6)),
    p.NatTraversalMode: st.builds(p.NatTraversalMode, several(U16, most=6)),
    p.TransactionPacing: st.builds(p.TransactionPacing, U32),
    p.Encrypted: st.builds(p.Encrypted, SOME),
    p.HostId: HOST_ID,
    p.HitSuiteList: st.builds(p.HitSuiteList, several(st.integers(0, 15))),
    p.Cert: CERT,
    p.Notification: st.builds(p.Notification, U16, DATA),
    p.RegInfo: st.builds(p.RegInfo, U8, U8, several(U8, least=0)),
    p.RegFailed: st.builds(p.RegFailed, U8, several(U8)),
    p.TransportFormatList: st.builds(p.TransportFormatList, several(U16)),
    p.EspTransform: st.builds(p.EspTransform, several(U16, most=6)),
    p.From: st.builds(p.From, ADDRESS),
    p.ViaRvs: st.builds(p.ViaRvs, st.lists(ADDRESS, min_size=1, max_size=3).map(tuple)),
    p.PeerPermission: st.builds(p.PeerPermission, U16, U16, U8, ADDRESS, ADDRESS, U32, U32),
    p.CandidatePriority: st.builds(p.CandidatePriority, U32),
    p.Nominate: st.just(p.Nominate()),
}
FAMILIES: tuple[tuple[tuple[type[Parameter], ...], tuple[st.SearchStrategy[object], ...]], ...] = (
    ((p.EchoRequestSigned, p.EchoResponseSigned, p.EchoRequestUnsigned, p.EchoResponseUnsigned), (DATA,)),
    ((p.HipMac, p.HipMac2, p.RvsHmac, p.RelayHmac), (MAC,)),
    ((p.HipSignature, p.HipSignature2), (U16, SOME)),
    ((p.RegFrom, p.RelayFrom, p.RelayTo, p.RelayedAddress, p.MappedAddress), (U16, U8, ADDRESS)),
    ((p.RegRequest, p.RegResponse), (U8, several(U8))),
)
STRATEGIES = {
    **SPECIAL,
    **{kind: st.builds(kind, *fields) for kinds, fields in FAMILIES for kind in kinds},
}
UNKNOWN = st.builds(
    Unknown, st.integers(0, 0x7FFF).map(lambda half: half * 2).filter(lambda n: n not in PARAMETERS), DATA
)


def in_order(parameters: list[Parameter]) -> tuple[Parameter, ...]:
    """The parameters as they may be sent: by type, and one where only one may be."""
    kept: list[Parameter] = []
    for parameter in sorted(parameters, key=lambda parameter: parameter.type):
        once = parameter.type in PARAMETERS and PARAMETERS[parameter.type].repeats is not Repeats.SEVERAL
        if not (once and kept and kept[-1].type == parameter.type):
            kept.append(parameter)
    return tuple(kept)


PARAMETERS_IN_ORDER = st.lists(st.one_of(*STRATEGIES.values(), UNKNOWN), max_size=9).map(in_order)


@st.composite
def packets(draw: st.DrawFn) -> Packet:
    kind = draw(st.sampled_from(PacketType))
    controls = draw(st.integers(0, 1)) if kind in {PacketType.R1, PacketType.I2} else 0
    return Packet(kind, draw(HIT), draw(HIT), draw(PARAMETERS_IN_ORDER), controls)


def test_every_parameter_is_generated() -> None:
    assert set(STRATEGIES) == {row.parameter for row in PARAMETERS.values()}


@pytest.mark.parametrize("kind", STRATEGIES, ids=lambda kind: kind.__name__)
def test_a_parameter_is_read_as_it_was_built(kind: type[Parameter]) -> None:
    @given(STRATEGIES[kind])
    def holds(parameter: Parameter) -> None:
        built = build_parameters((parameter,))
        assert len(built) % 8 == 0
        assert parse_parameters(built) == (parameter,)

    holds()


@given(packets())
def test_a_packet_is_read_as_it_was_built_and_built_as_it_was_read(packet: Packet) -> None:
    raw = build(packet)
    received = parse(raw)
    assert received.packet == packet
    assert received.raw == raw
    assert build(received.packet) == raw
    assert [raw[offset : offset + 2] for offset in received.offsets] == [
        parameter.type.to_bytes(2, "big") for parameter in packet.parameters
    ]


SEEDS = [I1, *(packet_of(16, bytes.fromhex(drawn)) for _, drawn in EXAMPLES)]
CHANGE = st.tuples(st.integers(0, 400), U8)


def outcome_of(data: bytes) -> Received | Malformed:
    try:
        return parse(data)
    except Malformed as refusal:
        return refusal


def is_read_or_malformed(data: bytes) -> None:
    """Nothing but Malformed comes out, with a clause and a byte of the packet; what is read can be built and read."""
    outcome = outcome_of(data)
    if isinstance(outcome, Malformed):
        assert outcome.clause.startswith("RFC ")
        assert 0 <= outcome.offset <= len(data)
        return
    built = build(outcome.packet)
    assert parse(built).packet == outcome.packet
    assert build(parse(built).packet) == built
    with contextlib.suppress(Malformed):
        check_contents(outcome)


@given(st.sampled_from(SEEDS), st.lists(CHANGE, min_size=1, max_size=4), st.integers(0, 400))
def test_a_changed_packet_is_read_or_malformed(seed: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(seed)
    for place, value in changes:
        data[place % len(data)] = value
    is_read_or_malformed(bytes(data))
    is_read_or_malformed(bytes(data[:cut]))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_malformed(data: bytes) -> None:
    is_read_or_malformed(data)
    is_read_or_malformed(packet_of(16, data[: len(data) // 8 * 8]))


def test_every_truncation_of_every_parameter_is_malformed() -> None:
    for seed in SEEDS:
        for size in range(len(seed)):
            with pytest.raises(Malformed):
                parse(seed[:size])


def test_every_length_of_every_parameter_is_read_or_malformed() -> None:
    """The Length field alone is wrong, and the packet is long enough for it."""
    for _, drawn in EXAMPLES:
        tlv = bytes.fromhex(drawn)
        for length in range(120):
            size = 11 + length - (length + 3) % 8
            longer = tlv[:2] + length.to_bytes(2, "big") + tlv[4:].ljust(300, b"\0")
            is_read_or_malformed(packet_of(16, longer[:size]))
