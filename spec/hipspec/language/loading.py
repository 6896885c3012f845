"""Loading a specification, so that a broken file is a sentence with file and line and not a traceback."""

import importlib
import sysconfig
import traceback
from pathlib import Path
from types import ModuleType

from hipspec.language.specification import Specification
from hipspec.language.texts import Problem

ALLOWED: dict[type[BaseException], str] = {
    SyntaxError: "a specification is plain Python",
    ImportError: "a specification imports the standard library and modules of its own package",
    NameError: "define or import a name before it is used",
    TypeError: "see `hipspec.language` for how its words are used",
}


class SubsetError(Exception):
    """A specification that can't be loaded, or contains what it may not.

    Attributes:
        problems: what is wrong, at least one thing.
    """

    def __init__(self, *problems: Problem) -> None:
        """Say each problem in a line of its own."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load(dotted: str) -> Specification:
    """Import a module such as `hipspec.hip` and return its SPECIFICATION.

    Raises:
        SubsetError: the module doesn't exist, is broken, or holds no specification.
    """
    module = imported(dotted)
    specification = getattr(module, "SPECIFICATION", None)
    if not isinstance(specification, Specification):
        path = getattr(module, "__file__", None) or dotted
        problem = Problem(path, 0, "holds no specification", "it ends with `SPECIFICATION = Specification(...)`")
        raise SubsetError(problem)
    return specification


def imported(dotted: str) -> ModuleType:
    """Import a module that a specification is written in.

    Raises:
        SubsetError: the module doesn't exist, or is broken.
    """
    try:
        return importlib.import_module(dotted)
    except Exception as error:  # whatever the text of a specification does wrong
        raise SubsetError(_problem(dotted, error)) from error


def _problem(dotted: str, error: Exception) -> Problem:
    path, line = _place(dotted, error)
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    allowed = next((a for kind, a in ALLOWED.items() if isinstance(error, kind)), "importing it must not fail")
    return Problem(path, line, f"{type(error).__name__}: {text}", allowed)


def _place(dotted: str, error: Exception) -> tuple[str, int]:
    """Return where an error comes from: the innermost line that is neither the language's nor Python's own."""
    if isinstance(error, SyntaxError) and error.filename:
        return error.filename, error.lineno or 0
    others = (str(Path(__file__).parent), sysconfig.get_path("stdlib"), "<")
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not frame.filename.startswith(others):
            return frame.filename, frame.lineno or 0
    return dotted, 0
