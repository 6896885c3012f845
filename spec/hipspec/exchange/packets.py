"""What hosts send: the eight packets of RFC 7401 5.3, and payload.

Which part of a packet is protected by what:

- I1: nothing.
- R1: the HIP_SIGNATURE_2 covers everything but the receiver's HIT, and the #I and opaque data of the PUZZLE
  (RFC 7401 5.2.15); here, `receiver`, `puzzle` and `opaque`. So a responder can sign it before it knows who asks.
- I2, UPDATE, CLOSE, CLOSE_ACK: the HIP_MAC and the HIP_SIGNATURE cover everything. R2: the HIP_MAC_2 and the
  HIP_SIGNATURE do.
- Nothing covers the addresses in the IP header.
"""

from dataclasses import dataclass
from enum import Enum

from hipspec.exchange.crypto import Key
from hipspec.exchange.names import (
    NO_CIPHER,
    NO_EXPONENT,
    NO_GROUP,
    NO_TRANSPORT,
    Cipher,
    Exponent,
    Group,
    Puzzle,
    Solution,
    Suite,
    Transport,
)
from hipspec.language import NOTHING, Map, Maybe
from hipspec.network.names import NOBODY, NOWHERE, Address, Host, Nonce


class Kind(Enum):
    """What a packet is for (RFC 7401 5.3)."""

    I1 = "I1"
    R1 = "R1"
    I2 = "I2"
    R2 = "R2"
    UPDATE = "UPDATE"
    NOTIFY = "NOTIFY"
    CLOSE = "CLOSE"
    CLOSE_ACK = "CLOSE_ACK"
    DATA = "data"


@dataclass(frozen=True)
class Packet:
    """One packet. What a kind of packet does not carry keeps the value that it has in `BLANK`.

    Attributes:
        kind: what it is for.
        sender, receiver: the HITs in the header; an opportunistic I1 is for NOBODY, the NULL HIT (RFC 7401 4.1.8).
        source, destination: the addresses in the IP header.
        groups: DH_GROUP_LIST of I1 and R1: for each group its place in the list, from 1; 0 if it is not listed.
        counter: R1_COUNTER of R1 and I2.
        puzzle: #I of the PUZZLE in R1, and of the SOLUTION in I2.
        difficulty: #K of the PUZZLE in R1, and of the SOLUTION in I2.
        lifetime: of the PUZZLE in R1, in seconds: for how long its solution will be accepted at least.
        opaque: of the PUZZLE in R1, and of the SOLUTION in I2, which copies it.
        solution: #J of the SOLUTION in I2.
        group, public: DIFFIE_HELLMAN of R1 and I2: the group and the public value.
        ciphers, transports: the lists of R1, with places as in `groups`.
        cipher, transport: the one choice in I2.
        suites: HIT_SUITE_LIST of R1, with places as in `groups`.
        identity: the HIT of the Host Identity in HOST_ID, of R1 and I2.
        mac: the key that made the HIP_MAC (or HIP_MAC_2, or the integrity value of payload).
        signer: the identity that made the HIP_SIGNATURE (or HIP_SIGNATURE_2).
        echo: ECHO_REQUEST_SIGNED of CLOSE, ECHO_RESPONSE_SIGNED of CLOSE_ACK.
        length: bytes from the HIP header on; only those of I1 and R1 count here.
    """

    kind: Kind
    sender: Host
    receiver: Host
    source: Address
    destination: Address
    groups: Map[Group, int]
    counter: int
    puzzle: Maybe[Puzzle]
    difficulty: int
    lifetime: int
    opaque: int
    solution: Maybe[Solution]
    group: Group
    public: Exponent
    ciphers: Map[Cipher, int]
    transports: Map[Transport, int]
    cipher: Cipher
    transport: Transport
    suites: Map[Suite, int]
    identity: Host
    mac: Maybe[Key]
    signer: Host
    echo: Maybe[Nonce]
    length: int


BLANK = Packet(
    kind=Kind.NOTIFY,
    sender=NOBODY,
    receiver=NOBODY,
    source=NOWHERE,
    destination=NOWHERE,
    groups=Map(0),
    counter=0,
    puzzle=NOTHING,
    difficulty=0,
    lifetime=0,
    opaque=0,
    solution=NOTHING,
    group=NO_GROUP,
    public=NO_EXPONENT,
    ciphers=Map(0),
    transports=Map(0),
    cipher=NO_CIPHER,
    transport=NO_TRANSPORT,
    suites=Map(0),
    identity=NOBODY,
    mac=NOTHING,
    signer=NOBODY,
    echo=NOTHING,
    length=0,
)
