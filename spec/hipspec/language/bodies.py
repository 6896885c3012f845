"""The check of a function: its signature, and its statements one after the other."""

import ast

from hipspec.language import rules
from hipspec.language.expressions import Expressions, Subset
from hipspec.language.texts import Function, Texts, in_language

GUARDS = ("require", "holds")
CHECKS = ("require", "assume")
MUTABLE = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp | ast.Call


class Body(Expressions):
    """Checks one function; what it finds stands in its attributes."""

    def __init__(self, subset: Subset, texts: Texts, function: Function, definition: ast.FunctionDef) -> None:
        """Check the function."""
        super().__init__(subset, texts, function, definition)
        self._signature()
        self._decorators()
        body = definition.body
        if ast.get_docstring(definition):
            body = body[1:]
        else:
            self.report(definition, f"{definition.name} has no docstring", "say in one sentence what it does")
        if self._block(body, frozenset(self.parameters)) is not None and not self._only_checks(definition.returns):
            self.report(definition, f"{definition.name} does not return on every way", "return a value on each branch")
        self._sentences()

    # ------------------------------------------------------------------ the signature

    def _signature(self) -> None:
        arguments = self.definition.args
        for star in (arguments.vararg, arguments.kwarg):
            if star is not None:
                self.refuse(star, ast.Starred, self.subset.expressions)
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            if argument.annotation is None:
                self.report(
                    argument, f"the parameter `{argument.arg}` has no type", f"annotate it: `{argument.arg}: Type`"
                )
        if self.definition.returns is None:
            self.report(
                self.definition, f"{self.definition.name} has no result type", "annotate it: `-> Type`, or `-> None`"
            )
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if isinstance(default, MUTABLE):
                self.report(default, "a mutable default argument", "defaults are constants")
            elif default is not None:
                self.expression(default, frozenset())

    def _decorators(self) -> None:
        for decorator in self.definition.decorator_list:
            plain = decorator.func if isinstance(decorator, ast.Call) else decorator
            if not in_language(self._meaning(plain)):
                self.report(
                    decorator, f"the decorator `{ast.unparse(plain)}` is not allowed", "rule, detail, action and so on"
                )

    @staticmethod
    def _only_checks(returns: ast.expr | None) -> bool:
        return isinstance(returns, ast.Constant) and returns.value is None

    # ------------------------------------------------------------------ statements

    def _block(self, body: list[ast.stmt], known: frozenset[str]) -> frozenset[str] | None:
        """Check statements; return the names assigned at their end, or None if all ways have returned."""
        for position, statement in enumerate(body):
            after = self._statement(statement, known)
            if after is None:
                if position + 1 < len(body):
                    self.report(body[position + 1], "this is never reached", "return at the end of a branch")
                return None
            known = after
        return known

    def _statement(self, node: ast.stmt, known: frozenset[str]) -> frozenset[str] | None:
        if type(node) not in self.subset.statements:
            self.refuse(node, type(node), self.subset.statements)
        elif isinstance(node, ast.Return):
            self._return(node, known)
            return None
        elif isinstance(node, ast.If):
            return self._if(node, known)
        elif isinstance(node, ast.Assign):
            return self._assign(node, known)
        elif isinstance(node, ast.Delete):
            self._delete(node)
        elif isinstance(node, ast.Expr):
            self._check(node, known)
        return known

    def _return(self, node: ast.Return, known: frozenset[str]) -> None:
        if node.value is not None:
            self.expression(node.value, known)
        elif not self._only_checks(self.definition.returns):
            self.report(node, "return without a value", "an absent value is NOTHING, of a Maybe")

    def _if(self, node: ast.If, known: frozenset[str]) -> frozenset[str] | None:
        self.expression(node.test, known)
        yes = self._block(node.body, known)
        no = self._block(node.orelse, known)
        if yes is None or no is None:
            return no if yes is None else yes
        return yes & no

    def _assign(self, node: ast.Assign, known: frozenset[str]) -> frozenset[str]:
        self.expression(node.value, known)
        target = node.targets[0]
        if len(node.targets) > 1 or isinstance(target, ast.Tuple | ast.List | ast.Starred):
            self.report(node, "several targets in one assignment", "assign to one plain name at a time")
        elif isinstance(target, ast.Attribute):
            self.report(node, "an assignment to a field", "state is frozen: replace(record, field=value)")
        elif isinstance(target, ast.Subscript):
            self.report(node, "an assignment to an entry", "write with `.set(key, value)`, which makes a new Map")
        return known | {target.id for target in node.targets if isinstance(target, ast.Name)}

    def _delete(self, node: ast.Delete) -> None:
        loaded = {n.id for n in ast.walk(self.definition) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        for target in node.targets:
            if not isinstance(target, ast.Name) or target.id not in self.parameters or target.id in loaded:
                self.report(node, f"`del {ast.unparse(target)}`", "del names parameters that are not used")

    def _check(self, node: ast.Expr, known: frozenset[str]) -> None:
        value = node.value
        self.expression(value, known)
        if not isinstance(value, ast.Call):
            if type(value) in self.subset.expressions:
                self.report(node, "an expression whose value is dropped", self.subset.statements[ast.Expr])
            return
        called = self._meaning(value.func)
        checks = called in (rules.require, rules.assume)
        if not checks and not (self.texts.has(called) and _returns_nothing(called)):
            text = f"the value of `{ast.unparse(value.func)}(...)` is dropped"
            self.report(node, text, self.subset.statements[ast.Expr])

    # ------------------------------------------------------------------ guards

    def _sentences(self) -> None:
        """Check that guards stand alone, and that a sentence stands for one guard."""
        alone = {id(node.value) for node in ast.walk(self.definition) if isinstance(node, ast.Expr)}
        seen: dict[str, str] = {}
        for name, node in self.words:
            if name in CHECKS and id(node) not in alone:
                self.report(node, f"{name} within an expression", f"{name}(...) is a statement of its own")
            sentence = node.args[1] if len(node.args) > 1 else None
            if name not in (*GUARDS, *CHECKS) or not isinstance(sentence, ast.Constant):
                continue
            text = str(sentence.value)
            if text in seen and not name == seen[text] == "assume":
                twice = f'the sentence "{text}" is used twice in {self.definition.name}'
                self.report(node, twice, "each guard says something else")
            seen.setdefault(text, name)


def _returns_nothing(function: Function) -> bool:
    return getattr(function, "__annotations__", {}).get("return", "") in (None, "None")
