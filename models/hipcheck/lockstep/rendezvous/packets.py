"""From bytes to the specification's packets, and which bytes are none of them.

======================  =============================================================================================
on the wire             in the specification
======================  =============================================================================================
I1, R1                  a packet of that kind; a HIT of zeros is NOBODY
UPDATE with SEQ and     an UPDATE: SEQ is `update_id`, counted as the specification counts (see `Names`), the first
LOCATOR_SET or          locator `locator`, REG_REQUEST `lifetime`
REG_REQUEST
other UPDATEs           nothing: they verify addresses, or acknowledge, which the specification has as one guard
FROM                    `origin`: the last one
RVS_HMAC                `rvs_mac`: the key that made it; a key of its own if none did
VIA_RVS                 `via`
HIP_MAC, HIP_SIGNATURE  `mac`, `signer`: as in the view on `hipspec.hip`; R1s here are an engine's own
lengths                 not compared: the specification's are those of RSA, and `hipspec.exchange` has the others
======================  =============================================================================================
"""

import hmac

from hipcheck.lockstep import reading
from hipcheck.lockstep.hip.naming import Names
from hipcheck.lockstep.hip.packets import signed
from hipcheck.lockstep.laboratory import Frame
from hipcheck.lockstep.reading import Read, Tlv
from hipspec.language import NOTHING, Maybe, replace, some
from hipspec.network.names import NOBODY, Address, Host, Key
from hipspec.rendezvous.packets import BLANK, Kind, Packet

__all__ = ["SERVICE", "WRONG", "acknowledged", "kind_of", "port_of", "understood"]

I1, R1, UPDATE = 1, 2, 16
LOCATOR_SET, SEQ, ACK, ECHO_REQUEST_SIGNED, REG_REQUEST = 193, 385, 449, 897, 932
FROM, RVS_HMAC, VIA_RVS, RELAY_FROM = 65498, 65500, 65502, 63998
SERVICE = 1  # rendezvous (RFC 8004 4.2)
UDP, PORT = 17, 10500
WRONG = Key("no key that anybody has")


def understood(names: Names, frame: Frame) -> Packet | None:
    """Return what a datagram is; None if it is none of the specification's packets."""
    packet = reading.read(frame.data)
    kind = None if packet is None else kind_of(packet)
    if packet is None or kind is None:
        return None
    origins, vias = packet.all(FROM), packet.all(VIA_RVS)
    blank = replace(
        BLANK,
        kind=kind,
        sender=names.host(packet.sender),
        receiver=names.host(packet.receiver) if any(packet.receiver) else NOBODY,
        source=names.address(frame.source.address),
        destination=names.address(frame.destination.address),
        origin=some(names.address(origins[-1].contents[:16])) if origins else NOTHING,
        rvs_mac=_rvs_mac(names, packet),
        via=some(names.address(vias[-1].contents[-16:])) if vias else NOTHING,
    )
    if kind == Kind.R1:
        return replace(blank, signer=some(blank.sender))
    return _update(names, packet, blank) if kind == Kind.UPDATE else blank


def kind_of(packet: Read) -> Kind | None:
    """Return which kind of packet it is to the specification."""
    if packet.kind in {I1, R1}:
        return Kind.I1 if packet.kind == I1 else Kind.R1
    says = packet.one(LOCATOR_SET) is not None or packet.one(REG_REQUEST) is not None
    return Kind.UPDATE if packet.kind == UPDATE and packet.one(SEQ) is not None and says else None


def acknowledged(packet: Read) -> list[int]:
    """Return the Update IDs that a packet acknowledges."""
    found = packet.one(ACK) if packet.kind == UPDATE else None
    text = found.contents if found is not None else b""
    return [int.from_bytes(text[at : at + 4], "big") for at in range(0, len(text), 4)]


def port_of(packet: Read, port: int) -> int:
    """Return the port that an answer goes to: FROM has none, and RELAY_FROM may tell it (RFC 5770 5.6, RFC 8004 4.2).

    Args:
        packet: an I1.
        port: that it came from.
    """
    origins, told = packet.all(FROM), packet.one(RELAY_FROM)
    if not origins:
        return port
    same = told is not None and told.contents[2] == UDP and told.contents[4:20] == origins[-1].contents
    return int.from_bytes(told.contents[:2], "big") if told is not None and same else PORT


def _rvs_mac(names: Names, packet: Read) -> Maybe[Key]:
    found = packet.one(RVS_HMAC)
    if found is None:
        return NOTHING
    text = reading.covered(packet.raw, found.offset)
    made = (
        name
        for keys in names.macs.values()
        for secret, name in keys.items()
        if hmac.digest(secret, text, "sha384") == found.contents
    )
    return some(next(made, WRONG))


def _update(names: Names, packet: Read, blank: Packet) -> Packet:
    keys = names.macs.get((packet.sender, packet.receiver), {})
    made = next((name for secret, name in keys.items() if reading.mac_covers(packet, secret)), None)
    listed, asked, sequence = packet.one(LOCATOR_SET), packet.one(REG_REQUEST), packet.one(SEQ)
    return replace(
        blank,
        mac=NOTHING if made is None else some(made),
        signer=some(Host(blank.sender.name)) if signed(names, packet) else NOTHING,
        update_id=0 if sequence is None else int.from_bytes(sequence.contents, "big"),
        locator=NOTHING if listed is None else some(_first(names, listed)),
        lifetime=NOTHING if asked is None else some(_seconds(asked.contents[0])),
    )


def _first(names: Names, listed: Tlv) -> Address:
    """Return the first locator, which is of Type 1: its address stands behind 8 bytes and an SPI (RFC 8046 4)."""
    return names.address(listed.contents[12:28])


def _seconds(code: int) -> int:
    """Return what a byte of lifetime means (RFC 8003 4.1): 0 is nothing, 64 one second, each 8 more double it."""
    return 0 if not code else round(2.0 ** ((code - 64) / 8))
