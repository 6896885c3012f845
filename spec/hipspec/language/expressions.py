"""The check of expressions: names, fields, calls and lambdas, against the tables of `hipspec.language.subset`."""

import ast
import dataclasses
import inspect
import types
from collections.abc import Mapping
from enum import Enum
from typing import Any

from hipspec.language.collections import Map, Set, Tally
from hipspec.language.identifiers import Identifier
from hipspec.language.maybe import Maybe
from hipspec.language.rules import Step
from hipspec.language.texts import UNKNOWN, Function, Problem, Texts, is_record, resolve

CONSTANTS = (bool, int, Enum, Identifier, Maybe, Map, Set, Tally)
INSIDE_ONLY = frozenset({"items", "default", "accounts", "held"})


@dataclasses.dataclass(frozen=True)
class Word:
    """How a word of the vocabulary is called.

    Attributes:
        name: what it is called by, everywhere.
        arguments: how many it takes; None for any number.
        keywords: those it takes; None for any.
        sentence: whether its second argument is a sentence.
    """

    name: str
    arguments: int | None
    keywords: tuple[str, ...] | None = ()
    sentence: bool = False


@dataclasses.dataclass(frozen=True)
class Subset:
    """The tables of what is allowed; `hipspec.language.subset` explains each."""

    statements: Mapping[type[ast.AST], str]
    expressions: Mapping[type[ast.AST], str]
    operators: tuple[type[ast.AST], ...]
    instead: Mapping[type[ast.AST], tuple[str, str]]
    names: Mapping[str, str]
    methods: Mapping[str, tuple[int, ...]]
    lambdas: Mapping[str, int]
    words: Mapping[object, Word]


