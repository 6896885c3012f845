"""What one host remembers: about one peer, and besides."""

from dataclasses import dataclass
from enum import Enum

from hipspec.exchange.crypto import Key
from hipspec.exchange.names import (
    NO_CIPHER,
    NO_EXPONENT,
    NO_GROUP,
    NO_PUZZLE,
    NO_SECRET,
    NO_SOLUTION,
    NO_TRANSPORT,
    Cipher,
    Exponent,
    Group,
    Puzzle,
    Secret,
    Solution,
    Suite,
    Transport,
)
from hipspec.exchange.packets import BLANK, Kind, Packet
from hipspec.exchange.sizes import Profile
from hipspec.exchange.states import State
from hipspec.language import NOTHING, Map, Maybe, Set, replace, some
from hipspec.network.names import NOBODY, NOWHERE, Address, Host, Nonce

# How often an unanswered I1, I2 or CLOSE is sent again (RFC 7401 4.4.1 leaves the numbers open).
I1_RETRIES_MAX = 3
I2_RETRIES_MAX = 3
CLOSE_RETRIES_MAX = 3
# How many R1s go to one address in one interval (RFC 7401 6.7 asks for a limit and leaves the number open).
R1_LIMIT = 20


class Role(Enum):
    """Which side of the base exchange this was."""

    NONE = "none"
    INITIATOR = "Initiator"
    RESPONDER = "Responder"


@dataclass(frozen=True)
class Association:
    """A HIP association as one end holds it, from the first I1 to the last CLOSE_ACK.

    Attributes:
        state: where the state machine is.
        role: which side of the exchange this end was.
        own, peer: the two HITs.
        here, there: the addresses that it sends from and to.
        groups: the DH_GROUP_LIST of our I1, with places from 1; 0 for what is not in it (RFC 7401 6.6 step 3).
        exponent, public: our secret exponent, and the peer's public value.
        group, cipher, transport: what was chosen.
        puzzle, solution: #I and #J, stored for the keys (RFC 7401 6.5).
        difficulty, opaque: #K and the opaque data of the R1 that was answered.
        counter: the highest R1 generation counter accepted from this peer (RFC 7401 6.8 step 11).
        tries: how often the packet that waits for an answer was sent.
        echo: the nonce of our CLOSE.
    """

    state: State
    role: Role
    own: Host
    peer: Host
    here: Address
    there: Address
    groups: Map[Group, int]
    exponent: Exponent
    public: Exponent
    group: Group
    cipher: Cipher
    transport: Transport
    puzzle: Puzzle
    solution: Solution
    difficulty: int
    opaque: int
    counter: int
    tries: int
    echo: Maybe[Nonce]


def keyed(
    state: State,
    role: Role,
    own: Host,
    peer: Host,
    exponent: Exponent,
    public: Exponent,
    puzzle: Puzzle,
    solution: Solution,
) -> Association:
    """Make an association out of what its keys are drawn from (RFC 7401 6.5); all else is as it is without one."""
    return Association(
        state=state,
        role=role,
        own=own,
        peer=peer,
        here=NOWHERE,
        there=NOWHERE,
        groups=Map(0),
        exponent=exponent,
        public=public,
        group=NO_GROUP,
        cipher=NO_CIPHER,
        transport=NO_TRANSPORT,
        puzzle=puzzle,
        solution=solution,
        difficulty=0,
        opaque=0,
        counter=0,
        tries=0,
        echo=NOTHING,
    )


UNASSOCIATED = keyed(State.UNASSOCIATED, Role.NONE, NOBODY, NOBODY, NO_EXPONENT, NO_EXPONENT, NO_PUZZLE, NO_SOLUTION)


@dataclass(frozen=True)
class Policy:
    """What a host offers and accepts; each map gives the place in its own order of preference, from 1, or 0.

    Attributes:
        groups, ciphers, transports, suites: the four negotiations of the base exchange.
        profile: which lengths its packets have.
    """

    groups: Map[Group, int]
    ciphers: Map[Cipher, int]
    transports: Map[Transport, int]
    suites: Map[Suite, int]
    profile: Profile


