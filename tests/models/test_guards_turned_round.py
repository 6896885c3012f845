"""Every guard of every specification, turned round by hand: each time a story does not come out as it says.

Where the condition of a guard is turned round, what is honest is refused and what is hostile passes. Everything can be
proved of a rule that never goes through, so it is the scenarios that must notice.
"""

import ast
import copy
import importlib

import pytest

from hipmodels.items import guards_and_effects
from hipmodels.lift.edits import Edits, check_of
from hipmodels.lift.source import Function, definition
from hipmodels.problem import Problem
from hipmodels.scenarios import Stopped, stopped_scenarios
from hipmodels.trace import specification_functions
from hipspec.language import Specification


class TurnedRound(Edits):
    """The texts of functions, with guards turned round instead of left out."""

    def text(self, function: Function) -> ast.FunctionDef:
        """Return the definition of a function with the conditions of its guards turned round."""
        text = copy.deepcopy(definition(function))
        for node in ast.walk(text):
            check = check_of(node)
            if isinstance(node, ast.Call) and check and self.identify(function, check[1]) in self.left_out:
                node.args[0] = ast.UnaryOp(ast.Not(), node.args[0])
        return ast.fix_missing_locations(text)


def stopped_by(specification: Specification, guard: str) -> list[Stopped]:
    """Return the scenarios that do not come out as they say once a guard is turned round."""
    with TurnedRound(frozenset({guard})).applied(specification_functions(specification)):
        return stopped_scenarios(specification)


def guards(name: str) -> list[str]:
    """Return the guards of a specification."""
    return [item.id for item in guards_and_effects(Problem(f"hipspec.{name}")) if item.kind == "guard"]


@pytest.mark.parametrize("name", ["hip", "exchange", "paper", "rendezvous"])
def test_a_scenario_notices_each_guard_that_is_turned_round(name: str) -> None:
    specification = importlib.import_module(f"hipspec.{name}").SPECIFICATION
    assert stopped_scenarios(specification) == []
    assert [guard for guard in guards(name) if not stopped_by(specification, guard)] == []
    assert stopped_scenarios(specification) == []  # what was turned round is as it was
