"""tshark, which shares nothing with us, reads what we build: types, values, checksums.

It is right about what is compared here. It knows only version 1 of R1_COUNTER, HOST_ID and the signatures, and not
DH_GROUP_LIST, TRANSPORT_FORMAT_LIST and the parameters of RFC 9028: of these the type alone is compared.
"""

from __future__ import annotations

import typing
from typing import Any

import pytest
from tests.reference.wire.examples import EXAMPLES, I1, INITIATOR, RESPONDER, V4, V6

from hipway.addresses import Endpoint, address_of
from hipway.node.pcap import PcapWriter, ip_packet
from hipway.wire import parameters as p
from hipway.wire.checksum import HIP_PROTOCOL, with_checksum
from hipway.wire.packet import Packet, build
from hipway.wire.parameters import Locator, LocatorSet, Parameter
from hipway.wire.udp import MARKER, PORT

if typing.TYPE_CHECKING:
    from pathlib import Path

    from tests.reference.conftest import Tshark

BETWEEN = (
    (address_of("192.0.2.1"), address_of("192.0.2.2")),
    (address_of("2001:db8::1"), address_of("2001:db8::2")),
)
STRICT = tuple(f"-o{option}" for option in ("ip.check_checksum:TRUE", "udp.check_checksum:TRUE"))

# For a class of parameters: the fields of tshark, and the fields of ours that they show.
_OPAQUE = {"tlv.opaque_data": "data"}
_MAC = {"tlv.hmac": "mac"}
_REG = {"tlv.reg_lt": "lifetime", "tlv.reg_type": "types"}
SHOWN: dict[type[Parameter], dict[str, str]] = {
    p.EspInfo: {
        "tlv_esp_info_key_index": "keymat_index",
        "tlv_esp_info_old_spi": "old_spi",
        "tlv_esp_info_new_spi": "new_spi",
    },
    p.Puzzle: {
        "tlv_puzzle_k": "k",
        "tlv_puzzle_lifetime": "lifetime",
        "tlv_puzzle_opaque": "opaque",
        "tlv.puzzle_random_i": "i",
    },
    p.Solution: {
        "tlv_solution_k": "k",
        "tlv_solution_opaque": "opaque",
        "tlv.solution_random_i": "i",
        "tlv_solution_j": "j",
    },
    p.Seq: {"tlv_seq_update_id": "update_id"},
    p.Ack: {"tlv_ack_updid": "update_ids"},
    p.DiffieHellman: {"tlv.dh_group_id": "group", "tlv.dh_public_value": "public_value"},
    p.HipCipher: {"tlv.cipher_id": "ciphers"},
    p.NatTraversalMode: {"tlv.nat_traversal_mode_id": "modes"},
    p.TransactionPacing: {"tlv_transaction_minta": "min_ta"},
    p.Encrypted: {"encrypted_parameter_data": "data"},
    p.HitSuiteList: {"tlv.hit_suite_id": "suites"},
    p.Cert: {
        "tlv.cert_group": "group",
        "tlv.cert_count": "count",
        "tlv.cert_id": "id",
        "tlv.cert_type": "kind",
        "tlv.certificate": "certificate",
    },
    p.Notification: {"tlv.notification_type": "kind", "tlv.notification_data": "data"},
    p.EchoRequestSigned: _OPAQUE,
    p.EchoResponseSigned: _OPAQUE,
    p.EchoRequestUnsigned: _OPAQUE,
    p.EchoResponseUnsigned: _OPAQUE,
    p.RegInfo: {"tlv.reg_ltmin": "min_lifetime", "tlv.reg_ltmax": "max_lifetime", "tlv.reg_type": "types"},
    p.RegRequest: _REG,
    p.RegResponse: _REG,
    p.RegFailed: {"tlv.reg_failtype": "failure", "tlv.reg_type": "types"},
    p.EspTransform: {"tlv.trans_id": "suites"},
    p.HipMac: _MAC,
    p.HipMac2: _MAC,
    p.RvsHmac: _MAC,
    p.RelayHmac: _MAC,
    p.From: {"tlv_from_address": "address"},
    p.ViaRvs: {"tlv_rvs_address": "addresses"},
    **{
        kind: {f"tlv.{name}_port": "port", f"tlv_{name}_protocol": "protocol", f"tlv_{name}_address": "address"}
        for kind, name in ((p.RegFrom, "reg_from"), (p.RelayFrom, "relay_from"), (p.RelayTo, "relay_to"))
    },
}
TYPE_ALONE = {
    p.R1Counter,
    p.DhGroupList,
    p.HostId,
    p.TransportFormatList,
    p.RelayedAddress,
    p.MappedAddress,
    p.PeerPermission,
    p.CandidatePriority,
    p.Nominate,
    p.HipSignature,
    p.HipSignature2,
    p.Unknown,
    p.LocatorSet,  # compared in a test of its own
}


