"""What a host remembers about a peer, and what hosts send."""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import Identifier, Map


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
