"""Minimising: an attack without a step that could be left out, and with as few and as plain names as possible."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from hipmodels.attack.check import violated
from hipmodels.attack.sample import identifiers_in
from hipmodels.lift.edits import Edits
from hipmodels.problem import Problem
from hipmodels.trace import DoesNotReplayError, Move, Trace, property_named, run_trace, specification_functions
from hipspec.language import Identifier


def minimise(problem: Problem, trace: Trace) -> Trace:
    """Return an attack of which no step can be left out; the fewest steps first, then the fewest names."""
    with Edits(problem.left_out).applied(specification_functions(problem.specification)):
        works = _judge(problem, trace.shows)
        fewer = _fewest_names(_fewest_steps(trace, works), works)
        return _tidied(problem, _fewest_steps(fewer, works), works)


def _judge(problem: Problem, shows: str) -> Callable[[Trace], bool]:
    function = property_named(problem.specification, shows)

    def works(trace: Trace) -> bool:
        try:
            run = run_trace(trace, problem.specification)
        except DoesNotReplayError:
            return False
        return function is not None and bool(run.taken) and violated(function, run.taken[-1], trace.parameters)

    return works


def _fewest_steps(trace: Trace, works: Callable[[Trace], bool]) -> Trace:
    """Leave out steps, several at a time and then one by one, until none can go."""
    chunk = max(1, len(trace.moves) // 2)
    while True:
        shorter = next((t for t in _without_chunk(trace, chunk) if works(t)), None)
        if shorter is not None:
            trace = shorter
        elif chunk > 1:
            chunk //= 2
        else:
            return trace


def _without_chunk(trace: Trace, chunk: int) -> Iterator[Trace]:
    for start in range(len(trace.moves) - 1, -1, -1):
        rest = (*trace.moves[: max(0, start - chunk + 1)], *trace.moves[start + 1 :])
        if rest:
            yield dataclasses.replace(trace, moves=rest)


def _fewest_names(trace: Trace, works: Callable[[Trace], bool]) -> Trace:
    """Let one name do the work of two, wherever the attack still works."""
    for later, earlier in _mergeable(trace):
        merged = renamed(trace, {later: earlier})
        if works(merged):
            trace = merged
    return trace


def _mergeable(trace: Trace) -> Iterator[tuple[Identifier, Identifier]]:
    names = list(_names_of(trace))
    for position in range(len(names) - 1, 0, -1):
        for other in names[:position]:
            if type(other) is type(names[position]):
                yield names[position], other


def _names_of(trace: Trace) -> dict[Identifier, None]:
    found: dict[Identifier, None] = {}
    for move in trace.moves:
        for value in move.arguments.values():
            found.update(dict.fromkeys(identifiers_in(value)))
    return found


def renamed(trace: Trace, names: dict[Identifier, Identifier]) -> Trace:
    """Return a trace with other names in it."""
    return dataclasses.replace(
        trace,
        moves=tuple(
            Move(move.action, {n: _rename(value, names) for n, value in move.arguments.items()}) for move in trace.moves
        ),
        parameters={name: _rename(value, names) for name, value in trace.parameters.items()},
    )


def _rename(value: Any, names: dict[Identifier, Identifier]) -> Any:  # noqa: ANN401  # any argument of an action
    if isinstance(value, Identifier):
        return names.get(value, value)
    if isinstance(value, bool | int | str) or not set(identifiers_in(value)) & names.keys():
        return value
    if hasattr(value, "held"):
        return type(value)(tuple(_rename(inner, names) for inner in value.held))
    if hasattr(value, "__dataclass_fields__"):
        return dataclasses.replace(
            value, **{name: _rename(getattr(value, name), names) for name in value.__dataclass_fields__}
        )
    return type(value)(_rename(value.default, names), {_rename(k, names): _rename(v, names) for k, v in value.items()})


def _tidied(problem: Problem, trace: Trace, works: Callable[[Trace], bool]) -> Trace:
    """Number the names that are drawn as needed in the order in which they come."""
    counts: dict[type, int] = {}
    names: dict[Identifier, Identifier] = {}
    for name in _names_of(trace):
        kind = type(name)
        if not problem.specification.universe.get(kind) and name.name not in ("none", "nobody", "nowhere"):
            counts[kind] = counts.get(kind, 0) + 1
            names[name] = kind(f"{kind.__name__.lower()}{counts[kind]}")
    tidy = renamed(trace, names)
    return tidy if works(tidy) else trace
