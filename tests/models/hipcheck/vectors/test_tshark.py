"""tshark, which shares nothing with us, reads the packets of the vectors.

It tells headers, the walk through the parameters, values of most of them, and checksums. It checks no order, no
duplicates, no lengths of fixed parameters, no mandatory contents, no version, and nothing cryptographic, and it reads
R1_COUNTER, HOST_ID and signatures as HIP version 1 has them: of these nothing is compared.
"""

from __future__ import annotations

import typing

from hipway.addresses import Endpoint, address_of
from hipway.node.pcap import PcapWriter, ip_packet
from hipway.wire.checksum import HIP_PROTOCOL
from hipway.wire.udp import MARKER, PORT

if typing.TYPE_CHECKING:
    from pathlib import Path

    from tests.models.hipcheck.vectors.conftest import Documents
    from tests.reference.conftest import TsharkFields

    from hipcheck.vectors.model import Json

ENDS = Endpoint(address_of("192.0.2.1"), PORT), Endpoint(address_of("192.0.2.2"), PORT)
HEADER = ("hip.packet_type", "hip.hdr_len", "hip.controls.a", "hip.hit_sndr", "hip.hit_rcvr", "hip.type")
# Parameters whose values tshark reads rightly: a field of tshark, the type, and the field that it shows.
NUMBERS = (
    ("hip.tlv_esp_info_key_index", 65, "keymat_index"),
    ("hip.tlv_esp_info_old_spi", 65, "old_spi"),
    ("hip.tlv_esp_info_new_spi", 65, "new_spi"),
    ("hip.tlv_puzzle_k", 257, "k"),
    ("hip.tlv_puzzle_lifetime", 257, "lifetime"),
    ("hip.tlv_solution_k", 321, "k"),
    ("hip.tlv_seq_update_id", 385, "update_id"),
    ("hip.tlv_ack_updid", 449, "update_ids"),
    ("hip.tlv.dh_group_id", 513, "group"),
    ("hip.tlv.cipher_id", 579, "ciphers"),
    ("hip.tlv.nat_traversal_mode_id", 608, "modes"),
    ("hip.tlv_transaction_minta", 610, "min_ta"),
    ("hip.tlv.hit_suite_id", 715, "suites"),
    ("hip.tlv.cert_count", 768, "count"),
    ("hip.tlv.notification_type", 832, "kind"),
    ("hip.tlv.trans_id", 4095, "suites"),
    ("hip.tlv.reg_from_port", 950, "port"),
)
OPAQUE = (
    ("hip.tlv_puzzle_opaque", 257, "opaque"),
    ("hip.tlv.puzzle_random_i", 257, "i"),
    ("hip.tlv.solution_random_i", 321, "i"),
    ("hip.tlv_solution_j", 321, "j"),
    ("hip.tlv.dh_public_value", 513, "public_value"),
    ("hip.tlv.hmac", 61505, "mac"),
)


def readable(vector: Json) -> bool:
    """Whether a packet is valid and tshark knows what is in it."""
    return vector["operation"] == "parse" and "result" in vector["allowed"][0]


def wrapped(documents: Documents) -> list[Json]:
    return [vector for vector in documents["codec"] if readable(vector)]


def shown(tshark_fields: TsharkFields, capture: Path, packets: list[bytes], fields: tuple[str, ...]) -> list[list[str]]:
    """What tshark shows of packets that are sent in UDP."""
    with capture.open("wb") as file:
        writer = PcapWriter(file)
        for raw in packets:
            writer.write(0, *ENDS, MARKER + raw)
    rows = tshark_fields(capture, fields, "-Eoccurrence=a", "-Eaggregator=,")
    assert len(rows) == len(packets)
    return rows


def test_headers_and_types_are_as_tshark_reads_them(
    tshark_fields: TsharkFields, tmp_path: Path, documents: Documents
) -> None:
    vectors = wrapped(documents)
    raws = [bytes.fromhex(vector["input"]["bytes"]) for vector in vectors]
    for vector, raw, row in zip(vectors, raws, shown(tshark_fields, tmp_path / "a", raws, HEADER), strict=True):
        packet = vector["allowed"][0]["result"]["packet"]
        if "header-fixed-type" in vector["id"]:
            continue  # the fixed bit before the type: tshark takes it for a bit of the type's byte
        kind, length, _, sender, receiver, types = row
        assert int(kind) == packet["type"], vector["id"]
        assert int(length) == raw[1]
        assert (sender.replace(":", ""), receiver.replace(":", "")) == (packet["sender"], packet["receiver"])
        assert [int(each) for each in types.split(",") if each] == [each["type"] for each in packet["parameters"]]


def listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]


def test_values_are_as_tshark_reads_them(tshark_fields: TsharkFields, tmp_path: Path, documents: Documents) -> None:
    fields = NUMBERS + OPAQUE
    compared = dict.fromkeys(fields, 0)
    vectors = [each for each in wrapped(documents) if len(each["allowed"][0]["result"]["packet"]["parameters"]) == 1]
    raws = [bytes.fromhex(vector["input"]["bytes"]) for vector in vectors]
    rows = shown(tshark_fields, tmp_path / "b", raws, tuple(field for field, _, _ in fields))
    for vector, row in zip(vectors, rows, strict=True):
        (parameter,) = vector["allowed"][0]["result"]["packet"]["parameters"]
        for field, text in zip(fields, row, strict=True):
            _, kind, name = field
            if parameter["type"] != kind or parameter[name] == "" or "more-than-six" in vector["id"]:
                continue  # of a list with more entries than may be, we drop what tshark shows
            texts = text.replace(":", "").split(",")
            if field in OPAQUE:
                assert [each.removeprefix("0x") for each in texts] == listed(parameter[name]), vector["id"]
            else:
                assert [int(each, 0) for each in texts] == listed(parameter[name]), (vector["id"], field)
            compared[field] += 1
    assert [field for field, count in compared.items() if not count] == []


def test_checksums_are_right_to_tshark(tshark_fields: TsharkFields, tmp_path: Path, documents: Documents) -> None:
    vectors = [each for each in documents["codec"] if each["operation"] == "checksum"]
    with (tmp_path / "c").open("wb") as file:
        writer = PcapWriter(file)
        for vector in vectors:
            raw = bytes.fromhex(vector["input"]["bytes"])
            source, destination = (bytes.fromhex(vector["input"][end]) for end in ("source", "destination"))
            right = bytes.fromhex(vector["allowed"][0]["result"]["checksum"])
            writer.write_ip(0, ip_packet(source, destination, HIP_PROTOCOL, raw[:4] + right + raw[6:]))
    rows = tshark_fields(tmp_path / "c", ("hip.checksum.status",))
    assert rows == [["1"]] * len(vectors)


def test_tshark_finds_what_is_cut_off_malformed(
    tshark_fields: TsharkFields, tmp_path: Path, documents: Documents
) -> None:
    """Of what is malformed it tells no more than that a packet is shorter than it says."""
    vectors = [each for each in documents["codec"] if "header-cut" in each["id"]]
    raws = [bytes.fromhex(vector["input"]["bytes"]) for vector in vectors]
    rows = shown(tshark_fields, tmp_path / "d", raws, ("_ws.malformed",))
    assert vectors
    assert all(row != [""] for row in rows), rows
