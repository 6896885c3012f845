"""How obligations and time grow with the number of actions and of invariants."""

import time
from collections.abc import Iterable, Iterator

from benchmarks.measure import per_obligation, table
from hipmodels import prove
from hipmodels.problem import Problem
from hipmodels.prove import Result
from hipmodels.verdicts import Verdict

STEPS = 5


def growth() -> Iterator[str]:
    """Yield tables: more and more actions, then more and more invariants, each set closed under what proofs rest on."""
    problem = Problem("hipspec.hip")
    everything = _solve(problem, prove.groups(problem))
    yield from _by_actions(problem)
    yield ""
    yield from _by_invariants(problem, everything)


def _solve(problem: Problem, groups: Iterable[str]) -> list[Result]:
    return [result for group in groups for result in prove.solve_group(problem, group)]


def _row(label: str, problem: Problem, actions: list[str] | None) -> list[str]:
    """Lift and solve in this process, and say how long it took; the lifting counts."""
    fresh = problem.without(f"a name that nothing has: {label}")  # lifted anew, not taken from the row before
    started = time.perf_counter()
    results = _solve(fresh, prove.groups(fresh, actions))
    seconds = time.perf_counter() - started
    failed = sum(result.verdict is not Verdict.PROVED for result in results)
    each = f"{1000 * seconds / len(results):.2f} ms"
    middle = per_obligation(result.seconds for result in results)
    return [label, str(len(results)), str(failed), f"{seconds:.2f} s", each, *middle]


HEADER = ["obligations", "not proved", "time", "time / obligations", "median", "max"]


def _by_actions(problem: Problem) -> Iterator[str]:
    names = [action.__name__ for action in problem.specification.actions]
    invariants = len(prove.everything_to_show(problem))
    rows = [_row(str(count), problem, [prove.INITIAL, *names[:count]]) for count in _counts(len(names))]
    yield from table([f"actions (with {invariants} invariants)", *HEADER], rows)


def _by_invariants(problem: Problem, everything: list[Result]) -> Iterator[str]:
    properties = [f.__name__ for f in problem.specification.properties]
    shown = {f.__name__ for f in prove.everything_to_show(problem)}
    rows: dict[int, list[str]] = {}
    for count in _counts(len(properties)):
        kept = prove.needed_for(properties[:count], everything)
        rows[len(kept)] = _row(str(len(kept)), problem.without(*(shown - kept)), None)
    rows[len(shown)] = _row(str(len(shown)), problem, None)
    actions = len(problem.specification.actions)
    yield from table([f"invariants (with {actions} actions)", *HEADER], list(rows.values()))


def _counts(total: int) -> list[int]:
    """Return a few counts up to a total, evenly spread."""
    return sorted({max(1, total * step // STEPS) for step in range(1, STEPS + 1)})
