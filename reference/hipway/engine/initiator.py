"""The Initiator: it sends I1, checks R1, solves the puzzle, sends I2 and checks R2 (RFC 7401 6.6, 6.8 and 6.10)."""

import math
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hipway.addresses import Endpoint
from hipway.crypto.ciphers import encrypt, iv_size
from hipway.crypto.faults import InvalidPublicValue
from hipway.crypto.groups import GROUPS
from hipway.crypto.keymat import Keymat, hip_keys
from hipway.crypto.puzzle import Search
from hipway.crypto.suites import RHASH, Rhash
from hipway.engine import channel, lifecycle, registration
from hipway.engine.arrival import Arrival
from hipway.engine.association import FOREVER, Association, Exchange, State
from hipway.engine.packets import check_mac2, check_signature, first_of, identity_in, needed, peer_identity, sealed
from hipway.engine.refusal import Refused
from hipway.identity import HostIdentity
from hipway.wire.numbers import PacketType, ParameterType
from hipway.wire.packet import Packet, Received, build
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
    RegInfo,
    Solution,
    TransportFormatList,
)
from hipway.wire.protection import covered_signature2

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = ["receive_r1", "receive_r2", "retry", "search", "start", "start_over", "try_as_well"]

HALF_OF_LIFE = 0.5  # of a puzzle is left for the way of the I2


def start(engine: "Engine", association: Association, endpoints: Sequence[Endpoint], now: float) -> None:
    """Send the first I1 (RFC 7401 6.6) and go to I1-SENT."""
    groups = engine.config.groups
    association.exchange = Exchange(deque(endpoints), groups, i1=_i1(association, groups))
    lifecycle.enter(engine, association, State.I1_SENT, now)
    retry(engine, association, now)


def _i1(association: Association, groups: tuple[int, ...]) -> bytes:
    return build(Packet(PacketType.I1, association.ours, association.peer, (DhGroupList(groups),)))


def try_as_well(association: Association, endpoints: Sequence[Endpoint]) -> None:
    """Try further addresses of the peer, if its R1 is still waited for."""
    exchange = association.exchange
    if exchange is not None and association.state is State.I1_SENT:
        exchange.endpoints.extendleft(each for each in reversed(endpoints) if each not in exchange.endpoints)


def start_over(engine: "Engine", association: Association, now: float) -> None:
    """Begin anew from I1-SENT: the R1 that was answered, or was to be, leads nowhere. The retry bound stays."""
    exchange = association.exchange
    if exchange is None:
        return
    exchange.search = exchange.r1 = None
    exchange.early.clear()
    lifecycle.drop_sas(engine, association)
    if association.state is State.I2_SENT:
        exchange.tries = 0
        exchange.i1 = _i1(association, exchange.groups)  # who has answered an I1 for nobody is known now
    lifecycle.enter(engine, association, State.I1_SENT, now)
    association.retry = now + (_patience(engine, exchange) if exchange.tries else 0.0)


def _patience(engine: "Engine", exchange: Exchange) -> float:
    return min(math.ldexp(engine.config.retry_first, exchange.tries), engine.config.retry_longest)


def retry(engine: "Engine", association: Association, now: float) -> None:
    """Send the I1 or I2 that is under way once more, or give up (RFC 7401 4.4.3 Tables 3 and 4)."""
    exchange = association.exchange
    if exchange is None:
        return
    first = association.state is State.I1_SENT
    most = engine.config.i1_retries if first else engine.config.i2_retries
    if exchange.tries > most:
        lifecycle.fail(engine, association, f"no answer to {association.state.value.removesuffix('-SENT')}", now)
        return
    if first:
        _next_endpoint(engine, association, exchange)
    engine.transmit(association, exchange.i1 if first else exchange.i2, now)
    association.retry = now + _patience(engine, exchange)
    exchange.tries += 1


def _next_endpoint(engine: "Engine", association: Association, exchange: Exchange) -> None:
    """Try the peer's addresses in turn, since it may be reached at one of them only."""
    for _ in range(len(exchange.endpoints)):
        association.endpoint = exchange.endpoints[0]
        exchange.endpoints.rotate(-1)
        association.local = engine.source_for(association.endpoint, None)
        if association.local is not None or not engine.located:  # or else it isn't reachable
            break


# ------------------------------------------------------------------ R1


