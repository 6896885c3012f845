"""How a story becomes a scenario of the base exchange: it is told on its stage."""

from collections.abc import Callable

from hipspec.exchange.readings import Readings
from hipspec.exchange.scenarios_attacker import Stage
from hipspec.network.stage import Scenario


def scenario(
    *, clause: str = "", paper: str = "", readings: Readings | None = None
) -> Callable[[Callable[[Stage], None]], Scenario[Stage]]:
    """Declare a scenario; the first sentence of its docstring is its title."""
    return lambda play: Scenario(play, Stage, clause, paper, readings)
