"""Two of our engines, and what passes between them: a host in some state, and a peer that can send what is valid."""

from collections.abc import Callable, Collection, Mapping

from hipcheck.vectors.client.faults import Unsupported
from hipcheck.vectors.independent import stream
from hipcheck.vectors.keys import identity
from hipway.addresses import Endpoint, address_of
from hipway.engine.association import Association
from hipway.engine.config import Config
from hipway.engine.engine import Engine
from hipway.identity import PrivateIdentity, from_key
from hipway.wire.numbers import PacketType
from hipway.wire.udp import MARKER, PORT

HERE, THERE = (Endpoint(address_of(text), PORT) for text in ("192.0.2.1", "192.0.2.2"))
CONFIG = Config(groups=(7,), puzzle_difficulty=4, i1_retries=2, i2_retries=2, update_retries=2, segment_lifetime=10.0)
EVERYTHING = frozenset((0, *PacketType))
EXCHANGE = frozenset((PacketType.I1, PacketType.R1, PacketType.I2))
STEP = 0.05


def kind_of(data: bytes) -> int:
    """Return the type of the HIP packet in a datagram; 0 for ESP."""
    return data[6] & 0x7F if data.startswith(MARKER) else 0


class Drawn:
    """Random bytes that are the same each time."""

    def __init__(self, label: str) -> None:
        """Begin."""
        self._label, self._count = label, 0

    def __call__(self, size: int) -> bytes:
        """Return so many."""
        self._count += 1
        return stream(f"{self._label} {self._count}", size)


class Scene:
    """A host, which is looked at, and its peer.

    Args:
        greater: whether the host's HIT is the greater one.
        name: by which what is drawn differs from that of other scenes.
    """

    def __init__(self, *, greater: bool, name: str = "scene") -> None:
        """Make both, and nothing more."""
        one, other = ("initiator", "responder") if greater else ("responder", "initiator")
        self.keys: tuple[PrivateIdentity, PrivateIdentity] = (
            from_key(identity(one, "p-256").key),
            from_key(identity(other, "p-256").key),
        )
        self.greater, self.now = greater, 1.0
        self.host, self.peer = (
            Engine([key], CONFIG, entropy=Drawn(f"{name} {side}"), now=self.now)
            for side, key in zip(("host", "peer"), self.keys, strict=True)
        )
        self.host.set_addresses([HERE.address], self.now)
        self.peer.set_addresses([THERE.address], self.now)
        self.by_host: list[bytes] = []
        self.by_peer: list[bytes] = []

    @property
    def host_hit(self) -> bytes:
        """The host's HIT."""
        return self.keys[0].public.hit

    @property
    def peer_hit(self) -> bytes:
        """The peer's HIT."""
        return self.keys[1].public.hit

    @property
    def state(self) -> str:
        """Where the host is."""
        found = self.host.with_peer(self.peer_hit) or self.host.associations.get((self.host_hit, bytes(16)))
        return found.state.value if found is not None else "UNASSOCIATED"

    @property
    def here(self) -> Association:
        """What the host holds about the peer."""
        return _there(self.host.with_peer(self.peer_hit))

    @property
    def there(self) -> Association:
        """What the peer holds about the host."""
        return _there(self.peer.with_peer(self.host_hit))

    def pass_on(self, kinds: Collection[int]) -> None:
        """Let packets of some kinds pass until there are no more; others are lost."""
        moved = True
        while moved:
            moved = False
            for sender, receiver, log, ends in (
                (self.host, self.peer, self.by_host, (HERE, THERE)),
                (self.peer, self.host, self.by_peer, (THERE, HERE)),
            ):
                for datagram in sender.datagrams():
                    log.append(datagram.data)
                    if kind_of(datagram.data) in kinds:
                        self.now += STEP
                        receiver.receive(datagram.data, *ends, self.now)
                        moved = True

    def connected(self) -> None:
        """Go to ESTABLISHED at both ends."""
        self.host.connect(self.peer_hit, [THERE], self.now)
        self.host.send(self.peer_hit, [b"x"], self.now)
        self.pass_on(EVERYTHING)

    def takes(self, data: bytes) -> None:
        """Let the host receive a datagram of the peer's."""
        self.host.receive(data, THERE, HERE, self.now)

    def sent(self) -> list[str]:
        """Return the types of the HIP packets that the host has to send."""
        kinds = [kind_of(each.data) for each in self.host.datagrams()]
        return [PacketType(kind).name for kind in kinds if kind]


def _there(association: Association | None) -> Association:
    if association is None:
        raise Unsupported("a packet of an association that isn't there")
    return association


def _i1_sent(scene: Scene) -> None:
    scene.host.connect(scene.peer_hit, [THERE], scene.now)
    scene.pass_on(())


def _i2_sent(scene: Scene) -> None:
    scene.host.connect(scene.peer_hit, [THERE], scene.now)
    scene.pass_on(EXCHANGE)


def _r2_sent(scene: Scene) -> None:
    scene.peer.connect(scene.host_hit, [HERE], scene.now)
    scene.pass_on(EXCHANGE)


def _closing(scene: Scene) -> None:
    scene.connected()
    scene.host.close(scene.peer_hit, scene.now)
    scene.pass_on(())


def _closed(scene: Scene) -> None:
    """Both close at once, and the peer's CLOSE arrives alone."""
    scene.connected()
    scene.host.close(scene.peer_hit, scene.now)
    scene.peer.close(scene.host_hit, scene.now)
    (close,) = (each.data for each in scene.peer.datagrams())
    scene.takes(close)
    scene.by_host += [each.data for each in scene.host.datagrams()]


def _failed(scene: Scene) -> None:
    _i1_sent(scene)
    while scene.state == "I1-SENT":
        scene.now = max(scene.now, scene.host.deadline())
        scene.host.timeout(scene.now)
    scene.pass_on(())


REACH: Mapping[str, Callable[[Scene], None]] = {
    "UNASSOCIATED": lambda _: None,
    "I1-SENT": _i1_sent,
    "I2-SENT": _i2_sent,
    "R2-SENT": _r2_sent,
    "ESTABLISHED": Scene.connected,
    "CLOSING": _closing,
    "CLOSED": _closed,
    "E-FAILED": _failed,
}
"""How a host comes to each state."""
