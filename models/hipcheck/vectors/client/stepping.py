"""What our engine does in each state: one thing happens to it there."""

from collections.abc import Callable, Mapping

from hipcheck.vectors.client.faults import Unsupported
from hipcheck.vectors.client.forging import forged, packet
from hipcheck.vectors.client.scene import HERE, REACH, THERE, Scene, kind_of
from hipcheck.vectors.model import Json
from hipway.engine.association import FOREVER
from hipway.wire.numbers import PacketType


def _start(scene: Scene) -> None:
    scene.host.connect(scene.peer_hit, [THERE], scene.now)


def _send(scene: Scene) -> None:
    try:
        scene.host.send(scene.peer_hit, [b"payload"], scene.now)
    except KeyError:  # there is no association: our interface says so, and the engine does nothing
        return


def _close(scene: Scene) -> None:
    scene.host.close(scene.peer_hit, scene.now)


def _timeout(scene: Scene) -> None:
    """Let the next timer of the association run out."""
    found = scene.host.with_peer(scene.peer_hit)
    if found is None:
        scene.host.timeout(scene.now)
        return
    due = min(found.retry, found.until)
    if scene.state == "ESTABLISHED":
        scene.host.rekey(scene.peer_hit, scene.now)  # an UPDATE that stays unanswered
        scene.host.datagrams()
        due = min(each.due for each in found.outstanding.values())
    scene.now = max(scene.now, due)
    scene.host.timeout(scene.now)


def _last_timeout(scene: Scene) -> None:
    """Let everything be sent as often as it may be, and the timer run out once more."""
    if scene.state == "ESTABLISHED":
        scene.host.rekey(scene.peer_hit, scene.now)
    before = scene.state
    while scene.state == before:
        scene.host.datagrams()
        due = scene.host.deadline()
        if due == FOREVER:
            raise Unsupported("a timer that runs in this state")
        scene.now = max(scene.now, due)
        scene.host.timeout(scene.now)


EVENTS: Mapping[str, Callable[[Scene], None]] = {"start": _start, "data": _send, "close": _close, "timeout": _timeout}


def _opportunistic(scene: Scene) -> None:
    """The I1 of the host names nobody, and is answered."""
    scene.host.connect(bytes(16), [THERE], scene.now)
    i1 = scene.host.datagrams()[0].data
    scene.peer.receive(i1, HERE, THERE, scene.now)
    scene.takes(scene.peer.datagrams()[0].data)


def _repeated(scene: Scene, kind: PacketType) -> None:
    """What was answered comes once more."""
    scene.takes(next(each for each in reversed(scene.by_peer) if kind_of(each) == kind))


def _reached(given: Json) -> Scene:
    scene = Scene(greater=given["greater"])
    if given["case"] == "repeated" and given["state"] == "ESTABLISHED":
        REACH["R2-SENT"](scene)  # here it is the Responder, as it must be, and no data has come
        scene.now = scene.here.until
        scene.host.timeout(scene.now)
        return scene
    REACH[given["state"]](scene)
    if scene.state != given["state"]:
        raise ValueError(f"the host is at {scene.state}, not at {given['state']}")
    return scene


def _step(given: Json) -> Json:
    event, case = given["event"], given["case"]
    if case == "opportunistic":
        scene = Scene(greater=given["greater"])
        _opportunistic(scene)
        return {"state": scene.state, "sends": scene.sent()}
    scene = _reached(given)
    if event in EVENTS:
        (_last_timeout if case == "last" else EVENTS[event])(scene)
    elif case in {"repeated", "same generation"}:
        _repeated(scene, PacketType.I2 if case == "repeated" else PacketType.R1)
    elif given["wrong"]:
        scene.takes(forged(scene, event, given["wrong"]))
    else:
        scene.takes(packet(scene, event))
    return {"state": scene.state, "sends": scene.sent()}


ANSWERS: Mapping[str, Callable[[Json], Json]] = {"step": _step}
