"""Hosts that lose all that they hold, and begin anew."""

from hipcheck.lockstep.exchange.arrivals import Arrivals
from hipcheck.lockstep.exchange.sides import Sides
from hipcheck.lockstep.laboratory import Host as Machine
from hipcheck.lockstep.laboratory import identity_of
from hipspec.exchange import honest_closing, honest_renewing
from hipspec.network.names import NOBODY, Host, Pair
from hipway.addresses import address_of
from hipway.engine.engine import Engine

__all__ = ["begin_again"]


def begin_again(sides: Sides, arrivals: Arrivals, host: str) -> None:
    """A host begins anew, with R1s of a generation that it never used."""
    identity, laboratory, config = identity_of(host), sides.laboratory, sides.engine(host).config
    pool = sides.engine(host).pools[sides.naming.hits[host]]
    number = pool._generations[-1].number + 2  # noqa: SLF001  # between them one that no I2 can answer
    engine = Engine([identity], config, entropy=laboratory.random.randbytes, now=float(sides.now), generation=number)
    engine.set_addresses(list(map(address_of, laboratory.places(host))), float(sides.now))
    laboratory.hosts[host] = Machine(host, sides.naming.hits[host], engine)
    for pair, _ in list(sides.run.world.associations.items()):
        if pair.host.name == host:
            sides.take(honest_closing.crash, pair, pair=pair, frame=sides.frame())
    for where in [where for where in arrivals.tokens if where[0].name == host]:
        del arrivals.tokens[where]
    sides.take(honest_renewing.new_interval, Pair(Host(host), NOBODY), host=Host(host))
    sides.renewed(host)
    arrivals.attempts.clear()
    sides.compare(host)
