"""What there is to leave out of a specification: guards and effects of rules, assumptions of the environment."""

import ast
import functools
from collections.abc import Iterable

from hipmodels.lift.edits import Item, called_by, effects_of, items_of, package_of, reachable
from hipmodels.lift.source import Function, definition, hints_of
from hipmodels.problem import Problem
from hipspec.language import Specification


def rule_functions(specification: Specification) -> list[Function]:
    """Return the rules and the functions that they call."""
    return [f for f in reachable(list(specification.rules), package_of(specification)) if _is_protocol(f)]


def _is_protocol(function: Function) -> bool:
    return not function.__module__.startswith("hipspec.language")


@functools.cache
def guards_and_effects(problem: Problem) -> tuple[Item, ...]:
    """Return what ablation leaves out, in the order of the text: guards, and writes to what hosts remember."""
    specification = problem.specification
    lifted = Problem(problem.module).lifted()
    for action in specification.actions:
        lifted.paths(action)
    messages = {message.__name__ for message in specification.messages}
    found: list[Item] = []
    for function in rule_functions(specification):
        effects = {name: node for name, node, _ in effects_of(function)}
        for item in items_of(function):
            if item.kind == "effect":
                node = effects[item.id]
                if lifted.edits.writes.get((function.__name__, node.lineno, node.col_offset)) in messages:
                    continue
            if item.kind != "assumption":
                found.append(item)
    return tuple(found)


@functools.cache
def assumptions(problem: Problem) -> tuple[Item, ...]:
    """Return what the environment guarantees."""
    specification = problem.specification
    functions = [f for f in reachable(list(specification.actions), package_of(specification)) if _is_protocol(f)]
    return tuple(item for function in functions for item in items_of(function) if item.kind == "assumption")


def actions_through(specification: Specification, name: str) -> list[str]:
    """Return the actions that run a function of a name."""
    package = package_of(specification)
    return [
        action.__name__
        for action in specification.actions
        if any(function.__name__ == name for function in called_by(action, package))
    ]


def function_of(item: str) -> str:
    """Return the name of the function that something stands in."""
    return item.split("/", maxsplit=1)[0].split(".", maxsplit=1)[0]


def actions_running(specification: Specification, items: Iterable[str]) -> set[str]:
    """Return the names of the actions that run through some of the given items."""
    names = {function_of(item) for item in items}
    return {action for name in names for action in actions_through(specification, name)}


def actions_asking(specification: Specification, readings: Iterable[str]) -> set[str]:
    """Return the names of the actions whose text asks how one of some readings is answered."""
    asked, package = set(readings), package_of(specification)
    return {
        action.__name__
        for action in specification.actions
        if any(_asks(function, specification.readings_type, asked) for function in called_by(action, package))
    }


def _asks(function: Function, readings_type: type, asked: set[str]) -> bool:
    """Whether a function that is given the readings names one of some."""
    nodes = ast.walk(definition(function)) if readings_type in hints_of(function).values() else ()
    return any(isinstance(node, ast.Attribute) and node.attr in asked for node in nodes)


def actions_touched(specification: Specification, left_out: Iterable[str]) -> set[str]:
    """Return the names of the actions whose steps may go otherwise when something is left out."""
    observing = {function.__name__ for function in called_by(specification.observe, package_of(specification))}
    if observing & {function_of(item) for item in left_out}:
        return {action.__name__ for action in specification.actions}
    return actions_running(specification, left_out)
