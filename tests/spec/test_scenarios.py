"""Scenarios as such: each can be played, stepped and replayed, violates no property, and fails if a rule is broken."""

import inspect
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hipspec.hip import SPECIFICATION, traffic, updates, verification
from hipspec.hip.association import Status
from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Socket
from hipspec.hip.packets import Packet
from hipspec.hip.properties import PROPERTIES, data_reaches_only_the_peer
from hipspec.hip.readings import (
    CreditComparison,
    DeprecatedUse,
    Readings,
    RekeyedAddresses,
    SignatureCheck,
    UpdateOrder,
)
from hipspec.hip.scenarios import SCENARIOS
from hipspec.hip.scenarios_cast import A1, A2, ALICE, B2, BOB
from hipspec.hip.scenarios_play import scenario
from hipspec.hip.scenarios_stage import Stage
from hipspec.language import NOTHING, Impossible
from hipspec.language.rules import Label, Part
from hipspec.language.running import Run, Taken
from hipspec.network.events import Happening
from hipspec.network.properties import no_return_to_an_older_list
from hipspec.network.stage import ScenarioError

NAMES = sorted(SCENARIOS)


def play(name: str, readings: Readings | None = None) -> Stage:
    return SCENARIOS[name](SPECIFICATION, readings)


def transmitted(taken: Taken) -> list[Packet]:
    """Return what was sent in a step."""
    before, after = taken.before.world.environment.sent, taken.after.world.environment.sent
    return [packet.value for frame, packet in after.items() if not before[frame].present]


# ------------------------------------------------------------------ all scenarios alike


def test_the_figures_of_the_paper_and_the_honest_stories_are_there() -> None:
    figures = {name for name, scenario in SCENARIOS.items() if "figure" in scenario.paper}
    assert {name.rpartition("_")[0].split("_")[1] for name in figures} == {"1", "2", "3", "4", "7"}
    assert SPECIFICATION.scenarios == SCENARIOS
    assert {"move", "add_interface", "lose_interface", "both_move_at_once", "rekey_while_moving"} < set(SCENARIOS)


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_says_what_happens_and_where_it_comes_from(name: str) -> None:
    scenario = SCENARIOS[name]
    assert scenario.name == name
    assert scenario.title.endswith(".")
    assert "\n" not in scenario.title
    assert scenario.clause.startswith("RFC ")


