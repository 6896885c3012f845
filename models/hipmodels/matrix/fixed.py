"""A specification lifted with some parameters of its beginning fixed, such as what the attacker can do.

A parameter that the world keeps, and that no action changes, is the same value in every state. To write the value
itself there, and not an unknown of which it is then assumed, leaves out the branches that it rules out.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from hipmodels.lift.lifted import Lifted, parts_of, same
from hipmodels.lift.source import hints_of
from hipmodels.lift.values import Record, Value
from hipspec.language import Specification


def forget() -> None:
    """Give back what was lifted in this process: for each attacker it is lifted anew, and soon it fills the memory."""
    for lifting in (Lifted.paths, Lifted.assumed, Lifted.stated, Lifted.read_after):
        lifting.cache_clear()


class Fixed(Lifted):
    """A lifted specification in which some parameters of the initial world have values.

    Args:
        specification: what to lift.
        fixed: the values, by parameter.

    Raises:
        ValueError: the world does not keep one of them as it is.
    """

    def __init__(self, specification: Specification, fixed: Mapping[str, Any]) -> None:
        """Lift the state, and put the values in their places."""
        self.fixed = dict(fixed)
        super().__init__(specification)
        beginning, _ = self.beginning()
        for name, value in fixed.items():
            if not self._keeps(beginning, value):
                msg = f"the world keeps no {name} as it was at the beginning"
                raise ValueError(msg)
            self.world = self._with(self.world, beginning, value)

    def beginning(self) -> tuple[Value, Value]:
        """Return the initial world and history, for unknown parameters but for the fixed ones."""
        hints = {n: k for n, k in hints_of(self.specification.initial).items() if n != "return"}
        arguments = {
            name: self.fixed[name] if name in self.fixed else self.interpreter.values.fresh(kind, f"initial.{name}")
            for name, kind in hints.items()
        }
        self.interpreter.values.restart_names()
        world = self.interpreter.call(self.specification.initial, arguments)
        return world, self.interpreter.call(self.specification.initial_history, {"world": world})

    def changes_nothing_fixed(self) -> bool:
        """Whether every path leaves the fixed values alone: what makes them the same in every state."""
        before = {n: v for n, v in parts_of(self.world, "world").items() if any(v is f for f in self.fixed.values())}
        return all(
            same(value, parts_of(path.world, "world").get(name))
            for action in self.specification.actions
            for path in self.paths(action)
            for name, value in before.items()
        )

    def _keeps(self, beginning: Value, value: Any) -> bool:  # noqa: ANN401  # of any type
        if beginning is value:
            return True
        return isinstance(beginning, Record) and any(self._keeps(inner, value) for inner in beginning.fields.values())

    def _with(self, unknown: Value, beginning: Value, value: Any) -> Value:  # noqa: ANN401  # of any type
        """Return the unknown state with a value wherever the beginning has it."""
        if beginning is value:
            return value
        if isinstance(unknown, Record) and isinstance(beginning, Record):
            fields = {n: self._with(v, beginning.fields[n], value) for n, v in unknown.fields.items()}
            return dataclasses.replace(unknown, fields=fields)
        return unknown
