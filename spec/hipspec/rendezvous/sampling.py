"""Arguments worth trying, for random walks. Tooling, not specification: nothing is proved from this."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, TypeVar

from hipspec.language import NOTHING, Maybe, replace, some
from hipspec.network.names import NOBODY, Address, Frame, Host, Key, Pair
from hipspec.network.sampling import sent_frames
from hipspec.network.world import Environment
from hipspec.rendezvous.packets import BLANK, Kind, Packet
from hipspec.rendezvous.world import World

Named = Mapping[type, list[Any]]
T = TypeVar("T")

RATHER = 0.75
LIFETIMES = (0, 1, 60, 3600)


def either(random: Random, usual: T, others: Sequence[T]) -> T:
    """Return what is usual, or now and then something else."""
    return usual if not others or random.random() < RATHER else random.choice(others)


def seats(environment: Environment[Packet], host: Host, names: Named) -> list[Address]:
    """List where a host sits, or if it sits nowhere, every address."""
    return [address for address in names[Address] if environment.at[address] == host] or names[Address]


def maybe_lifetime(random: Random, world: World, names: Named) -> Maybe[int]:
    """Suggest to ask for a registration or not."""
    del world, names
    return random.choice([NOTHING, some(random.choice(LIFETIMES))])


def maybe_key(random: Random, world: World, names: Named) -> Maybe[Key]:
    """Suggest a key that the attacker knows or has seen in use, or none."""
    del names
    environment = world.environment
    seen = [sent.value.rvs_mac for _, sent in environment.sent.items()]
    return random.choice([NOTHING, *seen, *map(some, environment.known_keys)])


def signers(environment: Environment[Packet], names: Named) -> list[Maybe[Host]]:
    """List the identities with which the attacker can sign, and none."""
    stolen = environment.stolen_identities
    return [NOTHING, *(some(h) for h in names[Host] if not environment.honest.has(h) or stolen.has(h))]


def packet(random: Random, world: World, names: Named) -> Packet:
    """Suggest a packet that the attacker could make: in the name of somebody's peer, or to a server for its client."""
    environment = world.environment
    pairs = [pair for pair, association in world.associations.items() if association.key_in.present]
    pair = random.choice(pairs) if pairs else Pair(random.choice(names[Host]), random.choice(names[Host]))
    association = world.associations[pair]
    kind = random.choice((Kind.I1, Kind.I1, Kind.UPDATE, Kind.UPDATE, Kind.ACK, Kind.DATA, Kind.R1))
    able = signers(environment, names)
    mac = association.key_in
    forged = replace(
        BLANK,
        kind=kind,
        sender=pair.peer,
        receiver=pair.host,
        source=random.choice(names[Address]),
        destination=random.choice(seats(environment, pair.host, names)),
        mac=mac if mac.present and environment.known_keys.has(mac.value) else NOTHING,
        signer=either(random, some(pair.peer), able) if some(pair.peer) in able else random.choice(able),
        update_id=either(random, association.newest + 1, (association.newest, association.next_update - 1)),
        locator=either(random, some(random.choice(seats(environment, pair.peer, names))), (NOTHING,)),
        lifetime=maybe_lifetime(random, world, names),
        length=either(random, BLANK.length, (400,)),
    )
    if kind == Kind.ACK:
        return replace(forged, update_id=association.next_update - 1)
    return first(random, world, names, forged) if kind == Kind.I1 else forged


def first(random: Random, world: World, names: Named, forged: Packet) -> Packet:
    """Suggest an I1: to a host, or to where some server of it may be."""
    environment = world.environment
    sender = random.choice(names[Host])
    relayed = random.random() < 0.5  # noqa: PLR2004  # either
    return replace(
        forged,
        sender=sender,
        receiver=either(random, forged.receiver, (NOBODY, *names[Host])),
        source=either(random, random.choice(seats(environment, sender, names)), names[Address]),
        destination=random.choice(names[Address]),
        mac=NOTHING,
        signer=NOTHING,
        origin=some(random.choice(names[Address])) if relayed else NOTHING,
        rvs_mac=either(random, forged.mac, (NOTHING,)) if relayed else NOTHING,
    )


SAMPLING = {Packet: packet, Frame: sent_frames, Maybe[int]: maybe_lifetime, Maybe[Key]: maybe_key}
