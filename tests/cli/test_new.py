"""`hipway new`, and files of one's own in `hipway matrix`."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hipcheck.cli import cli
from hipcheck.cli.new import skeleton


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("PYTHONPATH", "")


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == code, result.output
    return result.output


def test_the_skeleton_gets_its_row() -> None:
    assert "./gull.py" in run("new", "gull")
    text = run("matrix", "-j", "1", "--protocol", "./gull.py", "--attack", "stealing", "--attack", "teardown")
    assert "gull: Gull" in text
    assert "stranger" in text
    assert "nothing closes a session" in text


def test_the_skeleton_has_sixty_lines_and_no_word_of_another_protocol() -> None:
    text = skeleton("heron")
    assert len([line for line in text.splitlines() if line.strip()]) <= 60
    assert "skeleton" not in text.lower()
    own = text.replace("hipspec", "")
    assert all(word not in own.lower() for word in ("hip", "hit", "locator", "puzzle"))


@pytest.mark.parametrize(
    ("name", "why"),
    [("a-b", "can't be the name"), ("class", "can't be the name"), ("json", "has a module json already")],
)
def test_a_name_that_can_not_be_is_refused(name: str, why: str) -> None:
    assert why in " ".join(run("new", name, code=2).split())


def test_nothing_is_overwritten() -> None:
    Path("egret.py").write_text("mine", encoding="utf-8")
    assert "egret.py is there already" in run("new", "egret", code=2)
    assert Path("egret.py").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("FAMILY = Table((PROTOCOL,))\n", "", "NameError"),
        ("FAMILY = Table((PROTOCOL,))\nspecification = FAMILY.specification\n", "", "holds no table"),
        ("import replace, require, rule", "import replace, require, rul", "ImportError"),
        ("def begin(", "def begins(", "NameError"),
        ('{"teardown"', '{"teardwon"', "there is no attack 'teardwon'. Did you mean teardown"),
        ('require(move.address.present, "the update names an address")', "print(move)", "`print(...)` is not allowed"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_name(
    old: str, new: str, said: str, request: pytest.FixtureRequest
) -> None:
    name = f"broken_{request.node.callspec.indices['old']}"
    text = skeleton(name)
    assert old in text
    Path(f"{name}.py").write_text(text.replace(old, new), encoding="utf-8")
    output = run("matrix", "-j", "1", "--protocol", f"./{name}.py", "--attack", "stealing", code=5)
    assert said in output
    assert f"{name}.py" in output


def test_a_rule_under_a_strange_name_is_named() -> None:
    text = skeleton("stork").replace("def begin(", "def begins(").replace("rules=(begin,", "rules=(begins,")
    Path("stork.py").write_text(text, encoding="utf-8")
    assert "there is no rule begins" in run("matrix", "-j", "1", "--protocol", "./stork.py", code=5)


def test_a_file_stands_alone_and_is_not_kept() -> None:
    run("new", "crane")
    two = ("--protocol", "./crane.py", "--protocol", "quic")
    assert "ask for nothing else with it" in " ".join(run("matrix", *two, code=2).split())
    assert "are kept" in run("matrix", "--protocol", "./crane.py", "--write", code=2)
    assert "neither a file nor a folder" in run("matrix", "--protocol", "./nowhere.py", code=2)
