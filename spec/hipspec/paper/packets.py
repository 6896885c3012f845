"""What hosts send: REA, AC, ACR (draft-nikander-hip-mm-00 6.1), and protected payload.

Cryptography is symbolic, as in `hipspec.network.packets`: `mac` is the key that made the HMAC, `signer` the identity
that made the signature. Neither covers the IP header.
"""

from dataclasses import dataclass
from enum import Enum

from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Nonce
from hipspec.language import NOTHING, Map, Maybe
from hipspec.network import packets as network


class Kind(Enum):
    """What a packet is for."""

    REA = "REA"
    AC = "AC"
    ACR = "ACR"
    DATA = "data"


@dataclass(frozen=True)
class Entry:
    """What a REA says of one address.

    Attributes:
        listed: whether the address is in the list at all.
        lifetime: for how many seconds it may be used.
    """

    listed: bool
    lifetime: int


NOT_LISTED = Entry(listed=False, lifetime=0)


@dataclass(frozen=True)
class Packet(network.Packet):
    """One packet: what every packet has, and what the draft adds.

    Attributes:
        kind: REA, AC, ACR, or payload.
        signer: the identity that made the signature; only a REA carries one.
        rea_id: the number of the REA, in a REA, an AC and an ACR.
        ac_id: the AC_ID, in an AC and an ACR.
        addresses: of a REA: for every address, what the list says of it.
        size: of payload: the length in bytes.
    """

    kind: Kind
    signer: Maybe[HIT]
    rea_id: int
    ac_id: Maybe[Nonce]
    addresses: Map[Address, Entry]
    size: int


BLANK = Packet(
    kind=Kind.DATA,
    sender=NOBODY,
    receiver=NOBODY,
    source=NOWHERE,
    destination=NOWHERE,
    mac=NOTHING,
    signer=NOTHING,
    rea_id=0,
    ac_id=NOTHING,
    addresses=Map(NOT_LISTED),
    size=0,
)
