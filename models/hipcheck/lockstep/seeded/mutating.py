"""Mutants: every small change to a text that a program can make, one at a time, each with a name that stays.

Conditions are negated, comparisons and arithmetic swapped, operands of `and` and `or` left out, numbers changed by
one, statements left out. Texts, annotations and what goes into an error's words are left alone: nobody acts by them.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import Any

from hipcheck.lockstep.seeded.changes import source_of

__all__ = ["MODULES", "Mutant", "mutants", "mutants_of"]

ENGINE = (
    "addressing", "arrival", "association", "channel", "closing", "config", "counters", "dispatch", "engine",
    "initiator", "lifecycle", "limits", "locators", "packets", "pool", "registration", "rekeying", "rendezvous",
    "responder", "table", "timers", "timetable", "updates",
)  # fmt: skip
BESIDE = ("crypto.keymat", "crypto.puzzle", "esp.association", "esp.window", "wire.protection")
MODULES = (*(f"hipway.engine.{name}" for name in ENGINE), *(f"hipway.{name}" for name in BESIDE))
"""The texts that are changed."""

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult,
}  # fmt: skip
"""What stands for what: the neighbour of an order, the opposite of an equality, the inverse of a calculation."""


@dataclass(frozen=True)
class Mutant:
    """A mutant.

    Attributes:
        module: whose text is changed.
        function: in which function, with its class; empty on the level of the module.
        what: the change, in words of the text.
        number: of those that read the same in this function, from 1.
        place: which change it is, counted in the module.
        lines: of the statement that it is in; none if it is run when the module is imported.
    """

    module: str
    function: str
    what: str
    number: int
    place: int
    lines: range

    @property
    def id(self) -> str:
        """Its name: it stays when lines move."""
        again = f" #{self.number}" if self.number > 1 else ""
        return f"{self.module.removeprefix('hipway.')}:{self.function}: {self.what}{again}"

    def change(self, text: str, path: str) -> CodeType:
        """Return the code of the changed text."""
        tree = ast.parse(text)
        for place, (_, _, _, make) in enumerate(_places(tree)):
            if place == self.place:
                make()
                break
        return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


@cache
def mutants_of(module: str) -> tuple[Mutant, ...]:
    """Return the mutants of a module."""
    text, _ = source_of(module)
    functions = set(_functions(ast.parse(text), ""))
    seen: dict[tuple[str, str], int] = {}
    found = []
    for place, (function, statement, what, _) in enumerate(_places(ast.parse(text))):
        number = seen[function, what] = seen.get((function, what), 0) + 1
        lines = _lines(statement) if function in functions else range(0)
        found.append(Mutant(module, function, what, number, place, lines))
    return tuple(found)


def mutants() -> tuple[Mutant, ...]:
    """Return all mutants."""
    return tuple(mutant for module in MODULES for mutant in mutants_of(module))


def _functions(node: ast.AST, name: str) -> Iterator[str]:
    """Yield the names of the functions in a tree, with their classes."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef):
            inner = f"{name}.{child.name}" if name else child.name
            if isinstance(child, ast.FunctionDef):
                yield inner
            yield from _functions(child, inner)


def _lines(statement: ast.stmt) -> range:
    """Return the lines of a statement; of one with a body those before its body."""
    body = getattr(statement, "body", None)
    end = body[0].lineno - 1 if body and body[0].lineno > statement.lineno else statement.end_lineno
    return range(statement.lineno, (end or statement.lineno) + 1)


def _places(tree: ast.Module) -> Iterator[tuple[str, ast.stmt, str, Callable[[], None]]]:
    """Yield each change: the function, the statement, the words, and what makes it in this tree."""
    yield from _within(tree, "")


def _within(node: ast.AST, function: str) -> Iterator[tuple[str, ast.stmt, str, Callable[[], None]]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef):
            inner = f"{function}.{child.name}" if function else child.name
            yield from _within(child, inner)
        elif isinstance(child, ast.stmt):
            if _means_something(child):
                for what, make in _of_statement(node, child, at_top=not function):
                    yield function, child, what, make
            yield from _within(child, function)
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            yield from _within(child, function)


