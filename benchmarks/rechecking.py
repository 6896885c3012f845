"""The second solver: how long it takes to check all proofs, against finding them."""

import time
from collections import Counter
from collections.abc import Iterator

from benchmarks.measure import per_obligation, table
from hipmodels import prove
from hipmodels.problem import Problem
from hipmodels.recheck import MissingSolverError, Recheck, recheck_group, second_solver


def rechecking() -> Iterator[str]:
    """Yield how many proofs the second solver agrees with, and the time of both solvers, in one process."""
    try:
        second_solver()
    except MissingSolverError as error:
        yield str(error)
        return
    rows = [_row(name) for name in ("hip", "exchange", "paper", "rendezvous")]
    header = ["specification", "proofs", "by identity", "agree", "tries", "prove", "recheck", "ratio", "median", "max"]
    yield from table(header, rows)


def _row(name: str) -> list[str]:
    problem = Problem(f"hipspec.{name}")
    started = time.perf_counter()
    found = {group: prove.solve_group(problem, group) for group in prove.groups(problem)}
    proving = time.perf_counter() - started
    started = time.perf_counter()
    checks = [check for group, results in found.items() for check in recheck_group(problem, group, results)]
    checking = time.perf_counter() - started
    return [
        name,
        str(sum(len(results) for results in found.values())),
        str(sum(check.by_identity for check in checks)),
        str(sum(check.agrees for check in checks)),
        _tries(checks),
        f"{proving:.2f} s",
        f"{checking:.2f} s",
        f"{checking / proving:.2f}",
        *per_obligation(check.seconds for check in checks),
    ]


def _tries(checks: list[Recheck]) -> str:
    """Return how many proofs took one strategy, how many two, and so on."""
    counts = Counter(check.tries for check in checks)
    return ", ".join(f"{count} x {tries}" for tries, count in sorted(counts.items()))
