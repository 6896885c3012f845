"""Puzzles that take a host longer than one slice of work.

An engine takes an R1, works at its puzzle, and sends the I2 when it has a solution; the specification has both as one
step. So the step is taken when the I2 is sent, and what the host holds in between is not compared: it is neither what
was before nor what comes after. But it takes only a newer R1 meanwhile, and it works no longer than for half of the
puzzle's life, which leaves the other half for the way of the I2 (RFC 7401 6.8 step 12 leaves that to the host).
"""

from typing import TYPE_CHECKING, cast

from hipcheck.lockstep.exchange.associations import ASKING
from hipcheck.lockstep.exchange.sides import Sides
from hipcheck.lockstep.exchange.stage import PUZZLE_SECONDS
from hipspec.language import replace
from hipspec.language.running import Moment
from hipspec.network.names import Pair

if TYPE_CHECKING:
    from hipcheck.lockstep.exchange.arrivals import Arrival, Arrivals
    from hipcheck.lockstep.laboratory import Frame
    from hipspec.exchange.packets import Packet

__all__ = ["begins", "ends", "goes_on", "is_known"]

MOST = PUZZLE_SECONDS // 2
SEEN = "RFC 7401 6.8 steps 5 and 8"


def is_known(sides: Sides, arrival: "Arrival") -> bool:
    """Whether a host works at a puzzle that is as new as the one that arrives; then it drops that.

    Raises:
        DifferenceError: it does not.
    """
    working = cast("Arrival | None", sides.solving.get(arrival.pair))
    if working is None or working is arrival or arrival.packet.counter > working.packet.counter:
        return False
    if arrival.dropped is None or arrival.dropped.clause != SEEN:
        found = "takes it" if arrival.dropped is None else arrival.dropped.clause
        raise sides.difference("an R1 while a puzzle is worked at", f"refused by {SEEN}", found, "deliver_r1")
    return True


def begins(sides: Sides, arrival: "Arrival") -> bool:
    """Whether a host has taken an R1 and works at its puzzle; then the step is taken back until it is solved."""
    held = sides.held(arrival.host.name).get(arrival.packet.sender)
    if arrival.dropped is not None or held is None or held.exchange is None or held.exchange.search is None:
        return False
    del sides.run.taken[-1:]
    sides.run.now = arrival.before
    sides.solving[arrival.pair] = arrival
    sides.timers.pause(arrival.pair)
    return True


def ends(arrivals: "Arrivals", arrival: "Arrival", sent: "list[tuple[Frame, Packet]]") -> None:
    """Take an R1 whose puzzle took some time, now that the I2 is sent.

    Raises:
        DifferenceError: the specification refuses it, or sends something else.
    """
    sides = arrivals.sides
    arrival.frame, arrival.reply, arrival.sent = sides.put(arrival.packet), sides.frame(), sent
    action, guard = arrivals.r1(arrival)
    if guard is not None:
        raise sides.difference("what a host does by itself", f"refused: {guard[1]}", "done", action, guard[1])
    arrivals.expect(arrival, action)


def goes_on(sides: Sides, host: str, *, by_time: bool) -> None:
    """Check that a host works at its puzzles for as long as it may, and no longer.

    Raises:
        DifferenceError: it does not.
    """
    for pair, working in list(sides.solving.items()):
        if pair.host.name != host:
            continue
        held = sides.held(host).get(pair.peer)
        worked = sides.now - cast("Arrival", working).since
        gives_up = held is None or held.exchange is None or held.exchange.search is None
        if gives_up:
            del sides.solving[pair]
            _give_up(sides, pair, cast("Arrival", working))
        if gives_up is not (worked >= MOST) and by_time:
            words = f"after {MOST} s"
            raise sides.difference(f"when {pair.host} gives up a puzzle", words, f"{gives_up} after {worked} s")


def _give_up(sides: Sides, pair: Pair, working: "Arrival") -> None:
    """Wait for another R1; how new the one was is remembered (RFC 7401 6.8 step 11)."""
    world, association = sides.run.world, sides.run.world.associations[pair]
    if association.state in ASKING:
        seen = replace(association, counter=max(association.counter, working.packet.counter))
        world = replace(world, associations=world.associations.set(pair, seen))
        sides.run.now = Moment(world, sides.run.history)
        sides.timers.restart(pair, seen, sides.now)
