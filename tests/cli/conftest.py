"""The command line: called in this process, or as a process of its own; and copies of the specification to edit."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hipcheck.cli import cli

ROOT = Path(__file__).parents[2]
TERMINAL = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR")  # whoever runs the tests may have set them
PATHS = [str(ROOT / "spec"), str(ROOT / "models")]

Hipway = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]
Edit = Callable[..., Path]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of our own, which begins empty."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def hipway(monkeypatch: pytest.MonkeyPatch, cache: Path) -> Hipway:
    """Call the command line in this process."""
    monkeypatch.setenv("HIPWAY_CACHE", str(cache))
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments, prog_name="hipway")

    return call


@pytest.fixture
def environment(cache: Path) -> dict[str, str]:
    """The environment of a process that runs the command line."""
    inherited = {name: value for name, value in os.environ.items() if name not in TERMINAL}
    return {**inherited, "PYTHONPATH": os.pathsep.join(PATHS), "HIPWAY_CACHE": str(cache)}


@pytest.fixture
def process(environment: dict[str, str]) -> Process:
    """Run the command line as a process of its own."""

    def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "hipcheck.cli", *arguments]
        return subprocess.run(
            command, env=environment, cwd=cwd, capture_output=True, text=True, timeout=120, check=False
        )

    return run


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """Copy the specification to a folder and change one file of it."""

    def edit(file: str = "", *changes: tuple[str, str], folder: str = "edited") -> Path:
        place = tmp_path / folder
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "spec" / "hipspec", place / "hipspec", ignore=ignored)
        for old, new in changes:
            path = place / "hipspec" / file
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return place

    return edit
