"""A small specification for comparison with other provers: mobility with return routability, and nothing else.

A host tells its peer a new address in a signed UPDATE; the peer sends a nonce there; the host echoes it; the address is
ACTIVE. The attacker reads what is sent to the addresses that it taps, makes up all that honest hosts do not sign, and
delivers everything as often and as late as it likes. Nine actions, two properties, six lemmas.

`hipway --specification benchmarks/mobility.py prove` proves it, for any number of hosts, addresses and messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Any

from hipspec.language import (
    Identifier,
    Map,
    Set,
    Specification,
    Step,
    action,
    assume,
    implies,
    invariant,
    lemma,
    replace,
    require,
    rule,
)
from hipspec.language.running import Run

# ---------------------------------------------------------------------- what there is


class HIT(Identifier):
    """Who somebody is."""


class Address(Identifier):
    """Where somebody is."""


class Nonce(Identifier):
    """An unguessable value."""


class State(Enum):
    """The states of an association that matter here."""

    UNASSOCIATED = "UNASSOCIATED"
    ESTABLISHED = "ESTABLISHED"


class Status(Enum):
    """The status of an address."""

    UNKNOWN = "UNKNOWN"
    UNVERIFIED = "UNVERIFIED"
    ACTIVE = "ACTIVE"


NOBODY = HIT("nobody")
NOWHERE = Address("nowhere")
NO_NONCE = Nonce("none")


@dataclass(frozen=True)
class Pair:
    """What `host` holds about `peer`."""

    host: HIT
    peer: HIT


@dataclass(frozen=True)
class Locator:
    """One address of the peer: its status, and the nonce that was last sent there."""

    status: Status
    nonce: Nonce


@dataclass(frozen=True)
class Association:
    """What one host remembers of one peer."""

    state: State
    newest: int
    locators: Map[Address, Locator]
    preferred: Address


@dataclass(frozen=True)
class Update:
    """A host says where it is."""

    sender: HIT
    receiver: HIT
    number: int
    address: Address
    signer: HIT


@dataclass(frozen=True)
class Challenge:
    """A nonce, on its way to an address."""

    sender: HIT
    receiver: HIT
    address: Address
    nonce: Nonce
    signer: HIT


@dataclass(frozen=True)
class Response:
    """A nonce, on its way back."""

    sender: HIT
    receiver: HIT
    nonce: Nonce
    signer: HIT


NO_CHALLENGE = Challenge(sender=NOBODY, receiver=NOBODY, address=NOWHERE, nonce=NO_NONCE, signer=NOBODY)
UNBOUND = Locator(status=Status.UNKNOWN, nonce=NO_NONCE)
NOTHING_BOUND = Association(state=State.UNASSOCIATED, newest=-1, locators=Map(UNBOUND), preferred=NOWHERE)


@dataclass(frozen=True)
class Environment:
    """What is the case: who is honest and where, what was sent, which nonces were drawn, and what the attacker has."""

    honest: Set[HIT]
    at: Map[HIT, Address]
    updates: Set[Update]
    challenges: Set[Challenge]
    responses: Set[Response]
    drawn: Set[Nonce]
    known: Set[Nonce]
    tapped: Set[Address]


@dataclass(frozen=True)
class World:
    """Everything that exists, except history."""

    associations: Map[Pair, Association]
    environment: Environment


@dataclass(frozen=True)
class Claim:
    """Somebody told somebody of an address."""

    who: HIT
    whom: HIT
    address: Address


@dataclass(frozen=True)
class Seen:
    """Somebody read a nonce where it was sent to."""

    who: HIT
    nonce: Nonce


@dataclass(frozen=True)
class History:
    """What has happened: addresses claimed, nonces read by honest hosts, and the challenge each nonce was drawn for."""

    claimed: Set[Claim]
    seen: Set[Seen]
    issued: Map[Nonce, Challenge]


class Happening(Enum):
    """What an event tells."""

    NOTHING_TO_TELL = "nothing to tell"
    CLAIMED = "an address was claimed"
    CHALLENGED = "a nonce was sent"
    ANSWERED = "a nonce was read and echoed"


@dataclass(frozen=True)
class Event:
    """What happened in a step."""

    happening: Happening
    claim: Claim = Claim(NOBODY, NOBODY, NOWHERE)
    challenge: Challenge = NO_CHALLENGE


@dataclass(frozen=True)
class Readings:
    """No question is open."""


def initial(honest: Set[HIT], at: Map[HIT, Address], tapped: Set[Address], states: Map[Pair, State]) -> World:
    """Begin with no address bound, for any honest hosts, anywhere, whatever the attacker taps."""
    nothing = World(
        associations=Map(NOTHING_BOUND),
        environment=Environment(
            honest=honest,
            at=at,
            updates=Set(),
            challenges=Set(),
            responses=Set(),
            drawn=Set(),
            known=Set(),
            tapped=tapped,
        ),
    )
    associations = nothing.associations.merge(states, lambda association, state: replace(association, state=state))
    return replace(nothing, associations=associations)


def initial_history(world: World) -> History:
    """Begin with nothing having happened."""
    del world
    return History(claimed=Set(), seen=Set(), issued=Map(NO_CHALLENGE))


def observe(history: History, before: World, event: Event, after: World) -> History:
    """Write down what happened in one step."""
    del before, after
    if event.happening == Happening.CLAIMED:
        return replace(history, claimed=history.claimed.add(event.claim))
    if event.happening == Happening.CHALLENGED:
        return replace(history, issued=history.issued.set(event.challenge.nonce, event.challenge))
    if event.happening == Happening.ANSWERED:
        reader = Seen(event.challenge.receiver, event.challenge.nonce)
        return replace(history, seen=history.seen.add(reader))
    return history


# ---------------------------------------------------------------------- rules of one host


@rule(
    clause="RFC 8046 5.2",
    besides={
        "newest": "an old UPDATE brings back an address that is checked again",
        "locators": "without it no address is ever bound",
    },
)
def receive_update(association: Association, update: Update, nonce: Nonce) -> Association:
    """Bind the address that the peer tells, unverified; one that is ACTIVE stays so."""
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="the signature alone says who it is",
    )
    require(update.signer == update.sender, "the signature is the sender's")
    require(
        update.number > association.newest, "the UPDATE is newer", besides="an old address is checked again before use"
    )
    heard = replace(association, newest=update.number)
    if association.locators[update.address].status == Status.ACTIVE:
        return heard
    waiting = Locator(status=Status.UNVERIFIED, nonce=nonce)
    return replace(heard, locators=association.locators.set(update.address, waiting))


@rule(
    clause="RFC 8046 5.4",
    besides={
        "status": "without it no address is ever ACTIVE",
        "locators": "without it no address is ever ACTIVE",
        "preferred": "which of several addresses is used matters to no property here",
    },
)
def receive_response(association: Association, response: Response, address: Address) -> Association:
    """Make an address ACTIVE whose nonce came back."""
    locator = association.locators[address]
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="without one no address waits for its nonce",
    )
    require(response.signer == response.sender, "the signature is the sender's")
    require(locator.status == Status.UNVERIFIED, "the address waits for its nonce")
    require(response.nonce == locator.nonce, "the nonce that was sent to this address came back")
    verified = replace(locator, status=Status.ACTIVE)
    return replace(association, locators=association.locators.set(address, verified), preferred=address)


# ---------------------------------------------------------------------- what can happen


@action()
def move(world: World, host: HIT, address: Address) -> Step[World, Event]:
    """An honest host comes to another address."""
    environment = world.environment
    assume(environment.honest.has(host), "the host is honest")
    moved = replace(environment, at=environment.at.set(host, address))
    return Step(replace(world, environment=moved), Event(Happening.NOTHING_TO_TELL))


@action()
def announce(world: World, pair: Pair, number: int) -> Step[World, Event]:
    """An honest host tells a peer where it is."""
    environment = world.environment
    assume(environment.honest.has(pair.host), "the host is honest")
    here = environment.at[pair.host]
    update = Update(sender=pair.host, receiver=pair.peer, number=number, address=here, signer=pair.host)
    return Step(
        replace(world, environment=replace(environment, updates=environment.updates.add(update))),
        Event(Happening.CLAIMED, claim=Claim(pair.host, pair.peer, here)),
    )


@action()
def forge_update(world: World, update: Update) -> Step[World, Event]:
    """The attacker sends any UPDATE that no honest host has to sign."""
    environment = world.environment
    assume(not environment.honest.has(update.signer), "nobody can sign for an honest host")
    return Step(
        replace(world, environment=replace(environment, updates=environment.updates.add(update))),
        Event(Happening.CLAIMED, claim=Claim(update.signer, update.receiver, update.address)),
    )


@action(clause="RFC 8046 5.2")
def deliver_update(world: World, update: Update, nonce: Nonce) -> Step[World, Event]:
    """An UPDATE arrives; if its address has to be checked, a nonce goes there, which the attacker may read."""
    environment = world.environment
    assume(environment.updates.has(update), "only what was sent arrives")
    assume(not environment.drawn.has(nonce), "a nonce is drawn anew")
    pair = Pair(update.receiver, update.sender)
    association = world.associations[pair]
    known = association.locators[update.address].status == Status.ACTIVE
    bound = replace(world, associations=world.associations.set(pair, receive_update(association, update, nonce)))
    if known:
        return Step(bound, Event(Happening.NOTHING_TO_TELL))
    challenge = Challenge(
        sender=update.receiver, receiver=update.sender, address=update.address, nonce=nonce, signer=update.receiver
    )
    read = environment.tapped.has(update.address)
    sent = replace(
        environment,
        drawn=environment.drawn.add(nonce),
        challenges=environment.challenges.add(challenge),
        known=environment.known.add(nonce) if read else environment.known,
    )
    return Step(replace(bound, environment=sent), Event(Happening.CHALLENGED, challenge=challenge))


@action(clause="RFC 8046 5.4")
def answer(world: World, challenge: Challenge) -> Step[World, Event]:
    """A challenge reaches the honest host that it is for, which echoes the nonce."""
    environment = world.environment
    assume(environment.challenges.has(challenge), "only what was sent arrives")
    assume(environment.honest.has(challenge.receiver), "the host is honest")
    assume(environment.at[challenge.receiver] == challenge.address, "a message arrives where it was sent to")
    assume(challenge.signer == challenge.sender, "the signature is checked")
    response = Response(
        sender=challenge.receiver, receiver=challenge.sender, nonce=challenge.nonce, signer=challenge.receiver
    )
    return Step(
        replace(world, environment=replace(environment, responses=environment.responses.add(response))),
        Event(Happening.ANSWERED, challenge=challenge),
    )


@action()
def forge_challenge(world: World, challenge: Challenge) -> Step[World, Event]:
    """The attacker sends any challenge that no honest host has to sign, with a nonce that it knows."""
    environment = world.environment
    assume(not environment.honest.has(challenge.signer), "nobody can sign for an honest host")
    assume(environment.known.has(challenge.nonce), "nobody can guess a nonce")
    return Step(
        replace(world, environment=replace(environment, challenges=environment.challenges.add(challenge))),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def forge_response(world: World, response: Response) -> Step[World, Event]:
    """The attacker echoes a nonce that it knows, under any signature but those of honest hosts."""
    environment = world.environment
    assume(not environment.honest.has(response.signer), "nobody can sign for an honest host")
    assume(environment.known.has(response.nonce), "nobody can guess a nonce")
    return Step(
        replace(world, environment=replace(environment, responses=environment.responses.add(response))),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def make_up_nonce(world: World, nonce: Nonce) -> Step[World, Event]:
    """The attacker makes up a value that is nobody's nonce."""
    environment = world.environment
    assume(not environment.drawn.has(nonce), "nobody can guess a nonce")
    drawn = replace(environment, drawn=environment.drawn.add(nonce), known=environment.known.add(nonce))
    return Step(replace(world, environment=drawn), Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 8046 5.4")
def deliver_response(world: World, response: Response, address: Address) -> Step[World, Event]:
    """A response arrives at the host that sent a challenge to `address`."""
    assume(world.environment.responses.has(response), "only what was sent arrives")
    pair = Pair(response.receiver, response.sender)
    association = receive_response(world.associations[pair], response, address)
    return Step(
        replace(world, associations=world.associations.set(pair, association)), Event(Happening.NOTHING_TO_TELL)
    )


# ---------------------------------------------------------------------- properties


@invariant(clause="RFC 8046 6.1")
def no_address_stealing(history: History, world: World, pair: Pair, address: Address) -> bool:
    """What an honest host binds to an honest peer, that peer has claimed."""
    honest = world.environment.honest
    status = world.associations[pair].locators[address].status
    return implies(
        honest.has(pair.host) and honest.has(pair.peer) and status != Status.UNKNOWN,
        history.claimed.has(Claim(pair.peer, pair.host, address)),
    )


@invariant(clause="RFC 8046 6.2")
def no_unverified_rebinding(history: History, world: World, pair: Pair, address: Address) -> bool:
    """An ACTIVE address was shown: an honest peer read its nonce, sent to this very address, or it is tapped."""
    honest = world.environment.honest
    locator = world.associations[pair].locators[address]
    read = history.seen.has(Seen(pair.peer, locator.nonce)) and history.issued[locator.nonce].address == address
    return implies(
        honest.has(pair.host) and locator.status == Status.ACTIVE,
        read if honest.has(pair.peer) else world.environment.tapped.has(address),
    )


@lemma
def a_bound_nonce_was_issued(history: History, world: World, pair: Pair, address: Address) -> bool:
    """The nonce beside an address was drawn for exactly this challenge."""
    locator = world.associations[pair].locators[address]
    issued = history.issued[locator.nonce]
    return implies(
        world.environment.honest.has(pair.host) and locator.status != Status.UNKNOWN,
        issued.address == address
        and issued.sender == pair.host
        and issued.receiver == pair.peer
        and issued.signer == pair.host
        and issued.nonce == locator.nonce
        and world.environment.drawn.has(locator.nonce)
        and world.environment.challenges.has(issued),
    )


@lemma
def known_nonces_are_drawn(history: History, world: World, nonce: Nonce) -> bool:
    """What the attacker knows, nobody draws any more."""
    del history
    return implies(world.environment.known.has(nonce), world.environment.drawn.has(nonce))


@lemma
def known_nonces_were_tapped(history: History, world: World, pair: Pair, address: Address) -> bool:
    """The attacker knows the nonce beside an address only if it taps that address."""
    del history
    locator = world.associations[pair].locators[address]
    return implies(
        world.environment.honest.has(pair.host)
        and locator.status != Status.UNKNOWN
        and world.environment.known.has(locator.nonce),
        world.environment.tapped.has(address),
    )


@lemma
def honest_responses_were_read(history: History, world: World, response: Response) -> bool:
    """An honest host echoes only what it has read, and under its own name."""
    return implies(
        world.environment.responses.has(response) and world.environment.honest.has(response.signer),
        history.seen.has(Seen(response.signer, response.nonce)) and response.sender == response.signer,
    )


@lemma
def other_responses_are_known(history: History, world: World, response: Response) -> bool:
    """The attacker echoes only what it knows."""
    del history
    return implies(
        world.environment.responses.has(response) and not world.environment.honest.has(response.signer),
        world.environment.known.has(response.nonce),
    )


@lemma
def honest_updates_are_claims(history: History, world: World, update: Update) -> bool:
    """What an honest host signs, it claims."""
    return implies(
        world.environment.updates.has(update) and world.environment.honest.has(update.signer),
        history.claimed.has(Claim(update.signer, update.receiver, update.address)),
    )


# ---------------------------------------------------------------------- runs: to show that it works, and to search from

ALICE, BOB, MALLORY = HIT("alice"), HIT("bob"), HIT("mallory")
A1, A2, B1, M1 = (Address(name) for name in ("a1", "a2", "b1", "m1"))
NONCE, MADE_UP = Nonce("n1"), Nonce("n2")


def begun(specification: Specification) -> Run:
    """Alice and Bob are honest, Mallory is not, and taps one address."""
    return Run(
        specification,
        honest=Set(ALICE, BOB),
        at=Map(NOWHERE, {ALICE: A1, BOB: B1}),
        tapped=Set(M1),
        states=Map(State.ESTABLISHED),
    )


def challenged(specification: Specification, address: Address) -> Run:
    """Alice moves, tells Bob, and Bob's challenge is on its way to her."""
    run = begun(specification)
    update = Update(sender=ALICE, receiver=BOB, number=1, address=address, signer=ALICE)
    run.do(move, host=ALICE, address=address)
    run.do(announce, pair=Pair(ALICE, BOB), number=1)
    run.do(deliver_update, update=update, nonce=NONCE)
    return run


def a_host_moves(specification: Specification) -> Run:
    """Bob's binding follows Alice, once her new address is checked."""
    run = challenged(specification, A2)
    run.do(answer, challenge=Challenge(sender=BOB, receiver=ALICE, address=A2, nonce=NONCE, signer=BOB))
    response = Response(sender=ALICE, receiver=BOB, nonce=NONCE, signer=ALICE)
    run.do(deliver_response, response=response, address=A2)
    return run


def a_host_moves_to_a_tapped_address(specification: Specification) -> Run:
    """The attacker reads the challenge, and answers as well, under its own name."""
    run = challenged(specification, M1)
    run.do(forge_response, response=Response(sender=ALICE, receiver=BOB, nonce=NONCE, signer=MALLORY))
    return run


def the_attacker_claims_an_address(specification: Specification) -> Run:
    """The attacker claims an address that it can't read, and answers its challenge with a nonce made up."""
    run = begun(specification)
    update = Update(sender=MALLORY, receiver=BOB, number=1, address=A2, signer=MALLORY)
    run.do(forge_update, update=update)
    run.do(deliver_update, update=update, nonce=NONCE)
    run.do(make_up_nonce, nonce=MADE_UP)
    run.do(forge_response, response=Response(sender=MALLORY, receiver=BOB, nonce=MADE_UP, signer=MALLORY))
    return run


STORIES = (a_host_moves, a_host_moves_to_a_tapped_address, the_attacker_claims_an_address)


def sent_or_forged(field: str, kind: type) -> Any:  # noqa: ANN401  # what a search calls
    """Return what suggests a message of a kind: one that was sent, or one that the attacker could make."""

    def suggest(random: Random, world: World, names: Mapping[type, list[Any]]) -> Any:  # noqa: ANN401  # a message
        environment = world.environment
        sent = list(getattr(environment, field))
        if sent and random.random() < 0.5:  # noqa: PLR2004  # either
            return random.choice(sent)
        known = sorted(environment.known, key=repr) or [NO_NONCE]
        hosts = names[HIT]
        parts: dict[str, Any] = {
            "sender": random.choice(hosts),
            "receiver": random.choice(hosts),
            "signer": random.choice([host for host in hosts if not environment.honest.has(host)] or hosts),
            "number": random.randint(1, 3),
            "address": random.choice(names[Address]),
            "nonce": random.choice(known),
        }
        return kind(**{name: parts[name] for name in kind.__dataclass_fields__})

    return suggest


SPECIFICATION = Specification(
    name="mobility",
    title="Mobility with return routability",
    world=World,
    history=History,
    readings_type=Readings,
    messages=(Update, Challenge, Response),
    initial=initial,
    initial_history=initial_history,
    observe=observe,
    rules=(receive_update, receive_response),
    actions=(
        move,
        announce,
        deliver_update,
        answer,
        deliver_response,
        forge_update,
        forge_challenge,
        forge_response,
        make_up_nonce,
    ),
    properties=(no_address_stealing, no_unverified_rebinding),
    lemmas=(
        a_bound_nonce_was_issued,
        known_nonces_are_drawn,
        known_nonces_were_tapped,
        honest_responses_were_read,
        other_responses_are_known,
        honest_updates_are_claims,
    ),
    expected=(),
    readings=(),
    scenarios={story.__name__: story for story in STORIES},
    universe={HIT: ("alice", "bob", "mallory"), Address: ("a1", "a2", "b1", "m1"), Nonce: ()},
    sampling={
        Update: sent_or_forged("updates", Update),
        Challenge: sent_or_forged("challenges", Challenge),
        Response: sent_or_forged("responses", Response),
    },
)
