"""The Responder: it answers I1s from its pool, and checks I2s, the cheap things first (RFC 7401 6.7 and 6.9)."""

from typing import TYPE_CHECKING

from hipway.crypto.ciphers import decrypt
from hipway.crypto.faults import InvalidPublicValue, Undecipherable
from hipway.crypto.keymat import Keymat, hip_keys
from hipway.engine import channel, lifecycle, registration, rendezvous
from hipway.engine.arrival import Arrival
from hipway.engine.association import Answered, Association, State
from hipway.engine.packets import appended, check_mac, check_signature, digest, needed, peer_identity, sealed
from hipway.engine.pool import Offer, Pool
from hipway.engine.refusal import Refused
from hipway.wire.numbers import PacketType, ParameterType
from hipway.wire.packet import Packet, build_parameters, parse_parameters
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

__all__ = ["receive_i1", "receive_i2"]


def receive_i1(engine: "Engine", association: Association | None, arrival: Arrival) -> None:
    """Answer an I1 with an R1, and keep nothing (RFC 7401 6.7)."""
    packet = arrival.packet
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


def _pool(engine: "Engine", packet: Packet) -> Pool:
    """Return the pool of the identity that is asked for, or of one of the Initiator's suite (RFC 7401 6.7 step 5)."""
    found = engine.pools.get(packet.receiver)
    if found is not None:
        return found
    same = [pool for hit, pool in engine.pools.items() if hit[3] == packet.sender[3]]
    return same[0] if same else engine.pools[engine.default]


# ------------------------------------------------------------------ I2


def receive_i2(engine: "Engine", association: Association | None, arrival: Arrival) -> None:
    """Check an I2, make the association, and answer with R2 (RFC 7401 6.9)."""
    received, source, local, now = arrival
    packet = received.packet
    if association is not None and association.state is State.I2_SENT and association.ours < association.peer:
        raise Refused("RFC 7401 6.9 step 5", "both ends initiate, and the peer's HIT is greater: it answers")
    if association is None and len(engine.associations) >= engine.config.associations:
        raise Refused("RFC 7401 8", "there is no room for another association")
    _check_choices(engine, packet)
    pool = engine.pools[packet.receiver]
    offer = pool.check(packet, source, local, now)
    engine.load.count()
    made = _with_keys(engine, pool, offer, arrival)
    check_mac(received, made, engine.work, "RFC 7401 6.9 step 14")
    _check_identity(made, packet)
    check_signature(received, peer_identity(made), engine.work, "RFC 7401 6.9 step 15")
    if needed(packet, EspInfo).keymat_index != made.keymat_index:
        raise Refused("RFC 7402 6.5", "ESP_INFO of an I2 says where its keys begin")
    pool.use(packet)
    _answer(engine, association, made, arrival)


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
    info = needed(packet, EspInfo)
    if info.old_spi != 0 or info.new_spi == 0:
        raise Refused("RFC 7402 6.5", "ESP_INFO of an I2 names one new SPI, and no old one")


def _with_keys(engine: "Engine", pool: Pool, offer: Offer, arrival: Arrival) -> Association:
    """Return a new association with the keys of this exchange (RFC 7401 6.9 step 10)."""
    packet = arrival.packet
    ours, peer = pool.identity.public.hit, packet.sender
    value, solution = needed(packet, DiffieHellman), needed(packet, Solution)
    (cipher,) = needed(packet, HipCipher).ciphers
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
    if peer_identity(made).hit != packet.sender:
        raise Refused("RFC 7401 6.9 step 12", "the HOST_ID does not belong to the sender's HIT")


def _answer(engine: "Engine", old: Association | None, made: Association, arrival: Arrival) -> None:
    """Install the association in place of an old one, and send R2 (RFC 7401 6.9 steps 18 to 21)."""
    received, source, local, now = arrival
    info = needed(arrival.packet, EspInfo)
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
    parameters += registration.decide(engine, made, arrival.packet, now)
    identity = engine.identities[made.ours]
    own = build_parameters((identity.public.host_id(),))
    r2 = sealed(PacketType.R2, made, identity, tuple(parameters), engine.work, own_host_id=own)
    made.answered = Answered(digest(received.raw), r2)
    engine.send_packet(r2, source, local.address)
    lifecycle.introduce(engine, made, now)
    channel.flush(engine, made, now)
    engine.schedule(made)
