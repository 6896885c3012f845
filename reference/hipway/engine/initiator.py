"""The Initiator: it sends I1, checks R1, solves the puzzle, sends I2 and checks R2 (RFC 7401 6.6, 6.8 and 6.10)."""

import math
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from hipway.addresses import Endpoint
from hipway.crypto.ciphers import encrypt, iv_size
from hipway.crypto.faults import InvalidPublicValue, UnsupportedIdentity
from hipway.crypto.groups import GROUPS
from hipway.crypto.keymat import Keymat, hip_keys
from hipway.crypto.puzzle import Search
from hipway.crypto.suites import RHASH
from hipway.engine import channel, registration
from hipway.engine.association import Association, Exchange, State
from hipway.engine.packets import check_mac2, check_signature, peer_identity, sealed
from hipway.engine.refusal import Refused
from hipway.identity import HostIdentity, from_host_id
from hipway.wire.numbers import PacketType, ParameterType
from hipway.wire.packet import Packet, Received, build, build_parameters
from hipway.wire.parameters import (
    DhGroupList,
    DiffieHellman,
    EchoRequestSigned,
    EchoRequestUnsigned,
    EchoResponseSigned,
    EchoResponseUnsigned,
    Encrypted,
    EspInfo,
    EspTransform,
    HipCipher,
    HipSignature2,
    HitSuiteList,
    HostId,
    Parameter,
    Puzzle,
    R1Counter,
    Solution,
    TransportFormatList,
)
from hipway.wire.protection import covered_signature2

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["needed", "receive_r1", "receive_r2", "retry", "search", "start"]

HALF_OF_LIFE = 0.5  # of a puzzle is left for the way of the I2


def start(  # what it depends on
    engine: "Engine",
    association: Association,
    endpoints: Sequence[Endpoint],
    services: tuple[int, ...],
    now: float,
) -> None:
    """Send the first I1 (RFC 7401 6.6) and go to I1-SENT."""
    association.exchange = Exchange(deque(endpoints), engine.config.groups, services=services)
    engine.enter(association, State.I1_SENT, now)
    association.exchange.packet = build(
        Packet(PacketType.I1, association.ours, association.peer, (DhGroupList(engine.config.groups),))
    )
    retry(engine, association, now)


def retry(engine: "Engine", association: Association, now: float) -> None:
    """Send the I1 or I2 that is under way once more, or give up (RFC 7401 4.4.3 Tables 3 and 4)."""
    exchange = association.exchange
    if exchange is None:
        raise AssertionError
    config = engine.config
    most = config.i1_retries if association.state is State.I1_SENT else config.i2_retries
    if exchange.tries > most:
        engine.fail(association, f"no answer to {association.state.value.removesuffix('-SENT')}", now)
        return
    if association.state is State.I1_SENT:
        association.endpoint = exchange.endpoints[0]
        exchange.endpoints.rotate(-1)  # the next one next time: a peer may be reached at one of them only
    engine.transmit(association, exchange.packet, now)
    association.retry = now + min(config.retry_first * 2**exchange.tries, config.retry_longest)
    exchange.tries += 1


# ------------------------------------------------------------------ R1


def receive_r1(engine: "Engine", association: Association, received: Received, source: Endpoint, now: float) -> None:
    """Check an R1 (RFC 7401 6.8) and begin to solve its puzzle."""
    packet = received.packet
    exchange = association.exchange
    if exchange is None or association.state not in {State.I1_SENT, State.I2_SENT}:
        raise Refused("RFC 7401 6.8 step 2", "no I1 of this host awaits an R1")
    counter = packet.get(R1Counter)
    generation = counter.counter if counter else 0
    least = association.generation + (1 if association.state is State.I2_SENT or exchange.search else 0)
    if generation < least:
        raise Refused("RFC 7401 6.8 steps 5 and 8", "an R1 of this generation has been seen")
    identity = _responder(packet)
    _check_choices(engine, association, exchange, packet)
    _check_signature2(engine, received, identity)
    engine.know(association, packet.sender)
    association.generation = generation
    association.peer_host_id = received.tlv(HostId) or b""
    association.endpoint = source
    exchange.r1 = received
    puzzle = needed(packet, Puzzle)
    lifetime = math.ldexp(1.0, puzzle.lifetime - 32)
    exchange.solve_until = now + lifetime * HALF_OF_LIFE
    rhash = RHASH[identity.suite]
    start_at = engine.entropy(rhash.size)
    exchange.search = Search(rhash, puzzle.i, puzzle.k, association.ours, packet.sender, start_at)
    association.retry = math.inf
    search(engine, association, now)


