"""Steps that almost work: a step that is taken, with one thing changed."""

import dataclasses
import typing
from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from typing import Any

from hipcheck.vectors.steps.taking import Attempt
from hipmodels.attack.sample import identifiers_in
from hipmodels.lift.sorts import fields_of
from hipspec.language import NOTHING, Identifier, Map, Maybe, Set, some
from hipspec.network.names import Pair

FAR = 1_000_000
Pool = dict[type, list[Any]]


def pool_of(attempts: list[Attempt]) -> Pool:
    """Return what stands in the worlds of some steps, by type, in an order that is the same each time."""
    found: Pool = defaultdict(list)
    for attempt in attempts:
        for each in sorted(set(identifiers_in(attempt.world)), key=lambda name: (type(name).__name__, name.name)):
            if each not in found[type(each)]:
                found[type(each)].append(each)
        for _, packet in attempt.world.environment.sent.items():  # noqa: PERF102  # a Map has no values()
            _note(found, packet.value)
        for _, association in attempt.world.associations.items():  # noqa: PERF102  # a Map has no values()
            _note(found, association)
    return found


def _note(found: Pool, value: Any) -> None:  # noqa: ANN401  # any record
    for field in dataclasses.fields(value):
        inner = getattr(value, field.name)
        inner = inner.value if isinstance(inner, Maybe) and inner.present else inner
        if _is_record(inner) and inner not in found[type(inner)]:
            found[type(inner)].append(inner)


def changed(attempt: Attempt, pool: Pool) -> Iterator[Attempt]:
    """Yield the step with one thing changed: in what is decided, in what arrives, or in what a host remembers."""
    yield from _decided(attempt, pool)
    yield from arriving(attempt, pool)
    world = attempt.world
    for part in ("puzzles", "solutions"):
        for other in _of_map(getattr(world.environment, part, Map(NOTHING)), pool):
            yield _in_environment(attempt, part, other, f"others of the {part}")
    for part in ("associations", "responders"):
        remembered: Any = getattr(world, part, None)
        for key, value in _entries(remembered, attempt):
            for field, record in _variants(value, pool):
                there = dataclasses.replace(world, **{part: remembered.set(key, record)})
                yield dataclasses.replace(attempt, world=there, name=f"{attempt.name}, another {field} remembered")


def _in_environment(attempt: Attempt, part: str, value: Any, what: str) -> Attempt:  # noqa: ANN401  # any field
    environment = dataclasses.replace(attempt.world.environment, **{part: value})
    world = dataclasses.replace(attempt.world, environment=environment)
    return dataclasses.replace(attempt, world=world, name=f"{attempt.name}, {what}")


def _decided(attempt: Attempt, pool: Pool) -> Iterator[Attempt]:
    for name, value in attempt.arguments.items():
        for other in _others(value, pool):
            arguments = {**attempt.arguments, name: other}
            yield dataclasses.replace(attempt, arguments=arguments, name=f"{attempt.name}, another {name}")
        for field, record in _variants(value, pool) if _is_record(value) else ():
            arguments = {**attempt.arguments, name: record}
            yield dataclasses.replace(attempt, arguments=arguments, name=f"{attempt.name}, another {field} decided")


def arriving(attempt: Attempt, pool: Pool) -> Iterator[Attempt]:
    """Yield the step with one thing changed in the packet that arrives."""
    sent: Map[Any, Any] = attempt.world.environment.sent
    frame = next((type(each) for each, _ in sent.items()), None)
    for value in attempt.arguments.values():
        if type(value) is frame and sent[value].present:
            for field, packet in _variants(sent[value].value, pool):
                yield _in_environment(attempt, "sent", sent.set(value, some(packet)), f"another {field} in the packet")


def _entries(remembered: Any, attempt: Attempt) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401  # a map, if there is one
    """Yield what hosts remember, of the pairs too that have nothing to do with each other yet."""
    if remembered is None:
        return
    yield from remembered.items()
    known = {key for key, _ in remembered.items()}
    hosts = sorted({host for _, host in attempt.world.environment.at.items()}, key=lambda host: host.name)
    if known and isinstance(next(iter(known)), Pair):
        pairs = (Pair(one, other) for one in hosts for other in hosts if one != other)
        yield from ((pair, remembered[pair]) for pair in pairs if pair not in known)


def _variants(record: Any, pool: Pool, depth: int = 2) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # any record
    """Yield a record with one field changed, or one field of a record in it."""
    for name, kind in fields_of(type(record)).items():
        value = getattr(record, name)
        for other in _of_kind(value, kind, pool):
            yield name, dataclasses.replace(record, **{name: other})
        inner = value.value if isinstance(value, Maybe) and value.present else value
        if depth > 1 and _is_record(inner):
            for field, changed_record in _variants(inner, pool, depth - 1):
                whole = some(changed_record) if isinstance(value, Maybe) else changed_record
                yield f"{name}.{field}", dataclasses.replace(record, **{name: whole})


def _is_record(value: object) -> bool:
    return dataclasses.is_dataclass(value) and not isinstance(value, type | Identifier | Maybe)


def _of_kind(value: Any, kind: Any, pool: Pool) -> Iterator[Any]:  # noqa: ANN401  # any value
    """Yield other values of a field; what was absent is there."""
    yield from _others(value, pool)
    if isinstance(value, Maybe) and not value.present:
        (inner,) = typing.get_args(kind)
        yield from (some(each) for each in ((0, 1) if inner is int else pool.get(inner, ())[:3]))


def _others(value: Any, pool: Pool) -> Iterator[Any]:  # noqa: ANN401  # any value
    """Yield other values of the same type."""
    match value:
        case bool():
            yield not value
        case Enum():
            yield from (each for each in type(value) if each is not value)
        case int():
            yield from (each for each in (-1, 0, value - 1, value + 1, FAR) if each != value)
        case Identifier():
            yield from (each for each in pool.get(type(value), ()) if each != value)
        case Maybe():
            if value.present:
                yield NOTHING
                yield from (some(other) for other in _others(value.value, pool))
        case Map():
            yield from _of_map(value, pool)
        case Set():
            yield from (Set(*(each for each in value if each != member)) for member in value)
        case _:
            yield from (each for each in pool.get(type(value), ()) if each != value)


def _of_map(value: Map[Any, Any], pool: Pool) -> Iterator[Map[Any, Any]]:
    for key, inner in value.items():
        yield value.set(key, value.default)
        for other in _others(inner, pool):
            yield value.set(key, other)
        record = inner.value if isinstance(inner, Maybe) and inner.present else inner
        if _is_record(record):
            for _, other in _variants(record, pool, 2):
                yield value.set(key, some(other) if isinstance(inner, Maybe) else other)
