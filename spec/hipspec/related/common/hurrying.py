"""What is worth trying where a host waits for an answer before it moves again: the attacker gives the answer itself.

Tooling, not specification, as `hipspec.related.common.attempts` is.
"""

from hipspec.language import NOTHING, replace
from hipspec.related.common import attacker
from hipspec.related.common.attempts import asks, forgeries, frames, from_a_move, has_to_leave, read_all
from hipspec.related.common.names import Frame, Pair
from hipspec.related.common.packets import Kind
from hipspec.related.common.stage import P0, V0, V1, P, Stage, V


def from_moves_that_seem_answered(stage: Stage) -> None:
    """Begin when V has moved on and on, as if P had heard of it, and P has heard of the first move, and has probed."""
    from_a_move(stage)
    has_to_leave(stage)
    before = in_order(stage)
    for here in (V0, V1, V0):
        asks(stage, here)
        stage.moves(V, P, here)
        answer_in_the_name_of_the_peer(stage)
        read_all(stage)
    for first in [frame for frame in in_order(stage) if frame not in before][:1]:
        stage.arrives(first)
    if stage.probes(P, V):
        for _ in range(2):
            stage.arrives(in_order(stage)[-1])
    read_all(stage)


def in_order(stage: Stage) -> list[Frame]:
    """Return the transmissions that were made, the oldest first."""
    return sorted(frames(stage), key=lambda frame: int(frame.name[1:]))


def answer_in_the_name_of_the_peer(stage: Stage) -> None:
    """Let the attacker tell V that its last packet has arrived, as well as it can."""
    last = stage.world.sessions[Pair(V, P)].next - 1
    for forged in forgeries(stage, V, P, Kind.ANSWER):
        frame = Frame(f"f{stage.fresh()}")
        packet = replace(forged, source=P0, address=NOTHING, echo=NOTHING, second=NOTHING, number=last)
        if stage.take(attacker.forge, packet=packet, frame=frame) and stage.arrives(frame):
            break
