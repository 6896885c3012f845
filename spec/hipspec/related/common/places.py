"""Hosts take and lose addresses: one by one, or all at once and for good."""

from hipspec.language import Map, Step, action, assume, replace
from hipspec.related.common.facts import FACTS
from hipspec.related.common.names import NOBODY, NOWHERE, Address, Host, Pair
from hipspec.related.common.transmission import is_an_attacker
from hipspec.related.common.world import Environment, Event, Happening, World


def home_with(environment: Environment, host: Host, address: Address) -> Map[Host, Address]:
    """Return the homes of hosts once a host has taken an address: its first one, where there are home agents."""
    homes = environment.homes
    return homes.set(host, address) if FACTS.home_agents and homes[host] == NOWHERE else homes


@action()
def take_address(world: World, host: Host, address: Address) -> Step[World, Event]:
    """A host, honest or not, or nobody, comes to sit at an address; whoever sat there before has lost it."""
    environment = world.environment
    hostile = environment.hostile.has(address)
    attacker = is_an_attacker(environment, host)
    assume(address != NOWHERE, "nobody sits nowhere")
    assume(not environment.gone.has(address), "what was left for good is left for good")
    assume(
        not hostile if not attacker else hostile or environment.attacker.takes_addresses,
        "the attacker has networks of its own, and may come elsewhere only if it takes addresses",
    )
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                at=environment.at.set(address, host),
                occupied=environment.occupied.add(address),
                homes=home_with(environment, host, address),
            ),
        ),
        Event(Happening.TAKEN, pair=Pair(host, host), address=address),
    )


@action()
def jump(world: World, pair: Pair, here: Address, there: Address) -> Step[World, Event]:
    """Two honest hosts are somewhere else at the same moment, and all addresses that anybody had are left for good.

    Nothing that is sent to them arrives any more, be it on its way already or not.
    """
    environment = world.environment
    honest = environment.honest
    assume(honest.has(pair.host) and pair.host != NOBODY, "the one host is honest")
    assume(honest.has(pair.peer) and pair.peer != NOBODY, "the other host is honest")
    assume(here != NOWHERE and there != NOWHERE and here != there, "each is somewhere, apart from the other")
    assume(not environment.hostile.has(here) and not environment.hostile.has(there), "neither is in a hostile network")
    assume(not environment.occupied.has(here) and not environment.occupied.has(there), "nobody has been there before")
    deserted = replace(environment, at=Map(NOBODY))
    return Step(
        replace(
            world,
            environment=replace(
                deserted,
                at=deserted.at.set(here, pair.host).set(there, pair.peer),
                occupied=environment.occupied.add(here).add(there),
                gone=environment.occupied,
            ),
        ),
        Event(Happening.JUMPED, pair=pair, address=here, other=there),
    )


@action()
def keep_home(world: World, host: Host, address: Address) -> Step[World, Event]:
    """The home agent of an honest host that is elsewhere receives for it what is sent to its home, and passes it on."""
    environment = world.environment
    home = environment.homes[host]
    assume(FACTS.home_agents, "hosts have home agents")
    assume(host != NOBODY and environment.honest.has(host), "the host is honest")
    assume(home != NOWHERE and not environment.hostile.has(home), "its home is in a network of its own")
    assume(environment.at[home] == NOBODY, "nobody else has its home")
    assume(address != home and environment.at[address] == host, "the host is elsewhere")
    return Step(
        replace(world, environment=replace(environment, at=environment.at.set(home, host))),
        Event(Happening.TAKEN, pair=Pair(host, host), address=home),
    )


ACTIONS = (take_address, jump, keep_home)
