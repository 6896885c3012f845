"""What all state machines over a view have in common."""

from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from hipcheck.lockstep.comparison import View

__all__ = ["FEW", "SHORT", "Machine", "back"]

# The same examples in each run: what is new is found by `hipway diff`, whose seeds repeat what they find.
FEW = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=60,
    stateful_step_count=40,
    phases=(Phase.generate, Phase.shrink),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
SHORT = settings(FEW, max_examples=4000, stateful_step_count=12)
"""For what a few events show."""

back = st.integers(0, 40)
"""How many frames ago; 0 for the last one that was sent."""


class Machine(RuleBasedStateMachine):
    """Lets events happen on both sides of a view; each is compared.

    Attributes:
        view: it.
        events: what has happened in the latest run.
        taken: the actions that the specification has taken in all runs.
    """

    view: ClassVar[View[Any]]
    events: ClassVar[list[Any]]
    taken: ClassVar[set[str]]

    @initialize()
    def begin(self) -> None:
        """Begin a run."""
        self.session: Any = self.view.begin(0)
        self.events.clear()

    def happen(self, event: object) -> None:
        """Let something happen, and compare."""
        self.events.append(event)
        self.session.step(len(self.events), event)

    def frame(self, ago: int) -> str:
        """Return the name of a frame that was sent so long ago."""
        names = list(self.session.laboratory.frames)
        return names[-1 - ago % len(names)] if names else ""

    def teardown(self) -> None:
        """Note which steps the specification has taken."""
        if hasattr(self, "session"):
            self.taken.update(step.action.__name__ for step in self.session.run.taken)
