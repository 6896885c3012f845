import dataclasses
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipspec import exchange
from hipspec.clauses import section_numbers
from hipspec.clauses.extract import bodies, normalised, paragraphs
from hipspec.clauses.tables import Row, load_rows, row_digest, rows_of
from hipspec.exchange.contradictions import CONTRADICTIONS, Place
from hipspec.exchange.states import State
from hipspec.exchange.table import RULES_OF_A_HOST, RULES_OF_HIP, TABLE, Cell, Drop, Handled, Trigger
from hipspec.hip import SPECIFICATION as HIP

ROWS = load_rows()
SECTIONS_7401 = frozenset(section_numbers()[7401])
PACKETS = tuple(trigger for trigger in Trigger if trigger.value.isupper())
CELLS = [(state, trigger) for state in State for trigger in Trigger]
NAMES = [f"{state.value} {trigger.value}" for state, trigger in CELLS]

RULES_OF_THE_EXCHANGE = {rule.__name__ for rule in exchange.SPECIFICATION.rules}

# The triggers of the RFC, as columns of the table. "Receive ANYOTHER" is every packet that no other row names.
ANYOTHER = "Receive ANYOTHER"
COLUMNS = {
    "User data to send, requiring a new HIP association": (Trigger.START,),
    "User data to send, requires the creation of another incarnation of the HIP association": (Trigger.START,),
    "Datagram to send, requires the creation of another incarnation of the HIP association": (Trigger.START,),
    "Receive I1": (Trigger.I1,),
    "Receive I1 from Responder": (Trigger.I1,),
    "Receive R1": (Trigger.R1,),
    "Receive R1, process": (Trigger.R1,),
    "Receive I2": (Trigger.I2,),
    "Receive I2, process": (Trigger.I2,),
    "Receive R2": (Trigger.R2,),
    "Receive R2, process": (Trigger.R2,),
    "Receive UPDATE": (Trigger.UPDATE,),
    "Receive NOTIFY": (Trigger.NOTIFY,),
    "Receive CLOSE": (Trigger.CLOSE,),
    "Receive CLOSE, process": (Trigger.CLOSE,),
    "Receive CLOSE_ACK": (Trigger.CLOSE_ACK,),
    "Receive CLOSE_ACK, process": (Trigger.CLOSE_ACK,),
    "Receive user data for an unknown HIP association": (Trigger.DATA,),
    "Receive user data for HIP association": (Trigger.DATA,),
    "Receive data or UPDATE": (Trigger.DATA, Trigger.UPDATE),
    "Timeout": (Trigger.TIMEOUT,),
    "Exchange Complete Timeout": (Trigger.TIMEOUT,),
    "Timeout (UAL+2MSL)": (Trigger.TIMEOUT,),
    "Wait for implementation-specific time": (Trigger.TIMEOUT,),
    "No packet sent/received during UAL minutes": (Trigger.IDLE,),
}

# Sentences of the tables that lead nowhere.
STEPS_ON_THE_WAY = {"Increment trial counter", "Process with puzzle and possible Opaque data verification"}
TARGET = re.compile(r"\b(?:stay at|go to|move to) ([A-Z0-9]+(?:-[A-Z]+)?)\b", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Outcomes:
    """What may come of a trigger in a state: where it leads, whether it is dropped, where a failed check leads."""

    leads_to: frozenset[State] = frozenset()
    dropped: bool = False
    failed: frozenset[State] = frozenset()


def outcomes_of_row(row: Row) -> Outcomes:
    """What a row of the RFC says."""
    leads_to, failed, dropped = set(), set(), False
    for action in row.actions:
        if action in STEPS_ON_THE_WAY:
            continue
        (target,) = {State(found) for found in TARGET.findall(action)}
        if action.startswith("If fail"):
            failed.add(target)
        elif re.search(r"\bdrop\b(?! old)|Optionally", action, re.IGNORECASE):
            assert target == State(row.state), action
            dropped = True
        else:
            leads_to.add(target)
    return Outcomes(frozenset(leads_to), dropped, frozenset(failed))


def outcomes_of_cell(state: State, cell: Cell, *, may_fail: bool) -> Outcomes:
    """What a cell says; a rule that refuses leaves the state as it is, which some rows say and others don't."""
    leads_to = frozenset(one.leads_to for one in cell if isinstance(one, Handled))
    return Outcomes(
        leads_to=leads_to,
        dropped=any(isinstance(one, Drop) for one in cell),
        failed=frozenset({state}) if may_fail else frozenset(),
    )


def expected_outcomes(rows: tuple[Row, ...] = ROWS) -> dict[tuple[State, Trigger], Outcomes]:
    """What the RFC's tables say, by cell; nothing comes of what no row names."""
    expected = {cell: Outcomes(dropped=True) for cell in CELLS}
    named: set[tuple[State, Trigger]] = set()
    for row in sorted(rows, key=lambda one: one.trigger == ANYOTHER):
        state = State(row.state)
        columns = PACKETS if row.trigger == ANYOTHER else COLUMNS[row.trigger]
        for cell in ((state, column) for column in columns):
            if cell in named:
                assert row.trigger == ANYOTHER, f"two rows for {cell}"
                continue
            named.add(cell)
            expected[cell] = outcomes_of_row(row)
    return expected


def deviations(rows: tuple[Row, ...] = ROWS) -> set[tuple[State, Trigger]]:
    """The cells in which the table says something else than the RFC's tables."""
    return {
        (state, trigger)
        for (state, trigger), expected in expected_outcomes(rows).items()
        if outcomes_of_cell(state, TABLE[state][trigger], may_fail=bool(expected.failed)) != expected
    }


def handled(cell: Cell) -> Iterator[Handled]:
    return (one for one in cell if isinstance(one, Handled))


def test_every_row_of_the_rfc_is_read() -> None:
    assert [sum(row.table == number for row in ROWS) for number in range(2, 10)] == [6, 5, 7, 9, 10, 8, 8, 1]
    assert list(dict.fromkeys(row.state for row in ROWS)) == [state.value for state in State]
    assert {row.section for row in ROWS} == {"4.4.3"}
    assert {row.trigger for row in ROWS} == {*COLUMNS, ANYOTHER}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.table} {row.trigger}")
