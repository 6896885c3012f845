"""Specifications that are broken in one place, written to files that can be imported."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import hipspec.hip
from hipspec.language.subset import Problem, check, load

MODULE = "tiny_specification"
TINY = (Path(__file__).parent / f"{MODULE}.py").read_text(encoding="utf-8")


def forget(*packages: str) -> None:
    """Let packages be imported anew."""
    for name in [name for name in sys.modules if name.split(".")[0] in packages]:
        del sys.modules[name]


@dataclass
class Breaker:
    """Breaks the tiny specification."""

    path: Path

    def changed(self, *changes: tuple[str, str]) -> str:
        """Return the text of the tiny specification with some places changed."""
        text = TINY
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        return text

    def problems(self, *changes: tuple[str, str]) -> list[Problem]:
        """Return what is found in the changed specification."""
        self.path.write_text(self.changed(*changes), encoding="utf-8")
        return check(load(MODULE))

    def expect(self, what: str, advice: str, *changes: tuple[str, str]) -> None:
        """Check that one problem of a kind is found, in the line marked HERE, and nothing in any line above it."""
        problems = self.problems(*changes)
        shown = "\n".join(map(str, problems))
        lines = self.path.read_text(encoding="utf-8").splitlines()
        (line,) = (number for number, text in enumerate(lines, 1) if "# HERE" in text)
        found = [problem for problem in problems if what in problem.text]
        assert len(found) == 1, shown
        assert problems[0].line == line, shown
        assert (found[0].path, found[0].line) == (str(self.path), line)
        assert advice in found[0].allowed
        assert str(found[0]) == f"{self.path}:{line}: {found[0].text}; {found[0].allowed}"
        assert "\n" not in str(found[0])


@pytest.fixture
def breaker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Breaker]:
    """Break the tiny specification in a folder of its own."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    forget(MODULE)
    yield Breaker(tmp_path / f"{MODULE}.py")
    forget(MODULE)


@pytest.fixture
def problems(breaker: Breaker) -> Callable[..., list[Problem]]:
    """Return what finds the problems of the tiny specification after some changes, each (old, new)."""
    return breaker.problems


@pytest.fixture
def expect(breaker: Breaker) -> Callable[..., None]:
    """Return what expects one problem, with its words and its advice, after some changes, each (old, new)."""
    return breaker.expect


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of the specification of HIP that can be imported as `copied` and broken by hand."""
    source = Path(hipspec.hip.__file__).parent
    target = tmp_path / "copied"
    target.mkdir()
    for path in source.glob("*.py"):
        text = path.read_text(encoding="utf-8").replace("hipspec.hip", "copied")
        (target / path.name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    forget("copied")
    yield target
    forget("copied")


@pytest.fixture
def copied_changed(copied: Path) -> Callable[..., list[Problem]]:
    """Return what finds the problems of that copy after some changes of one file, each (old, new)."""

    def find(name: str, *changes: tuple[str, str]) -> list[Problem]:
        text = (copied / name).read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (copied / name).write_text(text, encoding="utf-8")
        return check(load("copied"))

    return find
