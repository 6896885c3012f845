"""What the tests of the implementation share: keys, and tshark, as a decoder that others wrote."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from hipway.identity import KINDS, PrivateIdentity, generate

Run = Callable[..., str]
Tshark = Callable[..., list[dict[str, Any]]]
TsharkFields = Callable[..., list[list[str]]]

# Examples are the same in each run, and a busy machine fails nothing.
settings.register_profile(
    "reference", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("reference")


@pytest.fixture(scope="session")
def run_tshark(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A function from a capture file and options of tshark to what it prints.

    Without tshark the test is skipped, but never where the CI runs.
    """
    command = shutil.which("tshark")
    if command is None:
        what = "tshark is not installed: NOTHING WAS COMPARED with an independent decoder (bash .ci/debian-tools)"
        if os.environ.get("CI") or os.environ.get("HIPWAY_CI"):
            pytest.fail(what)
        pytest.skip(what)
    environment = {**os.environ, "HOME": str(tmp_path_factory.mktemp("home"))}  # no settings of whoever runs the tests

    def run(capture: Path, *options: str) -> str:
        arguments = [command, "-r", str(capture), *options]
        done = subprocess.run(arguments, capture_output=True, check=False, env=environment, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def tshark(run_tshark: Run) -> Tshark:
    """A function from a capture file (and options of tshark) to the layers of each of its packets.

    Repeated fields come as lists.
    """

    def decode(capture: Path, *options: str) -> list[dict[str, Any]]:
        shown = run_tshark(capture, "-T", "json", "--no-duplicate-keys", *options)
        return [packet["_source"]["layers"] for packet in json.loads(shown)]

    return decode


@pytest.fixture(scope="session")
def tshark_fields(run_tshark: Run) -> TsharkFields:
    """A function from a capture file and names of fields (and options of tshark) to one row for each packet."""

    def read(capture: Path, fields: Sequence[str], *options: str) -> list[list[str]]:
        asked = [word for field in fields for word in ("-e", field)]
        shown = run_tshark(capture, "-T", "fields", "-E", "separator=;", *asked, *options)
        return [line.split(";") for line in shown.splitlines()]

    return read


@pytest.fixture(scope="session")
def identities() -> dict[str, PrivateIdentity]:
    """One identity of each kind that a test can have quickly."""
    return {kind: generate(kind) for kind in KINDS if kind != "rsa-3072"}
