"""Packets of an association: put together and sealed, and opened again.

HIP_MAC covers everything before it, HIP_SIGNATURE everything before it, HIP_MAC included (RFC 7401 6.4). The MAC is
always checked first: it costs little, and only the peer can have made it.
"""

import hashlib
from functools import lru_cache
from typing import TypeVar

from hipway.crypto.faults import UnsupportedIdentity
from hipway.crypto.suites import equal
from hipway.engine.association import Association
from hipway.engine.refusal import Refused
from hipway.engine.work import Work
from hipway.identity import HostIdentity, PrivateIdentity, from_host_id
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Packet, Received, append, build, parse_parameters
from hipway.wire.parameters import HipMac, HipMac2, HipSignature, HostId, Parameter
from hipway.wire.protection import covered, covered_mac2

__all__ = [
    "appended",
    "check_mac",
    "check_mac2",
    "check_signature",
    "digest",
    "first_of",
    "identity_in",
    "made",
    "needed",
    "peer_identity",
    "sealed",
]

P = TypeVar("P", bound=Parameter)
DIGEST = 16  # bytes by which a packet is known again
IDENTITIES = 256  # of peers, whose public keys are kept ready to verify with


def digest(raw: bytes) -> bytes:
    """Return what a packet is known by if it comes again."""
    return hashlib.blake2b(raw, digest_size=DIGEST).digest()


def needed(packet: Packet, kind: type[P]) -> P:
    """Return a parameter that the packet must have.

    Raises:
        Refused: it doesn't have it.
    """
    for parameter in packet.parameters:
        if type(parameter) is kind:
            return parameter
    raise Refused("RFC 7401 5.3", f"there is no {kind.__name__}")


def first_of(wanted: tuple[int, ...], offered: tuple[int, ...]) -> int | None:
    """Return the first that is wanted of what is offered; None if there is nothing."""
    for each in wanted:
        if each in offered:
            return each
    return None


def made(packet: Packet) -> bytes:
    """Return the bytes of a packet.

    Raises:
        Refused: a peer asks us to say more than a packet has room for.
    """
    try:
        return build(packet)
    except ValueError as error:
        raise Refused("RFC 7401 5.1", f"the answer is not possible: {error}") from error


def appended(packet: bytes, parameter: Parameter, last: int | None = None) -> bytes:
    """Return a packet with a parameter more; `last` is the type of the one before it, if that is known.

    Raises:
        Refused: there is no room for it, or the packet has what may not stand before it.
    """
    try:
        return append(packet, parameter, last)
    except ValueError as error:
        raise Refused("RFC 7401 5.1", f"the answer is not possible: {error}") from error


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

    Raises:
        Refused: what a peer wants to have in it is too much for a packet.
    """
    if association.keys is None or association.rhash is None:
        raise Refused("RFC 7401 6.4", "there are no keys")
    packet = made(Packet(kind, association.ours, association.peer, parameters))
    key = association.keys.mac_out
    work.macs += 1
    # What a parameter covers is the packet as it is before that parameter is appended: its checksum is still zero.
    mac: HipMac | HipMac2
    if own_host_id:
        mac = HipMac2(association.rhash.hmac(key, covered_mac2(packet, len(packet), own_host_id)))
    else:
        mac = HipMac(association.rhash.hmac(key, packet))
    packet = appended(packet, mac, parameters[-1].type if parameters else None)
    work.signatures += 1
    packet = appended(packet, HipSignature(identity.public.algorithm, identity.sign(packet)), mac.type)
    for parameter in behind:
        packet = appended(packet, parameter)
    return packet


def check_mac(received: Received, association: Association, work: Work, clause: str, notify: int | None = None) -> None:
    """Check HIP_MAC (RFC 7401 6.4.1); `notify` is what its sender is told if it does not verify.

    Raises:
        Refused: there is none, or the peer did not make it.
    """
    found = received.find(HipMac)
    if found is None:
        raise Refused(clause, "there is no HIP_MAC")
    mac, at = found
    _compare(mac.mac, covered(received.raw, at), association, work, clause, notify)


def check_mac2(received: Received, association: Association, work: Work, clause: str) -> None:
    """Check HIP_MAC_2, which covers the HOST_ID of the Responder as well (RFC 7401 5.2.13).

    Raises:
        Refused: there is none, or the peer did not make it.
    """
    found = received.find(HipMac2)
    if found is None:
        raise Refused(clause, "there is no HIP_MAC_2")
    mac, at = found
    _compare(mac.mac, covered_mac2(received.raw, at, association.peer_host_id), association, work, clause)


def _compare(  # noqa: PLR0913, PLR0917  # what it depends on
    mac: bytes, text: bytes, association: Association, work: Work, clause: str, notify: int | None = None
) -> None:
    if association.keys is None or association.rhash is None:
        raise Refused(clause, "there are no keys yet")
    work.macs += 1
    if not equal(association.rhash.hmac(association.keys.mac_in, text), mac):
        raise Refused(clause, "the HIP_MAC does not verify", notify)


def check_signature(
    received: Received, identity: HostIdentity, work: Work, clause: str, notify: int | None = None
) -> None:
    """Check HIP_SIGNATURE against an identity whose HIT has been checked (RFC 7401 6.4.2); `notify` as in `check_mac`.

    Raises:
        Refused: there is none, or this identity did not make it.
    """
    found = received.find(HipSignature)
    if found is None:
        raise Refused(clause, "there is no HIP_SIGNATURE")
    signature, at = found
    work.verifications += 1
    if signature.algorithm != identity.algorithm or not identity.verify(signature.signature, covered(received.raw, at)):
        raise Refused(clause, "the signature does not verify", notify)


def peer_identity(association: Association) -> HostIdentity:
    """Return the identity of the peer, whose HOST_ID is known.

    Raises:
        Refused: it is of a kind that is not accepted.
    """
    return identity_in(association.peer_host_id)


@lru_cache(maxsize=IDENTITIES)
def identity_in(tlv: bytes) -> HostIdentity:
    """Return the identity in a HOST_ID. Those of the latest peers are kept: a key takes kilobytes, and time to read.

    Raises:
        Malformed: these are no parameters.
        Refused: they aren't one HOST_ID, or its identity is malformed, or of a kind that is not accepted.
    """
    match parse_parameters(tlv):
        case (HostId() as host_id,):
            try:
                return from_host_id(host_id)
            except UnsupportedIdentity as error:
                raise Refused("RFC 7401 5.2.9", str(error)) from error
        case _:
            raise Refused("RFC 7401 6.4.2", "there is no HOST_ID of the peer, or something beside it")
