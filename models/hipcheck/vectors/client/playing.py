"""What our engine plays: one end of an exchange, with secrets that are given instead of drawn."""

import dataclasses
from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.serialization import load_der_private_key

from hipcheck.vectors.client.faults import Unsupported
from hipcheck.vectors.model import Json
from hipway.addresses import Endpoint
from hipway.crypto.groups import GROUPS, EcpGroup
from hipway.crypto.suites import RHASH
from hipway.engine.config import Config
from hipway.engine.engine import Engine
from hipway.identity import HIT_SUITES, from_key, suite_of
from hipway.wire.udp import MARKER, PORT

SPI, LONG = 4, 16  # bytes of an SPI; of a nonce, and of an initialization vector
SECRET = 32  # bytes that our puzzles are made of, besides the R1 counter
EXTRA = 8  # bytes that a secret of a curve is drawn longer (FIPS 186-5 A.2.1)
MILLISECONDS = 1000


class Tape:
    """Random bytes that are given: our engine's draws differ in length, and each length has its own list.

    Args:
        secrets: of this end.
        group: the Diffie-Hellman group.
        size: the length of #J.
    """

    def __init__(self, secrets: Json, group: int, size: int) -> None:
        """Before the engine is made: what it draws then is of its Responder."""
        self._ready = False
        self._puzzle_secret = bytes.fromhex(secrets["puzzle_secret"])[:SECRET]  # we append the R1 counter
        exponents = [_drawn(group, bytes.fromhex(each)) for each in secrets["dh_secrets"]]
        longs = [bytes.fromhex(each) for each in (secrets["iv"], *secrets["nonces"]) if each]
        self._rest: dict[int, list[bytes]] = {
            SPI: [spi.to_bytes(SPI, "big") for spi in secrets["spis"]],
            LONG: longs,
            size: [bytes.fromhex(secrets["j"])],
            len(exponents[0]): exponents,
        }

    def ready(self) -> None:
        """The engine is made."""
        self._ready = True

    def draw(self, size: int) -> bytes:
        """Return so many bytes."""
        if not self._ready:
            return self._made(size)
        rest = self._rest.get(size)
        if size == 0:
            return b""  # the cipher NULL has no vector
        if not rest:
            raise Unsupported(f"our engine draws {size} bytes more than are given")
        return rest.pop(0)

    def _made(self, size: int) -> bytes:
        """Return what is drawn while the engine is made: the secret of puzzles and, by a Responder, that of its R1."""
        if self._puzzle_secret and size == len(self._puzzle_secret):
            return self._puzzle_secret
        if self._puzzle_secret and size in self._rest and size not in {SPI, LONG}:
            return self._rest[size].pop(0)
        return bytes(size - 1) + b"\1"


def _drawn(group: int, secret: bytes) -> bytes:
    """Return what our groups must draw to have a secret."""
    known = GROUPS.get(group)
    if known is None:
        raise Unsupported(f"Diffie-Hellman group {group}")
    if isinstance(known, EcpGroup):
        return (int.from_bytes(secret, "big") - 1).to_bytes(len(secret) + EXTRA, "big")
    return secret


def _config(choices: Json) -> Config:
    fields: dict[str, object] = {
        "groups": tuple(choices["groups"]),
        "ciphers": tuple(choices["ciphers"]),
        "esp_suites": tuple(choices["esp_suites"]),
        "encrypt_host_id": choices["encrypt_host_id"],
        "puzzle_difficulty": choices["puzzle_k"],
        "puzzle_exponent": choices["puzzle_lifetime"],
    }
    try:
        return dataclasses.replace(Config(), **fields)  # type: ignore[arg-type]  # each of its own type
    except ValueError as error:
        raise Unsupported(str(error)) from error


class Player:
    """One end."""

    def __init__(self, given: Json) -> None:
        """Make its engine."""
        secrets, choices = given["secrets"], given["choices"]
        identity = from_key(load_der_private_key(bytes.fromhex(secrets["private_key"]), None))
        self.peer = bytes.fromhex(given["peer"])
        own = identity.public.suite
        suites = [own, *(suite for suite in HIT_SUITES if suite != own)]
        if choices["hit_suites"] not in ([], suites):
            raise Unsupported(f"our R1 lists the HIT Suites {suites}")
        suite = own if given["role"] == "responder" else suite_of(self.peer)
        if suite not in RHASH:
            raise Unsupported(f"HIT suite {suite}")
        puzzle_secret = bytes.fromhex(secrets["puzzle_secret"])
        if puzzle_secret and puzzle_secret[SECRET:] != choices["r1_counter"].to_bytes(8, "big"):
            raise Unsupported("our puzzles are made of 32 bytes and the R1 counter")
        tape = Tape(secrets, choices["groups"][0], RHASH[suite].size)
        generation = choices["r1_counter"]
        self.engine = Engine([identity], _config(choices), entropy=tape.draw, now=0.0, generation=generation)
        self.place = Endpoint(bytes.fromhex(given["peer_address"]), PORT)
        self.engine.set_addresses(map(bytes.fromhex, given["addresses"]), 0.0)
        tape.ready()

    def happens(self, event: Json) -> list[Json]:
        """Let something happen, and return what is sent."""
        now = event["time"] / MILLISECONDS
        match event["event"]:
            case "connect":
                self.engine.connect(self.peer, [self.place], now)
            case "receive":
                source, local = (Endpoint(bytes.fromhex(event[end]), PORT) for end in ("source", "destination"))
                self.engine.receive(MARKER + bytes.fromhex(event["bytes"]), source, local, now)
            case "addresses":
                self.engine.set_addresses(map(bytes.fromhex, event["addresses"]), now)
            case "rekey":
                self.engine.rekey(self.peer, now, fresh=event["fresh"])
            case "close":
                self.engine.close(self.peer, now)
            case other:
                raise Unsupported(f"the event {other}")
        sent = [each for each in self.engine.datagrams() if each.data.startswith(MARKER)]
        return [
            {"bytes": each.data[len(MARKER) :].hex(), "destination": each.destination.address.hex()} for each in sent
        ]

    @property
    def state(self) -> str:
        """Where the association is."""
        found = self.engine.with_peer(self.peer)
        return found.state.value if found is not None else "UNASSOCIATED"


def _play(given: Json) -> Json:
    player = Player(given)
    return {"sent": [player.happens(event) for event in given["events"]], "state": player.state}


ANSWERS: Mapping[str, Callable[[Json], Json]] = {"play": _play}
