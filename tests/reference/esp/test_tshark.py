"""tshark decrypts what is sealed, finds the integrity check value right, and the inner UDP datagram inside.

tshark knows 32-bit sequence numbers only, so that the check value is held against it with these; see test_suites.py
for 64 bits.
"""

from __future__ import annotations

import typing

import pytest

from hipway.addresses import Endpoint, address_of
from hipway.esp import ESP_SUITES, UDP, Outbound, wrap
from hipway.node.pcap import PcapWriter
from hipway.wire.udp import PORT

if typing.TYPE_CHECKING:
    from pathlib import Path

    from tests.reference.conftest import Tshark

OURS, PEER = address_of("2001:20::1"), address_of("2001:20::2")
HERE, THERE = Endpoint(address_of("192.0.2.1"), PORT), Endpoint(address_of("192.0.2.2"), PORT)
SPI = 0x11223344
HMAC_256 = "HMAC-SHA-256-128 [RFC4868]"
NAMES = {
    1: ("AES-CBC [RFC3602]", "HMAC-SHA-1-96 [RFC2404]"),
    7: ("NULL", HMAC_256),
    8: ("AES-CBC [RFC3602]", HMAC_256),
    9: ("AES-CBC [RFC3602]", HMAC_256),
    12: ("AES-GCM with 8 octet ICV [RFC4106]", "NULL"),
    13: ("AES-GCM with 16 octet ICV [RFC4106]", "NULL"),
}


def options(number: int, encrypt_key: bytes, auth_key: bytes) -> list[str]:
    encryption, authentication = NAMES[number]
    keys = f'"{encryption}","0x{encrypt_key.hex()}","{authentication}","0x{auth_key.hex()}"'
    association = f'uat:esp_sa:"IPv4","*","*","{SPI:#x}",{keys}'
    checks = ("esp.enable_encryption_decode:TRUE", "esp.enable_authentication_check:TRUE", association)
    return ["-d", f"udp.port=={PORT},udpencap", *(f"-o{check}" for check in checks)]


@pytest.mark.parametrize("number", NAMES)
def test_tshark_decrypts_and_authenticates_what_is_sealed(number: int, tshark: Tshark, tmp_path: Path) -> None:
    suite = ESP_SUITES[number]
    keys = bytes(range(suite.encrypt_size)), bytes(range(100, 100 + suite.auth_size))
    outbound = Outbound(SPI, suite, *keys, entropy=lambda size: bytes(range(7, 7 + size)), extended=False)
    payloads = [b"to a HIT, not to an address"[:size] for size in range(1, 20)]
    capture = tmp_path / "esp.pcap"
    with capture.open("wb") as file:
        writer = PcapWriter(file)
        for payload in payloads:
            writer.write(0, HERE, THERE, outbound.seal(UDP, wrap(OURS, PEER, payload, 40001, 40002)))
    shown = tshark(capture, *options(number, *keys))
    assert len(shown) == len(payloads)
    for sequence, (layers, payload) in enumerate(zip(shown, payloads, strict=True), start=1):
        esp, inner = layers["esp"], layers["udp"][-1]
        assert (int(esp["esp.spi"], 16), int(esp["esp.sequence"])) == (SPI, sequence)
        assert esp["esp.icv_tree"] == {"esp.icv_good": "1", "esp.icv_bad": "0"}
        assert (inner["udp.srcport"], inner["udp.dstport"]) == ("40001", "40002")
        assert bytes.fromhex(inner["udp.payload"].replace(":", "")) == payload