@dataclass(frozen=True)
class Generation:
    """The R1s of one generation (RFC 7401 6.7.1), which serve every initiator.

    Attributes:
        counter: the R1 generation counter.
        secret: what its puzzles are made from.
        difficulty: #K of its puzzles.
        lifetime: of its puzzles, in seconds.
        exponents: for each group, the secret exponent of the public value on offer. It may serve many exchanges.
    """

    counter: int
    secret: Secret
    difficulty: int
    lifetime: int
    exponents: Map[Group, Exponent]


NO_GENERATION = Generation(counter=0, secret=NO_SECRET, difficulty=0, lifetime=0, exponents=Map(NO_EXPONENT))


@dataclass(frozen=True)
class Responder:
    """What a host remembers to answer strangers with, besides its associations.

    Attributes:
        latest, former: the two generations whose puzzles it accepts (RFC 7401 appendix A).
        used, used_before: the solutions that have opened an exchange in the latest generation, and in the one before.
        answered: how many R1s went to an address in this interval.
    """

    latest: Generation
    former: Generation
    used: Set[Solution]
    used_before: Set[Solution]
    answered: Map[Address, int]


NEW_RESPONDER = Responder(latest=NO_GENERATION, former=NO_GENERATION, used=Set(), used_before=Set(), answered=Map(0))


@dataclass(frozen=True)
class Work:
    """What a rule costs the host that runs it.

    Attributes:
        hashes: hash operations, as for one check of a solution or of a MAC.
        exponentiations: Diffie-Hellman operations.
        signatures: signatures made.
        verifications: signatures verified.
    """

    hashes: int = 0
    exponentiations: int = 0
    signatures: int = 0
    verifications: int = 0


FREE = Work()


@dataclass(frozen=True)
class Answer:
    """What a rule makes of an association: the association after it, the packet to send, if any, and what it cost."""

    association: Association
    reply: Maybe[Packet] = NOTHING
    work: Work = FREE


@dataclass(frozen=True)
class Response:
    """What a rule makes of an association and of what the host answers strangers with; otherwise as `Answer`."""

    association: Association
    responder: Responder
    reply: Maybe[Packet] = NOTHING
    work: Work = FREE


def key_from_peer(association: Association) -> Key:
    """Return the key that protects what the peer sends (RFC 7401 6.5)."""
    return Key(
        one=association.exponent,
        other=association.public,
        puzzle=association.puzzle,
        solution=association.solution,
        sender=association.peer,
        receiver=association.own,
    )


def key_to_peer(association: Association) -> Key:
    """Return the key that protects what we send."""
    return Key(
        one=association.exponent,
        other=association.public,
        puzzle=association.puzzle,
        solution=association.solution,
        sender=association.own,
        receiver=association.peer,
    )


def packet_to_peer(association: Association, kind: Kind) -> Packet:
    """Start a packet to the peer, addressed and not protected yet."""
    return replace(
        BLANK,
        kind=kind,
        sender=association.own,
        receiver=association.peer,
        source=association.here,
        destination=association.there,
    )


def protected(association: Association, kind: Kind) -> Packet:
    """Start a packet to the peer with its MAC and its signature."""
    return replace(
        packet_to_peer(association, kind),
        mac=some(key_to_peer(association)),
        signer=association.own,
    )


def has_keys(association: Association) -> bool:
    """Whether the association has come as far as sharing keys."""
    return (
        association.state == State.I2_SENT
        or association.state == State.R2_SENT
        or association.state == State.ESTABLISHED
        or association.state == State.CLOSING
        or association.state == State.CLOSED
    )


def forgotten(association: Association) -> Association:
    """Discard the state of an association; only the generation counter of the peer is kept (RFC 7401 6.8 step 11)."""
    return replace(UNASSOCIATED, counter=association.counter)
