"""What may happen in a run of the view on rendezvous, as records that a file can hold."""

import msgspec

__all__ = [
    "Arrive", "Ask", "Close", "Copy", "Event", "ForgeI1", "Grant", "Leave", "Limit", "Meet", "Move", "Offer", "Quiet",
    "Request", "Wait", "Want",
]  # fmt: skip


class Happening(msgspec.Struct, frozen=True, tag_field="event", tag=str.lower, omit_defaults=True):
    """What all of them have in common: the name of the class tells them apart in a file."""


class Meet(Happening, frozen=True):
    """Two hosts complete a base exchange that nothing disturbs; if `registers`, `host` registers with `peer` in it.

    Either is told where the other one is published; if `through`, `host` has said so when it asked. `besides` are the
    numbers of services that `host` wants, and that nobody offers.
    """

    host: str
    peer: str
    registers: bool = False
    through: bool = False
    besides: tuple[int, ...] = ()


class Ask(Happening, frozen=True):
    """A host wants an exchange with a peer, where that is published: with its server, if it has one."""

    host: str
    peer: str


class Arrive(Happening, frozen=True):
    """An I1, an R1, or an UPDATE that a server has to relay arrives where it goes; perhaps not for the first time."""

    frame: str


class Copy(Happening, frozen=True):
    """Somebody sends such a frame again, byte by byte, from and to somewhere else, and it arrives."""

    frame: str
    source: str
    destination: str


class ForgeI1(Happening, frozen=True):
    """Somebody sends an I1 of any contents, and it arrives.

    Attributes:
        sender: whose HIT it has.
        receiver: whose HIT it names; empty for none.
        source, destination: addresses.
        origin: FROM; empty for none.
        key: whose key makes the RVS_HMAC, "server client"; "?" for nobody's, empty for no RVS_HMAC.
        port: where it comes from.
        relay: RELAY_FROM, "address port"; empty for none.
    """

    sender: str
    receiver: str
    source: str
    destination: str
    origin: str = ""
    key: str = ""
    port: int = 10500
    relay: str = ""


class Want(Happening, frozen=True):
    """A host wants to be registered with a peer that it has met."""

    host: str
    peer: str


class Offer(Happening, frozen=True):
    """A host tells a peer that it registers clients, or, unless `service`, that it does not."""

    host: str
    peer: str
    service: bool = True


class Request(Happening, frozen=True):
    """A host asks a peer to be registered for so long, perhaps `twice` in one UPDATE; for 0 seconds it cancels."""

    host: str
    peer: str
    seconds: int
    twice: bool = False


class Grant(Happening, frozen=True):
    """A registrar tells a client, unasked, that it is registered for so many seconds, for these services."""

    host: str
    peer: str
    seconds: int
    services: tuple[int, ...]


class Limit(Happening, frozen=True):
    """A host registers so many clients and no more."""

    host: str
    clients: int


class Close(Happening, frozen=True):
    """A host closes its association with a peer, and nothing disturbs that."""

    host: str
    peer: str


class Leave(Happening, frozen=True):
    """A host is told that a peer has no rendezvous server any more."""

    host: str
    peer: str


class Move(Happening, frozen=True):
    """A host is at this address from now on, and at no other."""

    host: str
    address: str


class Quiet(Happening, frozen=True):
    """The network delivers all UPDATEs that are under way and all that follow from them; what goes nowhere is lost.

    Attributes:
        most: how many are delivered; the others are lost. 0 for all.
    """

    most: int = 0


class Wait(Happening, frozen=True):
    """Time passes, and each host does what is due."""

    seconds: int


Registering = Want | Offer | Request | Grant | Limit
Event = Meet | Ask | Arrive | Copy | ForgeI1 | Registering | Close | Leave | Move | Quiet | Wait
