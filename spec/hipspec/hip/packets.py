"""What hosts send: the UPDATE packet with its optional parameters, and protected payload.

Cryptography is symbolic: `mac` is the key that made the HIP_MAC (or the ESP integrity value), `signer` the identity
that made the HIP_SIGNATURE. Whoever lacks a key can't write it there (see `hipspec.hip.attacker`). Neither covers the
IP header, so `source` and `destination` can be rewritten by anybody who holds the packet.
"""

from dataclasses import dataclass
from enum import Enum

from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Nonce
from hipspec.language import NOTHING, Map, Maybe
from hipspec.network import packets as network


class Kind(Enum):
    """What a packet is for."""

    UPDATE = "UPDATE"
    DATA = "data"


@dataclass(frozen=True)
class Offer:
    """What a LOCATOR_SET says of one address (RFC 8046 4).

    Attributes:
        listed: whether the address is in the list at all.
        unicast: whether it is a legal unicast or anycast address (its bits tell).
        position: its place in the list, counted from 0.
        lifetime: seconds; NOTHING for the maximum value, which means unbounded (RFC 8046 5.1).
    """

    listed: bool
    unicast: bool
    position: int
    lifetime: Maybe[int]


NOT_LISTED = Offer(listed=False, unicast=True, position=0, lifetime=NOTHING)


@dataclass(frozen=True)
class LocatorSet:
    """A LOCATOR_SET parameter: the complete list of the addresses that its sender wants to be reached at.

    Attributes:
        entries: for every address, what the list says of it.
        order: the same list by position.
        count: its length.
        preferred: the address whose P bit is set.
    """

    entries: Map[Address, Offer]
    order: Map[int, Address]
    count: int
    preferred: Maybe[Address]


@dataclass(frozen=True)
class EspInfo:
    """An ESP_INFO parameter: the sender's inbound SA, before and after (RFC 7402 5.1.1).

    Attributes:
        old, new: the epoch of the SA that OLD SPI and NEW SPI stand for. Each SA draws its keys from KEYMAT behind
            those of the one before it (RFC 7402 6.9), so epochs of one direction are counted: 1, 2, ...
    """

    old: int
    new: int


@dataclass(frozen=True)
class Packet(network.Packet):
    """One packet: what every packet has (`mac` is the HIP_MAC or the ESP integrity value), and what HIP adds.

    Attributes:
        kind: an UPDATE, or payload.
        signer: the identity that made the HIP_SIGNATURE.
        sequence: SEQ, the Update ID.
        acknowledges: ACK, one Update ID of the receiver (several ACKs are several packets here).
        esp, locators, echo_request, echo_response: the optional parameters of the same names.
        epoch, number, size: of payload: the SA, the ESP sequence number, and the length in bytes.
    """

    kind: Kind
    signer: HIT
    sequence: Maybe[int]
    acknowledges: Maybe[int]
    esp: Maybe[EspInfo]
    locators: Maybe[LocatorSet]
    echo_request: Maybe[Nonce]
    echo_response: Maybe[Nonce]
    epoch: int
    number: int
    size: int


BLANK = Packet(
    kind=Kind.UPDATE,
    sender=NOBODY,
    receiver=NOBODY,
    source=NOWHERE,
    destination=NOWHERE,
    mac=NOTHING,
    signer=NOBODY,
    sequence=NOTHING,
    acknowledges=NOTHING,
    esp=NOTHING,
    locators=NOTHING,
    echo_request=NOTHING,
    echo_response=NOTHING,
    epoch=0,
    number=0,
    size=0,
)
