"""Maps and sets as arrays: reading, writing, and the pointwise operations on all keys at once."""

from __future__ import annotations

import typing
from enum import Enum
from typing import TYPE_CHECKING, Any

import z3

from hipmodels.lift.sorts import is_identifier
from hipmodels.lift.tables import Spelt, Table
from hipmodels.lift.values import Term, Value, Values
from hipspec.language import Map, Set

if TYPE_CHECKING:
    from hipmodels.lift.interpret import Interpreter
    from hipmodels.lift.paths import Track


def spelt(values: Values) -> Spelt:
    """Return values that are known to be spelt out, because a table turned up among them."""
    if not isinstance(values, Spelt):
        msg = "a table outside a finite instance"
        raise TypeError(msg)
    return values


def read(values: Values, collection: Term | Table, key: Value) -> Value:
    """Return the value of a map at a key."""
    if isinstance(collection, Table):
        return spelt(values).look_up(collection, key)
    key_kind, inner = typing.get_args(collection.kind)
    return values.wrap(_select(collection.expression, values.term(key, key_kind)), inner)


def read_known(values: Values, collection: Map[Any, Any], key: Value) -> Value:
    """Return the value of a map of known entries at a key that may be unknown: a choice between the entries."""
    found: Value = collection.default
    for entry, value in collection.items():
        here = values.equal(key, entry)
        if here is True:
            return value
        if here is not False:
            found = values.choose(here.expression, value, found)
    return found


def lists_all_keys(collection: Map[Any, Any]) -> bool:
    """Whether the entries of a map are all the keys that there are: its keys are all members of an enumeration."""
    keys = [key for key, _ in collection.items()]
    return bool(keys) and isinstance(keys[0], Enum) and len(keys) == len(type(keys[0]))


def _select(array: z3.ExprRef, key: z3.ExprRef) -> z3.ExprRef:
    if z3.is_store(array) and array.arg(1).eq(key):
        return array.arg(2)
    return z3.Select(array, key)


def write(values: Values, collection: Term | Table, key: Value, value: Value) -> Term | Table:
    """Return a map with a value at a key."""
    key_kind, inner = typing.get_args(collection.kind)
    if isinstance(collection, Table):
        return spelt(values).put(collection, key, values.coerce(value, inner))
    return Term(z3.Store(collection.expression, values.term(key, key_kind), values.term(value, inner)), collection.kind)


def method(
    interpreter: Interpreter, receiver: Term | Table, name: str, arguments: list[Value], track: Track | None
) -> Value:
    """Return what a method of a map or a set makes of its arguments."""
    values = interpreter.values
    if isinstance(receiver, Table):
        return _of_table(interpreter, spelt(values), receiver, name, arguments)
    if typing.get_origin(receiver.kind) is Set:
        return _of_set(interpreter, receiver, name, arguments, track)
    if typing.get_origin(receiver.kind) is not Map:
        msg = f"{receiver.kind} has no method {name}"
        raise AttributeError(msg)
    key_kind, inner = typing.get_args(receiver.kind)
    if name == "set":
        return write(values, receiver, arguments[0], arguments[1])
    if name == "every":
        closure = arguments[0]
        return for_all(
            interpreter,
            key_kind,
            lambda key: interpreter.apply(
                closure, [values.wrap(key, key_kind), values.wrap(z3.Select(receiver.expression, key), inner)]
            ),
        )
    if name in ("each", "merge"):
        others = arguments[:-1]
        closure = arguments[-1]

        def content(key: z3.ExprRef) -> z3.ExprRef:
            own = [values.wrap(z3.Select(receiver.expression, key), inner)]
            other = [values.wrap(z3.Select(map_.expression, key), typing.get_args(map_.kind)[1]) for map_ in others]
            return values.term(interpreter.apply(closure, [*own, *other]), inner)

        return made_pointwise(interpreter, receiver.kind, key_kind, content, track)
    msg = f"a Map has set, each, merge and every, not {name}"
    raise AttributeError(msg)


def _of_table(interpreter: Interpreter, values: Spelt, table: Table, name: str, arguments: list[Value]) -> Value:
    if name == "has":
        return values.look_up(table, arguments[0])
    if name == "add":
        return values.put(table, arguments[0], True)  # noqa: FBT003  # membership
    if name == "set":
        return write(values, table, arguments[0], arguments[1])
    closure = arguments[-1]
    if name == "every":
        return values.all_of([interpreter.apply(closure, [key, entry]) for key, entry in table.entries.items()])
    if name == "where":
        kept = {k: values.all_of([entry, interpreter.apply(closure, [k])]) for k, entry in table.entries.items()}
        return Table(table.kind, kept, table.rest)
    inner = typing.get_args(table.kind)[1]

    def made(key: Value) -> Value:
        own = [table.entries[key], *(other.entries[key] for other in arguments[:-1])]
        return values.coerce(interpreter.apply(closure, own), inner)

    return Table(table.kind, {key: made(key) for key in table.entries}, table.rest)


def _of_set(interpreter: Interpreter, receiver: Term, name: str, arguments: list[Value], track: Track | None) -> Value:
    values = interpreter.values
    (key_kind,) = typing.get_args(receiver.kind)
    if name == "has":
        return Term(_select(receiver.expression, values.term(arguments[0], key_kind)), bool)
    if name == "add":
        member = values.term(arguments[0], key_kind)
        return Term(z3.Store(receiver.expression, member, z3.BoolVal(True, values.sorts.context)), receiver.kind)  # noqa: FBT003  # the solver's truth value
    if name == "where":
        closure = arguments[0]

        def content(key: z3.ExprRef) -> z3.ExprRef:
            kept = interpreter.apply(closure, [values.wrap(key, key_kind)])
            return z3.And(z3.Select(receiver.expression, key), values.term(kept, bool))

        return made_pointwise(interpreter, receiver.kind, key_kind, content, track)
    msg = f"a Set has has, add and where, not {name}"
    raise AttributeError(msg)


def for_all(interpreter: Interpreter, kind: typing.Any, statement: typing.Callable[[z3.ExprRef], Value]) -> Value:  # noqa: ANN401  # a type or a generic alias
    """Return whether a statement holds of every key: a quantifier, or all its instances in a finite universe."""
    values = interpreter.values
    if interpreter.sorts.finite and is_identifier(kind):
        return values.all_of([statement(element) for element in interpreter.sorts.elements(kind)])
    key = z3.Const(values.fresh_name("any"), interpreter.sorts.sort(kind))
    body = statement(key)
    return body if isinstance(body, bool) else Term(z3.ForAll([key], body.expression), bool)


def made_pointwise(
    interpreter: Interpreter,
    kind: typing.Any,  # noqa: ANN401  # a type or a generic alias
    key_kind: typing.Any,  # noqa: ANN401  # a type or a generic alias
    content: typing.Callable[[z3.ExprRef], z3.ExprRef],
    track: Track | None,
) -> Term:
    """Return a fresh collection that is defined at every key."""
    values = interpreter.values
    key = z3.Const(values.fresh_name("each"), interpreter.sorts.sort(key_kind))
    if interpreter.sorts.finite or track is None:
        return Term(z3.Lambda([key], content(key)), kind)
    made = z3.Const(values.fresh_name("made"), interpreter.sorts.sort(kind))
    entry = z3.Select(made, key)
    track.define(z3.ForAll([key], entry == content(key), patterns=[entry]))
    return Term(made, kind)
