"""Each property of the exchange rejects worlds that are bad, part 2: what strangers cost, replays, closing, lengths."""

import importlib.util
import inspect
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hipspec.exchange import SPECIFICATION
from hipspec.exchange import properties as judges
from hipspec.exchange import properties_choices as choices
from hipspec.exchange import properties_expected as expected
from hipspec.exchange import properties_strangers as strangers
from hipspec.exchange.association import R1_LIMIT, Role, Work
from hipspec.exchange.crypto import Search
from hipspec.exchange.history import Exposure, Session
from hipspec.exchange.names import Cipher, Exponent, Group, Puzzle, Secret, Solution
from hipspec.exchange.scenarios_cast import A1, A2, ALICE, B1, B2, BOB, CAROL, M1, MALLORY, PROFILE, SHORT, V1
from hipspec.exchange.sizes import Profile
from hipspec.exchange.states import State
from hipspec.language import NOTHING, Map, Set, some
from hipspec.language.running import Taken
from hipspec.network.names import NOBODY, NOWHERE, Address, Host, Pair


def load(name: str) -> None:
    """Load a module of bad worlds; folders of tests are no packages, so nothing else finds it."""
    full = f"tests.spec.bad_worlds.{name}"
    spec = importlib.util.spec_from_file_location(full, Path(__file__).parent / "bad_worlds" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    sys.modules[full] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[full])


load("lies")

from tests.spec.bad_worlds.lies import (  # noqa: E402  # found only now
    Case,
    Lie,
    Steps,
    answers,
    arrived,
    both,
    cases,
    different,
    environment,
    happened,
    holds,
    named,
    put,
    tells,
    told,
)

ENOUGH = 10
STATE = {"history", "world", "before", "event", "history_after", "after"}

step = Steps(SPECIFICATION)
MEETING = "a_base_exchange"
ASKED = step(MEETING, "deliver_i1")
OFFERED = step(MEETING, "deliver_r1")
SOLVED = step(MEETING, "deliver_i2")
CONFIRMED = step(MEETING, "deliver_r2")
SENT = step(MEETING, "send")
NEWER = step("a_newer_r1_comes", "deliver_newer_r1")
WRONG = step("a_solution_for_others", "deliver_i2")
OLD = step("a_puzzle_that_is_too_old", "deliver_i2")
NOTICE = step("a_notice", "deliver_notify", 1)
AGAIN = step("a_peer_starts_over", "deliver_i2", 1)
CLOSED = step("an_association_is_closed", "deliver_close")
ACKNOWLEDGED = step("an_association_is_closed", "deliver_close_ack")
CROSSED = step("both_close_at_once", "deliver_close")
TAKEN_UP = step("a_late_i2_of_a_lost_tie", "deliver_i2", -1)
INITIATOR: dict[str, Any] = {"host": ALICE, "peer": BOB}
RESPONDER: dict[str, Any] = {"host": BOB, "peer": ALICE}
AT_BOBS = environment(stolen_identities=lambda stolen: stolen.add(BOB))
AT_ALICES = environment(stolen_identities=lambda stolen: stolen.add(ALICE))
OTHERWISE: tuple[dict[str, Any], ...] = (
    {"cipher": Cipher("another")},
    {"group": Group("another")},
    {"public": Exponent("another")},
    {"puzzle": Puzzle("another")},
)
STRANGER = step("whoever_is_there", "deliver_r1_of_a_stranger")

AB, BA = Pair(ALICE, BOB), Pair(BOB, ALICE)
I2 = SOLVED.before.world.environment.sent[SOLVED.event.frame].value
PUZZLE, SOLUTION = I2.puzzle.value, I2.solution.value
MADE_FROM = SOLVED.before.world.environment.puzzles[PUZZLE].value
SEARCHED: Search = SOLVED.before.world.environment.solutions[SOLUTION].value
SESSION: Session = SOLVED.before.history.initiated[SOLUTION].value
OTHER_PUZZLE, OTHER_SOLUTION = Puzzle("another"), Solution("another")
COSTS = (
    Work(hashes=strangers.HASHES_FOR_A_STRANGER + 1),
    Work(exponentiations=1),
    Work(signatures=1),
    Work(verifications=1),
)
NEVER: Map[Host, Map[Solution, Map[Exponent, bool]]] = Map(Map(Map(False)))  # noqa: FBT003  # a map to truth
BEFORE_CHECKED = (State.UNASSOCIATED, State.I1_SENT, State.R2_SENT, State.ESTABLISHED, State.CLOSING, State.CLOSED)

