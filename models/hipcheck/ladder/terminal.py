"""Ladders in a terminal, with box-drawing arrows.

Nothing is told by colour alone: the attacker's lifeline is dashed, and what is violated says so. The colours are
blue and vermillion after Okabe and Ito, which people see apart whatever kind of colour vision they have, and which are
legible on black and on white. Written to a file or a pipe, the text comes without them.
"""

import itertools

from rich.cells import cell_len
from rich.text import Text

from hipcheck.ladder.layout import clean, clip, labelled, reference, sentences, subtitle, verdict, wrap
from hipcheck.ladder.model import Arrow, Ladder, Place, Row, Way

GUTTER = 4
SMALLEST = 24
HEAD = "bold"
QUIET = "dim"
PACKET = "#0080c8"
ATTACK = "bold #d55e00"
LIFELINE = {Place.HOST: ("│", QUIET), Place.ATTACKER: ("┆", "#d55e00"), Place.ADDRESS: ("·", QUIET)}
ASCII = str.maketrans("│┆·─┄═┼├┤╭╮╰╯▶◀▷◁●━…\N{REPLACEMENT CHARACTER}", "|:.-.=+||....><><*=~?")


class Line:
    """One line: the lifelines, and what is written over them."""

    def __init__(self, ladder: Ladder, places: list[int], width: int) -> None:
        """Draw the lifelines."""
        self.width = width
        self.cells: list[tuple[str, str]] = [(" ", "")] * width
        for column, x in zip(ladder.columns, places, strict=True):
            self.cells[x] = LIFELINE[column.place]

    def write(self, x: int, text: str, style: str = "") -> None:
        """Write a text from cell `x` on, with an empty cell on both sides."""
        for cell in range(max(0, x - 1), min(self.width, x + cell_len(text) + 1)):
            self.cells[cell] = (" ", "")
        for character in text:
            size = cell_len(character)
            if size and x + size <= self.width:
                self.cells[x : x + size] = [(character, style), *[("", style)] * (size - 1)]
                x += size

    def text(self) -> Text:
        """Return the line without the blanks at its end."""
        line = Text(no_wrap=True, end="")
        for style, cells in itertools.groupby(self.cells, key=lambda cell: cell[1]):
            line.append("".join(character for character, _ in cells), style)
        line.rstrip()
        return line


