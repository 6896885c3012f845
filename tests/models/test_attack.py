"""Attacks: found, of the fewest steps, replayed on the executable specification, and stopped by what was left out."""

import dataclasses
import functools
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from hipmodels.attack import find as finding
from hipmodels.attack.find import Found, find
from hipmodels.attack.minimise import minimise
from hipmodels.lift.edits import Edits
from hipmodels.problem import Problem
from hipmodels.trace import (
    DoesNotReplayError,
    Move,
    Trace,
    from_json,
    holds_at,
    property_named,
    replay,
    run_trace,
    specification_functions,
    to_json,
)

# Where, what is left out, what it prevents, and which actions the attack can't do without.
CASES = {
    "a list needs a signature": (
        "hipspec.paper",
        "receive_rea/the signature verifies",
        "no_address_stealing",
        {"establish", "steal_session_key", "forge", "deliver_rea"},
    ),
    "a list needs the key": (
        "hipspec.paper",
        "authenticate/the HMAC verifies",
        "no_address_stealing",
        {"establish", "steal_identity", "forge", "deliver_rea"},
    ),
    "a check must come back": (
        "hipspec.paper",
        "receive_check_reply/the AC_ID sent to this very address came back",
        "no_unverified_rebinding",
        {"establish", "deliver_rea", "deliver_acr"},
    ),
    "no data before the check": (
        "hipspec.paper",
        "send_data/the address was checked",
        "no_data_to_unverified_addresses",
        {"send"},
    ),
    "no list comes back": (
        "hipspec.paper",
        "receive_rea.newest_rea",
        "no_return_to_an_older_list",
        {"establish", "deliver_rea"},
    ),
    "credit is spent": ("hipspec.hip", "send_data.credit", "no_flooding", {"establish", "deliver_update", "send"}),
}
GUARDS = [name for name, case in CASES.items() if "/" in case[1]]


def problem_of(name: str) -> Problem:
    module, left_out, _, _ = CASES[name]
    return Problem(module).without(left_out)


@functools.cache
def attack(name: str) -> Found:
    found = find(problem_of(name), [CASES[name][2]])
    assert found is not None
    return found


def works(problem: Problem, trace: Trace) -> bool:
    """Whether a trace can be run without what is left out, and ends in what it shows."""
    specification = problem.specification
    shown = property_named(specification, trace.shows)
    assert shown is not None
    with Edits(problem.left_out).applied(specification_functions(specification)):
        try:
            run = run_trace(trace, specification)
        except DoesNotReplayError:
            return False
    return bool(run.taken) and not holds_at(shown, run.taken[-1], trace.parameters)


# ------------------------------------------------------------------ what is found


@pytest.mark.parametrize("name", CASES)
def test_an_attack_is_found_and_replays(name: str) -> None:
    _, left_out, broken, needed = CASES[name]
    problem, trace = problem_of(name), attack(name).trace
    assert (trace.specification, trace.left_out) == (problem.specification.name, (left_out,))
    assert trace.shows == broken
    assert needed <= {move.action for move in trace.moves}
    taken = replay(trace, problem.specification)
    assert [step.action.__name__ for step in taken] == [move.action for move in trace.moves]
    assert works(problem, trace)


@pytest.mark.parametrize("name", CASES)
def test_no_step_of_an_attack_can_be_left_out(name: str) -> None:
    problem, trace = problem_of(name), attack(name).trace
    for position in range(len(trace.moves)):
        shorter = dataclasses.replace(trace, moves=(*trace.moves[:position], *trace.moves[position + 1 :]))
        assert not works(problem, shorter), trace.moves[position]


def test_steps_that_do_nothing_for_an_attack_are_left_out() -> None:
    problem, trace = problem_of("no data before the check"), attack("no data before the check").trace
    idle = [Move("wait", {"seconds": 7}), Move("wait", {"seconds": 1})]
    padded = dataclasses.replace(trace, moves=(idle[0], *trace.moves[:-1], *idle, trace.moves[-1]))
    assert works(problem, padded)
    assert minimise(problem, padded) == trace


@pytest.mark.parametrize("name", CASES)
def test_names_that_are_drawn_are_numbered_as_they_come(name: str) -> None:
    """A reader sees frame1, frame2 and so on, in this order, whatever the search called them."""
    universe = problem_of(name).specification.universe
    seen: dict[type, list[str]] = {}
    for move in attack(name).trace.moves:
        for value in move.arguments.values():
            if universe.get(type(value)) == () and value.name not in seen.setdefault(type(value), []):
                seen[type(value)].append(value.name)
    assert seen
    for kind, names in seen.items():
        assert names == [f"{kind.__name__.lower()}{number}" for number in range(1, len(names) + 1)]


