"""Under another answer to a reading only the actions that ask for it step otherwise: the other proofs stand."""

import functools

import pytest

from hipmodels import campaign, prove
from hipmodels.executors import InProcess
from hipmodels.items import actions_asking
from hipmodels.lift.source import Function
from hipmodels.lift.values import Term, leaves
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property
from hipmodels.prove import INITIAL
from hipmodels.verdicts import Verdict

MODULES = ("hipspec.hip", "hipspec.exchange", "hipspec.paper", "hipspec.rendezvous")
ANSWERS = [
    (module, reading, answer) for module in MODULES for reading, answer in campaign.safe_answers(Problem(module))
]


@functools.cache
def steps(problem: Problem, action: Function) -> list[tuple[str, list[str]]]:
    """Return everything that the solver is told of an action: each path, its conditions and what comes out."""
    return [
        (
            path.id,
            [f"{condition.origin} {condition.item} {condition.term.sexpr()}" for condition in path.conditions]
            + [
                f"{name}{inner} {term.expression.sexpr() if isinstance(term, Term) else term}"
                for name, part in path.parts().items()
                for inner, term in leaves(part)
            ],
        )
        for path in problem.lifted().paths(action)
    ]


@pytest.mark.parametrize(("module", "reading", "answer"), ANSWERS)
def test_an_action_that_does_not_ask_for_a_reading_steps_as_before(module: str, reading: str, answer: str) -> None:
    problem = Problem(module)
    other = campaign.with_reading(problem, reading, answer)
    actions = problem.specification.actions
    differ = [action.__name__ for action in actions if steps(problem, action) != steps(other, action)]
    assert differ
    assert set(differ) <= set(actions_asking(problem.specification, [reading]))


def test_under_another_answer_there_is_a_result_for_each_obligation() -> None:
    """What is proved anew is what the answer changes: under an unsafe one it fails there, and nowhere else."""
    problem = Problem("hipspec.paper")
    results = campaign.prove_all(problem, InProcess())
    under = campaign.prove_under(problem, "rea_order", "no_check", results, InProcess())
    other = campaign.with_reading(problem, "rea_order", "no_check")
    names = {(group, f.__name__) for group in prove.groups(other) for f in prove.everything_to_show(other)}
    of_a_step = {f.__name__ for f in other.specification.invariants if is_step_property(f)}
    assert {(r.path, r.property) for r in under} == names - {(INITIAL, name) for name in of_a_step}
    assert len(under) == len({result.id for result in under})
    assert {r.action for r in under if r.verdict is not Verdict.PROVED} == {"deliver_rea"}
