"""`hipway ablate`."""

from pathlib import Path

import click

from hipcheck.cli.files import write_json, write_text
from hipcheck.cli.known import hints_for
from hipcheck.cli.names import complete_items, item_named, items_by_name
from hipcheck.cli.options import reports, where_to_work
from hipcheck.cli.proofs import results_of, workers
from hipcheck.cli.screen import STYLES, Screen, coloured, plain_table, progress
from hipcheck.cli.session import begin, begin_with
from hipcheck.output import documents, junit, sarif
from hipmodels import campaign
from hipmodels.ablate import UNCLASSIFIED, Ablation
from hipmodels.attack.find import BY
from hipmodels.problem import Problem
from hipmodels.prove import Result
from hipmodels.verdicts import Verdict, worst


@click.command("ablate")
@click.option(
    "--item",
    "names",
    multiple=True,
    metavar="GUARD_OR_EFFECT",
    shell_complete=complete_items,
    help="Leave out only this: its id, or a guard's sentence; may be repeated. Everything if left out.",
)
@click.option(
    "--deep",
    is_flag=True,
    help="Search at length for an attack that nobody wrote down, also where a hostile scenario attacks.",
)
@where_to_work
@reports
@click.pass_context
def command(  # noqa: PLR0913  # one parameter for each option
    context: click.Context,
    *,
    names: tuple[str, ...],
    deep: bool,
    jobs: int | None,
    executor: str | None,
    json_file: Path | None,
    junit_file: Path | None,
    sarif_file: Path | None,
) -> int:
    """Leave out every guard and every effect of the rules, one at a time, and say what each is there for.

    \b
    load-bearing   without it there is an attack, which is minimised and replayed
    covered        without it everything is proved: another one covers for it, and both missing is an attack
    implied        the other guards and the proved invariants entail it
    not-security   everything is proved without it, and the specification says why it is there

    Works on one specification: on hip, if none is named and no --item that another one knows.

    Exit codes: 0 each has a class, 3 one has none, and those of `hipway prove` if not everything is proved.

    \b
    hipway ablate
    hipway ablate --item "the HIP_MAC verifies" --json mac.json
    """  # noqa: D301  # \b is click's word for "leave these lines alone"
    session = begin_with(context, names[0], items_by_name) if names else begin(context)
    problem = Problem(session.module)
    items = list(dict.fromkeys(item_named(session, name, option="--item").id for name in names))
    screen = Screen()
    results = results_of(problem, jobs, executor)
    if any(result.verdict is not Verdict.PROVED for result in results):
        return _unproved(screen, results)
    ablations = ablations_of(problem, results, jobs, executor, items or None, deep=deep)
    _show(screen, ablations)
    write_json(json_file, documents.of_ablations(session, problem, ablations))
    write_text(junit_file, junit.of_ablations(ablations))
    write_text(sarif_file, sarif.of_ablations(ablations))
    return Verdict.UNKNOWN.exit_code if any(a.cls == UNCLASSIFIED for a in ablations) else 0


def ablations_of(  # noqa: PLR0913  # what to leave out, and where to work
    problem: Problem,
    results: list[Result],
    jobs: int | None,
    address: str | None,
    items: list[str] | None,
    *,
    deep: bool = False,
) -> list[Ablation]:
    """Ablate everything, or some items."""
    hints = hints_for(problem.specification)
    with workers(jobs, address, problem.module) as pool, progress("ablating") as told:
        return campaign.ablate_all(problem, results, pool, told, items, hints=hints, deep=deep)


def _unproved(screen: Screen, results: list[Result]) -> int:
    failed = [result for result in results if result.verdict is not Verdict.PROVED]
    screen.say("Only what is proved can be ablated, and this is not (`hipway prove` explains it):", STYLES["error"])
    for result in failed:
        screen.say(f"{result.verdict.value}: {result.id} {result.problem}".rstrip(), indent=2)
    return worst([result.verdict for result in failed]).exit_code


def _show(screen: Screen, ablations: list[Ablation]) -> None:
    table = plain_table("guard or effect", "kind", "class", "why")
    for ablation in ablations:
        table.add_row(ablation.item.id, ablation.item.kind, coloured(ablation.cls), in_words(ablation))
    screen.table(table)
    screen.say()
    counts = {cls: sum(a.cls == cls for a in ablations) for cls in dict.fromkeys(a.cls for a in ablations)}
    parts = ", ".join(f"{count} {cls}" for cls, count in counts.items())
    screen.say(
        f"{len(ablations)} left out, one at a time: {parts}", STYLES["error"] if UNCLASSIFIED in counts else "bold"
    )


def in_words(ablation: Ablation) -> str:
    """Return why something has its class, in one line."""
    if ablation.trace is None:
        return ablation.why
    steps = f"{len(ablation.trace.moves)} steps violate {ablation.property}, found by {BY[ablation.found_by]}"
    if ablation.together:
        others = " and ".join(name for name in ablation.together if name != ablation.item.id)
        return f"together with {others}: {steps}"
    return steps