INACTIVE = tuple(state for state in State if state not in (State.R2_SENT, State.ESTABLISHED))


def stored(taken: Taken) -> tuple[Lie, ...]:
    """Let the one who answers a stranger remember something of it."""
    pair = taken.event.pair
    return (
        holds(pair.host, pair.peer, "after", state=State.R2_SENT, role=Role.RESPONDER),
        holds(pair.host, pair.peer, "after", there=V1),
        holds(pair.host, pair.peer, "after", counter=9),
        answers(pair.host, "after", used=Set(OTHER_SOLUTION)),
        answers(pair.host, "after", used_before=Set(OTHER_SOLUTION)),
        answers(pair.host, "after", latest=replace(taken.before.world.responders[pair.host].latest, counter=9)),
        answers(pair.host, "after", former=replace(taken.before.world.responders[pair.host].former, counter=9)),
    )


def said(closes: Any) -> Lie:  # noqa: ANN401  # who said to close what
    return happened("before", closes=lambda _: closes)


def exposed(asked: int, answered: int, address: Address = A1, profile: Profile = PROFILE) -> Lie:
    """Let an address have got so much for so much."""
    exposure = Exposure(address, profile)
    return happened(asked=put(exposure, asked), answered=put(exposure, answered))


def closed_by_others(taken: Taken) -> tuple[Lie, ...]:
    """Let it be somebody else's word, or none, or about other keys, on which an association is closed."""
    pair = taken.event.pair
    association = taken.before.world.associations[pair]
    solution, public = association.solution, association.public
    true: Map[Exponent, bool] = Map(False, {public: True})  # noqa: FBT003  # a map to truth
    return (
        said(NEVER),
        said(NEVER.set(pair.host, Map(Map(False), {solution: true}))),  # noqa: FBT003  # as above
        said(NEVER.set(CAROL, Map(Map(False), {solution: true}))),  # noqa: FBT003  # as above
        said(NEVER.set(pair.peer, Map(Map(False), {OTHER_SOLUTION: true}))),  # noqa: FBT003  # as above
        said(NEVER.set(pair.peer, Map(Map(False), {solution: Map(False, {Exponent("another"): True})}))),  # noqa: FBT003  # as above
        both(said(NEVER), environment(stolen_identities=lambda stolen: stolen.add(pair.peer))),
        both(said(NEVER), environment(stolen_exponents=lambda stolen: stolen.add(public))),
        both(said(NEVER), environment(stolen_exponents=lambda stolen: stolen.add(association.exponent))),
    )


