"""The way back: a packet of the specification as real bytes, made with the keys that the forger has.

The forger has an identity of its own, whatever exponents it draws, and every frame that was ever sent. It makes puzzles
and solves them, and knows the keys of each exchange that one of its exponents is in. What it has no key for it fills
with bytes that do not verify.
"""

import hmac
from hashlib import sha384
from struct import pack

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hipcheck.lockstep.exchange import layout
from hipcheck.lockstep.exchange.abstraction import contents_of, without_puzzle
from hipcheck.lockstep.exchange.events import Forged
from hipcheck.lockstep.exchange.keys import CIPHER_KEYS, CURVES, ECDSA, HASH, encrypted, host_id, keymat_index, zeros
from hipcheck.lockstep.exchange.naming import Agreement, Naming
from hipcheck.lockstep.exchange.stage import CONFIG, FORGER
from hipcheck.lockstep.laboratory import Frame
from hipcheck.lockstep.reading import MARKER, Read, covered, read

__all__ = ["Forger"]

NUMBERS = {"I1": layout.I1, "R1": layout.R1, "I2": layout.I2, "R2": layout.R2, "UPDATE": layout.UPDATE,
           "NOTIFY": layout.NOTIFY, "CLOSE": layout.CLOSE, "CLOSE_ACK": layout.CLOSE_ACK}  # fmt: skip
DSA = 3  # an algorithm that no host here knows (RFC 7401 5.2.9)
BALLAST = 1000  # a parameter that nobody knows, and nobody must
UNLIKELY = 64  # tries of a search for a solution of an exact difficulty, for each bit of it
Parameters = list[tuple[int, bytes]]


def tlv(kind: int, contents: bytes) -> bytes:
    """Return a parameter, padded (RFC 7401 5.2.1)."""
    return pack(">HH", kind, len(contents)) + contents + bytes(-(len(contents) + 4) % 8)


def numbers(found: tuple[int, ...]) -> bytes:
    """Return a list of numbers of two bytes."""
    return b"".join(pack(">H", each) for each in found)


