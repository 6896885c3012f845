"""Landmarks: sets of paths of which every attack takes at least one before its last step, the violation.

No violation comes after steps of some paths alone if none does even in a world where the fields of the state that none
of them changes are as they were in the beginning, and all others are anything. Then every attack takes a path outside
the set. Landmarks are found by asking this of the smallest sets that hit all landmarks known so far (a technique of
planning: implicit hitting sets). How many steps it takes to hit them all bounds the length of attacks from below.
"""

import functools
from collections.abc import Callable

import z3

from hipmodels.attack.fields import Fields, fields_of_part, unchanged
from hipmodels.attack.transition import NONE, Formula, Transitions

Taken = frozenset[int]  # the numbers of paths
LIMIT = 8  # of the size of a set that hits all: beyond it, no more are sought


class Worlds:
    """Worlds where some fields are as they were in the beginning and all others are anything: what is possible there.

    Args:
        transitions: the specification, with the violation.
        ask: whether the solver does not refute some facts.
    """

    def __init__(self, transitions: Transitions, ask: Callable[..., bool]) -> None:
        """Remember each answer."""
        self.beginning = transitions.beginning
        self.all = transitions.all
        self._ask = ask
        self._known: dict[tuple[int, bool, Fields], bool] = {}

    def changed_by(self, allowed: Taken) -> Fields:
        """Return the fields that steps of some paths alone may change."""
        live: Taken = frozenset()
        while True:
            changed = NONE.union(*(frozenset(self.all[number].changes) for number in live))
            more = frozenset(n for n in sorted(allowed - live) if self.possible(n, changed))
            if not more:
                return changed
            live |= more

    def possible(self, number: int, changed: Fields, *, violation: bool = False) -> bool:
        """Whether a step is possible (as a violation) where only some fields have changed."""
        transition = self.all[number]
        formulas = (*transition.conditions, *transition.broken) if violation else transition.conditions
        place = (number, violation, changed & (transition.judged if violation else transition.needs))
        if place not in self._known:
            self._known[place] = self._ask(*self._frozen(formulas, changed))
        return self._known[place]

    def _frozen(self, formulas: tuple[Formula, ...], changed: Fields) -> list[z3.BoolRef]:
        """Return formulas where all but some fields are as they were in the beginning."""
        parts = {name: constant for formula in formulas for name, constant in formula.parts}
        state, facts = dict(self.beginning), []
        for name, constant in parts.items():
            fields = fields_of_part(name, constant.sort())
            if changed.intersection(fields):
                state[name] = constant
                places = [place for place, field in enumerate(fields) if field not in changed]
                facts += unchanged(constant, self.beginning[name], places)
        return [*facts, *(formula.at(state, 0) for formula in formulas)]


class Landmarks:
    """What must come before one path violates the property.

    Args:
        worlds: what is possible.
        last: the number of the path that violates it.

    Attributes:
        sets: the landmarks.
        never: whether it never does.
    """

    def __init__(self, worlds: Worlds, last: int) -> None:
        """Find the landmarks."""
        self.worlds = worlds
        self.last = last
        self.everything: Taken = frozenset(range(len(worlds.all)))
        self.sets: list[Taken] = []
        self.never = not self._reached(self.everything)
        while not self.never:
            hitting = self._smallest(tuple(self.sets), LIMIT)
            if hitting is None or self._reached(hitting):
                break
            self.sets.append(self._missing(hitting))

    def leave(self, taken: Taken, most: int) -> bool:
        """Whether no more than so many further steps can do, once some paths were taken."""
        open_ = tuple(landmark for landmark in self.sets if not landmark & taken)
        return not self.never and self._smallest(open_, most) is not None

    @functools.cache  # noqa: B019  # lives as long as the search does
    def _smallest(self, sets: tuple[Taken, ...], most: int) -> Taken | None:
        """Return the first smallest set that hits all the given sets, if one of at most so many members does."""
        if not sets:
            return frozenset()
        best: Taken | None = None
        fewest = min(sets, key=len)
        for member in sorted(fewest):
            if most <= 0:
                break
            rest = self._smallest(tuple(s for s in sets if member not in s), most - 1)
            if rest is not None:
                best, most = rest | {member}, len(rest)
        return best

    def _missing(self, hitting: Taken) -> Taken:
        """Return a landmark: what is left when paths are added as long as they don't suffice for a violation."""
        enough = hitting
        for number in sorted(self.everything - hitting):
            if not self._reached(enough | {number}):
                enough |= {number}
        return self.everything - enough

    def _reached(self, allowed: Taken) -> bool:
        """Whether the violation may come after no steps but those of some paths, as far as this can tell."""
        return self.worlds.possible(self.last, self.worlds.changed_by(allowed), violation=True)