def receive_r1(engine: "Engine", association: Association, arrival: Arrival) -> None:
    """Check an R1 (RFC 7401 6.8) and begin to solve its puzzle."""
    received, source, local, now = arrival
    packet = received.packet
    exchange = association.exchange
    if exchange is None:
        raise Refused("RFC 7401 6.8 step 2", "no I1 of this host awaits an R1")
    counter = packet.get(R1Counter)
    generation = counter.counter if counter else 0
    waits_for_r2 = association.state is State.I2_SENT
    under_way = waits_for_r2 or exchange.search is not None
    if generation < association.generation + under_way:
        raise Refused("RFC 7401 6.8 steps 5 and 8", "an R1 of this generation has been seen")
    if not any(association.peer) and source not in exchange.endpoints:
        raise Refused("RFC 7401 6.8 step 1", "the opportunistic I1 did not go to this address")
    host_id = received.tlv(HostId) or b""
    identity = _responder(host_id, packet.sender)
    _check_choices(engine, exchange, packet, RHASH[identity.suite])
    _check_signature2(engine, received, identity)
    if engine.identities[association.ours].public.suite not in needed(packet, HitSuiteList).suites:
        _with_another_identity(engine, association, exchange, packet, now)
        return
    _check_value(packet)
    lifecycle.know(engine, association, packet.sender, now)
    if waits_for_r2:
        start_over(engine, association, now)
    association.generation = generation
    association.peer_host_id = host_id
    association.endpoint, association.local = source, local.address
    association.rhash = RHASH[identity.suite]
    exchange.r1 = received
    puzzle = needed(packet, Puzzle)
    exchange.solve_until = now + math.ldexp(1.0, puzzle.lifetime - 32) * HALF_OF_LIFE
    first = engine.entropy(association.rhash.size)
    exchange.search = Search(association.rhash, puzzle.i, puzzle.k, association.ours, packet.sender, first)
    association.retry = FOREVER
    search(engine, association, now)


def _with_another_identity(
    engine: "Engine", association: Association, exchange: Exchange, packet: Packet, now: float
) -> None:
    """Begin anew with a HIT of ours whose suite the peer supports (RFC 7401 6.8 step 6, Table 3)."""
    suites = needed(packet, HitSuiteList).suites
    supported = [hit for hit, identity in engine.identities.items() if identity.public.suite in suites]
    if not supported or (supported[0], association.peer) in engine.associations:
        raise Refused("RFC 7401 6.8 step 6", f"the peer supports the HIT Suites {suites} only")
    waiting, association.queue = association.queue, []
    lifecycle.forget(engine, association, now)
    engine.connect(association.peer, tuple(exchange.endpoints), now, ours=supported[0], services=association.services)
    made = engine.associations[supported[0], association.peer]
    made.queue, made.queued = waiting, association.queued


def _responder(host_id: bytes, hit: bytes) -> HostIdentity:
    identity = identity_in(host_id)
    if identity.hit != hit:
        raise Refused("RFC 7401 6.8 step 10", "the HOST_ID does not belong to the sender's HIT")
    return identity


def _check_choices(engine: "Engine", exchange: Exchange, packet: Packet, rhash: Rhash) -> None:
    """Check what the R1 offers: group, cipher, format, puzzle (RFC 7401 6.8 steps 7, 12, 14 and 15)."""
    groups = needed(packet, DhGroupList).groups
    value = needed(packet, DiffieHellman)
    best = first_of(groups, exchange.groups)
    if value.group != best:
        raise Refused("RFC 7401 6.8 step 7", f"the best group of both is {best}, not {value.group}")
    config = engine.config
    if first_of(config.ciphers, needed(packet, HipCipher).ciphers) is None:
        raise Refused("RFC 7401 6.8 step 14", "no HIP cipher is offered that we know")
    if ParameterType.ESP_TRANSFORM not in needed(packet, TransportFormatList).formats:
        raise Refused("RFC 7401 6.8 step 15", "ESP is not offered")
    if first_of(needed(packet, EspTransform).suites, config.esp_suites) is None:
        raise Refused("RFC 7402 6.4", "no ESP suite is offered that we know")
    puzzle = needed(packet, Puzzle)
    if len(puzzle.i) != rhash.size:
        raise Refused("RFC 7401 5.2.4", "#I is not as long as the hash of the peer's HIT Suite")
    if puzzle.k > config.puzzle_difficulty_accepted:
        raise Refused("RFC 7401 6.8 step 12", f"a puzzle of difficulty {puzzle.k} is not solved")


def _check_value(packet: Packet) -> None:
    """Check the public value, before the R1 takes the place of anything (RFC 7401 6.8 step 13)."""
    value = needed(packet, DiffieHellman)
    try:
        GROUPS[value.group].check(value.public_value)
    except InvalidPublicValue as error:
        raise Refused("RFC 7401 6.8 step 13", str(error)) from error


def _check_signature2(engine: "Engine", received: Received, identity: HostIdentity) -> None:
    found = received.find(HipSignature2)
    if found is None:
        raise Refused("RFC 7401 6.8 step 4", "there is no HIP_SIGNATURE_2")
    signature, at = found
    engine.work.verifications += 1
    if signature.algorithm != identity.algorithm or not identity.verify(
        signature.signature, covered_signature2(received.raw, at)
    ):
        raise Refused("RFC 7401 6.8 step 4", "the signature of the R1 does not verify")


# ------------------------------------------------------------------ puzzle and I2


