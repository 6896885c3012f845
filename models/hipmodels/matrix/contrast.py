"""What makes the difference between two rows: the guards of one without which it falls to what the other falls to.

Where one row is attacked and the other is proved against the same attacker, each guard of the latter's rules is left
out in turn, and the attack is searched. Where no single one lets it in, pairs are, those of one rule first, up to a
bound. What is found is found by running the edited rules, minimised, and replayed.
"""

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from hipmodels.attack.minimise import minimise
from hipmodels.attack.walk import trace_of
from hipmodels.items import rule_functions
from hipmodels.lift.edits import Edits, Item, items_of
from hipmodels.matrix.cells import Cell
from hipmodels.matrix.family import Attack, Bound, Family, Strength, family_of
from hipmodels.matrix.search import search
from hipmodels.problem import Problem
from hipmodels.trace import Trace, from_json, property_named, replay, specification_functions, to_json
from hipmodels.verdicts import Verdict

RUNS = 1_500  # of the search without one guard
PAIRS, RUNS_OF_A_PAIR = 120, 400  # how many pairs are tried, and the runs of the search without one

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Difference:
    """A property that holds of one row against an attacker who violates it in the other.

    Attributes:
        attack: the column.
        safe, open: the rows.
        property: the name of the property.
        strength: the attacker.
    """

    attack: Attack
    safe: str
    open: str
    property: str
    strength: Strength


@dataclass(frozen=True)
class Removal:
    """One guard, or two, without which the safe row falls as well, and how."""

    items: tuple[Item, ...]
    trace: Trace


@dataclass(frozen=True)
class Explanation:
    """What makes a difference, as far as it was looked for.

    Attributes:
        removals: the guards that do, one by one, or if none does by itself in pairs.
        guards: how many guards the rules of the safe row have; each was left out.
        tried: how many pairs of them were left out; none if a single guard makes the difference.
        pairs: how many pairs there are.
    """

    removals: tuple[Removal, ...]
    guards: int
    tried: int = 0
    pairs: int = 0


def differences(
    families: tuple[Family, Family], attacks: Sequence[Attack], one: Sequence[Cell], two: Sequence[Cell]
) -> list[Difference]:
    """Return where two rows differ, both ways; the cells are those of the attacks, in the same order.

    A column in which the run that is sought is hoped for is none of an attack, and no guard is missed there.
    """
    found = []
    for attack, a, b in zip(attacks, one, two, strict=True):
        for family, safe, weak in ((families[0], a, b), (families[1], b, a)):
            difference = _difference(family, attack, safe, weak) if attack.hope is None else None
            found += [difference] if difference is not None else []
    return found


def _difference(family: Family, attack: Attack, safe: Cell, weak: Cell) -> Difference | None:
    """Return how a row is safer than another in one column, if it is."""
    if weak.verdict is not Verdict.ATTACK or safe.verdict not in {Verdict.ATTACK, Verdict.PROVED}:
        return None
    names = [strength.name for strength in attack.ladder]
    proved = names.index(safe.strongest) if safe.strongest else -1
    succeeds = names.index(weak.weakest)
    if succeeds <= proved:
        return Difference(attack, safe.row, weak.row, attack.violates, attack.ladder[succeeds])
    bound = _bound(family.bounds(safe.row, attack.name), safe)
    if bound is not None and (weak.factor is None or _more(weak.factor, bound.factor)):
        return Difference(attack, safe.row, weak.row, bound.holds, attack.ladder[-1])
    return None


def _bound(bounds: Sequence[Bound], cell: Cell) -> Bound | None:
    return next((bound for bound in bounds if bound.factor == cell.factor), None)


def _more(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] * other[1] > other[0] * one[1]


def explain(module: str, difference: Difference, pool: Executor, told: Told) -> Explanation:
    """Look for the guards of the safe row's rules without which the attack appears; pairs, if no single one is.

    Args:
        module: the module that holds the family of the safe row.
        difference: what is to be explained.
        pool: where to search.
        told: is told how far it is.
    """
    problem = Problem(f"{module}:{difference.safe}")
    items = [item for f in rule_functions(problem.specification) for item in items_of(f) if item.kind == "guard"]
    single = _tried(module, difference, [(item,) for item in items], RUNS, pool, told)
    if single:
        return Explanation(single, len(items))
    pairs = sorted(itertools.combinations(items, 2), key=lambda pair: pair[0].function != pair[1].function)
    few = pairs[:PAIRS]
    return Explanation(
        _tried(module, difference, few, RUNS_OF_A_PAIR, pool, told), len(items), tried=len(few), pairs=len(pairs)
    )


def _tried(  # noqa: PLR0913, PLR0917  # what is left out of what, how far to search, where, and who is told
    module: str,
    difference: Difference,
    removals: Sequence[tuple[Item, ...]],
    runs: int,
    pool: Executor,
    told: Told,
) -> tuple[Removal, ...]:
    what = (module, difference.safe, difference.attack.name, difference.property, difference.strength.name)
    futures = [pool.submit(without, *what, tuple(item.id for item in items), runs) for items in removals]
    specification = family_of(module).specification(difference.safe)
    found = []
    for number, (items, future) in enumerate(zip(removals, futures, strict=True), start=1):
        document = future.result()
        told(number, len(removals))
        if document is not None:
            trace = from_json(document, specification)
            replay(trace, specification)
            found.append(Removal(items, trace))
    return tuple(found)


def without(  # noqa: PLR0913, PLR0917  # what a worker is told
    module: str, row: str, attack: str, name: str, attacker: str, items: tuple[str, ...], runs: int
) -> dict[str, Any] | None:
    """Search for an attack on a row without some guards, and return it as JSON."""
    problem = Problem(f"{module}:{row}")
    edited, specification, family = problem.without(*items), problem.specification, family_of(module)
    column, violated = family.attacks[attack], property_named(specification, name)
    if violated is None:
        msg = f"{row}: there is no property {name}"
        raise ValueError(msg)
    (strength,) = [one for one in column.ladder if one.name == attacker]
    with Edits(edited.left_out).applied(specification_functions(specification)):
        starts = column.begun(lambda: family.stage(row, strength))
        found = search(specification, violated, starts, column.further, column.depth, runs)
    if found is None:
        return None
    return to_json(minimise(edited, trace_of(edited, found.run, violated, found.parameters)), specification)
