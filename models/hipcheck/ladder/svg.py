"""Ladders as SVG: one self-contained text, light and dark, the same each time.

Every length of a text is taken from the widest of the usual monospaced fonts, so a text never runs out of its place.
The colours are CSS variables with a plain value before each, for programs that know no variables. They follow the
reader's preference, and, within a page, `data-theme` of its body.
"""

import hashlib
from xml.sax.saxutils import escape

from rich.cells import cell_len

from hipcheck.ladder.layout import addresses, clean, clip, labelled, reference, sentences, subtitle, verdict, wrap
from hipcheck.ladder.model import Arrow, Column, Ladder, Place, Row, Way

SMALLEST = 760
GAP = 180
MARGIN = 24
INDENT = 60
LINE = 18
SIZES = {"title": 16, "name": 14, "step": 14, "label": 13, "text": 12.5, "small": 11.5}
# The advance of the widest of the usual monospaced fonts, in ems.
ADVANCE = 0.61
COLOURS = {
    "paper": ("#ffffff", "#14181d"),
    "ink": ("#1b1f24", "#e4e9ee"),
    "muted": ("#57606a", "#9da7b1"),
    "rule": ("#dde2e8", "#2c343c"),
    "life": ("#8a95a1", "#6a7580"),
    "packet": ("#0062a8", "#66bdf2"),
    "attack": ("#b14500", "#f28c45"),
    "panel": ("#fdf1e9", "#2e2018"),
}
FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
SCOPE = ".hipway-ladder"


def render(ladder: Ladder) -> str:
    """Draw a ladder as the text of an SVG file, which can be put into a page of HTML as well."""
    return Drawing(ladder).finish()