class Forger:
    """Makes packets.

    Args:
        naming: whose keys of exchanges it may use, where it takes part.
        seed: of its exponents.
    """

    def __init__(self, naming: Naming, seed: int) -> None:
        """Begin with its identity alone."""
        self.naming = naming
        self.seed = seed
        self._values: dict[tuple[str, int], bytes] = {}

    def value(self, name: str, group: int) -> bytes:
        """Return a public value of the forger's; the same for the same name."""
        curve = CURVES.get(group)
        if curve is None:
            return bytes(64)
        if (name, group) not in self._values:
            secret = int.from_bytes(sha384(f"{self.seed} {name} {group}".encode()).digest(), "big")
            private = ec.derive_private_key(secret % (curve.group_order - 1) + 1, curve)
            public = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
            self.naming.privates[public] = private
            self._values[name, group] = public
        return self._values[name, group]

    def packet(self, event: Forged, name: str, answered: Frame | None) -> bytes | None:
        """Return the datagram; None if there is nothing that it could answer."""
        what = read(answered.data) if answered is not None else None
        make = {
            "I1": self._i1, "R1": self._r1, "I2": self._i2, "R2": self._r2,
        }.get(event.kind, self._later)  # fmt: skip
        packet = make(event, name, what)
        return MARKER + packet if packet is not None else None

    def _hit(self, name: str) -> bytes:
        return self.naming.hits.get(name, bytes(16))

    def _bare(self, event: Forged, parameters: Parameters) -> bytes:
        body = b"".join(tlv(*each) for each in parameters)
        header = pack(">BBBBHH", 59, (40 + len(body)) // 8 - 1, NUMBERS[event.kind], 0x21, 0, 0)
        return header + self._hit(event.sender) + self._hit(event.receiver) + body

    def _with(self, packet: bytes, kind: int, contents: bytes) -> bytes:
        more = tlv(kind, contents)
        return packet[:1] + bytes(((len(packet) + len(more)) // 8 - 1,)) + packet[2:] + more

    def _signature(self, event: Forged, text: bytes) -> bytes:
        if event.signer == "?":
            return pack(">H", ECDSA) + bytes(range(1, 65))
        key = self.naming.signers.get(event.signer or event.sender, self.naming.signers[FORGER])
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  # all identities here are
        r, s = decode_dss_signature(key.sign(text, ec.ECDSA(SHA384(), deterministic_signing=True)))
        return pack(">H", ECDSA) + r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def _signed(self, event: Forged, packet: bytes) -> bytes:
        return self._with(packet, layout.SIGNATURE, self._signature(event, packet))

    def _sealed(self, event: Forged, packet: bytes, key: bytes, host: bytes = b"") -> bytes:
        units = (len(packet) + len(host)) // 8 - 1
        text = packet[:1] + bytes((units & 0xFF,)) + packet[2:] + host
        mac = hmac.digest(key, text, "sha384") if event.mac and key else bytes(HASH)
        return self._signed(event, self._with(packet, layout.MAC_2 if host else layout.MAC, mac))

    def _i1(self, event: Forged, name: str, what: Read | None) -> bytes | None:
        del name, what
        return self._bare(event, [(layout.GROUPS, bytes(event.groups))])

    def _r1(self, event: Forged, name: str, what: Read | None) -> bytes | None:
        """Make an R1; from one that is there, with another #I or receiver, if `answers` names it."""
        if what is not None and what.kind == layout.R1:
            return self._rewritten(event, name, what)
        i = sha384(f"{self.seed} {name}".encode()).digest()[: event.i_size]
        difficulty = CONFIG.puzzle_difficulty if event.difficulty < 0 else event.difficulty
        value = self.value(name, event.group)
        value = value if event.public else value[:-1] + bytes((value[-1] ^ 1,))
        owner = self.naming.publics.get(event.identity or event.sender) or self.naming.publics[FORGER]
        counter = [(layout.COUNTER, pack(">IQ", 0, event.counter))] if event.counter else []
        packet = self._bare(event, [
            *counter,
            (layout.PUZZLE, pack(">BBH", difficulty, CONFIG.puzzle_exponent, event.opaque) + i),
            (layout.GROUPS, bytes(event.groups)),
            (layout.DH, pack(">BH", event.group, len(value)) + value),
            (layout.CIPHERS, numbers(event.ciphers)),
            self._host_id(event, owner),
            (layout.SUITES, bytes(suite << 4 for suite in event.suites)),
            (layout.FORMATS, numbers(event.formats)),
            (layout.ESP_TRANSFORM, pack(">H", 0) + numbers(event.esp)),
        ])  # fmt: skip
        bare = read(MARKER + packet)
        if bare is None:
            return None
        text = covered(without_puzzle(bare), len(packet))
        return self._with(packet, layout.SIGNATURE_2, self._signature(event, text))

    @staticmethod
    def _host_id(event: Forged, owner: ec.EllipticCurvePublicKey) -> tuple[int, bytes]:
        algorithm = DSA if event.host_id == "foreign" else ECDSA
        return layout.HOST_ID, host_id(owner, algorithm=algorithm, domain=event.domain)[4:][: 6 + 66 + event.domain]

    def _rewritten(self, event: Forged, name: str, r1: Read) -> bytes | None:
        puzzle = r1.one(layout.PUZZLE)
        if puzzle is None:
            return None
        raw = bytearray(r1.raw)
        raw[24:40] = self._hit(event.receiver)
        if event.opaque:
            raw[puzzle.offset + (6 if event.high else 7)] ^= 1
        if event.puzzle:
            raw[puzzle.offset + 8 : puzzle.offset + 8 + HASH] = sha384(name.encode()).digest()
        return bytes(raw)

    def _i2(self, event: Forged, name: str, r1: Read | None) -> bytes | None:
        """Answer an R1."""
        puzzle = r1.one(layout.PUZZLE) if r1 is not None and r1.kind == layout.R1 else None
        if r1 is None or puzzle is None:
            return None
        asked = contents_of(r1)
        i = sha384(f"{name} #I".encode()).digest() if event.puzzle else asked.i
        bits = min(puzzle.contents[0], CONFIG.puzzle_difficulty_accepted) if event.zeros < 0 else event.zeros
        solver = event.solves_for
        hits = tuple(map(self._hit, solver)) if solver else (self._hit(event.sender), self._hit(event.receiver))
        solved = sha384(f"{name} another #I".encode()).digest() if event.unrelated else i
        j = self._solution(name, solved, (hits[0], hits[1]), bits, exact=event.exact)
        self.naming.solution(solved, j, hits[0], hits[1], CONFIG.puzzle_difficulty)  # what it was searched for
        group = asked.group if event.group == layout.DEFAULT_GROUP else event.group
        value = self.value(name, group)
        stated = value if event.public else value[:-1] + bytes((value[-1] ^ 1,))
        difficulty = puzzle.contents[0] if event.difficulty < 0 else event.difficulty
        opaque = int.from_bytes(puzzle.contents[2:4], "big") ^ event.opaque
        owner = self.naming.publics.get(event.identity or event.sender) or self.naming.publics[FORGER]
        cipher = event.ciphers[0]
        both = (self._hit(event.sender), self._hit(event.receiver))
        made = None
        if group == asked.group and cipher in CIPHER_KEYS:
            made = self.naming.agree(Agreement(group, (value, asked.public), i, j, both, cipher))
        identity = self._host_id(event, owner)
        if event.host_id == "hidden" and made is not None:
            text = tlv(layout.COUNTER, pack(">IQ", 0, 0))
            identity = (layout.ENCRYPTED, encrypted(made.cipher[both[0] < both[1]], text))
        counter = [(layout.COUNTER, pack(">IQ", 0, max(asked.counter + event.counter, 0)))] if event.counted else []
        packet = self._bare(event, [
            self._esp_info(event, keymat_index(cipher), 0x1000 + len(self._values)),
            *counter,
            (layout.SOLUTION, pack(">BBH", difficulty, 0, opaque) + i + j),
            (layout.DH, pack(">BH", group, len(stated)) + stated),
            (layout.CIPHERS, numbers((cipher,))),
            identity,
            (layout.FORMATS, numbers(event.formats)),
            (layout.ESP_TRANSFORM, pack(">H", 0) + numbers(event.esp)),
        ])  # fmt: skip
        return self._sealed(event, packet, made.mac[both[0] < both[1]] if made is not None else b"")

    @staticmethod
    def _esp_info(event: Forged, index: int, spi: int) -> tuple[int, bytes]:
        """Return ESP_INFO (RFC 7402 5.1.1)."""
        return layout.ESP_INFO, pack(">HHII", 0, index + event.index, event.old, spi if event.spi < 0 else event.spi)

    def _solution(self, name: str, i: bytes, hits: tuple[bytes, bytes], bits: int, *, exact: bool) -> bytes:
        """Search for a #J (RFC 7401 6.3); of just so many bits if that is asked for."""
        for number in range(UNLIKELY << max(bits, 0)):
            j = sha384(f"{name} {number}".encode()).digest()
            found = zeros(i, *hits, j)
            if found == bits or (found > bits and not exact):
                return j
        return sha384(name.encode()).digest()

    def _r2(self, event: Forged, name: str, i2: Read | None) -> bytes | None:
        """Answer an I2."""
        if i2 is None or i2.kind != layout.I2:
            return None
        owner = self.naming.publics.get(event.identity or event.sender) or self.naming.publics[FORGER]
        parameters = [self._esp_info(event, keymat_index(contents_of(i2).cipher), 0x1000 + len(name))]
        parameters += [(BALLAST, bytes(event.ballast))] if event.ballast else []
        identity = host_id(owner, domain=event.domain)
        return self._sealed(event, self._bare(event, parameters), self._key(event), identity)

    def _key(self, event: Forged) -> bytes:
        """Return the key of the latest exchange, if one of the two is the forger, who alone gives its keys away."""
        if FORGER not in {event.sender, event.receiver}:
            return b""
        sender, receiver = self.naming.host(self._hit(event.sender)), self.naming.host(self._hit(event.receiver))
        return next(iter(self.naming.keys_between(sender, receiver)), b"")

    def _later(self, event: Forged, name: str, what: Read | None) -> bytes | None:
        """Make what is sent when an association stands."""
        asked = what.one(layout.ECHO) if what is not None else None
        nonce = (
            asked.contents if asked is not None and event.echo else sha384(name.encode()).digest()[: event.echo_size]
        )
        match event.kind:
            case "CLOSE":
                parameters = [(layout.ECHO, nonce)]
            case "CLOSE_ACK":
                parameters = [(layout.ECHOED, nonce)]
            case "UPDATE":
                parameters = [(layout.SEQ, pack(">I", event.update))]
            case _:
                notice = pack(">HH", 0, 16384)
                return self._signed(event, self._bare(event, [(layout.NOTIFICATION, notice)]))
        return self._sealed(event, self._bare(event, parameters), self._key(event))
