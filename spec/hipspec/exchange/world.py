"""The world around the hosts: who they are, where they are, what was sent, and what the attacker knows.

Three kinds of state are kept apart. `World.associations` and `World.responders` are what hosts know. `Environment` is
what is the case, whether anybody knows it or not. The third kind, history that only properties read, stands in
`hipspec.exchange.history`; nothing here can see it.

Names and the scenarios' stage come from `hipspec.network`; the world, its events and its attacker don't, though some of
it is alike. Before there are associations there are no keys to draw and no lists to announce: a key here is made of
exponents, a puzzle and its solution, and a step tells other things of itself. Nor is the same assumed: that nobody can
guess a nonce rules out attacks on updates and none here, so that here it is not assumed.
"""

from dataclasses import dataclass
from enum import Enum

from hipspec.exchange.association import NEW_RESPONDER, UNASSOCIATED, Association, Policy, Responder, Work
from hipspec.exchange.crypto import NO_INPUT, NO_SEARCH, PuzzleInput, Search
from hipspec.exchange.names import (
    NO_EXPONENT,
    NO_PUZZLE,
    NO_SECRET,
    NO_SOLUTION,
    Exponent,
    Puzzle,
    Secret,
    Solution,
    Suite,
)
from hipspec.exchange.packets import Packet
from hipspec.language import NOTHING, Map, Maybe, Set, some
from hipspec.network.names import NOBODY, NOWHERE, Address, Frame, Host, Pair


@dataclass(frozen=True)
class Environment:
    """What is the case.

    Attributes:
        honest: the hosts that follow the rules; all others are the attacker, together.
        at: who sits at an address now; addresses change owners.
        policies: what each host offers and accepts.
        suites, values: the HIT suite of each HIT, and the HIT as a number (RFC 7401 3.1, 6.5); both show in its bits.
        sent: every transmission ever made; it only grows, so packets can be lost, delayed, duplicated and reordered.
        read: the transmissions that the attacker has read.
        exponents, secrets: who drew an exponent or a puzzle secret.
        puzzles: what each #I was hashed from.
        solutions: what each #J solves, found at the price of its search.
        known_exponents, known_puzzles: what the attacker knows.
        stolen_exponents, stolen_identities: what leaked from honest hosts.
    """

    honest: Set[Host]
    at: Map[Address, Host]
    policies: Map[Host, Policy]
    suites: Map[Host, Suite]
    values: Map[Host, int]
    sent: Map[Frame, Maybe[Packet]]
    read: Set[Frame]
    exponents: Map[Exponent, Maybe[Host]]
    secrets: Map[Secret, Maybe[Host]]
    puzzles: Map[Puzzle, Maybe[PuzzleInput]]
    solutions: Map[Solution, Maybe[Search]]
    known_exponents: Set[Exponent]
    known_puzzles: Set[Puzzle]
    stolen_exponents: Set[Exponent]
    stolen_identities: Set[Host]


@dataclass(frozen=True)
class World:
    """Everything that exists, except history.

    Attributes:
        associations: what each host holds about each peer.
        responders: what each host answers strangers with.
        environment: what is the case.
    """

    associations: Map[Pair, Association]
    responders: Map[Host, Responder]
    environment: Environment


class Happening(Enum):
    """What an event tells."""

    NOTHING_TO_TELL = "nothing to tell"
    I1_ANSWERED = "an I1 was answered"
    R1_ACCEPTED = "an R1 was accepted"
    I2_RECEIVED = "an I2 was received"
    R2_ACCEPTED = "an R2 was accepted"
    CLOSING_SAID = "a CLOSE or a CLOSE_ACK was sent"
    CLOSE_RECEIVED = "a CLOSE was received"
    CLOSE_ACK_RECEIVED = "a CLOSE_ACK was accepted"
    NOTIFIED = "a NOTIFY was received"
    DATA_SENT = "data was sent"
    UPDATE_SENT = "an UPDATE was sent"
    UPDATE_RECEIVED = "an UPDATE was found to be the peer's"
    CRASHED = "an association was lost in a crash"
    NEW_INTERVAL = "an interval of the limit on R1s ended"
    OVERHEARD = "the attacker read a transmission"
    RENEWED = "a new generation of R1s started"


@dataclass(frozen=True)
class Event:
    """What happened in a step, for `observe` to write down. Fields without meaning for a happening keep their defaults.

    Attributes:
        happening: what it tells.
        pair: whose association it concerns.
        address: the address concerned.
        frame, reply: the transmission that arrived, and the one that answered it.
        opportunistic: whether the I1 behind it named no HIT.
        work: what it cost the host.
    """

    happening: Happening
    pair: Pair = Pair(NOBODY, NOBODY)
    address: Address = NOWHERE
    frame: Frame = Frame("none")
    reply: Frame = Frame("none")
    opportunistic: bool = False
    work: Work = Work()


# What was never set belongs to NOBODY.
NOBODYS_EXPONENTS: Map[Exponent, Maybe[Host]] = Map(NOTHING, {NO_EXPONENT: some(NOBODY)})
NOBODYS_SECRETS: Map[Secret, Maybe[Host]] = Map(NOTHING, {NO_SECRET: some(NOBODY)})
NOBODYS_PUZZLES: Map[Puzzle, Maybe[PuzzleInput]] = Map(NOTHING, {NO_PUZZLE: some(NO_INPUT)})
NOBODYS_SOLUTIONS: Map[Solution, Maybe[Search]] = Map(NOTHING, {NO_SOLUTION: some(NO_SEARCH)})


def initial(
    honest: Set[Host],
    at: Map[Address, Host],
    policies: Map[Host, Policy],
    suites: Map[Host, Suite],
    values: Map[Host, int],
) -> World:
    """Begin with nothing said and nothing drawn, for any set of honest hosts, anywhere, with any policies.

    What a field holds that was never set (NO_EXPONENT, NO_PUZZLE and so on) belongs to NOBODY, and everybody knows it.
    """
    return World(
        associations=Map(UNASSOCIATED),
        responders=Map(NEW_RESPONDER),
        environment=Environment(
            honest=honest.where(lambda host: host != NOBODY),
            at=at,
            policies=policies,
            suites=suites,
            values=values,
            sent=Map(NOTHING),
            read=Set(),
            exponents=NOBODYS_EXPONENTS,
            secrets=NOBODYS_SECRETS,
            puzzles=NOBODYS_PUZZLES,
            solutions=NOBODYS_SOLUTIONS,
            known_exponents=Set(NO_EXPONENT),
            known_puzzles=Set(NO_PUZZLE),
            stolen_exponents=Set(),
            stolen_identities=Set(),
        ),
    )
