"""The table of states is what the rules do: each rule is run in each state, on a packet that passes all other checks.

An association is written by hand, with everything in it that any rule asks for, so that only its state decides.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from hipspec import exchange
from hipspec.exchange import answering, closing, initiating, talking
from hipspec.exchange.association import (
    I1_RETRIES_MAX,
    NEW_RESPONDER,
    UNASSOCIATED,
    Answer,
    Association,
    Generation,
    Responder,
    Response,
    Role,
    key_from_peer,
)
from hipspec.exchange.contradictions import CONTRADICTIONS
from hipspec.exchange.crypto import PuzzleInput, Search
from hipspec.exchange.names import Exponent, Puzzle, Secret, Solution
from hipspec.exchange.packets import BLANK, Kind, Packet
from hipspec.exchange.readings import FailedClose, Readings, WhileClosing
from hipspec.exchange.scenarios import SCENARIOS
from hipspec.exchange.scenarios_cast import A1, AES, ALICE, ALICES, B1, BOB, ESP, PADDED, RSA, STRONG
from hipspec.exchange.states import State
from hipspec.exchange.table import RULES_OF_A_HOST, TABLE, Cell, Drop, Handled, Trigger
from hipspec.language import Map, Refused, Set, some
from hipspec.network.names import NOBODY, Nonce, Pair

Outcome = Answer | Response
Table = Mapping[State, Mapping[Trigger, Cell]]
RULES_OF_THE_EXCHANGE = {rule.__name__ for rule in exchange.SPECIFICATION.rules}
PACKETS = tuple(trigger for trigger in Trigger if trigger.value.isupper())
TOO_OFTEN = I1_RETRIES_MAX + 1

OWN_EXPONENT, PEERS_EXPONENT = Exponent("own"), Exponent("peer's")
PUZZLE, SOLUTION, NEW_SOLUTION = Puzzle("puzzle"), Solution("solution"), Solution("new solution")
NONCE = Nonce("nonce")
COUNTER = 7
# What the host, Alice, answers strangers with: Bob's solution of her puzzle is used up once it was accepted.
GENERATION = Generation(COUNTER, Secret("secret"), difficulty=10, lifetime=60, exponents=Map(OWN_EXPONENT))
RESPONDER: Responder = replace(NEW_RESPONDER, latest=GENERATION)
MADE_FROM = PuzzleInput(GENERATION.secret, BOB, ALICE, B1, A1, opaque=3)


@dataclass(frozen=True)
class Case:
    """What a cell tells apart besides the state.

    Attributes:
        greater: whether the local HIT is the greater one.
        newer: whether an R1 is of a newer generation than the one before.
        repeated: whether an I2 is the one that was answered.
        unnamed: whether the I1 named no HIT.
        given_up: whether everything was sent as often as it may be.
    """

    greater: bool = True
    newer: bool = True
    repeated: bool = False
    unnamed: bool = False
    given_up: bool = False


# In which case what a cell says with "when" applies.
APPLIES: dict[str, Callable[[Case], bool]] = {
    "": lambda _: True,
    "the local HIT is greater": lambda case: case.greater,
    "its R1 counter is larger": lambda case: case.newer,
    "it is the one that was answered": lambda case: case.repeated,
    "the I1 named no HIT": lambda case: case.unnamed,
    "it was sent again fewer than I1_RETRIES_MAX times": lambda case: not case.given_up,
    "it was sent again fewer than I2_RETRIES_MAX times": lambda case: not case.given_up,
    "it was sent less than UPDATE_RETRY_MAX times": lambda case: not case.given_up,
    "less than UAL+MSL has passed": lambda case: not case.given_up,
}


def cases_of(state: State, trigger: Trigger) -> Iterator[Case]:
    """The cases of a state and a trigger; nobody has answered an I2 or named nobody but in some states."""
    yield Case()
    yield Case(greater=False)
    if trigger is Trigger.R1:
        yield Case(newer=False)
    if trigger is Trigger.R1 and state is State.I1_SENT:
        yield Case(unnamed=True)
    if trigger is Trigger.I2 and state in {State.R2_SENT, State.ESTABLISHED}:
        yield Case(repeated=True)
    if trigger is Trigger.TIMEOUT:
        yield Case(given_up=True)


RUNS = [(state, trigger, case) for state in State for trigger in Trigger for case in cases_of(state, trigger)]
NAMES = [f"{state.value} {trigger.value} {case}" for state, trigger, case in RUNS]


def association_in(state: State, case: Case) -> Association:
    """An association of Alice with Bob in which everything is set that any rule asks for."""
    initiator = state in {State.I1_SENT, State.I2_SENT}
    return Association(
        state=state,
        role=Role.INITIATOR if initiator else Role.RESPONDER,
        own=ALICE,
        peer=NOBODY if case.unnamed else BOB,
        here=A1,
        there=B1,
        groups=ALICES.groups,
        exponent=OWN_EXPONENT,
        public=PEERS_EXPONENT,
        group=STRONG,
        cipher=AES,
        transport=ESP,
        puzzle=PUZZLE,
        solution=SOLUTION,
        difficulty=10,
        opaque=3,
        counter=COUNTER,
        tries=TOO_OFTEN if case.given_up else 1,
        echo=some(NONCE),
    )


def packet_of(kind: Kind, association: Association, case: Case) -> Packet:
    """A packet of Bob's that passes all checks of whoever awaits it."""
    addressed = replace(BLANK, kind=kind, sender=BOB, receiver=ALICE, source=B1, destination=A1, signer=BOB)
    offers = replace(addressed, groups=ALICES.groups, identity=BOB, group=STRONG, public=PEERS_EXPONENT)
    if kind is Kind.I1:
        return replace(offers, signer=NOBODY, length=PADDED)
    if kind is Kind.R1:
        return replace(
            offers,
            counter=COUNTER + 1 if case.newer else COUNTER,
            puzzle=some(PUZZLE),
            lifetime=60,
            ciphers=ALICES.ciphers,
            transports=ALICES.transports,
            suites=ALICES.suites,
        )
    if kind is Kind.I2:
        solution = SOLUTION if case.repeated else NEW_SOLUTION
        mac = key_from_peer(replace(association, own=ALICE, peer=BOB, solution=solution))
        return replace(
            offers,
            counter=COUNTER,
            puzzle=some(PUZZLE),
            difficulty=10,
            opaque=3,
            solution=some(solution),
            cipher=AES,
            transport=ESP,
            mac=some(mac),
        )
    return replace(addressed, mac=some(key_from_peer(association)), echo=some(NONCE))


