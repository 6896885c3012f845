"""What the tests of the vectors share: the vectors, the command line of OpenSSL, a C compiler, and tshark."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.reference.conftest import run_tshark, tshark_fields

from hipcheck.vectors.model import Json
from hipcheck.vectors.writing import all_vectors

__all__ = ["run_tshark", "tshark_fields"]

Tool = Callable[..., bytes]
Documents = Mapping[str, list[Json]]


@pytest.fixture(scope="session")
def documents() -> Documents:
    """All vectors as JSON has them, by file."""
    return {name: [vector.document() for vector in vectors] for name, vectors in all_vectors().items()}


def found(tool: str) -> str:
    """Where a tool is; without it the test is skipped, but never where the CI runs."""
    command = shutil.which(tool)
    if command is None:
        what = f"{tool} is not installed: NOTHING WAS COMPARED with it (bash .ci/debian-tools)"
        if os.environ.get("CI") or os.environ.get("HIPWAY_CI"):
            pytest.fail(what)
        pytest.skip(what)
    return command


@pytest.fixture(scope="session")
def openssl(tmp_path_factory: pytest.TempPathFactory) -> Tool:
    """A function from arguments, standard input and files by name to what OpenSSL prints; a file's name is {name}."""
    command, folder = found("openssl"), tmp_path_factory.mktemp("openssl")

    def run(*arguments: str, data: bytes = b"", may_fail: bool = False, **files: bytes) -> bytes:
        for name, content in files.items():
            (folder / name).write_bytes(content)
        names = {name: str(folder / name) for name in files}
        asked = [command, *(argument.format(**names) for argument in arguments)]
        done = subprocess.run(asked, input=data, capture_output=True, timeout=60, check=False)
        assert may_fail or done.returncode == 0, done.stderr.decode()
        return done.stdout if done.returncode == 0 else b"failed"

    return run


@pytest.fixture(scope="session")
def c_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template in C, compiled without a warning."""
    from importlib.resources import files  # noqa: PLC0415  # beside its use

    program = tmp_path_factory.mktemp("c") / "client"
    source = files("hipcheck.vectors") / "templates" / "client.c"
    options = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fsanitize=undefined", "-o", str(program)]
    subprocess.run([found("gcc"), *options, str(source)], check=True, timeout=60)
    return program
