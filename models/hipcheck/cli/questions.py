"""What `hipway attack` is asked, and how it finds out: search, and prove where no attack is to be found."""

from collections.abc import Iterable
from dataclasses import dataclass

import click

from hipcheck.cli.known import hints_for
from hipcheck.cli.names import item_named, unknown
from hipcheck.cli.proofs import results_of
from hipcheck.cli.session import Session, begin, others, reading_named
from hipmodels import survey
from hipmodels.attack.find import Found, bounds, find
from hipmodels.campaign import with_reading
from hipmodels.problem import Problem
from hipmodels.prove import Result
from hipmodels.trace import Trace
from hipmodels.verdicts import Verdict


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        session: the specification.
        problem: with what is left out, and the readings.
        title: the question in words.
        targets: the properties to attack, if they are known; all of them otherwise.
    """

    session: Session
    problem: Problem
    title: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What was found out: *attack* with a trace, *proved*, or *unknown*."""

    verdict: Verdict
    trace: Trace | None = None
    tries: int = 0
    why: str = ""
    by: str = ""


def asked(  # noqa: PLR0913, PLR0917  # one for each way to ask
    session: Session,
    context: click.Context,
    without: tuple[str, ...],
    reading: str | None,
    variant: str | None,
    expected: str | None,
) -> Question:
    """Return the one question that the command line asks.

    Raises:
        UsageError: it asks none, or several, or about something that there isn't.
    """
    given = sum(bool(option) for option in (without, reading, variant, expected))
    if given != 1:
        msg = "say what to change: one of --without, --reading, --variant and --expected"
        raise click.UsageError(msg, context)
    if without:
        return _without(session, without)
    if reading:
        return _read_as(session, *reading_of(session, reading))
    if variant:
        return _variant(session, context, variant)
    return _expected(session, expected or "")


def _without(session: Session, names: Iterable[str]) -> Question:
    items = [item_named(session, name, also_assumptions=True, option="--without") for name in names]
    ids = list(dict.fromkeys(item.id for item in items))
    return Question(session, Problem(session.module).without(*ids), "without " + " and ".join(ids))


def reading_of(session: Session, text: str) -> tuple[str, str]:
    """Return the name and the answer of a reading."""
    reading, answer = reading_named(session, text)
    return reading.name, answer


def _read_as(session: Session, name: str, answer: str) -> Question:
    reading = next(r for r in session.specification.readings if r.name == name)
    targets = tuple(broken for member, broken in reading.breaks.items() if str(member.value) == answer)
    problem = Problem(session.module)
    if answer != str(reading.default.value):
        problem = with_reading(problem, name, answer)
    return Question(session, problem, f"under {name}={answer}", targets)


def _variant(session: Session, context: click.Context, name: str) -> Question:
    known: list[str] = []
    for candidate in (session, *(begin(context, other) for other in others(session))):
        for reading in candidate.specification.readings:
            answers = [str(member.value) for member in reading.answers]
            if name in answers:
                return _read_as(candidate, reading.name, name)
            known += answers
    raise unknown("variant", name, known, "--variant")


def _expected(session: Session, name: str) -> Question:
    known = [f.__name__ for f in session.specification.expected]
    if name not in known:
        raise unknown("expected attack", name, known, "--expected")
    return Question(session, Problem(session.module), f"the expected attack on {name}", (name,))


def search(question: Question, tries: int, seed: int) -> Answer:
    """Find out."""
    if question.targets:
        found = find(question.problem, question.targets, tries=tries, seed=seed, deep=True)
        return _found(found) if found else Answer(Verdict.UNKNOWN, tries=tries, why=_nothing(question.problem, tries))
    failures = _failures(question.problem)
    if not failures:
        return Answer(Verdict.PROVED, why="Every property and lemma is proved all the same, unbounded.")
    names = {result.property for result in failures}
    targets = [f.__name__ for f in question.session.specification.properties]
    found = find(
        question.problem,
        targets,
        stages=sorted(names - set(targets)),
        failing=sorted(names),
        favoured=sorted({result.action for result in failures}),
        tries=tries,
        seed=seed,
        hint=_hint(question),
    )
    return _found(found) if found else _not_found(question.problem, failures, tries)


def _hint(question: Question) -> str:
    """Return which search found the kept attack on what is left out, if it is one guard or effect."""
    hints = hints_for(question.session.specification)
    found = [hints[item].found_by for item in question.problem.left_out if item in hints]
    return found[0] if len(found) == len(question.problem.left_out) == 1 else ""


def _failures(problem: Problem) -> list[Result]:
    if problem.left_out and not problem.readings:
        return survey.first_failures(Problem(problem.module), problem.left_out)
    return [r for r in results_of(problem, None, None) if r.verdict is not Verdict.PROVED]


def _found(found: Found) -> Answer:
    return Answer(Verdict.ATTACK, found.trace, found.tries, by=found.by)


def _nothing(problem: Problem, tries: int, lasts: Iterable[str] = ()) -> str:
    return f"No attack was found. Searched: {bounds(problem, tries, lasts)}."


def _not_found(problem: Problem, failures: list[Result], tries: int) -> Answer:
    """Say whether the properties hold even so, without the lemmas that fail."""
    whole = Problem(problem.module)
    if problem.left_out and not problem.readings:
        base = survey.baseline(whole, results_of(whole, None, None))
        results = survey.solved(whole, problem.left_out, base)
        said = survey.weakened(whole, problem.left_out, results, base)
        if said.safe:
            lost = ", ".join(sorted(said.lost))
            why = f"Every property is proved all the same, unbounded. Only lemmas fail, and none is needed: {lost}."
            return Answer(Verdict.PROVED, tries=tries, why=why)
    failing = ", ".join(dict.fromkeys(f"{r.property} on {r.path}" for r in failures))
    return Answer(
        Verdict.UNKNOWN,
        tries=tries,
        why=f"{_nothing(problem, tries, (r.action for r in failures))} Not proved: {failing}.",
    )
