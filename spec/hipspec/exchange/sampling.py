"""Arguments worth trying, for random walks. Tooling, not specification: nothing is proved from this."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, TypeVar

from hipspec.exchange.association import Association, has_keys, key_from_peer
from hipspec.exchange.attacker import knows_key
from hipspec.exchange.crypto import Key, PuzzleInput, Search
from hipspec.exchange.lengths import I1_LENGTH
from hipspec.exchange.names import NO_EXPONENT, Cipher, Exponent, Group, Puzzle, Suite, Transport
from hipspec.exchange.packets import BLANK, Kind, Packet
from hipspec.exchange.sizes import PADDED_I1
from hipspec.exchange.states import State
from hipspec.exchange.world import Environment, World
from hipspec.language import NOTHING, Identifier, Map, Maybe, replace, some
from hipspec.network.names import NOBODY, Address, Frame, Host, Pair

Named = Mapping[type, list[Any]]
T = TypeVar("T")
N = TypeVar("N", bound=Identifier)

RATHER = 0.75
SELDOM = 0.15


def either(random: Random, usual: T, others: Sequence[T], chance: float = RATHER) -> T:
    """Return what is usual, or now and then something else."""
    return usual if not others or random.random() < chance else random.choice(others)


def able(environment: Environment, names: Named) -> list[Host]:
    """List the identities with which the attacker can sign, that of nobody among them."""
    stolen = environment.stolen_identities
    return [NOBODY, *(h for h in names[Host] if not environment.honest.has(h) or stolen.has(h))]


def seats(environment: Environment, host: Host, names: Named) -> list[Address]:
    """List where a host sits, or if it sits nowhere, every address."""
    return [address for address in names[Address] if environment.at[address] == host] or names[Address]


def offered(random: Random, names: Named, kind: type[N]) -> Map[N, int]:
    """Suggest a list of names in some order, with some left out."""
    listed = random.sample(names[kind], k=random.randint(0, len(names[kind])))
    return Map(0, {name: place for place, name in enumerate(listed, 1)})


def sent_frames(random: Random, world: World, names: Named) -> list[Frame]:
    """Suggest the transmissions that exist."""
    del random, names
    return [frame for frame, _ in world.environment.sent.items()]


def maybe_puzzle(random: Random, world: World, names: Named) -> Maybe[Puzzle]:
    """Suggest a puzzle that the attacker knows, or none."""
    del names
    return random.choice([NOTHING, *(some(puzzle) for puzzle in world.environment.known_puzzles)])


def search(random: Random, world: World, names: Named) -> Search:
    """Suggest to solve a puzzle that the attacker knows, rather for those that it was made for."""
    environment = world.environment
    known = list(environment.known_puzzles)
    if not known:
        return Search(Puzzle("none"), NOBODY, NOBODY, 0)
    puzzle = random.choice(known)
    made_from = environment.puzzles[puzzle]
    for_whom = (made_from.value.initiator, made_from.value.responder) if made_from.present else (NOBODY, NOBODY)
    return Search(
        puzzle=puzzle,
        initiator=either(random, for_whom[0], names[Host]),
        responder=either(random, for_whom[1], names[Host]),
        difficulty=either(random, world.responders[for_whom[1]].latest.difficulty, (0, 1)),
    )


def puzzle_input(random: Random, world: World, names: Named) -> PuzzleInput:
    """Suggest what a puzzle of the attacker's own is made from."""
    environment = world.environment
    own = [s for s, owner in environment.secrets.items() if not environment.honest.has(owner.value)]
    secrets = own or [secret for secret, _ in environment.secrets.items()] or [world.responders[NOBODY].latest.secret]
    initiator, responder = random.choice(names[Host]), random.choice(names[Host])
    return PuzzleInput(
        secret=random.choice(secrets),
        initiator=initiator,
        responder=responder,
        initiator_address=random.choice(seats(environment, initiator, names)),
        responder_address=random.choice(seats(environment, responder, names)),
        opaque=random.choice((0, 0, 1)),
    )


def exponents(random: Random, world: World, names: Named) -> Map[Group, Exponent]:
    """Suggest the exponents of one host for a new generation of R1s."""
    drawn = list(world.environment.exponents.items())
    if not drawn:
        return Map(NO_EXPONENT)
    host = random.choice(drawn)[1]
    own = [exponent for exponent, owner in drawn if owner == host]
    return Map(random.choice(own), {random.choice(names[Group]): random.choice(own)})


def packet(random: Random, world: World, names: Named) -> Packet:
    """Suggest a packet that the attacker could make out of what it knows, with a wrong detail now and then."""
    shape = random.choice((first, first, offer, offer, answer, answer, answer, spoken, spoken, spoken, changed))
    made = shape(random, world, names)
    exists = world.environment.exponents[made.public].present
    others = [exponent for exponent, _ in world.environment.exponents.items()]
    return made if exists or not others else replace(made, public=random.choice(others))


def first(random: Random, world: World, names: Named) -> Packet:
    """Suggest an I1."""
    environment = world.environment
    receiver = random.choice([host for host in names[Host] if environment.honest.has(host)] or names[Host])
    sender = random.choice(names[Host])
    return replace(
        BLANK,
        kind=Kind.I1,
        sender=sender,
        receiver=either(random, receiver, (NOBODY,)),
        source=either(random, random.choice(seats(environment, sender, names)), names[Address]),
        destination=random.choice(seats(environment, receiver, names)),
        groups=offered(random, names, Group),
        length=either(random, PADDED_I1[environment.policies[receiver].profile], (I1_LENGTH, 1000)),
    )


def waiting(world: World, *states: State) -> list[Association]:
    """List the associations of honest hosts in some states."""
    return [
        association
        for pair, association in world.associations.items()
        if association.state in states and world.environment.honest.has(pair.host)
    ]


