"""Hosts that move: what becomes of exchanges that are under way, and where packets come from then.

The specification's hosts stay where they are; no section of RFC 7401 says what a host does that moves in the middle of
a base exchange. What an engine does is said in the specification's terms:

- who waits for an R1 goes on waiting, and sends its next I1 from where it is;
- who waits for an R2 begins anew: it forgets its exchange, but for the counter of the peer's R1s, and sends an I1;
- who has an association goes on from its first address; who closes says no more from where.

While a host has no address it sends nothing.
"""

from collections.abc import Sequence

from hipcheck.lockstep.exchange.associations import ACTIVE, ASKING
from hipcheck.lockstep.exchange.sides import Sides
from hipcheck.lockstep.laboratory import Happened
from hipspec.exchange import honest_closing
from hipspec.exchange.association import Association, forgotten
from hipspec.exchange.states import State
from hipspec.language import replace
from hipspec.language.running import Moment
from hipspec.network.names import NOBODY, NOWHERE, Address, Host, Pair
from hipway.addresses import address_of
from hipway.engine.engine import Engine

__all__ = ["begin_anew", "go_on", "leave_from", "move"]

SLICES = 32  # of work that an engine may have at one time


def move(sides: Sides, number: str, host: str, places: Sequence[str]) -> Happened:
    """Let a host be at these addresses, and do at once what is due because of that."""
    laboratory = sides.laboratory
    for place in laboratory.places(host):
        if place not in places:
            del laboratory.at[place]
            sides.do(honest_closing.take_address, host=NOBODY, address=Address(place))
    for place in places:
        if laboratory.at.setdefault(place, host) == host:
            sides.do(honest_closing.take_address, host=Host(host), address=Address(place))
    found = [address_of(place) for place in laboratory.places(host)]
    now = float(sides.now)

    def act(engine: Engine) -> None:
        engine.set_addresses(found, now)
        for _ in range(SLICES):
            if engine.deadline() > now:
                return
            engine.timeout(now)

    return laboratory.act(number, host, act)


def go_on(sides: Sides, host: str) -> list[tuple[Pair, Association]]:
    """Let the associations of a host go on from where it is; return those that begin anew, as they were."""
    here = [Address(place) for place in sides.laboratory.places(host)]
    anew: list[tuple[Pair, Association]] = []
    for pair, association in list(sides.run.world.associations.items()):
        if pair.host.name != host or association.here in here:
            continue
        if association.state is State.I2_SENT and here:
            anew.append((pair, association))
        elif association.state is not State.UNASSOCIATED:
            first = here[0] if here and association.state in ACTIVE else NOWHERE
            _put(sides, pair, replace(association, here=first))
            if here and association.state in ASKING:
                sides.timers.restart(pair, association, sides.now)
    return anew


def begin_anew(sides: Sides, pair: Pair, association: Association) -> None:
    """Forget an exchange that is under way."""
    _put(sides, pair, forgotten(association))


def leave_from(sides: Sides, pair: Pair, source: Address) -> None:
    """Go on from the address that an I1 comes from, if the host has moved since the one before.

    Raises:
        DifferenceError: the host isn't there.
    """
    association = sides.run.world.associations[pair]
    if association.here != NOWHERE:
        return
    if source.name not in sides.laboratory.places(pair.host.name):
        raise sides.difference("source of the I1 that was sent", "an address of the host", source)
    _put(sides, pair, replace(association, here=source))


def _put(sides: Sides, pair: Pair, association: Association) -> None:
    world = sides.run.world
    sides.run.now = Moment(replace(world, associations=world.associations.set(pair, association)), sides.run.history)
