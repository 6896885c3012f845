"""Ablation: leave out one guard or effect at a time, and say what it is there for."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field

import z3

from hipmodels import prove
from hipmodels.attack.find import FIRST, SCENARIO, TRIES, UNSCRIPTED, Found, find
from hipmodels.items import actions_through, guards_and_effects
from hipmodels.lift.edits import Item
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property
from hipmodels.prove import INITIAL, Result, Warm
from hipmodels.trace import Trace
from hipmodels.verdicts import Verdict

LOAD_BEARING = "load-bearing"
COVERED = "covered"
IMPLIED = "implied"
NOT_SECURITY = "not-security"
UNCLASSIFIED = "unclassified"

ROUNDS = 12
PAIR_TRIES = 5_000


@dataclass(frozen=True)
class Baseline:
    """What the proofs of the whole specification say: which facts each obligation rests on.

    Attributes:
        cores: for each obligation, the invariants, guards and assumptions that its proof used.
        rests_on: for each property, everything that its proofs rest on.
    """

    cores: dict[str, tuple[str, ...]]
    rests_on: dict[str, frozenset[str]]


def baseline(problem: Problem, results: list[Result]) -> Baseline:
    """Return what ablation needs to know of the proofs."""
    names = [f.__name__ for f in problem.specification.properties]
    return Baseline(
        proofs_of(results),
        {name: frozenset(prove.needed_for([name], results)) for name in names},
    )


def proofs_of(results: Iterable[Result]) -> dict[str, tuple[str, ...]]:
    """Return for each obligation that is proved the invariants, guards and assumptions that its proof used."""
    return {r.id: (*r.core, *r.checks) for r in results if r.verdict is Verdict.PROVED}


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
class Survey:
    """What the proofs say without some items: which obligations fail, and whether the properties still hold."""

    failing: frozenset[str]
    paths: frozenset[str]
    safe: bool
    lost: frozenset[str]


def affected(problem: Problem, left_out: Iterable[str]) -> list[str]:
    """Return the actions that run through what is left out."""
    specification = problem.specification
    names = {_function_of(item) for item in left_out}
    through = {action for name in names for action in actions_through(specification, name)}
    return [action.__name__ for action in specification.actions if action.__name__ in through]


def _function_of(item: str) -> str:
    return item.split("/", maxsplit=1)[0].split(".", maxsplit=1)[0]


def solved(problem: Problem, left_out: Iterable[str], base: Baseline | None = None) -> list[Result]:
    """Return every obligation of the actions that run through what is left out; proofs that carry over are reused."""
    edited, proofs = problem.without(*left_out), base.cores if base else None
    groups = prove.groups(edited, affected(problem, left_out))
    return [result for group in groups for result in prove.solve_group(edited, group, proofs=proofs)]


def unproved(results: Iterable[Result]) -> list[Result]:
    """Return those obligations that are not proved."""
    return [result for result in results if result.verdict is not Verdict.PROVED]


def first_failures(problem: Problem, left_out: Iterable[str], base: Baseline | None = None) -> list[Result]:
    """Return the obligations that fail when something is left out."""
    return unproved(solved(problem, left_out, base))


def weakened(
    problem: Problem, left_out: frozenset[str], results: list[Result], base: Baseline, *, to_the_end: bool = False
) -> Survey:
    """Give up the lemmas that fail, and what rests on them, until the rest stands; say whether every property does.

    At the first property that falls it is known that not every one stands; `to_the_end`, what stands is asked as well.

    Args:
        problem: the specification.
        left_out: what is left out of it.
        results: of the obligations of the actions that run through that.
        base: what the proofs rest on.
        to_the_end: whether to go on when a property falls.
    """
    steps = {f.__name__ for f in problem.specification.properties}
    failures = unproved(results)
    failing = {result.property for result in failures}
    touched = set(affected(problem, left_out))
    proofs = {i: core for i, core in base.cores.items() if i.split("/", maxsplit=1)[0] not in touched}
    proofs |= proofs_of(results)
    lost: set[str] = set()
    now = set(failing)
    while now and (to_the_end or not now & steps):
        lost |= now
        now = _fall(problem.without(*left_out, *lost), frozenset(lost), proofs)
    return Survey(frozenset(failing), frozenset(r.path for r in failures), not (now | lost) & steps, frozenset(lost))


def _fall(problem: Problem, lost: frozenset[str], proofs: dict[str, tuple[str, ...]]) -> set[str]:
    """Return what fails once some lemmas are given up, among what rested on them; note the new proofs."""
    shaken = [i for i, core in proofs.items() if lost & set(core)]
    fallen: set[str] = set()
    for group in prove.groups(problem):
        names = frozenset(i.split("|", 1)[1] for i in shaken if i.startswith(f"{group}|")) - lost
        if names and group != INITIAL:
            results = prove.solve_group(problem, group, names)
            fallen |= {result.property for result in unproved(results)}
            proofs.update(proofs_of(results))
    return fallen


def shaken(problem: Problem, failing: set[str], base: Baseline) -> list[str]:
    """Return the properties whose proofs rest on what fails; on a spare lemma, any of them may."""
    names = [function.__name__ for function in problem.specification.properties]
    if failing & {function.__name__ for function in problem.specification.spare_lemmas}:
        return names
    return [name for name in names if base.rests_on[name] & failing]


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


def ablate_item(problem: Problem, item: Item, base: Baseline, hint: str = "", *, deep: bool = False) -> Ablation:
    """Leave one item out: is there an attack, or does everything still hold? What a worker does.

    Args:
        problem: the specification.
        item: what to leave out.
        base: what the proofs rest on.
        hint: which search is known to find an attack.
        deep: whether to search at length although a hostile scenario attacks.
    """
    started = time.perf_counter()
    # Where the text gives another reason for it, an attack is unlikely: the proof comes first.
    found = None if item.besides else at_once(problem, [item.id])
    if found is not None and (found.by != SCENARIO or not (deep or hint in UNSCRIPTED)):
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
    found = search(problem, [item.id], failures, base, hint=hint, deep=deep)
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


def classify(problem: Problem, first: list[Ablation], base: Baseline, pool: Executor) -> list[Ablation]:
    """Tell apart what is safe to leave out: implied (without circles), covered by others, or not for security."""
    implied: list[str] = []
    for ablation in first:
        if ablation.cls == IMPLIED and is_implied(problem, ablation.item, frozenset(implied)):
            implied.append(ablation.item.id)
    safe = [a for a in first if a.cls in (IMPLIED, COVERED) and a.item.id not in implied and not a.item.besides]
    rest = [a.item.id for a in (*safe, *(a for a in first if a.cls in (IMPLIED, COVERED) and a not in safe))]
    near = tuple(a.item.id for a in safe)
    futures = {a.item.id: pool.submit(covered, problem, a, near, tuple(rest), base) for a in safe}
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


def covered(
    problem: Problem, ablation: Ablation, near: tuple[str, ...], rest: tuple[str, ...], base: Baseline
) -> Ablation:
    """Find what covers for a safe item: another one without which its deletion is an attack.

    The other one may be needed for something else: then the attack must be on a property that is proved without it.

    Args:
        problem: the specification.
        ablation: what is known of the item.
        near: the other items that are safe to leave out for no stated reason.
        rest: all items that are safe to leave out; of these, those of the same function are tried first.
        base: what the proofs rest on.
    """
    started = time.perf_counter()
    item = ablation.item
    beside = [other for other in rest if _function_of(other) == item.function]
    safe = [other for other in dict.fromkeys([*beside, *near]) if other != item.id]
    needed = [] if item.besides else [other for other in guards_around(problem, item) if other not in rest]
    for other in (*safe, *needed):
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
    return classify(problem, first, base, pool)
