"""The vocabulary of a specification: collections that are total, guards that refuse, declarations that are kept."""

import itertools
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipspec.language import (
    NOTHING,
    Identifier,
    Impossible,
    Map,
    Maybe,
    Refused,
    Set,
    Tally,
    action,
    assume,
    detail,
    expected_attack,
    holds,
    implies,
    invariant,
    lemma,
    require,
    rule,
    some,
    step_property,
)
from hipspec.language.rules import Label, Part


class Name(Identifier):
    """Who."""


class Place(Identifier):
    """Where."""


@dataclass(frozen=True)
class Stay:
    """Somebody somewhere."""

    who: Name
    where: Place


NAMES = [Name(letter) for letter in "abcde"]
OUTSIDER = Name("never written")

names = st.sampled_from(NAMES)
numbers = st.integers(-3, 3)
entries = st.dictionaries(names, numbers)
maps = st.builds(Map[Name, int], numbers, entries)
sets = st.lists(names).map(lambda members: Set(*members))


def at_all(*keys: Name) -> list[Name]:
    """Return every key that the tests write, some more, and one that none of them writes."""
    return [*NAMES, *keys, OUTSIDER]


# ---------------------------------------------------------------------- Map


@given(numbers, entries)
def test_a_map_holds_its_entries_and_elsewhere_its_default(default: int, written: dict[Name, int]) -> None:
    made = Map(default, written)
    for key in at_all():
        assert made[key] == written.get(key, default)


@given(maps, names, numbers)
def test_a_write_is_read_back_and_changes_nothing_else(made: Map[Name, int], key: Name, value: int) -> None:
    before = {other: made[other] for other in at_all()}
    after = made.set(key, value)
    assert after[key] == value
    assert all(after[other] == before[other] for other in at_all() if other != key)
    assert all(made[other] == before[other] for other in at_all())


@given(maps, names, names, numbers, numbers)
def test_writes_at_different_keys_commute(made: Map[Name, int], one: Name, other: Name, x: int, y: int) -> None:
    if one != other:
        assert made.set(one, x).set(other, y) == made.set(other, y).set(one, x)
    assert made.set(one, x).set(one, y) == made.set(one, y)
    assert made.set(one, made[one]) == made


@given(maps, maps)
def test_maps_are_equal_exactly_if_they_hold_the_same_everywhere(one: Map[Name, int], other: Map[Name, int]) -> None:
    same = all(one[key] == other[key] for key in at_all())
    assert (one == other) == same
    assert not same or hash(one) == hash(other)


@given(maps, names)
def test_an_entry_that_equals_the_default_is_no_entry(made: Map[Name, int], key: Name) -> None:
    reset = made.set(key, made.default)
    assert key not in dict(reset.items())
    assert all(value != reset.default for _, value in reset.items())


@given(maps)
def test_each_works_at_every_key_the_default_included(made: Map[Name, int]) -> None:
    squared = made.each(lambda value: value * value)
    assert all(squared[key] == made[key] ** 2 for key in at_all())
    assert squared.default == made.default**2
    assert all(value != squared.default for _, value in squared.items())


@given(maps, maps)
def test_merge_works_at_every_key_of_both(one: Map[Name, int], other: Map[Name, int]) -> None:
    merged = one.merge(other, lambda x, y: 10 * x + y)
    assert all(merged[key] == 10 * one[key] + other[key] for key in at_all())
    assert merged == other.merge(one, lambda y, x: 10 * x + y)


@given(maps, numbers)
def test_every_asks_the_keys_never_written_too(made: Map[Name, int], least: int) -> None:
    assert made.every(lambda _, value: value >= least) == all(made[key] >= least for key in at_all())


@given(maps, names)
def test_every_finds_the_one_key_that_differs_though_it_was_never_written(made: Map[Name, int], key: Name) -> None:
    assert not made.every(lambda other, _: other != key)
    assert not made.every(lambda other, _: not other == key)  # noqa: SIM201  # the text that a rule may have
    assert not made.every(lambda other, _: key != other)
    assert not made.every(lambda other, _: other == key)
    assert made.every(lambda other, value: implies(other == key, value == made[key]))


@given(maps, maps)
def test_every_looks_its_key_up_in_another_map(one: Map[Name, int], other: Map[Name, int]) -> None:
    expected = all(one[key] <= other[key] for key in at_all())
    assert one.every(lambda key, value: value <= other[key]) == expected


@given(maps, sets, names)
def test_every_asks_a_set_for_its_key(made: Map[Name, int], chosen: Set[Name], spared: Name) -> None:
    expected = all(not chosen.has(key) or key == spared or made[key] > 0 for key in at_all())
    assert made.every(lambda key, value: not chosen.has(key) or key == spared or value > 0) == expected