def search(engine: "Engine", association: Association, now: float) -> None:
    """Look for a solution in a slice of work, and send the I2 once it is found (RFC 7401 6.8 step 12)."""
    exchange = association.exchange
    if exchange is None or exchange.search is None or exchange.r1 is None:
        return
    tries = engine.config.puzzle_tries
    engine.work.hashes += tries
    solution = exchange.search.step(tries)
    if solution is not None:
        exchange.search = None
        try:
            _send_i2(engine, association, exchange, exchange.r1.packet, solution, now)
        except Refused:
            start_over(engine, association, now)
            raise
    elif now >= exchange.solve_until:
        start_over(engine, association, now)


def _send_i2(  # noqa: PLR0913, PLR0917  # what it depends on
    engine: "Engine", association: Association, exchange: Exchange, r1: Packet, j: bytes, now: float
) -> None:
    """Agree on keys, and send the I2 (RFC 7401 6.8 steps 13 to 18, 5.3.3)."""
    config, rhash = engine.config, association.rhash
    value, puzzle = needed(r1, DiffieHellman), needed(r1, Puzzle)
    exponent = GROUPS[value.group].draw(engine.entropy)
    engine.work.diffie_hellman += 2
    kij = exponent.shared(value.public_value)
    cipher = first_of(config.ciphers, needed(r1, HipCipher).ciphers)
    suite = first_of(needed(r1, EspTransform).suites, config.esp_suites)
    if rhash is None or cipher is None or suite is None:
        raise Refused("RFC 7401 6.8 step 10", "the Responder is not known, or nothing that it offers")
    keymat = Keymat(rhash, kij, puzzle.i, j, association.ours, association.peer)
    keys = hip_keys(keymat, cipher, rhash, association.ours, association.peer)
    association.initiator, association.offer = True, r1.get(RegInfo)
    association.salt, association.peer_public = puzzle.i + j, value.public_value
    association.group, association.exponent = value.group, exponent
    association.keymat, association.keymat_index, association.keys = keymat, keys.index, keys
    association.esp_suite = suite
    association.spi = channel.new_spi(engine, association)
    identity = engine.identities[association.ours]
    host_id: Parameter
    if config.encrypt_host_id:
        iv = engine.entropy(iv_size(cipher))
        host_id = Encrypted(encrypt(cipher, keys.encrypt_out, iv, engine.pools[association.ours].host_id))
    else:
        host_id = identity.public.host_id()
    chosen = (DiffieHellman(value.group, exponent.public), HipCipher((cipher,)), host_id)
    parameters = _of_i2(association, r1, Solution(puzzle.k, puzzle.opaque, puzzle.i, j), chosen)
    unsigned = tuple(EchoResponseUnsigned(echo.data) for echo in r1.all(EchoRequestUnsigned))
    exchange.i2 = sealed(PacketType.I2, association, identity, parameters, engine.work, behind=unsigned)
    exchange.tries = 0
    lifecycle.enter(engine, association, State.I2_SENT, now)
    retry(engine, association, now)


def _of_i2(
    association: Association, r1: Packet, solution: Solution, chosen: tuple[Parameter, ...]
) -> tuple[Parameter, ...]:
    """Return what an I2 carries before its MAC, in the order of types (RFC 7401 5.3.3, RFC 7402 5.2.2)."""
    echo = r1.get(EchoRequestSigned)
    found: list[Parameter | None] = [
        EspInfo(association.keymat_index, 0, association.spi),
        r1.get(R1Counter),
        solution,
        *chosen,
        registration.request(association),
        EchoResponseSigned(echo.data) if echo else None,
        TransportFormatList((ParameterType.ESP_TRANSFORM,)),
        EspTransform((association.esp_suite,)),
    ]
    return tuple([parameter for parameter in found if parameter is not None])


# ------------------------------------------------------------------ R2


def receive_r2(engine: "Engine", association: Association, arrival: Arrival) -> None:
    """Check an R2 (RFC 7401 6.10): the association is established."""
    received, now = arrival.received, arrival.now
    check_mac2(received, association, engine.work, "RFC 7401 6.10 step 3")
    check_signature(received, peer_identity(association), engine.work, "RFC 7401 6.10 step 4")
    info = needed(received.packet, EspInfo)
    if info.old_spi != 0 or info.new_spi == 0:
        raise Refused("RFC 7402 6.6", "ESP_INFO of an R2 names one new SPI and no old one")
    if association.keymat is None or association.endpoint is None:
        raise Refused("RFC 7401 6.10 step 1", "no I2 of this host awaits an R2")
    association.inbound, association.outbound, association.keymat_index = channel.make(
        engine, association, association.keymat, association.keymat_index, association.spi, info.new_spi
    )
    early = association.exchange.early if association.exchange is not None else []
    lifecycle.establish(engine, association, association.endpoint, now)
    registration.learn(engine, association, received.packet, now)
    lifecycle.introduce(engine, association, now)
    channel.take_early(engine, early, now)
    channel.flush(engine, association, now)
