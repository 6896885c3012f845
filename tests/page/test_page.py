"""The page of the matrix: what stands in it."""

import dataclasses
import re
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from hipcheck.cli import cli
from hipcheck.matrix import page
from hipcheck.matrix.model import Factor, Hope, Matrix
from hipcheck.matrix.page.drawings import Shelf, drawn_with
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
    assert panels["cell=ip_plain.stealing"].count('role="img"') == 1
    assert panels["cell=ip_plain.flooding"].count('role="img"') >= 1
    assert "nothing bounds the bytes out" in panels["cell=ip_plain.flooding"].lower()
    assert "There is nothing that closes a session." in panels["cell=ip_plain.teardown"]
    proof = panels["cell=other.stealing"]
    assert 'role="img"' not in proof
    assert all(part in proof for part in ("a_lemma", "1 lemma,", "41 questions", "unbounded", "spoofing peer"))


def test_a_step_that_several_ladders_have_is_drawn_once(matrix: Matrix) -> None:
    ladder = matrix.rows[0].cells[0].ladder
    assert ladder is not None
    shelf = Shelf()
    first = drawn_with(shelf, ladder)
    parts = shelf.contents()
    assert drawn_with(shelf, dataclasses.replace(ladder, title="the same of another row")) == first
    assert shelf.contents() == parts
    opening = 'class="t step f-ink">open session</text>'
    assert (parts.count(opening), first.count(opening)) == (1, 0)
    longer = dataclasses.replace(ladder, rows=(*ladder.rows, ladder.rows[-1]))
    drawn_with(shelf, longer)
    assert shelf.contents() == parts  # only the places differ
    assert {*re.findall(r'href="#(p\d+)"', first)} <= {*re.findall(r'<g id="(p\d+)"', parts)}


@pytest.fixture
def hopes(matrix: Matrix) -> str:
    """The page of a column that asks for no attack: one row has the run, one is proved to have none."""
    column = msgspec.structs.replace(
        matrix.columns[0], kind="hope", hope=Hope("recovers", "they met again", "stuck", "nobody is there")
    )
    real = matrix.rows[0].cells[0]
    found = msgspec.structs.replace(real, kind="hope", outcome="recovers")
    proved = {"verdict": "proved", "outcome": "stuck", "weakest": "", "strongest": "nobody"}
    refuted = msgspec.structs.replace(found, **proved, ladder=None, premise=real.ladder)
    rows = (
        msgspec.structs.replace(matrix.rows[0], cells=(found,)),
        msgspec.structs.replace(matrix.rows[1], cells=(refuted,)),
    )
    return page.render(msgspec.structs.replace(matrix, columns=(column,), rows=rows))


def test_what_one_hopes_for_is_taken_for_no_attack_and_what_is_stuck_for_no_safety(hopes: str) -> None:
    (found,) = re.findall(r'<td id="at=ip_plain.stealing" class="(\w+)"', hopes)
    (refuted,) = re.findall(r'<td id="at=other.stealing" class="(\w+)"', hopes)
    assert (found, refuted) == ("found", "refuted")
    panels = {name: body for body in hopes.split("</section>") for name in re.findall(r'id="(cell=[^"]*?)"', body)[:1]}
    recovers, stuck = panels["cell=ip_plain.stealing"], panels["cell=other.stealing"]
    assert "Recovers, as a run of" in recovers
    assert "They met again." in recovers
    assert "Stuck, as is proved" in stuck
    assert "Nobody is there." in stuck
    assert stuck.count('role="img"') == 1
    for body in (recovers, stuck):
        assert not re.search(r">[^<]*\b(?:succeeds|attackers?|proved safe|attack)\b", body)
    assert "<b>recovers</b>" in hopes
    assert "<b>stuck</b>" in hopes


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


def test_a_row_that_is_not_proved_shows_its_runs_and_the_page_says_by_what_rows_are_known(matrix: Matrix) -> None:
    real = matrix.rows[0]
    unknown = {"verdict": "unknown", "outcome": "unknown", "why": "a text has changed", "strongest": "", "factor": None}
    cells = tuple(msgspec.structs.replace(cell, **unknown) for cell in real.cells)
    rows = (
        msgspec.structs.replace(real, known_by="seal"),
        msgspec.structs.replace(real, name="left", cells=cells, known_by="nothing"),
    )
    text = page.render(msgspec.structs.replace(matrix, rows=rows))
    assert "1 row known by seals: what was proved of them was proved before" in text
    assert "1 row not decided: nothing is taken for proved" in text
    (panel,) = (part for part in text.split("</section>") if 'id="cell=left.reflection"' in part)
    assert panel.count('role="img"') == 1
    assert [panel.count(word) for word in ("not decided", ">succeeds<", "proved safe")] == [1, 2, 0]
    assert outcome(cells[3]) == "unknown, though spoofer is known to succeed: a text has changed"
