"""What tests of the reference implementation share: tshark, as a decoder that others wrote."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

FOLDER = Path(__file__).parent

Tshark = Callable[..., list[dict[str, Any]]]


def load(name: str) -> None:
    """Load a module of helpers by its name below `tests.reference`; folders of tests are no packages."""
    full = f"tests.reference.{name}"
    spec = importlib.util.spec_from_file_location(full, FOLDER / f"{name.replace('.', '/')}.py")
    assert spec is not None
    assert spec.loader is not None
    sys.modules[full] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[full])


load("wire.examples")

# Examples are the same in each run, and a busy machine fails nothing.
settings.register_profile(
    "reference", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("reference")


@pytest.fixture(scope="session")
def tshark() -> Tshark:
    """A function from a capture file (and options of tshark) to the layers of each of its packets.

    Repeated fields come as lists. Without tshark the test is skipped, but never where the CI runs.
    """
    command = shutil.which("tshark")
    if command is None:
        what = "tshark is not installed: NOTHING WAS COMPARED with an independent decoder (bash .ci/debian-tools)"
        if os.environ.get("CI") or os.environ.get("HIPWAY_CI"):
            pytest.fail(what)
        pytest.skip(what)

    def decode(capture: Path, *options: str) -> list[dict[str, Any]]:
        arguments = [command, "-r", str(capture), "-T", "json", "--no-duplicate-keys", *options]
        shown = subprocess.run(arguments, capture_output=True, text=True, check=True)
        return [packet["_source"]["layers"] for packet in json.loads(shown.stdout)]

    return decode
