"""The abstraction: packets and associations of the engine, as the specification writes them. It only renames.

Each field of both sides stands in one of the tables here: mapped, or left out with the reason.
"""

from collections.abc import Mapping
from struct import unpack
from typing import NamedTuple

from hipcheck.lockstep.exchange import layout
from hipcheck.lockstep.exchange.keys import (
    CIPHER_KEYS,
    hit_of,
    host_id,
    is_point,
    is_readable,
    keymat_index,
    opens,
    verifies,
)
from hipcheck.lockstep.exchange.naming import Agreement, Naming, ordered
from hipcheck.lockstep.exchange.stage import CONFIG, ESP, listed
from hipcheck.lockstep.reading import Read, Tlv, covered, esp_header, mac_covers, read
from hipspec.exchange.crypto import Key
from hipspec.exchange.names import NO_CIPHER, NO_TRANSPORT, Cipher, Group, Suite, Transport
from hipspec.exchange.packets import BLANK, Kind, Packet
from hipspec.language import NOTHING, Maybe, replace, some
from hipspec.network.names import NOBODY, Host, Pair

__all__ = ["NOT_COMPARED", "Contents", "Reader", "contents_of", "known_by", "normal"]

FORGED = Host("whose signature it is, nobody knows")
UNREADABLE = Host("of a Host Identity that nobody can read")
FIRST_ESP = 8
KIND_AT = 4 + 2  # where the packet type stands behind the marker
KIND = {
    layout.I1: Kind.I1, layout.R1: Kind.R1, layout.I2: Kind.I2, layout.R2: Kind.R2, layout.UPDATE: Kind.UPDATE,
    layout.NOTIFY: Kind.NOTIFY, layout.CLOSE: Kind.CLOSE, layout.CLOSE_ACK: Kind.CLOSE_ACK,
}  # fmt: skip

NOT_COMPARED: Mapping[Kind, tuple[str, ...]] = {
    Kind.I1: ("length",),
    Kind.R1: ("length",),
    Kind.R2: ("source", "destination"),
    Kind.UPDATE: ("source", "destination"),
    Kind.CLOSE: ("source", "destination"),
    Kind.CLOSE_ACK: ("source", "destination"),
    Kind.DATA: ("source", "destination", "signer"),
}
"""What of a packet that was sent is not compared.

The length matters to the padded profile of I1 only, which the engine does not follow (see `READINGS`). Payload has no
signature (RFC 7402 3.3), though the specification writes its sender down as signer, whom no rule asks for. Addresses
of what is sent when an association stands are for `hipspec.hip`: here an association has one, whereas an engine answers
to where a packet came from, and has a list of them. Those of I1, R1 and I2 are compared.
"""


class Contents(NamedTuple):
    """The bytes in a packet that the naming needs, where there are any."""

    i: bytes = b""
    j: bytes = b""
    group: int = 0
    public: bytes = b""
    cipher: int = 0
    counter: int = 0


def numbers(tlv: Tlv | None, size: int, start: int = 0) -> tuple[int, ...]:
    """Return the list in a parameter, whose entries have `size` bytes."""
    found = b"" if tlv is None else tlv.contents
    return tuple(int.from_bytes(found[at : at + size], "big") for at in range(start, len(found), size))


def contents_of(packet: Read) -> Contents:
    """Read what a packet of the base exchange carries."""
    puzzle, solution = packet.one(layout.PUZZLE), packet.one(layout.SOLUTION)
    value, counter = packet.one(layout.DH), packet.one(layout.COUNTER)
    i = j = public = b""
    group = 0
    if puzzle is not None:
        i = puzzle.contents[4:]
    if solution is not None:
        half = 4 + (len(solution.contents) - 4) // 2
        i, j = solution.contents[4:half], solution.contents[half:]
    if value is not None:
        group, size = unpack(">BH", value.contents[:3])
        public = value.contents[3 : 3 + size]
    cipher = numbers(packet.one(layout.CIPHERS), 2)
    number = int.from_bytes(counter.contents[4:], "big") if counter is not None else 0
    return Contents(i, j, group, public, cipher[0] if cipher else 0, number)


def normal(packet: Packet) -> Packet:
    """Return a packet of the specification as the reader would have it: what is not compared blank."""
    blank = {name: getattr(BLANK, name) for name in NOT_COMPARED.get(packet.kind, ())}
    mac = some(ordered(packet.mac.value)) if packet.mac.present else NOTHING
    return replace(packet, mac=mac, **blank)


