"""The stage that the scenarios are played on, and words for what can happen there.

Tooling, not specification: nothing is proved from this. A `Stage` is a `Run` that keeps what was refused as well:
a search tries it again where a guard or an assumption is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hipspec.hip.names import HIT, NOBODY, Address, Frame, Key, Nonce, Pair
from hipspec.hip.scenarios_stage import Refusal, ScenarioError
from hipspec.language import Impossible, Map, Refused, Set, Specification, replace, some
from hipspec.language.running import Action, Run
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


class Stage(Run):
    """A run in which Alice, Bob and Carol are honest, and Mallory and Trudy are not.

    Attributes:
        refusals: what a host refused, or the world ruled out, in between.
    """

    def __init__(self, specification: Specification, readings: Readings | None = None) -> None:
        """Seat the cast."""
        super().__init__(
            specification,
            readings,
            honest=Set(ALICE, BOB, CAROL),
            at=Map(NOBODY, {A1: ALICE, B1: BOB, M1: MALLORY, V1: CAROL}),
        )
        self.refusals: tuple[Refusal, ...] = ()

    def do(self, action: Action, **arguments: Any) -> Any:  # noqa: ANN401  # as `Run.do`
        """Take one step, and write it down if a host refuses or the world rules it out.

        Raises:
            Refused: a host says no; the run stays where it is.
            Impossible: the environment rules the step out; the run stays where it is.
        """
        try:
            return super().do(action, **arguments)
        except (Refused, Impossible) as refused:
            self.refusals += (Refusal(len(self.taken), action, arguments, refused.sentence),)
            raise

    def refused(self, guard: str, word: Callable[..., object], *arguments: Any, **named: Any) -> None:  # noqa: ANN401  # those of any word
        """Say a word that a host must refuse, or the world must rule out, and by which guard or assumption.

        Raises:
            ScenarioError: nobody refused, or for another reason.
        """
        try:
            word(*arguments, **named)
        except (Refused, Impossible) as refused:
            if refused.sentence == guard:
                return
            raise ScenarioError(f'refused by "{refused.sentence}" and not by "{guard}"', self) from refused
        raise ScenarioError(f'nobody refused by "{guard}"', self)

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

    def sit(self, host: HIT, address: Address) -> None:
        """Let a host come to sit at an address."""
        self.do(honest.take_address, host=host, address=address)

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

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.do(honest.wait, seconds=seconds)

    # ------------------------------------------------------------------ the attacker

    def steal_session_key(self, key: Key) -> None:
        """Let the attacker learn a session key."""
        self.do(attacker.steal_session_key, key=key)

    def steal_identity(self, host: HIT) -> None:
        """Let the attacker learn the signature key of a host."""
        self.do(attacker.steal_identity, host=host)

    def guess(self, nonce: str) -> None:
        """Let the attacker make up a nonce."""
        self.do(attacker.make_up_nonce, nonce=Nonce(nonce))

    def overhear(self, frame: str) -> None:
        """Let the attacker read a transmission."""
        self.do(attacker.overhear, frame=Frame(frame))

    def copy_to(self, address: Address, original: str, frame: str) -> None:
        """Let the attacker send a transmission that it has read once more, to another address."""
        self.do(attacker.send_copy, original=Frame(original), source=B1, destination=address, frame=Frame(frame))

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


@dataclass(frozen=True)
class Scenario:
    """A named story that must come out as it says. Call it with a specification to have it played.

    Attributes:
        play: tells the story on a stage.
        clause, paper: what it shows, in the draft and in the paper.
        readings: the answers under which it comes out so.
    """

    play: Callable[[Stage], None]
    clause: str
    paper: str
    readings: Readings

    @property
    def name(self) -> str:
        """The name of the story."""
        return self.play.__name__

    @property
    def title(self) -> str:
        """What happens, in one sentence."""
        return (self.play.__doc__ or "").split("\n\n", 1)[0]

    def __call__(self, specification: Specification) -> Stage:
        """Play it from the beginning, and return the finished run.

        Raises:
            ScenarioError: it did not come out as it says.
        """
        stage = Stage(specification, self.readings)
        try:
            self.play(stage)
        except (Refused, Impossible) as error:
            raise ScenarioError(f"{type(error).__name__.lower()} ({error})", stage) from error
        return stage


def scenario(
    *, clause: str = "", paper: str = "", readings: Readings | None = None
) -> Callable[[Callable[[Stage], None]], Scenario]:
    """Declare a scenario; the first sentence of its docstring is its title."""
    return lambda play: Scenario(play, clause, paper, readings or Readings())