@given(maps, st.lists(st.tuples(names, st.sampled_from([Place("x"), Place("y")]))), numbers)
def test_every_looks_its_key_up_within_a_record(
    made: Map[Name, int], pairs: list[tuple[Name, Place]], least: int
) -> None:
    here = Place("x")
    stays = Set(*(Stay(who, where) for who, where in pairs))
    nights = Map(0, {Stay(who, where): 1 for who, where in pairs})
    expected = all(not stays.has(Stay(key, here)) or made[key] >= least for key in at_all())
    assert made.every(lambda key, value: not stays.has(Stay(key, here)) or value >= least) == expected
    assert made.every(lambda key, value: nights[Stay(key, here)] == 0 or value >= least) == expected
    friend = some(NAMES[0])
    assert not made.every(lambda key, _: friend != some(key))


@given(maps, maps)
def test_every_within_every(one: Map[Name, int], other: Map[Name, int]) -> None:
    keys = [*at_all(), Name("and a second one")]
    expected = all(one[x] <= other[y] or x == y for x, y in itertools.product(keys, keys))
    assert one.every(lambda x, low: other.every(lambda y, high: low <= high or x == y)) == expected


def test_the_key_of_every_tells_nothing_but_what_it_equals() -> None:
    stays: Map[Stay, int] = Map(0)
    counted: Map[int, int] = Map(0)
    with pytest.raises(AttributeError, match="who"):
        stays.every(lambda stay, _: stay.who == OUTSIDER)
    with pytest.raises(TypeError, match="'<' not supported"):
        counted.every(lambda number, _: number < 5)


def test_maps_within_maps() -> None:
    empty: Map[Name, Map[Name, bool]] = Map(Map(False))  # noqa: FBT003  # a total map to truth
    one, other = NAMES[:2]
    full = empty.set(one, empty[one].set(other, True))  # noqa: FBT003  # as above
    assert full[one][other]
    assert not full[other][one]
    assert full.set(one, full[one].set(other, False)) == empty  # noqa: FBT003  # as above


def test_a_map_shows_its_entries_in_a_fixed_order() -> None:
    one = Map(0, {Name("b"): 2, Name("a"): 1})
    other = Map[Name, int](0).set(Name("a"), 1).set(Name("b"), 2)
    assert repr(one) == repr(other) == "{a: 1, b: 2}"
    assert list(one.items()) == [(Name("a"), 1), (Name("b"), 2)]


def test_a_map_is_no_dict() -> None:
    assert Map(0) != {}
    assert Set() != set()
    assert Tally() != Map(0)


# ---------------------------------------------------------------------- Set


@given(sets, names, names)
def test_a_set_has_what_was_added_and_nothing_else(made: Set[Name], added: Name, other: Name) -> None:
    after = made.add(added)
    assert after.has(added)
    assert after.has(other) == (made.has(other) or other == added)
    assert not after.has(OUTSIDER)


@given(sets, names)
def test_where_keeps_exactly_what_the_predicate_is_true_of(made: Set[Name], spared: Name) -> None:
    kept = made.where(lambda name: name != spared)
    assert all(kept.has(name) == (made.has(name) and name != spared) for name in at_all())


@given(st.lists(names))
def test_sets_are_equal_whatever_the_order(members: list[Name]) -> None:
    one, other = Set(*members), Set(*reversed(members))
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == repr(other)
    assert list(one) == sorted(set(members), key=str)
    assert one.add(OUTSIDER) != one


# ---------------------------------------------------------------------- Tally


@given(st.lists(st.tuples(names, numbers)))
def test_a_tally_sums_what_was_added(additions: list[tuple[Name, int]]) -> None:
    tally: Tally[Name] = Tally()
    for key, amount in additions:
        tally = tally.add(key, amount)
    assert tally.total == sum(amount for _, amount in additions)
    for key in at_all():
        assert tally[key] == sum(amount for other, amount in additions if other == key)
    assert tally.total == sum(tally[key] for key in at_all())


@given(entries)
def test_a_tally_without_a_negative_account_has_no_negative_total(accounts: dict[Name, int]) -> None:
    """The one fact of arithmetic that the lifting adds."""
    tally = Tally(Map(0, accounts))
    assert tally.total >= 0 or any(tally[key] < 0 for key in at_all())


@given(entries, names, numbers)
def test_tallies_are_equal_if_their_accounts_are(accounts: dict[Name, int], key: Name, amount: int) -> None:
    tally = Tally(Map(0, accounts))
    there_and_back = tally.add(key, amount).add(key, -amount)
    assert there_and_back == tally
    assert hash(there_and_back) == hash(tally)
    assert repr(there_and_back) == repr(tally)
    assert (tally.add(key, amount) == tally) == (amount == 0)


