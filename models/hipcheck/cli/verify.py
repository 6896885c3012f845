"""`hipway verify`."""

import importlib
from pathlib import Path

import click

from hipcheck.cli.lazy import Stop
from hipcheck.cli.options import file_option, where_to_work
from hipcheck.cli.session import begin


@click.command("verify")
@click.option("--all", "everything", is_flag=True, help="Ablate and search everything, not only what changed.")
@where_to_work
@file_option("json", "Write the results as JSON.")
@click.pass_context
def command(
    context: click.Context, *, everything: bool, jobs: int | None, executor: str | None, json_file: Path | None
) -> int:
    """Prove everything, replay every kept attack, and ablate what changed since the last release.

    Exit codes: 0 as expected, 1 an attack or a wrong expectation, 3 unknown, 4 vacuous, 5 error.
    """
    session = begin(context)
    try:
        verify = importlib.import_module("hipcheck.verify").verify
    except ModuleNotFoundError as error:
        if error.name != "hipcheck.verify":
            raise
        msg = "hipway verify is not there yet"
        raise Stop(msg) from error
    code: int = verify(session, everything=everything, jobs=jobs, executor=executor, json_file=json_file)
    return code
