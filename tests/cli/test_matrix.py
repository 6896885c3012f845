"""`hipway matrix`."""

import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hipcheck.cli import cli
from hipcheck.matrix import kept
from hipmodels.matrix.seal import seal_of

MODULE = "hipspec.related.table"


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, ["matrix", "-j", "1", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_one_cell_is_opened() -> None:
    text = run("--row", "wireguard", "--attack", "stealing_now")
    assert "attack" in text
    assert "on the path now" in text
    assert "send copy" in text  # the ladder
    assert "no stealing" in text


def test_a_proof_names_its_lemmas() -> None:
    text = run("--row", "hipv2", "--attack", "stealing_now")
    assert "proved" in text
    assert "inductive together" in text
    assert "where_the_peer_was" in text


def test_the_document_has_each_step(tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    run("--protocol", "ip_plain", "--attack", "stealing", "--attack", "teardown", "--json", str(file))
    document = json.loads(file.read_text())
    (row,) = document["rows"]
    stealing, teardown = row["cells"]
    assert (stealing["verdict"], stealing["weakest"]) == ("attack", "stranger")
    assert len(stealing["ladder"]["rows"]) == stealing["steps"]
    assert (teardown["verdict"], teardown["why"]) == ("senseless", "there is nothing that closes a session")
    assert [column["name"] for column in document["columns"]] == ["stealing", "teardown"]
    assert [column["kind"] for column in document["columns"]] == ["attack", "attack"]
    assert (stealing["outcome"], teardown["outcome"]) == ("attack", "senseless")


def test_nobody_takes_what_is_stuck_for_safe_or_what_recovers_for_attacked(tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    text = run("--row", "ip_plain", "--row", "mip6_none", "--attack", "recovery", "--json", str(file))
    assert "1 stuck, 1 recovers" in " ".join(text.split())
    assert not any(word in text for word in ("proved", "nobody"))
    document = json.loads(file.read_text())
    (column,) = document["columns"]
    assert (column["kind"], column["hope"]["found"], column["hope"]["refuted"]) == ("hope", "recovers", "stuck")
    stuck, recovers = (row["cells"][0] for row in document["rows"])
    assert (stuck["kind"], stuck["verdict"], stuck["outcome"]) == ("hope", "proved", "stuck")
    assert (stuck["ladder"], stuck["premise"] is not None) == (None, True)
    assert (recovers["kind"], recovers["verdict"], recovers["outcome"]) == ("hope", "attack", "recovers")
    assert recovers["ladder"]["violation"]["ending"].startswith("Recovers: ")


@pytest.mark.parametrize(("option", "name"), [("--protocol", "quik"), ("--row", "quic-retri"), ("--attack", "stealin")])
def test_an_unknown_name_is_answered_with_the_nearest(option: str, name: str) -> None:
    text = run(option, name, code=2)
    assert "Did you mean" in text


def test_rows_with_seals_are_shown_at_a_glance_without_a_proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, file = tmp_path / "matrix.html", tmp_path / "matrix.json"
    files = ("--html", str(page), "--json", str(file))
    known = {
        name: dataclasses.replace(of, seal="another" if name == "wireguard" else seal_of(MODULE, name, of))
        for protocol in ("ip_plain", "wireguard")
        for name, of in kept.load(protocol).items()
    }
    monkeypatch.setattr(kept, "known_of", lambda *_, own: {} if own else known)
    text = run("--protocol", "ip_plain", "--protocol", "wireguard", "--sealed", *files, code=3)
    lines = {line.split()[0]: line for line in text.splitlines() if line}
    assert lines["ip_plain"].split()[1:5] == ["1111", ".112", "2111", "-S-1"]
    assert lines["ip_plain"].endswith("by its seal")
    assert lines["wireguard"].endswith("not decided")
    assert lines["a"] == "a stealing: 1 stranger, 2 spoofer, 3 spoofing peer"
    assert "a text has changed since the row was proved: wireguard\n" in text
    assert "4 rows: 3 taken by their seals, 0 proved again, 1 not decided" in text
    assert [row["known_by"] for row in json.loads(file.read_text())["rows"]] == ["seal", "nothing", "seal", "seal"]
    assert 'id="cell=wireguard-cookie.stealing"' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "said"),
    [(("--attack", "stealing"), "all columns"), (("--write",), "proves nothing"), (("--changed",), "proves nothing")],
)
def test_what_does_not_go_with_seals_is_said(more: tuple[str, ...], said: str) -> None:
    assert said in run("--sealed", *more, code=2)
