"""The properties of double jumps reject worlds in which something arrives that can't, or somebody is found again."""

from dataclasses import replace

import pytest
from tests.spec.bad_worlds.lies import (
    Case,
    Lie,
    Steps,
    both,
    cases,
    different,
    environment,
    happened,
    holds,
    named,
    put,
    tells,
)

from hipspec.language import NOTHING, Map
from hipspec.language.running import Taken
from hipspec.network.names import Pair
from hipspec.rendezvous import SPECIFICATION
from hipspec.rendezvous import properties as judges
from hipspec.rendezvous.packets import Kind
from hipspec.rendezvous.scenarios_stage import A1, A2, ALICE, C1, C2, CAROL
from hipspec.rendezvous.world import Event

ENOUGH = 10
step = Steps(SPECIFICATION)
STUCK = "a_double_jump_without_a_server"
LOST = {"host": ALICE, "peer": CAROL}


def first_lost(action: str) -> Taken:
    """Return the first step of an action after Alice and Carol have lost each other."""
    return next(
        taken
        for taken in step.of(STUCK)
        if taken.action.__name__ == action
        and judges.have_lost_each_other(taken.before.history, taken.before.world, ALICE, CAROL)
    )


SENDING, CALLING, WAITING = first_lost("send"), first_lost("start"), first_lost("wait")
RECEIVED = step(STUCK, "deliver_data").event
PROCESSED = step("one_host_moves", "deliver_update").event
FROM_ALICE = replace(RECEIVED, pair=Pair(CAROL, ALICE), frame=SENDING.event.reply, kind=Kind.DATA)
FROM_CAROL = replace(RECEIVED, pair=Pair(ALICE, CAROL), frame=SENDING.event.reply, kind=Kind.DATA)
ALICES = replace(PROCESSED, pair=Pair(CAROL, ALICE), frame=SENDING.event.reply)
HELPED = happened(helped=lambda helped: helped.add(SENDING.event.reply))
OWN = happened(direct=lambda direct: direct.add(SENDING.event.reply))


def hearing(event: Event) -> Lie:
    return lambda taken: replace(taken, event=event)


CASES = [
    # Something arrives after a double jump although there is no server, or the two find each other by themselves.
    *cases(
        "double jump",
        judges.without_a_server_a_double_jump_is_final,
        SENDING,
        both(OWN, hearing(FROM_ALICE)),
        both(OWN, hearing(FROM_CAROL)),
        both(OWN, hearing(ALICES)),
        both(HELPED, hearing(FROM_ALICE)),
        both(HELPED, hearing(ALICES)),
        **LOST,
    ),
    *(
        case
        for good in (SENDING, CALLING, WAITING)
        for case in cases(
            "double jump",
            judges.without_a_server_a_double_jump_is_final,
            good,
            holds(ALICE, CAROL, "after", there=C2),
            holds(CAROL, ALICE, "after", there=A2),
            holds(ALICE, CAROL, "after", key_in=NOTHING),
            environment("after", at=put(C1, CAROL)),
            environment("after", at=put(A1, ALICE)),
            environment("after", published=put(CAROL, C2)),
            happened("after", written_to=lambda written: written.set(Pair(ALICE, CAROL), Map(False, {C2: True}))),  # noqa: FBT003  # a total map to truth
            happened("after", called_at=put(CAROL, Map(False, {A2: True}))),  # noqa: FBT003  # as above
            **LOST,
        )
    ),
    *cases(
        "double jump",
        judges.after_a_double_jump_only_others_help,
        SENDING,
        both(OWN, hearing(FROM_CAROL)),
        both(OWN, hearing(replace(FROM_CAROL, kind=Kind.I1))),
        both(OWN, hearing(replace(FROM_CAROL, kind=Kind.R1))),
        both(OWN, hearing(replace(ALICES, pair=Pair(ALICE, CAROL)))),
        **LOST,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_bad_world_is_rejected_and_the_good_one_is_not(case: Case) -> None:
    assert tells(case)


def test_double_jumps_are_shown_in_enough_bad_worlds() -> None:
    assert len(different(CASES)) == len(CASES) >= ENOUGH
    assert {case.judge for case in CASES} == {
        judges.after_a_double_jump_only_others_help,
        judges.without_a_server_a_double_jump_is_final,
    }
