"""Vectors of single steps of the specification's rules, under every answer to its open questions that is safe."""

from collections import Counter
from collections.abc import Iterator
from functools import cache

from hipcheck.vectors.model import Json, Vector, refused, result
from hipcheck.vectors.steps.choosing import Chosen, Cover, choose
from hipcheck.vectors.steps.plain import plain
from hipcheck.vectors.steps.taking import Attempt, Outcome, narrowed, result_of, take
from hipmodels.items import function_of, rule_functions
from hipmodels.problem import Problem
from hipmodels.trace import readings_named

SPECIFICATIONS = ("exchange", "hip")


@cache
def chosen(name: str) -> tuple[list[Chosen], Cover]:
    """Return the steps of a specification that become vectors, and what they cover."""
    return choose(problem_of(name))


def problem_of(name: str) -> Problem:
    """Return a specification to look into."""
    return Problem(f"hipspec.{name}")


def vectors() -> Iterator[Vector]:
    """Yield all of them."""
    for name in SPECIFICATIONS:
        counts: Counter[str] = Counter()
        for step in chosen(name)[0]:
            action = step.attempt.action.__name__
            counts[action] += 1
            word = f"{action.replace('_', '-')}-{counts[action]}"
            yield _vector(name, f"steps/rule/{name}/{word}", step)


def _vector(name: str, identifier: str, step: Chosen) -> Vector:
    problem = problem_of(name)
    attempt = narrowed(step.attempt, problem.specification.readings_type())
    asked: Json = {
        "specification": name,
        "action": attempt.action.__name__,
        "arguments": {key: plain(value) for key, value in attempt.arguments.items()},
        "world": plain(attempt.world),
    }
    allowed = tuple(_outcomes(problem, attempt))
    what = (attempt.action.__doc__ or "").split("\n", 1)[0]
    refusal = step.outcome.refusal
    says = f"{what} It is refused: it is required that {refusal.split('/', 1)[1]}." if refusal else what
    changed = attempt.name.partition(", ")[2]
    clauses = (_clause(problem, attempt, refusal) if refusal else _of_action(problem, attempt),)
    return Vector(
        identifier,
        "rule",
        asked,
        allowed,
        f"{says} (A scenario's step with {changed}.)" if changed else says,
        clauses,
        covers=tuple(f"{name}: {each}" for each in step.covers),
    )


def _of_action(problem: Problem, attempt: Attempt) -> str:
    """Return the clause of what happens; an attacker keeps to none."""
    clause: str = getattr(attempt.action, "__label__").clause  # noqa: B009  # as `action` wrote it down
    return clause or f"hipspec.{problem.specification.name} {attempt.action.__name__}"


def _clause(problem: Problem, attempt: Attempt, guard: str) -> str:
    """Return the clause of the rule that a guard stands in, or of what happens where the function names none."""
    wanted = function_of(guard)
    for function in rule_functions(problem.specification):
        label = getattr(function, "__label__", None)
        if function.__name__ == wanted and label is not None and label.clause:
            return str(label.clause)
    return _of_action(problem, attempt)


def _outcomes(problem: Problem, attempt: Attempt) -> Iterator[Json]:
    """Yield what may come of a step: as it is proved, and where a safe answer to a reading leads elsewhere."""
    specification = problem.specification
    first = take(attempt, specification.readings_type())
    if first is None:
        raise ValueError(f"{attempt.name}: there is no such step")
    seen = [_told(problem, attempt, first, "under the readings that are proved")]
    for reading in specification.readings:
        for answer in reading.answers:
            if answer is reading.default or answer in reading.breaks:
                continue
            other = take(attempt, readings_named(specification, {reading.name: str(answer.value)}))
            if other is None:
                continue
            because = f"{reading.name}={answer.value}. {reading.question} ({reading.source})"
            told = _told(problem, attempt, other, because)
            if all(_without_reason(told) != _without_reason(each) for each in seen):
                seen.append(told)
    yield from seen


def _without_reason(outcome: Json) -> Json:
    return {name: value for name, value in outcome.items() if name != "because"}


def _told(problem: Problem, attempt: Attempt, outcome: Outcome, because: str) -> Json:
    if outcome.refusal:
        sentence = outcome.refusal.split("/", 1)[1]
        return refused(_clause(problem, attempt, outcome.refusal), f"it is required that {sentence} ({because})")
    return result(because, **result_of(problem, attempt, outcome))
