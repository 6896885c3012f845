"""Results kept by content: the text of the specification and of the tools, the solver's version, the question."""

import functools
import hashlib
import importlib.util
import json
import os
import platform
from pathlib import Path
from typing import Any

import z3

import hipspec
from hipmodels.problem import Problem


def folder() -> Path:
    """Return the folder of the cache: `HIPWAY_CACHE`, or the user's cache folder."""
    given = os.environ.get("HIPWAY_CACHE")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hipway"


@functools.cache
def fingerprint(module: str) -> str:
    """Return a digest of everything that a result about a specification depends on.

    Raises:
        ModuleNotFoundError: there is no such specification.
    """
    digest = hashlib.sha256(f"{z3.get_full_version()} {platform.python_version()}".encode())
    packages = (module.split(".", maxsplit=1)[0], hipspec.__name__, __name__.split(".", maxsplit=1)[0])
    for package in dict.fromkeys(packages):
        found = importlib.util.find_spec(package)
        if found is None or found.origin is None:
            raise ModuleNotFoundError(f"there is no module {package} here", name=package)
        file = Path(found.origin)
        for path in sorted(file.parent.rglob("*.py")) if found.submodule_search_locations else [file]:
            digest.update(path.relative_to(file.parent).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def fingerprints(modules: tuple[str, ...]) -> list[str]:
    """Return the digests of several specifications; what one worker is asked to compare with another."""
    return [fingerprint(module) for module in modules]


def key(problem: Problem, question: str) -> str:
    """Return the name under which the answer to a question is kept."""
    parts = [
        fingerprint(problem.module),
        problem.module,
        repr(problem.readings),
        repr(sorted(problem.left_out)),
        question,
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def load(problem: Problem, question: str) -> Any:  # noqa: ANN401  # whatever was stored
    """Return the answer to a question, or None if it isn't kept (or can't be read)."""
    try:
        return json.loads((folder() / f"{key(problem, question)}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def store(problem: Problem, question: str, answer: Any) -> None:  # noqa: ANN401  # anything that JSON holds
    """Keep an answer; a cache that can't be written is no cache, and no error."""
    path = folder() / f"{key(problem, question)}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(answer), encoding="utf-8")
        partial.replace(path)
    except OSError:
        return
