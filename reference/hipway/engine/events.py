"""What an engine tells: datagrams to send, and what became of its associations."""

from typing import NamedTuple

from hipway.addresses import Address, Endpoint
from hipway.values import Value

__all__ = [
    "Answered",
    "Closed",
    "Datagram",
    "Dropped",
    "Established",
    "Event",
    "Failed",
    "KeysInstalled",
    "LocatorChanged",
    "Notified",
    "Payload",
    "Registered",
    "Rekeyed",
    "SecretAssociation",
]


class Datagram(NamedTuple):
    """A UDP datagram to send.

    Attributes:
        data: what is in it.
        destination: where it goes.
        source: the address that it comes from; None leaves it to the system.
    """

    data: bytes
    destination: Endpoint
    source: Address | None


class Established(Value, frozen=True):
    """There is an association with a peer; `again` if it replaces an earlier one."""

    peer: bytes
    again: bool = False


class Answered(Value, frozen=True):
    """An opportunistic I1 has an answer: it is this peer that there will be an association with (RFC 7401 4.1.8)."""

    peer: bytes


class Payload(Value, frozen=True):
    """A peer has sent data.

    Attributes:
        peer: its HIT.
        data: what it sent.
        ports: the ports of the datagram within ESP, source and destination.
    """

    peer: bytes
    data: bytes
    ports: tuple[int, int]


class LocatorChanged(Value, frozen=True):
    """An address of a peer has a new status; `preferred` if data goes there from now on."""

    peer: bytes
    endpoint: Endpoint
    status: str
    preferred: bool


class Rekeyed(Value, frozen=True):
    """The security associations with a peer were replaced."""

    peer: bytes


class SecretAssociation(Value, frozen=True):
    """A security association with its keys; what is drawn for encryption holds the salt as well."""

    spi: int
    suite: int
    encrypt_key: bytes
    auth_key: bytes


class KeysInstalled(Value, frozen=True):
    """New security associations with a peer. Told only if the engine was asked to (`Config.tell_keys`)."""

    peer: bytes
    outbound: SecretAssociation
    inbound: SecretAssociation


class Registered(Value, frozen=True):
    """A registrar granted a service until a time of the engine's; 0 if it was cancelled or refused, or has expired."""

    registrar: bytes
    service: int
    until: float
    failure: int | None = None


class Notified(Value, frozen=True):
    """A peer sent a NOTIFY, which changes nothing (RFC 7401 6.13)."""

    peer: bytes
    kind: int
    data: bytes


class Closed(Value, frozen=True):
    """An association has ended as it should; `by_peer` if the peer ended it."""

    peer: bytes
    by_peer: bool


class Failed(Value, frozen=True):
    """There will be no association, or there is none any more; `why` is a sentence."""

    peer: bytes
    why: str


class Dropped(Value, frozen=True):
    """A packet was dropped. It is the peer's fault, or somebody else's, and changes nothing.

    Attributes:
        source: where it came from.
        clause: what says that it is dropped, such as "RFC 7401 6.9 step 8".
        what: the reason in words.
    """

    source: Endpoint
    clause: str
    what: str


Event = (
    Answered
    | Established
    | Payload
    | LocatorChanged
    | Rekeyed
    | KeysInstalled
    | Registered
    | Notified
    | Closed
    | Failed
    | Dropped
)
