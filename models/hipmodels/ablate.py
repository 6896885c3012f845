"""Ablation: leave out one guard or effect at a time, and say what it is there for."""

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

import z3

from hipmodels import prove
from hipmodels.attack.find import FIRST, SCENARIO, TRIES, UNSCRIPTED, Found, find
from hipmodels.items import function_of, guards_and_effects
from hipmodels.lift.edits import Item
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property
from hipmodels.prove import Result, Warm
from hipmodels.survey import Baseline, affected, first_failures, shaken, solved, unproved, weakened
from hipmodels.trace import Trace

LOAD_BEARING = "load-bearing"
COVERED = "covered"
IMPLIED = "implied"
NOT_SECURITY = "not-security"
UNCLASSIFIED = "unclassified"

ROUNDS = 12
PAIR_TRIES = 5_000


@dataclass(frozen=True)
class Ablation:
    """What became of leaving something out.

    Attributes:
        item: the guard or effect.
        cls: load-bearing, covered, implied or not-security; "unclassified" fails.
        property: the property that the attack violates.
        trace: the attack, for what is load-bearing or covered.
        together: for what is covered, the smallest set whose joint deletion is an attack.
        lost: the lemmas that don't hold without it although every property does.
        tries, seconds: what the search took in this run.
        found_by: which search found the attack: a walk, the solver, or a hostile scenario.
        why: why it is there although it is not for security, or what is still open.
    """

    item: Item
    cls: str
    property: str = ""
    trace: Trace | None = None
    together: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    tries: int = 0
    seconds: float = 0.0
    why: str = ""
    replayed: bool = field(default=False)
    found_by: str = ""


@dataclass(frozen=True)
class Hint:
    """What an earlier search found without an item: where to look first. It decides which attack is shown at most.

    Attributes:
        found_by: which search found the attack.
        together: the items whose joint deletion was an attack.
        seconds: how long it took, so that what takes long is begun first.
    """

    found_by: str = ""
    together: tuple[str, ...] = ()
    seconds: float = 0.0


NO_HINT = Hint()


def search(  # noqa: PLR0913  # what to search, and how far
    problem: Problem,
    left_out: Iterable[str],
    failures: list[Result],
    base: Baseline,
    *,
    tries: int = TRIES,
    spared: frozenset[str] = frozenset(),
    hint: str = "",
    deep: bool = False,
) -> Found | None:
    """Search for an attack on the properties that rest on what fails, except for those that are spared."""
    failing = {result.property for result in failures}
    targets = [name for name in shaken(problem, failing, base) if name not in spared]
    if not targets:
        return None
    stages = [name for name in failing if name not in targets]
    return find(
        problem.without(*left_out),
        targets,
        stages=sorted(stages),
        failing=sorted(failing),
        favoured=affected(problem, left_out),
        lasts=sorted({result.action for result in failures}),
        tries=tries,
        hint=hint,
        deep=deep,
    )


def at_once(problem: Problem, left_out: Iterable[str], spared: frozenset[str] = frozenset()) -> Found | None:
    """Look for an attack as far as it is cheaper than a proof that there is none."""
    targets = [f.__name__ for f in problem.specification.properties if f.__name__ not in spared]
    return find(problem.without(*left_out), targets, favoured=affected(problem, left_out), tries=FIRST)


def ablate_item(problem: Problem, item: Item, base: Baseline, hint: Hint = NO_HINT, *, deep: bool = False) -> Ablation:
    """Leave one item out: is there an attack, or does everything still hold? What a worker does.

    Args:
        problem: the specification.
        item: what to leave out.
        base: what the proofs rest on.
        hint: what an earlier search found.
        deep: whether to search at length although a hostile scenario attacks.
    """
    started = time.perf_counter()
    # Where the text gives another reason for it, an attack is unlikely: the proof comes first.
    found = None if item.besides else at_once(problem, [item.id])
    if found is not None and (found.by != SCENARIO or not (deep or hint.found_by in UNSCRIPTED)):
        return _load_bearing(item, found, time.perf_counter() - started)
    results = solved(problem, [item.id], base)
    failures = unproved(results)
    if not failures:
        cls = IMPLIED if item.kind == "guard" and is_implied(problem, item, frozenset()) else COVERED
        return Ablation(item, cls, seconds=time.perf_counter() - started)
    # A proof that nothing is lost is cheaper than a search that finds nothing.
    survey = None if found else weakened(problem, frozenset([item.id]), results, base)
    if survey is not None and survey.safe:
        return Ablation(item, COVERED, lost=tuple(sorted(survey.lost)), seconds=time.perf_counter() - started)
    found = search(problem, [item.id], failures, base, hint=hint.found_by, deep=deep)
    seconds = time.perf_counter() - started
    if found is not None:
        return _load_bearing(item, found, seconds)
    why = "unproved without it, and no attack found: " + ", ".join(sorted(f"{r.path} {r.property}" for r in failures))
    return Ablation(item, UNCLASSIFIED, seconds=seconds, why=why)


def _load_bearing(item: Item, found: Found, seconds: float) -> Ablation:
    return Ablation(
        item,
        LOAD_BEARING,
        found.trace.shows,
        found.trace,
        tries=found.tries,
        seconds=seconds,
        replayed=True,
        found_by=found.by,
    )