def test_a_tally_of_infinitely_many_debts_has_no_total() -> None:
    with pytest.raises(ValueError, match="start at 0, not at -1"):
        Tally(Map[Name, int](-1))


# ---------------------------------------------------------------------- Maybe and Identifier


@given(numbers, numbers)
def test_a_maybe_holds_a_value_or_nothing(one: int, other: int) -> None:
    assert some(one).present
    assert some(one).value == one
    assert (some(one) == some(other)) == (one == other)
    assert some(one) != NOTHING
    assert repr(some(one)) == repr(one)


def test_nothing_has_no_value() -> None:
    nothing: Maybe[int] = NOTHING
    assert not nothing.present
    assert repr(nothing) == "-"
    assert nothing == Maybe(())
    with pytest.raises(LookupError, match="ask `present` before you read `value`"):
        _ = nothing.value


def test_identifiers_are_equal_if_kind_and_name_are() -> None:
    assert Name("a") == Name("a")
    assert hash(Name("a")) == hash(Name("a"))
    assert Name("a") != Name("b")
    assert Name("a") != Place("a")  # type: ignore[comparison-overlap]  # what is tested
    assert (str(Name("a")), repr(Name("a"))) == ("a", "a")


def test_identifiers_can_be_compared_and_nothing_else() -> None:
    with pytest.raises(TypeError):
        _ = Name("a") < Name("b")  # type: ignore[operator]  # what is tested
    with pytest.raises(FrozenInstanceError):
        Name("a").name = "b"  # type: ignore[misc]  # what is tested


# ---------------------------------------------------------------------- guards


def guarded(number: int) -> int:
    """Refuse what is not positive, and what is large."""
    require(number > 0, "the number is positive")
    require(number < 9, "the number is small", besides="it fits a digit")
    return number


def test_a_guard_refuses_with_its_sentence_and_its_function() -> None:
    assert guarded(5) == 5
    with pytest.raises(Refused, match=r"^guarded: the number is positive$") as first:
        guarded(0)
    assert (first.value.sentence, first.value.function) == ("the number is positive", "guarded")
    with pytest.raises(Refused, match=r"^guarded: the number is small$"):
        guarded(9)


def test_an_assumption_rules_a_step_out() -> None:
    assume(True, "it is so")  # noqa: FBT003  # a condition
    with pytest.raises(Impossible) as caught:
        assume(False, "it is so")  # noqa: FBT003  # a condition
    assert caught.value.sentence == "it is so"
    assert caught.value.function == "test_an_assumption_rules_a_step_out"
    assert not isinstance(caught.value, Refused)


@given(st.booleans(), st.booleans())
def test_holds_chooses_and_implies_is_implication(one: bool, other: bool) -> None:  # noqa: FBT001  # drawn
    assert holds(one, "it is so") is one
    assert implies(one, other) == ((one, other) != (True, False))


# ---------------------------------------------------------------------- declarations

DECLARATIONS = [
    (rule(clause="RFC 9999 1", paper="2", besides={"count": "it is counted"}), Part.RULE, "RFC 9999 1", "2"),
    (detail(clause="RFC 9999 1", besides={"count": "it is counted"}), Part.DETAIL, "RFC 9999 1", ""),
    (action(clause="RFC 9999 1", paper="2"), Part.ACTION, "RFC 9999 1", "2"),
    (invariant(clause="RFC 9999 1", paper="2"), Part.INVARIANT, "RFC 9999 1", "2"),
    (step_property(clause="RFC 9999 1", paper="2"), Part.STEP, "RFC 9999 1", "2"),
    (expected_attack(clause="RFC 9999 1", paper="2"), Part.EXPECTED_ATTACK, "RFC 9999 1", "2"),
    (lemma, Part.LEMMA, "", ""),
]


@pytest.mark.parametrize(("declare", "part", "clause", "paper"), DECLARATIONS)
def test_a_declaration_is_written_down_and_changes_nothing(
    declare: Callable[..., Any], part: Part, clause: str, paper: str
) -> None:
    def double(number: int) -> int:
        """Double a number."""
        return 2 * number

    declared = declare(double)
    assert declared is double
    assert declared(4) == 8
    label: Label = vars(declared)["__label__"]
    assert (label.part, label.clause, label.paper) == (part, clause, paper)
    besides = {"count": "it is counted"} if part in {Part.RULE, Part.DETAIL} else {}
    assert dict(label.besides) == besides


@pytest.mark.parametrize("declare", [declared for declared, *_ in DECLARATIONS])
def test_what_says_nothing_about_itself_is_not_declared(declare: Callable[..., Any]) -> None:
    def silent() -> None:
        pass

    with pytest.raises(TypeError, match=r"silent: say in one sentence of plain words what it does"):
        declare(silent)
