"""The matrix as a page: one file of HTML that asks for nothing else, to be looked at, printed, or sent to somebody.

The table and what is behind its cells can be read without a script: a cell is a link to the fragment `cell=ROW.ATTACK`,
and the panel of that name is shown while it is the target. The script adds keys, moves the focus, and draws a ladder
only when its panel is shown.
"""

from collections.abc import Iterator
from importlib import resources

from hipcheck.ladder import svg
from hipcheck.matrix.model import SENSELESS, Matrix
from hipcheck.matrix.page.drawings import Shelf
from hipcheck.matrix.page.markup import escaped, tag
from hipcheck.matrix.page.panels import panel_of_cell, panel_of_column, panel_of_lemmas
from hipcheck.matrix.page.signs import FOUND, REFUTED, SIGNS, drawn, sign_of, symbols
from hipcheck.matrix.page.table import table
from hipcheck.matrix.page.words import TIMES, counted
from hipmodels.matrix.changed import BY_NOTHING, BY_SEAL

TITLE = "Mobility protocols under attack"
# What the browser may load: nothing but what stands in the page.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


def render(matrix: Matrix) -> str:
    """Return the text of the page."""
    shelf = Shelf()
    panels = [panel_of_lemmas(matrix), *(panel_of_column(matrix, column) for column in matrix.columns)]
    panels += [
        panel_of_cell(row, column, cell, shelf)
        for row in matrix.rows
        for column, cell in zip(matrix.columns, row.cells, strict=True)
    ]
    main = tag("main", _heading(matrix), table(matrix), _foot(matrix), id="table")
    body = tag("body", symbols(), shelf.contents(), main, *panels, tag("script", _part("page.js")))
    return f'<!DOCTYPE html>\n<html lang="en">\n{_head()}\n{body}\n</html>\n'


def _head() -> str:
    return tag(
        "head",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<link rel="icon" href="data:,">',
        tag("title", TITLE),
        tag("style", _part("page.css"), svg.stylesheet(), "\n"),
    )


def _part(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def _heading(matrix: Matrix) -> str:
    lead = (
        "Each cell is computed from the protocol's own rules: a proof, for any number of hosts, addresses, packets and "
        "moves; or an attack, replayed by these rules. A cell names the weakest attacker that succeeds, or else the "
        "strongest that provably does not, and opens what is behind it."
    )
    return tag("header", tag("h1", TITLE), tag("p", lead, class_="lead"), _legend(matrix), _filter(matrix))


def _filter(matrix: Matrix) -> str:
    """Return a field for words of the rows to be shown; the script shows it, for it is of no use without."""
    field = tag("input", type="search", id="words", placeholder="a protocol, or words of a row", autocomplete="off")
    label = tag("label", tag("b", "Show"), field.removesuffix("</input>"), for_="words")
    told = tag("output", f"{len(matrix.rows)} of {len(matrix.rows)} rows", for_="words")
    return tag("form", label, told, class_="filter", hidden="", role="search")


def _legend(matrix: Matrix) -> str:
    cells = [cell for row in matrix.rows for cell in row.cells]
    hopes = [column.hope for column in matrix.columns if column.hope is not None]
    words = {name: sign.word for name, sign in SIGNS.items()}
    words |= {FOUND: " or ".join(hope.found for hope in hopes), REFUTED: " or ".join(hope.refuted for hope in hopes)}
    entries = []
    for name, sign in SIGNS.items():
        count = sum(sign_of(cell) == name for cell in cells)
        if count or name in {"proved", "attack", SENSELESS}:
            number = tag("span", f"{count} of {len(cells)}", class_="count")
            entries.append(
                tag("li", drawn(name), " ", tag("b", escaped(words[name])), f" {sign.says} ", number, class_=name)
            )
    pips = tag(
        "span", '<i class="safe"></i><i class="safe"></i><i class="open"></i>', class_="pips", aria_hidden="true"
    )
    told = "the attackers, the weakest first: a ring is one that fails, a disc one that succeeds, a dotted ring unknown"
    entries.append(tag("li", pips, " ", told))
    factor = tag("b", f"{TIMES}3", class_="factor")
    entries.append(tag("li", factor, f" bytes out for each byte in, exactly; {TIMES}∞ if nothing bounds it"))
    return tag("ul", *entries, class_="legend", aria_label="Legend")


def _foot(matrix: Matrix) -> str:
    solver = " ".join(matrix.solver.values())
    keys = tag(
        "p",
        "Arrow keys move between the cells, <kbd>Enter</kbd> opens one, <kbd>Esc</kbd> closes it, <kbd>/</kbd> goes to "
        "the words that rows are shown by. The address of an open cell can be sent to others.",
        class_="keys",
    )
    made = f"{len(matrix.rows)} rows, {len(matrix.columns)} attacks; {matrix.seconds:.1f} s of the processor; {solver}."
    return tag("footer", keys, *(tag("p", escaped(line)) for line in (*_known_by(matrix), made)))


def _known_by(matrix: Matrix) -> Iterator[str]:
    """Yield by what rows are known that were not proved for this page."""
    known = [row.known_by for row in matrix.rows]
    if BY_SEAL in known:
        told = "what was proved of them was proved before, and no text that it depends on has changed since"
        yield f"{counted(known.count(BY_SEAL), 'row')} known by seals: {told}. Their runs were replayed."
    if BY_NOTHING in known:
        told = "nothing is taken for proved, and only runs say anything: they were replayed"
        yield f"{counted(known.count(BY_NOTHING), 'row')} not decided: {told}."
