"""A family of specifications, as the engine sees it: rows, attacks, and how a run of a row begins.

The engine knows no protocol. It is given the name of a module, and asks it for what is described here.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, cast

from hipspec.language import Specification
from hipspec.language.running import Run


class Strength(Protocol):
    """An attacker with a name; `attacker` is the value of the parameter of that name of the initial world."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def says(self) -> str:
        """What it can do, in words."""

    @property
    def attacker(self) -> Any:  # noqa: ANN401  # the record of any family
        """The same as the world has it."""


class Bound(Protocol):
    """What an attack of volume comes to: a property that says so, and one that a run violates which reaches it."""

    @property
    def holds(self) -> str:
        """The name of the property."""

    @property
    def reached(self) -> str:
        """The name of the property that is violated where the bound is reached."""

    @property
    def factor(self) -> tuple[int, int]:
        """Bytes out for each byte in, as a numerator and a denominator."""


class Hope(Protocol):
    """What a column asks in which the run that violates the property is good, and a proof that there is none is bad."""

    @property
    def found(self) -> str:
        """What becomes of a row that has the run, in a word."""

    @property
    def found_says(self) -> str:
        """What its run shows."""

    @property
    def refuted(self) -> str:
        """What becomes of a row for which it is proved that there is none, in a word."""

    @property
    def refuted_says(self) -> str:
        """What is proved of the run in which the question comes up, from its end on."""

    @property
    def premise(self) -> str:
        """The name of the property that is violated by a run in which the question comes up."""


class Attack(Protocol):
    """One attack on all members of the family, or one hope."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def title(self) -> str:
        """A few words."""

    @property
    def question(self) -> str:
        """What is asked."""

    @property
    def violates(self) -> str:
        """The name of the property that it violates."""

    @property
    def ladder(self) -> Sequence[Strength]:
        """Who might do it, from weakest to strongest."""

    @property
    def depth(self) -> int:
        """How many attempts follow each other at most."""

    @property
    def hope(self) -> Hope | None:
        """What is hoped for, where the run that is sought is none of an attack."""

    @property
    def near(self) -> Sequence[str]:
        """The names of the invariants that a proof most probably rests on; they are tried before all are."""

    def begun(self, stage: Callable[[], Any]) -> Iterable[Run]:
        """Yield the runs to start from."""

    def further(self, run: Any) -> Iterable[Run]:  # noqa: ANN401  # a stage of the family
        """Yield the runs that are one attempt further."""


class Row(Protocol):
    """One member of the family."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def protocol(self) -> str:
        """The name of the protocol that it is a reading of."""

    @property
    def title(self) -> str:
        """What it is, in words."""

    @property
    def source(self) -> str:
        """Where its rules come from."""

    @property
    def senseless(self) -> Mapping[str, str]:
        """For each attack that makes no sense for it, why."""


class Family(Protocol):
    """Everything that the engine asks for."""

    @property
    def rows(self) -> Mapping[str, Row]:
        """The members, by name."""

    @property
    def attacks(self) -> Mapping[str, Attack]:
        """The attacks, by name."""

    def specification(self, row: str) -> Specification:
        """Return the specification of a row, the same one whenever it is asked for."""

    def stage(self, row: str, strength: Strength) -> Run:
        """Return the beginning of a run of a row, with an attacker in it."""

    def bounds(self, row: str, attack: str) -> Sequence[Bound]:
        """Return what an attack of volume can come to, the least first; nothing for one of no volume."""


def family_of(module: str) -> Family:
    """Return the family that a module holds."""
    return cast("Family", importlib.import_module(module).FAMILY)
