"""What is worth trying where volume counts: a host sends a peer all that it may, whom it has let in or has called."""

from collections.abc import Iterator

from hipspec.language import NOTHING, replace, some
from hipspec.related.common import attacker
from hipspec.related.common.attempts import (
    forgeries,
    from_a_session,
    from_a_visit,
    from_nothing,
    prepare,
    read_all,
)
from hipspec.related.common.names import Address, Frame, Host, Pair
from hipspec.related.common.packets import Kind
from hipspec.related.common.stage import P0, SIZE, T0, X0, M, P, Stage, V
from hipspec.related.common.tested import (
    from_a_visit_that_is_registered_elsewhere,
    from_a_visit_that_is_tested,
    from_a_visit_that_is_tested_at_last,
)

PROBES = 4  # what a host that nothing limits sends at once: more than three times what has arrived
MUCH = 100 * SIZE


def using_up(stage: Stage) -> Iterator[Stage]:
    """Let P send a peer all that it may: some probes, data as far as credit reaches, and a CLOSE.

    It does so as it is, and once it waits no longer where it has asked first.
    """
    for peer in (V, M):
        waits, waits_no_longer = stage.copy(), stage.copy()
        yield from sent_to(peer, waits)
        if waits_no_longer.gives_up(P, peer):
            yield from sent_to(peer, waits_no_longer)


def sent_to(peer: Host, stage: Stage) -> Iterator[Stage]:
    """Let P send a peer all that it may, and yield the run after each packet."""
    for _ in range(PROBES):
        if stage.probes(P, peer):
            yield stage.copy()
    if stage.sends(P, peer, stage.world.sessions[Pair(P, peer)].credit):
        yield stage.copy()
    if stage.closes(P, peer):
        yield stage.copy()


def from_a_visit_with_much_data(stage: Stage) -> None:
    """Begin when M has opened a session with P, has asked for a probe where it is, and has sent much data."""
    from_a_visit(stage)
    for kind in (Kind.ASK, Kind.DATA):
        for packet in forgeries(stage, P, M, kind):
            frame = Frame(f"f{stage.fresh()}")
            paid = replace(packet, size=MUCH) if kind is Kind.DATA else packet
            if packet.source == X0 and stage.take(attacker.forge, packet=paid, frame=frame) and stage.arrives(frame):
                break
        read_all(stage)


def from_a_visit_as_if_from_elsewhere(stage: Stage) -> None:
    """Begin when M has called P from where it is, and has finished as if from where T is, if P takes that."""
    prepare(stage)
    for kind, source in ((Kind.HELLO, X0), (Kind.ANSWER, X0), (Kind.FINISH, T0)):
        says(stage, kind, source)


def from_a_visit_that_moves(stage: Stage) -> None:
    """Begin when M has opened a session with P, and P has heard that it has moved to where T is."""
    from_a_visit(stage)
    says(stage, Kind.MOVE, T0)


def from_a_call_to_the_attacker(stage: Stage) -> None:
    """Begin when P has called M, and M has answered as well as it can."""
    prepare(stage)
    stage.opens(P, M, P0, X0)
    read_all(stage)
    for kind in (Kind.REPLY, Kind.FINISH):
        says(stage, kind, X0)


def says(stage: Stage, kind: Kind, source: Address) -> None:
    """Let M send P the best packet of a kind that P takes, from an address and about no other."""
    for packet in forgeries(stage, P, M, kind):
        frame = Frame(f"f{stage.fresh()}")
        true = packet.source == source and packet.address in {NOTHING, some(source)}
        if true and stage.take(attacker.forge, packet=packet, frame=frame) and stage.arrives(frame):
            break
    read_all(stage)


BEGINNINGS = (
    from_nothing,
    from_a_session,
    from_a_visit,
    from_a_visit_that_is_tested,
    from_a_visit_with_much_data,
    from_a_visit_as_if_from_elsewhere,
    from_a_visit_that_moves,
    from_a_call_to_the_attacker,
    from_a_visit_that_is_tested_at_last,
    from_a_visit_that_is_registered_elsewhere,
)
