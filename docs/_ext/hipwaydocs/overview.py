"""The pieces of the first pages: how much there is, and one chain followed from clause to attack."""

from hipmodels.ablate import LOAD_BEARING, Ablation
from hipmodels.properties import label_of
from hipspec.language import Tally
from hipwaydocs import ladders
from hipwaydocs.facts import Facts, clause_links
from hipwaydocs.text import block, bullets, heading, label, link, prose, sentence, table, told

PARTS = (
    "attacker",
    "rules",
    "guards/index",
    "properties",
    "lemmas",
    "readings",
    "assumptions",
    "actions",
    "scenarios/index",
)


def index_page(facts: Facts, own: tuple[str, ...] = ()) -> str:
    """Return the first page of a specification, with the places of the pages that it alone has."""
    package = __import__(facts.problem.module, fromlist=["SPECIFICATION"])
    paragraphs = (package.__doc__ or "").strip().split("\n\n")
    return "\n".join(
        [
            label(facts.name),
            heading(prose(facts.specification.title)),
            *(f"{prose(paragraph)}\n" for paragraph in paragraphs),
            numbers(facts),
            block("toctree", "\n".join([*own, *PARTS]), hidden="", maxdepth="2"),
        ]
    )


def numbers(facts: Facts) -> str:
    """Return how much there is of everything in one specification, with links."""
    return table(["what", "how many"], _numbers(facts), [40, 60])


def all_numbers(found: list[Facts]) -> str:
    """Return how much there is of everything, specification by specification, with links."""
    parts = [f"{link(facts.name, facts.specification.title)}:\n\n{numbers(facts)}" for facts in found]
    return "\n".join(parts)


def _numbers(facts: Facts) -> list[list[str]]:
    specification, name = facts.specification, facts.name
    verdicts = sorted({result.verdict.value for result in facts.results})
    traces = sum(a.trace is not None for a in facts.ablations.values())
    return [
        [link(f"{name}-rules", "rules"), str(len(specification.rules))],
        [link(f"{name}-guards", "guards and effects"), f"{len(facts.items)}; attacks kept: {traces}"],
        [link(f"{name}-properties", "properties"), str(len(specification.properties))],
        [link(f"{name}-lemmas", "lemmas"), str(len(specification.lemmas))],
        [link(f"{name}-properties", "proof obligations"), f"{len(facts.results)}, {', '.join(verdicts)}, unbounded"],
        [link(f"{name}-readings", "readings"), str(len(specification.readings))],
        [link(f"{name}-assumptions", "assumptions"), str(len(facts.assumptions))],
        [link(f"{name}-scenarios", "scenarios"), str(len(specification.scenarios))],
    ]


def chain(facts: Facts) -> str:
    """Return one chain, followed: the shortest attack on a property of the paper that a clause of an RFC prevents."""
    found = _shortest(facts)
    if found is None or found.trace is None:
        return "No attack is kept yet.\n"
    item = found.item
    clauses = facts.covering(f"guard:{item.id}")
    shown = next(f for f in facts.specification.properties if f.__name__ == found.property)
    rule = next(f for f in facts.rule_functions if f.__name__ == item.function)
    ledger = facts.ledger(shown)
    lines = [
        f"**Clause** {clause_links(clauses)}: “{prose(clauses[0].quote)}”",
        f"**Rule** {facts.to('rule', item.function)}: {sentence(rule)}",
        f"**Guard** {facts.to_item(item)}",
        f"**Proof** {facts.to_property(found.property)}: {sentence(shown)} ({ledger.verdict.value}, {ledger.scope})",
        "**Attack** when the guard is gone:",
    ]
    title = f"Without {item.id}"
    return bullets(lines) + "\n" + ladders.attack(found.trace, facts.specification, title, opened=True)


def _shortest(facts: Facts) -> Ablation | None:
    of_the_paper = {f.__name__ for f in facts.specification.properties if label_of(f).paper}
    found = [
        ablation
        for item, ablation in facts.ablations.items()
        if ablation.cls == LOAD_BEARING and ablation.property in of_the_paper and facts.covering(f"guard:{item}")
    ]
    return min(found, key=lambda ablation: len(ablation.trace.moves) if ablation.trace else 0, default=None)


def arithmetic() -> str:
    """Return what is taken from arithmetic without proof, in the words of the language."""
    return "\n".join(f"{prose(paragraph)}\n" for paragraph in told(Tally))
