"""Processes: interrupted, watched, piped; and what completes a word in a shell."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

Process = Callable[..., subprocess.CompletedProcess[str]]
Edit = Callable[..., Path]
Output = int | IO[str]
HIPWAY = [sys.executable, "-m", "hipcheck.cli"]
SECONDS = 180  # a bound, not a measure: the machine may be busy


def alive(group: int) -> list[int]:
    """Return the processes of a group that still run."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has just ended
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(place.parent.name))
    return found


@contextmanager
def started(
    command: list[str], environment: dict[str, str], output: Output, errors: Output
) -> Iterator[subprocess.Popen[str]]:
    """Run a command in a session of its own, of which nothing stays behind if the test fails."""
    run = subprocess.Popen(command, env=environment, stdout=output, stderr=errors, text=True, start_new_session=True)
    try:
        yield run
    finally:
        if alive(run.pid):
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate()


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is the case."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)], ids=["Ctrl-C", "terminated"]
)
def test_an_interrupted_run_leaves_nothing_behind(
    environment: dict[str, str], number: signal.Signals, code: int
) -> None:
    command = [*HIPWAY, "prove", "-j", "2"]
    with started(command, environment, subprocess.PIPE, subprocess.PIPE) as run:
        wait_for(lambda: len(alive(run.pid)) == 3)
        run.send_signal(number)
        _, errors = run.communicate(timeout=SECONDS)
        wait_for(lambda: not alive(run.pid))
    assert run.returncode == code
    assert "Traceback" not in errors
    if number is signal.SIGINT:
        assert "interrupted" in errors


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_watching_proves_again_after_a_change(environment: dict[str, str], edited: Edit, tmp_path: Path) -> None:
    folder = edited()
    output = tmp_path / "output"
    command = [*HIPWAY, "--spec", str(folder), "--specification", "paper", "prove", "--watch"]
    command += ["-p", "no_address_stealing", "-j", "1"]
    with output.open("w") as file, started(command, environment, file, file) as run:
        wait_for(lambda: output.read_text().count("Ctrl-C ends it") == 1)
        rules = folder / "hipspec" / "paper" / "rules.py"
        rules.write_text(rules.read_text(encoding="utf-8").replace("@rule(", "@rule((", 1), encoding="utf-8")
        wait_for(lambda: output.read_text().count("Ctrl-C ends it") == 2)
        run.send_signal(signal.SIGINT)
        assert run.wait(SECONDS) == 130
        assert not alive(run.pid)
    assert "obligations" in output.read_text()
    assert f"{rules}:" in output.read_text()


def test_a_reader_who_goes_away_is_no_error(environment: dict[str, str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*HIPWAY, "rules"],
        env=environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    os.close(writing)
    assert done.stderr == ""
    assert done.returncode == 128 + signal.SIGPIPE


@pytest.mark.skipif(shutil.which("sh") is None, reason="closes the output in a shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_output_is_no_error(environment: dict[str, str], closed: str) -> None:
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", *HIPWAY, "rules"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(process: Process, shell: str) -> None:
    done = process("completion", shell)
    assert done.returncode == 0
    assert f"_HIPWAY_COMPLETE={shell}_complete" in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="completes in bash")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("hipway", "pro"), ["prove"]),
        (("hipway", "prove", "-p", "no_flooding_"), ["no_flooding_of_a_victim"]),
        (("hipway", "attack", "--without", r"authenticate/the\ HIP_M"), [r"authenticate/the\ HIP_MAC\ verifies"]),
        (("hipway", "attack", "--reading", "update_order=r"), ["update_order=rfc_arrival"]),
    ],
)
def test_bash_completes_names_of_the_specification(
    environment: dict[str, str], process: Process, tmp_path: Path, words: tuple[str, ...], expected: list[str]
) -> None:
    command = tmp_path / "hipway"
    command.write_text(f"#!{sys.executable}\nfrom hipcheck.cli import main\nmain()\n", encoding="utf-8")
    command.chmod(0o755)
    script = f"""{process("completion", "bash").stdout}
COMP_WORDS=({" ".join(f"'{word}'" for word in words)})
COMP_CWORD={len(words) - 1}
_hipway_completion {command}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    bash = shutil.which("bash") or "bash"
    done = subprocess.run(
        [bash, "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert done.stdout.splitlines() == expected, done.stderr


def test_an_output_that_is_no_terminal_is_plain(process: Process) -> None:
    done = process("--specification", "paper", "prove", "-p", "no_address_stealing", "-j", "1")
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert all(line == line.rstrip() for line in done.stdout.splitlines())
