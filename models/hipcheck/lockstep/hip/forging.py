"""From the specification's packets to bytes: what somebody who has the keys of a host can send."""

from hipcheck.lockstep.hip.events import Entry, Forge, ForgeData
from hipcheck.lockstep.hip.naming import Names
from hipcheck.lockstep.laboratory import Laboratory, content
from hipcheck.lockstep.reading import MARKER
from hipway.addresses import address_of
from hipway.engine.association import Association
from hipway.esp.datagrams import wrap
from hipway.wire.locators import Locator, UnknownLocator
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Packet, append, build
from hipway.wire.parameters import (
    Ack,
    EchoRequestSigned,
    EchoResponseSigned,
    EspInfo,
    HipMac,
    HipSignature,
    LocatorSet,
    Parameter,
    Seq,
)

__all__ = ["association_of", "datagram_of", "locators_of", "update_of"]

FOREVER = 0xFFFFFFFF
UDP = 17  # the number of the protocol
PORTS = (10500, 10500)
UDP, DUMMY = 17, 59  # the next header


def association_of(laboratory: Laboratory, host: str, peer: str) -> Association | None:
    """Return what a host holds about a peer."""
    ours, theirs = laboratory.hosts[host], laboratory.hosts[peer]
    return ours.engine.associations.get((ours.hit, theirs.hit))


def locators_of(entries: tuple[Entry, ...], spi: int) -> LocatorSet:
    """Return a LOCATOR_SET."""
    return LocatorSet(tuple(_locator(entry, spi) for entry in entries))


def _locator(entry: Entry, spi: int) -> Locator | UnknownLocator:
    address, lifetime = address_of(entry.address), FOREVER if entry.lifetime is None else entry.lifetime
    if entry.type > 1:
        return UnknownLocator(entry.type, address, lifetime, entry.preferred, entry.traffic)
    return Locator(address, lifetime, entry.preferred, entry.traffic, spi=spi if entry.type else None)


def update_of(laboratory: Laboratory, event: Forge) -> bytes | None:
    """Return the bytes of an UPDATE; None if there are no keys to make it with."""
    association = association_of(laboratory, event.sender, event.receiver)
    if association is None or association.keys is None or association.rhash is None:
        return None
    parameters: list[Parameter] = []
    if event.entries is not None:
        parameters.append(locators_of(event.entries, association.spi))
    if event.esp == "end":
        parameters.append(EspInfo(association.keymat_index, association.spi, 0))
    elif event.esp and event.entries is not None:
        spi = association.spi if event.esp == "same" else association.spi ^ 1
        parameters.append(EspInfo(association.keymat_index, spi, spi))
    if event.sequence is not None:
        parameters.append(Seq(event.sequence))
    if event.acknowledges:
        parameters.append(Ack(event.acknowledges))
    if event.request:
        parameters.append(EchoRequestSigned(bytes.fromhex(event.request)))
    if event.response:
        parameters.append(EchoResponseSigned(_response(laboratory, event)))
    parameters.sort(key=lambda parameter: parameter.type)
    packet = build(Packet(PacketType.UPDATE, association.ours, association.peer, tuple(parameters)))
    mac = association.rhash.hmac(association.keys.mac_out, packet)
    packet = append(packet, HipMac(mac if event.mac else mac[::-1]))
    identity = laboratory.hosts[event.sender].engine.identities[association.ours]
    signature = identity.sign(packet if event.signature else packet[::-1])
    return MARKER + append(packet, HipSignature(identity.public.algorithm, signature))


def _response(laboratory: Laboratory, event: Forge) -> bytes:
    """Return what an ECHO_RESPONSE_SIGNED says: given bytes, or what the receiver has sent to an address."""
    if "." not in event.response and ":" not in event.response:
        return bytes.fromhex(event.response)
    there = association_of(laboratory, event.receiver, event.sender)
    place, _, first = event.response.partition("/")
    locators = there.locators.items() if there is not None else ()
    wanted = address_of(place)
    sent = next((each.challenge for at, each in locators if at.address == wanted and each.challenge), bytes(16))
    return sent[: int(first)] if first else sent


def datagram_of(names: Names, event: ForgeData) -> bytes | None:
    """Return an ESP packet under a number of the forger's choice; None if there are no keys to make it with."""
    association = association_of(names.laboratory, event.sender, event.receiver)
    if association is None or association.outbound is None:
        return None
    spi = association.outbound.spi
    sealed = names.channels[spi].sealed(spi, event.number, _inner(association, event))
    if not event.known:
        sealed = bytes((sealed[0] ^ 1,)) + sealed[1:]
    return sealed if event.integrity else sealed[:-1] + bytes((sealed[-1] ^ 1,))


def _inner(association: Association, event: ForgeData) -> bytes:
    """Return what is sealed: a UDP datagram, padding, how much of it, and the next header (RFC 4303 2)."""
    inner = wrap(association.ours, association.peer, content(str(event.number), event.size), *PORTS)
    if event.flaw == "udp":
        inner = inner[:5] + bytes((inner[5] ^ 1,)) + inner[6:]
    if event.flaw in {"dummy", "short"}:
        inner = b""
    size = -(len(inner) + 2) % 4 + (event.flaw == "odd") + 4 * (event.flaw == "padding")
    padding = bytes(range(1, size + 1))
    if event.flaw == "padding":
        padding = padding[:-1] + b"\0"
    trailer = bytes((size, DUMMY if event.flaw == "dummy" else UDP))
    return inner + padding + trailer if event.flaw != "short" else b""
