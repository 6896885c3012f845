"""What hosts know, what is the case, and history are kept apart."""

from collections.abc import Callable

import pytest

from hipspec.language.subset import Problem

Expect = Callable[..., None]
Problems = Callable[..., list[Problem]]
Change = tuple[str, str]

RULE = "def count_up(host: Host, number: int) -> Host:"
CALL = "count_up(world.hosts[name], number)"
DOUBLED = "def doubled(number: int) -> int:"
OWN = "is given what it may know as parameters"


@pytest.mark.parametrize(
    ("parameter", "argument", "hidden"),
    [
        ("world: World", "world", "World"),
        ("environment: Environment", "world.environment", "Environment"),
        ("past: History", "PAST", "History"),
        ("past: Map[Name, Maybe[History]]", "Map(NOTHING)", "History"),
        ("past: Wrapped", "Wrapped(PAST)", "History"),
    ],
)
def test_a_rule_is_given_nothing_but_what_hosts_know(
    problems: Problems, parameter: str, argument: str, hidden: str
) -> None:
    names = 'NAME = Name("somebody")\nPAST = History(0)'
    wrapped = f"{names}\n\n\n@dataclass(frozen=True)\nclass Wrapped:\n    past: History\n\n\n"
    found = problems(
        ('NAME = Name("somebody")', wrapped),
        (RULE, RULE.replace("int)", f"int, {parameter})")),
        (CALL, CALL.replace("number)", f"number, {argument})")),
    )
    name = parameter.split(":", maxsplit=1)[0]
    assert any(
        f"the parameter `{name}` of count_up holds {hidden}, which is hidden from a rule" in problem.text
        and OWN in problem.allowed
        for problem in found
    )


def test_nothing_that_a_rule_calls_is_given_more(expect: Expect) -> None:
    expect(
        "`PAST` is hidden from doubled, which is a rule or is called by one",
        OWN,
        ("START = ", "PAST = History(total=7)\nSTART = "),
        ("# HELPER", "one = PAST.total  # HERE"),
    )


def test_a_rule_does_not_make_history(problems: Problems) -> None:
    found = problems(("# RULE", "past = History(total=0)"))
    assert any("`History` is hidden from count_up" in problem.text for problem in found)
    assert any("count_up makes a History" in problem.text for problem in found)


def test_a_lambda_of_a_rule_does_not_see_history(expect: Expect) -> None:
    expect(
        "`PAST` is hidden from count_up",
        OWN,
        ("START = ", "PAST = History(total=7)\nSTART = "),
        ("# RULE", "more = host.others.each(lambda one: one + PAST.total)  # HERE"),
    )


def test_an_action_does_not_see_history(expect: Expect) -> None:
    expect(
        "`PAST` is hidden from act, which is an action or is called by one",
        "an action, and what it calls, is given what it may know as parameters",
        ("START = ", "PAST = History(total=7)\nSTART = "),
        ("# ACTION", 'assume(PAST.total > 0, "something has happened")  # HERE'),
    )


@pytest.mark.parametrize(
    ("package", "asked", "hidden"),
    [
        ("hipspec.network", "history.NO_PROMISE.made", "history.NO_PROMISE"),
        ("copied", "history.Numbered(pair=pair, epoch=0, number=0).number > 0", "history.Numbered"),
    ],
)
def test_an_action_does_not_see_the_modules_of_history(
    copied_changed: Callable[..., list[Problem]], package: str, asked: str, hidden: str
) -> None:
    found = copied_changed(
        "honest.py",
        ("from copied import traffic,", f"from {package} import history\nfrom copied import traffic,"),
        ("assume(size > 0,", f"assume(size > 0 or {asked},"),
    )
    assert [problem.text for problem in found] == [
        f"`{hidden}` is hidden from send, which is an action or is called by one"
    ]


def test_a_rule_does_not_see_the_module_of_the_world(copied_changed: Callable[..., list[Problem]]) -> None:
    found = copied_changed(
        "traffic.py",
        (
            "from copied.names import",
            "from hipspec.network.events import Happening\nfrom copied.world import Event\nfrom copied.names import",
        ),
        ("number = association.next_number\n", "number = association.next_number\n    told = Event(Happening.SENT)\n"),
    )
    assert [problem.text for problem in found] == [
        "`Event` is hidden from send_data, which is a rule or is called by one"
    ]


