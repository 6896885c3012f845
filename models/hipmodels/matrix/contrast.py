"""What makes the difference between two rows: the guards of one without which it falls to what the other falls to.

Where one row is attacked and the other is proved against the same attacker, each guard of the latter's rules is left
out in turn, and the attack is searched. It is found by running the edited rules, minimised, and replayed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hipmodels.attack.minimise import minimise
from hipmodels.attack.walk import trace_of
from hipmodels.items import rule_functions
from hipmodels.lift.edits import Edits, Item, items_of
from hipmodels.matrix.cells import Cell
from hipmodels.matrix.family import Attack, Bound, Family, Strength
from hipmodels.matrix.search import search
from hipmodels.problem import Problem
from hipmodels.trace import Trace, property_named, specification_functions
from hipmodels.verdicts import Verdict

RUNS = 1_500  # of the search without one guard

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
class Guard:
    """A guard without which the safe row falls as well, and how."""

    item: Item
    trace: Trace


def differences(
    family: Family, attacks: Sequence[Attack], one: Sequence[Cell], two: Sequence[Cell]
) -> list[Difference]:
    """Return where two rows differ, both ways; the cells are those of the attacks, in the same order."""
    found = []
    for attack, a, b in zip(attacks, one, two, strict=True):
        for safe, weak in ((a, b), (b, a)):
            difference = _difference(family, attack, safe, weak)
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


def guards_that_matter(module: str, family: Family, difference: Difference, told: Told) -> Iterator[Guard]:
    """Yield the guards of the safe row's rules without any one of which the attack appears."""
    problem = Problem(f"{module}:{difference.safe}")
    items = [item for f in rule_functions(problem.specification) for item in items_of(f) if item.kind == "guard"]
    for number, item in enumerate(items, start=1):
        trace = _without(problem, family, difference, item)
        told(number, len(items))
        if trace is not None:
            yield Guard(item, trace)


def _without(problem: Problem, family: Family, difference: Difference, item: Item) -> Trace | None:
    """Search for the attack on a row without a guard."""
    edited, specification = problem.without(item.id), problem.specification
    violated = property_named(specification, difference.property)
    if violated is None:
        msg = f"{difference.safe}: there is no property {difference.property}"
        raise ValueError(msg)
    attack = difference.attack
    with Edits(edited.left_out).applied(specification_functions(specification)):
        starts = attack.begun(lambda: family.stage(difference.safe, difference.strength))
        found = search(specification, violated, starts, attack.further, attack.depth, RUNS)
    return minimise(edited, trace_of(edited, found.run, violated, found.parameters)) if found else None