class Drawing:
    """A ladder that is being drawn, from the top down."""

    def __init__(self, ladder: Ladder) -> None:
        """Find a place for each column."""
        self.ladder = ladder
        count = len(ladder.columns)
        self.width = max(SMALLEST, GAP * count + 2 * MARGIN)
        step = (self.width - 2 * MARGIN) / max(count, 1)
        self.gap = step
        self.places = [round(MARGIN + (number + 0.5) * step) for number in range(count)]
        self.parts: list[str] = []
        self.y = 0.0

    def finish(self) -> str:
        """Draw everything."""
        self.heading()
        top = self.y
        for row in self.ladder.rows:
            self.row(row)
        bottom = self.y + LINE / 2
        self.violation()
        self.legend()
        return self._document(self._lifelines(top, bottom))

    def heading(self) -> None:
        """Write the title and the heads of the columns."""
        self.y = 14
        self.paragraph(self.ladder.title, "title", x=MARGIN)
        self.y += 12
        self.heads()

    def heads(self) -> None:
        """Write the heads of the columns."""
        for column, x in zip(self.ladder.columns, self.places, strict=True):
            self._head(column, x)
        self.y += 46

    def _head(self, column: Column, x: float) -> None:
        width = self.gap - 16
        colour = "attack" if column.place is Place.ATTACKER else "life"
        dashes = {Place.HOST: "", Place.ATTACKER: "6 3", Place.ADDRESS: "2 4"}[column.place]
        self.add("rect", f"head s-{colour}", x=x - width / 2, y=self.y, width=width, height=42, rx=6, dashes=dashes)
        room = int(width / (ADVANCE * SIZES["name"])) - 1
        name = clip(clean(column.name), room)
        under = clip(subtitle(column), int(width / (ADVANCE * SIZES["small"])) - 1)
        loud = "attack" if column.place is Place.ATTACKER else "ink"
        self.text(x, self.y + (18 if under else 26), name, f"name f-{loud}", anchor="middle", ground="")
        if under:
            self.text(x, self.y + 34, under, "small f-muted", anchor="middle", ground="")

    def row(self, row: Row) -> None:
        """Draw one step."""
        self.y += 12
        self.line(MARGIN, self.y, self.width - MARGIN, self.y, "rule s-rule")
        self.y += 6
        self._step(row)
        for sentence in sentences(row):
            self.paragraph(sentence, "small", "muted")
        for arrow in row.arrows:
            self.arrow(arrow)
        if not row.arrows and row.concerned:
            self._marks(row)
        self.y += 8 * bool(row.notes)
        for note in row.notes:
            self.add("circle", "f-packet", cx=INDENT + 4, cy=self.y + LINE - 8.5, r=2.5)
            self.paragraph(note, "text", x=INDENT + 14)

    def _step(self, row: Row) -> None:
        clause = reference(row)
        title = clean(row.title)
        lengths = self.length(title, "step") + self.length(clause, "small")
        badge = max(22, self.length(str(row.number), "small") + 6)
        self.add("rect", "f-ink", x=MARGIN, y=self.y, width=badge, height=22, rx=11)
        self.text(MARGIN + badge / 2, self.y + 15, str(row.number), "small f-paper", anchor="middle", ground="")
        if INDENT + lengths + MARGIN + 16 <= self.width:
            self.text(INDENT, self.y + 16, title, "step f-ink")
            self.text(self.width - MARGIN, self.y + 15, clause, "small f-muted", anchor="end")
            self.y += 22
        else:
            self.paragraph(title, "step")
            self.paragraph(clause, "small", "muted")

    def _marks(self, row: Row) -> None:
        self.y += LINE
        places = [self.places[number] for number in row.concerned]
        if len(places) > 1:
            self.line(min(places), self.y, max(places), self.y, "join s-life")
        for number, x in zip(row.concerned, places, strict=True):
            self.add("circle", f"f-{self._colour(number)}", cx=x, cy=self.y, r=6)
        self.y += 8

    def _colour(self, column: int) -> str:
        return "attack" if self.ladder.columns[column].place is Place.ATTACKER else "packet"

    def arrow(self, arrow: Arrow) -> None:
        """Draw an arrow, its label above and its addresses below."""
        start, end = self.places[arrow.origin], self.places[arrow.target]
        colour = "attack" if arrow.way is Way.READ else self._colour(arrow.origin)
        middle = (start + end) / 2 if start != end else start
        self.y += 6
        self._centred(arrow.label, middle, "label", colour)
        self.y += 10
        arrived = arrow.way is Way.ARRIVED
        style = f"{'arrived' if arrived else 'sent'} s-{colour}"
        if start == end:
            away = 34 if end + 40 < self.width else -34
            self.add("path", f"{style} loop", d=f"M{end} {self.y} h{away} v14 h{-away + (10 if away > 0 else -10)}")
            self.y += 14
            self._tip(end, 1 if away > 0 else -1, colour, filled=arrived)
        else:
            side = 1 if start > end else -1
            self.line(start, self.y, end + side * (10 if arrived else 2), self.y, style)
            self._tip(end, side, colour, filled=arrived)
        self._centred(addresses(arrow), middle, "small", "muted")

    def _tip(self, x: float, side: int, colour: str, *, filled: bool) -> None:
        back = x + side * 11
        if filled:
            self.add("path", f"f-{colour}", d=f"M{x + side} {self.y} L{back} {self.y - 5.5} L{back} {self.y + 5.5} Z")
        else:
            self.add("path", f"tip s-{colour}", d=f"M{back} {self.y - 5.5} L{x + side} {self.y} L{back} {self.y + 5.5}")

    def _centred(self, text: str, middle: float, size: str, colour: str) -> None:
        room = self.width - 2 * MARGIN
        for part in wrap(text, int(room / (ADVANCE * SIZES[size]))):
            half = self.length(part, size) / 2
            x = max(MARGIN + half, min(middle, self.width - MARGIN - half))
            self.y += LINE - 2
            self.text(x, self.y, part, f"{size} f-{colour}", anchor="middle")

    def violation(self) -> None:
        """Say what the run shows."""
        if self.ladder.violation is None:
            return
        head, lines = verdict(self.ladder.violation)
        self.y += 20
        top, begin = self.y, len(self.parts)
        self.y += 8
        ends = bool(self.ladder.violation.ending)
        self.paragraph(head, "step", "ink" if ends else "attack", ground="")
        self.y += 2
        for text in lines:
            self.paragraph(text, "text", ground="")
        self.y += 12
        written, self.parts = self.parts[begin:], self.parts[:begin]
        height = self.y - top
        paint = "f-paper s-life" if ends else "f-panel s-attack"
        self.add("rect", f"panel {paint}", x=MARGIN, y=top, width=self.width - 2 * MARGIN, height=height, rx=8)
        x, y = MARGIN + 18, top + 21
        if ends:
            self.add("path", "cross s-packet", d=f"M{x - 5} {y - 7} l7 7 l-7 7")
        else:
            self.add("path", "cross s-attack", d=f"M{x - 6} {y - 6} l12 12 m0 -12 l-12 12")
        self.parts += written

    def legend(self) -> None:
        """Say what the arrows mean."""
        if not any(row.arrows for row in self.ladder.rows):
            self.y += MARGIN
            return
        self.y += 32
        x = float(MARGIN)
        for name, filled in (("sent: may be lost, late, or arrive twice", False), ("arrived", True)):
            self.line(x, self.y, x + 36, self.y, f"{'arrived' if filled else 'sent'} s-packet")
            self._tip(x + 44, -1, "packet", filled=filled)
            self.text(x + 54, self.y + 4, name, "small f-muted")
            x += 54 + self.length(name, "small") + 28
        self.y += MARGIN

    def paragraph(self, text: str, size: str, colour: str = "ink", *, x: float = INDENT, ground: str = "paper") -> None:
        """Write a text from `x` on, in as many lines as it takes."""
        for part in wrap(text, int((self.width - MARGIN - x) / (ADVANCE * SIZES[size]))):
            self.y += LINE
            self.text(x, self.y - 4, part, f"{size} f-{colour}", ground=ground)

    def text(  # noqa: PLR0913  # the attributes of a text
        self, x: float, y: float, text: str, style: str, *, anchor: str = "start", ground: str = "paper"
    ) -> None:
        """Write one line, on a ground that keeps the lifelines away from it; an empty `ground` is none."""
        if not text:
            return
        size = SIZES[style.split(maxsplit=1)[0]]
        if ground:
            width = self.length(text, style.split(maxsplit=1)[0])
            left = x - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
            self.add("rect", f"f-{ground}", x=left - 3, y=y - size, width=width + 6, height=size * 1.4)
        self.parts.append(f'<text x="{x:g}" y="{y:g}" class="t {style}" text-anchor="{anchor}">{escape(text)}</text>')

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """Draw a straight line."""
        self.add("line", style, x1=x1, y1=y1, x2=x2, y2=y2)

    def add(self, tag: str, style: str, *, dashes: str = "", **attributes: float | str) -> None:
        """Draw a shape."""
        given = {name: value if isinstance(value, str) else f"{value:g}" for name, value in attributes.items()}
        given |= {"stroke-dasharray": dashes} if dashes else {}
        inner = "".join(f' {name}="{value}"' for name, value in given.items())
        self.parts.append(f'<{tag} class="{style}"{inner}/>')

    def length(self, text: str, size: str) -> float:
        """Return how long a text is at most."""
        return cell_len(text) * ADVANCE * SIZES[size]

    def _lifelines(self, top: float, bottom: float) -> list[str]:
        drawn, self.parts = self.parts, []
        for column, x in zip(self.ladder.columns, self.places, strict=True):
            colour = "attack" if column.place is Place.ATTACKER else "life"
            dashes = {Place.HOST: "", Place.ATTACKER: "6 3", Place.ADDRESS: "2 4"}[column.place]
            self.add("line", f"life s-{colour}", x1=x, y1=top - 4, x2=x, y2=bottom, dashes=dashes)
        lifelines, self.parts = self.parts, drawn
        return lifelines

    def _document(self, lifelines: list[str]) -> str:
        body = "\n".join([*lifelines, *self.parts])
        return document(self.ladder.title, description(self.ladder), body, self.width, self.y)


