"""`hipway seeded`: what it says of a bug that is caught, of one that isn't, and of one that there isn't."""

import json
from pathlib import Path

from click.testing import CliRunner

from hipcheck.cli import cli


def test_a_bug_that_is_caught_is_told_with_its_guard(tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    done = CliRunner().invoke(cli, ["seeded", "--bug", "credit-not-spent", "--json", str(file)])
    assert done.exit_code == 0, done.output
    assert "the credit covers the packet" in done.output
    assert "1 of 1 bugs are caught" in done.output
    (found,) = json.loads(file.read_text(encoding="utf-8"))["bugs"]
    assert (found["id"], found["caught"], found["view"]) == ("credit-not-spent", "difference", "hip")


def test_a_bug_that_is_not_caught_is_named_and_is_a_failure() -> None:
    done = CliRunner().invoke(cli, ["seeded", "--bug", "update-repeated-once-too-often", "--most", "1"])
    assert done.exit_code == 1
    assert "not caught: update-repeated-once-too-often" in done.output


def test_a_changed_specification_is_told_as_well() -> None:
    done = CliRunner().invoke(cli, ["seeded", "--reverse", "--bug", "specification-spends-no-credit"])
    assert done.exit_code == 0, done.output


def test_a_mutant_is_caught_or_lives_for_a_reason() -> None:
    pattern = "engine.channel:_send: without `association.credit -= size`"
    done = CliRunner().invoke(cli, ["seeded", "--mutants", "--bug", pattern, "--walks", "3"])
    assert done.exit_code == 0, done.output
    assert "1 mutants: 0 out of view, 1 caught" in done.output


def test_a_bug_that_there_is_not_is_an_error_that_says_what_may_be_meant() -> None:
    done = CliRunner().invoke(cli, ["seeded", "--bug", "credit-not-spend"])
    assert done.exit_code == 2
    assert "credit-not-spent" in done.output