def test_the_digest_of_a_row_agrees_with_its_words(row: Row) -> None:
    for text in (row.trigger, *row.actions):
        assert text == normalised(text)
    assert row.sha256 == row_digest(row.trigger, row.actions)


def rfc_text() -> str:
    folder = os.environ.get("HIPWAY_RFC_DIR")
    if not folder:
        pytest.skip("NOT COMPARED with RFC 7401: HIPWAY_RFC_DIR names no folder with rfc7401.txt")
    return Path(folder, "rfc7401.txt").read_text(encoding="utf-8")


def test_the_rows_are_exactly_those_of_the_text() -> None:
    assert rows_of(rfc_text()) == ROWS


SMALL_TABLES = """\
4.4.3.  HIP State Processes

   System behavior in state CLOSED, Table 8.

   +-----------+-----------------+
   | Trigger   | Action          |
   +-----------+-----------------+
   | Receive   | If successful,  |
   | I1        | go to CLOSED    |
   |           |                 |
   |           | If fail, wait   |
   |           |                 |
   | Timeout   | Go to           |
   |           | UNASSOCIATED    |
   +-----------+-----------------+

        Table 8: CLOSED - Gone

   System behavior in state E-FAILED, Table 9.

   +-----------+-----------------+
   | Trigger   | Action          |
   +-----------+-----------------+
   | Wait      | Go on           |
   +-----------+-----------------+

        Table 9: E-FAILED - Lost

4.4.4.  Another Section
"""


def test_rows_are_read_out_of_tables() -> None:
    assert [(row.table, row.state, row.trigger, row.actions) for row in rows_of(SMALL_TABLES)] == [
        (8, "CLOSED", "Receive I1", ("If successful, go to CLOSED", "If fail, wait")),
        (8, "CLOSED", "Timeout", ("Go to UNASSOCIATED",)),
        (9, "E-FAILED", "Wait", ("Go on",)),
    ]


@pytest.mark.parametrize(("state", "trigger"), CELLS, ids=NAMES)
def test_no_cell_is_empty(state: State, trigger: Trigger) -> None:
    cell = TABLE[state][trigger]
    assert cell
    for one in cell:
        assert isinstance(one, Handled | Drop)
        if isinstance(one, Handled):
            assert one.rules
            assert isinstance(one.leads_to, State)
    # All but the last are for one case each, so that it is plain which one applies.
    assert all(isinstance(one, Handled) and one.when for one in cell[:-1])
    assert len(cell) == 1 or not (isinstance(cell[-1], Handled) and cell[-1].when)


def test_there_is_nothing_besides_the_cells() -> None:
    assert list(TABLE) == list(State)
    for state in State:
        assert list(TABLE[state]) == list(Trigger)


@pytest.mark.parametrize(("state", "trigger"), CELLS, ids=NAMES)
def test_a_drop_names_its_clause_and_its_reason(state: State, trigger: Trigger) -> None:
    for one in TABLE[state][trigger]:
        if isinstance(one, Drop):
            assert_there_is(one.clause)
            assert len(one.why.split()) > 3


def assert_there_is(clause: str) -> None:
    found = re.fullmatch(r"RFC 7401 (\d+(?:\.\d+)*)(?: step \d+| Table [2-9])?", clause)
    assert found, clause
    assert found[1] in SECTIONS_7401, clause
    assert ("Table" in clause) <= (found[1] == "4.4.3"), clause


