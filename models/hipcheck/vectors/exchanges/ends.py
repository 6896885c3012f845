"""The two ends of an exchange, with all their secrets."""

from dataclasses import dataclass, field

from hipcheck.vectors import independent
from hipcheck.vectors.exchanges.plans import Plan
from hipcheck.vectors.groups import public_of, secret_of, shared_of
from hipcheck.vectors.independent import stream
from hipcheck.vectors.keys import Identity, identity
from hipcheck.vectors.model import Json

HOMES = {"initiator": "cb007101", "responder": "c6336402"}
ELSEWHERE = ("cb007111", "cb007121")
COUNTER = 5
LIFETIME = 37
OTHERS = {"initiator": "responder", "responder": "initiator"}


def address(v4: str) -> bytes:
    """Return an IPv4 address as HIP carries it."""
    return bytes(10) + b"\xff\xff" + bytes.fromhex(v4)


@dataclass
class End:
    """One end.

    Attributes:
        role: initiator or responder.
        known: its identity.
        here: where it is now, the preferred address first.
        spis: those that it took so far.
        nonces: what it put into ECHO_REQUEST_SIGNED so far.
        secrets: its Diffie-Hellman secrets so far; the last one is in use.
        update_id: of its next UPDATE.
    """

    role: str
    known: Identity
    here: list[bytes]
    secrets: list[bytes]
    spis: list[int] = field(default_factory=list)
    nonces: list[bytes] = field(default_factory=list)
    update_id: int = 0

    @property
    def hit(self) -> bytes:
        """Its HIT."""
        return self.known.hit


class Ends:
    """Both, and what they derive together.

    Attributes:
        suite: the HIT suite of the Responder, whose hash is used.
        i, j: puzzle and solution.
        material: the keying material in use, and `index`, where the next key begins.
    """

    def __init__(self, plan: Plan) -> None:
        """Draw all secrets, the same ones each time, and derive the keys."""
        self.plan = plan
        self.of = {
            role: End(
                role,
                identity(role, kind),
                [address(HOMES[role])],
                [secret_of(plan.group, f"{plan.name} {role}")],
            )
            for role, kind in (("initiator", plan.initiator), ("responder", plan.responder))
        }
        if "both" in plan.then and self.of["initiator"].hit > self.of["responder"].hit:
            raise ValueError("the Initiator of this exchange must have the lesser HIT")
        if "several" in plan.then:
            self.of["initiator"].here.append(address(ELSEWHERE[0]))
        self.suite = self.of["responder"].known.suite
        # Its last bytes are the R1 counter, so that a puzzle belongs to a generation of R1s.
        self.puzzle_secret = stream(f"{plan.name} puzzle", 32) + COUNTER.to_bytes(8, "big")
        hits = self.hits
        places = b"".join(self.of[role].here[0] for role in OTHERS)
        self.i = independent.rhash(self.suite, self.puzzle_secret + hits[0] + hits[1] + places)
        start = stream(f"{plan.name} j", independent.SIZES[self.suite])
        self.j = independent.solution(self.suite, self.i, plan.k, hits, start)
        self.iv = stream(f"{plan.name} iv", 16 if independent.CIPHER_KEYS[plan.cipher] else 0)
        self.kij = b""
        self.prk = b""
        self.material = b""
        self.agree(self.of["initiator"].secrets[-1])
        self.sizes = independent.CIPHER_KEYS[plan.cipher], independent.SIZES[self.suite]
        self.hip_material = self.material
        self.index = 2 * sum(self.sizes)

    @property
    def hits(self) -> tuple[bytes, bytes]:
        """The HITs of Initiator and Responder."""
        return self.of["initiator"].hit, self.of["responder"].hit

    def agree(self, secret: bytes) -> None:
        """Derive keying material from a secret of the Initiator and the Responder's (RFC 7401 6.5, RFC 7402 6.10)."""
        public = public_of(self.plan.group, self.of["responder"].secrets[-1])
        self.kij = shared_of(self.plan.group, secret, public)
        size = 8 * sum(independent.ESP_KEYS[self.plan.esp_suite]) + 160
        self.prk, self.material = independent.keymat(self.suite, self.kij, self.i + self.j, self.hits, size)

    def keys(self, role: str) -> tuple[bytes, bytes, bytes, bytes]:
        """Return the keys of HIP as one end sees them: encryption and MAC out, then in."""
        ours, peer = self.of[role].hit, self.of[OTHERS[role]].hit
        return independent.drawn(self.hip_material, self.sizes, ours, peer)

    def draw_esp(self, *, anew: bool = False) -> int:
        """Let both ends draw the keys of a pair of SAs; return where these begin."""
        begin = 0 if anew else self.index
        self.index = begin + 2 * sum(independent.ESP_KEYS[self.plan.esp_suite])
        return begin

    def spi(self, role: str) -> int:
        """Let an end take an SPI."""
        end = self.of[role]
        drawn = int.from_bytes(stream(f"{self.plan.name} {role} spi {len(end.spis)}", 4), "big") | 0x01000000
        end.spis.append(drawn)
        return drawn

    def nonce(self, role: str) -> bytes:
        """Let an end draw what it puts into ECHO_REQUEST_SIGNED."""
        end = self.of[role]
        end.nonces.append(stream(f"{self.plan.name} {role} nonce {len(end.nonces)}", 16))
        return end.nonces[-1]

    def document(self, role: str) -> Json:
        """Return the secrets of one end as JSON has them, when everything has happened."""
        end = self.of[role]
        initiates = role == "initiator"
        return {
            "private_key": end.known.private.hex(),
            "puzzle_secret": "" if initiates else self.puzzle_secret.hex(),
            "j": self.j.hex() if initiates else "",
            "iv": self.iv.hex() if initiates and self.plan.hidden else "",
            "dh_secrets": [secret.hex() for secret in end.secrets],
            "spis": end.spis,
            "nonces": [nonce.hex() for nonce in end.nonces],
        }
