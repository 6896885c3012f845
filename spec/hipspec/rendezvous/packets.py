"""What hosts send: I1 and R1, UPDATE and its acknowledgement, protected payload; and what a server adds to them.

Cryptography is symbolic, as in `hipspec.network.packets`. FROM, RVS_HMAC and VIA_RVS stand behind the integrity value
and the signature of the sender, so neither covers them (RFC 8004 4.2.1).
"""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import NOTHING, Maybe
from hipspec.network import packets as network
from hipspec.network.names import NOBODY, NOWHERE, Address, Host, Key
from hipspec.rendezvous.lengths import I1_LENGTH


class Kind(Enum):
    """What a packet is for."""

    I1 = "I1"
    R1 = "R1"
    UPDATE = "UPDATE"
    ACK = "UPDATE with ACK"
    DATA = "data"


@dataclass(frozen=True)
class Packet(network.Packet):
    """One packet: what every packet has, and what is here besides.

    Attributes:
        kind: I1, R1, UPDATE, acknowledgement, or payload. An I1 whose receiver is NOBODY carries no HIT.
        signer: the identity that made the signature, except in an I1 and in payload.
        update_id: the Update ID: of an UPDATE its own, of an acknowledgement the one that it is about.
        locator: of an UPDATE: the address in its LOCATOR_SET.
        lifetime: of an UPDATE, the seconds in its REG_REQUEST; of an acknowledgement, those in its REG_RESPONSE.
        origin: the address in FROM.
        rvs_mac: the key that made the RVS_HMAC, which covers FROM and everything before it.
        via: the address in VIA_RVS.
        length: the bytes of the whole packet.
    """

    kind: Kind
    signer: Maybe[Host]
    update_id: int
    locator: Maybe[Address]
    lifetime: Maybe[int]
    origin: Maybe[Address]
    rvs_mac: Maybe[Key]
    via: Maybe[Address]
    length: int


BLANK = Packet(
    kind=Kind.DATA,
    sender=NOBODY,
    receiver=NOBODY,
    source=NOWHERE,
    destination=NOWHERE,
    mac=NOTHING,
    signer=NOTHING,
    update_id=0,
    locator=NOTHING,
    lifetime=NOTHING,
    origin=NOTHING,
    rvs_mac=NOTHING,
    via=NOTHING,
    length=I1_LENGTH,
)
