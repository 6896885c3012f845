"""`hipway compare`: what an edit changed."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from hipcheck.cli.differences import Change, differences
from hipcheck.cli.sides import Side

Hipway = Callable[..., Result]
Edit = Callable[..., Path]
PAPER = ("--specification", "paper")


def obligation(name: str, path: str, verdict: str) -> dict[str, Any]:
    return {"id": f"{path}|{name}", "property": name, "path": path, "verdict": verdict}


def guard(name: str, cls: str, steps: int = 0, broken: str = "") -> dict[str, Any]:
    return {"id": name, "class": cls, "trace": [{}] * steps, "property": broken, "together": []}


def test_what_differs() -> None:
    old = Side(
        "old",
        [obligation("p", "a/0", "proved"), obligation("q", "a/0", "proved")],
        [guard("f/x", "load-bearing", 3, "p"), guard("f/y", "covered"), guard("f/z", "implied")],
        ablated=True,
    )
    new = Side(
        "new",
        [obligation("p", "a/0", "proved"), obligation("r", "a/0", "proved")],
        [guard("f/x", "load-bearing", 4, "p"), guard("f/y", "implied"), guard("f/new", "covered")],
        ablated=True,
    )
    found = differences(old, new)
    assert found.verdicts == (Change("q", "proved", ""), Change("r", "", "proved"))
    assert found.classes == (
        Change("f/y", "covered", "implied"),
        Change("f/z", "implied", ""),
        Change("f/new", "", "covered"),
    )
    assert found.traces == (Change("f/x", "3 steps violate p", "4 steps violate p"),)


def test_the_worst_verdict_and_its_paths_count() -> None:
    old = Side("old", [obligation("p", "a/0", "proved"), obligation("p", "a/1", "proved")])
    new = Side("new", [obligation("p", "a/0", "proved"), obligation("p", "a/1", "attack")])
    found = differences(old, new)
    assert found.verdicts == (Change("p", "proved", "attack (a/1)"),)
    assert found.notes == ("new is not ablated: not everything is proved there",)


def test_the_same_is_no_difference() -> None:
    side = Side("a", [obligation("p", "a/0", "proved")], [guard("f/x", "implied")], ablated=True)
    assert not differences(side, side)


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)  # noqa: S607  # whichever git


@pytest.mark.skipif(shutil.which("git") is None, reason="compares revisions of git")
def test_a_revision_is_compared_with_a_folder(
    hipway: Hipway, edited: Edit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = edited(folder="repository")
    git(repository, "init", "-q")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "first")
    folder = edited("paper/readings.py", ("ReaOrder = ReaOrder.NEWEST_ONLY", "ReaOrder = ReaOrder.NO_CHECK"))
    monkeypatch.chdir(repository)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    file = tmp_path / "compare.json"
    result = hipway(*PAPER, "compare", "HEAD", str(folder), "--no-ablate", "-j", "1", "--json", str(file))
    assert result.exit_code == 1, result.output
    document = json.loads(file.read_text(encoding="utf-8"))
    changed = {change["name"]: change for change in document["verdicts"]}
    assert changed["no_return_to_an_older_list"]["old"] == "proved"
    assert "deliver_rea" in changed["no_return_to_an_older_list"]["new"]
    assert not list(temporary.iterdir())
    same = hipway(*PAPER, "compare", "HEAD", str(repository), "--no-ablate", "-j", "1")
    assert same.exit_code == 0, same.output
    assert "nothing changed" in same.output


def test_a_side_that_is_broken_is_told_with_its_name(hipway: Hipway, edited: Edit) -> None:
    folder = edited("paper/rules.py", ("@rule(", "@rule(("))
    result = hipway(*PAPER, "compare", str(folder), str(folder), "--no-ablate")
    assert result.exit_code == 5
    assert f"{folder}: `hipway prove` failed" in result.output
    assert "rules.py:" in result.output


def test_neither_folder_nor_revision(hipway: Hipway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = hipway("compare", "nothing-like-this", ".")
    assert result.exit_code == 2
    assert "nothing-like-this is neither a folder nor a revision" in result.output
    assert hipway("compare", str(tmp_path), str(tmp_path)).exit_code == 2
