"""Where two rows differ as a document: what `hipway contrast --json` writes."""

from collections.abc import Sequence

import msgspec

from hipcheck.ladder import Ladder, ladder_of
from hipcheck.matrix.model import sentence_of
from hipcheck.output.documents import solver
from hipmodels.matrix.contrast import Difference, Explanation, Removal
from hipmodels.trace import property_named, replay
from hipspec.language import Specification


class GuardModel(msgspec.Struct, frozen=True):
    """A guard, by the rule that it stands in."""

    rule: str
    guard: str


class RemovalModel(msgspec.Struct, frozen=True):
    """The guards that are left out, one or two, and the attack that appears, replayed without them."""

    guards: tuple[GuardModel, ...]
    steps: int
    ladder: Ladder


class DifferenceModel(msgspec.Struct, frozen=True):
    """One column in which one row is safe from what the other falls to.

    Attributes:
        attack, title: the column.
        property, property_says: what is proved of the safe row, and violated in the open one.
        safe, open: the rows.
        attacker, attacker_says: against whom.
        guards: how many guards of the safe row were left out, each by itself.
        pairs_tried, pairs: how many pairs of them were, and how many there are; none if one guard suffices.
        removals: what makes the difference.
    """

    attack: str
    title: str
    property: str
    property_says: str
    safe: str
    open: str
    attacker: str
    attacker_says: str
    guards: int
    pairs_tried: int
    pairs: int
    removals: tuple[RemovalModel, ...]


class HopeModel(msgspec.Struct, frozen=True):
    """One column that asks for no attack, and in which the rows differ: the word for each, such as "recovers"."""

    attack: str
    title: str
    one: str
    two: str


class Contrast(msgspec.Struct, frozen=True):
    """Where two rows differ."""

    solver: dict[str, str]
    one: str
    two: str
    attacks: tuple[str, ...]
    differences: tuple[DifferenceModel, ...]
    hopes: tuple[HopeModel, ...]
    seconds: float


def contrast_of(
    rows: tuple[str, str],
    attacks: Sequence[str],
    found: Sequence[tuple[Difference, Explanation, Specification]],
    hopes: Sequence[HopeModel],
    seconds: float,
) -> Contrast:
    """Return the document of what makes two rows differ."""
    return Contrast(
        solver=solver(),
        one=rows[0],
        two=rows[1],
        attacks=tuple(attacks),
        differences=tuple(_difference(*one) for one in found),
        hopes=tuple(hopes),
        seconds=round(seconds, 3),
    )


def _difference(difference: Difference, explanation: Explanation, specification: Specification) -> DifferenceModel:
    return DifferenceModel(
        attack=difference.attack.name,
        title=difference.attack.title,
        property=difference.property,
        property_says=sentence_of(property_named(specification, difference.property)),
        safe=difference.safe,
        open=difference.open,
        attacker=difference.strength.name,
        attacker_says=difference.strength.says,
        guards=explanation.guards,
        pairs_tried=explanation.tried,
        pairs=explanation.pairs,
        removals=tuple(_removal(removal, specification) for removal in explanation.removals),
    )


def _removal(removal: Removal, specification: Specification) -> RemovalModel:
    trace = removal.trace
    taken = replay(trace, specification)
    title = f"{specification.title}, without: {'; '.join(item.text for item in removal.items)}"
    ladder = ladder_of(taken, specification, title=title, shows=trace.shows, parameters=trace.parameters)
    guards = tuple(GuardModel(item.function, item.text) for item in removal.items)
    return RemovalModel(guards, len(trace.moves), ladder)
