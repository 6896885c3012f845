"""How many bugs are seeded, and how it stands with the mutants: counted, never typed."""

from collections import Counter

from hipcheck.lockstep.seeded.bugs import bugs
from hipcheck.lockstep.seeded.mutating import mutants
from hipcheck.lockstep.seeded.table import KINDS, kill_table, stands
from hipcheck.lockstep.views import VIEWS, view_named
from hipwaydocs.text import table

__all__ = ["numbers"]


def numbers() -> str:
    """Return the numbers of the catalogue, of the stories, and of the kill table."""
    known = kill_table()
    found = Counter(stands(mutant.id, known) for mutant in mutants())
    rows = [
        ["bugs in the engine", f"{len(bugs('engine'))}"],
        ["changes to the specification", f"{len(bugs('specification'))}"],
        *([f"stories of the view on `{name}`", f"{len(view_named(name).stories)}"] for name in VIEWS),
        ["mutants", f"{found.total()}"],
        *([f"mutants: {kind}", f"{found[kind]}"] for kind in KINDS),
    ]
    return table(["what", "how many"], rows, [60, 40])
