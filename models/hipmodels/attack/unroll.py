"""Search 3: every run of at most so many steps, with all arguments unknown, to prove that no shorter attack exists.

Runs start at the beginning, with any number of hosts, and are followed one sequence of paths at a time. A sequence is
given up as soon as the solver refutes it, and never begun where a shorter or another one does the same: each step must
change something that a later one reads, steps that don't touch each other come in one order only, and what every
attack needs (`landmarks`) must still fit in. A property that speaks of states held before it was violated.

Everything is counted in the solver's resources, not in seconds. What the solver can't refute is not refuted: it is
handed out as a suspect, to be turned into a trace that replays, or to stay undecided.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import z3

from hipmodels.attack.fields import Fields
from hipmodels.attack.landmarks import Landmarks, Worlds
from hipmodels.attack.transition import State, Transition, Transitions
from hipmodels.problem import Problem
from hipmodels.prove import Warm
from hipmodels.trace import property_named

STEP_RLIMIT = 400_000
RLIMIT = 30_000_000


@dataclass(frozen=True)
class Node:
    """A run so far.

    Attributes:
        sequence: the numbers of the transitions taken.
        state: where it has come to.
    """

    sequence: tuple[int, ...]
    state: State


class SpentError(Exception):
    """The resources that the search was given are used up."""


class Unrolling:
    """The runs of a problem that may violate one property, unrolled step by step.

    Args:
        problem: the specification, with its readings and what is left out.
        shows: the name of the property.
        rlimit: the resources that all of it may take.

    Attributes:
        spent: the resources that it has taken.
    """

    def __init__(self, problem: Problem, shows: str, rlimit: int = RLIMIT) -> None:
        """Lift; nothing is asked yet."""
        function = property_named(problem.specification, shows)
        if function is None:
            msg = f"no property {shows}"
            raise ValueError(msg)
        self.warm = Warm([], [])
        self.transitions = Transitions(problem.lifted(), function, self.warm.context)
        self.warm.solver.add(*self.transitions.distinct)
        self.rlimit = rlimit
        self.spent = 0
        self.known: dict[tuple[int, ...], bool] = {}
        self.landmarks: dict[int, Landmarks] = {}

    def prepare(self) -> bool:
        """Find out what every attack needs, and return whether the property holds at the beginning.

        Raises:
            SpentError: there are no resources left.
        """
        worlds = Worlds(self.transitions, self.possible)
        ends = [number for number, transition in enumerate(self.transitions.all) if transition.broken]
        self.landmarks = {number: Landmarks(worlds, number) for number in ends}
        return not self.possible(z3.Not(self.transitions.at_first))

    # ------------------------------------------------------------------ the solver

    def possible(self, *facts: z3.BoolRef) -> bool:
        """Whether the solver does not refute some facts, on top of what it was told.

        Raises:
            SpentError: there are no resources left.
        """
        if self.spent >= self.rlimit:
            raise SpentError
        self.warm.solver.push()
        self.warm.solver.add(*facts)
        answer = self.warm.check(STEP_RLIMIT)
        self.warm.solver.pop()
        self.spent += answer.rlimit
        return bool(answer.said != z3.unsat)

    # ------------------------------------------------------------------ the search

    def suspects(self, length: int) -> Iterator[tuple[int, ...]]:
        """Yield the sequences of exactly so many steps that the solver does not refute as attacks.

        Raises:
            SpentError: there are no resources left.
        """
        if any(landmarks.leave(frozenset(), length - 1) for landmarks in self.landmarks.values()):
            yield from self._follow(Node((), self.transitions.beginning), length)

    def _follow(self, node: Node, length: int) -> Iterator[tuple[int, ...]]:
        if len(node.sequence) + 1 == length:
            for number, landmarks in self.landmarks.items():
                transition = self.transitions.all[number]
                fits = landmarks.leave(frozenset(node.sequence), 0) and self._all_of_use(
                    node.sequence, transition.judged
                )
                if fits and self._violates(node, transition):
                    yield (*node.sequence, number)
            return
        for number, transition in enumerate(self.transitions.all):
            if self._may_go_on(node, number, transition, length):
                yield from self._step(node, number, transition, length)

    def _step(self, node: Node, number: int, transition: Transition, length: int) -> Iterator[tuple[int, ...]]:
        step = len(node.sequence)
        sequence = (*node.sequence, number)
        facts = [condition.at(node.state, step) for condition in transition.conditions]
        if sequence not in self.known:
            self.known[sequence] = self.possible(*facts)
        if not self.known[sequence]:
            return
        after = Node(sequence, transition.after(node.state, step))
        self.warm.solver.push()
        self.warm.solver.add(*facts)
        try:
            yield from self._follow(after, length)
        finally:
            self.warm.solver.pop()

    def _may_go_on(self, node: Node, number: int, transition: Transition, length: int) -> bool:
        """Whether a step may come next: it changes something, in its turn, and what must happen still fits in."""
        if not transition.changes or (node.sequence and not self._in_turn(node.sequence[-1], number)):
            return False
        left = length - len(node.sequence) - 2
        sequence = (*node.sequence, number)
        return any(landmarks.leave(frozenset(sequence), left) for landmarks in self.landmarks.values()) and any(
            self._all_of_use(sequence, used) for used in self._endings(left + 1)
        )

    def _in_turn(self, before: int, number: int) -> bool:
        """Whether two steps come in the one order that is looked at, if their order doesn't matter."""
        one, other = self.transitions.all[before], self.transitions.all[number]
        apart = not (one.changes.keys() & (other.reads | other.changes.keys()) or other.changes.keys() & one.reads)
        return before <= number or not apart

    def _all_of_use(self, sequence: tuple[int, ...], used: Fields) -> bool:
        """Whether each step changes something that a later one needs, or that is used after all of them."""
        for number in reversed(sequence):
            before = self._used_before(number, used)
            if before is None:
                return False
            used = before
        return True

    def _used_before(self, number: int, used: Fields) -> Fields | None:
        """Return what is used before a step if some fields are used after it; nothing if it changes none of them."""
        step = self.transitions.all[number]
        changed = step.changes.keys() & used
        return used.union(step.needs, *(step.changes[field] for field in changed)) if changed else None

    @functools.cache  # noqa: B019  # lives as long as the search does
    def _endings(self, left: int) -> tuple[Fields, ...]:
        """Return what may be used by the last so many steps, each of them of use; the largest sets only."""
        if left == 1:
            found = {self.transitions.all[n].judged for n, landmarks in self.landmarks.items() if not landmarks.never}
        else:
            steps = range(len(self.transitions.all))
            befores = (self._used_before(number, used) for used in self._endings(left - 1) for number in steps)
            found = {used for used in befores if used is not None}
        return tuple(sorted((one for one in found if not any(one < other for other in found)), key=sorted))

    def _violates(self, node: Node, transition: Transition) -> bool:
        step = len(node.sequence)
        return self.possible(*(f.at(node.state, step) for f in (*transition.conditions, *transition.broken)))