def test_every_rule_is_exercised(monkeypatch: pytest.MonkeyPatch) -> None:
    played: set[str] = set()

    def watched(rule: Callable[..., Any]) -> Callable[..., Any]:
        def watch(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # whatever the rule takes and returns
            answer = rule(*arguments, **named)
            played.add(rule.__name__)
            return answer

        return watch

    modules = {module.__name__: module for module in (traffic, updates, verification)}
    for rule in SPECIFICATION.rules:
        monkeypatch.setattr(modules[rule.__module__], rule.__name__, watched(rule))
    for name in NAMES:
        play(name)
    assert played == {rule.__name__ for rule in SPECIFICATION.rules}


# ------------------------------------------------------------------ properties, at every step


def values(run: Run) -> dict[type, list[Any]]:
    """Return the values to quantify over: what occurs in a run, and of each kind one that does not."""
    pairs = [pair for pair, _ in run.world.associations.items()]
    packets = [packet for taken in run.taken for packet in transmitted(taken)]
    hosts = {NOBODY, HIT("stranger"), *(pair.host for pair in pairs)}
    addresses = {NOWHERE, Address("elsewhere"), *(packet.destination for packet in packets)}
    addresses |= {address for p in packets if p.locators.present for address, _ in p.locators.value.entries.items()}
    sockets = {Socket("other"), *(socket for socket, _ in run.world.sockets.items())}
    numbers = {-1, 99, *(p.number for p in packets), *(p.sequence.value for p in packets if p.sequence.present)}
    return {
        HIT: sorted(hosts, key=str),
        Address: sorted(addresses, key=str),
        Socket: sorted(sockets, key=str),
        int: sorted(numbers),
    }


# When a property that reads an optional value says something; at other steps that value may be absent.
SPEAKS: dict[str, Callable[[Taken], bool]] = {
    "no_credit_twice": lambda taken: taken.event.happening == Happening.RECEIVED,
    "only_the_peer_reads_its_challenge": lambda taken: (
        taken.event.happening == Happening.SENT
        and taken.before.world.associations[taken.event.pair].locators[taken.event.address].status == Status.ACTIVE
    ),
}


def violations(function: Callable[..., bool], run: Run) -> list[tuple[int, tuple[Any, ...]]]:
    """Return where a property does not hold in a run: the number of the step, and the values of its parameters."""
    label: Label = function.__label__  # type: ignore[attr-defined]  # what the decorator wrote down
    of_a_step = label.part in (Part.STEP, Part.EXPECTED_ATTACK)
    kinds = list(inspect.signature(function).parameters.values())[5 if of_a_step else 2 :]
    possible = values(run)
    choices = list(itertools.product(*(possible[kind.annotation] for kind in kinds)))
    speaks = SPEAKS.get(function.__name__)
    found: list[tuple[int, tuple[Any, ...]]] = []
    for number, taken in enumerate(run.taken, 1):
        before, after = taken.before, taken.after
        state = (before.history, before.world, taken.event) if of_a_step else ()
        state += (after.history, after.world)
        if speaks is None or speaks(taken):
            found += [(number, parameters) for parameters in choices if not function(*state, *parameters)]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_property_holds_at_every_step(name: str) -> None:
    run = play(name)
    assert {function.__name__: found for function in PROPERTIES if (found := violations(function, run))} == {}


def test_the_expected_attacks_show_in_the_scenarios_about_them_only() -> None:
    shown = {
        (function.__name__, name)
        for name in NAMES
        for function in SPECIFICATION.expected
        if violations(function, play(name))
    }
    assert shown == {
        ("data_reaches_only_the_peer", "address_changes_owner"),
        ("data_reaches_only_the_peer", "a_challenge_is_relayed"),
        ("data_reaches_only_the_peer", "an_exchange_through_a_relay"),
        ("only_the_peer_reads_its_challenge", "a_challenge_is_relayed"),
        ("only_the_peer_reads_its_challenge", "an_exchange_through_a_relay"),
    }
    run = play("address_changes_owner")
    numbers = [number for number, _ in violations(data_reaches_only_the_peer, run)]
    assert [run.taken[number - 1].before.world.environment.now for number in numbers] == [0, 59]  # it ends at 60


def test_a_violation_would_be_seen() -> None:
    """Under RFC_ARRIVAL the old list comes back in the step that delivers it, and stays."""
    with pytest.raises(ScenarioError, match="the newest list stays in force") as failed:
        play("updates_arrive_out_of_order", Readings(update_order=UpdateOrder.RFC_ARRIVAL))
    run = failed.value.run
    found = violations(no_return_to_an_older_list, run)
    assert {parameters for _, parameters in found} == {(BOB, ALICE)}
    lists = [
        (number, taken.event) for number, taken in enumerate(run.taken, 1) if taken.event.happening == Happening.LISTED
    ]
    (late,) = [number for number, event in lists if event.number == 1]
    assert [number for number, _ in found] == list(range(late, len(run.taken) + 1))


# ------------------------------------------------------------------ other readings

# The scenarios that show the very difference, and what they miss.
MISSED = {
    ("update_order", "rfc_arrival"): {"updates_arrive_out_of_order": "the newest list stays in force"},
    ("credit", "more_than"): {"data_on_credit_until_verified": "the credit covers the packet"},
    ("signature", "skipped"): {
        "figure_3_address_stealing": "HIP_SIGNATURE verifies",
        "a_session_key_needs_a_signature": "HIP_SIGNATURE verifies",
    },
    ("rekeyed", "kept"): {"rekey_while_moving": "a1 as UNVERIFIED"},
}
ANSWERS = [UpdateOrder.RFC_ARRIVAL, CreditComparison.MORE_THAN, SignatureCheck.SKIPPED, RekeyedAddresses.KEPT]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.value)
def test_under_another_reading_only_the_scenario_about_it_fails(answer: Any) -> None:  # noqa: ANN401  # of any reading
    (field,) = [reading.name for reading in SPECIFICATION.readings if reading.answers is type(answer)]
    missed = MISSED[field, answer.value]
    for name in NAMES:
        if name in missed:
            with pytest.raises(ScenarioError, match=missed[name]):
                play(name, replace(Readings(), **{field: answer}))
        else:
            assert play(name, replace(Readings(), **{field: answer})).taken


