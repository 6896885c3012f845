"""The pieces of the page about the matrix: who attacks, what is asked, what the protocols are, and the table itself.

The table is made of the seals: runs are replayed, and nothing is proved. The page that each cell leads to is the one
that `hipway matrix --html` writes.
"""

import importlib
import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from hipcheck.matrix import kept, page
from hipcheck.matrix.model import SENSELESS, CellModel, Column, Matrix, RowModel, model_of
from hipcheck.matrix.page.markup import escaped, fragment, tag
from hipcheck.matrix.page.signs import FOUND, REFUTED, sign_of
from hipcheck.matrix.page.words import outcome, short_factor
from hipmodels.executors import InProcess
from hipmodels.matrix.changed import BY_NOTHING, BY_SEAL, look_again
from hipmodels.matrix.family import family_of
from hipspec.related.common import properties
from hipspec.related.common.attacks import Attack, Hope
from hipspec.related.common.strengths import Strength
from hipspec.related.common.world import Attacker
from hipspec.related.table import FAMILY, PROTOCOLS, Row
from hipwaydocs.facts import Function, reference, section_anchor
from hipwaydocs.text import (
    attributes,
    block,
    bullets,
    cited,
    escape,
    heading,
    label,
    link,
    prose,
    sentence,
    table,
    told,
)

__all__ = ["OPENED", "attackers", "columns", "computed", "everything", "numbers", "protocols", "the_table"]

MODULE = "hipspec.related.table"
OPENED = "table.html"  # the page in which each cell can be opened
BROKEN = re.compile(r"(\w-) (?=[a-z]+-\d)")  # the name of a draft at the end of a line
MARKS = {"proved": "✓", SENSELESS: "-", "unknown": "?", "vacuous": "V", "error": "E", FOUND: "R", REFUTED: "S"}


def everything() -> dict[str, str]:
    """Return all pieces, and the page in which cells are opened, by their places."""
    matrix = computed()
    return {
        "matrix-attackers.inc": attackers(),
        "matrix-columns.inc": columns(),
        "matrix-numbers.inc": numbers(matrix),
        "matrix-table.inc": the_table(matrix),
        "matrix-protocols.inc": protocols(),
        OPENED: page.render(matrix),
    }


def computed() -> Matrix:
    """Return the whole table, as it is known by the seals."""
    family, rows = family_of(MODULE), list(FAMILY.rows)
    known = kept.known_of(family, rows, own=False)
    looked = look_again(MODULE, rows, known, InProcess(), lambda done, total: None, prove=False)  # noqa: ARG005  # nobody looks
    done = [(family.rows[one.row], one.cells) for one in looked.done]
    return model_of(family, list(family.attacks.values()), done, looked.known_by())


# ---------------------------------------------------------------------- who attacks


def attackers() -> str:
    """Return the attackers, each with what it is able to do, and what these words mean."""
    ladders = [attack.ladder for attack in FAMILY.attacks.values()]
    found = {strength.name: strength for ladder in ladders for strength in ladder}
    rows = [
        [f"*{strength.name}*", escape(strength.says), ", ".join(f"``{word}``" for word in _able(strength)) or "nothing"]
        for strength in found.values()
    ]
    able = {word for strength in found.values() for word in _able(strength)}
    words = [[f"``{word}``", prose(says)] for word, says in attributes(Attacker).items() if word in able]
    return "\n".join(
        [
            table(["attacker", "what it does", "what it is able to"], rows, [24, 42, 34]),
            "Each ability is a constant of the world, of which rules know nothing:\n",
            table(["ability", "what it means"], words, [24, 76]),
        ]
    )


def _able(strength: Strength) -> list[str]:
    return [name for name in attributes(Attacker) if getattr(strength.attacker, name)]


# ---------------------------------------------------------------------- what is asked


def columns() -> str:
    """Return a part of the page for each column."""
    return "\n".join(_column(attack) for attack in FAMILY.attacks.values())


def _column(attack: Attack) -> str:
    sought = (
        "A run is an attack if it violates" if attack.hope is None else "A run is what one hopes for if it violates"
    )
    lines = [f"On the command line: ``--attack {attack.name}``", f"{sought} {_said(attack.violates)}"]
    if len(attack.ladder) > 1:
        names = ", ".join(f"{number} *{one.name}*" for number, one in enumerate(attack.ladder, 1))
        lines.append(f"The attackers, from weakest to strongest: {names}")
    else:
        lines.append(f"The attacker: *{attack.ladder[0].name}*")
    bounds = dict.fromkeys(bound.holds for row in FAMILY.rows for bound in FAMILY.bounds(row, attack.name))
    lines += [f"What it can come to: {_said(name)}" for name in bounds]
    return "\n".join(
        [
            label(anchor(attack.name)),
            heading(escape(attack.title[:1].upper() + attack.title[1:]), 2),
            f"{prose(attack.question)}\n",
            bullets([*lines, *_hoped(attack.hope)]),
        ]
    )


def _hoped(hope: Hope | None) -> Iterable[str]:
    """Yield what the words of a hope mean."""
    if hope is not None:
        yield f"*{hope.found}*: {prose(hope.found_says)}"
        yield f"*{hope.refuted}*: {prose(hope.refuted_says)}; the question comes up in a run that violates {_said(hope.premise)}"


