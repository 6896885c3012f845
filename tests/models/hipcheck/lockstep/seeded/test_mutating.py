"""Mutants: each changes something, and keeps its name."""

import ast
from fnmatch import fnmatchcase

from hipcheck.lockstep.seeded.changes import source_of
from hipcheck.lockstep.seeded.mutating import MODULES, mutants, mutants_of
from hipcheck.lockstep.seeded.report import is_told, mutant_report
from hipcheck.lockstep.seeded.table import (
    UNREACHED,
    gap_of,
    kill_table,
    out_of_view,
    reason_of,
    reasons,
    unseen_of,
)


def test_each_mutant_has_a_name_of_its_own() -> None:
    names = [mutant.id for mutant in mutants()]
    assert len(names) == len(set(names)) > 2000
    assert {mutant.module for mutant in mutants()} <= set(MODULES)


def test_a_mutant_is_another_program() -> None:
    module = "hipway.engine.addressing"
    text, path = source_of(module)
    same = compile(ast.parse(text), path, "exec")
    for mutant in mutants_of(module):
        changed = mutant.change(text, path)
        assert changed.co_consts != same.co_consts or changed.co_code != same.co_code, mutant.id


def test_the_kill_table_and_the_reasons_are_about_mutants_that_there_are() -> None:
    names = {mutant.id for mutant in mutants()}
    assert kill_table().keys() - names == set()
    assert reasons()["mutants"].keys() - names == set()
    places = {name.split(": ", 1)[0] for name in names}
    for where in reasons()["functions"]:
        assert any(place == where or place.startswith((f"{where}:", f"{where}.")) for place in places), where


def test_the_kill_table_is_about_stories_that_are_told() -> None:
    assert {fate.view for fate in kill_table().values() if fate.view and not is_told(fate.view)} == set()
    assert not is_told("hip/a story that nobody tells")


def test_what_is_said_of_mutants_fits_one_that_lives() -> None:
    caught = {name for name, fate in kill_table().items() if fate.caught and fate.caught != UNREACHED}
    living = {mutant.id for mutant in mutants()} - caught
    for section in ("patterns", "unseen", "gaps"):
        for pattern in reasons()[section]:
            assert any(fnmatchcase(name, pattern) for name in living), pattern
    assert reasons()["mutants"].keys() <= living


def test_of_each_mutant_that_lives_it_is_said_why() -> None:
    for mutant in mutants():
        fate = kill_table().get(mutant.id)
        if fate is None or fate.caught in {"", UNREACHED}:
            said = [f(mutant.id) for f in (out_of_view, reason_of, gap_of, unseen_of)]
            assert any(said), mutant.id


def test_a_mutant_is_tried_in_the_walks_that_reach_it_and_in_no_other() -> None:
    first = next(mutant for mutant in mutants_of("hipway.engine.addressing") if mutant.lines)
    line = (first.module, first.lines[0])
    reaching = {line: [("exchange", 3), ("hip", 3), ("hip", 1)]}
    found = dict(mutant_report([first], {}, reaching, most=1, jobs=1))
    assert found[first].walks == 1
    ((_, unreached),) = mutant_report([first], {}, {}, jobs=1)
    assert unreached.caught == UNREACHED