class Reader:
    """Reads datagrams as packets of the specification, each once: what is in a packet does not change."""

    def __init__(self, naming: Naming) -> None:
        """Begin with nothing read."""
        self.naming = naming
        self._read: dict[bytes, Packet | None] = {}
        self._data: dict[bytes, Packet] = {}
        self._asked: dict[bytes, int] = {}
        self._identities: dict[tuple[Host, Host], bytes] = {}

    def sent(self, data: bytes) -> Packet | None:
        """Return the packet in a datagram of an engine: an R2 covers its own HOST_ID, whatever an R1 has said."""
        if data[KIND_AT] & 0x7F != layout.R2:
            return self.packet(data)
        noted, self._identities = self._identities, {}
        packet = read(data)
        found = self._packet(packet) if packet is not None and layout.is_complete(packet) else None
        self._identities = noted
        return found

    def packet(self, data: bytes) -> Packet | None:
        """Return the packet in a datagram, its addresses blank; None if it is none of the specification's."""
        if data not in self._read:
            packet = read(data)
            complete = packet is not None and layout.is_complete(packet)
            self._read[data] = self._packet(packet) if packet is not None and complete else None
        return self._read[data]

    def sent_data(self, data: bytes, sender: Host, receiver: Host) -> Packet:
        """Return an ESP packet that a host sends to another one, protected by the keys that open it."""
        key = next(
            (self.naming.esps[key] for key in self.naming.esps_between(sender, receiver) if opens(key, data)), None
        )
        packet = replace(BLANK, kind=Kind.DATA, sender=sender, receiver=receiver, mac=some(key) if key else NOTHING)
        self._data[data[:FIRST_ESP]] = packet
        return self._data.setdefault(data, packet)

    def data(self, data: bytes) -> Packet | None:
        """Return an ESP packet that arrives; if nobody sent it so, it is one with its SPI that nothing protects."""
        if esp_header(data) is None:
            return None
        found = self._data.get(data)
        if found is None:
            like = self._data.get(data[:FIRST_ESP])
            found = replace(like, mac=NOTHING) if like is not None else None
        return found

    def _packet(self, packet: Read) -> Packet | None:
        naming, contents = self.naming, contents_of(packet)
        kind, sender, receiver = KIND[packet.kind], naming.host(packet.sender), naming.host(packet.receiver)
        plain = replace(BLANK, kind=kind, sender=sender, receiver=receiver, counter=contents.counter)
        if kind is Kind.NOTIFY:
            return plain
        identity = self._identity(packet)
        signer = self._signer(packet, identity, sender)
        known = replace(plain, signer=signer, identity=identity)
        match kind:
            case Kind.I1:
                return replace(plain, groups=listed(Group, numbers(packet.one(layout.GROUPS), 1)))
            case Kind.R1:
                return self._r1(packet, contents, known)
            case Kind.I2:
                return self._i2(packet, contents, known)
            case Kind.R2:
                return replace(known, mac=self._mac(packet, sender, receiver, self._host_id(receiver, sender)))
            case _:
                echo = packet.one(layout.ECHO if kind is Kind.CLOSE else layout.ECHOED)
                nonce = some(naming.nonce(echo.contents)) if echo is not None and kind is not Kind.UPDATE else NOTHING
                return replace(known, mac=self._mac(packet, sender, receiver), echo=nonce)

    def _r1(self, packet: Read, contents: Contents, known: Packet) -> Packet | None:
        naming, puzzle = self.naming, packet.one(layout.PUZZLE)
        if puzzle is None or not on_curve(contents):
            return None
        offered = naming.offered.setdefault((known.sender, contents.counter, contents.group), [])
        if contents.public not in offered:
            offered.append(contents.public)
        suites = tuple(each >> 4 for each in numbers(packet.one(layout.SUITES), 1))
        self._asked.setdefault(contents.i, puzzle.contents[0])
        return replace(
            known,
            groups=listed(Group, numbers(packet.one(layout.GROUPS), 1)),
            puzzle=some(naming.puzzle(contents.i)),
            difficulty=puzzle.contents[0],
            lifetime=2 ** puzzle.contents[1] >> 32,
            opaque=int.from_bytes(puzzle.contents[2:4], "big"),
            group=Group(str(contents.group)),
            public=naming.exponent(contents.public),
            ciphers=listed(Cipher, numbers(packet.one(layout.CIPHERS), 2)),
            transports=listed(Transport, formats(packet)),
            suites=listed(Suite, suites),
        )

    def _i2(self, packet: Read, contents: Contents, known: Packet) -> Packet | None:
        naming, found = self.naming, packet.one(layout.SOLUTION)
        if found is None or not on_curve(contents):
            return None
        asked = CONFIG.puzzle_difficulty
        solution = naming.solution(contents.i, contents.j, packet.sender, packet.receiver, asked)
        mac = self._mac_of_i2(packet, contents)
        authentic = mac.present and known.signer == known.identity == known.sender
        return replace(
            known,
            puzzle=some(naming.puzzle(contents.i)),
            difficulty=found.contents[0],
            opaque=int.from_bytes(found.contents[2:4], "big") + self._not_echoed(contents.i, found.contents[0]),
            solution=some(solution),
            group=Group(str(contents.group)),
            public=naming.exponent(contents.public),
            cipher=Cipher(str(contents.cipher)) if contents.cipher else NO_CIPHER,
            transport=next(
                (Transport(str(each)) for each in formats(packet) if not authentic or sets_up(packet, contents)),
                NO_TRANSPORT,
            ),
            mac=mac,
        )

    def _not_echoed(self, i: bytes, difficulty: int) -> int:
        """Return what makes the opaque data of a SOLUTION another one if it echoes another #K (RFC 7401 5.2.5).

        The SOLUTION echoes #K as it echoes the opaque data; the specification measures by the Responder's own #K.
        """
        return (difficulty ^ self._asked.get(i, CONFIG.puzzle_difficulty)) << 16

    def _identity(self, packet: Read) -> Host:
        host_id = packet.one(layout.HOST_ID)
        if host_id is None:
            return NOBODY
        size = int.from_bytes(host_id.contents[:2], "big")
        if not is_readable(host_id.contents):
            return UNREADABLE
        return self.naming.host(hit_of(host_id.contents[6 : 6 + size]))

    def answers(self, r1: bytes, host: Host, peer: Host) -> None:
        """Note the R1 that a host has answered: the R2 covers the HOST_ID in it."""
        packet = read(r1)
        if packet is not None:
            self._identities[host, peer] = padded(packet, layout.HOST_ID)

    def _host_id(self, host: Host, peer: Host) -> bytes:
        """Return the HOST_ID of a peer as it stands in the R1 that a host has answered (RFC 7401 5.2.13)."""
        key = self.naming.publics.get(peer.name)
        own = host_id(key) if key is not None else bytes(1)
        return self._identities.get((host, peer), own)

    def _signer(self, packet: Read, identity: Host, sender: Host) -> Host:
        """Return whose key made the signature."""
        first = packet.one(layout.SIGNATURE_2)
        found = first or packet.one(layout.SIGNATURE)
        if found is None:
            return FORGED
        text = covered(without_puzzle(packet) if first is not None else packet.raw, found.offset)
        for name in dict.fromkeys((identity.name, sender.name, *self.naming.publics)):
            key = self.naming.publics.get(name)
            if key is not None and verifies(key, found.contents, text):
                return Host(name)
        return FORGED

    def _mac(self, packet: Read, sender: Host, receiver: Host, host_id: bytes = b"") -> Maybe[Key]:
        for key in self.naming.keys_between(sender, receiver):
            if mac_covers(packet, key, host_id):
                return some(self.naming.macs[key])
        return NOTHING

    def _mac_of_i2(self, packet: Read, contents: Contents) -> Maybe[Key]:
        naming, receiver = self.naming, self.naming.host(packet.receiver)
        if contents.cipher not in CIPHER_KEYS:
            return NOTHING
        hits = (packet.sender, packet.receiver)
        for public in naming.offered.get((receiver, contents.counter, contents.group), ()):
            both = (contents.public, public)
            made = naming.agree(Agreement(contents.group, both, contents.i, contents.j, hits, contents.cipher))
            key = made.mac[packet.sender < packet.receiver] if made is not None else b""
            if key and mac_covers(packet, key):
                return some(naming.macs[key])
        return NOTHING


