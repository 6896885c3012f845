"""Runs that must be possible in every protocol: one that refuses everything is safe from everything.

Each is played with nobody attacking; what it must come to is said in the words of `Stage`.
"""

from collections.abc import Callable
from typing import Any

from hipspec.language import Specification
from hipspec.network.stage import ScenarioError
from hipspec.related.common.names import NOWHERE, Address
from hipspec.related.common.stage import P0, V0, V1, P, Stage, V


def opened(stage: Stage) -> None:
    """V opens a session with P; nothing is lost."""
    stage.opens(V, P, V0, P0)
    stage.settle()


def followed(stage: Stage) -> None:
    """V moves, and P's data follows it."""
    opened(stage)
    stage.sends(V, P)
    stage.settle()
    stage.sit(V, V1)
    stage.asks(V, P, V0)
    stage.asks(V, P, V1)
    stage.settle()
    stage.moves(V, P, V1)
    stage.settle()
    stage.sends(V, P)
    stage.settle()


def reaches(stage: Stage, address: Address) -> None:
    """State that P's data for V goes to an address.

    Raises:
        ScenarioError: it goes elsewhere, or nowhere.
    """
    found = stage.destination(P, V)
    if found != address:
        why = "is not sent" if found == NOWHERE else f"goes to {found}"
        raise ScenarioError(f"P's data for V {why} and not to {address}", stage)


def a_session_opens(stage: Stage) -> None:
    """V opens a session with P, and both send each other data."""
    opened(stage)
    stage.expect(condition=stage.sends(V, P), sentence="V sends data")
    stage.settle()
    reaches(stage, V0)


def a_host_moves(stage: Stage) -> None:
    """V moves from one address to another, and P's data follows it."""
    followed(stage)
    reaches(stage, V1)


def played(play: Callable[[Stage], None]) -> Callable[..., Stage]:
    """Return a scenario as tools call it: with the specification."""

    def scenario(specification: Specification, readings: Any = None) -> Stage:  # noqa: ANN401  # as all scenarios
        del readings
        stage = Stage(specification)
        play(stage)
        return stage

    return scenario


SCENARIOS = {play.__name__: played(play) for play in (a_session_opens, a_host_moves)}