CASES = [
    # A stranger makes a host remember something, or work for it.
    *cases("exhaustion", strangers.nothing_is_stored_for_strangers, ASKED, *stored(ASKED)),
    *cases("exhaustion", strangers.nothing_is_stored_for_strangers, WRONG, *stored(WRONG)),
    *cases("exhaustion", strangers.nothing_is_stored_for_strangers, OLD, *stored(OLD)),
    *cases("exhaustion", strangers.nothing_is_stored_for_strangers, NOTICE, *stored(NOTICE)),
    *cases(
        "exhaustion",
        strangers.no_public_key_work_for_strangers,
        ASKED,
        *(told(work=work) for work in COSTS),
    ),
    *cases("exhaustion", strangers.no_public_key_work_for_strangers, WRONG, *(told(work=work) for work in COSTS)),
    *cases("exhaustion", strangers.no_public_key_work_for_strangers, NOTICE, *(told(work=work) for work in COSTS)),
    *cases(
        "exhaustion",
        strangers.every_exchange_was_paid_for,
        SOLVED,
        environment(solutions=put(SOLUTION, some(replace(SEARCHED, puzzle=OTHER_PUZZLE)))),
        environment(solutions=put(SOLUTION, some(replace(SEARCHED, initiator=MALLORY)))),
        environment(solutions=put(SOLUTION, some(replace(SEARCHED, responder=CAROL)))),
        environment(solutions=put(SOLUTION, some(replace(SEARCHED, difficulty=SEARCHED.difficulty - 1)))),
        environment(solutions=put(SOLUTION, some(replace(SEARCHED, difficulty=0)))),
        environment(puzzles=put(PUZZLE, some(replace(MADE_FROM, secret=Secret("another"))))),
        environment(puzzles=put(PUZZLE, some(replace(MADE_FROM, initiator=MALLORY)))),
        environment(puzzles=put(PUZZLE, some(replace(MADE_FROM, responder=CAROL)))),
        answers(BOB, latest=replace(SOLVED.before.world.responders[BOB].latest, difficulty=99)),
        told(pair=Pair(BOB, CAROL)),
    ),
    *cases(
        "exhaustion",
        strangers.a_notify_changes_nothing,
        NOTICE,
        holds(BOB, ALICE, "after", state=State.CLOSED),
        holds(BOB, CAROL, "after", state=State.I1_SENT),
        holds(ALICE, BOB, "after", there=V1),
        answers(BOB, "after", used=Set(SOLUTION, OTHER_SOLUTION)),
        answers(CAROL, "after", answered=Map(0, {A1: 1})),
    ),
    # What was said before counts once more.
    *cases(
        "replay",
        strangers.no_exchange_twice,
        SOLVED,
        happened("before", accepted=lambda _: Set(SOLUTION)),
        happened("before", accepted=lambda _: Set(OTHER_SOLUTION, SOLUTION)),
    ),
    *cases(
        "replay",
        strangers.no_exchange_twice,
        AGAIN,
        arrived(solution=some(SOLUTION)),
        happened("before", accepted=lambda _: Set(Solution("solution2"))),
    ),
    *cases(
        "replay",
        strangers.no_older_r1,
        OFFERED,
        *(happened("before", highest=put(AB, counter)) for counter in (2, 3, 99)),
        arrived(counter=-1),
    ),
    *cases("replay", strangers.no_older_r1, NEWER, *(arrived(counter=counter) for counter in (0, -1))),
    *cases(
        "replay",
        strangers.only_awaited_r1s,
        OFFERED,
        *(holds(ALICE, BOB, "before", state=state) for state in BEFORE_CHECKED if state != State.I1_SENT),
        told(pair=Pair(ALICE, CAROL)),
        told(pair=BA),
    ),
    *cases("replay", strangers.only_awaited_r1s, STRANGER, told(opportunistic=False)),
    *cases(
        "replay",
        strangers.no_r2_twice,
        CONFIRMED,
        *(holds(ALICE, BOB, "before", state=state) for state in BEFORE_CHECKED),
        *(holds(ALICE, BOB, "after", state=state) for state in (State.I2_SENT, State.CLOSING, State.R2_SENT)),
    ),
    *cases(
        "replay",
        strangers.only_the_peer_replaces_an_association,
        SOLVED,
        happened("before", initiated=lambda _: Map(NOTHING)),
        *(
            happened(
                "before", initiated=put(SOLUTION, some(replace(SOLVED.before.history.initiated[SOLUTION].value, **f)))
            )
            for f in ({"initiator": MALLORY}, {"initiator": BOB}, {"responder": CAROL}, {"responder": NOBODY})
        ),
        arrived(solution=some(OTHER_SOLUTION)),
    ),
    # Somebody else than the peer closes an association; or data goes where nobody has shown who it is.
    *cases("closing", judges.only_the_peer_closes, CLOSED, *closed_by_others(CLOSED)),
    *cases("closing", judges.only_the_peer_closes, ACKNOWLEDGED, *closed_by_others(ACKNOWLEDGED)),
    *cases("closing", judges.only_the_peer_closes, CROSSED, *closed_by_others(CROSSED)),
    *cases(
        "closing",
        judges.no_data_before_the_peer_is_known,
        SENT,
        *(
            holds(ALICE, BOB, "before", state=state)
            for state in State
            if state not in (State.R2_SENT, State.ESTABLISHED)
        ),
        told(pair=Pair(ALICE, CAROL)),
        told(pair=Pair(MALLORY, ALICE)),
    ),
    # An address gets more than it asked for.
    *cases(
        "amplification",
        choices.no_more_than_the_factor,
        ASKED,
        exposed(0, 1),
        exposed(SHORT, 385),
        exposed(2 * SHORT, 769),
        exposed(0, 384),
        exposed(47, 384),
        exposed(SHORT, 881, profile=Profile.RSA_2048_GROUP_3),
        address=A1,
    ),
    *cases(
        "amplification",
        choices.no_more_than_the_factor,
        ASKED,
        exposed(0, 384, V1),
        exposed(SHORT, 1329, V1, Profile.RSA_3072_GROUP_4),
        address=V1,
    ),
    *cases(
        "amplification",
        choices.at_most_three_times_as_much,
        ASKED,
        exposed(128, 385),
        exposed(127, 384),
        exposed(SHORT, 384),
        exposed(0, 1),
        exposed(256, 769),
        exposed(295, 888, profile=Profile.RSA_2048_GROUP_3),
        address=A1,
    ),
    *cases(
        "amplification",
        choices.bounded_answers,
        ASKED,
        *(happened(recent=put(BOB, Map(0, {A1: count}))) for count in (R1_LIMIT + 1, R1_LIMIT + 2, 1000)),
        happened(recent=put(BOB, Map(R1_LIMIT + 1))),
        host=BOB,
        address=A1,
    ),
    # A host whose identity was stolen takes for agreed what its genuine peer never said.
    *cases(
        "impersonation",
        judges.no_key_compromise_impersonation,
        SENT,
        *(holds(BOB, ALICE, **fields) for fields in OTHERWISE),
        *(both(holds(BOB, ALICE, **fields), AT_BOBS) for fields in OTHERWISE),
        happened(initiated=lambda _: Map(NOTHING)),
        **RESPONDER,
    ),
    *cases(
        "impersonation",
        judges.no_key_compromise_impersonation,
        SENT,
        *(both(holds(ALICE, BOB, **fields), AT_ALICES) for fields in OTHERWISE),
        both(happened(accepted_as=lambda _: Map(Map(NOTHING))), AT_ALICES),
        **INITIATOR,
    ),
    # The attacks that are expected: who answers is not who was there, and what was given up comes back.
    *cases(
        "meeting",
        expected.who_is_bound_was_there,
        SOLVED,
        *(holds(BOB, ALICE, "after", there=address) for address in (A2, M1, V1)),
        happened("after", reached_itself=lambda _: Set()),
    ),
    *cases(
        "meeting",
        expected.who_is_bound_was_there,
        CONFIRMED,
        *(holds(ALICE, BOB, "after", there=address) for address in (B2, M1, V1)),
        happened("after", heard_itself=lambda _: Set()),
    ),
    *cases(
        "meeting",
        expected.a_tie_stays_broken,
        TAKEN_UP,
        *(
            holds(BOB, ALICE, "before", state=state, solution=Solution("another"))
            for state in (State.R2_SENT, State.ESTABLISHED)
        ),
    ),
    *cases(
        "meeting",
        expected.who_was_there_answers,
        STRANGER,
        *(environment(at=put(B1, host)) for host in (MALLORY, CAROL, ALICE, NOBODY)),
        *(arrived(source=address) for address in (A1, A2, M1, V1, NOWHERE)),
        told(pair=Pair(ALICE, MALLORY)),
        told(pair=Pair(ALICE, CAROL)),
        environment(at=lambda at: at.set(B1, MALLORY).set(B2, BOB)),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_bad_world_is_rejected_and_the_good_one_is_not(case: Case) -> None:
    assert tells(case)


@pytest.mark.parametrize("kind", {case.kind: None for case in CASES})
def test_each_kind_of_attack_is_shown_in_enough_bad_worlds(kind: str) -> None:
    own = [case for case in CASES if case.kind == kind]
    assert len(different(own)) == len(own) >= ENOUGH


def test_each_property_that_part_1_leaves_out_rejects_something() -> None:
    assert {case.judge for case in CASES} == {
        judges.no_key_compromise_impersonation,
        *SPECIFICATION.expected,
        strangers.nothing_is_stored_for_strangers,
        strangers.no_public_key_work_for_strangers,
        strangers.every_exchange_was_paid_for,
        strangers.a_notify_changes_nothing,
        strangers.no_exchange_twice,
        strangers.no_older_r1,
        strangers.only_awaited_r1s,
        strangers.no_r2_twice,
        strangers.only_the_peer_replaces_an_association,
        judges.only_the_peer_closes,
        judges.no_data_before_the_peer_is_known,
        choices.no_more_than_the_factor,
        choices.at_most_three_times_as_much,
        choices.bounded_answers,
    }


def test_every_further_parameter_of_a_property_is_given() -> None:
    for case in CASES:
        wanted = [name for name in inspect.signature(case.judge).parameters if name not in STATE]
        assert list(case.parameters) == wanted
