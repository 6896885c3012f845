"""`hipway node keygen` and `hipway node show`."""

import base64
import ipaddress
import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from hipcheck.cli.node import COMMANDS

Hipway = Callable[..., Result]
HEAVY = {"z3", "hipspec", "hipmodels", "rich", "cryptography", "hipway", "asyncio"}


@pytest.mark.parametrize("kind", ["rsa-2048", "p-256", "ed25519"])
def test_a_key_is_made_and_shown(hipway: Hipway, tmp_path: Path, kind: str) -> None:
    file = str(tmp_path / "key")
    made = hipway("node", "keygen", file, "--kind", kind)
    assert made.exit_code == 0, made.output
    assert stat.S_IMODE(Path(file).stat().st_mode) == 0o600
    shown = hipway("node", "show", file)
    assert shown.exit_code == 0
    assert made.output.strip() in shown.output
    document = json.loads(hipway("node", "show", file, "--json").output)
    hit = ipaddress.IPv6Address(document["hit"])
    assert str(hit) == made.output.strip()
    assert hit in ipaddress.IPv6Network("2001:20::/28")
    assert base64.b64decode(document["host_id"])[:2] == (705).to_bytes(2, "big")
    algorithm, tag, key = document["dns_record"].removeprefix("IN HIP ( ").removesuffix(" )").split()
    assert {"1": "2", "2": "3", "5": "4"}[str(document["hit_suite"])] == algorithm
    assert bytes.fromhex(tag) == hit.packed
    assert base64.b64decode(key) in base64.b64decode(document["host_id"])


def test_an_existing_key_is_kept(hipway: Hipway, tmp_path: Path) -> None:
    file = tmp_path / "key"
    assert hipway("node", "keygen", str(file)).exit_code == 0
    before = file.read_bytes()
    again = hipway("node", "keygen", str(file))
    assert again.exit_code == 5
    assert "never overwritten" in again.output
    assert file.read_bytes() == before


def test_a_missing_key_says_how_to_make_one(hipway: Hipway, tmp_path: Path) -> None:
    result = hipway("node", "show", str(tmp_path / "key"))
    assert result.exit_code == 5
    assert f"hipway node keygen {tmp_path / 'key'}" in result.output


def test_a_wrong_word_is_answered_with_the_right_one(hipway: Hipway) -> None:
    result = hipway("node", "keygn")
    assert result.exit_code == 2
    assert "Did you mean keygen?" in result.output


def test_the_help_imports_nothing_heavy(environment: dict[str, str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "hipcheck.cli", "node", "--help"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    imported = {line.rsplit("|", 1)[1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert not imported & HEAVY
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


def test_it_needs_no_solver(environment: dict[str, str], tmp_path: Path) -> None:
    blocked = "import sys; sys.modules.update({'z3': None, 'hipspec': None, 'hipmodels': None})"
    program = f"{blocked}; import hipcheck.cli as c; c.cli(['node', 'keygen', sys.argv[1]], prog_name='hipway')"
    command = [sys.executable, "-c", program, str(tmp_path / "key")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2001:22:")
