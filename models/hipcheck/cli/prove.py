"""`hipway prove`."""

from pathlib import Path

import click
from rich.table import Table

from hipcheck.cli import failures
from hipcheck.cli.files import write_json, write_text
from hipcheck.cli.names import complete_properties, property_names
from hipcheck.cli.options import readings_option, reports, where_to_work
from hipcheck.cli.proofs import Proofs, prove, recheck
from hipcheck.cli.screen import STYLES, Screen, coloured, plain_table
from hipcheck.cli.session import Session, begin, reading_named
from hipcheck.cli.watching import watch
from hipcheck.output import documents, junit, sarif
from hipmodels.problem import Problem
from hipmodels.prove import Result
from hipmodels.verdicts import Verdict, worst


@click.command("prove")
@click.option(
    "--property",
    "-p",
    "names",
    multiple=True,
    metavar="P",
    shell_complete=complete_properties,
    help="Prove this property and the lemmas that its proof rests on; may be repeated. Everything if left out.",
)
@readings_option
@where_to_work
@click.option("--recheck", "second", is_flag=True, help="Have each proof checked by a second solver, cvc5.")
@click.option("--watch", "watching", is_flag=True, help="Prove again whenever the specification changes, until Ctrl-C.")
@reports
@click.pass_context
def command(  # noqa: PLR0913  # one parameter for each option
    context: click.Context,
    *,
    names: tuple[str, ...],
    readings: tuple[str, ...],
    jobs: int | None,
    executor: str | None,
    second: bool,
    watching: bool,
    json_file: Path | None,
    junit_file: Path | None,
    sarif_file: Path | None,
) -> int:
    """Prove every property by induction, for any number of hosts, addresses, packets and attackers.

    A property holds at the beginning, and every path of every action preserves it: each of these is one obligation,
    solved alone and unbounded. When one fails you see the path, the part of the property that fails, what the step
    changes, and which of the two it is: a real attack, shown as a ladder diagram from the very beginning, or a state
    that no run was found to reach, so that a lemma is missing.

    Exit codes: 0 all proved, 1 an attack, 3 unknown, 4 vacuous (the assumptions contradict each other), 5 error, also
    if a lemma is used in no proof.

    \b
    hipway prove
    hipway prove --property no_flooding --json flooding.json
    hipway --spec my/spec prove --watch
    """  # noqa: D301  # \b is click's word for "leave these lines alone"
    if watching:
        return watch(context)
    session = begin(context)
    chosen = {reading.name: answer for reading, answer in (reading_named(session, text) for text in readings)}
    problem = Problem(session.module, tuple(chosen.items()))
    properties = property_names(session, names)
    proofs = prove(problem, jobs, executor, properties)
    if second:
        proofs = recheck(problem, proofs, jobs, executor)
    screen = Screen()
    _show(screen, session, proofs, chosen)
    write_json(json_file, documents.of_proofs(session, problem, proofs))
    write_text(junit_file, junit.of_proofs(proofs))
    write_text(sarif_file, sarif.of_proofs(session, proofs))
    return exit_code(proofs)


def exit_code(proofs: Proofs) -> int:
    """Return the exit code of some proofs."""
    verdicts = [result.verdict for result in proofs.results]
    if proofs.unused:
        verdicts.append(Verdict.ERROR)
    doubts = [check.answer for check in proofs.rechecks or () if not check.agrees]
    verdicts += [Verdict.UNKNOWN if answer == "unknown" else Verdict.ERROR for answer in doubts]
    return worst(verdicts).exit_code


def _show(screen: Screen, session: Session, proofs: Proofs, chosen: dict[str, str]) -> None:
    screen.say(session.specification.title, "bold")
    if chosen:
        screen.say("under " + ", ".join(f"{name}={answer}" for name, answer in chosen.items()))
    screen.say()
    screen.table(_table(proofs.results))
    for failure in proofs.failures:
        failures.show(screen, session.specification, failure)
    _rest(screen, proofs)
    screen.say()
    screen.say(_summary(proofs), STYLES["error"] if exit_code(proofs) else "bold")


def _table(results: list[Result]) -> Table:
    table = plain_table("property", "kind", "obligations", "verdict", "scope")
    for name in dict.fromkeys(result.property for result in results):
        own = [result for result in results if result.property == name]
        verdict = worst([result.verdict for result in own]).value
        scopes = ", ".join(dict.fromkeys(result.scope for result in own))
        table.add_row(name, own[0].kind, str(len(own)), coloured(verdict), scopes)
    return table


def _rest(screen: Screen, proofs: Proofs) -> None:
    told = {failure.result.id for failure in proofs.failures}
    others = [r for r in proofs.results if r.verdict is not Verdict.PROVED and r.id not in told]
    for result in others:
        screen.say()
        reason = f": {result.problem}" if result.problem else ""
        screen.say(f"{result.verdict.value}: {result.id}{reason}", "bold")
    if proofs.unused:
        screen.say()
        screen.say(f"error: no proof uses the lemmas {', '.join(proofs.unused)}; delete them", "bold")
    for check in proofs.rechecks or ():
        if not check.agrees:
            screen.say()
            screen.say(f"error: the second solver does not confirm {check.id}: {check.answer}", "bold")


def _summary(proofs: Proofs) -> str:
    results = proofs.results
    counts = {v: sum(result.verdict is v for result in results) for v in Verdict}
    parts = [f"{count} {verdict.value}" for verdict, count in counts.items() if count]
    seconds = f"{proofs.seconds:.1f} s"
    text = f"{len(results)} obligations: {', '.join(parts)}, each unbounded ({seconds})"
    if proofs.rechecks is not None:
        text += f"; {sum(check.agrees for check in proofs.rechecks)} confirmed by cvc5"
    return text