def test_nothing_is_found_where_nothing_is_missing() -> None:
    assert find(Problem("hipspec.paper"), ["no_address_stealing"], tries=2_000) is None


def test_nothing_is_found_in_no_tries_at_all() -> None:
    assert find(Problem("hipspec.paper"), ["data_reaches_only_the_peer"], tries=0) is None


# ------------------------------------------------------------------ with the guard back in place


@pytest.mark.parametrize("name", GUARDS)
def test_with_the_guard_back_in_place_the_attack_is_refused_by_it(name: str) -> None:
    """Up to the last step the attacker may do all that; then the host says no, and with these very words."""
    trace = attack(name).trace
    function, sentence = CASES[name][1].split("/")
    with pytest.raises(DoesNotReplayError, match=rf"step {len(trace.moves)} \({trace.moves[-1].action}\): ") as error:
        run_trace(trace, problem_of(name).specification)
    assert f"{function}: {sentence}" in str(error.value)


def test_with_the_effect_back_in_place_the_attack_shows_nothing() -> None:
    specification = problem_of("no list comes back").specification
    trace = dataclasses.replace(attack("no list comes back").trace, left_out=())
    with pytest.raises(DoesNotReplayError):
        replay(trace, specification)


# ------------------------------------------------------------------ what does not replay


def test_a_trace_that_stops_early_shows_nothing() -> None:
    trace = attack("a list needs the key").trace
    early = dataclasses.replace(trace, moves=trace.moves[:-1])
    with pytest.raises(DoesNotReplayError, match="no_address_stealing holds at the end"):
        replay(early, problem_of("a list needs the key").specification)


def test_a_trace_without_its_beginning_names_the_step_that_fails() -> None:
    trace = attack("a list needs the key").trace
    late = dataclasses.replace(trace, moves=trace.moves[-1:])
    with pytest.raises(DoesNotReplayError, match=r"step 1 \(deliver_rea\): "):
        replay(late, problem_of("a list needs the key").specification)


def test_an_attack_that_does_not_replay_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever minimising makes of an attack, it is replayed before anybody sees it."""

    def spoil(problem: Problem, trace: Trace) -> Trace:
        return dataclasses.replace(minimise(problem, trace), parameters=trace.parameters, moves=trace.moves[:1])

    monkeypatch.setattr(finding, "minimise", spoil)
    with pytest.raises(DoesNotReplayError):
        find(problem_of("no data before the check"), ["no_data_to_unverified_addresses"])


# ------------------------------------------------------------------ the same each time


def test_the_same_seed_finds_the_same_attack() -> None:
    problem = Problem("hipspec.paper")
    first = find(problem, ["data_reaches_only_the_peer"], seed=3)
    assert first is not None
    assert first.tries > 0
    assert find(problem, ["data_reaches_only_the_peer"], seed=3) == first


SEARCH = """
import json
from hipmodels.attack.find import find
from hipmodels.problem import Problem
found = find(Problem("hipspec.paper"), ["data_reaches_only_the_peer"])
from hipmodels.trace import to_json
print(found.tries, json.dumps(to_json(found.trace, Problem("hipspec.paper").specification)))
"""


def test_the_attack_does_not_depend_on_how_python_hashes_text() -> None:
    told = set()
    for number in ("0", "1", "2"):
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": number}
        command = [sys.executable, "-c", SEARCH]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
        told.add(done.stdout)
    (one,) = told
    assert "take_address" in one


# ------------------------------------------------------------------ traces in files


@pytest.mark.parametrize("name", CASES)
def test_a_trace_survives_a_file(name: str) -> None:
    specification, trace = problem_of(name).specification, attack(name).trace
    text = json.dumps(to_json(trace, specification))
    assert from_json(json.loads(text), specification) == trace


def document() -> dict[str, Any]:
    name = "a list needs the key"
    made: dict[str, Any] = json.loads(json.dumps(to_json(attack(name).trace, problem_of(name).specification)))
    return made


def test_a_file_with_an_action_that_is_not_there_says_which_step() -> None:
    changed = document()
    changed["moves"][1]["action"] = "fly"
    with pytest.raises(ValueError, match="step 2: the specification paper has no action 'fly'"):
        from_json(changed, problem_of("a list needs the key").specification)


@pytest.mark.parametrize("value", [7, None, [], {"name": "alice"}])
def test_a_file_with_a_value_of_another_kind_is_refused(value: Any) -> None:  # noqa: ANN401  # whatever stands in a file
    changed = document()
    changed["moves"][0]["arguments"]["host"] = value
    with pytest.raises(ValueError, match="not a Host"):
        from_json(changed, problem_of("a list needs the key").specification)
