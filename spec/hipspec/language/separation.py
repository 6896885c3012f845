"""The separation of state: what hosts know, what is the case, and history, which properties alone read.

Without it a rule could ask a ghost whether an attack is under way, and everything would be proved.
"""

import ast
import dataclasses
import inspect
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum

from hipspec.language import rules
from hipspec.language.bodies import Body
from hipspec.language.collections import Map, Set, Tally
from hipspec.language.identifiers import Identifier
from hipspec.language.maybe import Maybe
from hipspec.language.rules import Step
from hipspec.language.specification import Specification
from hipspec.language.texts import (
    Function,
    Problem,
    Texts,
    annotations_of,
    is_record,
    place_of,
    records_within,
    types_in,
    with_bases,
)

PLAIN = (bool, int, Map, Set, Tally, Maybe, Step)
Bodies = Mapping[Function, Body]


@dataclasses.dataclass(frozen=True)
class Part:
    """A part that functions take in a specification.

    Attributes:
        name: what each of them is.
        functions: those that the specification lists.
        labels: what they may be declared as; none if they need no declaration.
        words: what they, and what they call, may use of require, holds, assume, given and replace.
    """

    name: str
    functions: Sequence[Function]
    labels: tuple[rules.Part, ...]
    words: frozenset[str]


def separation(specification: Specification, parts: Sequence[Part], bodies: Bodies) -> Iterator[Problem]:
    """Yield where functions use what is not theirs, or are not what the specification lists them as."""
    listed: dict[str, list[Function]] = {part.name: [] for part in parts}
    for part in parts:
        listed[part.name] += part.functions
    reached = {name: _reached(functions, bodies) for name, functions in listed.items()}
    reached["action"] = [function for function in reached["action"] if function not in reached["rule"]]
    around = _around(specification.world)
    history = with_bases(specification.history)
    hidden = {
        "rule": {*history, *with_bases(specification.world), *around},
        "action": history,
        "initial": history,
    }
    for part in parts:
        yield from _declarations(part)
    for part in {part.name: part for part in parts}.values():
        for function in reached[part.name]:
            yield from _words(part, bodies[function])
            yield from _hidden(part, bodies[function], hidden.get(part.name, set()))
    writers = set(reached["observe"])
    for function, body in bodies.items():
        if function not in writers:
            yield from _constructions(body, specification.history)
    yield from _namesakes(bodies)


def _reached(functions: Iterable[Function], bodies: Bodies) -> list[Function]:
    """Return functions and what they call, directly or not."""
    found: dict[Function, None] = {}
    waiting = list(functions)
    while waiting:
        function = waiting.pop()
        if function in bodies and function not in found:
            found[function] = None
            waiting += bodies[function].calls
    return list(found)


def _around(world: type) -> set[type]:
    """Return the records that a world holds one of: what is the case, as opposed to what each host holds."""
    held = [kind for kind in annotations_of(world).values() if isinstance(kind, type) and is_record(kind)]
    return {base for kind in held for base in with_bases(kind)}


# ---------------------------------------------------------------------- what functions are


def _declarations(part: Part) -> Iterator[Problem]:
    if not part.labels:
        return
    words = " or ".join(f"@{label.name.lower()}" for label in part.labels)
    for function in part.functions:
        label = getattr(function, "__label__", None)
        name = getattr(function, "__name__", repr(function))
        path, line = place_of(function)
        if label is None or label.part not in part.labels:
            found = "not declared" if label is None else f"declared as {label.part.value}"
            yield Problem(path, line, f"{name} is listed as {part.name} and {found}", f"declare it with {words}")
        elif label.part is rules.Part.RULE and not label.clause.strip():
            allowed = 'say where it comes from: @rule(clause="RFC ...")'
            yield Problem(path, line, f"the rule {name} names no clause", allowed)


def _namesakes(bodies: Bodies) -> Iterator[Problem]:
    first: dict[str, Body] = {}
    for body in sorted(bodies.values(), key=lambda body: (body.path, body.definition.lineno)):
        other = first.setdefault(body.definition.name, body)
        if other is not body:
            yield Problem(
                body.path,
                body.definition.lineno,
                f"{body.definition.name} is also a function at {other.path}:{other.definition.lineno}",
                "guards and effects are known by the name of their function: give each its own",
            )


# ---------------------------------------------------------------------- what functions use


def _words(part: Part, body: Body) -> Iterator[Problem]:
    allowed = f"there, use {', '.join(sorted(part.words))}" if part.words else "there, nothing is required or changed"
    for name, node in body.words:
        if name in ("require", "holds", "assume", "given", "replace") and name not in part.words:
            where = f"{body.definition.name}, which is {_article(part.name)} or is called by one"
            yield Problem(body.path, node.lineno, f"{name}(...) in {where}", allowed)


