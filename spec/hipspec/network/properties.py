"""What must never happen, in the same words for every protocol that tells lists of addresses in numbered messages."""

from hipspec.language import implies, invariant, step_property
from hipspec.network.events import Event, Happening
from hipspec.network.history import History
from hipspec.network.names import Host, Pair
from hipspec.network.world import World


@invariant(clause="RFC 8046 5.2, RFC 7401 6.12")
def no_return_to_an_older_list(history: History, world: World, host: Host, peer: Host) -> bool:
    """The list in force is the newest that the host has ever put into force."""
    del world
    return history.in_force[Pair(host, peer)] == history.newest[Pair(host, peer)]


@step_property(clause="RFC 7401 6.11")
def announcements_are_numbered_in_order(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Each list that a host announces has a higher number than the one before it."""
    del before, after
    return implies(
        event.happening == Happening.ANNOUNCED,
        history_after.last_announced[event.pair] > history.last_announced[event.pair],
    )


@step_property(clause="RFC 8046 4, 5.1")
def no_data_after_the_lifetime(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Data goes only where the peer asked for it, and only until the lifetime that the peer gave has ended."""
    del history_after, after
    promise = history.promised[event.pair][event.address]
    return implies(
        event.happening == Happening.SENT,
        promise.made and (not promise.until.present or before.environment.now < promise.until.value),
    )
