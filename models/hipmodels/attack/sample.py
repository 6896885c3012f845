"""Arguments for actions, drawn at random from what a run has seen so far."""

import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from random import Random
from typing import Any

from hipmodels.lift.lifted import parameters_of
from hipmodels.lift.sorts import fields_of, is_identifier, is_record
from hipmodels.lift.source import Function
from hipspec.language import NOTHING, Identifier, Maybe, Specification, some
from hipspec.language.running import Run, Taken

NUMBERS = (0, 0, 1, 1, 2, 3, 5, 6, 20, 100, 1000, -100)


class Names:
    """The identifiers of each kind that are worth trying, and new ones of the kinds that are drawn as needed."""

    def __init__(self, specification: Specification) -> None:
        """Start from the universe of a specification."""
        self.fixed = {kind: bool(names) for kind, names in specification.universe.items()}
        self.together: dict[type, list[Any]] = {}
        self.known: dict[type, list[Any]] = {k: [k(name) for name in v] for k, v in specification.universe.items()}

    def copy(self) -> "Names":
        """Return names that grow on their own."""
        other = object.__new__(Names)
        other.fixed = self.fixed
        other.known = {kind: list(names) for kind, names in self.known.items()}
        other.together = {kind: list(records) for kind, records in self.together.items()}
        return other

    def learn(self, value: Any) -> None:  # noqa: ANN401  # any argument of an action
        """Remember the identifiers in a value, and which of them stood together in a small record."""
        if is_record(type(value)) and all(isinstance(getattr(value, f), Identifier) for f in fields_of(type(value))):
            together = self.together.setdefault(type(value), [])
            if value not in together:
                together.append(value)
        for identifier in identifiers_in(value):
            names = self.known.setdefault(type(identifier), [])
            if identifier not in names:
                names.append(identifier)

    def learn_step(self, taken: Taken) -> None:
        """Remember the names in a step that was taken."""
        for value in (*taken.arguments.values(), taken.event, *vars(taken.event).values()):
            self.learn(value)

    def draw(self, random: Random, kind: type, old: float = 0.6, pool: list[Any] | None = None) -> Any:  # noqa: ANN401  # an identifier of the kind
        """Return an identifier: with a chance of `old` a known one, lately seen rather than long ago, or a new one."""
        known = self.known.setdefault(kind, [])
        names = known if pool is None else [name for name in known if name in pool]
        if names and (self.fixed.get(kind) or random.random() < old):
            if self.fixed.get(kind) or random.random() < 0.4:  # noqa: PLR2004  # lately seen rather than long ago
                return random.choice(names)
            return random.choice(names[-3:])
        return kind(f"{kind.__name__.lower()}{len(known) + 1}")


def identifiers_in(value: Any) -> Iterator[Identifier]:  # noqa: ANN401  # any value
    """Yield the identifiers that a value is made of."""
    if isinstance(value, Identifier):
        yield value
    elif isinstance(value, Maybe):
        if value.present:
            yield from identifiers_in(value.value)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from identifiers_in(getattr(value, name))
    elif hasattr(value, "items"):
        for key, inner in value.items():
            yield from identifiers_in(key)
            yield from identifiers_in(inner)


class Habits:
    """For each parameter of each action, whether known or new identifiers have worked so far."""

    def __init__(self) -> None:
        """Start without a preference."""
        self._worked: dict[tuple[Function, str], list[int]] = {}

    def chance_of_old(self, action: Function, name: str) -> float:
        """Return how likely a known identifier should be tried."""
        new, old = self._worked.get((action, name), (1, 1))
        return min(0.95, max(0.05, old / (old + new)))

    def learn(self, action: Function, arguments: Mapping[str, Any], names: Names) -> None:
        """Remember which identifiers worked, before their names are learnt."""
        for name, value in arguments.items():
            if isinstance(value, Identifier):
                known = value in names.known.get(type(value), ())
                self._worked.setdefault((action, name), [1, 1])[int(known)] += 1


def arguments_for(  # noqa: PLR0913, PLR0917  # what there is to draw from
    specification: Specification, action: Function, run: Run, names: Names, random: Random, habits: Habits
) -> dict[str, Any]:
    """Return arguments for an action that may or may not be possible."""
    arguments = {}
    for name, kind in parameters_of(action).items():
        if is_identifier(kind):
            pool = (
                specification.sampling[kind](random, run.world, names.known) if kind in specification.sampling else None
            )
            arguments[name] = names.draw(random, kind, habits.chance_of_old(action, name), pool)
        elif kind is not specification.readings_type:
            arguments[name] = sample(specification, kind, run, names, random)
    return arguments


def sample(specification: Specification, kind: Any, run: Run, names: Names, random: Random) -> Any:  # noqa: ANN401, PLR0911  # values of any type
    """Return a value of a type."""
    if kind in specification.sampling:
        return specification.sampling[kind](random, run.world, names.known)
    if kind is bool:
        return random.random() < 0.3  # noqa: PLR2004  # rather not
    if kind is int:
        return random.choice(NUMBERS)
    if is_identifier(kind):
        return names.draw(random, kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return random.choice(list(kind))
    if typing.get_origin(kind) is Maybe:
        inner = typing.get_args(kind)[0]
        return NOTHING if random.random() < 0.5 else some(sample(specification, inner, run, names, random))  # noqa: PLR2004  # either
    if names.together.get(kind) and random.random() < 0.7:  # noqa: PLR2004  # rather what stood together before
        return random.choice(names.together[kind])
    return kind(**{n: sample(specification, inner, run, names, random) for n, inner in fields_of(kind).items()})


def candidates(specification: Specification, kind: Any, mentioned: Mapping[type, list[Any]]) -> list[Any]:  # noqa: ANN401  # a type
    """Return the values of a property's parameter that are worth checking, made of what a step mentions."""
    if is_identifier(kind):
        return mentioned.get(kind, [])
    if kind is int:
        return [-1, 0, 1, 2]
    fields = fields_of(kind)
    found: list[dict[str, Any]] = [{}]
    for name, inner in fields.items():
        found = [{**one, name: value} for one in found for value in candidates(specification, inner, mentioned)]
    return [kind(**one) for one in found]
