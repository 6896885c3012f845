"""The kinds of names that every protocol here uses; the first ones are those of `hipspec.network.names`."""

from dataclasses import dataclass

from hipspec.language import Identifier
from hipspec.network.names import NOBODY, NOWHERE, Address, Frame, Host, Nonce, Pair

__all__ = [
    "NOBODY",
    "NOTHING_SENT",
    "NOWHERE",
    "NO_SHARE",
    "Address",
    "Frame",
    "Host",
    "Nonce",
    "Pair",
    "Place",
    "Share",
]


class Share(Identifier):
    """What one host contributes to a session key: a Diffie-Hellman exponent, or (MPTCP) a key sent as it is.

    It names the secret and its public value at once: a packet that carries a share shows the public value.
    """


NO_SHARE = Share("no share")
NOTHING_SENT = Frame("none")


@dataclass(frozen=True)
class Place:
    """A host was at an address; the attacker, whoever it pretends to be, is NOBODY here."""

    host: Host
    address: Address
