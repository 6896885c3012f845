"""Attacks whose arguments the solver chose, from moments of runs in which nobody attacks."""

import pytest

from hipmodels.attack import symbolic
from hipmodels.attack.dataflow import writers
from hipmodels.attack.find import SOLVER, WALK, find
from hipmodels.attack.seeds import betrayals, seeds_of
from hipmodels.attack.walk import Walker
from hipmodels.campaign import with_reading
from hipmodels.problem import Problem
from hipmodels.trace import replay
from hipspec.language import Set

HIP, PAPER, EXCHANGE, RENDEZVOUS = (Problem(f"hipspec.{name}") for name in ("hip", "paper", "exchange", "rendezvous"))

# Where, what is left out, what breaks, in which action its proof fails, and what the attack can't do without.
CASES = [
    pytest.param(
        *(PAPER, "receive_rea/the signature verifies", "no_address_stealing", "deliver_rea"),
        {"steal_session_key", "forge", "deliver_rea"},
        id="a signature",
    ),
    pytest.param(
        *(HIP, "apply_list/every address listed is a legal unicast address", "no_multicast_binding", "deliver_update"),
        {"forge", "deliver_update"},
        id="a multicast address",
    ),
    pytest.param(
        *(EXCHANGE, "receive_close/the HIP_SIGNATURE verifies", "only_the_peer_closes", "deliver_close"),
        {"steal_exponent", "forge", "deliver_close"},
        id="a signature of a CLOSE",
    ),
]


@pytest.mark.parametrize(("whole", "item", "broken", "last", "needed"), CASES)
def test_the_solver_finds_what_walks_miss_and_no_hostile_scenario_is_read(  # noqa: PLR0913, PLR0917  # a case
    monkeypatch: pytest.MonkeyPatch, whole: Problem, item: str, broken: str, last: str, needed: set[str]
) -> None:
    monkeypatch.setattr(Walker, "scripted", lambda self, tries: pytest.fail("a hostile scenario was read"))  # noqa: ARG005  # its parameters
    problem = whole.without(item)
    found = find(problem, [broken], failing=[broken], favoured=[last], lasts=[last], deep=True)
    assert found is not None
    assert found.by == SOLVER
    assert found.trace.shows == broken
    assert needed <= {move.action for move in found.trace.moves}
    assert replay(found.trace, problem.specification)


# Readings that are not safe, what they break, and what the attack can't do without.
HEADLINES = [
    pytest.param(
        *(PAPER, "ac_identifier", "counter", "no_flow_onto_a_third_party"),
        {"forge", "check", "deliver_acr", "send"},
        id="a guessed answer turns a flow onto a third party",
    ),
    pytest.param(
        *(HIP, "update_order", "rfc_arrival", "no_return_to_an_older_list"),
        {"deliver_update"},
        id="an older list comes back",
    ),
]


@pytest.mark.parametrize(("whole", "reading", "answer", "broken", "needed"), HEADLINES)
def test_what_a_reading_allows_is_found_without_any_hostile_scenario(  # noqa: PLR0913, PLR0917  # a case
    monkeypatch: pytest.MonkeyPatch, whole: Problem, reading: str, answer: str, broken: str, needed: set[str]
) -> None:
    monkeypatch.setattr(Walker, "scripted", lambda self, tries: pytest.fail("a hostile scenario was read"))  # noqa: ARG005  # its parameters
    problem = with_reading(whole, reading, answer)
    found = find(problem, [broken], deep=True)
    assert found is not None
    assert found.by in {WALK, SOLVER}
    assert found.trace.shows == broken
    assert needed <= {move.action for move in found.trace.moves}
    assert replay(found.trace, problem.specification)


def test_the_same_search_finds_the_same_attack() -> None:
    problem = PAPER.without("receive_rea/the signature verifies")
    goal, last = ["no_address_stealing"], ["deliver_rea"]
    first, second = (find(problem, goal, failing=goal, favoured=last, lasts=last) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("problem", [HIP, PAPER, EXCHANGE, RENDEZVOUS], ids=["hip", "paper", "exchange", "rendezvous"])
def test_a_search_is_told_only_of_runs_in_which_nobody_attacks(problem: Problem) -> None:
    specification = problem.specification
    hostile = {action.__name__ for action in specification.actions if action.__module__.endswith(".attacker")}
    assert "forge" in hostile
    assert len(seeds_of(problem)) == len(specification.undisturbed)
    for seed in seeds_of(problem):
        assert not hostile & {move.action for move in seed.moves}
        deliveries = [
            (move.action, move.arguments["frame"]) for move in seed.moves if move.action.startswith("deliver_")
        ]
        assert len(deliveries) == len(set(deliveries))  # nothing arrives twice
    assert specification.undisturbed < specification.scenarios.keys()


def test_a_betrayed_run_lacks_one_honest_host_that_takes_part() -> None:
    seed = seeds_of(PAPER)[0]
    honest = seed.initial["honest"]
    assert isinstance(honest, Set)
    betrayed = [other.initial["honest"] for other in betrayals(seed)]
    assert len(betrayed) >= 2  # an association has two ends
    for fewer in betrayed:
        assert isinstance(fewer, Set)
        assert len(list(fewer)) == len(list(honest)) - 1
        assert all(honest.has(host) for host in fewer)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_each_action_of_a_sequence_writes_what_a_later_one_reads(length: int) -> None:
    last = next(action for action in HIP.specification.actions if action.__name__ == "deliver_update")
    found = symbolic.chains(HIP, last, length)
    assert found
    for chain in found:
        names = [action.__name__ for action in chain]
        assert len(names) == length
        assert names[-1] == "deliver_update"
        for position, name in enumerate(names[:-1]):
            later = names[position + 1 :]
            assert name in later or any(name in writers(HIP)[other] for other in later)


def test_what_writes_a_packet_comes_before_what_delivers_it() -> None:
    before = writers(HIP)["deliver_update"]
    assert {"forge", "send_copy", "announce", "take_address"} <= set(before)
    assert "open_socket" not in before
    assert "steal_identity" in writers(HIP)["forge"]
