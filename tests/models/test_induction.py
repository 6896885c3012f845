"""Counterexamples to induction: a step that really can be taken, from a state in which everything holds."""

import functools
import itertools
from typing import Any

import pytest

from hipmodels import prove
from hipmodels.induction import Counterexample, explain, failed_conjunct
from hipmodels.lift.edits import Edits
from hipmodels.lift.lifted import STATE, parameters_of
from hipmodels.problem import Problem
from hipmodels.properties import is_step_property
from hipmodels.prove import Result
from hipmodels.trace import holds_at, property_named, specification_functions
from hipmodels.verdicts import Verdict
from hipspec.hip.names import HIT, NOBODY, Address, Frame, Key, Nonce, Pair
from hipspec.language import Identifier, Map, Set
from hipspec.language.running import Moment, Taken
from hipspec.paper import SPECIFICATION, properties
from hipspec.paper.association import UNASSOCIATED, UNBOUND, Status
from hipspec.paper.readings import Readings

# The lemma that is left out, where it is missed, and the part of the property that says so.
CASES = {
    "signed_lists_are_announced": (
        "deliver_rea/0",
        "no_address_stealing",
        "history.announced[Pair(peer, host)][address]",
    ),
    "keyed_replies_are_given": (
        "deliver_acr/0",
        "no_unverified_rebinding",
        "implies(keyed(world, host, peer), history.replies.has(Reply(host=peer, nonce=locator.check.value)))",
    ),
    "lifetimes_are_promised": ("send/0", "no_data_after_the_lifetime", "promise.made"),
}


def failed(lemma: str) -> tuple[Problem, Result]:
    problem = Problem("hipspec.paper").without(lemma)
    path, name, _ = CASES[lemma]
    (result,) = [one for one in prove.solve_group(problem, path) if one.verdict is not Verdict.PROVED]
    assert (result.property, result.verdict) == (name, Verdict.UNKNOWN)
    return problem, result


@functools.cache
def counterexample(lemma: str) -> Counterexample:
    found = explain(*failed(lemma))
    assert found is not None
    return found


def names_in(*values: Any) -> dict[type, list[Identifier]]:  # noqa: ANN401  # values of any type
    """Return every identifier that occurs in some values, and of each kind one that does not."""
    found: dict[type, dict[Identifier, None]] = {k: {k("elsewhere"): None} for k in (HIT, Address, Nonce, Key, Frame)}
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, Identifier):
            found.setdefault(type(value), {})[value] = None
        elif isinstance(value, Map):
            waiting += [value.default, *itertools.chain(*value.items())]
        elif isinstance(value, Set):
            waiting += list(value)
        elif hasattr(value, "held"):
            waiting += list(value.held)
        elif hasattr(value, "__dataclass_fields__"):
            waiting += [getattr(value, name) for name in value.__dataclass_fields__]
    return {kind: list(names) for kind, names in found.items()}


@pytest.mark.parametrize("lemma", CASES)
def test_it_is_a_step_that_the_executable_specification_takes(lemma: str) -> None:
    taken = counterexample(lemma).taken
    assert taken.action.__name__ == CASES[lemma][0].split("/")[0]
    with Edits(frozenset({lemma})).applied(specification_functions(SPECIFICATION)):
        arguments = dict(taken.arguments)
        if "readings" in taken.action.__annotations__:
            arguments["readings"] = Readings()
        step = taken.action(taken.before.world, **arguments)
    after = SPECIFICATION.observe(taken.before.history, taken.before.world, step.event, step.world)
    assert (step.world, step.event, after) == (taken.after.world, taken.event, taken.after.history)


@pytest.mark.parametrize("lemma", CASES)
def test_everything_else_holds_before_it_and_the_property_fails_after_it(lemma: str) -> None:
    found = counterexample(lemma)
    moment = found.taken.before
    names = names_in(moment.world, moment.history, found.taken.arguments)
    for invariant in (f for f in SPECIFICATION.invariants if not is_step_property(f) and f.__name__ != lemma):
        kinds = parameters_of(invariant, STATE)
        if not set(kinds.values()) <= names.keys():
            continue  # it speaks of numbers or records, of which there is no end
        for values in itertools.product(*(names[kind] for kind in kinds.values())):
            parameters = dict(zip(kinds, values, strict=True))
            assert spoken(invariant, moment, parameters), (invariant.__name__, parameters)
    broken = property_named(SPECIFICATION, found.property)
    assert broken is not None
    assert found.property == CASES[lemma][1]
    assert not holds_at(broken, found.taken, found.parameters)


def spoken(invariant: Any, moment: Moment, parameters: dict[str, Any]) -> bool:  # noqa: ANN401  # a function
    """Whether an invariant holds; where it asks an absent value it says nothing."""
    try:
        return bool(invariant(moment.history, moment.world, **parameters))
    except LookupError:
        return True


@pytest.mark.parametrize("lemma", CASES)
def test_the_part_that_fails_is_named_and_the_bound_is_told(lemma: str) -> None:
    found = counterexample(lemma)
    assert found.conjunct == CASES[lemma][2]
    assert "Host" in found.bound
    assert "numbers -1 to " in found.bound


def test_what_is_true_has_no_counterexample() -> None:
    """With the lemma in place the very same step is impossible from such a state, in every small instance."""
    _, result = failed("signed_lists_are_announced")
    assert explain(Problem("hipspec.paper"), result) is None


def test_what_is_not_there_has_no_counterexample() -> None:
    _, result = failed("lifetimes_are_promised")
    problem = Problem("hipspec.paper")
    for field in ("action", "property"):
        changed = Result(**{**result.__dict__, field: "no_such_thing"})
        assert explain(problem, changed) is None


def test_the_first_conjunct_that_fails_is_the_one_that_is_told() -> None:
    """An ACTIVE address without any check breaks the first part; one whose check nobody answered, the second."""
    (alice, bob), address = (HIT("alice"), HIT("bob")), Address("b1")
    world = SPECIFICATION.initial(honest=Set(alice, bob), at=Map(NOBODY))
    bound = UNASSOCIATED.locators.set(address, UNBOUND.__class__(Status.ACTIVE, UNBOUND.check, UNBOUND.expires))
    association = UNASSOCIATED.__class__(**{**UNASSOCIATED.__dict__, "locators": bound})
    associations = world.associations.set(Pair(alice, bob), association)
    moment = Moment(
        world.__class__(**{**world.__dict__, "associations": associations}), SPECIFICATION.initial_history(world)
    )
    taken = Taken(SPECIFICATION.actions[0], {}, moment, None, moment)
    parameters = {"host": alice, "peer": bob, "address": address}
    told = failed_conjunct(properties.no_unverified_rebinding, taken, parameters)
    assert told == "verified(history, world, pair, address)"
