"""What is worth trying where volume counts: a host sends a peer all that it may."""

from collections.abc import Iterator

from hipspec.language import replace
from hipspec.related.common import attacker
from hipspec.related.common.attempts import forgeries, from_a_visit, read_all
from hipspec.related.common.names import Frame, Host, Pair
from hipspec.related.common.packets import Kind
from hipspec.related.common.stage import SIZE, X0, M, P, Stage, V

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
