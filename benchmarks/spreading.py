"""Speed-up: two processes against one, and a local Dask cluster, with the check that the verdicts are the same."""

from collections.abc import Iterator
from typing import Any

from benchmarks.measure import FailedError, prove, proved, ratio, table, together


def spreading() -> Iterator[str]:
    """Yield the time of the same proofs in one process, in two, and on a local cluster of two workers."""
    places = {"1 process": ["--jobs", "1"], "2 processes": ["--jobs", "2"]}
    try:
        import distributed  # noqa: PLC0415  # an extra, loaded only for this measurement
    except ImportError:
        yield "without the extra `cluster`, nothing is measured on Dask: pip install 'hipway[cluster]'"
        yield from _compare(places)
        return
    with distributed.LocalCluster(  # type: ignore[no-untyped-call]  # comes without types for it
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        yield from _compare({**places, "Dask, 2 workers": ["--executor", address]})


def _compare(places: dict[str, list[str]]) -> Iterator[str]:
    reports = {place: proved(*options) for place, options in places.items()}  # also wakes the workers up
    timings = together([prove(*options) for options in places.values()])
    verdicts = [_each(report, "verdict") for report in reports.values()]
    details = [_each(report, "core", "rlimit") for report in reports.values()]
    rows = [
        [
            place,
            str(len(found)),
            str(timing),
            ratio(timings[0], timing),
            _same(found, verdicts[0]),
            _same(own, details[0]),
        ]
        for place, found, own, timing in zip(places, verdicts, details, timings, strict=True)
    ]
    header = ["where", "obligations", "median of 3", "speed-up", "same verdicts", "same cores and resources"]
    yield from table(header, rows)
    if any(found != verdicts[0] for found in verdicts):
        raise FailedError("the verdicts depend on where the work is done")


def _each(report: dict[str, Any], *fields: str) -> dict[str, list[Any]]:
    return {entry["id"]: [entry[field] for field in fields] for entry in report["obligations"]}


def _same(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> str:
    differences = sum(one.get(key) != other.get(key) for key in one.keys() | other.keys())
    return f"{differences} differ" if differences else "yes"
