"""What must never happen, for any number of hosts, addresses, packets and attackers.

A REA carries an HMAC and a signature, an AC and an ACR only an HMAC. So the properties survive different thefts: to
steal an address takes the peer's session key *and* its identity (`protected`), while the session key alone is enough
to answer a check in the peer's name (`keyed`). Even then the AC must be read where it went, and the address must be
one that the peer itself announced.
"""

from hipspec.hip.names import HIT, Address, Pair
from hipspec.language import expected_attack, implies, invariant, step_property
from hipspec.network.events import Happening
from hipspec.network.history import Reply
from hipspec.network.properties import (
    announcements_are_numbered_in_order,
    no_data_after_the_lifetime,
    no_return_to_an_older_list,
)
from hipspec.paper.association import Status
from hipspec.paper.history import History, verified
from hipspec.paper.world import Event, World


def keyed(world: World, host: HIT, peer: HIT) -> bool:
    """Whether both hosts are honest and the session key that protects what the peer sends was not stolen."""
    key = world.associations[Pair(host, peer)].key_in
    return (
        world.environment.honest.has(host)
        and world.environment.honest.has(peer)
        and key.present
        and not world.environment.stolen_keys.has(key.value)
    )


def protected(world: World, host: HIT, peer: HIT) -> bool:
    """Whether both hosts are honest and the peer's session key or its identity was not stolen; one is enough."""
    return keyed(world, host, peer) or (
        world.environment.honest.has(host)
        and world.environment.honest.has(peer)
        and not world.environment.stolen_identities.has(peer)
    )


def third_party(world: World, event: Event) -> bool:
    """Whether somebody sits at an address that is neither the sender nor its peer."""
    sits = world.environment.at[event.address]
    return sits != event.pair.host and sits != event.pair.peer


def is_honest_there(world: World, event: Event) -> bool:
    """Whether an honest host sits at an address."""
    return world.environment.honest.has(world.environment.at[event.address])


@invariant(clause="draft-nikander-hip-mm-00 5.3, 8", paper="2.3, figure 3")
def no_address_stealing(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """What a host binds to an honest peer's identity is only what that peer itself announced, from where it sat."""
    bound = world.associations[Pair(host, peer)].locators[address].status != Status.UNKNOWN
    return implies(protected(world, host, peer) and bound, history.announced[Pair(peer, host)][address])


@invariant(clause="draft-nikander-hip-mm-00 4.3, 6.5", paper="2.3, figure 4")
def no_unverified_rebinding(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """An address is ACTIVE only if this very AC was read at this very address, and an honest peer answered.

    That the honest peer itself answered holds as long as the session key is secret: an ACR is not signed.
    """
    pair = Pair(host, peer)
    locator = world.associations[pair].locators[address]
    return implies(
        locator.status == Status.ACTIVE,
        verified(history, world, pair, address)
        and implies(
            keyed(world, host, peer),
            history.replies.has(Reply(host=peer, nonce=locator.check.value)),
        ),
    )


@invariant(clause="draft-nikander-hip-mm-00 4.3, 6.5", paper="2.3, figure 4")
def no_data_to_unverified_addresses(history: History, world: World, victim: Address) -> bool:
    """No host sends a single byte of data to an address where its check was not read."""
    del world
    return history.flooded[victim] == 0


@step_property(clause="draft-nikander-hip-mm-00 4.3, 8", paper="2.3, figure 4")
def no_flow_onto_a_third_party(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Data never goes to an honest host that is not the peer, unless the address was checked when it was the peer's.

    It follows from the property above. It is stated for the attacks on it: in them somebody is flooded.
    """
    del history_after, after
    flooded = event.happening == Happening.SENT and third_party(before, event) and is_honest_there(before, event)
    return implies(flooded, verified(history, before, event.pair, event.address))


@invariant(clause="draft-nikander-hip-mm-00 6.5")
def no_lifetime_without_a_check(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """The check behind an ACTIVE address was made for the list in force, so a lifetime is never prolonged unseen."""
    pair = Pair(host, peer)
    locator = world.associations[pair].locators[address]
    return implies(
        locator.status == Status.ACTIVE,
        locator.check.present and history.issued_for[locator.check.value] == history.in_force[pair],
    )


@step_property(clause="draft-nikander-hip-mm-00 5.3")
def no_answer_to_a_foreign_check(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """A host answers an AC only if it sent the REA that the AC is about."""
    del before, history_after, after
    return implies(
        event.happening == Happening.ANSWERED,
        event.number >= 0 and event.number <= history.last_announced[event.pair],
    )


@expected_attack(clause="draft-nikander-hip-mm-00 6.1.1.1", paper="2.3")
def data_reaches_only_the_peer(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Data to a verified address of an honest peer meets the peer there, not somebody who took the address over.

    Nothing need be stolen for the attack: the address changes hands, and the lifetime has not ended.
    """
    del history_after, after
    return implies(
        event.happening == Happening.SENT
        and verified(history, before, event.pair, event.address)
        and keyed(before, event.pair.host, event.pair.peer),
        not third_party(before, event),
    )


@expected_attack(clause="draft-nikander-hip-mm-00 6.1.2")
def the_identity_protects_the_answer(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Data goes only where the peer itself answered its check, even if its session key (not its identity) leaked."""
    del history_after, after
    locator = before.associations[event.pair].locators[event.address]
    return implies(
        event.happening == Happening.SENT
        and locator.status == Status.ACTIVE
        and protected(before, event.pair.host, event.pair.peer),
        history.replies.has(Reply(host=event.pair.peer, nonce=locator.check.value)),
    )


PROPERTIES = (
    no_address_stealing,
    no_unverified_rebinding,
    no_data_to_unverified_addresses,
    no_flow_onto_a_third_party,
    no_return_to_an_older_list,
    no_lifetime_without_a_check,
    announcements_are_numbered_in_order,
    no_answer_to_a_foreign_check,
    no_data_after_the_lifetime,
)

EXPECTED = (data_reaches_only_the_peer, the_identity_protects_the_answer)