def document(title: str, described: str, body: str, width: float, height: float) -> str:
    """Return a drawing as the text of an SVG file, with its style, and with what is told to those who hear it."""
    told = escape(described)
    mark = hashlib.sha256((body + told).encode()).hexdigest()[:10]
    size = f'width="{width:g}" height="{height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="hipway-ladder" role="img" '
        f'viewBox="0 0 {width:g} {height:g}" {size} '
        f'aria-labelledby="title-{mark} desc-{mark}">\n'
        f'<title id="title-{mark}">{escape(clean(title))}</title>\n'
        f'<desc id="desc-{mark}">{told}</desc>\n<style>\n{stylesheet()}\n</style>\n'
        f'<rect class="f-paper" {size}/>\n{body}\n</svg>\n'
    )


def description(ladder: Ladder) -> str:
    """Tell a ladder in sentences, for those who hear it."""
    told = [f"Columns: {', '.join(clean(column.name) for column in ladder.columns)}."] if ladder.columns else []
    for row in ladder.rows:
        parts = [row.title]
        for arrow in row.arrows:
            ends = f"{ladder.columns[arrow.origin].name} to {ladder.columns[arrow.target].name}"
            parts.append(f"{arrow.way.value}, {ends}, {labelled(arrow)}")
        told.append(clean(f"Step {row.number}: {'; '.join([*parts, *row.notes])}."))
    if ladder.violation:
        head, lines = verdict(ladder.violation)
        told.append(clean(". ".join([head, *lines[:1]])))
    return "\n".join(told)


