"""The page of the matrix: what stands in it."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from hipcheck.cli import cli
from hipcheck.matrix.model import Factor, Matrix
from hipcheck.matrix.page.signs import SIGNS
from hipcheck.matrix.page.words import long_factor, outcome, short_factor, states


def test_the_page_asks_for_nothing_else(text: str) -> None:
    assert re.findall(r"<(?:img|iframe|object|embed|audio|video)\b|\bsrc=|@import|url\(", text) == []
    assert {a for a in re.findall(r'<link[^>]* href="([^"]*)"', text) if a != "data:,"} == set()
    assert "default-src 'none'" in text


def test_each_link_leads_to_a_part_of_the_page_and_each_part_is_there_once(text: str) -> None:
    identifiers = re.findall(r'\sid="([^"]*)"', text)
    assert len(identifiers) == len(set(identifiers))
    targets = re.findall(r'<(?:a|use)[^>]*? href="#([^"]*)"', text)
    assert set(targets) <= set(identifiers)
    described = [name for names in re.findall(r'aria-labelledby="([^"]*)"', text) for name in names.split()]
    assert set(described) <= set(identifiers)


def test_each_cell_has_a_panel_with_its_ladder_or_its_proof_or_its_reason(text: str, matrix: Matrix) -> None:
    panels = {name: body for body in text.split("<section ") for name in re.findall(r'id="(cell=[^"]*?)"', body)[:1]}
    assert len(panels) == sum(len(row.cells) for row in matrix.rows) == 10
    assert panels["cell=ip_plain.stealing"].count("<svg xmlns") == 1
    assert panels["cell=ip_plain.flooding"].count("<svg xmlns") >= 1
    assert "nothing bounds the bytes out" in panels["cell=ip_plain.flooding"].lower()
    assert "There is nothing that closes a session." in panels["cell=ip_plain.teardown"]
    proof = panels["cell=other.stealing"]
    assert "<svg xmlns" not in proof
    assert all(part in proof for part in ("a_lemma", "1 lemma,", "41 questions", "unbounded", "spoofing peer"))


def test_names_are_no_html(text: str) -> None:
    assert "<changed>" not in text
    assert "&lt;changed&gt; &amp; more" in text


def test_no_two_verdicts_have_the_same_drawing() -> None:
    assert len({sign.shape for sign in SIGNS.values()}) == len(SIGNS)


@pytest.mark.parametrize(
    ("factor", "short", "long"),
    [
        (Factor(bounded=True, out=3, each=1, reached=None), "\u00d73", "3 bytes go out for each byte in, at most"),
        (
            Factor(bounded=True, out=92, each=148, reached=None),
            "\u00d70.62",
            "92 bytes go out for 148 bytes in, at most",
        ),
        (Factor(bounded=True, out=1, each=1, reached=None), "\u00d71", "1 byte goes out for each byte in, at most"),
    ],
)
def test_a_factor_is_exact_in_the_panel_and_short_in_the_cell(factor: Factor, short: str, long: str) -> None:
    assert short_factor(factor) == short
    assert long_factor(factor) == long


def test_what_is_known_of_each_attacker_follows_from_the_weakest_and_the_strongest(matrix: Matrix) -> None:
    column, cell = matrix.columns[3], matrix.rows[0].cells[3]
    assert (cell.weakest, cell.strongest) == ("spoofer", "stranger")
    assert states(column, cell) == ["safe", "open", "open"]
    assert outcome(cell) == f"attack by spoofer in {cell.steps} steps, factor \u00d71, proved safe from stranger"
    assert states(matrix.columns[0], matrix.rows[1].cells[0]) == ["safe"] * 3
    assert states(matrix.columns[2], matrix.rows[1].cells[2]) == ["undecided"] * 3


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    file = tmp_path / "matrix.html"
    asked = ["matrix", "-j", "1", "--protocol", "ip_plain", "--attack", "teardown", "--html", str(file)]
    result = CliRunner().invoke(cli, asked)
    assert result.exit_code == 0, result.output
    assert 'id="cell=ip_plain.teardown"' in file.read_text(encoding="utf-8")
