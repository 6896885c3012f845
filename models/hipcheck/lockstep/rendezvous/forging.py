"""I1s that somebody makes: with any HITs, FROM and RVS_HMAC (RFC 8004 4.2)."""

from hipcheck.lockstep.laboratory import Laboratory
from hipcheck.lockstep.reading import MARKER
from hipcheck.lockstep.rendezvous.events import ForgeI1
from hipway.addresses import address_of
from hipway.wire.numbers import Group, PacketType
from hipway.wire.packet import Packet, append, build
from hipway.wire.parameters import DhGroupList, From, RvsHmac

__all__ = ["i1_of"]

NO_HIT = bytes(16)


def i1_of(laboratory: Laboratory, event: ForgeI1) -> bytes | None:
    """Return the bytes of an I1; None if the key for its RVS_HMAC was never agreed upon."""
    sender = laboratory.hosts[event.sender].hit
    receiver = laboratory.hosts[event.receiver].hit if event.receiver else NO_HIT
    packet = build(Packet(PacketType.I1, sender, receiver, (DhGroupList((Group.P_256,)),)))
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
