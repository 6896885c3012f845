"""Running a specification: one step at a time, each remembered, so that a run can be stepped through and shown."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hipspec.language.specification import Specification

Action = Callable[..., Any]


@functools.cache
def _asks_for_readings(action: Action) -> bool:
    return "readings" in inspect.signature(action).parameters


@dataclass(frozen=True)
class Moment:
    """The world and its history at one time."""

    world: Any
    history: Any


@dataclass(frozen=True)
class Taken:
    """A step that was taken: the action, its arguments, and the moments before and after it."""

    action: Action
    arguments: dict[str, Any]
    before: Moment
    event: Any
    after: Moment


class Run:
    """A run of a specification, from its beginning.

    Args:
        specification: what to run.
        readings: the answers in force; the default ones if left out.
        initial: the parameters of the initial world, by name.

    Attributes:
        taken: the steps so far.
    """

    def __init__(self, specification: Specification, readings: Any = None, **initial: Any) -> None:  # noqa: ANN401  # any specification's
        """Begin at the beginning."""
        self.specification = specification
        self.readings = specification.readings_type() if readings is None else readings
        self.initial = initial
        world = specification.initial(**initial)
        self.now = Moment(world, specification.initial_history(world))
        self.taken: list[Taken] = []

    @property
    def world(self) -> Any:  # noqa: ANN401  # the world of any specification
        """The world as it is now."""
        return self.now.world

    @property
    def history(self) -> Any:  # noqa: ANN401  # the history of any specification
        """What has happened so far."""
        return self.now.history

    def do(self, action: Action, **arguments: Any) -> Any:  # noqa: ANN401  # the event of any specification
        """Take one step and return its event; an action that asks for `readings` is given those in force.

        Raises:
            Refused: a host says no; the run stays where it is.
            Impossible: the environment rules the step out; the run stays where it is.
        """
        given = dict(arguments)
        if _asks_for_readings(action):
            given["readings"] = self.readings
        step = action(self.now.world, **given)
        history = self.specification.observe(self.now.history, self.now.world, step.event, step.world)
        after = Moment(step.world, history)
        self.taken.append(Taken(action, arguments, self.now, step.event, after))
        self.now = after
        return step.event

    def copy(self) -> "Run":
        """Return a run that has come as far as this one and goes its own way from here."""
        other = object.__new__(Run)
        other.__dict__.update(self.__dict__)
        other.taken = list(self.taken)
        return other
