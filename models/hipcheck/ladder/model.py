"""Ladders: a run as a message sequence diagram, before anybody decides how to draw it.

A ladder knows no protocol. It finds the packets by the record types that a specification sends, their ways by the
names of their fields (`sender`, `receiver`, `source`, `destination`, each of which may be missing), what was sent by
comparing `sent` before and after a step, and what arrived by an argument that is called `frame`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hipcheck.ladder.changes import Change, changes, shown
from hipcheck.ladder.network import ATTACKER, Network, Place, Way
from hipcheck.ladder.packets import packet_label, protection
from hipcheck.ladder.words import notes_of, read_by
from hipspec.language import Specification
from hipspec.language.rules import Label, Part
from hipspec.language.running import Taken

__all__ = ["Arrow", "Change", "Column", "Ladder", "Place", "Row", "Source", "Violation", "Way", "changes", "ladder_of"]


@dataclass(frozen=True)
class Column:
    """A vertical line: a host, the attacker, or an address where no host sits.

    Attributes:
        name: what stands above it.
        place: what it is.
        addresses: where it sits at the beginning.
    """

    name: str
    place: Place
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrow:
    """A packet on its way.

    Attributes:
        origin, target: the columns.
        label: the packet, in the notation of the RFCs.
        source, destination: the addresses in its header; empty if it has none.
        frame: the number of the transmission.
        way: whether it was sent, has arrived, or was read by the attacker.
    """

    origin: int
    target: int
    label: str
    source: str
    destination: str
    frame: str
    way: Way


@dataclass(frozen=True)
class Source:
    """Where something comes from in the specification.

    Attributes:
        name: the function.
        sentence: what it says that it does.
        clause, paper: the clause of the RFC, and the section of the paper.
    """

    name: str
    sentence: str
    clause: str = ""
    paper: str = ""

    @property
    def reference(self) -> str:
        """The clause and the section in one line; empty if there is neither."""
        return ", ".join([self.clause] * bool(self.clause) + [f"paper {self.paper}"] * bool(self.paper))


@dataclass(frozen=True)
class Row:
    """One step.

    Attributes:
        number: counted from 1.
        title: the action in words.
        action: the action, as the specification has it.
        rules: the rules of a host that the action hands over to.
        arrows: what arrived, then what was sent.
        concerned: the columns whose state changed, or who acted.
        notes: what changed.
    """

    number: int
    title: str
    action: Source
    rules: tuple[Source, ...]
    arrows: tuple[Arrow, ...]
    concerned: tuple[int, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Violation:
    """What the run shows in the end: a property that does not hold.

    Attributes:
        title: the property in words.
        property: the property, as the specification has it.
        expected: whether the specification says that it does not hold.
        parameters: for which values it is violated, in words.
        ending: what the run comes to, where that is none of an attack; it is told instead of the property.
    """

    title: str
    property: Source
    expected: bool
    parameters: str = ""
    ending: str = ""


@dataclass(frozen=True)
class Ladder:
    """A run as a message sequence diagram."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    violation: Violation | None = None


def ladder_of(  # noqa: PLR0913  # the choices of a reader, each given by name
    taken: list[Taken],
    specification: Specification,
    *,
    title: str = "",
    shows: str = "",
    parameters: Mapping[str, object] | None = None,
    ending: str = "",
    verbose: bool = False,
) -> Ladder:
    """Turn a finished run into a ladder.

    Args:
        taken: the steps of the run.
        specification: what was run.
        title: what stands above the ladder; the title of the specification if left out.
        shows: the name of the property that the last step violates, if any.
        parameters: the values of the property's own parameters for which it is violated.
        ending: what the run comes to, if it is none of an attack; it is told instead of the property.
        verbose: note every change, not only those that a reader needs.

    Raises:
        ValueError: the specification has no property that is called like this.
    """
    shown_property = _property(specification, shows) if shows else None
    telling = read_by(shown_property) if shown_property else frozenset()
    network = Network(taken, specification)
    rows = []
    for number, step in enumerate(taken, 1):
        arrows = tuple(_arrow(network, *way) for way in network.ways(step))
        notes = _claims(network, step) + notes_of(step, specification, telling=telling, verbose=verbose)
        rows.append(
            Row(
                number=number,
                title=step.action.__name__.replace("_", " "),
                action=source_of(step.action),
                rules=tuple(source_of(rule) for rule in rules_of(step.action, specification)),
                arrows=arrows,
                concerned=tuple(sorted(network.index(place) for place in network.concerned(step))),
                notes=notes,
            )
        )
    return Ladder(
        title=title or specification.title,
        columns=tuple(Column(name, place, addresses) for name, place, addresses in network.columns()),
        rows=tuple(rows),
        violation=_violation(shown_property, parameters or {}, ending) if shown_property else None,
    )


def source_of(function: Callable[..., Any]) -> Source:
    """Return where a function of a specification comes from."""
    label = getattr(function, "__label__", Label(Part.ACTION))
    first = (function.__doc__ or "").strip().split("\n\n")[0]
    return Source(function.__name__, " ".join(first.split()), label.clause, label.paper)


def rules_of(action: Callable[..., Any], specification: Specification) -> Iterable[Callable[..., Any]]:
    """Return the rules that the text of an action names."""
    named: tuple[str, ...] = getattr(getattr(action, "__code__", None), "co_names", ())
    return [rule for rule in specification.rules if rule.__name__ in named]


def _property(specification: Specification, name: str) -> Callable[..., bool]:
    for function in (*specification.invariants, *specification.expected):
        if function.__name__ == name:
            return function
    msg = f"the specification {specification.name} has no property {name!r}"
    raise ValueError(msg)


def _violation(function: Callable[..., bool], parameters: Mapping[str, object], ending: str) -> Violation:
    label = getattr(function, "__label__", None)
    return Violation(
        title=function.__name__.replace("_", " "),
        property=source_of(function),
        expected=isinstance(label, Label) and label.part is Part.EXPECTED_ATTACK,
        parameters=", ".join(f"{name.replace('_', ' ')} {shown(value)}" for name, value in parameters.items()),
        ending=ending,
    )


def _arrow(network: Network, frame: object, packet: object, way: Way, ends: tuple[object, object]) -> Arrow:
    addresses = [getattr(packet, name, None) for name in ("source", "destination")]
    source, destination = ("" if address is None else shown(address) for address in addresses)
    origin, target = (network.index(end) for end in ends)
    return Arrow(origin, target, packet_label(packet), source, destination, shown(frame), way)


def _claims(network: Network, step: Taken) -> tuple[str, ...]:
    """Say what stands on a packet that the attacker made or sent again."""
    if not network.is_attackers(step.action):
        return ()
    copied = step.arguments.get("original")
    if copied is not None:
        return (f"a copy of {shown(copied)}",)
    notes = []
    for _, packet in network.sent_in(step):
        claimed = network.place_of_host(getattr(packet, "sender", None)) != ATTACKER
        notes.append(", ".join(protection(packet, claimed)))
    return tuple(note for note in notes if note)
