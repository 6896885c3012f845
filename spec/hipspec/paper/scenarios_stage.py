"""The stage that the scenarios are played on, and words for what can happen there.

Tooling, not specification, as in `hipspec.network.stage`.
"""

from collections.abc import Callable
from typing import Any

from hipspec.hip.names import HIT, NOBODY, Address, Frame, Key, Nonce, Pair
from hipspec.language import Map, Set, Specification, replace, some
from hipspec.network import attacker as network
from hipspec.network import stage
from hipspec.network.stage import Scenario
from hipspec.paper import attacker, honest
from hipspec.paper.packets import BLANK, NOT_LISTED, Entry, Kind, Packet
from hipspec.paper.readings import Readings

ALICE, BOB, CAROL = HIT("alice"), HIT("bob"), HIT("carol")
MALLORY, TRUDY = HIT("mallory"), HIT("trudy")
A1, A2, B1, M1, M2, V1 = (Address(name) for name in ("a1", "a2", "b1", "m1", "m2", "v1"))
TO_PEER, TO_BOB = Key("to peer"), Key("to bob")
HOUR = 3600


def listing(*addresses: Address) -> Map[Address, Entry]:
    """Make a list of addresses, each for an hour."""
    return Map(NOT_LISTED, {address: Entry(listed=True, lifetime=HOUR) for address in addresses})


class Stage(stage.Stage):
    """A run in which Alice, Bob and Carol are honest, and Mallory and Trudy are not."""

    def __init__(self, specification: Specification, readings: Readings | None = None) -> None:
        """Seat the cast."""
        super().__init__(
            specification,
            readings,
            honest=Set(ALICE, BOB, CAROL),
            at=Map(NOBODY, {A1: ALICE, B1: BOB, M1: MALLORY, V1: CAROL}),
        )

    def fresh(self, name: str) -> str:
        """Return a name that was not used yet: each step, in vain or not, has a number."""
        return f"{name}{len(self.taken) + len(self.refusals)}"

    # ------------------------------------------------------------------ honest hosts

    def establish(self, peer: HIT, address: Address, host: HIT = BOB, **names: Any) -> None:  # noqa: ANN401  # keys and nonces
        """Let Bob (or another host at his address) complete a base exchange with a peer."""
        drawn: dict[str, Any] = {
            "key_out": TO_PEER,
            "key_in": TO_BOB,
            "host_nonce": Nonce("n1"),
            "peer_nonce": Nonce("n2"),
        }
        self.do(honest.establish, host=host, peer=peer, host_address=B1, peer_address=address, **(drawn | names))

    def announce(self, number: int, here: Address, *addresses: Address) -> None:
        """Let Alice send Bob a REA, in frame `rea<number>`."""
        pair, frame = Pair(ALICE, BOB), Frame(f"rea{number}")
        self.do(honest.announce, pair=pair, addresses=listing(*addresses), here=here, destination=B1, frame=frame)

    def process(self, number: int) -> None:
        """Let the REA in frame `rea<number>` arrive."""
        self.do(honest.deliver_rea, frame=Frame(f"rea{number}"), reply_frame=Frame(self.fresh("none")))

    def check(self, peer: HIT, address: Address, ac_id: str = "id", frame: str = "ac") -> None:
        """Let Bob check an address of a peer."""
        self.do(honest.check, pair=Pair(BOB, peer), address=address, ac_id=Nonce(ac_id), frame=Frame(frame))

    def answer(self, frame: str = "ac", reply_frame: str = "acr") -> None:
        """Let an AC arrive, and be answered."""
        self.do(honest.deliver_ac, frame=Frame(frame), reply_frame=Frame(reply_frame))

    def verify(self, address: Address, frame: str = "acr") -> None:
        """Let an ACR arrive that is meant for an address."""
        self.do(honest.deliver_acr, frame=Frame(frame), address=address, reply_frame=Frame(self.fresh("none")))

    def checked(self, address: Address) -> None:
        """Let Bob check an address of Alice: AC there, ACR back."""
        ac, acr = self.fresh("ac"), self.fresh("acr")
        self.check(ALICE, address, self.fresh("id"), ac)
        self.answer(ac, acr)
        self.verify(address, acr)

    def send(self, peer: HIT, address: Address) -> None:
        """Let Bob send a packet of data."""
        self.do(honest.send, pair=Pair(BOB, peer), address=address, size=1000, frame=Frame(self.fresh("data")))

    # ------------------------------------------------------------------ the attacker

    def guess(self, nonce: str) -> None:
        """Let the attacker make up a nonce."""
        self.do(network.make_up_nonce, nonce=Nonce(nonce))

    def overhear(self, frame: str) -> None:
        """Let the attacker read a transmission."""
        self.do(attacker.overhear, frame=Frame(frame))

    def copy_to(self, address: Address, original: str, frame: str) -> None:
        """Let the attacker send a transmission that it has read once more, to another address."""
        self.do(network.send_copy, original=Frame(original), source=B1, destination=address, frame=Frame(frame))

    def forge(self, frame: str, packet: Packet) -> None:
        """Let the attacker send a packet."""
        self.do(attacker.forge, packet=packet, frame=Frame(frame))

    def lie(self, number: int, rea_id: int, *addresses: Address, peer: HIT = MALLORY, **fields: Any) -> None:  # noqa: ANN401  # fields of a packet
        """Let the attacker send Bob a REA in the name of a peer, in frame `rea<number>`; signed by Mallory, or not."""
        signed: dict[str, Any] = {"mac": some(TO_BOB), "signer": some(MALLORY), "addresses": listing(*addresses)}
        self.forge(f"rea{number}", replace(claimed(peer, Kind.REA, rea_id), **(signed | fields)))

    def answer_as(self, peer: HIT, ac_id: str = "id", frame: str = "acr", rea_id: int = 0) -> None:
        """Let the attacker send Bob an ACR in the name of a peer."""
        self.forge(frame, replace(claimed(peer, Kind.ACR, rea_id), mac=some(TO_BOB), ac_id=some(Nonce(ac_id))))


def claimed(peer: HIT, kind: Kind, rea_id: int) -> Packet:
    """Make a packet that says that it comes from a peer, unprotected as yet."""
    return replace(BLANK, kind=kind, sender=peer, receiver=BOB, source=M1, destination=B1, rea_id=rea_id)


def scenario(
    *, clause: str = "", paper: str = "", readings: Readings | None = None
) -> Callable[[Callable[[Stage], None]], Scenario[Stage]]:
    """Declare a scenario; the first sentence of its docstring is its title."""
    return lambda play: Scenario(play, Stage, clause, paper, readings)
