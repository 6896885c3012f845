"""The Responder: it answers I1s from its pool, and checks I2s, the cheap things first (RFC 7401 6.7 and 6.9)."""

import hashlib
from typing import TYPE_CHECKING

from hipway.addresses import Endpoint
from hipway.crypto.ciphers import decrypt
from hipway.crypto.faults import InvalidPublicValue, Undecipherable, UnsupportedIdentity
from hipway.crypto.keymat import Keymat, hip_keys
from hipway.engine import channel, registration, rendezvous
from hipway.engine.association import Association, State
from hipway.engine.initiator import needed
from hipway.engine.packets import check_mac, check_signature, peer_identity, sealed
from hipway.engine.pool import Offer, Pool
from hipway.engine.refusal import Refused
from hipway.identity import from_host_id
from hipway.wire.numbers import PacketType, ParameterType
from hipway.wire.packet import Packet, Received, build_parameters, parse_parameters
from hipway.wire.parameters import (
    DiffieHellman,
    EchoRequestSigned,
    Encrypted,
    EspInfo,
    EspTransform,
    HipCipher,
    HostId,
    Parameter,
    Solution,
    TransportFormatList,
)
from hipway.wire.refusal import Malformed

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["receive_i1", "receive_i2"]


def receive_i1(
    engine: "Engine", association: Association | None, received: Received, source: Endpoint, local: Endpoint, now: float
) -> None:
    """Answer an I1 with an R1, and keep nothing (RFC 7401 6.7)."""
    packet = received.packet
    pool = _pool(engine, packet)
    ours = pool.identity.public.hit
    if association is not None and association.state is State.I1_SENT and ours < packet.sender:
        raise Refused("RFC 7401 6.7 step 3", "both ends initiate, and the peer's HIT is greater: it answers")
    answer_to, extra = rendezvous.who_asks(engine, received, source)
    if not engine.limiter.allows(answer_to.address, now):
        raise Refused("RFC 7401 6.7", "enough R1s went to this address")
    r1 = pool.answer(packet, answer_to, local, extra)
    engine.send_packet(r1, answer_to, local.address, now)


def _pool(engine: "Engine", packet: Packet) -> Pool:
    """Return the pool of the identity that is asked for, or of one of the Initiator's suite (RFC 7401 6.7 step 5)."""
    found = engine.pools.get(packet.receiver)
    if found is not None:
        return found
    if any(packet.receiver):
        raise Refused("RFC 7401 6.7 step 1", "the receiver's HIT is none of ours")
    same = [pool for hit, pool in engine.pools.items() if hit[3] == packet.sender[3]]
    return same[0] if same else next(iter(engine.pools.values()))


# ------------------------------------------------------------------ I2


def receive_i2(
    engine: "Engine", association: Association | None, received: Received, source: Endpoint, local: Endpoint, now: float
) -> None:
    """Check an I2, make the association, and answer with R2 (RFC 7401 6.9)."""
    packet = received.packet
    digest = hashlib.sha256(received.raw).digest()
    if association is not None:
        if association.answered is not None and association.answered[0] == digest:
            engine.send_packet(association.answered[1], source, local.address, now)  # step 4
            return
        if association.state is State.I2_SENT and association.ours < association.peer:
            raise Refused("RFC 7401 6.9 step 5", "both ends initiate, and the peer's HIT is greater: it answers")
    pool = engine.pools[packet.receiver]
    offer = pool.check(received, source, local, now)
    engine.load.count(now)
    _check_choices(engine, packet)
    made = _keys(engine, pool, offer, packet, now)
    _check_identity(made, packet)
    check_mac(received, made, engine.work, "RFC 7401 6.9 step 14")
    check_signature(received, peer_identity(made), engine.work, "RFC 7401 6.9 step 15")
    info = needed(packet, EspInfo)
    if info.old_spi != 0 or info.new_spi == 0 or info.keymat_index != made.keymat_index:
        raise Refused("RFC 7402 6.5", "ESP_INFO of an I2 names one new SPI, no old one, and where its keys begin")
    engine.make_room(association)
    pool.use(packet)
    _answer(engine, association, made, packet, digest, info.new_spi, source, local, now)


