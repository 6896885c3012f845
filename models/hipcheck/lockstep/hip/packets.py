"""From bytes to the specification's packets: which parameter is which field.

A packet of the wire may carry several things; the specification has one packet for each ("several ACKs are several
packets here"). So one datagram becomes a list:

======================  =============================================================================================
on the wire             in the specification
======================  =============================================================================================
each ACK                a packet with `acknowledges`; the first of them has ECHO_RESPONSE_SIGNED as `echo_response`
SEQ                     a packet with `sequence`, and with it ESP_INFO (`esp`), LOCATOR_SET (`locators`) and
                        ECHO_REQUEST_SIGNED (`echo_request`)
HIP_MAC                 `mac`: the key of this direction that made it; NOTHING if none did
HIP_SIGNATURE           `signer`: the sender, if its key made it; otherwise nobody
ESP                     payload: `epoch` 1 for an SPI in use, 0 for an unknown one; `number` counts from 0, ESP from 1
HITs                    `sender`, `receiver`
IP addresses            `source`, `destination`
======================  =============================================================================================

ESP_INFO without a LOCATOR_SET says nothing that the specification reads, and is left out. ESP_INFO has the two SPIs;
only whether OLD SPI is that of the SA in use, and NEW SPI the same, is told apart: rekeying takes both halves in the
implementation (RFC 7402 6.8 to 6.10), and one list in the specification, so the two can't be held against each other
event by event.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from struct import Struct

from hipcheck.lockstep import reading
from hipcheck.lockstep.hip.naming import Names
from hipcheck.lockstep.laboratory import Frame, identity_of
from hipcheck.lockstep.reading import Read, Tlv
from hipspec.hip.names import NOBODY, Address
from hipspec.hip.packets import BLANK, NOT_LISTED, EspInfo, Kind, LocatorSet, Offer, Packet
from hipspec.language import NOTHING, Map, Maybe, replace, some

__all__ = ["Sort", "Understood", "sealed_size", "signed", "understood"]

UPDATE = 16
ESP_INFO, LOCATOR_SET, SEQ, ACK = 65, 193, 385, 449
ECHO_REQUEST_SIGNED, ECHO_RESPONSE_SIGNED = 897, 961
LOCATOR = Struct(">BBBBI")
WORDS = 4  # bytes of the unit in which Locator Length counts (RFC 8046 4)
PREFIX = bytes(10) + b"\xff\xff"  # of an IPv4 address in a locator (RFC 8046 4.2)
UNBOUNDED = 0xFFFFFFFF
UDP_HEADER = 8  # bytes
ESP_LEAST = 8 + 8 + 16 + 2  # bytes: header, vector, integrity value, trailer


class Sort(Enum):
    """What a datagram is to this view."""

    PACKETS = "packets of the specification"
    BROKEN = "a packet that breaks the layout"
    OUTSIDE = "a packet that other views look at"


@dataclass(frozen=True)
class Understood:
    """A datagram as the specification has it.

    Attributes:
        sort: what it is.
        packets: what the specification makes of it.
        word: its packet type, in a word.
    """

    sort: Sort
    packets: tuple[Packet, ...] = ()
    word: str = ""


TYPES = {1: "I1", 2: "R1", 3: "I2", 4: "R2", UPDATE: "UPDATE", 17: "NOTIFY", 18: "CLOSE", 19: "CLOSE_ACK"}


def understood(names: Names, frame: Frame) -> Understood:
    """Return what a datagram is."""
    header = reading.esp_header(frame.data)
    if header is not None:
        return _payload(names, frame, *header)
    packet = reading.read(frame.data)
    if packet is None or packet.kind not in TYPES:
        return Understood(Sort.BROKEN)
    if packet.kind != UPDATE:
        return Understood(Sort.OUTSIDE, word=TYPES[packet.kind])
    if _lacks(packet):
        return Understood(Sort.BROKEN, word="UPDATE")
    return _update(names, frame, packet)


def sealed_size(size: int) -> int:
    """Return how many bytes a datagram has that carries so many bytes of payload and a UDP header (RFC 4303 2)."""
    return ESP_LEAST - 2 + (size + UDP_HEADER + 2 + WORDS - 1) // WORDS * WORDS


def _payload(names: Names, frame: Frame, spi: int, sequence: int) -> Understood:
    channel = names.channels.get(spi)
    if len(frame.data) < ESP_LEAST or (len(frame.data) - ESP_LEAST - 2) % WORDS != 0 or not sequence:
        return Understood(Sort.BROKEN, word="ESP")
    if channel is None:
        return Understood(Sort.PACKETS, (replace(_addressed(names, frame), kind=Kind.DATA),), "ESP")
    key = next(iter(names.macs[channel.sender, channel.receiver].values()))
    data = replace(
        _addressed(names, frame),
        kind=Kind.DATA,
        sender=names.host(channel.sender),
        receiver=names.host(channel.receiver),
        mac=some(key) if channel.protects(frame.data) else NOTHING,
        epoch=1,
        number=sequence - 1,
        size=len(frame.data),
    )
    return Understood(Sort.PACKETS, (data,), "ESP")


def _addressed(names: Names, frame: Frame) -> Packet:
    source, destination = names.address(frame.source.address), names.address(frame.destination.address)
    return replace(BLANK, source=source, destination=destination)


LEAST = {ESP_INFO: 12, LOCATOR_SET: 0, SEQ: 4, ACK: 4, reading.HIP_MAC: 48, reading.HIP_SIGNATURE: 3}
"""Bytes that a parameter has at least: exactly so many, if it is one of `EXACT`."""

EXACT = frozenset({ESP_INFO, SEQ, reading.HIP_MAC})
KNOWN = frozenset({*LEAST, ECHO_REQUEST_SIGNED, ECHO_RESPONSE_SIGNED})


def _lacks(packet: Read) -> bool:
    """Whether an UPDATE lacks what it must have, or has what breaks the layout (RFC 7401 5.2, 5.3.5, RFC 8046 4)."""
    has = {tlv.type for tlv in packet.parameters}
    if not any(packet.receiver) or not {reading.HIP_MAC, reading.HIP_SIGNATURE} <= has or has.isdisjoint({SEQ, ACK}):
        return True
    seen: set[int] = set()
    for tlv in packet.parameters:
        length = len(tlv.contents)
        if tlv.type not in KNOWN:
            if tlv.type & 1:
                return True  # a critical parameter that nobody knows (RFC 7401 5.2.1)
            continue
        least = LEAST.get(tlv.type, 0)
        if tlv.type in seen or length < least or (tlv.type in EXACT and length != least):
            return True
        if tlv.type == ACK and length % 4:
            return True
        if tlv.type == LOCATOR_SET and _listed(tlv) is None:
            return True
        seen.add(tlv.type)
    return False


def _listed(tlv: Tlv) -> list[tuple[bytes, int, bool]] | None:
    """Return address, lifetime and P bit of each locator of Type 1 (RFC 8046 4.2); None if it is no list of these."""
    entries, position = [], 0
    while position < len(tlv.contents):
        if len(tlv.contents) - position < LOCATOR.size:
            return None
        traffic, kind, words, preferred, lifetime = LOCATOR.unpack_from(tlv.contents, position)
        start = position + LOCATOR.size
        after = start + words * WORDS
        if after > len(tlv.contents) or kind != 1 or words != 5 or traffic or preferred > 1 or not lifetime:  # noqa: PLR2004  # SPI and address
            return None
        address = tlv.contents[start + 4 : after]
        entries.append((address, lifetime, bool(preferred)))
        position = after
    return entries


def _update(names: Names, frame: Frame, packet: Read) -> Understood:
    keys = names.macs.get((packet.sender, packet.receiver), {})
    made = next((name for secret, name in keys.items() if reading.mac_covers(packet, secret)), None)
    blank = replace(
        _addressed(names, frame),
        sender=names.host(packet.sender),
        receiver=names.host(packet.receiver),
        mac=NOTHING if made is None else some(made),
        signer=names.host(packet.sender) if signed(names, packet) else NOBODY,
    )
    parts: list[Packet] = []
    acknowledges = packet.one(ACK)
    response = _nonce(names, packet.one(ECHO_RESPONSE_SIGNED))
    if acknowledges is not None:
        numbers = [number for (number,) in Struct(">I").iter_unpack(acknowledges.contents)]
        parts += [replace(blank, acknowledges=some(number)) for number in numbers]
        parts[0] = replace(parts[0], echo_response=response)
    sequence = packet.one(SEQ)
    if sequence is not None:
        listed = packet.one(LOCATOR_SET)
        parts.append(
            replace(
                blank,
                sequence=some(int.from_bytes(sequence.contents, "big")),
                esp=_esp(names, packet) if listed is not None else NOTHING,
                locators=NOTHING if listed is None else some(_locators(names, _listed(listed) or [])),
                echo_request=_nonce(names, packet.one(ECHO_REQUEST_SIGNED)),
                echo_response=response if acknowledges is None else NOTHING,
            )
        )
    return Understood(Sort.PACKETS, tuple(parts), "UPDATE")


def signed(names: Names, packet: Read) -> bool:
    """Whether the HIP_SIGNATURE was made by the sender that the header names (RFC 7401 6.4.2)."""
    found = packet.one(reading.HIP_SIGNATURE)
    name = names.laboratory.names.get(packet.sender)
    if found is None or name is None:
        return False
    public = identity_of(name).public
    text = reading.covered(packet.raw, found.offset)
    algorithm = int.from_bytes(found.contents[:2], "big")
    return algorithm == public.algorithm and public.verify(found.contents[2:], text)


def _nonce(names: Names, tlv: Tlv | None) -> Maybe:  # type: ignore[type-arg]  # of nonces, as the field that it fills
    return NOTHING if tlv is None else some(names.nonce(tlv.contents))


def _esp(names: Names, packet: Read) -> Maybe[EspInfo]:
    found = packet.one(ESP_INFO)
    if found is None:
        return NOTHING
    old, new = int.from_bytes(found.contents[4:8], "big"), int.from_bytes(found.contents[8:12], "big")
    channel = names.channels.get(old)
    in_use = channel is not None and (channel.sender, channel.receiver) == (packet.receiver, packet.sender)
    return some(EspInfo(old=1 if in_use else 0, new=1 if in_use and new == old else 0))


def _locators(names: Names, entries: Sequence[tuple[bytes, int, bool]]) -> LocatorSet:
    offers: dict[Address, Offer] = {}
    order: dict[int, Address] = {}
    preferred: Maybe[Address] = NOTHING
    for position, (raw, lifetime, best) in enumerate(entries):
        short = raw[12:] if raw[:12] == PREFIX else raw
        address = names.address(raw)
        offers[address] = Offer(
            listed=True,
            unicast=_is_unicast(short),
            position=position,
            lifetime=NOTHING if lifetime == UNBOUNDED else some(lifetime),
        )
        order[position] = address
        preferred = some(address) if best else preferred
    return LocatorSet(
        entries=Map(NOT_LISTED, offers), order=Map(Address("nowhere"), order), count=len(entries), preferred=preferred
    )


def _is_unicast(address: bytes) -> bool:
    found = ipaddress.ip_address(address)
    return not (found.is_multicast or found.is_unspecified or found == ipaddress.IPv4Address("255.255.255.255"))
