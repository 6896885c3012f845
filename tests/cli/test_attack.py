"""`hipway attack`, `ablate`, `witness` and `explain`."""

import dataclasses
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result

from hipcheck.cli import questions
from hipcheck.output.documents import schema
from hipmodels.attack.find import Found, find
from hipmodels.trace import Move

Hipway = Callable[..., Result]
PAPER = ("--specification", "paper")
SIGNATURE = "receive_rea/the signature verifies"


def test_an_attack_is_a_ladder_and_a_picture_and_a_trace(hipway: Hipway, tmp_path: Path) -> None:
    svg, itf, file = tmp_path / "a.svg", tmp_path / "a.itf.json", tmp_path / "a.json"
    files = ("--svg", str(svg), "--itf", str(itf), "--json", str(file))
    result = hipway(*PAPER, "attack", "--reading", "rea_order", *files)
    assert result.exit_code == 1, result.output
    assert "Violated: no return to an older list" in result.output
    assert "\x1b" not in result.output
    document = json.loads(file.read_text(encoding="utf-8"))
    assert document["verdict"] == "attack"
    assert document["readings"]["rea_order"] == "no_check"
    steps = len(document["trace"])
    assert f"attack: {steps} steps violate no_return_to_an_older_list" in result.output
    assert len(json.loads(itf.read_text(encoding="utf-8"))["states"]) == steps + 1
    assert ET.parse(svg).getroot().tag.endswith("svg")  # noqa: S314  # our own file


def test_the_same_seed_finds_the_same_attack(hipway: Hipway) -> None:
    runs = [hipway(*PAPER, "attack", "--reading", "rea_order=no_check", "--seed", "7").output for _ in range(2)]
    assert runs[0] == runs[1]


def test_without_the_signature_addresses_are_stolen(hipway: Hipway) -> None:
    result = hipway(*PAPER, "attack", "--without", "the signature verifies")
    assert result.exit_code == 1, result.output
    assert f"without {SIGNATURE}" in result.output
    assert "violate no_address_stealing" in result.output


def test_what_is_implied_is_proved_without(hipway: Hipway, tmp_path: Path) -> None:
    guard = "check_address/the association is established"  # no address awaits a check before
    result = hipway(*PAPER, "attack", "--without", guard, "--json", str(tmp_path / "a.json"))
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["verdict"] == "proved"


def test_a_search_that_finds_nothing_proves_nothing(hipway: Hipway) -> None:
    result = hipway(*PAPER, "attack", "--expected", "data_reaches_only_the_peer", "--tries", "1")
    assert result.exit_code == 3
    assert "No attack was found. Searched: 1 steps of walks from" in " ".join(result.output.split())


def test_a_variant_may_be_of_another_specification(hipway: Hipway) -> None:
    result = hipway("attack", "--variant", "no_check")
    assert result.exit_code == 1, result.output
    assert "under rea_order=no_check" in result.output


