"""Where hosts are, what was sent, and what the attacker knows."""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import Map, Set, replace

from .association import (
    HIT,
    NO_CHALLENGE,
    NOBODY,
    NOTHING_BOUND,
    NOWHERE,
    Address,
    Association,
    Challenge,
    Nonce,
    Pair,
    Response,
    State,
    Update,
)


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
