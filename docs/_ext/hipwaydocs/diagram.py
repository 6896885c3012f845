"""The state machine as a drawing: one place below the other, edges forward on the right and back on the left.

Nothing is placed by hand: the order of the states is that of their enumeration, and each edge takes the nearest track
beside the states that is free where it runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hipcheck.ladder import svg
from hipcheck.ladder.model import Ladder
from hipspec.exchange.states import State
from hipspec.exchange.table import Cell, Handled, Trigger

TITLE = "The state machine"
BOX = 150
TRACK = 16
PORT = 22
SPACE = 34
FIRST = 26
LOCAL = "5 4"
ORDER = list(State)


@dataclass(frozen=True)
class Edge:
    """A way from one state to another.

    Attributes:
        origin, target: the states.
        triggers: what leads there.
        arrives: whether that is packets; local events have edges of their own.
    """

    origin: State
    target: State
    triggers: tuple[Trigger, ...]
    arrives: bool

    @property
    def label(self) -> str:
        """What leads there, in words."""
        return ", ".join(trigger.value for trigger in self.triggers)

    @property
    def forward(self) -> bool:
        """Whether it goes down."""
        return ORDER.index(self.origin) < ORDER.index(self.target)

    @property
    def colour(self) -> str:
        """What it is drawn in."""
        return "packet" if self.arrives else "muted"

    def other(self, state: State) -> int:
        """Return the place of the end that is not this state."""
        return ORDER.index(self.target if self.origin is state else self.origin)


def edges_of(table: Mapping[State, Mapping[Trigger, Cell]]) -> tuple[Edge, ...]:
    """Return all ways from one state to another; what stays in a state is no edge."""
    found: dict[tuple[State, State, bool], list[Trigger]] = {}
    for origin, row in table.items():
        for trigger, cell in row.items():
            for one in cell:
                if isinstance(one, Handled) and one.leads_to is not origin:
                    triggers = found.setdefault((origin, one.leads_to, trigger.value.isupper()), [])
                    triggers += [trigger] * (trigger not in triggers)
    return tuple(
        Edge(origin, target, tuple(found[origin, target, arrives]), arrives) for origin, target, arrives in found
    )


def tracks_of(spans: list[tuple[float, float]]) -> list[int]:
    """Return a track for each stretch from top to bottom, such that no two meet in one; short ones are near."""
    taken: list[list[tuple[float, float]]] = []
    chosen = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda each: (spans[each][1] - spans[each][0], spans[each])):
        top, bottom = spans[number]
        free = (
            place for place, others in enumerate(taken) if all(bottom < begin or end < top for begin, end in others)
        )
        place = next(free, len(taken))
        if place == len(taken):
            taken.append([])
        taken[place].append((top, bottom))
        chosen[number] = place
    return chosen


class StateMachine(svg.Drawing):
    """The state machine, while it is being drawn."""

    def __init__(self, table: Mapping[State, Mapping[Trigger, Cell]]) -> None:
        """Find a height for each state and each end of an edge, and a track for each edge."""
        super().__init__(Ladder(title=TITLE, columns=(), rows=()))
        self.edges = edges_of(table)
        self.tops: dict[State, float] = {}
        self.heights: dict[State, float] = {}
        self.ports: dict[tuple[Edge, State], float] = {}
        self.tracks: dict[Edge, int] = {}
        self.y = float(svg.MARGIN)
        for state in State:
            self._place(state)
        # For each side, whether it is the one of the edges forward: the room for labels, and with that for tracks.
        self.room: dict[bool, float] = {}
        widths: dict[bool, float] = {}
        for forward in (True, False):
            edges = [edge for edge in self.edges if edge.forward is forward]
            ends = [sorted(self.ports[edge, state] for state in (edge.origin, edge.target)) for edge in edges]
            chosen = tracks_of([(top, bottom) for top, bottom in ends])
            self.tracks |= dict(zip(edges, chosen, strict=True))
            self.room[forward] = max(self.length(edge.label, "small") for edge in edges) + 2 * TRACK
            widths[forward] = self.room[forward] + (max(chosen) + 1) * TRACK
        self.left = svg.MARGIN + widths[False]
        self.width = round(self.left + BOX + widths[True] + svg.MARGIN)

    def _place(self, state: State) -> None:
        most = 0
        for forward in (True, False):
            here = [edge for edge in self.edges if edge.forward is forward and state in {edge.origin, edge.target}]
            # What comes from above, or goes there, stands above, the far ends last, so that edges cross little.
            above = [edge for edge in here if edge.other(state) < ORDER.index(state)]
            below = [edge for edge in here if edge not in above]
            above.sort(key=lambda edge: -edge.other(state))
            below.sort(key=lambda edge: -edge.other(state))
            for number, edge in enumerate([*above, *below]):
                self.ports[edge, state] = self.y + FIRST + number * PORT
            most = max(most, len(here) - 1)
        self.tops[state], self.heights[state] = self.y, 2 * FIRST + most * PORT
        self.y += self.heights[state] + SPACE

    def finish(self) -> str:
        """Draw everything."""
        for edge in self.edges:
            self._edge(edge)
        for edge in self.edges:
            self._label(edge)
        for state in State:
            self._state(state)
        self._say_what_lines_mean()
        told = "\n".join(f"From {edge.origin.value} to {edge.target.value}: {edge.label}." for edge in self.edges)
        return svg.document(TITLE, told, "\n".join(self.parts), self.width, self.y)

    def _state(self, state: State) -> None:
        top, height = self.tops[state], self.heights[state]
        self.add("rect", "head s-life", x=self.left, y=top, width=BOX, height=height, rx=6)
        self.text(self.left + BOX / 2, top + height / 2 + 5, state.value, "name f-ink", anchor="middle", ground="")

    def _side(self, edge: Edge) -> tuple[float, int]:
        """Return where an edge leaves the states, and in which direction."""
        return (self.left + BOX, 1) if edge.forward else (self.left, -1)

    def _edge(self, edge: Edge) -> None:
        begin, side = self._side(edge)
        away = begin + side * (self.room[edge.forward] + self.tracks[edge] * TRACK)
        top, bottom = self.ports[edge, edge.origin], self.ports[edge, edge.target]
        path = f"M{begin:g} {top:g} H{away:g} V{bottom:g} H{begin + side * 9:g}"
        self.add("path", f"arrived s-{edge.colour}", d=path, dashes="" if edge.arrives else LOCAL)
        below, self.y = self.y, bottom
        self._tip(begin, side, edge.colour, filled=True)
        self.y = below

    def _label(self, edge: Edge) -> None:
        begin, side = self._side(edge)
        anchor = "start" if edge.forward else "end"
        y = self.ports[edge, edge.origin] + 4
        self.text(begin + side * TRACK, y, edge.label, f"small f-{edge.colour}", anchor=anchor)

    def _say_what_lines_mean(self) -> None:
        x = float(svg.MARGIN)
        for name, colour, dashes in (("a packet arrives", "packet", ""), ("something local happens", "muted", LOCAL)):
            self.add("path", f"arrived s-{colour}", d=f"M{x:g} {self.y:g} h36", dashes=dashes)
            self._tip(x + 44, -1, colour, filled=True)
            self.text(x + 54, self.y + 4, name, "small f-muted")
            x += 54 + self.length(name, "small") + 28
        self.y += svg.MARGIN


def drawing(table: Mapping[State, Mapping[Trigger, Cell]]) -> str:
    """Draw the state machine of a table."""
    return StateMachine(table).finish()
