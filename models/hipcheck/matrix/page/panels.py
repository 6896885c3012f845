"""What is behind a cell, or a column: one panel for each, shown while it is the target of the page's address."""

from hipcheck.ladder import Ladder
from hipcheck.matrix.model import CellModel, Column, Hope, Matrix, RowModel
from hipcheck.matrix.page.drawings import Shelf, drawn_with
from hipcheck.matrix.page.markup import escaped, fragment, tag
from hipcheck.matrix.page.signs import SIGNS, drawn, sign_of
from hipcheck.matrix.page.words import OPEN, SAFE, TIMES, capital, counted, long_factor, outcome, states
from hipmodels.matrix.changed import BY_SEAL

MARKS = {SAFE: ("proved", "proved safe"), OPEN: ("attack", "succeeds"), "undecided": ("unknown", "not decided")}


def panel_of_cell(row: RowModel, column: Column, cell: CellModel, shelf: Shelf) -> str:
    """Return the panel of a cell: its attack as a ladder, or its proof, or the reason why it makes no sense."""
    sign = sign_of(cell)
    verdict = tag("p", drawn(sign), " ", tag("b", _verdict(cell)), class_=f"verdict {sign}")
    parts = [tag("p", escaped(column.question), class_="question"), verdict]
    if cell.why:
        parts.append(tag("p", escaped(f"{capital(cell.why)}.")))
    if cell.verdict in {"proved", "attack"} and column.hope is not None:
        parts += [*_run(column.hope, cell, shelf), _proof(row, column, cell)]
    elif cell.verdict in {"proved", "attack"}:
        parts += [_attackers(column, states(column, cell)), *_attack(cell, shelf), _proof(row, column, cell)]
    elif cell.ladder is not None:
        parts += [_attackers(column, states(column, cell)), *_attack(cell, shelf)]
    title = tag("small", escaped(row.title)) + " " + escaped(capital(column.title))
    return _panel(fragment("cell", row.name, column.name), fragment("at", row.name, column.name), title, parts)


def panel_of_column(matrix: Matrix, column: Column) -> str:
    """Return the panel of a column: what is asked, of whom, and what became of it in each row."""
    index = matrix.columns.index(column)
    found = [
        tag(
            "li",
            drawn(sign_of(row.cells[index])),
            " ",
            tag("a", escaped(row.title), href=f"#{fragment('cell', row.name, column.name)}"),
            escaped(f": {outcome(row.cells[index])}"),
        )
        for row in matrix.rows
    ]
    sought = "An attack violates " if column.hope is None else "What one hopes for is a run that violates "
    who = "Who might do it, from weakest to strongest" if column.hope is None else "Who may disturb it"
    parts = [
        tag("p", escaped(column.question), class_="question"),
        tag("p", sought, tag("code", escaped(column.property)), ": ", escaped(column.property_says)),
        tag("h3", who),
        tag("ol", *(tag("li", _named(a.name, a.says)) for a in column.attackers), class_="attackers"),
        tag("h3", "What becomes of it"),
        tag("ul", *found, class_="outcomes"),
    ]
    return _panel(fragment("attack", column.name), fragment("at", column.name), escaped(capital(column.title)), parts)


def panel_of_lemmas(matrix: Matrix) -> str:
    """Return the panel of all lemmas that proofs rest on, and what they say."""
    said = dict(sorted({lemma for row in matrix.rows for cell in row.cells for lemma in cell.lemmas}))
    entries = [tag("li", tag("code", escaped(name)), " ", escaped(sentence)) for name, sentence in said.items()]
    told = (
        "Candidates are written once for all protocols; a proof uses those that are inductive together for its rules."
    )
    parts = [tag("p", told), tag("ul", *entries, class_="lemmas")]
    return _panel("lemmas", "table", "What proofs rest on", parts)


