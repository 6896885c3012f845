"""The ledger of a property: everything that its proof rests on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hipcheck.cli.proofs import results_of
from hipmodels import prove
from hipmodels.items import actions_through, assumptions
from hipmodels.problem import Problem
from hipmodels.properties import kind_of
from hipmodels.verdicts import Verdict, worst


@dataclass(frozen=True)
class Ledger:
    """What the proof of a property rests on.

    Attributes:
        kind: "property", "lemma" or "step".
        verdict: what became of it and of all that it rests on.
        obligations: how many there are of the property itself.
        scope: "unbounded", or the bound.
        lemmas: the lemmas and properties that the proofs used, directly or not.
        assumptions: what the environment guarantees on the paths where the solver was needed.
        rlimit: the resources that all these proofs took.
    """

    kind: str
    verdict: Verdict
    obligations: int
    scope: str
    lemmas: tuple[str, ...]
    assumptions: tuple[str, ...]
    rlimit: int


def ledger_of(problem: Problem, function: Callable[..., Any], jobs: int | None, address: str | None) -> Ledger:
    """Prove a property and what it rests on, and write down what was used."""
    name = function.__name__
    results = results_of(problem, jobs, address, [name])
    needed = prove.needed_for([name], results) - {name}
    solved = {result.action for result in results if result.rlimit}
    specification = problem.specification
    return Ledger(
        kind=kind_of(function),
        verdict=worst([result.verdict for result in results]),
        obligations=sum(result.property == name for result in results),
        scope=", ".join(dict.fromkeys(result.scope for result in results)),
        lemmas=tuple(f.__name__ for f in prove.everything_to_show(problem) if f.__name__ in needed),
        assumptions=tuple(
            item.id for item in assumptions(problem) if solved & set(actions_through(specification, item.function))
        ),
        rlimit=sum(result.rlimit for result in results),
    )
