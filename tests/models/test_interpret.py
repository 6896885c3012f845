"""The interpreter, word by word: what it lifts means what Python does, whatever is left out of the text."""

from __future__ import annotations

import contextlib
import typing
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from hipmodels.lift.edits import Edits, items_of
from hipmodels.lift.interpret import Interpreter
from hipmodels.lift.paths import Path, explore
from hipmodels.lift.sorts import Sorts
from hipmodels.lift.source import Function, hints_of
from hipspec.language import (
    NOTHING,
    Identifier,
    Impossible,
    Map,
    Maybe,
    Refused,
    Set,
    Tally,
    assume,
    holds,
    implies,
    replace,
    require,
    some,
)

if typing.TYPE_CHECKING:
    from tests.models.conftest import Strategies
    from tests.models.meaning import Meaning, State

Value = Any  # a value of whatever type
SORTS = Sorts()  # one for the whole file: each sort of a process needs a name of its own


class Name(Identifier):
    """Something with a name."""


class Colour(Enum):
    """A colour."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Box:
    """Something with parts."""

    colour: Colour
    count: int
    label: Maybe[Name]


@dataclass(frozen=True)
class Room:
    """Something with boxes."""

    boxes: Map[Name, Box]
    ids: Set[int]


@dataclass(frozen=True)
class Outcome:
    """What a rule makes of a box."""

    box: Box
    reply: Maybe[int] = NOTHING


FRED = Name("fred")
NAMES: dict[type, list[Value]] = {Name: [FRED, Name("ann"), Name("joe")]}


# ---------------------------------------------------------------------- words


def merges_numbers(x: int, up: bool) -> int:  # noqa: FBT001  # a value like any other
    if up:  # noqa: SIM108  # the statement is what is tested
        y = x + 1
    else:
        y = x - 1
    return y * 2 - x


def leaves_early(x: int, y: int) -> int:
    z = x + y
    if x < y:
        if z > 3:
            return z
        z = z - 1
    return z * z


def merges_records(box: Box, other: Box, x: int) -> Box:
    chosen = box if x <= 1 else replace(other, count=x)
    return chosen if chosen.colour == Colour.RED else replace(chosen, label=some(FRED))


def rounds_down(x: int, y: int) -> int:
    return x * 7 // 8 + -y // 5


def asks_maybe(a: Maybe[int], x: int) -> Maybe[int]:
    return some(a.value + x) if a.present and a.value != x else NOTHING


def compares_maybe(a: Maybe[Name], b: Maybe[Name], name: Name) -> int:
    first = 1 if a == NOTHING else 0
    second = 2 if a == some(name) else 0
    third = 4 if a == b else 0
    fourth = 8 if b != NOTHING else 0
    fifth = 16 if some(name) == some(FRED) else 0
    return first + second + third + fourth + fifth


def compares_records(box: Box, other: Box, flag: bool) -> bool:  # noqa: FBT001  # as above
    return box == other or (not flag and box != replace(other, count=box.count)) or (flag and 1 < box.count)  # noqa: SIM300  # both ways round


def concludes(x: int, y: int) -> bool:
    return implies(x > 0, y > 0) and (x >= y or not x > 2)


def keeps_accounts(ledger: Tally[Name], name: Name, amount: int) -> Tally[Name]:
    return ledger.add(name, amount).add(FRED, -amount)


def reads_accounts(ledger: Tally[Name], name: Name) -> int:
    return ledger.add(name, 3)[name] * 1000 + ledger.total + ledger[FRED]


def changes_each(room: Room, x: int) -> Room:
    return replace(room, boxes=room.boxes.each(lambda box: replace(box, count=box.count + x)))


def changes_one(room: Room, name: Name, x: int) -> Room:
    fuller = room.boxes.set(name, replace(room.boxes[name], count=x))
    return replace(room, boxes=fuller.set(FRED, fuller[name]), ids=room.ids.add(x))


def merges_maps(room: Room, counts: Map[Name, int]) -> Room:
    return replace(
        room,
        boxes=room.boxes.merge(
            counts, lambda box, count: replace(box, count=count) if count > box.count else replace(box, label=NOTHING)
        ),
    )


def filters(room: Room, x: int) -> Room:
    return replace(room, ids=room.ids.add(x + 1).where(lambda number: number > x))


def asks_all(room: Room, name: Name, x: int) -> bool:
    return room.boxes.every(lambda key, box: key == name or box.count <= x) and not room.ids.has(x)


def starts_anew(name: Name, x: int) -> Room:
    box = Box(Colour.BLUE, count=x, label=some(name))
    return Room(boxes=Map(box), ids=Set())


WORDS = [
    merges_numbers,
    leaves_early,
    merges_records,
    rounds_down,
    asks_maybe,
    compares_maybe,
    compares_records,
    concludes,
    keeps_accounts,
    reads_accounts,
    changes_each,
    changes_one,
    merges_maps,
    filters,
    asks_all,
    starts_anew,
]


class Bench:
    """A function lifted along its paths, and with its branches merged, to be compared with Python."""

    def __init__(self, function: Function, meaning_of: type[Meaning], edits: Edits | None = None) -> None:
        """Lift it both ways."""
        self.function = function
        self.edits = edits or Edits()
        interpreter = Interpreter(SORTS, self.edits)
        hints = dict(hints_of(function))
        self.result = hints.pop("return")
        self.kinds = hints
        self.unknown = {name: interpreter.values.fresh(kind, name) for name, kind in hints.items()}
        self.paths = list(explore(lambda track: interpreter.call(function, self.unknown, track)))
        checks = any(path.refused for path in self.paths)
        self.merged = None if checks else Path([], result=interpreter.call(function, self.unknown))
        others = (bool, int, Box, Name, Map[Name, int])
        self.meaning = meaning_of(SORTS, [*others, *hints.values(), self.result], NAMES)

    def run(self, case: dict[str, Value]) -> tuple[str, Value]:
        """Return the check that refuses, or what Python returns."""
        with self.edits.applied([self.function]):
            try:
                return "", self.function(**case)
            except (Refused, Impossible) as refusal:
                return f"{refusal.function}/{refusal.sentence}", None

    def compare(self, case: dict[str, Value], state: State) -> None:
        """See that the path that applies, and the merged result, are what Python does."""
        refused, plain = self.run(case)
        apply = [path for path in self.paths if self.meaning.applies(path, state)]
        assert len(apply) == 1
        assert (apply[0].refused or ("", ""))[1] == refused
        if not refused:
            for way in [apply[0], *([self.merged] if self.merged else [])]:
                assert not self.meaning.agrees(way.result, plain, self.result, state)


Compare = Callable[..., "Bench"]


@pytest.fixture
def compare(
    meaning_of: type[Meaning], strategies_for: type[Strategies], standing_for: Callable[[Value, Value], State]
) -> Compare:
    """What compares a function, perhaps edited, with its lifting on random arguments."""
    strategies = strategies_for({Name: NAMES[Name]})

    def check(function: Function, *left_out: str) -> Bench:
        bench = Bench(function, meaning_of, Edits(frozenset(left_out)))
        arguments = {name: strategies.of(kind) for name, kind in bench.kinds.items()}

        @settings(max_examples=100, derandomize=True, database=None, deadline=None)
        @given(case=st.fixed_dictionaries(arguments))
        def each(case: dict[str, Value]) -> None:
            bench.compare(case, standing_for(bench.unknown, case))

        each()
        return bench

    return check


@pytest.mark.parametrize("function", WORDS, ids=lambda function: function.__name__)
def test_a_word_means_the_same_lifted_and_run(function: Function, compare: Compare) -> None:
    compare(function)


@pytest.mark.parametrize(
    ("function", "ways"), [(merges_numbers, 2), (leaves_early, 3), (merges_records, 1), (asks_maybe, 1), (asks_all, 1)]
)
def test_statements_fork_and_expressions_merge(function: Function, ways: int, compare: Compare) -> None:
    assert len(compare(function).paths) == ways


# ---------------------------------------------------------------------- edits


def opens(box: Box, key: Maybe[int], by: int = 1) -> Outcome:
    assume(by > 0, "somebody turns the key")
    require(key.present, "there is a key")
    require(key.value == box.count, "the key fits")
    if not holds(box.colour == Colour.RED, "the box is locked"):
        return Outcome(box=box, reply=NOTHING)
    opened = replace(box, colour=Colour.BLUE, count=box.count + by)
    fuller = replace(opened, count=opened.count + 10)
    return Outcome(box=fuller, reply=some(by))


RED, BLUE = Box(Colour.RED, 5, NOTHING), Box(Colour.BLUE, 5, NOTHING)
FITS, DOES_NOT_FIT = some(5), some(6)
EDITS = {
    (): (Outcome(Box(Colour.BLUE, 16, NOTHING), some(1)), "opens/the key fits", Outcome(BLUE, NOTHING)),
    ("opens/the key fits",): (
        Outcome(Box(Colour.BLUE, 16, NOTHING), some(1)),
        Outcome(Box(Colour.BLUE, 16, NOTHING), some(1)),
        Outcome(BLUE, NOTHING),
    ),
    ("opens/the box is locked",): (
        Outcome(Box(Colour.BLUE, 16, NOTHING), some(1)),
        "opens/the key fits",
        Outcome(Box(Colour.BLUE, 16, NOTHING), some(1)),
    ),
    ("opens.colour",): (Outcome(Box(Colour.RED, 16, NOTHING), some(1)), "opens/the key fits", Outcome(BLUE, NOTHING)),
    ("opens.count",): (Outcome(Box(Colour.BLUE, 15, NOTHING), some(1)), "opens/the key fits", Outcome(BLUE, NOTHING)),
    ("opens.count#2",): (Outcome(Box(Colour.BLUE, 6, NOTHING), some(1)), "opens/the key fits", Outcome(BLUE, NOTHING)),
    ("opens.reply",): (Outcome(Box(Colour.BLUE, 16, NOTHING), NOTHING), "opens/the key fits", Outcome(BLUE, NOTHING)),
    ("opens.colour", "opens.count", "opens.count#2", "opens.reply", "opens/the key fits", "opens/the box is locked"): (
        Outcome(RED, NOTHING),
        Outcome(RED, NOTHING),
        Outcome(BLUE, NOTHING),
    ),
}


def outcome(left_out: tuple[str, ...], box: Box, key: Maybe[int], by: int = 1) -> Outcome | str:
    """Run the edited text."""
    with Edits(frozenset(left_out)).applied([opens]):
        try:
            return opens(box, key) if by == 1 else opens(box, key, by)
        except (Refused, Impossible) as refusal:
            return f"{refusal.function}/{refusal.sentence}"


@pytest.mark.parametrize("left_out", EDITS, ids=lambda left_out: ",".join(left_out) or "nothing")
def test_what_is_left_out_is_left_out_when_run(left_out: tuple[str, ...]) -> None:
    cases = ((RED, FITS), (RED, DOES_NOT_FIT), (BLUE, FITS))
    assert tuple(outcome(left_out, box, key) for box, key in cases) == EDITS[left_out]
    assert tuple(outcome((), box, key) for box, key in cases) == EDITS[()]


@pytest.mark.parametrize("left_out", [*EDITS, ("opens/somebody turns the key",)], ids=",".join)
def test_an_edited_text_means_the_same_lifted_and_run(left_out: tuple[str, ...], compare: Compare) -> None:
    bench = compare(opens, *left_out)
    refusals = {path.refused[1] for path in bench.paths if path.refused}
    checks = {"opens/somebody turns the key", "opens/there is a key", "opens/the key fits"}
    assert refusals == checks - set(left_out)


def test_an_assumption_can_be_left_out() -> None:
    assert outcome((), RED, FITS, by=-1) == "opens/somebody turns the key"
    assert outcome(("opens/somebody turns the key",), RED, FITS, by=-1) == Outcome(
        Box(Colour.BLUE, 14, NOTHING), some(-1)
    )


def test_the_text_is_restored_after_an_error() -> None:
    code = opens.__code__
    edits = Edits(frozenset({"opens.reply"}))
    with contextlib.suppress(KeyError), edits.applied([opens]):
        assert opens.__code__ is not code
        raise KeyError
    assert opens.__code__ is code


def test_everything_that_can_be_left_out_is_listed_in_the_order_of_the_text() -> None:
    assert [(item.id, item.kind) for item in items_of(opens)] == [
        ("opens/somebody turns the key", "assumption"),
        ("opens/there is a key", "guard"),
        ("opens/the key fits", "guard"),
        ("opens/the box is locked", "guard"),
        ("opens.colour", "effect"),
        ("opens.count", "effect"),
        ("opens.count#2", "effect"),
        ("opens.reply", "effect"),
    ]
