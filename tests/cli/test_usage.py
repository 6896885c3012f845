"""What a wrong word is answered with, and what it costs to ask for help."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from hipcheck.cli import COMMANDS, cli

Hipway = Callable[..., Result]
HEAVY = ("z3", "hipspec", "hipmodels", "rich", "cvc5", "distributed")


def test_the_help_names_each_command_and_the_exit_codes(hipway: Hipway) -> None:
    result = hipway("--help")
    assert result.exit_code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in result.output
    assert "3 unknown, 4 vacuous, 5 error" in " ".join(result.output.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(hipway: Hipway, name: str) -> None:
    result = hipway(name, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: hipway {name}")


def test_the_help_imports_nothing_heavy(environment: dict[str, str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "hipcheck.cli", "--help"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    imported = {line.rsplit("|", 1)[1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "click" in imported
    assert not imported & set(HEAVY)


def test_the_list_of_rules_needs_no_solver(environment: dict[str, str]) -> None:
    program = "import sys; sys.modules['z3'] = None; import hipcheck.cli as c; c.cli(['rules'], prog_name='hipway')"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "the HIP_MAC verifies" in done.stdout


def test_a_missing_solver_is_named_with_its_extra(environment: dict[str, str]) -> None:
    program = "import sys; sys.modules['z3'] = None; import hipcheck.cli as c; c.cli(['prove'], prog_name='hipway')"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "hipway[prove]" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("prov",), "prove"),
        (("prove", "--propperty", "x"), "--property"),
        (("prove", "-p", "no_adress_stealing"), "no_address_stealing"),
        (("prove", "--reading", "updat_order=rfc_arrival"), "update_order"),
        (("prove", "--reading", "update_order=rfc_arival"), "rfc_arrival"),
        (("attack", "--without", "authenticate/the HIP_MAC verifys"), "authenticate/the HIP_MAC verifies"),
        (("attack", "--without", "hip_mac"), "authenticate/the HIP_MAC verifies"),
        (("attack", "--expected", "data_reaches_the_peer"), "data_reaches_only_the_peer"),
        (("attack", "--variant", "contuer"), "counter"),
        (("ablate", "--item", "receive_update.repply"), "receive_update.reply"),
        (("explain", "recieve_update"), "receive_update"),
        (("witness", "prefer_locater"), "prefer_locator"),
        (("--specification", "papr", "rules"), "paper"),
    ],
)
def test_a_mistyped_name_gets_the_nearest(hipway: Hipway, arguments: tuple[str, ...], meant: str) -> None:
    result = hipway(*arguments)
    assert result.exit_code == 2
    assert "Did you mean" in result.output
    assert meant in result.output.split("Did you mean")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("attack",),
        ("attack", "--reading", "update_order", "--expected", "data_reaches_only_the_peer"),
        ("prove", "--jobs", "0"),
        ("prove", "--executor", "dask://127.0.0.1:9", "-p", "no_flooding"),
        ("prove", "--executor", "somewhere", "-p", "no_flooding"),
        ("--spec", "/nonexistent", "prove"),
        ("--spec", "/", "prove"),
        ("explain", "the association is estblished"),
    ],
)
def test_a_wrong_use_is_a_sentence(hipway: Hipway, arguments: tuple[str, ...]) -> None:
    result = hipway(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.output
    assert "Traceback" not in result.output


def test_a_dask_address_that_does_not_answer_is_named(hipway: Hipway) -> None:
    result = hipway("prove", "--executor", "dask://127.0.0.1:9", "-p", "no_flooding")
    assert "dask://127.0.0.1:9: no Dask scheduler answers there" in result.output


@pytest.mark.parametrize("option", ["--json", "--junit", "--sarif"])
def test_an_unwritable_file_is_found_out_before_the_work(
    hipway: Hipway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, option: str
) -> None:
    def work(*_: Any) -> None:  # noqa: ANN401  # whatever it is given
        pytest.fail("the work has begun")

    monkeypatch.setattr("hipcheck.cli.prove.prove", work)
    for file in (tmp_path / "nowhere" / "file", tmp_path):
        result = hipway("prove", option, str(file))
        assert result.exit_code == 2
        assert str(file) in result.output


def test_an_unexpected_error_is_one_line(hipway: Hipway, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:  # noqa: ANN401  # whatever it is given
        raise RuntimeError("all is\nlost")

    monkeypatch.setattr("hipcheck.cli.prove.prove", fail)
    result = hipway("prove")
    assert result.exit_code == 5
    assert result.output.startswith("hipway failed: RuntimeError: all is lost")
    assert len(result.output.splitlines()) == 1


def test_rules_as_json(hipway: Hipway, tmp_path: Path) -> None:
    assert hipway("rules", "--json", str(tmp_path / "rules.json")).exit_code == 0
    rules = json.loads((tmp_path / "rules.json").read_text(encoding="utf-8"))["rules"]
    (response,) = [rule for rule in rules if rule["name"] == "receive_echo_response"]
    assert response["clause"] == "RFC 8046 5.4"
    assert "the nonce sent to this very address came back" in [guard["text"] for guard in response["guards"]]
    assert "the HIP_MAC verifies" in [guard["text"] for guard in response["guards"]]


def test_each_summary_is_one_sentence() -> None:
    for name, summary in cli.summaries.items():
        assert summary.endswith("."), name
        assert summary[0].isupper(), name


def test_a_specification_of_ones_own_is_a_file(process: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = process("--specification", "benchmarks/mobility", "prove")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "88 obligations: 88 proved" in done.stdout


@pytest.mark.parametrize("name", ["nowhere.py", "./nowhere", "/"])
def test_a_file_that_holds_no_specification_is_wrong_use(hipway: Hipway, name: str) -> None:
    result = hipway("--specification", name, "prove")
    assert result.exit_code == 2
    assert "is neither a file nor a folder with __init__.py" in result.output


def test_a_file_with_the_name_of_another_module_is_told(hipway: Hipway, tmp_path: Path) -> None:
    (tmp_path / "sys.py").write_text("", encoding="utf-8")
    result = hipway("--specification", str(tmp_path / "sys.py"), "prove")
    assert result.exit_code == 2
    assert "Python has another module sys" in result.output


def test_what_is_not_found_anew_is_not_kept(hipway: Hipway) -> None:
    result = hipway("verify", "--write")
    assert result.exit_code == 2
    assert "--write needs --all" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "i2_signature"), "i2_signature (reading)"),
        (("witness", "receive_rea", "--brief"), "with a run, 0 without"),
    ],
)
def test_a_name_is_looked_for_in_every_specification(hipway: Hipway, arguments: tuple[str, ...], said: str) -> None:
    result = hipway(*arguments)
    assert result.exit_code == 0, result.output
    assert said in result.output


@pytest.mark.parametrize(("command", "option"), [("attack", "--without"), ("ablate", "--item")])
def test_what_the_help_leaves_out_is_there(hipway: Hipway, command: str, option: str) -> None:
    named = re.findall(rf'hipway {command} {option} "([^"]+)"', hipway(command, "--help").output)
    assert named
    for name in named:
        result = hipway("explain", name)
        assert result.exit_code == 0, result.output
        assert "(guard" in result.output
