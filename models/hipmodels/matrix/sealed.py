"""The cells of a row without the solver: all of them if its seal fits, else those that a run alone decides.

A seal is made when each cell of the row is decided, and covers what is kept and all that the cells depend on. So where
it fits, what no kept attack decides was proved. Everything else is looked at as ever: runs are replayed by the rules,
the attackers are those of the column, and scenarios that have to be possible are played.

Where no seal fits, nothing is taken for proved. A run that is replayed says what it says all the same.
"""

import dataclasses
from collections.abc import Mapping

from hipmodels.matrix.campaign import Done
from hipmodels.matrix.cells import Cell, Kept, RowOf
from hipmodels.matrix.family import Attack, Strength
from hipmodels.trace import DoesNotReplayError, from_json, replay, to_json
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


class Unsealed(RowOf):
    """A row of which nothing is taken for proved; `why` says why that is so."""

    def __init__(self, module: str, name: str, kept: Kept, why: str) -> None:
        """Make use only of what is kept."""
        super().__init__(module, name, kept, anew=False)
        self.why = why

    def cell(self, attack: Attack) -> Cell:
        """Return an attack by the weakest attacker of all; where it takes a proof, the cell is unknown."""
        senseless = self.family.rows[self.name].senseless.get(attack.name)
        if senseless is not None:
            return Cell(self.name, attack.name, None, senseless)
        attacked = self._attacked(attack, attack.violates, attack.ladder)
        volume = bool(self.family.bounds(self.name, attack.name))
        unknown = Cell(self.name, attack.name, Verdict.UNKNOWN, self.why, volume=volume)
        if attacked is None:
            return unknown
        index, trace = attacked
        found = dataclasses.replace(
            unknown,
            weakest=attack.ladder[index].name,
            trace=to_json(trace, self.specification),
            steps=len(trace.moves),
        )
        if index == 0 and not volume:
            return dataclasses.replace(found, verdict=Verdict.ATTACK, why="")
        return found


def unsealed_row(module: str, row: str, kept: Kept, why: str) -> Done:
    """Return the cells of a row whose seal does not fit; a kept run that does not replay any more says nothing."""
    return _row(Unsealed(module, row, kept, why), {})


def sealed_row(module: str, row: str, kept: Kept) -> Done:
    """Return the cells of a row whose seal fits; a cell of which a kept run does not replay is an error."""
    one = Sealed(module, row, kept)
    return _row(one, {key.partition("/")[0]: why for key, why in _unplayable(one).items()})


def _row(one: RowOf, wrong: Mapping[str, str]) -> Done:
    row, stopped = one.name, one.stopped()
    if stopped:
        return Done(row, tuple(Cell(row, attack, Verdict.VACUOUS, stopped) for attack in one.family.attacks), one.kept)
    cells = (
        Cell(row, name, Verdict.ERROR, wrong[name]) if name in wrong else one.cell(attack)
        for name, attack in one.family.attacks.items()
    )
    return Done(row, tuple(cells), one.kept)


def _unplayable(one: RowOf) -> dict[str, str]:
    """Return for each kept run that the rules do not replay what fails."""
    wrong = {}
    for key, document in one.kept.attacks.items():
        try:
            replay(from_json(document["trace"], one.specification), one.specification)
        except (LookupError, TypeError, ValueError, DoesNotReplayError) as error:
            wrong[key] = f"what is kept does not replay: {key.partition('/')[2]}: {error}"
    return wrong
