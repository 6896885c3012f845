"""Ablation: how long an attack takes to be found and minimised, against a proof of the whole specification."""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator

from benchmarks.measure import per_obligation, table
from hipmodels.ablate import LOAD_BEARING
from hipmodels.campaign import ablate_all, prove_all
from hipmodels.executors import executor
from hipmodels.problem import Problem

JOBS = 2


def ablation() -> Iterator[str]:
    """Yield the time of the whole ablation, and the median and the maximum for what is load-bearing."""
    problem = Problem("hipspec.hip")
    with tempfile.TemporaryDirectory() as cache, executor(JOBS) as pool:
        os.environ["HIPWAY_CACHE"] = cache  # an empty one: nothing is known from before
        started = time.perf_counter()
        results = prove_all(problem, pool)
        proving = time.perf_counter() - started
        started = time.perf_counter()
        ablations = ablate_all(problem, results, pool)
        ablating = time.perf_counter() - started
    attacks = [a.seconds for a in ablations if a.cls == LOAD_BEARING]
    classes = Counter(a.cls for a in ablations)
    yield ", ".join(f"{count} {name}" for name, count in sorted(classes.items()))
    row = [str(len(ablations)), f"{ablating:.1f} s", f"{ablating / proving:.1f}", *per_obligation(attacks)]
    yield from table([f"left out ({JOBS} processes)", "time", "ratio to proving", "median attack", "max attack"], [row])
