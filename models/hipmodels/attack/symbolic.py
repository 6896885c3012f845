"""Search 2: short sequences of actions with unknown arguments, which the solver chooses.

A sequence starts from a concrete moment of a run in which nobody attacks.
"""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hipmodels.attack.dataflow import writers
from hipmodels.attack.moments import informed, making_up, moments, overheard, played_along, usual_actions
from hipmodels.attack.sequences import Attempt, Sequences
from hipmodels.attack.universe import universe_of
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipspec.language.running import Run


@dataclass(frozen=True)
class Bound:
    """How far to look.

    Attributes:
        longest: how many actions a sequence has at most.
        followed: how many questions the solver is asked for each length and moment, at most.
        altogether: how many it is asked, shared out evenly where there are many moments.
    """

    longest: int
    followed: int
    altogether: int

    def each(self, moments: int) -> int:
        """Return how many questions there are for each length and moment."""
        return min(self.followed, self.altogether // (self.longest * max(moments, 1)))

    def in_words(self, moments: int) -> str:
        """Return it in words."""
        return f"{self.longest} ({self.each(moments)} questions for each length and moment)"


PLAIN = Bound(longest=3, followed=700, altogether=9_000)
WIDE = Bound(longest=2, followed=150, altogether=3_000)  # where nothing says in which action to look
INFORMED = Bound(longest=3, followed=500, altogether=6_000)
ALONG = 1_500  # questions for each run that goes on with packets that a dishonest host makes up
MADE_UP = 2_500  # questions for each sequence that begins where a stranger has listened


def bounds(problem: Problem, ends: list[Function]) -> str:
    """Return in words how far the solver is asked, and among how many names."""
    starts = moments(problem)
    plain = WIDE if _anywhere(problem, ends) else PLAIN
    knowing = [] if plain is WIDE else informed(problem, ends)
    listening = [] if plain is WIDE else list(overheard(problem, ends))
    universe = universe_of(problem, max((*starts, *knowing), key=lambda run: len(run.taken)), plain.longest)
    text = (
        f"sequences of actions with unknown arguments: up to {plain.in_words(len(starts))} from "
        f"{len(starts)} moments of the shortest of these runs and of what becomes of it when one of its hosts is "
        "dishonest"
    )
    if knowing:
        text += (
            f", the rest of that run with packets that this host makes up ({ALONG} questions), and up to "
            f"{INFORMED.in_words(len(knowing))} from {len(knowing)} moments at which the attacker knows all that it "
            "can but for one kind of thing"
        )
    if listening:
        text += (
            f", and from {len(listening)} moments at which a stranger has listened, sequences of {PLAIN.longest} "
            f"actions with a packet of its own last but one ({MADE_UP} questions each)"
        )
    return f"{text}; among up to {universe}"


def _anywhere(problem: Problem, ends: list[Function]) -> bool:
    """Whether nothing says in which action to look: then the dear questions are left out."""
    return len(ends) == len(problem.specification.actions)


def all_attempts(problem: Problem, ends: list[Function], goals: list[Function]) -> Iterator[Attempt]:
    """Yield the runs that violate a goal, as far as the solver finds them; what is cheap to ask comes first.

    Args:
        problem: the specification, with its readings and edits, which are in force while this is used.
        ends: the actions that sequences end in.
        goals: what the last step is to violate; whoever uses the runs may take from it what has been violated enough.
    """
    if _anywhere(problem, ends):
        yield from attempts(problem, moments(problem), ends, goals, WIDE)
        return
    yield from attempts(problem, moments(problem), ends, goals, PLAIN)
    for start, chain in played_along(problem):
        beginnings = [chain[:length] for length in range(1, len(chain) + 1)]
        yield from Sequences(problem, start, len(chain)).ending_in(beginnings, goals, ALONG)
    yield from attempts(problem, informed(problem, ends), ends, goals, INFORMED)
    for last, start in overheard(problem, ends):
        sequences = Sequences(problem, start, PLAIN.longest)
        for chain in chains(problem, last, PLAIN.longest):
            if chain[-2] in making_up(problem):
                yield from sequences.ending_in([chain], goals, MADE_UP)


def attempts(
    problem: Problem, starts: Iterable[Run], lasts: list[Function], goals: list[Function], bound: Bound
) -> Iterator[Attempt]:
    """Yield the runs that violate a goal, as far as the solver finds them; short sequences first.

    Args:
        problem: the specification, with its readings and edits, which are in force while this is used.
        starts: where sequences start.
        lasts: the actions that sequences end in.
        goals: what the last step is to violate; whoever uses the runs may take from it what has been violated enough.
        bound: how far to look.
    """
    spelt_out = [Sequences(problem, start, bound.longest) for start in starts]
    each = bound.each(len(spelt_out))
    for length in range(1, bound.longest + 1):
        for sequences in spelt_out:
            wanted = (chain for last in lasts for chain in chains(problem, last, length))
            yield from sequences.ending_in(wanted, goals, each)


@functools.cache
def chains(problem: Problem, last: Function, length: int) -> tuple[tuple[Function, ...], ...]:
    """Return the sequences of some length that end in an action, chosen backwards.

    Each earlier action writes what some later one reads. It is one that no undisturbed run takes, for of such steps
    attacks are made, or the last one once more.
    """
    plain = Problem(problem.module)
    named = {action.__name__: action for action in problem.specification.actions}
    usual = usual_actions(plain) - {last.__name__}
    found: list[tuple[str, ...]] = [(last.__name__,)]
    for _ in range(length - 1):
        found = [
            (name, *chain)
            for chain in found
            for name in named
            if name not in usual and any(name in writers(plain)[later] or name == later for later in chain)
        ]
    return tuple(tuple(named[name] for name in chain) for chain in found)
