"""What the environment guarantees: removing any assumption must let an attack in, or the assumption must go."""

from dataclasses import dataclass

from hipmodels import ablate
from hipmodels.ablate import Baseline
from hipmodels.lift.edits import Item
from hipmodels.problem import Problem
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
    results = ablate.solved(problem, [item.id], base)
    failures = ablate.unproved(results)
    if not failures:
        return Removal(item, needed=False, why=item.besides or "everything is proved without it")
    if ablate.weakened(problem, frozenset([item.id]), results, base).safe:
        return Removal(item, needed=False, why=item.besides or "every property is proved without it")
    found = ablate.search(problem, [item.id], failures, base)
    if found is None:
        return Removal(item, needed=False, why=item.besides or "no attack was found without it")
    return Removal(item, needed=True, property=found.trace.shows, trace=found.trace)
