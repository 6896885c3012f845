"""Scenarios that do not come out as they say: where each of them stops, and what stops it.

A specification that refuses everything proves everything. Where a rule has become too strict, what shows it is a run
that was possible and is not any more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hipmodels.lift.edits import Item, items_of
from hipmodels.trace import specification_functions
from hipspec.language import Impossible, Refused, Specification
from hipspec.language.running import Run, Taken


@dataclass(frozen=True)
class Stopped:
    """Where a scenario stops.

    Attributes:
        scenario: its name.
        said: what it says of it, as it is raised.
        taken: the steps until there.
        refused: whether the step that comes next is refused although the scenario says that it is possible.
        tried, arguments: this step, if one is refused.
        rule, sentence: where the guard stands that refuses it, and what it says; of a guard that was to refuse and
            does not, only what it says.
        place: the file and line of this guard, if it is found in the text.
    """

    scenario: str
    said: str
    taken: tuple[Taken, ...] = ()
    refused: bool = False
    tried: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""
    sentence: str = ""
    place: tuple[str, int] | None = None

    @property
    def cause(self) -> str:
        """What several scenarios may stop at."""
        return f"{self.rule}: {self.sentence}" if self.rule else self.said


def stopped_scenarios(specification: Specification) -> list[Stopped]:
    """Play every scenario; return those that stop: first those in which a step is refused that must be possible.

    These come in the order of the specification, which begins with what matters most; the others, in which a step was
    to be refused or something was to come of it, the shortest first.
    """
    found = []
    for name, play in specification.scenarios.items():
        try:
            play(specification)
        except Exception as error:  # noqa: BLE001  # whatever a scenario raises, it has not come out as it says
            found.append(_stopped(specification, name, error))
    return sorted(found, key=lambda stopped: (not stopped.refused, 0 if stopped.refused else len(stopped.taken)))


def _stopped(specification: Specification, name: str, error: Exception) -> Stopped:
    run, cause, wanted = getattr(error, "run", None), error.__cause__, getattr(error, "guard", "")
    if not isinstance(run, Run):
        return Stopped(name, f"{type(error).__name__}: {error}")
    taken = tuple(run.taken)
    if not isinstance(cause, Refused | Impossible):
        return Stopped(name, str(error), taken, sentence=wanted)
    last = next(iter(reversed(getattr(run, "refusals", ()))), None)
    there = _items(specification, cause)
    return Stopped(
        scenario=name,
        said=str(error),
        taken=taken,
        refused=not wanted,
        tried=last.action.__name__ if last else "",
        arguments=last.arguments if last else {},
        rule=cause.function,
        sentence=cause.sentence,
        place=next(((item.path, item.line) for item in there), None),
    )


def _items(specification: Specification, cause: Refused | Impossible) -> Iterator[Item]:
    """Yield the guard or assumption that refused."""
    for function in specification_functions(specification):
        if function.__name__ == cause.function:
            yield from (item for item in items_of(function) if item.text == cause.sentence)
