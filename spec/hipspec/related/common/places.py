"""Hosts take and lose addresses, and the attacker leaves the path."""

from hipspec.language import Step, action, assume, replace
from hipspec.related.common.names import NOWHERE, Address, Host, Pair
from hipspec.related.common.transmission import is_an_attacker
from hipspec.related.common.world import Event, Happening, World


@action()
def take_address(world: World, host: Host, address: Address) -> Step[World, Event]:
    """A host, honest or not, or nobody, comes to sit at an address; whoever sat there before has lost it."""
    environment = world.environment
    hostile = environment.hostile.has(address)
    attacker = is_an_attacker(environment, host)
    assume(address != NOWHERE, "nobody sits nowhere")
    assume(
        not hostile if not attacker else hostile or environment.attacker.takes_addresses,
        "the attacker has networks of its own, and may come elsewhere only if it takes addresses",
    )
    return Step(
        replace(world, environment=replace(environment, at=environment.at.set(address, host))),
        Event(Happening.TAKEN, pair=Pair(host, host), address=address),
    )


ACTIONS = (take_address,)
