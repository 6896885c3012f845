"""The state machine held against the tables of RFC 7401: each packet, valid, in each state."""

from collections.abc import Callable

import pytest
from tests.reference.engine.network import Network, at, pair
from tests.reference.engine.rfc_tables import DIFFERENT, GREATER, ROWS, Row

from hipway.engine import updates
from hipway.engine.association import Association
from hipway.engine.config import Config
from hipway.engine.packets import sealed
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import PacketType
from hipway.wire.packet import Packet, append, build, parse
from hipway.wire.parameters import (
    DhGroupList,
    EchoRequestSigned,
    EchoResponseSigned,
    HipSignature,
    Notification,
)
from hipway.wire.protection import covered
from hipway.wire.udp import MARKER

Keys = list[PrivateIdentity]
CONFIG = Config(groups=(7,), i1_retries=2, i2_retries=2, unused_lifetime=100.0, segment_lifetime=10.0)
PACKETS = ("I1", "R1", "I2", "R2", "UPDATE", "NOTIFY", "CLOSE", "CLOSE_ACK", "data")


class Scene:
    """A host in some state, and a peer that can send whatever is valid."""

    def __init__(self, keys: Keys, *, greater: bool) -> None:
        """Make both, and nothing more."""
        self.keys = keys[1::-1] if greater else keys[:2]
        self.network, self.host, self.peer = pair(self.keys, config=CONFIG)

    def only(self, *kinds: int) -> None:
        """Let no other packets pass from now on."""
        self.network.pass_on = lambda sent: int(sent.kind in kinds)

    def wait(self, seconds: float = 0.1) -> None:
        """Let time pass."""
        self.network.run(self.network.now + seconds)

    @property
    def there(self) -> Association:
        """What the peer holds about the host."""
        found = self.peer.engine.with_peer(self.host.hit)
        assert found is not None
        return found

    def connected(self) -> None:
        """Go to ESTABLISHED."""
        self.only(0, *PacketType)
        self.host.connect(self.peer)
        self.host.send(self.peer, b"x")
        self.wait()
        self.only()


def _i1_sent(scene: Scene) -> None:
    scene.only()
    scene.host.connect(scene.peer)


def _i2_sent(scene: Scene) -> None:
    scene.only(1, 2, 3)
    scene.host.connect(scene.peer)
    scene.wait()


def _r2_sent(scene: Scene) -> None:
    scene.only(1, 2, 3)
    scene.peer.connect(scene.host)
    scene.wait()


def _closing(scene: Scene) -> None:
    scene.connected()
    scene.host.engine.close(scene.peer.hit, scene.network.now)


def _closed(scene: Scene) -> None:
    """Both close at once, and the peer's CLOSE arrives first."""
    _closing(scene)
    scene.peer.engine.close(scene.host.hit, scene.network.now)
    scene.network.pass_on = lambda sent: int(sent.destination == at("10.0.0.1"))
    scene.wait()
    scene.only()


def _failed(scene: Scene) -> None:
    _i1_sent(scene)
    scene.wait(6.0)


REACH: dict[str, Callable[[Scene], None]] = {
    "UNASSOCIATED": lambda _: None,
    "I1-SENT": _i1_sent,
    "I2-SENT": _i2_sent,
    "R2-SENT": _r2_sent,
    "ESTABLISHED": Scene.connected,
    "CLOSING": _closing,
    "CLOSED": _closed,
    "E-FAILED": _failed,
}


def _with_association(keys: Keys, scene: Scene) -> Scene:
    """Return the scene if the peer has keys in common with the host, or else one where it had."""
    if scene.peer.engine.with_peer(scene.host.hit):
        return scene
    other = Scene(keys, greater=scene.keys[0] is keys[1])
    other.connected()
    return other


def _sealed(scene: Scene, kind: PacketType, *parameters: EchoRequestSigned | EchoResponseSigned) -> bytes:
    return sealed(kind, scene.there, scene.keys[1], parameters, scene.peer.engine.work)


def _r1(scene: Scene) -> bytes:
    """An R1 of a generation that is newer than all before."""
    i1 = Packet(PacketType.I1, scene.host.hit, scene.peer.hit, (DhGroupList((7,)),))
    newer = Network().host("b", scene.keys[1], "10.0.0.2", config=CONFIG, generation=9)
    return newer.engine.pools[newer.hit].answer(i1, at("10.0.0.1"), at("10.0.0.2"))


def _i2(scene: Scene) -> bytes:
    """The I2 of a peer that has lost its state."""
    network = Network(5)
    network.now = scene.network.now
    reborn = network.host("b", scene.keys[1], "10.0.0.2", config=CONFIG)
    reborn.connect(scene.host)
    network.collect()
    r1 = scene.host.engine.pools[scene.host.hit].answer(
        parse(network.log[0].data[4:]).packet, at("10.0.0.2"), at("10.0.0.1")
    )
    reborn.engine.receive(MARKER + r1, at("10.0.0.1"), at("10.0.0.2"), network.now)
    network.collect()
    return network.sent(PacketType.I2)[0].data[4:]


