"""The Responder: it answers I1s from its pool, and checks I2s, the cheap things first (RFC 7401 6.7 and 6.9)."""

from typing import TYPE_CHECKING

from hipway.crypto.ciphers import decrypt
from hipway.crypto.faults import InvalidPublicValue, Undecipherable
from hipway.crypto.keymat import Keymat, hip_keys
from hipway.engine import channel, closing, lifecycle, registration, rendezvous
from hipway.engine.arrival import Arrival
from hipway.engine.association import Answered, Association, State
from hipway.engine.packets import appended, check_mac, check_signature, digest, needed, peer_identity, sealed
from hipway.engine.pool import Offer, Pool
from hipway.engine.refusal import Refused
from hipway.identity import HIT_SUITES, suite_of
from hipway.wire.numbers import HitSuite, NotifyType, PacketType, ParameterType
from hipway.wire.packet import Packet, Received
from hipway.wire.parameters import (
    DiffieHellman,
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

__all__ = ["asked", "receive_i1", "receive_i2"]


def receive_i1(engine: "Engine", association: Association | None, arrival: Arrival) -> None:
    """Answer an I1 with an R1, and keep nothing (RFC 7401 6.7)."""
    packet = arrival.received.packet
    pool = _pool(engine, packet)
    if association is not None and association.state is State.I1_SENT and association.ours < packet.sender:
        raise Refused("RFC 7401 6.7 step 3", "both ends initiate, and the peer's HIT is greater: it answers")
    asked, via = rendezvous.who_asks(engine, arrival)
    if not engine.limiter.allows(asked.source.address, asked.now):
        raise Refused("RFC 7401 6.7", "enough R1s went to this address")
    r1 = pool.answer(packet, asked.source, asked.local)
    for parameter in via:
        r1 = appended(r1, parameter)
    engine.send_packet(r1, asked.source, asked.local.address)


def asked(engine: "Engine", packet: Packet) -> bytes:
    """Return the HIT of ours that an I1 reaches, also if it names none (RFC 7401 4.1.8)."""
    return _pool(engine, packet).identity.public.hit


def _pool(engine: "Engine", packet: Packet) -> Pool:
    """Return the pool of the identity that is asked for.

    If none is, of one of the Initiator's HIT Suite, or else of the suite that is REQUIRED (RFC 7401 6.7 step 5).
    """
    found = engine.pools.get(packet.receiver)
    if found is not None:
        return found
    by_suite: dict[int, Pool] = {pool.identity.public.suite: pool for pool in reversed(engine.pools.values())}
    wanted = by_suite.get(suite_of(packet.sender)) or by_suite.get(HitSuite.RSA_SHA256)
    return wanted or engine.pools[engine.default]


# ------------------------------------------------------------------ I2


def receive_i2(engine: "Engine", association: Association | None, arrival: Arrival) -> None:
    """Check an I2, make the association, and answer with R2 (RFC 7401 6.9)."""
    received, source, local, now = arrival
    packet = received.packet
    if association is not None and association.state is State.I2_SENT and association.ours < association.peer:
        raise Refused("RFC 7401 6.9 step 5", "both ends initiate, and the peer's HIT is greater: it answers")
    if suite_of(packet.sender) not in HIT_SUITES:
        raise Refused("RFC 7401 6.9 step 3", "the Initiator's HIT Suite is not supported")
    pool = engine.pools[packet.receiver]
    claim = pool.check(packet, source, local, now)
    engine.load.count()
    try:
        made = _checked(engine, pool, claim.offer, arrival, association)
    except Refused as refused:
        if refused.notify is not None:
            closing.notify_initiator(engine, arrival, refused.notify)
        raise
    pool.use(claim)
    _answer(engine, association, made, arrival)


def _checked(engine: "Engine", pool: Pool, offer: Offer, arrival: Arrival, old: Association | None) -> Association:
    """Return the association that an I2 makes, all of it checked (RFC 7401 6.9 steps 9 to 15).

    The MAC comes before anything is decrypted: whoever changes the ciphertext learns nothing from how that is refused.
    """
    received = arrival.received
    packet = received.packet
    if old is None and len(engine.associations) >= engine.config.associations:
        busy = NotifyType.RESPONDER_BUSY_PLEASE_RETRY
        raise Refused("RFC 7401 8", "there is no room for another association", busy)
    cipher, suite = _choices(engine, packet)
    made = _with_keys(engine, pool, offer, arrival, cipher)
    made.esp_suite = suite
    check_mac(received, made, engine.work, "RFC 7401 6.9 step 14", NotifyType.HIP_MAC_FAILED)
    _take_identity(made, received, cipher)
    check_signature(
        received, peer_identity(made), engine.work, "RFC 7401 6.9 step 15", NotifyType.AUTHENTICATION_FAILED
    )
    info = needed(packet, EspInfo)
    syntax = NotifyType.INVALID_SYNTAX
    if info.old_spi != 0 or info.new_spi == 0:
        raise Refused("RFC 7402 6.5", "ESP_INFO of an I2 names one new SPI, and no old one", syntax)
    if info.keymat_index != made.keymat_index:
        raise Refused("RFC 7402 6.5", "ESP_INFO of an I2 says where its keys begin", syntax)
    return made


def _choices(engine: "Engine", packet: Packet) -> tuple[int, int]:
    """Return HIP cipher and ESP suite; each choice was offered, and is one (RFC 7401 6.9 steps 9, 13, RFC 7402 6.5)."""
    (cipher,) = needed(packet, HipCipher).ciphers
    if cipher not in engine.config.ciphers:
        kind = NotifyType.INVALID_HIP_CIPHER_CHOSEN
        raise Refused("RFC 7401 6.9 step 9", "HIP_CIPHER names one of the ciphers that were offered", kind)
    if needed(packet, TransportFormatList).formats != (ParameterType.ESP_TRANSFORM,):
        raise Refused("RFC 7401 6.9 step 13", "TRANSPORT_FORMAT_LIST names the one format that was offered")
    (suite,) = needed(packet, EspTransform).suites
    if suite not in engine.config.esp_suites:
        kind = NotifyType.INVALID_ESP_TRANSFORM_CHOSEN
        raise Refused("RFC 7402 6.5", "ESP_TRANSFORM names one of the suites that were offered", kind)
    return cipher, suite


def _with_keys(engine: "Engine", pool: Pool, offer: Offer, arrival: Arrival, cipher: int) -> Association:
    """Return a new association with the keys of this exchange (RFC 7401 6.9 step 10)."""
    packet = arrival.received.packet
    ours, peer = pool.identity.public.hit, packet.sender
    value, solution = needed(packet, DiffieHellman), needed(packet, Solution)
    engine.work.diffie_hellman += 1
    try:
        kij = offer.exponent.shared(value.public_value)
    except InvalidPublicValue as error:
        raise Refused("RFC 7401 6.9 step 10", str(error)) from error
    made = Association(ours, peer, State.UNASSOCIATED, arrival.now)
    made.rhash, made.group, made.exponent = pool.rhash, offer.group, offer.exponent
    made.peer_public, made.salt = value.public_value, solution.i + solution.j
    made.keymat = Keymat(pool.rhash, kij, solution.i, solution.j, peer, ours)
    made.keys = hip_keys(made.keymat, cipher, pool.rhash, ours, peer)
    made.keymat_index = made.keys.index
    return made


def _take_identity(made: Association, received: Received, cipher: int) -> None:
    """Take the Initiator's HOST_ID, and check that its HIT belongs to it (RFC 7401 6.9 steps 11 and 12)."""
    packet = received.packet
    hidden = packet.get(Encrypted)
    if hidden is not None and made.keys is not None:
        made.peer_host_id = _decrypted(cipher, made.keys.encrypt_in, hidden)
    else:
        made.peer_host_id = received.tlv(HostId) or b""
    try:
        identity = peer_identity(made)
    except Malformed as error:  # step 11: it is dropped silently
        raise Refused("RFC 7401 6.9 step 11", f"ENCRYPTED holds no HOST_ID: {error}") from error
    if identity.hit != packet.sender:
        what = "the HOST_ID does not belong to the sender's HIT"
        raise Refused("RFC 7401 6.9 step 12", what, NotifyType.INVALID_HIT)


def _decrypted(cipher: int, key: bytes, hidden: Encrypted) -> bytes:
    try:
        return decrypt(cipher, key, hidden.data)
    except Undecipherable as error:
        raise Refused("RFC 7401 6.9 step 11", str(error), NotifyType.ENCRYPTION_FAILED) from error


def _answer(engine: "Engine", old: Association | None, made: Association, arrival: Arrival) -> None:
    """Install the association in place of an old one, and send R2 (RFC 7401 6.9 steps 18 to 21)."""
    received, source, local, now = arrival
    packet = received.packet
    info = needed(packet, EspInfo)
    if made.keymat is None:
        raise Refused("RFC 7401 6.9 step 10", "there are no keys")
    index = made.keymat_index
    made.spi = channel.new_spi(engine, made)
    made.inbound, made.outbound, made.keymat_index = channel.make(
        engine, made, made.keymat, index, made.spi, info.new_spi
    )
    made.local = local.address
    lifecycle.replace(engine, old, made, source, now)
    parameters: list[Parameter] = [EspInfo(index, 0, made.spi)]
    parameters += registration.decide(engine, made, packet, now)
    identity = engine.identities[made.ours]
    own = engine.pools[made.ours].host_id
    r2 = sealed(PacketType.R2, made, identity, tuple(parameters), engine.work, own_host_id=own)
    made.answered = Answered(digest(received.raw), r2)
    engine.send_packet(r2, source, local.address)
    lifecycle.introduce(engine, made, now)
    channel.flush(engine, made, now)
    engine.schedule(made)
