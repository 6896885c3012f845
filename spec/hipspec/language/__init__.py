"""The language of the specification: everything that a rule may use, and nothing else.

A rule is a plain Python function over frozen dataclasses, opaque identifiers, integers, `Map`, `Set`, `Tally` and
`Maybe`. The same text is run by Python on concrete values and lifted to terms of a solver on symbolic ones, so the
vocabulary is small on purpose. `hipspec.language.subset` states what the body of a rule may contain.
"""

from dataclasses import replace

from hipspec.language.collections import Map, Set, Tally
from hipspec.language.identifiers import Identifier
from hipspec.language.maybe import NOTHING, Maybe, some
from hipspec.language.rules import (
    Impossible,
    Refused,
    Step,
    action,
    assume,
    detail,
    expected_attack,
    given,
    holds,
    implies,
    invariant,
    lemma,
    require,
    rule,
    step_property,
)
from hipspec.language.specification import Reading, Specification

__all__ = [
    "NOTHING",
    "Identifier",
    "Impossible",
    "Map",
    "Maybe",
    "Reading",
    "Refused",
    "Set",
    "Specification",
    "Step",
    "Tally",
    "action",
    "assume",
    "detail",
    "expected_attack",
    "given",
    "holds",
    "implies",
    "invariant",
    "lemma",
    "replace",
    "require",
    "rule",
    "some",
    "step_property",
]
