"""Find an attack: search, minimise, replay."""

from collections.abc import Iterable
from dataclasses import dataclass

from hipmodels.attack.minimise import minimise
from hipmodels.attack.walk import Walker, trace_of
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.trace import Trace, property_named, replay

TRIES = 60_000


@dataclass(frozen=True)
class Found:
    """An attack, minimised and replayed, and how many tries it took."""

    trace: Trace
    tries: int


def find(  # noqa: PLR0913  # what to search, and how; by name
    problem: Problem,
    targets: Iterable[str],
    *,
    stages: Iterable[str] = (),
    favoured: Iterable[str] = (),
    tries: int = TRIES,
    seed: int = 0,
) -> Found | None:
    """Search for a run that violates one of the targets.

    Args:
        problem: the specification, with its readings and what is left out.
        targets: the names of the properties.
        stages: the names of lemmas whose violation is progress.
        favoured: the names of the actions to try first.
        tries: how many steps to try at most; this bound is what "not found" means.
        seed: for the random choices.

    Raises:
        DoesNotReplayError: what was found does not replay, which is a fault of ours.
    """
    specification = problem.specification
    walker = Walker(
        problem, _functions(problem, targets), stages=_functions(problem, stages), favoured=favoured, seed=seed
    )
    found = walker.search(tries)
    if found is None:
        return None
    trace = minimise(problem, trace_of(problem, *found))
    replay(trace, specification)
    return Found(trace, walker.tries)


def _functions(problem: Problem, names: Iterable[str]) -> list[Function]:
    functions = [property_named(problem.specification, name) for name in names]
    return [function for function in functions if function is not None]
