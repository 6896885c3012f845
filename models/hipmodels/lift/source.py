"""The text of functions: parsed once, looked up by function, edited for ablation."""

import ast
import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hipmodels.lift.errors import LiftError

Function = Callable[..., Any]


@functools.cache
def _module(path: str) -> dict[tuple[str, int], ast.FunctionDef]:
    tree = ast.parse(Path(path).read_text(encoding="utf-8"), filename=path)
    functions: dict[tuple[str, int], ast.FunctionDef] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            functions[node.name, first] = node
    return functions


@functools.cache
def definition(function: Function) -> ast.FunctionDef:
    """Return the definition of a function as it stands in its file."""
    path = inspect.getsourcefile(function)
    line = function.__code__.co_firstlineno
    if path is None or (function.__name__, line) not in _module(path):
        raise LiftError(f"{path}:{line}", f"{function.__name__}: its text was not found")
    return _module(path)[function.__name__, line]


@functools.cache
def path_of(function: Function) -> str:
    """Return the file that a function stands in."""
    return inspect.getsourcefile(function) or "?"


@functools.cache
def hints_of(function: Function) -> dict[str, Any]:
    """Return the types of the parameters and of the result."""
    return inspect.get_annotations(function, eval_str=True)


def called_name(node: ast.expr) -> str:
    """Return the name by which a call calls, or an empty string."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
