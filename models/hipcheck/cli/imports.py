"""Where specifications are imported from, here and in every process started from here."""

import importlib.util
import os
import sys
from pathlib import Path

import click

HINT = "'--specification'"


def put_first(folder: Path) -> None:
    """Put a folder first."""
    place = str(folder.resolve())
    if place not in sys.path[:1]:
        sys.path.insert(0, place)
        given = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join([place, given] if given else [place])


def is_path(name: str) -> bool:
    """Whether a specification is asked for by its place, not by its name."""
    return name.endswith(".py") or "/" in name or os.sep in name


def module_at(name: str, hint: str = HINT) -> str:
    """Make the module in a file, or the package in a folder, importable, and return its name.

    Raises:
        BadParameter: there is none, or Python could not tell it from another module.
    """
    path = Path(name)
    found = path / "__init__.py" if path.is_dir() else path
    if not found.is_file():
        msg = f"{path} is neither a file nor a folder with __init__.py"
        raise click.BadParameter(msg, param_hint=hint)
    module = path.resolve().stem
    if not module.isidentifier():
        raise click.BadParameter(f"{module} can't be the name of a module", param_hint=hint)
    put_first(path.resolve().parent)
    known = importlib.util.find_spec(module)
    if known is None or known.origin is None or Path(known.origin).resolve() != found.resolve():
        msg = f"Python has another module {module}; give {path} another name"
        raise click.BadParameter(msg, param_hint=hint)
    return module
