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
ESP                     payload: `epoch` 1 for an SPI in use, 0 for an unknown one; `number` counts from 0, ESP from 1;
                        `mac` only if the padding is right as well (RFC 4303 2.4)
HITs                    `sender`, `receiver`
IP addresses            `source`, `destination`
======================  =============================================================================================

ESP_INFO without a LOCATOR_SET says nothing that the specification reads, and is left out; but if NEW SPI is zero, it
ends the SA, and with it all addresses, as an empty list does (RFC 8046 5.3 case 4). ESP_INFO has the two SPIs; only
whether OLD SPI is that of the SA in use, and NEW SPI the same, is told apart: rekeying takes both halves in the
implementation (RFC 7402 6.8 to 6.10), and one list in the specification, so the two can't be held against each other
event by event.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from struct import Struct, unpack
from typing import NamedTuple

from hipcheck.lockstep import reading
from hipcheck.lockstep.hip.naming import Channel, Names
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
LOCATOR_WORDS = {0: 4, 1: 5}  # an address; an SPI and an address (RFC 8046 4.1, 4.2)
WITH_PORT = 2  # a Locator Type that nobody here uses (RFC 9028 4.2)
THIS_NETWORK = ipaddress.IPv4Network("0.0.0.0/8")
SIGNALLING = 1  # a Traffic Type
WORDS = 4  # bytes of the unit in which Locator Length counts (RFC 8046 4)
PREFIX = bytes(10) + b"\xff\xff"  # of an IPv4 address in a locator (RFC 8046 4.2)
UNBOUNDED = 0xFFFFFFFF
UDP, UDP_HEADER = 17, 8  # the next header, and bytes
ESP_LEAST = 8 + 8 + 16 + 2  # bytes: header, vector, integrity value, trailer


class Listed(NamedTuple):
    """A locator: its address, its lifetime, the P bit, and whether data may go there at all."""

    address: bytes
    lifetime: int
    preferred: bool
    for_data: bool


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
        payload: what an application gets; None if nothing, for it is a dummy (RFC 4303 2.6), or is no UDP datagram.
    """

    sort: Sort
    packets: tuple[Packet, ...] = ()
    word: str = ""
    payload: bytes | None = None


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
    inner = channel.opened(frame.data)
    padded = inner is not None and _is_padded(inner)
    data = replace(
        _addressed(names, frame),
        kind=Kind.DATA,
        sender=names.host(channel.sender),
        receiver=names.host(channel.receiver),
        mac=some(key) if padded else NOTHING,
        epoch=1,
        number=sequence - 1,
        size=len(frame.data),
    )
    payload = _datagram(inner, channel) if inner is not None and padded else None
    word = "ESP" if inner is None or not padded or inner[-1] == UDP else "dummy"
    return Understood(Sort.PACKETS, (data,), word, payload)


def _is_padded(inner: bytes) -> bool:
    """Whether there is as much padding as the trailer says: 1, 2, 3, ... (RFC 4303 2.4)."""
    size = inner[-2]
    return inner[:-2].endswith(bytes(range(1, size + 1)))


def _datagram(inner: bytes, channel: Channel) -> bytes | None:
    """Return the payload of the UDP datagram in an ESP packet; None if there is none that is right (RFC 768)."""
    datagram, header = inner[: -2 - inner[-2]], inner[-1]
    if header != UDP or len(datagram) < UDP_HEADER or int.from_bytes(datagram[4:6], "big") != len(datagram):
        return None
    pseudo = channel.sender + channel.receiver + len(datagram).to_bytes(4, "big") + UDP.to_bytes(4, "big")
    covered = pseudo + datagram + bytes(len(datagram) % 2)
    total = sum(unpack(f">{len(covered) // 2}H", covered))
    return datagram[UDP_HEADER:] if datagram[6:8] != bytes(2) and total % 0xFFFF == 0 else None


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


def _listed(tlv: Tlv) -> list[Listed] | None:
    """Return each locator of Type 0 or 1, or of one that nobody knows (RFC 8046 4); None if it is no list of these."""
    entries, position = [], 0
    while position < len(tlv.contents):
        if len(tlv.contents) - position < LOCATOR.size:
            return None
        traffic, kind, words, preferred, lifetime = LOCATOR.unpack_from(tlv.contents, position)
        start = position + LOCATOR.size
        after = start + words * WORDS
        if after > len(tlv.contents) or kind == WITH_PORT or preferred > 1 or not lifetime:
            return None
        if words != LOCATOR_WORDS.get(kind, words):
            return None
        address = tlv.contents[after - len(PREFIX) - WORDS : after] if kind in LOCATOR_WORDS else b""
        entries.append(Listed(address, lifetime, bool(preferred), for_data=bool(address) and traffic != SIGNALLING))
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
        listed, ends = packet.one(LOCATOR_SET), _ends(packet)
        entries = (_listed(listed) or []) if listed is not None and not ends else []
        says = listed is not None or ends
        parts.append(
            replace(
                blank,
                sequence=some(int.from_bytes(sequence.contents, "big")),
                esp=_esp(names, packet) if says else NOTHING,
                locators=some(_locators(names, entries)) if says else NOTHING,
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
    return some(EspInfo(old=1 if in_use else 0, new=1 if in_use and new in {0, old} else 0))


def _ends(packet: Read) -> bool:
    """Whether an ESP_INFO ends the SA (RFC 8046 5.3 case 4)."""
    found = packet.one(ESP_INFO)
    return found is not None and not any(found.contents[8:12])


def _locators(names: Names, entries: Sequence[Listed]) -> LocatorSet:
    """Return a list as the specification has it: what data may not go to has its place, and is not listed."""
    offers: dict[Address, Offer] = {}
    order: dict[int, Address] = {}
    preferred: Maybe[Address] = NOTHING
    for position, (raw, lifetime, best, for_data) in enumerate(entries):
        address = names.address(raw) if raw else Address("of a type that nobody knows")
        order[position] = address
        short = raw[12:] if raw[:12] == PREFIX else raw
        if raw and (for_data or not _is_unicast(short)):
            offers[address] = Offer(
                listed=True,
                unicast=_is_unicast(short),
                position=position,
                lifetime=NOTHING if lifetime == UNBOUNDED else some(lifetime),
            )
            preferred = some(address) if best else preferred
    return LocatorSet(
        entries=Map(NOT_LISTED, offers), order=Map(Address("nowhere"), order), count=len(entries), preferred=preferred
    )


def _is_unicast(address: bytes) -> bool:
    """Whether a host can be at an address: IPv4 has "this network", groups and reserved ones (RFC 1122 3.2.1.3)."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        return not (found.is_multicast or found.is_unspecified)
    return not (found in THIS_NETWORK or found.is_multicast or found.is_reserved)