def _panel(name: str, back: str, title: str, parts: list[str]) -> str:
    head = tag("h2", title, id=f"{name}-title", tabindex="-1")
    close = tag("a", TIMES, href=f"#{back}", class_="close", aria_label="close", title="close (Esc)")
    bar = tag("div", head, close, class_="bar")
    outside = tag("a", "", href=f"#{back}", class_="outside", tabindex="-1", aria_hidden="true")
    article = tag("article", bar, *parts)
    return "\n" + tag("section", outside, article, id=name, class_="panel", aria_labelledby=f"{name}-title")


def _verdict(cell: CellModel) -> str:
    if cell.kind == "hope" and cell.verdict in {"proved", "attack"}:
        return escaped(capital(outcome(cell)))
    word = capital(SIGNS[cell.verdict].word)
    return escaped(f"{word}: {cell.weakest} succeeds" if cell.verdict == "attack" else word)


def _named(name: str, says: str) -> str:
    return tag("b", escaped(name)) + escaped(f": {says}")


def _attackers(column: Column, known: list[str]) -> str:
    """Return who succeeds, and who does not."""
    entries = []
    for attacker, state in zip(column.attackers, known, strict=True):
        verdict, word = MARKS[state]
        entries.append(
            tag("li", drawn(verdict), tag("span", word, class_="word"), _named(attacker.name, attacker.says))
        )
    return tag("h3", "The attackers, from weakest to strongest") + tag("ol", *entries, class_="attackers")


def _attack(cell: CellModel, shelf: Shelf) -> list[str]:
    """Return the attack as a ladder, and if it is one of volume how it comes to its factor."""
    parts = []
    if cell.ladder is not None:
        replayed = f"The attack, {counted(cell.steps, 'step')}, replayed by the protocol's own rules"
        parts += [tag("h3", replayed), _drawing(cell.ladder, shelf)]
    factor = cell.factor
    if factor is not None and cell.verdict == "attack":
        parts += [tag("h3", "How much it comes to"), tag("p", escaped(capital(f"{long_factor(factor)}.")))]
        if factor.reached is not None and factor.reached != cell.ladder:
            reached = "A run that reaches this" if factor.bounded else "A run whose last step can be repeated"
            parts += [tag("h4", reached), _drawing(factor.reached, shelf)]
    return parts


def _run(hope: Hope, cell: CellModel, shelf: Shelf) -> list[str]:
    """Return the run that one hopes for, or the one after which there is nothing to hope for."""
    found = cell.verdict == "attack"
    ladder, says = (cell.ladder, hope.found_says) if found else (cell.premise, hope.refuted_says)
    title = (
        "The run, replayed by the protocol's own rules"
        if found
        else "How it comes to that, replayed by the protocol's own rules"
    )
    drawing = [] if ladder is None else [tag("h3", title), _drawing(ladder, shelf)]
    return [tag("p", escaped(f"{capital(says)}.")), *drawing]


def _drawing(ladder: Ladder, shelf: Shelf) -> str:
    """Return a ladder. A browser that runs scripts takes it for mere text until its panel is opened: there are many."""
    return tag("div", tag("noscript", drawn_with(shelf, ladder)), class_="drawing", tabindex="0", role="group")


def _proof(row: RowModel, column: Column, cell: CellModel) -> str:
    """Return what is proved, and what the proof rests on."""
    if not cell.strongest:
        return ""
    whom = ", against " + tag("b", escaped(cell.strongest)) if column.hope is None else ""
    says = tag("p", "Proved, unbounded", whom, ": ", escaped(column.property_says))
    names = tag("code", escaped(", ".join(name for name, _ in cell.lemmas)))
    asked = f"; the solver answered {counted(cell.checks, 'question')}" if cell.checks else ""
    what_rests = "It rests" if row.known_by != BY_SEAL else "All proofs of this row against the same attacker rest"
    rests = f"{what_rests} on {counted(len(cell.lemmas), 'lemma')}, which are inductive together{asked}"
    what = tag("a", "What each of them says", href="#lemmas")
    listed = tag("details", tag("summary", rests), tag("p", names, class_="names"), what) if cell.lemmas else ""
    return tag("h3", "The proof") + says + listed
