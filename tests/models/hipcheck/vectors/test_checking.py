"""The runner, and clients that end, hang, break the protocol or lie."""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from hipcheck.cli import cli

# What every client here begins with, and how it goes on for each request.
BEGIN = """
import json, os, sys, time
{setup}
for number, line in enumerate(sys.stdin):
    request = json.loads(line)
    probe = request["operation"] == "no-such-operation"
    def say(**answer):
        print(json.dumps({{"id": request["id"], **answer}}), flush=True)
    {body}
"""
HONEST = "say(unsupported='x') if probe or request['operation'] != 'classify' else "


class Checked(NamedTuple):
    """What became of a check."""

    code: int
    output: str


def check(*words: str, limit: str = "2", only: str = "codec/classify/*") -> Checked:
    arguments = ["vectors", "check", "--time-limit", limit, "--only", only, "--", *words]
    result = CliRunner().invoke(cli, arguments, prog_name="hipway")
    return Checked(result.exit_code, result.output)


def client(tmp_path: Path, body: str, setup: str = "") -> list[str]:
    file = tmp_path / "client.py"
    file.write_text(BEGIN.format(body=body, setup=setup))
    return [sys.executable, str(file)]


def test_our_own_client_passes() -> None:
    checked = check(sys.executable, "-m", "hipcheck.cli", "vectors", "serve", limit="30")
    assert checked.code == 0, checked.output
    assert "0.0 % of 12 are unsupported" in checked.output


def test_the_template_in_python_passes_where_it_supports(tmp_path: Path) -> None:
    printed = CliRunner().invoke(cli, ["vectors", "template", "python"]).output
    (tmp_path / "client.py").write_text(printed)
    checked = check(sys.executable, str(tmp_path / "client.py"), limit="30", only="c*/[ch][la]*/*")
    assert checked.code == 0, checked.output
    assert "classify              12           0           0" in checked.output
    assert "hash                   9           0           3" in checked.output


def test_the_template_in_c_passes_where_it_supports(c_client: Path) -> None:
    checked = check(str(c_client), limit="30", only="codec/c*")
    assert checked.code == 0, checked.output
    assert "classify              12           0           0" in checked.output
    assert "checksum               8           0           0" in checked.output


def test_the_template_in_c_is_printed_as_it_is_compiled() -> None:
    printed = CliRunner().invoke(cli, ["vectors", "template", "c"]).output
    assert printed.endswith("return EXIT_SUCCESS;\n}\n")
    assert "int main(void)" in printed


def test_a_wrong_answer_is_a_failure(tmp_path: Path) -> None:
    checked = check(*client(tmp_path, HONEST + "say(result={'holds': 'ESP'})"))
    assert checked.code == 1
    assert 'fail: codec/classify/hip: holds is "ESP", and it must be "HIP"' in checked.output


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("say(result={})", "holds is missing"),
        ("say(result={'holds': 'HIP', 'more': 1})", "more is too much"),
        ("say(refused='RFC 7401 5.1')", "refused (RFC 7401 5.1 ), and it must succeed"),
    ],
)
def test_a_failure_says_what_is_wrong(tmp_path: Path, answer: str, why: str) -> None:
    checked = check(*client(tmp_path, HONEST + answer), only="codec/classify/hip")
    assert checked.code == 1
    assert f"fail: codec/classify/hip: {why}" in checked.output


def test_what_must_be_refused_may_not_succeed(tmp_path: Path) -> None:
    body = "say(unsupported='x') if probe else say(result={'packet': {}})"
    checked = check(*client(tmp_path, body), only="codec/malformed/header-version-1")
    assert checked.code == 1
    assert "it succeeded, and it must be refused (RFC 7401 5.4.1: HIP version 1)" in checked.output


def test_another_clause_counts_only_if_it_is_asked_for(tmp_path: Path) -> None:
    words = client(tmp_path, "say(unsupported='x') if probe else say(refused='RFC 7401 9.9')")
    checked = check(*words, only="codec/malformed/header-version-1")
    assert checked.code == 0
    assert "1 are refused by another clause than the vector's" in checked.output
    strict = ["vectors", "check", "--clauses", "--only", "codec/malformed/header-version-1", "--", *words]
    result = CliRunner().invoke(cli, strict)
    assert result.exit_code == 1
    assert "refused by RFC 7401 9.9, which is not the clause of the vector" in result.output


BROKEN = (
    ("ends at once", "sys.exit(3)", "it ended with exit code 3"),
    ("is killed", "os.kill(os.getpid(), 9)", "it was ended by SIGKILL"),
    ("hangs", "time.sleep(60)", "no answer within 0.5 s"),
    ("closes its output", "os.close(1); time.sleep(60)", "it closed its standard output"),
    ("writes no JSON", "print('hello', flush=True)", "its answer is not JSON"),
    ("writes a list", "print('[1]', flush=True)", "its answer is not an object"),
    ("writes another id", 'print(\'{"id": "x", "result": {}}\', flush=True)', "its answer has the id 'x'"),
    ("writes no outcome", "say(why='x')", "its answer has none of result, refused, unsupported"),
    ("writes two", "say(result={}, refused='x')", "its answer has result and refused of"),
    ("writes a wrong type", "say(result=1)", "its answer has a `result` of the wrong type"),
    ("writes more", "say(result={}, more=1)", "its answer has a field 'more'"),
    ("writes bytes", "os.write(1, b'\\xff\\xfe\\n')", "its answer is not UTF-8"),
    (
        "writes twice",
        "os.write(1, json.dumps({'id': request['id'], 'result': {'holds': 'HIP'}}).encode() + b'\\n{}\\n')",
        "a line that nobody asked for",
    ),
    ("writes half a line", "os.write(1, b'{'); time.sleep(60)", "no answer within 0.5 s"),
    ("complains", "sys.stderr.write('no memory left'); sys.exit(1)", "it said: no memory left"),
)


