"""What a protocol states about itself that is no rule: sizes, and what its values in clear are worth."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """What the world needs to know of a protocol.

    Attributes:
        hello, reply, finish: the sizes of the packets of the opening, in bytes.
        control: the size of every other packet but data; 1 where the source gives none, as the unit.
        data: the size of a packet of data that is sent where a size has to be named.
        names_are_free: whether an initiator goes by no name that anybody checks, so that nobody can take another's.
        tokens_are_guessable: whether tokens can be guessed (a counter, a predictable number).
        challenges_are_guessable: whether challenges can be guessed.
        home_agents: whether what is sent to the first address of a host still gets to it when the host is elsewhere.
        shares_in_clear: whether a share is sent as it is, so that reading it is knowing it.
    """

    hello: int = 1
    reply: int = 1
    finish: int = 1
    control: int = 1
    data: int = 1000
    names_are_free: bool = False
    tokens_are_guessable: bool = False
    challenges_are_guessable: bool = False
    home_agents: bool = False
    shares_in_clear: bool = False


FACTS = Facts()
