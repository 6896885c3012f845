"""Arguments worth trying, for random walks of the executable specification (see `hipspec.hip.sampling`)."""

from collections.abc import Mapping
from random import Random
from typing import Any

from hipspec.hip.names import HIT, Address
from hipspec.language import NOTHING, Map, replace, some
from hipspec.paper.packets import BLANK, NOT_LISTED, Entry, Kind, Packet
from hipspec.paper.world import World

LIFETIMES = (1, 10, 60, 0)


def address_list(random: Random, world: World, names: Mapping[type, list[Any]]) -> Map[Address, Entry]:
    """Suggest a list of up to two addresses."""
    del world
    addresses = random.sample(names[Address], k=min(random.choice((0, 1, 1, 1, 2)), len(names[Address])))
    lifetime = random.choice(LIFETIMES)
    return Map(NOT_LISTED, {address: Entry(listed=True, lifetime=lifetime) for address in addresses})


def packet(random: Random, world: World, names: Mapping[type, list[Any]]) -> Packet:
    """Suggest a packet that the attacker could make: one side of an association, and what it knows."""
    environment = world.environment
    pairs = [pair for pair, _ in world.associations.items()]
    if not pairs:
        return BLANK
    victim = random.choice(pairs)
    association = world.associations[victim]
    key = association.key_in
    thieves = [victim.peer, *(name for name in names[HIT] if not environment.honest.has(name))]
    able = [some(h) for h in thieves if not environment.honest.has(h) or environment.stolen_identities.has(h)]
    seats = [address for address in names[Address] if environment.at[address] == victim.host]
    forged = replace(
        BLANK,
        kind=random.choice((Kind.REA, Kind.AC, Kind.ACR, Kind.ACR)),
        sender=victim.peer,
        receiver=victim.host,
        source=random.choice(names[Address]),
        destination=random.choice(seats or names[Address]),
        mac=key if key.present and environment.known_keys.has(key.value) else NOTHING,
        rea_id=association.newest_rea,
    )
    if forged.kind == Kind.REA:
        return replace(
            forged,
            signer=random.choice([*able, *able, NOTHING]),
            rea_id=association.newest_rea + random.choice((1, 1, 2, 0, -1)),
            addresses=address_list(random, world, names),
        )
    known = [some(nonce) for nonce in environment.known_nonces]
    awaited = [locator.check for _, locator in association.locators.items() if locator.check in known]
    return replace(forged, ac_id=random.choice([NOTHING, *known, *awaited, *awaited]))


SAMPLING = {Map[Address, Entry]: address_list, Packet: packet}
