"""What the data channel refuses: a datagram of somebody else's (`EspRefused`), or to use a key for too long."""

from enum import Enum


class Reason(Enum):
    """Why a datagram from the network is dropped. The value is a sentence with its source."""

    SHORT = "the datagram is shorter than any that this suite makes [RFC 4303 2]"
    MISALIGNED = "what is encrypted doesn't end where the cipher's blocks or 4-byte words end [RFC 4303 2.4]"
    SPI = "the SPI belongs to another association [RFC 4303 2.1]"
    SEQUENCE = "no datagram has this sequence number: the first is 1 [RFC 4303 3.3.3]"
    STALE = "the sequence number lies left of the anti-replay window [RFC 4303 3.4.3]"
    REPLAYED = "the sequence number has been received before [RFC 4303 3.4.3]"
    FORGED = "the integrity check value is wrong [RFC 4303 3.4.4]"
    PADDING = "the padding isn't 1, 2, 3, ... of the length stated [RFC 4303 2.4]"
    UDP_LENGTH = "the inner UDP length isn't that of the payload [RFC 768, RFC 7402 5.1.2]"
    UDP_CHECKSUM = "the inner UDP checksum over the HITs is wrong or left out [RFC 7401 5.1.1, RFC 8200 8.1]"


class EspRefused(ValueError):  # noqa: N818  # named by what has happened to the datagram
    """A datagram that is dropped, by no fault of ours."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Exhausted(RuntimeError):  # noqa: N818  # named by what has happened to the key
    """The sequence numbers of a key are used up, by our fault: it should have been replaced earlier."""

    def __init__(self, spi: int) -> None:
        super().__init__(
            f"SPI {spi:#010x} has no sequence number left: rekey while `remaining` is large [RFC 4303 3.3.3]"
        )
        self.spi = spi
