"""The pages of rules and of actions: clause, sentence, source, guards, effects."""

from hipmodels.properties import label_of
from hipspec.language.rules import Part
from hipwaydocs.facts import Facts, Function, clause_links, reference
from hipwaydocs.text import (
    bullets,
    escape,
    heading,
    label,
    link,
    prose,
    sentence,
    source,
    table,
    told,
)

INTRODUCTION = """\
A rule is a pure function of one host: from what the host remembers, the message and what the environment hands in, to
what it remembers then and what it sends. It is shown as it stands: this text is executed, translated for the solver
and attacked. A *guard* is what must hold, or the host refuses; an *effect* is something written or sent.
"""

ACTIONS = """\
What can happen, one step at a time, in any order: honest hosts act, the attacker acts, time passes. What an action
assumes is what the environment guarantees; hosts can't check it.
"""


def rules_page(facts: Facts) -> str:
    """Return the page of all rules, and of the functions that they share."""
    rules = facts.specification.rules
    shared = [f for f in facts.rule_functions if f not in rules]
    parts = [
        label(f"{facts.name}-rules"),
        heading("Rules"),
        INTRODUCTION,
        table(["rule", "what it does", "clause"], [_line(facts, rule) for rule in rules], [25, 50, 25]),
        *(_function(facts, rule) for rule in rules),
        heading("Parts that rules share", 1),
        "A guard that stands in a shared part guards every rule that uses it.\n",
        *(_function(facts, function, level=2) for function in shared),
    ]
    return "\n".join(parts)


def _line(facts: Facts, rule: Function) -> list[str]:
    return [facts.to("rule", rule.__name__), sentence(rule), reference(rule)]


def _function(facts: Facts, function: Function, level: int = 1) -> str:
    name = function.__name__
    parts = [label(facts.anchor("rule", name)), heading(f"``{name}``", level)]
    parts += [f"{prose(paragraph)}\n" for paragraph in told(function)]
    parts += [bullets(_origin(facts, function)), source(function), _items(facts, function)]
    return "\n".join(parts)


def _origin(facts: Facts, function: Function) -> list[str]:
    lines = []
    if hasattr(function, "__label__") and reference(function):
        lines.append(f"Comes from: {reference(function)}")
    actions = facts.actions_through(function.__name__)
    lines.append("On the way of: " + ", ".join(facts.to("action", action) for action in actions))
    shared = [f for f in facts.called_by(function) if f in facts.rule_functions]
    if shared:
        lines.append("Uses: " + ", ".join(facts.to("rule", f.__name__) for f in shared))
    found = facts.covering(f"rule:{function.__name__}") or facts.covering(f"path:{function.__name__}")
    if found:
        lines.append(f"Answers to: {clause_links(found)}")
    return lines


def _items(facts: Facts, function: Function) -> str:
    rows = []
    for item in facts.items_in([function]):
        found = facts.ablations.get(item.id)
        prevented = facts.to_property(found.property) if found and found.property else ""
        rows.append([facts.to_item(item), item.kind, found.cls if found else "not known yet", prevented])
    if not rows:
        return ""
    return table(["guard or effect", "kind", "class", "holds up"], rows, [50, 10, 15, 25])


def actions_page(facts: Facts) -> str:
    """Return the page of what can happen in the world."""
    parts = [
        label(f"{facts.name}-actions"),
        heading("Actions"),
        ACTIONS,
    ]
    for action in facts.specification.actions:
        name = action.__name__
        parts += [label(facts.anchor("action", name)), heading(f"``{name}``", 1)]
        parts += [f"{prose(paragraph)}\n" for paragraph in told(action)]
        lines = [f"Comes from: {reference(action)}"] * bool(reference(action))
        rules = [f for f in facts.called_by(action) if _is_rule(f)]
        lines += ["Hands over to: " + ", ".join(facts.to("rule", f.__name__) for f in rules)] * bool(rules)
        found = [item for item in facts.assumptions if name in facts.actions_through(item.function)]
        lines += ["Assumes: " + "; ".join(link(facts.anchor("assumption", i.id), i.text) for i in found)] * bool(found)
        parts += [bullets(lines), source(action)]
    return "\n".join(parts)


def _is_rule(function: Function) -> bool:
    return hasattr(function, "__label__") and label_of(function).part is Part.RULE


def assumptions_table(facts: Facts) -> str:
    """Return the table of all that the environment guarantees."""
    rows = []
    for item in facts.assumptions:
        where = ", ".join(facts.to("action", action) for action in facts.actions_through(item.function))
        broken = facts.trace("assumptions", item.id)
        without = facts.to_property(broken.shows) if broken else escape(item.besides) or "not known yet"
        rows.append([link(facts.anchor("assumption", item.id), item.text), where, without])
    return table(["assumed", "in", "without it, an attack on"], rows, [40, 30, 30])
