"""The second solver: it agrees with proofs, disagrees with what isn't one, and gets names that it can read."""

from __future__ import annotations

import dataclasses
import re
import sys

import pytest
import z3

from hipmodels import prove, recheck
from hipmodels.problem import Problem
from hipmodels.prove import INITIAL, Result
from hipmodels.smtlib import ExportError, Script
from hipmodels.verdicts import Verdict

PAPER = Problem("hipspec.paper")
REPLY = "deliver_acr/0"  # the reply to an address check arrives: the address may become ACTIVE
NAMES = re.compile(r"\((?:declare-const|declare-sort) (\S+)|\(\((S_\S+) 0\)\)|\((C_\S+?)[ )]|\((F_\S+) ")


@pytest.fixture(scope="module")
def proofs() -> list[Result]:
    return prove.solve_group(PAPER, REPLY)


def proof_of(proofs: list[Result], name: str) -> Result:
    return next(result for result in proofs if result.property == name)


def answer(script: str) -> str:
    return recheck.ask(recheck.second_solver(), script, recheck.STRATEGIES[0])[0]


# ---------------------------------------------------------------------- proofs


@pytest.mark.parametrize("group", [INITIAL, REPLY, "establish/0", "forge/0"])
def test_the_second_solver_agrees(group: str) -> None:
    results = prove.solve_group(PAPER, group)
    checked = recheck.recheck_group(PAPER, group, results)
    assert [c.id for c in checked] == [r.id for r in results]
    assert [c.id for c in checked if not c.agrees] == []
    assert {c.answer for c in checked} == {"unsat"}


# One proof for each strategy that is needed, and for each term that only the beginning of a specification has.
@pytest.mark.parametrize(
    ("specification", "group", "name", "tries"),
    [
        ("hip", "send/1", "no_flooding_of_a_victim", 2),
        ("hip", "check_again/0", "bounded_numbers", 2),
        ("hip", "establish/0", "announced_ids_are_behind", 3),
        ("exchange", INITIAL, "nobody_is_nobody", 1),
    ],
)
def test_what_the_first_strategy_leaves_open_another_confirms(
    specification: str, group: str, name: str, tries: int
) -> None:
    problem = Problem(f"hipspec.{specification}")
    results = prove.solve_group(problem, group, frozenset([name]))
    (checked,) = recheck.recheck_group(problem, group, results)
    assert checked.answer == "unsat"
    assert checked.tries == tries


def test_what_the_path_leaves_alone_agrees_by_identity() -> None:
    results = prove.solve_group(PAPER, "wait/0")  # nothing but time passes
    checked = {c.id: c for c in recheck.recheck_group(PAPER, "wait/0", results)}
    left_alone = checked["wait/0|what_was_read_was_sent"]
    assert left_alone.by_identity
    assert left_alone.agrees
    script = recheck.export(PAPER, proof_of(results, "what_was_read_was_sent"))
    assert "both are the same formula" in script
    assert answer(script) == "unsat"


def test_what_the_path_changes_does_not_agree_by_identity(proofs: list[Result]) -> None:
    checked = {c.id: c for c in recheck.recheck_group(PAPER, REPLY, proofs)}
    assert not checked[f"{REPLY}|no_unverified_rebinding"].by_identity


def test_a_script_is_smtlib_that_another_reader_understands(proofs: list[Result]) -> None:
    solver = z3.Solver()
    solver.from_string(recheck.export(PAPER, proof_of(proofs, "no_unverified_rebinding")))
    assert solver.check() == z3.unsat


# ---------------------------------------------------------------------- what is no proof


def test_without_what_it_rests_on_a_proof_is_refused(proofs: list[Result]) -> None:
    result = proof_of(proofs, "no_unverified_rebinding")
    assert result.core
    (checked,) = recheck.recheck_group(PAPER, REPLY, [dataclasses.replace(result, core=())])
    assert checked.answer != "unsat"
    assert not checked.agrees


def test_a_wrong_goal_is_refused(proofs: list[Result]) -> None:
    script = recheck.export(PAPER, proof_of(proofs, "no_unverified_rebinding"))
    kept, negated = script.rsplit("; what is to be shown fails\n", 1)
    assert negated.startswith("(assert ")
    assert answer(script) == "unsat"
    assert answer(f"{kept}(check-sat)\n") != "unsat"
    assert answer(f"{kept}(assert (not (= 1 2)))\n(check-sat)\n") != "unsat"


def test_what_is_not_proved_is_not_rechecked(proofs: list[Result]) -> None:
    unknown = dataclasses.replace(proofs[0], verdict=Verdict.UNKNOWN)
    assert recheck.recheck_group(PAPER, REPLY, [unknown]) == []


# ---------------------------------------------------------------------- names and terms


