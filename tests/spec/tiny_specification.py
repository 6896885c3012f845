"""A host that counts: a specification of everything that is allowed, for tests to break in one place at a time."""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import (
    NOTHING,
    Identifier,
    Map,
    Maybe,
    Set,
    Specification,
    Step,
    action,
    assume,
    expected_attack,
    holds,
    implies,
    invariant,
    lemma,
    replace,
    require,
    rule,
    some,
    step_property,
)

# IMPORTS


class Name(Identifier):
    """Who."""


class State(Enum):
    """Whether it counts."""

    OPEN = "open"
    SHUT = "shut"


@dataclass(frozen=True)
class Host:
    """What a host knows."""

    state: State
    count: int
    seen: Set[int]
    others: Map[Name, int]
    friend: Maybe[Name]


@dataclass(frozen=True)
class Environment:
    """What is the case."""

    now: int


@dataclass(frozen=True)
class World:
    """All of it."""

    hosts: Map[Name, Host]
    environment: Environment


@dataclass(frozen=True)
class Event:
    """What happened."""

    number: int


@dataclass(frozen=True)
class History:
    """What has happened."""

    total: int


@dataclass(frozen=True)
class Readings:
    """No open choice."""

    strict: bool = True


NAME = Name("somebody")
LIMIT = 8
RATE = 0.5
LIST = [1]
START = Host(state=State.OPEN, count=0, seen=Set(), others=Map(0), friend=NOTHING)


def initial() -> World:
    """Begin."""
    return World(hosts=Map(START), environment=Environment(now=0))


def initial_history(world: World) -> History:
    """Nothing has happened."""
    del world
    return History(total=0)


def observe(history: History, before: World, event: Event, after: World) -> History:
    """Add up."""
    del before, after
    # OBSERVE
    return replace(history, total=history.total + event.number)


def doubled(number: int) -> int:
    """Double a number."""
    # HELPER
    return 2 * number


def authenticate(host: Host) -> None:
    """Refuse what is shut."""
    require(host.state == State.OPEN, "the host is open")


@rule(clause="RFC 9999 1")
def count_up(host: Host, number: int) -> Host:
    """Count, if all is well."""
    authenticate(host)
    require(number > 0 and number // LIMIT < 9, "the number is positive")
    require(host.others.every(lambda name, other: name != NAME or other >= 0), "nobody owes")
    # RULE
    if not holds(not host.seen.has(number), "the number is new"):
        return host
    more = doubled(number) if number > 3 else number
    return replace(
        host,
        count=host.count + more,
        seen=host.seen.add(number).where(lambda n: n > number - LIMIT),
        others=host.others.merge(host.others, lambda one, other: one + other).each(lambda one: 0 - one).set(NAME, 1),
        friend=some(NAME),
    )


@action()
def act(world: World, name: Name, number: int) -> Step[World, Event]:
    """A host counts."""
    assume(number < 100, "numbers are small")
    assume(number > -100, "numbers are small")
    # ACTION
    host = count_up(world.hosts[name], number)
    return Step(replace(world, hosts=world.hosts.set(name, host)), Event(number=number))


@invariant()
def never_owes(history: History, world: World, name: Name) -> bool:
    """Counts are not negative."""
    del world
    # PROPERTY
    return implies(name == NAME, history.total >= 0)


@step_property()
def goes_up(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """The total grows."""
    del before, event, after
    return history.total < history_after.total


@expected_attack()
def stands_still(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """The total stays."""
    del before, event, after
    return history.total == history_after.total


@lemma
def counts(history: History, world: World, name: Name) -> bool:
    """Counts are not negative."""
    del history
    return world.hosts[name].count >= 0


SPECIFICATION = Specification(
    name="tiny",
    title="Tiny",
    world=World,
    history=History,
    readings_type=Readings,
    messages=(),
    initial=initial,
    initial_history=initial_history,
    observe=observe,
    rules=(count_up,),
    actions=(act,),
    properties=(never_owes, goes_up),
    lemmas=(counts,),
    expected=(stands_still,),
    readings=(),
    scenarios={},
    universe={},
)
