"""What tests of the models share: random values of any type, and arguments for HIP that almost pass each guard.

A strategy follows the type of an argument alone. Then *wishes* are granted: each makes one guard or assumption pass.
In most cases one of them is left to chance, or its opposite is granted, so that every guard is both passed and refused.
"""

import typing
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import Phase, given, settings
from tests.models.action_wishes import ACTION_WISHES
from tests.models.meaning import Meaning, State, constants_of
from tests.models.rule_wishes import NAMES, RULE_WISHES, Case, nothing

from hipmodels.lift.sorts import fields_of, is_identifier
from hipmodels.lift.source import Function, hints_of
from hipspec.hip.association import Association
from hipspec.hip.history import History
from hipspec.hip.packets import Packet
from hipspec.hip.world import World
from hipspec.language import NOTHING, Map, Maybe, Set, Tally, some

Value = Any  # a value of a specification, of whatever type
Kind = Any  # a type or a generic alias

# Small numbers, the limits of the specification with their neighbours, and one that is far from all of them.
NUMBERS = (-1, 0, 0, 1, 1, 2, 3, 4, 5, 7, 8, 9, 40)
STOCK = 250  # how many values of a large type are drawn


class Strategies:
    """Strategies for the values of any type of a specification.

    Args:
        names: the identifiers of each kind that values are made of.
        pooled: large types, of which a stock is drawn once and then drawn from.
    """

    def __init__(self, names: Mapping[type, list[Value]], pooled: tuple[type, ...] = ()) -> None:
        """Make no strategy yet."""
        self.names = names
        self.pooled = pooled
        self._made: dict[Kind, st.SearchStrategy[Value]] = {}

    def of(self, kind: Kind) -> st.SearchStrategy[Value]:
        """Return the strategy for a type, made of those for its parts."""
        if kind not in self._made:
            made = self._make(kind)
            self._made[kind] = drawn_from(stock(made)) if kind in self.pooled else made
        return self._made[kind]

    def _make(self, kind: Kind) -> st.SearchStrategy[Value]:  # noqa: PLR0911  # one return for each kind of type
        if kind is bool:
            return st.booleans()
        if kind is int:
            return st.sampled_from(NUMBERS)
        if is_identifier(kind):
            return st.sampled_from(self.names[kind])
        if isinstance(kind, type) and issubclass(kind, Enum):
            return st.sampled_from(list(kind))
        origin: Kind = typing.get_origin(kind)
        inner = typing.get_args(kind)
        if origin is Maybe:
            return st.one_of(st.just(NOTHING), self.of(inner[0]).map(some))
        if origin is Map:
            entries = st.dictionaries(self.of(inner[0]), self.of(inner[1]), max_size=2)
            return st.builds(Map, self.of(inner[1]), entries)
        if origin is Set:
            return st.lists(self.of(inner[0]), max_size=3).map(lambda members: Set(*members))
        if origin is Tally:
            entries = st.dictionaries(self.of(inner[0]), self.of(int), max_size=2)
            return entries.map(lambda accounts: Tally(Map(0, accounts)))
        return st.builds(kind, **{name: self.of(part) for name, part in fields_of(kind).items()})


def drawn_from(values: list[Value]) -> st.SearchStrategy[Value]:
    """Return a strategy that draws from a list without ever showing all of it."""
    return st.integers(0, len(values) - 1).map(lambda number: values[number])


def stock(strategy: st.SearchStrategy[Value]) -> list[Value]:
    """Draw a stock of values, always the same."""
    drawn: list[Value] = []

    @settings(max_examples=STOCK, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(value=strategy)
    def draw(value: Value) -> None:
        drawn.append(value)

    draw()
    return drawn


def plans(count: int) -> list[dict[int, int]]:
    """Return which wishes not to grant: 1 grants the opposite, 2 leaves it to chance."""
    single = [{index: way} for index in range(count) for way in (1, 1, 2)]
    double = [{index: 2, (index * 5 + 3) % count: way} for index in range(count) for way in (1, 2)]
    return [{}, {}, {}, *single, *double, dict.fromkeys(range(count), 2)]


@pytest.fixture(scope="session")
def names() -> dict[type, list[Value]]:
    """The identifiers that cases are made of."""
    return NAMES


@pytest.fixture(scope="session")
def cases_for() -> Callable[[Function], st.SearchStrategy[Case]]:
    """What makes a strategy for the arguments of a rule or an action (for an action, with a history)."""
    strategies = Strategies(NAMES, pooled=(Association, Packet, World, History))

    def cases(function: Function) -> st.SearchStrategy[Case]:
        kinds = {name: kind for name, kind in hints_of(function).items() if name != "return"}
        if "world" in kinds:
            kinds |= {"world": World, "history": History}  # an action of every protocol, in the world of HIP
        wishes = {**RULE_WISHES, **ACTION_WISHES}.get(function.__name__, [])

        def made(arguments: Case, plan: dict[int, int]) -> Case:
            case = dict(arguments)
            for index, (granted, opposite) in enumerate(wishes):
                (granted, opposite, nothing)[plan.get(index, 0)](case)
            return case

        arguments = st.fixed_dictionaries({name: strategies.of(kind) for name, kind in kinds.items()})
        return st.builds(made, arguments, st.sampled_from(plans(len(wishes))))

    return cases


@pytest.fixture(scope="session")
def strategies_for() -> type[Strategies]:
    """What makes strategies for the values of any type."""
    return Strategies


@pytest.fixture(scope="session")
def meaning_of() -> type[Meaning]:
    """What evaluates terms on plain values."""
    return Meaning


@pytest.fixture(scope="session")
def standing_for() -> Callable[[Value, Value], State]:
    """What says which plain values the unknowns in a lifted value stand for."""
    return lambda lifted, plain: State(constants_of(lifted, plain))