def _notify(scene: Scene) -> bytes:
    packet = build(Packet(PacketType.NOTIFY, scene.peer.hit, scene.host.hit, (Notification(24),)))
    identity = scene.keys[1]
    return append(packet, HipSignature(identity.public.algorithm, identity.sign(covered(packet, len(packet)))))


def _close_ack(scene: Scene) -> bytes:
    closing = scene.host.engine.with_peer(scene.peer.hit)
    nonce = closing.close_nonce if closing else b"x"
    return _sealed(scene, PacketType.CLOSE_ACK, EchoResponseSigned(nonce))


def _update(scene: Scene) -> bytes:
    updates.send(scene.peer.engine, scene.there, (EchoRequestSigned(b"x"),), scene.network.now)
    return scene.peer.engine.datagrams()[-1].data[4:]


def _r2(scene: Scene) -> bytes:
    return scene.network.sent(PacketType.R2)[-1].data[4:]


def packet(keys: Keys, scene: Scene, kind: str) -> bytes:
    """Return the datagram of a valid packet of the peer."""
    if kind == "I1":
        return MARKER + build(Packet(PacketType.I1, scene.peer.hit, scene.host.hit, (DhGroupList((7,)),)))
    if kind in {"R1", "I2", "NOTIFY"}:
        return MARKER + {"R1": _r1, "I2": _i2, "NOTIFY": _notify}[kind](scene)
    if kind in {"R2", "data"}:
        return _of_an_exchange(keys, scene, kind)
    able = _with_association(keys, scene)
    if kind == "CLOSE":
        return MARKER + _sealed(able, PacketType.CLOSE, EchoRequestSigned(b"x"))
    return MARKER + (_close_ack(able) if kind == "CLOSE_ACK" else _update(able))


def _of_an_exchange(keys: Keys, scene: Scene, kind: str) -> bytes:
    """Return an R2 or data: of this very exchange if there is one, or else of another one."""
    other = Scene(keys, greater=scene.keys[0] is keys[1])
    other.connected()
    if kind == "R2":
        own = scene.network.sent(PacketType.R2, at("10.0.0.1"))
        return MARKER + _r2(scene if own else other)
    with_sa = scene if _has_sa(scene) else other
    with_sa.peer.send(with_sa.host, b"y")
    return with_sa.peer.engine.datagrams()[-1].data


def _has_sa(scene: Scene) -> bool:
    found = scene.peer.engine.with_peer(scene.host.hit)
    return found is not None and found.outbound is not None


def answers(scene: Scene, before: int) -> list[str]:
    """Return the types of what the host has sent since."""
    scene.network.collect()
    sent = [each for each in scene.network.log[before:] if each.source == at("10.0.0.1")]
    return [PacketType(each.kind).name if each.kind else "data" for each in sent]


def act(keys: Keys, scene: Scene, row: Row) -> None:
    """Let happen what the row says."""
    network, host, peer = scene.network, scene.host, scene.peer
    association = host.engine.with_peer(peer.hit)
    if row.comes in PACKETS:
        data = packet(keys, scene, row.comes)
        if row.state == "R2-SENT" and row.comes == "data":
            data = _data_after_r2(scene)
        host.engine.receive(data, at("10.0.0.2"), at("10.0.0.1"), network.now)
    elif row.comes == "connect":
        host.connect(peer)
    elif row.comes == "close":
        host.engine.close(peer.hit, network.now)
    else:
        assert association is not None
        if row.comes == "last timeout":
            network.run(association.retry + 2.5)  # all repetitions but the last one
            network.collect()
            network.log.clear()
        due = association.until if row.comes == "state timeout" and row.state != "ESTABLISHED" else association.retry
        if row.state == "ESTABLISHED":
            due = association.used + CONFIG.unused_lifetime
        while host.engine.deadline() < due:
            host.engine.timeout(host.engine.deadline())
        host.engine.datagrams()
        host.engine.timeout(due)


def _data_after_r2(scene: Scene) -> bytes:
    """Let the peer have the R2, and send."""
    r2 = scene.network.sent(PacketType.R2)[-1]
    scene.peer.engine.receive(r2.data, r2.source, r2.destination, scene.network.now)
    scene.peer.send(scene.host, b"y")
    return scene.peer.engine.datagrams()[-1].data


@pytest.mark.parametrize("row", [*ROWS, DIFFERENT], ids=lambda row: f"{row.table}-{row.state}-{row.comes}-{row.when}")
@pytest.mark.parametrize("greater", [False, True])
def test_each_row(keys: Keys, row: Row, *, greater: bool) -> None:
    if row.when and (row.when == GREATER) != greater:
        return
    scene = Scene(keys, greater=greater)
    REACH[row.state](scene)
    scene.network.collect()
    assert scene.host.state(scene.peer) == row.state
    before = len(scene.network.log)
    act(keys, scene, row)
    sent = answers(scene, 0 if row.comes == "last timeout" else before)
    assert (scene.host.state(scene.peer), sent) == (row.following, [row.sends] if row.sends else [])


def test_each_packet_in_each_state() -> None:
    """No row is missing; NOTIFY in E-FAILED may do what it likes."""
    have = {(row.state, row.comes) for row in ROWS}
    assert {(state, kind) for state in REACH for kind in PACKETS} - have == {("E-FAILED", "NOTIFY")}
