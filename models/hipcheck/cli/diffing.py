"""What `hipway diff` shows: how far it is, what it has seen, and a difference."""

import time
from types import TracebackType
from typing import Any, Self

import msgspec
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from hipcheck.cli.interruption import check
from hipcheck.cli.screen import STYLES, Screen, plain_table
from hipcheck.ladder import ladder_of
from hipcheck.lockstep.campaign import Campaign, Progress, Totals, paths_of, unreached, why_absent
from hipcheck.lockstep.cases import Case, play_case
from hipcheck.lockstep.comparison import Difference
from hipcheck.lockstep.views import view_named

OFTEN = 0.25  # seconds between two looks at what is under way


class Told:
    """Says how far a campaign is, if somebody looks.

    Attributes:
        seconds: how long it took.
    """

    def __init__(self, campaign: Campaign) -> None:
        """Begin with nothing."""
        self.campaign = campaign
        self.seconds = 0.0
        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Bar(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("walking", total=None)

    def __enter__(self) -> Self:
        """Begin."""
        self._began = self._looked = time.monotonic()
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        self.seconds = time.monotonic() - self._began
        self._bar.stop()

    def __call__(self) -> None:
        """Say how far it is."""
        check()
        now = time.monotonic()
        if now - self._looked < OFTEN:
            return
        self._looked = now
        views = self.campaign.progress.views
        compared = sum(totals.compared for totals in views.values())
        spent = sum(totals.seconds for totals in views.values())
        missing = sum(len(unreached(view, totals)) for view, totals in views.items())
        taken = sum(len(totals.paths) for totals in views.values())
        rate = compared / spent if spent else 0
        self._bar.update(
            self._task,
            description=f"{compared:,} events compared, {rate:,.0f}/s on a core; {taken} paths taken, {missing} to go",
        )


def show_totals(screen: Screen, progress: Progress, seconds: float) -> None:
    """Show what a campaign has seen: for each action which of its paths, and how often."""
    for view, totals in progress.views.items():
        _show_paths(screen, view, totals)
        refusing = sum(len(guards) for guards in totals.refused.values())
        rate = totals.compared / totals.seconds if totals.seconds else 0
        screen.say(
            f"{view}: {totals.recorded} recorded runs, {totals.walks:,} walks, {totals.compared:,} events compared, "
            f"{rate:,.0f} a second on one core; {refusing} guards refused on both sides"
        )
        screen.say()
    compared = sum(totals.compared for totals in progress.views.values())
    screen.say(f"{compared:,} events in {seconds:.1f} s, seed {progress.seed}")


def _show_paths(screen: Screen, view: str, totals: Totals) -> None:
    absent = view_named(view).absent
    table = plain_table(f"{view}: action", "paths taken, and how often")
    for action, paths in paths_of(view).items():
        cells = []
        for path in paths:
            times, why = totals.paths.get(path.id, 0), why_absent(absent, path.id)
            cells.append(f"{times:,}" if times else f"not in an engine: {why}" if why else "never")
        text = "  ".join(dict.fromkeys(cells)) if all(cell.startswith("not") for cell in cells) else "  ".join(cells)
        table.add_row(action, Text(text, style=STYLES["vacuous"] if "never" in cells else ""))
    screen.table(table)
    screen.say()


def show_case(screen: Screen, case: Case, command: str) -> None:
    """Show a difference: what happened, the run as a ladder, the first difference, and how to repeat it."""
    difference = case.about
    if difference is None:
        return
    played = play_case(case)
    screen.say("specification and engine differ", STYLES["error"])
    screen.say()
    specification = played.session.run.specification
    if played.session.run.taken:
        title = f"{specification.title}: as far as both sides agree, and what the specification made of the last event"
        screen.ladder(ladder_of(played.session.run.taken, specification, title=title))
        screen.say()
    screen.say(f"the events, {len(case.events)} of them:", "bold")
    for number, event in case.events:
        fields = ", ".join(f"{name} {_plain(value)}" for name, value in event.items() if name != "event")
        screen.say(f"{number:>4}  {event.get('event', '')}: {fields}", indent=2)
    screen.say()
    _show_difference(screen, difference)
    screen.print(f"to repeat it: {command}", soft_wrap=True)


def _plain(value: Any) -> str:  # noqa: ANN401  # whatever an event holds
    return msgspec.json.encode(value).decode().replace('"', "")


def _show_difference(screen: Screen, difference: Difference) -> None:
    screen.say(f"the first difference, at event {difference.number}: {difference.what}", "bold")
    for side, text in (("specification", difference.specification), ("engine", difference.engine)):
        screen.say(f"{side + ':':<15}{text}", indent=2)
    for name in ("rule", "guard", "clause"):
        text = getattr(difference, name)
        if text:
            screen.say(f"{name + ':':<15}{text}", indent=2)
    screen.say()


def document(progress: Progress, found: Case | None, seconds: float) -> dict[str, Any]:
    """Return the results as JSON has them."""
    return {
        "seed": progress.seed,
        "seconds": round(seconds, 3),
        "views": {
            view: {
                "recorded": totals.recorded,
                "walks": totals.walks,
                "compared": totals.compared,
                "processor_seconds": round(totals.seconds, 3),
                "paths": {
                    path.id: {
                        "taken": totals.paths.get(path.id, 0),
                        "absent": why_absent(view_named(view).absent, path.id),
                    }
                    for paths in paths_of(view).values()
                    for path in paths
                },
                "refused": totals.refused,
            }
            for view, totals in progress.views.items()
        },
        "difference": None if found is None else msgspec.to_builtins(found),
    }
