"""Candidates for lemmas that a run refutes: what is false in a state that was reached need not be tried to be proved.

The runs are those that searches for attacks begin with, a few attempts further, chosen by a fixed seed. A candidate
that no such run refutes may be false all the same.
"""

import itertools
import random
from collections.abc import Iterable, Iterator
from typing import Any

from hipmodels.lift.lifted import STATE, parameters_of
from hipmodels.lift.source import Function
from hipmodels.matrix.family import Family, Strength
from hipspec.language import Identifier, Maybe
from hipspec.language.running import Moment

RUNS = 3  # for each attack
CHOICES = 60  # attempts among which one is drawn


def refuted(candidates: Iterable[Function], moments: Iterable[Moment]) -> set[str]:
    """Return the candidates, by name, that are false at one of some moments."""
    left = [(function, list(parameters_of(function, STATE).values())) for function in candidates]
    found: set[str] = set()
    for moment in moments:
        drawn: dict[type, list[Any]] = {}
        for part in dict.fromkeys(itertools.chain(_parts(moment.world), _parts(moment.history))):
            drawn.setdefault(type(part), []).append(part)
        wrong = {function.__name__ for function, kinds in left if _is_false(function, kinds, moment, drawn)}
        found |= wrong
        left = [(function, kinds) for function, kinds in left if function.__name__ not in wrong]
    return found


def moments_of(family: Family, row: str, strength: Strength) -> list[Moment]:
    """Return the ends of some runs against an attacker, the longest first."""
    draw = random.Random(1)  # noqa: S311  # chooses runs, and protects nothing
    runs = []
    for attack in family.attacks.values():
        starts = list(attack.begun(lambda: family.stage(row, strength)))
        for _ in range(RUNS):
            run = draw.choice(starts)
            for _ in range(attack.depth):
                further = list(itertools.islice(attack.further(run), CHOICES))
                run = draw.choice(further) if further else run
            runs.append(run)
    return [run.now for run in sorted(runs, key=lambda run: -len(run.taken))]


def _is_false(function: Function, kinds: list[Any], moment: Moment, drawn: dict[type, list[Any]]) -> bool:
    for values in itertools.product(*(drawn.get(kind, []) for kind in kinds)):
        try:
            if not function(moment.history, moment.world, *values):
                return True
        except LookupError:
            continue
    return False


def _parts(value: Any) -> Iterator[Any]:  # noqa: ANN401  # any value
    """Yield the identifiers and the records that a value is made of."""
    if isinstance(value, Identifier):
        yield value
    elif isinstance(value, Maybe):
        if value.present:
            yield from _parts(value.value)
    elif hasattr(value, "__dataclass_fields__"):
        yield value
        for name in value.__dataclass_fields__:
            yield from _parts(getattr(value, name))
    elif hasattr(value, "items"):
        for key, inner in value.items():
            yield from _parts(key)
            yield from _parts(inner)
    elif hasattr(value, "__iter__") and not isinstance(value, str):
        for inner in value:
            yield from _parts(inner)
