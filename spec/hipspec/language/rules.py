"""Rules, guards, assumptions and properties: the words that give a function its part in the specification.

The decorators only write down what a function is and where it comes from; the function itself stays as it is, and
can be called, stepped through and read. Guards are ablated (deleted one at a time); assumptions are not, because
they say what the environment can't do, not what a host must check.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, TypeVar

from hipspec.language.maybe import Maybe

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
W = TypeVar("W")
E = TypeVar("E")


class Part(Enum):
    """What a decorated function is."""

    RULE = "rule"
    DETAIL = "detail"
    ACTION = "action"
    INVARIANT = "invariant"
    LEMMA = "lemma"
    STEP = "step"
    EXPECTED_ATTACK = "expected attack"


@dataclass(frozen=True)
class Label:
    """What a decorator wrote down about a function.

    Attributes:
        part: what it is.
        clause, paper: where it comes from.
        besides: for a field that it writes (or "reply"), why, although no security property needs it.
    """

    part: Part
    clause: str = ""
    paper: str = ""
    besides: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):  # noqa: N818  # not an error: a host said no, which is what it should do
    """A host refuses: a guard does not hold.

    Attributes:
        sentence: the guard, in words.
        function: the name of the function that states the guard.
    """

    def __init__(self, sentence: str, function: str) -> None:
        """Keep the guard's sentence and where it stands."""
        super().__init__(f"{function}: {sentence}")
        self.sentence = sentence
        self.function = function


class Impossible(Exception):  # noqa: N818  # not an error: this step does not exist in this world
    """The environment rules this step out: an assumption does not hold.

    Attributes:
        sentence: the assumption, in words.
        function: the name of the function that states it.
    """

    def __init__(self, sentence: str, function: str) -> None:
        """Keep the assumption's sentence and where it stands."""
        super().__init__(f"{function}: {sentence}")
        self.sentence = sentence
        self.function = function


@dataclass(frozen=True)
class Step(Generic[W, E]):
    """What an action makes of a world: the world after it, and the event that `observe` is told of."""

    world: W
    event: E


def _caller() -> str:
    frame = inspect.currentframe()
    for _ in range(2):
        frame = frame.f_back if frame else None
    return frame.f_code.co_name if frame else "?"


def require(condition: bool, sentence: str, *, besides: str = "") -> None:  # noqa: FBT001  # `require(x, "x")` reads as a sentence
    """State a guard: the host goes on only if `condition` is true.

    Args:
        condition: what must hold.
        sentence: the same in words, as a full clause.
        besides: why the guard is there although no security property needs it; left out for a guard that a
            security property does need.

    Raises:
        Refused: the condition is false.
    """
    del besides
    if not condition:
        raise Refused(sentence, _caller())


def holds(condition: bool, sentence: str, *, besides: str = "") -> bool:  # noqa: FBT001  # as `require`
    """State a guard that chooses instead of refusing: return `condition`, under a name, so that it can be ablated."""
    del sentence, besides
    return condition


def assume(condition: bool, sentence: str, *, besides: str = "") -> None:  # noqa: FBT001  # as `require`
    """State what the environment guarantees: a step with a false `condition` does not exist.

    Args:
        condition: what must hold.
        sentence: the same in words.
        besides: why it is there although no attack appears without it; left out for all others.

    Raises:
        Impossible: the condition is false.
    """
    del besides
    if not condition:
        raise Impossible(sentence, _caller())


def given(value: Maybe[T], sentence: str) -> T:
    """Return what is there, for a step that has no meaning otherwise.

    Raises:
        Impossible: nothing is there.
    """
    if not value.present:
        raise Impossible(sentence, _caller())
    return value.value


def implies(premise: bool, conclusion: bool) -> bool:  # noqa: FBT001  # as `require`
    """Whether the conclusion holds whenever the premise does."""
    return conclusion or not premise


def _labelled(label: Label) -> Callable[[F], F]:
    def write_down(function: F) -> F:
        if not function.__doc__:
            msg = f"{function.__module__}.{function.__qualname__}: say in one sentence of plain words what it does"
            raise TypeError(msg)
        function.__label__ = label  # type: ignore[attr-defined]  # the one attribute that the tools look for
        return function

    return write_down


def rule(*, clause: str, paper: str = "", besides: Mapping[str, str] | None = None) -> Callable[[F], F]:
    """Declare a rule of one host.

    Args:
        clause: the RFC and section that it comes from.
        paper: the section of the paper.
        besides: for a field that it writes (or "reply"), why, although no security property needs it.
    """
    return _labelled(Label(Part.RULE, clause, paper, besides or {}))


def detail(*, clause: str = "", besides: Mapping[str, str] | None = None) -> Callable[[F], F]:
    """Declare a part of rules that writes state; the arguments are those of `rule`."""
    return _labelled(Label(Part.DETAIL, clause, besides=besides or {}))


def action(*, clause: str = "", paper: str = "") -> Callable[[F], F]:
    """Declare something that can happen in the world: an honest host acts, the attacker acts, time passes."""
    return _labelled(Label(Part.ACTION, clause, paper))


def invariant(*, clause: str = "", paper: str = "") -> Callable[[F], F]:
    """Declare a property of every reachable world, for all values of the function's further parameters."""
    return _labelled(Label(Part.INVARIANT, clause, paper))


def lemma(function: F) -> F:
    """Declare an invariant that is there for the sake of a proof."""
    return _labelled(Label(Part.LEMMA))(function)


def step_property(*, clause: str = "", paper: str = "") -> Callable[[F], F]:
    """Declare a property of every step: of the world before, the event and the world after."""
    return _labelled(Label(Part.STEP, clause, paper))


def expected_attack(*, clause: str = "", paper: str = "") -> Callable[[F], F]:
    """Declare a step property that does *not* hold, and whose attack is shown instead of hidden."""
    return _labelled(Label(Part.EXPECTED_ATTACK, clause, paper))