@pytest.mark.parametrize(("body", "said"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_client_that_breaks_the_protocol_is_an_error(tmp_path: Path, body: str, said: str) -> None:
    words = client(tmp_path, f"say(unsupported='x') if probe else [{body.replace('; ', ', ')}]")
    checked = check(*words, limit="0.5", only="codec/classify/hip*")
    assert checked.code == 5, checked.output
    assert said in checked.output


def test_the_vectors_behind_a_crash_are_asked(tmp_path: Path) -> None:
    body = "sys.exit(1) if request['id'].endswith('/esp') else " + HONEST + "say(result={'holds': 'HIP'})"
    checked = check(*client(tmp_path, body))
    assert checked.code == 5
    assert "error: codec/classify/esp: it ended with exit code 1" in checked.output
    assert "classify               2           9           0           1" in checked.output


def test_a_client_that_always_ends_is_given_up(tmp_path: Path) -> None:
    checked = check(*client(tmp_path, "sys.exit(1)"), only="codec/*")
    assert checked.code == 5
    assert "stopped: it was started 6 times, and ended or hung each time" in checked.output
    assert "vectors were not asked" in checked.output


def test_a_client_that_does_not_read_is_no_reason_to_wait(tmp_path: Path) -> None:
    """Its pipe is full before a long request is written."""
    (tmp_path / "client.py").write_text("import time\ntime.sleep(60)\n")
    checked = check(sys.executable, str(tmp_path / "client.py"), limit="0.2", only="crypto/keymat/*-last")
    assert checked.code == 5
    assert "no answer within 0.2 s" in checked.output


def test_who_never_says_unsupported_is_not_believed(tmp_path: Path) -> None:
    checked = check(*client(tmp_path, "say(result={'holds': 'HIP'})"), only="codec/classify/hip")
    assert checked.code == 5
    assert "asked for an operation that nobody knows, it answered a result" in checked.output


def test_who_says_unsupported_by_chance_is_not_believed(tmp_path: Path) -> None:
    body = "say(unsupported='x') if probe or request['id'] not in seen else say(result={'holds': 'HIP'})"
    body += "; seen.add(request['id'])"
    checked = check(*client(tmp_path, body, "seen = set()"), only="codec/classify/hip")
    assert checked.code == 5
    assert "codec/classify/hip was unsupported, and is supported when it is asked again" in checked.output


def test_who_supports_nothing_shows_nothing(tmp_path: Path) -> None:
    checked = check(*client(tmp_path, "say(unsupported='x')"))
    assert checked.code == 4
    assert "nothing is supported, so that nothing was checked" in checked.output


def test_how_much_may_be_unsupported_can_be_said(tmp_path: Path) -> None:
    words = client(tmp_path, HONEST + "say(result={'holds': 'HIP'})")
    arguments = [
        "vectors",
        "check",
        "--unsupported",
        "40",
        "--only",
        "codec/classify/hip",
        "--only",
        "codec/build/seq*",
    ]
    result = CliRunner().invoke(cli, [*arguments, "--", *words])
    assert result.exit_code == 3
    assert "more than 40 % are unsupported" in result.output


def test_a_client_that_goes_on_is_ended(tmp_path: Path) -> None:
    (tmp_path / "client.py").write_text(
        "import json, sys, time\n"
        "for line in sys.stdin:\n"
        "    print(json.dumps({'id': json.loads(line)['id'], 'unsupported': 'x'}), flush=True)\n"
        "time.sleep(60)\n"
    )
    checked = check(sys.executable, str(tmp_path / "client.py"), only="codec/classify/hip")
    assert "note: at the end, it went on for 2 s when there were no more requests, and was killed" in checked.output


def test_a_client_that_is_not_there_is_named() -> None:
    checked = check("/nowhere/client")
    assert (checked.code, checked.output) == (5, "/nowhere/client can't be started: No such file or directory\n")


def test_a_pattern_that_nothing_fits_is_a_mistake() -> None:
    checked = check("true", only="nothing/*")
    assert (checked.code, checked.output) == (2, "no vector fits nothing/*\n")


def test_vectors_that_were_written_are_asked(tmp_path: Path, c_client: Path) -> None:
    CliRunner().invoke(cli, ["vectors", "write", str(tmp_path / "v")], catch_exceptions=False)
    words = ["vectors", "check", "--from", str(tmp_path / "v"), "--json", str(tmp_path / "r.json")]
    result = CliRunner().invoke(cli, [*words, "--only", "codec/c*", str(c_client)])
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["counts"]["pass"] == 20
    assert {each["verdict"] for each in report["vectors"]} == {"pass", "unsupported"}


def test_a_folder_without_vectors_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["vectors", "check", "--from", str(tmp_path), "true"])
    assert result.exit_code == 2
    assert "there are no vectors in" in result.output


def test_what_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(cli, ["vectors", "write", str(tmp_path / "file" / "v")], prog_name="hipway")
    assert result.exit_code == 5
    assert "can't be written" in result.output


def test_the_client_of_ours_ends_when_there_is_nothing_more() -> None:
    command = [sys.executable, "-m", "hipcheck.cli", "vectors", "serve"]
    done = subprocess.run(command, input="", capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