def test_ablation_of_one_guard_is_told_written_and_remembered(hipway: Hipway, tmp_path: Path) -> None:
    file, junit, sarif = tmp_path / "ablate.json", tmp_path / "junit.xml", tmp_path / "run.sarif"
    files = ("--json", str(file), "--junit", str(junit), "--sarif", str(sarif))
    result = hipway(*PAPER, "ablate", "--item", SIGNATURE, "-j", "1", *files)
    assert result.exit_code == 0, result.output
    document = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(document, schema("ablate"), jsonschema.Draft202012Validator)
    (guard,) = document["guards"]
    assert (guard["id"], guard["kind"], guard["class"]) == (SIGNATURE, "guard", "load-bearing")
    assert guard["property"] == "no_address_stealing"
    assert guard["replayed"]
    assert guard["trace"] == guard["attack"]["moves"]
    assert ET.parse(junit).getroot().get("tests") == "1"  # noqa: S314  # our own file
    (run,) = json.loads(sarif.read_text(encoding="utf-8"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("hipspec/paper/rules.py")
    explained = hipway(*PAPER, "explain", SIGNATURE)
    assert "class: load-bearing" in explained.output
    assert "Violated: no address stealing" in explained.output
    assert "- the signature verifies (load-bearing)" in hipway(*PAPER, "explain", "receive_rea").output


def test_a_property_is_explained_with_its_ledger(hipway: Hipway) -> None:
    result = hipway(*PAPER, "explain", "no_address_stealing", "-j", "1")
    assert result.exit_code == 0, result.output
    assert "paper 2.3, figure 3" in result.output
    assert "spec/hipspec/paper/properties.py:" in result.output
    assert "proved on" in result.output
    assert "- nothing_bound_before_the_exchange" in result.output
    assert "- forge/a signature needs its identity" in result.output


def test_a_reading_is_explained_with_what_it_breaks(hipway: Hipway) -> None:
    result = hipway("explain", "update_order")
    assert "newest_only: the default, everything holds" in result.output
    assert "rfc_arrival: attacked: it breaks no_return_to_an_older_list" in result.output


def test_each_path_of_a_rule_is_witnessed(hipway: Hipway, tmp_path: Path) -> None:
    result = hipway(*PAPER, "witness", "send_data", "--brief", "--json", str(tmp_path / "w.json"))
    assert result.exit_code == 0, result.output
    found = json.loads((tmp_path / "w.json").read_text(encoding="utf-8"))["witnesses"]
    assert all(entry["run"]["moves"][-1]["action"] == "send" for entry in found)


def test_a_kept_attack_is_shown_unless_it_is_of_another_text(
    hipway: Hipway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "attack.json"
    hipway(*PAPER, "attack", "--reading", "rea_order", "--json", str(file))
    attack = json.loads(file.read_text(encoding="utf-8"))["attack"]
    monkeypatch.setattr("hipcheck.kept.FOLDER", tmp_path)
    kept = tmp_path / "paper.json"
    kept.write_text(json.dumps({"readings": {"rea_order=no_check": attack}}), encoding="utf-8")
    assert "Violated: no return to an older list" in hipway(*PAPER, "explain", "rea_order").output
    attack["readings"] = {}  # under the default reading a host refuses the older list
    kept.write_text(json.dumps({"readings": {"rea_order=no_check": attack}}), encoding="utf-8")
    result = hipway(*PAPER, "explain", "rea_order")
    assert result.exit_code == 0
    assert "does not replay" in result.output


def test_an_attack_is_proved_to_be_the_shortest(hipway: Hipway, tmp_path: Path) -> None:
    """A host must know a peer before it can check an address of it: one step alone is no attack."""
    file = tmp_path / "a.json"
    guard = "check_address/this address awaits a check"
    result = hipway(*PAPER, "attack", "--without", guard, "--shortest", "--json", str(file))
    assert result.exit_code == 1, result.output
    assert "no shorter attack on no_unverified_rebinding: proved to 1 step, any number of hosts" in result.output
    document = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(document, schema("attack"), jsonschema.Draft202012Validator)
    assert len(document["trace"]) == 2
    assert (document["shortest"]["verdict"], document["shortest"]["excluded"]) == ("proved", 1)


def test_how_far_shorter_attacks_are_excluded_is_said(hipway: Hipway, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    given = ("attack", "--reading", "rea_order", "--json", str(file))
    assert "not decided beyond 0 steps (rlimit)" in hipway(*PAPER, *given, "--shortest", "--rlimit", "1").output
    document = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(document, schema("attack"), jsonschema.Draft202012Validator)
    assert (document["shortest"]["verdict"], document["shortest"]["why"]) == ("unknown", "rlimit")
    hipway(*PAPER, *given)
    document = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(document, schema("attack"), jsonschema.Draft202012Validator)
    assert document["shortest"] is None


def test_a_shorter_attack_is_shown_with_its_steps(
    hipway: Hipway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that begins with a step of no use is told so, whatever attack it finds."""

    def found_late(*arguments: Any, **options: Any) -> Found | None:  # noqa: ANN401  # those of the search
        found = find(*arguments, **options)
        if found is None:
            return None
        moves = (Move("wait", {"seconds": 1}), *found.trace.moves)
        return dataclasses.replace(found, trace=dataclasses.replace(found.trace, moves=moves))

    monkeypatch.setattr(questions, "find", found_late)
    file = tmp_path / "a.json"
    guard = "check_address/this address awaits a check"
    result = hipway(*PAPER, "attack", "--without", guard, "--shortest", "--json", str(file))
    assert result.exit_code == 1, result.output
    assert "a shorter attack exists: 2 steps, replayed; none has 1 step or fewer:" in result.output
    assert result.output.count("Violated: no unverified rebinding") == 2
    document = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(document, schema("attack"), jsonschema.Draft202012Validator)
    assert (len(document["trace"]), document["shortest"]["verdict"]) == (3, "attack")
    assert [move["action"] for move in document["shortest"]["attack"]["moves"]] == ["establish", "check"]
