"""Traces: runs that can be kept in a file, read by people, and replayed on the executable specification."""

import dataclasses
import typing
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from hipmodels.lift.edits import Edits, reachable
from hipmodels.lift.lifted import STATE, STEP, parameters_of
from hipmodels.lift.sorts import fields_of, is_identifier
from hipmodels.lift.source import Function, hints_of
from hipmodels.properties import is_step_property
from hipspec.language import NOTHING, Impossible, Map, Maybe, Refused, Set, Specification, some
from hipspec.language.running import Run, Taken


@dataclass(frozen=True)
class Move:
    """One step of a trace: an action and its arguments."""

    action: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Trace:
    """A run, and what it shows.

    Attributes:
        specification: the name of the specification.
        readings: the answers in force, by name.
        left_out: the guards, effects or assumptions that are missing.
        initial: the parameters of the initial world.
        moves: the steps.
        shows: the property that is violated at the end, or the path that is reached.
        parameters: the values of the property's own parameters for which it is violated.
    """

    specification: str
    readings: dict[str, str]
    left_out: tuple[str, ...]
    initial: dict[str, Any]
    moves: tuple[Move, ...]
    shows: str
    parameters: dict[str, Any] = field(default_factory=dict)


class DoesNotReplayError(Exception):
    """A trace that the executable specification does not follow."""


def encode(value: Any) -> Any:  # noqa: ANN401, PLR0911  # values of any type, one return for each
    """Return a value of a specification as JSON has it: identifiers by name, maps as lists of pairs."""
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Maybe):
        return [encode(value.value)] if value.present else []
    if isinstance(value, Map):
        return {"default": encode(value.default), "entries": [[encode(k), encode(v)] for k, v in value.items()]}
    if isinstance(value, Set):
        return [encode(member) for member in value]
    if is_identifier(type(value)):
        return value.name
    return {name: encode(getattr(value, name)) for name in fields_of(type(value))}


def decode(value: Any, kind: Any) -> Any:  # noqa: ANN401, PLR0911  # values of any type, one return for each
    """Return what `encode` made of a value of a type.

    A field that the type got later has its default there.

    Raises:
        ValueError: it is no such value.
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    try:
        if kind in (bool, int, str):
            return _plain(value, kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind[value]
        if is_identifier(kind):
            return kind(_plain(value, str))
        if origin is Maybe:
            return some(decode(value[0], arguments[0])) if value else NOTHING
        if origin is Map:
            entries = {decode(k, arguments[0]): decode(v, arguments[1]) for k, v in value["entries"]}
            return Map(decode(value["default"], arguments[1]), entries)
        if origin is Set:
            return Set(*(decode(member, arguments[0]) for member in value))
        given = _plain(value, dict)
        return kind(**{name: decode(given[name], inner) for name, inner in fields_of(kind).items() if name in given})
    except (KeyError, TypeError, IndexError) as error:
        msg = f"not a {getattr(kind, '__name__', kind)}: {value!r}"
        raise ValueError(msg) from error


def _plain(value: Any, kind: type) -> Any:  # noqa: ANN401  # checked here
    if type(value) is not kind:
        raise TypeError
    return value


def to_json(trace: Trace, specification: Specification) -> dict[str, Any]:
    """Return a trace as JSON has it."""
    del specification
    return {
        **{f.name: getattr(trace, f.name) for f in dataclasses.fields(trace)},
        "left_out": list(trace.left_out),
        "initial": {name: encode(value) for name, value in trace.initial.items()},
        "moves": [
            {"action": move.action, "arguments": {name: encode(value) for name, value in move.arguments.items()}}
            for move in trace.moves
        ],
        "parameters": {name: encode(value) for name, value in trace.parameters.items()},
    }


def from_json(document: dict[str, Any], specification: Specification) -> Trace:
    """Return the trace that `to_json` made a document of.

    Raises:
        ValueError: the document is no trace of this specification; it says where.
    """
    actions = {action.__name__: action for action in specification.actions}
    initial = hints_of(specification.initial)
    moves = []
    for number, move in enumerate(document["moves"], 1):
        if move["action"] not in actions:
            msg = f"step {number}: the specification {specification.name} has no action {move['action']!r}"
            raise ValueError(msg)
        kinds = parameters_of(actions[move["action"]])
        moves.append(Move(move["action"], {n: decode(v, kinds[n]) for n, v in move["arguments"].items()}))
    shown = property_named(specification, document["shows"])
    kinds = parameters_of(shown, STEP if is_step_property(shown) else STATE) if shown else {}
    return Trace(
        specification=document["specification"],
        readings=dict(document["readings"]),
        left_out=tuple(document["left_out"]),
        initial={name: decode(value, initial[name]) for name, value in document["initial"].items()},
        moves=tuple(moves),
        shows=document["shows"],
        parameters={n: decode(v, kinds[n]) for n, v in document["parameters"].items()},
    )


def property_named(specification: Specification, name: str) -> Function | None:
    """Return the property, lemma or expected attack of a name, or None."""
    everything = (*specification.invariants, *specification.expected)
    return next((function for function in everything if function.__name__ == name), None)


def readings_named(specification: Specification, names: dict[str, str]) -> Any:  # noqa: ANN401  # the readings of any specification
    """Return the readings with some answers other than the default, by their names.

    Raises:
        ValueError: there is no such reading or answer.
    """
    kinds = fields_of(specification.readings_type)
    answers = {}
    for name, answer in names.items():
        if name not in kinds or answer not in {member.value for member in kinds[name]}:
            msg = f"no reading {name}={answer}"
            raise ValueError(msg)
        answers[name] = kinds[name](answer)
    return specification.readings_type(**answers)


def run_trace(trace: Trace, specification: Specification) -> Run:
    """Run a trace on the executable specification, with nothing left out but what the caller has left out.

    Raises:
        DoesNotReplayError: a step is refused or impossible; it says which and why.
    """
    actions = {action.__name__: action for action in specification.actions}
    run = Run(specification, readings_named(specification, trace.readings), **trace.initial)
    for number, move in enumerate(trace.moves, 1):
        try:
            run.do(actions[move.action], **move.arguments)
        except (Refused, Impossible, LookupError) as error:
            msg = f"step {number} ({move.action}): {error}"
            raise DoesNotReplayError(msg) from error
    return run


def replay(trace: Trace, specification: Specification) -> list[Taken]:
    """Run a trace on the executable specification without what the trace leaves out, and check what it shows.

    Raises:
        DoesNotReplayError: a step is refused or impossible, or the property holds after all.
    """
    with Edits(frozenset(trace.left_out)).applied(specification_functions(specification)):
        run = run_trace(trace, specification)
    shown = property_named(specification, trace.shows)
    if shown is not None and holds_at(shown, run.taken[-1], trace.parameters):
        msg = f"{trace.shows} holds at the end"
        raise DoesNotReplayError(msg)
    return run.taken


def holds_at(function: Function, taken: Taken, parameters: dict[str, Any]) -> bool:
    """Whether a property holds of a step that was taken, or of the state after it."""
    if is_step_property(function):
        state = (taken.before.history, taken.before.world, taken.event, taken.after.history, taken.after.world)
        return bool(function(*state, **parameters))
    return bool(function(taken.after.history, taken.after.world, **parameters))


def specification_functions(specification: Specification) -> list[Function]:
    """Return every function that takes part in a step."""
    return reachable([*specification.actions, specification.observe], specification.world.__module__.split(".")[0])