def _check_choices(engine: "Engine", packet: Packet) -> None:
    """Check that each choice was offered, and that it is one (RFC 7401 6.9 steps 9 and 13, RFC 7402 6.5)."""
    ciphers = needed(packet, HipCipher).ciphers
    if len(ciphers) != 1 or ciphers[0] not in engine.config.ciphers:
        raise Refused("RFC 7401 6.9 step 9", "HIP_CIPHER names one of the ciphers that were offered")
    if needed(packet, TransportFormatList).formats != (ParameterType.ESP_TRANSFORM,):
        raise Refused("RFC 7401 6.9 step 13", "TRANSPORT_FORMAT_LIST names the one format that was offered")
    suites = needed(packet, EspTransform).suites
    if len(suites) != 1 or suites[0] not in engine.config.esp_suites:
        raise Refused("RFC 7402 6.5", "ESP_TRANSFORM names one of the suites that were offered")
    if packet.get(EchoRequestSigned) is not None:
        raise Refused("RFC 7401 5.3.3", "an I2 carries no ECHO_REQUEST")


def _keys(engine: "Engine", pool: Pool, offer: Offer, packet: Packet, now: float) -> Association:
    """Return a new association with the keys of this exchange (RFC 7401 6.9 step 10)."""
    value = needed(packet, DiffieHellman)
    solution = needed(packet, Solution)
    engine.work.diffie_hellman += 1
    try:
        kij = offer.exponent.shared(value.public_value)
    except InvalidPublicValue as error:
        raise Refused("RFC 7401 6.9 step 10", str(error)) from error
    ours = packet.receiver
    made = Association(ours, packet.sender, State.UNASSOCIATED, now)
    made.rhash, made.group, made.exponent, made.peer_public = (
        pool.rhash,
        offer.group,
        offer.exponent,
        value.public_value,
    )
    made.salt = (solution.i, solution.j)
    made.keymat = Keymat(pool.rhash, kij, solution.i, solution.j, packet.sender, ours)
    (cipher,) = needed(packet, HipCipher).ciphers
    made.keys = hip_keys(made.keymat, cipher, pool.rhash, ours, packet.sender)
    made.keymat_index = made.keys.index
    (made.esp_suite,) = needed(packet, EspTransform).suites
    hidden = packet.get(Encrypted)
    host_id: Parameter | None = packet.get(HostId)
    if hidden is not None:
        host_id = _decrypted(cipher, made.keys.encrypt_in, hidden)
    if not isinstance(host_id, HostId):
        raise Refused("RFC 7401 6.9 step 11", "there is no HOST_ID")
    made.peer_host_id = build_parameters((host_id,))
    return made


def _decrypted(cipher: int, key: bytes, hidden: Encrypted) -> Parameter:
    try:
        found = parse_parameters(decrypt(cipher, key, hidden.data))
    except (Undecipherable, Malformed) as error:
        raise Refused("RFC 7401 6.9 step 11", f"ENCRYPTED holds no HOST_ID: {error}") from error
    if len(found) != 1:
        raise Refused("RFC 7401 6.9 step 11", "ENCRYPTED holds one HOST_ID and nothing else")
    return found[0]


def _check_identity(made: Association, packet: Packet) -> None:
    try:
        identity = from_host_id(peer_identity(made))
    except UnsupportedIdentity as error:
        raise Refused("RFC 7401 6.9 step 3", str(error)) from error
    if identity.hit != packet.sender:
        raise Refused("RFC 7401 6.9 step 12", "the HOST_ID does not belong to the sender's HIT")


def _answer(  # noqa: PLR0913, PLR0917  # what it depends on
    engine: "Engine",
    old: Association | None,
    made: Association,
    packet: Packet,
    digest: bytes,
    peer_spi: int,
    source: Endpoint,
    local: Endpoint,
    now: float,
) -> None:
    """Install the association in place of an old one, and send R2 (RFC 7401 6.9 steps 18 to 21)."""
    spi = channel.new_inbound(engine, made)
    channel.install(engine, made, peer_spi)
    made.local = local.address
    engine.replace(old, made, source, now)
    parameters: list[Parameter] = [EspInfo(made.keys.index if made.keys else 0, 0, spi)]
    parameters += registration.decide(engine, made, packet, source, now)
    identity = engine.identities[made.ours]
    r2 = sealed(
        PacketType.R2,
        made,
        identity,
        tuple(parameters),
        engine.work,
        own_host_id=build_parameters((identity.public.host_id(),)),
    )
    made.answered = (digest, r2)
    engine.send_packet(r2, source, local.address, now)
    channel.flush(engine, made, now)
