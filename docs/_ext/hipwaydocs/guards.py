"""The pages of guards and effects: what each is there for, and the attack that appears when it is missing."""

from collections import Counter

from hipmodels.ablate import COVERED, IMPLIED, LOAD_BEARING, NOT_SECURITY, Ablation
from hipmodels.attack.find import BY
from hipmodels.lift.edits import Item
from hipwaydocs import ladders
from hipwaydocs.facts import Facts, Function, clause_links
from hipwaydocs.text import block, escape, heading, label, sentence, table

KINDS = {"guard": "A guard", "effect": "An effect"}
CLASSES = {
    LOAD_BEARING: "without it, an attack violates a property",
    COVERED: "every property is proved without it, because something else covers for it; without both, there is an "
    "attack",
    IMPLIED: "the other guards and the proved invariants entail it",
    NOT_SECURITY: "every property is proved without it, and a reason stands beside it",
}

INTRODUCTION = """\
Each guard and each effect is left out, one at a time: a guard counts as true, a field is not written, a reply is not
sent. Then everything is proved again. Where that fails, the attack is searched for, made as short as possible, and
replayed on the executable specification. So each one has a class:
"""

SEARCHES = """\
The searches come in this order. *Walks* take random steps from the moments of runs in which nobody attacks. *The solver*
is given short sequences of actions, chosen backwards from the step whose proof fails, and chooses all their arguments:
who forges what, and what it holds. It starts from moments of the same runs: as they are, with a dishonest host in them,
and with an attacker who was told all but one kind of secret. Only what neither finds is looked for from *hostile
scenarios*, which were written down by hand; so what these find was found only in part by the machine.
"""


def index_page(facts: Facts) -> str:
    """Return the overview of all guards and effects."""
    counts = Counter(ablation.cls for ablation in facts.ablations.values())
    functions = _functions(facts)
    unknown = len(facts.items) - len(facts.ablations)
    rows = [[f"**{name}**", meaning, str(counts[name])] for name, meaning in CLASSES.items()]
    rows += [["not known yet", "``hipway ablate`` has not been run on it", str(unknown)]] * bool(unknown)
    pages = "\n".join(f"{function.__name__} <{function.__name__}>" for function in functions)
    return "\n".join(
        [
            label(f"{facts.name}-guards"),
            heading("Guards and effects"),
            INTRODUCTION,
            table(["class", "what it means", "how many"], rows, [20, 65, 15]),
            SEARCHES,
            table(["the attack was found by", "how many"], _found_by(facts), [65, 15]),
            *(_overview(facts, function) for function in functions),
            block("toctree", pages, hidden="", maxdepth="1"),
        ]
    )


def _found_by(facts: Facts) -> list[list[str]]:
    counts = Counter(ablation.found_by for ablation in facts.ablations.values() if ablation.trace)
    return [[words, str(counts[search])] for search, words in BY.items()]


def _functions(facts: Facts) -> list[Function]:
    return [function for function in facts.rule_functions if facts.items_in([function])]


def _overview(facts: Facts, function: Function) -> str:
    rows = []
    for item in facts.items_in([function]):
        found = facts.ablations.get(item.id)
        attack = facts.to_property(found.property) if found and found.property else ""
        length = str(len(found.trace.moves)) if found and found.trace else ""
        rows.append([facts.to_item(item), item.kind, found.cls if found else "not known yet", attack, length])
    head = ["guard or effect", "kind", "class", "the attack violates", "steps"]
    return heading(f"``{function.__name__}``", 1) + "\n" + table(head, rows, [42, 10, 16, 24, 8])


def pages(facts: Facts) -> dict[str, str]:
    """Return a page for each function that has guards or effects."""
    return {function.__name__: _page(facts, function) for function in _functions(facts)}


def _page(facts: Facts, function: Function) -> str:
    name = function.__name__
    parts = [
        heading(f"``{name}``: guards and effects"),
        f"{sentence(function)} See {facts.to('rule', name, 'its text')}.\n",
    ]
    return "\n".join([*parts, *(_item(facts, item) for item in facts.items_in([function]))])


def _item(facts: Facts, item: Item) -> str:
    parts = [label(facts.anchor("item", item.id))]
    if item.kind == "effect":
        parts += [heading(f"``{item.id.split('.', 1)[1]}``", 1), block("code-block", item.text, "python")]
    else:
        parts += [heading(escape(item.text), 1)]
    found = facts.ablations.get(item.id)
    if found is None:
        parts.append(f"{KINDS[item.kind]}. Its class is not known yet.\n")
        return "\n".join(parts)
    parts.append(f"{KINDS[item.kind]}: **{found.cls}**. {_why(facts, found)}\n")
    clauses = facts.covering(f"guard:{item.id}")
    if clauses:
        parts.append(f"Answers to: {clause_links(clauses)}\n")
    if found.trace is not None:
        missing = " and ".join(found.together or (item.id,))
        parts.append(ladders.attack(found.trace, facts.specification, f"Without {missing}"))
    return "\n".join(parts)


def _why(facts: Facts, found: Ablation) -> str:
    lost = ", ".join(facts.to_property(name) for name in found.lost)
    given_up = f" Given up without it, although every property holds: {lost}." if lost else ""
    if found.cls == LOAD_BEARING:
        return f"Without it, an attack violates {facts.to_property(found.property)}."
    if found.cls == COVERED:
        items = {item.id: item for item in facts.items}
        others = ", ".join(facts.to_item(items[o], alone=True) for o in found.together if o != found.item.id)
        broken = facts.to_property(found.property)
        return f"Every property is proved without it: {others} covers for it. Without both, {broken} falls.{given_up}"
    if found.cls == IMPLIED:
        return f"The other guards and the proved invariants entail it.{given_up}"
    why = escape(found.why or found.item.besides)
    return f"Every property is proved without it. Why it is there: {why}.{given_up}"
