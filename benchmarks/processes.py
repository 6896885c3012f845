"""Whole processes: the command from start to exit, against a Python that does nothing or only loads the solver."""

from collections.abc import Iterator

from benchmarks.measure import HIPWAY, prove, proved, ratio, table, together

SMALL = ("no_multicast_binding", "no_address_stealing")


def startup() -> Iterator[str]:
    """Yield the time of `hipway --help` against that of a Python that does nothing."""
    nothing, help_ = together([("-c", "pass"), (*HIPWAY, "--help")], runs=9)
    rows = [["python -c pass", str(nothing), "1.00"], ["hipway --help", str(help_), ratio(help_, nothing)]]
    yield from table(["process", "median of 9", "ratio"], rows)


def cold() -> Iterator[str]:
    """Yield the time of `hipway prove`, from start to exit and with nothing known from before."""
    solver = ("-c", "import z3")
    chosen: list[tuple[str, list[str]]] = [("hip", []), ("paper", [])]
    chosen += [("hip", ["--property", name]) for name in SMALL]
    commands = [prove(*options, "--jobs", "1", specification=name) for name, options in chosen]
    loading, *timings = together([solver, *commands])
    rows = [["python -c 'import z3'", "", str(loading), "1.00"]]
    for (name, options), timing in zip(chosen, timings, strict=True):
        count = len(proved(*options, specification=name)["obligations"])
        words = " ".join(["hipway --specification", name, "prove", *options, "--jobs 1"])
        rows.append([words, str(count), str(timing), ratio(timing, loading)])
    yield from table(["process", "obligations", "median of 3", "ratio"], rows)
