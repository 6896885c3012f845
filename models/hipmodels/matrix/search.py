"""The search for an attack: runs of the rules themselves, from where the attack says, each attempt in turn.

It goes breadth first, so that the first attack that it finds takes no more attempts than any other that it could have
found; it is minimised afterwards. Everything is counted in runs, not in seconds.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from hipmodels.attack.check import violations
from hipmodels.attack.sample import identifiers_in
from hipmodels.lift.lifted import STATE, STEP, parameters_of
from hipmodels.lift.source import Function
from hipmodels.properties import is_step_property
from hipspec.language import Specification
from hipspec.language.running import Run

RUNS = 12_000


@dataclass(frozen=True)
class Found:
    """A run whose last step violates a property.

    Attributes:
        run: the run.
        parameters: the values of the property's parameters.
        runs: how many runs were tried.
    """

    run: Run
    parameters: dict[str, object]
    runs: int


def search(  # noqa: PLR0913, PLR0917  # what is searched, from where, and how far
    specification: Specification,
    violated: Function,
    starts: Iterable[Run],
    further: Callable[[Any], Iterable[Run]],
    depth: int,
    most: int = RUNS,
) -> Found | None:
    """Return a run that violates a property, or None if none was found within the bounds.

    Args:
        specification: what is run.
        violated: the property.
        starts: where runs begin.
        further: the runs that are one attempt further than one.
        depth: how many attempts follow each other at most.
        most: how many runs to try.
    """
    tried = 0
    seen: set[int] = set()
    frontier: list[Run] = []
    for start in starts:
        found = _violates(specification, violated, start, 0)
        if found is not None:
            return Found(*found, tried)
        frontier.append(start)
    for _ in range(depth):
        following: list[Run] = []
        for run in _in_turn(frontier, further):
            tried += 1
            found = _violates(specification, violated, run[1], len(run[0].taken))
            if found is not None:
                return Found(*found, tried)
            state = hash((run[1].now.world, run[1].now.history))
            if state not in seen:
                seen.add(state)
                following.append(run[1])
            if tried >= most:
                return None
        frontier = following
    return None


def _in_turn(runs: list[Run], further: Callable[[Any], Iterable[Run]]) -> Iterator[tuple[Run, Run]]:
    for run in runs:
        for found in further(run):
            yield run, found


def _violates(
    specification: Specification, violated: Function, run: Run, since: int
) -> tuple[Run, dict[str, object]] | None:
    """Return a run up to its first step, after so many, that violates a property."""
    several = _of_which_it_takes_several(specification, violated)
    drawn: dict[type, list[Any]] = {}
    for position in range(since, len(run.taken)):
        if several:
            drawn = _drawn(run, position, several)
        for _, parameters in violations(specification, [violated], run.taken[position], seconds=drawn):
            shortened = run.copy()
            shortened.taken = run.taken[: position + 1]
            shortened.now = run.taken[position].after
            return shortened, parameters
    return None


def _of_which_it_takes_several(specification: Specification, violated: Function) -> set[type]:
    """Return the kinds of names that are drawn as a run goes on and of which a property compares several.

    A step mentions one of them, and what it is compared with was drawn long before.
    """
    kinds = list(parameters_of(violated, STEP if is_step_property(violated) else STATE).values())
    return {kind for kind, names in specification.universe.items() if not names and kinds.count(kind) > 1}


def _drawn(run: Run, position: int, kinds: set[type]) -> dict[type, list[Any]]:
    """Return the names of some kinds that the steps up to one mention."""
    found: dict[Any, None] = {}
    for taken in run.taken[: position + 1]:
        for value in taken.arguments.values():
            found.update(dict.fromkeys(i for i in identifiers_in(value) if type(i) in kinds))
    return {kind: [identifier for identifier in found if type(identifier) is kind] for kind in kinds}
