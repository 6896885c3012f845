"""A changed text of a module, in force from the next import on."""

import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType

__all__ = ["Change", "forget", "install", "source_of"]

Change = Callable[[str, str], CodeType]
"""Makes the code of a module from its text and its path."""

IMPLEMENTATION = ("hipway", "hipcheck.lockstep")
SPECIFICATION = ("hipspec", "hipmodels", *IMPLEMENTATION)
KEPT = ("hipcheck.lockstep.seeded",)


class _Changed(importlib.machinery.SourceFileLoader):
    """Loads a module whose text is changed."""

    def __init__(self, name: str, path: str, change: Change) -> None:
        super().__init__(name, path)
        self._change = change

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code of the changed text; nothing is read from a cache or written to it."""
        path = self.get_filename(fullname)
        return self._change(self.get_data(path).decode(), path)


class _Finder(MetaPathFinder):
    """Finds the changed modules before everybody else."""

    def __init__(self, changes: Mapping[str, Change]) -> None:
        self._changes = changes

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how the module is loaded."""
        change = self._changes.get(fullname)
        if change is None:
            return None
        found = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if found is None or found.origin is None:
            return None
        return importlib.util.spec_from_file_location(
            fullname, found.origin, loader=_Changed(fullname, found.origin, change)
        )


def forget(changed: Iterable[str]) -> None:
    """Forget what was imported of the implementation and the comparison; of the specification as well, if it changes.

    Only for a process of its own: whoever has objects of the old modules has others than those of the new ones.
    """
    packages = SPECIFICATION if any(module.startswith("hipspec") for module in changed) else IMPLEMENTATION
    for name in list(sys.modules):
        if _within(name, packages) and not _within(name, KEPT) and name != "hipcheck.lockstep":
            del sys.modules[name]


def _within(name: str, packages: Sequence[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def install(changes: Mapping[str, Change]) -> None:
    """Let modules be imported with a changed text, here and from now on."""
    sys.meta_path.insert(0, _Finder(changes))


def source_of(module: str) -> tuple[str, str]:
    """Return the text of a module and its path, without importing it.

    Raises:
        ModuleNotFoundError: there is none.
    """
    found = importlib.util.find_spec(module)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"there is no module {module}", name=module)
    with open(found.origin, encoding="utf-8") as file:  # noqa: PTH123  # the path is a text here
        return file.read(), found.origin
