"""`hipway compare`."""

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from hipcheck.cli.differences import Differences, differences
from hipcheck.cli.files import write_json
from hipcheck.cli.options import file_option, where_to_work
from hipcheck.cli.screen import Screen, plain_table, progress
from hipcheck.cli.session import FIRST, asked_for
from hipcheck.cli.sides import Side, survey


@click.command("compare")
@click.argument("old")
@click.argument("new")
@click.option("--no-ablate", is_flag=True, help="Compare the verdicts only, which is quick.")
@where_to_work
@file_option("json", "Write the differences as JSON.")
@click.pass_context
def command(  # noqa: PLR0913  # one parameter for each option
    context: click.Context,
    *,
    old: str,
    new: str,
    no_ablate: bool,
    jobs: int | None,
    executor: str | None,
    json_file: Path | None,
) -> int:
    """Show what an edit changed: the verdicts, the classes of guards and effects, and the attacks.

    OLD and NEW are folders (with hipspec/ or spec/hipspec/ in them) or revisions of the git repository that you are in.
    Each is proved and ablated by the hipway that you run.

    Exit codes: 0 nothing changed, 1 something did, 5 one of them can't be read or proved at all.

    \b
    hipway compare v0.1 HEAD
    hipway compare main . --no-ablate
    """  # noqa: D301  # \b is click's word for "leave these lines alone"
    name = asked_for(context) or FIRST
    sides: list[Side] = []
    with contextlib.ExitStack() as stack:
        told = stack.enter_context(progress("comparing"))
        for number, given in enumerate((old, new)):
            told(number, 2)
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="hipway-")))
            work = ["--jobs", str(jobs)] * (jobs is not None) + ["--executor", str(executor)] * (executor is not None)
            sides.append(survey(given, folder, name, work, ablate=not no_ablate))
    found = differences(*sides)
    _show(Screen(), found)
    write_json(json_file, {"old": old, "new": new, "specification": name, **found.document()})
    return 1 if found else 0


def _show(screen: Screen, found: Differences) -> None:
    parts = {"verdicts": found.verdicts, "guards and effects": found.classes, "attacks": found.traces}
    for title, lines in parts.items():
        if not lines:
            continue
        screen.say(title, "bold")
        table = plain_table("", "old", "new")
        for change in lines:
            table.add_row(f"  {change.name}", change.old or "(not there)", change.new or "(not there)")
        screen.table(table)
    for note in found.notes:
        screen.say(note)
    if not found:
        screen.say("nothing changed", "bold")
