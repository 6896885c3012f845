"""The tutorial for designers of protocols, as it is printed: its code goes into the file, its commands are run."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "designer.rst"
BLOCK = re.compile(r"^\.\. code-block:: (\w+)\n\n((?: {3}.*\n|\n)+)", re.MULTILINE)
MEASURED = re.compile(r"\b\d+\.\d\b(?= s of|$)")  # seconds: the last column, and the sum
FILE = "beacon.py"


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield the blocks of a page: the language, and the text."""
    for language, body in BLOCK.findall(text):
        yield language, "\n".join(line[3:] for line in body.rstrip().splitlines()) + "\n"


def put(code: str, file: Path) -> None:
    """Do with a block of code what the page tells to do: put each part in the place of the part of the same name."""
    for part in ast.parse(code).body:
        text = file.read_text(encoding="utf-8")
        new, name = lines_of(code, part), name_of(part)
        old = [lines_of(text, other) for other in ast.parse(text).body if name_of(other) == name]
        before = lines_of(text, next(other for other in ast.parse(text).body if name_of(other) == "PROTOCOL"))
        changed = text.replace(old[0], new) if old else text.replace(before, f"{new}\n\n\n{before}")
        assert changed != text
        file.write_text(changed, encoding="utf-8")


def name_of(part: ast.stmt) -> str:
    """Return what a statement is told apart by."""
    if isinstance(part, ast.ImportFrom):
        return f"from {part.module}"
    if isinstance(part, ast.Assign):
        return ast.unparse(part.targets[0])
    return getattr(part, "name", ast.unparse(part))


def lines_of(text: str, part: ast.stmt) -> str:
    """Return the lines of a statement, its decorators among them."""
    first = min([part.lineno, *(decorator.lineno for decorator in getattr(part, "decorator_list", []))])
    return "\n".join(text.splitlines()[first - 1 : part.end_lineno])


def run(command: str, folder: Path) -> str:
    """Run `hipway ...`, and return what it prints, without what is measured."""
    program, *arguments = command.split()
    assert program == "hipway"
    places = os.pathsep.join(str(ROOT / name) for name in ("spec", "models"))
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": places, "HIPWAY_CACHE": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "hipcheck.cli", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def compared(text: str) -> str:
    """Return a text as it is compared: what is measured is left out, and space at the end of lines."""
    return "\n".join(MEASURED.sub("*", line.rstrip()) for line in text.strip().splitlines())


def test_the_tutorial_does_what_it_prints(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    kinds = []
    for language, body in blocks(page):
        kinds.append(language)
        if language == "python":
            put(body, tmp_path / FILE)
        else:
            command, _, shown = body.partition("\n")
            assert command.startswith("$ ")
            pattern = re.escape(compared(shown)).replace(re.escape("..."), ".*")
            printed = compared(run(command.removeprefix("$ "), tmp_path))
            assert re.fullmatch(pattern, printed, re.DOTALL), printed
    assert kinds.count("python") == 1
    assert kinds.count("console") == 4


def test_the_protocol_stays_within_what_the_page_promises() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert "60 lines" in page


@pytest.mark.parametrize("word", ["RFC 7401", "base exchange", "locator"])
def test_the_tutorial_needs_no_knowledge_of_hip(word: str) -> None:
    assert word not in PAGE.read_text(encoding="utf-8")