def _responder(packet: Packet) -> HostIdentity:
    host_id = needed(packet, HostId)
    try:
        identity = from_host_id(host_id)
    except UnsupportedIdentity as error:
        raise Refused("RFC 7401 6.8 step 10", str(error)) from error
    if identity.hit != packet.sender:
        raise Refused("RFC 7401 6.8 step 10", "the HOST_ID does not belong to the sender's HIT")
    return identity


def _check_choices(engine: "Engine", association: Association, exchange: Exchange, packet: Packet) -> None:
    """Check what the R1 offers: suite, group, cipher, format, puzzle (RFC 7401 6.8 steps 6, 7, 12, 14 and 15)."""
    suite = engine.identities[association.ours].public.suite
    if suite not in needed(packet, HitSuiteList).suites:
        raise Refused("RFC 7401 6.8 step 6", f"the peer does not support HIT Suite {suite}")
    groups = needed(packet, DhGroupList).groups
    value = needed(packet, DiffieHellman)
    best = next((group for group in groups if group in exchange.groups), None)
    if value.group != best:
        raise Refused("RFC 7401 6.8 step 7", f"the best group of both is {best}, not {value.group}")
    if not set(needed(packet, HipCipher).ciphers) & set(engine.config.ciphers):
        raise Refused("RFC 7401 6.8 step 14", "no HIP cipher is offered that we know")
    if ParameterType.ESP_TRANSFORM not in needed(packet, TransportFormatList).formats:
        raise Refused("RFC 7401 6.8 step 15", "ESP is not offered")
    if not set(needed(packet, EspTransform).suites) & set(engine.config.esp_suites):
        raise Refused("RFC 7402 6.4", "no ESP suite is offered that we know")
    puzzle = needed(packet, Puzzle)
    if puzzle.k > engine.config.puzzle_difficulty_accepted:
        raise Refused("RFC 7401 6.8 step 12", f"a puzzle of difficulty {puzzle.k} is not solved")


def _check_signature2(engine: "Engine", received: Received, identity: HostIdentity) -> None:
    signature = received.packet.get(HipSignature2)
    at = received.offset(HipSignature2)
    if signature is None or at is None:
        raise Refused("RFC 7401 6.8 step 4", "there is no HIP_SIGNATURE_2")
    engine.work.verifications += 1
    if signature.algorithm != identity.algorithm or not identity.verify(
        signature.signature, covered_signature2(received.raw, at)
    ):
        raise Refused("RFC 7401 6.8 step 4", "the signature of the R1 does not verify")


P = TypeVar("P", bound=Parameter)


def needed(packet: Packet, kind: type[P]) -> P:
    """Return a parameter that the packet must have.

    Raises:
        Refused: it doesn't have it.
    """
    found = packet.get(kind)
    if found is None:
        raise Refused("RFC 7401 5.3", f"there is no {kind.__name__}")
    return found


# ------------------------------------------------------------------ puzzle and I2


def search(engine: "Engine", association: Association, now: float) -> None:
    """Look for a solution in a slice of work, and send the I2 once it is found (RFC 7401 6.8 step 12)."""
    exchange = association.exchange
    if exchange is None or exchange.search is None or exchange.r1 is None:
        raise AssertionError
    tries = engine.config.puzzle_tries
    engine.work.hashes += tries
    solution = exchange.search.step(tries)
    if solution is not None:
        exchange.search = None
        _send_i2(engine, association, exchange, exchange.r1, solution, now)
    elif now >= exchange.solve_until:
        exchange.search = None
        engine.enter(association, State.I1_SENT, now)  # the retry bound stays as it is (RFC 7401 6.8 step 12)
        association.retry = now


