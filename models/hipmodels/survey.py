"""What the proofs say when something is left out: which obligations fail, and whether the properties still hold."""

from collections.abc import Iterable
from dataclasses import dataclass

from hipmodels import prove
from hipmodels.items import actions_running
from hipmodels.problem import Problem
from hipmodels.prove import INITIAL, Result
from hipmodels.verdicts import Verdict


@dataclass(frozen=True)
class Baseline:
    """What the proofs of the whole specification say: which facts each obligation rests on.

    Attributes:
        cores: for each obligation, the invariants, guards and assumptions that its proof used.
        rests_on: for each property, everything that its proofs rest on.
    """

    cores: dict[str, tuple[str, ...]]
    rests_on: dict[str, frozenset[str]]


def baseline(problem: Problem, results: list[Result]) -> Baseline:
    """Return what ablation needs to know of the proofs."""
    names = [f.__name__ for f in problem.specification.properties]
    return Baseline(
        proofs_of(results),
        {name: frozenset(prove.needed_for([name], results)) for name in names},
    )


def proofs_of(results: Iterable[Result]) -> dict[str, tuple[str, ...]]:
    """Return for each obligation that is proved the invariants, guards and assumptions that its proof used."""
    return {r.id: (*r.core, *r.checks) for r in results if r.verdict is Verdict.PROVED}


@dataclass(frozen=True)
class Survey:
    """What the proofs say without some items: which obligations fail, and whether the properties still hold."""

    failing: frozenset[str]
    paths: frozenset[str]
    safe: bool
    lost: frozenset[str]


def affected(problem: Problem, left_out: Iterable[str]) -> list[str]:
    """Return the actions that run through what is left out."""
    specification = problem.specification
    through = actions_running(specification, left_out)
    return [action.__name__ for action in specification.actions if action.__name__ in through]


def solved(problem: Problem, left_out: Iterable[str], base: Baseline | None = None) -> list[Result]:
    """Return every obligation of the actions that run through what is left out; proofs that carry over are reused."""
    edited, proofs = problem.without(*left_out), base.cores if base else None
    groups = prove.groups(edited, affected(problem, left_out))
    return [result for group in groups for result in prove.solve_group(edited, group, proofs=proofs)]


def unproved(results: Iterable[Result]) -> list[Result]:
    """Return those obligations that are not proved."""
    return [result for result in results if result.verdict is not Verdict.PROVED]


def first_failures(problem: Problem, left_out: Iterable[str], base: Baseline | None = None) -> list[Result]:
    """Return the obligations that fail when something is left out."""
    return unproved(solved(problem, left_out, base))


def weakened(
    problem: Problem, left_out: frozenset[str], results: list[Result], base: Baseline, *, to_the_end: bool = False
) -> Survey:
    """Give up the lemmas that fail, and what rests on them, until the rest stands; say whether every property does.

    At the first property that falls it is known that not every one stands; `to_the_end`, what stands is asked as well.

    Args:
        problem: the specification.
        left_out: what is left out of it.
        results: of the obligations of the actions that run through that.
        base: what the proofs rest on.
        to_the_end: whether to go on when a property falls.
    """
    steps = {f.__name__ for f in problem.specification.properties}
    failures = unproved(results)
    failing = {result.property for result in failures}
    touched = set(affected(problem, left_out))
    proofs = {i: core for i, core in base.cores.items() if i.split("/", maxsplit=1)[0] not in touched}
    proofs |= proofs_of(results)
    lost: set[str] = set()
    now = set(failing)
    while now and (to_the_end or not now & steps):
        lost |= now
        now = _fall(problem.without(*left_out, *lost), frozenset(lost), proofs)
    return Survey(frozenset(failing), frozenset(r.path for r in failures), not (now | lost) & steps, frozenset(lost))


def _fall(problem: Problem, lost: frozenset[str], proofs: dict[str, tuple[str, ...]]) -> set[str]:
    """Return what fails once some lemmas are given up, among what rested on them; note the new proofs."""
    shaken = [i for i, core in proofs.items() if lost & set(core)]
    fallen: set[str] = set()
    for group in prove.groups(problem):
        names = frozenset(i.split("|", 1)[1] for i in shaken if i.startswith(f"{group}|")) - lost
        if names and group != INITIAL:
            results = prove.solve_group(problem, group, names)
            fallen |= {result.property for result in unproved(results)}
            proofs.update(proofs_of(results))
    return fallen


def shaken(problem: Problem, failing: set[str], base: Baseline) -> list[str]:
    """Return the properties whose proofs rest on what fails; on a spare lemma, any of them may."""
    names = [function.__name__ for function in problem.specification.properties]
    if failing & {function.__name__ for function in problem.specification.spare_lemmas}:
        return names
    return [name for name in names if base.rests_on[name] & failing]
