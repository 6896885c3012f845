"""What may happen in a run of the view on updates, addresses and data, as records that a file can hold."""

import msgspec

__all__ = [
    "Announce",
    "Arrive",
    "Copy",
    "Entry",
    "Establish",
    "Event",
    "Forge",
    "ForgeData",
    "Garble",
    "Move",
    "Send",
    "Sleep",
    "Wait",
]


class Happening(msgspec.Struct, frozen=True, tag_field="event", tag=str.lower, omit_defaults=True):
    """What all of them have in common: the name of the class tells them apart in a file."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One locator of a list.

    Attributes:
        address: as text.
        lifetime: in seconds; None for unbounded.
        preferred: the P bit.
        traffic: what the address is for (RFC 8046 4): 0 for all, 1 for signalling alone, 2 for data alone.
        type: the Locator Type, 0 or 1; of another one nobody knows what its locator is.
    """

    address: str
    lifetime: int | None = None
    preferred: bool = False
    traffic: int = 0
    type: int = 1


class Establish(Happening, frozen=True):
    """Two hosts complete a base exchange that nothing disturbs; `host` initiates it."""

    host: str
    peer: str


class Move(Happening, frozen=True):
    """A host is at these addresses from now on, and at no other."""

    host: str
    addresses: tuple[str, ...]


class Announce(Happening, frozen=True):
    """A host tells a peer a list of its own choice, as an honest host: reliably, and with a number of its own."""

    host: str
    peer: str
    entries: tuple[Entry, ...]


class Arrive(Happening, frozen=True):
    """A frame arrives where it goes; perhaps not for the first time, and late."""

    frame: str


class Copy(Happening, frozen=True):
    """Somebody sends a frame again, byte by byte, from and to somewhere else, and it arrives."""

    frame: str
    source: str
    destination: str


class Garble(Happening, frozen=True):
    """A frame arrives with one byte changed."""

    frame: str
    position: int
    value: int


class Forge(Happening, frozen=True):
    """Somebody who has the keys of `sender` sends an UPDATE of any contents, and it arrives.

    Attributes:
        sender, receiver: whose association it pretends to belong to.
        source, destination: addresses.
        sequence: SEQ.
        acknowledges: ACK.
        entries: LOCATOR_SET.
        esp: whether there is an ESP_INFO, and whether it names the SA in use ("same") or another ("other"), or ends
            the one in use ("end"): then there needs to be no LOCATOR_SET (RFC 8046 5.3 case 4).
        request: ECHO_REQUEST_SIGNED, in hexadecimal.
        response: ECHO_RESPONSE_SIGNED, in hexadecimal; or an address, for what the receiver has sent there; with a
            slash and a number behind it, for its first bytes alone.
        mac, signature: whether they are right.
    """

    sender: str
    receiver: str
    source: str
    destination: str
    sequence: int | None = None
    acknowledges: tuple[int, ...] = ()
    entries: tuple[Entry, ...] | None = None
    esp: str = "same"
    request: str = ""
    response: str = ""
    mac: bool = True
    signature: bool = True


class ForgeData(Happening, frozen=True):
    """Somebody who has the keys of `sender` sends payload under a number of its choice, and it arrives.

    Attributes:
        number: the ESP sequence number, from 1.
        size: of the payload, in bytes.
        integrity: whether the integrity value is right.
        known: whether the SPI is the one in use.
        flaw: what is wrong with what is sealed: its "padding"; it is a "dummy" (RFC 4303 2.6), has nothing in it
            ("short"), is one byte too long ("odd"), or its inner UDP header is wrong ("udp").
    """

    sender: str
    receiver: str
    source: str
    destination: str
    number: int
    size: int
    integrity: bool = True
    known: bool = True
    flaw: str = ""


class Send(Happening, frozen=True):
    """An application sends so many bytes to a peer."""

    host: str
    peer: str
    size: int


class Wait(Happening, frozen=True):
    """Time passes, and each host does what is due."""

    seconds: int


class Sleep(Happening, frozen=True):
    """Time passes, and nobody has done yet what is due."""

    seconds: int


Event = Establish | Move | Announce | Arrive | Copy | Garble | Forge | ForgeData | Send | Wait | Sleep
