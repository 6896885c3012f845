"""`hipway verify`."""

from pathlib import Path

import click

from hipcheck.cli.files import unwritable
from hipcheck.cli.options import file_option, where_to_work
from hipcheck.cli.session import begin_all
from hipcheck.kept import place


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

    Works on every specification that there is, or on the one that --specification names.

    Exit codes: 0 as expected, 1 an attack or a wrong expectation, 3 unknown, 4 vacuous, 5 error.
    """
    sessions = begin_all(context)
    if write:
        _check_writing([session.specification.name for session in sessions], everything=everything)
    from hipcheck.verify import verify  # noqa: PLC0415  # loads the solver, only after the text was checked

    return verify(sessions, everything=everything, jobs=jobs, address=executor, json_file=json_file, write=write)


def _check_writing(names: list[str], *, everything: bool) -> None:
    """Refuse what can't be written, before the work.

    Raises:
        UsageError: not everything is done that is to be written, or the folder is not ours to write.
    """
    if not everything:
        msg = "--write needs --all: only what was found anew can be kept"
        raise click.UsageError(msg)
    trouble = next((t for t in (unwritable(place(name)) for name in names) if t), "")
    if trouble:
        raise click.UsageError(trouble)
