"""What can happen in this view. Each is a record of names and numbers, so that it can be written to a file."""

import msgspec

__all__ = [
    "Altered", "Arrive", "Close", "Configure", "Connect", "Cut", "Draw", "Event", "Forged", "Move", "Rekey", "Restart",
    "Send", "Tick", "Wait",
]  # fmt: skip


class Happening(msgspec.Struct, frozen=True, tag_field="what", omit_defaults=True):
    """Something that happens."""


class Connect(Happening, tag="connect", frozen=True):
    """An application wants a peer: `peer`, or whoever is at the address if that is empty."""

    host: str
    peer: str
    there: str


class Send(Happening, tag="send", frozen=True):
    """An application has data of so many bytes for a peer."""

    host: str
    peer: str
    size: int = 4


class Close(Happening, tag="close", frozen=True):
    """An application wants to close."""

    host: str
    peer: str


class Rekey(Happening, tag="rekey", frozen=True):
    """A host wants new keys for its data, and says so in an UPDATE."""

    host: str
    peer: str


class Restart(Happening, tag="restart", frozen=True):
    """A host loses all that it held, and begins anew."""

    host: str


class Move(Happening, tag="move", frozen=True):
    """A host is at these addresses from now on, and at no other."""

    host: str
    addresses: tuple[str, ...]


class Configure(Happening, tag="configure", frozen=True):
    """From now on all engines have these numbers of the configuration, and the specification those that it has, too."""

    numbers: dict[str, int]


class Draw(Happening, tag="draw", frozen=True):
    """The next numbers of four bytes that a host draws are these."""

    host: str
    numbers: tuple[int, ...]


class Wait(Happening, tag="wait", frozen=True):
    """Whole seconds pass."""

    seconds: int


class Tick(Happening, tag="tick", frozen=True):
    """A host does what is due."""

    host: str


class Arrive(Happening, tag="arrive", frozen=True):
    """A frame arrives: for the first time or once more, from and to where it says, or somewhere else."""

    frame: str
    source: str = ""
    destination: str = ""


class Altered(Happening, tag="altered", frozen=True):
    """A frame arrives with one byte changed: `at` counts from its beginning, as far as it goes."""

    frame: str
    at: int
    flip: int


class Cut(Happening, tag="cut", frozen=True):
    """A frame arrives with its last bytes missing."""

    frame: str
    missing: int


class Forged(Happening, tag="forged", frozen=True):
    """A packet that the forger makes arrives; see `forging` for what the defaults mean.

    Attributes:
        kind: its type, as "I1".
        sender, receiver: whose HITs it names.
        source, destination: its addresses.
        answers: the frame that it answers, or is made from.
        groups: of DH_GROUP_LIST.
        group: of DIFFIE_HELLMAN.
        counter: what is added to the right R1 counter; without a right one, the counter.
        difficulty: #K as it stands there; -1 for the right one.
        zeros: how many bits of the solution are zero at least, and exactly so many if `exact`.
        solves_for: whose HITs the puzzle is solved for, Initiator and Responder; those of the packet if empty.
        unrelated: whether it is the solution of another puzzle.
        puzzle, opaque: whether #I, or the opaque data, is another one; `high` if it differs in its first byte.
        i_size: bytes of #I.
        counted: whether there is an R1_COUNTER in an I2.
        identity: whose HOST_ID it carries; the sender's if empty.
        host_id: what is wrong with that: it says that it is of a "foreign" algorithm; something else is "hidden" in
            ENCRYPTED.
        domain: bytes of the domain identifier in it.
        signer: whose key signs it; the sender's if empty, nobody's right if "?".
        mac: whether the MAC is right.
        public: whether the public value is one.
        ciphers, formats, suites, esp: what is chosen or offered.
        index, old, spi: of ESP_INFO: what is added to the right index, the OLD SPI, and the NEW SPI if not negative.
        ballast: bytes of a parameter that nobody knows, in an R2.
        echo: whether the nonce is right; `echo_size` are its bytes if it is not.
        update: the Update ID of an UPDATE.
    """

    kind: str
    sender: str
    receiver: str
    source: str
    destination: str
    answers: str = ""
    groups: tuple[int, ...] = (7, 8)
    group: int = 7
    counter: int = 0
    difficulty: int = -1
    zeros: int = -1
    exact: bool = False
    solves_for: tuple[str, ...] = ()
    unrelated: bool = False
    puzzle: bool = False
    opaque: bool = False
    high: bool = False
    i_size: int = 48
    counted: bool = True
    identity: str = ""
    host_id: str = ""
    domain: int = 0
    signer: str = ""
    mac: bool = True
    public: bool = True
    ciphers: tuple[int, ...] = (2, 4)
    formats: tuple[int, ...] = (4095,)
    suites: tuple[int, ...] = (2, 1)
    esp: tuple[int, ...] = (13,)
    index: int = 0
    old: int = 0
    spi: int = -1
    ballast: int = 0
    echo: bool = True
    echo_size: int = 16
    update: int = 0


Event = (
    Connect | Send | Close | Rekey | Restart | Move | Configure | Draw | Wait | Tick | Arrive | Altered | Cut | Forged
)
