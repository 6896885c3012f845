"""What a host holds about a peer: an association, the peer's addresses, and what is under way."""

import enum
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from hipway.addresses import Address, Endpoint
from hipway.crypto.groups import Exponent
from hipway.crypto.keymat import HipKeys, Keymat
from hipway.crypto.puzzle import Search
from hipway.crypto.suites import Rhash
from hipway.esp.association import Inbound, Outbound
from hipway.wire.packet import Received
from hipway.wire.parameters import RegInfo

__all__ = [
    "FOREVER",
    "HALF_OPEN",
    "OPEN",
    "Answered",
    "Association",
    "Exchange",
    "LocatorStatus",
    "Outstanding",
    "PeerLocator",
    "Rekeying",
    "State",
    "Unacknowledged",
    "Waiting",
]

FOREVER = float("inf")


class State(enum.StrEnum):
    """The states of an association (RFC 7401 4.4.2)."""

    UNASSOCIATED = "UNASSOCIATED"
    I1_SENT = "I1-SENT"
    I2_SENT = "I2-SENT"
    R2_SENT = "R2-SENT"
    ESTABLISHED = "ESTABLISHED"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"
    E_FAILED = "E-FAILED"


OPEN = frozenset({State.R2_SENT, State.ESTABLISHED})
"""The states in which there are security associations."""

HALF_OPEN = frozenset({State.I1_SENT, State.I2_SENT})
"""The states of an Initiator whose base exchange is under way."""


class LocatorStatus(enum.StrEnum):
    """The states of an address of a peer (RFC 8046 5.1)."""

    UNVERIFIED = "UNVERIFIED"
    ACTIVE = "ACTIVE"
    DEPRECATED = "DEPRECATED"


@dataclass(slots=True)
class PeerLocator:
    """An address of a peer.

    Attributes:
        status: whether data may go there.
        until: when its lifetime ends (RFC 8046 4).
        listed: whether the peer's newest LOCATOR_SET has it.
        preferred: whether that list marks it as preferred.
        challenge: what an ECHO_REQUEST_SIGNED to this very address carried, and nothing else did.
        reflexive: whether the peer never named it, but sent from it (RFC 5770 5.1).
    """

    status: LocatorStatus
    until: float = FOREVER
    listed: bool = True
    preferred: bool = False
    challenge: bytes | None = None
    reflexive: bool = False


@dataclass(slots=True)
class Exchange:
    """A base exchange under way, at the Initiator.

    Attributes:
        endpoints: where the I1 went, the next to try first.
        groups: the DH_GROUP_LIST of the I1.
        tries: how often the packet of this state was sent.
        i1: to be sent again.
        i2: to be sent again, once there is one.
        r1: the R1 that the I2 answers.
        search: for a solution of its puzzle, while it goes on.
        solve_until: when the puzzle's lifetime ends.
        early: ESP that has overtaken the R2, with where it came from.
    """

    endpoints: deque[Endpoint]
    groups: tuple[int, ...]
    tries: int = 0
    i1: bytes = b""
    i2: bytes = b""
    r1: Received | None = None
    search: Search | None = None
    solve_until: float = FOREVER
    early: list[tuple[bytes, Endpoint]] = field(default_factory=list)


@dataclass(slots=True)
class Outstanding:
    """An UPDATE with a SEQ that the peer did not acknowledge yet.

    Attributes:
        packet: it, to be sent again.
        endpoint: where it goes; None for wherever the peer is reached at that time.
        tries: how often it was sent.
        due: when it is sent again.
        listing: whether it has our LOCATOR_SET, which a newer one replaces.
    """

    packet: bytes
    endpoint: Endpoint | None
    tries: int
    due: float
    listing: bool = False


class Waiting(NamedTuple):
    """A payload that waits, with the ports of the datagram that it will be in."""

    payload: bytes
    ports: tuple[int, int]


class Unacknowledged(NamedTuple):
    """An UPDATE whose ACK is still to be sent: its Update ID, where it came from, and its hash."""

    number: int
    source: Endpoint
    digest: bytes


class Answered(NamedTuple):
    """A packet that was answered, by its hash, and the answer."""

    digest: bytes
    answer: bytes


@dataclass(slots=True)
class Rekeying:
    """A replacement of the security associations under way (RFC 7402 6.8 to 6.10).

    Attributes:
        update_id: of the UPDATE that carries our half.
        spi: the new inbound SPI.
        index: the KEYMAT Index that we named.
        exponent: our new Diffie-Hellman value, if we sent one.
        acknowledged: whether the peer has acknowledged our half.
        peer_spi: the peer's new SPI, once its half is here.
        peer_index: the KEYMAT Index that it named.
        peer_public: its new public value, if it sent one.
        until: when we give up.
        keymat: the new keying material, once both halves are here, and `next_index`, the next byte to be drawn from it.
        inbound: the new SA on which the peer will send.
        outbound: the new SA on which we shall send.
    """

    update_id: int
    spi: int
    index: int
    exponent: Exponent | None
    until: float
    acknowledged: bool = False
    peer_spi: int | None = None
    peer_index: int = 0
    peer_public: bytes | None = None
    keymat: Keymat | None = None
    next_index: int = 0
    inbound: Inbound | None = None
    outbound: Outbound | None = None