def stylesheet() -> str:
    """Return the style of the drawing; every selector is scoped, so that a page around it stays as it is."""
    light, dark = ("".join(f"--hl-{name}:{pair[shade]};" for name, pair in COLOURS.items()) for shade in (0, 1))
    rules = [
        f"{SCOPE}{{{light}color-scheme:light dark;max-width:100%;height:auto}}",
        f"@media (prefers-color-scheme:dark){{{SCOPE}{{{dark}}}}}",
        f'[data-theme="light"] {SCOPE}{{{light}}}',
        f'[data-theme="dark"] {SCOPE}{{{dark}}}',
        f"{SCOPE} .t{{font-family:{FONT}}}",
    ]
    for name in COLOURS:
        rules.append(f"{SCOPE} .f-{name}{{{_paint('fill', name)}}}")
        rules.append(f"{SCOPE} .s-{name}{{{_paint('stroke', name)}}}")
    bold = {"title", "name", "step"}
    for name, size in SIZES.items():
        rules.append(f"{SCOPE} .{name}{{font-size:{size:g}px{';font-weight:700' if name in bold else ''}}}")
    shapes = {
        "life": "stroke-width:1.5",
        "rule": "stroke-width:1",
        "join": "stroke-width:4",
        "sent": "stroke-width:2;stroke-dasharray:5 4;fill:none",
        "arrived": "stroke-width:2;fill:none",
        "tip": "stroke-width:2;fill:none;stroke-linejoin:round",
        "cross": "stroke-width:3;stroke-linecap:round;fill:none",
        "head": f"{_paint('fill', 'paper')};stroke-width:1.5",
        "panel": "stroke-width:2",
    }
    return "\n".join([*rules, *(f"{SCOPE} .{name}{{{style}}}" for name, style in shapes.items())])


def _paint(what: str, colour: str) -> str:
    return f"{what}:{COLOURS[colour][0]};{what}:var(--hl-{colour})"
