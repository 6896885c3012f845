"""One step of a specification, taken: what comes of it, and which guards were asked on the way."""

import dataclasses
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from hipcheck.ladder.changes import changes
from hipcheck.vectors.model import Json
from hipcheck.vectors.steps.plain import change, plain
from hipmodels.items import rule_functions
from hipmodels.lift.edits import Edits
from hipmodels.problem import Problem
from hipspec.language import Impossible, Refused
from hipspec.language import rules as words

ASKING = frozenset((words.require.__code__, words.holds.__code__))
Action = Callable[..., Any]


@dataclass(frozen=True)
class Attempt:
    """A step that is tried.

    Attributes:
        action: what happens.
        arguments: by name, without readings.
        world: where it happens.
        name: where it comes from.
    """

    action: Action
    arguments: Mapping[str, Any]
    world: Any
    name: str


@dataclass(frozen=True)
class Outcome:
    """What came of a step.

    Attributes:
        refusal: the guard that refused it, by id; empty if none did.
        after: the world after it; None if it was refused.
        asked: the guards that were asked, each with whether it held each time.
        called: the functions that were called.
    """

    refusal: str
    after: Any
    asked: dict[str, bool]
    called: frozenset[str] = frozenset()


@contextmanager
def watching() -> Iterator[tuple[dict[str, bool], set[str]]]:
    """Note each guard that is asked, by its id, and each function of a specification that is called."""
    asked: dict[str, bool] = {}
    called: set[str] = set()

    def see(frame: FrameType, event: str, argument: object) -> None:
        del argument
        if event != "call":
            return
        called.add(frame.f_code.co_name)
        if frame.f_code in ASKING and frame.f_back is not None:
            given = frame.f_locals
            name = f"{frame.f_back.f_code.co_name}/{given['sentence']}"
            asked[name] = asked.get(name, True) and bool(given["condition"])

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        yield asked, called
    finally:
        sys.setprofile(before)


def take(attempt: Attempt, readings: Any) -> Outcome | None:  # noqa: ANN401  # those of any specification
    """Take a step; return nothing if there is no such step in this world."""
    given = dict(attempt.arguments)
    if "readings" in inspect.signature(attempt.action).parameters:
        given["readings"] = readings
    with watching() as (asked, called):
        try:
            step = attempt.action(attempt.world, **given)
        except Refused as refused:
            return Outcome(f"{refused.function}/{refused.sentence}", None, asked, frozenset(called))
        except (Impossible, LookupError):
            return None
    return Outcome("", step.world, asked, frozenset(called))


def alone(problem: Problem, attempt: Attempt, outcome: Outcome, guard: str) -> bool:
    """Whether a step breaks this guard alone: without it the step comes out otherwise, and is not refused."""
    if outcome.asked.get(guard, True):
        return False
    specification = problem.specification
    with Edits(frozenset({guard})).applied(rule_functions(specification)):
        try:
            other = take(attempt, specification.readings_type())
        except LookupError:
            return True
    if other is None:  # nothing but the guard refuses, and what it lets through makes no sense to the rule
        return bool(outcome.refusal)
    return not other.refusal and other.after != outcome.after


def result_of(problem: Problem, attempt: Attempt, outcome: Outcome) -> Json:
    """Return what the host remembers otherwise, and what it sends."""
    specification = problem.specification
    messages = specification.messages
    found = [
        change(each)
        for each in changes(attempt.world, outcome.after, messages)
        if each.path and each.path[0] != "environment"
    ]
    before, after = attempt.world.environment.sent, outcome.after.environment.sent
    sent = [value.value for frame, value in after.items() if not before[frame].present]
    return {"after": found, "sends": [plain(packet) for packet in sent]}


def narrowed(attempt: Attempt, readings: Any) -> Attempt:  # noqa: ANN401  # those of any specification
    """Return the step in a world that has nothing that doesn't matter: no transmissions but those that it names."""
    environment = attempt.world.environment
    named = set(attempt.arguments.values())
    kept = {frame: packet for frame, packet in environment.sent.items() if frame in named}
    sent = type(environment.sent)(environment.sent.default, kept)
    world = dataclasses.replace(attempt.world, environment=dataclasses.replace(environment, sent=sent))
    narrow = dataclasses.replace(attempt, world=world)
    one, other = take(attempt, readings), take(narrow, readings)
    if one is None or other is None or (one.refusal, bool(one.after)) != (other.refusal, bool(other.after)):
        return attempt
    return narrow
