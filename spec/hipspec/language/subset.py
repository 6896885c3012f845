"""What a specification may contain: the one place that states it, and the check of the text against it.

The text of a rule is run by Python and lifted to a solver. Much of Python runs and doesn't lift; some of it lifts to
something else than it says (`is` is silently false of symbolic values). So the tables below name what is allowed and,
for the common mistakes, what to write instead; `check` reads the text of every function that takes part.
"""

import ast
from dataclasses import replace

from hipspec.language import rules
from hipspec.language.bodies import Body
from hipspec.language.collections import Map, Set, Tally
from hipspec.language.expressions import Subset, Word
from hipspec.language.loading import SubsetError, load
from hipspec.language.maybe import some
from hipspec.language.separation import Part, separation, unlike_records
from hipspec.language.specification import Specification
from hipspec.language.texts import Function, Problem, Texts, place_of

__all__ = ["SUBSET", "Problem", "SubsetError", "check", "load"]

POINTWISE = "work on all keys at once with .each(), .merge(), .every() or .where()"
ABSENT = "an absent value is NOTHING, of a Maybe"
REFUSE = "a host refuses with require(...)"
TOP_LEVEL = "write it at the top level of a module"
ONLY_TEXT = "a guard's sentence is the only text in a function"
ONE_NAME = "give the new value a name of its own: `name = value`"

STATEMENTS: dict[type[ast.AST], str] = {
    ast.Assign: "an assignment to one plain name",
    ast.If: "if, elif and else",
    ast.Return: "return",
    ast.Expr: "require(...), assume(...), or the call of a function that only checks",
    ast.Delete: "del of unused parameters",
}

EXPRESSIONS: dict[type[ast.AST], str] = {
    ast.Name: "parameters, assigned and global names",
    ast.Constant: "True, False and whole numbers",
    ast.Attribute: "fields, members of an enumeration",
    ast.Call: "functions of the specification, its records, the vocabulary, methods of Map, Set and Tally",
    ast.Compare: "one comparison at a time",
    ast.BoolOp: "and, or",
    ast.UnaryOp: "not, -",
    ast.BinOp: "+ - *, and // by a positive constant",
    ast.IfExp: "a if condition else b",
    ast.Subscript: "reading a Map or a Tally at a key",
    ast.Lambda: "the argument of each, merge, every or where",
}

OPERATORS: tuple[type[ast.AST], ...] = (
    *(ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE),
    *(ast.Not, ast.USub, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv),
)

# The common mistakes: what they are, and what to write instead.
INSTEAD: dict[type[ast.AST], tuple[str, str]] = {
    ast.For: ("a loop", POINTWISE),
    ast.AsyncFor: ("a loop", POINTWISE),
    ast.While: ("a loop", POINTWISE),
    ast.Try: ("try", "ask first: `present` of a Maybe, a field, or a Set with .has()"),
    ast.TryStar: ("try", "ask first: `present` of a Maybe, a field, or a Set with .has()"),
    ast.With: ("with", "a rule has no effect but its result"),
    ast.AsyncWith: ("with", "a rule has no effect but its result"),
    ast.Raise: ("raise", f"{REFUSE}; what the environment rules out is assume(...)"),
    ast.Assert: ("assert", f"{REFUSE}; what the environment rules out is assume(...)"),
    ast.Match: ("match", "use if, elif and else"),
    ast.Pass: ("pass", "leave the branch out"),
    ast.AugAssign: ("an augmented assignment", ONE_NAME),
    ast.AnnAssign: ("an annotated assignment", "assign without annotation: `name = value`"),
    ast.Global: ("global", "a function depends on its parameters and on constants only"),
    ast.Nonlocal: ("nonlocal", "a function depends on its parameters and on constants only"),
    ast.FunctionDef: ("a function within a function", TOP_LEVEL),
    ast.AsyncFunctionDef: ("an async function", "a rule is a plain function"),
    ast.ClassDef: ("a class within a function", TOP_LEVEL),
    ast.Import: ("an import within a function", TOP_LEVEL),
    ast.ImportFrom: ("an import within a function", TOP_LEVEL),
    ast.ListComp: ("a comprehension", POINTWISE),
    ast.SetComp: ("a comprehension", POINTWISE),
    ast.DictComp: ("a comprehension", POINTWISE),
    ast.GeneratorExp: ("a comprehension", POINTWISE),
    ast.Dict: ("a dict", "start from Map(default) and write with .set(key, value)"),
    ast.List: ("a list", "use a Map from positions to values"),
    ast.Tuple: ("a tuple", "use a frozen dataclass"),
    ast.Set: ("a set display", "use Set(...)"),
    ast.JoinedStr: ("an f-string", ONLY_TEXT),
    ast.NamedExpr: ("an assignment within an expression", "assign in a statement of its own"),
    ast.Starred: ("a star-argument", "name each argument"),
    ast.Slice: ("a slice", "read a Map at one key at a time"),
    ast.Await: ("await", "a rule is a plain function"),
    ast.Yield: ("yield", "return one value"),
    ast.YieldFrom: ("yield", "return one value"),
    ast.Is: ("`is`", "compare with ==; `is` is silently false of symbolic values"),
    ast.IsNot: ("`is not`", "compare with !=; `is not` is silently true of symbolic values"),
    ast.In: ("`in`", "ask a Set with .has(), compare with == and `or`"),
    ast.NotIn: ("`not in`", "ask a Set with `not ... .has()`, compare with != and `and`"),
    ast.Div: ("`/`", "the arithmetic is + - *, and // by a positive constant"),
    ast.Mod: ("`%`", "the arithmetic is + - *, and // by a positive constant"),
    ast.Pow: ("`**`", "the arithmetic is + - *, and // by a positive constant"),
}

