"""Scenarios that stop, shown: the run until there, the step that is refused, and the guard that refuses it."""

from collections.abc import Sequence

from hipcheck.cli.failures import in_words
from hipcheck.cli.files import place
from hipcheck.cli.screen import STYLES, Screen, some_of
from hipcheck.ladder.model import ladder_of, source_of
from hipcheck.ladder.terminal import GUTTER
from hipmodels.scenarios import Stopped
from hipspec.language import Specification


def headline(stopped: Stopped) -> str:
    """Return where a scenario stops and why, in one sentence."""
    start = f"scenario {stopped.scenario}"
    if not stopped.refused:
        return f"{start}: {stopped.said}{_where(stopped)}"
    tried = stopped.tried or "the next step"
    return (
        f"{start} stops after step {len(stopped.taken)}: {tried} must be possible, and is refused by "
        f"{stopped.rule}: {stopped.sentence}{_where(stopped)}"
    )


def _where(stopped: Stopped) -> str:
    return f" ({place(*stopped.place)})" if stopped.place else ""


def draw(screen: Screen, specification: Specification, stopped: Stopped) -> None:
    """Draw the run until the step that is refused, and name this step; or until the step that was to be refused."""
    if stopped.taken:
        play = specification.scenarios[stopped.scenario]
        title = f"{stopped.scenario}: {getattr(play, 'title', '')}".rstrip(": ")
        screen.say()
        screen.ladder(ladder_of(list(stopped.taken), specification, title=title))
    if stopped.tried:
        screen.say()
        screen.say(f"{len(stopped.taken) + 1:<{GUTTER}}{stopped.tried.replace('_', ' ')}", "bold")
        action = next((a for a in specification.actions if a.__name__ == stopped.tried), None)
        if action is not None:
            screen.say(source_of(action).sentence, "dim", indent=GUTTER)
        screen.say(f"with {in_words(stopped.arguments)}", indent=GUTTER)
        screen.say(f"REFUSED by {stopped.rule}: {stopped.sentence}{_where(stopped)}", STYLES["attack"], indent=GUTTER)
    screen.say()


def show(screen: Screen, specification: Specification, found: Sequence[Stopped], *, attacked: bool) -> None:
    """Tell the first scenario that stops in full, and of the others where they do.

    If an attack is shown as well, a scenario is drawn only if it says something else: that a rule is too strict.
    """
    if not found:
        return
    screen.say()
    total = len(specification.scenarios)
    screen.say(f"{len(found)} of {total} scenarios do not come out as they say", STYLES["attack"])
    groups: dict[str, list[Stopped]] = {}
    for stopped in found:
        groups.setdefault(stopped.cause, []).append(stopped)
    for number, (cause, same) in enumerate(groups.items()):
        screen.say(headline(same[0]), indent=2)
        if number == 0 and (same[0].refused or not attacked):
            draw(screen, specification, same[0])
        if same[1:]:
            names = some_of([stopped.scenario for stopped in same[1:]])
            screen.say(f"the same ({cause}) stops {len(same) - 1} more: {names}", indent=2)
