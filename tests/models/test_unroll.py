"""Is an attack as short as any? Compared with every run of a small specification, taken one by one."""

import dataclasses
import itertools
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hipmodels import problem
from hipmodels.attack import shortest as deciding
from hipmodels.attack.find import find
from hipmodels.attack.shortest import Shortest, shortest
from hipmodels.attack.unroll import Unrolling
from hipmodels.lift.edits import Edits
from hipmodels.problem import Problem
from hipmodels.trace import DoesNotReplayError, Move, Trace, replay, specification_functions
from hipspec.language import (
    NOTHING,
    Identifier,
    Impossible,
    Map,
    Maybe,
    Refused,
    Set,
    Specification,
    Step,
    action,
    given,
    invariant,
    replace,
    require,
    rule,
    some,
)
from hipspec.language.running import Run


class Guest(Identifier):
    """Who comes to the door."""


class Letter(Identifier):
    """A letter on its way."""


@dataclass(frozen=True)
class Doorkeeper:
    """What is known of a guest at the door."""

    invited: bool
    knocks: int
    inside: bool


@dataclass(frozen=True)
class World:
    """A house: its guests, letters on their way, and how late it is."""

    guests: Map[Guest, Doorkeeper]
    letters: Map[Letter, Maybe[Guest]]
    late: int


@dataclass(frozen=True)
class Event:
    """Who did something."""

    guest: Guest


@dataclass(frozen=True)
class History:
    """Who ever waited."""

    waited: Set[Guest]


@dataclass(frozen=True)
class Readings:
    """No open choice."""

    strict: bool = True


STRANGER = Doorkeeper(invited=False, knocks=0, inside=False)


def initial() -> World:
    """Nobody is there."""
    return World(guests=Map(STRANGER), letters=Map(NOTHING), late=0)


def initial_history(world: World) -> History:
    """Nobody has waited."""
    del world
    return History(waited=Set())


def observe(history: History, before: World, event: Event, after: World) -> History:
    """Write down who waits."""
    if after.late == before.late:
        return history
    return replace(history, waited=history.waited.add(event.guest))


@rule(clause="RFC 9999 1")
def let_in(guest: Doorkeeper) -> Doorkeeper:
    """Open the door."""
    require(guest.invited, "the guest is invited")
    require(guest.knocks > 1, "the guest has knocked twice")
    return replace(guest, inside=True, knocks=0)


@action()
def wait(world: World, guest: Guest) -> Step[World, Event]:
    """Time passes."""
    return Step(replace(world, late=world.late + 1), Event(guest=guest))


@action()
def write(world: World, letter: Letter, guest: Guest) -> Step[World, Event]:
    """Somebody writes an invitation."""
    return Step(replace(world, letters=world.letters.set(letter, some(guest))), Event(guest=guest))


@action()
def deliver(world: World, letter: Letter) -> Step[World, Event]:
    """An invitation arrives."""
    guest = given(world.letters[letter], "only what was written arrives")
    invited = replace(world.guests[guest], invited=True)
    return Step(replace(world, guests=world.guests.set(guest, invited)), Event(guest=guest))


@action()
def knock(world: World, guest: Guest) -> Step[World, Event]:
    """A guest knocks."""
    known = world.guests[guest]
    knocked = replace(known, knocks=known.knocks + 1)
    return Step(replace(world, guests=world.guests.set(guest, knocked)), Event(guest=guest))


@action()
def enter(world: World, guest: Guest) -> Step[World, Event]:
    """A guest goes in."""
    return Step(
        replace(world, guests=world.guests.set(guest, let_in(world.guests[guest]))),
        Event(guest=guest),
    )


@invariant()
def nobody_is_inside(history: History, world: World, guest: Guest) -> bool:
    """The house is empty."""
    del history
    return not world.guests[guest].inside


@invariant()
def nobody_follows(history: History, world: World, one: Guest, other: Guest) -> bool:
    """No two guests are inside."""
    del history
    return one == other or not world.guests[one].inside or not world.guests[other].inside


HOUSE = Specification(
    name="house",
    title="A house",
    world=World,
    history=History,
    readings_type=Readings,
    messages=(),
    initial=initial,
    initial_history=initial_history,
    observe=observe,
    rules=(let_in,),
    actions=(enter, knock, deliver, write, wait),  # an attack takes them in no order that the search prefers
    properties=(nobody_is_inside, nobody_follows),
    lemmas=(),
    expected=(),
    readings=(),
    scenarios={},
    universe={Guest: ("ann", "ben"), Letter: ()},
)
MODULE = "a_specification_of_test_unroll"
ANN, BEN = Guest("ann"), Guest("ben")
LETTER = Letter("letter1")
INVITED, TWICE = "let_in/the guest is invited", "let_in/the guest has knocked twice"
CASES = [frozenset[str](), frozenset({INVITED}), frozenset({TWICE}), frozenset({INVITED, TWICE})]
MOVES = [
    *(Move(name, {"guest": guest}) for name in ("wait", "knock", "enter") for guest in (ANN, BEN)),
    *(Move("write", {"letter": LETTER, "guest": guest}) for guest in (ANN, BEN)),
    Move("deliver", {"letter": LETTER}),
]