@dataclass(slots=True)
class Association:
    """An association of this host with a peer.

    Attributes:
        ours: the HIT of this host that it is with.
        peer: the HIT of the peer; zero as long as an opportunistic I1 has no answer (RFC 7401 4.1.8).
        state: of the state machine.
        since: when it came into this state.
        until: when the timer of the state runs out.
        initiator: whether this host sent the I2 that it rests on.
        local: the address of ours that packets to the peer come from.
        endpoint: where HIP packets to the peer go.
        locators: the peer's addresses.
        peer_host_id: the peer's HOST_ID, exactly as it was received; its HIT has been checked against it.
        generation: the greatest R1 generation of the peer.
        rhash: the hash of the HIT Suite that the keys are drawn with: the Responder's.
        group: the Diffie-Hellman group.
        exponent: our private value; kept, because a rekeying may reuse it (RFC 7402 6.10).
        peer_public: the peer's public value.
        salt: #I and #J of the base exchange in one piece, which new keying material is drawn with as well.
        keymat: the keying material, and `keymat_index`, the next byte to be drawn from it.
        keys: those of HIP itself.
        inbound: the SA on which the peer sends.
        former: the inbound SA that was replaced, until the peer uses the new one.
        outbound: the SA on which we send.
        spi: of the inbound SA, also while there are no keys for it yet.
        former_peer_spi: of the outbound SA that was replaced; an UPDATE that was under way may name it still.
        exchange: what is under way at the Initiator.
        services: the registration services that are wanted from the peer (RFC 8003).
        offer: what the peer offered last as a registrar; None if it never did.
        renew: when they are to be asked for again.
        answered: the packet of the peer that was answered last: if it comes again, it gets the same answer.
        update_id: of our next UPDATE with a SEQ.
        outstanding: those not acknowledged yet, by Update ID.
        newest_update: the greatest Update ID that was processed; -1 for none.
        processed: which Update IDs within the window were processed: bit n stands for the greatest one less n.
        newest_list: the Update ID of the newest LOCATOR_SET; -1 for none.
        acknowledged: the greatest Update ID of ours that the peer has acknowledged; -1 for none.
        unacknowledged: the UPDATE of the peer that is being processed, for whoever sends to where it came from.
        announce: whether our addresses are to be announced as soon as nothing is in the way.
        rekeying: the replacement of the SAs that is under way.
        close_nonce: what our CLOSE carried.
        close_packet: our CLOSE, to be sent again, and `close_tries`, how often it was.
        queue: payload that waits, and `queued`, its bytes.
        heard: when the last authentic packet of the peer came.
        used: when the last authentic packet of the peer came, or the last payload went to it.
        sent: when anything went to it.
        resting: whether it has given up what can be made again.
        retry: when the packet under way is sent again.
        credit: how many bytes may still go to unverified addresses (RFC 8046 5.6).
        credit_aged: when it was last multiplied by the aging factor.
        due: the earliest entry in the engine's timetable.
    """

    ours: bytes
    peer: bytes
    state: State
    since: float
    until: float = FOREVER
    initiator: bool = False
    local: Address | None = None
    endpoint: Endpoint | None = None
    locators: dict[Endpoint, PeerLocator] = field(default_factory=dict)
    peer_host_id: bytes = b""
    generation: int = -1
    rhash: Rhash | None = None
    group: int = 0
    exponent: Exponent | None = None
    peer_public: bytes = b""
    salt: bytes = b""
    keymat: Keymat | None = None
    keymat_index: int = 0
    keys: HipKeys | None = None
    esp_suite: int = 0
    inbound: Inbound | None = None
    former: Inbound | None = None
    outbound: Outbound | None = None
    spi: int = 0
    former_peer_spi: int = 0
    exchange: Exchange | None = None
    services: tuple[int, ...] = ()
    offer: RegInfo | None = None
    renew: float = FOREVER
    answered: Answered | None = None
    update_id: int = 0
    outstanding: dict[int, Outstanding] = field(default_factory=dict)
    newest_update: int = -1
    processed: int = 0
    newest_list: int = -1
    acknowledged: int = -1
    unacknowledged: Unacknowledged | None = None
    announce: bool = False
    rekeying: Rekeying | None = None
    close_nonce: bytes = b""
    close_packet: bytes = b""
    close_tries: int = 0
    queue: list[Waiting] = field(default_factory=list)
    queued: int = 0
    heard: float = 0.0
    used: float = 0.0
    sent: float = 0.0
    resting: bool = False
    retry: float = FOREVER
    credit: int = 0
    credit_aged: float = 0.0
    due: float = FOREVER
