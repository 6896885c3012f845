from dataclasses import dataclass

import pytest

from hipcheck.ladder.changes import changes
from hipcheck.ladder.itf import expression
from hipcheck.ladder.layout import wrap
from hipcheck.ladder.packets import packet_label
from hipspec.hip.association import Status
from hipspec.hip.names import HIT, NOWHERE, Address, Nonce, Pair
from hipspec.hip.packets import BLANK, NOT_LISTED, EspInfo, Kind, LocatorSet, Offer
from hipspec.language import NOTHING, Map, Set, Tally, replace, some

ALICE, BOB = HIT("alice"), HIT("bob")
A1, A2, B1 = Address("a1"), Address("a2"), Address("b1")


def the_list(*listed: Address) -> LocatorSet:
    """The list of some addresses, the first of which is preferred."""
    return LocatorSet(
        entries=Map(
            NOT_LISTED,
            {a: Offer(listed=True, unicast=True, position=n, lifetime=NOTHING) for n, a in enumerate(listed)},
        ),
        order=Map(NOWHERE, dict(enumerate(listed))),
        count=len(listed),
        preferred=some(listed[0]),
    )


@dataclass(frozen=True)
class Note:
    """A message without a header."""

    text: str


def test_a_message_needs_none_of_the_usual_fields() -> None:
    assert packet_label(Note("hello")) == "Note(TEXT hello)"


@pytest.mark.parametrize(
    ("packet", "label"),
    [
        (BLANK, "UPDATE"),
        (
            replace(
                BLANK,
                sequence=some(0),
                esp=some(EspInfo(old=1, new=1)),
                locators=some(the_list(A2)),
                echo_request=some(Nonce("n3")),
            ),
            "UPDATE(SEQ 0, ESP_INFO, LOCATOR_SET a2*, ECHO_REQUEST n3)",
        ),
        (replace(BLANK, esp=some(EspInfo(old=1, new=2))), "UPDATE(ESP_INFO 1->2)"),
        (replace(BLANK, locators=some(the_list(B1, A1))), "UPDATE(LOCATOR_SET b1* a1)"),
        (replace(BLANK, kind=Kind.DATA, epoch=1, size=100), "data 100 bytes"),
        (replace(BLANK, kind=Kind.DATA, epoch=2, number=7, size=1), "data 1 bytes (SA 2, number 7)"),
    ],
)
def test_packets_read_as_in_the_rfc(packet: object, label: str) -> None:
    assert packet_label(packet) == label


@dataclass(frozen=True)
class Inner:
    """A record in a record."""

    status: Status
    tries: int


@dataclass(frozen=True)
class Outer:
    """A record of everything that a state may hold."""

    inner: Map[Address, Inner]
    members: Set[Nonce]
    perhaps: object
    tally: Tally[Pair]
    flag: bool


OUTER = Outer(inner=Map(Inner(Status.UNKNOWN, 0)), members=Set(Nonce("n1")), perhaps=NOTHING, tally=Tally(), flag=False)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (OUTER, []),
        (
            replace(OUTER, inner=OUTER.inner.set(A2, Inner(Status.ACTIVE, 1))),
            ["inner[a2].status: UNKNOWN -> ACTIVE", "inner[a2].tries: 0 -> 1"],
        ),
        (
            replace(OUTER, inner=OUTER.inner.set(B1, Inner(Status.UNKNOWN, 2)).set(A2, Inner(Status.UNKNOWN, 1))),
            ["inner[a2].tries: 0 -> 1", "inner[b1].tries: 0 -> 2"],
        ),
        (replace(OUTER, inner=Map(Inner(Status.UNKNOWN, 3))), ["inner[every other].tries: 0 -> 3"]),
        (replace(OUTER, members=Set(Nonce("n2"))), ["members: - n1", "members: + n2"]),
        (replace(OUTER, perhaps=some(4)), ["perhaps: none -> 4"]),
        (replace(OUTER, tally=Tally[Pair]().add(Pair(BOB, ALICE), -5)), ["tally[bob, alice]: 0 -> -5"]),
        (replace(OUTER, flag=True), ["flag: no -> yes"]),
    ],
)
def test_changes_are_those_fields_that_changed(after: Outer, expected: list[str]) -> None:
    assert [str(change) for change in changes(OUTER, after)] == expected


def test_changes_look_into_what_may_be_absent_and_stop_at_whole_records() -> None:
    before, after = some(Inner(Status.UNKNOWN, 1)), some(Inner(Status.UNKNOWN, 2))
    assert [str(change) for change in changes(before, after)] == ["tries: 1 -> 2"]
    (change,) = changes(before, after, whole=(Inner,))
    assert (change.path, change.old, change.new) == ((), before.value, after.value)
    assert str(changes(before, NOTHING)[0]) == "Inner(status UNKNOWN, tries 1) -> none"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a bcdef g", 3, ["a", "bcd", "ef", "g"]),
        ("日本語", 4, ["日本", "語"]),  # each takes two cells
    ],
)
def test_text_is_broken_between_words_if_possible(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, {"#bigint": "5"}),
        (True, True),
        ((1, "a"), {"#tup": [{"#bigint": "1"}, "a"]}),
        (NOTHING, {"tag": "None", "value": {"#tup": []}}),
        (Status.ACTIVE, "ACTIVE"),
        (Tally[Nonce]().add(Nonce("n"), 2), {"#map": [["n", {"#bigint": "2"}]]}),
        (Map(0, {Pair(BOB, ALICE): 1}), {"#map": [[{"host": "bob", "peer": "alice"}, {"#bigint": "1"}]]}),
    ],
)
def test_itf_expressions(value: object, expected: object) -> None:
    assert expression(value) == expected


def test_itf_refuses_what_no_specification_holds() -> None:
    with pytest.raises(TypeError, match="can't hold"):
        expression(1.5)
