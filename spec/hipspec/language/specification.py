"""`Specification`: the one object that tools are given; it lists everything and hides nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


@dataclass(frozen=True)
class Reading:
    """One open choice of the standards and what becomes of the properties under each answer.

    Attributes:
        name: the field of the `Readings` dataclass that holds the choice.
        question: the choice, as a question.
        source: the clauses that leave it open or contradict each other.
        breaks: for each answer that is not safe, the property that an attack violates.
    """

    name: str
    question: str
    source: str
    answers: type[Enum]
    default: Enum
    breaks: Mapping[Enum, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Specification:
    """Everything that there is to execute, lift, prove, ablate and render.

    Attributes:
        name: short, as used on the command line.
        world, history: the dataclasses of the state and of the ghosts.
        readings_type: the frozen dataclass with the chosen answer to each reading; its defaults are the proved ones.
        messages: the records that are sent, not remembered.
        initial: from a few unconstrained parameters to the initial world.
        initial_history: from the initial world to its history.
        observe: `(history, before, event, after) -> history`, the only writer of ghosts.
        rules: the functions of one host, in the order in which they are to be read.
        actions: what can happen, honest hosts first.
        properties: invariants and step properties that matter in themselves.
        lemmas: invariants that the proofs need.
        spare_lemmas: invariants that only the proofs without some guard or effect need.
        expected: step properties that are known not to hold.
        scenarios: named runs that must succeed, each a function from a runner.
        undisturbed: the names of the scenarios in which nobody attacks, and in which what was sent arrives once, in
            order, where it was meant to.
        universe: the identifiers of each kind that the concrete searches start from; none for the kinds of which
            new ones are drawn as needed.
        sampling: for records that make no sense at random, a function that suggests one, and for identifiers of which
            only some make sense, a function that lists them; see `hipspec.hip.sampling`.
    """

    name: str
    title: str
    world: type
    history: type
    readings_type: type
    messages: tuple[type, ...]
    initial: Callable[..., Any]
    initial_history: Callable[..., Any]
    observe: Callable[..., Any]
    rules: tuple[Callable[..., Any], ...]
    actions: tuple[Callable[..., Any], ...]
    properties: tuple[Callable[..., bool], ...]
    lemmas: tuple[Callable[..., bool], ...]
    expected: tuple[Callable[..., bool], ...]
    readings: tuple[Reading, ...]
    scenarios: Mapping[str, Callable[..., Any]]
    universe: Mapping[type, tuple[str, ...]]
    sampling: Mapping[type, Callable[..., Any]] = field(default_factory=dict)
    spare_lemmas: tuple[Callable[..., bool], ...] = ()
    undisturbed: frozenset[str] = frozenset()

    @property
    def invariants(self) -> tuple[Callable[..., bool], ...]:
        """All that is proved: properties, lemmas and spare lemmas."""
        return (*self.properties, *self.lemmas, *self.spare_lemmas)
