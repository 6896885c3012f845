"""`hipway contrast`: where two rows differ, and the guards that make the difference."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hipcheck.cli import cli
from hipcheck.cli.new import skeleton


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, ["contrast", "-j", "1", *arguments])
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def test_without_its_check_of_the_key_wireguard_is_stolen_from_as_plain_ip_is() -> None:
    text = run("wireguard", "ip_plain", "--attack", "stealing")
    assert "ip_plain falls to stranger" in text
    assert "receive_data the session key authenticates the message" in text
    assert "the counter was not seen before" not in text  # of no help against a stranger
    assert "Violated: no stealing" in text  # the shortest of the attacks is drawn


def test_rows_that_fall_to_the_same_attacker_do_not_differ() -> None:
    assert "do not differ in stealing_now" in run("ip_plain", "wireguard", "--attack", "stealing_now")


@pytest.mark.parametrize("asked", [("quik", "ip_plain"), ("ip_plain", "wireguard", "--attack", "stealin")])
def test_an_unknown_name_is_answered_with_the_nearest(asked: tuple[str, ...]) -> None:
    assert "Did you mean" in run(*asked, code=2)


def test_the_document_has_the_guards_and_the_attacks_without_them(tmp_path: Path) -> None:
    file = tmp_path / "contrast.json"
    run("wireguard", "ip_plain", "--attack", "stealing", "--json", str(file))
    document = json.loads(file.read_text(encoding="utf-8"))
    (difference,) = document["differences"]
    assert (difference["safe"], difference["open"], difference["attacker"]) == ("wireguard", "ip_plain", "stranger")
    assert (difference["pairs_tried"], difference["pairs"]) == (0, 0)
    guards = [(guard["rule"], guard["guard"]) for removal in difference["removals"] for guard in removal["guards"]]
    assert ("receive_data", "the session key authenticates the message") in guards
    assert all(len(removal["ladder"]["rows"]) == removal["steps"] for removal in difference["removals"])
    assert document["hopes"] == []


def test_a_protocol_of_ones_own_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("PYTHONPATH", "")
    file = tmp_path / "plover.py"
    file.write_text(skeleton("plover"), encoding="utf-8")
    text = run(str(file), "hipv2", "--attack", "stealing")
    assert "plover falls to stranger" in text
    assert "hipv2 is proved safe" in text
    assert "receive_answer the nonce that was sent to this" in text


def test_a_file_that_is_not_there_is_no_row() -> None:
    assert "neither a file nor a folder" in run("./none.py", "hipv2", code=2)


def test_what_recovers_and_what_is_stuck_is_told_and_no_guard_is_missed_there() -> None:
    text = run("ip_plain", "mip6_none", "--attack", "recovery")
    assert "ip_plain: stuck mip6_none: recovers" in text
    assert "guard" not in text
