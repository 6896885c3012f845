"""What one host remembers about one peer."""

from dataclasses import dataclass
from enum import Enum

from hipspec.hip.names import NOBODY, NOWHERE, Address, Nonce
from hipspec.hip.packets import BLANK, Packet
from hipspec.language import NOTHING, Map, Maybe, Set, replace
from hipspec.network import association as network

# How many addresses a peer may list: RFC 8046 6.2.2 asks for a limit and leaves the number open.
LOCATOR_LIMIT = 8
# How far an Update ID may lie from the highest one seen, and how far behind it an ESP sequence number (RFC 7401 6.12,
# RFC 4303 3.4.3).
RECEIVE_WINDOW = 32
# How often an unanswered UPDATE or challenge is sent (RFC 7401 6.11 leaves the number open).
UPDATE_RETRY_MAX = 5
# RFC 8046 5.6.2.
CREDIT_AGING_INTERVAL = 5


class State(Enum):
    """The states of an association that matter to updates; the others come with the base exchange."""

    UNASSOCIATED = "UNASSOCIATED"
    ESTABLISHED = "ESTABLISHED"
    CLOSING = "CLOSING"


class Status(Enum):
    """The status of a locator (RFC 8046 5.1); UNKNOWN is every address that was never bound."""

    UNKNOWN = "UNKNOWN"
    UNVERIFIED = "UNVERIFIED"
    ACTIVE = "ACTIVE"
    DEPRECATED = "DEPRECATED"


@dataclass(frozen=True)
class Locator:
    """One address of the peer (RFC 8046 5.1).

    Attributes:
        status: whether the peer was shown to be reachable there.
        challenge: the nonce that was last sent there.
        tries: how many challenges have gone there without an answer.
        expires: when its lifetime ends, in seconds; NOTHING if it is unbounded.
        listed: whether it is in the list in force (if not, it was in the list before).
        position: its place in that list.
    """

    status: Status
    challenge: Maybe[Nonce]
    tries: int
    expires: Maybe[int]
    listed: bool
    position: int


UNBOUND = Locator(status=Status.UNKNOWN, challenge=NOTHING, tries=0, expires=NOTHING, listed=False, position=0)


@dataclass(frozen=True)
class Window:
    """Which numbers of a sequence have been seen: the highest, and those in reach below it."""

    highest: int
    seen: Set[int]


NOTHING_SEEN = Window(highest=-1, seen=Set())


def in_window(window: Window, number: int) -> bool:
    """Whether `number` is neither too far ahead nor too far behind."""
    return window.highest - RECEIVE_WINDOW < number and number <= window.highest + RECEIVE_WINDOW


def with_number(window: Window, number: int) -> Window:
    """Record `number`, and forget what has fallen out of reach."""
    highest = number if number > window.highest else window.highest
    return Window(highest=highest, seen=window.seen.add(number).where(lambda n: n > highest - RECEIVE_WINDOW))


@dataclass(frozen=True)
class Outstanding:
    """An UPDATE of ours that the peer has not acknowledged, and how often it was sent."""

    waiting: bool
    tries: int
    update: Packet


SETTLED = Outstanding(waiting=False, tries=0, update=BLANK)


@dataclass(frozen=True)
class Association(network.Association):
    """A HIP association as one end holds it.

    Attributes:
        state: where the state machine is.
        locators: what is bound to the peer's identity.
        preferred: the address that the peer prefers, or that we chose.
        newest_list: the Update ID of the list in force.
        updates: the peer's Update IDs that were processed.
        next_update: our next Update ID.
        rekeyed_by: the Update ID of our last UPDATE that rekeyed.
        outstanding: our UPDATEs that wait for an acknowledgement.
        epoch_in, epoch_out: the SAs in use: what the peer sends with, and what we send with.
        payload: the ESP sequence numbers received in `epoch_in`.
        next_number: our next ESP sequence number.
        credit: bytes that may still go to unverified addresses (RFC 8046 5.6).
        aged_at: up to when the credit has been aged, in seconds.
    """

    state: State
    locators: Map[Address, Locator]
    preferred: Maybe[Address]
    newest_list: int
    updates: Window
    next_update: int
    rekeyed_by: int
    outstanding: Map[int, Outstanding]
    epoch_in: int
    epoch_out: int
    payload: Window
    next_number: int
    credit: int
    aged_at: int


UNASSOCIATED = Association(
    state=State.UNASSOCIATED,
    own=NOBODY,
    peer=NOBODY,
    key_in=NOTHING,
    key_out=NOTHING,
    here=NOWHERE,
    locators=Map(UNBOUND),
    preferred=NOTHING,
    newest_list=-1,
    updates=NOTHING_SEEN,
    next_update=0,
    rekeyed_by=-1,
    outstanding=Map(SETTLED),
    epoch_in=0,
    epoch_out=0,
    payload=NOTHING_SEEN,
    next_number=0,
    credit=0,
    aged_at=0,
)


class Done(Enum):
    """What a rule says that it did with an UPDATE."""

    NOTHING_NEW = "nothing new"
    PROCESSED = "processed"
    LISTED = "processed, and its list put into force"


@dataclass(frozen=True)
class Answer(network.Answer):
    """What a rule makes of an association, and what it did."""

    association: Association
    reply: Maybe[Packet]
    done: Done = Done.NOTHING_NEW


def packet_to_peer(association: Association, destination: Address) -> Packet:
    """Start a packet to the peer: addressed, and protected with everything that we have."""
    return replace(network.addressed(BLANK, association, destination), signer=association.own)
