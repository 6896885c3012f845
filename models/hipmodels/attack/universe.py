"""The names and numbers of the finite instance in which sequences of unknown steps go on from a moment of a run."""

import functools
import itertools
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hipmodels.attack.choosing import is_big
from hipmodels.attack.sample import identifiers_in
from hipmodels.lift.sorts import fields_of, is_identifier, is_record
from hipmodels.lift.tables import Universe
from hipmodels.problem import Problem
from hipmodels.trace import specification_functions
from hipspec.language import Identifier, Map, Maybe, Set, Tally
from hipspec.language.running import Run

NEWEST = 5
LARGEST = 64


def universe_of(problem: Problem, start: Run, longest: int) -> Universe:
    """Return a universe for sequences of up to so many steps from a moment."""
    return Universe(_names(problem, start, longest), _numbers(problem.module))


def _names(problem: Problem, start: Run, longest: int) -> dict[type, list[Identifier]]:
    """Return the names that there are: what the run and the text name, and new ones for what is drawn."""
    specification = problem.specification
    names: dict[type, list[Identifier]] = {kind: [] for kind in specification.universe}

    def learn(found: Iterable[Identifier]) -> None:
        for name in found:
            if name not in names.setdefault(type(name), []):
                names[type(name)].append(name)

    for taken in start.taken:
        learn(itertools.chain.from_iterable(identifiers_in(value) for value in taken.arguments.values()))
    for kind in numbered_kinds(specification.world):
        names[kind] = names[kind][-NEWEST:]
    for kind, given in specification.universe.items():
        learn(kind(name) for name in given)
    learn(problem.lifted().named)
    for _ in range(2):
        learn([*names_within(start.world, names), *names_within(start.history, names)])
    for kind, given in specification.universe.items():
        if not given:
            learn(new_name(kind, number) for number in range(1, longest + 1))
    return names


@functools.cache
def _numbers(module: str) -> tuple[int, ...]:
    """Return the numbers worth using as keys: the first few, and those around each small constant of the text."""
    found = set(range(-1, 4))
    for function in specification_functions(Problem(module).specification):
        for name, value in function.__globals__.items():
            if name.isupper() and type(value) is int and 0 <= value < LARGEST:
                found |= set(range(value - 1, value + 3))
    return tuple(sorted(found))


def numbered_kinds(world: type) -> set[type]:
    """Return the kinds of identifiers under which the world keeps big records, such as numbers of transmissions."""
    found = set()
    for kind in fields_of(world).values():
        if is_record(kind):
            found |= numbered_kinds(kind)
        elif typing.get_origin(kind) is Map and is_identifier(typing.get_args(kind)[0]):
            key, inner = typing.get_args(kind)
            found |= {key} if is_big(inner) else set()
    return found


def names_within(value: Any, names: Mapping[type, list[Identifier]]) -> Iterator[Identifier]:  # noqa: ANN401  # any value
    """Yield the identifiers in a value, without what it holds under keys that have other names in them."""
    if isinstance(value, Map):
        yield from names_within(value.default, names)
        for key, inner in value.items():
            if all(name in names.get(type(name), ()) for name in identifiers_in(key)):
                yield from names_within(inner, names)
    elif isinstance(value, Tally | Set):
        return
    elif is_record(type(value)) or isinstance(value, Maybe):
        parts = (
            [getattr(value, n) for n in value.__dataclass_fields__]
            if is_record(type(value))
            else [value.value]
            if value.present
            else []
        )
        for part in parts:
            yield from names_within(part, names)
    elif isinstance(value, Identifier):
        yield value


def new_name(kind: type, number: int) -> Identifier:
    """Return a name that no run uses, for what a step draws."""
    name: Identifier = kind(f"new {kind.__name__.lower()} {number}")
    return name
