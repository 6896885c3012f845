"""Find an attack: search, minimise, replay.

Searches, in this order, each with its bound: walks of the executable specification; short sequences whose arguments
the solver chooses; what the hostile scenarios of the specification try, under the edit, and longer walks from there.
The first two know only runs in which nobody attacks. What the third finds was in part written down, and says so.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from hipmodels.attack import symbolic
from hipmodels.attack.minimise import minimise
from hipmodels.attack.universe import numbered_kinds
from hipmodels.attack.walk import Hit, Walker, betrayals, seeds_of, trace_of
from hipmodels.lift.edits import Edits
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.trace import Trace, property_named, readings_named, replay, specification_functions
from hipspec.language import Impossible, Refused
from hipspec.language.running import Run

TRIES = 60_000
SHORT = 20_000
AFTER_STAGE = 1_500

WALK = "walk"
SOLVER = "solver"
SCENARIO = "scenario"


@dataclass(frozen=True)
class Found:
    """An attack, minimised and replayed.

    Attributes:
        trace: the attack.
        tries: how many steps of walks it took.
        by: which search found it: a walk, the solver, or a hostile scenario that somebody wrote.
    """

    trace: Trace
    tries: int
    by: str


def bounds(tries: int = TRIES) -> str:
    """Return in words how far the searches look."""
    if tries <= SHORT:
        return f"{tries} steps of walks"
    return (
        f"{tries} steps of walks; sequences of up to {symbolic.LONGEST} steps with unknown arguments, "
        f"{symbolic.FOLLOWED} ways of each length from each of its moments"
    )


def find(  # noqa: PLR0913  # what to search, and how; by name
    problem: Problem,
    targets: Iterable[str],
    *,
    stages: Iterable[str] = (),
    failing: Iterable[str] = (),
    favoured: Iterable[str] = (),
    lasts: Iterable[str] = (),
    tries: int = TRIES,
    seed: int = 0,
) -> Found | None:
    """Search for a run that violates one of the targets.

    Args:
        problem: the specification, with its readings and what is left out.
        targets: the names of the properties.
        stages: the names of lemmas whose violation is progress.
        failing: the names of those whose proof failed for a step, targets or stages: what the solver is to violate.
        favoured: the names of the actions to try first.
        lasts: the names of the actions whose proofs failed; the favoured ones if left out.
        tries: how many steps to try at most; this bound is what "not found" means.
        seed: for the random choices.

    Raises:
        DoesNotReplayError: what was found does not replay, which is a fault of ours.
    """
    walker = Walker(
        problem, _functions(problem, targets), stages=_functions(problem, stages), favoured=favoured, seed=seed
    )
    by, hit = WALK, walker.search(min(tries, SHORT))
    if hit is None and tries > SHORT:
        ends = list(lasts) or sorted(walker.favoured)
        by, hit = SOLVER, _by_solver(problem, walker, _functions(problem, failing), ends)
    if hit is None and tries:
        by, hit = SCENARIO, walker.hostile(tries)
    if hit is None:
        return None
    trace = minimise(problem, trace_of(problem, *hit))
    replay(trace, problem.specification)
    return Found(trace, walker.tries, by)


def _by_solver(problem: Problem, walker: Walker, goals: list[Function], lasts: list[str]) -> Hit | None:
    """Let the solver violate a goal; if that is a lemma, go on from there."""
    ends = [action for action in problem.specification.actions if action.__name__ in lasts]
    with Edits(problem.left_out).applied(specification_functions(problem.specification)):
        for attempt in symbolic.attempts(problem, _moments(problem), ends, goals):
            if attempt.goal in walker.targets:
                return attempt.run, attempt.goal, attempt.parameters
            if attempt.goal in goals:
                if not walker.is_new(attempt.goal):
                    goals.remove(attempt.goal)
                hit = walker.go_on(attempt.run, AFTER_STAGE)
                if hit is not None:
                    return hit
    return None


def _moments(problem: Problem) -> list[Run]:
    """Return moments of the shortest run in which nobody attacks, and of the same with a peer that is not honest.

    They are its beginning, the last moment before anything is transmitted, and its end.
    """
    actions = {action.__name__: action for action in problem.specification.actions}
    readings = readings_named(problem.specification, dict(problem.readings))
    numbered = numbered_kinds(problem.specification.world)
    moments = []
    for seed in seeds_of(Problem(problem.module))[:1]:
        kinds = [set(map(type, move.arguments.values())) for move in seed.moves]
        ready = next((n for n, named in enumerate(kinds) if named & numbered), 0)
        for length, variant in itertools.product((0, ready, len(seed.moves)), (seed, *betrayals(seed))):
            run = Run(problem.specification, readings, **variant.initial)
            if all(_goes_on(run, actions[move.action], move.arguments) for move in variant.moves[:length]):
                moments.append(run)
    return moments


def _goes_on(run: Run, action: Function, arguments: dict[str, object]) -> bool:
    try:
        run.do(action, **arguments)
    except (Refused, Impossible, LookupError):
        return False
    return True


def _functions(problem: Problem, names: Iterable[str]) -> list[Function]:
    functions = [property_named(problem.specification, name) for name in names]
    return [function for function in functions if function is not None]
