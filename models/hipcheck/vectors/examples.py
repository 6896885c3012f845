"""One example of each parameter and of what is special about it: its fields, and its contents as the RFC draws them."""

from typing import NamedTuple

from hipcheck.vectors.drawing import drawn, tlv
from hipcheck.vectors.fields import parameter
from hipcheck.vectors.model import Json


class Example(NamedTuple):
    """A parameter twice: by its fields, and as bytes.

    Attributes:
        name: what it shows.
        clause: where its figure stands.
        fields: it as JSON has it.
        tlv: its bytes.
        sent: whether it may be sent just so; what a receiver must read but nobody should send may not.
    """

    name: str
    clause: str
    fields: Json
    tlv: bytes
    sent: bool = True


V4 = "00000000000000000000ffffcb007105"
V6 = "20010db8000000000000000000000a05"
_H20, _H32, _H48 = "a0" * 20, "b1" * 32, "c2" * 48
_J20, _J32, _J48 = "0d" * 20, "1e" * 32, "2f" * 48
_ADDRESS = {"port": 10500, "protocol": 17, "address": V4}
_RAW = {"port": 0, "protocol": 0, "address": V6}
_LOCATOR = {"traffic_type": 0, "lifetime": 60, "preferred": True}
_L0: Json = {"locator_type": 0, **_LOCATOR, "address": V6}
_L1: Json = {"locator_type": 1, **_LOCATOR, "traffic_type": 2, "spi": 0xC0FFEE01, "address": V4}
_L2: Json = {
    "locator_type": 2,
    "traffic_type": 1,
    "lifetime": 120,
    "preferred": False,
    "port": 10500,
    "protocol": 17,
    "kind": 2,
    "priority": 0x6E0001FF,
    "spi": 9,
    "address": V4,
}
_L9: Json = {"locator_type": 9, "traffic_type": 0, "lifetime": 1, "preferred": False, "locator": "5a5a5a5a"}
_LONGEST: Json = {**_L0, "lifetime": 0xFFFFFFFF, "preferred": False}
_D0, _D1 = f"00 00 04 01 0000003c {V6}", f"02 01 05 01 0000003c c0ffee01 {V4}"
_D2 = f"01 02 07 00 00000078 2904 11 02 6e0001ff 00000009 {V4}"
_D9, _DLONGEST = "00 09 01 00 00000001 5a5a5a5a", f"00 00 04 00 ffffffff {V6}"
_P256 = "11" * 64
_RSA = f"03 010001 {'f7' * 256}".replace(" ", "")
_PEER_PERMISSION = {
    "relayed_port": 3,
    "peer_port": 0xFFFF,
    "protocol": 17,
    "relayed_address": V6,
    "peer_address": V4,
    "outbound_spi": 0xA1A2A3A4,
    "inbound_spi": 1,
}
_HI = {"domain_id_type": 0, "domain_id": ""}


def _of(  # noqa: PLR0913  # the columns of the table below
    name: str, fields: Json, contents: str, clause: str, what: str = "", *, sent: bool = True
) -> Example:
    whole = parameter(name, **fields)
    said = name.lower().replace("_", "-") + (f"-{what}" if what else "")
    return Example(said, clause, whole, tlv(whole["type"], drawn(contents)), sent)


