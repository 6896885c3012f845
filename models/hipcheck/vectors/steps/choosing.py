"""Which steps become vectors: those that are needed to take each path, and to keep and break each guard."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from hipcheck.vectors.steps.changing import Pool, arriving, changed, pool_of
from hipcheck.vectors.steps.taking import Attempt, Outcome, alone, take
from hipmodels.attack.seeds import on_the_whole_text
from hipmodels.items import actions_asking, actions_through, function_of, guards_and_effects
from hipmodels.problem import Problem
from hipmodels.trace import readings_named
from hipmodels.witness import path_of
from hipspec.language.running import Taken

BASES = 12  # steps of an action that are changed

NOT_ALONE: Mapping[str, str] = {
    "is_our_puzzle/the puzzle was made from a secret that is still accepted": (
        "a secret goes with an R1 counter: a puzzle of an older secret has an older counter too"
    ),
    "meet_by_address/the association waits for an R1": "the rule that takes the R1 then asks the same once more",
    "announce_locators/no broadcast or multicast address is announced": (
        "which addresses are multicast is a matter of the world: a list that offers one differs in two places"
    ),
    "give_up_on_address/the UPDATE is a check": (
        "each single change that is tried (of a field, at most two records deep) breaks another guard as well"
    ),
}
"""Guards that no step was found to break alone, each with the reason."""


@dataclass(frozen=True)
class Chosen:
    """A step that becomes a vector.

    Attributes:
        attempt: the step.
        outcome: what comes of it.
        covers: what it was chosen for.
    """

    attempt: Attempt
    outcome: Outcome
    covers: tuple[str, ...]


@dataclass
class Cover:
    """What is covered, and what is left.

    Attributes:
        guards: the ids of all guards.
        paths: the ids of all paths.
        kept, broken: the guards that a step kept, and that a step broke alone.
        taken: the paths that a step took.
        answers: the answers to readings but the default ones, as reading=answer.
        told: those that a step tells from the default one.
        called: the functions that a step runs.
    """

    guards: tuple[str, ...]
    paths: tuple[str, ...]
    answers: tuple[str, ...]
    kept: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)


def attempts_of(problem: Problem) -> Iterator[tuple[Attempt, Taken | None]]:
    """Yield each step of each scenario, those that were refused among them."""
    actions = {action.__name__: action for action in problem.specification.actions}
    for followed in on_the_whole_text(problem, disturbed=True):
        before = followed.beginning
        for move, taken, after in followed.steps:
            yield Attempt(actions[move.action], move.arguments, before.run.world, move.action), taken
            before = after


def choose(problem: Problem) -> tuple[list[Chosen], Cover]:
    """Return the steps, and what they cover."""
    lifted = problem.lifted()
    paths = {path.id: path.action for action in problem.specification.actions for path in lifted.paths(action)}
    guards = tuple(item.id for item in guards_and_effects(problem) if item.kind == "guard")
    cover = Cover(guards, tuple(paths), tuple(_answers(problem)))
    chosen: list[Chosen] = []
    bases: dict[str, list[Attempt]] = {}
    readings = problem.specification.readings_type()
    for attempt, taken in attempts_of(problem):
        outcome = take(attempt, readings)
        if outcome is None:
            continue
        name = attempt.action.__name__
        bases.setdefault(name, []).append(attempt)
        path = ""
        if taken is not None and any(action is attempt.action and i not in cover.taken for i, action in paths.items()):
            found = path_of(problem, taken)
            path = found.id if found is not None else ""
        new = _new(problem, cover, attempt, outcome, path)
        if new:
            chosen.append(Chosen(attempt, outcome, new))
    spread = {name: each[:: -(-len(each) // BASES)] for name, each in bases.items()}
    pool = pool_of([attempt for each in spread.values() for attempt in each])
    chosen += _broken_alone(problem, cover, spread, pool)
    chosen += _told_apart(problem, cover, bases, pool)
    return chosen, cover


def _answers(problem: Problem) -> Iterator[str]:
    for reading in problem.specification.readings:
        yield from (f"{reading.name}={each.value}" for each in reading.answers if each is not reading.default)


def _tells(problem: Problem, attempt: Attempt, outcome: Outcome, answer: str) -> bool:
    """Whether a step comes out otherwise under another answer to a reading."""
    name, _, value = answer.partition("=")
    other = take(attempt, readings_named(problem.specification, {name: value}))
    return other is not None and (other.refusal, other.after) != (outcome.refusal, outcome.after)


def _new(problem: Problem, cover: Cover, attempt: Attempt, outcome: Outcome, path: str) -> tuple[str, ...]:
    """Return what a step covers that none before it did, and note it."""
    found = []
    if path and path not in cover.taken:
        cover.taken.add(path)
        found.append(f"path {path}")
    for guard, held in outcome.asked.items():
        if guard not in cover.guards:
            continue
        if held and not outcome.refusal and guard not in cover.kept:
            cover.kept.add(guard)
            found.append(f"guard kept {guard}")
        if not held and guard not in cover.broken and alone(problem, attempt, outcome, guard):
            cover.broken.add(guard)
            found.append(f"guard broken {guard}")
    if "readings" in inspect.signature(attempt.action).parameters:
        for answer in cover.answers:
            if answer not in cover.told and _tells(problem, attempt, outcome, answer):
                cover.told.add(answer)
                found.append(f"reading {answer}")
    if found:
        cover.called |= outcome.called
    return tuple(found)


def _broken_alone(problem: Problem, cover: Cover, bases: dict[str, list[Attempt]], pool: Pool) -> Iterator[Chosen]:
    """Yield steps with one thing changed, for guards that no scenario breaks alone."""
    of_action: dict[str, set[str]] = {}
    for guard in [each for each in cover.guards if each not in NOT_ALONE]:
        for name in actions_through(problem.specification, function_of(guard)):
            of_action.setdefault(name, set()).add(guard)
    for name, guards in of_action.items():
        for attempt, outcome in _variants(problem, bases.get(name, []), pool):
            if guards <= cover.broken:
                break
            if any(not outcome.asked.get(guard, True) for guard in guards - cover.broken):
                yield from _if_new(problem, cover, attempt, outcome)


def _told_apart(problem: Problem, cover: Cover, bases: dict[str, list[Attempt]], pool: Pool) -> Iterator[Chosen]:
    """Yield steps with one thing changed in what arrives, for answers that no scenario tells from the default one."""
    for answer in cover.answers:
        for name in sorted(actions_asking(problem.specification, [answer.partition("=")[0]])):
            for attempt, outcome in _variants(problem, bases.get(name, []), pool, arriving):
                if answer in cover.told:
                    break
                if _tells(problem, attempt, outcome, answer):
                    yield from _if_new(problem, cover, attempt, outcome)


def _variants(
    problem: Problem, bases: list[Attempt], pool: Pool, change: Callable[[Attempt, Pool], Iterator[Attempt]] = changed
) -> Iterator[tuple[Attempt, Outcome]]:
    readings = problem.specification.readings_type()
    for attempt in (each for base in bases for each in change(base, pool)):
        outcome = take(attempt, readings)
        if outcome is not None:
            yield attempt, outcome


def _if_new(problem: Problem, cover: Cover, attempt: Attempt, outcome: Outcome) -> Iterator[Chosen]:
    covers = _new(problem, cover, attempt, outcome, "")
    if covers:
        yield Chosen(attempt, outcome, covers)