def search_of(i2: Packet) -> Search:
    """What the solution in an I2 solves."""
    return Search(puzzle=i2.puzzle.value, initiator=BOB, responder=ALICE, difficulty=10)


def on_r1(rule: Callable[..., Answer], association: Association, r1: Packet, readings: Readings) -> Answer:
    """Hand an R1 to a rule that solves puzzles."""
    fresh, solution = Exponent("fresh"), Solution("fresh")
    return rule(association, r1, ALICES, RSA, fresh, AES, ESP, solution, seconds=1, readings=readings)


@dataclass(frozen=True)
class Situation:
    """A state, a trigger and a case, as the rules see them.

    Attributes:
        association: what the host holds.
        packet: what arrives; a NOTIFY, which no rule but one takes, if none does.
        responder: what the host answers strangers with.
        case: what else is told apart.
        readings: the answers in force.
    """

    association: Association
    packet: Packet
    responder: Responder
    case: Case
    readings: Readings

    def on_i1(self) -> Response:
        """Hand an I1 to a Responder."""
        greater = self.case.greater
        return answering.answer_i1(
            self.association, self.responder, ALICE, self.packet, ALICES, greater, STRONG, PUZZLE, 3, self.readings
        )

    def on_r1_by_address(self) -> Answer:
        """Hand an R1 to a host whose I1 named nobody; if it named somebody, no such I1 is out."""
        unnamed, named = self.association, UNASSOCIATED
        met = initiating.meet_by_address(*((unnamed, named) if self.case.unnamed else (named, unnamed)), self.packet)
        return on_r1(initiating.receive_r1, met, self.packet, self.readings)

    def on_i2(self) -> Response:
        """Hand an I2 to a Responder; there is none to look at in another packet."""
        search = search_of(self.packet) if self.packet.puzzle.present else Search(PUZZLE, BOB, ALICE, 10)
        greater = self.case.greater
        return answering.receive_i2(
            self.association, self.responder, self.packet, MADE_FROM, search, ALICES, RSA, greater, self.readings
        )

    def start(self) -> Answer:
        """Let there be data to send that needs an association."""
        return initiating.start_exchange(self.association, ALICE, BOB, A1, B1, ALICES.groups, PADDED, self.readings)