def _means_something(statement: ast.stmt) -> bool:
    """Whether anybody acts by a statement: imports, names for checkers, and docstrings are none."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass):
        return False
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return False
    if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
        return False
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id not in {"__all__", "__slots__"}
    return True


def _is_left_out(statement: ast.stmt) -> bool:
    """Whether a program without the statement is one still: no name is missing in what follows."""
    if isinstance(statement, ast.Assign):
        return not isinstance(statement.targets[0], ast.Name)
    if isinstance(statement, ast.Return):
        return statement.value is None
    return isinstance(statement, ast.Expr | ast.Raise | ast.AugAssign | ast.Delete | ast.Continue)


def _of_statement(parent: ast.AST, statement: ast.stmt, *, at_top: bool) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield the changes in one statement, its body left out."""
    if not at_top and _is_left_out(statement):
        yield f"without `{_short(statement)}`", lambda: _replace(parent, statement, ast.Pass())
    if isinstance(statement, ast.Raise):
        return
    for field, value in ast.iter_fields(statement):
        if field in {"body", "orelse", "handlers", "finalbody", "cases", "annotation", "decorator_list", "returns"}:
            continue
        for expression in value if isinstance(value, list) else [value]:
            if isinstance(expression, ast.expr):
                yield from _of_expression(expression)
    if isinstance(statement, ast.If | ast.While) and not isinstance(statement.test, ast.Compare):
        yield f"not ({_short(statement.test)})", lambda: _negate(statement)


Change = tuple[str, Callable[[], None]]


def _of_expression(root: ast.expr) -> Iterator[Change]:
    for node in ast.walk(root):
        if isinstance(node, ast.Compare):
            yield from _of_comparison(node)
        elif isinstance(node, ast.BoolOp):
            yield from _of_condition(node)
        elif isinstance(node, ast.BinOp):
            swapped = SWAPPED.get(type(node.op))
            if swapped is not None and not _is_text(node):
                yield f"`{_short(node)}`: {swapped.__name__} for {type(node.op).__name__}", _set(node, "op", swapped())
        elif isinstance(node, ast.IfExp):
            yield f"`{_short(node)}`: the other way round", _swap(node)
        elif isinstance(node, ast.Constant):
            yield from _of_constant(node, _short(root))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"min", "max"}:
            other = "max" if node.func.id == "min" else "min"
            yield f"`{_short(node)}`: {other}", _set(node.func, "id", other)


def _of_comparison(node: ast.Compare) -> Iterator[Change]:
    for at, operator in enumerate(node.ops):
        swapped = SWAPPED.get(type(operator))
        if swapped is not None:
            words = f"`{_short(node)}`: {swapped.__name__} for {type(operator).__name__}"
            yield words, _put(node.ops, at, swapped())


def _of_condition(node: ast.BoolOp) -> Iterator[Change]:
    words = _short(node)
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield f"`{words}`: {type(other).__name__} for {type(node.op).__name__}", _set(node, "op", other)
    for at, operand in enumerate(node.values):
        neutral = ast.Constant(value=isinstance(node.op, ast.And))
        yield f"`{words}`: without `{_short(operand)}`", _put(node.values, at, neutral)


def _of_constant(node: ast.Constant, words: str) -> Iterator[Change]:
    if type(node.value) is int:
        yield f"{node.value + 1} for {node.value} in `{words}`", _set(node, "value", node.value + 1)
    elif type(node.value) is bool:
        yield f"{not node.value} for {node.value} in `{words}`", _set(node, "value", not node.value)


def _is_text(node: ast.BinOp) -> bool:
    return isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:87]}..."  # noqa: PLR2004  # a name that fits a line


# ------------------------------------------------------------------ what makes a change, when it is wanted


def _set(node: ast.AST, field: str, value: object) -> Callable[[], None]:
    return lambda: setattr(node, field, value)


def _put(values: list[Any], at: int, value: ast.AST) -> Callable[[], None]:
    return lambda: values.__setitem__(at, value)


def _swap(node: ast.IfExp) -> Callable[[], None]:
    def make() -> None:
        node.body, node.orelse = node.orelse, node.body

    return make


def _negate(statement: ast.If | ast.While) -> None:
    statement.test = ast.UnaryOp(ast.Not(), copy.copy(statement.test))


def _replace(parent: ast.AST, old: ast.stmt, new: ast.stmt) -> None:
    for _, value in ast.iter_fields(parent):
        if isinstance(value, list) and old in value:
            value[value.index(old)] = ast.copy_location(new, old)
