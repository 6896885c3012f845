"""A small specification for comparison with other provers: mobility with return routability, and nothing else.

A host tells its peer a new address in a signed UPDATE; the peer sends a nonce there; the host echoes it; the address is
ACTIVE. The attacker reads what is sent to the addresses that it taps, makes up all that honest hosts do not sign, and
delivers everything as often and as late as it likes. Nine actions, two properties, six lemmas.

`hipway --specification benchmarks/mobility prove` proves it, for any number of hosts, addresses and messages.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from hipspec.language import Map, Set, Specification
from hipspec.language.running import Run

from .actions import (
    announce,
    answer,
    deliver_response,
    deliver_update,
    forge_challenge,
    forge_response,
    forge_update,
    make_up_nonce,
    move,
    receive_response,
    receive_update,
)
from .association import HIT, NO_NONCE, NOWHERE, Address, Challenge, Nonce, Pair, Response, State, Update
from .history import History, initial_history, observe
from .properties import (
    a_bound_nonce_was_issued,
    honest_responses_were_read,
    honest_updates_are_claims,
    known_nonces_are_drawn,
    known_nonces_were_tapped,
    no_address_stealing,
    no_unverified_rebinding,
    other_responses_are_known,
)
from .world import Readings, World, initial

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
    undisturbed=frozenset({a_host_moves.__name__}),
    universe={HIT: ("alice", "bob", "mallory"), Address: ("a1", "a2", "b1", "m1"), Nonce: ()},
    sampling={
        Update: sent_or_forged("updates", Update),
        Challenge: sent_or_forged("challenges", Challenge),
        Response: sent_or_forged("responses", Response),
    },
)