# How each rule is run; the keys are all rules but those of a host, which look at no state.
RUN: dict[str, Callable[[Situation], Outcome]] = {
    "answer_i1": Situation.on_i1,
    "receive_r1": lambda s: on_r1(initiating.receive_r1, s.association, s.packet, s.readings),
    "restart_with_newer_r1": lambda s: on_r1(initiating.restart_with_newer_r1, s.association, s.packet, s.readings),
    "meet_by_address": Situation.on_r1_by_address,
    "receive_i2": Situation.on_i2,
    "repeat_r2": lambda s: answering.repeat_r2(s.association, s.packet),
    "receive_r2": lambda s: initiating.receive_r2(s.association, s.packet),
    "hear_from_peer": lambda s: answering.hear_from_peer(s.association, s.packet),
    "receive_close": lambda s: closing.receive_close(s.association, s.packet, s.readings),
    "receive_close_ack": lambda s: closing.receive_close_ack(s.association, s.packet),
    "receive_notify": lambda s: closing.receive_notify(s.association, s.packet),
    "start_exchange": Situation.start,
    "retransmit_i1": lambda s: initiating.retransmit_i1(s.association, PADDED),
    "give_up_i1": lambda s: initiating.give_up_i1(s.association),
    "retransmit_i2": lambda s: initiating.retransmit_i2(s.association),
    "give_up_i2": lambda s: initiating.give_up_i2(s.association),
    "leave_failed": lambda s: initiating.leave_failed(s.association),
    "complete_exchange": lambda s: answering.complete_exchange(s.association),
    "send_payload": lambda s: talking.send_payload(s.association),
    "send_update": lambda s: talking.send_update(s.association),
    "verify_update": lambda s: talking.verify_update(s.association, s.packet),
    "close_idle": lambda s: closing.close_idle(s.association, Nonce("new nonce")),
    "retransmit_close": lambda s: closing.retransmit_close(s.association),
    "give_up_closing": lambda s: closing.give_up_closing(s.association),
    "forget_closed": lambda s: closing.forget_closed(s.association),
}


def rules_of(one: Handled | Drop) -> set[str]:
    """The rules of the exchange that a part of a cell names."""
    named = set(one.rules) if isinstance(one, Handled) else {one.rule} - {""}
    return named & RULES_OF_THE_EXCHANGE


def rules_for(trigger: Trigger, table: Table = TABLE) -> set[str]:
    """The rules of the exchange that something may ask upon a trigger: all that take packets, or those of the event."""
    columns = PACKETS if trigger in PACKETS else (trigger,)
    return {rule for state in State for column in columns for one in table[state][column] for rule in rules_of(one)}


def applying(cell: Cell, case: Case) -> Handled | Drop:
    """What a cell says of a case: the first that fits."""
    return next(one for one in cell if isinstance(one, Drop) or APPLIES[one.when](case))


def situation(state: State, trigger: Trigger, case: Case, readings: Readings | None = None) -> Situation:
    """A host in a state, and what comes to it."""
    association = association_in(state, case)
    kind = Kind.DATA if trigger is Trigger.DATA else Kind(trigger.value) if trigger in PACKETS else Kind.NOTIFY
    used = replace(RESPONDER, used=Set(SOLUTION))
    return Situation(association, packet_of(kind, association, case), used, case, readings or Readings())


def outcome_of(rule: str, found: Situation) -> tuple[State, bool] | None:
    """Where a rule leads, and whether it does anything at all; nothing if it refuses."""
    try:
        outcome = RUN[rule](found)
    except Refused:
        return None
    responder = outcome.responder if isinstance(outcome, Response) else found.responder
    did = outcome.association != found.association or responder != found.responder or outcome.reply.present
    return outcome.association.state, did


def mistakes(state: State, trigger: Trigger, case: Case, table: Table = TABLE) -> list[str]:
    """What the rules do otherwise than a cell says."""
    found = situation(state, trigger, case)
    said = applying(table[state][trigger], case)
    outcomes = {rule: outcome_of(rule, found) for rule in sorted(rules_for(trigger, table))}
    wrong = []
    for rule, outcome in outcomes.items():
        acts = outcome is not None and outcome[1]
        # Two rules take the R1 of a host that was not named: one says who it is, the other goes on.
        behind = rule == "receive_r1" and case.unnamed
        if isinstance(said, Handled) and rule in rules_of(said) and not behind:
            if outcome is None or outcome[0] is not said.leads_to:
                wrong.append(f"{rule} leads to {outcome} and not to {said.leads_to}")
        elif rule in rules_of(said) and not behind and outcome != (state, False):
            wrong.append(f"{rule} does not drop it: {outcome}")
        elif acts:
            wrong.append(f"{rule} is not named and leads to {outcome}")
    return wrong


def test_every_rule_of_the_exchange_is_run_here() -> None:
    assert set(RUN) == RULES_OF_THE_EXCHANGE - set(RULES_OF_A_HOST)
    in_use = {one.when for row in TABLE.values() for cell in row.values() for one in cell if isinstance(one, Handled)}
    assert in_use == set(APPLIES)


@pytest.mark.parametrize(("state", "trigger", "case"), RUNS, ids=NAMES)
def test_the_rules_do_what_the_cell_says(state: State, trigger: Trigger, case: Case) -> None:
    assert mistakes(state, trigger, case) == []


