"""What a step tells of itself, for `observe` to write down."""

from dataclasses import dataclass
from enum import Enum

from hipspec.network.names import NOBODY, NOWHERE, Address, Frame, Nonce, Pair


class Happening(Enum):
    """What an event tells."""

    NOTHING_TO_TELL = "nothing to tell"
    ESTABLISHED = "established"
    TAKEN = "an address was taken"
    ANNOUNCED = "announced"
    LISTED = "a list was processed"
    PROCESSED = "an update was processed"
    REPEATED = "an update came again"
    CHALLENGED = "challenged"
    ANSWERED = "a challenge was answered"
    SENT = "data was sent"
    RECEIVED = "data was received"
    AGED = "credit was aged"
    RELAYED = "a packet was passed on"
    OVERHEARD = "the attacker read a transmission"


@dataclass(frozen=True)
class Event:
    """What happened in a step. Fields without meaning for a happening keep their defaults.

    A protocol may extend it. What it adds is there only in the events of its own actions, so it is read only where
    `happening` was asked first, with `if`.

    Attributes:
        happening: what it tells.
        pair: whose association it concerns.
        address, other: the address concerned; of ESTABLISHED, the peer's and the host's own.
        frame: the transmission concerned.
        nonce, other_nonce: the nonce concerned; of ESTABLISHED, what was sent to the peer and to the host.
        number: the number of the update concerned.
        size: bytes.
    """

    happening: Happening
    pair: Pair = Pair(NOBODY, NOBODY)
    address: Address = NOWHERE
    other: Address = NOWHERE
    frame: Frame = Frame("none")
    nonce: Nonce = Nonce("none")
    other_nonce: Nonce = Nonce("none")
    number: int = 0
    size: int = 0
