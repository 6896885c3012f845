"""A path that is followed while the solver says at each branch which ways are possible."""

from dataclasses import dataclass, field
from typing import Any

import z3

from hipmodels.lift.paths import GuardFails, Track
from hipmodels.lift.values import Value

# What unknowns were found to be along a path: by the id of the term, which is kept so that the id stays its own.
Chosen = dict[int, tuple[z3.ExprRef, Any]]


@dataclass
class Guided(Track):
    """A path on which only ways are taken that the solver doesn't rule out."""

    solver: z3.Solver = field(default_factory=z3.Solver)
    chosen: Chosen = field(default_factory=dict)
    questions: int = 0

    def decide(self, condition: z3.BoolRef, words: str) -> bool:
        """Go one way at a branch; leave the other way open if it is possible."""
        position = len(self.taken)
        if position < len(self.planned):
            way = self.planned[position]
        else:
            way = self._possible(condition)
            if way and self._possible(z3.Not(condition)):
                self.open_ends.append([*self.taken, False])
        self.taken.append(way)
        self.words.append(words)
        self.solver.add(condition if way else z3.Not(condition))
        return way

    def _possible(self, condition: z3.BoolRef) -> bool:
        self.questions += 1
        return bool(self.solver.check(condition) != z3.unsat)

    def pass_check(self, origin: str, item: str, condition: Value) -> None:
        """Go on past a guard or assumption, if it can be passed."""
        del origin, item
        if condition is False:
            raise GuardFails
        if condition is not True:
            self.solver.add(condition.expression)

    def define(self, term: z3.BoolRef) -> None:
        """Note what a fresh collection is."""
        self.solver.add(term)
