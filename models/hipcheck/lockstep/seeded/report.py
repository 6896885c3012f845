"""What becomes of seeded bugs: which are caught, by what, and after how much."""

from collections.abc import Iterator, Mapping, Sequence

from hipcheck.lockstep.comparison import RECORDED
from hipcheck.lockstep.seeded.bugs import Bug, applies
from hipcheck.lockstep.seeded.herding import hunted
from hipcheck.lockstep.seeded.hunting import Found, Task
from hipcheck.lockstep.seeded.mutating import Mutant
from hipcheck.lockstep.seeded.reaching import Reached
from hipcheck.lockstep.seeded.table import UNREACHED, Fate
from hipcheck.lockstep.views import view_named

__all__ = ["MOST", "MUTANT_MOST", "is_told", "mutant_report", "names_guard", "seeded_report", "walks_for_mutants"]

MOST = 60_000  # compared events for each bug: half a minute
WALKS = 10_000  # more than so many events take
MUTANT_MOST = 3_000  # compared events that a mutant must survive: fifty walks that reach it
MUTANT_VIEWS = ("hip", "exchange", "rendezvous")


def seeded_report(chosen: Sequence[Bug], *, most: int = MOST, jobs: int | None = None) -> Iterator[tuple[Bug, Found]]:
    """Seed bugs, and yield what became of each.

    Args:
        chosen: the bugs.
        most: how many compared events each may take.
        jobs: how many processes at once.

    Raises:
        BugError: a bug can't be seeded.
    """
    for bug in chosen:
        applies(bug)
    by_id = {bug.id: bug for bug in chosen}
    tasks = [
        Task(bug.id, bug.changes(), [(bug.view, seed) for seed in range(WALKS)], bug.left_out, most) for bug in chosen
    ]
    for found in hunted(tasks, jobs):
        yield by_id[found.id], found


def walks_for_mutants(walks: int) -> list[tuple[str, int]]:
    """Return what mutants are tried in: all stories, and so many walks of each view."""
    stories = [(f"{view}/{story}", RECORDED) for view in MUTANT_VIEWS for story in view_named(view).stories]
    return stories + [(view, seed) for seed in range(walks) for view in MUTANT_VIEWS]


def mutant_report(  # what the options of the command say
    chosen: Sequence[Mutant],
    table: Mapping[str, Fate],
    reaching: Reached,
    *,
    most: int = MUTANT_MOST,
    jobs: int | None = None,
) -> Iterator[tuple[Mutant, Found]]:
    """Make mutants, and yield what became of each.

    Args:
        chosen: the mutants.
        table: what is known: a mutant that was caught is tried with the walk that caught it first.
        reaching: which walks run which lines: a mutant is tried in those that run it, and in no other.
        most: how many compared events a mutant must survive.
        jobs: how many processes at once.
    """
    by_id = {mutant.id: mutant for mutant in chosen}
    every = sorted({walk for walks in reaching.values() for walk in walks}, key=_turn)
    tasks = []
    for mutant in chosen:
        fate = table.get(mutant.id)
        known = [(fate.view, fate.seed)] if fate is not None and is_told(fate.view) else []
        walks = _walks_of(mutant, reaching) if mutant.lines else every
        if known or walks:
            tasks.append(Task(mutant.id, {mutant.module: mutant.change}, [*known, *walks], most=most))
        else:
            yield mutant, Found(mutant.id, UNREACHED)
    for found in hunted(tasks, jobs):
        yield by_id[found.id], found


def is_told(view: str) -> bool:
    """Whether the kill table names a view there, or a story that is still told."""
    name, _, story = view.partition("/")
    return name in MUTANT_VIEWS and (not story or story in view_named(name).stories)


def _walks_of(mutant: Mutant, reaching: Reached) -> list[tuple[str, int]]:
    """Return the walks that run a mutant's statement, the stories first and then the views in turn."""
    found = {walk for line in mutant.lines for walk in reaching.get((mutant.module, line), ())}
    return sorted(found, key=_turn)


def _turn(walk: tuple[str, int]) -> tuple[int, int, str]:
    view, seed = walk
    name, _, story = view.partition("/")
    return -1 if story else seed, MUTANT_VIEWS.index(name), story


def names_guard(bug: Bug, found: Found) -> bool:
    """Whether a difference names a guard or effect that the bug breaks, or the rule that it is in."""
    told = f"{found.guard} {found.what} {found.specification}"
    for broken in bug.breaks:
        rule, _, sentence = broken.partition("/")
        if (sentence and sentence in told) or rule.split(".")[0] == found.rule:
            return True
    return False
