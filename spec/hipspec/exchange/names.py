"""The kinds of names that only the base exchange uses; the others stand in `hipspec.network.names`."""

from hipspec.language import Identifier


class Exponent(Identifier):
    """A secret Diffie-Hellman exponent. Its public value goes by the same name: everybody may say it, few know it."""


class Puzzle(Identifier):
    """The random number #I of a PUZZLE (RFC 7401 5.2.4). What it was hashed from is a question to the world."""


class Solution(Identifier):
    """A number #J that was searched for (RFC 7401 5.2.5). What it solves is a question to the world."""


class Secret(Identifier):
    """A secret of a responder, from which it makes the puzzles of one generation (RFC 7401 appendix A)."""


class Group(Identifier):
    """A Diffie-Hellman group (RFC 7401 5.2.7)."""


class Cipher(Identifier):
    """A HIP cipher (RFC 7401 5.2.8)."""


class Transport(Identifier):
    """A transport format (RFC 7401 5.2.11)."""


class Suite(Identifier):
    """A HIT suite: how an identity signs, and which hash goes with it (RFC 7401 5.2.10)."""


NO_EXPONENT = Exponent("none")
NO_SECRET = Secret("none")
NO_PUZZLE = Puzzle("none")
NO_SOLUTION = Solution("none")
NO_GROUP = Group("none")
NO_CIPHER = Cipher("none")
NO_TRANSPORT = Transport("none")
