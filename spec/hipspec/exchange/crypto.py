"""Cryptography as symbols: what a puzzle was hashed from, what a solution solves, and the keys that two exponents make.

A hash is told apart from others by what went into it, so a host that computes it again sees what went into it. The
public value of an exponent goes by the name of the exponent; whether somebody knows the exponent is a question to the
world. The shared secret of two exponents does not depend on which of them is one's own.
"""

from dataclasses import dataclass

from hipspec.exchange.names import NO_PUZZLE, NO_SECRET, Exponent, Puzzle, Secret, Solution
from hipspec.network.names import NOBODY, NOWHERE, Address, Host


@dataclass(frozen=True)
class PuzzleInput:
    """What a Responder hashes to make a #I without remembering it (RFC 7401 appendix A).

    Attributes:
        secret: the Responder's secret.
        initiator, responder: the HITs in the I1 that it answers.
        initiator_address, responder_address: the addresses in that I1.
        opaque: what the PUZZLE carries besides, for the Responder's own use, and the I2 brings back.
    """

    secret: Secret
    initiator: Host
    responder: Host
    initiator_address: Address
    responder_address: Address
    opaque: int


@dataclass(frozen=True)
class Search:
    """What a #J solves (RFC 7401 6.3).

    Attributes:
        puzzle: the #I that goes into the hash.
        initiator, responder: the HITs that go into the hash, in this order.
        difficulty: how many low-order bits of the hash are zero; the search takes 2**difficulty hashes on average.
    """

    puzzle: Puzzle
    initiator: Host
    responder: Host
    difficulty: int


NO_INPUT = PuzzleInput(
    secret=NO_SECRET,
    initiator=NOBODY,
    responder=NOBODY,
    initiator_address=NOWHERE,
    responder_address=NOWHERE,
    opaque=0,
)
NO_SEARCH = Search(puzzle=NO_PUZZLE, initiator=NOBODY, responder=NOBODY, difficulty=0)


@dataclass(frozen=True)
class Key:
    """The keys of one direction, drawn from KEYMAT (RFC 7401 6.5).

    Attributes:
        one, other: the two exponents of the Diffie-Hellman exchange; which comes first means nothing.
        puzzle, solution: #I and #J, the salt.
        sender, receiver: the two HITs, and which way the key is for.
    """

    one: Exponent
    other: Exponent
    puzzle: Puzzle
    solution: Solution
    sender: Host
    receiver: Host


def swapped(key: Key) -> Key:
    """Return the same key, as the other end writes it down: its own exponent first."""
    return Key(
        one=key.other,
        other=key.one,
        puzzle=key.puzzle,
        solution=key.solution,
        sender=key.sender,
        receiver=key.receiver,
    )


def same_key(key: Key, other: Key) -> bool:
    """Whether two keys are the same: g^(xy) is g^(yx)."""
    straight = key.one == other.one and key.other == other.other
    crosswise = key.one == other.other and key.other == other.one
    return (
        (straight or crosswise)
        and key.puzzle == other.puzzle
        and key.solution == other.solution
        and key.sender == other.sender
        and key.receiver == other.receiver
    )
