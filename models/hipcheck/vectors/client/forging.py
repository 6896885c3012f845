"""Packets of the peer: valid ones of each kind, and ones in which one thing is wrong and everything else is right."""

import dataclasses
from collections.abc import Callable, Mapping

from hipcheck.vectors.client.faults import Unsupported
from hipcheck.vectors.client.scene import CONFIG, HERE, THERE, Drawn, Scene, kind_of
from hipcheck.vectors.keys import identity
from hipway.addresses import Endpoint, address_of
from hipway.crypto.groups import GROUPS
from hipway.crypto.keymat import HipKeys, Keymat, hip_keys
from hipway.crypto.puzzle import solves
from hipway.engine.association import Association
from hipway.engine.engine import Engine
from hipway.engine.packets import sealed
from hipway.identity import PrivateIdentity, from_key
from hipway.wire.numbers import Cipher, PacketType
from hipway.wire.packet import Packet, append, build, parse
from hipway.wire.parameters import (
    DhGroupList,
    DiffieHellman,
    EchoRequestSigned,
    EchoResponseSigned,
    EspInfo,
    HipCipher,
    HipMac,
    HipSignature,
    HipSignature2,
    HostId,
    Notification,
    Parameter,
    R1Counter,
    Seq,
    Solution,
)
from hipway.wire.protection import covered, covered_signature2
from hipway.wire.udp import MARKER, PORT

ELSEWHERE = Endpoint(address_of("192.0.2.77"), PORT)
NEWER = 9  # an R1 generation


def packet(scene: Scene, kind: str) -> bytes:
    """Return the datagram of a valid packet of the peer."""
    maker = VALID.get(kind)
    return maker(scene) if maker is not None else MARKER + _of_association(scene, kind)


def _i1(scene: Scene) -> bytes:
    return MARKER + build(Packet(PacketType.I1, scene.peer_hit, scene.host_hit, (DhGroupList((7,)),)))


def _signed(kind: PacketType, scene: Scene, parameters: tuple[Parameter, ...]) -> bytes:
    raw = build(Packet(kind, scene.peer_hit, scene.host_hit, parameters))
    key = scene.keys[1]
    return append(raw, HipSignature(key.public.algorithm, key.sign(covered(raw, len(raw)))))


def _r1(scene: Scene, key: PrivateIdentity) -> bytes:
    """An R1 of a generation that is newer than all before."""
    i1 = Packet(PacketType.I1, scene.host_hit, key.public.hit, (DhGroupList((7,)),))
    newer = Engine([key], CONFIG, entropy=Drawn("newer"), now=scene.now, generation=NEWER)
    return newer.pools[key.public.hit].answer(i1, HERE, THERE)


def _i2_of(scene: Scene, key: PrivateIdentity, source: Endpoint) -> tuple[bytes, Association]:
    """The I2 of a peer that has lost its state, for a puzzle that went to a place, and what it holds then."""
    reborn = Engine([key], CONFIG, entropy=Drawn("reborn"), now=scene.now)
    reborn.set_addresses([THERE.address], scene.now)
    reborn.connect(scene.host_hit, [HERE], scene.now)
    i1 = reborn.datagrams()[0].data
    r1 = scene.host.pools[scene.host_hit].answer(parse(i1[len(MARKER) :]).packet, source, HERE)
    reborn.receive(MARKER + r1, HERE, THERE, scene.now)
    i2 = next(each.data for each in reborn.datagrams() if kind_of(each.data) == PacketType.I2)
    return i2[len(MARKER) :], reborn.associations[key.public.hit, scene.host_hit]


def _other(scene: Scene) -> Scene:
    """Another scene of the same two, in which they have met: packets of an association that the host doesn't have."""
    other = Scene(greater=scene.greater, name="other")
    other.connected()
    return other


def _able(scene: Scene) -> Scene:
    return scene if scene.peer.with_peer(scene.host_hit) is not None else _other(scene)


def _r2(scene: Scene) -> bytes:
    own = [each for each in scene.by_peer if kind_of(each) == PacketType.R2]
    return own[-1] if own else [each for each in _other(scene).by_peer if kind_of(each) == PacketType.R2][-1]


def _data(scene: Scene) -> bytes:
    if scene.state == "R2-SENT":  # the peer has its R2, and sends
        r2 = next(each for each in reversed(scene.by_host) if kind_of(each) == PacketType.R2)
        scene.peer.receive(r2, HERE, THERE, scene.now)
    found = scene.peer.with_peer(scene.host_hit)
    able = scene if found is not None and found.outbound is not None else _other(scene)
    able.peer.send(able.host_hit, [b"payload"], able.now)
    return able.peer.datagrams()[-1].data


def _of_association(scene: Scene, kind: str) -> bytes:
    able = _able(scene)
    return _sealed(able, kind, able.there, scene.keys[1], _content(scene, able, kind))


def _content(scene: Scene, able: Scene, kind: str) -> tuple[Parameter, ...]:
    if kind == "UPDATE":
        return (Seq(able.there.update_id), EchoRequestSigned(b"echo"))
    if kind == "CLOSE":
        return (EchoRequestSigned(b"nonce"),)
    held = scene.host.with_peer(scene.peer_hit)
    return (EchoResponseSigned(held.close_nonce if held is not None and held.close_nonce else b"nonce"),)


def _sealed(able: Scene, kind: str, there: Association, key: PrivateIdentity, content: tuple[Parameter, ...]) -> bytes:
    return sealed(PacketType[kind], there, key, content, able.peer.work)


