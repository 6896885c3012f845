"""What a UDP datagram on port 10500 holds (RFC 5770 5.1, 5.11; RFC 9028 5.1; RFC 3948 2)."""

from enum import IntEnum

PORT = 10500

MARKER = bytes(4)
"""What stands before a HIP packet: no SPI is zero."""

STUN_COOKIE = bytes.fromhex("2112a442")
STUN_HEADER = 20
ESP_LEAST = 8


class Payload(IntEnum):
    """What a datagram holds."""

    HIP = 1
    ESP = 2
    KEEPALIVE = 3
    STUN = 4
    NOTHING = 5


HIP, ESP = Payload.HIP, Payload.ESP  # a member takes longer to look up than a datagram to classify


def classify(data: bytes) -> Payload:
    """Say what a datagram holds; its HIP packet begins behind the marker."""
    if data.startswith(MARKER):
        return HIP
    if data == b"\xff":
        return Payload.KEEPALIVE
    if _is_stun(data):
        return Payload.STUN
    return ESP if len(data) >= ESP_LEAST else Payload.NOTHING


def _is_stun(data: bytes) -> bool:
    """RFC 5389 6: two zero bits, the length of what follows the header, the cookie."""
    length = len(data) - STUN_HEADER
    return length >= 0 and data[0] < 0x40 and data[2:4] == length.to_bytes(2, "big") and data[4:8] == STUN_COOKIE  # noqa: PLR2004 - the two zero bits
