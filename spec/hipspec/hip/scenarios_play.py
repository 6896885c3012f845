"""How a story becomes a scenario of HIP: it is told on the stage of HIP."""

from collections.abc import Callable

from hipspec.hip.scenarios_stage import Stage
from hipspec.network.stage import Scenario


def scenario(*, clause: str = "", paper: str = "") -> Callable[[Callable[[Stage], None]], Scenario[Stage]]:
    """Declare a scenario; the first sentence of its docstring is its title."""
    return lambda play: Scenario(play, Stage, clause, paper)
