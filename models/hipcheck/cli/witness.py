"""`hipway witness`."""

from pathlib import Path

import click

from hipcheck.cli.failures import show_attack
from hipcheck.cli.files import write_json
from hipcheck.cli.names import complete_rules, rules_of, unknown
from hipcheck.cli.options import file_option, readings_option
from hipcheck.cli.screen import STYLES, Screen, progress
from hipcheck.cli.session import Session, begin_with, reading_named
from hipcheck.output import documents
from hipmodels.problem import Problem
from hipmodels.trace import to_json
from hipmodels.verdicts import Verdict
from hipmodels.witness import TRIES, Witness, witnesses


@click.command("witness")
@click.argument("rule", shell_complete=complete_rules)
@readings_option
@click.option(
    "--tries", type=click.IntRange(min=1), default=TRIES, show_default=True, metavar="N", help="Try N steps at most."
)
@click.option("--brief", is_flag=True, help="Name the steps of each run, without drawing it.")
@file_option("json", "Write the runs as JSON.")
@click.pass_context
def command(  # noqa: PLR0913  # one parameter for each option
    context: click.Context, *, rule: str, readings: tuple[str, ...], tries: int, brief: bool, json_file: Path | None
) -> int:
    """Show for each path of RULE (or of an action) a run from the beginning that takes it.

    A specification that refuses everything proves everything. That each path can be taken shows that this one doesn't.

    Exit codes: 0 each path has a run, 3 for one of them none was found.
    """
    session = begin_with(context, rule, rules_of)
    known = rules_of(session)
    if rule not in known:
        raise unknown("rule or action", rule, known)
    chosen = tuple((reading.name, answer) for reading, answer in (reading_named(session, text) for text in readings))
    problem = Problem(session.module, chosen)
    with progress("walking"):
        found = witnesses(problem, rule, tries)
    screen = Screen()
    for witness in found:
        _show(screen, session, witness, tries, brief=brief)
    missing = sum(witness.trace is None for witness in found)
    text = f"{len(found)} paths, {len(found) - missing} with a run, {missing} without"
    screen.say(text, STYLES["error"] if missing else "bold")
    entries = [_entry(session, witness) for witness in found]
    write_json(json_file, {**documents.head(session, problem), "rule": rule, "tries": tries, "witnesses": entries})
    return Verdict.UNKNOWN.exit_code if missing else 0


def _show(screen: Screen, session: Session, witness: Witness, tries: int, *, brief: bool) -> None:
    screen.say(f"path {witness.path_id}", "bold")
    for word in witness.words or ("the only one",):
        screen.say(f"- {word}", indent=2)
    if witness.trace is None:
        screen.say(f"no run was found that takes it ({tries} steps tried)", STYLES["unknown"], indent=2)
    elif brief:
        screen.say(" -> ".join(move.action for move in witness.trace.moves), indent=2)
    else:
        screen.say()
        show_attack(screen, session.specification, witness.trace, f"{witness.path_id}: a run that takes it")
    screen.say()


def _entry(session: Session, witness: Witness) -> dict[str, object]:
    run = to_json(witness.trace, session.specification) if witness.trace else None
    return {"path": witness.path_id, "words": list(witness.words), "run": run}