class Drawing:
    """A ladder that is being drawn, from the top down."""

    def __init__(self, ladder: Ladder, width: int) -> None:
        """Find a place for each column."""
        self.ladder = ladder
        self.width = max(width, SMALLEST, GUTTER + 2 * len(ladder.columns))
        count = len(ladder.columns)
        room = self.width - GUTTER
        self.gap = room // max(count, 1)
        self.places = [GUTTER + (2 * number + 1) * room // (2 * count) for number in range(count)]
        self.lines: list[Line] = []

    def line(self) -> Line:
        """Begin a new line."""
        self.lines.append(Line(self.ladder, self.places, self.width))
        return self.lines[-1]

    def paragraph(self, text: str, style: str, *, first: str = "") -> None:
        """Write a text in place of the lifelines, in as many lines as it takes; `first` stands before it."""
        indent = GUTTER + cell_len(first)
        for number, part in enumerate(wrap(text, self.width - indent)):
            lead = first if number == 0 else " " * len(first)
            self.blank().write(GUTTER, lead + part, style)

    def blank(self) -> Line:
        """Begin a new line without lifelines."""
        line = self.line()
        line.write(0, " " * self.width)
        return line

    def heading(self) -> None:
        """Write the title, and the names above the lifelines."""
        for part in wrap(self.ladder.title, self.width):
            self.blank().write(0, part, HEAD)
        for subtitles in (False, True):
            line = self.blank()
            for column, x in zip(self.ladder.columns, self.places, strict=True):
                text = clip(subtitle(column) if subtitles else clean(column.name), self.gap - 1)
                style = QUIET if subtitles else ATTACK if column.place is Place.ATTACKER else HEAD
                start = max(GUTTER, min(x - cell_len(text) // 2, self.width - cell_len(text)))
                line.write(start, text, style)

    def row(self, row: Row) -> None:
        """Draw one step."""
        self.line()
        self._head(row)
        for sentence in sentences(row):
            self.paragraph(sentence, QUIET)
        for arrow in row.arrows:
            self.arrow(arrow)
        if not row.arrows and row.concerned:
            self._marks(row)
        for note in row.notes:
            self.paragraph(note, "", first="* ")

    def _head(self, row: Row) -> None:
        clause = reference(row)
        line = self.blank()
        line.write(0, str(row.number), HEAD)
        title = clip(clean(row.title), self.width - GUTTER)
        line.write(GUTTER, title, HEAD)
        if cell_len(title) + cell_len(clause) + GUTTER + 2 > self.width:
            self.paragraph(clause, QUIET)
        elif clause:
            line.write(self.width - cell_len(clause), clause, QUIET)

    def _marks(self, row: Row) -> None:
        """Mark whom a step concerns that sends nothing."""
        line = self.line()
        places = [self.places[number] for number in row.concerned]
        for x in range(min(places), max(places)):
            line.cells[x] = ("═", QUIET)
        for number, x in zip(row.concerned, places, strict=True):
            line.cells[x] = ("●", self._style(number))

    def _style(self, column: int) -> str:
        return ATTACK if self.ladder.columns[column].place is Place.ATTACKER else PACKET

    def arrow(self, arrow: Arrow) -> None:
        """Draw an arrow under its label."""
        left, right = sorted((self.places[arrow.origin], self.places[arrow.target]))
        style = ATTACK if arrow.way is Way.READ else self._style(arrow.origin)
        for part in wrap(labelled(arrow), self.width - GUTTER):
            size = cell_len(part)
            start = max(GUTTER, min((left + right - size) // 2 + 1, self.width - size))
            self.line().write(start, part, style)
        line = self.line()
        shaft = "─" if arrow.way is Way.ARRIVED else "┄"
        if left == right:
            self._loop(line, arrow, shaft, style)
            return
        for x in range(left + 1, right):
            line.cells[x] = ("┼" if x in self.places else shaft, style)
        forward = arrow.origin < arrow.target
        head = _head(arrow.way, right=forward)
        line.cells[right - 1 if forward else left + 1] = (head, style)
        line.cells[left if forward else right] = ("├" if forward else "┤", style)

    def _loop(self, line: Line, arrow: Arrow, shaft: str, style: str) -> None:
        x = self.places[arrow.origin]
        inward = x + 3 < self.width
        back = self.line()
        head = _head(arrow.way, right=not inward)
        for drawn, first, corner in ((line, shaft, "╮" if inward else "╭"), (back, head, "╯" if inward else "╰")):
            for offset, character in enumerate((first, shaft, corner), 1):
                drawn.cells[x + offset if inward else x - offset] = (character, style)

    def ending(self) -> None:
        """Say what the run shows, and what the arrows mean."""
        violation = self.ladder.violation
        if violation:
            head, lines = verdict(violation)
            self.line()
            style = HEAD if violation.ending else ATTACK
            self._rule(style)
            self.paragraph(head, style)
            for text in lines:
                self.paragraph(text, "")
            self._rule(style)
        if any(row.arrows for row in self.ladder.rows):
            self.blank()
            for part in wrap("┄┄▷ sent (may be lost, late, or arrive twice), ──▶ arrived", self.width):
                self.blank().write(0, part, QUIET)

    def _rule(self, style: str) -> None:
        self.line().write(0, "━" * self.width, style)


def _head(way: Way, *, right: bool) -> str:
    """Return an arrow's head: filled if the packet has arrived."""
    heads = "◀▶" if way is Way.ARRIVED else "◁▷"
    return heads[right]


def render(ladder: Ladder, width: int = 80, *, ascii_only: bool = False) -> Text:
    """Draw a ladder.

    Args:
        ladder: what to draw.
        width: of the terminal, in cells; at least 24 are used, and two for each column.
        ascii_only: use no box-drawing characters, for terminals that lack them.
    """
    drawing = Drawing(ladder, width)
    drawing.heading()
    for row in ladder.rows:
        drawing.row(row)
    drawing.ending()
    drawn = Text("\n", no_wrap=True).join(line.text() for line in drawing.lines)
    if ascii_only:
        drawn.plain = drawn.plain.translate(ASCII)
    return drawn
