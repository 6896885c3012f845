"""Each thing that a specification may not contain is found, at its line, with advice."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hipspec.language.subset import INSTEAD, SUBSET, Problem, SubsetError, check, load

Problems = Callable[..., list[Problem]]
Expect = Callable[..., None]
DOUBLED = "def doubled(number: int) -> int:"

STATEMENTS = [
    ("for n in host.seen:  # HERE\n        require(n > 0, 'x')", "a loop", ".every()"),
    ("while number > 0:  # HERE\n        number = number - 1", "a loop", ".each()"),
    ("try:  # HERE\n        number = 1\n    except ValueError:\n        number = 2", "try", "Maybe"),
    ("with open(number) as more:  # HERE\n        number = more", "with", "no effect"),
    ("raise ValueError  # HERE", "raise", "require(...)"),
    ("assert number > 0  # HERE", "assert", "require(...)"),
    ("match number:  # HERE\n        case 1:\n            number = 2", "match", "if, elif"),
    ("global TOTAL  # HERE", "global", "parameters"),
    ("number += 1  # HERE", "augmented assignment", "name = value"),
    ("more: int = 1  # HERE", "annotated assignment", "name = value"),
    ("host.count = 1  # HERE", "assignment to a field", "replace(record, field=value)"),
    ("host.others[NAME] = 1  # HERE", "assignment to an entry", ".set(key, value)"),
    ("one, other = number, number  # HERE", "several targets", "one plain name"),
    ("one = other = number  # HERE", "several targets", "one plain name"),
    ("def inner() -> int:  # HERE\n        return 1", "a function within a function", "top level"),
    ("class Inner:  # HERE\n        pass", "a class within a function", "top level"),
    ("import os  # HERE", "an import within a function", "top level"),
    ("if number > 5:\n        pass  # HERE", "pass", "leave the branch out"),
    ("del number  # HERE", "`del number`", "not used"),
    ("doubled(number)  # HERE", "the value of `doubled(...)` is dropped", "require(...)"),
    ("number > 0  # HERE", "value is dropped", "require(...)"),
    ("'a second docstring'  # HERE", "a string", "enumeration"),
    ("return  # HERE\n    host = host", "return without a value", "Maybe"),
]


@pytest.mark.parametrize(("statement", "what", "advice"), STATEMENTS)
def test_a_statement_that_is_not_allowed(expect: Expect, statement: str, what: str, advice: str) -> None:
    expect(what, advice, ("# RULE", statement))


EXPRESSIONS = [
    ("host.state is State.OPEN", "`is`", "compare with =="),
    ("host.state is not State.OPEN", "`is not`", "compare with !="),
    ("number in host.seen", "`in`", ".has()"),
    ("number not in host.seen", "`not in`", ".has()"),
    ("0 < number < 9", "chained comparison", "a <= b and b < c"),
    ("[n for n in host.seen]", "a comprehension", ".where()"),
    ("{n for n in host.seen}", "a comprehension", ".where()"),
    ("{n: n for n in host.seen}", "a comprehension", ".where()"),
    ("Set(n for n in host.seen)", "a comprehension", ".where()"),
    ("isinstance(host, Host)", "`isinstance(...)`", "enumeration"),
    ("max(number, 1)", "`max(...)`", "a if a > b else b"),
    ("min(number, 1)", "`min(...)`", "a if a < b else b"),
    ("sum(host.seen)", "`sum(...)`", "Tally"),
    ("len(host.seen)", "`len(...)`", "field"),
    ("any(host.seen)", "`any(...)`", ".every("),
    ("all(host.seen)", "`all(...)`", ".every("),
    ("print(number)", "`print(...)`", "vocabulary"),
    ("None", "None", "NOTHING"),
    ("{}", "a dict", "Map(default)"),
    ("[number]", "a list", "Map from positions"),
    ("(number, number)", "a tuple", "frozen dataclass"),
    ("{number}", "a set display", "Set(...)"),
    ("(more := number)", "assignment within an expression", "statement of its own"),
    ("doubled(*host.seen)", "a star-argument", "name each argument"),
    ("doubled(**host.seen)", "a star-argument", "name each argument"),
    ("f'{number}'", "an f-string", "sentence"),
    ("'text'", "a string", "enumeration"),
    ("host.count == 0.5", "0.5", "whole numbers"),
    ("host.count == RATE", "`RATE` is a float", "whole numbers"),
    ("LIST", "`LIST` is a list", "constants"),
    ("number / 2", "`/`", "//"),
    ("number % 2", "`%`", "//"),
    ("number // host.count", "division", "positive constant"),
    ("number // 0", "division", "positive constant"),
    ("~number", "Invert", "allowed: "),
    ("lambda n: n", "a lambda stands by itself", "each, merge, every or where"),
    ("host.others.each(doubled)", "without a lambda", "1 parameters"),
    ("host.others.every(lambda other: other > 0)", "other parameters", "2, plain ones"),
    ("host.others.every(lambda name, other, more=1: other > 0)", "other parameters", "2, plain ones"),
    ("host.others.every(lambda name, other: name < NAME)", "looks into a key", "compare the key with =="),
    ("host.others.every(lambda name, other: name.name == NAME)", "looks into a key", "invariant"),
    ("host.others.each(lambda one: max(one, 1))", "`max(...)`", "a if a > b else b"),
    ("host.others.set(key=NAME, value=1)", "called wrongly", "by position"),
    ("host.others.set(NAME)", "called wrongly", "by position"),
    ("host.others.items()", "`.items(...)`", "every"),
    ("host.others.default", "`.default` is for tools", "fields"),
    ("host.others._entries", "`._entries` is for tools", "fields"),
    ("host.others[0:1]", "a slice", "one key at a time"),
    ("Name('x')", "makes an identifier", "NAME = Name(...)"),
    ("State('open')", "`State(...)` is not allowed", "vocabulary"),
    ("State.AJAR", "`State.AJAR` does not exist", "State"),
    ("State", "`State` is not a value", "members of enumerations"),
    ("doubled", "`doubled` is not a value", "call"),
    ("nonsense", "`nonsense` has no meaning", "parameters"),
    ("number(1)", "`number(...)` is not allowed", "vocabulary"),
    ("implies(premise=True, conclusion=True)", "implies with 0 arguments", "it takes 2"),
    ("Map(0, host.others)", "Map with 2 arguments", "it takes 1"),
    ("language.some(NAME)", "`some` goes by another name", "some(...)"),
    ("holds(number > 1)", "holds without a sentence", 'holds(condition, "what must hold")'),
    ("require(number > 1, 'it is large')", "require within an expression", "statement of its own"),
]


@pytest.mark.parametrize(("expression", "what", "advice"), EXPRESSIONS)
def test_an_expression_that_is_not_allowed(expect: Expect, expression: str, what: str, advice: str) -> None:
    imports = "from hipspec import language"
    expect(what, advice, ("# RULE", f"more = {expression}  # HERE"), ("# IMPORTS", imports))


GUARDS = [
    ("require(number > 1)  # HERE", "require without a sentence", "say it in words"),
    ('require(number > 1, "")  # HERE', "the sentence of require is empty", "say it in words"),
    ('require(number > 1, "  ")  # HERE', "the sentence of require is empty", "say it in words"),
    ('require(number > 1, f"{number} is large")  # HERE', "not a plain string", "write it out"),
    ("require(number > 1, LIMIT)  # HERE", "not a plain string", "write it out"),
    ('require(number > 1, sentence="it is large")  # HERE', "require without a sentence", "say it in words"),
    ('require(number > 1, "it is large", besides=LIMIT)  # HERE', "`besides` of require", 'besides="why"'),
    ('require(number > 1, "the number is positive")  # HERE', "is used twice in count_up", "something else"),
    ('demand(number > 1, "it is large")  # HERE', "`require` goes by another name", "import it as it is"),
    ('language.require(number > 1, "it is large")  # HERE', "`require` goes by another name", "import it as it is"),
    ('assume(number > 1, "it is large")  # HERE', "assume(...) in count_up, which is a rule", "require"),
]


@pytest.mark.parametrize(("guard", "what", "advice"), GUARDS)
def test_a_guard_that_is_not_one_sentence(expect: Expect, guard: str, what: str, advice: str) -> None:
    imports = "from hipspec import language\nfrom hipspec.language import require as demand"
    expect(what, advice, ("# RULE", guard), ("# IMPORTS", imports))


def test_of_two_guards_with_one_sentence_the_later_one_is_shown(expect: Expect) -> None:
    again = 'require(number > 1, "the number is new")'
    later = '"the number is new"):'
    expect("is used twice in count_up", "something else", (later, f"{later}  # HERE"), ("# RULE", again))


def test_a_guard_may_say_why_it_is_there(problems: Problems) -> None:
    assert problems(("# RULE", 'require(number > 1, "it is large", besides="RFC 9999 asks for it")')) == []


SIGNATURES = [
    ("def doubled(number) -> int:  # HERE", "the parameter `number` has no type", "number: Type"),
    ("def doubled(number: int):  # HERE", "doubled has no result type", "-> Type"),
    ("def doubled(number: int, more: int = max(1, 2)) -> int:  # HERE", "mutable default", "constants"),
    ("def doubled(number: int, more: Set[int] = []) -> int:  # HERE", "mutable default", "constants"),
    ("def doubled(number: int, *more: int) -> int:  # HERE", "a star-argument", "name each"),
    ("def doubled(number: int, **more: int) -> int:  # HERE", "a star-argument", "name each"),
    ("def doubled(number: float) -> int:  # HERE", "`number` of doubled has the type float", "bool, int"),
    ("def doubled(number: 'Nonsense') -> int:  # HERE", "`number` of doubled can't be resolved", "import it"),
    ("def doubled(number: int, more: int | None = LIMIT) -> int:  # HERE", "NoneType", "Maybe"),
]


@pytest.mark.parametrize(("signature", "what", "advice"), SIGNATURES)
def test_a_signature_that_is_not_allowed(expect: Expect, signature: str, what: str, advice: str) -> None:
    expect(what, advice, (DOUBLED, signature))


METHOD = "friend: Maybe[Name]\n\n    def is_open(self) -> bool:\n        return True"
CACHE = "import functools"
SAME = "def same(one: object) -> object:\n    return one"
DECLARATIONS = [
    ("doubled has no docstring", "one sentence", (f'{DOUBLED}\n    """Double a number."""', f"{DOUBLED}  # HERE")),
    (
        "does not return on every way",
        "each branch",
        (DOUBLED, f"{DOUBLED}  # HERE"),
        ("return 2 * number", "one = number"),
    ),
    (
        "is not assigned on every way",
        "each branch",
        ("# RULE", "if number > 5:\n        one = 1\n    one = one  # HERE"),
    ),
    ("this is never reached", "end of a branch", ("# RULE", "return host\n    one = number  # HERE")),
    ("count_up names no clause", '@rule(clause="RFC ...")', ('(clause="RFC 9999 1")', '(clause="")  # HERE')),
    ("act is listed as action and not declared", "@action", ("@action()\ndef act(", "def act(  # HERE\n    ")),
    ("listed as property and declared as invariant", "@lemma", ("@lemma\n", "@invariant()  # HERE\n")),
    ("the decorator `same`", "rule", ("# IMPORTS", SAME), ("@lemma\n", "@lemma\n@same  # HERE\n")),
    (
        "counts is not a plain function",
        "`def`",
        ("# IMPORTS", CACHE),
        ("@lemma\n", "@functools.cache  # HERE\n@lemma\n"),
    ),
    (
        "doubled(...)` is not",
        "functions",
        (DOUBLED, f"@functools.cache\n{DOUBLED}"),
        ("# IMPORTS", CACHE),
        ("if number > 3 else number", "if number > 3 else number  # HERE"),
    ),
    (
        "<lambda> is not a plain function",
        "`def`",
        ("lemmas=(counts,)", "lemmas=(lambda history, world: True,)  # HERE\n    "),
    ),
    ("Host is not frozen", "frozen=True", ("@dataclass(frozen=True)\nclass Host:", "@dataclass\nclass Host:  # HERE")),
    (
        "Host.is_open is more than a field",
        "function",
        ("class Host:", "class Host:  # HERE"),
        ("friend: Maybe[Name]", METHOD),
    ),
    (
        "Host.count has the type float",
        "bool, int",
        ("class Host:", "class Host:  # HERE"),
        ("count: int\n    seen", "count: float\n    seen"),
    ),
]


@pytest.mark.parametrize("case", DECLARATIONS)
def test_a_declaration_that_is_not_allowed(expect: Expect, case: tuple[str, str, *tuple[tuple[str, str], ...]]) -> None:
    expect(*case)


def test_two_functions_with_one_name(expect: Expect) -> None:
    """Their guards would have the same ids; a function of another module comes in under another name."""
    again = 'def doubled(number: int) -> int:  # HERE\n    """Double it again."""\n    return twice(number)\n\n\n@rule('
    expect(
        "doubled is also a function at",
        "each its own",
        ("return 2 * number\n", "return 2 * number\n\n\ntwice = doubled\n"),
        ("@rule(", again),
    )


def test_nothing_is_wrong_with_the_tiny_specification(problems: Problems) -> None:
    assert problems() == []


def test_all_that_is_advised_against_is_refused() -> None:
    allowed = {*SUBSET.statements, *SUBSET.expressions, *SUBSET.operators}
    assert not allowed & INSTEAD.keys()


# ---------------------------------------------------------------------- the specification of HIP


def test_the_specification_of_hip_stays_within_the_subset() -> None:
    assert check(load("hipspec.hip")) == []


def test_checking_it_takes_less_than_a_tenth_of_a_second() -> None:
    specification = load("hipspec.hip")
    taken = []
    for _ in range(3):
        start = time.process_time()
        check(specification)
        taken.append(time.process_time() - start)
    assert min(taken) < 0.1


BY_HAND = [
    (
        "updates.py",
        'require(locators.count <= LOCATOR_LIMIT, "the list is no longer than the limit")',
        "require(locators.count <= LOCATOR_LIMIT)",
        "require without a sentence",
    ),
    (
        "verification.py",
        "update.echo_response == locator.challenge",
        "update.echo_response is locator.challenge",
        "`is`",
    ),
    ("updates.py", "locator.status == Status.DEPRECATED", "locator.status is Status.DEPRECATED", "`is`"),
    (
        "traffic.py",
        "    number = association.next_number\n",
        "    number = association.next_number\n    for _ in range(2):\n        number = number + 1\n",
        "a loop",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "what"), BY_HAND)
def test_a_copy_that_was_broken_by_hand(copied: Path, name: str, old: str, new: str, what: str) -> None:
    path = copied / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    wrong = text[: text.index(old)].count("\n") + 1 + (what == "a loop")
    (problem,) = check(load("copied"))
    assert (problem.path, problem.line) == (str(path), wrong)
    assert what in problem.text
    assert problem.allowed


def test_the_copy_itself_is_whole(copied: Path) -> None:
    assert copied.is_dir()
    assert check(load("copied")) == []


# ---------------------------------------------------------------------- loading

BROKEN = [
    ("if True\n", "SyntaxError", "plain Python"),
    ("from hipspec.language import nonsense\n", "ImportError: cannot import name 'nonsense'", "standard library"),
    ("import no_such_module\n", "No module named 'no_such_module'", "standard library"),
    (
        "@lemma\ndef silent(history: History, world: World) -> bool:\n    return True\n",
        "say in one sentence",
        "hipspec",
    ),
    ("nonsense\n", "name 'nonsense' is not defined", "before it is used"),
    ("1 // 0\n", "ZeroDivisionError", "must not fail"),
]


@pytest.mark.parametrize(("line", "what", "advice"), BROKEN)
def test_a_file_that_cannot_be_imported(copied: Path, line: str, what: str, advice: str) -> None:
    path = copied / "lemmas.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + line, encoding="utf-8")
    with pytest.raises(SubsetError) as caught:
        load("copied")
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == (str(path), text.count("\n") + 1)
    assert what in problem.text
    assert advice in problem.allowed
    assert str(caught.value) == str(problem)


def test_a_module_that_does_not_exist() -> None:
    with pytest.raises(SubsetError, match=r"^hipspec\.hop: ModuleNotFoundError: No module named 'hipspec\.hop'; "):
        load("hipspec.hop")


def test_a_module_that_holds_no_specification() -> None:
    with pytest.raises(SubsetError, match=r"maybe\.py: holds no specification; it ends with `SPECIFICATION = "):
        load("hipspec.language.maybe")
