"""Ladders on the page of the matrix: each step is drawn once, and used by every ladder that has it.

The same protocol in other readings, and the same attack on another protocol, begin with the same steps; without this a
page of all rows would be several times as large.
"""

from collections.abc import Callable
from html import escape

from hipcheck.ladder import Ladder, svg
from hipcheck.ladder.model import Place
from hipcheck.matrix.page.markup import tag

TOP = 10


class Shelf:
    """The parts that ladders are made of, each with what is told of it to those who hear the page."""

    def __init__(self) -> None:
        """Begin with none."""
        self._names: dict[tuple[str, str], str] = {}

    def name_of(self, markup: str, told: str) -> str:
        """Return the name of a part, the same one whenever it is put there."""
        return self._names.setdefault((markup, told), str(len(self._names)))

    def contents(self) -> str:
        """Return all parts, as elements that show nothing where they stand, and are not laid out there.

        Each bears the class that styles are made for: a part that is used sees nothing of what is around it.
        """
        parts = [
            tag(
                "g",
                tag("desc", escape(told), id=f"d{name}") if told else "",
                markup,
                id=f"p{name}",
                class_="hipway-ladder",
            )
            for (markup, told), name in self._names.items()
        ]
        return tag("svg", tag("defs", *parts), class_="shelf")


class Shared(svg.Drawing):
    """A ladder whose parts stand on a shelf."""

    def __init__(self, ladder: Ladder, shelf: Shelf) -> None:
        """Take parts from a shelf, and put there what is new."""
        super().__init__(ladder)
        self.shelf = shelf
        self.placed: list[str] = []
        self.told: list[str] = []
        self.grounds: list[str] = []

    def finish(self) -> str:
        """Draw everything; the title is left to the page."""
        told = svg.description(self.ladder).split("\n")
        self.y = TOP
        self._part(self.heads, told.pop(0) if self.ladder.columns else "")
        top = self.y
        for row in self.ladder.rows:
            self._part(lambda row=row: self.row(row), told.pop(0))  # type: ignore[misc]  # the row of this turn
        bottom = self.y + svg.LINE / 2
        self._part(self.violation, told.pop(0) if self.ladder.violation else "")
        self._part(self.legend, "")
        size = {"viewBox": f"0 0 {self.width:g} {self.y:g}", "width": f"{self.width:g}", "height": f"{self.y:g}"}
        named = {"role": "img", "aria_labelledby": " ".join(self.told)}
        return tag("svg", *self._threads(top, bottom), *self.placed, class_="hipway-ladder", **size, **named)

    def text(  # noqa: PLR0913  # the attributes of a text
        self, x: float, y: float, text: str, style: str, *, anchor: str = "start", ground: str = "paper"
    ) -> None:
        """Write one line; what keeps the lifelines away from it is drawn once for all lines of a part."""
        if not text:
            return
        name = style.split(maxsplit=1)[0]
        if ground:
            width = round(self.length(text, name)) + 6
            left = round(x - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]) - (3 if anchor == "start" else 0)
            self.grounds.append(
                f"M{left} {round(y - svg.SIZES[name])}h{width}v{round(svg.SIZES[name] * 1.4)}h{-width}z"
            )
        ends = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(f'<text x="{x:g}" y="{y:g}" class="t {style}"{ends}>{escape(text)}</text>')

    def _part(self, draw: Callable[[], None], told: str) -> None:
        begin, self.y, self.parts, self.grounds = self.y, 0.0, [], []
        draw()
        if self.parts:
            ground = [f'<path class="f-paper" d="{"".join(self.grounds)}"/>'] if self.grounds else []
            name = self.shelf.name_of("".join([*ground, *self.parts]), told)
            self.placed.append(f'<use href="#p{name}" y="{begin:g}"/>')
            self.told += [f"d{name}"] if told else []
        self.y += begin

    def _threads(self, top: float, bottom: float) -> list[str]:
        """Return the lifelines, those of one kind together."""
        kinds = {Place.HOST: ("life", ""), Place.ATTACKER: ("attack", "6 3"), Place.ADDRESS: ("life", "2 4")}
        drawn = []
        for kind, (colour, dashes) in kinds.items():
            places = [x for x, column in zip(self.places, self.ladder.columns, strict=True) if column.place is kind]
            way = "".join(f"M{x} {top - 4:g}V{bottom:g}" for x in places)
            style = f' stroke-dasharray="{dashes}"' if dashes else ""
            drawn += [f'<path class="life s-{colour}" d="{way}"{style}/>'] if places else []
        return drawn


def drawn_with(shelf: Shelf, ladder: Ladder) -> str:
    """Return a ladder as a drawing whose parts stand on a shelf."""
    return Shared(ladder, shelf).finish()
