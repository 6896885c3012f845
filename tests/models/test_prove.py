"""Proofs: what is true is proved, what is false is not, and what proves nothing is found out."""

import dataclasses
import sys
import types
from collections.abc import Callable, Iterable, Iterator

import pytest

from hipmodels import campaign, induction, problem, prove
from hipmodels.executors import InProcess, executor
from hipmodels.problem import Problem
from hipmodels.properties import kind_of
from hipmodels.prove import INITIAL, Result
from hipmodels.verdicts import Verdict
from hipspec.hip.names import HIT, Address, Pair
from hipspec.language import Specification, invariant, lemma
from hipspec.paper import SPECIFICATION
from hipspec.paper.history import History
from hipspec.paper.world import World

HIP = Problem("hipspec.hip")
PAPER = Problem("hipspec.paper")
NAMES = {function.__name__ for function in SPECIFICATION.invariants}
STEPS = {function.__name__ for function in SPECIFICATION.invariants if kind_of(function) == "step"}

Stub = Callable[[Specification], Problem]


@invariant()
def nobody_is_honest(history: History, world: World, host: HIT) -> bool:
    """No host follows the rules: false at the beginning, and preserved by everything."""
    del history
    return not world.environment.honest.has(host)


@lemma
def nothing_is_announced(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """No host ever announces anything: true at the beginning only."""
    del world
    return not history.announced[Pair(host, peer)][address]


@lemma
def time_is_time(history: History, world: World) -> bool:
    """Now is before what comes after now: true, and of no use."""
    del history
    return world.environment.now < world.environment.now + 1


@lemma
def now_is_never(history: History, world: World) -> bool:
    """It is both before and after the beginning: no world is like that."""
    del history
    return world.environment.now < 0 and world.environment.now > 0


@pytest.fixture
def stub() -> Iterator[Stub]:
    """What makes a problem of a specification that stands in no file."""
    made: list[str] = []

    def problem_of(specification: Specification) -> Problem:
        name = f"a_specification_of_test_prove_{len(made)}"
        module = types.ModuleType(name)
        vars(module)["SPECIFICATION"] = specification
        sys.modules[name] = module
        made.append(name)
        return Problem(name)

    yield problem_of
    problem._lifted.cache_clear()  # noqa: SLF001  # the next test makes other specifications under these names
    for name in made:
        del sys.modules[name]


def solved(one: Problem, groups: Iterable[str] | None = None) -> dict[str, Result]:
    """Return what became of the obligations of some groups (or of all), by their ids."""
    names = prove.groups(one) if groups is None else groups
    return {result.id: result for group in names for result in prove.solve_group(one, group)}


def verdicts(results: dict[str, Result], name: str) -> dict[str, Verdict]:
    """Return the verdicts on one property, by path."""
    return {result.path: result.verdict for result in results.values() if result.property == name}


# ------------------------------------------------------------------ what is true


def test_a_group_shows_every_property_after_its_path_for_any_number_of_hosts() -> None:
    results = solved(PAPER, ["deliver_rea/0"])
    assert {result.property for result in results.values()} == NAMES
    assert {result.verdict for result in results.values()} == {Verdict.PROVED}
    assert {result.scope for result in results.values()} == {"unbounded"}
    assert {(result.action, result.path) for result in results.values()} == {("deliver_rea", "deliver_rea/0")}
    assert {result.kind for result in results.values()} == {"property", "lemma", "step"}


def test_the_beginning_shows_every_property_of_a_state_and_rests_on_nothing() -> None:
    results = solved(PAPER, [INITIAL])
    assert {result.property for result in results.values()} == NAMES - STEPS
    assert {result.verdict for result in results.values()} == {Verdict.PROVED}
    assert {result.core for result in results.values()} == {()}


def test_there_is_a_group_for_the_beginning_and_each_action() -> None:
    groups = prove.groups(PAPER)
    assert len(set(groups)) == len(groups)
    assert groups[0] == INITIAL
    assert {group.split("/")[0] for group in groups[1:]} == {action.__name__ for action in SPECIFICATION.actions}
    assert prove.groups(PAPER, ["wait"]) == ["wait/0"]


def test_some_properties_can_be_asked_for_alone() -> None:
    (result,) = prove.solve_group(PAPER, "deliver_rea/0", frozenset({"no_address_stealing"}))
    assert result.id == "deliver_rea/0|no_address_stealing"


def test_what_a_path_leaves_alone_needs_no_solver() -> None:
    """Waiting changes the time alone: a binding is as it was, and a step that announces nothing numbers nothing."""
    results = solved(PAPER, ["wait/0", "make_up_nonce/0"])
    stealing = results["wait/0|no_address_stealing"]
    assert (stealing.rlimit, stealing.core) == (0, ("no_address_stealing",))
    numbering = results["wait/0|announcements_are_numbered_in_order"]
    assert (numbering.rlimit, numbering.core) == (0, ())
    assert results["make_up_nonce/0|known_nonces_are_drawn"].rlimit > 0


# ------------------------------------------------------------------ what is not


def test_without_a_lemma_that_it_rests_on_a_property_is_not_proved() -> None:
    """A stolen session key is survived because only the host itself signs its lists: that is what the lemma says."""
    results = solved(PAPER.without("signed_lists_are_announced"), ["deliver_rea/0"])
    assert "deliver_rea/0|signed_lists_are_announced" not in results
    unproved = {result.property: result for result in results.values() if result.verdict is not Verdict.PROVED}
    assert set(unproved) == {"no_address_stealing"}
    assert unproved["no_address_stealing"].verdict is Verdict.UNKNOWN
    assert unproved["no_address_stealing"].core == ()


def test_nobody_is_honest_is_refused_at_the_beginning_although_every_step_preserves_it(stub: Stub) -> None:
    one = stub(dataclasses.replace(SPECIFICATION, properties=(*SPECIFICATION.properties, nobody_is_honest)))
    results = solved(one, [INITIAL, "deliver_rea/0", "send/0"])
    assert results["initial|nobody_is_honest"].problem == "it does not hold at the beginning"
    shown = verdicts(results, "nobody_is_honest")
    assert shown == {INITIAL: Verdict.ERROR, "deliver_rea/0": Verdict.PROVED, "send/0": Verdict.PROVED}


def test_a_lemma_that_is_true_only_at_the_beginning_is_not_proved(stub: Stub) -> None:
    one = stub(dataclasses.replace(SPECIFICATION, lemmas=(*SPECIFICATION.lemmas, nothing_is_announced)))
    shown = verdicts(solved(one), "nothing_is_announced")
    assert shown[INITIAL] is Verdict.PROVED
    assert {path for path, verdict in shown.items() if verdict is not Verdict.PROVED} == {"announce/0", "establish/0"}


def test_hypotheses_that_contradict_each_other_prove_nothing(stub: Stub) -> None:
    one = stub(dataclasses.replace(SPECIFICATION, lemmas=(*SPECIFICATION.lemmas, now_is_never)))
    results = solved(one, [INITIAL, "deliver_rea/0"])
    assert results["initial|now_is_never"].verdict is Verdict.ERROR
    after = [result for result in results.values() if result.path == "deliver_rea/0"]
    assert {result.property for result in after} == {*NAMES, "now_is_never"}  # what the path leaves alone, too
    assert {result.verdict for result in after} == {Verdict.VACUOUS}
    assert {result.core for result in after} == {("now_is_never",)}


def test_a_lemma_that_no_proof_uses_is_found(stub: Stub) -> None:
    one = stub(dataclasses.replace(SPECIFICATION, lemmas=(*SPECIFICATION.lemmas, time_is_time)))
    results = list(solved(one).values())
    assert {result.verdict for result in results} == {Verdict.PROVED}
    assert prove.unused_lemmas(one, results) == ["time_is_time"]


def test_a_spare_lemma_is_proved_and_may_stay_unused(stub: Stub) -> None:
    one = stub(dataclasses.replace(SPECIFICATION, spare_lemmas=(time_is_time,)))
    results = solved(one)
    assert verdicts(results, "time_is_time") == dict.fromkeys(prove.groups(one), Verdict.PROVED)
    assert prove.unused_lemmas(one, list(results.values())) == []


# ------------------------------------------------------------------ what proofs rest on


def result(path: str, name: str, *core: str) -> Result:
    return Result(f"{path}|{name}", path, path, (), name, "lemma", Verdict.PROVED, "unbounded", 1, 0.0, core)


def test_what_a_property_rests_on_is_followed_to_the_end() -> None:
    results = [
        *(result("one", "a", "b"), result("two", "a", "a")),
        *(result("one", "b"), result("two", "b", "c", "b")),
        *(result("one", "c", "a"), result("one", "d", "a")),
    ]
    assert prove.needed_for(["a"], results) == {"a", "b", "c"}
    assert prove.needed_for(["d"], results) == {"a", "b", "c", "d"}
    assert prove.needed_for([], results) == set()


def test_a_lemma_that_only_proves_itself_is_unused() -> None:
    first = SPECIFICATION.lemmas[0].__name__
    others = [result("one", "a property", f.__name__) for f in SPECIFICATION.lemmas[1:]]
    assert prove.unused_lemmas(PAPER, [result("one", first, first), *others]) == [first]


# ------------------------------------------------------------------ the same each time


def told(results: list[Result]) -> list[Result]:
    """Return results without what may differ from run to run."""
    return [dataclasses.replace(one, seconds=0.0) for one in results]


def test_two_runs_and_any_number_of_processes_give_the_same_results() -> None:
    first = told(campaign.prove_all(PAPER, InProcess()))
    problem._lifted.cache_clear()  # noqa: SLF001  # the second run begins from nothing, too
    assert told(campaign.prove_all(PAPER, InProcess())) == first
    problem._lifted.cache_clear()  # noqa: SLF001  # so does each worker
    with executor(2) as pool:
        assert told(campaign.prove_all(PAPER, pool)) == first
    assert any(one.core for one in first)
    assert any(one.rlimit for one in first)


def test_neither_the_order_nor_what_was_done_before_changes_what_a_proof_took() -> None:
    """The same verdicts, cores and resources, after other specifications, edits and counterexamples as well."""
    groups = prove.groups(PAPER)
    problem._lifted.cache_clear()  # noqa: SLF001  # the first run begins from nothing
    first = {group: told(prove.solve_group(PAPER, group)) for group in groups}
    problem._lifted.cache_clear()  # noqa: SLF001  # so does the second
    HIP.lifted().paths(HIP.specification.actions[0])
    edited = PAPER.without("signed_lists_are_announced")
    unproved = [r for r in prove.solve_group(edited, "deliver_rea/0") if r.verdict is not Verdict.PROVED]
    assert [induction.explain(edited, one) is not None for one in unproved] == [True]
    again = {group: told(prove.solve_group(PAPER, group)) for group in reversed(groups)}
    assert again == first


def test_a_group_solved_alone_gives_what_it_gives_among_others() -> None:
    everything = {one.id: one for one in told(campaign.prove_all(PAPER, InProcess()))}
    problem._lifted.cache_clear()  # noqa: SLF001  # nothing else was lifted before it
    alone = told(prove.solve_group(PAPER, "deliver_acr/0"))
    assert alone == [everything[one.id] for one in alone]


def test_a_fault_is_a_verdict_with_its_text() -> None:
    (fault,) = campaign._solve(PAPER, "no_such_action/0", None)  # noqa: SLF001  # what a worker does
    assert fault.verdict is Verdict.ERROR
    fault = prove.errors(PAPER, "send/0", ValueError("what went wrong"))
    assert (fault.action, fault.path, fault.problem) == ("send", "send/0", "what went wrong")
