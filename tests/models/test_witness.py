"""Witnesses: each path of each action is taken by some run, and Python and the interpreter agree on the way."""

import dataclasses
from collections import defaultdict

import pytest

from hipmodels.attack.seeds import Seed, seeds_of
from hipmodels.problem import Problem
from hipmodels.trace import property_named, run_trace
from hipmodels.witness import Witness, all_witnesses, narration_of, path_of, witnesses
from hipspec.language.running import Run

PAPER = Problem("hipspec.paper")
HIP = Problem("hipspec.hip")


def played(problem: Problem, seed: Seed) -> Run:
    """Play a seed again on the executable specification."""
    actions = {action.__name__: action for action in problem.specification.actions}
    run = Run(problem.specification, **seed.initial)
    for move in seed.moves:
        run.do(actions[move.action], **move.arguments)
    return run


@pytest.mark.parametrize("problem", [PAPER, HIP], ids=lambda problem: problem.module)
def test_python_and_the_interpreter_agree_on_every_step_of_every_scenario(problem: Problem) -> None:
    """The interpreter takes the step as Python did, or `narration_of` says that it did not; and it is a known path."""
    seeds = seeds_of(problem, disturbed=True)
    assert seeds
    for seed in seeds:
        for taken in played(problem, seed).taken:
            path = path_of(problem, taken)
            assert path is not None
            assert path.action is taken.action
            assert path.narration == narration_of(problem, taken)


def test_a_step_that_python_did_not_take_so_is_not_taken_for_granted() -> None:
    """The data sent is not in the world after the step: that is no step of this specification."""
    seed = next(seed for seed in seeds_of(PAPER) if any(move.action == "send" for move in seed.moves))
    taken = next(one for one in played(PAPER, seed).taken if one.action.__name__ == "send")
    assert narration_of(PAPER, taken) is not None
    with pytest.raises(ValueError, match="send: Python and the interpreter disagree"):
        narration_of(PAPER, dataclasses.replace(taken, after=taken.before))


def test_a_step_that_is_refused_is_no_step() -> None:
    seed = next(seed for seed in seeds_of(PAPER) if any(move.action == "deliver_rea" for move in seed.moves))
    taken = next(one for one in played(PAPER, seed).taken if one.action.__name__ == "deliver_rea")
    beginning = played(PAPER, dataclasses.replace(seed, moves=())).now
    with pytest.raises(ValueError, match="deliver_rea: Python takes a step that the interpreter refuses"):
        narration_of(PAPER, dataclasses.replace(taken, before=beginning))


def is_witness(problem: Problem, witness: Witness) -> bool:
    """Whether the last step of a witness's run takes the path."""
    assert witness.trace is not None, witness.path_id
    assert witness.trace.shows == witness.path_id
    assert property_named(problem.specification, witness.path_id) is None
    path = path_of(problem, run_trace(witness.trace, problem.specification).taken[-1])
    return path is not None and path.id == witness.path_id and path.words == witness.words


@pytest.mark.parametrize("problem", [PAPER, HIP], ids=lambda problem: problem.module)
def test_each_path_has_a_witness(problem: Problem) -> None:
    """Refusing everything proves everything: so each way through each action must be taken by some run."""
    found = all_witnesses(problem)
    wanted = [path for action in problem.specification.actions for path in problem.lifted().paths(action)]
    assert [witness.path_id for witness in found] == [path.id for path in wanted]
    assert all(is_witness(problem, witness) for witness in found)
    ways: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for witness in found:
        assert witness.words not in ways[witness.path_id.split("/")[0]]
        ways[witness.path_id.split("/")[0]].add(witness.words)
    assert set(ways) == {action.__name__ for action in problem.specification.actions}


def test_an_update_is_processed_listed_or_only_acknowledged() -> None:
    """RFC 7401 6.12.1 and RFC 8046 5.2: a copy, an UPDATE without a list, one with a late list, and one with a new."""
    ways = {witness.words for witness in all_witnesses(HIP) if witness.path_id.startswith("deliver_update/")}
    new, listed, in_force = (
        "this UPDATE was not processed before",
        "update.locators.present",
        "no newer list is in force",
    )
    assert ways == {
        (f"not: {new}",),
        (new, f"not: {listed}"),
        (new, listed, f"not: {in_force}"),
        (new, listed, in_force),
    }


def test_the_witnesses_of_a_rule_are_those_of_the_actions_that_run_it() -> None:
    assert [witness.path_id for witness in witnesses(PAPER, "receive_rea")] == ["deliver_rea/0"]
    assert [witness.path_id for witness in witnesses(PAPER, "wait")] == ["wait/0"]
    assert {witness.path_id for witness in witnesses(PAPER, "authenticate")} == {
        "deliver_rea/0",
        "deliver_ac/0",
        "deliver_acr/0",
    }
    assert witnesses(PAPER, "no_such_rule") == []