def as_shown(value: object, text: str) -> object:
    """Read what tshark shows, in the way of the value that it should be."""
    if isinstance(value, int):
        return int(text, 0)
    if value in {V4, V6}:
        return address_of(text)
    return bytes.fromhex(text.removeprefix("0x").replace(":", ""))


def listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def write(capture: Path, packets: list[Packet]) -> int:
    """Write each packet four times: right over IPv4 and IPv6, and in UDP over both. Return how many that makes."""
    with capture.open("wb") as file:
        writer = PcapWriter(file)
        for packet in packets:
            raw = build(packet)
            for source, destination in BETWEEN:
                sent = with_checksum(raw, source, destination)
                writer.write_ip(0, ip_packet(source, destination, HIP_PROTOCOL, sent))
                writer.write(0, Endpoint(source, PORT), Endpoint(destination, 40000), MARKER + raw)
    return 4 * len(packets)


def read(tshark: Tshark, capture: Path, count: int) -> list[dict[str, Any]]:
    """The layers of each packet; all checksums are right."""
    layers = tshark(capture, *STRICT)
    assert len(layers) == count
    for layer in layers:
        assert layer["hip"]["hip.checksum.status"] == "1"
        assert layer.get("udp", {}).get("udp.checksum.status", "1") == "1"
        assert layer.get("ip", {}).get("ip.checksum.status", "1") == "1"
    assert {frozenset(layer) & {"ip", "ipv6", "udp"} for layer in layers} == {
        frozenset({"ip"}), frozenset({"ipv6"}), frozenset({"ip", "udp"}), frozenset({"ipv6", "udp"}),
    }  # fmt: skip
    return layers


