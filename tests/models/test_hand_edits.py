"""What somebody may do to a copy of the specification by hand, and what the command line says to it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HIP = ("--specification", "hip")

Done = subprocess.CompletedProcess[str]
Edit = tuple[str, str, str]  # a file, what stands there, and what is to stand there
Edited = Callable[..., Path]
Hipway = Callable[..., Done]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """Copy the specification, and change it."""

    def edit(*edits: Edit) -> Path:
        place = tmp_path / "edited"
        shutil.copytree(ROOT / "spec" / "hipspec", place / "hipspec", ignore=shutil.ignore_patterns("__pycache__"))
        for file, old, new in edits:
            path = place / "hipspec" / file
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{file} says this {text.count(old)} times: {old}"
            path.write_text(text.replace(old, new), encoding="utf-8")
        return place

    return edit


@pytest.fixture
def hipway(tmp_path: Path) -> Hipway:
    """Run the command line on a copy of the specification, in a process of its own, with an empty cache."""

    def run(place: Path, *arguments: str) -> Done:
        paths = os.pathsep.join(str(ROOT / name) for name in ("spec", "models"))
        environment = {**os.environ, "PYTHONPATH": paths, "HIPWAY_CACHE": str(tmp_path / "cache")}
        command = [sys.executable, "-m", "hipcheck.cli", "--spec", str(place), *arguments]
        done = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done

    return run


def flat(text: str) -> str:
    """Return a text without the places where its lines were broken."""
    return " ".join(text.split())


# ------------------------------------------------------------------ an attack, with its steps

MAC: Edit = (
    "hip/updates.py",
    '    require(update.mac.present and update.mac == association.key_in, "the HIP_MAC verifies")\n',
    "",
)
TURNED: Edit = ("hip/traffic.py", "association.credit > size or", "association.credit < size or")
DEBIT: Edit = ("hip/traffic.py", "replace(counted, credit=association.credit - size)", "counted")
RECORDED: Edit = (
    "hip/updates.py",
    "recorded = replace(association, updates=with_number(association.updates, number))",
    "recorded = association",
)
DATA_VERIFIES: Edit = (
    "hip/traffic.py",
    "            credit=association.credit + data.size,\n",
    """            credit=association.credit + data.size,
            locators=association.locators.set(
                data.source, replace(association.locators[data.source], status=Status.ACTIVE)
            ),
""",
)

# What is edited, the property that it breaks, and what the attack can't do without.
ATTACKED = [
    pytest.param(MAC, "no_address_stealing", {"forge", "deliver_update"}, id="a guard is deleted"),
    pytest.param(TURNED, "no_flooding", {"deliver_update", "send"}, id="a comparison is turned round"),
    pytest.param(DEBIT, "no_flooding", {"deliver_data", "deliver_update", "send"}, id="a debit is forgotten"),
    pytest.param(RECORDED, "no_update_twice", {"deliver_update"}, id="a processed ID is not recorded"),
    pytest.param(
        DATA_VERIFIES, "no_unverified_rebinding", {"deliver_data"}, id="data from a new address makes it ACTIVE"
    ),
]


@pytest.mark.parametrize(("edit", "broken", "needed"), ATTACKED)
def test_it_is_an_attack_and_its_steps_are_shown(  # noqa: PLR0913, PLR0917  # three of them are fixtures
    edited: Edited, hipway: Hipway, tmp_path: Path, edit: Edit, broken: str, needed: set[str]
) -> None:
    file = tmp_path / "prove.json"
    done = hipway(edited(edit), *HIP, "prove", "-p", broken, "-j", "1", "--json", str(file))
    assert done.returncode == 1, done.stdout + done.stderr
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    attacks = [failure["attack"] for failure in document["failures"]]
    assert attacks
    for attack in attacks:
        assert attack["shows"] == broken
        assert needed <= {move["action"] for move in attack["moves"]}
    steps = len(attacks[0]["moves"])
    shown = flat(done.stdout)
    assert f"This is a real attack: {steps} steps from the beginning violate {broken}, replayed" in shown
    assert f"Violated: {broken.replace('_', ' ')}" in shown
    last = attacks[0]["moves"][-1]["action"].replace("_", " ")
    assert re.search(rf"^{steps} +{last}\b", done.stdout, re.MULTILINE)


# ------------------------------------------------------------------ no attack


def test_what_is_told_of_a_missing_lemma_does_not_depend_on_the_number_of_processes(
    edited: Edited, hipway: Hipway
) -> None:
    place = edited(("paper/lemmas.py", "\n    signed_lists_are_announced,\n", "\n"))
    command = ("--specification", "paper", "prove", "-p", "no_address_stealing", "-j")
    told = [re.sub(r"\([\d.]+ s\)", "", hipway(place, *command, jobs).stdout) for jobs in ("1", "2")]
    assert "a lemma is missing" in flat(told[0])
    assert told[0] == told[1]


def test_an_invariant_that_is_false_at_the_beginning_is_refused_by_name(edited: Edited, hipway: Hipway) -> None:
    """Every step preserves it, so only the beginning can give it away."""
    invariant = '''@invariant()
def nobody_is_honest(history: History, world: World, host: HIT) -> bool:
    """No host follows the rules."""
    del history
    return not world.environment.honest.has(host)


PROPERTIES = (
    nobody_is_honest,
'''
    place = edited(("hip/properties.py", "\nPROPERTIES = (\n", f"\n{invariant}"))
    done = hipway(place, *HIP, "prove", "-p", "nobody_is_honest", "-j", "1")
    assert done.returncode == 5, done.stdout + done.stderr
    assert "initial|nobody_is_honest: it does not hold at the beginning" in flat(done.stdout)


TRIES: Edit = (
    "hip/verification.py",
    """    require(
        locator.tries < UPDATE_RETRY_MAX,
        "fewer than UPDATE_RETRY_MAX challenges went there",
        besides="it spares an address that does not answer a few packets",
    )
