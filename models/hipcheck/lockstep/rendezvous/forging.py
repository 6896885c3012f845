"""I1s that somebody makes: with any HITs, FROM and RVS_HMAC (RFC 8004 4.2); and what no engine makes."""

from struct import pack

from hipcheck.lockstep.laboratory import Laboratory
from hipcheck.lockstep.reading import MARKER
from hipcheck.lockstep.rendezvous.events import ForgeI1
from hipway.addresses import address_of
from hipway.wire.locators import UDP
from hipway.wire.numbers import Group, PacketType, RegistrationType
from hipway.wire.packet import Packet, append, build
from hipway.wire.parameters import DhGroupList, From, HipMac, HipSignature, RelayFrom, RvsHmac

__all__ = ["i1_of", "twice"]

NO_HIT = bytes(16)
UPDATE, SEQ, REG_REQUEST = 16, 385, 932


def i1_of(laboratory: Laboratory, event: ForgeI1) -> bytes | None:
    """Return the bytes of an I1; None if the key for its RVS_HMAC was never agreed upon."""
    sender = laboratory.hosts[event.sender].hit
    receiver = laboratory.hosts[event.receiver].hit if event.receiver else NO_HIT
    packet = build(Packet(PacketType.I1, sender, receiver, (DhGroupList((Group.P_256,)),)))
    if event.relay:
        place, port = event.relay.split()
        packet = append(packet, RelayFrom(int(port), UDP, address_of(place)))
    if event.origin:
        packet = append(packet, From(address_of(event.origin)))
    if event.key == "?":
        packet = append(packet, RvsHmac(bytes(48)))
    elif event.key:
        server, client = (laboratory.hosts[name] for name in event.key.split())
        association = server.engine.associations.get((server.hit, client.hit))
        if association is None or association.keys is None or association.rhash is None:
            return None
        packet = append(packet, RvsHmac(association.rhash.hmac(association.keys.mac_out, packet)))
    return MARKER + packet


def twice(laboratory: Laboratory, host: str, peer: str, lifetime: int) -> bytes | None:
    """Return an UPDATE with two REG_REQUESTs (RFC 8003 4.3), which nobody must send; None without keys for it."""
    ours, theirs = (laboratory.hosts[name] for name in (host, peer))
    association = ours.engine.associations.get((ours.hit, theirs.hit))
    if association is None or association.keys is None or association.rhash is None:
        return None
    asked = pack(">HHBB2x", REG_REQUEST, 2, lifetime, RegistrationType.RENDEZVOUS)
    body = pack(">HHI", SEQ, 4, association.update_id) + asked + asked
    header = pack(">BBBBHH", 59, (40 + len(body)) // 8 - 1, UPDATE, 0x21, 0, 0)
    packet = header + ours.hit + theirs.hit + body
    packet = append(packet, HipMac(association.rhash.hmac(association.keys.mac_out, packet)))
    identity = ours.engine.identities[ours.hit]
    return MARKER + append(packet, HipSignature(identity.public.algorithm, identity.sign(packet)))
