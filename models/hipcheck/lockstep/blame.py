"""Which rule and which guard a difference is about, if no refusal says so by itself."""

import ast
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from hipmodels.items import rule_functions
from hipmodels.lift.edits import called_by, effects_of, package_of
from hipmodels.lift.source import Function, definition
from hipspec.language import Specification
from hipspec.language.rules import Label
from hipspec.language.running import Taken

__all__ = ["clause_of", "guards_about", "guards_named_by", "last_writer", "rule_of"]

GUARDS = frozenset({"require", "holds"})


def clause_of(specification: Specification, name: str) -> str:
    """Return the clause that a rule, or an action, of a specification names; empty if it names none."""
    everything = (*specification.rules, *specification.actions)
    found = next((function for function in everything if function.__name__ == name), None)
    label = getattr(found, "__label__", None)
    return label.clause if isinstance(label, Label) else ""


def rule_of(specification: Specification, action: Function) -> str:
    """Return the rule that an action runs; the action itself if it runs none."""
    called = called_by(action, package_of(specification))
    return next((rule.__name__ for rule in specification.rules if rule in called), action.__name__)


def last_writer(taken: Iterable[Taken], pick: Callable[[Any], object]) -> Function | None:
    """Return the action of the last step that changed something; None if none did.

    Args:
        taken: the steps of one event.
        pick: from a world to what may have changed.
    """
    writers = [step.action for step in taken if pick(step.before.world) != pick(step.after.world)]
    return writers[-1] if writers else None


@cache
def _guards(function: Function) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the guards of a function: each sentence, with the attributes that its condition reads."""
    calls = [
        node
        for node in ast.walk(definition(function))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GUARDS
    ]
    return tuple(
        (node.args[1].value, frozenset(n.attr for n in ast.walk(node.args[0]) if isinstance(n, ast.Attribute)))
        for node in calls
        if isinstance(node.args[1], ast.Constant) and isinstance(node.args[1].value, str)
    )


def guards_about(specification: Specification, attributes: frozenset[str], action: Function | None) -> list[str]:
    """Return what a difference in some attributes is about, the nearest that there is.

    The guards that read them on the way of an action; or else the effects on its way that write them (by their ids,
    `function.field`), and behind them the guards of other rules that read them.
    """
    everything = rule_functions(specification)
    called = [f for f in called_by(action, package_of(specification)) if f in everything] if action else []
    found = _reading(called, attributes)
    if not found:
        effects = [
            name for function in called for name, _, keyword in effects_of(function) if keyword.arg in attributes
        ]
        found = [f"the effect {name}" for name in effects] + _reading(everything, attributes)
    return list(dict.fromkeys(found))


def _reading(functions: Iterable[Function], attributes: frozenset[str]) -> list[str]:
    return [sentence for function in functions for sentence, read in _guards(function) if read & attributes]


def guards_named_by(clauses: Mapping[str, frozenset[str]], clause: str) -> list[str]:
    """Return the guards for which an engine may name a clause."""
    return [guard for guard, allowed in clauses.items() if clause in allowed]
