"""Arguments worth trying, for random walks of the executable specification (see `hipspec.hip.sampling`)."""

from collections.abc import Mapping
from random import Random
from typing import Any

from hipspec.hip.names import HIT, Address, Frame, Pair
from hipspec.language import NOTHING, Map, replace, some
from hipspec.network.sampling import sent_frames
from hipspec.paper.association import Association
from hipspec.paper.packets import BLANK, NOT_LISTED, Entry, Kind, Packet
from hipspec.paper.world import World

LIFETIMES = (1, 10, 60, 0)
RATHER = 0.8


def address_list(random: Random, world: World, names: Mapping[type, list[Any]]) -> Map[Address, Entry]:
    """Suggest a list of up to two addresses."""
    del world
    addresses = random.sample(names[Address], k=min(random.choice((0, 1, 1, 1, 2)), len(names[Address])))
    lifetime = random.choice(LIFETIMES)
    return Map(NOT_LISTED, {address: Entry(listed=True, lifetime=lifetime) for address in addresses})


def within_reach(world: World) -> list[Pair]:
    """Return whom the attacker can send packets that pass for the peer's, because it has the key."""
    environment = world.environment
    return [
        pair
        for pair, association in world.associations.items()
        if association.key_in.present
        and environment.known_keys.has(association.key_in.value)
        and environment.honest.has(pair.host)
    ]


def packet(random: Random, world: World, names: Mapping[type, list[Any]]) -> Packet:
    """Suggest a packet that the attacker could make: one side of an association, and what it knows."""
    environment = world.environment
    pairs = [pair for pair, _ in world.associations.items()]
    if not pairs:
        return BLANK
    able = within_reach(world)
    victim = random.choice(able if able and random.random() < RATHER else pairs)
    association = world.associations[victim]
    key = association.key_in
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
    return filled(random, world, names, forged, association)


def filled(
    random: Random, world: World, names: Mapping[type, list[Any]], forged: Packet, association: Association
) -> Packet:
    """Suggest what stands in a packet of a kind."""
    environment = world.environment
    if forged.kind == Kind.REA:
        thieves = [forged.sender, *(name for name in names[HIT] if not environment.honest.has(name))]
        signers = [some(h) for h in thieves if not environment.honest.has(h) or environment.stolen_identities.has(h)]
        return replace(
            forged,
            signer=signers[0] if signers and random.random() < RATHER else random.choice([*signers, NOTHING]),
            rea_id=association.newest_rea + random.choice((1, 1, 2, 0, -1)),
            addresses=address_list(random, world, names),
        )
    known = sorted((some(nonce) for nonce in environment.known_nonces), key=repr)
    awaited = [locator.check for _, locator in association.locators.items() if locator.check in known]
    return replace(forged, ac_id=random.choice([NOTHING, *known, *awaited, *awaited]))


SAMPLING = {Map[Address, Entry]: address_list, Packet: packet, Frame: sent_frames}