""",
    "",
)
ENTAILED: Edit = (
    "paper/rules.py",
    """    require(association.state == State.ESTABLISHED, "the association is established")
    require(locator.status == Status.UNVERIFIED, "this address awaits a check")
""",
    """    require(locator.status == Status.UNVERIFIED, "this address awaits a check")
""",
)


@pytest.mark.parametrize(
    ("name", "edit", "gone"),
    [
        ("hip", TRIES, "`challenge_address/fewer than UPDATE_RETRY_MAX challenges went there` (not-security) is gone"),
        ("paper", ENTAILED, "`check_address/the association is established` (implied) is gone"),
    ],
)
def test_a_guard_that_no_property_needs_is_missed_when_it_is_gone(  # noqa: PLR0913, PLR0917  # what it needs, and a case
    edited: Edited, hipway: Hipway, tmp_path: Path, name: str, edit: Edit, gone: str
) -> None:
    """No attack comes of it, so the kept classes must tell: one spares the network, one follows from other guards."""
    file = tmp_path / "verify.json"
    done = hipway(edited(edit), "--specification", name, "verify", "-j", "2", "--json", str(file))
    assert done.returncode == 1, done.stdout + done.stderr
    assert json.loads(file.read_text(encoding="utf-8"))["findings"] == {name: [["attack", gone]]}
    assert gone in flat(done.stdout)


FINDINGS = """
import json
from hipcheck.cli.screen import Screen
from hipcheck.cli.session import Session
from hipcheck.verify import Verification
from hipmodels.executors import InProcess
from hipspec.hip import SPECIFICATION

run = Verification(Session("hipspec.hip", SPECIFICATION), Screen(), InProcess(), everything=False)
stages = {"scenarios": run.scenarios, "attacks": run.attacks, "classes": run.classes}
print(json.dumps({name: [finding.text for finding in stage()] for name, stage in stages.items()}))
"""


def test_a_challenge_that_is_not_written_down_spoils_every_story_in_which_one_is_answered(edited: Edited) -> None:
    """Nothing is verified any more, so everything can be proved; the stories and the kept attacks go on no longer."""
    place = edited(("hip/verification.py", "replace(locator, challenge=some(nonce), tries", "replace(locator, tries"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(place), str(ROOT / "models")])}
    done = subprocess.run(
        [sys.executable, "-c", FINDINGS], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    found = json.loads(done.stdout)
    refused = "receive_echo_response: the nonce sent to this very address came back"
    move = next(text for text in found["scenarios"] if text.startswith("scenario move stops "))
    assert refused in move
    assert re.search(r"after step \d+: deliver_echo_response must be possible, and is refused by ", move)
    assert re.search(r"hip/verification\.py:\d+\)$", move)
    assert not any(text.startswith("scenario give_up_on_silent_peer") for text in found["scenarios"])
    assert any("does not replay" in text and refused in text for text in found["attacks"])
    assert found["classes"] == ["`challenge_address.challenge` (not-security) is gone"]


# ------------------------------------------------------------------ what can't be read

NOT_THE_LANGUAGE = [
    pytest.param("    number = association.next_number\n", "    number = (\n", "SyntaxError", id="no Python"),
    pytest.param(
        "    number = association.next_number\n",
        "    number = association.next_number\n    for _ in range(2):\n        number = number + 1\n",
        "a loop is not allowed",
        id="a loop",
    ),
    pytest.param(
        '    require(data.epoch == association.epoch_in, "it was sent with the current SA")\n',
        "    require(data.epoch == association.epoch_in)\n",
        "require without a sentence",
        id="a guard without text",
    ),
    pytest.param(
        '    require(locator.status == Status.UNVERIFIED, "the address is bound',
        '    require(locator.status is Status.UNVERIFIED, "the address is bound',
        "`is` is not allowed",
        id="is",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), NOT_THE_LANGUAGE)
def test_what_is_not_the_language_is_one_line_with_its_place(
    edited: Edited, hipway: Hipway, old: str, new: str, said: str
) -> None:
    place = edited(("hip/traffic.py", old, new))
    path = place / "hipspec" / "hip" / "traffic.py"
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(new)].count("\n") + 1 + (said == "a loop is not allowed")
    done = hipway(place, "prove")
    assert done.returncode == 5, done.stdout + done.stderr
    assert done.stdout == ""
    (only,) = done.stderr.splitlines()
    assert only.startswith(f"{path}:{line}: {said}")
    assert "; " in only  # after it comes what is allowed
