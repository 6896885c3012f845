"""How things are measured and shown: whole processes, the median of several runs, ratios to something beside it."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RUNS = 3
HIPWAY = ("-m", "hipcheck.cli")


@dataclass(frozen=True)
class Timing:
    """How long a whole process took, from start to exit.

    Attributes:
        seconds: the median of the runs.
        spread: the slowest run minus the fastest.
    """

    seconds: float
    spread: float

    def __str__(self) -> str:
        """Show the median, and how far the runs lie apart."""
        return f"{self.seconds:.3f} s (spread {self.spread:.3f})"


class FailedError(Exception):
    """A measured command that didn't do what it should."""


def together(commands: Sequence[Sequence[str]], runs: int = RUNS, expected: int = 0) -> list[Timing]:
    """Time whole Python processes, in turns, so that a busy machine slows all of them down."""
    seconds: list[list[float]] = [[] for _ in commands]
    for _ in range(runs):
        for taken, command in zip(seconds, commands, strict=True):
            taken.append(_once(command, expected))
    return [Timing(statistics.median(taken), max(taken) - min(taken)) for taken in seconds]


def _once(command: Sequence[str], expected: int = 0) -> float:
    with tempfile.TemporaryDirectory() as cache:
        started = time.perf_counter()
        done = subprocess.run(  # noqa: S603  # our own command
            [sys.executable, *command],
            capture_output=True,
            check=False,
            env={**os.environ, "HIPWAY_CACHE": cache},  # an empty one: nothing is known from before
            text=True,
        )
        seconds = time.perf_counter() - started
    if done.returncode != expected:
        msg = f"{' '.join(command)} ended with exit code {done.returncode}:\n{done.stdout}{done.stderr}"
        raise FailedError(msg)
    return seconds


def proved(*options: str, specification: str = "") -> dict[str, Any]:
    """Run `hipway prove` once and return its report."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        _once([*prove(*options, specification=specification), "--json", str(report)])
        document: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return document


def prove(*options: str, specification: str = "") -> list[str]:
    """Return the arguments for Python that make it run `hipway prove`."""
    named = ["--specification", specification] if specification else []
    return [*HIPWAY, *named, "prove", *options]


def per_obligation(seconds: Iterable[float]) -> list[str]:
    """Return the median and the maximum of the times of single obligations, in milliseconds."""
    taken = sorted(seconds)
    return [f"{1000 * statistics.median(taken):.2f} ms", f"{1000 * taken[-1]:.0f} ms"] if taken else ["-", "-"]


def ratio(one: Timing, other: Timing) -> str:
    """Return how many times as long as the other one took."""
    return f"{one.seconds / other.seconds:.2f}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table."""
    widths = [max(len(line[column]) for line in (header, *rows)) for column in range(len(header))]
    for line in (header, ["-" * width for width in widths], *rows):
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