def test_deprecated_addresses_as_a_last_resort_break_no_story_of_an_address_that_is_used() -> None:
    readings = Readings(deprecated=DeprecatedUse.LAST_RESORT)
    for name in ("move", "add_interface", "both_move_at_once", "lifetime_expires_and_is_renewed"):
        assert play(name, readings).taken


# ------------------------------------------------------------------ a scenario that fails says so


def stage() -> Stage:
    return Stage(SPECIFICATION)


def test_a_refusal_that_does_not_come_is_an_error() -> None:
    story = stage()
    _, bobs = story.meet(ALICE, BOB)
    with pytest.raises(ScenarioError, match='after step 4: nobody refused by "the credit covers the packet"'):
        story.refused("the credit covers the packet", story.send, bobs, A1)
    with pytest.raises(ScenarioError, match=r'refused by "the address is bound.*" and not by "another guard"'):
        story.refused("another guard", story.send, bobs, A2)


def test_a_wrong_expectation_names_what_is_bound_instead() -> None:
    story = stage()
    story.establish(ALICE, BOB)
    with pytest.raises(ScenarioError, match="bob binds to alice a2 as ACTIVE; it binds a1 as ACTIVE") as failed:
        story.binds(BOB, ALICE, active={A2})
    assert failed.value.run is story
    with pytest.raises(ScenarioError, match="after step 1: it does not hold that pigs fly"):
        story.expect(1 > 2, "pigs fly")  # noqa: PLR0133  # false, on purpose


def test_an_unexpected_refusal_or_impossible_step_ends_a_scenario() -> None:
    def refused(story: Stage) -> None:
        """Send to an address that is bound to nobody."""
        alices, _ = story.meet(ALICE, BOB)
        story.send(alices, B2)

    def impossible(story: Stage) -> None:
        """Complete the same base exchange a second time."""
        story.establish(ALICE, BOB)
        story.establish(ALICE, BOB)

    with pytest.raises(ScenarioError, match=r"after step 3: refused \(send_data: the address is bound"):
        scenario()(refused)(SPECIFICATION)
    with pytest.raises(
        ScenarioError, match=r"after step 1: impossible \(establish: there is no association yet"
    ) as failed:
        scenario()(impossible)(SPECIFICATION)
    assert isinstance(failed.value.__cause__, Impossible)


BROKEN: list[tuple[str, Any, str, Callable[[Any], Callable[..., Any]]]] = [
    ("figure_3_address_stealing", updates, "authenticate", lambda _: lambda *_: None),
    ("credit_ages", traffic, "age_credit", lambda rule: lambda a, now: replace(rule(a, now), association=a)),
    (
        "deprecated_address_comes_back",
        updates,
        "bound",
        lambda detail: lambda *given: replace(detail(*given), status=Status.ACTIVE),
    ),
    ("updates_arrive_out_of_order", updates, "holds", lambda _: lambda *_: True),
    (
        "update_is_retransmitted",
        updates,
        "acknowledgement",
        lambda part: lambda *given: replace(part(*given), acknowledges=NOTHING),
    ),
    ("figure_2_multihomed_host", updates, "left_out", lambda _: lambda locator: locator),
]


@pytest.mark.parametrize(("name", "module", "function", "broken"), BROKEN, ids=[broken[0] for broken in BROKEN])
def test_a_broken_rule_spoils_the_scenario_about_it(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    module: object,
    function: str,
    broken: Callable[[Any], Callable[..., Any]],
) -> None:
    monkeypatch.setattr(module, function, broken(getattr(module, function)))
    with pytest.raises(ScenarioError):
        play(name)