class Expressions:
    """Checks the expressions of one function.

    Attributes:
        problems: what was found.
        calls: the functions of the specification that it calls.
        words: the words of the vocabulary that it calls, and where.
        uses: the classes and constants that it refers to, and where.
    """

    def __init__(self, subset: Subset, texts: Texts, function: Function, definition: ast.FunctionDef) -> None:
        """Prepare to check a function."""
        self.subset = subset
        self.texts = texts
        self.function = function
        self.definition = definition
        self.path = function.__code__.co_filename
        self.problems: list[Problem] = []
        self.calls: list[Function] = []
        self.words: list[tuple[str, ast.Call]] = []
        self.uses: list[tuple[ast.expr, Any]] = []
        stored = [n.id for n in ast.walk(definition) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        arguments = definition.args
        self.parameters = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        self.own_names = frozenset([*stored, *self.parameters])

    def report(self, node: ast.AST, text: str, allowed: str) -> None:
        """Write a problem down."""
        self.problems.append(Problem(self.path, getattr(node, "lineno", 0), text, allowed))

    def refuse(self, node: ast.AST, kind: type[ast.AST], allowed: Mapping[type[ast.AST], str]) -> None:
        """Write down that a kind of node is not allowed, with the advice for it."""
        what, instead = self.subset.instead.get(kind, (f"a {kind.__name__}", "allowed: " + ", ".join(allowed.values())))
        self.report(node, f"{what} is not allowed", instead)

    def expression(self, node: ast.expr, known: frozenset[str]) -> None:
        """Check an expression, with the names that are assigned so far."""
        if type(node) not in self.subset.expressions:
            self.refuse(node, type(node), self.subset.expressions)
        elif isinstance(node, ast.Lambda):
            self.report(
                node, "a lambda stands by itself", "a lambda is the last argument of each, merge, every or where"
            )
        elif isinstance(node, ast.Constant):
            self._constant(node)
        elif isinstance(node, ast.Name):
            self._name(node, known)
        elif isinstance(node, ast.Attribute):
            self._attribute(node, known)
        elif isinstance(node, ast.Call):
            self._call(node, known)
        elif self._operators(node):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.expression(child, known)

    def _constant(self, node: ast.Constant) -> None:
        value = node.value
        if value is None:
            self.report(node, "None is not allowed as a value", "an absent value is NOTHING, of a Maybe")
        elif isinstance(value, str):
            self.report(
                node, "a string is not allowed as a value", "use an enumeration, or an identifier named in a module"
            )
        elif not isinstance(value, int):
            self.report(node, f"{value!r} is not allowed", "numbers are whole numbers")

    def _operators(self, node: ast.expr) -> bool:
        operators: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            operators = [*node.ops]
            if all(type(operator) in self.subset.operators for operator in operators) and len(operators) > 1:
                self.report(node, "a chained comparison", "compare two things at a time: `a <= b and b < c`")
        elif isinstance(node, ast.BinOp | ast.UnaryOp):
            operators = [node.op]
        for operator in operators:
            if type(operator) not in self.subset.operators:
                self.refuse(node, type(operator), {o: o.__name__ for o in self.subset.operators})
                return False
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
            self._divisor(node)
        return True

    def _divisor(self, node: ast.BinOp) -> None:
        right = node.right.value if isinstance(node.right, ast.Constant) else self._meaning(node.right)
        if not (isinstance(right, int) and right > 0):
            self.report(node, "a division by something unknown", "divide with // by a positive constant")

    # ------------------------------------------------------------------ names

    def _meaning(self, node: ast.expr) -> Any:  # noqa: ANN401  # whatever the name stands for
        """Return what an expression stands for if no name of this function is in it, or UNKNOWN."""
        base = node
        while isinstance(base, ast.Attribute):
            base = base.value
        if not isinstance(base, ast.Name) or base.id in self.own_names:
            return UNKNOWN
        return resolve(node, self.function)

    def _name(self, node: ast.Name, known: frozenset[str]) -> None:
        if node.id in known:
            return
        if node.id in self.own_names:
            self.report(node, f"`{node.id}` is not assigned on every way here", "assign it on each branch, or before")
            return
        meaning = self._meaning(node)
        if meaning is UNKNOWN:
            self.report(node, f"`{node.id}` has no meaning", "use parameters, assigned names and global names")
        else:
            self._value(node, meaning)

    def _value(self, node: ast.expr, meaning: object) -> None:
        """Check that a global name stands for something that may be a value."""
        text = ast.unparse(node)
        self.uses.append((node, meaning))
        if text in self.subset.names and not self.texts.has(meaning):
            self.report(node, f"`{text}` is not allowed", self.subset.names[text])
        elif inspect.isfunction(meaning) or isinstance(meaning, type | types.BuiltinFunctionType | types.ModuleType):
            self.report(node, f"`{text}` is not a value", "call functions and records; compare members of enumerations")
        elif not isinstance(meaning, CONSTANTS) and not is_record(type(meaning)):
            self.report(
                node,
                f"`{text}` is a {type(meaning).__name__}",
                "constants are truth values, whole numbers, members, identifiers, records, Map, Set, Tally and Maybe",
            )

    def _attribute(self, node: ast.Attribute, known: frozenset[str]) -> None:
        base = self._meaning(node.value)
        if not isinstance(base, types.ModuleType | type):
            self.expression(node.value, known)
            if node.attr in INSIDE_ONLY or node.attr.startswith("_"):
                self.report(node, f"`.{node.attr}` is for tools", "use fields, `present`, `value` and `total`")
            return
        meaning = self._meaning(node)
        if meaning is UNKNOWN:
            self.report(node, f"`{ast.unparse(node)}` does not exist", f"look for it in {base.__name__}")
        else:
            self._value(node, meaning)

    # ------------------------------------------------------------------ calls

    def _call(self, node: ast.Call, known: frozenset[str]) -> None:
        starred = any(isinstance(argument, ast.Starred) for argument in node.args)
        if starred or any(keyword.arg is None for keyword in node.keywords):
            self.refuse(node, ast.Starred, self.subset.expressions)
            return
        called = self._meaning(node.func)
        if called is UNKNOWN and isinstance(node.func, ast.Attribute):
            if isinstance(self._meaning(node.func.value), types.ModuleType | type):
                self._attribute(node.func, known)
            else:
                self._method(node, node.func, known)
            return
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        word = self.subset.words.get(called) if isinstance(called, types.FunctionType | type) else None
        if word is not None:
            self.uses.append((node.func, called))
            arguments = self._word(node, word)
        elif self.texts.has(called) and inspect.isfunction(called):
            self.uses.append((node.func, called))
            self.calls.append(called)
        elif is_record(called) and (self.texts.has(called) or called is Step):
            self.uses.append((node.func, called))
        else:
            self._uncallable(node, called)
        for argument in arguments:
            self.expression(argument, known)

    def _uncallable(self, node: ast.Call, called: object) -> None:
        text = ast.unparse(node.func)
        if isinstance(called, type) and issubclass(called, Identifier):
            self.report(
                node,
                f"`{text}(...)` makes an identifier",
                f"name it in a module: `NAME = {text}(...)`, or take it as a parameter",
            )
            return
        allowed = self.subset.names.get(text, "call functions of the specification, records and the vocabulary")
        self.report(node, f"`{text}(...)` is not allowed", allowed)

    def _word(self, node: ast.Call, word: Word) -> list[ast.expr]:
        """Check how a word of the vocabulary is called; return the arguments that are expressions."""
        self.words.append((word.name, node))
        if not isinstance(node.func, ast.Name) or node.func.id != word.name:
            self.report(node, f"`{word.name}` goes by another name", f"import it as it is: `{word.name}(...)`")
        if word.sentence:
            return self._sentence(node, word)
        names = [keyword.arg or "" for keyword in node.keywords]
        if word.arguments is not None and len(node.args) != word.arguments:
            self.report(node, f"{word.name} with {len(node.args)} arguments by position", f"it takes {word.arguments}")
        if word.keywords is not None and any(name not in word.keywords for name in names):
            self.report(node, f"{word.name} with {', '.join(names)} by name", "give its arguments by position")
        return [*node.args, *(keyword.value for keyword in node.keywords)]

    def _sentence(self, node: ast.Call, word: Word) -> list[ast.expr]:
        sentence = node.args[1] if len(node.args) > 1 else None
        text = sentence.value if isinstance(sentence, ast.Constant) else None
        form = f'{word.name}(condition, "what must hold")'
        if sentence is None:
            self.report(node, f"{word.name} without a sentence", f"say it in words: {form}")
        elif not isinstance(text, str):
            self.report(node, f"the sentence of {word.name} is not a plain string", f"write it out: {form}")
        elif not text.strip():
            self.report(node, f"the sentence of {word.name} is empty", f"say it in words: {form}")
        for keyword in node.keywords:
            literal = isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
            if keyword.arg not in (word.keywords or ()) or not literal:
                self.report(node, f"`{keyword.arg}` of {word.name}", f'{form}; a guard may say besides="why"')
        if len(node.args) > (word.arguments or 0):
            self.report(node, f"{word.name} with {len(node.args)} arguments", form)
        return node.args[:1]

    def _method(self, node: ast.Call, method: ast.Attribute, known: frozenset[str]) -> None:
        name = method.attr
        self.expression(method.value, known)
        if name not in self.subset.methods:
            self.report(
                node, f"the method `.{name}(...)` is not allowed", f"the methods are {', '.join(self.subset.methods)}"
            )
            return
        if len(node.args) not in self.subset.methods[name] or node.keywords:
            self.report(node, f"`.{name}(...)` is called wrongly", "give its arguments by position, all of them")
            return
        arguments = node.args
        if name in self.subset.lambdas:
            arguments = node.args[:-1]
            self._lambda(node.args[-1], name, known)
        for argument in arguments:
            self.expression(argument, known)

    def _lambda(self, node: ast.expr, method: str, known: frozenset[str]) -> None:
        number = self.subset.lambdas[method]
        if not isinstance(node, ast.Lambda):
            self.report(node, f".{method}(...) without a lambda", f"give a lambda with {number} parameters")
            return
        given = node.args
        parameters = [argument.arg for argument in given.args]
        others = (given.posonlyargs, given.kwonlyargs, given.defaults, given.kw_defaults, given.vararg, given.kwarg)
        if len(parameters) != number or any(others):
            self.report(node, f"the lambda of .{method}(...) has other parameters", f"it has {number}, plain ones")
            return
        if method == "every":
            self._key(node, parameters[0])
        outside = self.own_names
        self.own_names = outside | set(parameters)
        self.expression(node.body, known | set(parameters))
        self.own_names = outside

    def _key(self, node: ast.Lambda, key: str) -> None:
        """Check that `every` only compares its key and looks it up: it stands for infinitely many."""
        for inner in ast.walk(node.body):
            parts: list[ast.expr] = []
            if isinstance(inner, ast.Attribute):
                parts = [inner.value]
            elif isinstance(inner, ast.BinOp):
                parts = [inner.left, inner.right]
            elif isinstance(inner, ast.Compare) and not isinstance(inner.ops[0], ast.Eq | ast.NotEq):
                parts = [inner.left, *inner.comparators]
            if any(isinstance(part, ast.Name) and part.id == key for part in parts):
                self.report(
                    inner,
                    f"`{ast.unparse(inner)}` looks into a key of .every(...)",
                    "compare the key with == and look it up; for more, take it as a parameter of an invariant",
                )
