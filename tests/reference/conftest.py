"""What the tests of the implementation share: keys, and tshark, as a decoder that others wrote."""

import os
import shutil
import struct
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from hipway.identity import KINDS, PrivateIdentity, generate

_RAW_IP = 101  # the link type of captures whose packets begin with the IP header

Tshark = Callable[..., list[list[str]]]


def capture(packets: Sequence[bytes]) -> bytes:
    """Return a pcap file that holds IP packets."""
    header = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, _RAW_IP)
    return header + b"".join(struct.pack("<IIII", 0, 0, len(each), len(each)) + each for each in packets)


@pytest.fixture
def tshark_file(tmp_path: Path) -> Tshark:
    """Return what runs tshark over a capture file: one row for each packet, with the fields asked for.

    Without tshark the test is skipped, and fails where HIPWAY_CI says that everything must be there.
    """
    program = shutil.which("tshark")
    if program is None:
        message = "tshark is missing: `apt-get install tshark`"
        if os.environ.get("HIPWAY_CI"):
            pytest.fail(message)
        pytest.skip(message)

    def run(file: Path, fields: Sequence[str], *options: str) -> list[list[str]]:
        asked = [word for field in fields for word in ("-e", field)]
        done = subprocess.run(
            [program, "-r", str(file), "-T", "fields", "-E", "separator=;", *asked, *options],
            capture_output=True,
            check=False,
            env={**os.environ, "HOME": str(tmp_path)},  # no settings of whoever runs the tests
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return [line.split(";") for line in done.stdout.splitlines()]

    return run


@pytest.fixture
def tshark(tmp_path: Path, tshark_file: Tshark) -> Tshark:
    """Return what runs tshark over IP packets, as `tshark_file` does over a file."""

    def run(packets: Sequence[bytes], fields: Sequence[str], *options: str) -> list[list[str]]:
        file = tmp_path / "packets.pcap"
        file.write_bytes(capture(packets))
        return tshark_file(file, fields, *options)

    return run


@pytest.fixture(scope="session")
def identities() -> dict[str, PrivateIdentity]:
    """One identity of each kind that a test can have quickly."""
    return {kind: generate(kind) for kind in KINDS if kind != "rsa-3072"}
