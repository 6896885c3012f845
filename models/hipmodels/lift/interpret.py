"""The interpreter: runs the text of a function on values that may be unknown.

Statements fork (`if`, `require`), expressions do not: `and`, `or`, `not` and conditional expressions become terms.
Inside properties and lambdas nothing forks at all. What it does not know, it refuses, with file and line.
"""

import ast
import dataclasses
import inspect
import operator
import types
import typing
from collections.abc import Callable
from enum import Enum
from typing import Any

import z3

from hipmodels.lift import pointwise
from hipmodels.lift.edits import Edits
from hipmodels.lift.errors import LiftError
from hipmodels.lift.paths import Track
from hipmodels.lift.sorts import Sorts, fields_of, is_record
from hipmodels.lift.source import Function, path_of
from hipmodels.lift.tables import Option, Table
from hipmodels.lift.values import Closure, Ledger, Plain, Record, Term, Value, Values
from hipspec import language
from hipspec.language import Map, Maybe, Set, Tally

COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}


@dataclasses.dataclass
class Scope:
    """Where the interpreter is: the function, its names, and whether statements may fork."""

    function: Function
    names: dict[str, Value]
    track: Track | None

    def where(self, node: ast.AST) -> str:
        """Return file and line."""
        return f"{path_of(self.function)}:{getattr(node, 'lineno', 0)}"


