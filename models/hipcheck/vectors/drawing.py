"""Bytes as the RFCs' figures draw them, put together without a codec."""

INITIATOR = bytes.fromhex("20010022000000000000000000000a01")
RESPONDER = bytes.fromhex("20010021000000000000000000000b02")
TYPES = {"I1": 1, "R1": 2, "I2": 3, "R2": 4, "UPDATE": 16, "NOTIFY": 17, "CLOSE": 18, "CLOSE_ACK": 19}


def drawn(text: str) -> bytes:
    """Return bytes from hexadecimal digits with spaces between them."""
    return bytes.fromhex(text)


def tlv(kind: int, contents: bytes) -> bytes:
    """Return a parameter: type, length, contents, and zeros up to a multiple of 8 bytes (RFC 7401 5.2.1)."""
    total = 11 + len(contents) - (len(contents) + 3) % 8
    return (kind.to_bytes(2, "big") + len(contents).to_bytes(2, "big") + contents).ljust(total, b"\0")


def packet(  # noqa: PLR0913  # the fields of the header
    kind: int,
    *parameters: bytes,
    sender: bytes = INITIATOR,
    receiver: bytes = RESPONDER,
    controls: int = 0,
    version: int = 0x21,
    length: int | None = None,
) -> bytes:
    """Return a packet (RFC 7401 5.1): Next Header 59, Header Length, type, version, checksum zero, controls, HITs."""
    body = b"".join(parameters)
    units = (40 + len(body)) // 8 - 1 if length is None else length
    return bytes((59, units, kind, version, 0, 0)) + controls.to_bytes(2, "big") + sender + receiver + body
