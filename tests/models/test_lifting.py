"""Running a rule or an action and evaluating its lifted paths agree, on states that almost pass each guard."""

from __future__ import annotations

import inspect
import typing
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from hipmodels.lift.lifted import Lifted
from hipmodels.lift.paths import Path, Track, explore
from hipmodels.lift.sorts import fields_of
from hipmodels.lift.source import Function, hints_of
from hipspec.hip import ACTIONS, RULES, SPECIFICATION
from hipspec.hip.association import Answer
from hipspec.hip.history import History
from hipspec.hip.world import Event, World
from hipspec.language import Impossible, Refused

if typing.TYPE_CHECKING:
    from tests.models.meaning import Meaning, State

Value = Any  # a value of the specification, of whatever type
Case = dict[str, Value]  # the arguments of one call
Cases = Callable[[Function], st.SearchStrategy[Case]]
Names = dict[type, list[Value]]
StandingFor = Callable[[Value, Value], "State"]

ENOUGH = 200  # runs in which it is defined what happens
RUNS = 250
RUNS_FOR_A_CHECK = 45  # for each guard or assumption, so that each is refused, whatever else is left to chance
# Where a state that no run reaches has no meaning, and why.
UNDEFINED = {"send_copy": "what was never sent has been read, which no run reaches"}


class Subject:
    """A rule or an action, to be run and to be lifted.

    Args:
        function: the rule or action.
    """

    def __init__(self, function: Function, meaning_of: type[Meaning], names: Names) -> None:
        """Lift it for unknown arguments, refusals included."""
        self.function = function
        self.is_action = function in ACTIONS
        self.kinds = {name: kind for name, kind in hints_of(function).items() if name != "return"}
        if self.is_action:
            self.kinds |= {"world": World, "history": History}  # an action of every protocol, in the world of HIP
        lifted = Lifted(SPECIFICATION)
        self.interpreter = lifted.interpreter
        self.unknown = {name: lifted.interpreter.values.fresh(kind, name) for name, kind in self.kinds.items()}
        self.paths = list(explore(self.follow))
        self.meaning = meaning_of(lifted.sorts, self.kinds_met(), names)

    def kinds_met(self) -> list[Value]:
        """Return the types that the terms can be made of."""
        if not self.is_action:
            return [bool, int, *self.kinds.values(), Answer]
        state = [kind for record in (World, History) for kind in fields_of(record).values()]
        arguments = [kind for name, kind in self.kinds.items() if name not in {"world", "history"}]
        return [bool, int, *state, *arguments, Event]

    def follow(self, track: Track) -> Value:
        """Follow one path: the function, and for an action also what is observed of it."""
        arguments = {name: value for name, value in self.unknown.items() if name != "history"}
        result = self.interpreter.call(self.function, arguments, track)
        if not self.is_action:
            return result
        observe = SPECIFICATION.observe
        seen = (self.unknown["history"], self.unknown["world"], result.fields["event"], result.fields["world"])
        names = inspect.signature(observe).parameters
        history = self.interpreter.call(observe, dict(zip(names, seen, strict=True)), track)
        return result.fields["world"], result.fields["event"], history

    def run(self, case: Case) -> tuple[Value, ...]:
        """Run it as Python."""
        result = self.function(**{name: value for name, value in case.items() if name != "history"})
        if not self.is_action:
            return (result,)
        history = SPECIFICATION.observe(case["history"], case["world"], result.event, result.world)
        return result.world, result.event, history

    def compare(self, path: Path, plain: tuple[Value, ...], state: State) -> str:
        """Return where the result of a path differs from what Python returned."""
        kinds = (World, type(plain[1]), History) if self.is_action else (Answer,)  # every event has its own kind
        lifted = path.result if self.is_action else (path.result,)
        parts = zip(lifted, plain, kinds, strict=True)
        return "".join(self.meaning.agrees(part, value, kind, state) for part, value, kind in parts)


@dataclass
class Coverage:
    """What a series of runs has come across."""

    runs: int = 0
    passed: Counter[tuple[str, ...]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    undefined: int = 0


def check(subject: Subject, case: Case, standing_for: StandingFor, coverage: Coverage) -> None:
    """Run one case, and see that exactly the right path applies with the right outcome."""
    coverage.runs += 1
    plain: tuple[Value, ...] = ()
    refused = None
    try:
        plain = subject.run(case)
    except Refused as refusal:
        refused = ("guard", f"{refusal.function}/{refusal.sentence}")
    except Impossible as refusal:
        refused = ("assumption", f"{refusal.function}/{refusal.sentence}")
    except LookupError:
        coverage.undefined += 1
        return
    state = standing_for(subject.unknown, case)
    apply = [path for path in subject.paths if subject.meaning.applies(path, state)]
    assert len(apply) == 1, [(path.words, path.refused) for path in apply]
    assert apply[0].refused == refused
    if refused is None:
        assert not subject.compare(apply[0], plain, state)
        coverage.passed[apply[0].words] += 1
    else:
        coverage.refused[refused[1]] += 1


def explore_cases(subject: Subject, cases: st.SearchStrategy[Case], standing_for: StandingFor, runs: int) -> Coverage:
    """Check a rule or an action on random cases."""
    coverage = Coverage()

    @settings(max_examples=runs, derandomize=True, database=None, deadline=None)
    @given(case=cases)
    def each(case: Case) -> None:
        check(subject, case, standing_for, coverage)

    each()
    return coverage


@pytest.mark.parametrize("function", [*RULES, *ACTIONS], ids=lambda function: function.__name__)
def test_running_and_lifting_agree(
    function: Function,
    cases_for: Cases,
    meaning_of: type[Meaning],
    standing_for: StandingFor,
    names: Names,
) -> None:
    subject = Subject(function, meaning_of, names)
    refusals = {path.refused[1] for path in subject.paths if path.refused is not None}
    runs = max(RUNS, RUNS_FOR_A_CHECK * len(refusals))
    coverage = explore_cases(subject, cases_for(function), standing_for, runs)
    assert coverage.runs - coverage.undefined >= ENOUGH
    assert not coverage.undefined or function.__name__ in UNDEFINED
    assert coverage.passed.keys() == {path.words for path in subject.paths if path.refused is None}
    assert coverage.refused.keys() == refusals
