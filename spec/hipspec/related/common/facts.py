"""What a protocol states about itself that is no rule: sizes, and what its values in clear are worth."""

from dataclasses import dataclass, field
from enum import Enum


class Names(Enum):
    """In which packets the names of both hosts can be read, wherever they are."""

    NEVER = "never"
    CONTROL = "control"  # in all but data
    ALWAYS = "always"


class Labels(Enum):
    """By what in clear, besides tokens, packets are sorted to their session."""

    NONE = "none"
    SESSION = "session"  # the same as long as the session lasts
    PATH = "path"  # another one between any two addresses


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
        negotiates: whether the packets that open a session say what is offered, and what is chosen of it.
        names: in which packets the names of the hosts can be read.
        labels: by what in clear a session is found.
        labels_to_initiator: whether packets to the initiator are found by it, too.
        tests_first: whether a test that is not credited comes before all credit, so that what goes astray only gets
            close to what has arrived. It decides nothing but what is asked of a row, which has a seal of its own.
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
    negotiates: bool = False
    names: Names = Names.ALWAYS
    labels: Labels = Labels.NONE
    labels_to_initiator: bool = True
    tests_first: bool = field(default=False, repr=False)


FACTS = Facts()