@pytest.mark.parametrize(
    "shared",
    ["from hipspec.network.world import World as Around", "from hipspec.network.transmission import W as Around"],
)
def test_a_rule_is_not_given_what_the_world_extends(copied_changed: Callable[..., list[Problem]], shared: str) -> None:
    found = copied_changed(
        "traffic.py",
        ("from copied.names import", f"{shared}\nfrom copied.names import"),
        ("def age_credit(", "def age_credit(around: Around, "),
    )
    hidden = "the parameter `around` of age_credit holds {}, which is hidden from a rule"
    assert [problem.text for problem in found] == [hidden.format("Environment"), hidden.format("World")]


def test_a_type_variable_without_a_bound_is_no_type(copied_changed: Callable[..., list[Problem]]) -> None:
    found = copied_changed(
        "traffic.py",
        ("from copied.names import", "from typing import TypeVar\nT = TypeVar('T')\nfrom copied.names import"),
        ("def age_credit(", "def age_credit(anything: T, "),
    )
    assert [problem.text for problem in found] == ["the type of `anything` of age_credit can't be resolved"]


def test_a_property_makes_no_history(expect: Expect) -> None:
    expect("never_owes makes a History", "only observe", ("# PROPERTY", "other = History(total=0)  # HERE"))


@pytest.mark.parametrize(
    ("marker", "statement", "what", "advice"),
    [
        (
            "# PROPERTY",
            'require(history.total > 0, "x y")',
            "require(...) in never_owes, which is a property",
            "nothing",
        ),
        ("# PROPERTY", 'assume(history.total > 0, "x y")', "assume(...) in never_owes, which is a property", "nothing"),
        ("# PROPERTY", 'other = holds(history.total > 0, "x y")', "holds(...) in never_owes", "nothing is required"),
        ("# PROPERTY", "other = replace(history, total=0)", "replace(...) in never_owes", "nothing is required"),
        ("# OBSERVE", 'require(event.number > 0, "x y")', "require(...) in observe, which is an observe", "replace"),
        ("# OBSERVE", 'assume(event.number > 0, "x y")', "assume(...) in observe", "use replace"),
        (
            "# ACTION",
            'require(number > 0, "x y")',
            "require(...) in act, which is an action",
            "use assume, given, replace",
        ),
        (
            "# RULE",
            'assume(number > 0, "x y")',
            "assume(...) in count_up, which is a rule",
            "use holds, replace, require",
        ),
        (
            "# HELPER",
            'assume(number > 0, "x y")',
            "assume(...) in doubled, which is a rule",
            "use holds, replace, require",
        ),
    ],
)
def test_each_part_has_its_own_words(expect: Expect, marker: str, statement: str, what: str, advice: str) -> None:
    expect(what, advice, (marker, f"{statement}  # HERE"))


def test_a_rule_takes_nothing_as_given(expect: Expect) -> None:
    expect(
        "given(...) in count_up, which is a rule",
        "use holds, replace, require",
        ("    some,\n", "    given,\n    some,\n"),
        ("# RULE", 'other = given(some(number), "x y")  # HERE'),
    )


def test_what_a_property_calls_has_the_words_of_a_property(expect: Expect) -> None:
    expect(
        "replace(...) in changed, which is a property or is called by one",
        "nothing is required or changed",
        (
            "@lemma\n",
            'def changed(world: World) -> World:\n    """Change."""\n    return replace(world)  # HERE\n\n\n@lemma\n',
        ),
        ("return world.hosts[name]", "return changed(world).hosts[name]"),
    )


def test_observe_may_call_what_properties_call(problems: Problems) -> None:
    """Both may ask a question about history; that is no way around the separation."""
    helper = 'def positive(history: History) -> bool:\n    """Ask."""\n    return history.total > 0\n\n\n@lemma\n'
    assert (
        problems(
            ("@lemma\n", helper), ("# OBSERVE", "one = positive(history)"), ("# PROPERTY", "one = positive(history)")
        )
        == []
    )
