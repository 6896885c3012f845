"""What is known already of guards and effects: the answers that earlier ablations have left."""

from hipmodels import cache
from hipmodels.ablate import Ablation
from hipmodels.campaign import ablation_from_json
from hipmodels.items import guards_and_effects
from hipmodels.problem import Problem


def known_ablations(problem: Problem) -> dict[str, Ablation]:
    """Return what is known, by id: of the ablation of everything, and of each item that was ablated alone."""
    items = [item.id for item in guards_and_effects(problem)]
    found: dict[str, Ablation] = {}
    for question in (*items, " ".join(items)):
        for entry in cache.load(problem, f"ablation of {question}") or ():
            found[entry["id"]] = ablation_from_json(problem, entry)
    return found
