"""Paths: which way each branch went, under which conditions, and what came out."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import z3

from hipmodels.lift.values import Value


@dataclass(frozen=True)
class Condition:
    """One condition of a path.

    Attributes:
        origin: "guard", "assumption", "branch" or "definition" (of a collection made pointwise).
        item: the guard's or assumption's id; for a branch, its words.
        term: the condition.
    """

    origin: str
    item: str
    term: z3.BoolRef


class GuardFails(Exception):  # noqa: N818  # flow of control while lifting, never shown
    """A guard or assumption is false on this path, whatever the values."""


@dataclass
class Track:
    """The path that is being followed: decisions to repeat, decisions taken, conditions met."""

    planned: list[bool]
    taken: list[bool] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    narration: list[str] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    open_ends: list[list[bool]] = field(default_factory=list)
    refusals: list["Path"] = field(default_factory=list)

    def decide(self, condition: z3.BoolRef, words: str) -> bool:
        """Go one way at a branch and leave the other way open."""
        position = len(self.taken)
        if position < len(self.planned):
            way = self.planned[position]
        else:
            way = True
            self.open_ends.append([*self.taken, False])
        self.taken.append(way)
        self.words.append(words if way else _opposite(words))
        self.conditions.append(Condition("branch", words, condition if way else z3.Not(condition)))
        return way

    def narrate(self, way: bool, words: str) -> None:  # noqa: FBT001  # as `decide`
        """Note which way a branch went, whether it was open or not."""
        self.narration.append(words if way else _opposite(words))

    def pass_check(self, origin: str, item: str, condition: Value) -> None:
        """Go on past a guard or assumption; note what its refusal would take."""
        replayed = len(self.taken) < len(self.planned)
        if isinstance(condition, bool):
            if not condition:
                if not replayed:
                    self.refusals.append(Path(list(self.conditions), refused=(origin, item)))
                raise GuardFails
            return
        if not replayed:
            refusal = Condition(origin, item, z3.Not(condition.expression))
            self.refusals.append(Path([*self.conditions, refusal], refused=(origin, item)))
        self.conditions.append(Condition(origin, item, condition.expression))

    def define(self, term: z3.BoolRef) -> None:
        """Note what a fresh collection is."""
        self.conditions.append(Condition("definition", "", term))


def _opposite(words: str) -> str:
    return words.removeprefix("not: ") if words.startswith("not: ") else f"not: {words}"


@dataclass
class Path:
    """One way through a function.

    Attributes:
        conditions: what must hold for it to be taken, in order.
        words: the open branches in words.
        narration: all branches in words, those included that were never open.
        result: what came out; None for a refusal.
        refused: the origin and id of the check that failed, for a refusal.
    """

    conditions: list[Condition]
    words: tuple[str, ...] = ()
    narration: tuple[str, ...] = ()
    result: Value = None
    refused: tuple[str, str] | None = None

    @property
    def terms(self) -> list[z3.BoolRef]:
        """The conditions as terms."""
        return [condition.term for condition in self.conditions]


def explore(follow: Callable[[Track], Value]) -> Iterator[Path]:
    """Follow every way through a function, first the ways that go on, with the refusals among them."""
    waiting: list[list[bool]] = [[]]
    while waiting:
        track = Track(waiting.pop())
        try:
            result = follow(track)
        except GuardFails:
            pass
        else:
            yield Path(track.conditions, tuple(track.words), tuple(track.narration), result)
        yield from (dataclasses.replace(refusal) for refusal in track.refusals)
        waiting.extend(track.open_ends)
