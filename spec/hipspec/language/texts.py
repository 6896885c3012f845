"""The text of a specification: where functions and records are written, and what the names in them stand for."""

import ast
import builtins
import dataclasses
import functools
import inspect
import sys
import types
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hipspec.language.identifiers import Identifier
from hipspec.language.maybe import Maybe
from hipspec.language.specification import Specification

Function = Callable[..., Any]
UNKNOWN = object()


@dataclasses.dataclass(frozen=True, order=True)
class Problem:
    """Something that the text of a specification may not contain.

    Attributes:
        path, line: where it stands; line 0 if it is a whole file.
        text: what is wrong.
        allowed: what is allowed instead.
    """

    path: str
    line: int
    text: str
    allowed: str

    def __str__(self) -> str:
        """Say it all in one line."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return " ".join(f"{place}: {self.text}; {self.allowed}".split())


class Module:
    """The text of one module: its functions and classes, by name."""

    def __init__(self, path: str) -> None:
        """Read and parse it."""
        self.path = path
        self.functions: dict[tuple[str, int], ast.FunctionDef] = {}
        self.classes: dict[str, int] = {}
        for node in ast.parse(Path(path).read_text(encoding="utf-8"), filename=path).body:
            if isinstance(node, ast.FunctionDef):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                self.functions[node.name, first] = node
            elif isinstance(node, ast.ClassDef):
                self.classes[node.name] = node.lineno


class Texts:
    """The texts that a specification is written in, each read once.

    Args:
        specification: what is written.

    Attributes:
        packages: the top-level packages that it stands in: those of the world, what the world extends, and rules.
    """

    def __init__(self, specification: Specification) -> None:
        """Read nothing yet."""
        parts = (*with_bases(specification.world), *specification.rules)
        self.packages = {part.__module__.split(".")[0] for part in parts}
        self._modules: dict[str, Module] = {}

    def _module(self, path: str) -> Module:
        if path not in self._modules:
            self._modules[path] = Module(path)
        return self._modules[path]

    def definition(self, function: Function) -> ast.FunctionDef | None:
        """Return the definition of a function, or None if it is not a plain function of a module."""
        path, line = place_of(function)
        if not inspect.isfunction(function) or not Path(path).is_file():
            return None
        return self._module(path).functions.get((function.__name__, line))

    def place_of_class(self, kind: type) -> tuple[str, int]:
        """Return the file and line that a class is written at."""
        path = getattr(sys.modules.get(kind.__module__), "__file__", None)
        if path is None:
            return kind.__module__, 0
        return path, self._module(path).classes.get(kind.__name__, 0)

    def has(self, value: object) -> bool:
        """Whether a function or class is part of the specification, and not of its language or of a library."""
        module = getattr(value, "__module__", None) or ""
        return module.split(".")[0] in self.packages and not in_language(value)


def in_language(value: object) -> bool:
    """Whether a function or class is part of the language."""
    module = getattr(value, "__module__", None) or ""
    return module == __package__ or module.startswith(f"{__package__}.")


def place_of(function: Function) -> tuple[str, int]:
    """Return the file and first line of a function, decorators included."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return (code.co_filename, code.co_firstlineno) if code else (repr(function), 0)


def resolve(node: ast.expr, function: Function) -> Any:  # noqa: ANN401  # whatever the name stands for
    """Return what a global name, or a name in a module or class, stands for; UNKNOWN if it has no fixed meaning."""
    if isinstance(node, ast.Name):
        found = getattr(function, "__globals__", {}).get(node.id, UNKNOWN)
        return getattr(builtins, node.id, UNKNOWN) if found is UNKNOWN else found
    if isinstance(node, ast.Attribute):
        base = resolve(node.value, function)
        if isinstance(base, types.ModuleType | type):
            return getattr(base, node.attr, UNKNOWN)
    return UNKNOWN


def is_record(kind: object) -> bool:
    """Whether a type is a dataclass of the specification, and not an identifier or a `Maybe`."""
    return (
        isinstance(kind, type)
        and dataclasses.is_dataclass(kind)
        and not issubclass(kind, Identifier)
        and kind is not Maybe
    )


def types_in(annotation: object) -> Iterator[type]:
    """Yield the types that an annotation names, those within `Map[...]` and the like included.

    A type variable stands for its bound: the least that is known of what takes its place.
    """
    if isinstance(annotation, typing.TypeVar):
        annotation = annotation.__bound__
    for inner in typing.get_args(annotation):
        yield from types_in(inner)
    kind = typing.get_origin(annotation) or annotation
    if isinstance(kind, type):
        yield kind


def with_bases(record: type) -> set[type]:
    """Return a record and the records that it extends."""
    return {kind for kind in record.__mro__ if is_record(kind)}


def records_within(annotations: list[object]) -> set[type]:
    """Return the records that some annotations name, and those that their fields hold."""
    found: set[type] = set()
    waiting = [kind for annotation in annotations for kind in types_in(annotation)]
    while waiting:
        kind = waiting.pop()
        if is_record(kind) and kind not in found:
            found.add(kind)
            waiting += [inner for hint in annotations_of(kind).values() for inner in types_in(hint)]
    return found


@functools.cache
def annotations_of(annotated: Function | type) -> dict[str, Any]:
    """Return the annotations of a function or record, as types; none if one of them can't be evaluated."""
    try:
        return typing.get_type_hints(annotated)
    except (NameError, TypeError, AttributeError, SyntaxError):
        return {}
