"""Actions that need no rule: hosts take and lose addresses, and time passes."""

from hipspec.language import Step, action, replace
from hipspec.network.events import Event, Happening
from hipspec.network.names import Address, Host, Pair
from hipspec.network.world import World


@action()
def take_address(world: World, host: Host, address: Address) -> Step[World, Event]:
    """A host, honest or not, comes to sit at an address; whoever sat there before has lost it."""
    environment = world.environment
    return Step(
        replace(world, environment=replace(environment, at=environment.at.set(address, host))),
        Event(Happening.TAKEN, pair=Pair(host, host), address=address),
    )


@action()
def wait(world: World, seconds: int) -> Step[World, Event]:
    """Time passes; nothing rests on clocks that are never set back."""
    environment = world.environment
    return Step(
        replace(world, environment=replace(environment, now=environment.now + seconds)),
        Event(Happening.NOTHING_TO_TELL),
    )