def test_each_name_is_declared_once_and_says_what_it_is(proofs: list[Result]) -> None:
    script = recheck.export(PAPER, proof_of(proofs, "no_unverified_rebinding"))
    declarations = [line for line in script.splitlines() if line.startswith("(declare")]
    names = [next(filter(None, groups)) for line in declarations for groups in NAMES.findall(line)]
    assert {name[:2] for name in names} == {"S_", "C_", "F_", "V_"}
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[SCFV]_[A-Za-z0-9._]+", name) for name in names)


def test_a_field_and_two_constants_may_have_the_same_name() -> None:
    pair = z3.Datatype("same")
    pair.declare("same", ("same", z3.IntSort()))
    sort = pair.create()
    number, truth, whole = z3.Int("same"), z3.Bool("same"), z3.Const("same", sort)
    odd, mark = z3.Int("a b|c"), z3.Int("a:b?c")
    script = Script()
    script.add(z3.And(truth, sort.accessor(0, 0)(whole) == number, whole == sort.constructor(0)(odd), number == mark))
    script.add(odd != mark)
    assert answer(script.text()) == "unsat"


def test_terms_mean_the_same_to_the_second_solver() -> None:
    colour, (red, green) = z3.EnumSort("colour", ["red", "green"])
    seen, number = z3.Const("seen", colour), z3.Int("number")
    facts = [
        z3.Or(seen == red, seen == green),
        z3.Select(z3.K(z3.IntSort(), z3.IntVal(-1)), number) == -1,
        z3.Implies(number == -7, z3.And(number / 2 == -4, number % 2 == 1, -number == 7)),
        z3.Select(z3.Store(z3.K(colour, number), red, number + 1), green) == number,
        z3.Or(colour.recognizer(0)(seen), z3.Not(seen == red)),
        z3.ForAll([number], z3.Exists([seen], z3.And(z3.If(number > 0, red, green) == seen, number + 0 <= number))),
    ]
    for fact in facts:
        script = Script()
        script.add(z3.Not(fact))
        assert answer(script.text()) == "unsat", fact
        opposite = Script()
        opposite.add(fact)
        assert answer(opposite.text()) != "unsat", fact


def test_bound_variables_keep_their_places() -> None:
    one, other, third = z3.Ints("one other third")
    statement = z3.ForAll([one, other], z3.Exists([third], z3.And(third > one, third - other > one - other)))
    swapped = z3.ForAll([one], z3.Exists([other], z3.ForAll([third], z3.Implies(third < one, third < other))))
    wrong = z3.Exists([other], z3.ForAll([one], other > one))
    for formula, holds in ((statement, True), (swapped, True), (wrong, False)):
        script = Script()
        script.add(z3.Not(formula) if holds else formula)
        assert answer(script.text()) == "unsat", formula


def test_a_collection_that_a_lambda_makes_holds_what_it_says() -> None:
    key, other = z3.Ints("key other")
    truths = z3.Const("truths", z3.ArraySort(z3.IntSort(), z3.BoolSort()))
    kept = z3.Lambda([key], z3.And(z3.Select(truths, key), key != 7))
    doubled = z3.Lambda([key], key + other)
    facts = [
        z3.Not(z3.Select(kept, 7)),
        z3.Implies(z3.Select(truths, 8), z3.Select(kept, 8)),
        z3.ForAll([key], z3.Implies(z3.Select(kept, key), z3.Select(truths, key))),
        z3.Select(doubled, other) == 2 * other,
        z3.Implies(kept == truths, z3.Not(z3.Select(truths, 7))),
    ]
    for fact in facts:
        script, opposite = Script(), Script()
        script.add(z3.Not(fact))
        assert answer(script.text()) == "unsat", fact
        opposite.add(fact)
        assert answer(opposite.text()) != "unsat", fact


def test_a_lambda_that_depends_on_a_bound_variable_is_refused() -> None:
    key, bound = z3.Ints("key bound")
    with pytest.raises(ExportError, match="bound variable"):
        Script().add(z3.ForAll([bound], z3.Select(z3.Lambda([key], key > bound), 1)))


# ---------------------------------------------------------------------- the extra


def test_without_the_second_solver_the_error_names_the_extra(
    proofs: list[Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cvc5", None)
    with pytest.raises(recheck.MissingSolverError, match=r"hipway\[recheck\]"):
        recheck.recheck_group(PAPER, REPLY, proofs)
    assert recheck.export(PAPER, proofs[0]).endswith("(check-sat)\n")


def test_a_question_that_cannot_be_asked_is_an_error_and_no_agreement(
    proofs: list[Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recheck, "STRATEGIES", (recheck.Strategy((("no-such-option", "true"),), 1000),))
    (checked,) = recheck.recheck_group(PAPER, REPLY, [proof_of(proofs, "no_unverified_rebinding")])
    assert not checked.agrees
    assert checked.answer.startswith("error: ")
    assert "no-such-option" in checked.answer
