"""Scenes in which somebody's claim to be elsewhere is being tested.

Tooling, not specification, as `hipspec.related.common.attempts` is.
"""

from hipspec.language import some
from hipspec.related.common import attacker
from hipspec.related.common.attempts import (
    forgeries,
    frames,
    from_a_move_on_its_way,
    from_a_visit,
    from_data_on_its_way,
    has_to_leave,
    passed_on,
    read_all,
)
from hipspec.related.common.names import Frame
from hipspec.related.common.packets import Kind
from hipspec.related.common.stage import P0, T0, V1, X0, M, P, Stage, V


def from_a_visit_that_is_tested(stage: Stage) -> None:
    """Begin when M has opened a session with P, claims to be where T is, and P has sent a probe there, if it does."""
    from_a_visit(stage)
    for kind in (Kind.MOVE, Kind.DATA, Kind.PROBE):
        for packet in forgeries(stage, P, M, kind):
            if packet.source == T0 or packet.address == some(T0):
                frame = Frame(f"f{stage.fresh()}")
                trial = stage.copy()
                for tried in (trial, stage):
                    if not (tried.take(attacker.forge, packet=packet, frame=frame) and tried.arrives(frame)):
                        break
                    if not tried.probes(P, M):
                        break
                else:
                    read_all(stage)
                    return


def from_a_visit_that_is_tested_at_last(stage: Stage) -> None:
    """Begin when, besides, nobody has answered where M was before, and P has sent a probe to where T is."""
    from_a_visit_that_is_tested(stage)
    stage.gives_up(P, M)
    stage.probes(P, M)
    read_all(stage)


def from_a_copy_that_is_tested(stage: Stage) -> None:
    """Begin when data of V got to P from the attacker's address, nothing came from the old one, and P tests the new."""
    from_data_on_its_way(stage)
    copied = frames(stage)[-1]
    has_to_leave(stage)
    passed_on(stage, copied, X0, P0)
    stage.gives_up(P, V)
    stage.probes(P, V)
    read_all(stage)


def from_a_look_up_on_its_way(stage: Stage) -> None:
    """Begin when V has moved, P asks those that know where it is, and the answer has not come yet."""
    from_a_move_on_its_way(stage)
    stage.arrives(frames(stage)[-1])
    stage.gives_up(P, V)
    stage.looks_up(P, V, V1)
    read_all(stage)
    has_to_leave(stage)


def from_a_visit_that_is_registered_elsewhere(stage: Stage) -> None:
    """Begin when M has opened a session with P, and has had itself looked up where T is."""
    from_a_visit(stage)
    for packet in forgeries(stage, P, M, Kind.MOVE):
        frame = Frame(f"f{stage.fresh()}")
        if packet.source == X0 and stage.take(attacker.forge, packet=packet, frame=frame) and stage.arrives(frame):
            break
    stage.looks_up(P, M, X0)
    read_all(stage)
    for packet in forgeries(stage, P, M, Kind.ANSWER):
        frame = Frame(f"f{stage.fresh()}")
        there = packet.source == X0 and packet.address == some(T0)
        if there and stage.take(attacker.forge, packet=packet, frame=frame) and stage.arrives(frame):
            break
    read_all(stage)
