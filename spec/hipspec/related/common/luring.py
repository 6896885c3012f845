"""What is worth trying where a host takes the source of a packet for where its peer is: the attacker lures it away.

Tooling, not specification, as `hipspec.related.common.attempts` is.
"""

from collections.abc import Callable

from hipspec.language import replace
from hipspec.related.common import attacker
from hipspec.related.common.attempts import (
    forgeries,
    from_a_session,
    has_to_leave,
    known,
    passed_on,
    read_all,
    settle_and_read,
)
from hipspec.related.common.hurrying import in_order
from hipspec.related.common.names import Address, Frame, Host, Pair
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.stage import P0, V0, V1, X0, P, Stage, V

P1 = Address("p1")


def from_a_host_that_was_lured_away(stage: Stage) -> None:
    """Begin when V begins anew with the attacker, shows P's token all the same, and so answers what P has asked."""
    from_a_session(stage)
    stage.sends(P, V)
    settle_and_read(stage)
    stage.sit(V, V1)
    stage.moves(V, P, V1)
    moved = in_order(stage)[-1]
    read_all(stage)
    stage.arrives(moved)
    stage.arrives(in_order(stage)[-1])
    stage.probes(P, V)
    read_all(stage)
    stage.moves(V, P, V0)
    stage.sit(P, P1)
    stage.moves(P, V, P1)
    read_all(stage)
    lured = in_order(stage)[-1]
    has_to_leave(stage)
    passed_on(stage, lured, X0, V0)
    begins_anew(stage)
    stage.moves(V, P, V1)
    challenge = known(stage, stage.world.sessions[Pair(P, V)].challenge)
    if forged(stage, (V, P), Kind.PROBE, lambda packet: replace(packet, echo=challenge)):
        passed_on(stage, in_order(stage)[-1], stage.world.sessions[Pair(P, V)].there, P0)


def from_two_hosts_that_were_lured_away(stage: Stage) -> None:
    """Begin when both hosts have moved, and each has heard of it from where the attacker is; P has probed there."""
    from_a_session(stage)
    stage.sit(V, V1)
    stage.moves(V, P, V1)
    moved = in_order(stage)[-1]
    stage.sit(P, P1)
    stage.moves(P, V, P1)
    read_all(stage)
    has_to_leave(stage)
    lured = in_order(stage)[-1]
    passed_on(stage, moved, X0, P0)
    passed_on(stage, lured, X0, V0)
    stage.probes(P, V)
    read_all(stage)


def begins_anew(stage: Stage) -> None:
    """Let the attacker begin a session with V anew in P's name, with the token that P awaits."""
    awaited = known(stage, stage.world.sessions[Pair(P, V)].token_in)
    for kind in (Kind.HELLO, Kind.FINISH):
        forged(stage, (V, P), kind, lambda packet: replace(packet, tag=awaited))


def from_a_move_in_another_name(stage: Stage) -> None:
    """Begin when the attacker has told P in V's name that V is where the attacker is, and P has probed there."""
    from_a_session(stage)
    has_to_leave(stage)
    for source in (X0, stage.world.sessions[Pair(P, V)].there):
        if forged(stage, (P, V), Kind.MOVE, lambda packet: packet, source):
            break
    stage.probes(P, V)
    read_all(stage)


def forged(
    stage: Stage, names: tuple[Host, Host], kind: Kind, changed: Callable[[Packet], Packet], source: Address = X0
) -> bool:
    """Let the attacker send a victim a packet in a name, from an address; say whether the victim takes it."""
    for packet in forgeries(stage, *names, kind):
        frame = Frame(f"f{stage.fresh()}")
        sent = packet.source == source and stage.take(attacker.forge, packet=changed(packet), frame=frame)
        if sent and stage.arrives(frame):
            read_all(stage)
            return True
    return False
