"""The cells of a row whose seal fits, without the solver.

A seal is made when each cell of the row is decided, and covers what is kept and all that the cells depend on. So where
it fits, what no kept attack decides was proved. Everything else is looked at as ever: runs are replayed by the rules,
the attackers are those of the column, and scenarios that have to be possible are played.
"""

from hipmodels.matrix.campaign import Done
from hipmodels.matrix.cells import Cell, Kept, RowOf
from hipmodels.matrix.family import Strength
from hipmodels.trace import DoesNotReplayError, from_json, replay
from hipmodels.verdicts import Verdict


class Sealed(RowOf):
    """A row whose seal fits, as the caller has made sure of."""

    def __init__(self, module: str, name: str, kept: Kept) -> None:
        """Make use only of what is kept."""
        super().__init__(module, name, kept, anew=False)

    def _proved(self, name: str, strength: Strength) -> tuple[str, ...]:
        """Return what the proof rests on: all lemmas of the row against this attacker, not only those of the cell.

        What is asked for was proved when the seal was made, since no attack decides it.
        """
        del name
        return tuple(self.kept.lemmas.get(strength.name, ()))


def sealed_row(module: str, row: str, kept: Kept) -> Done:
    """Return the cells of a row whose seal fits; a cell of which a kept run does not replay is an error."""
    one = Sealed(module, row, kept)
    stopped = one.stopped()
    if stopped:
        return Done(row, tuple(Cell(row, attack, Verdict.VACUOUS, stopped) for attack in one.family.attacks), kept)
    wrong = {key.partition("/")[0]: why for key, why in _unplayable(one).items()}
    cells = (
        Cell(row, name, Verdict.ERROR, wrong[name]) if name in wrong else one.cell(attack)
        for name, attack in one.family.attacks.items()
    )
    return Done(row, tuple(cells), kept)


def _unplayable(one: Sealed) -> dict[str, str]:
    """Return for each kept run that the rules do not replay what fails."""
    wrong = {}
    for key, document in one.kept.attacks.items():
        try:
            replay(from_json(document["trace"], one.specification), one.specification)
        except (LookupError, TypeError, ValueError, DoesNotReplayError) as error:
            wrong[key] = f"what is kept does not replay: {key.partition('/')[2]}: {error}"
    return wrong
