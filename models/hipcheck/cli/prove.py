"""`hipway prove`."""

from collections.abc import Iterator
from pathlib import Path

import click
from rich.table import Table

from hipcheck.cli import failures, scenarios
from hipcheck.cli.files import write_json, write_text
from hipcheck.cli.known import gone_properties
from hipcheck.cli.names import complete_properties, properties_of, property_names, readings_of
from hipcheck.cli.options import readings_option, reports, where_to_work
from hipcheck.cli.proofs import Proofs, Proved, prove, recheck
from hipcheck.cli.screen import STYLES, Screen, coloured, plain_table, some_of
from hipcheck.cli.session import Session, begin_all, begin_with, reading_named
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
@click.option(
    "--deep", is_flag=True, help="Where a proof fails, search for an attack at length, not for a second only."
)
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
    deep: bool,
    watching: bool,
    json_file: Path | None,
    junit_file: Path | None,
    sarif_file: Path | None,
) -> int:
    """Prove every property by induction, for any number of hosts, addresses, packets and attackers.

    A property holds at the beginning, and every path of every action preserves it: each of these is one obligation,
    solved alone and unbounded. When one fails you see the path, the part of the property that fails, what the step
    changes, and which of the two it is: a real attack, shown as a ladder diagram from the very beginning, or a state
    that no run was found to reach, so that a lemma is missing. The scenarios are played first: if one stops, a rule
    has become too strict or too lax, and you see the run until there and the guard.

    Proves every specification that there is, or those that know the properties and readings that are named.

    Exit codes: 0 all proved, 1 an attack or a scenario that stops, 3 unknown, 4 vacuous (the assumptions contradict
    each other), 5 error, also if a lemma is used in no proof.

    \b
    hipway prove
    hipway prove --property no_flooding --json flooding.json
    hipway --spec my/spec prove --watch
    """  # noqa: D301  # \b is click's word for "leave these lines alone"
    if watching:
        return watch(context)
    screen = Screen()
    proved: list[Proved] = []
    for session, problem, properties in _tasks(context, names, readings):
        if proved:
            screen.say()
        proofs = prove(problem, jobs, executor, properties, deep=deep)
        if second:
            proofs = recheck(problem, proofs, jobs, executor)
        _show(screen, session, proofs, dict(problem.readings))
        proved.append(Proved(session, problem, proofs))
    if len(proved) > 1:
        _show_total(screen, proved)
    write_json(json_file, documents.of_proofs(proved))
    write_text(junit_file, junit.of_proofs(proved))
    write_text(sarif_file, sarif.of_proofs(proved))
    return worst([verdict_of(one.proofs) for one in proved]).exit_code


def _tasks(
    context: click.Context, names: tuple[str, ...], readings: tuple[str, ...]
) -> Iterator[tuple[Session, Problem, list[str] | None]]:
    """Give each specification that knows what is asked for, with the problem and the properties to prove.

    Raises:
        UsageError: no specification knows a name, or none knows all that belongs together.
    """
    for name in names:
        property_names(begin_with(context, name, properties_of), [name])
    chosen = dict(_reading(context, text) for text in readings)
    tasks = []
    for session in begin_all(context):
        own = [name for name in names if name in properties_of(session)]
        if (own or not names) and chosen.keys() <= set(readings_of(session)):
            tasks.append((session, Problem(session.module, tuple(chosen.items())), property_names(session, own)))
    if not tasks:
        msg = f"no specification has all of {', '.join([*names, *chosen])}"
        raise click.UsageError(msg)
    yield from tasks


def _reading(context: click.Context, text: str) -> tuple[str, str]:
    reading, answer = reading_named(begin_with(context, text.partition("=")[0], readings_of), text)
    return reading.name, answer


def verdict_of(proofs: Proofs) -> Verdict:
    """Return the verdict on some proofs, which decides the exit code."""
    verdicts = [result.verdict for result in proofs.results]
    if proofs.unused:
        verdicts.append(Verdict.ERROR)
    if proofs.stopped:
        verdicts.append(Verdict.ATTACK)
    doubts = [check.answer for check in proofs.rechecks or () if not check.agrees]
    verdicts += [Verdict.UNKNOWN if answer == "unknown" else Verdict.ERROR for answer in doubts]
    return worst(verdicts)


def _show(screen: Screen, session: Session, proofs: Proofs, chosen: dict[str, str]) -> None:
    screen.say(session.specification.title, "bold")
    if chosen:
        screen.say("under " + ", ".join(f"{name}={answer}" for name, answer in chosen.items()))
    screen.say()
    screen.table(_table(proofs.results))
    attacked = any(failure.attack is not None for failure in proofs.failures)
    scenarios.show(screen, session.specification, proofs.stopped, attacked=attacked)
    gone = tuple(gone_properties(session.specification))
    for number, failure in enumerate(proofs.failures):
        besides = failures.Besides(bool(proofs.stopped), drawn=number > 0, gone=gone)
        failures.show(screen, session.specification, failure, besides)
    _rest(screen, proofs)
    screen.say()
    screen.say(_summary(proofs), STYLES["error"] if verdict_of(proofs) is not Verdict.PROVED else "bold")


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
    vacuous = [result for result in others if result.verdict is Verdict.VACUOUS]
    for path in dict.fromkeys(result.path for result in vacuous):
        names = [result.property for result in vacuous if result.path == path]
        screen.say()
        screen.say(f"vacuous: {path} proves nothing of {some_of(names)}", "bold")
    for result in (result for result in others if result.verdict is not Verdict.VACUOUS):
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


def _show_total(screen: Screen, proved: list[Proved]) -> None:
    everything = [one.proofs for one in proved]
    rechecks = [check for proofs in everything for check in proofs.rechecks or ()]
    total = Proofs(
        results=[result for proofs in everything for result in proofs.results],
        failures=[],
        unused=[],
        rechecks=rechecks if everything[0].rechecks is not None else None,
        seconds=sum(proofs.seconds for proofs in everything),
        stopped=[stopped for proofs in everything for stopped in proofs.stopped],
    )
    bad = any(verdict_of(proofs) is not Verdict.PROVED for proofs in everything)
    screen.say()
    screen.say(f"{len(proved)} specifications, {_summary(total)}", STYLES["error"] if bad else "bold")


def _summary(proofs: Proofs) -> str:
    results = proofs.results
    counts = {v: sum(result.verdict is v for result in results) for v in Verdict}
    parts = [f"{count} {verdict.value}" for verdict, count in counts.items() if count]
    seconds = f"{proofs.seconds:.1f} s"
    text = f"{len(results)} obligations: {', '.join(parts)}, each unbounded ({seconds})"
    if proofs.rechecks is not None:
        text += f"; {sum(check.agrees for check in proofs.rechecks)} confirmed by cvc5"
    if proofs.stopped:
        text += f"; {len(proofs.stopped)} scenarios do not come out as they say"
    return text