class Interpreter:
    """Runs functions of a specification on values, concrete or unknown.

    Args:
        sorts: what types become.
        edits: the guards and effects to leave out.
        values: how values are held; as terms if left out.
    """

    def __init__(self, sorts: Sorts, edits: Edits, values: Values | None = None) -> None:
        """Set up for one set of sorts and edits."""
        self.sorts = sorts
        self.values = values or Values(sorts)
        self.edits = edits

    def call(self, function: Function, arguments: dict[str, Value], track: Track | None = None) -> Value:
        """Run a function; with a track, statements fork along it, without one, branches merge."""
        definition = self.edits.text(function)
        scope = Scope(function, arguments, track)
        body = [statement for statement in definition.body if not _is_docstring(statement)]
        return self._block(body, scope)

    # ------------------------------------------------------------------ statements

    def _block(self, body: list[ast.stmt], scope: Scope) -> Value:
        for position, statement in enumerate(body):
            if isinstance(statement, ast.Return):
                return self.expression(statement.value, scope) if statement.value else None
            if isinstance(statement, ast.Assign):
                self._assign(statement, scope)
            elif isinstance(statement, ast.Expr):
                self.expression(statement.value, scope)
            elif isinstance(statement, ast.If):
                return self._branch(statement, body[position + 1 :], scope)
            elif not isinstance(statement, ast.Delete | ast.Pass):
                raise LiftError(
                    scope.where(statement), f"a {type(statement).__name__} statement is not allowed in a rule"
                )
        return None

    def _assign(self, statement: ast.Assign, scope: Scope) -> None:
        target = statement.targets[0]
        if not isinstance(target, ast.Name):
            raise LiftError(scope.where(statement), "assign to one plain name at a time")
        scope.names = {**scope.names, target.id: self.expression(statement.value, scope)}

    def _branch(self, statement: ast.If, rest: list[ast.stmt], scope: Scope) -> Value:
        condition = self.expression(statement.test, scope)
        if not isinstance(condition, bool) and scope.track is not None:
            condition = scope.track.decide(condition.expression, _words(statement.test))
        if isinstance(condition, bool):
            if scope.track is not None:
                scope.track.narrate(condition, _words(statement.test))
            return self._block([*(statement.body if condition else statement.orelse), *rest], scope)
        yes = self._block([*statement.body, *rest], dataclasses.replace(scope))
        no = self._block([*statement.orelse, *rest], dataclasses.replace(scope))
        return self.values.choose(condition.expression, yes, no)

    # ------------------------------------------------------------------ expressions

    def expression(self, node: ast.expr, scope: Scope) -> Value:
        """Return the value of an expression."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise LiftError(
                scope.where(node), f"`{ast.unparse(node)}`: a {type(node).__name__} is not allowed in a rule"
            )
        try:
            return method(node, scope)
        except (TypeError, AttributeError, LookupError, z3.Z3Exception) as error:
            raise LiftError(scope.where(node), f"`{ast.unparse(node)}`: {error}") from error

    def _constant(self, node: ast.Constant, scope: Scope) -> Value:
        del scope
        return node.value

    def _name(self, node: ast.Name, scope: Scope) -> Value:
        if node.id in scope.names:
            return scope.names[node.id]
        if node.id in scope.function.__globals__:
            return scope.function.__globals__[node.id]
        raise LiftError(scope.where(node), f"`{node.id}` is neither a parameter, nor assigned here, nor imported")

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Value:
        return Closure(node, scope.names, scope)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        value = self.expression(node.value, scope)
        if isinstance(value, Option) and node.attr in ("present", "value"):
            return getattr(value, node.attr)
        if isinstance(value, Term):
            return self._part_of_maybe(value, node.attr)
        if isinstance(value, Ledger):
            return value.total
        if isinstance(value, Record) or is_record(type(value)):
            return self.values.field(value, node.attr)
        if isinstance(value, types.ModuleType | type | Maybe | Enum | Tally):
            return getattr(value, node.attr)
        msg = f"{node.attr} of {value!r}"
        raise AttributeError(msg)

    def _part_of_maybe(self, value: Term, name: str) -> Value:
        sort = self.sorts.sort(value.kind)
        if typing.get_origin(value.kind) is Maybe and name == "present":
            return Term(sort.recognizer(1)(value.expression), bool)
        if typing.get_origin(value.kind) is Maybe and name == "value":
            content = sort.accessor(1, 0)(value.expression)
            if z3.is_app(value.expression) and value.expression.decl().eq(sort.constructor(1)):
                content = value.expression.arg(0)
            return self.values.wrap(content, typing.get_args(value.kind)[0])
        msg = f"{name} of a {value.kind}"
        raise AttributeError(msg)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        collection = self.expression(node.value, scope)
        key = self.expression(node.slice, scope)
        if isinstance(collection, Ledger):
            collection = collection.accounts
        if isinstance(collection, Map) and not isinstance(self.values, Plain):
            return pointwise.read_known(self.values, collection, key)
        if not isinstance(collection, Term | Table):
            return collection[key]
        return pointwise.read(self.values, collection, key)

    def _compare(self, node: ast.Compare, scope: Scope) -> Value:
        if len(node.ops) > 1:
            raise LiftError(scope.where(node), "compare two things at a time: `a <= b and b < c`")
        left = self.expression(node.left, scope)
        right = self.expression(node.comparators[0], scope)
        sign = type(node.ops[0])
        if sign is ast.Eq:
            return self.values.equal(left, right)
        if sign is ast.NotEq:
            return self.values.negation(self.values.equal(left, right))
        if sign not in COMPARISONS:
            raise LiftError(
                scope.where(node), f"`{ast.unparse(node)}`: compare with == != < <= > >=, ask a Set with .has()"
            )
        if isinstance(left, Term) or isinstance(right, Term):
            return Term(COMPARISONS[sign](self.values.term(left, int), self.values.term(right, int)), bool)
        return COMPARISONS[sign](left, right)

    def _boolop(self, node: ast.BoolOp, scope: Scope) -> Value:
        decisive = isinstance(node.op, ast.Or)
        parts: list[Value] = []
        for operand in node.values:
            part = self.expression(operand, scope)
            if isinstance(part, bool) and part == decisive:
                parts.append(part)
                break
            parts.append(part)
        return self.values.any_of(parts) if decisive else self.values.all_of(parts)

    def _unaryop(self, node: ast.UnaryOp, scope: Scope) -> Value:
        value = self.expression(node.operand, scope)
        if isinstance(node.op, ast.Not):
            return self.values.negation(value)
        if isinstance(node.op, ast.USub):
            return Term(-value.expression, int) if isinstance(value, Term) else -value
        raise LiftError(scope.where(node), "the unary operators are `not` and `-`")

    def _binop(self, node: ast.BinOp, scope: Scope) -> Value:
        left, right = self.expression(node.left, scope), self.expression(node.right, scope)
        unknown = isinstance(left, Term) or isinstance(right, Term)
        if isinstance(node.op, ast.FloorDiv) and isinstance(right, int) and right > 0:
            return Term(self.values.term(left, int) / right, int) if unknown else left // right
        if type(node.op) not in ARITHMETIC:
            raise LiftError(scope.where(node), "the arithmetic is + - * and // by a positive constant")
        if not unknown:
            return ARITHMETIC[type(node.op)](left, right)
        return Term(ARITHMETIC[type(node.op)](self.values.term(left, int), self.values.term(right, int)), int)

    def _ifexp(self, node: ast.IfExp, scope: Scope) -> Value:
        condition = self.expression(node.test, scope)
        if isinstance(condition, bool):
            return self.expression(node.body if condition else node.orelse, scope)
        yes, no = self.expression(node.body, scope), self.expression(node.orelse, scope)
        return self.values.choose(condition.expression, yes, no)

    # ------------------------------------------------------------------ calls

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        if isinstance(node.func, ast.Attribute):
            receiver = self.expression(node.func.value, scope)
            if isinstance(receiver, Term | Table | Ledger | Map | Set | Tally):
                return self._method(receiver, node.func.attr, [self.expression(a, scope) for a in node.args], scope)
        called = self.expression(node.func, scope)
        arguments = [self.expression(argument, scope) for argument in node.args]
        named = {k.arg: self.expression(k.value, scope) for k in node.keywords if k.arg is not None}
        vocabulary = self._vocabulary(called, node, arguments, named, scope)
        if vocabulary is not None:
            return vocabulary[0]
        if isinstance(called, Closure):
            return self.apply(called, arguments)
        if inspect.isfunction(called) and not called.__module__.startswith("hipspec.language"):
            bound = inspect.signature(called).bind(*arguments, **named)
            bound.apply_defaults()
            return self.call(called, dict(bound.arguments), scope.track)
        raise LiftError(scope.where(node), f"`{ast.unparse(node.func)}` can't be called in a rule")

    def _vocabulary(  # noqa: PLR0911  # one return for each word
        self,
        called: Any,  # noqa: ANN401  # whatever is called
        node: ast.Call,
        arguments: list[Value],
        named: dict[str, Value],
        scope: Scope,
    ) -> tuple[Value] | None:
        if called in (language.require, language.assume):
            origin = "guard" if called is language.require else "assumption"
            if scope.track is None:
                raise LiftError(scope.where(node), f"a {origin} can't stand in a property or a lambda")
            scope.track.pass_check(origin, self.edits.identify(scope.function, arguments[1]), arguments[0])
            return (None,)
        if called is language.given:
            return (self._given(arguments[0], str(arguments[1]), node, scope),)
        if called is language.holds:
            return (arguments[0],)
        if called is language.implies:
            return (self.values.any_of([self.values.negation(arguments[0]), arguments[1]]),)
        if called is language.some:
            return (Maybe((arguments[0],)),)
        if called is language.replace:
            return (self._replace(arguments[0], named, node, scope),)
        if called in (Map, Set, Tally):
            return (called(*arguments),)
        if isinstance(called, type) and is_record(called):
            return (self._construct(called, arguments, named),)
        return None

    def _given(self, value: Value, sentence: str, node: ast.Call, scope: Scope) -> Value:
        """Return what is there, on the condition that it is."""
        if scope.track is None:
            raise LiftError(scope.where(node), "a property or a lambda asks `present` before it reads `value`")
        present = value.present if isinstance(value, Maybe | Option) else self._part_of_maybe(value, "present")
        scope.track.pass_check("assumption", self.edits.identify(scope.function, sentence), present)
        return value.value if isinstance(value, Maybe | Option) else self._part_of_maybe(value, "value")

    def _replace(self, value: Value, changes: dict[str, Value], node: ast.Call, scope: Scope) -> Value:
        kind = self.values.kind_of(value)
        self.edits.note_write(scope.function, node, kind)
        hints = _fields(kind)
        unknown = changes.keys() - hints.keys()
        if unknown:
            msg = f"{kind.__name__} has no field {', '.join(sorted(unknown))}"
            raise TypeError(msg)
        return self.values.record(
            kind,
            {
                name: self.values.coerce(changes[name], hint) if name in changes else self.values.field(value, name)
                for name, hint in hints.items()
            },
        )

    def _construct(self, kind: type, arguments: list[Value], named: dict[str, Value]) -> Value:
        bound = inspect.signature(kind).bind(*arguments, **named)
        bound.apply_defaults()
        hints = _fields(kind)
        fields = {name: self.values.coerce(bound.arguments[name], hint) for name, hint in hints.items()}
        return self.values.record(kind, fields)

    def apply(self, closure: Closure, arguments: list[Value]) -> Value:
        """Return what a lambda makes of arguments; nothing forks in it."""
        names = dict(zip((a.arg for a in closure.node.args.args), arguments, strict=True))
        scope = dataclasses.replace(closure.scope, names={**closure.names, **names}, track=None)
        return self.expression(closure.node.body, scope)

    def _method(self, receiver: Value, name: str, arguments: list[Value], scope: Scope) -> Value:
        if isinstance(receiver, Ledger):
            key, amount = arguments
            accounts = pointwise.write(
                self.values,
                receiver.accounts,
                key,
                self._sum(pointwise.read(self.values, receiver.accounts, key), amount),
            )
            return Ledger(receiver.kind, accounts, self._sum(receiver.total, amount))
        if isinstance(self.values, Plain):
            plain = [(lambda *v, c=a: self.apply(c, list(v))) if isinstance(a, Closure) else a for a in arguments]
            return getattr(receiver, name)(*plain)
        if isinstance(receiver, Map) and name == "every" and pointwise.lists_all_keys(receiver):
            return self.values.all_of([self.apply(arguments[0], [k, v]) for k, v in receiver.items()])
        if not isinstance(receiver, Term | Table):
            msg = f"{name} of a collection whose type is not known: give it as a field first"
            raise TypeError(msg)
        return pointwise.method(self, receiver, name, arguments, scope.track)

    def _sum(self, one: Value, other: Value) -> Value:
        return Term(self.values.term(one, int) + self.values.term(other, int), int)


def _fields(kind: type) -> dict[str, Any]:
    """Return the fields of a record; a `Step` has generic ones, which are held as they come."""
    return {field.name: None for field in dataclasses.fields(kind)} if kind is language.Step else fields_of(kind)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _words(test: ast.expr) -> str:
    """Return a branch in words: the sentence of a named guard, or the text of the condition."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return f"not: {_words(test.operand)}"
    if isinstance(test, ast.Call) and ast.unparse(test.func) == "holds" and isinstance(test.args[1], ast.Constant):
        return str(test.args[1].value)
    return ast.unparse(test)
