"""What is known already of guards and effects: what the repository keeps, and what earlier runs have found out."""

from typing import Any

from hipcheck import kept
from hipmodels import cache
from hipmodels.ablate import Ablation, Hint
from hipmodels.campaign import ablation_from_json
from hipmodels.items import guards_and_effects
from hipmodels.problem import Problem
from hipmodels.trace import Trace, from_json
from hipspec.language import Specification


def known_ablations(problem: Problem) -> dict[str, Ablation]:
    """Return what is known, by id: as kept, unless this very text was ablated since, all of it or an item alone."""
    items = [item.id for item in guards_and_effects(problem)]
    found: dict[str, Ablation] = {}
    for entry in kept.load(problem.specification.name).ablations.values():
        _add(problem, entry, found)
    for question in (*items, " ".join(items)):
        for entry in cache.load(problem, f"ablation of {question}") or ():
            _add(problem, entry, found)
    return found


def _add(problem: Problem, entry: dict[str, Any], found: dict[str, Ablation]) -> None:
    try:
        found[entry["id"]] = ablation_from_json(problem, entry)
    except (KeyError, ValueError):  # of another text: the item is gone, or its attack speaks of things that are
        return


def hints_for(specification: Specification) -> dict[str, Hint]:
    """Return by item what the repository keeps of the search that found its attack."""
    kept_ablations = kept.load(specification.name).ablations
    return {i: Hint(e["found_by"], tuple(e["together"]), e["seconds"]) for i, e in kept_ablations.items()}


def kept_trace(problem: Problem, section: str, name: str) -> Trace | None:
    """Return the attack that the repository keeps of something other than a guard or effect, if it keeps one.

    Args:
        problem: the specification.
        section: "expected", "readings" or "assumptions".
        name: of the property, `reading=answer`, or the assumption.
    """
    documents: dict[str, dict[str, Any]] = getattr(kept.load(problem.specification.name), section)
    if name not in documents:
        return None
    try:
        return from_json(documents[name], problem.specification)
    except (KeyError, ValueError):
        return None


def kept_attacks(problem: Problem) -> list[Trace]:
    """Return every attack that the repository keeps, of a guard, an effect, an assumption or a reading."""
    everything = kept.load(problem.specification.name)
    documents = [entry["trace"] for entry in everything.ablations.values() if entry["trace"]]
    found = []
    for document in (*documents, *everything.assumptions.values(), *everything.readings.values()):
        try:
            found.append(from_json(document, problem.specification))
        except (KeyError, ValueError):  # of another text: it speaks of what is gone
            continue
    return found


def gone_properties(specification: Specification) -> list[str]:
    """Return the names of the properties and lemmas of which proofs are kept and which are not there any more."""
    there = {function.__name__ for function in specification.invariants}
    proved = {obligation.split("|", 1)[1] for obligation in kept.load(specification.name).budgets}
    return sorted(proved - there)
