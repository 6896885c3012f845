"""One packet for all protocols: each protocol fills in the fields that its messages have.

Cryptography is symbolic. `mac` is the key that made the integrity value, `signer` the host whose long-term secret
authenticates the packet (a signature, a certificate, a pre-shared key with this peer). Both cover everything but the
addresses in the IP header, which anybody who holds a packet can rewrite. What a protocol does not protect it leaves
out of `mac` and `signer`.
"""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import NOTHING, Maybe
from hipspec.related.common.names import NO_SHARE, NOBODY, NOWHERE, Address, Host, Nonce, Share


class Kind(Enum):
    """What a packet is for, whatever its protocol calls it."""

    HELLO = "hello"  # opens a session: SYN, I1, INIT, Initial, initiation
    REPLY = "reply"  # SYN/ACK, R1, INIT-ACK, response
    FINISH = "finish"  # ACK, I2, COOKIE-ECHO, Finished
    ASK = "ask"  # asks to be probed: HoTI, CoTI
    MOVE = "move"  # names an address: LU, REA, UPDATE, ASCONF, binding update
    PROBE = "probe"  # asks whether somebody is there: echo request, heartbeat, PATH_CHALLENGE
    ANSWER = "answer"  # says so: echo response, heartbeat ack, PATH_RESPONSE
    DATA = "data"
    CLOSE = "close"


class Operation(Enum):
    """What a MOVE asks for with the address that it names."""

    REPLACE = "replace"  # this address instead of all others
    ADD = "add"  # this address besides the others
    DELETE = "delete"  # the others without this one
    PREFER = "prefer"  # send to this one


class Suite(Enum):
    """The algorithms that are offered or chosen."""

    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True)
class Key:
    """A session key: made of what the initiator and the responder contributed. Who knows either secret knows it."""

    initiator: Share
    responder: Share


@dataclass(frozen=True)
class Cookie:
    """What a host that keeps no state hands out and recognises: a MAC with a secret of its own over these fields.

    What the MAC of a protocol does not cover stays NOBODY, NOWHERE and so on.

    Attributes:
        maker: the host that made it.
        peer, address: who asked for it, from where.
        share, tag: what the host has drawn for the session.
        theirs, their_tag: what the peer has sent for it.
        tie: the token of the session that it would start anew, if there is one.
        suite: the algorithms that the peer has offered.
    """

    maker: Host
    peer: Host = NOBODY
    address: Address = NOWHERE
    share: Share = NO_SHARE
    tag: Maybe[Nonce] = NOTHING
    theirs: Share = NO_SHARE
    their_tag: Maybe[Nonce] = NOTHING
    tie: Maybe[Nonce] = NOTHING
    suite: Suite = Suite.STRONG


@dataclass(frozen=True)
class Label:
    """A random value in clear by which a session is found, written as what it was drawn for.

    Whoever reads it learns nothing of that; it can only see whether two packets show the same one.

    Attributes:
        owner, peer: the hosts that send it, and that find their session by it.
        here, there: the two addresses that it is drawn for; NOWHERE if it is the same between any two.
    """

    owner: Host
    peer: Host
    here: Address = NOWHERE
    there: Address = NOWHERE


@dataclass(frozen=True)
class Packet:
    """One packet.

    Attributes:
        kind: what it is for.
        sender, receiver: who it says that it is from, and whom it is for, by the identity that the protocol uses.
        source, destination: the addresses in the IP header.
        signer: whose long-term secret authenticates it.
        mac: the session key that authenticates it.
        token: the secret in clear that it shows to be accepted: a verification tag, a nonce, a sequence number.
        tag: the token that it hands over for later packets.
        share: the share that it contributes.
        echo: the challenge that it carries, or gives back.
        second: a second challenge that it gives back.
        cookie: a cookie that it carries, or gives back.
        address: the address that it names in its body.
        operation: what is to be done with that address.
        number: its sequence number.
        offer, choice: the best algorithms that are offered, or were, and what was chosen.
        label: the connection identifier, or whatever else finds the session, in clear.
        size: bytes.
    """

    kind: Kind
    sender: Host
    receiver: Host
    source: Address
    destination: Address
    signer: Maybe[Host] = NOTHING
    mac: Maybe[Key] = NOTHING
    token: Maybe[Nonce] = NOTHING
    tag: Maybe[Nonce] = NOTHING
    share: Share = NO_SHARE
    echo: Maybe[Nonce] = NOTHING
    second: Maybe[Nonce] = NOTHING
    cookie: Maybe[Cookie] = NOTHING
    address: Maybe[Address] = NOTHING
    operation: Operation = Operation.REPLACE
    number: int = 0
    offer: Suite = Suite.STRONG
    choice: Suite = Suite.STRONG
    label: Maybe[Label] = NOTHING
    size: int = 0
