"""`hipway compare` with ablation: an edit for each thing that can change, on a small specification."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

ROOT = Path(__file__).parents[2]
SMALL = ("--specification", "small")
TEXTS = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "benchmarks" / "mobility").glob("*.py")}

Hipway = Callable[..., Result]
Compare = Callable[[str, str], dict[str, Any]]
NOTHING: dict[str, Any] = {"verdicts": [], "classes": [], "traces": [], "notes": []}

SIGNATURE = '    require(update.signer == update.sender, "the signature is the sender\'s")\n'
OTHERS = '        besides="the signature alone says who it is",\n'
WAITS = "receive_response/the address waits for its nonce"
GUESS = '    assume(not environment.drawn.has(nonce), "nobody can guess a nonce")\n'


def write(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the specification to a folder, changed."""
    texts = dict(TEXTS)
    for old, new in changes:
        assert sum(text.count(old) for text in texts.values()) == 1, old
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    shutil.copytree(
        ROOT / "spec" / "hipspec" / "language",
        folder / "hipspec" / "language",
        ignore=shutil.ignore_patterns("__pycache__"),
        dirs_exist_ok=True,
    )
    (folder / "hipspec" / "__init__.py").write_text("", encoding="utf-8")
    (folder / "hipspec" / "small").mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / "hipspec" / "small" / name).write_text(text, encoding="utf-8")
    return folder


def commit(folder: Path) -> None:
    """Commit everything in a folder."""
    who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "a revision"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)  # noqa: S607  # whichever git


@pytest.fixture
def compare(hipway: Hipway, tmp_path: Path) -> Compare:
    """Compare two sides; return what differs, after the exit code was seen to say the same."""

    def run(old: str, new: str) -> dict[str, Any]:
        file = tmp_path / "compare.json"
        result = hipway(*SMALL, "compare", old, new, "-j", "2", "--json", str(file))
        assert file.exists(), result.output
        document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        found = {name: document[name] for name in NOTHING}
        changed = any(found[name] for name in ("verdicts", "classes", "traces"))
        assert result.exit_code == int(changed), result.output
        assert ("nothing changed" in result.output) is not changed
        return found

    return run


@pytest.mark.skipif(shutil.which("git") is None, reason="compares revisions of git")
def test_a_class_differs_between_two_revisions(
    compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A guard that no property needs loses the reason why it is there."""
    repository = write(tmp_path / "repository")
    commit(repository)
    commit(write(repository, (OTHERS, "")))
    monkeypatch.chdir(repository)
    change = {
        "name": "receive_update/the association is established",
        "old": "not-security",
        "new": "unclassified",
    }
    assert compare("HEAD~1", "HEAD") == {**NOTHING, "classes": [change]}


@pytest.mark.skipif(shutil.which("git") is None, reason="compares revisions of git")
def test_a_trace_differs_between_a_revision_and_a_folder(
    compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attacker makes nonces up only after some UPDATE was sent, which takes more steps."""
    repository = write(tmp_path / "repository")
    commit(repository)
    folder = write(
        tmp_path / "folder",
        (
            "def make_up_nonce(world: World, nonce: Nonce)",
            "def make_up_nonce(world: World, nonce: Nonce, update: Update)",
        ),
        (GUESS, f'    assume(environment.updates.has(update), "something was sent")\n{GUESS}'),
        ("run.do(make_up_nonce, nonce=MADE_UP)", "run.do(make_up_nonce, nonce=MADE_UP, update=update)"),
    )
    monkeypatch.chdir(repository)
    found = compare("HEAD", str(folder))
    assert found["classes"] == found["verdicts"] == []
    (change,) = [change for change in found["traces"] if change["name"] == WAITS]
    assert change["old"] == "3 steps violate no_unverified_rebinding"
    steps, said = change["new"].split(maxsplit=1)
    assert int(steps) > 3
    assert said in {"steps violate no_unverified_rebinding", "steps violate no_address_stealing"}  # it breaks both


def test_a_verdict_differs_and_what_is_not_proved_is_not_ablated(compare: Compare, tmp_path: Path) -> None:
    old, new = write(tmp_path / "old"), write(tmp_path / "new", (SIGNATURE, ""))
    found = compare(str(old), str(new))
    assert {"name": "no_address_stealing", "old": "proved", "new": "attack (deliver_update/1)"} in found["verdicts"]
    assert found["classes"] == found["traces"] == []
    assert found["notes"] == [f"{new} is not ablated: not everything is proved there"]


def test_a_comment_changes_nothing(compare: Compare, tmp_path: Path) -> None:
    old, new = write(tmp_path / "old"), write(tmp_path / "new", (SIGNATURE, f"    # as it should be\n{SIGNATURE}"))
    assert compare(str(old), str(new)) == NOTHING
