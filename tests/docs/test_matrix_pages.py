"""The pieces of the page about the matrix, and the page that its cells lead to; nothing is proved for them."""

import re

import pytest

from hipcheck.matrix import page
from hipcheck.matrix.model import Matrix
from hipspec.related.common.world import Attacker
from hipspec.related.table import FAMILY, PROTOCOLS
from hipwaydocs import matrix
from hipwaydocs.text import attributes

ANCHOR = re.compile(r"^\.\. _([a-z0-9-]+):$", re.MULTILINE)
LINK = re.compile(r":ref:`[^`]*<([a-z0-9-]+)>`")


@pytest.fixture(scope="module")
def computed() -> Matrix:
    return matrix.computed()


@pytest.fixture(scope="module")
def anchors() -> list[str]:
    return ANCHOR.findall(matrix.columns() + matrix.protocols())


def test_each_attacker_is_there_with_what_it_is_able_to() -> None:
    told = matrix.attackers()
    for attack in FAMILY.attacks.values():
        for strength in attack.ladder:
            assert f"* - *{strength.name}*\n     - {strength.says}\n" in told
    assert "* - *nobody*\n     - the network alone: it loses, delays, repeats and reorders\n     - nothing\n" in told
    assert "* - ``spoofs``\n     - writes any source address.\n" in told
    assert set(attributes(Attacker)) == set(Attacker.__annotations__)


def test_each_column_says_what_a_run_violates_and_what_it_can_come_to() -> None:
    told = matrix.columns()
    for name, attack in FAMILY.attacks.items():
        assert f"``--attack {name}``" in told
        assert f"``{attack.violates}``" in told
    assert "What it can come to: ``flooding_at_most_threefold``: At most three times as much data goes" in told
    assert "(the paper, 2.3, figure 4)" in told
    assert "``parted_hosts_send_nothing``" in told


def test_each_protocol_has_a_place_with_its_rows_and_their_source(anchors: list[str]) -> None:
    told = matrix.protocols()
    assert len(anchors) == len(set(anchors)) == len(FAMILY.attacks) + len(PROTOCOLS)
    assert all(f"\n- ``{row}``: " in told for row in FAMILY.rows)
    assert "https://www.rfc-editor.org/rfc/rfc8446.html#section-4.4" in told
    assert "draft-moskowitz-hip-08#section-8.4" in told
    assert "makes no sense: there is nothing that closes a session" in told
    assert {name for name in LINK.findall(told) if name.startswith("matrix-")} <= set(anchors)


def test_the_table_leads_to_what_is_there(computed: Matrix, anchors: list[str]) -> None:
    told = matrix.the_table(computed)
    links = re.findall(r'href="([^"]*)"', told)
    assert {link.removeprefix("#") for link in links if link.startswith("#")} == set(anchors)
    opened = {link.removeprefix(f"{matrix.OPENED}#") for link in links if not link.startswith("#")}
    assert opened <= set(re.findall(r'<section id="([^"]*)"', page.render(computed)))


def test_a_row_that_is_not_known_by_its_seal_says_only_what_runs_say(computed: Matrix) -> None:
    heads = re.compile(r'<th scope="row">.*?<small>([^:<]*)(.*?)<')
    lines = {name: line for line in matrix.the_table(computed).splitlines() for name, _ in heads.findall(line)}
    noted = {name for line in lines.values() for name, note in heads.findall(line) if note == ": not decided"}
    assert noted == {row.name for row in computed.rows if row.known_by != "seal"}
    for row in computed.rows:
        marks = re.findall(r'<td class="(\w+)"', lines[row.name])
        assert len(marks) == len(FAMILY.attacks)
        if row.known_by == "seal":
            assert "unknown" not in marks
            assert lines[row.name].count(f'href="{matrix.OPENED}#cell={row.name}.') == len(marks)
        else:
            assert set(marks) <= {"unknown", "senseless", "attack", "found", "vacuous"}
            ladders = sum(cell.ladder is not None for cell in row.cells)
            assert lines[row.name].count(f'href="{matrix.OPENED}#cell={row.name}.') == ladders


def test_the_numbers_are_counted(computed: Matrix) -> None:
    known = sum(row.known_by == "seal" for row in computed.rows)
    told = matrix.numbers(computed)
    assert f"- {len(FAMILY.rows)} rows of {len(PROTOCOLS)} protocols" in told
    assert f"- {known} rows of which every cell is decided" in told
    assert f"the {known * len(FAMILY.attacks)} cells" in told