def test_each_rule_is_there_and_no_other() -> None:
    in_table = {
        rule
        for state in State
        for cell in TABLE[state].values()
        for one in cell
        for rule in (one.rules if isinstance(one, Handled) else (one.rule,) if one.rule else ())
    }
    assert in_table | set(RULES_OF_A_HOST) == RULES_OF_THE_EXCHANGE | set(RULES_OF_HIP)
    assert not in_table & set(RULES_OF_A_HOST)


def test_the_rules_of_the_other_specification_exist() -> None:
    assert set(RULES_OF_HIP) <= {rule.__name__ for rule in HIP.rules}
    assert not set(RULES_OF_HIP) & RULES_OF_THE_EXCHANGE


def test_every_state_is_reached_and_left() -> None:
    edges = {(state, one.leads_to) for state in State for cell in TABLE[state].values() for one in handled(cell)}
    for state in State:
        assert any(after == state != before for before, after in edges)
        assert any(before == state != after for before, after in edges)


def test_the_table_differs_from_the_rfc_where_the_rfc_contradicts_itself_and_nowhere_else() -> None:
    named = [cell for contradiction in CONTRADICTIONS for cell in contradiction.cells]
    assert len(named) == len(set(named))
    assert deviations() == set(named)


@pytest.mark.parametrize(
    ("state", "trigger", "expected"),
    [
        (State.UNASSOCIATED, Trigger.I2, Outcomes(frozenset({State.R2_SENT}), failed=frozenset({State.UNASSOCIATED}))),
        (State.UNASSOCIATED, Trigger.UPDATE, Outcomes(dropped=True)),
        (State.I1_SENT, Trigger.I1, Outcomes(frozenset({State.I1_SENT}), dropped=True)),
        (State.I1_SENT, Trigger.TIMEOUT, Outcomes(frozenset({State.I1_SENT, State.E_FAILED}))),
        (State.R2_SENT, Trigger.UPDATE, Outcomes(frozenset({State.ESTABLISHED}))),
        (
            State.ESTABLISHED,
            Trigger.I2,
            Outcomes(frozenset({State.R2_SENT}), failed=frozenset({State.ESTABLISHED})),
        ),
        (State.CLOSING, Trigger.TIMEOUT, Outcomes(frozenset({State.CLOSING, State.UNASSOCIATED}))),
        (State.E_FAILED, Trigger.I1, Outcomes(dropped=True)),
    ],
)
def test_what_the_rows_of_the_rfc_mean(state: State, trigger: Trigger, expected: Outcomes) -> None:
    assert expected_outcomes()[state, trigger] == expected


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.trigger != ANYOTHER], ids=lambda r: f"{r.table} {r.trigger}"
)
def test_a_row_that_said_something_else_would_be_seen(row: Row) -> None:
    changed = dataclasses.replace(row, actions=("Sing and go to E-FAILED",))
    cells = {(State(row.state), column) for column in COLUMNS[row.trigger]}
    assert cells <= deviations(tuple(changed if one == row else one for one in ROWS))


def test_contradictions_have_names_and_at_least_two_places() -> None:
    assert len({contradiction.name for contradiction in CONTRADICTIONS}) == len(CONTRADICTIONS)
    for contradiction in CONTRADICTIONS:
        assert len(contradiction.places) >= 2, contradiction.name
        assert len(contradiction.reading.split()) > 5, contradiction.name
        assert any(place.says for place in contradiction.places), contradiction.name


PLACES = [place for contradiction in CONTRADICTIONS for place in contradiction.places]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.clause)
def test_the_place_of_a_contradiction_exists(place: Place) -> None:
    assert_there_is(place.clause)


@pytest.mark.parametrize("place", [place for place in PLACES if "Table" in place.clause], ids=lambda p: p.clause)
def test_what_a_table_says_is_in_one_of_its_rows(place: Place) -> None:
    number = int(place.clause.rsplit(" ", 1)[1])
    said = [action for row in ROWS if row.table == number for action in row.actions]
    assert any(place.says in action for action in said)


def test_what_a_section_says_is_in_the_text() -> None:
    sections = dict(bodies(rfc_text()))
    for place in PLACES:
        if "Table" not in place.clause:
            assert place.says in " ".join(paragraphs(sections[place.clause.split()[2]])), place


def test_a_choice_is_a_reading_and_each_silence_or_contradiction_of_a_reading_is_named() -> None:
    chosen = {contradiction.choice for contradiction in CONTRADICTIONS} - {""}
    assert chosen <= {reading.name for reading in exchange.SPECIFICATION.readings}
    known_mistakes = {r.name for r in exchange.SPECIFICATION.readings if r.question.startswith("A known mistake")}
    assert chosen | known_mistakes == {reading.name for reading in exchange.SPECIFICATION.readings}
