"""Is an attack as short as any? Proved for any number of hosts, or answered with a shorter attack, or left open."""

from dataclasses import dataclass

from hipmodels.attack.concrete import trace_of
from hipmodels.attack.minimise import minimise
from hipmodels.attack.unroll import RLIMIT, SpentError, Unrolling
from hipmodels.problem import Problem
from hipmodels.trace import Trace, replay


@dataclass(frozen=True)
class Shortest:
    """What is known of attacks that are shorter than a given one, and violate the same property.

    Attributes:
        steps: how many steps the given attack has.
        excluded: no attack has so many steps, or fewer: proved, for any number of hosts.
        shorter: an attack with fewer steps than the given one and none that was excluded, replayed; or none.
        why: why more is not known, if it isn't.
        rlimit: the resources that the solver counted.
    """

    steps: int
    excluded: int
    shorter: Trace | None
    why: str
    rlimit: int

    @property
    def proved(self) -> bool:
        """Whether the given attack is proved to be as short as any."""
        return self.excluded == self.steps - 1


def shortest(problem: Problem, trace: Trace, rlimit: int = RLIMIT) -> Shortest:
    """Look for an attack with fewer steps than a given one, the shortest first.

    Args:
        problem: the specification, with its readings and what is left out.
        trace: the attack.
        rlimit: the solver's resources that the search may take, without those for models.

    Raises:
        DoesNotReplayError: what was found does not replay, which is a fault of ours.
    """
    steps = len(trace.moves)
    unrolling = Unrolling(problem, trace.shows, rlimit)
    excluded = 0
    try:
        if not unrolling.prepare():
            return Shortest(steps, 0, None, f"{trace.shows} is not proved at the beginning", unrolling.spent)
        for length in range(1, steps):
            suspects = list(unrolling.suspects(length))
            shorter = _first_trace(problem, unrolling, suspects)
            if suspects:
                why = "" if shorter else f"{len(suspects)} runs of {length} steps are neither refuted nor found"
                return Shortest(steps, excluded, shorter, why, unrolling.spent)
            excluded = length
    except SpentError:
        return Shortest(steps, excluded, None, "rlimit", unrolling.spent)
    return Shortest(steps, excluded, None, "", unrolling.spent)


def _first_trace(problem: Problem, unrolling: Unrolling, suspects: list[tuple[int, ...]]) -> Trace | None:
    """Return the first trace that some suspects yield, replayed."""
    for suspect in suspects:
        found = trace_of(problem, unrolling.transitions, tuple(unrolling.transitions.all[n] for n in suspect))
        if found is not None:
            replay(found, problem.specification)
            shorter = minimise(problem, found)
            replay(shorter, problem.specification)
            return shorter
    return None
