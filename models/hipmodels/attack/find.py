"""Find an attack: search, minimise, replay.

What is cheap comes first: some steps of walks of the executable specification, from runs in which nobody attacks; then
what the hostile scenarios of the specification try, under the edit. If that is an attack, there is one, and the search
is over; it was in part written down, and says so. If none is found, or an earlier search says that there is one that
nobody wrote down, the long searches follow: more steps of walks, short sequences whose arguments the solver chooses,
and at last walks from the hostile scenarios. Each has its bound.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hipmodels.attack import symbolic
from hipmodels.attack.minimise import minimise
from hipmodels.attack.seeds import seeds_of
from hipmodels.attack.walk import Hit, Walker, trace_of
from hipmodels.items import actions_asking, actions_running
from hipmodels.lift.edits import Edits
from hipmodels.lift.source import Function
from hipmodels.problem import Problem
from hipmodels.trace import Trace, property_named, replay, specification_functions

TRIES = 60_000
SHORT = 20_000
FIRST = 3_000
AFTER_STAGE = 1_500

WALK = "walk"
SOLVER = "solver"
SCENARIO = "scenario"
UNSCRIPTED = (WALK, SOLVER)
BY = {WALK: "a walk", SOLVER: "the solver", SCENARIO: "a hostile scenario", "": "an earlier search"}


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


def bounds(problem: Problem, tries: int = TRIES, lasts: Iterable[str] = ()) -> str:
    """Return in words how far the searches look, which is what "not found" means."""
    plain = Problem(problem.module)
    runs = len(seeds_of(plain))
    walks = f"{min(tries, SHORT)} steps of walks from the moments of {runs} runs in which nobody attacks"
    hostile = f"{len(seeds_of(plain, disturbed=True)) - runs} scenarios in which somebody does"
    if tries <= SHORT:
        return f"{walks}, and what is tried in {hostile}"
    solver = symbolic.bounds(problem, _ends(problem, lasts, set()))
    return f"{walks}; {solver}; what is tried in {hostile}, and {tries - SHORT} more steps of walks from there too"


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
    hint: str = "",
    deep: bool = False,
) -> Found | None:
    """Search for a run that violates one of the targets.

    Args:
        problem: the specification, with its readings and what is left out.
        targets: the names of the properties.
        stages: the names of lemmas whose violation is progress.
        failing: the names of those whose proof failed for a step, targets or stages: what the solver is to violate;
            the targets if left out.
        favoured: the names of the actions to try first.
        lasts: the names of the actions whose proofs failed. If left out, the favoured ones; or else those that
            run through what is left out, or ask for the reading that was changed, if one was; or else all.
        tries: how many steps to try at most; this bound is what "not found" means.
        seed: for the random choices.
        hint: which search is known to find an attack, if one is: it is tried where others would do, too.
        deep: whether a hostile scenario that attacks is no reason to leave out the long searches.

    Raises:
        DoesNotReplayError: what was found does not replay, which is a fault of ours.
    """
    targets = list(targets)
    walker = Walker(
        problem,
        _functions(problem, targets),
        stages=_functions(problem, stages),
        favoured=favoured,
        seed=seed,
        widely=tries > SHORT or bool(problem.left_out),
    )
    by, hit = WALK, walker.search(min(tries, FIRST))
    waiting = _at_length(problem, walker, list(failing) or targets, lasts, tries)
    scripted = None
    if hit is None and not deep:
        if hint in waiting:
            by, hit = hint, waiting.pop(hint)()
        scripted = walker.scripted(tries) if hit is None else None
    while hit is None and scripted is None and waiting:
        by = next(iter(waiting))
        hit = waiting.pop(by)()
    if hit is None and deep:
        scripted = walker.scripted(tries)
    if hit is None:
        by, hit = SCENARIO, scripted or walker.hostile(tries)
    if hit is None:
        return None
    trace = minimise(problem, trace_of(problem, *hit))
    replay(trace, problem.specification)
    return Found(trace, walker.tries, by)


def _at_length(
    problem: Problem, walker: Walker, goals: Iterable[str], lasts: Iterable[str], tries: int
) -> dict[str, Callable[[], Hit | None]]:
    """Return the long searches from runs in which nobody attacks, in the order in which they are made."""
    searches: dict[str, Callable[[], Hit | None]] = {WALK: lambda: walker.search(min(tries, SHORT))}
    if tries > SHORT:
        ends = _ends(problem, lasts, walker.favoured)
        searches[SOLVER] = lambda: _by_solver(problem, walker, _functions(problem, goals), ends)
    return searches


def _ends(problem: Problem, lasts: Iterable[str], favoured: set[str]) -> list[Function]:
    """Return the actions in which an attack may come to light."""
    named = set(lasts) or favoured
    actions = problem.specification.actions
    if named:
        return [action for action in actions if action.__name__ in named]
    if problem.left_out:
        running = actions_running(problem.specification, problem.left_out)
        return [action for action in actions if action.__name__ in running]
    asking = actions_asking(problem.specification, dict(problem.readings))
    return [action for action in actions if not problem.readings or action.__name__ in asking]


def _by_solver(problem: Problem, walker: Walker, goals: list[Function], ends: list[Function]) -> Hit | None:
    """Let the solver violate a goal; if that is a lemma, go on from there."""
    with Edits(problem.left_out).applied(specification_functions(problem.specification)):
        for attempt in symbolic.all_attempts(problem, ends, goals):
            if attempt.goal in walker.targets:
                return attempt.run, attempt.goal, attempt.parameters
            if attempt.goal in goals:
                if not walker.is_new(attempt.goal):
                    goals.remove(attempt.goal)
                hit = walker.go_on(attempt.run, AFTER_STAGE)
                if hit is not None:
                    return hit
    return None


def _functions(problem: Problem, names: Iterable[str]) -> list[Function]:
    functions = [property_named(problem.specification, name) for name in names]
    return [function for function in functions if function is not None]