def _article(name: str) -> str:
    return f"an {name}" if name[0] in "aeio" else f"a {name}"


def _hidden(part: Part, body: Body, hidden: set[type]) -> Iterator[Problem]:
    """Yield where a function has a parameter or a value of a type that is hidden from it."""
    if not hidden:
        return
    allowed = f"{_article(part.name)}, and what it calls, is given what it may know as parameters"
    name = body.definition.name
    for parameter, annotation in annotations_of(body.function).items():
        for kind in sorted(records_within([annotation]) & hidden, key=lambda kind: kind.__name__):
            what = "result" if parameter == "return" else f"parameter `{parameter}`"
            text = f"the {what} of {name} holds {kind.__name__}, which is hidden from {_article(part.name)}"
            yield Problem(body.path, body.definition.lineno, text, allowed)
    modules = {kind.__module__ for kind in hidden} - {body.function.__module__}
    for node, meaning in body.uses:
        source = meaning if inspect.isfunction(meaning) or isinstance(meaning, type) else type(meaning)
        if source in hidden or source.__module__ in modules or getattr(meaning, "__name__", "") in modules:
            text = f"`{ast.unparse(node)}` is hidden from {name}, which is {_article(part.name)} or is called by one"
            yield Problem(body.path, node.lineno, text, allowed)


def _constructions(body: Body, history: type) -> Iterator[Problem]:
    allowed = "only observe, initial_history and what they call write history"
    for node, meaning in body.uses:
        if meaning is history:
            text = f"{body.definition.name} makes a {history.__name__}"
            yield Problem(body.path, node.lineno, text, allowed)


# ---------------------------------------------------------------------- what state is made of


def unlike_records(specification: Specification, texts: Texts, bodies: Bodies) -> Iterator[Problem]:
    """Yield the types that can't be lifted: records that are not frozen or hold methods, fields of other types."""
    state = [specification.world, specification.history, specification.readings_type, *specification.messages]
    made = [meaning for body in bodies.values() for _, meaning in body.uses if is_record(meaning)]
    annotations = [hint for body in bodies.values() for hint in annotations_of(body.function).values()]
    for kind in records_within([*state, *made, *annotations]):
        if texts.has(kind):
            yield from _unlike_record(kind, *texts.place_of_class(kind))
    for body in bodies.values():
        yield from _unlike_annotations(body)


def _unlike_record(kind: type, path: str, line: int) -> Iterator[Problem]:
    if not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]  # every dataclass has it
        yield Problem(path, line, f"{kind.__name__} is not frozen", "declare it with @dataclass(frozen=True)")
    for name, value in vars(kind).items():
        behaves = isinstance(value, types.FunctionType | property | classmethod | staticmethod)
        if behaves and (not name.startswith("__") or name == "__post_init__"):
            text = f"{kind.__name__}.{name} is more than a field"
            yield Problem(path, line, text, "a record has fields only: write a function of the record")
    annotations = annotations_of(kind)
    for field in dataclasses.fields(kind):
        if field.name not in annotations:
            yield _unresolved(path, line, f"{kind.__name__}.{field.name}")
        else:
            yield from _unlike(annotations[field.name], path, line, f"{kind.__name__}.{field.name}")


def _unlike_annotations(body: Body) -> Iterator[Problem]:
    annotations = annotations_of(body.function)
    line = body.definition.lineno
    for name in body.function.__annotations__:
        if name not in annotations:
            yield _unresolved(body.path, line, f"`{name}` of {body.definition.name}")
        elif not (name == "return" and annotations[name] is type(None)):
            what = "the result" if name == "return" else f"`{name}`"
            yield from _unlike(annotations[name], body.path, line, f"{what} of {body.definition.name}")


def _unlike(annotation: object, path: str, line: int, what: str) -> Iterator[Problem]:
    for kind in types_in(annotation):
        if kind not in PLAIN and not issubclass(kind, Enum | Identifier) and not is_record(kind):
            yield Problem(
                path,
                line,
                f"{what} has the type {kind.__name__}",
                "types are bool, int, enumerations, identifiers, frozen dataclasses, Map, Set, Tally and Maybe",
            )
    if isinstance(annotation, str) or (isinstance(annotation, typing.TypeVar) and annotation.__bound__ is None):
        yield _unresolved(path, line, what)


def _unresolved(path: str, line: int, what: str) -> Problem:
    return Problem(path, line, f"the type of {what} can't be resolved", "import it at the top level of the module")
