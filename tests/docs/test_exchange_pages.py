"""The pages that only the base exchange has, and those of the attacker, made without the prover."""

import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from itertools import combinations

import pytest

from hipcheck import kept
from hipmodels.campaign import safe_answers
from hipmodels.problem import Problem
from hipmodels.verdicts import Verdict
from hipspec.exchange.contract import ASSUMED, MADE
from hipspec.exchange.contradictions import CONTRADICTIONS
from hipspec.exchange.sizes import PADDED_I1, SIZES, Profile
from hipspec.exchange.states import State
from hipspec.exchange.table import TABLE, Drop, Handled, Trigger
from hipwaydocs import attacker, contract, contradictions, diagram, sizes, states, text
from hipwaydocs.facts import Facts, section_anchor
from hipwaydocs.pages import EXCHANGE, SPECIFICATIONS, pages_of

SVG = "{http://www.w3.org/2000/svg}"


def facts_of(module: str) -> Facts:
    return Facts(module, [], dict.fromkeys(safe_answers(Problem(module)), Verdict.UNKNOWN))


@pytest.fixture(scope="module")
def exchange() -> Facts:
    return facts_of(EXCHANGE)


# ---------------------------------------------------------------------- the state machine


def test_every_change_of_state_is_an_edge_and_nothing_else_is() -> None:
    drawn = {(edge.origin, trigger, edge.target) for edge in diagram.edges_of(TABLE) for trigger in edge.triggers}
    changes = {
        (state, trigger, one.leads_to)
        for state in State
        for trigger, cell in TABLE[state].items()
        for one in cell
        if isinstance(one, Handled) and one.leads_to is not state
    }
    assert drawn == changes


def test_the_drawing_is_well_formed_and_stays_within_its_frame() -> None:
    root = ET.fromstring(diagram.drawing(TABLE))  # noqa: S314  # our own text
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    names = [node.text for node in root.iter(f"{SVG}text")]
    assert {state.value for state in State} <= set(names)
    assert len([name for name in names if name == "I1-SENT"]) == 1
    for path in root.iter(f"{SVG}path"):
        across = [float(found) for found in re.findall(r"[MHL]([\d.]+)", path.attrib["d"])]
        down = [float(found) for found in re.findall(r"V([\d.]+)", path.attrib["d"])]
        assert all(0 <= x <= width for x in across)
        assert all(0 <= y <= height for y in down)


def test_no_two_stretches_share_a_track_where_they_run_side_by_side() -> None:
    spans = [(0.0, 9.0), (1.0, 2.0), (2.0, 3.0), (4.0, 5.0), (0.0, 5.0)]
    tracks = diagram.tracks_of(spans)
    for one, other in combinations(range(len(spans)), 2):
        apart = spans[one][1] < spans[other][0] or spans[other][1] < spans[one][0]
        assert apart or tracks[one] != tracks[other]
    assert max(tracks) < len(spans) - 1


def test_the_drawing_is_the_same_each_time_and_has_light_and_dark() -> None:
    drawn = diagram.drawing(TABLE)
    assert drawn == diagram.drawing(TABLE)
    assert "prefers-color-scheme:dark" in drawn
    assert '[data-theme="dark"]' in drawn


def test_every_cell_names_its_rules_or_its_clause(exchange: Facts) -> None:
    page = states.page(exchange)
    for state in State:
        section = page.split(f".. _{states.anchor(exchange, state)}:")[1].split(".. _")[0]
        rows = re.split(r"^   \* - ", section, flags=re.MULTILINE)[2:]
        assert len(rows) == len(Trigger)
        for row, (trigger, cell) in zip(rows, TABLE[state].items(), strict=True):
            assert row.startswith(f"**{trigger.value}**")
            for one in cell:
                named = (
                    [text.cited(one.clause, section_anchor)] if isinstance(one, Drop) else map(text.escape, one.rules)
                )
                assert all(name in row for name in named)


# ---------------------------------------------------------------------- contradictions, sizes, what others take


def test_every_contradiction_is_quoted_with_what_is_taken(exchange: Facts) -> None:
    page = contradictions.page(exchange)
    for one in CONTRADICTIONS:
        assert page.count(text.prose(one.reading)) == 2
        assert all(text.escape(place.says) in page for place in one.places)
        assert not one.choice or exchange.to("reading", one.choice) in page


@pytest.mark.parametrize(
    ("sent", "received", "shown"),
    [(96, 48, "2"), (712, 48, "89/6 (≤ 14.84)"), (100, 99, "100/99 (≤ 1.02)"), (5, 2, "5/2 (≤ 2.50)")],
)
def test_a_factor_is_exact_and_never_said_to_be_smaller(sent: int, received: int, shown: str) -> None:
    assert sizes.exact(sent, received) == shown
    assert Fraction(shown.split(" ", maxsplit=1)[0]) == Fraction(sent, received)


def test_every_profile_has_its_factor_and_its_padded_i1(exchange: Facts) -> None:
    page = sizes.page(exchange)
    for profile in Profile:
        row = page.split(f"   * - {text.escape(profile.value)}\n")[1].split("   * - ")[0]
        assert [line.strip().removeprefix("- ") for line in row.splitlines() if line.strip()][:4] == [
            str(SIZES[profile]["R1"]),
            sizes.exact(SIZES[profile]["R1"], 48),
            str(PADDED_I1[profile]),
            sizes.exact(SIZES[profile]["R1"], PADDED_I1[profile]),
        ]


def test_each_assumption_of_the_step_stands_beside_what_answers_for_it(exchange: Facts) -> None:
    page = contract.page(exchange)
    for each in (*ASSUMED, *MADE):
        assert all(exchange.to_property(name) in page for name in each.properties)
        assert each.how.split("`")[0] in page.replace("\\", "")
    assert exchange.to("scenario", "an_exchange_through_a_relay") in page


# ---------------------------------------------------------------------- the attacker


@pytest.mark.parametrize("module", SPECIFICATIONS)
def test_the_attacker_is_told_whole(module: str) -> None:
    facts = facts_of(module)
    page = attacker.page(facts)
    specification = facts.specification
    assert attacker.attackers(facts)
    assert all(facts.to("action", action.__name__) in page for action in attacker.attackers(facts))
    assert all(facts.to_property(function.__name__) in page for function in specification.properties)
    attacks = len(specification.expected) + sum(len(reading.breaks) for reading in specification.readings)
    assert page.count("<svg") == attacks
    assert "not kept yet" not in page


def test_pages_can_be_made_before_any_attack_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "load", lambda _: kept.Kept())
    made = pages_of(facts_of(EXCHANGE))
    assert "The attack is not kept yet." in made["exchange/attacker.rst"]
    assert "<svg" not in made["exchange/attacker.rst"]
    assert made["exchange/states.rst"].count("<svg") == 1


def test_what_a_docstring_tells_of_each_attribute_is_found() -> None:
    assert set(text.attributes(State)) == {state.name for state in State}
    assert text.attributes(Trigger)["IDLE"] == "no packet was sent or received for UAL, or the user wants to close."
