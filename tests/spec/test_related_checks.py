"""What an announced address goes through before it is used, in the protocols that check it in one way or another."""

import pytest

from hipspec.related.common.names import NOWHERE, Pair
from hipspec.related.common.packets import Kind, Operation
from hipspec.related.common.session import State
from hipspec.related.common.stage import P0, V0, V1, P, Stage, V
from hipspec.related.table import FAMILY


def moved(row: str) -> Stage:
    """Return a run in which V has moved, what says so has arrived, and nothing has followed."""
    stage = Stage(FAMILY.specification(row))
    stage.opens(V, P, V0, P0)
    stage.settle()
    stage.sit(V, V1)
    assert stage.moves(V, P, V1)
    (frame,) = stage.waiting()
    stage.arrived = stage.arrived.add(frame)
    assert stage.arrives(frame)
    return stage


@pytest.mark.parametrize(
    ("row", "meanwhile"),
    [
        ("dtls_cid", V1),
        ("dtls_rrc_basic", NOWHERE),
        ("dtls_rrc_enh", NOWHERE),
        ("mobike", V0),
        ("mobike_norr", V1),
        ("hip2003", NOWHERE),
        ("hip2003-trusted_peer", V1),
        ("shim6_cga", V0),
    ],
)
def test_where_data_goes_after_a_move_and_before_any_check(row: str, meanwhile: object) -> None:
    assert moved(row).destination(P, V) == meanwhile


@pytest.mark.parametrize(("size", "possible"), [(3, True), (4, False)])
def test_dtls_may_send_three_times_what_came_from_the_new_address(size: int, *, possible: bool) -> None:
    # The record that came was of one byte.
    assert moved("dtls_rrc_basic-limit").sends(P, V, size) is possible


def test_the_enhanced_check_asks_at_the_old_address_first_and_is_told_that_it_was_left() -> None:
    stage = moved("dtls_rrc_enh")
    assert stage.probes(P, V)
    asked = stage.world.environment.sent[stage.taken[-1].arguments["frame"]].value
    assert asked.destination == V0
    stage.settle()
    answers = [p.value for _, p in stage.world.environment.sent.items() if p.present and p.value.kind is Kind.ANSWER]
    assert sorted(answer.operation.value for answer in answers) == sorted(
        (Operation.DELETE.value, Operation.REPLACE.value)
    )
    assert stage.destination(P, V) == V1


def test_the_enhanced_check_asks_at_the_new_address_when_the_old_one_is_silent_and_gives_up_there() -> None:
    stage = moved("dtls_rrc_enh")
    assert stage.gives_up(P, V)
    assert stage.world.sessions[Pair(P, V)].candidate == V1
    assert stage.gives_up(P, V)
    assert stage.destination(P, V) == V0


@pytest.mark.parametrize(
    ("row", "after"),
    [
        ("mobike", State.HALF_OPEN),
        ("mobike-cookie", State.NONE),
        ("dtls_cid", State.NONE),
        ("dtls_cid-no_hvr", State.HALF_OPEN),
        ("hip2003", State.NONE),
        ("shim6_hba", State.NONE),
    ],
)
def test_what_a_host_remembers_of_the_first_packet(row: str, after: State) -> None:
    stage = Stage(FAMILY.specification(row))
    assert stage.opens(V, P, V0, P0)
    (frame,) = stage.waiting()
    assert stage.arrives(frame)
    assert stage.world.sessions[Pair(P, V)].state is after


@pytest.mark.parametrize("row", ["hipv2", "hip2003", "mobike"])
def test_an_announced_address_is_asked_once(row: str) -> None:
    stage = moved(row)
    assert stage.probes(P, V)
    assert not stage.probes(P, V)  # what is sent again because nobody answers is left out, as everywhere
    assert stage.moves(V, P, V1)
    (*_, frame) = stage.waiting()
    assert stage.arrives(frame)
    assert stage.probes(P, V)


@pytest.mark.parametrize("row", ["sctp_addip", "shim6_hba"])
def test_heartbeats_and_reap_probes_go_on(row: str) -> None:
    stage = moved(row)
    assert all(stage.probes(P, V) for _ in range(4))  # RFC 9260 8.3, RFC 5534 4.3


def test_path_challenges_of_dtls_keep_the_limit_of_three_times() -> None:
    stage = moved("dtls_rrc_basic")  # by a record of one byte, as long as a path_challenge here
    assert [stage.probes(P, V) for _ in range(4)] == [True, True, True, False]
    assert not stage.closes(P, V)


def test_quic_closes_within_the_limit_of_three_times() -> None:
    stage = moved("quic")  # by a datagram of 1200 bytes
    assert not stage.copy().sends(P, V, 3601)
    assert stage.sends(P, V, 2401)
    assert not stage.closes(P, V)
    assert moved("quic").closes(P, V)