VALID: Mapping[str, Callable[[Scene], bytes]] = {
    "I1": _i1,
    "R1": lambda scene: MARKER + _r1(scene, scene.keys[1]),
    "I2": lambda scene: MARKER + _i2_of(scene, scene.keys[1], THERE)[0],
    "R2": _r2,
    "NOTIFY": lambda scene: MARKER + _signed(PacketType.NOTIFY, scene, (Notification(24),)),
    "DATA": _data,
}


# ------------------------------------------------------------------ one thing is wrong


def forged(scene: Scene, kind: str, wrong: str) -> bytes:
    """Return the datagram of a packet in which one thing is wrong; what covers that is made anew.

    Raises:
        Unsupported: nobody here knows how.
    """
    makers: Mapping[str, Callable[[Scene, str], bytes]] = {"R1": _forged_r1, "I2": _forged_i2, "R2": _forged_r2}
    return MARKER + (makers[kind](scene, wrong) if kind in makers else _forged(scene, kind, wrong))


def _stranger() -> PrivateIdentity:
    return from_key(identity("initiator", "p-384").key)


def _of_another_key(there: Association) -> Association:
    if there.keys is None:
        raise Unsupported("a MAC without keys")
    keys = there.keys
    blank = HipKeys(keys.encrypt_out, bytes(len(keys.mac_out)), keys.encrypt_in, keys.mac_in, keys.index)
    return dataclasses.replace(there, keys=blank)


def _forged(scene: Scene, kind: str, wrong: str) -> bytes:
    able = _able(scene)
    there, key, content = able.there, scene.keys[1], _content(scene, able, kind)
    match wrong:
        case "mac":
            there = _of_another_key(there)
        case "signature":
            key = _stranger()
        case "nonce":
            content = (EchoResponseSigned(b"another nonce"),)
        case _:
            raise Unsupported(f"a {kind} whose {wrong} is wrong")
    return _sealed(able, kind, there, key, content)


def _forged_r2(scene: Scene, wrong: str) -> bytes:
    if wrong not in {"mac", "signature"}:
        raise Unsupported(f"an R2 whose {wrong} is wrong")
    i2 = next(each for each in reversed(scene.by_host) if kind_of(each) == PacketType.I2)
    scene.peer.receive(i2, HERE, THERE, scene.now)
    r2 = parse(scene.peer.datagrams()[-1].data[len(MARKER) :]).packet
    there = _of_another_key(scene.there) if wrong == "mac" else scene.there
    key = _stranger() if wrong == "signature" else scene.keys[1]
    own = scene.peer.pools[scene.peer_hit].host_id
    content = tuple(each for each in r2.parameters if isinstance(each, EspInfo))
    return sealed(PacketType.R2, there, key, content, scene.peer.work, own_host_id=own)


def _forged_r1(scene: Scene, wrong: str) -> bytes:
    r1 = parse(_r1(scene, scene.keys[1])).packet
    key, by_kind = scene.keys[1], {type(each): each for each in r1.parameters if type(each) is not HipSignature2}
    match wrong:
        case "signature":
            key = _stranger()
        case "identity":
            key = _stranger()
            by_kind[HostId] = key.public.host_id()
        case "group":
            by_kind[DhGroupList] = DhGroupList((8, 7))
            by_kind[DiffieHellman] = DiffieHellman(8, GROUPS[8].draw(Drawn("r1")).public)
        case "cipher":
            by_kind[HipCipher] = HipCipher((Cipher.NULL,))
        case _:
            raise Unsupported(f"an R1 whose {wrong} is wrong")
    raw = build(Packet(PacketType.R1, r1.sender, r1.receiver, tuple(by_kind.values())))
    signature = key.sign(covered_signature2(raw, len(raw)))
    return append(raw, HipSignature2(key.public.algorithm, signature))


def _forged_i2(scene: Scene, wrong: str) -> bytes:
    raw, made = _i2_of(scene, scene.keys[1], ELSEWHERE if wrong == "address" else THERE)
    kept = [each for each in parse(raw).packet.parameters if type(each) not in {HipMac, HipSignature}]
    by_kind = {type(each): each for each in kept}
    key, solution, counter = scene.keys[1], by_kind[Solution], by_kind[R1Counter]
    if not isinstance(solution, Solution) or not isinstance(counter, R1Counter):
        raise TypeError(raw)
    match wrong:
        case "mac":
            made = _of_another_key(made)
        case "signature":
            key = _stranger()
        case "solution":
            solution, made = _unsolved(solution, made)
        case "difficulty":
            solution = Solution(solution.k + 1, solution.opaque, solution.i, solution.j)
        case "counter":
            by_kind[R1Counter] = R1Counter(counter.counter + 7)
        case "cipher":
            by_kind[HipCipher] = HipCipher((Cipher.NULL,))
        case "address":
            pass
        case _:
            raise Unsupported(f"an I2 whose {wrong} is wrong")
    by_kind[Solution] = solution
    return sealed(PacketType.I2, made, key, tuple(by_kind.values()), scene.peer.work)


def _unsolved(solution: Solution, made: Association) -> tuple[Solution, Association]:
    """Return a solution that is none, and the keys that come of it."""
    rhash, exponent = made.rhash, made.exponent
    if rhash is None or exponent is None:
        raise Unsupported("an I2 without keys")
    ends = made.ours, made.peer
    for last in range(256):
        j = solution.j[:-1] + bytes((last,))
        if not solves(rhash, solution.i, j, solution.k, *ends):
            keymat = Keymat(rhash, exponent.shared(made.peer_public), solution.i, j, *ends)
            keys = hip_keys(keymat, CONFIG.ciphers[0], rhash, *ends)
            return Solution(solution.k, solution.opaque, solution.i, j), dataclasses.replace(made, keys=keys)
    raise Unsupported("a solution that is none")
