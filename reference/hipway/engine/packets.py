"""Packets of an association: put together and sealed, and opened again.

HIP_MAC covers everything before it, HIP_SIGNATURE everything before it, HIP_MAC included (RFC 7401 6.4). The MAC is
always checked first: it costs little, and only the peer can have made it.
"""

from hipway.crypto.faults import UnsupportedIdentity
from hipway.crypto.suites import equal
from hipway.engine.association import Association
from hipway.engine.refusal import Refused
from hipway.engine.work import Work
from hipway.identity import PrivateIdentity, from_host_id
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Packet, Received, append, build, parse_parameters
from hipway.wire.parameters import HipMac, HipMac2, HipSignature, HostId, Parameter
from hipway.wire.protection import covered, covered_mac2

__all__ = ["check_mac", "check_mac2", "check_signature", "peer_identity", "sealed"]


def sealed(  # noqa: PLR0913  # what goes into it
    kind: PacketType,
    association: Association,
    identity: PrivateIdentity,
    parameters: tuple[Parameter, ...],
    work: Work,
    *,
    own_host_id: bytes = b"",
    behind: tuple[Parameter, ...] = (),
) -> bytes:
    """Return a packet with HIP_MAC and HIP_SIGNATURE.

    Args:
        kind: what it is.
        association: that it belongs to, with keys.
        identity: that signs.
        parameters: what stands before the MAC, in the order of types.
        work: where the work is counted.
        own_host_id: for R2, our HOST_ID as our R1 has it: it gets HIP_MAC_2 (RFC 7401 5.2.13).
        behind: what stands behind the signature.
    """
    if association.keys is None or association.rhash is None:
        raise AssertionError
    packet = build(Packet(kind, association.ours, association.peer, parameters))
    key = association.keys.mac_out
    work.macs += 1
    if own_host_id:
        mac = association.rhash.hmac(key, covered_mac2(packet, len(packet), own_host_id))
        packet = append(packet, HipMac2(mac))
    else:
        packet = append(packet, HipMac(association.rhash.hmac(key, covered(packet, len(packet)))))
    work.signatures += 1
    signature = identity.sign(covered(packet, len(packet)))
    packet = append(packet, HipSignature(identity.public.algorithm, signature))
    for parameter in behind:
        packet = append(packet, parameter)
    return packet


def check_mac(received: Received, association: Association, work: Work, clause: str) -> None:
    """Check HIP_MAC (RFC 7401 6.4.1).

    Raises:
        Refused: there is none, or the peer did not make it.
    """
    mac = received.packet.get(HipMac)
    at = received.offset(HipMac)
    if mac is None or at is None:
        raise Refused(clause, "there is no HIP_MAC")
    _compare(mac.mac, covered(received.raw, at), association, work, clause)


def check_mac2(received: Received, association: Association, work: Work, clause: str) -> None:
    """Check HIP_MAC_2, which covers the HOST_ID of the Responder as well (RFC 7401 5.2.13).

    Raises:
        Refused: there is none, or the peer did not make it.
    """
    mac = received.packet.get(HipMac2)
    at = received.offset(HipMac2)
    if mac is None or at is None:
        raise Refused(clause, "there is no HIP_MAC_2")
    _compare(mac.mac, covered_mac2(received.raw, at, association.peer_host_id), association, work, clause)


def _compare(mac: bytes, text: bytes, association: Association, work: Work, clause: str) -> None:
    if association.keys is None or association.rhash is None:
        raise Refused(clause, "there are no keys yet")
    work.macs += 1
    if not equal(association.rhash.hmac(association.keys.mac_in, text), mac):
        raise Refused(clause, "the HIP_MAC does not verify")


def check_signature(received: Received, host_id: HostId, work: Work, clause: str) -> None:
    """Check HIP_SIGNATURE against a HOST_ID whose HIT has been checked (RFC 7401 6.4.2).

    Raises:
        Refused: there is none, or this identity did not make it.
    """
    signature = received.packet.get(HipSignature)
    at = received.offset(HipSignature)
    if signature is None or at is None:
        raise Refused(clause, "there is no HIP_SIGNATURE")
    try:
        identity = from_host_id(host_id)
    except UnsupportedIdentity as error:
        raise Refused(clause, str(error)) from error
    work.verifications += 1
    if signature.algorithm != identity.algorithm or not identity.verify(signature.signature, covered(received.raw, at)):
        raise Refused(clause, "the signature does not verify")


def peer_identity(association: Association) -> HostId:
    """Return the HOST_ID of the peer."""
    (host_id,) = parse_parameters(association.peer_host_id)
    if not isinstance(host_id, HostId):
        raise TypeError
    return host_id
