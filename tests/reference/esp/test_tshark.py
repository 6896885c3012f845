"""tshark decrypts what is sealed, finds the integrity check value right, and the inner UDP datagram inside.

tshark knows 32-bit sequence numbers only, so that the check value is held against it with these; see test_suites.py
for 64 bits.
"""

import struct
from collections.abc import Callable

import pytest

from hipway.addresses import address_of
from hipway.esp import ESP_SUITES, UDP, Outbound, wrap

OURS, PEER = address_of("2001:20::1"), address_of("2001:20::2")
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
FIELDS = (
    "esp.spi",
    "esp.sequence",
    "esp.icv_good",
    "esp.icv_bad",
    "udp.srcport",
    "udp.dstport",
    "udp.payload",
    "esp.pad",
)

Tshark = Callable[..., list[list[str]]]


def ipv4_udp(payload: bytes) -> bytes:
    """Return a payload in UDP from 192.0.2.1 to 192.0.2.2, ports 10500."""
    udp = struct.pack(">HHHH", 10500, 10500, 8 + len(payload), 0) + payload
    addresses = bytes((192, 0, 2, 1, 192, 0, 2, 2))
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + addresses + udp


def decrypted(
    tshark: Tshark, number: int, encrypt_key: bytes, auth_key: bytes, datagrams: list[bytes]
) -> list[list[str]]:
    encryption, authentication = NAMES[number]
    keys = f'"0x{encrypt_key.hex()}","{authentication}","0x{auth_key.hex()}"'
    return tshark(
        [ipv4_udp(each) for each in datagrams],
        FIELDS,
        *("-d", "udp.port==10500,udpencap"),
        *("-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE"),
        *("-o", f'uat:esp_sa:"IPv4","*","*","{SPI:#x}","{encryption}",{keys}'),
    )


@pytest.mark.parametrize("number", NAMES)
def test_tshark_decrypts_and_authenticates_what_is_sealed(number: int, tshark: Tshark) -> None:
    suite = ESP_SUITES[number]
    encrypt_key, auth_key = bytes(range(suite.encrypt_size)), bytes(range(100, 100 + suite.auth_size))
    outbound = Outbound(
        SPI, suite, encrypt_key, auth_key, entropy=lambda size: bytes(range(7, 7 + size)), extended=False
    )
    payloads = [b"to a HIT, not to an address"[:size] for size in range(1, 20)]
    sealed = [outbound.seal(UDP, wrap(OURS, PEER, payload, 40001, 40002)) for payload in payloads]
    rows = decrypted(tshark, number, encrypt_key, auth_key, sealed)
    assert len(rows) == len(payloads)
    for sequence, (row, payload) in enumerate(zip(rows, payloads, strict=True), start=1):
        spi, number_seen, good, bad, sources, destinations, contents, _ = row
        assert (int(spi, 16), int(number_seen)) == (SPI, sequence)
        assert (good, bad) == ("1", "0")
        assert sources.split(",")[-1] == "40001"
        assert destinations.split(",")[-1] == "40002"
        assert contents.split(",")[-1] == payload.hex()
