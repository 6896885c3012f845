"""`hipway diff`."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from hipcheck.cli.diffing import Told, document, show_case, show_totals
from hipcheck.cli.files import OutputFile, write_json, write_text
from hipcheck.cli.lazy import Stop, nearest
from hipcheck.cli.options import file_option, where_to_work
from hipcheck.cli.proofs import workers
from hipcheck.cli.screen import STYLES, Screen
from hipcheck.lockstep.campaign import Campaign, Progress, begin, unreached
from hipcheck.lockstep.cases import Case, CaseError, case_of, events_of, load, play_case, save
from hipcheck.lockstep.shortening import shortened
from hipcheck.lockstep.views import VIEWS, view_named
from hipmodels.verdicts import Verdict

SECONDS = 60.0
SEEDS = 1 << 32
UNDER_WAY = 3  # pieces of work for each process, so that none waits


def _views(context: click.Context, parameter: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """Check the names of views; all of them if none is given."""
    for name in names:
        if name not in VIEWS:
            msg = f"there is no view {name!r}; there are {', '.join(VIEWS)}.{nearest(name, list(VIEWS))}"
            raise click.BadParameter(msg, context, parameter)
    return tuple(dict.fromkeys(names)) or tuple(VIEWS)


@click.command("diff")
@click.option("--seconds", type=click.FloatRange(0.1), metavar="N", help="Walk for N seconds; 60 if nothing is said.")
@click.option("--walks", type=click.IntRange(1, 1_000_000), metavar="N", help="Walk N times through each view.")
@click.option("--seed", type=click.IntRange(0, SEEDS - 1), metavar="S", help="Repeat a campaign; drawn if left out.")
@click.option("--view", "views", multiple=True, callback=_views, metavar="NAME", help="Compare with this one alone.")
@where_to_work
@click.option("--resume", type=OutputFile(), metavar="FILE", help="Go on from what FILE says, and write it there.")
@click.option(
    "--cases",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("hipway-cases"),
    metavar="DIR",
    show_default=True,
    help="Where the case of a difference is written.",
)
@click.option(
    "--case",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Play this case, and nothing else.",
)
@file_option("json", "Write the results as JSON.")
def command(  # noqa: PLR0913  # one parameter for each option
    *,
    seconds: float | None,
    walks: int | None,
    seed: int | None,
    views: tuple[str, ...],
    jobs: int | None,
    executor: str | None,
    resume: Path | None,
    cases: Path,
    case: Path | None,
    json_file: Path | None,
) -> int:
    """Let specification and implementation go through the same events, and compare them after each.

    Hosts meet, move, send, fall silent and are attacked; datagrams are lost, late, doubled, copied, garbled and forged.
    The first difference ends the campaign: it is reduced to the shortest sequence that shows it, drawn, and written
    down as a case.

    Exit codes: 0 no difference, 1 a difference, 4 no difference but paths that were never taken.
    """
    screen = Screen()
    if case is not None:
        return _play(screen, case)
    progress = _progress(resume, seed, views)
    campaign = Campaign(progress, SECONDS if seconds is None and walks is None else seconds, walks)
    count = jobs or os.cpu_count() or 1
    modules = (*(f"hipspec.{view}" for view in progress.views), "hipway", "hipcheck")
    with _kept(resume, progress), workers(jobs, executor, *modules) as pool, Told(campaign) as told:
        campaign.run(pool, UNDER_WAY * count, told)
    show_totals(screen, progress, told.seconds)
    found = None if campaign.found is None else _shortest(campaign.found)
    write_json(json_file, document(progress, found, told.seconds))
    if found is not None:
        path = save(found, cases)
        show_case(screen, found, f"hipway diff --case {path}")
        screen.say(f"to repeat the campaign: hipway diff --seed {progress.seed}")
        return Verdict.ATTACK.exit_code
    missing = [path for view, totals in progress.views.items() for path in unreached(view, totals)]
    if missing:
        screen.say(f"never taken: {', '.join(missing)}; a longer campaign may take them", STYLES["vacuous"])
        return Verdict.VACUOUS.exit_code
    screen.say("no difference", "bold")
    return 0


def _play(screen: Screen, path: Path) -> int:
    """Play a case, and show it if its sides differ."""
    try:
        case = load(path)
        played = play_case(case)
    except CaseError as error:
        raise Stop(str(error)) from error
    if played.difference is None:
        screen.say(f"{path}: {len(played.events)} events, no difference", "bold")
        return 0
    show_case(screen, case_of(case.view, case.seed, played.events, played.difference), f"hipway diff --case {path}")
    return Verdict.ATTACK.exit_code


def _progress(resume: Path | None, seed: int | None, views: tuple[str, ...]) -> Progress:
    """Return where a campaign begins: where it stopped, or at its beginning.

    Raises:
        Stop: the file holds no campaign, or another one.
    """
    if resume is None or not resume.exists() or not resume.stat().st_size:
        return begin(secrets.randbelow(SEEDS) if seed is None else seed, views)
    try:
        progress = msgspec.json.decode(resume.read_bytes(), type=Progress)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Stop(f"{resume} holds no campaign: {error}") from error
    if seed not in {None, progress.seed}:
        raise Stop(f"{resume} is of a campaign with --seed {progress.seed}")
    if set(progress.views) != set(views):
        raise Stop(f"{resume} is of a campaign with --view {' --view '.join(progress.views)}")
    return progress


@contextmanager
def _kept(resume: Path | None, progress: Progress) -> Iterator[None]:
    """Write down how far a campaign has come, however it ends."""
    try:
        yield
    finally:
        if resume is not None:
            write_text(resume, msgspec.json.encode(progress).decode())


def _shortest(found: Case) -> Case:
    """Return the shortest sequence that shows the difference of a case."""
    played = shortened(view_named(found.view), found.seed, events_of(found))
    return case_of(found.view, found.seed, played.events, played.difference)
