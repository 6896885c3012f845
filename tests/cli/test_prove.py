"""`hipway prove`: verdicts, failures in words, reports."""

import json
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result

from hipcheck.cli.proofs import Proofs
from hipcheck.cli.prove import verdict_of
from hipcheck.output.documents import SCHEMAS, schema
from hipmodels.prove import Result as Obligation
from hipmodels.recheck import Recheck
from hipmodels.verdicts import Verdict

Hipway = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]
Edit = Callable[..., Path]
PAPER = ("--specification", "paper")
STEALING = ("-p", "no_address_stealing")


def valid(document: Any, name: str) -> Any:  # noqa: ANN401  # a document of JSON
    jsonschema.validate(document, schema(name), jsonschema.Draft202012Validator)
    return document


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_a_property_is_proved_with_what_it_rests_on(hipway: Hipway, tmp_path: Path) -> None:
    file = tmp_path / "prove.json"
    result = hipway(*PAPER, "prove", *STEALING, "-j", "1", "--json", str(file))
    assert result.exit_code == 0, result.output
    document = valid(json.loads(file.read_text(encoding="utf-8")), "prove")
    assert document["solver"]["name"] == "z3"
    obligations = document["obligations"]
    shown = {entry["property"] for entry in obligations}
    used = {name for entry in obligations for name in entry["core"]}
    assert "no_address_stealing" in shown
    assert used <= shown
    assert {entry["verdict"] for entry in obligations} == {"proved"}
    assert {entry["scope"] for entry in obligations} == {"unbounded"}
    assert "paper/initial|no_address_stealing" in {entry["id"] for entry in obligations}


def test_a_property_is_proved_in_each_specification_that_knows_it(hipway: Hipway, tmp_path: Path) -> None:
    file = tmp_path / "prove.json"
    result = hipway("prove", "-p", "nothing_is_stored_for_strangers", "-j", "1", "--json", str(file))
    assert result.exit_code == 0, result.output
    document = valid(json.loads(file.read_text(encoding="utf-8")), "prove")
    assert [entry["name"] for entry in document["specifications"]] == ["exchange", "rendezvous"]
    ids = [entry["id"] for entry in document["obligations"]]
    asked = {i.split("/")[0] for i in ids if i.endswith("|nothing_is_stored_for_strangers")}
    assert asked == {"exchange", "rendezvous"}
    assert len(ids) == len(set(ids))
    assert f"2 specifications, {len(ids)} obligations: {len(ids)} proved" in result.output


def test_what_no_specification_has_together_is_wrong_use(hipway: Hipway) -> None:
    result = hipway("prove", "-p", "no_flooding", "--reading", "rea_order=no_check")
    assert result.exit_code == 2
    assert "no specification has all of no_flooding, rea_order" in result.output


def test_two_runs_say_the_same_but_for_the_seconds(hipway: Hipway, tmp_path: Path) -> None:
    texts = []
    for number, jobs in ((1, "1"), (2, "2")):
        file = tmp_path / f"{number}.json"
        output = hipway(*PAPER, "prove", *STEALING, "-j", jobs, "--json", str(file)).output
        text = output + file.read_text(encoding="utf-8")
        texts.append(re.sub(r'[\d.]+ s\)|"seconds": [\d.e-]+', "", text))
    assert texts[0] == texts[1]