def _send_i2(  # noqa: PLR0913, PLR0917  # what it depends on
    engine: "Engine", association: Association, exchange: Exchange, r1: Received, j: bytes, now: float
) -> None:
    """Agree on keys, and send the I2 (RFC 7401 6.8 steps 13 to 18, 5.3.3)."""
    packet = r1.packet
    config = engine.config
    value = needed(packet, DiffieHellman)
    puzzle = needed(packet, Puzzle)
    exponent = GROUPS[value.group].draw(engine.entropy)
    engine.work.diffie_hellman += 2
    try:
        kij = exponent.shared(value.public_value)
    except InvalidPublicValue as error:
        raise Refused("RFC 7401 6.8 step 13", str(error)) from error
    rhash = RHASH[_responder(packet).suite]
    cipher = next(c for c in needed(packet, HipCipher).ciphers if c in config.ciphers)
    suite = next(s for s in needed(packet, EspTransform).suites if s in config.esp_suites)
    keymat = Keymat(rhash, kij, puzzle.i, j, association.ours, association.peer)
    association.initiator = True
    association.salt = (puzzle.i, j)
    association.rhash, association.group, association.exponent = rhash, value.group, exponent
    association.peer_public, association.keymat, association.esp_suite = value.public_value, keymat, suite
    association.keys = hip_keys(keymat, cipher, rhash, association.ours, association.peer)
    association.keymat_index = association.keys.index
    spi = channel.new_inbound(engine, association)
    parameters = _of_i2(engine, association, exchange, packet, cipher, spi, j)
    unsigned = tuple(EchoResponseUnsigned(echo.data) for echo in packet.all(EchoRequestUnsigned))
    identity = engine.identities[association.ours]
    exchange.packet = sealed(PacketType.I2, association, identity, parameters, engine.work, behind=unsigned)
    exchange.tries = 0
    engine.enter(association, State.I2_SENT, now)
    retry(engine, association, now)


def _of_i2(  # noqa: PLR0913, PLR0917  # what goes into it
    engine: "Engine",
    association: Association,
    exchange: Exchange,
    r1: Packet,
    cipher: int,
    spi: int,
    j: bytes,
) -> tuple[Parameter, ...]:
    """Return what an I2 carries before its MAC, in the order of types (RFC 7401 5.3.3, RFC 7402 5.2.1.2)."""
    puzzle = needed(r1, Puzzle)
    counter = r1.get(R1Counter)
    echo = r1.get(EchoRequestSigned)
    if association.exponent is None or association.keys is None:
        raise AssertionError
    host_id = engine.identities[association.ours].public.host_id()
    hidden: Parameter = host_id
    if engine.config.encrypt_host_id:
        iv = engine.entropy(iv_size(cipher))
        hidden = Encrypted(encrypt(cipher, association.keys.encrypt_out, iv, build_parameters((host_id,))))
    found: list[Parameter | None] = [
        EspInfo(association.keymat_index, 0, spi),
        counter,
        Solution(puzzle.k, puzzle.opaque, puzzle.i, j),
        DiffieHellman(association.group, association.exponent.public),
        HipCipher((cipher,)),
        hidden,
        registration.request(exchange.services, r1),
        EchoResponseSigned(echo.data) if echo else None,
        TransportFormatList((ParameterType.ESP_TRANSFORM,)),
        EspTransform((association.esp_suite,)),
    ]
    return tuple(parameter for parameter in found if parameter is not None)


# ------------------------------------------------------------------ R2


def receive_r2(engine: "Engine", association: Association, received: Received, source: Endpoint, now: float) -> None:
    """Check an R2 (RFC 7401 6.10): the association is established."""
    del source
    packet = received.packet
    check_mac2(received, association, engine.work, "RFC 7401 6.10 step 3")
    check_signature(received, peer_identity(association), engine.work, "RFC 7401 6.10 step 4")
    info = needed(packet, EspInfo)
    if info.old_spi != 0 or info.new_spi == 0:
        raise Refused("RFC 7402 6.6", "ESP_INFO of an R2 names one new SPI and no old one")
    if association.endpoint is None:
        raise AssertionError
    exchange = association.exchange
    association.exchange = None
    channel.install(engine, association, info.new_spi)
    engine.establish(association, association.endpoint, now)
    if exchange is not None:
        registration.learn(engine, association, packet, now)
    channel.flush(engine, association, now)