def is_implied(problem: Problem, item: Item, without: frozenset[str]) -> bool:
    """Whether the other guards and the proved invariants entail a guard, on each path that it stands on."""
    edited = problem.without(*without)
    lifted = edited.lifted()
    assumed = [(f.__name__, lifted.assumed(f)) for f in prove.everything_to_show(edited) if not is_step_property(f)]
    stands = False
    for name in affected(problem, [item.id]):
        action = next(a for a in problem.specification.actions if a.__name__ == name)
        for path in lifted.paths(action):
            own = [c.term for c in path.conditions if c.item == item.id]
            others = [c.term for c in path.conditions if c.item != item.id]
            if own:
                stands = True
                warm = Warm(assumed, [*lifted.distinctness(), *others])
                if warm.refute(z3.And(*own)).said != z3.unsat:
                    return False
    return stands


def classify(
    problem: Problem, first: list[Ablation], base: Baseline, pool: Executor, hints: Mapping[str, Hint]
) -> list[Ablation]:
    """Tell apart what is safe to leave out: implied (without circles), covered by others, or not for security."""
    implied: list[str] = []
    for ablation in first:
        if ablation.cls == IMPLIED and is_implied(problem, ablation.item, frozenset(implied)):
            implied.append(ablation.item.id)
    safe = [a for a in first if a.cls in (IMPLIED, COVERED) and a.item.id not in implied and not a.item.besides]
    rest = [a.item.id for a in (*safe, *(a for a in first if a.cls in (IMPLIED, COVERED) and a not in safe))]
    near = tuple(a.item.id for a in safe)
    known = {a.item.id: hints.get(a.item.id, NO_HINT) for a in safe}
    futures = {a.item.id: pool.submit(covered, problem, a, near, tuple(rest), base, known[a.item.id]) for a in safe}
    classes = []
    for ablation in first:
        if ablation.item.id in futures:
            classes.append(futures[ablation.item.id].result())
        elif ablation.item.id in implied:
            classes.append(Ablation(ablation.item, IMPLIED, lost=ablation.lost, seconds=ablation.seconds))
        elif ablation.cls in (IMPLIED, COVERED):
            why = ablation.item.besides
            classes.append(Ablation(ablation.item, NOT_SECURITY, lost=ablation.lost, seconds=ablation.seconds, why=why))
        else:
            classes.append(ablation)
    return classes


def covered(  # noqa: PLR0913, PLR0917  # what there is to try
    problem: Problem,
    ablation: Ablation,
    near: tuple[str, ...],
    rest: tuple[str, ...],
    base: Baseline,
    hint: Hint = NO_HINT,
) -> Ablation:
    """Find what covers for a safe item: another one without which its deletion is an attack.

    The other one may be needed for something else: then the attack must be on a property that is proved without it.

    Args:
        problem: the specification.
        ablation: what is known of the item.
        near: the other items that are safe to leave out for no stated reason.
        rest: all items that are safe to leave out; of these, those of the same function are tried first.
        base: what the proofs rest on.
        hint: what an earlier search found.
    """
    started = time.perf_counter()
    item = ablation.item
    beside = [other for other in rest if function_of(other) == item.function]
    safe = [other for other in dict.fromkeys([*beside, *near]) if other != item.id]
    needed = [] if item.besides else [other for other in guards_around(problem, item) if other not in rest]
    for other in sorted((*safe, *needed), key=lambda other: other not in hint.together):
        found = joint_attack(problem, item.id, other, base, needed=other in needed)
        if found is not None:
            seconds, both = ablation.seconds + time.perf_counter() - started, (item.id, other)
            return Ablation(
                item,
                COVERED,
                found.trace.shows,
                found.trace,
                both,
                ablation.lost,
                found.tries,
                seconds,
                replayed=True,
                found_by=found.by,
            )
    seconds = ablation.seconds + time.perf_counter() - started
    return Ablation(
        item,
        NOT_SECURITY if item.besides else UNCLASSIFIED,
        lost=ablation.lost,
        seconds=seconds,
        why=item.besides or "all properties hold without it, and no reason stands beside it",
    )


def guards_around(problem: Problem, item: Item) -> list[str]:
    """Return the other guards of the actions that an item stands in, in the order of the text."""
    actions = set(affected(problem, [item.id]))
    return [
        other.id
        for other in guards_and_effects(problem)
        if other.kind == "guard" and other.id != item.id and actions & set(affected(problem, [other.id]))
    ]


def joint_attack(problem: Problem, item: str, other: str, base: Baseline, *, needed: bool) -> Found | None:
    """Search for an attack when two items are left out, on what is proved without either of them.

    Args:
        problem: the specification.
        item: an item without which everything is proved.
        other: the other one.
        base: what the proofs rest on.
        needed: whether something may fall without the other one alone.
    """
    if not needed:
        found = at_once(problem, (item, other))
        if found is not None:
            return found
    failures = first_failures(problem, (item, other), base)
    spared: frozenset[str] = frozenset()
    if needed:
        alone = solved(problem, (other,), base)
        if {result.property for result in failures} <= {result.property for result in unproved(alone)}:
            return None
        spared = weakened(problem, frozenset([other]), alone, base, to_the_end=True).lost
    return search(problem, (item, other), failures, base, tries=PAIR_TRIES, spared=spared)


def ablate(
    problem: Problem,
    base: Baseline,
    pool: Executor,
    progress: Callable[[Ablation], None],
    items: Iterable[str] | None = None,
) -> list[Ablation]:
    """Leave out every guard and every effect, one at a time, and classify each."""
    wanted = None if items is None else set(items)
    chosen = [i for i in guards_and_effects(problem) if wanted is None or i.id in wanted]
    futures = [pool.submit(ablate_item, problem, item, base) for item in chosen]
    first = []
    for future in futures:
        first.append(future.result())
        progress(first[-1])
    return classify(problem, first, base, pool, {})
