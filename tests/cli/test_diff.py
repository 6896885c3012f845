"""`hipway diff`, as a user sees it."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Hipway

from hipcheck.lockstep.hip.view import HipView
from hipway.engine import updates


def test_a_campaign_without_a_difference(hipway: Hipway, tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    result = hipway("diff", "--view", "hip", "--walks", "150", "--seed", "1", "-j", "1", "--json", str(file))
    assert result.exit_code == 0, result.output
    assert "no difference" in result.output
    assert "seed 1" in result.output
    document = json.loads(file.read_text())
    view = document["views"]["hip"]
    assert document["difference"] is None
    assert view["walks"] == 150
    assert view["compared"] > 1000
    assert all(path["taken"] or path["absent"] for path in view["paths"].values())


def test_too_short_a_campaign_says_what_it_has_not_seen(hipway: Hipway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HipView, "recorded", lambda _: iter(()))
    result = hipway("diff", "--view", "hip", "--walks", "1", "--seed", "1", "-j", "1")
    assert result.exit_code == 4
    assert "never taken: " in result.output


def test_a_difference_is_drawn_and_written_down(
    hipway: Hipway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "_too_far", lambda *_: False)
    result = hipway("diff", "--view", "hip", "--walks", "100", "--seed", "1", "-j", "1", "--cases", str(tmp_path))
    assert result.exit_code == 1
    (case,) = tmp_path.iterdir()
    for line in (
        "specification: refuses: the Update ID is within the receive window",
        "engine:        takes it",
        "rule:          receive_update",
        "guard:         the Update ID is within the receive window",
        f"to repeat it: hipway diff --case {case}",
        "to repeat the campaign: hipway diff --seed 1",
    ):
        assert line in result.output
    again = hipway("diff", "--case", str(case))
    assert again.exit_code == 1
    assert "the Update ID is within the receive window" in again.output
    monkeypatch.undo()
    repaired = hipway("diff", "--case", str(case))
    assert repaired.exit_code == 0
    assert "no difference" in repaired.output


def test_a_campaign_is_resumed(hipway: Hipway, tmp_path: Path) -> None:
    file = tmp_path / "campaign.json"
    common = ("diff", "--view", "hip", "-j", "1", "--resume", str(file))
    hipway(*common, "--walks", "10", "--seed", "5")
    assert json.loads(file.read_text())["views"]["hip"]["walks"] == 10
    hipway(*common, "--walks", "20")
    assert json.loads(file.read_text())["views"]["hip"]["walks"] == 20
    refused = hipway(*common, "--walks", "20", "--seed", "6")
    assert refused.exit_code == 5
    assert "is of a campaign with --seed 5" in refused.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--view", "hop"], "there is no view 'hop'"),
        (["--seconds", "0"], "0.0 is not in the range"),
        (["--case", "nowhere.json"], "does not exist"),
        (["--executor", "dask://nobody"], "an executor's address looks like dask://HOST:PORT"),
    ],
)
def test_bad_options_are_named(hipway: Hipway, arguments: list[str], told: str) -> None:
    result = hipway("diff", *arguments)
    assert result.exit_code == 2
    assert told in result.output


def test_a_file_that_holds_no_campaign(hipway: Hipway, tmp_path: Path) -> None:
    file = tmp_path / "campaign.json"
    file.write_text("[]")
    result = hipway("diff", "--resume", str(file))
    assert result.exit_code == 5
    assert f"{file} holds no campaign" in result.output
    assert file.read_text() == "[]"