def formats(packet: Read) -> tuple[int, ...]:
    """Return the transport formats of a packet; ESP only if ESP_TRANSFORM names a suite that is known here.

    For without one the format is of no use (RFC 7402 5.1.2). Suites have no name in the specification.
    """
    suites = numbers(packet.one(layout.ESP_TRANSFORM), 2, 2)
    usable = bool(set(suites) & set(CONFIG.esp_suites))
    return tuple(each for each in numbers(packet.one(layout.FORMATS), 2) if usable or each != ESP)


def sets_up(packet: Read, contents: Contents) -> bool:
    """Whether the ESP_INFO of an I2 sets up one security association, with the keys that come next (RFC 7402 6.5).

    An I2 chooses no format that is of use without. It is asked of what the peer has made: an engine looks last.
    """
    found = packet.one(layout.ESP_INFO)
    return found is not None and layout.is_new(found) and layout.index_of(found) == keymat_index(contents.cipher)


def known_by(pair: Pair, packet: Packet, data: bytes) -> tuple[Pair, bytes]:
    """Return what a packet is known by if it comes again: an UPDATE by its Update ID, others by all of their bytes."""
    found = read(data) if packet.kind is Kind.UPDATE else None
    sequence = found.one(layout.SEQ) if found is not None else None
    return pair, sequence.contents if sequence is not None else data


def padded(packet: Read, kind: int) -> bytes:
    """Return a parameter as it stands in a packet."""
    found = packet.one(kind)
    return b"" if found is None else packet.raw[found.offset : found.offset + (11 + len(found.contents)) // 8 * 8]


def on_curve(contents: Contents) -> bool:
    """Whether a public value is one of its group (RFC 7401 6.8 step 13, 6.9 step 10), as far as the group is known."""
    return not layout.known_group(contents.group) or is_point(contents.group, contents.public)


def without_puzzle(packet: Read) -> bytes:
    """Return an R1 as its signature covers it: the receiver's HIT, the opaque data and #I zero (RFC 7401 5.2.15)."""
    raw = bytearray(packet.raw)
    raw[24:40] = bytes(16)
    puzzle = packet.one(layout.PUZZLE)
    if puzzle is not None:
        raw[puzzle.offset + 6 : puzzle.offset + 4 + len(puzzle.contents)] = bytes(len(puzzle.contents) - 2)
    return bytes(raw)
