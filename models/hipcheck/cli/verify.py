"""`hipway verify`."""

from pathlib import Path

import click

from hipcheck.cli.options import file_option, where_to_work
from hipcheck.cli.session import begin, protocols


@click.command("verify")
@click.option("--all", "everything", is_flag=True, help="Ablate and search everything, not only what changed.")
@click.option("--write", is_flag=True, help="With --all: keep the classes and attacks that were found.")
@where_to_work
@file_option("json", "Write the findings as JSON.")
@click.pass_context
def command(  # noqa: PLR0913  # one parameter for each option
    context: click.Context,
    *,
    everything: bool,
    write: bool,
    jobs: int | None,
    executor: str | None,
    json_file: Path | None,
) -> int:
    """Prove everything, replay every kept attack, and ablate what changed since the last release.

    Works on every specification that there is. Exit codes: 0 as expected, 1 an attack or a wrong expectation,
    3 unknown, 4 vacuous, 5 error.
    """
    sessions = [begin(context, name) for name in protocols()]
    from hipcheck.verify import verify  # noqa: PLC0415  # loads the solver, only after the text was checked

    return verify(sessions, everything=everything, jobs=jobs, address=executor, json_file=json_file, write=write)
