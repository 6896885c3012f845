"""Playing events through both sides, comparing after each, and what a difference is.

A view brings its own events and its own renaming; this knows neither.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import msgspec

from hipmodels.problem import Problem
from hipmodels.witness import narration_of
from hipspec.language.running import Run, Taken

if TYPE_CHECKING:
    from hipmodels.lift.lifted import ActionPath

__all__ = [
    "RECORDED",
    "Coverage",
    "Difference",
    "DifferenceError",
    "Numbered",
    "Played",
    "Session",
    "View",
    "is_wide",
    "play",
    "tell",
    "walk",
]

RECORDED = 1
"""The seed of the laboratory in which recorded runs are played."""

FIRST_WIDE, ONE_OF = 1_000, 4
"""Of the walks from the first one on, one of so many is wide. Those before are as the kill table has them."""

E = TypeVar("E", bound=msgspec.Struct)


@dataclass(frozen=True)
class Numbered(Generic[E]):
    """An event and its number, which stays its own when others are left out."""

    number: int
    event: E


@dataclass(frozen=True)
class Difference:
    """The first thing in which the two sides differ.

    Attributes:
        number: of the event.
        event: what happened, in words.
        what: what is compared: a field of an association, what was sent, or whether it was refused.
        specification, engine: what each side has.
        rule: the rules of the specification that took part.
        guard: the guard that decides it, if one does.
        clause: where the RFC says so.
    """

    number: int
    event: str
    what: str
    specification: str
    engine: str
    rule: str = ""
    guard: str = ""
    clause: str = ""


class DifferenceError(Exception):
    """The two sides differ."""

    def __init__(self, difference: Difference) -> None:
        """Say what differs first."""
        super().__init__(f"{difference.what}: {difference.specification} / {difference.engine}")
        self.difference = difference


class Session(Protocol[E]):
    """One run of both sides."""

    @property
    def run(self) -> Run:
        """The run of the specification."""

    @property
    def refused(self) -> Mapping[tuple[str, str], int]:
        """How often each guard has refused on both sides."""

    @property
    def compared(self) -> int:
        """How often what an engine did was compared."""

    def step(self, number: int, event: E) -> None:
        """Let something happen on both sides, and compare. An event that can't happen now changes nothing.

        Raises:
            DifferenceError: they differ.
        """

    def choose(self, random: Random) -> E:
        """Return something that may happen next."""


class View(Protocol[E]):
    """A specification, as a laboratory is seen through it."""

    @property
    def name(self) -> str:
        """The name of the specification."""

    @property
    def events(self) -> object:
        """The type of its events, as msgspec decodes them."""

    @property
    def absent(self) -> Mapping[str, str]:
        """Why the engine can't take a path, by its id, or by the action if it can't take any path of it."""

    @property
    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """The abstraction, to be read: what each field is on the other side, or why it is nothing there; by title."""

    @property
    def stories(self) -> Mapping[str, Sequence[E]]:
        """What walks do not come to, told event by event; each with a name that says what it is about."""

    def recorded(self) -> Iterator[tuple[str, "Played[E]"]]:
        """Play what is recorded, each with its name: scenarios and kept attacks of the specification, and stories."""

    def begin(self, seed: int) -> Session[E]:
        """Begin a run."""


class Coverage:
    """Which paths of which actions were taken.

    Args:
        problem: the specification.
        known: the paths that are known to be taken. A step whose action has several paths is looked at only as long as
            some of them aren't known.

    Attributes:
        paths: how often each path was seen, by its id; at least so often.
    """

    def __init__(self, problem: Problem, known: Collection[str] = ()) -> None:
        """Lift the actions, so that their paths are known."""
        self.problem = problem
        self.paths: dict[str, int] = {}
        self._known = set(known)
        lifted = problem.lifted()
        self._of: dict[str, tuple[ActionPath, ...]] = {
            action.__name__: tuple(lifted.paths(action)) for action in problem.specification.actions
        }

    def add(self, taken: Sequence[Taken]) -> None:
        """Count the steps of a run."""
        for step in taken:
            paths = self._of[step.action.__name__]
            if len(paths) == 1:
                self._count(paths[0].id)
            elif any(path.id not in self._known for path in paths):
                narration = narration_of(self.problem, step)
                for path in paths:
                    if path.narration == narration:
                        self._count(path.id)

    def _count(self, path: str) -> None:
        self.paths[path] = self.paths.get(path, 0) + 1
        self._known.add(path)


@dataclass
class Played(Generic[E]):
    """What became of a run.

    Attributes:
        session: it.
        events: what happened, with numbers.
        difference: the first one; None if there is none.
    """

    session: Session[E]
    events: list[Numbered[E]]
    difference: Difference | None = None


def play(view: View[E], seed: int, events: Sequence[Numbered[E]]) -> Played[E]:
    """Play events, up to the first difference."""
    session = view.begin(seed)
    done: list[Numbered[E]] = []
    for each in events:
        done.append(each)
        try:
            session.step(each.number, each.event)
        except DifferenceError as error:
            return Played(session, done, error.difference)
    return Played(session, done)


def tell(view: View[E]) -> Iterator[tuple[str, Played[E]]]:
    """Play all stories of a view, each with its name, up to its end or the first difference."""
    for name, events in view.stories.items():
        yield name, play(view, RECORDED, [Numbered(number, event) for number, event in enumerate(events, 1)])


def is_wide(seed: int) -> bool:
    """Whether a walk also comes to what stories tell, which no other walk does."""
    return seed >= FIRST_WIDE and seed % ONE_OF == 0


def walk(view: View[E], seed: int, length: int) -> Played[E]:
    """Play a random walk: events that the view chooses as it goes, up to the first difference."""
    session = view.begin(seed)
    random = Random(f"walk {seed}")  # noqa: S311  # a run is to be repeated
    done: list[Numbered[E]] = []
    for number in range(1, length + 1):
        event = session.choose(random)
        done.append(Numbered(number, event))
        try:
            session.step(number, event)
        except DifferenceError as error:
            return Played(session, done, error.difference)
    return Played(session, done)
