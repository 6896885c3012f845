"""Which functions of a specification changed since the last release, as git has it."""

import ast
import subprocess
from pathlib import Path

from hipmodels.items import rule_functions
from hipmodels.lift.source import definition, path_of
from hipspec.language import Specification


def changed_functions(specification: Specification) -> set[str]:
    """Return the names of the rule functions whose text differs from the last tag's; none if there is no tag."""
    functions = rule_functions(specification)
    root = _git(Path(path_of(functions[0])).parent, "rev-parse", "--show-toplevel")
    tag = _git(Path(root), "describe", "--tags", "--abbrev=0") if root else ""
    if not tag:
        return set()
    changed: set[str] = set()
    for path in sorted({path_of(function) for function in functions}):
        old = _definitions(_git(Path(root), "show", f"{tag}:{Path(path).resolve().relative_to(root).as_posix()}"))
        for function in functions:
            if path_of(function) == path and ast.dump(definition(function)) != old.get(function.__name__):
                changed.add(function.__name__)
    return changed


def _definitions(text: str) -> dict[str, str]:
    return {node.name: ast.dump(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}


def _git(folder: Path, *arguments: str) -> str:
    """Return what git prints, or nothing where there is no git, no repository or no such revision."""
    try:
        done = subprocess.run(  # noqa: S603  # fixed words and names of our own files
            ["git", "-C", str(folder), *arguments],  # noqa: S607  # wherever git is
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip() if arguments[0] != "show" else done.stdout
