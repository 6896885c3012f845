"""The two sides of a comparison: each is brought into a folder, then proved and ablated in processes of its own."""

import io
import json
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from hipcheck.cli.lazy import ERROR, USAGE, Stop

RAN = (0, 1, 3, 4)  # the exit codes of a run that came to an end; 5 may be one too, if it left a result


@dataclass(frozen=True)
class Side:
    """What one side says.

    Attributes:
        name: as given on the command line.
        obligations: of `hipway prove`.
        guards: of `hipway ablate`; none if it was not asked, or not everything is proved.
        ablated: whether there are guards to compare.
    """

    name: str
    obligations: list[dict[str, Any]]
    guards: list[dict[str, Any]] = field(default_factory=list)
    ablated: bool = False


def survey(given: str, folder: Path, specification: str, work: list[str], *, ablate: bool) -> Side:
    """Prove and ablate one side."""
    spec = specification_folder(given, folder)
    proved = _run(given, spec, specification, ["prove", *work], folder / "prove.json")
    obligations: list[dict[str, Any]] = proved["obligations"]
    if not ablate or any(entry["verdict"] != "proved" for entry in obligations):
        return Side(given, obligations)
    ablated = _run(given, spec, specification, ["ablate", *work], folder / "ablate.json")
    return Side(given, obligations, ablated["guards"], ablated=True)


def specification_folder(given: str, folder: Path) -> Path:
    """Return the folder with `hipspec/` in it: of a folder, or of a git revision, which is unpacked first.

    Raises:
        UsageError: it is neither.
    """
    if Path(given).is_dir():
        return _within(given, Path(given))
    _unpack(given, folder / "tree")
    return _within(given, folder / "tree")


def _within(given: str, folder: Path) -> Path:
    for place in (folder, folder / "spec"):
        if (place / "hipspec" / "__init__.py").is_file():
            return place.resolve()
    msg = f"{given} contains neither hipspec/ nor spec/hipspec/"
    raise click.UsageError(msg)


def _unpack(revision: str, folder: Path) -> None:
    """Unpack a revision of the repository around the current folder."""
    top = _git("rev-parse", "--show-toplevel")
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if top is None or commit is None:
        msg = f"{revision} is neither a folder nor a revision of a git repository around {Path.cwd()}"
        raise click.UsageError(msg)
    archive = _git("-C", top.decode().strip(), "archive", "--format=tar", commit.decode().strip())
    if archive is None:
        raise Stop(f"git can't archive {revision}", ERROR)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")


def _git(*arguments: str) -> bytes | None:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)  # noqa: S603, S607  # whichever git
    except FileNotFoundError as error:
        raise Stop("comparing revisions needs git", USAGE) from error
    return done.stdout if done.returncode == 0 else None


def _run(given: str, spec: Path, specification: str, arguments: list[str], result: Path) -> dict[str, Any]:
    """Run one command of ours on one side, and return its JSON."""
    command = [sys.executable, "-m", "hipcheck.cli", "--spec", str(spec), "--specification", specification]
    command += [*arguments, "--json", str(result)]
    places = [str(spec), *(place for place in sys.path if place)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    process = subprocess.Popen(  # noqa: S603  # our own command line
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        _, errors = process.communicate()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    if process.returncode not in RAN and not result.exists():
        raise Stop(f"{given}: `hipway {arguments[0]}` failed:\n{errors.strip()}", ERROR)
    document: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return document
