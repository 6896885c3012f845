"""Formulas as SMT-LIB 2.6 text that any solver reads.

Z3's own printer leaves names as they are. In SMT-LIB the constructors and fields of datatypes share one name space
with constants, so every name is mangled here: it gets a prefix that says what it is, and is unique. A lambda, which is
Z3's own, and a collection that holds the same everywhere become fresh constants, each with a defining axiom and a
pattern: such a definition adds nothing, because whatever else holds, there is exactly one collection that fits it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import z3

# What the operators of the solver are called in SMT-LIB.
OPERATORS: dict[int, str] = {
    z3.Z3_OP_TRUE: "true",
    z3.Z3_OP_FALSE: "false",
    z3.Z3_OP_EQ: "=",
    z3.Z3_OP_DISTINCT: "distinct",
    z3.Z3_OP_ITE: "ite",
    z3.Z3_OP_AND: "and",
    z3.Z3_OP_OR: "or",
    z3.Z3_OP_XOR: "xor",
    z3.Z3_OP_NOT: "not",
    z3.Z3_OP_IMPLIES: "=>",
    z3.Z3_OP_LE: "<=",
    z3.Z3_OP_GE: ">=",
    z3.Z3_OP_LT: "<",
    z3.Z3_OP_GT: ">",
    z3.Z3_OP_ADD: "+",
    z3.Z3_OP_SUB: "-",
    z3.Z3_OP_UMINUS: "-",
    z3.Z3_OP_MUL: "*",
    z3.Z3_OP_IDIV: "div",
    z3.Z3_OP_MOD: "mod",
    z3.Z3_OP_STORE: "store",
    z3.Z3_OP_SELECT: "select",
}
SORT, CONSTRUCTOR, FIELD, CONSTANT, BOUND, LET = "S_", "C_", "F_", "V_", "b_", "t_"


class ExportError(Exception):
    """A term that has no counterpart in SMT-LIB."""


@dataclass(frozen=True)
class Text:
    """Something as text, and the declarations that this text needs, in their order."""

    text: str
    needs: tuple[str, ...]


class Script:
    """An SMT-LIB script in the making: what it declares, and what it asserts.

    What it says, and in which order, depends on its formulas alone, also if it shares its vocabulary with others.
    """

    def __init__(self, vocabulary: "Vocabulary | None" = None) -> None:
        """Start with an empty script."""
        self._vocabulary = vocabulary or Vocabulary()
        self._lines = ["(set-logic ALL)"]
        self._declared: set[str] = set()

    def note(self, text: str) -> None:
        """Add a comment."""
        self._lines.extend(f"; {line}" for line in text.splitlines())

    def add(self, formula: z3.BoolRef, note: str = "", *, negated: bool = False, again: bool = False) -> None:
        """Assert a formula; what it speaks of is declared first.

        Args:
            formula: the formula.
            note: a comment on it.
            negated: whether its opposite is asserted.
            again: whether others who share the vocabulary will want the formula too.
        """
        written = self._vocabulary.kept(formula) if again else self._vocabulary.formula(formula)
        self._lines.extend(need for need in written.needs if need not in self._declared)
        self._declared.update(written.needs)
        if note:
            self.note(note)
        self._lines.append(f"(assert {f'(not {written.text})' if negated else written.text})")

    def text(self) -> str:
        """Return the whole script, the question at its end."""
        return "\n".join([*self._lines, "(check-sat)", ""])


class Vocabulary:
    """The words that scripts have for terms; where scripts share one, what they have in common is written once."""

    def __init__(self) -> None:
        """Start without any word."""
        self._words: dict[tuple[str, int], Text] = {}
        self._kept: list[z3.AstRef] = []
        self._needs: dict[str, None] = {}
        self._taken: set[str] = set()
        self._lets = 0

    def formula(self, formula: z3.BoolRef) -> Text:
        """Return a formula as text."""
        outer, self._needs, self._lets = self._needs, {}, 0
        text = Text(self._scope(formula, []), tuple(self._needs))
        self._needs = outer
        return text

    def kept(self, formula: z3.BoolRef) -> Text:
        """Return a formula as text, and keep it in case it is asked for again."""
        key = ("formula", formula.get_id())
        if key not in self._words:
            self._keep(key, formula, self.formula(formula))
        return self._words[key]

    # ------------------------------------------------------------------ names

    def _keep(self, key: tuple[str, int], thing: z3.AstRef, text: Text) -> None:
        self._kept.append(thing)  # the solver gives the number of a thing that is gone to another
        self._words[key] = text

    def _word(self, kind: str, thing: z3.AstRef, declared: Callable[[], tuple[str, list[str]]]) -> str:
        """Return the word for a thing, and note that whatever is being written needs its declarations.

        Args:
            kind: what it is.
            thing: the thing.
            declared: says the word, and declares it.
        """
        key = (kind, thing.get_id())
        if key not in self._words:
            outer, self._needs = self._needs, {}
            word, lines = declared()
            self._keep(key, thing, Text(word, (*self._needs, *lines)))
            self._needs = outer
        known = self._words[key]
        self._needs.update(dict.fromkeys(known.needs))
        return known.text

    def _name(self, prefix: str, thing: z3.AstRef, text: str) -> str:
        """Return the name of a constructor or of a field."""
        key = ("name", thing.get_id())
        if key not in self._words:
            self._keep(key, thing, Text(self._unique(prefix, text), ()))
        return self._words[key].text

    def _unique(self, prefix: str, text: str) -> str:
        plain = prefix + re.sub(r"[^A-Za-z0-9.]", "_", text)
        name, number = plain, 1
        while name in self._taken:
            number += 1
            name = f"{plain}__{number}"
        self._taken.add(name)
        return name

    def _sort(self, sort: z3.SortRef) -> str:
        return self._word("sort", sort, lambda: self._declared(sort))

    def _declared(self, sort: z3.SortRef) -> tuple[str, list[str]]:
        kind = sort.kind()
        if kind in (z3.Z3_BOOL_SORT, z3.Z3_INT_SORT):
            return str(sort.name()), []
        if kind == z3.Z3_ARRAY_SORT:
            return f"(Array {self._sort(sort.domain())} {self._sort(sort.range())})", []
        name = self._unique(SORT, sort.name())
        if kind == z3.Z3_UNINTERPRETED_SORT:
            return name, [f"(declare-sort {name} 0)"]
        if kind == z3.Z3_DATATYPE_SORT:
            constructors = " ".join(self._constructor(sort, number) for number in range(sort.num_constructors()))
            return name, [f"(declare-datatypes (({name} 0)) (({constructors})))"]
        msg = f"the sort {sort} can't be written in SMT-LIB"
        raise ExportError(msg)

    def _constructor(self, sort: z3.DatatypeSortRef, number: int) -> str:
        made = sort.constructor(number)
        parts = [self._name(CONSTRUCTOR, made, made.name())]
        for index in range(made.arity()):
            field = sort.accessor(number, index)
            parts.append(f"({self._name(FIELD, field, field.name())} {self._sort(field.range())})")
        return f"({' '.join(parts)})"

    # ------------------------------------------------------------------ terms

    def _scope(self, root: z3.ExprRef, bound: list[str]) -> str:
        """Return a formula as text; what occurs in it more than once is named by a `let`."""
        order, uses = _nodes(root)
        texts: dict[int, str] = {}
        named: list[tuple[str, str]] = []
        for node in order:
            key = node.get_id()
            text = self._node(node, texts, bound)
            if uses[key] > 1 and text.startswith("("):
                self._lets += 1
                named.append((f"{LET}{self._lets}", text))
                text = named[-1][0]
            texts[key] = text
        lets = "".join(f"(let (({name} {text})) " for name, text in named)
        return f"{lets}{texts[root.get_id()]}{')' * len(named)}"

    def _node(self, node: z3.ExprRef, texts: dict[int, str], bound: list[str]) -> str:
        if z3.is_quantifier(node):
            return self._quantifier(node, bound)
        if z3.is_var(node):
            index: int = z3.get_var_index(node)  # counted from the innermost
            return bound[-1 - index]
        if z3.is_int_value(node):
            number = node.as_long()
            return str(number) if number >= 0 else f"(- {-number})"
        if node.decl().kind() == z3.Z3_OP_CONST_ARRAY:
            return self._collection(node, node.arg(0), 0)  # as a literal, cvc5 takes values only
        head = self._head(node)
        inner = [texts[child.get_id()] for child in node.children()]
        return f"({head} {' '.join(inner)})" if inner else head

    def _head(self, node: z3.ExprRef) -> str:
        declared = node.decl()
        kind = declared.kind()
        if kind in OPERATORS:
            return OPERATORS[kind]
        if kind == z3.Z3_OP_UNINTERPRETED and not declared.arity():
            return self._constant(declared)
        if kind == z3.Z3_OP_DT_CONSTRUCTOR:
            self._sort(declared.range())
            return self._name(CONSTRUCTOR, declared, declared.name())
        if kind == z3.Z3_OP_DT_ACCESSOR:
            self._sort(declared.domain(0))
            return self._name(FIELD, declared, declared.name())
        if kind in (z3.Z3_OP_DT_IS, z3.Z3_OP_DT_RECOGNISER):
            return f"(_ is {self._recognized(declared)})"
        msg = f"{declared.name()} can't be written in SMT-LIB"
        raise ExportError(msg)

    def _constant(self, declared: z3.FuncDeclRef) -> str:
        def declare() -> tuple[str, list[str]]:
            sort, name = self._sort(declared.range()), self._unique(CONSTANT, declared.name())
            return name, [f"(declare-const {name} {sort})"]

        return self._word("constant", declared, declare)

    def _recognized(self, declared: z3.FuncDeclRef) -> str:
        sort = declared.domain(0)
        self._sort(sort)
        number = next(n for n in range(sort.num_constructors()) if sort.recognizer(n).eq(declared))
        made = sort.constructor(number)
        return self._name(CONSTRUCTOR, made, made.name())

    def _collection(self, node: z3.ExprRef, content: z3.ExprRef, own: int) -> str:
        """Return a collection by what it holds at each key, as a fresh constant with an axiom.

        Args:
            node: the collection.
            content: what it holds.
            own: how many variables the collection binds in there: the key, or none.
        """
        if _is_open(content, own):
            msg = f"{node} depends on a bound variable: it can't be written in SMT-LIB"
            raise ExportError(msg)

        def declare() -> tuple[str, list[str]]:
            sort, keys = self._sort(node.sort()), self._sort(node.sort().domain())
            name, key = self._unique(CONSTANT, "made" if own else "everywhere"), f"{BOUND}0"
            entry = f"(select {name} {key})"
            axiom = f"(! (= {entry} {self._scope(content, [key])}) :pattern ({entry}))"
            return name, [f"(declare-const {name} {sort})", f"(assert (forall (({key} {keys})) {axiom}))"]

        return self._word("collection", node, declare)

    def _quantifier(self, node: z3.QuantifierRef, bound: list[str]) -> str:
        if node.is_lambda():
            return self._collection(node, node.body(), node.num_vars())
        names = [f"{BOUND}{len(bound) + index}" for index in range(node.num_vars())]
        variables = " ".join(f"({name} {self._sort(node.var_sort(index))})" for index, name in enumerate(names))
        inside = [*bound, *names]
        body = self._scope(node.body(), inside)
        if node.num_patterns():
            body = f"(! {body} {' '.join(self._pattern(node.pattern(n), inside) for n in range(node.num_patterns()))})"
        return f"({'forall' if node.is_forall() else 'exists'} ({variables}) {body})"

    def _pattern(self, pattern: z3.PatternRef, bound: list[str]) -> str:
        terms = (z3.ExprRef(term.as_ast(), term.ctx) for term in pattern.children())
        return f":pattern ({' '.join(self._scope(term, bound) for term in terms)})"


def _nodes(root: z3.ExprRef) -> tuple[list[z3.ExprRef], dict[int, int]]:
    """Return the nodes of a formula, parts first, and how often each is used; quantifiers count as one node."""
    order: list[z3.ExprRef] = []
    uses: dict[int, int] = {root.get_id(): 1}
    waiting = [(root, iter(_parts(root)))]
    while waiting:
        node, parts = waiting[-1]
        for part in parts:
            key = part.get_id()
            uses[key] = uses.get(key, 0) + 1
            if uses[key] == 1:
                waiting.append((part, iter(_parts(part))))
                break
        else:
            order.append(node)
            waiting.pop()
    return order, uses


def _parts(node: z3.ExprRef) -> list[z3.ExprRef]:
    return [] if z3.is_quantifier(node) or z3.is_var(node) else node.children()


def _is_open(node: z3.ExprRef, own: int) -> bool:
    """Whether a term may speak of variables that are bound outside of it, besides the innermost few."""
    return any(
        z3.is_quantifier(part) or (z3.is_var(part) and z3.get_var_index(part) >= own) for part in _nodes(node)[0]
    )