def test_reports_for_ci(hipway: Hipway, tmp_path: Path) -> None:
    junit, sarif = tmp_path / "junit.xml", tmp_path / "run.sarif"
    result = hipway(*PAPER, "prove", *STEALING, "-j", "1", "--junit", str(junit), "--sarif", str(sarif))
    assert result.exit_code == 0
    root = ET.parse(junit).getroot()  # noqa: S314  # our own file
    suites = {suite.get("name"): suite for suite in root.iter("testsuite")}
    assert {"paper/initial", "paper/announce", "paper/deliver_rea"} <= set(suites)
    assert root.get("failures") == "0"
    assert root.get("tests") == str(len(list(root.iter("testcase"))))
    (run,) = json.loads(sarif.read_text(encoding="utf-8"))["runs"]
    results = {entry["ruleId"]: entry for entry in run["results"]}
    assert results["no_address_stealing"]["kind"] == "pass"
    place = results["no_address_stealing"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("spec/hipspec/paper/properties.py")
    assert place["region"]["startLine"] > 1


def test_a_second_solver_confirms(hipway: Hipway) -> None:
    pytest.importorskip("cvc5")
    result = hipway(*PAPER, "prove", *STEALING, "-j", "1", "--recheck")
    assert result.exit_code == 0
    proved, confirmed = re.findall(r"(\d+) (?:proved|confirmed)", result.output)
    assert proved == confirmed


def test_an_unsafe_reading_is_an_attack(process: Process, tmp_path: Path) -> None:
    file, sarif, junit = tmp_path / "prove.json", tmp_path / "run.sarif", tmp_path / "junit.xml"
    arguments = ("-j", "1", "--json", str(file), "--sarif", str(sarif), "--junit", str(junit))
    reading = ("--reading", "rea_order=no_check", "-p", "no_return_to_an_older_list")
    done = process(*PAPER, "prove", *reading, *arguments)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "This is a real attack" in done.stdout
    assert "what fails: history.in_force[Pair(host, peer)] == history.newest[Pair(host, peer)]" in done.stdout
    assert "Violated: no return to an older list" in done.stdout
    document = valid(json.loads(file.read_text(encoding="utf-8")), "prove")
    assert document["specifications"][0]["readings"]["rea_order"] == "no_check"
    (failure,) = document["failures"]
    assert failure["attack"]["shows"] == "no_return_to_an_older_list"
    (entry,) = [entry for entry in document["obligations"] if entry["verdict"] != "proved"]
    assert entry["verdict"] == "attack"
    (case,) = [c for c in ET.parse(junit).getroot().iter("testcase") if len(c)]  # noqa: S314  # our own file
    assert case.get("name") == "no_return_to_an_older_list"
    (run,) = json.loads(sarif.read_text(encoding="utf-8"))["runs"]
    (failed,) = [entry for entry in run["results"] if entry["kind"] == "fail"]
    assert failed["level"] == "error"


def test_a_needed_lemma_that_is_deleted_is_missed_and_no_attack_is_made_up(edited: Edit, process: Process) -> None:
    folder = edited("paper/lemmas.py", ("    signed_lists_are_announced,\n", ""))
    done = process("--spec", str(folder), *PAPER, "prove", *STEALING, "-j", "1")
    assert done.returncode == 3, done.stdout + done.stderr
    shown = " ".join(done.stdout.split())
    assert "unknown: deliver_rea/" in shown
    assert re.search(r"Searched from the beginning: \d+ steps of walks .* \(finite instance: \d+ \w+, ", shown)
    assert "a lemma is missing that rules this state out" in shown
    assert "gone since the proofs were kept: signed_lists_are_announced" in shown
    assert "real attack" not in shown


def test_a_lemma_that_no_proof_uses_is_an_error(edited: Edit, process: Process, tmp_path: Path) -> None:
    useless = '''
@lemma
def times_are_times(history: History, world: World) -> bool:
    """Now is now."""
    del history
    return world.environment.now == world.environment.now + 0


LEMMAS = (
    times_are_times,
'''
    folder = edited("paper/lemmas.py", ("\nLEMMAS = (\n", useless))
    file = tmp_path / "prove.json"
    done = process("--spec", str(folder), *PAPER, "prove", "--json", str(file))
    assert done.returncode == 5, done.stdout + done.stderr
    assert "no proof uses the lemmas times_are_times" in done.stdout
    document = valid(json.loads(file.read_text(encoding="utf-8")), "prove")
    assert document["specifications"][0]["unused_lemmas"] == ["times_are_times"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("@rule(", "@rule((", "SyntaxError"),
        ("    numbered = replace(", "    for _ in range(2):\n        pass\n    numbered = replace(", "a loop"),
        (
            'require(association.state == State.ESTABLISHED, "the association is established")',
            "require(association.state == State.ESTABLISHED)",
            "require",
        ),
        ("association.state == State.ESTABLISHED", "association.state is State.ESTABLISHED", "`is`"),
    ],
)
def test_a_broken_specification_is_named_with_file_and_line(
    edited: Edit, process: Process, old: str, new: str, said: str
) -> None:
    folder = edited("hip/updates.py", (old, new))
    done = process("--spec", str(folder), "prove", "-p", "no_flooding")
    assert done.returncode == 5, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert lines
    assert all(re.match(rf"{re.escape(str(folder))}/hipspec/hip/updates\.py:\d+: ", line) for line in lines)
    assert said in done.stderr


def result(verdict: Verdict) -> Obligation:
    return Obligation("a/0|p", "a", "a/0", (), "p", "property", verdict, "unbounded", 1, 0.0, ())


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((Verdict.PROVED,), 0),
        ((Verdict.PROVED, Verdict.ATTACK, Verdict.UNKNOWN), 1),
        ((Verdict.PROVED, Verdict.UNKNOWN), 3),
        ((Verdict.PROVED, Verdict.VACUOUS, Verdict.UNKNOWN), 4),
        ((Verdict.ERROR, Verdict.ATTACK), 5),
    ],
)
def test_the_worst_verdict_is_the_exit_code(verdicts: tuple[Verdict, ...], code: int) -> None:
    assert verdict_of(Proofs([result(verdict) for verdict in verdicts], [], [], None, 0.0)).exit_code == code


@pytest.mark.parametrize(("answer", "code"), [("unsat", 0), ("unknown", 3), ("sat", 5)])
def test_a_second_solver_that_does_not_agree_is_not_ignored(answer: str, code: int) -> None:
    recheck = Recheck("a/0|p", answer == "unsat", answer, 0.0, 0)
    assert verdict_of(Proofs([result(Verdict.PROVED)], [], [], [recheck], 0.0)).exit_code == code