@pytest.mark.parametrize("state", State)
def test_whoever_answers_an_i1_that_named_no_hit_is_awaited_in_i1_sent_alone(state: State) -> None:
    found = situation(state, Trigger.R1, Case(unnamed=True))
    assert (outcome_of("meet_by_address", found) is None) == (state is not State.I1_SENT)


@pytest.mark.parametrize("state", [state for state in State if state is not State.UNASSOCIATED])
def test_whoever_answers_an_i1_that_named_no_hit_replaces_no_association(state: State) -> None:
    unnamed, named = association_in(State.I1_SENT, Case(unnamed=True)), association_in(state, Case())
    r1 = packet_of(Kind.R1, named, Case())
    with pytest.raises(Refused, match="there is no association with who answers"):
        initiating.meet_by_address(unnamed, named, r1)


def test_a_cell_that_said_something_else_would_be_seen() -> None:
    for state, trigger, case in RUNS:
        said = applying(TABLE[state][trigger], case)
        if not rules_of(said):
            continue  # rules of mobility, which are no rules of the exchange, or a packet that no rule looks at
        other = next(each for each in State if not isinstance(said, Handled) or each is not said.leads_to)
        wrong: list[Handled | Drop] = [Handled((rule,), other) for rule in rules_of(said)]
        # To process a notice is to do nothing, and what an UPDATE says is for the rules of mobility.
        idle = trigger is Trigger.NOTIFY or (state, trigger) == (State.ESTABLISHED, Trigger.UPDATE)
        if isinstance(said, Handled) and not idle:
            wrong.append(Drop("RFC 7401 6", "nothing happens"))
        for one in wrong:
            row: dict[Trigger, Cell] = {**TABLE[state], trigger: (one,)}
            changed: dict[State, Mapping[Trigger, Cell]] = {**TABLE, state: row}
            # A rule that stands in one cell alone is not known any more once that cell forgets it.
            if rules_of(said) <= rules_for(trigger, changed) and one != Handled(tuple(rules_of(said)), state):
                assert mistakes(state, trigger, case, changed), (state, trigger, case, one)


def rules_called(action: Callable[..., Any]) -> set[str]:
    """The rules that an action of the world names in its text."""
    return set(action.__code__.co_names) & RULES_OF_THE_EXCHANGE


def edges_of(state: State, rules: set[str]) -> set[State]:
    """Where the table lets some rules lead from a state."""
    cells = TABLE[state].values()
    return {one.leads_to for cell in cells for one in cell if isinstance(one, Handled) and rules & set(one.rules)}


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_every_step_of_every_scenario_is_in_the_table(name: str) -> None:
    run = SCENARIOS[name](exchange.SPECIFICATION)
    for taken in run.taken if run.readings == Readings() else []:
        before, after = taken.before.world.associations, taken.after.world.associations
        called = rules_called(taken.action)
        for pair in {pair for pair, _ in (*before.items(), *after.items())}:
            old, new = before[pair].state, after[pair].state
            if "meet_by_address" in called and old is not new:
                # What was held under no HIT is held under the peer's from now on.
                assert {old, new} in ({State.I1_SENT, State.UNASSOCIATED}, {State.UNASSOCIATED, State.I2_SENT})
                old, new = before[Pair(pair.host, NOBODY)].state, after[taken.event.pair].state
            crashed = "lose_state" in called and new is State.UNASSOCIATED
            assert old is new or crashed or new in edges_of(old, called), (taken.action.__name__, pair)


OTHER_ANSWERS = {
    "new_association_from_closed": (State.CLOSED, Trigger.START, "start_exchange", State.CLOSED),
    "r1_after_closing": (State.CLOSED, Trigger.R1, "receive_r1", State.I2_SENT),
}


@pytest.mark.parametrize("name", OTHER_ANSWERS)
def test_under_the_other_answer_the_rules_do_as_the_tables_of_the_rfc_say(name: str) -> None:
    state, trigger, rule, expected = OTHER_ANSWERS[name]
    contradiction = next(one for one in CONTRADICTIONS if one.name == name)
    assert (state, trigger) in contradiction.cells
    assert contradiction.choice == "while_closing"
    readings = replace(Readings(), while_closing=WhileClosing.STAYS_CLOSED)
    assert outcome_of(rule, situation(state, trigger, Case(), readings)) == (expected, True)


def test_under_the_other_answer_a_bad_close_establishes() -> None:
    found = situation(State.R2_SENT, Trigger.CLOSE, Case())
    bad = replace(found, packet=replace(found.packet, signer=ALICE))
    assert outcome_of("receive_close", bad) == (State.R2_SENT, False)
    moved = replace(bad, readings=replace(Readings(), failed_close=FailedClose.ESTABLISHED))
    assert outcome_of("receive_close", moved) == (State.ESTABLISHED, True)
