"""Search 2: short sequences of actions with unknown arguments, which the solver chooses.

A sequence starts from a concrete moment of a run in which nobody attacks.
"""

import functools
from collections.abc import Iterable, Iterator

from hipmodels.attack.dataflow import writers
from hipmodels.attack.sequences import Attempt, Sequences
from hipmodels.attack.walk import seeds_of
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipspec.language.running import Run

LONGEST = 3
FOLLOWED = 700


def attempts(
    problem: Problem, moments: Iterable[Run], lasts: list[Function], goals: list[Function], longest: int = LONGEST
) -> Iterator[Attempt]:
    """Yield the runs that violate a goal, as far as the solver finds them; short sequences first.

    Args:
        problem: the specification, with its readings and edits, which are in force while this is used.
        moments: where sequences start.
        lasts: the actions that sequences end in.
        goals: what the last step is to violate; whoever uses the runs may take from it what has been violated enough.
        longest: how many steps a sequence has at most.
    """
    spelt_out = [Sequences(problem, start, longest) for start in moments]
    for length in range(1, longest + 1):
        for sequences in spelt_out:
            wanted = (chain for last in lasts for chain in chains(problem, last, length))
            yield from sequences.ending_in(wanted, goals, FOLLOWED)


@functools.cache
def chains(problem: Problem, last: Function, length: int) -> tuple[tuple[Function, ...], ...]:
    """Return the sequences of some length that end in an action, chosen backwards.

    Each earlier action writes what some later one reads. It is one that no undisturbed run takes, for of such steps
    attacks are made, or the last one once more.
    """
    plain = Problem(problem.module)
    named = {action.__name__: action for action in problem.specification.actions}
    usual = {move.action for seed in seeds_of(plain) for move in seed.moves} - {last.__name__}
    found: list[tuple[str, ...]] = [(last.__name__,)]
    for _ in range(length - 1):
        found = [
            (name, *chain)
            for chain in found
            for name in named
            if name not in usual and any(name in writers(plain)[later] or name == later for later in chain)
        ]
    return tuple(tuple(named[name] for name in chain) for chain in found)
