"""Arguments worth trying: lists and packets that make sense, for random walks of the executable specification.

Tooling, not specification: nothing is proved from this, and whatever it suggests the actions may refuse.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Frame, Pair
from hipspec.hip.packets import BLANK, NOT_LISTED, EspInfo, Kind, LocatorSet, Offer, Packet
from hipspec.hip.world import World
from hipspec.language import NOTHING, Map, Maybe, replace, some
from hipspec.network.sampling import sent_frames

LIFETIMES: tuple[Maybe[int], ...] = (NOTHING, some(10), some(60), some(0))


def locator_set(random: Random, world: World, names: Mapping[type, list[Any]]) -> LocatorSet:
    """Suggest a LOCATOR_SET of up to three addresses, well-formed."""
    addresses = random.sample(names[Address], k=min(random.choice((1, 1, 1, 2, 2, 3)), len(names[Address])))
    if random.random() < 0.12:  # noqa: PLR2004  # now and then, more than anybody may list
        addresses += [Address(f"x{number}") for number in range(9)]
    lifetime = random.choice(LIFETIMES)
    lying = random.random() < 0.1  # noqa: PLR2004  # what could not be written down, now and then
    entries = {
        address: Offer(
            listed=True,
            unicast=lying or not world.environment.multicast.has(address),
            position=0 if lying else position,
            lifetime=lifetime,
        )
        for position, address in enumerate(addresses)
    }
    wished = random.choice(addresses if random.random() < 0.7 else names[Address])  # noqa: PLR2004  # mostly one listed
    preferred = some(wished) if random.random() < 0.8 else NOTHING  # noqa: PLR2004  # mostly some
    return LocatorSet(
        entries=Map(NOT_LISTED, entries),
        order=Map(NOWHERE, dict(enumerate(addresses))),
        count=len(addresses),
        preferred=preferred,
    )


def has_key(world: World, pair: Pair) -> bool:
    """Whether the attacker can make packets that pass for the peer's."""
    key = world.associations[pair].key_in
    return world.environment.honest.has(pair.host) and key.present and world.environment.known_keys.has(key.value)


def packet(random: Random, world: World, names: Mapping[type, list[Any]]) -> Packet:
    """Suggest a packet that the attacker could make: one side of an association, and what it knows."""
    environment = world.environment
    pairs = [pair for pair, _ in world.associations.items()]
    if not pairs:
        return BLANK
    within_reach = [pair for pair in pairs if has_key(world, pair)]
    to_victim = random.choice(within_reach if within_reach and random.random() < 0.6 else pairs)  # noqa: PLR2004  # rather
    association = world.associations[to_victim]
    sender, receiver = to_victim.peer, to_victim.host
    key = association.key_in
    mac = key if key.present and environment.known_keys.has(key.value) else NOTHING
    thieves = [sender, *(name for name in names[HIT] if not environment.honest.has(name)), NOBODY]
    able = [h for h in thieves if not environment.honest.has(h) or environment.stolen_identities.has(h)]
    leaked = sorted(environment.stolen_identities, key=repr)
    able = [*able, *leaked]
    seats = [a for a in names[Address] if environment.at[a] == receiver]
    nonces = [some(nonce) for nonce in environment.known_nonces]
    update = replace(
        BLANK,
        sender=sender,
        receiver=receiver,
        source=random.choice(names[Address]),
        destination=random.choice(seats or names[Address]),
        mac=key if random.random() < 0.2 else mac,  # noqa: PLR2004  # mostly what the attacker has
        signer=sender if random.random() < 0.2 else random.choice(able),  # noqa: PLR2004  # mostly what the attacker has
    )
    shape = random.random()
    if shape < 0.25:  # noqa: PLR2004  # a quarter is payload
        return replace(
            update,
            kind=Kind.DATA,
            epoch=random.choice((association.epoch_in, association.epoch_in, 1)),
            number=max(0, association.payload.highest + random.choice((1, 1, 0, -1, 33, -33))),
            size=random.choice((1, 100, 1000, -100)),
        )
    highest = association.updates.highest
    if shape < 0.65:  # noqa: PLR2004  # a list
        current = association.epoch_out
        return replace(
            update,
            sequence=some(max(0, highest + random.choice((1, 1, 1, 2, 0, -1, 33, -33)))),
            esp=random.choice(
                (
                    some(EspInfo(current, current)),
                    some(EspInfo(current, current)),
                    some(EspInfo(current, current + 1)),
                    some(EspInfo(current, current - 1)),
                    some(EspInfo(current - 1, current)),
                    NOTHING,
                )
            ),
            locators=some(locator_set(random, world, names)),
            size=1,
        )
    if shape < 0.9:  # noqa: PLR2004  # an answer to a challenge, or none
        return replace(update, echo_response=random.choice([NOTHING, *nonces]), acknowledges=some(0), size=1)
    return replace(update, sequence=some(highest + 1), echo_request=random.choice([NOTHING, *nonces]), size=1)


SAMPLING = {LocatorSet: locator_set, Packet: packet, Frame: sent_frames}
