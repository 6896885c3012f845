"""Options that several commands have."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from hipcheck.cli.files import OutputFile

MOST_JOBS = 256  # more would only be in each other's way

F = TypeVar("F", bound=Callable[..., Any])


def file_option(name: str, what: str) -> Callable[[F], F]:
    """Return an option that names a file to write."""
    return click.option(f"--{name}", f"{name}_file", metavar="FILE", type=OutputFile(), help=what)


def where_to_work(function: F) -> F:
    """Add the options that say where the work is done."""
    jobs = click.option(
        "--jobs",
        "-j",
        type=click.IntRange(1, MOST_JOBS),
        metavar="N",
        help=f"Use N processes, {MOST_JOBS} at most; as many as cores if left out.",
    )
    executor = click.option(
        "--executor", metavar="dask://HOST:PORT", help="Work on a Dask cluster instead of on this machine."
    )
    return jobs(executor(function))


def reports(function: F) -> F:
    """Add the options for reports that machines read."""
    for option in (
        file_option("sarif", "Write the results as SARIF 2.1.0, at the lines of the specification."),
        file_option("junit", "Write the results as JUnit XML."),
        file_option("json", "Write the results as JSON (its schema: `hipcheck/schemas`)."),
    ):
        function = option(function)
    return function


readings_option = click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="READING=ANSWER",
    help="Answer an open question of the standards in another way than by default; may be repeated.",
)
