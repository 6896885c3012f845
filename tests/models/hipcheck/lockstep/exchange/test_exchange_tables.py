"""The tables of the view on the base exchange name everything that there is."""

import ast
import inspect

from hipcheck.lockstep.exchange.abstraction import NOT_COMPARED
from hipcheck.lockstep.exchange.associations import (
    EXCHANGE_LEFT_OUT,
    FIELDS,
    LEFT_OUT_OF_THE_ENGINE,
    LEFT_OUT_OF_THE_SPECIFICATION,
)
from hipcheck.lockstep.exchange.clauses import ALLOWED, RULES_OF
from hipcheck.lockstep.exchange.stage import CONFIG
from hipcheck.lockstep.exchange.timing import TIMERS
from hipcheck.lockstep.exchange.unmet import ABSENT, BY_APPLICATIONS, UNMET
from hipspec.exchange import SPECIFICATION, answering, closing, initiating, renewing, talking
from hipspec.exchange.association import Association
from hipspec.exchange.packets import Kind, Packet
from hipway.engine.association import Association as Held
from hipway.engine.association import Exchange


def sentences(function: ast.FunctionDef) -> set[str]:
    """Return the words of the guards in a function."""
    calls = [call for call in ast.walk(function) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)]
    words = [call.args[1] for call in calls if ast.unparse(call.func) in {"require", "holds"}]
    return {word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)}


def guards() -> set[tuple[str, str]]:
    """Return all guards of the rules, by function and words."""
    found: set[tuple[str, str]] = set()
    for module in (initiating, answering, closing, talking, renewing):
        functions = [each for each in ast.parse(inspect.getsource(module)).body if isinstance(each, ast.FunctionDef)]
        found |= {(function.name, sentence) for function in functions for sentence in sentences(function)}
    return found


def test_each_guard_is_met_or_has_a_reason() -> None:
    """A guard that nobody thought of is in no table."""
    assert guards() == ALLOWED.keys() | UNMET.keys() | BY_APPLICATIONS
    assert not ALLOWED.keys() & UNMET.keys()


def test_each_guard_belongs_to_a_kind_of_packet() -> None:
    """What an engine refuses by a clause leads back to the guards that it may have had in mind."""
    assert {function for function, _ in ALLOWED} == {function for found in RULES_OF.values() for function in found}
    assert RULES_OF.keys() <= {kind.value for kind in Kind}


def test_each_field_is_mapped_or_has_a_reason() -> None:
    """Both sides of the projection are complete."""
    mapped = {name for field in FIELDS.values() for name in field.fields}
    left = LEFT_OUT_OF_THE_ENGINE.keys()
    assert mapped | left == set(Held.__dataclass_fields__)
    assert not mapped & left
    assert EXCHANGE_LEFT_OUT.keys() | {"groups", "tries"} == Exchange.__dataclass_fields__.keys()
    specified = {name for name in FIELDS if not name.startswith("key ")}
    assert specified | LEFT_OUT_OF_THE_SPECIFICATION.keys() == Association.__dataclass_fields__.keys()


def test_what_is_not_compared_of_a_packet_is_there() -> None:
    """A name that no packet has would leave out nothing."""
    assert {name for names in NOT_COMPARED.values() for name in names} <= Packet.__dataclass_fields__.keys()


def test_actions_are_named_as_the_specification_names_them() -> None:
    """Reasons and timers are about actions that there are."""
    actions = {action.__name__ for action in SPECIFICATION.actions}
    assert ABSENT.keys() | TIMERS.keys() <= actions


def test_the_configuration_has_the_constants_of_the_specification() -> None:
    """An interval of the limit on R1s is a second, in which a bucket is filled again."""
    assert CONFIG.r1_rate == CONFIG.r1_burst
    assert CONFIG.r1_lifetime == 2 ** (CONFIG.puzzle_exponent - 32)