def offer(random: Random, world: World, names: Named) -> Packet:
    """Suggest an R1 for somebody who waits for one."""
    asking = waiting(world, State.I1_SENT, State.I2_SENT)
    if not asking:
        return first(random, world, names)
    environment = world.environment
    association = random.choice(asking)
    named = random.choice(names[Host]) if association.peer == NOBODY else association.peer
    signers = able(environment, names)
    return replace(
        BLANK,
        kind=Kind.R1,
        sender=named,
        receiver=association.own,
        source=either(random, association.there, names[Address]),
        destination=random.choice(seats(environment, association.own, names)),
        groups=offered(random, names, Group),
        ciphers=offered(random, names, Cipher),
        transports=offered(random, names, Transport),
        suites=Map(0, dict.fromkeys(names[Suite], 1)),
        counter=max(0, association.counter + random.choice((0, 0, 1, -1))),
        puzzle=maybe_puzzle(random, world, names),
        difficulty=random.choice((0, 1, 10)),
        lifetime=1000,
        group=random.choice(names[Group]),
        public=random.choice([e for e, _ in environment.exponents.items()] or [NO_EXPONENT]),
        identity=either(random, named, signers),
        signer=either(random, random.choice(signers), (named,)),
    )


def answer(random: Random, world: World, names: Named) -> Packet:
    """Suggest an I2 with a solution that was found."""
    environment = world.environment
    found = list(environment.solutions.items())
    if not found:
        return first(random, world, names)
    solution, search = random.choice(found)
    puzzle = either(random, search.value.puzzle, list(environment.known_puzzles), 0.9)
    if not environment.puzzles[puzzle].present:
        return first(random, world, names)
    made_from = environment.puzzles[puzzle].value
    own = [e for e, _ in environment.exponents.items()] or [NO_EXPONENT]
    public = random.choice([e for e in own if environment.known_exponents.has(e)] or own)
    sender = either(random, made_from.initiator, names[Host])
    receiver = either(random, made_from.responder, names[Host])
    responder = world.responders[made_from.responder]
    generation = responder.latest if made_from.secret == responder.latest.secret else responder.former
    group = random.choice(names[Group])
    keyed = Key(public, generation.exponents[group], puzzle, solution, sender, receiver)
    signers = able(environment, names)
    return replace(
        BLANK,
        kind=Kind.I2,
        sender=sender,
        receiver=receiver,
        source=either(random, made_from.initiator_address, names[Address]),
        destination=either(random, made_from.responder_address, names[Address]),
        counter=either(random, generation.counter, (0, 1, 2)),
        puzzle=some(puzzle),
        difficulty=either(random, generation.difficulty, (0, search.value.difficulty)),
        opaque=made_from.opaque,
        solution=some(solution),
        group=group,
        public=public,
        cipher=random.choice(names[Cipher]),
        transport=random.choice(names[Transport]),
        identity=either(random, sender, signers),
        mac=some(keyed) if knows_key(environment, keyed) or random.random() < SELDOM else NOTHING,
        signer=either(random, sender if sender in signers else random.choice(signers), (sender,)),
    )


def spoken(random: Random, world: World, names: Named) -> Packet:
    """Suggest a packet for an association, such as an R2 or a CLOSE."""
    environment = world.environment
    keyed = [a for _, a in world.associations.items() if has_keys(a) and environment.honest.has(a.own)]
    if not keyed:
        return first(random, world, names)
    within_reach = [association for association in keyed if knows_key(environment, key_from_peer(association))]
    association = random.choice(within_reach if within_reach and random.random() < RATHER else keyed)
    key = key_from_peer(association)
    signers = able(environment, names)
    return replace(
        BLANK,
        kind=random.choice((Kind.R2, Kind.UPDATE, Kind.NOTIFY, Kind.CLOSE, Kind.CLOSE, Kind.CLOSE_ACK, Kind.DATA)),
        sender=association.peer,
        receiver=association.own,
        source=random.choice(names[Address]),
        destination=random.choice(seats(environment, association.own, names)),
        mac=some(key) if knows_key(environment, key) or random.random() < SELDOM else NOTHING,
        signer=either(random, association.peer if association.peer in signers else random.choice(signers), signers),
        echo=random.choice([NOTHING, *(packet.value.echo for _, packet in environment.sent.items()), association.echo]),
    )


def changed(random: Random, world: World, names: Named) -> Packet:
    """Suggest a packet that was sent, under another name, from elsewhere, or without its proofs."""
    sent = [packet.value for _, packet in world.environment.sent.items()]
    if not sent:
        return first(random, world, names)
    chosen = random.choice(sent)
    signers = able(world.environment, names)
    change: dict[str, Any] = random.choice(
        (
            {"mac": NOTHING, "signer": random.choice(signers)},
            {"mac": NOTHING, "signer": NOBODY},
            {"signer": random.choice(signers)},
            {"sender": random.choice(names[Host])},
            {"source": random.choice(names[Address])},
            {"groups": offered(random, names, Group)},
        )
    )
    return replace(chosen, **change)


def pair(random: Random, world: World, names: Named) -> Pair:
    """Suggest an association that there is, rather than one that there could be."""
    there = [found for found, _ in world.associations.items()]
    if there and random.random() < RATHER:
        return random.choice(there)
    return Pair(random.choice(names[Host]), random.choice(names[Host]))


SAMPLING: dict[type, Callable[..., Any]] = {
    Packet: packet,
    Search: search,
    PuzzleInput: puzzle_input,
    Map[Group, Exponent]: exponents,
    Maybe[Puzzle]: maybe_puzzle,
    Frame: sent_frames,
    Pair: pair,
}
