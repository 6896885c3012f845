"""`hipway seeded`."""

import fnmatch
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from hipcheck.cli.files import write_json
from hipcheck.cli.lazy import Stop, nearest
from hipcheck.cli.options import MOST_JOBS, file_option
from hipcheck.cli.screen import STYLES, Screen
from hipcheck.lockstep.seeded.bugs import BugError, bugs
from hipcheck.lockstep.seeded.hunting import Found
from hipcheck.lockstep.seeded.mutating import Mutant, mutants
from hipcheck.lockstep.seeded.reaching import reached
from hipcheck.lockstep.seeded.report import MOST, MUTANT_MOST, mutant_report, seeded_report, walks_for_mutants
from hipcheck.lockstep.seeded.table import KINDS, fate_of, kill_table, out_of_view, save, stands
from hipmodels.verdicts import Verdict

LIVES = Verdict.ATTACK.exit_code


@click.command("seeded")
@click.option("--bug", "patterns", multiple=True, metavar="ID", help="This bug alone, or those of a pattern as 'i2-*'.")
@click.option("--reverse", is_flag=True, help="Change the specification instead of the engine.")
@click.option("--mutants", "mutated", is_flag=True, help="Every small change to the engine's files, instead.")
@click.option("--asked", is_flag=True, help="Only the bugs by which the test bed is judged.")
@click.option(
    "--most",
    type=click.IntRange(1, 10_000_000),
    metavar="N",
    help=f"How many compared events a bug may take: {MOST} if nothing is said, a mutant {MUTANT_MOST}.",
)
@click.option(
    "--walks",
    type=click.IntRange(1, 10_000),
    default=40,
    show_default=True,
    help="Walks of each view that mutants are tried in, besides its stories.",
)
@click.option("--write", is_flag=True, help="Write what became of mutants into the kill table.")
@click.option("--jobs", "-j", type=click.IntRange(1, MOST_JOBS), metavar="N", help="Use N processes.")
@file_option("json", "Write the results as JSON.")
def command(  # noqa: PLR0913  # one parameter for each option
    *,
    patterns: tuple[str, ...],
    reverse: bool,
    mutated: bool,
    asked: bool,
    most: int | None,
    walks: int,
    write: bool,
    jobs: int | None,
    json_file: Path | None,
) -> int:
    """Seed bugs into the engine, and let the comparison alone catch each.

    A bug is one changed text of the engine. A process imports the engine with it, and walks as `hipway diff` does,
    until the two sides differ. What is caught by nothing must have a written reason.

    Exit codes: 0 all are caught, 1 a bug lives.
    """
    screen = Screen()
    if mutated:
        return _mutants(screen, patterns, walks, most or MUTANT_MOST, jobs, json_file, write=write)
    try:
        catalogue = bugs("specification" if reverse else "engine")
        chosen = [bug for bug in catalogue if _fits(bug.id, patterns) and (bug.asked or not asked)]
        _check(chosen, patterns, [bug.id for bug in catalogue])
        results = []
        for bug, found in seeded_report(chosen, most=most or MOST, jobs=jobs):
            results.append(found)
            _tell(screen, found)
            del bug
    except BugError as error:
        raise Stop(str(error)) from error
    write_json(json_file, _document(results))
    living = [found.id for found in results if not found.caught]
    events = sum(found.events for found in results)
    screen.say(f"{len(results) - len(living)} of {len(results)} bugs are caught, after {events} compared events in all")
    if living:
        screen.say(f"not caught: {', '.join(sorted(living))}", STYLES["attack"])
    return LIVES if living else 0


def _tell(screen: Screen, found: Found) -> None:
    """Say what became of one bug."""
    if not found.caught:
        screen.say(f"{found.id}: NOT CAUGHT in {found.events} events", STYLES["attack"])
        return
    where = f"{found.caught} after {found.events} events, {found.seconds:.1f} s ({found.view}, walk {found.seed})"
    screen.say(f"{found.id}: {where}", "bold")
    screen.say(f"{found.what}: specification {found.specification or '-'}, engine {found.engine or '-'}", indent=2)
    if found.guard:
        screen.say(f"{found.rule}: {found.guard}", indent=2)


def _mutants(  # noqa: PLR0913, PLR0917  # what the options say
    screen: Screen,
    patterns: tuple[str, ...],
    walks: int,
    most: int,
    jobs: int | None,
    json_file: Path | None,
    *,
    write: bool,
) -> int:
    """Try mutants, those of files that no view sees left out, and say which live without a reason."""
    every = mutants()
    names = {mutant.id for mutant in every}
    table = {name: fate for name, fate in kill_table().items() if name in names}  # of texts that are still there
    fitting = [mutant for mutant in every if _fits(mutant.id, patterns)]
    _check(fitting, patterns, [])
    chosen = [mutant for mutant in fitting if not out_of_view(mutant.id)]
    reaching = reached(walks_for_mutants(walks))
    results = []
    for mutant, found in mutant_report(chosen, table, reaching, most=most, jobs=jobs):
        results.append(found)
        table[mutant.id] = fate_of(found)
        if write:
            save(table)
        if stands(mutant.id, table) == "without a reason":
            screen.say(f"{mutant.id}: {found.caught or 'lives'}", STYLES["attack"])
    write_json(json_file, _document(results))
    kinds = Counter(stands(each.id, table) for each in fitting)
    screen.say(f"{len(fitting)} mutants: " + ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS))
    return LIVES if kinds["without a reason"] else 0


def _fits(name: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(name == pattern or fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _check(chosen: Sequence[Mutant | Any], patterns: Sequence[str], names: Sequence[str]) -> None:
    if not chosen:
        wanted = " or ".join(patterns) or "that is asked for"
        raise Stop(f"there is no bug {wanted}.{nearest(patterns[0], names) if patterns else ''}", exit_code=2)


def _document(results: Sequence[Found]) -> dict[str, Any]:
    return {"bugs": [msgspec.to_builtins(found) for found in results]}
