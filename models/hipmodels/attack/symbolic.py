"""Search 2: short sequences of actions with unknown arguments, which the solver chooses.

A sequence starts from a concrete moment of a run in which nobody attacks.
"""

import functools
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hipmodels.attack.dataflow import writers
from hipmodels.attack.sequences import Attempt, Sequences
from hipmodels.attack.universe import numbered_kinds, universe_of
from hipmodels.attack.walk import Seed, betrayals, seeds_of
from hipmodels.lift.lifted import parameters_of
from hipmodels.lift.sorts import is_identifier
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.trace import readings_named
from hipspec.language import Impossible, Refused
from hipspec.language.running import Run


@dataclass(frozen=True)
class Bound:
    """How far to look.

    Attributes:
        longest: how many actions a sequence has at most.
        followed: how many questions the solver is asked for each length and moment.
    """

    longest: int
    followed: int

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.longest} ({self.followed} questions for each length and moment)"


PLAIN = Bound(longest=3, followed=700)
INFORMED = Bound(longest=3, followed=500)


def moments(problem: Problem) -> list[Run]:
    """Return moments of the shortest run in which nobody attacks, and of the same with a peer that is not honest.

    They are its beginning, the last moment before anything is transmitted, and its end.
    """
    numbered = numbered_kinds(problem.specification.world)
    found: list[Run] = []
    for seed in seeds_of(Problem(problem.module))[:1]:
        kinds = [set(map(type, move.arguments.values())) for move in seed.moves]
        ready = next((n for n, named in enumerate(kinds) if named & numbered), 0)
        for length in dict.fromkeys((0, ready, len(seed.moves))):
            found += _variants(problem, seed, length)
    return found


def informed(problem: Problem, lasts: list[Function]) -> list[Run]:
    """Return moments at which the attacker knows all that it can, but for one kind of thing.

    They are those before some honest host takes one of the given actions, and the end of that run. What an action
    with one argument tells the attacker, such as to read what was sent to it, or to be given a key, it then knows.
    """
    plain = Problem(problem.module)
    names = {action.__name__ for action in lasts}
    seeds = seeds_of(plain)
    seed = next((s for s in seeds if names & {move.action for move in s.moves}), seeds[0])
    before = next((n for n, move in enumerate(seed.moves) if move.action in names), len(seed.moves))
    usual = usual_actions(plain)
    telling = [
        action
        for action in problem.specification.actions
        if action.__name__ not in usual and [is_identifier(k) for k in parameters_of(action).values()] == [True]
    ]
    found = []
    for length, kept in itertools.product(dict.fromkeys((before, len(seed.moves))), telling):
        for run in _variants(problem, seed, length):
            _tell(problem, run, [action for action in telling if action is not kept])
            found.append(run)
    return found


def _tell(problem: Problem, run: Run, actions: Iterable[Function]) -> None:
    """Let the attacker learn what some actions tell it about everything that there is."""
    named = universe_of(problem, run, 1).names
    for action in actions:
        for parameter, kind in parameters_of(action).items():
            for name in named[kind]:
                _goes_on(run, action, {parameter: name})


def _variants(problem: Problem, seed: Seed, length: int) -> Iterator[Run]:
    """Yield a moment of a run, and the same moment with a host that is not honest, where it is possible."""
    actions = {action.__name__: action for action in problem.specification.actions}
    readings = readings_named(problem.specification, dict(problem.readings))
    for variant in (seed, *betrayals(seed)):
        run = Run(problem.specification, readings, **variant.initial)
        if all(_goes_on(run, actions[move.action], move.arguments) for move in variant.moves[:length]):
            yield run


def _goes_on(run: Run, action: Function, arguments: dict[str, object]) -> bool:
    try:
        run.do(action, **arguments)
    except (Refused, Impossible, LookupError):
        return False
    return True


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
    for length in range(1, bound.longest + 1):
        for sequences in spelt_out:
            wanted = (chain for last in lasts for chain in chains(problem, last, length))
            yield from sequences.ending_in(wanted, goals, bound.followed)


def usual_actions(problem: Problem) -> set[str]:
    """Return the names of the actions that runs take in which nobody attacks."""
    return {move.action for seed in seeds_of(problem) for move in seed.moves}


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
