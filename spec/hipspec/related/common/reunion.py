"""What is worth trying by two hosts that were somewhere else at once, to find each other again.

Tooling, not specification: each attempt lets both do what their protocol has for it, and be heard if they are.
"""

from collections.abc import Iterator

from hipspec.related.common.attempts import settle_and_read
from hipspec.related.common.names import Address, Host
from hipspec.related.common.stage import P0, P1, V0, V1, P, Stage, V

HOMES = {V: V0, P: P0}
NOW: tuple[tuple[Host, Host, Address, Address], ...] = ((V, P, V1, P1), (P, V, P1, V1))


def from_a_jump(stage: Stage) -> None:
    """Begin when V and P have talked to each other, and have then moved at the same moment."""
    stage.opens(V, P, V0, P0)
    stage.settle()
    for host, peer in ((V, P), (P, V)):
        stage.sends(host, peer)
        stage.settle()
    stage.jumps(V, P, V1, P1)


def announcing(stage: Stage) -> Iterator[Stage]:
    """Let each say where it is now, as it does whenever it moves, and ask to be probed first if that is needed."""
    found = stage.copy()
    for host, peer, here, _ in NOW:
        for address in (HOMES[host], here):
            found.asks(host, peer, address)
        settle_and_read(found)
        found.moves(host, peer, here)
    settle_and_read(found)
    yield found


def finding(stage: Stage) -> Iterator[Stage]:
    """Let each take note that the other does not answer, and ask whoever knows where it is."""
    found = stage.copy()
    for host, peer, _, there in NOW:
        found.gives_up(host, peer)
        found.looks_up(host, peer, there)
        settle_and_read(found)
    yield found


def conversing(stage: Stage) -> Iterator[Stage]:
    """Let each send data to the other."""
    found = stage.copy()
    for host, peer, _, _ in NOW:
        found.sends(host, peer)
        settle_and_read(found)
    yield found
