"""Steps: what the specification takes is what the JSON says, each guard is broken alone, and each cell is there."""

import json
from dataclasses import replace

import pytest
from tests.models.hipcheck.vectors.conftest import Documents

from hipcheck.vectors.client import specified
from hipcheck.vectors.coverage import coverage
from hipcheck.vectors.model import Json
from hipcheck.vectors.runner.comparing import Verdict, judge
from hipcheck.vectors.steps import cells
from hipcheck.vectors.steps.choosing import NOT_ALONE
from hipcheck.vectors.steps.rules import SPECIFICATIONS, chosen, problem_of
from hipcheck.vectors.steps.taking import Attempt, alone, take
from hipcheck.vectors.writing import all_vectors
from hipspec.exchange.states import State
from hipspec.exchange.table import TABLE, Drop, Handled, Trigger


@pytest.fixture(scope="module")
def certificate() -> Json:
    """What the vectors cover."""
    return coverage(all_vectors())


def asked(documents: Documents, operation: str) -> list[Json]:
    return [each for each in documents["steps"] if each["operation"] == operation]


def test_the_specification_takes_each_step_as_the_json_says(documents: Documents) -> None:
    """From the JSON alone: nothing that the step depends on is left out."""
    for vector in asked(documents, "rule"):
        request = json.loads(json.dumps({name: vector[name] for name in ("id", "operation", "input")}))
        finding = judge(vector, specified.answer(request))
        assert finding.verdict is Verdict.PASS, (vector["id"], finding.why)


def test_the_specification_supports_nothing_else() -> None:
    request = {"id": "x", "operation": "parse", "input": {"bytes": ""}}
    assert "unsupported" in specified.answer(request)
    given: Json = {"specification": "exchange", "action": "nothing", "arguments": {}, "world": {}}
    assert "unsupported" in specified.answer({"id": "x", "operation": "rule", "input": given})


def test_everything_is_covered_but_what_has_a_reason(certificate: Json) -> None:
    lacking = {entry["what"].split(": ", 1)[1] for entry in certificate["not_covered"]}
    assert lacking == set(NOT_ALONE)
    assert all(len(entry["why"]) > 20 for entry in certificate["not_covered"])
    for kind, count in (("rules", 40), ("paths", 70), ("guards", 140), ("readings", 14), ("parameters", 43)):
        assert len(certificate[kind]) >= count
    assert len(certificate["cells"]) == len(State) * len(Trigger)


def test_the_certificate_names_vectors_that_are_there(certificate: Json, documents: Documents) -> None:
    names = {each["id"] for vectors in documents.values() for each in vectors}
    for kind in ("rules", "paths", "readings"):
        assert {entry["vector"] for entry in certificate[kind]} <= names
    for entry in certificate["guards"]:
        assert entry["kept"] in names
        assert entry["broken"] in names or entry["why"]
    trivial = sum("trivial" in each for vectors in documents.values() for each in vectors)
    assert (certificate["trivial"]["vectors"], certificate["trivial"]["trivial"]) == (len(names), trivial)


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_what_breaks_a_guard_breaks_it_alone(name: str) -> None:
    problem = problem_of(name)
    readings = problem.specification.readings_type()
    count = 0
    for step in chosen(name)[0]:
        for cover in step.covers:
            kind, _, guard = cover.partition(" broken ")
            if kind == "guard":
                outcome = take(step.attempt, readings)
                assert outcome is not None
                assert outcome.asked[guard] is False
                assert alone(problem, step.attempt, outcome, guard), guard
                count += 1
    assert count == len(chosen(name)[1].broken)


def test_a_step_that_breaks_nothing_breaks_no_guard_alone() -> None:
    problem = problem_of("exchange")
    step = next(step for step in chosen("exchange")[0] if not step.outcome.refusal and step.outcome.asked)
    assert not any(
        alone(problem, step.attempt, step.outcome, guard) for guard, held in step.outcome.asked.items() if held
    )


def test_a_step_of_another_world_is_none() -> None:
    step = next(step for step in chosen("exchange")[0] if step.attempt.action.__name__ == "deliver_i1")
    nowhere = {**step.attempt.arguments, "frame": type(step.attempt.arguments["frame"])("never sent")}
    found = replace(step.attempt, arguments=nowhere)
    assert isinstance(found, Attempt)
    assert take(found, problem_of("exchange").specification.readings_type()) is None


# ------------------------------------------------------------------ the state machine


def test_each_entry_of_each_cell_has_a_vector_with_its_outcome(documents: Documents) -> None:
    vectors = asked(documents, "step")
    for state, row in TABLE.items():
        for trigger, cell in row.items():
            there = [v for v in vectors if (v["input"]["state"], v["input"]["event"]) == (state.value, trigger.value)]
            valid = [v for v in there if not v["input"]["wrong"]]
            assert len(valid) == len(cell), (state, trigger)
            leads = [each.leads_to.value if isinstance(each, Handled) else state.value for each in cell]
            assert [v["allowed"][0]["result"]["state"] for v in valid] == leads
            for vector, entry in zip(valid, cell, strict=True):
                if isinstance(entry, Drop):
                    assert entry.clause in vector["clauses"]
                    assert vector["allowed"][0]["result"]["sends"] == []


def test_what_a_rule_sends_is_what_the_specification_sends() -> None:
    """Each packet that the specification sends in a step of one of these rules is of the type that is listed."""
    seen: set[str] = set()
    for name in SPECIFICATIONS:
        for step in chosen(name)[0]:
            after = step.outcome.after
            rules = step.outcome.called & cells.SENDS.keys()
            if after is None or len(rules) != 1:
                continue
            before = step.attempt.world.environment.sent
            sent = [value.value for frame, value in after.environment.sent.items() if not before[frame].present]
            (rule,) = rules
            for packet in sent:
                assert packet.kind.value == cells.SENDS[rule], rule
                seen.add(rule)
    assert seen >= {"start_exchange", "answer_i1", "receive_r1", "receive_i2", "close_idle", "receive_close"}


def test_other_outcomes_name_their_clause_and_differ_from_that_of_the_cell(documents: Documents) -> None:
    several = [vector for vector in asked(documents, "step") if len(vector["allowed"]) > 1]
    assert len(several) > len(cells.ALSO)
    for vector in several:
        results = [json.dumps(each["result"]) for each in vector["allowed"]]
        assert len(results) == len(set(results)), vector["id"]
        assert all("RFC 7401 " in each["because"] for each in vector["allowed"]), vector["id"]
    told = {(state.value, trigger.value, case) for state, trigger, case, *_ in cells.ALSO}
    keys = [tuple(vector["input"][name] for name in ("state", "event", "case")) for vector in several]
    assert told <= set(keys)


def test_guards_that_are_broken_on_the_wire_are_guards_of_the_specification() -> None:
    guards = set(chosen("exchange")[1].guards)
    assert {guard for _, _, _, guard, _ in cells.WRONGS} <= guards