def test_tshark_shows_each_parameter_as_it_was_built(tshark: Tshark, tmp_path: Path) -> None:
    assert SHOWN.keys() | TYPE_ALONE == {type(parameter) for parameter, _ in EXAMPLES}
    packets = [Packet(16, INITIATOR, RESPONDER, (parameter,)) for parameter, _ in EXAMPLES]
    layers = read(tshark, tmp_path / "all.pcap", write(tmp_path / "all.pcap", packets))
    for number, layer in enumerate(layers):
        parameter = EXAMPLES[number // 4][0]
        shown = layer["hip"]["HIP Parameters"]
        assert int(shown["hip.type"]) == parameter.type
        if type(parameter) in TYPE_ALONE:
            continue
        assert "_ws.malformed" not in layer
        for field, ours in SHOWN[type(parameter)].items():
            values = listed(getattr(parameter, ours))
            texts = listed(shown["hip.type_tree"][f"hip.{field}"])
            assert [as_shown(value, text) for value, text in zip(values, texts, strict=True)] == values, field


def test_tshark_shows_each_locator_as_it_was_built(tshark: Tshark, tmp_path: Path) -> None:
    locators = (
        Locator(V6, 60, preferred=True, traffic_type=2),
        Locator(V4, 0xFFFFFFFF, preferred=False, spi=0xA0B0C0D0),
        Locator(V4, 120, preferred=True, traffic_type=1, spi=7, port=10500, kind=3, priority=0x7E0000FF),
    )
    packet = Packet(16, INITIATOR, RESPONDER, (LocatorSet(locators),))
    for layer in read(tshark, tmp_path / "set.pcap", write(tmp_path / "set.pcap", [packet])):
        assert "_ws.malformed" not in layer
        shown = layer["hip"]["HIP Parameters"]["hip.type_tree"]["hip.tlv.locator_address_tree"]
        for ours, theirs in zip(locators, shown, strict=True):
            texts = {field.removeprefix("hip.tlv.locator_"): text for field, text in theirs.items()}
            assert address_of(texts.pop("address")) == ours.address
            numbers = {field: int(text, 0) for field, text in texts.items()}
            kind = int(theirs["hip.tlv.locator_type"])
            expected = {"traffic_type": ours.traffic_type, "type": kind, "len": (4, 5, 7)[kind]}
            expected |= {"reserved": int(ours.preferred), "lifetime": ours.lifetime}
            if ours.spi is not None:
                expected["spi"] = ours.spi
            if ours.port is not None:
                expected |= {"port": ours.port, "transport_protocol": 17, "kind": ours.kind, "priority": ours.priority}
            assert numbers == expected
        assert [int(theirs["hip.tlv.locator_type"]) for theirs in shown] == [0, 1, 2]


def test_tshark_shows_headers_and_the_order_of_parameters(tshark: Tshark, tmp_path: Path) -> None:
    by_type = {parameter.type: parameter for parameter, _ in EXAMPLES}
    in_order = [by_type[number] for number in sorted(by_type)]
    halves = in_order[: len(in_order) // 2], in_order[len(in_order) // 2 :]
    kinds = (1, 2, 3, 4, 16, 17, 18, 19)
    packets = [
        Packet(kind, INITIATOR, RESPONDER, tuple(half), int(kind in {2, 3})) for kind in kinds for half in halves
    ]
    layers = read(tshark, tmp_path / "order.pcap", write(tmp_path / "order.pcap", packets))
    for number, layer in enumerate(layers):
        packet, shown = packets[number // 4], layer["hip"]
        assert int(shown["hip.packet_type"]) == packet.kind
        assert (int(shown["hip.version"]), int(shown["hip.proto"])) == (2, 59)
        assert (int(shown["hip.hdr_len"]) + 1) * 8 == len(build(packet))
        assert bytes.fromhex(shown["hip.hit_sndr"].replace(":", "")) == INITIATOR
        assert bytes.fromhex(shown["hip.hit_rcvr"].replace(":", "")) == RESPONDER
        assert int(shown["hip.controls_tree"]["hip.controls.a"]) == packet.controls
        assert [int(each) for each in shown["HIP Parameters"]["hip.type"]] == [each.type for each in packet.parameters]


def test_a_wrong_checksum_is_seen(tshark: Tshark, tmp_path: Path) -> None:
    """The oracle can say no: to a HIP checksum, and to one of UDP."""
    source, destination = BETWEEN[0]
    with (tmp_path / "wrong.pcap").open("wb") as file:
        writer = PcapWriter(file)
        writer.write_ip(0, ip_packet(source, destination, HIP_PROTOCOL, I1[:4] + b"\x12\x34" + I1[6:]))
    (layer,) = tshark(tmp_path / "wrong.pcap", *STRICT)
    assert layer["hip"]["hip.checksum.status"] == "0"


def test_the_time_of_a_capture_is_kept(tshark: Tshark, tmp_path: Path) -> None:
    ends = (Endpoint(BETWEEN[1][0], 1), Endpoint(BETWEEN[1][1], PORT))
    with (tmp_path / "time.pcap").open("wb") as file:
        PcapWriter(file).write(1234567890.25, *ends, b"\xff")
    (layer,) = tshark(tmp_path / "time.pcap", *STRICT)
    assert float(layer["frame"]["frame.time_epoch"]) == pytest.approx(1234567890.25, abs=1e-6)
    assert layer["udp"]["udp.payload"] == "ff"