@pytest.fixture(autouse=True)
def house() -> Iterator[Problem]:
    """The house as a problem."""
    module = types.ModuleType(MODULE)
    vars(module)["SPECIFICATION"] = HOUSE
    sys.modules[MODULE] = module
    yield Problem(MODULE)
    problem._lifted.cache_clear()  # noqa: SLF001  # another test may make another specification under this name
    del sys.modules[MODULE]


def shortest_by_trying(left_out: frozenset[str], most: int) -> int:
    """Return the length of the shortest run in which somebody gets inside, of all runs with two guests."""
    actions = {function.__name__: function for function in HOUSE.actions}
    with Edits(left_out).applied(specification_functions(HOUSE)):
        reached = [Run(HOUSE)]
        for length in range(1, most + 1):
            after: dict[str, Run] = {}
            for run, move in itertools.product(reached, MOVES):
                further = run.copy()
                try:
                    further.do(actions[move.action], **move.arguments)
                except (Refused, Impossible):
                    continue
                if any(further.world.guests[guest].inside for guest in (ANN, BEN)):
                    return length
                after.setdefault(str(further.now), further)
            reached = list(after.values())
    return most + 1


def long_attack(left_out: frozenset[str]) -> Trace:
    """Return a run with more steps than it takes: a wait, letters, three knocks."""
    letter = [Move("write", {"letter": LETTER, "guest": ANN}), Move("deliver", {"letter": LETTER})]
    knocks = [Move("knock", {"guest": ANN})] * 3
    moves = (Move("wait", {"guest": BEN}), *letter, *knocks, Move("enter", {"guest": ANN}))
    return Trace("house", {}, tuple(sorted(left_out)), {}, moves, "nobody_is_inside", {"guest": ANN})


def decided(one: Problem, trace: Trace) -> Shortest:
    """Return what is found out, after a replay of what it was asked about."""
    replay(trace, one.specification)
    return shortest(one, trace)


@pytest.mark.parametrize("left_out", CASES, ids=lambda items: " and ".join(sorted(items)) or "whole")
def test_a_long_attack_is_told_and_the_shortest_is_shown(house: Problem, left_out: frozenset[str]) -> None:
    """It is as long as trying every run with two guests says; and then it is proved to be the shortest."""
    fewest = shortest_by_trying(left_out, 5)
    one = house.without(*left_out)
    found = decided(one, long_attack(left_out))
    assert found.excluded == fewest - 1
    assert found.shorter is not None
    assert (len(found.shorter.moves), found.proved, found.why) == (fewest, False, "")
    again = decided(one, found.shorter)
    assert (again.proved, again.excluded, again.shorter) == (True, fewest - 1, None)


def test_a_violation_that_takes_two_of_each_is_not_taken_for_a_short_one(house: Problem) -> None:
    """Two different guests must both have come in: twice what one needs, and no two steps are the same."""
    one = house.without(TWICE)
    moves = [
        Move(name, arguments)
        for guest, letter in ((ANN, LETTER), (BEN, Letter("letter2")))
        for name, arguments in (
            ("write", {"letter": letter, "guest": guest}),
            ("deliver", {"letter": letter}),
            ("enter", {"guest": guest}),
        )
    ]
    trace = Trace("house", {}, (TWICE,), {}, tuple(moves), "nobody_follows", {"one": ANN, "other": BEN})
    found = decided(one, trace)
    assert (found.proved, found.excluded) == (True, 5)


def test_steps_of_no_use_and_other_orders_are_not_followed(house: Problem) -> None:
    """Each attack is one sequence: no wait is in any, and knocks and letters, which don't meet, come in one order."""
    unrolling = Unrolling(house, "nobody_is_inside")
    assert unrolling.prepare()
    names = [[unrolling.transitions.all[n].path.action.__name__ for n in found] for found in unrolling.suspects(5)]
    assert names == [["knock", "knock", "write", "deliver", "enter"]]


def test_it_is_the_same_each_time_and_whatever_came_before(house: Problem) -> None:
    trace = long_attack(frozenset())
    first = shortest(house, trace)
    shortest(house.without(INVITED), long_attack(frozenset({INVITED})))
    problem._lifted.cache_clear()  # noqa: SLF001  # lifted anew, after another
    assert shortest(house, trace) == first


def test_without_resources_nothing_is_decided_and_nothing_claimed(house: Problem) -> None:
    found = shortest(house, long_attack(frozenset()), rlimit=1)
    assert (found.excluded, found.proved, found.shorter, found.why) == (0, False, None, "rlimit")


def test_a_shorter_attack_that_does_not_replay_is_an_error(house: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    trace = long_attack(frozenset())
    broken = dataclasses.replace(trace, moves=trace.moves[-1:])
    monkeypatch.setattr(deciding, "trace_of", lambda *_: broken)
    with pytest.raises(DoesNotReplayError, match=r"step 1 \(enter\)"):
        shortest(house, trace)


def test_an_update_processed_twice_takes_four_steps_in_hip() -> None:
    """Two hosts must meet, an UPDATE must be sent, and it must arrive twice."""
    one = Problem("hipspec.hip").without("receive_update.updates")
    attack = find(one, ["no_update_twice"])
    assert attack is not None
    found = shortest(one, attack.trace)
    assert (len(attack.trace.moves), found.excluded, found.proved) == (4, 3, True)
