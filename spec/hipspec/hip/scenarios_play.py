"""What a scenario is: a story that is told on a stage, and must come out as it says."""

from collections.abc import Callable
from dataclasses import dataclass

from hipspec.hip.readings import Readings
from hipspec.hip.scenarios_stage import ScenarioError, Stage
from hipspec.language import Impossible, Refused, Specification


@dataclass(frozen=True)
class Scenario:
    """A named story that must come out as it says. Call it with a specification to have it played.

    Attributes:
        play: tells the story on a stage.
        clause, paper: what it shows, in the RFCs and in the paper.
    """

    play: Callable[[Stage], None]
    clause: str = ""
    paper: str = ""

    @property
    def name(self) -> str:
        """The name of the story."""
        return self.play.__name__

    @property
    def title(self) -> str:
        """What happens, in one sentence."""
        return (self.play.__doc__ or "").split("\n\n", 1)[0]

    def __call__(self, specification: Specification, readings: Readings | None = None) -> Stage:
        """Play it from the beginning, and return the finished run.

        Raises:
            ScenarioError: it did not come out as it says.
        """
        stage = Stage(specification, readings)
        try:
            self.play(stage)
        except (Refused, Impossible) as error:
            raise ScenarioError(f"{type(error).__name__.lower()} ({error})", stage) from error
        return stage


def scenario(*, clause: str = "", paper: str = "") -> Callable[[Callable[[Stage], None]], Scenario]:
    """Declare a scenario; the first sentence of its docstring is its title."""
    return lambda play: Scenario(play, clause, paper)
