"""What a packet must carry and how long it may be: RFC 7401 5.2 and 5.3 once more, as a table.

A packet that lacks something is no packet of the specification's, and an engine must drop it.
"""

from itertools import pairwise

from hipcheck.lockstep.exchange.keys import CURVES, HASH
from hipcheck.lockstep.reading import Read, Tlv

__all__ = [
    "ACK", "CIPHERS", "CLOSE", "CLOSE_ACK", "COUNTER", "DH", "ECHO", "ECHOED", "ESP_INFO", "ESP_TRANSFORM", "FORMATS",
    "GROUPS", "HOST_ID", "I1", "I2", "KINDS", "MAC", "MAC_2", "NOTIFICATION", "NOTIFY", "PUZZLE", "R1", "R2", "SEQ",
    "SIGNATURE", "SIGNATURE_2", "SOLUTION", "SUITES", "UPDATE", "is_complete",
]  # fmt: skip

I1, R1, I2, R2, UPDATE, NOTIFY, CLOSE, CLOSE_ACK = 1, 2, 3, 4, 16, 17, 18, 19

ESP_INFO, COUNTER, PUZZLE, SOLUTION, SEQ, ACK = 65, 129, 257, 321, 385, 449
GROUPS, DH, CIPHERS, HOST_ID, SUITES, NOTIFICATION = 511, 513, 579, 705, 715, 832
ECHO, ECHOED, FORMATS, ESP_TRANSFORM = 897, 961, 2049, 4095
MAC, MAC_2, SIGNATURE_2, SIGNATURE = 61505, 61569, 61633, 61697
LOCATORS, ENCRYPTED = 193, 641

KINDS = {
    # RFC 7401 5.3.1 to 5.3.8, RFC 7402 5.2.1
    I1: (GROUPS,),
    R1: (PUZZLE, GROUPS, DH, CIPHERS, HOST_ID, SUITES, FORMATS, ESP_TRANSFORM, SIGNATURE_2),
    I2: (ESP_INFO, SOLUTION, DH, CIPHERS, FORMATS, ESP_TRANSFORM, MAC, SIGNATURE),
    R2: (ESP_INFO, MAC_2, SIGNATURE),
    UPDATE: (MAC, SIGNATURE),
    NOTIFY: (NOTIFICATION, SIGNATURE),
    CLOSE: (ECHO, MAC, SIGNATURE),
    CLOSE_ACK: (ECHOED, MAC, SIGNATURE),
}

DEFAULT_GROUP = 7
LEAST_SPI = 256  # smaller ones are reserved (RFC 4303 2.1)

LENGTHS = {
    COUNTER: 12,
    ESP_INFO: 12,
    PUZZLE: 4 + HASH,
    SOLUTION: 4 + 2 * HASH,
    SEQ: 4,
    MAC: HASH,
    MAC_2: HASH,
}
"""Those that have one length, here where each hash is SHA-384."""

LEAST = {GROUPS: 1, CIPHERS: 2, SUITES: 1, FORMATS: 2, ESP_TRANSFORM: 4, DH: 3, HOST_ID: 6, NOTIFICATION: 4,
         SIGNATURE: 3, SIGNATURE_2: 3, ACK: 4, ENCRYPTED: 5}  # fmt: skip
"""The least length of those that have several."""

CRITICAL = frozenset({*LENGTHS, *LEAST, ECHO, ECHOED, LOCATORS, 63425, 63661})
"""The critical parameters that are known, ECHO_RESPONSE_UNSIGNED and ECHO_REQUEST_UNSIGNED among them (5.2)."""

SEVERAL = frozenset({ESP_INFO, NOTIFICATION, 63425, 63661})
"""Those of which a packet may have several."""


def is_complete(packet: Read) -> bool:
    """Whether a packet has what its kind must have, each as long as it may be, and nothing critical that is unknown."""
    needed = KINDS.get(packet.kind)
    if needed is None:
        return False
    if packet.kind == NOTIFY and not packet.parameters:
        return True  # a keepalive (RFC 5770 5.3)
    types = [each.type for each in packet.parameters]
    repeated = {one for one, other in pairwise(types) if one == other}
    return (
        set(needed) <= set(types)
        and (packet.kind != UPDATE or bool({SEQ, ACK} & set(types)))
        and (any(packet.receiver) or packet.kind in {I1, NOTIFY})
        and repeated <= SEVERAL
        and all(map(_is_sound, packet.parameters))
        and (packet.kind != I2 or (_chooses(packet) and bool({HOST_ID, ENCRYPTED} & set(types))))
        and (packet.kind != R2 or all(map(is_new, packet.all(ESP_INFO))))
    )


def is_new(esp_info: Tlv) -> bool:
    """Whether an ESP_INFO is about a new security association alone, as in I2 and R2 (RFC 7402 5.1.1, 6.5, 6.6)."""
    old, new = esp_info.contents[4:8], esp_info.contents[8:12]
    return not any(old) and any(new)


def index_of(esp_info: Tlv) -> int:
    """Return the KEYMAT index of an ESP_INFO (RFC 7402 5.1.1)."""
    return int.from_bytes(esp_info.contents[2:4], "big")


def _is_sound(tlv: Tlv) -> bool:
    """Whether a parameter is known or not critical, and as long as it may be."""
    size = len(tlv.contents)
    if tlv.type == SUITES and any(each & 0xF for each in tlv.contents):
        return False
    known = not tlv.type & 1 or tlv.type in CRITICAL
    return known and size == LENGTHS.get(tlv.type, size) and size >= LEAST.get(tlv.type, 0)


def _chooses(packet: Read) -> bool:
    """Whether an I2 names one cipher, one format and one ESP suite (RFC 7401 5.2.8, 5.3.3, RFC 7402 5.1.2)."""
    sizes = {tlv.type: len(tlv.contents) for tlv in packet.parameters}
    return sizes[CIPHERS] == sizes[FORMATS] == 2 and sizes[ESP_TRANSFORM] == 4  # noqa: PLR2004  # bytes of one entry


def known_group(number: int) -> bool:
    """Whether values of a group can be checked here."""
    return number in CURVES
