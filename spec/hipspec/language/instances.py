"""One text for many specifications: functions in which some names stand for something else.

What all protocols of a family share is written once, against functions and constants that stand for what differs.
An instance is a copy of such a function, of the very same text, in which these names stand for what one member of the
family puts in their place. Only what a function's names stand for changes, so an instance is run, lifted, checked and
read as if it had been written out.
"""

import types
from collections.abc import Callable, Iterator
from typing import Any

from hipspec.language.texts import in_language

Function = Callable[..., Any]


class Instances:
    """Copies of functions in which some functions and constants are replaced by others.

    Args:
        replaced: what is replaced, and by what; told apart by identity, not by equality.
        packages: the top-level packages whose functions are copied; others are left as they are.
    """

    def __init__(self, replaced: list[tuple[Any, Any]], *packages: str) -> None:
        """Copy nothing yet."""
        self._replaced = {id(old): (old, new) for old, new in replaced}
        self._packages = packages
        self._copies: dict[Function, Function] = {}

    def of(self, function: Function) -> Function:
        """Return a function with everything replaced, in what it calls as well; itself, if nothing is."""
        if id(function) in self._replaced:
            replacement: Function = self._replaced[id(function)][1]
            return replacement if replacement is function else self.of(replacement)
        if function not in self._copies:
            self._copies[function] = function  # while what it calls is looked at
            changed = dict(self._changes(function))
            if changed:
                self._copies[function] = _copy(function, changed)
        return self._copies[function]

    def _changes(self, function: Function) -> Iterator[tuple[str, Any]]:
        """Yield the names in a function that stand for something else in this instance."""
        for name in sorted(set(_names(function.__code__))):
            if name not in function.__globals__:
                continue
            value = function.__globals__[name]
            found = self._instead_of(value)
            if found is not value:
                yield name, found

    def _instead_of(self, value: Any) -> Any:  # noqa: ANN401  # whatever a name stands for
        if isinstance(value, types.FunctionType):
            own = value.__module__.split(".")[0] in self._packages and not in_language(value)
            return self.of(value) if own or id(value) in self._replaced else value
        return self._replaced[id(value)][1] if id(value) in self._replaced else value


def _names(code: types.CodeType) -> Iterator[str]:
    """Yield the names that a function looks up, in its lambdas as well."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _copy(function: Function, changed: dict[str, Any]) -> Function:
    names = {**function.__globals__, **changed}
    copy = types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__annotations__ = dict(function.__annotations__)
    copy.__doc__, copy.__module__, copy.__qualname__ = function.__doc__, function.__module__, function.__qualname__
    copy.__dict__.update(function.__dict__)
    return copy
