"""`--watch`: the same command again whenever the specification changes, each time in a new process."""

import importlib.util
import signal
import subprocess
import sys
import time
from pathlib import Path

import click

PATIENCE = 0.3  # seconds between two looks


def watch(context: click.Context) -> int:
    """Run the command without `--watch` now and after each change; Ctrl-C ends it."""
    given: list[str] = context.find_root().meta["hipway.arguments"]
    command = [sys.executable, "-m", "hipcheck.cli", *(word for word in given if word != "--watch")]
    while True:
        before = snapshot()
        _run(command)
        click.echo("watching the specification; Ctrl-C ends it", err=True)
        while snapshot() == before:
            time.sleep(PATIENCE)


def snapshot() -> dict[str, tuple[int, int]]:
    """Return when each file of the specification was last written, and its size."""
    found = importlib.util.find_spec("hipspec")
    folders = (found.submodule_search_locations if found else None) or []
    state = {}
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*.py")):
        try:
            status = path.stat()
        except OSError:  # written anew at this very moment
            continue
        state[str(path)] = (status.st_mtime_ns, status.st_size)
    return state


def _run(command: list[str]) -> None:
    process = subprocess.Popen(command)  # noqa: S603  # our own command line once more
    try:
        process.wait()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait()
