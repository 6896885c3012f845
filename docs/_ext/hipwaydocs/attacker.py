"""The page of what an attacker can do, what it cannot, and what it still can."""

import importlib

from hipspec.language.specification import Reading
from hipwaydocs import ladders
from hipwaydocs.facts import Facts, Function
from hipwaydocs.text import bullets, escape, heading, label, link, prose, sentence, table, told

INTRODUCTION = """\
All dishonest hosts together are one attacker, who shares all that it knows. Everything on this page is made from the
specification: its actions are what it can do, the properties are what it cannot bring about by them, in any order and
any number, and what it still can is shown, each with a run that was played when the page was made.
"""
CAN = "Each is one step. What it needs for a step is assumed: no host checks it.\n"
CANNOT = """\
Whatever it does of all that, and whatever honest hosts do in between. How many thefts of keys a property survives is
part of what it says.
"""
STILL = """\
What is known not to hold, and where one answer to an open choice of the standards, or a known mistake, lets an attack
in. What appears when a single check is missing is shown with :ref:`the guards <{name}-guards>`.
"""


def attackers(facts: Facts) -> list[Function]:
    """Return what the attacker does: the actions that stand in a module of its own."""
    return [action for action in facts.specification.actions if action.__module__.endswith(".attacker")]


def page(facts: Facts) -> str:
    """Return the page of the attacker."""
    module = importlib.import_module(f"{facts.problem.module}.attacker")
    abilities = [_ability(facts, action) for action in attackers(facts)]
    properties = [_property(facts, function) for function in facts.specification.properties]
    return "\n".join(
        [
            label(f"{facts.name}-attacker"),
            heading("What an attacker can and cannot do"),
            INTRODUCTION,
            heading("What it can do", 1),
            *(f"{prose(paragraph)}\n" for paragraph in told(module)),
            CAN,
            table(["action", "what it does", "what it needs"], abilities, [20, 40, 40]),
            heading("What it cannot do", 1),
            CANNOT,
            table(["property", "what holds nevertheless", "verdict"], properties, [30, 50, 20]),
            heading("What it can still do", 1),
            STILL.format(name=facts.name),
            *(_expected(facts, function) for function in facts.specification.expected),
            *(
                _under(facts, reading, answer.value, broken)
                for reading in facts.specification.readings
                for answer, broken in reading.breaks.items()
            ),
        ]
    )


def _ability(facts: Facts, action: Function) -> list[str]:
    name = action.__name__
    needed = [item for item in facts.assumptions if name in facts.actions_through(item.function)]
    links = bullets(link(facts.anchor("assumption", item.id), item.text) for item in needed)
    return [facts.to("action", name), sentence(action), links or "nothing"]


def _property(facts: Facts, function: Function) -> list[str]:
    ledger = facts.ledger(function)
    return [facts.to_property(function.__name__), sentence(function), f"{ledger.verdict.value}, {ledger.scope}"]


def _expected(facts: Facts, function: Function) -> str:
    name = function.__name__
    says = f"It does *not* hold that: {sentence(function)} ({facts.to_property(name)})\n"
    return _attack(facts, "expected", name, f"The attack on {name}", says)


def _under(facts: Facts, reading: Reading, answer: str, broken: str) -> str:
    name = f"{reading.name}={answer}"
    says = f"{escape(reading.question)} Under {facts.to('reading', reading.name, name)}, {facts.to_property(broken)} falls.\n"
    return _attack(facts, "readings", name, f"Under {name}", says)


def _attack(facts: Facts, section: str, name: str, title: str, says: str) -> str:
    trace = facts.trace(section, name)
    shown = ladders.attack(trace, facts.specification, title) if trace else "The attack is not kept yet.\n"
    return "\n".join([heading(f"``{name}``", 2), says, shown])
