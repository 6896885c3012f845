"""Edits: a specification with guards, effects or assumptions left out.

One and the same edited text is lifted and run: that is what makes a counterexample of the solver replayable.
"""

import ast
import contextlib
import copy
import dataclasses
import functools
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hipmodels.lift.source import Function, called_name, definition, path_of
from hipspec.language import Identifier, Map, Maybe, Set, Specification, Tally

CHECKS = {"require": "guard", "holds": "guard", "assume": "assumption"}


@dataclass(frozen=True)
class Item:
    """Something in the text of a function that can be left out.

    Attributes:
        id: `function/sentence` of a guard or assumption, `function.field` of an effect.
        kind: "guard", "assumption" or "effect".
        function: the name of the function that it stands in.
        text: the sentence, or the assignment.
        besides: why it is there although no security property needs it, if the text says so.
        line: where it stands in its file.
        path: its file.
    """

    id: str
    kind: str
    function: str
    text: str
    besides: str
    line: int
    path: str


def check_of(node: ast.AST) -> tuple[str, str] | None:
    """Return the kind and the sentence of a guard or assumption, or None."""
    if isinstance(node, ast.Call) and called_name(node) in CHECKS and len(node.args) > 1:
        sentence = node.args[1]
        if isinstance(sentence, ast.Constant) and isinstance(sentence.value, str):
            return CHECKS[called_name(node)], sentence.value
    return None


