"""What every packet has: who says that it is from whom, where it travels, and which key protects it.

Cryptography is symbolic: `mac` is the key that made the integrity value. Whoever lacks a key can't write it there
(each protocol's attacker says so). It does not cover the IP header, so `source` and `destination` can be rewritten by
anybody who holds the packet.
"""

from dataclasses import dataclass

from hipspec.language import Maybe
from hipspec.network.names import Address, Host, Key


@dataclass(frozen=True)
class Packet:
    """The part of a packet that every protocol has.

    Attributes:
        sender, receiver: who it says that it is from, and whom it is for.
        source, destination: the addresses in the IP header; covered by no signature and no integrity value.
        mac: the key that made the integrity value.
    """

    sender: Host
    receiver: Host
    source: Address
    destination: Address
    mac: Maybe[Key]