# name, fields, contents as drawn, clause, what is special
# fmt: off
EXAMPLES = (
    _of("ESP_INFO", {"keymat_index": 96, "old_spi": 0, "new_spi": 0xC0FFEE01}, "0000 0060 00000000 c0ffee01", "RFC 7402 5.1.1"),
    _of("ESP_INFO", {"keymat_index": 65535, "old_spi": 0xFFFFFFFF, "new_spi": 0}, "0000 ffff ffffffff 00000000", "RFC 7402 5.1.1", "greatest"),
    _of("ESP_INFO", {"keymat_index": 1, "old_spi": 2, "new_spi": 3}, "abcd 0001 00000002 00000003", "RFC 7402 5.1.1", "reserved-set", sent=False),
    _of("R1_COUNTER", {"counter": "00000000000000ff", "reserved": 0}, "00000000 00000000 000000ff", "RFC 7401 5.2.3"),
    _of("R1_COUNTER", {"counter": "ffffffffffffffff", "reserved": 0xDEADBEEF}, "deadbeef ffffffff ffffffff", "RFC 7401 5.2.3", "reserved-echoed"),
    _of("LOCATOR_SET", {"locators": []}, "", "RFC 8046 4", "empty"),
    _of("LOCATOR_SET", {"locators": [_L0]}, _D0, "RFC 8046 4", "type-0"),
    _of("LOCATOR_SET", {"locators": [_L1]}, _D1, "RFC 8046 4", "type-1"),
    _of("LOCATOR_SET", {"locators": [_L2]}, _D2, "RFC 5770 5.7", "type-2"),
    _of("LOCATOR_SET", {"locators": [_L1, _LONGEST, _L9, _L2]}, f"{_D1} {_DLONGEST} {_D9} {_D2}", "RFC 8046 4", "mixed"),
    _of("LOCATOR_SET", {"locators": [_L0]}, _D0.replace("04 01", "04 ff"), "RFC 8046 4", "reserved-set", sent=False),
    _of("PUZZLE", {"k": 10, "lifetime": 37, "opaque": "beef", "i": _H32}, f"0a 25 beef {_H32}", "RFC 7401 5.2.4", "sha-256"),
    _of("PUZZLE", {"k": 0, "lifetime": 0, "opaque": "0000", "i": _H20}, f"00 00 0000 {_H20}", "RFC 7401 5.2.4", "sha-1"),
    _of("PUZZLE", {"k": 255, "lifetime": 255, "opaque": "ffff", "i": _H48}, f"ff ff ffff {_H48}", "RFC 7401 5.2.4", "sha-384"),
    _of("SOLUTION", {"k": 10, "opaque": "beef", "i": _H32, "j": _J32}, f"0a 00 beef {_H32} {_J32}", "RFC 7401 5.2.5", "sha-256"),
    _of("SOLUTION", {"k": 1, "opaque": "0001", "i": _H20, "j": _J20}, f"01 00 0001 {_H20} {_J20}", "RFC 7401 5.2.5", "sha-1"),
    _of("SOLUTION", {"k": 20, "opaque": "8000", "i": _H48, "j": _J48}, f"14 00 8000 {_H48} {_J48}", "RFC 7401 5.2.5", "sha-384"),
    _of("SOLUTION", {"k": 2, "opaque": "0000", "i": _H32, "j": _J32}, f"02 7f 0000 {_H32} {_J32}", "RFC 7401 5.2.5", "reserved-set", sent=False),
    _of("SEQ", {"update_id": 0}, "00000000", "RFC 7401 5.2.16", "first"),
    _of("SEQ", {"update_id": 0xFFFFFFFF}, "ffffffff", "RFC 7401 5.2.16", "greatest"),
    _of("ACK", {"update_ids": [7]}, "00000007", "RFC 7401 5.2.17"),
    _of("ACK", {"update_ids": [9, 0, 0x80000000]}, "00000009 00000000 80000000", "RFC 7401 5.2.17", "several"),
    _of("DH_GROUP_LIST", {"groups": [7]}, "07", "RFC 7401 5.2.6", "one"),
    _of("DH_GROUP_LIST", {"groups": [9, 8, 7, 4, 3, 11, 10]}, "09 08 07 04 03 0b 0a", "RFC 7401 5.2.6"),
    _of("DIFFIE_HELLMAN", {"group": 7, "public_value": _P256}, f"07 0040 {_P256}", "RFC 7401 5.2.7", "p-256"),
    _of("DIFFIE_HELLMAN", {"group": 3, "public_value": "05" * 192}, f"03 00c0 {'05' * 192}", "RFC 7401 5.2.7", "modp-1536"),
    _of("DIFFIE_HELLMAN", {"group": 0, "public_value": ""}, "00 0000", "RFC 7401 5.2.7", "empty"),
    _of("HIP_CIPHER", {"ciphers": [4]}, "0004", "RFC 7401 5.2.8", "one"),
    _of("HIP_CIPHER", {"ciphers": [4, 2, 1]}, "0004 0002 0001", "RFC 7401 5.2.8"),
    _of("HIP_CIPHER", {"ciphers": [4, 2, 1, 7, 8, 9]}, "0004 0002 0001 0007 0008 0009 000a 000b", "RFC 7401 5.2.8", "more-than-six", sent=False),
    _of("NAT_TRAVERSAL_MODE", {"modes": [1, 2]}, "0000 0001 0002", "RFC 5770 5.4"),
    _of("TRANSACTION_PACING", {"min_ta": 20}, "00000014", "RFC 5770 5.5"),
    _of("ENCRYPTED", {"data": "9c" * 32}, f"00000000 {'9c' * 32}", "RFC 7401 5.2.18"),
    _of("ENCRYPTED", {"data": "9c"}, "ffffffff 9c", "RFC 7401 5.2.18", "reserved-set", sent=False),
    _of("HOST_ID", {"algorithm": 7, "host_identity": "0001" + _P256, **_HI}, f"0042 0000 0007 0001 {_P256}", "RFC 7401 5.2.9", "ecdsa"),
    _of("HOST_ID", {"algorithm": 5, "host_identity": _RSA, **_HI}, f"0104 0000 0005 {_RSA}", "RFC 7401 5.2.9", "rsa"),
    _of("HOST_ID", {"algorithm": 13, "host_identity": "00010000" + "33" * 32, "domain_id_type": 1, "domain_id": "0178026f7200"}, f"0024 1006 000d 00010000 {'33' * 32} 0178 026f 7200", "RFC 7401 5.2.9", "fqdn"),
    _of("HOST_ID", {"algorithm": 7, "host_identity": "0002" + "44" * 96, "domain_id_type": 2, "domain_id": "6140622e63"}, f"0062 2005 0007 0002 {'44' * 96} 6140622e63", "RFC 7401 5.2.9", "nai"),
    _of("HOST_ID", {"algorithm": 65535, "host_identity": "", **_HI}, "0000 0000 ffff", "RFC 7401 5.2.9", "empty"),
    _of("HIT_SUITE_LIST", {"suites": [2, 1, 5]}, "20 10 50", "RFC 7401 5.2.10"),
    _of("HIT_SUITE_LIST", {"suites": [15]}, "f0", "RFC 7401 5.2.10", "greatest"),
    _of("CERT", {"group": 2, "count": 3, "id": 3, "kind": 1, "certificate": "3082"}, "02 03 03 01 3082", "RFC 8002 2"),
    _of("CERT", {"group": 0, "count": 1, "id": 1, "kind": 3, "certificate": ""}, "00 01 01 03", "RFC 8002 2", "empty"),
    _of("NOTIFICATION", {"kind": 1, "data": "03ff"}, "0000 0001 03ff", "RFC 7401 5.2.19"),
    _of("NOTIFICATION", {"kind": 16384, "data": ""}, "ffff 4000", "RFC 7401 5.2.19", "reserved-set", sent=False),
    _of("ECHO_REQUEST_SIGNED", {"data": "0102030405060708"}, "01020304 05060708", "RFC 7401 5.2.20"),
    _of("ECHO_REQUEST_SIGNED", {"data": ""}, "", "RFC 7401 5.2.20", "empty"),
    _of("REG_INFO", {"min_lifetime": 64, "max_lifetime": 255, "types": []}, "40 ff", "RFC 8003 4.2", "nothing-offered"),
    _of("REG_INFO", {"min_lifetime": 1, "max_lifetime": 200, "types": [1, 2, 3]}, "01 c8 01 02 03", "RFC 8003 4.2"),
    _of("REG_REQUEST", {"lifetime": 0, "types": [1]}, "00 01", "RFC 8003 4.3", "cancels"),
    _of("REG_RESPONSE", {"lifetime": 200, "types": [1, 3]}, "c8 01 03", "RFC 8003 4.4"),
    _of("REG_FAILED", {"failure": 1, "types": [2, 255]}, "01 02 ff", "RFC 8003 4.5"),
    _of("REG_FROM", _ADDRESS, f"2904 11 00 {V4}", "RFC 5770 5.6"),
    _of("ECHO_RESPONSE_SIGNED", {"data": "01020304050607"}, "01020304 050607", "RFC 7401 5.2.22"),
    _of("TRANSPORT_FORMAT_LIST", {"formats": [4095, 2050]}, "0fff 0802", "RFC 7401 5.2.11"),
    _of("ESP_TRANSFORM", {"suites": [13, 8, 9]}, "0000 000d 0008 0009", "RFC 7402 5.1.2"),
    _of("ESP_TRANSFORM", {"suites": [1, 7, 8, 9, 10, 11]}, "0000 0001 0007 0008 0009 000a 000b 000c", "RFC 7402 5.1.2", "more-than-six", sent=False),
    _of("RELAYED_ADDRESS", _RAW, f"0000 00 00 {V6}", "RFC 9028 5.12"),
    _of("MAPPED_ADDRESS", _ADDRESS, f"2904 11 00 {V4}", "RFC 9028 5.12"),
    _of("PEER_PERMISSION", _PEER_PERMISSION, f"0003 ffff 11 000000 {V6} {V4} a1a2a3a4 00000001", "RFC 9028 5.13"),
    _of("CANDIDATE_PRIORITY", {"priority": 0x6E0001FF}, "6e0001ff", "RFC 9028 5.14"),
    _of("NOMINATE", {}, "00000000", "RFC 9028 5.15"),
    _of("HIP_MAC", {"mac": _H32}, _H32, "RFC 7401 5.2.12", "sha-256"),
    _of("HIP_MAC", {"mac": _H20}, _H20, "RFC 7401 5.2.12", "sha-1"),
    _of("HIP_MAC_2", {"mac": _H48}, _H48, "RFC 7401 5.2.13", "sha-384"),
    _of("HIP_SIGNATURE_2", {"algorithm": 5, "signature": "5d" * 256}, f"0005 {'5d' * 256}", "RFC 7401 5.2.15", "rsa"),
    _of("HIP_SIGNATURE", {"algorithm": 7, "signature": "6e" * 64}, f"0007 {'6e' * 64}", "RFC 7401 5.2.14", "p-256"),
    _of("HIP_SIGNATURE", {"algorithm": 13, "signature": "7f" * 64}, f"000d {'7f' * 64}", "RFC 7401 5.2.14", "ed25519"),
    _of("ECHO_RESPONSE_UNSIGNED", {"data": "ff"}, "ff", "RFC 7401 5.2.23"),
    _of("ECHO_REQUEST_UNSIGNED", {"data": "00" * 4}, "00000000", "RFC 7401 5.2.21"),
    _of("RELAY_FROM", _ADDRESS, f"2904 11 00 {V4}", "RFC 5770 5.6"),
    _of("RELAY_TO", _RAW, f"0000 00 00 {V6}", "RFC 5770 5.6"),
    _of("FROM", {"address": V4}, V4, "RFC 8004 4.2.2"),
    _of("RVS_HMAC", {"mac": _H32}, _H32, "RFC 8004 4.2.1"),
    _of("VIA_RVS", {"addresses": [V6]}, V6, "RFC 8004 4.2.3", "one"),
    _of("VIA_RVS", {"addresses": [V4, V6]}, f"{V4} {V6}", "RFC 8004 4.2.3", "several"),
    _of("RELAY_HMAC", {"mac": _H48}, _H48, "RFC 5770 5.8"),
    Example("unknown-handshake", "RFC 7401 5.2.1", {"type": 1022, "data": "0102"}, tlv(1022, drawn("0102"))),
    Example("unknown-private", "RFC 7401 5.2.1", {"type": 40000, "data": ""}, tlv(40000, b"")),
    Example("unknown-unprotected", "RFC 7401 5.2.1", {"type": 64600, "data": "aa" * 9}, tlv(64600, b"\xaa" * 9)),
)
# fmt: on