def effects_of(function: Function) -> list[tuple[str, ast.Call, ast.keyword]]:
    """Return the field writes and outputs in a function, with their ids, in the order of the text."""
    seen: dict[str, int] = {}
    found: list[tuple[str, ast.Call, ast.keyword]] = []
    calls = [node for node in ast.walk(definition(function)) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        for keyword in node.keywords:
            if called_name(node) == "replace" or is_output(keyword):
                name = f"{function.__name__}.{keyword.arg}"
                seen[name] = seen.get(name, 0) + 1
                found.append((name if seen[name] == 1 else f"{name}#{seen[name]}", node, keyword))
    return found


def is_output(keyword: ast.keyword) -> bool:
    """Whether a keyword sends something: `reply=` of an answer, which sends nothing if it is left out."""
    return keyword.arg == "reply" and not (isinstance(keyword.value, ast.Name) and keyword.value.id == "NOTHING")


class _Remover(ast.NodeTransformer):
    """Leaves guards out (always true) and effects out (not written, not sent)."""

    def __init__(self, function: Function, left_out: frozenset[str]) -> None:
        self.prefix = f"{function.__name__}/"
        self.left_out = left_out
        self.effects = {
            (node.lineno, node.col_offset, keyword.arg)
            for name, node, keyword in effects_of(function)
            if name in left_out
        }

    def visit_Call(self, node: ast.Call) -> ast.AST:  # the name that ast asks for
        check = check_of(node)
        if check is not None and self.prefix + check[1] in self.left_out:
            return ast.copy_location(ast.Constant(value=True), node)
        self.generic_visit(node)
        written = (node.lineno, node.col_offset)
        node.keywords = [keyword for keyword in node.keywords if (*written, keyword.arg) not in self.effects]
        return node


class Edits:
    """The texts of functions with some items left out.

    Args:
        left_out: ids of guards, assumptions and effects.
    """

    def __init__(self, left_out: frozenset[str] = frozenset()) -> None:
        """Prepare to leave out the given items."""
        self.left_out = left_out
        self._texts: dict[Function, ast.FunctionDef] = {}
        self.writes: dict[tuple[str, int, int], str] = {}

    def touches(self, function: Function) -> bool:
        """Whether anything is left out of a function."""
        start = (f"{function.__name__}/", f"{function.__name__}.")
        return any(item.startswith(start) for item in self.left_out)

    def text(self, function: Function) -> ast.FunctionDef:
        """Return the definition of a function without what is left out."""
        if not self.left_out or not self.touches(function):
            return definition(function)
        if function not in self._texts:
            edited = _Remover(function, self.left_out).visit(copy.deepcopy(definition(function)))
            self._texts[function] = ast.fix_missing_locations(edited)
        return self._texts[function]

    @staticmethod
    def identify(function: Function, sentence: Any) -> str:  # noqa: ANN401  # checked by the source check
        """Return the id of a guard or assumption."""
        return f"{function.__name__}/{sentence}"

    def note_write(self, function: Function, node: ast.Call, kind: Any) -> None:  # noqa: ANN401  # a type
        """Remember which record a `replace` writes to."""
        self.writes[function.__name__, node.lineno, node.col_offset] = getattr(kind, "__name__", "?")

    @contextlib.contextmanager
    def applied(self, functions: list[Function]) -> Iterator[None]:
        """Run Python itself on the edited texts, for as long as the context lasts."""
        before = [(function, function.__code__) for function in functions if self.touches(function)]
        try:
            for function, _ in before:
                function.__code__ = self._compiled(function)
            yield
        finally:
            for function, code in before:
                function.__code__ = code

    def _compiled(self, function: Function) -> Any:  # noqa: ANN401  # a code object
        text = copy.deepcopy(self.text(function))
        text.decorator_list = []
        module = ast.Module(body=[text], type_ignores=[])
        names: dict[str, Any] = {**function.__globals__}
        exec(compile(module, path_of(function), "exec"), names)  # noqa: S102  # our own text, edited
        return names[function.__name__].__code__


def items_of(function: Function) -> list[Item]:
    """Return the guards, assumptions and effects of one function, in the order of the text."""
    found: dict[str, Item] = {}
    path = path_of(function)
    for node in ast.walk(definition(function)):
        check = check_of(node)
        if check is not None and isinstance(node, ast.Call):
            kind, sentence = check
            besides = next(
                (str(k.value.value) for k in node.keywords if k.arg == "besides" and isinstance(k.value, ast.Constant)),
                "",
            )
            identity = Edits.identify(function, sentence)
            found.setdefault(identity, Item(identity, kind, function.__name__, sentence, besides, node.lineno, path))
    notes = getattr(getattr(function, "__label__", None), "besides", {})
    for name, _, keyword in effects_of(function):
        text = f"{keyword.arg} = {ast.unparse(keyword.value)}"
        besides = notes.get(name.split(".", 1)[1], "")
        found[name] = Item(name, "effect", function.__name__, text, besides, keyword.value.lineno, path)
    return sorted(found.values(), key=lambda item: item.line)


def reachable(functions: list[Function], package: str) -> list[Function]:
    """Return the functions of a package that the given ones call, directly or not, themselves included."""
    return list(_reached(tuple(functions), package))


@functools.cache  # texts don't change while they are looked at, and every replay of an attack asks for all of them
def _reached(functions: tuple[Function, ...], package: str) -> tuple[Function, ...]:
    found: dict[Function, None] = {}
    waiting = list(functions)
    while waiting:
        function = waiting.pop(0)
        if function in found:
            continue
        found[function] = None
        for node in ast.walk(definition(function)):
            called = _resolve(node, function)
            if inspect.isfunction(called) and called.__module__.startswith(package):
                waiting.append(called)
    return tuple(found)


def package_of(specification: Specification) -> str:
    """Return the top-level package that the specification stands in."""
    return specification.world.__module__.split(".")[0]


def called_by(function: Function, package: str) -> tuple[Function, ...]:
    """Return the functions of a package that one function calls, directly or not, itself included."""
    return _reached((function,), package)


def identifiers_named(functions: list[Function]) -> list[Identifier]:
    """Return the identifiers that the texts of some functions name, by kind and name."""
    found: set[Identifier] = set()
    for function in functions:
        for node in ast.walk(definition(function)):
            found.update(_identifiers_in(_resolve(node, function)))
    return sorted(found, key=lambda value: (type(value).__module__, type(value).__name__, value.name))


def _identifiers_in(value: Any) -> Iterator[Identifier]:  # noqa: ANN401  # whatever a name stands for
    if isinstance(value, Identifier):
        yield value
    elif isinstance(value, Map):
        yield from _identifiers_in(value.default)
        for pair in value.items():
            yield from _identifiers_in(pair)
    elif isinstance(value, tuple | Set):
        for member in value:
            yield from _identifiers_in(member)
    elif isinstance(value, Maybe):
        yield from _identifiers_in(value.value if value.present else None)
    elif isinstance(value, Tally):
        yield from _identifiers_in(value.accounts)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _identifiers_in(getattr(value, field.name))


def _resolve(node: ast.AST, function: Function) -> Any:  # noqa: ANN401  # whatever the name stands for
    if isinstance(node, ast.Name):
        return function.__globals__.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return getattr(function.__globals__.get(node.value.id), node.attr, None)
    return None
