"""The table at a glance: rows of protocols, columns of attacks, a link in each cell."""

from itertools import groupby

from hipcheck.matrix.model import SENSELESS, CellModel, Column, Matrix, RowModel
from hipcheck.matrix.page.markup import escaped, fragment, tag
from hipcheck.matrix.page.signs import REFUTED, drawn, sign_of
from hipcheck.matrix.page.words import outcome, short_factor, states


def table(matrix: Matrix) -> str:
    """Return the table."""
    groups = [list(rows) for _, rows in groupby(matrix.rows, key=lambda row: row.protocol)]
    caption = tag("caption", "What becomes of each attack on each protocol")
    bodies = [_group(matrix, rows) for rows in groups]
    return tag("table", caption, _heads(matrix.columns), *bodies)


def _heads(columns: tuple[Column, ...]) -> str:
    """Return two lines of heads: what several columns have in common stands once above them."""
    above, below = [tag("th", "protocol", rowspan="2", scope="col", class_="corner")], []
    for common, members in groupby(columns, key=lambda column: column.title.partition(", ")[0]):
        group = list(members)
        if len(group) == 1:
            above.append(_head(group[0], group[0].title, rowspan="2"))
            continue
        above.append(
            tag("th", tag("span", escaped(common)), colspan=str(len(group)), scope="colgroup", class_="common")
        )
        below += [_head(column, column.title.partition(", ")[2]) for column in group]
    return tag("thead", tag("tr", *above), tag("tr", *below) if below else "")


def _head(column: Column, title: str, **attributes: str) -> str:
    link = tag("a", escaped(title), href=f"#{fragment('attack', column.name)}", title=column.question)
    return tag("th", link, scope="col", id=fragment("at", column.name), **attributes)


def _group(matrix: Matrix, rows: list[RowModel]) -> str:
    """Return the rows of a protocol, under its name if there are several."""
    if len(rows) == 1:
        return tag("tbody", _row(matrix, rows[0], rows[0].title, rows[0].source), class_="alone")
    inner = tag("span", escaped(rows[0].title.partition(": ")[0]), tag("small", escaped(rows[0].source)))
    head = tag("tr", tag("th", inner, colspan=str(len(matrix.columns) + 1), scope="rowgroup"), class_="group")
    names = [row.title.partition(": ")[2] or "as it stands" for row in rows]
    return tag("tbody", head, *(_row(matrix, row, name, row.name) for row, name in zip(rows, names, strict=True)))


def _row(matrix: Matrix, row: RowModel, title: str, below: str) -> str:
    head = tag("th", tag("b", escaped(title)), " ", tag("small", escaped(below)), scope="row", title=row.title)
    cells = [_cell(row, column, cell) for column, cell in zip(matrix.columns, row.cells, strict=True)]
    return tag("tr", head, *cells)


def _cell(row: RowModel, column: Column, cell: CellModel) -> str:
    sign = sign_of(cell)
    first = drawn(sign)
    if cell.factor is not None and cell.verdict == "attack":
        first += tag("b", short_factor(cell.factor), class_="factor")
    who = cell.weakest or cell.strongest if cell.verdict != SENSELESS else ""
    who = cell.outcome if cell.kind == "hope" and who else who
    known = states(column, cell)
    pips = tag("span", *(f'<i class="{state}"></i>' for state in known), class_="pips") if len(known) > 1 else ""
    told = f"{row.title}, {column.title}: {outcome(cell)}"
    link = tag(
        "a",
        tag("span", first, pips if who else "", class_="first"),
        tag("span", escaped(who), class_="who"),
        href=f"#{fragment('cell', row.name, column.name)}",
        aria_label=told,
        title=outcome(cell),
    )
    how_bad = known.count("open") / len(known) if known else 0.0
    how_bad = float(sign == REFUTED) if cell.kind == "hope" else how_bad
    return tag("td", link, id=fragment("at", row.name, column.name), class_=sign, style=f"--open:{how_bad:.2f}")
