"""What the environment guarantees: removing any assumption must let an attack in, or the assumption must go."""

from dataclasses import dataclass

from hipmodels import ablate, survey
from hipmodels.attack.find import SHORT, TRIES
from hipmodels.lift.edits import Item
from hipmodels.problem import Problem
from hipmodels.survey import Baseline
from hipmodels.trace import Trace


@dataclass(frozen=True)
class Removal:
    """What became of removing an assumption.

    Attributes:
        item: the assumption.
        needed: whether an attack appears without it.
        property: the property that the attack violates.
        trace: the attack.
        why: if none appears, what is known.
    """

    item: Item
    needed: bool
    property: str = ""
    trace: Trace | None = None
    why: str = ""


def remove(problem: Problem, item: Item, base: Baseline) -> Removal:
    """Remove one assumption and search for the attack that it rules out."""
    found = ablate.at_once(problem, [item.id])
    if found is not None:
        return Removal(item, needed=True, property=found.trace.shows, trace=found.trace)
    results = survey.solved(problem, [item.id], base)
    failures = survey.unproved(results)
    if not failures:
        return Removal(item, needed=False, why=item.besides or "everything is proved without it")
    if survey.weakened(problem, frozenset([item.id]), results, base).safe:
        return Removal(item, needed=False, why=item.besides or "every property is proved without it")
    # Where the text says that no attack is expected, the solver is not asked for one.
    found = ablate.search(problem, [item.id], failures, base, tries=SHORT if item.besides else TRIES)
    if found is None:
        return Removal(item, needed=False, why=item.besides or "no attack was found without it")
    return Removal(item, needed=True, property=found.trace.shows, trace=found.trace)
