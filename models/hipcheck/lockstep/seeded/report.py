"""What becomes of seeded bugs: which are caught, by what, and after how much."""

from collections.abc import Iterator, Mapping, Sequence

from hipcheck.lockstep.seeded.bugs import Bug, applies
from hipcheck.lockstep.seeded.herding import hunted
from hipcheck.lockstep.seeded.hunting import Found, Task
from hipcheck.lockstep.seeded.mutating import Mutant
from hipcheck.lockstep.seeded.table import Fate

__all__ = ["MOST", "mutant_report", "names_guard", "seeded_report"]

MOST = 60_000  # compared events for each bug: half a minute
WALKS = 10_000  # more than so many events take
VIEWS = ("hip", "exchange")


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


def mutant_report(
    chosen: Sequence[Mutant], table: Mapping[str, Fate], *, walks: int = 40, jobs: int | None = None
) -> Iterator[tuple[Mutant, Found]]:
    """Make mutants, and yield what became of each.

    Args:
        chosen: the mutants.
        table: what is known: a mutant that was caught is tried with the walk that caught it first.
        walks: how many walks of each view a mutant must survive.
        jobs: how many processes at once.
    """
    by_id = {mutant.id: mutant for mutant in chosen}
    tasks = []
    for mutant in chosen:
        fate = table.get(mutant.id)
        known = [(fate.view, fate.seed)] if fate is not None and fate.view else []
        every = [(view, seed) for seed in range(walks) for view in VIEWS]
        tasks.append(Task(mutant.id, {mutant.module: mutant.change}, [*known, *every]))
    for found in hunted(tasks, jobs):
        yield by_id[found.id], found


def names_guard(bug: Bug, found: Found) -> bool:
    """Whether a difference names a guard or effect that the bug breaks, or the rule that it is in."""
    told = f"{found.guard} {found.what} {found.specification}"
    for broken in bug.breaks:
        rule, _, sentence = broken.partition("/")
        if (sentence and sentence in told) or rule.split(".")[0] == found.rule:
            return True
    return False
