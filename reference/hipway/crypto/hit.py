"""Host Identity Tags: how a Host Identity becomes 16 bytes that look like an address [RFC 7343 2, RFC 7401 3.2]."""

from collections.abc import Mapping

from hipway.crypto.suites import RHASH
from hipway.wire.numbers import HitSuite

CONTEXT = bytes.fromhex("F0EFF02FBFF43D0FE7930C3C6E6174EA")
"""The Context ID of HIP [RFC 7401 3.2]."""

PREFIX = 0x2001002
"""2001:20::/28, whose next four bits are the HIT suite [RFC 7343 2]."""

HASH_SIZE = 12


def _part(suite: int, size: int) -> slice:
    begin = 0 if suite == HitSuite.EDDSA_CSHAKE128 else (size - HASH_SIZE) // 2
    return slice(begin, begin + HASH_SIZE)


_PARTS: Mapping[int, tuple[bytes, slice]] = {
    suite: ((PREFIX << 4 | suite).to_bytes(4, "big"), _part(suite, rhash.size)) for suite, rhash in RHASH.items()
}
"""What the HITs of a suite begin with, and which part of the hash follows."""


def hit_of(suite: HitSuite, host_identity: bytes) -> bytes:
    """Return the HIT of a Host Identity, which is the field of that name in HOST_ID.

    It is the middle 96 bits of the hash, except for suite 5: a hash of any length makes just 96 [RFC 9374 3.5.2.1].
    SHAKE128 begins with the same bytes, whatever is asked for.
    """
    beginning, part = _PARTS[suite]
    return beginning + RHASH[suite].digest(CONTEXT + host_identity)[part]


def suite_of(hit: bytes) -> int | None:
    """Return the number of a HIT's suite; None for an address that is no HIT."""
    beginning = int.from_bytes(hit[:4], "big")
    return beginning & 0xF if beginning >> 4 == PREFIX else None
