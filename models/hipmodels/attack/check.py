"""Does a property hold of a step that was taken? Checked for all parameters that the step mentions."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from hipmodels.attack.sample import candidates, identifiers_in
from hipmodels.lift.lifted import STATE, STEP, parameters_of
from hipmodels.lift.source import Function
from hipmodels.properties import is_step_property
from hipmodels.trace import holds_at
from hipspec.language import Identifier, Specification
from hipspec.language.running import Taken


def mentioned_in(taken: Taken) -> dict[type, list[Any]]:
    """Return the identifiers that a step mentions, in its arguments, its event and the packets that these name."""
    found: dict[Identifier, None] = {}
    for value in (*taken.arguments.values(), taken.event):
        found.update(dict.fromkeys(identifiers_in(value)))
    sent = getattr(getattr(taken.after.world, "environment", None), "sent", None)
    if sent is not None:
        for identifier in list(found):
            found.update(dict.fromkeys(identifiers_in(sent[identifier])))
    kinds: dict[type, list[Any]] = {}
    for identifier in found:
        kinds.setdefault(type(identifier), []).append(identifier)
    return kinds


def violations(
    specification: Specification,
    properties: list[Function],
    taken: Taken,
    names: Mapping[type, list[Any]] | None = None,
    seconds: Mapping[type, list[Any]] | None = None,
) -> Iterator[tuple[Function, dict[str, Any]]]:
    """Yield the properties that a step violates, with their parameters: what the step mentions, or the given names.

    Args:
        specification: what was run.
        properties: what to check.
        taken: the step.
        names: the values to try for parameters of a kind, whatever the step mentions.
        seconds: the same for each parameter of a kind but the first, in properties that have several of a kind.
    """
    mentioned: dict[type, list[Any]] | None = None
    for function in properties:
        kinds = parameters_of(function, STEP if is_step_property(function) else STATE)
        if kinds and mentioned is None:
            mentioned = mentioned_in(taken) | dict(names or {})
        choices = []
        for position, kind in enumerate(kinds.values()):
            second = seconds is not None and kind in seconds and kind in list(kinds.values())[:position]
            choices.append(candidates(specification, kind, (seconds if second else mentioned) or {}))
        for values in itertools.product(*choices):
            parameters = dict(zip(kinds, values, strict=True))
            if violated(function, taken, parameters):
                yield function, parameters
                break


def violated(function: Function, taken: Taken, parameters: dict[str, Any]) -> bool:
    """Whether a step violates a property; a property that can't be evaluated there is not violated there."""
    try:
        return not holds_at(function, taken, parameters)
    except LookupError:
        return False