def _said(name: str) -> str:
    """Return a property by its name, with its sentence and where it comes from."""
    function: Function = getattr(properties, name)
    origin = reference(function)
    return f"``{name}``: {sentence(function).removesuffix('.')}" + (f" ({origin})" if origin else "")


def anchor(attack: str) -> str:
    """Return the anchor of a column."""
    return f"matrix-{attack.replace('_', '-')}"


# ---------------------------------------------------------------------- the table


def numbers(matrix: Matrix) -> str:
    """Return how much of the table is decided, and how it came out."""
    decided = [row for row in matrix.rows if row.known_by != BY_NOTHING]
    left = Counter(cell.outcome for row in decided for cell in row.cells)
    counted = ", ".join(f"{count} *{word}*" for word, count in left.most_common())
    lines = [
        f"{len(matrix.rows)} rows of {len(PROTOCOLS)} protocols, and {len(matrix.columns)} columns",
        f"{len(decided)} rows of which every cell is decided, and no text has changed since",
        f"{len(matrix.rows) - len(decided)} rows that are not decided",
        f"the {sum(left.values())} cells of the rows that are decided: {counted or 'none'}",
    ]
    return bullets(lines)


def the_table(matrix: Matrix) -> str:
    """Return the table, a line of HTML for each row; each cell that is decided leads to the page that opens it."""
    heads = [
        tag("th", tag("a", escaped(column.name), href=f"#{anchor(column.name)}", title=column.question), scope="col")
        for column in matrix.columns
    ]
    head = tag("thead", tag("tr", tag("th", "row", scope="col"), *heads))
    groups = [list(rows) for _, rows in groupby(matrix.rows, key=lambda row: row.protocol)]
    body = "\n".join(line for rows in groups for line in _group(matrix, rows))
    whole = tag("table", head, "\n", tag("tbody", body), class_="docutils attacks")
    return block("raw", tag("div", whole, class_="table-wrapper"), "html")


def _group(matrix: Matrix, rows: list[RowModel]) -> Iterable[str]:
    """Yield the lines of a protocol: its name and its source, then its rows."""
    title = tag("a", escaped(rows[0].title.partition(": ")[0]), href=f"#{_place(rows[0].protocol)}")
    inner = tag("b", title) + " " + tag("small", escaped(rows[0].source))
    yield tag(
        "tr", tag("th", tag("span", inner), colspan=str(len(matrix.columns) + 1), scope="rowgroup"), class_="protocol"
    )
    for row in rows:
        says = row.title.partition(": ")[2] or "as it stands"
        below = row.name if row.known_by == BY_SEAL else f"{row.name}: not decided"
        name = tag("th", escaped(says), " ", tag("small", escaped(below)), scope="row")
        yield tag("tr", name, *(_cell(row, *pair) for pair in zip(matrix.columns, row.cells, strict=True)))


def _cell(row: RowModel, column: Column, cell: CellModel) -> str:
    sign = sign_of(cell)
    mark = MARKS.get(sign, "")
    if sign == "attack":
        mark = str([attacker.name for attacker in column.attackers].index(cell.weakest) + 1)
    inner = escaped(mark)
    if cell.factor is not None and cell.verdict == "attack":
        inner += " " + tag("small", short_factor(cell.factor))
    told_of = f"{column.title}: {outcome(cell)}"
    if row.known_by == BY_SEAL or cell.ladder is not None:
        address = f"{OPENED}#{fragment('cell', row.name, column.name)}"
        inner = tag("a", inner, href=address, aria_label=f"{row.title}, {told_of}")
    return tag("td", inner, class_=sign, title=told_of)


# ---------------------------------------------------------------------- the protocols


def protocols() -> str:
    """Return for each protocol what its module says of its model, and how its rows read it."""
    rows = {name: list(found) for name, found in groupby(FAMILY.rows.values(), key=lambda row: row.protocol)}
    return "\n".join(_protocol(name, rows[name]) for name in rows)


def _place(protocol: str) -> str:
    return f"matrix-protocol-{protocol.replace('_', '-')}"


def _protocol(name: str, rows: list[Row]) -> str:
    module = importlib.import_module(f"hipspec.related.{name}")
    read = [f"``{row.name}``: {escape(row.title.partition(': ')[2] or 'as it stands')}" for row in rows]
    return "\n".join(
        [
            label(_place(name)),
            heading(escape(rows[0].title.partition(": ")[0]), 2),
            f"From {_linked(rows[0].source)}; the rules: ``hipspec/related/{name}.py``.\n",
            *(f"{_linked(paragraph)}\n" for paragraph in told(module)),
            bullets([*read, *_senseless(rows)]),
        ]
    )


def _senseless(rows: list[Row]) -> Iterable[str]:
    """Yield what makes no sense for a protocol, and why; for some of its rows, for which."""
    for attack in FAMILY.attacks.values():
        reasons = {row.name: row.senseless[attack.name] for row in rows if attack.name in row.senseless}
        for why in dict.fromkeys(reasons.values()):
            of = [name for name, reason in reasons.items() if reason == why]
            whom = "" if len(of) == len(rows) else f" for {', '.join(f'``{one}``' for one in of)}"
            yield f"{link(anchor(attack.name), attack.title)} makes no sense{whom}: {prose(why)}"


def _linked(text: str) -> str:
    """Return a text of a specification, with links at the clauses that it cites."""
    parts = BROKEN.sub(r"\1", text).split("`")
    return "".join(f"``{part}``" if odd % 2 else cited(part, section_anchor) for odd, part in enumerate(parts))
