"""The stage that scenarios are played on, whatever the protocol.

Tooling, not specification: nothing is proved from this. A `Stage` is a `Run`, so that whatever shows runs shows
scenarios: `taken` holds the steps one by one, and `refusals` what a host refused in between. A protocol extends it
with a word for each thing that can happen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hipspec.language import Impossible, Refused
from hipspec.language.running import Action, Run
from hipspec.network import attacker, places
from hipspec.network.names import NOBODY, Address, Frame, Host, Key


class ScenarioError(Exception):
    """A scenario did not come out as it says.

    Attributes:
        run: what had been taken until then.
        guard: the guard that was to refuse a step, if that is what it says.
    """

    def __init__(self, message: str, run: Run, guard: str = "") -> None:
        """Say what went wrong, and after how many steps."""
        super().__init__(f"after step {len(run.taken)}: {message}")
        self.run = run
        self.guard = guard


@dataclass(frozen=True)
class Refusal:
    """A step that a host refused, or that the world ruled out.

    Attributes:
        after: how many steps had been taken.
        action, arguments: what was tried.
        guard: the sentence of the guard that does not hold.
    """

    after: int
    action: Action
    arguments: dict[str, Any]
    guard: str


class Stage(Run):
    """A run that remembers what was refused: a search tries it again where a guard or an assumption is left out.

    Attributes:
        refusals: what hosts have refused, or the world has ruled out, so far.
    """

    refusals: tuple[Refusal, ...] = ()
    _frames = 0

    # ------------------------------------------------------------------ what is expected

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

    def expect(self, condition: bool, sentence: str) -> None:  # noqa: FBT001  # reads as a sentence, as `require`
        """State what has come of it.

        Raises:
            ScenarioError: it has not.
        """
        if not condition:
            raise ScenarioError(f"it does not hold that {sentence}", self)

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
            raise ScenarioError(f'refused by "{refused.sentence}" and not by "{guard}"', self, guard) from refused
        raise ScenarioError(f'nobody refused by "{guard}"', self, guard)

    # ------------------------------------------------------------------ transmissions

    def transmit(self, action: Action, parameter: str = "frame", **arguments: Any) -> Frame:  # noqa: ANN401  # those of any action
        """Take a step that may send something; a number that was not used is given out again, unless in vain."""
        frame = Frame(f"f{self._frames + 1}")
        try:
            self.do(action, **arguments, **{parameter: frame})
        except (Refused, Impossible):
            self._frames += 1  # a search that tries the step again, without its guard, needs the number
            raise
        if self.world.environment.sent[frame].present:
            self._frames += 1
        return frame

    # ------------------------------------------------------------------ places and time

    def sit(self, host: Host, address: Address) -> None:
        """Let a host come to sit at an address, besides those that it has."""
        self.do(places.take_address, host=host, address=address)

    def leave(self, address: Address) -> None:
        """Let whoever sits at an address leave it to nobody."""
        self.do(places.take_address, host=NOBODY, address=address)

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.do(places.wait, seconds=seconds)

    # ------------------------------------------------------------------ the attacker

    def steal_session_key(self, key: Key) -> None:
        """Let the attacker learn an integrity key."""
        self.do(attacker.steal_session_key, key=key)

    def steal_identity(self, host: Host) -> None:
        """Let the attacker learn the signature key of a host."""
        self.do(attacker.steal_identity, host=host)


S = TypeVar("S", bound=Stage)


@dataclass(frozen=True)
class Scenario(Generic[S]):
    """A named story that must come out as it says. Call it with a specification to have it played.

    Attributes:
        play: tells the story on a stage.
        stage: from a specification and the answers in force to a stage with everybody in place.
        clause, paper: what it shows, in the standards and in the paper.
        readings: the answers under which it comes out so; None for the default ones.
    """

    play: Callable[[S], None]
    stage: Callable[[Any, Any], S]
    clause: str = ""
    paper: str = ""
    readings: Any = None

    @property
    def name(self) -> str:
        """The name of the story."""
        return self.play.__name__

    @property
    def title(self) -> str:
        """What happens, in one sentence."""
        return (self.play.__doc__ or "").split("\n\n", 1)[0]

    def __call__(self, specification: Any, readings: Any = None) -> S:  # noqa: ANN401  # those of any specification
        """Play it from the beginning, under other answers if some are given, and return the finished run.

        Raises:
            ScenarioError: it did not come out as it says.
        """
        stage = self.stage(specification, self.readings if readings is None else readings)
        try:
            self.play(stage)
        except (Refused, Impossible) as error:
            raise ScenarioError(f"{type(error).__name__.lower()} ({error})", stage) from error
        return stage