# Names of Python that people reach for.
NAMES: dict[str, str] = {
    "isinstance": "let an enumeration in a field say which kind it is",
    "type": "let an enumeration in a field say which kind it is",
    "max": "write `a if a > b else b`",
    "min": "write `a if a < b else b`",
    "abs": "write `a if a >= 0 else -a`",
    "sum": "a Tally carries its total along",
    "len": "keep the number in a field",
    "any": "say `not ... .every(...)` of the opposite",
    "all": "ask a Map with .every(...)",
    "range": POINTWISE,
    "sorted": POINTWISE,
    "map": POINTWISE,
    "filter": POINTWISE,
    "dict": "start from Map(default) and write with .set(key, value)",
    "list": "use a Map from positions to values",
    "set": "use Set(...)",
    "float": "whole numbers lift, floats don't",
}

# The methods of Map, Set and Tally, and how many arguments they take.
METHODS: dict[str, tuple[int, ...]] = {
    "set": (2,),
    "each": (1,),
    "merge": (2,),
    "every": (1,),
    "has": (1,),
    "add": (1, 2),
    "where": (1,),
}

# The parameters of the lambda that a method takes as its last argument.
LAMBDAS: dict[str, int] = {"each": 1, "merge": 2, "every": 2, "where": 1}

# The vocabulary that is called, each word under its own name.
WORDS: dict[object, Word] = {
    rules.require: Word("require", 2, ("besides",), sentence=True),
    rules.holds: Word("holds", 2, ("besides",), sentence=True),
    rules.assume: Word("assume", 2, ("besides",), sentence=True),
    rules.given: Word("given", 2, (), sentence=True),
    rules.implies: Word("implies", 2),
    some: Word("some", 1),
    replace: Word("replace", 1, None),
    Map: Word("Map", 1),
    Set: Word("Set", None),
    Tally: Word("Tally", 0),
}

SUBSET = Subset(STATEMENTS, EXPRESSIONS, OPERATORS, INSTEAD, NAMES, METHODS, LAMBDAS, WORDS)


def check(specification: Specification) -> list[Problem]:
    """Return what the text of a specification contains and may not contain, in the order of the text."""
    texts = Texts(specification)
    parts = [
        Part("rule", specification.rules, (rules.Part.RULE,), frozenset({"require", "holds", "replace"})),
        Part("action", specification.actions, (rules.Part.ACTION,), frozenset({"assume", "given", "replace"})),
        Part("observe", (specification.observe, specification.initial_history), (), frozenset({"replace"})),
        Part("initial", (specification.initial,), (), frozenset({"replace"})),
        Part("property", specification.properties, (rules.Part.INVARIANT, rules.Part.STEP), frozenset()),
        Part("property", (*specification.lemmas, *specification.spare_lemmas), (rules.Part.LEMMA,), frozenset()),
        Part("property", specification.expected, (rules.Part.EXPECTED_ATTACK,), frozenset()),
    ]
    bodies: dict[Function, Body] = {}
    waiting = [function for part in parts for function in part.functions]
    problems: list[Problem] = []
    while waiting:
        function = waiting.pop(0)
        if function in bodies:
            continue
        definition = texts.definition(function)
        if definition is None:
            text = f"{getattr(function, '__name__', function)} is not a plain function"
            problems.append(Problem(*place_of(function), text, "define it with `def` at the top level of a module"))
            continue
        bodies[function] = Body(SUBSET, texts, function, definition)
        waiting += bodies[function].calls
    problems += [problem for body in bodies.values() for problem in body.problems]
    problems += unlike_records(specification, texts, bodies)
    problems += separation(specification, parts, bodies)
    return sorted(set(problems))
