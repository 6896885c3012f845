"""The pages of all specifications, made without the prover: verdicts come from an empty list of results."""

import re
from pathlib import Path

import pytest

from hipcheck import kept
from hipmodels.campaign import safe_answers
from hipmodels.problem import Problem
from hipmodels.verdicts import Verdict
from hipspec.clauses import load
from hipway.node.settings import TABLES
from hipwaydocs import clausemap, node, overview, reference
from hipwaydocs.facts import Facts
from hipwaydocs.pages import HIP, OF_THE_RFCS, SPECIFICATIONS, pages_of, write

ANCHOR = re.compile(r"^ *(?:[*-] )*\.\. _([a-z0-9-]+):$", re.MULTILINE)
LINK = re.compile(r":ref:`[^`]*<([a-z0-9-]+)>`")


def facts_of(module: str) -> Facts:
    return Facts(module, [], dict.fromkeys(safe_answers(Problem(module)), Verdict.UNKNOWN))


@pytest.fixture(scope="module")
def hip() -> Facts:
    return facts_of(HIP)


@pytest.fixture(scope="module")
def pages(hip: Facts) -> dict[str, str]:
    every = {module: hip if module == HIP else facts_of(module) for module in SPECIFICATIONS}
    return {
        **{place: page for facts in every.values() for place, page in pages_of(facts).items()},
        "clauses.rst": clausemap.page({every[module].name: every[module] for module in OF_THE_RFCS}),
    }


def test_every_anchor_is_there_once(pages: dict[str, str]) -> None:
    anchors = [anchor for page in pages.values() for anchor in ANCHOR.findall(page)]
    assert len(anchors) == len(set(anchors))


def test_every_link_leads_somewhere(pages: dict[str, str]) -> None:
    anchors = {anchor for page in pages.values() for anchor in ANCHOR.findall(page)}
    linked = {target for page in pages.values() for target in LINK.findall(page)}
    assert len(linked) > 100
    assert linked <= anchors


def test_every_rule_is_shown_as_it_stands(pages: dict[str, str], hip: Facts) -> None:
    for rule in hip.specification.rules:
        assert f"   def {rule.__name__}(" in pages["hip/rules.rst"]


def test_every_guard_and_effect_has_a_place_of_its_own(pages: dict[str, str], hip: Facts) -> None:
    guards = "\n".join(page for place, page in pages.items() if place.startswith("hip/guards/"))
    assert all(f".. _{hip.anchor('item', item.id)}:\n" in guards for item in hip.items)


def test_every_clause_is_shown_and_counted_once(pages: dict[str, str]) -> None:
    page = pages["clauses.rst"]
    clauses = load()
    assert all(f"**{clause.id}**" in page for clause in clauses)
    assert page.count("*planned:*") == sum(entry.startswith("planned:") for c in clauses for entry in c.covers)
    summary = re.findall(r": (\d+) sentences, of which (\d+) are answered to, and (\d+) are outside(?:.*?(\d+))?", page)
    assert sum(int(whole) for whole, *_ in summary) == len(clauses)
    assert all(int(whole) == sum(int(part or 0) for part in parts) for whole, *parts in summary)


def test_every_kept_attack_is_drawn(pages: dict[str, str], hip: Facts) -> None:
    guards = [page for place, page in pages.items() if place.startswith("hip/guards/")]
    attacks = [a for a in hip.ablations.values() if a.trace is not None]
    assert sum(page.count("<svg") for page in guards) == len(attacks)


def test_figures_of_the_paper_are_drawn(pages: dict[str, str]) -> None:
    for figure in ("figure-1-", "figure-2-", "figure-3-", "figure-4-", "figure-7-"):
        assert f".. _hip-scenario-{figure}" in pages["hip/scenarios/figures.rst"]
    assert pages["hip/scenarios/figures.rst"].count("<svg") == 5


def test_without_kept_attacks_the_pages_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "load", lambda _: kept.Kept())
    bare = facts_of(HIP)
    made = pages_of(bare)
    assert "not known yet" in made["hip/guards/send_data.rst"]
    assert "<svg" not in made["hip/guards/send_data.rst"]
    assert overview.chain(bare) == "No attack is kept yet.\n"


def test_every_command_has_its_help() -> None:
    page = reference.commands_page()
    for command in ("prove", "attack", "ablate", "explain", "compare"):
        assert f"Usage: hipway {command} [OPTIONS]" in page


def test_pages_are_the_same_each_time(pages: dict[str, str], hip: Facts) -> None:
    assert pages_of(hip).items() <= pages.items()


def test_what_is_no_page_any_more_goes(tmp_path: Path) -> None:
    write(tmp_path, {"a/one.rst": "1", "two.inc": "2"})
    write(tmp_path, {"two.inc": "2"})
    assert [file.name for file in tmp_path.rglob("*.*")] == ["two.inc"]


def test_each_setting_of_a_node_has_its_default_and_its_meaning() -> None:
    page = node.settings()
    for name, keys in TABLES.items():
        assert f"``[{name}]``" in page
        assert all(f"* - ``{key}``" in page for key in keys)
    assert "* - ``groups``\n     - ``[7, 8, 4, 3]``\n     - the Diffie-Hellman groups" in page
    assert "* - ``keys``\n     - needed\n" in page
