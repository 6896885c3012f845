"""A copy of the paper's protocol edited by hand: the output says what stops, what is attacked, and what is gone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hipcheck.output.documents import schema

ROOT = Path(__file__).parents[2]
PAPER = ("--specification", "paper")

Process = Callable[..., subprocess.CompletedProcess[str]]
Edit = Callable[..., Path]

ESTABLISHED = """    require(association.state == State.ESTABLISHED, "the association is established")
    moved = """
NOT_ESTABLISHED = ESTABLISHED.replace("==", "!=")
UNGUARDED = "    moved = "
IN_FORCE = """    require(
        acr.rea_id == association.newest_rea,
"""
NOT_IN_FORCE = IN_FORCE.replace("==", "!=")
REGISTERED = '    require(client.registered_until.present, "the HIT is registered for rendezvous")\n'


def flat(text: str) -> str:
    """Return a text without the places where its lines were broken."""
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """Return a text without blanks: a long path is broken wherever the line ends."""
    return "".join(text.split())


# What is edited; where the first scenario stops, at which guard; what else is shown; what isn't.
STRICTER = [
    pytest.param(
        (ESTABLISHED, NOT_ESTABLISHED),
        "announce_addresses: the association is established",
        "A lemma does not hold: 1 step from the beginning violates nothing_before_the_exchange, replayed",
        "a lemma is missing",
        id="and what it lets through breaks a lemma",
    ),
    pytest.param(
        (IN_FORCE, NOT_IN_FORCE),
        "receive_check_reply: the REA_ID is that of the list in force",
        "scenarios do not come out as they say",
        "no proof uses",
        id="and everything can be proved of what is left",
    ),
]


@pytest.mark.parametrize(("change", "stops", "shown", "unsaid"), STRICTER)
def test_a_guard_that_is_turned_round_stops_an_honest_run_which_is_drawn_until_there(  # noqa: PLR0913, PLR0917  # three are fixtures
    edited: Edit, process: Process, tmp_path: Path, change: tuple[str, str], stops: str, shown: str, unsaid: str
) -> None:
    folder = edited("paper/rules.py", change)
    file = tmp_path / "prove.json"
    done = process("--spec", str(folder), *PAPER, "prove", "-j", "1", "--json", str(file))
    assert done.returncode == 1, done.stdout + done.stderr
    text = flat(done.stdout)
    rules = (folder / "hipspec/paper/rules.py").read_text(encoding="utf-8")
    line = rules[: rules.index(change[1])].count("\n") + 1
    refused = f"{stops} ({folder}/hipspec/paper/rules.py:{line})"
    for said in (f"must be possible, and is refused by {refused}", f"REFUSED by {refused}"):
        assert squeezed(said) in squeezed(text)
    assert text.index("REFUSED by") < text.find("attack: ") or "attack: " not in text
    assert shown in text
    assert unsaid not in text
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(document, schema("prove"), jsonschema.Draft202012Validator)
    (paper,) = document["specifications"]
    first = paper["stopped_scenarios"][0]
    assert f"{first['rule']}: {first['guard']}" == stops
    assert first["refused"]


def test_a_guard_that_is_gone_is_attacked_although_only_lemmas_fail(edited: Edit, process: Process) -> None:
    """The property stays inductive: it is one of its lemmas that a run breaks, and the attack that is kept finds it."""
    folder = edited("paper/rules.py", (ESTABLISHED, UNGUARDED))
    done = process("--spec", str(folder), *PAPER, "prove", "-j", "1")
    assert done.returncode == 1, done.stdout + done.stderr
    text = flat(done.stdout)
    assert "violate announcements_are_numbered_in_order, replayed" in text
    assert "Violated: announcements are numbered in order" in text
    assert 'nobody refused by "the association is established"' in text


def test_what_fails_is_explained_also_where_the_universe_names_no_identifiers_of_a_kind(
    edited: Edit, process: Process
) -> None:
    """Rendezvous draws no nonces, but the world that it shares with the others has a place for them."""
    folder = edited("rendezvous/meeting.py", (REGISTERED, ""))
    which = ("--specification", "rendezvous", "prove", "-p", "no_relay_without_a_registration", "-j", "1")
    done = process("--spec", str(folder), *which)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Violated: no relay without a registration" in done.stdout


VERIFY = """
from hipcheck.cli.screen import Screen
from hipcheck.cli.session import Session
from hipcheck.verify import Verification
from hipmodels.executors import InProcess
from hipmodels.verdicts import worst
from hipspec.paper import SPECIFICATION

found = Verification(Session("hipspec.paper", SPECIFICATION), Screen(), InProcess(), everything=False).run()
raise SystemExit(worst([finding.verdict for finding in found]).exit_code)
"""

# What is edited, and what `hipway verify` says of it.
VERIFIED = [
    pytest.param(
        "paper/rules.py",
        (ESTABLISHED, UNGUARDED),
        (
            "Violated: announcements are numbered in order",
            "`announce_addresses/the association is established` (load-bearing) is gone",
        ),
        id="a guard is deleted",
    ),
    pytest.param(
        "paper/lemmas.py",
        ("\n    nothing_bound_before_the_exchange,\n", "\n"),
        ("the property or lemma nothing_bound_before_the_exchange is gone, of which proofs are kept",),
        id="a lemma is deleted",
    ),
]


@pytest.mark.parametrize(("file", "change", "said"), VERIFIED)
def test_verify_shows_it_by_itself(edited: Edit, file: str, change: tuple[str, str], said: tuple[str, ...]) -> None:
    folder = edited(file, change)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT / "models")])}
    done = subprocess.run(
        [sys.executable, "-c", VERIFY], env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert [text for text in said if text not in flat(done.stdout)] == []
