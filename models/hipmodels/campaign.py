"""Campaigns: everything that a command asks for, spread over an executor, with word of progress."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hipmodels import ablate, cache, prove, survey
from hipmodels.ablate import NO_HINT, Hint
from hipmodels.assumptions import Removal, remove
from hipmodels.attack.check import violations
from hipmodels.attack.find import TRIES, bounds, find
from hipmodels.attack.minimise import minimise
from hipmodels.attack.walk import trace_of
from hipmodels.induction import Counterexample, explain
from hipmodels.items import actions_asking, assumptions, guards_and_effects
from hipmodels.lift.edits import Edits
from hipmodels.problem import Problem
from hipmodels.prove import Result
from hipmodels.trace import Trace, from_json, property_named, readings_named, specification_functions, to_json
from hipmodels.verdicts import Verdict
from hipmodels.witness import Witness, all_witnesses
from hipspec.language import Impossible, Refused
from hipspec.language.running import Run

if TYPE_CHECKING:
    from hipmodels.lift.edits import Item

QUICK = 4_000  # steps of walks, where an explanation is wanted at once
LEMMA_TRIES = 20_000  # to violate a lemma takes fewer steps than what comes of it

Told = Callable[[int, int], None]


def nobody(done: int, total: int) -> None:
    """Tell nobody."""
    del done, total


@dataclass(frozen=True)
class Failure:
    """Why an obligation is not proved.

    Attributes:
        result: the obligation, with the verdict *attack* if one was found from the beginning.
        counterexample: the step that breaks it in a finite instance, if there is one.
        attack: a run from the beginning that violates a property that rests on it, if one was found; failing that,
            one that violates what failed, if that is a lemma.
        searched: how many steps were tried in vain, if no property was found to be violated.
        bounds: the same in words.
    """

    result: Result
    counterexample: Counterexample | None
    attack: Trace | None
    searched: int
    bounds: str


def prove_all(
    problem: Problem,
    pool: Executor,
    told: Told = nobody,
    properties: Iterable[str] | None = None,
    actions: Iterable[str] | None = None,
) -> list[Result]:
    """Solve every obligation (or those of some properties or actions), in the order of the specification."""
    groups = prove.groups(problem, actions)
    only = None if properties is None else frozenset(properties)
    futures = {pool.submit(_solve, problem, group, only): group for group in groups}
    solved: dict[str, list[Result]] = {}
    for future in as_completed(futures):
        solved[futures[future]] = future.result()
        told(len(solved), len(groups))
    return [result for group in groups for result in solved[group]]


def _solve(problem: Problem, group: str, only: frozenset[str] | None) -> list[Result]:
    try:
        return prove.solve_group(problem, group, only)
    except Exception as error:  # noqa: BLE001  # a worker reports every fault as a verdict, with its text
        return [prove.errors(problem, group, error)]


def with_lemmas(problem: Problem, results: list[Result], properties: Iterable[str]) -> set[str]:
    """Return the properties and all lemmas that their proofs rest on."""
    del problem
    return prove.needed_for(properties, results)


def failures_of(
    problem: Problem, results: list[Result], most: int = 3, tries: int = QUICK, known: Iterable[Trace] = ()
) -> list[Failure]:
    """Explain the first few obligations that are not proved; attacks that are known are tried first.

    Args:
        problem: the specification.
        results: of all its obligations.
        most: how many to explain.
        tries: how many steps to try for an attack; up to `QUICK` or so there is an answer within seconds.
        known: attacks to try first.
    """
    failed = [r for r in results if r.verdict is Verdict.UNKNOWN]
    attack = attack_on(problem, failed, results, tries, list(known)) if failed else None
    properties = {f.__name__ for f in problem.specification.properties}
    in_vain = bool(failed) and (attack is None or attack.shows not in properties)
    searched, how_far = (tries, bounds(problem, tries, [r.action for r in failed])) if in_vain else (0, "")
    explained = []
    for result in failed[:most]:
        verdict = Verdict.ATTACK if attack is not None else result.verdict
        told = dataclasses.replace(result, verdict=verdict)
        step = explain(problem, result, attacked=attack is not None)
        explained.append(Failure(told, step, attack, searched, how_far))
    # No step takes a path whose facts contradict each other: there is nothing to search for.
    vacuous = [Failure(result, None, None, 0, "") for result in results if result.verdict is Verdict.VACUOUS]
    return (explained + vacuous)[:most]


def attack_on(
    problem: Problem, failed: list[Result], results: list[Result], tries: int, known: list[Trace]
) -> Trace | None:
    """Search from the beginning for a violation of a property that rests on what failed; then of what failed itself."""
    names = {result.property for result in failed}
    rests = {p.__name__: prove.needed_for([p.__name__], results) for p in problem.specification.properties}
    targets = [name for name, on in rests.items() if on & names] or list(rests)
    lemmas = sorted(names - set(targets))
    favoured = sorted({result.action for result in failed})
    again = still_works(problem, known, targets)
    if again is not None:
        return again
    found = find(problem, targets, stages=lemmas, failing=sorted(names), favoured=favoured, tries=tries)
    if found is None and lemmas:
        found = find(problem, lemmas, favoured=favoured, tries=min(tries, LEMMA_TRIES))
    return found.trace if found else None


def still_works(problem: Problem, known: list[Trace], targets: Iterable[str]) -> Trace | None:
    """Return the shortest of the known attacks that violates a target on the text as it is, whatever was left out."""
    specification = problem.specification
    functions = [f for f in (property_named(specification, name) for name in targets) if f is not None]
    actions = {action.__name__: action for action in specification.actions}
    with Edits(problem.left_out).applied(specification_functions(specification)):
        for trace in sorted(known, key=lambda trace: len(trace.moves)):
            if trace.readings != dict(problem.readings):
                continue
            run = Run(specification, readings_named(specification, trace.readings), **trace.initial)
            for move in trace.moves:
                try:
                    run.do(actions[move.action], **move.arguments)
                except (Refused, Impossible, LookupError):
                    continue  # where a rule is stricter now, the rest of the attack may work all the same
                for function, parameters in violations(specification, functions, run.taken[-1]):
                    return minimise(problem, trace_of(problem, run, function, parameters))
    return None


# ---------------------------------------------------------------------- ablation


def ablate_all(  # noqa: PLR0913  # what to leave out, where to work, and what is known; by name
    problem: Problem,
    results: list[Result],
    pool: Executor,
    told: Told = nobody,
    items: Iterable[str] | None = None,
    *,
    hints: Mapping[str, Hint] | None = None,
    deep: bool = False,
) -> list[ablate.Ablation]:
    """Leave out every guard and effect (or some), one at a time; answers are kept by content.

    Args:
        problem: the specification.
        results: its proofs.
        pool: where to work.
        told: hears of each that is done.
        items: the ids of what to leave out; everything if left out.
        hints: what earlier searches found, by item.
        deep: whether to search at length although a hostile scenario attacks; then no answer is kept already.
    """
    known = hints or {}
    base = survey.baseline(problem, results)
    wanted = None if items is None else set(items)
    chosen = [item for item in guards_and_effects(problem) if wanted is None or item.id in wanted]
    question = "ablation of " + " ".join(item.id for item in chosen)
    kept = None if deep else cache.load(problem, question)
    if kept is not None:
        told(len(chosen), len(chosen))
        return [ablation_from_json(problem, entry) for entry in kept]
    first: dict[str, ablate.Ablation] = {}
    hinted = {item: known.get(item.id, NO_HINT) for item in chosen}
    # What takes long is begun first, so that no process is left alone with it at the end.
    futures: dict[Future[ablate.Ablation], Item] = {
        pool.submit(ablate.ablate_item, problem, item, base, hint, deep=deep): item
        for item, hint in sorted(hinted.items(), key=lambda pair: -pair[1].seconds)
    }
    for future in as_completed(futures):
        first[futures[future].id] = future.result()
        told(len(first), len(chosen))
    ablations = ablate.classify(problem, [first[item.id] for item in chosen], base, pool, known)
    cache.store(problem, question, [ablation_to_json(problem, ablation) for ablation in ablations])
    return ablations


def ablation_to_json(problem: Problem, ablation: ablate.Ablation) -> dict[str, Any]:
    """Return an ablation as JSON has it; its trace is a document of its own kind."""
    return {
        "id": ablation.item.id,
        "kind": ablation.item.kind,
        "rule": ablation.item.function,
        "text": ablation.item.text,
        "class": ablation.cls,
        "property": ablation.property,
        "together": list(ablation.together),
        "lost": list(ablation.lost),
        "why": ablation.why,
        "trace": to_json(ablation.trace, problem.specification) if ablation.trace else None,
        "replayed": ablation.replayed,
        "found_by": ablation.found_by,
        "tries": ablation.tries,
        "seconds": round(ablation.seconds, 3),
    }


def ablation_from_json(problem: Problem, entry: dict[str, Any]) -> ablate.Ablation:
    """Return the ablation that `ablation_to_json` made an entry of.

    Raises:
        KeyError: the guard or effect is not there any more.
    """
    item = next((i for i in guards_and_effects(problem) if i.id == entry["id"]), None)
    if item is None:
        raise KeyError(entry["id"])
    return ablate.Ablation(
        item=item,
        cls=entry["class"],
        property=entry["property"],
        trace=from_json(entry["trace"], problem.specification) if entry["trace"] else None,
        together=tuple(entry["together"]),
        lost=tuple(entry["lost"]),
        tries=entry["tries"],
        seconds=entry["seconds"],
        why=entry["why"],
        replayed=entry["replayed"],
        found_by=entry.get("found_by", ""),  # what was kept before searches were told apart does not say
    )


@dataclass(frozen=True)
class Searches:
    """All searches besides ablation, under way.

    Attributes:
        expected: for each expected attack.
        readings: for each reading, answer and property that it breaks.
        witnesses: of all paths.
        removals: of the assumptions.
    """

    expected: dict[str, Future[Trace | None]]
    readings: dict[tuple[str, str, str], Future[Trace | None]]
    witnesses: Future[list[Witness]]
    removals: list[Future[Removal]]


def begin_searches(problem: Problem, results: list[Result], pool: Executor) -> Searches:
    """Begin all searches besides ablation."""
    base = survey.baseline(problem, results)
    names = [function.__name__ for function in problem.specification.expected]
    return Searches(
        {name: pool.submit(expected_attack, problem, name) for name in names},
        {unsafe: pool.submit(attack_under, problem, *unsafe) for unsafe in unsafe_answers(problem)},
        pool.submit(all_witnesses, problem),
        [pool.submit(remove, problem, item, base) for item in assumptions(problem)],
    )


# ---------------------------------------------------------------------- readings and expected attacks


def unsafe_answers(problem: Problem) -> Iterator[tuple[str, str, str]]:
    """Yield (reading, answer, property) for each answer that is not safe."""
    for reading in problem.specification.readings:
        for answer, broken in reading.breaks.items():
            yield reading.name, answer.value, broken


def safe_answers(problem: Problem) -> Iterator[tuple[str, str]]:
    """Yield (reading, answer) for each answer other than the default under which everything is proved."""
    for reading in problem.specification.readings:
        for answer in reading.answers:
            if answer is not reading.default and answer not in reading.breaks:
                yield reading.name, answer.value


def with_reading(problem: Problem, name: str, answer: str) -> Problem:
    """Return the problem under another answer to one reading."""
    return Problem(problem.module, (*problem.readings, (name, answer)), problem.left_out)


def prove_under(problem: Problem, name: str, answer: str, results: list[Result], pool: Executor) -> list[Result]:
    """Prove everything under another answer to one reading; an action that does not ask for it steps as before.

    Args:
        problem: the specification.
        name: the reading.
        answer: the other answer.
        results: of all obligations under the answers of the problem.
        pool: where to work.
    """
    asking = actions_asking(problem.specification, [name])
    anew = prove_all(with_reading(problem, name, answer), pool, actions=asking)
    return [*(result for result in results if result.action not in asking), *anew]


def attack_under(problem: Problem, name: str, answer: str, broken: str, tries: int = TRIES) -> Trace | None:
    """Search for the attack that an unsafe answer to a reading allows."""
    found = find(with_reading(problem, name, answer), [broken], tries=tries, deep=True)
    return found.trace if found else None


def expected_attack(problem: Problem, name: str, tries: int = TRIES) -> Trace | None:
    """Search for an attack that is expected."""
    found = find(problem, [name], tries=tries, deep=True)
    return found.trace if found else None
